//! One-time codes on their way to whoever signs in.
//!
//! They are about no order. A code stands among the messages under the hash of its challenge, so
//! that the outbox shows it as it shows everything else. Where messages leave, the outbox has the
//! message without the code.

use jiff::Timestamp;

use super::telling::{REMEMBERED, render};
use super::{Delivery, DeliveryError, Message, MessageState, Notice};
use crate::entry::OrderKey;
use crate::notice::{Channel, Language, NoticeFacts, NoticeKind};
use crate::people::{Challenge, SignInContact};
use crate::status::Status;
use crate::{MessageId, OrderId, StoreId};

impl Delivery {
    /// Sends the code of a challenge.
    pub async fn send_code(
        &self,
        store: &StoreId,
        challenge: &Challenge,
        contact: &SignInContact,
        language: Language,
    ) -> Result<(), DeliveryError> {
        let invalid = |error: crate::InvalidIdentifier| DeliveryError::Invalid(error.to_string());
        let settled = self.store(store).await?;
        let now = Timestamp::now();
        let channel = match contact {
            SignInContact::Phone(_) => Channel::Sms,
            SignInContact::Email(_) => Channel::Email,
        };
        let mut facts = NoticeFacts::of_store(&settled.name, settled.time_zone(), now);
        facts.code = Some(challenge.code.reveal().to_owned());
        facts.until = Some(challenge.until);
        let kind = NoticeKind::OneTimeCode;
        let rendered =
            render(kind, channel, language, &facts).map_err(DeliveryError::Unavailable)?;
        let mut message = Message {
            id: MessageId::parse(&format!("{}-0-{}", kind.key(), channel.key()))
                .map_err(invalid)?,
            order: OrderKey {
                store: store.clone(),
                order: OrderId::parse(&challenge.token.hash().to_string()).map_err(invalid)?,
            },
            kind,
            occurrence: 0,
            channel,
            to: Some(contact.as_str().to_owned()),
            subject: rendered.subject().map(str::to_owned),
            text: Some(rendered.text().to_owned()),
            state: MessageState::Sending,
            status: Status::Received,
            at: now,
        };
        let left = if self.stays_here(channel) {
            Ok(())
        } else {
            let left = self.leave(&message, Some(rendered), &settled.name).await;
            // It is on the customer's telephone: nobody at the store may sign in with it.
            let hidden = |text: String| text.replace(challenge.code.reveal(), "••••••");
            message.subject = message.subject.map(hidden);
            message.text = message.text.map(hidden);
            left
        };
        message.state = match left {
            Ok(()) => MessageState::Sent,
            Err(why) => {
                tracing::warn!(%store, ?channel, why, "a code was not sent");
                MessageState::Failed { why }
            }
        };
        let expires = Some(now + REMEMBERED);
        let notice = Notice {
            id: message.id.clone(),
            order: message.order.clone(),
            at: message.at,
            messages: vec![message],
        };
        Ok(self.table().put_notice(&notice, expires).await?)
    }
}
