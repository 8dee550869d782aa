//! How often somebody may ask: buckets that fill with time, one for each whom.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use delivery::people::TokenHash;

/// At most so many are remembered of each kind; the fullest buckets are forgotten first, since
/// they say nothing.
const REMEMBERED_MAX: usize = 10_000;

/// How much a bucket holds, and how fast it fills.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    /// So many at once.
    burst: u32,
    /// One more after so long.
    every: Duration,
}

/// Codes to one telephone or address: five, then one in two minutes.
const CODES_A_CONTACT: Rate = Rate {
    burst: 5,
    every: Duration::from_mins(2),
};

/// Codes and passwords from one client: thirty, then one in five seconds. A household, an office
/// and a café have one address each.
const SIGN_INS_AN_ADDRESS: Rate = Rate {
    burst: 30,
    every: Duration::from_secs(5),
};

/// Passwords for one name: ten, then one in a minute.
const PASSWORDS_A_NAME: Rate = Rate {
    burst: 10,
    every: Duration::from_mins(1),
};

/// Guests from one client: those of a whole town behind one address, then 200 a second.
const GUESTS_AN_ADDRESS: Rate = Rate {
    burst: 5_000,
    every: Duration::from_millis(5),
};

/// Conversations that one holder of a session or a link begins: twenty, then one in a minute.
const CONVERSATIONS_A_HOLDER: Rate = Rate {
    burst: 20,
    every: Duration::from_mins(1),
};

/// Messages of one holder: thirty, then one in two seconds. Nobody types faster for long.
const MESSAGES_A_HOLDER: Rate = Rate {
    burst: 30,
    every: Duration::from_secs(2),
};

/// The buckets of the API.
#[derive(Debug)]
pub(crate) struct Buckets {
    pub(crate) codes: Bucket<String>,
    pub(crate) sign_ins: Bucket<IpAddr>,
    pub(crate) passwords: Bucket<String>,
    pub(crate) guests: Bucket<IpAddr>,
    pub(crate) conversations: Bucket<TokenHash>,
    pub(crate) messages: Bucket<TokenHash>,
}

impl Default for Buckets {
    fn default() -> Buckets {
        Buckets {
            codes: Bucket::new(CODES_A_CONTACT),
            sign_ins: Bucket::new(SIGN_INS_AN_ADDRESS),
            passwords: Bucket::new(PASSWORDS_A_NAME),
            guests: Bucket::new(GUESTS_AN_ADDRESS),
            conversations: Bucket::new(CONVERSATIONS_A_HOLDER),
            messages: Bucket::new(MESSAGES_A_HOLDER),
        }
    }
}

/// Buckets of one rate. Each is kept as the instant at which it will be full again.
#[derive(Debug)]
pub(crate) struct Bucket<K> {
    rate: Rate,
    full_at: Mutex<HashMap<K, Instant>>,
}

/// So long until there is something in the bucket again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Empty(pub(crate) Duration);

impl<K: Eq + Hash + Clone> Bucket<K> {
    fn new(rate: Rate) -> Bucket<K> {
        Bucket {
            rate,
            full_at: Mutex::default(),
        }
    }

    /// Takes one out.
    pub(crate) fn take(&self, whose: &K) -> Result<(), Empty> {
        self.take_at(whose, Instant::now())
    }

    fn take_at(&self, whose: &K, now: Instant) -> Result<(), Empty> {
        let Rate { burst, every } = self.rate;
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED_MAX && !buckets.contains_key(whose) {
            forget(&mut buckets, now);
        }
        let full_at = buckets.entry(whose.clone()).or_insert(now);
        let missing = full_at.saturating_duration_since(now);
        let room = every * (burst - 1);
        if let Some(wait) = missing.checked_sub(room)
            && !wait.is_zero()
        {
            return Err(Empty(wait));
        }
        *full_at = now + missing + every;
        Ok(())
    }
}

/// Forgets what is full, and when nothing is, the half that is fuller.
fn forget<K: Eq + Hash + Clone>(buckets: &mut HashMap<K, Instant>, now: Instant) {
    buckets.retain(|_, full_at| *full_at > now);
    if buckets.len() >= REMEMBERED_MAX {
        let mut instants: Vec<Instant> = buckets.values().copied().collect();
        let (_, middle, _) = instants.select_nth_unstable(REMEMBERED_MAX / 2);
        let middle = *middle;
        buckets.retain(|_, full_at| *full_at > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        burst: 3,
        every: Duration::from_secs(10),
    };

    #[test]
    fn a_bucket_empties_and_fills() {
        let bucket = Bucket::new(RATE);
        let begin = Instant::now();
        for _ in 0..3 {
            assert_eq!(bucket.take_at(&"ana", begin), Ok(()));
        }
        let empty = Err(Empty(Duration::from_secs(10)));
        assert_eq!(bucket.take_at(&"ana", begin), empty);
        assert_eq!(bucket.take_at(&"bia", begin), Ok(()));
        let later = begin + Duration::from_secs(10);
        assert_eq!(bucket.take_at(&"ana", later), Ok(()));
        assert_eq!(bucket.take_at(&"ana", later), empty);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let bucket = Bucket::new(RATE);
        let begin = Instant::now();
        for whose in 0..3 * REMEMBERED_MAX {
            assert_eq!(bucket.take_at(&whose, begin), Ok(()));
        }
        let known = bucket.full_at.lock().expect("a lock").len();
        assert!(known <= REMEMBERED_MAX, "{known}");
    }
}
