//! What is known of a request besides who makes it, as far as decisions ask for it.

use std::net::IpAddr;
use std::sync::Arc;

use crate::policy::{Keys, Kind, Malformed, Policy};
use crate::session::Session;
use crate::timestamp::Timestamp;

/// What is known of a request: condition keys, and what its session is limited to.
#[derive(Clone, Debug, Default)]
pub struct Context {
    keys: Option<Arc<Keys>>,
    issued: Option<Timestamp>,
    restriction: Option<Arc<Restriction>>,
}

/// The policies that a session was limited to when it began.
#[derive(Debug)]
pub(crate) struct Restriction {
    pub(crate) policies: Vec<Policy>,
    pub(crate) policy_arns: Vec<String>,
}

impl Restriction {
    /// `None` for a session that was not limited.
    pub(crate) fn of(session: &Session) -> Result<Option<Restriction>, Malformed> {
        if session.policies.is_empty() && session.policy_arns.is_empty() {
            return Ok(None);
        }
        let policies = session
            .policies
            .iter()
            .map(|text| Policy::parse(text, Kind::Identity))
            .collect::<Result<_, _>>()?;
        Ok(Some(Restriction {
            policies,
            policy_arns: session.policy_arns.clone(),
        }))
    }
}

impl Context {
    pub(crate) fn of_session(issued: Timestamp, restriction: Option<Restriction>) -> Context {
        Context {
            keys: None,
            issued: Some(issued),
            restriction: restriction.map(Arc::new),
        }
    }

    /// The same with a condition key more: `iam:PassedToService`, `lambda:FunctionArn`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Context {
        Arc::make_mut(self.keys.get_or_insert_default()).set(key, value);
        self
    }

    /// The same with the address a request came from.
    #[must_use]
    pub fn with_source_ip(self, address: IpAddr) -> Context {
        self.with("aws:SourceIp", address.to_string())
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        let keys = self.keys.as_deref();
        keys.is_some_and(|keys| keys.get(&key.to_ascii_lowercase()).is_some())
    }

    pub(crate) fn keys(&self) -> Keys {
        self.keys.as_deref().cloned().unwrap_or_default()
    }

    /// When the session began.
    pub(crate) fn issued(&self) -> Option<Timestamp> {
        self.issued
    }

    pub(crate) fn restriction(&self) -> Option<&Restriction> {
        self.restriction.as_deref()
    }
}
