//! A server that can be ended and started again, with a clock that is set by hand.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::Timestamp;
use bytes::Bytes;
use journal::{Journal, Options};
use serde_json::{Value, json};
use stepfunctions::{Clock, Configuration, StepFunctions};
use wire::response::respond;
use wire::service::Unreachable;
use wire::{
    Account, ApiError, Caller, Permission, Region, Request, RequestId, Response, Service, Services,
};

const BEGIN: i64 = 1_700_000_000_000_000_000;

/// A clock that is set by hand.
pub(crate) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanoseconds(self.0.load(Ordering::SeqCst))
    }
}

impl HandClock {
    pub(crate) fn new() -> Arc<HandClock> {
        Arc::new(HandClock(AtomicI64::new(BEGIN)))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000_000, Ordering::SeqCst);
    }
}

/// A service that answers every call with the call's own body, and remembers who asked for what.
#[derive(Clone, Default)]
pub(crate) struct Echo(pub(crate) Arc<Mutex<Vec<Bytes>>>);

impl Services for Echo {
    fn call(
        &self,
        _service: &str,
        _role_arn: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> wire::Future<'static, Result<Response, Unreachable>> {
        let body = request.into_body();
        self.0.lock().expect("a list").push(body.clone());
        Box::pin(async { Ok(respond(http::StatusCode::OK, "application/json", body)) })
    }

    fn may(&self, _role_arn: Option<Arc<str>>, _permission: &Permission) -> Result<(), ApiError> {
        Ok(())
    }
}

/// A server on a folder.
pub(crate) struct Server {
    pub(crate) api: StepFunctions,
    pub(crate) services: Echo,
}

impl Server {
    /// Starts, and goes on with what the folder has.
    pub(crate) fn start(folder: &Path, clock: &Arc<HandClock>) -> Server {
        let journal = Journal::open(&Options::folder(folder)).expect("a journal");
        Server::on(journal, clock)
    }

    pub(crate) fn on(journal: Journal, clock: &Arc<HandClock>) -> Server {
        let services = Echo::default();
        let api = StepFunctions::open(Configuration {
            journal,
            account: Account::default(),
            region: Region::default(),
            services: Arc::new(services.clone()),
            http: sdk::HttpTask::new(
                sdk::Guard::default(),
                sdk::Connections::default(),
                Region::DEFAULT,
            ),
            clock: clock.clone(),
        })
        .expect("the journal is as it was written");
        api.recover().expect("the journal can be read");
        Server { api, services }
    }

    /// Ends, as far as a process can end within a process: nothing is done any longer, and the
    /// folder is free. Whatever was on its way is lost.
    pub(crate) async fn end(self, folder: &Path) {
        drop(self);
        for _ in 0..500 {
            if Journal::open(&Options::folder(folder)).is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the folder is still in use");
    }

    pub(crate) async fn try_call(&self, operation: &str, body: Value) -> Result<Value, String> {
        let request = http::Request::post("/")
            .header("x-amz-target", format!("AWSStepFunctions.{operation}"));
        let (head, ()) = request.body(()).expect("a request").into_parts();
        let answer = self
            .api
            .handle(Request {
                head,
                body: body.to_string().into(),
                caller: Caller::Owner,
                id: RequestId::random(),
            })
            .await;
        let granted = answer.status().is_success();
        let body = answer.into_body().collect().await;
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        if granted {
            Ok(body)
        } else {
            Err(body["__type"].as_str().unwrap_or_default().to_owned())
        }
    }

    pub(crate) async fn call(&self, operation: &str, body: Value) -> Value {
        match self.try_call(operation, body).await {
            Ok(answer) => answer,
            Err(code) => panic!("{operation}: {code}"),
        }
    }

    /// Makes a machine; its ARN.
    pub(crate) async fn machine(&self, name: &str, kind: &str, definition: &Value) -> String {
        let body = json!({
            "name": name,
            "type": kind,
            "definition": definition.to_string(),
            "roleArn": "arn:aws:iam::000000000000:role/shop",
        });
        let answer = self.call("CreateStateMachine", body).await;
        answer["stateMachineArn"]
            .as_str()
            .expect("an ARN")
            .to_owned()
    }

    /// Starts an execution; its ARN.
    pub(crate) async fn execution(&self, machine: &str, name: &str, input: &Value) -> String {
        let body = json!({"stateMachineArn": machine, "name": name, "input": input.to_string()});
        let answer = self.call("StartExecution", body).await;
        answer["executionArn"].as_str().expect("an ARN").to_owned()
    }

    pub(crate) async fn describe(&self, execution: &str) -> Value {
        self.call("DescribeExecution", json!({"executionArn": execution}))
            .await
    }

    pub(crate) async fn history(&self, execution: &str) -> Vec<Value> {
        let body = json!({"executionArn": execution});
        let answer = self.call("GetExecutionHistory", body).await;
        answer["events"].as_array().expect("events").clone()
    }

    /// Waits until an execution has this status.
    pub(crate) async fn until(&self, execution: &str, status: &str) -> Value {
        for _ in 0..1_000 {
            let described = self.describe(execution).await;
            if described["status"] == status {
                return described;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("not {status}: {}", self.describe(execution).await);
    }

    /// Waits until a history has an event of this type.
    pub(crate) async fn until_event(&self, execution: &str, kind: &str) -> Value {
        for _ in 0..1_000 {
            let events = self.history(execution).await;
            if let Some(event) = events.into_iter().find(|event| event["type"] == kind) {
                return event;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("no {kind}: {:#?}", self.history(execution).await);
    }
}
