//! An account with nothing in it, whose API is called in this process.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use journal::{Journal, Options};
use serde_json::{Value, json};
use stepfunctions::{Configuration, Registry, StepFunctions, SystemClock};
use wire::response::respond;
use wire::service::Unreachable;
use wire::{
    Account as AccountNumber, ApiError, Caller, Permission, Region, Request, RequestId, Response,
    Service, Services,
};

/// A role that machines may have.
pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/shop";

/// A workflow of one state; `comment` tells one from another.
pub(crate) fn definition(comment: &str) -> String {
    json!({
        "Comment": comment,
        "StartAt": "Done",
        "States": {"Done": {"Type": "Pass", "End": true}},
    })
    .to_string()
}

/// The ARN of a machine, or of what `resource` names of one.
pub(crate) fn machine_arn(resource: &str) -> String {
    format!("arn:aws:states:us-east-1:000000000000:stateMachine:{resource}")
}

/// An account and its API.
pub(crate) struct Account {
    pub(crate) api: StepFunctions,
    pub(crate) registry: Arc<Registry>,
    pub(crate) journal: Journal,
}

/// A refusal: code and message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Account {
    pub(crate) fn new() -> Account {
        Account::of(Journal::open(&Options::memory()).expect("a journal in memory"))
    }

    /// The account as a journal has it.
    pub(crate) fn of(journal: Journal) -> Account {
        let service = StepFunctions::open(Configuration {
            journal: journal.clone(),
            account: AccountNumber::default(),
            region: Region::default(),
            services: Arc::new(LogGroups(BTreeSet::from(["/shop"]))),
            http: sdk::HttpTask::new(
                sdk::Guard::default(),
                sdk::Connections::default(),
                Region::DEFAULT,
            ),
            clock: Arc::new(SystemClock),
        });
        let api = service.expect("the journal is as it was written");
        Account {
            registry: api.registry().clone(),
            api,
            journal,
        }
    }

    /// Calls an operation that is granted.
    pub(crate) async fn call(&self, operation: &str, body: Value) -> Value {
        match self.try_call(operation, body).await {
            Ok(answer) => answer,
            Err(refused) => panic!("{operation}: {refused:?}"),
        }
    }

    /// Calls an operation that is refused.
    pub(crate) async fn refused(&self, operation: &str, body: Value) -> Refused {
        match self.try_call(operation, body).await {
            Ok(answer) => panic!("{operation}: {answer}"),
            Err(refused) => refused,
        }
    }

    async fn try_call(&self, operation: &str, body: Value) -> Result<Value, Refused> {
        let target = format!("AWSStepFunctions.{operation}");
        let response = self.send(Some(&target), body.to_string()).await;
        let granted = response.status().is_success();
        let body = response.into_body().collect().await;
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        if granted {
            return Ok(body);
        }
        let text = |name: &str| body[name].as_str().expect("a text").to_owned();
        Err(Refused {
            code: text("__type"),
            message: text("message"),
        })
    }

    /// Sends whatever there is to send.
    pub(crate) async fn send(&self, target: Option<&str>, body: impl Into<Bytes>) -> Response {
        let mut request = http::Request::post("/");
        if let Some(target) = target {
            request = request.header("x-amz-target", target);
        }
        let (head, ()) = request.body(()).expect("a request").into_parts();
        let request = Request {
            head,
            body: body.into(),
            caller: Caller::Owner,
            id: RequestId::random(),
        };
        self.api.handle(request).await
    }

    /// Makes a machine; its answer.
    pub(crate) async fn create(&self, name: &str) -> Value {
        let body = json!({"name": name, "definition": definition("first"), "roleArn": ROLE});
        self.call("CreateStateMachine", body).await
    }

    /// Makes a machine with versions 1 to `count`.
    pub(crate) async fn create_with_versions(&self, name: &str, count: u32) {
        self.create(name).await;
        for version in 1..=count {
            let body = json!({
                "stateMachineArn": machine_arn(name),
                "definition": definition(&format!("version {version}")),
                "publish": true,
            });
            let answer = self.call("UpdateStateMachine", body).await;
            let arn = machine_arn(&format!("{name}:{version}"));
            assert_eq!(answer["stateMachineVersionArn"], arn);
        }
    }
}

impl Refused {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Refused {
        Refused {
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

/// CloudWatch Logs, as far as machines ask for it.
struct LogGroups(BTreeSet<&'static str>);

impl Services for LogGroups {
    fn call(
        &self,
        service: &str,
        _role_arn: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> wire::Future<'static, Result<Response, Unreachable>> {
        assert_eq!(service, "logs");
        let asked: Value = serde_json::from_slice(request.body()).expect("JSON");
        let prefix = asked["logGroupNamePrefix"].as_str().expect("a prefix");
        let groups = self.0.iter().filter(|group| group.starts_with(prefix));
        let groups: Vec<_> = groups.map(|group| json!({"logGroupName": group})).collect();
        let answer = json!({"logGroups": groups}).to_string();
        Box::pin(async { Ok(respond(http::StatusCode::OK, "application/json", answer)) })
    }

    fn may(&self, _role_arn: Option<Arc<str>>, _permission: &Permission) -> Result<(), ApiError> {
        Ok(())
    }
}
