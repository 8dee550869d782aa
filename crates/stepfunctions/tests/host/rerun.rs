//! Work that is done again survives the server that began it.

use serde_json::{Value, json};
use stepfunctions::{RerunRefused, RerunRequest};

use crate::server::{HandClock, Server};

/// Counts, rests for an hour, and tells what it found.
fn rests() -> Value {
    json!({
        "QueryLanguage": "JSONata",
        "StartAt": "Count",
        "States": {
            "Count": {"Type": "Pass", "Assign": {"n": 1}, "Next": "Rest"},
            "Rest": {"Type": "Wait", "Seconds": 3600, "Next": "Tell"},
            "Tell": {
                "Type": "Pass",
                "Output": "{% [$n, $states.input.a, $states.context.Execution.Input.a] %}",
                "End": true,
            },
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rerun_goes_on_after_the_server_has_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rests", "STANDARD", &rests()).await;
    let first = server.execution(&machine, "P-1", &json!({"a": 1})).await;
    server.until_event(&first, "WaitStateEntered").await;
    let request = RerunRequest {
        execution_arn: first.clone(),
        from: Some("Rest".to_owned()),
        input: Some(r#"{"a": 2}"#.to_owned()),
        variables: Some(r#"{"n": 3}"#.to_owned()),
        name: Some("P-2".to_owned()),
    };
    let again = server.api.rerun(request).await.expect("it begins");
    let before = server.history(&again).await;
    server.end(folder.path()).await;

    clock.advance(3_601);
    let server = Server::start(folder.path(), &clock);
    let ended = server.until(&again, "SUCCEEDED").await;
    assert_eq!(ended["output"], "[3,2,1]");
    assert_eq!(server.until(&first, "SUCCEEDED").await["output"], "[1,1,1]");
    assert_eq!(server.history(&again).await[..before.len()], before);
    let described = server.api.observe().describe(&again).expect("it is there");
    assert_eq!(described.rerun_of.as_deref(), Some(first.as_str()));
    assert_eq!(described.rerun_from.as_deref(), Some("Rest"));
    // AWS's own operations tell of it as of any other.
    assert!(ended.get("rerunOf").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_begun_under_a_name_that_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rests", "STANDARD", &rests()).await;
    let first = server.execution(&machine, "P-1", &json!({"a": 1})).await;
    let request = RerunRequest {
        execution_arn: first.clone(),
        name: Some("P-1".to_owned()),
        ..RerunRequest::default()
    };
    let refused = server.api.rerun(request).await;
    assert_eq!(refused, Err(RerunRefused::NameTaken("P-1".to_owned())));
    assert_eq!(server.describe(&first).await["status"], "RUNNING");
}
