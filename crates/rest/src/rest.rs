//! What the API is made of.

use std::sync::{Arc, Mutex, PoisonError};

use assistant::conversation::Chat;
use delivery::people::{Token, TokenHash};
use delivery::{Delivery, StoreId};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::bucket::Buckets;
use crate::problem::{Code, Problem};
use crate::sessions::Sessions;
use crate::stream::Streams;

/// The link that the server prints at its start holds for so long.
pub const STAFF_LINK_HOLDS: SignedDuration = SignedDuration::from_mins(15);

/// The API, over a delivery. Clones are the same.
#[derive(Clone, Debug)]
pub struct Rest(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    delivery: Delivery,
    chat: Option<Chat>,
    origin: String,
    secure: bool,
    staff_link: Mutex<Option<StaffLink>>,
    sessions: Sessions,
    buckets: Buckets,
    streams: Streams,
    ending: watch::Sender<bool>,
}

/// What whoever runs the server settles.
#[derive(Debug, Default)]
pub struct Settings {
    /// How the first operator gets in.
    pub staff_link: Option<StaffLink>,
    /// Who talks with customers; without, nobody does.
    pub chat: Option<Chat>,
}

/// A way in for an operator, once and soon: the server prints it at its start.
#[derive(Debug)]
pub struct StaffLink {
    pub(crate) store: StoreId,
    pub(crate) until: Timestamp,
    hash: TokenHash,
}

impl StaffLink {
    /// A fresh one for a store, and the secret of it, which is kept nowhere.
    pub fn fresh(store: StoreId) -> (StaffLink, Token) {
        let token = Token::fresh();
        let link = StaffLink {
            store,
            until: Timestamp::now() + STAFF_LINK_HOLDS,
            hash: token.hash(),
        };
        (link, token)
    }
}

impl Rest {
    /// The API over a delivery. Where people reach it, the delivery knows.
    pub fn new(delivery: Delivery, settings: Settings) -> Rest {
        let base_url = delivery.base_url();
        let secure = base_url.starts_with("https://");
        let origin = base_url.trim_end_matches('/').to_owned();
        let streams = Streams::new(delivery.feed());
        Rest(Arc::new(Inner {
            delivery,
            chat: settings.chat,
            origin,
            secure,
            staff_link: Mutex::new(settings.staff_link),
            sessions: Sessions::default(),
            buckets: Buckets::default(),
            streams,
            ending: watch::channel(false).0,
        }))
    }

    /// Ends every stream of events, so that the server can end: those who listen come again.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// What does the work.
    pub fn delivery(&self) -> &Delivery {
        &self.0.delivery
    }

    /// Who talks with customers.
    pub(crate) fn chat(&self) -> Result<&Chat, Problem> {
        self.0.chat.as_ref().ok_or_else(|| {
            let detail = "nobody talks with customers here";
            Problem::new(Code::NotFound, detail)
        })
    }

    /// Scheme, host and port at which browsers are: `http://127.0.0.1:8080`.
    pub(crate) fn origin(&self) -> &str {
        &self.0.origin
    }

    /// Whether browsers come by HTTPS.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.secure
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn buckets(&self) -> &Buckets {
        &self.0.buckets
    }

    pub(crate) fn streams(&self) -> &Streams {
        &self.0.streams
    }

    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }

    /// The store that a staff link lets into. It lets in once.
    pub(crate) fn take_staff_link(&self, token: &Token) -> Option<StoreId> {
        use subtle::ConstantTimeEq as _;
        let mut kept = self
            .0
            .staff_link
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let link = kept.as_ref()?;
        let same = link.hash.as_bytes().ct_eq(token.hash().as_bytes());
        if !bool::from(same) {
            return None;
        }
        let link = kept.take()?;
        (link.until > Timestamp::now()).then_some(link.store)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staff_link_is_over_after_a_quarter_of_an_hour() {
        let (link, _) = StaffLink::fresh(StoreId::parse("s").expect("an identifier"));
        let left = link.until.duration_since(Timestamp::now());
        assert!(left <= STAFF_LINK_HOLDS && left > SignedDuration::from_mins(14));
    }
}
