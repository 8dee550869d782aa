//! How AWS's own clients reach the services from within the process.
//!
//! A client of an `aws-sdk-*` crate takes a [`Connector`] for its HTTP client and is none the wiser:
//! its requests go to the embedded service, or to where that is configured to be, as those over TCP
//! do. No socket, no TLS and no copy of a body lie between. On whose behalf the client asks is said
//! when its connector is made, so signatures are not looked at; what that caller may do is.
//!
//! ```
//! # fn client(cloud: cloud::Cloud) -> aws_sdk_sfn::Client {
//! use aws_sdk_sfn::config::{BehaviorVersion, Config, Region};
//!
//! let config = Config::builder()
//!     .behavior_version(BehaviorVersion::latest())
//!     .region(Region::new("us-east-1"))
//!     .http_client(cloud::Connector::new(cloud, wire::Caller::Owner))
//!     .allow_no_auth();
//! aws_sdk_sfn::Client::from_conf(config.build())
//! # }
//! ```

use std::fmt;
use std::time::Duration;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http::Uri;
use http_body_util::BodyExt as _;
use iam::Context;
use sdk::request::{Host, HostName};
use wire::service::Unreachable;
use wire::{Body, Caller, Request, RequestId};

use crate::{Cloud, not_a_request, not_embedded, routing, with_request_id};

/// How the names of AWS's hosts end: in most regions, in China, and those that also have IPv6.
const AWS_DOMAINS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

/// The HTTP client of AWS clients that are in the same process as the services.
#[derive(Clone)]
pub struct Connector {
    cloud: Cloud,
    caller: Caller,
    /// Whether services are asked here though they are configured to be elsewhere.
    stays: bool,
    /// An answer begins within so long; without, it is waited for.
    answer_within: Option<Duration>,
}

impl Connector {
    /// What asks the services of `cloud` on behalf of `caller`.
    ///
    /// A role is taken at its word, as [`Caller`] is everywhere: whether it may be assumed is for
    /// whoever makes the connector to find out ([`iam::Iam::assume_for_service`]).
    pub fn new(cloud: Cloud, caller: Caller) -> Connector {
        Connector {
            cloud,
            caller,
            stays: false,
            answer_within: None,
        }
    }

    /// Likewise, but what is embedded is asked here, wherever else it is: for what never moves.
    pub fn staying(cloud: Cloud, caller: Caller) -> Connector {
        Connector {
            stays: true,
            ..Connector::new(cloud, caller)
        }
    }

    async fn answer(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = read(request, self.caller)
            .await
            .map_err(ConnectorError::user)?;
        let id = request.id;
        let name = routing::service_of(&request)
            .ok_or_else(|| ConnectorError::user(not_a_request().into()))?;
        let context = Context::default();
        let answer = match self.cloud.service(&name) {
            Some(service) if self.stays => {
                Ok(self.cloud.ask_here(&**service, request, context).await)
            }
            _ => self.cloud.ask(&name, request, context).await,
        };
        let response = answer.map_err(|error| match error {
            Unreachable::NoEndpoint => ConnectorError::user(not_embedded(&name).into()),
            Unreachable::RoleNotAssumed(_) => ConnectorError::user(error.into()),
            // Clients try these again.
            Unreachable::Connection(_) => ConnectorError::io(error.into()),
        })?;
        let response = with_request_id(response, id).map(|body| match body {
            Body::Whole(bytes) => SdkBody::from(bytes),
            Body::Stream(_) | Body::Fragile(_) => SdkBody::from_body_1_x(body),
        });
        HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.clone().answer(request);
        let Some(limit) = self.answer_within else {
            return HttpConnectorFuture::new(answer);
        };
        HttpConnectorFuture::new(async move {
            tokio::time::timeout(limit, answer)
                .await
                .unwrap_or_else(|late| Err(ConnectorError::timeout(late.into())))
        })
    }
}

impl HttpClient for Connector {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            answer_within: settings.read_timeout(),
            ..self.clone()
        })
    }
}

/// The request as services take it: its body read, its address without a host.
async fn read(request: HttpRequest, caller: Caller) -> Result<Request, BoxError> {
    let (mut head, body) = request.try_into_http1x()?.into_parts();
    let body = body.collect().await?.to_bytes();
    if let Some(host) = head.uri.host().and_then(aws_host) {
        head.extensions.insert(host);
    }
    head.uri = match head.uri.into_parts().path_and_query {
        Some(path_and_query) => Uri::from(path_and_query),
        None => Uri::default(),
    };
    Ok(Request {
        head,
        body,
        caller,
        id: RequestId::random(),
    })
}

/// The host that the client found for its request, when it is one of AWS's. It says more than the
/// service's name does, should the request be sent there: `sync-states.us-east-1.amazonaws.com`. The
/// region is that of the endpoint, whatever the client's is.
fn aws_host(name: &str) -> Option<Host> {
    let name = AWS_DOMAINS
        .iter()
        .find_map(|domain| name.strip_suffix(domain).map(|before| (name, before)));
    let (whole, before) = name?;
    Some(match before.rsplit_once('.') {
        Some((prefix, _region)) => Host::regional(prefix.to_owned()),
        None => Host {
            name: HostName::Whole(whole.to_owned().into()),
            operation_prefix: String::new(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_from(address: &str) -> Request {
        let mut request = HttpRequest::new(SdkBody::from("{}"));
        request.set_uri(address).expect("an address");
        read(request, Caller::Owner).await.expect("a request")
    }

    #[tokio::test]
    async fn requests_have_a_path_and_remember_a_host_of_aws() {
        let request = read_from("https://sync-states.eu-west-1.amazonaws.com/a%20b?c=d").await;
        assert_eq!(request.head.uri, "/a%20b?c=d");
        assert_eq!(request.body, "{}");
        let host = request.head.extensions.get::<Host>().expect("a host");
        assert_eq!(host.name, HostName::Regional("sync-states".into()));

        let request = read_from("https://iam.amazonaws.com/").await;
        let host = request.head.extensions.get::<Host>().expect("a host");
        assert_eq!(host.name, HostName::Whole("iam.amazonaws.com".into()));

        let request = read_from("http://127.0.0.1:4566").await;
        assert_eq!(request.head.uri, "/");
        assert_eq!(request.head.extensions.get::<Host>(), None);
    }
}
