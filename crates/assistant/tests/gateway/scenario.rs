//! The workflow that a request chooses, and for whom it works.

use delivery::people::Token;
use serde_json::{Value, json};

use crate::client::Served;
use crate::script::{Call, STATE_MACHINE};

const CLAUDE: &str = "/bedrock_claude_messages_api";

impl Served {
    /// The calls that are made when a client sends these.
    async fn made(&self, headers: &[(&str, &str)], params: &Value) -> Vec<Call> {
        let request = json!({
            "bedrock_parameters": {"messages": [{"role": "user", "content": "Oi"}]},
            "assistant_parameters": {"state_machine_custom_params": params},
        });
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        let body = request.to_string();
        self.ask("POST", CLAUDE, &headers, Some(body.as_bytes()))
            .await;
        self.script.calls()
    }

    /// What a workflow is started with then.
    async fn started(&self, headers: &[(&str, &str)], params: &Value) -> Value {
        let started = self.made(headers, params).await.swap_remove(0);
        let target = started.target.as_deref();
        assert_eq!(target, Some("AWSStepFunctions.StartSyncExecution"));
        started.body
    }
}

fn input(started: &Value) -> Value {
    let text = started["input"].as_str().expect("an input");
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_that_there_is_has_its_workflow() {
    let served = Served::start().await;
    let place = STATE_MACHINE.trim_end_matches("RAG");
    for (named, machine) in [
        ("sql-query", "assistant-sql-query"),
        ("router", "assistant-router"),
        // It is not for clients to start.
        ("retention", "RAG"),
        ("assistant-router", "RAG"),
        ("nokb", "RAG"),
    ] {
        let started = served.started(&[], &json!({"scenario": named})).await;
        let arn = format!("{place}{machine}");
        assert_eq!(started["stateMachineArn"], arn, "{named}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_that_names_a_model_has_it_answer() {
    let served = Served::start().await;
    for (named, model) in [
        ("model", "/model/tried.model-v1"),
        ("nokb", "/model/anthropic."),
    ] {
        let made = served.made(&[], &json!({"scenario": named})).await;
        let asked = &made[1];
        assert!(asked.path.starts_with(model), "{}", asked.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_the_server_s_to_say() {
    let served = Served::start().await;
    let token = Token::fresh();
    let claims = json!({"scenario": "nokb", "session": token.hash().to_string()});
    let nobody = served.started(&[], &claims).await;
    assert_eq!(input(&nobody).get("session"), None);
    let bearer = format!("Bearer {}", token.reveal());
    let somebody = served.started(&[("authorization", &bearer)], &claims).await;
    assert_eq!(input(&somebody)["session"], token.hash().to_string());
    assert!(!somebody.to_string().contains(token.reveal()));
}
