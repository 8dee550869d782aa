//! What a notice may say, as typed data: amounts, instants and reasons rather than words.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Money;
use crate::entry::Reason;
use crate::eta::Window;

/// The longest link; what a text message has room for is far less.
const LINK_LENGTH_MAX: usize = 512;

/// A text that is no link a customer may be sent to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no link: it begins with http:// or https:// and has neither spaces nor quotes")]
pub struct InvalidLink(pub String);

/// An address on the web, safe to stand in a text and in HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(Box<str>);

impl Link {
    /// The link of this text.
    pub fn parse(text: &str) -> Result<Link, InvalidLink> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let fits = |rest: &str| {
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !b"\"'<>`\\^{|}".contains(&byte))
        };
        if text.len() <= LINK_LENGTH_MAX && rest.is_some_and(fits) {
            Ok(Link(text.into()))
        } else {
            Err(InvalidLink(text.chars().take(LINK_LENGTH_MAX).collect()))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Link, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Link::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// What was bought and what it cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The items, in the order of the cart.
    pub lines: Vec<ReceiptLine>,
    /// The delivery; nothing when it was free.
    pub delivery: Money,
    /// What was taken off, as a positive amount.
    #[serde(default)]
    pub discount: Money,
    /// What the courier gets on top.
    #[serde(default)]
    pub tip: Money,
    /// What was paid in all.
    pub total: Money,
}

/// One item of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// How many.
    pub quantity: u32,
    /// Of what, with its options.
    pub name: String,
    /// For all of them together.
    pub price: Money,
}

/// Who did something to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The customer.
    Customer,
    /// The store.
    Store,
    /// The courier.
    Courier,
    /// Somebody of the support.
    Operator,
    /// Nobody: a deadline passed, a rule applied.
    System,
}

impl By {
    /// All of them.
    pub const ALL: [By; 5] = [
        By::Customer,
        By::Store,
        By::Courier,
        By::Operator,
        By::System,
    ];

    /// Its name in the files of texts: `by-store`.
    pub const fn key(self) -> &'static str {
        match self {
            By::Customer => "by-customer",
            By::Store => "by-store",
            By::Courier => "by-courier",
            By::Operator => "by-operator",
            By::System => "by-system",
        }
    }
}

/// Why a delivery is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelayCause {
    /// The kitchen has many orders.
    Kitchen,
    /// No courier has been found yet.
    Courier,
    /// The traffic is slow.
    Traffic,
    /// The weather is bad.
    Weather,
}

impl DelayCause {
    /// All of them.
    pub const ALL: [DelayCause; 4] = [
        DelayCause::Kitchen,
        DelayCause::Courier,
        DelayCause::Traffic,
        DelayCause::Weather,
    ];

    /// Its name in the files of texts: `delay-traffic`.
    pub const fn key(self) -> &'static str {
        match self {
            DelayCause::Kitchen => "delay-kitchen",
            DelayCause::Courier => "delay-courier",
            DelayCause::Traffic => "delay-traffic",
            DelayCause::Weather => "delay-weather",
        }
    }
}

/// Money that goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// How much.
    pub amount: Money,
    /// Which way.
    pub way: RefundWay,
}

/// The way money goes back: the one it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundWay {
    /// To the account the Pix was paid from.
    Pix,
    /// To the card, on this bill or the next.
    Card,
}

impl RefundWay {
    /// Its name in the files of texts: `refund-pix`.
    pub const fn key(self) -> &'static str {
        match self {
            RefundWay::Pix => "refund-pix",
            RefundWay::Card => "refund-card",
        }
    }
}

/// What is known when a notice is written. What its text names must be there; the rest may be
/// missing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFacts {
    /// The store's name.
    pub store: String,
    /// The zone in which times are written: the store's.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// When it is written; what is on another day is written with its date.
    pub now: Timestamp,
    /// What the customer is called by.
    #[serde(default)]
    pub customer: Option<String>,
    /// The order's number, which people say: 1042.
    #[serde(default)]
    pub number: Option<u64>,
    /// Where the order can be followed.
    #[serde(default)]
    pub tracking: Option<Link>,
    /// Where the customer chooses or pays, when that is not the page on which they follow it.
    #[serde(default)]
    pub action: Option<Link>,
    /// What is to be paid, or was.
    #[serde(default)]
    pub total: Option<Money>,
    /// What was bought.
    #[serde(default)]
    pub receipt: Option<Receipt>,
    /// The item that is not to be had.
    #[serde(default)]
    pub item: Option<String>,
    /// What is offered in its place.
    #[serde(default)]
    pub substitute: Option<String>,
    /// The Pix to be copied into the bank's app.
    #[serde(default)]
    pub pix_code: Option<String>,
    /// Until when the customer can do what is asked.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// When it is expected.
    #[serde(default)]
    pub window: Option<Window>,
    /// Why it is late, where that is known.
    #[serde(default)]
    pub delay: Option<DelayCause>,
    /// Who brings it.
    #[serde(default)]
    pub courier: Option<String>,
    /// What the customer says at the door.
    #[serde(default)]
    pub pin: Option<String>,
    /// When what is told of happened.
    #[serde(default)]
    pub happened_at: Option<Timestamp>,
    /// Who did it.
    #[serde(default)]
    pub by: Option<By>,
    /// Why.
    #[serde(default)]
    pub reason: Option<Reason>,
    /// What goes back; without it, a cancelled order says that nothing was charged.
    #[serde(default)]
    pub refund: Option<Refund>,
    /// Where it goes now, on one line.
    #[serde(default)]
    pub address: Option<String>,
    /// The one-time code, or that of a coupon.
    #[serde(default)]
    pub code: Option<String>,
    /// What a coupon takes off.
    #[serde(default)]
    pub discount: Option<Money>,
}

impl NoticeFacts {
    /// Of a store, with nothing else known yet.
    pub fn of_store(store: &str, time_zone: TimeZone, now: Timestamp) -> NoticeFacts {
        NoticeFacts {
            store: store.to_owned(),
            time_zone,
            now,
            customer: None,
            number: None,
            tracking: None,
            action: None,
            total: None,
            receipt: None,
            item: None,
            substitute: None,
            pix_code: None,
            until: None,
            window: None,
            delay: None,
            courier: None,
            pin: None,
            happened_at: None,
            by: None,
            reason: None,
            refund: None,
            address: None,
            code: None,
            discount: None,
        }
    }
}

/// Without what is the customer's alone: name, address, PIN, codes.
impl fmt::Debug for NoticeFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoticeFacts")
            .field("store", &self.store)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_cannot_leave_their_attribute() {
        for text in [
            "",
            "https://",
            "javascript:alert(1)",
            "https://a b",
            "https://a\"b",
            "https://a<b",
            "https://a\nb",
            "ftp://a",
            "https://é",
        ] {
            assert!(Link::parse(text).is_err(), "{text}");
        }
        assert!(Link::parse("http://localhost:8080/r/7F3K?x=1&y=2#z").is_ok());
    }

    #[test]
    fn keys_are_the_stored_codes() {
        for reason in Reason::ALL {
            let stored = serde_json::to_value(reason).expect("json");
            assert_eq!(
                reason.key(),
                format!("reason-{}", stored.as_str().unwrap_or_default())
            );
        }
        for by in By::ALL {
            let stored = serde_json::to_value(by).expect("json");
            assert_eq!(
                by.key(),
                format!("by-{}", stored.as_str().unwrap_or_default())
            );
        }
    }

    #[test]
    fn facts_survive_storing() {
        let mut facts = NoticeFacts::of_store(
            "Cantina",
            TimeZone::get("America/Sao_Paulo").expect("one"),
            Timestamp::UNIX_EPOCH,
        );
        facts.refund = Some(Refund {
            amount: Money::minor(5_990),
            way: RefundWay::Pix,
        });
        let text = serde_json::to_string(&facts).expect("json");
        assert_eq!(
            serde_json::from_str::<NoticeFacts>(&text).expect("facts"),
            facts
        );
    }
}
