//! Accounts, regions, request ids.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// Twelve digits: whose resources these are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(Arc<str>);

impl Account {
    /// The account of a server that was told no other.
    pub const DEFAULT: &str = "000000000000";

    /// The account of this number; `None` unless it has twelve digits.
    pub fn parse(text: &str) -> Option<Account> {
        (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| Account(text.into()))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Account {
    fn default() -> Account {
        Account(Account::DEFAULT.into())
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `us-east-1` and its kin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region(Arc<str>);

impl Region {
    /// The region of a server that was told no other.
    pub const DEFAULT: &str = "us-east-1";

    /// The region of this name; `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Region> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (!text.is_empty() && text.len() <= 32 && text.bytes().all(fits))
            .then(|| Region(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Region {
    fn default() -> Region {
        Region(Region::DEFAULT.into())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an answer is known by in logs and support requests: a random UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// A fresh one.
    pub fn random() -> RequestId {
        RequestId::from_bytes(random_bytes())
    }

    /// The one that follows from these bytes.
    pub fn from_bytes(mut bytes: [u8; 16]) -> RequestId {
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        RequestId(bytes)
    }

    /// The id that is written like this: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    pub fn parse(text: &str) -> Option<RequestId> {
        let groups: Vec<&str> = text.split('-').collect();
        let fits = |digit: u8| digit.is_ascii_hexdigit();
        if groups.iter().map(|group| group.len()).ne([8, 4, 4, 4, 12])
            || !groups.iter().all(|group| group.bytes().all(fits))
        {
            return None;
        }
        let digits = groups.concat();
        let mut bytes = [0; 16];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[place * 2..place * 2 + 2], 16).ok()?;
        }
        Some(RequestId(bytes))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// The operating system is asked for so many random bytes at a time: one call for many ids.
const POOL_BYTES: usize = 512;

thread_local! {
    static POOL: RefCell<Pool> = const {
        RefCell::new(Pool { bytes: [0; POOL_BYTES], left: 0 })
    };
}

/// Random bytes that nobody has been given yet.
struct Pool {
    bytes: [u8; POOL_BYTES],
    left: usize,
}

/// Bytes nobody can guess, from the operating system. At most [`POOL_BYTES`] at a time.
///
/// Panics when the operating system gives none, since nothing safe can be done then.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    const { assert!(N <= POOL_BYTES) };
    POOL.with_borrow_mut(|pool| {
        if pool.left < N {
            getrandom::fill(&mut pool.bytes).expect("the operating system gives random bytes");
            pool.left = POOL_BYTES;
        }
        let mut bytes = [0; N];
        let given = &mut pool.bytes[pool.left - N..pool.left];
        bytes.copy_from_slice(given);
        // What was given away is not kept.
        given.fill(0);
        pool.left -= N;
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_version_4_uuids() {
        let id = RequestId::random().to_string();
        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "4");
        assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"));
        assert_ne!(id, RequestId::random().to_string());
        assert_eq!(RequestId::parse(&id).map(|id| id.to_string()), Some(id));
        for text in ["", "x", "0-0-0-0-0", "zzzzzzzz-0000-4000-8000-000000000000"] {
            assert_eq!(RequestId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn no_bytes_are_given_twice() {
        let mut seen = std::collections::HashSet::new();
        for _ in 0..200 {
            assert!(seen.insert(random_bytes::<24>()));
        }
    }

    #[test]
    fn accounts_have_twelve_digits() {
        assert!(Account::parse("123456789012").is_some());
        assert!(Account::parse("12345678901").is_none());
        assert!(Account::parse("12345678901x").is_none());
    }
}
