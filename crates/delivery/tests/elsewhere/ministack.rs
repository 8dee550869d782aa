//! ministack: its own engine for workflows, and functions of a custom runtime, run as processes.

use std::io::{Cursor, Write as _};
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use delivery::Delivery;
use delivery::functions::FUNCTIONS;
use delivery::store::Store;
use http::Method;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::python::Server;
use super::{scope, send};
use crate::world::{ACCOUNT, functions_over_http};

/// So long a task waits for an order to get further: no test waits for it to be late.
const LATE_SECONDS: i64 = 3_600;

/// ministack, for all tests of this program.
pub(crate) struct Ministack(Server);

impl Ministack {
    /// `None` where it is not installed.
    pub(crate) fn running() -> Option<&'static Ministack> {
        static RUNNING: OnceLock<Option<Ministack>> = OnceLock::new();
        let running = RUNNING.get_or_init(|| {
            let variables = [("BIND_HOST", "127.0.0.1"), ("LOG_LEVEL", "ERROR")];
            let server = Server::start(include_str!("ministack.py"), "ministack", &variables);
            server.map(Ministack)
        });
        running.as_ref()
    }

    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// Makes the functions, each of which hands its events to a world.
    pub(crate) async fn makes_functions(&self, region: &str, world: SocketAddr) {
        for name in FUNCTIONS {
            let forward_to = functions_over_http::url(world, name);
            let variables = json!({ "FORWARD_TO": forward_to });
            self.makes_function(region, name, &forwarding(), &variables)
                .await;
        }
    }

    /// Makes a function of a custom runtime: what its zip has for `bootstrap`, with its own name for
    /// a handler.
    pub(crate) async fn makes_function(
        &self,
        region: &str,
        name: &str,
        zip: &[u8],
        variables: &Value,
    ) {
        let function = json!({
            "FunctionName": name,
            "Runtime": "provided.al2023",
            "Handler": name,
            "Role": format!("arn:aws:iam::{ACCOUNT}:role/entrega-order"),
            "Timeout": 30,
            "Code": { "ZipFile": STANDARD.encode(zip) },
            "Environment": { "Variables": variables },
        });
        let url = format!("{}/2015-03-31/functions", self.url());
        let scope = scope(region, "lambda");
        let function = function.to_string();
        let (status, made) = send(Method::POST, &url, Some(&scope), function).await;
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&made));
    }
}

/// A zip with a `bootstrap` that hands events on.
fn forwarding() -> Vec<u8> {
    zip_of_bootstrap(include_bytes!("bootstrap.py"))
}

/// A zip with nothing but a program.
pub(crate) fn zip_of_bootstrap(program: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let executable = SimpleFileOptions::default().unix_permissions(0o755);
    zip.start_file("bootstrap", executable).expect("a file");
    zip.write_all(program).expect("written");
    zip.finish().expect("a zip").into_inner()
}

/// Fails once it evaluates the `TimeoutSeconds` of a task that waits for its token.
pub(crate) async fn reads_timeouts_as_numbers_only(client: &aws_sdk_sfn::Client) {
    let definition = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "Wait",
        "States": { "Wait": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Arguments": {
                "FunctionName": "nobody",
                "Payload": { "token": "{% $states.context.Task.Token %}" },
            },
            "TimeoutSeconds": "{% 1 %}",
            "End": true,
        }},
    });
    let machine = client
        .create_state_machine()
        .name("waits")
        .definition(definition.to_string())
        .role_arn(format!("arn:aws:iam::{ACCOUNT}:role/waits"));
    let machine = machine.send().await.expect("a machine").state_machine_arn;
    let started = client.start_execution().state_machine_arn(machine);
    let execution = started.send().await.expect("an execution").execution_arn;
    loop {
        let described = client.describe_execution().execution_arn(&execution);
        let described = described.send().await.expect("the execution");
        if described.status().as_str() != "RUNNING" {
            assert_eq!(
                described.error(),
                Some("States.Runtime"),
                "ministack reads TimeoutSeconds in JSONata now: {described:?}"
            );
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The workflow with its timeouts as they come out for a store.
pub(crate) fn with_timeouts_as_numbers(
    workflow: &str,
    store: &Store,
    delivery: &Delivery,
) -> String {
    let paced = |seconds: u32| delivery.paced(seconds).as_secs();
    let mut workflow: Value = serde_json::from_str(workflow).expect("JSON");
    let states = workflow["States"].as_object_mut().expect("states");
    for (name, state) in states {
        let Some(seconds) = state.get_mut("TimeoutSeconds") else {
            continue;
        };
        *seconds = json!(match name.as_str() {
            "OfferSubstitute" => paced(store.limits.choice_seconds),
            "ConfirmOrder" => paced(store.limits.confirmation_seconds),
            "ProcessPayment" => paced(store.limits.payment_seconds),
            "TrackDelivery" => LATE_SECONDS,
            _ => panic!("nobody knows how long {name} waits"),
        });
    }
    workflow.to_string()
}
