//! Clients of the router: requests without a socket.

use std::sync::Arc;

use assistant::Assistant;
use assistant::conversation::{self, Chat, chat};
use assistant::plain::Hosts;
use assistant::understand::{Reader, Understand};
use axum::Router;
use axum::body::Body;
use delivery::people::Token;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use rest::{Rest, Settings};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::world::World;

/// A shop with its API.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) router: Router,
    pub(crate) rest: Rest,
    pub(crate) chat: Chat,
    pub(crate) link: Token,
}

/// A chat over the services of a world, whose texts say nothing.
pub(crate) fn chat_over(world: &World, understand: Arc<dyn Understand>) -> Chat {
    let arn = "arn:aws:states:us-east-1:000000000000:stateMachine:confirm-change";
    Chat::new(conversation::Configuration {
        table: conversation::table::Table::new(world.dynamodb(), chat::TABLE),
        delivery: world.delivery.clone(),
        assistant: Assistant::new(understand, Hosts::default()),
        knowledge: Arc::new(|_, _| Vec::new()),
        step_functions: world.step_functions(),
        state_machine_arn: arn.to_owned(),
    })
}

/// A chat, whose functions are those of the world.
async fn open_chat(world: &World, understand: Arc<dyn Understand>) -> Chat {
    let chat = chat_over(world, understand);
    for name in conversation::functions::FUNCTIONS {
        let chat = chat.clone();
        let registered = world.lambda.register(name, move |invoked| {
            let chat = chat.clone();
            async move {
                let event = serde_json::from_slice(&invoked.payload).expect("JSON");
                let answer = conversation::functions::invoke(&chat, name, event).await;
                let failed = |error: conversation::functions::FunctionError| {
                    lambda::FunctionError::new(error.error_type, error.message)
                };
                Ok(bytes::Bytes::from(answer.map_err(failed)?.to_string()))
            }
        });
        registered.expect("a name");
    }
    let role = "arn:aws:iam::000000000000:role/entrega-confirm-change";
    chat.settle_services(role).await.expect("services");
    chat
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// Somebody who asks.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    router: Router,
    /// Headers that every request has.
    pub(crate) headers: HeaderMap,
}

impl Shop {
    /// One whose store takes every order at once, where time goes so much faster.
    pub(crate) async fn open(pace: u32) -> Shop {
        Shop::understanding(pace, Arc::new(Reader::default())).await
    }

    /// The same, where messages are understood by somebody else.
    pub(crate) async fn understanding(pace: u32, understand: Arc<dyn Understand>) -> Shop {
        let world = World::new(pace).await;
        let beside = assistant::scenario::table::ScenarioTable::beside(&world.delivery);
        beside.create().await.expect("the table of the assistant");
        let chat = open_chat(&world, understand).await;
        let settings = Settings {
            chat: Some(chat.clone()),
            ..Settings::default()
        };
        let rest = Rest::new(world.delivery.clone(), settings);
        let (link, _) = rest.issue_staff_link(world.store.clone());
        Shop {
            router: rest::router(rest.clone()),
            rest,
            chat,
            world,
            link,
        }
    }

    /// Somebody whom nobody knows.
    pub(crate) fn anybody(&self) -> Client {
        Client {
            router: self.router.clone(),
            headers: HeaderMap::new(),
        }
    }

    /// A guest of the store.
    pub(crate) async fn guest(&self, name: &str) -> Client {
        let path = format!("/api/stores/{}/sessions", self.world.store);
        let wish = json!({"name": name, "phone": "(11) 98765-4321", "language": "en"});
        let answer = self.anybody().post(&path, &wish).await;
        let session = answer.expect(201);
        self.anybody().with_token(&session["token"])
    }

    /// The operator of the printed link.
    pub(crate) async fn operator(&self) -> Client {
        let wish = json!({"link_token": self.link.reveal()});
        let answer = self.anybody().post("/api/staff/sign-in", &wish).await;
        self.anybody().with_token(&answer.expect(200)["token"])
    }
}

impl Client {
    /// The same, signed in.
    pub(crate) fn with_token(&self, token: &Value) -> Client {
        let token = token.as_str().expect("a token");
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// The same, asking another server.
    pub(crate) fn at(&self, router: Router) -> Client {
        Client {
            router,
            headers: self.headers.clone(),
        }
    }

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
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, body).await
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json")
            .ask(method, path, Body::from(body.to_string()))
            .await
    }

    /// Sends anything.
    pub(crate) async fn ask(&self, method: Method, path: &str, body: Body) -> Answer {
        let response = self.stream(method, path, body).await;
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = String::from_utf8(bytes.to_vec()).expect("a text");
        Answer {
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    /// The answer as it comes.
    pub(crate) async fn stream(
        &self,
        method: Method,
        path: &str,
        body: Body,
    ) -> http::Response<Body> {
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
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The code of a problem with this status.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        let problem = self.expect(status);
        let kind = self.headers.get(header::CONTENT_TYPE).expect("a type");
        assert_eq!(kind, "application/problem+json");
        assert_eq!(problem["status"], status);
        let code = problem["code"].as_str().expect("a code");
        code.to_owned()
    }
}
