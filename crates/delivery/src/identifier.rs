//! What orders, items, customers and the rest are known by.
//!
//! An identifier is made of letters, digits, `-` and `_`, so that it can stand in a key of the
//! table, in a path and in the name of an execution as it is.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest identifier; the name of an execution has at most 80 characters.
pub const IDENTIFIER_LENGTH_MAX: usize = 64;

/// Crockford's base 32: no `I`, `L`, `O` or `U`, so that it can be read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A text that cannot be an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no identifier: it has 1 to {IDENTIFIER_LENGTH_MAX} letters, digits, hyphens and \
     underscores"
)]
pub struct InvalidIdentifier(pub String);

fn fits(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=IDENTIFIER_LENGTH_MAX).contains(&text.len()) && text.bytes().all(allowed)
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier of this text.
            pub fn parse(text: &str) -> Result<$name, InvalidIdentifier> {
                if fits(text) {
                    Ok($name(text.into()))
                } else {
                    Err(InvalidIdentifier(text.chars().take(IDENTIFIER_LENGTH_MAX).collect()))
                }
            }

            /// A fresh one, which sorts after those made in earlier milliseconds.
            pub fn fresh(now: Timestamp) -> $name {
                $name(fresh(now).into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                $name::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

identifiers! {
    /// A store: whose menu, stock and orders these are. It is part of every key of the table, and
    /// comes from whoever is signed in, never from what they send.
    StoreId;
    /// An order, and the name of the execution that carries it.
    OrderId;
    /// A customer of one store.
    CustomerId;
    /// Something on the menu.
    ItemId;
    /// An option of an item: large, without onions.
    OptionId;
    /// Somebody who delivers.
    CourierId;
    /// A delivery zone.
    ZoneId;
    /// A quote.
    QuoteId;
    /// A message to a customer.
    MessageId;
    /// A conversation of a customer with the shop.
    ConversationId;
}

/// 48 bits of milliseconds and 80 random bits, as 26 characters (the layout of a ULID).
fn fresh(now: Timestamp) -> String {
    let mut random = [0_u8; 10];
    #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
    getrandom::fill(&mut random).expect("the system gives random bytes");
    let mut bits = u128::from(now.as_millisecond().unsigned_abs()) << 80;
    for (position, byte) in random.iter().enumerate() {
        bits |= u128::from(*byte) << (8 * position);
    }
    (0..26)
        .rev()
        .map(|place| char::from(ALPHABET[((bits >> (5 * place)) & 31) as usize]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_cannot_break_a_key() {
        for text in ["", "a#b", "a/b", "a b", "é", &"x".repeat(65)] {
            assert!(OrderId::parse(text).is_err(), "{text}");
        }
        assert!(OrderId::parse("01JD-x_9").is_ok());
        assert!(serde_json::from_str::<OrderId>("\"a#b\"").is_err());
    }

    #[test]
    fn fresh_ones_sort_by_time() {
        let earlier = OrderId::fresh(Timestamp::from_millisecond(1_000).expect("a time"));
        let later = OrderId::fresh(Timestamp::from_millisecond(1_001).expect("a time"));
        assert!(earlier < later);
        assert_eq!(earlier.as_str().len(), 26);
    }
}
