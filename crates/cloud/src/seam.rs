//! How services reach one another.
//!
//! A service holds a [`Seam`] and knows nothing else of the others. Through it a request goes to
//! the service of that name, in this process or at a configured endpoint, on behalf of a role. No
//! socket, no signature and no copy lie between two services of one process.

use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use iam::Context;
use wire::service::Unreachable;
use wire::{ApiError, Caller, Future, Permission, Request, RequestId, Response, Services};

use crate::{Cloud, not_embedded};

/// The way of one service to the others.
#[derive(Clone)]
pub struct Seam {
    cloud: Cloud,
    /// The service that asks, as roles trust it: `states.amazonaws.com`.
    principal: &'static str,
    /// The ARN of the resource on whose behalf it asks, where that is known.
    source_arn: Option<Arc<str>>,
}

impl Seam {
    /// The way of the service that roles trust as `principal`.
    pub fn new(cloud: Cloud, principal: &'static str) -> Seam {
        Seam {
            cloud,
            principal,
            source_arn: None,
        }
    }

    /// What a role may ask for that trusts the service.
    fn source(&self) -> Context {
        let source = Context::default();
        match &self.source_arn {
            None => source,
            Some(arn) => source.with("aws:SourceArn", &**arn),
        }
    }

    fn caller(&self, role_arn: Option<&Arc<str>>) -> Result<Caller, ApiError> {
        match role_arn {
            None => Ok(Caller::Owner),
            Some(role_arn) => self.cloud.iam().assume_for_service(
                role_arn,
                self.principal,
                session_name(self.principal),
                &self.source(),
            ),
        }
    }
}

impl Services for Seam {
    fn call(
        &self,
        service: &str,
        role_arn: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> Future<'static, Result<Response, Unreachable>> {
        let caller = match self.caller(role_arn.as_ref()) {
            Ok(caller) => caller,
            Err(error) => {
                return Box::pin(ready(Err(Unreachable::RoleNotAssumed(error.message))));
            }
        };
        let (head, body) = request.into_parts();
        let request = Request {
            head,
            body,
            caller,
            id: RequestId::random(),
        };
        let (cloud, service) = (self.cloud.clone(), service.to_owned());
        Box::pin(async move {
            let answer = cloud.ask(&service, request, Context::default()).await;
            if let Err(Unreachable::NoEndpoint) = answer {
                tracing::warn!(service, "{}", not_embedded(&service).message);
            }
            answer
        })
    }

    fn on_behalf_of(&self, source_arn: &Arc<str>) -> Option<Arc<dyn Services>> {
        Some(Arc::new(Seam {
            source_arn: Some(source_arn.clone()),
            ..self.clone()
        }))
    }

    fn may(&self, role_arn: Option<Arc<str>>, permission: &Permission) -> Result<(), ApiError> {
        let caller = self.caller(role_arn.as_ref())?;
        self.cloud
            .iam()
            .may(&caller, permission, &Context::default())
    }
}

/// The session in which a service acts as a role.
fn session_name(principal: &str) -> &str {
    principal.split('.').next().unwrap_or(principal)
}
