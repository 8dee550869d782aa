//! Notices: what customers are told about their orders.
//!
//! A notice is published to the topic of notices, where whoever wants to can listen. The function
//! `SendNoticeFunction` listens: it decides on which channels the customer is told, and tells them.
//! What it decided, and why something was *not* sent, is kept with the order.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Delivery, DeliveryError, Mail, OutgoingMail};
use crate::customer::Customer;
use crate::entry::{Actor, OrderKey, Reason};
use crate::notice::{
    self, By, Channel, ChannelDecision, DedupeKey, Language, NoticeFacts, NoticeKind, Receipt,
    ReceiptLine, RefundWay, Rendered,
};
use crate::order::{Method, Order};
use crate::payment::ChargeState;
use crate::status::Status;
use crate::table::Key;
use crate::{MessageId, StoreId};

/// A message is remembered for so long.
pub(super) const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Held notices are released so many at a time.
const RELEASED_AT_ONCE: u32 = 100;

/// A notice that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// What about.
    pub kind: NoticeKind,
    /// Which of several of its kind: the entry of the timeline, or a count.
    pub occurrence: u32,
    /// Whether it was held back before, and is released now.
    #[serde(default)]
    pub released: bool,
}

impl Tell {
    /// A notice that is sent as soon as it may be.
    pub fn now(kind: NoticeKind, occurrence: u32) -> Tell {
        Tell {
            kind,
            occurrence,
            released: false,
        }
    }
}

/// A notice on one channel, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// About which order.
    pub order: OrderKey,
    /// What about.
    pub kind: NoticeKind,
    /// Which of several of its kind.
    pub occurrence: u32,
    /// On which channel.
    pub channel: Channel,
    /// To whom: a number or an address.
    pub to: Option<String>,
    /// What it says.
    pub subject: Option<String>,
    /// What it says.
    pub text: Option<String>,
    /// What became of it.
    #[serde(flatten)]
    pub state: MessageState,
    /// Where the order was.
    pub status: Status,
    /// When that was decided.
    pub at: Timestamp,
}

/// A notice: one message for each channel, sent or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) id: MessageId,
    pub(crate) order: OrderKey,
    pub(crate) at: Timestamp,
    pub(crate) messages: Vec<Message>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageState {
    /// It is on its way.
    Sending,
    /// It has left.
    Sent,
    /// It waits until the customer wants to be disturbed.
    Held {
        /// Until then.
        until: Timestamp,
    },
    /// It is not sent.
    NotSent {
        /// Why.
        why: notice::Why,
    },
    /// Whoever should bring it could not.
    Failed {
        /// Why.
        why: String,
    },
}

impl Delivery {
    /// Publishes a notice. What was published before may be published again: it is sent once.
    pub(crate) async fn tell(&self, order: &Order, tell: Tell) -> Result<(), DeliveryError> {
        let message = serde_json::json!({
            "store": order.store,
            "order": order.id,
            "number": order.number,
            "status": order.status,
            "kind": tell.kind,
            "occurrence": tell.occurrence,
            "released": tell.released,
        });
        let attribute = |value: &str| {
            let attribute = aws_sdk_sns::types::MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value);
            attribute
                .build()
                .map_err(|error| super::upkeep::unavailable("SNS", &error))
        };
        let configuration = &self.0.configuration;
        let topic = configuration.elsewhere.topic_arn.as_ref();
        configuration
            .sns
            .publish()
            .topic_arn(topic.unwrap_or(&configuration.topic_arn))
            .message(message.to_string())
            .message_attributes("store", attribute(order.store.as_str())?)
            .message_attributes("kind", attribute(tell.kind.key())?)
            .message_attributes("status", attribute(order.status.name())?)
            .send()
            .await
            .map_err(|error| super::upkeep::unavailable("SNS", &error))?;
        Ok(())
    }

    /// Tells how an order ended that did not end at the door.
    pub(super) async fn tell_how_it_ended(&self, order: &Order) -> Result<(), DeliveryError> {
        let kind = if order.status == Status::Returned {
            NoticeKind::Returned
        } else {
            NoticeKind::Cancelled
        };
        self.tell(order, Tell::now(kind, 0)).await
    }

    /// Brings a notice to the customer, on the channels they want, once.
    pub(crate) async fn send(&self, order: &OrderKey, tell: &Tell) -> Result<(), DeliveryError> {
        let order = self.order(order).await?;
        let customer: Option<Customer> = self
            .table()
            .get(&Key::customer(&order.store, &order.customer))
            .await?;
        let store = self.store(&order.store).await?;
        let preferences = customer.as_ref().map_or_else(
            || notice::Preferences::in_zone(store.time_zone()),
            |customer| customer.preferences.clone(),
        );
        let contact = notice::Contact {
            email: order.contact.email.clone(),
            phone: order.contact.phone.clone(),
            whatsapp_opt_in: customer.is_some_and(|customer| customer.whatsapp_opt_in),
        };
        let key = DedupeKey::new(order.id.as_str(), tell.kind, tell.occurrence);
        let now = Self::now();
        let decided = if tell.released {
            self.released(&order, tell, now).await?
        } else {
            notice::decide(tell.kind, &key, &contact, &preferences, now, &[])
        };
        let facts = self.facts(&order, tell.kind, &store, now);
        let decided = decided.into_iter().map(|decision| {
            let to = match decision.channel {
                Channel::Email => contact.email.as_ref().map(|it| it.as_str().to_owned()),
                Channel::Sms | Channel::WhatsApp => {
                    contact.phone.as_ref().map(|it| it.as_e164().to_owned())
                }
            };
            self.write(&order, tell, decision, to, &facts)
        });
        let decided = decided.collect::<Result<Vec<_>, _>>()?;
        self.send_notice(&order, tell, decided, &facts.store)
            .await?;
        self.watched(&order);
        Ok(())
    }

    /// A message as it was decided, and as it is rendered where it may leave.
    fn write(
        &self,
        order: &Order,
        tell: &Tell,
        decision: ChannelDecision,
        to: Option<String>,
        facts: &NoticeFacts,
    ) -> Result<(Message, Option<Rendered>), DeliveryError> {
        let language = order.contact.language;
        let write = || render(tell.kind, decision.channel, language, facts);
        let (state, rendered) = match decision.delivery {
            notice::Delivery::Skip { why } => (MessageState::NotSent { why }, None),
            notice::Delivery::Hold { until } => match write() {
                Ok(rendered) => (MessageState::Held { until }, Some(rendered)),
                Err(why) => (MessageState::Failed { why }, None),
            },
            notice::Delivery::Send => match write() {
                Ok(rendered) if self.stays_here(decision.channel) => {
                    (MessageState::Sent, Some(rendered))
                }
                Ok(rendered) => (MessageState::Sending, Some(rendered)),
                Err(why) => (MessageState::Failed { why }, None),
            },
        };
        let message = Message {
            id: message_id(tell, decision.channel)?,
            order: order.key(),
            kind: tell.kind,
            occurrence: tell.occurrence,
            channel: decision.channel,
            to,
            subject: rendered
                .as_ref()
                .and_then(|it| it.subject().map(str::to_owned)),
            text: rendered.as_ref().map(|it| it.text().to_owned()),
            state,
            status: order.status,
            at: facts.now,
        };
        Ok((message, rendered))
    }

    /// Keeps what was decided about a notice, then has its messages leave. What was decided before
    /// stands: only what did not leave then is tried again.
    async fn send_notice(
        &self,
        order: &Order,
        tell: &Tell,
        decided: Vec<(Message, Option<Rendered>)>,
        store: &str,
    ) -> Result<(), DeliveryError> {
        let (messages, rendered): (Vec<_>, Vec<_>) = decided.into_iter().unzip();
        let mut notice = Notice {
            id: notice_id(tell)?,
            order: order.key(),
            at: Self::now(),
            messages,
        };
        let expires = Some(notice.at + REMEMBERED);
        if tell.released {
            if notice.messages.is_empty() {
                return Ok(());
            }
            let before = self.table().notice(&notice.order, &notice.id).await?;
            for message in before.map(|before| before.messages).unwrap_or_default() {
                if notice
                    .messages
                    .iter()
                    .all(|it| it.channel != message.channel)
                {
                    notice.messages.push(message);
                }
            }
            self.table().put_notice(&notice, expires).await?;
        } else if !self.table().put_new_notice(&notice, expires).await? {
            match self.table().notice(&notice.order, &notice.id).await? {
                Some(before) => notice = before,
                None => return Ok(()),
            }
        }
        let mut left = false;
        for at in 0..notice.messages.len() {
            if notice.messages[at].state != MessageState::Sending {
                continue;
            }
            let rendered = rendered.get(at).cloned().flatten();
            if let Err(why) = self.leave(&notice.messages[at], rendered, store).await {
                tracing::warn!(order = %order.id, why, "a message did not leave");
                return Err(DeliveryError::Unavailable(why));
            }
            notice.messages[at].state = MessageState::Sent;
            left = true;
        }
        if left {
            self.table().put_notice(&notice, expires).await?;
        }
        Ok(())
    }

    /// Whether what is sent on a channel is only kept, for a shop that has nobody to bring it.
    pub(super) fn stays_here(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => matches!(self.0.configuration.mail, Mail::Outbox),
            Channel::Sms => !self.0.configuration.sms_through_sns,
            // It takes an approved account with Meta; until there is an adapter it stays here.
            Channel::WhatsApp => true,
        }
    }

    pub(super) async fn leave(
        &self,
        message: &Message,
        rendered: Option<Rendered>,
        store: &str,
    ) -> Result<(), String> {
        let to = message.to.clone().ok_or("nobody knows where to")?;
        let text = message.text.clone().unwrap_or_default();
        match message.channel {
            Channel::Email => {
                let Mail::Sent(mail) = &self.0.configuration.mail else {
                    return Ok(());
                };
                let outgoing = OutgoingMail {
                    to,
                    from_name: store.to_owned(),
                    subject: message.subject.clone().unwrap_or_default(),
                    text,
                    html: rendered.and_then(|rendered| match rendered {
                        Rendered::Email { html, .. } => Some(html),
                        Rendered::Sms(_) | Rendered::WhatsApp { .. } => None,
                    }),
                };
                mail.send(&outgoing).await
            }
            Channel::Sms => {
                let sns = &self.0.configuration.sns;
                let sent = sns.publish().phone_number(to).message(text).send().await;
                let failed = |error| aws_sdk_sns::error::DisplayErrorContext(error).to_string();
                sent.map(|_| ()).map_err(failed)
            }
            Channel::WhatsApp => Ok(()),
        }
    }

    /// What becomes of a notice that was held: it may matter no more.
    async fn released(
        &self,
        order: &Order,
        tell: &Tell,
        now: Timestamp,
    ) -> Result<Vec<ChannelDecision>, DeliveryError> {
        let notice = self.table().notice(&order.key(), &notice_id(tell)?).await?;
        let mut decided = Vec::new();
        for message in notice.iter().flat_map(|notice| &notice.messages) {
            if let MessageState::Held { until } = message.state
                && until <= now
            {
                let (then, now) = (message.status, order.status);
                decided.push(ChannelDecision {
                    channel: message.channel,
                    delivery: notice::on_release(tell.kind, then, now),
                });
            }
        }
        Ok(decided)
    }

    /// Publishes the notices again whose quiet hours are over; how many.
    pub(super) async fn release_held(&self, store: &StoreId) -> Result<u32, DeliveryError> {
        let held = self
            .table()
            .held_messages(store, Self::now(), RELEASED_AT_ONCE)
            .await?;
        for message in &held {
            let order = self.order(&message.order).await?;
            let tell = Tell {
                kind: message.kind,
                occurrence: message.occurrence,
                released: true,
            };
            self.tell(&order, tell).await?;
        }
        Ok(u32::try_from(held.len()).unwrap_or(u32::MAX))
    }

    /// The messages about an order, and what became of them.
    pub async fn messages(&self, order: &OrderKey) -> Result<Vec<Message>, DeliveryError> {
        Ok(self.table().messages(order).await?)
    }

    /// The messages of a store, newest first: what its customers' phones show.
    pub async fn outbox(
        &self,
        store: &StoreId,
        limit: u32,
        from: Option<&str>,
    ) -> Result<crate::table::Page<Message>, DeliveryError> {
        Ok(self
            .table()
            .outbox(store, limit.clamp(1, 100), from)
            .await?)
    }

    /// What a notice may say about an order.
    fn facts(
        &self,
        order: &Order,
        kind: NoticeKind,
        store: &crate::store::Store,
        now: Timestamp,
    ) -> NoticeFacts {
        let mut facts = NoticeFacts::of_store(&store.name, store.time_zone(), now);
        let link = self.tracking_link(&order.key());
        facts.customer = Some(order.contact.name.clone());
        facts.number = Some(order.number);
        let link = notice::Link::parse(&link).ok();
        facts.action.clone_from(&link);
        facts.tracking = link;
        facts.total = Some(order.totals.total);
        facts.receipt = Some(receipt(order));
        facts.window = Some(order.window);
        facts.pin = Some(order.pin.digits.clone());
        facts.happened_at = Some(order.updated_at);
        facts.address = Some(order.address.line.clone());
        facts.courier = order.courier.as_ref().map(|courier| courier.name.clone());
        if let Some(missing) = order.missing.first() {
            facts.item = Some(missing.name.clone());
            facts.substitute.clone_from(&missing.substitute_name);
        }
        let attempt = order.payment.attempts.last();
        if let Some(open) = attempt.filter(|attempt| attempt.state == ChargeState::Pending) {
            facts.pix_code.clone_from(&open.pix);
            facts.until = Some(open.until);
        }
        if attempt.is_some_and(|attempt| attempt.state == ChargeState::Declined) {
            let until = order.wait.as_ref().map(|wait| wait.until);
            facts.until = until.or(attempt.map(|attempt| attempt.until));
        }
        if matches!(kind, NoticeKind::AttemptFailed | NoticeKind::Returned) {
            facts.reason = Some(Reason::CustomerAbsent);
        }
        if let Some(closing) = &order.closing {
            facts.by = Some(match closing.by {
                Actor::Customer => By::Customer,
                Actor::Store => By::Store,
                Actor::Courier(_) => By::Courier,
                Actor::Operator(_) => By::Operator,
                Actor::Provider | Actor::Workflow => By::System,
            });
            facts.reason = Some(closing.reason);
        }
        let refund = match kind {
            NoticeKind::Refunded => order.payment.refunds.last(),
            _ => order.payment.refunds.iter().rfind(|refund| !refund.late),
        };
        facts.refund = refund.map(|refund| notice::Refund {
            amount: refund.amount,
            way: match &order.payment.method {
                Method::Pix | Method::Cash { .. } => RefundWay::Pix,
                Method::Card { .. } => RefundWay::Card,
            },
        });
        facts
    }
}

fn receipt(order: &Order) -> Receipt {
    let lines = order.lines.iter().map(|line| ReceiptLine {
        quantity: line.quantity,
        name: line.name.clone(),
        price: line.price.times(line.quantity),
    });
    Receipt {
        lines: lines.collect(),
        delivery: order.totals.fee,
        discount: crate::Money::ZERO,
        tip: crate::Money::ZERO,
        total: order.totals.total,
    }
}

pub(super) fn render(
    kind: NoticeKind,
    channel: Channel,
    language: Language,
    facts: &NoticeFacts,
) -> Result<Rendered, String> {
    notice::render(kind, channel, language, facts).map_err(|error| error.to_string())
}

/// Made of what the notice is about, so that the same is not written twice.
fn notice_id(tell: &Tell) -> Result<MessageId, DeliveryError> {
    let text = format!("{}-{}", tell.kind.key(), tell.occurrence);
    MessageId::parse(&text).map_err(|error| DeliveryError::Invalid(error.to_string()))
}

/// That of the notice, and the channel.
fn message_id(tell: &Tell, channel: Channel) -> Result<MessageId, DeliveryError> {
    let channel = match channel {
        Channel::WhatsApp => "whatsapp",
        Channel::Sms => "sms",
        Channel::Email => "email",
    };
    let text = format!("{}-{}-{channel}", tell.kind.key(), tell.occurrence);
    MessageId::parse(&text).map_err(|error| DeliveryError::Invalid(error.to_string()))
}
