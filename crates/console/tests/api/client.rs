//! Clients of the router: requests without a socket.

use axum::Router;
use axum::body::Body;
use bedrock::Bedrock;
use console::{Console, Parts};
use delivery::notice::Language;
use delivery::people::{Role, Session, StaffName};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use journal::{Journal, Options};
use knowledge::{DocumentName, KnowledgeBaseId};
use rest::{Rest, Settings};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::world::World;

/// A shop with its console.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) console: Console,
    router: Router,
    rest: Rest,
}

/// The built-in models, and a knowledge base with nothing to quote.
fn models() -> Bedrock {
    let models = Bedrock::new(bedrock::Configuration::default());
    let id = KnowledgeBaseId::new("shop").expect("an id");
    let name = DocumentName::new("nada.txt").expect("a name");
    let uploaded = models.bases().upload(&id, &name, b"Nada mais.");
    uploaded.expect("a document");
    models
}

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    headers: HeaderMap,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Shop {
    /// One in which time goes as fast as it can.
    pub(crate) async fn open() -> Shop {
        let world = World::new(60).await;
        let rest = Rest::new(world.delivery.clone(), Settings::default());
        let console = Console::new(Parts {
            rest: rest.clone(),
            stepfunctions: world.stepfunctions.clone(),
            journal: Journal::open(&Options::memory()).expect("a journal"),
            cloud: world.cloud.clone(),
            lambda: world.lambda.clone(),
            bedrock: models(),
            chat_model: None,
            store: world.store.clone(),
        });
        Shop {
            router: rest::router_with(rest.clone(), console::routes(console.clone())),
            console,
            rest,
            world,
        }
    }

    /// Somebody whom nobody knows.
    pub(crate) fn anybody(&self) -> Client {
        Client {
            router: self.router.clone(),
            headers: HeaderMap::new(),
        }
    }

    /// Somebody of the staff.
    pub(crate) async fn staff(&self, name: &str, role: Role) -> Client {
        let name = StaffName::parse(name).expect("a name");
        let store = self.world.store.clone();
        let now = Timestamp::now();
        self.signed_in(&Session::of_staff(store, name, role, Language::En, now))
            .await
    }

    /// The operator.
    pub(crate) async fn operator(&self) -> Client {
        self.staff("otto", Role::Operator).await
    }

    /// Whoever a session stands for.
    pub(crate) async fn signed_in(&self, session: &Session) -> Client {
        let begun = self.world.delivery.begin_session(session).await;
        let token = begun.expect("a session");
        self.anybody()
            .with("authorization", &format!("Bearer {}", token.reveal()))
    }

    /// Ends what is streamed.
    pub(crate) fn end(&self) {
        self.rest.end();
    }
}

impl Client {
    /// The same with one header more.
    pub(crate) fn with(&self, name: &'static str, value: &str) -> Client {
        let mut client = self.clone();
        let value = value.parse().expect("a header");
        client.headers.insert(name, value);
        client
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json")
            .ask(Method::POST, path, Body::from(body.to_string()))
            .await
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Body) -> Answer {
        let (head, body) = self.stream(method, path, body).await.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: head.status.as_u16(),
            body: String::from_utf8(bytes.to_vec()).expect("a text"),
        }
    }

    /// The answer as it comes.
    pub(crate) async fn stream(&self, method: Method, path: &str, body: Body) -> Response<Body> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        *request.headers_mut() = self.headers.clone();
        let answered = self.router.clone().oneshot(request).await;
        answered.unwrap_or_else(|never| match never {})
    }
}

impl Answer {
    /// The body of an answer with this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }
}
