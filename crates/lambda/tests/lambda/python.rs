//! Functions in Python, in processes.

use serde_json::json;

use crate::support::{Server, has};

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_gets_its_event_and_context() {
    if !has("python3") {
        return;
    }
    let server = Server::start();
    let code = r#"
import os, sys
print("cold")
def handler(event, context):
    print("hello", event["name"])
    print("to stderr", file=sys.stderr)
    return {
        "name": event["name"],
        "id": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "left": 0 < context.get_remaining_time_in_millis() <= 3000,
        "key": os.environ["AWS_ACCESS_KEY_ID"],
        "endpoint": os.environ["AWS_ENDPOINT_URL"],
        "mine": os.environ["MINE"],
        "foreign": [name for name in os.environ if name.startswith("CARGO")],
    }
"#;
    let settings = json!({"Environment": {"Variables": {"MINE": "yes"}}});
    server
        .create(
            "greet",
            "python3.11",
            "app.handler",
            &[("app.py", code)],
            settings,
        )
        .await;
    let answer = server.invoke("greet", &json!({"name": "São"})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.header("x-amz-function-error"),
        None,
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("x-amz-executed-version"), Some("$LATEST"));
    let body = answer.json();
    assert_eq!(body["name"], "São");
    assert_eq!(
        body["arn"],
        "arn:aws:lambda:us-east-1:000000000000:function:greet"
    );
    assert_eq!(body["left"], true);
    assert_eq!(body["key"], "key-of-worker");
    assert_eq!(body["endpoint"], "http://127.0.0.1:4566");
    assert_eq!(body["mine"], "yes");
    assert_eq!(body["foreign"], json!([]));
    let id = body["id"].as_str().expect("an id");
    let log = answer.log();
    assert!(
        log.starts_with(&format!("START RequestId: {id} Version: $LATEST\n")),
        "{log}"
    );
    assert!(
        log.contains("\nhello São\nto stderr\nEND RequestId: "),
        "{log}"
    );
    assert!(log.contains("Init Duration: "), "{log}");
    let again = server.invoke("greet", &json!({"name": "x"})).await;
    assert!(!again.log().contains("Init Duration: "), "{}", again.log());
    server.lambda.shutdown().await;
    let lines = server.others.log_lines("/aws/lambda/greet");
    assert!(lines.contains(&"cold".to_owned()), "{lines:?}");
}
