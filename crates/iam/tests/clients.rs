//! IAM and STS over a socket, as boto3 uses them.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::SystemTime;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Configuration, Iam, IamService, StsService, UndeclaredRoles};
use tokio::net::TcpListener;
use wire::{Account, ApiError, Caller, Region, Request, RequestId, Response, Service};

/// Whether boto3 is at hand. Where checks must be complete, it has to be.
fn has_boto3() -> bool {
    let found = Command::new("python3")
        .args(["-c", "import boto3"])
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var_os("CI").is_none(),
        "python3 with boto3 is needed"
    );
    if !found {
        eprintln!("skipped: there is no python3 with boto3");
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_finds_iam_and_sts_as_on_aws() {
    if !has_boto3() {
        return;
    }
    let iam = Iam::open(Configuration {
        journal: journal::Journal::open(&journal::Options::memory()).expect("a journal"),
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Allowed,
        file: None,
    })
    .expect("identities");
    let owner = iam.owner_credentials().clone();
    let address = Server::new(iam).listen().await;
    let run = tokio::task::spawn_blocking(move || {
        Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/identity.py"))
            .env("ENDPOINT", format!("http://{address}"))
            .env("AWS_ACCESS_KEY_ID", &owner.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", owner.secret_access_key.reveal())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("AWS_SESSION_TOKEN")
            .env_remove("AWS_PROFILE")
            .output()
            .expect("python3 runs")
    });
    let output = run.await.expect("the client ends");
    assert!(
        output.status.success() && output.stdout.ends_with(b"done\n"),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// IAM and STS as a server has them: requests are authenticated, then allowed, then handled.
struct Server {
    iam: Iam,
    services: [Arc<dyn Service>; 2],
}

impl Server {
    fn new(iam: Iam) -> Server {
        Server {
            services: [
                Arc::new(IamService::new(iam.clone())),
                Arc::new(StsService::new(iam.clone())),
            ],
            iam,
        }
    }

    /// Answers requests on a port of its own, for as long as the runtime lives.
    async fn listen(self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = Arc::new(self);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move {
                    let answer = service_fn(|request| {
                        let server = server.clone();
                        async move { Ok::<_, Infallible>(server.receive(request).await) }
                    });
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .await;
                });
            }
        });
        address
    }

    async fn receive(&self, request: http::Request<Incoming>) -> Response {
        let (head, body) = request.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let request = Request {
            head,
            body,
            caller: Caller::Anonymous,
            id: RequestId::random(),
        };
        self.answer(request).await
    }

    async fn answer(&self, mut request: Request) -> Response {
        let known = self
            .iam
            .authenticate(&request.head, &request.body, SystemTime::now());
        let known = match known {
            Ok(known) => known,
            Err(error) => return self.services[0].refuse(&request, &error),
        };
        let service = self
            .services
            .iter()
            .find(|service| service.signing_name() == &*known.service);
        let Some(service) = service else {
            let error = ApiError::validation(format!("no service {}", known.service));
            return error.to_json_response("application/x-amz-json-1.0");
        };
        request.caller = known.caller;
        if let Some(permission) = service.permission(&request)
            && let Err(error) = self.iam.may(&request.caller, &permission, &known.context)
        {
            return service.refuse(&request, &error);
        }
        request.head.extensions.insert(known.context);
        service.handle(request).await
    }
}
