//! How services reach one another.
//!
//! A service holds a [`Seam`] and knows nothing else of the others. Through it a request goes to
//! the service of that name, in this process or at a configured endpoint, on behalf of a role. No
//! socket, no signature and no copy lie between two services of one process.

use std::future::ready;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use foldhash::HashMap;
use http::header::{self, HeaderName};
use iam::{Context, Credentials, Scope};
use sdk::Remote;
use sdk::remote::Endpoint;
use sdk::request::Host;
use wire::service::Unreachable;
use wire::{ApiError, Caller, Future, Permission, Region, Request, RequestId, Response, Services};

use crate::{Cloud, not_embedded};

/// Headers that belong to one connection, or to the signature that was checked here.
const NOT_FORWARDED: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::HOST,
    header::TRANSFER_ENCODING,
];

/// The way of one service to the others.
#[derive(Clone)]
pub struct Seam {
    cloud: Cloud,
    /// The service that asks, as roles trust it: `states.amazonaws.com`.
    principal: &'static str,
    /// The ARN of the resource on whose behalf it asks, where that is known.
    source_arn: Option<Arc<str>>,
}

/// Services that are elsewhere.
#[derive(Clone)]
pub struct Endpoints {
    by_service: HashMap<String, Endpoint>,
    region: Region,
    credentials: Credentials,
    remote: Remote,
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

impl Endpoints {
    /// Services by their names, and where they are. Requests to them are signed with these
    /// credentials.
    pub fn new(
        by_service: impl IntoIterator<Item = (String, Endpoint)>,
        region: Region,
        credentials: Credentials,
    ) -> Endpoints {
        Endpoints {
            by_service: by_service.into_iter().collect(),
            region,
            credentials,
            remote: Remote::new(),
        }
    }

    /// Where a service is, unless it is embedded.
    pub(crate) fn of(&self, service: &str) -> Option<&Endpoint> {
        self.by_service.get(service)
    }

    /// Has a request answered there.
    pub(crate) async fn forward(
        &self,
        endpoint: &Endpoint,
        service: &str,
        request: Request,
    ) -> Result<Response, Unreachable> {
        let mut head = request.head;
        for name in NOT_FORWARDED {
            head.headers.remove(name);
        }
        if head.extensions.get::<Host>().is_none() {
            head.extensions.insert(Host::regional(service.to_owned()));
        }
        let request = http::Request::from_parts(head, request.body);
        let sign = |request: http::Request<Bytes>| {
            let scope = Scope {
                region: self.region.as_str(),
                service,
            };
            iam::sign(request, &self.credentials, scope, SystemTime::now())
                .map_err(|error| error.to_string())
        };
        self.remote.call(endpoint, request, Some(&sign)).await
    }
}

/// The session in which a service acts as a role.
fn session_name(principal: &str) -> &str {
    principal.split('.').next().unwrap_or(principal)
}
