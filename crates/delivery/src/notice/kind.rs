//! What can be told to a customer, on which channels, and how much it matters.

use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// The order is in.
    OrderReceived,
    /// Something of the order is not to be had; a substitute may be offered. Asks for a choice.
    ItemUnavailable,
    /// The store will make it.
    StoreConfirmed,
    /// A Pix waits to be paid.
    PaymentRequested,
    /// The payment was declined; another can be tried.
    PaymentDeclined,
    /// The payment is in. Carries the receipt.
    PaymentConfirmed,
    /// It is being made.
    Preparing,
    /// It is made.
    Ready,
    /// Somebody is on the way to the store.
    CourierAssigned,
    /// It is on the way to the customer, with the PIN for the door.
    OnTheWay,
    /// The courier is at the door.
    Arrived,
    /// It is delivered.
    Delivered,
    /// It comes later than promised.
    Delayed,
    /// Nobody took it.
    AttemptFailed,
    /// It is back at the store.
    Returned,
    /// It will not come.
    Cancelled,
    /// Money is on its way back.
    Refunded,
    /// It goes to another address.
    AddressChanged,
    /// A code with which somebody shows that a telephone or an address is theirs.
    OneTimeCode,
    /// Something off the next order, for a customer who had trouble with one.
    Coupon,
}

/// What customers choose about: they may mute progress, and not what their money or their door is
/// concerned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Mandatory: money, the end of the order, what the customer must do or have at the door.
    Transactional,
    /// Nice to know.
    Progress,
}

impl NoticeKind {
    /// All of them, in the order of an order's life.
    pub const ALL: [NoticeKind; 20] = [
        NoticeKind::OrderReceived,
        NoticeKind::ItemUnavailable,
        NoticeKind::StoreConfirmed,
        NoticeKind::PaymentRequested,
        NoticeKind::PaymentDeclined,
        NoticeKind::PaymentConfirmed,
        NoticeKind::Preparing,
        NoticeKind::Ready,
        NoticeKind::CourierAssigned,
        NoticeKind::OnTheWay,
        NoticeKind::Arrived,
        NoticeKind::Delivered,
        NoticeKind::Delayed,
        NoticeKind::AttemptFailed,
        NoticeKind::Returned,
        NoticeKind::Cancelled,
        NoticeKind::Refunded,
        NoticeKind::AddressChanged,
        NoticeKind::OneTimeCode,
        NoticeKind::Coupon,
    ];

    /// Its name in the files of texts and where it is stored: `on-the-way`.
    pub const fn key(self) -> &'static str {
        match self {
            NoticeKind::OrderReceived => "order-received",
            NoticeKind::ItemUnavailable => "item-unavailable",
            NoticeKind::StoreConfirmed => "store-confirmed",
            NoticeKind::PaymentRequested => "payment-requested",
            NoticeKind::PaymentDeclined => "payment-declined",
            NoticeKind::PaymentConfirmed => "payment-confirmed",
            NoticeKind::Preparing => "preparing",
            NoticeKind::Ready => "ready",
            NoticeKind::CourierAssigned => "courier-assigned",
            NoticeKind::OnTheWay => "on-the-way",
            NoticeKind::Arrived => "arrived",
            NoticeKind::Delivered => "delivered",
            NoticeKind::Delayed => "delayed",
            NoticeKind::AttemptFailed => "attempt-failed",
            NoticeKind::Returned => "returned",
            NoticeKind::Cancelled => "cancelled",
            NoticeKind::Refunded => "refunded",
            NoticeKind::AddressChanged => "address-changed",
            NoticeKind::OneTimeCode => "one-time-code",
            NoticeKind::Coupon => "coupon",
        }
    }

    /// What it falls under. That an order is confirmed at once is the law's demand, not only ours
    /// (Decreto 7.962/2013, art. 4º, III).
    pub const fn category(self) -> Category {
        match self {
            NoticeKind::OrderReceived
            | NoticeKind::ItemUnavailable
            | NoticeKind::PaymentRequested
            | NoticeKind::PaymentDeclined
            | NoticeKind::PaymentConfirmed
            | NoticeKind::OnTheWay
            | NoticeKind::Arrived
            | NoticeKind::Delivered
            | NoticeKind::AttemptFailed
            | NoticeKind::Returned
            | NoticeKind::Cancelled
            | NoticeKind::Refunded
            | NoticeKind::AddressChanged
            | NoticeKind::OneTimeCode => Category::Transactional,
            NoticeKind::StoreConfirmed
            | NoticeKind::Preparing
            | NoticeKind::Ready
            | NoticeKind::CourierAssigned
            | NoticeKind::Delayed
            | NoticeKind::Coupon => Category::Progress,
        }
    }

    /// Whether it cannot wait for the end of quiet hours: the customer has something to do or to
    /// decide now, or waits for this very answer. All of these are mandatory.
    pub const fn is_critical(self) -> bool {
        match self {
            NoticeKind::ItemUnavailable
            | NoticeKind::PaymentRequested
            | NoticeKind::PaymentDeclined
            | NoticeKind::PaymentConfirmed
            | NoticeKind::OnTheWay
            | NoticeKind::Arrived
            | NoticeKind::AttemptFailed
            | NoticeKind::Cancelled
            | NoticeKind::OneTimeCode => true,
            NoticeKind::OrderReceived
            | NoticeKind::StoreConfirmed
            | NoticeKind::Preparing
            | NoticeKind::Ready
            | NoticeKind::CourierAssigned
            | NoticeKind::Delivered
            | NoticeKind::Delayed
            | NoticeKind::Returned
            | NoticeKind::Refunded
            | NoticeKind::AddressChanged
            | NoticeKind::Coupon => false,
        }
    }

    /// Whether people keep it, so that it also goes by e-mail where they want e-mail, whichever
    /// other channel it was sent on.
    pub const fn is_record(self) -> bool {
        match self {
            NoticeKind::OrderReceived
            | NoticeKind::PaymentConfirmed
            | NoticeKind::Cancelled
            | NoticeKind::Refunded => true,
            NoticeKind::ItemUnavailable
            | NoticeKind::StoreConfirmed
            | NoticeKind::PaymentRequested
            | NoticeKind::PaymentDeclined
            | NoticeKind::Preparing
            | NoticeKind::Ready
            | NoticeKind::CourierAssigned
            | NoticeKind::OnTheWay
            | NoticeKind::Arrived
            | NoticeKind::Delivered
            | NoticeKind::Delayed
            | NoticeKind::AttemptFailed
            | NoticeKind::Returned
            | NoticeKind::AddressChanged
            | NoticeKind::OneTimeCode
            | NoticeKind::Coupon => false,
        }
    }
}

/// A way to a customer, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// WhatsApp, by an approved template.
    WhatsApp,
    /// A text message.
    Sms,
    /// E-mail.
    Email,
}

impl Channel {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Channel; 3] = [Channel::WhatsApp, Channel::Sms, Channel::Email];

    /// Its name in the files of texts and where it is stored.
    pub const fn key(self) -> &'static str {
        match self {
            Channel::WhatsApp => "whatsapp",
            Channel::Sms => "sms",
            Channel::Email => "email",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_stored_names() {
        let stored = |value| serde_json::to_value(value).expect("json");
        for kind in NoticeKind::ALL {
            assert_eq!(stored(serde_json::json!(kind)), kind.key());
        }
        for channel in Channel::ALL {
            assert_eq!(stored(serde_json::json!(channel)), channel.key());
        }
    }

    #[test]
    fn what_cannot_wait_cannot_be_muted() {
        for kind in NoticeKind::ALL {
            assert!(
                !kind.is_critical() || kind.category() == Category::Transactional,
                "{kind:?}"
            );
        }
    }
}
