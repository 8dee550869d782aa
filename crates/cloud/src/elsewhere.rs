//! Services that are not in this process: AWS's own, or those of another server.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use foldhash::HashMap;
use http::header::{self, HeaderName};
use iam::{Credentials, Scope};
use sdk::Remote;
use sdk::remote::Endpoint;
use sdk::request::{Host, HostName};
use wire::service::Unreachable;
use wire::{Future, Region, Request, Response};

/// Headers that belong to one connection, or to the signature that was checked here.
const NOT_FORWARDED: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::EXPECT,
    header::HOST,
    header::TRANSFER_ENCODING,
];

/// What services that have one host for all regions are signed for.
const REGION_OF_ALL: &str = "us-east-1";

/// Operations of Step Functions that AWS has a host of its own for, which begins so.
const SYNCHRONOUS: [&str; 2] = ["StartSyncExecution", "TestState"];
const SYNCHRONOUS_PREFIX: &str = "sync-";

/// Services that are elsewhere, by their names.
#[derive(Clone)]
pub struct Endpoints {
    by_service: HashMap<String, Elsewhere>,
    remote: Remote,
}

/// A service that is elsewhere.
#[derive(Clone)]
pub struct Elsewhere {
    endpoint: Endpoint,
    region: Region,
    keys: Arc<dyn KeySource>,
    remote: Remote,
}

/// Whoever has keys to sign with. They may be others each time.
pub trait KeySource: Send + Sync {
    /// The keys as they are now, or why there are none.
    fn keys(&self) -> Future<'_, Result<Credentials, String>>;
}

/// Keys that stay the same.
impl KeySource for Credentials {
    fn keys(&self) -> Future<'_, Result<Credentials, String>> {
        Box::pin(std::future::ready(Ok(self.clone())))
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
        let keys: Arc<dyn KeySource> = Arc::new(credentials);
        let remote = Remote::new();
        let shared = remote.clone();
        let by_service = by_service.into_iter().map(move |(service, endpoint)| {
            let elsewhere = Elsewhere {
                endpoint,
                region: region.clone(),
                keys: keys.clone(),
                remote: shared.clone(),
            };
            (service, elsewhere)
        });
        Endpoints {
            by_service: by_service.collect(),
            remote,
        }
    }

    /// One more service, and whose keys its requests are signed with.
    pub fn add(
        &mut self,
        service: String,
        endpoint: Endpoint,
        region: Region,
        keys: Arc<dyn KeySource>,
    ) {
        let elsewhere = Elsewhere {
            endpoint,
            region,
            keys,
            remote: self.remote.clone(),
        };
        self.by_service.insert(service, elsewhere);
    }

    /// Where a service is, unless it is embedded only.
    pub fn of(&self, service: &str) -> Option<&Elsewhere> {
        self.by_service.get(service)
    }
}

impl Elsewhere {
    /// Where it is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Sends a request there, which has a path and no host, signed anew. Gives the service's own
    /// answer, errors included.
    pub async fn send(
        &self,
        service: &str,
        mut request: http::Request<Bytes>,
    ) -> Result<Response, Unreachable> {
        for name in NOT_FORWARDED {
            request.headers_mut().remove(name);
        }
        if request.extensions().get::<Host>().is_none() {
            let host = host_of(service, &request);
            request.extensions_mut().insert(host);
        }
        let everywhere = request
            .extensions()
            .get::<Host>()
            .is_some_and(|host| matches!(host.name, HostName::Whole(_)));
        let region = if everywhere && self.endpoint.has_hosts() {
            REGION_OF_ALL
        } else {
            self.region.as_str()
        };
        let keys = self.keys.keys().await.map_err(Unreachable::Connection)?;
        let sign = |request: http::Request<Bytes>| {
            let scope = Scope { region, service };
            iam::sign(request, &keys, scope, SystemTime::now()).map_err(|error| error.to_string())
        };
        self.remote.call(&self.endpoint, request, Some(&sign)).await
    }

    /// Has a request answered there that was made here.
    pub(crate) async fn forward(
        &self,
        service: &str,
        request: Request,
    ) -> Result<Response, Unreachable> {
        let request = http::Request::from_parts(request.head, request.body);
        self.send(service, request).await
    }
}

/// Which of a service's hosts a request is for that does not say so.
fn host_of(service: &str, request: &http::Request<Bytes>) -> Host {
    if service == "bedrock" {
        return Host::regional(host_of_bedrock(request.uri().path()));
    }
    let target = request.headers().get("x-amz-target");
    let operation = target.and_then(|target| target.to_str().ok()?.rsplit('.').next());
    let synchronous = operation.is_some_and(|operation| SYNCHRONOUS.contains(&operation));
    Host {
        operation_prefix: if service == "states" && synchronous {
            SYNCHRONOUS_PREFIX.to_owned()
        } else {
            String::new()
        },
        ..Host::regional(service.to_owned())
    }
}

/// Bedrock is several services, which sign alike: models, what is known of them, knowledge bases that
/// are asked, and those that are kept.
fn host_of_bedrock(path: &str) -> &'static str {
    if path.starts_with("/model/") {
        "bedrock-runtime"
    } else if path.starts_with("/retrieveAndGenerate") || path.ends_with("/retrieve") {
        "bedrock-agent-runtime"
    } else if path.starts_with("/knowledgebases") {
        "bedrock-agent"
    } else {
        "bedrock"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(service: &str, path: &str, target: &str) -> (String, String) {
        let request = http::Request::post(path).header("x-amz-target", target);
        let host = host_of(service, &request.body(Bytes::new()).expect("a request"));
        let HostName::Regional(name) = host.name else {
            panic!("a host of a region");
        };
        (host.operation_prefix, name.into_owned())
    }

    #[test]
    fn a_request_without_a_host_finds_that_of_its_operation() {
        for (service, path, target, found) in [
            (
                "dynamodb",
                "/",
                "DynamoDB_20120810.GetItem",
                ("", "dynamodb"),
            ),
            (
                "states",
                "/",
                "AWSStepFunctions.StartExecution",
                ("", "states"),
            ),
            (
                "states",
                "/",
                "AWSStepFunctions.StartSyncExecution",
                ("sync-", "states"),
            ),
            ("bedrock", "/model/a/converse", "", ("", "bedrock-runtime")),
            (
                "bedrock",
                "/knowledgebases/A/retrieve",
                "",
                ("", "bedrock-agent-runtime"),
            ),
            ("bedrock", "/knowledgebases/A", "", ("", "bedrock-agent")),
            ("bedrock", "/foundation-models", "", ("", "bedrock")),
        ] {
            let (prefix, name) = host(service, path, target);
            assert_eq!((prefix.as_str(), name.as_str()), found, "{path} {target}");
        }
    }
}
