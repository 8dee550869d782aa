//! The embedded cloud: who is calling, what they may do, and which service answers.
//!
//! A request comes over TCP ([`Cloud::answer`]; [`Cloud::answer_as`], where somebody else has found out
//! who makes it), from a service that needs another ([`Seam`]), or from an AWS client of this program
//! (`Connector`, with the feature `connector`). In any case its caller is known before its service
//! sees it: by its signature, by the role that the service acts as, or because it was said. A service that is not embedded is
//! asked where it is, and nobody can tell. One that is embedded and also configured to be elsewhere is asked
//! there for everything but what is here ([`whose`]).
//!
//! | module | holds |
//! |---|---|
//! | [`routing`] | which service a request is for |
//! | [`whose`] | whether a request is for what is here, where its service is elsewhere too |
//! | [`seam`] | how services reach one another |
//! | [`elsewhere`] | the services that are not in this process, and how they are asked |
//! | [`usage`] | how much is asked of those that AWS bills by the request |
//! | `connector` | how AWS's own clients reach them from within the process |

#[cfg(feature = "connector")]
pub mod connector;
pub mod elsewhere;
pub mod routing;
pub mod seam;
pub mod usage;
pub mod whose;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use bytes::Bytes;
use foldhash::HashMap;
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use iam::{Context, Iam};
use wire::service::Unreachable;
use wire::{ApiError, Caller, Request, RequestId, Response, Service};

use self::usage::{Billed, Counted};
use self::whose::Named;

#[cfg(feature = "connector")]
pub use connector::Connector;
pub use elsewhere::{Elsewhere, Endpoints, KeySource};
pub use seam::Seam;
pub use usage::Usage;

/// The name of the header that says what an answer is known by.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Whether requests over TCP must prove who makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// By a signature.
    Signed,
    /// By nothing: whoever reaches the server is its owner.
    Anonymous,
}

/// The embedded cloud. Clones are the same.
#[derive(Clone)]
pub struct Cloud(Arc<Inner>);

struct Inner {
    iam: Iam,
    authentication: Authentication,
    endpoints: Endpoints,
    services: OnceLock<HashMap<&'static str, Arc<dyn Service>>>,
    counted: Counted,
}

impl Cloud {
    /// A cloud without services: these need it to reach one another, and are
    /// [set](Cloud::set_services) when they have been made.
    pub fn new(iam: Iam, authentication: Authentication, endpoints: Endpoints) -> Cloud {
        Cloud(Arc::new(Inner {
            iam,
            authentication,
            endpoints,
            services: OnceLock::new(),
            counted: Counted::default(),
        }))
    }

    /// Says which services are embedded. Only the first call counts.
    pub fn set_services(&self, services: impl IntoIterator<Item = Arc<dyn Service>>) {
        let by_name = services.into_iter();
        let by_name = by_name.map(|service| (service.signing_name(), service));
        let _ = self.0.services.set(by_name.collect());
    }

    /// How much was asked since the server started of services that AWS bills by the request.
    pub fn usage(&self) -> Usage {
        self.0.counted.read()
    }

    /// Identity and permissions.
    pub fn iam(&self) -> &Iam {
        &self.0.iam
    }

    /// Answers a request that came from outside.
    pub async fn answer(&self, head: http::request::Parts, body: Bytes, from: IpAddr) -> Response {
        let id = RequestId::random();
        let mut request = Request {
            head,
            body,
            caller: Caller::Anonymous,
            id,
        };
        let response = match self.authenticate(&mut request, from) {
            Err(error) => {
                let name = routing::service_of(&request);
                self.refuse(name.as_deref(), &request, &error)
            }
            Ok(context) => self.dispatch(request, context).await,
        };
        with_request_id(response, id)
    }

    /// Answers a request that came from outside and whose caller is known otherwise than by a
    /// signature.
    pub async fn answer_as(
        &self,
        caller: Caller,
        head: http::request::Parts,
        body: Bytes,
        from: IpAddr,
    ) -> Response {
        let id = RequestId::random();
        let request = Request {
            head,
            body,
            caller,
            id,
        };
        let context = Context::default().with_source_ip(from);
        with_request_id(self.dispatch(request, context).await, id)
    }

    /// What the service says, or why it cannot be asked.
    async fn dispatch(&self, request: Request, context: Context) -> Response {
        let Some(name) = routing::service_of(&request) else {
            return self.refuse(None, &request, &not_a_request());
        };
        let error = match self.ask(&name, request, context).await {
            Ok(response) => return response,
            Err(Unreachable::NoEndpoint) => not_embedded(&name),
            Err(error @ (Unreachable::RoleNotAssumed(_) | Unreachable::Connection(_))) => {
                ApiError::new("ServiceUnavailable", error.to_string())
                    .with_status(StatusCode::BAD_GATEWAY)
            }
        };
        error.to_json_response("application/x-amz-json-1.0")
    }

    /// Has the service of this name answer a request of a known caller, in this process or
    /// elsewhere. What the caller may not do is refused, in the service's own protocol: elsewhere
    /// nobody knows who it is.
    async fn ask(
        &self,
        name: &str,
        request: Request,
        context: Context,
    ) -> Result<Response, Unreachable> {
        let service = self.service(name);
        let elsewhere = self.0.endpoints.of(name);
        match (service, elsewhere) {
            (None, None) => Err(Unreachable::NoEndpoint),
            (None, Some(elsewhere)) => elsewhere.forward(name, request).await,
            (Some(service), Some(elsewhere)) if !self.is_here(&**service, &request) => {
                if let Err(error) = self.allow(&**service, &request, &context) {
                    return Ok(service.refuse(&request, &error));
                }
                elsewhere.forward(name, request).await
            }
            (Some(service), _) => Ok(self.ask_here(&**service, request, context).await),
        }
    }

    /// Whether a request is for something that is here.
    fn is_here(&self, service: &dyn Service, request: &Request) -> bool {
        match whose::named(service.signing_name(), request, self.0.iam.account()) {
            Named::Ours => true,
            Named::Perhaps(name) => service.holds(&name),
            Named::Nothing => false,
        }
    }

    /// Has an embedded service answer.
    async fn ask_here(
        &self,
        service: &dyn Service,
        mut request: Request,
        context: Context,
    ) -> Response {
        let name = service.signing_name();
        if let Err(error) = self.allow(service, &request, &context) {
            return service.refuse(&request, &error);
        }
        // STS decides by itself who may assume a role.
        request.head.extensions.insert(context);
        let billed = Billed::of(name, &request);
        let response = service.handle(request).await;
        self.0.counted.note(&billed, &response);
        response
    }

    /// Finds out who makes a request that no service of AWS's is asked by: nobody in particular,
    /// unless it is signed. Gives what decisions about it may ask for.
    pub fn identify(&self, request: &mut Request, from: IpAddr) -> Result<Context, ApiError> {
        if routing::signed_for(request).is_some() {
            return self.authenticate(request, from);
        }
        Ok(Context::default().with_source_ip(from))
    }

    /// Finds out who makes a request, and what else decisions about it may ask for: among that is
    /// what the caller's session is limited to.
    fn authenticate(&self, request: &mut Request, from: IpAddr) -> Result<Context, ApiError> {
        let context = match self.0.authentication {
            Authentication::Anonymous => {
                request.caller = Caller::Owner;
                Context::default()
            }
            Authentication::Signed => {
                let known =
                    self.0
                        .iam
                        .authenticate(&request.head, &request.body, SystemTime::now())?;
                request.caller = known.caller;
                known.context
            }
        };
        Ok(context.with_source_ip(from))
    }

    /// Whether a caller may do something.
    pub fn may(
        &self,
        caller: &Caller,
        permission: &wire::Permission,
        context: &Context,
    ) -> Result<(), ApiError> {
        self.0.iam.may(caller, permission, context)
    }

    /// Whether the caller of a request may make it.
    fn allow(
        &self,
        service: &dyn Service,
        request: &Request,
        context: &Context,
    ) -> Result<(), ApiError> {
        if request.caller == Caller::Owner {
            return Ok(());
        }
        let further = service.further_permissions(request);
        for permission in service.permission(request).into_iter().chain(further) {
            self.0.iam.may(&request.caller, &permission, context)?;
        }
        if let Some(passed) = service.passes_role(request) {
            let (role, to) = (&passed.role_arn, passed.service);
            self.0.iam.pass_role(&request.caller, role, to, context)?;
        }
        Ok(())
    }

    fn service(&self, name: &str) -> Option<&Arc<dyn Service>> {
        self.0.services.get()?.get(name)
    }

    /// An error as the service of the request writes it; as JSON when there is no such service.
    fn refuse(&self, name: Option<&str>, request: &Request, error: &ApiError) -> Response {
        match name.and_then(|name| self.service(name)) {
            Some(service) => service.refuse(request, error),
            None => error.to_json_response("application/x-amz-json-1.0"),
        }
    }
}

/// The answer, with what it is known by.
fn with_request_id(mut response: Response, id: RequestId) -> Response {
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().entry(REQUEST_ID).or_insert(id);
    }
    response
}

fn not_a_request() -> ApiError {
    ApiError::new(
        "MissingAuthenticationToken",
        "this is the AWS endpoint of entrega; no service of it answers such a request",
    )
    .with_status(StatusCode::FORBIDDEN)
}

fn not_embedded(name: &str) -> ApiError {
    ApiError::new(
        "UnknownServiceException",
        format!(
            "the service `{name}` is not embedded and no endpoint is configured for it: start \
             entrega with --endpoint {name}=URL"
        ),
    )
}
