//! A provider on a socket, somebody who hears its webhooks, and a clock that is moved by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use delivery::payment::pix::Receiver;
use delivery::payment::sandbox::{SandboxClient, SandboxConfiguration};
use delivery::payment::{
    BaseUrl, CardToken, ChargeId, ChargeMethod, ChargeRequest, Payer, Provider, WebhookEvent,
};
use delivery::{Money, OrderId};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use journal::{Journal, Options};
use sandbox_provider::{AnswerLost, Clock, Configuration, Entry, Failure, SandboxProvider};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

const API_KEY: &str = "sk_sandbox";
const WEBHOOK_SECRET: &str = "whsec_sandbox";

/// Longer than anything takes that is to happen.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Stage {
    pub(crate) client: Provider,
    provider: Option<SandboxProvider>,
    server: JoinHandle<()>,
    configuration: Box<dyn Fn(Journal, String) -> Configuration + Send>,
    folder: TempDir,
    milliseconds: Arc<AtomicI64>,
    webhooks: mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
    hears: Arc<AtomicBool>,
}

impl Stage {
    pub(crate) async fn open() -> Stage {
        Stage::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(wish: impl Fn(&mut Configuration) + Send + 'static) -> Stage {
        let milliseconds = Arc::new(AtomicI64::new(1_700_000_000_000));
        let hears = Arc::new(AtomicBool::new(true));
        let (webhook_url, webhooks) = listen(hears.clone()).await;
        let clock = {
            let milliseconds = milliseconds.clone();
            Clock::of(move || at(milliseconds.load(Ordering::SeqCst)))
        };
        let configuration = move |journal, base_url| {
            let mut configuration = Configuration {
                journal,
                base_url,
                api_key: API_KEY.to_owned(),
                webhook_secrets: vec!["whsec_next".to_owned(), WEBHOOK_SECRET.to_owned()],
                webhook_url: Some(webhook_url.clone()),
                clock: clock.clone(),
                auto_pay_after: None,
                mischief: None,
            };
            wish(&mut configuration);
            configuration
        };
        let folder = TempDir::new().expect("a folder");
        let (provider, server, client) = start(&folder, &configuration).await;
        Stage {
            client,
            provider: Some(provider),
            server,
            configuration: Box::new(configuration),
            folder,
            milliseconds,
            webhooks,
            hears,
        }
    }

    /// Ends the provider and opens what it kept, elsewhere.
    pub(crate) async fn reopen(&mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
        let provider = self.provider.take().expect("an open provider");
        provider.close().await;
        let (provider, server, client) = start(&self.folder, &self.configuration).await;
        (self.provider, self.server, self.client) = (Some(provider), server, client);
    }

    pub(crate) fn now(&self) -> Timestamp {
        at(self.milliseconds.load(Ordering::SeqCst))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).expect("not so long");
        self.milliseconds.fetch_add(by, Ordering::SeqCst);
    }

    /// Whether webhooks are answered 200 or 500.
    pub(crate) fn hear(&self, hears: bool) {
        self.hears.store(hears, Ordering::SeqCst);
    }

    pub(crate) async fn webhook(&mut self) -> (HeaderMap, Bytes) {
        let webhook = tokio::time::timeout(PATIENCE, self.webhooks.recv()).await;
        webhook
            .expect("a webhook in time")
            .expect("somebody who hears")
    }

    /// The next webhook, verified.
    pub(crate) async fn event(&mut self) -> WebhookEvent {
        let (headers, body) = self.webhook().await;
        self.client
            .webhook(&headers, &body, Timestamp::now())
            .expect("an event")
    }

    /// The next webhook, while time goes on.
    pub(crate) async fn event_some_day(&mut self) -> WebhookEvent {
        let day = async {
            loop {
                let look = Duration::from_millis(60);
                if let Ok(webhook) = tokio::time::timeout(look, self.webhooks.recv()).await {
                    break webhook.expect("somebody who hears");
                }
                self.advance(Duration::from_millis(200));
            }
        };
        let webhook = tokio::time::timeout(PATIENCE, day).await;
        let (headers, body) = webhook.expect("a webhook in time");
        self.client
            .webhook(&headers, &body, Timestamp::now())
            .expect("an event")
    }

    /// Waits until no event is kept for delivery.
    pub(crate) async fn until_delivered(&self) {
        let journal = &self.provider().journal();
        let empty = async {
            while !journal
                .documents("sandbox-provider-event")
                .expect("read")
                .is_empty()
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, empty)
            .await
            .expect("delivered in time");
    }

    pub(crate) async fn ledger(&self) -> Vec<Entry> {
        #[derive(serde::Deserialize)]
        struct Page {
            entries: Vec<Entry>,
        }
        let answer = self.ask(Request::get("/v1/test/ledger?after=0"), "").await;
        let page: Page = serde_json::from_slice(answer.body()).expect("a page");
        page.entries
    }

    pub(crate) async fn switch(&self, failure: Failure, on: bool) {
        let failure = serde_json::to_value(failure).expect("a name");
        let body = format!("{{{failure}:{on}}}");
        let answer = self.ask(Request::post("/v1/test/failures"), &body).await;
        assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
    }

    /// The payer pays in the app of their bank.
    pub(crate) async fn pay(&self, charge: &ChargeId) {
        assert_eq!(self.press_pay(charge).await, 200);
    }

    pub(crate) async fn press_pay(&self, charge: &ChargeId) -> u16 {
        let path = format!("/v1/test/charges/{charge}/pay");
        self.ask(Request::post(path), "").await.status().as_u16()
    }

    /// Asks for a charge and hangs up before there is an answer.
    pub(crate) async fn begin_and_leave(&self, key: &str, amount: i64) {
        let request = Request::post("/v1/charges")
            .header("authorization", format!("Bearer {API_KEY}"))
            .header("idempotency-key", key);
        let body = format!(
            "{{\"amount\":{amount},\"currency\":\"BRL\",\
             \"method\":{{\"type\":\"card\",\"token\":\"tok_ok\"}}}}"
        );
        let request = request.body(Bytes::from(body)).expect("a request");
        let mut answer = Box::pin(self.provider().answer(request));
        let begun = std::future::poll_fn(|context| {
            std::task::Poll::Ready(answer.as_mut().poll(context).is_pending())
        });
        assert!(begun.await, "it waits for the journal");
    }

    pub(crate) fn client_with_key(&self, key: &str) -> Provider {
        let base = self.provider().base_url().to_owned();
        client(&base, key)
    }

    async fn ask(&self, request: http::request::Builder, body: &str) -> Response<Bytes> {
        let request = request.header("authorization", format!("Bearer {API_KEY}"));
        let request = request
            .body(Bytes::copy_from_slice(body.as_bytes()))
            .expect("a request");
        self.provider().answer(request).await
    }

    fn provider(&self) -> &SandboxProvider {
        self.provider.as_ref().expect("an open provider")
    }
}

pub(crate) fn card(key: &str, amount: Money, token: &str) -> ChargeRequest {
    let token = CardToken::parse(token).expect("a token");
    ChargeRequest {
        method: ChargeMethod::Card { token },
        ..pix(key, amount)
    }
}

pub(crate) fn pix(key: &str, amount: Money) -> ChargeRequest {
    ChargeRequest {
        idempotency_key: key.to_owned(),
        order: OrderId::parse(key).expect("an order"),
        amount,
        method: ChargeMethod::Pix,
        description: format!("Pedido {key}"),
        payer: Payer {
            name: "Ana".to_owned(),
            email: None,
            tax_id: None,
        },
        expires_in: Duration::from_mins(10),
        webhook_url: None,
    }
}

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).expect("a time")
}

fn client(base: &str, key: &str) -> Provider {
    Provider::Sandbox(SandboxClient::new(SandboxConfiguration {
        base_url: BaseUrl::parse(base).expect("an address"),
        api_key: key.into(),
        webhook_secrets: vec![WEBHOOK_SECRET.into()],
        receiver: Receiver::new("Cantina São João", "Olinda").expect("a receiver"),
    }))
}

async fn start(
    folder: &TempDir,
    configuration: &(dyn Fn(Journal, String) -> Configuration + Send),
) -> (SandboxProvider, JoinHandle<()>, Provider) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let base = format!("http://{address}/sandbox/provider");
    let journal = Journal::open(&Options::folder(folder.path())).expect("a journal");
    let provider = SandboxProvider::open(configuration(journal, base.clone())).expect("a provider");
    let server = tokio::spawn(serve(listener, provider.clone()));
    (provider, server, client(&base, API_KEY))
}

/// Serves the provider; connections end with the server.
async fn serve(listener: TcpListener, provider: SandboxProvider) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let provider = provider.clone();
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let provider = provider.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = body
                    .collect()
                    .await
                    .map_err(|error| error.to_string())?
                    .to_bytes();
                let answer = provider.answer(Request::from_parts(head, body)).await;
                if answer.extensions().get::<AnswerLost>().is_some() {
                    return Err("the answer is lost".to_owned());
                }
                Ok(answer.map(Full::new))
            }
        });
        let http = hyper::server::conn::http1::Builder::new();
        connections.spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}

/// Somebody who hears webhooks.
async fn listen(hears: Arc<AtomicBool>) -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    let (told, webhooks) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!(
        "http://{}/webhooks",
        listener.local_addr().expect("an address")
    );
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            let (told, hears) = (told.clone(), hears.clone());
            let service = service_fn(move |request: Request<hyper::body::Incoming>| {
                let (told, hears) = (told.clone(), hears.clone());
                async move {
                    let (head, body) = request.into_parts();
                    let body = body.collect().await?.to_bytes();
                    // What is told is answered before anybody changes their mind.
                    let status = if hears.load(Ordering::SeqCst) {
                        200
                    } else {
                        500
                    };
                    let _ = told.send((head.headers, body));
                    let mut answer = Response::new(Full::new(Bytes::new()));
                    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
                    Ok::<_, hyper::Error>(answer)
                }
            });
            let http = hyper::server::conn::http1::Builder::new();
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
        }
    });
    (url, webhooks)
}
