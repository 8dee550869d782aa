//! Messages: what was sent, where, and why not.

use delivery::MessageId;
use delivery::OrderId;
use delivery::delivery::{Message, MessageState};
use delivery::notice::{Channel, NoticeKind};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::schema;
use crate::words::Reader;

/// A channel.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChannelView {
    /// WhatsApp.
    Whatsapp,
    /// A text message.
    Sms,
    /// E-mail.
    Email,
}

impl From<Channel> for ChannelView {
    fn from(channel: Channel) -> ChannelView {
        match channel {
            Channel::WhatsApp => ChannelView::Whatsapp,
            Channel::Sms => ChannelView::Sms,
            Channel::Email => ChannelView::Email,
        }
    }
}

impl From<ChannelView> for Channel {
    fn from(channel: ChannelView) -> Channel {
        match channel {
            ChannelView::Whatsapp => Channel::WhatsApp,
            ChannelView::Sms => Channel::Sms,
            ChannelView::Email => Channel::Email,
        }
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum MessageStateView {
    /// It is on its way.
    Sending,
    /// It has left.
    Sent,
    /// It waits until the customer wants to be disturbed.
    Held,
    /// It is not sent.
    NotSent,
    /// Whoever should bring it could not.
    Failed,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: MessageId,
    /// About which order; a code to sign in with is about none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    /// What about: `on-the-way`.
    kind: &'static str,
    /// What about, in words.
    about: String,
    /// On which channel.
    channel: ChannelView,
    /// To whom, as far as it is shown: `•••• 4321`.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// What became of it.
    state: MessageStateView,
    /// Why it was not sent, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Until when it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// When that was decided.
    at: Timestamp,
}

impl MessageView {
    pub(crate) fn of(message: &Message, reader: &Reader) -> MessageView {
        let (state, why, until) = match &message.state {
            MessageState::Sending => (MessageStateView::Sending, None, None),
            MessageState::Sent => (MessageStateView::Sent, None, None),
            MessageState::Held { until } => (MessageStateView::Held, None, Some(*until)),
            MessageState::NotSent { why } => {
                let why = reader.plain(why.key());
                (MessageStateView::NotSent, Some(why), None)
            }
            MessageState::Failed { .. } => (MessageStateView::Failed, None, None),
        };
        let about_order = !matches!(message.kind, NoticeKind::OneTimeCode | NoticeKind::Coupon);
        MessageView {
            id: message.id.clone(),
            order: about_order.then(|| message.order.order.clone()),
            kind: message.kind.key(),
            about: reader.plain(&format!("notice-{}", message.kind.key())),
            channel: message.channel.into(),
            to: message.to.as_deref().map(masked),
            subject: message.subject.clone(),
            text: message.text.clone(),
            state,
            why,
            until,
            at: message.at,
        }
    }
}

impl MessageView {
    /// For those who hand the order over: the PIN is the customer's to say.
    pub(crate) fn without_pin(mut self, pin: &str) -> MessageView {
        self.text = self
            .text
            .map(|text| text.replace(&format!("PIN {pin}"), "PIN ••••"));
        self
    }
}

/// A number or address as far as it is shown to those who need not know it.
pub(crate) fn masked(contact: &str) -> String {
    if let Some((local, domain)) = contact.split_once('@') {
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{domain}")
    } else {
        let from = contact.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        format!("•••• {}", &contact[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_says_little() {
        assert_eq!(masked("+5511987654321"), "•••• 4321");
        assert_eq!(masked("ana@example.com"), "a•••@example.com");
        assert_eq!(masked("é"), "•••• é");
        assert_eq!(masked(""), "•••• ");
    }
}
