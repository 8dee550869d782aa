//! moto: LocalStack's engine for workflows. What it takes for its own Lambda is here, and hands each
//! invocation to the world whose region it comes from.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Mutex, OnceLock};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::python::Server;
use super::send;
use crate::world::{ACCOUNT, World, functions_over_http};

/// Where topics bring their messages; the region follows.
const NOTICES: &str = "/notices/";

/// moto, for all tests of this program.
pub(crate) struct Moto {
    server: Server,
    /// Where what it takes for Lambda is.
    lambda: SocketAddr,
    /// The worlds, by region.
    worlds: Mutex<HashMap<&'static str, SocketAddr>>,
}

static RUNNING: OnceLock<Option<Moto>> = OnceLock::new();

impl Moto {
    /// `None` where it is not installed.
    pub(crate) fn running() -> Option<&'static Moto> {
        let running = RUNNING.get_or_init(|| {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            let lambda = listener.local_addr().expect("an address");
            let port = lambda.port().to_string();
            // The port is where its engine for workflows looks for all other services.
            let variables = [("MOTO_PORT", port.as_str()), ("MOTO_ACCOUNT_ID", ACCOUNT)];
            let program = include_str!("moto.py");
            let server = Server::start(program, "moto, flask, jsonata", &variables)?;
            // A test's own runtime ends with that test.
            std::thread::spawn(move || listen(listener));
            Some(Moto {
                server,
                lambda,
                worlds: Mutex::default(),
            })
        });
        running.as_ref()
    }

    pub(crate) fn url(&self) -> &str {
        &self.server.url
    }

    /// Says where the functions of a region are.
    pub(crate) fn has_functions_at(&self, region: &'static str, world: SocketAddr) {
        let mut worlds = self.worlds.lock().expect("nobody fails with it");
        worlds.insert(region, world);
    }

    fn world(&self, region: &str) -> SocketAddr {
        let worlds = self.worlds.lock().expect("nobody fails with it");
        *worlds.get(region).expect("a world")
    }

    /// The topic's subscription is to an address instead of a function.
    pub(crate) async fn brings_notices(
        &self,
        region: &str,
        sns: &aws_sdk_sns::Client,
        world: &World,
    ) {
        let topic = world.topic();
        let subscribed = sns.list_subscriptions_by_topic().topic_arn(&topic).send();
        let subscribed = subscribed.await.expect("subscriptions");
        for subscription in subscribed.subscriptions() {
            let arn = subscription.subscription_arn().expect("an ARN");
            let ended = sns.unsubscribe().subscription_arn(arn).send().await;
            ended.expect("unsubscribed");
        }
        let subscribing = sns
            .subscribe()
            .topic_arn(topic)
            .protocol("http")
            .endpoint(format!("http://{}{NOTICES}{region}", self.lambda));
        subscribing.send().await.expect("subscribed");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn listen(listener: std::net::TcpListener) {
    listener.set_nonblocking(true).expect("a socket");
    let listener = TcpListener::from_std(listener).expect("a socket");
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection
                .serve_connection(TokioIo::new(stream), service_fn(answer))
                .await;
        });
    }
}

/// An invocation as Lambda answers it, or a message of a topic as Lambda is given it.
async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let path = head.uri.path();
    let (region, function, event) = if let Some(region) = path.strip_prefix(NOTICES) {
        let message: Value = serde_json::from_slice(&body).expect("JSON");
        let record = json!({ "EventSource": "aws:sns", "EventVersion": "1.0", "Sns": message });
        let event = json!({ "Records": [record] }).to_string();
        (region, "SendNoticeFunction", event.into_bytes())
    } else {
        let function = path
            .strip_prefix("/2015-03-31/functions/")
            .and_then(|rest| rest.strip_suffix("/invocations"));
        let function = function.expect("an invocation").rsplit("%3A").next();
        let authorization = head.headers["authorization"].to_str().expect("text");
        let region = authorization.split('/').nth(2).expect("a scope");
        (region, function.expect("a name"), body.to_vec())
    };
    let moto = RUNNING.get().and_then(Option::as_ref).expect("moto");
    let world = moto.world(region);
    let url = functions_over_http::url(world, function);
    let (status, given) = send(Method::POST, &url, None, event).await;
    let mut response = Response::builder().header("content-type", "application/json");
    if status != 200 {
        response = response.header("x-amz-function-error", "Unhandled");
    }
    Ok(response.body(Full::from(given)).expect("a response"))
}
