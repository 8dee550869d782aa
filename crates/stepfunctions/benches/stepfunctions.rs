//! The service in this process: requests and answers as on the wire, without the wire.
//!
//! The order workflow of eight states, the seven tasks as Pass states: as a synchronous Express
//! execution, and as a Standard one in a journal in memory. Best of five rounds, one caller and
//! then as many as there are cores.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::StatusCode;
use journal::{Journal, Options};
use stepfunctions::{Configuration, StepFunctions, SystemClock};
use wire::service::Unreachable;
use wire::{
    Account, ApiError, Caller, Permission, Region, Request, RequestId, Response, Service, Services,
};

const DEFINITION: &str = include_str!("../../../benches/order-pass.asl.json");
const INPUT: &str = r#"{"orderId":"P-1042","customer":"Ana","available":true,"items":[{"sku":"x-salada","quantity":2}]}"#;
const ROUND: Duration = Duration::from_millis(700);
const ROUNDS: usize = 5;

/// The workflow calls nobody.
struct Nobody;

impl Services for Nobody {
    fn call(
        &self,
        _service: &str,
        _role_arn: Option<Arc<str>>,
        _request: http::Request<Bytes>,
    ) -> wire::Future<'static, Result<Response, Unreachable>> {
        Box::pin(std::future::ready(Err(Unreachable::NoEndpoint)))
    }

    fn may(&self, _role_arn: Option<Arc<str>>, _permission: &Permission) -> Result<(), ApiError> {
        Ok(())
    }
}

fn request(operation: &str, body: &serde_json::Value) -> Request {
    let head = http::Request::post("/")
        .header("x-amz-target", format!("AWSStepFunctions.{operation}"))
        .body(())
        .expect("a request");
    Request {
        head: head.into_parts().0,
        body: body.to_string().into(),
        caller: Caller::Owner,
        id: RequestId::random(),
    }
}

async fn machine(service: &StepFunctions, kind: &str) -> String {
    let body = serde_json::json!({
        "name": kind,
        "type": kind,
        "definition": DEFINITION,
        "roleArn": "arn:aws:iam::000000000000:role/shop",
    });
    let answer = service.handle(request("CreateStateMachine", &body)).await;
    let answer = answer.into_body().collect().await;
    let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
    answer["stateMachineArn"]
        .as_str()
        .expect("an ARN")
        .to_owned()
}

/// How many requests so many callers had answered in a second; the best of several rounds.
async fn rate(service: &Arc<StepFunctions>, operation: &str, arn: &str, callers: usize) -> f64 {
    let body = serde_json::json!({"stateMachineArn": arn, "input": INPUT});
    let pattern = request(operation, &body);
    let mut best: f64 = 0.0;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let callers: Vec<_> = (0..callers)
            .map(|_| {
                let (service, pattern) = (service.clone(), pattern.clone());
                tokio::spawn(async move {
                    let mut answered = 0_u32;
                    while begin.elapsed() < ROUND {
                        let answer = service.handle(pattern.clone()).await;
                        assert_eq!(black_box(answer).status(), StatusCode::OK);
                        answered += 1;
                    }
                    answered
                })
            })
            .collect();
        let mut answered = 0;
        for caller in callers {
            answered += caller.await.expect("it goes on");
        }
        best = best.max(f64::from(answered) / begin.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let service = StepFunctions::open(Configuration {
            journal: Journal::open(&Options::memory()).expect("a journal"),
            account: Account::default(),
            region: Region::default(),
            services: Arc::new(Nobody),
            http: sdk::HttpTask::new(
                sdk::Guard::default(),
                sdk::Connections::default(),
                Region::DEFAULT,
            ),
            clock: Arc::new(SystemClock),
        });
        let service = Arc::new(service.expect("a service"));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        println!(
            "{:<48}{:>12}{:>12}",
            "orders a second",
            "1 caller",
            format!("{cores} callers")
        );
        for (kind, operation, what) in [
            ("EXPRESS", "StartSyncExecution", "Express, synchronous"),
            (
                "STANDARD",
                "StartExecution",
                "Standard, a journal in memory",
            ),
        ] {
            let arn = machine(&service, kind).await;
            let one = rate(&service, operation, &arn, 1).await;
            let all = rate(&service, operation, &arn, cores).await;
            println!("{what:<48}{one:>12.0}{all:>12.0}");
        }
    });
}
