//! The ways to a DynamoDB: the connector, a port of this process, moto.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpStream as BlockingTcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{self, BehaviorVersion, Config};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use cloud::{Authentication, Cloud, Endpoints};
use dynamodb::{Configuration, DynamoDb};
use http::{HeaderValue, Uri};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Iam, UndeclaredRoles};
use journal::{Journal, Options};
use tokio::net::{TcpListener, TcpStream};
use wire::{Account, Region, Service};

/// How long moto may take to begin.
const STARTS_WITHIN: Duration = Duration::from_mins(1);

pub(crate) fn configuration(http: impl HttpClient + 'static) -> config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(config::Region::new("us-east-1"))
        .retry_config(RetryConfig::disabled())
        .http_client(http)
}

/// A cloud with DynamoDB in memory, where roles that nobody declared may do nothing.
pub(crate) fn embedded() -> (Cloud, DynamoDb) {
    embedded_with(None)
}

/// Likewise, with the roles of a file.
pub(crate) fn embedded_with(roles: Option<PathBuf>) -> (Cloud, DynamoDb) {
    let iam = Iam::open(iam::Configuration {
        journal: Journal::open(&Options::memory()).expect("a journal in memory"),
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: roles,
    })
    .expect("identities");
    let keys = iam.owner_credentials().clone();
    let endpoints = Endpoints::new([], Region::default(), keys);
    let cloud = Cloud::new(iam, Authentication::Signed, endpoints);
    let dynamodb = DynamoDb::open(Configuration::memory()).expect("tables in memory");
    cloud.set_services([Arc::new(dynamodb.clone()) as Arc<dyn Service>]);
    (cloud, dynamodb)
}

/// Answers requests on a port of its own, for as long as the runtime lives.
pub(crate) async fn listen(cloud: Cloud) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, from)) = listener.accept().await {
            let cloud = cloud.clone();
            let answer = service_fn(move |request: http::Request<Incoming>| {
                let cloud = cloud.clone();
                async move {
                    let (head, body) = request.into_parts();
                    let body = body.collect().await.expect("a body").to_bytes();
                    Ok::<_, Infallible>(cloud.answer(head, body, from.ip()).await)
                }
            });
            let server = hyper::server::conn::http1::Builder::new();
            tokio::spawn(server.serve_connection(TokioIo::new(stream), answer));
        }
    });
    address
}

/// A client's way to one server.
#[derive(Clone, Debug)]
pub(crate) struct PlainHttp(pub(crate) SocketAddr);

impl PlainHttp {
    async fn send(self, request: HttpRequest) -> Result<HttpResponse, BoxError> {
        let mut request = request.try_into_http1x()?;
        let address = std::mem::take(request.uri_mut()).into_parts();
        let host = address.authority.ok_or("the request has no host")?;
        let host = HeaderValue::from_str(host.as_str())?;
        request.headers_mut().insert(http::header::HOST, host);
        let path_and_query = address.path_and_query.ok_or("the request has no path")?;
        *request.uri_mut() = Uri::from(path_and_query);
        let stream = TokioIo::new(TcpStream::connect(self.0).await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        tokio::spawn(connection);
        let response = sender.send_request(request).await?;
        Ok(response.map(SdkBody::from_body_1_x).try_into()?)
    }
}

impl HttpConnector for PlainHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.clone().send(request);
        HttpConnectorFuture::new(async { answer.await.map_err(ConnectorError::io) })
    }
}

impl HttpClient for PlainHttp {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// A server of moto's, which ends with the test.
pub(crate) struct Moto {
    server: Child,
    pub(crate) address: SocketAddr,
}

impl Moto {
    /// `None` where moto is not installed; in CI it must be.
    pub(crate) fn start() -> Option<Moto> {
        let installed = Command::new("python3")
            .args(["-c", "import moto.server, flask"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !installed {
            assert!(std::env::var_os("CI").is_none(), "moto is not installed");
            eprintln!("skipped: moto is not installed");
            return None;
        }
        let address = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port");
        let port = address.port().to_string();
        let server = Command::new("python3")
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto starts");
        let moto = Moto { server, address };
        let started = Instant::now();
        while BlockingTcpStream::connect(address).is_err() {
            assert!(started.elapsed() < STARTS_WITHIN, "moto does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(moto)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
