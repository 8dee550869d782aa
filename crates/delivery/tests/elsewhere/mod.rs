//! The delivery's services answered by servers that others wrote, through AWS's clients over HTTP.
//!
//! moto and ministack (PyPI) speak as DynamoDB, SNS and Step Functions do, and each has its own engine
//! for workflows: moto has LocalStack's. Where one of them cannot do what AWS does, what is done
//! instead is in this table, and each row is proven wherever it is used: once the server can, the
//! test fails and the row goes.
//!
//! | server | service | cannot | instead | proven in |
//! |---|---|---|---|---|
//! | moto | Step Functions | evaluate JSONata: it asks a Java library that it does not bring | `jsonata` of PyPI, a port of that library, evaluates | `moto.py` |
//! | moto | DynamoDB | keep transactions apart that come at once: each puts the whole table back when it is refused | it takes one request at a time | `moto.py` |
//! | moto | SNS, Step Functions | run a function without Docker | what it takes for Lambda is in this process; the topic's subscription is to an address there | `moto.py` |
//! | ministack | Step Functions | read `TimeoutSeconds` in JSONata of a task that waits for its token | the same workflow with numbers there | [`ministack::reads_timeouts_as_numbers_only`] |
//!
//! All else is theirs: nothing of the delivery falls back to an embedded service.

pub(crate) mod ministack;
pub(crate) mod moto;
mod python;

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

use crate::world::{ACCOUNT, Elsewhere, World};

/// Who answers for the delivery's services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Services {
    /// This process.
    Embedded,
    /// A server that others wrote.
    Foreign(Which),
}

/// A server that others wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Moto,
    Ministack,
}

impl Services {
    /// A world in which they answer; `None` where the server is not installed, which is said.
    pub(crate) async fn world(self, pace: u32) -> Option<World> {
        let Services::Foreign(which) = self else {
            return Some(World::new(pace).await);
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let region = which.own_region();
        match which {
            Which::Moto => {
                let moto = moto::Moto::running()?;
                moto.has_functions_at(region, address);
                let elsewhere = elsewhere(moto.url(), region);
                let sns = elsewhere.sns.clone().expect("a client");
                let world = World::with_services(listener, pace, Vec::new(), elsewhere).await;
                moto.brings_notices(region, &sns, &world).await;
                Some(world)
            }
            Which::Ministack => {
                let ministack = ministack::Ministack::running()?;
                ministack.makes_functions(region, address).await;
                let mut elsewhere = elsewhere(ministack.url(), region);
                let client = elsewhere.step_functions.as_ref().expect("a client");
                ministack::reads_timeouts_as_numbers_only(client).await;
                elsewhere.workflow = Some(ministack::with_timeouts_as_numbers);
                Some(World::with_services(listener, pace, Vec::new(), elsewhere).await)
            }
        }
    }
}

impl Which {
    /// Each world has a region of a server to itself.
    fn own_region(self) -> &'static str {
        static TAKEN: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
        let taken = match self {
            Which::Moto => &TAKEN[0],
            Which::Ministack => &TAKEN[1],
        };
        let region = REGIONS.get(taken.fetch_add(1, Ordering::Relaxed));
        region.expect("a region that no world has yet")
    }
}

/// Regions that every server knows.
const REGIONS: [&str; 20] = [
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-east-1",
    "af-south-1",
    "eu-south-1",
    "me-south-1",
];

/// AWS's clients, with nothing about them but where they ask and with which keys.
fn elsewhere(url: &str, region: &'static str) -> Elsewhere {
    let http = aws_smithy_http_client::Builder::new().build_http();
    // ministack takes a key of twelve digits for the account.
    let keys = Credentials::new(ACCOUNT, "secret", None, None, "test");
    macro_rules! client {
        ($sdk:ident) => {{
            let config = $sdk::config::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(region))
                .credentials_provider(keys.clone())
                .http_client(http.clone())
                .endpoint_url(url);
            Some($sdk::Client::from_conf(config.build()))
        }};
    }
    Elsewhere {
        dynamodb: client!(aws_sdk_dynamodb),
        sns: client!(aws_sdk_sns),
        step_functions: client!(aws_sdk_sfn),
        region: Some(region),
        workflow: None,
    }
}

/// What a server looks for in a signature; none of them proves it.
pub(crate) fn scope(region: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={ACCOUNT}/20260131/{region}/{service}/aws4_request, \
         SignedHeaders=host, Signature=0"
    )
}

/// The status and the body of what comes back.
pub(crate) async fn send(
    method: Method,
    url: &str,
    scope: Option<&str>,
    body: impl Into<Bytes>,
) -> (u16, Bytes) {
    let mut request = Request::builder().method(method).uri(url);
    if let Some(scope) = scope {
        request = request.header("authorization", scope);
    }
    let request = request.header("content-type", "application/json");
    let request = request.body(Full::new(body.into())).expect("a request");
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body");
    (status, body.to_bytes())
}
