//! Coupons on their way to a customer.
//!
//! They are about no order. A coupon stands among the messages under its own identifier, so that the
//! outbox shows it as it shows everything else, and so that it is told once.

use jiff::Timestamp;

use super::telling::{REMEMBERED, render};
use super::{Delivery, DeliveryError, Message, MessageState, Notice};
use crate::customer::Customer;
use crate::entry::OrderKey;
use crate::money::Money;
use crate::notice::{self, Channel, DedupeKey, Language, NoticeFacts, NoticeKind};
use crate::status::Status;
use crate::table::Key;
use crate::{CustomerId, MessageId, OrderId, StoreId};

/// A coupon as a customer is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponOffer {
    /// Which: the same one is told once.
    pub id: OrderId,
    /// What the customer says to have it.
    pub code: String,
    /// What it takes off.
    pub amount: Money,
    /// It holds until then.
    pub until: Timestamp,
}

/// What became of telling a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// The message has left, now or before.
    Told,
    /// Nothing was said: the customer does not want to be disturbed before then.
    Quiet {
        /// Then.
        until: Timestamp,
    },
    /// Nothing is said: the customer wants no such messages, or cannot be reached.
    Unwanted,
}

impl Delivery {
    /// Tells a customer of a coupon, on the channel they want, once.
    pub async fn tell_coupon(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        language: Language,
        offer: &CouponOffer,
    ) -> Result<Offered, DeliveryError> {
        let known: Option<Customer> = self.table().get(&Key::customer(store, customer)).await?;
        let known = known.ok_or(DeliveryError::NotFound("customer"))?;
        let kind = NoticeKind::Coupon;
        let contact = notice::Contact {
            email: known.email.clone(),
            phone: known.phone.clone(),
            whatsapp_opt_in: known.whatsapp_opt_in,
        };
        let now = Self::now();
        let key = DedupeKey::new(offer.id.as_str(), kind, 0);
        let decided = notice::decide(kind, &key, &contact, &known.preferences, now, &[]);
        for decision in decided {
            match decision.delivery {
                notice::Delivery::Skip { .. } => {}
                notice::Delivery::Hold { until } => return Ok(Offered::Quiet { until }),
                notice::Delivery::Send => {
                    let told = self.tell_coupon_on(&known, decision.channel, language, offer, now);
                    told.await?;
                    return Ok(Offered::Told);
                }
            }
        }
        Ok(Offered::Unwanted)
    }

    async fn tell_coupon_on(
        &self,
        customer: &Customer,
        channel: Channel,
        language: Language,
        offer: &CouponOffer,
        now: Timestamp,
    ) -> Result<(), DeliveryError> {
        let kind = NoticeKind::Coupon;
        let store = self.store(&customer.store).await?;
        let mut facts = NoticeFacts::of_store(&store.name, store.time_zone(), now);
        facts.customer = Some(customer.name.clone());
        facts.code = Some(offer.code.clone());
        facts.discount = Some(offer.amount);
        facts.until = Some(offer.until);
        let rendered =
            render(kind, channel, language, &facts).map_err(DeliveryError::Unavailable)?;
        let to = match channel {
            Channel::Email => customer.email.as_ref().map(|it| it.as_str().to_owned()),
            Channel::Sms | Channel::WhatsApp => {
                customer.phone.as_ref().map(|it| it.as_e164().to_owned())
            }
        };
        let id = MessageId::parse(&format!("{}-0-{}", kind.key(), channel.key()))
            .map_err(|error| DeliveryError::Invalid(error.to_string()))?;
        let mut notice = Notice {
            id: id.clone(),
            order: OrderKey {
                store: customer.store.clone(),
                order: offer.id.clone(),
            },
            at: now,
            messages: vec![Message {
                id: id.clone(),
                order: OrderKey {
                    store: customer.store.clone(),
                    order: offer.id.clone(),
                },
                kind,
                occurrence: 0,
                channel,
                to,
                subject: rendered.subject().map(str::to_owned),
                text: Some(rendered.text().to_owned()),
                state: MessageState::Sending,
                status: Status::Received,
                at: now,
            }],
        };
        let expires = Some(now + REMEMBERED);
        if !self.table().put_new_notice(&notice, expires).await? {
            match self.table().notice(&notice.order, &id).await? {
                Some(before) => notice = before,
                None => return Ok(()),
            }
        }
        for message in &mut notice.messages {
            if message.state != MessageState::Sending {
                return Ok(());
            }
            if !self.stays_here(channel) {
                let left = self.leave(message, Some(rendered.clone()), &store.name);
                left.await.map_err(DeliveryError::Unavailable)?;
            }
            message.state = MessageState::Sent;
        }
        Ok(self.table().put_notice(&notice, expires).await?)
    }
}
