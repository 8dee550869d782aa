//! A request, and on whose behalf it is made.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;

use crate::identifier::RequestId;

/// A request to a service, its body read and its caller known.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method, path and query, headers.
    pub head: http::request::Parts,
    /// The whole body.
    pub body: Bytes,
    /// On whose behalf.
    pub caller: Caller,
    /// What the answer will be known by.
    pub id: RequestId,
}

/// Where a request from outside comes from: among the extensions of its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The client's, however many proxies it comes through.
    pub address: IpAddr,
    /// Whether it reached the first of them by TLS.
    pub is_https: bool,
}

/// On whose behalf a request is made. Whoever it is has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The account itself: the key pair made at the first start, or anybody where signatures are
    /// not asked for. May do everything.
    Owner,
    /// A session of a role.
    Role {
        /// `arn:aws:iam::ACCOUNT:role/NAME`
        role_arn: Arc<str>,
        /// The session's name.
        session: Arc<str>,
    },
    /// A user of the account with keys of their own.
    User {
        /// `arn:aws:iam::ACCOUNT:user/NAME`
        user_arn: Arc<str>,
    },
    /// Nobody in particular: a function URL without authentication.
    Anonymous,
}

impl Request {
    /// A header as text, when it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// The path, percent-encoded as it came.
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// The query, percent-encoded as it came; empty when there is none.
    pub fn query(&self) -> &str {
        self.head.uri.query().unwrap_or_default()
    }

    /// The operation that `X-Amz-Target` names, after its last dot: `StartExecution`.
    pub fn target_operation(&self) -> Option<&str> {
        self.header("x-amz-target")?.rsplit('.').next()
    }
}
