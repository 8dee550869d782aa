//! Ways in for operators, once and soon: the server prints one at its start, and another whenever
//! somebody on its machine asks for one.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use delivery::StoreId;
use delivery::people::{Token, TokenHash};
use jiff::{SignedDuration, Timestamp};

/// A link holds for so long.
pub const STAFF_LINK_HOLDS: SignedDuration = SignedDuration::from_mins(15);

/// So many links may wait to be followed; one more, and the oldest is over.
const WAITING_MAX: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct StaffLinks(Mutex<VecDeque<StaffLink>>);

#[derive(Debug)]
struct StaffLink {
    store: StoreId,
    until: Timestamp,
    hash: TokenHash,
}

impl StaffLinks {
    /// A fresh one for a store: its secret, which is kept nowhere, and until when it holds.
    pub(crate) fn issue(&self, store: StoreId, now: Timestamp) -> (Token, Timestamp) {
        let token = Token::fresh();
        let until = now + STAFF_LINK_HOLDS;
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() == WAITING_MAX {
            waiting.pop_front();
        }
        waiting.push_back(StaffLink {
            store,
            until,
            hash: token.hash(),
        });
        (token, until)
    }

    /// The store that a link lets into. It lets in once.
    pub(crate) fn take(&self, token: &Token, now: Timestamp) -> Option<StoreId> {
        use subtle::ConstantTimeEq as _;
        let shown = token.hash();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting
            .iter()
            .position(|link| bool::from(link.hash.as_bytes().ct_eq(shown.as_bytes())))?;
        let link = waiting.remove(found)?;
        (link.until > now).then_some(link.store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> StoreId {
        StoreId::parse("s").expect("an identifier")
    }

    #[test]
    fn a_link_lets_in_once_and_for_a_quarter_of_an_hour() {
        let (links, now) = (StaffLinks::default(), Timestamp::now());
        let (token, until) = links.issue(store(), now);
        assert_eq!(until, now + STAFF_LINK_HOLDS);
        assert_eq!(links.take(&Token::fresh(), now), None);
        assert_eq!(links.take(&token, now), Some(store()));
        assert_eq!(links.take(&token, now), None);
        let (late, until) = links.issue(store(), now);
        assert_eq!(links.take(&late, until), None);
    }

    #[test]
    fn the_oldest_makes_room() {
        let (links, now) = (StaffLinks::default(), Timestamp::now());
        let tokens: Vec<Token> = (0..=WAITING_MAX)
            .map(|_| links.issue(store(), now).0)
            .collect();
        assert_eq!(links.take(&tokens[0], now), None);
        assert!(
            tokens[1..]
                .iter()
                .all(|token| links.take(token, now).is_some())
        );
    }
}
