//! What a service is, and how one reaches another.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::error::ApiError;
use crate::request::Request;
use crate::response::Response;

/// A future that can be sent to another thread.
pub type Future<'a, T> = Pin<Box<dyn std::future::Future<Output = T> + Send + 'a>>;

/// An embedded service behind its wire protocol.
pub trait Service: Send + Sync {
    /// The name in the scope of signatures: `states`, `lambda`.
    fn signing_name(&self) -> &'static str;

    /// What leave the request needs. `None` when it needs none, as `sts:GetCallerIdentity`.
    fn permission(&self, request: &Request) -> Option<Permission>;

    /// What the request needs leave for besides, as a transaction over several tables does.
    fn further_permissions(&self, request: &Request) -> Vec<Permission> {
        let _ = request;
        Vec::new()
    }

    /// The role that the request gives to a service, as CreateStateMachine does: whoever makes
    /// the request must be allowed to pass it.
    fn passes_role(&self, request: &Request) -> Option<PassedRole> {
        let _ = request;
        None
    }

    /// Whether there is something here that goes by a name which does not say where it is: a task's
    /// token, a function's plain name.
    fn holds(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// Answers a request that is allowed.
    fn handle(&self, request: Request) -> Future<'_, Response>;

    /// An error as the service's protocol writes it.
    fn refuse(&self, request: &Request, error: &ApiError) -> Response;
}

/// What a request needs leave for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// `states:StartExecution`
    pub action: String,
    /// The ARN acted upon, or `*`.
    pub resource: String,
}

/// A role that is given to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedRole {
    /// `arn:aws:iam::ACCOUNT:role/NAME`
    pub role_arn: String,
    /// Who will act as it: `states.amazonaws.com`.
    pub service: &'static str,
}

/// The way from one service to another, whether it is in this process or not.
///
/// The implementation checks what `role_arn` may do, signs where that is needed, and finds the
/// service by its name. What comes back is the service's own answer, errors included.
pub trait Services: Send + Sync {
    /// Sends a request to a service on behalf of a role; without one, on behalf of the account.
    ///
    /// `service` is the name in the scope of signatures: `lambda`, `dynamodb`, `states`. The
    /// request has a path (and query) and no host.
    fn call(
        &self,
        service: &str,
        role_arn: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> Future<'static, Result<Response, Unreachable>>;

    /// The same way on behalf of a resource, whose ARN a role may ask for that trusts the service
    /// (`aws:SourceArn`). `None` where nobody asks.
    fn on_behalf_of(&self, source_arn: &Arc<str>) -> Option<Arc<dyn Services>> {
        let _ = source_arn;
        None
    }

    /// Whether a role may do something that is done without a request; without a role, the account
    /// may. AWS's `AccessDeniedException` when it may not.
    fn may(&self, role_arn: Option<Arc<str>>, permission: &Permission) -> Result<(), ApiError>;
}

/// A service could not be asked at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// No endpoint is known for it.
    NoEndpoint,
    /// The role may not be assumed; AWS's words for it.
    RoleNotAssumed(String),
    /// The connection failed or took too long.
    Connection(String),
}

impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreachable::NoEndpoint => f.write_str("no endpoint is configured for this service"),
            Unreachable::RoleNotAssumed(why) | Unreachable::Connection(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Unreachable {}
