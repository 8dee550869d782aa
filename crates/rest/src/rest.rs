//! What the API is made of.

use std::sync::Arc;

use assistant::conversation::Chat;
use delivery::people::Token;
use delivery::{Delivery, StoreId};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::bucket::Buckets;
use crate::problem::{Code, Problem};
use crate::sessions::Sessions;
use crate::staff_links::StaffLinks;
use crate::stream::Streams;

/// The API, over a delivery. Clones are the same.
#[derive(Clone, Debug)]
pub struct Rest(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    delivery: Delivery,
    chat: Option<Chat>,
    front: Option<ShopFront>,
    origin: String,
    secure: bool,
    staff_links: StaffLinks,
    sessions: Sessions,
    buckets: Buckets,
    streams: Streams,
    ending: watch::Sender<bool>,
}

/// What whoever runs the server settles.
#[derive(Debug, Default)]
pub struct Settings {
    /// Who talks with customers; without, nobody does.
    pub chat: Option<Chat>,
    /// What its pages are about; without, there are none.
    pub front: Option<ShopFront>,
}

/// What the pages of a server are about.
#[derive(Clone, Debug)]
pub struct ShopFront {
    /// The store whose shop they are.
    pub store: StoreId,
    /// Whether its people are made up, and everybody may make things fail.
    pub is_demo: bool,
    /// Whether the provider of payments moves no money, so that whoever tries it may pay a Pix.
    pub is_sandbox: bool,
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
            front: settings.front,
            origin,
            secure,
            staff_links: StaffLinks::default(),
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

    /// What the server's pages are about.
    pub(crate) fn front(&self) -> Result<&ShopFront, Problem> {
        let nothing = || Problem::new(Code::NotFound, "there are no pages here");
        self.0.front.as_ref().ok_or_else(nothing)
    }

    /// Whether somebody talks with customers.
    pub(crate) fn has_chat(&self) -> bool {
        self.0.chat.is_some()
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

    /// A way in for an operator of a store, once and soon; and until when it holds.
    pub fn issue_staff_link(&self, store: StoreId) -> (Token, Timestamp) {
        self.0.staff_links.issue(store, Timestamp::now())
    }

    /// The store that a staff link lets into. It lets in once.
    pub(crate) fn take_staff_link(&self, token: &Token) -> Option<StoreId> {
        self.0.staff_links.take(token, Timestamp::now())
    }
}
