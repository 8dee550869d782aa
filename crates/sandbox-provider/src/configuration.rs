//! How a provider is opened.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use jiff::Timestamp;
use journal::{Journal, JournalError};

/// The longest address of the API, without its scheme: a Pix location has at most 77 characters
/// (Banco Central do Brasil, "Manual de Padrões para Iniciação do Pix"), of which `/qr/` and a
/// charge's identifier take 27.
const BASE_LENGTH_MAX: usize = 50;

/// How a provider is opened.
#[derive(Clone)]
pub struct Configuration {
    /// Keeps what must survive. It may hold other things too.
    pub journal: Journal,
    /// Where the provider is reached: `http://127.0.0.1:8080/sandbox/provider`.
    pub base_url: String,
    /// What whoever asks must show.
    pub api_key: String,
    /// What webhooks are signed with: one secret, or two while it is replaced.
    pub webhook_secrets: Vec<String>,
    /// Where events go of charges that name no address of their own; `None`: nowhere.
    pub webhook_url: Option<String>,
    /// What time it is: when a Pix expires, when something is tried again.
    pub clock: Clock,
    /// A Pix is paid by itself after so long, for demonstrations.
    pub auto_pay_after: Option<Duration>,
    /// Some webhooks come twice or late, which ones says the seed.
    pub mischief: Option<u64>,
}

/// A clock. It may run faster than the wall's.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

/// Why a provider cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// What it kept cannot be read.
    #[error("what the sandbox provider kept cannot be read: {0}")]
    Journal(#[from] JournalError),
    /// What it kept is not what it writes.
    #[error("`{key}` in the sandbox provider's collection `{collection}` cannot be read: {error}")]
    Document {
        /// The collection.
        collection: &'static str,
        /// The key.
        key: String,
        /// Why.
        error: serde_json::Error,
    },
    /// The address fits in no Pix location, or is none.
    #[error(
        "`{0}` cannot be the sandbox provider's address: write one like \
         `http://127.0.0.1:8080/sandbox/provider`, of at most {BASE_LENGTH_MAX} characters after \
         `http://`"
    )]
    BaseUrl(String),
    /// An address for webhooks that is none.
    #[error("webhooks cannot be sent to `{0}`: write an address like `http://127.0.0.1:8080/hook`")]
    WebhookUrl(String),
}

impl Clock {
    /// The wall's.
    pub fn wall() -> Clock {
        Clock::of(Timestamp::now)
    }

    /// One that says what the function says.
    pub fn of(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// In so long.
    pub(crate) fn after(&self, wait: Duration) -> Timestamp {
        later(self.now(), wait)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// So long after a time; the end of time when there is none.
pub(crate) fn later(from: Timestamp, wait: Duration) -> Timestamp {
    from.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// The address without scheme and final slash, as Pix locations begin.
pub(crate) fn location_base(base_url: &str) -> Result<String, OpenError> {
    let wrong = || OpenError::BaseUrl(base_url.to_owned());
    let uri: Uri = base_url.parse().map_err(|_| wrong())?;
    let authority = uri.authority().ok_or_else(wrong)?;
    let base = format!("{authority}{}", uri.path().trim_end_matches('/'));
    if base.len() > BASE_LENGTH_MAX || uri.query().is_some() || base.contains('@') {
        return Err(wrong());
    }
    Ok(base)
}

/// Whether webhooks can be sent to an address: they go to this machine or its network, without TLS.
pub(crate) fn takes_webhooks(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !host.is_empty())
    })
}
