//! Identities behind a socket, as any client of AWS finds them.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Configuration, Iam, IamService, StsService, UndeclaredRoles};
use tokio::net::TcpListener;
use wire::{Account, ApiError, Caller, Region, Request, RequestId, Response, Service};

/// Identities in memory, but for the file they are declared in.
pub fn identities(journal: &journal::Journal, undeclared_roles: UndeclaredRoles) -> Iam {
    Iam::open(Configuration {
        journal: journal.clone(),
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles,
        file: None,
    })
    .expect("identities")
}

/// A journal in memory.
pub fn journal() -> journal::Journal {
    journal::Journal::open(&journal::Options::memory()).expect("a journal")
}

/// IAM and STS as a server has them: requests are authenticated, then allowed, then handled.
pub struct Server {
    pub iam: Iam,
    services: [Arc<dyn Service>; 2],
}

impl Server {
    pub fn new(iam: Iam) -> Server {
        Server {
            services: [
                Arc::new(IamService::new(iam.clone())),
                Arc::new(StsService::new(iam.clone())),
            ],
            iam,
        }
    }

    /// Answers requests on a port of its own, for as long as the runtime lives.
    pub async fn listen(self) -> SocketAddr {
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

    pub async fn answer(&self, mut request: Request) -> Response {
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
