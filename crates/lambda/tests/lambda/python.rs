//! Functions in Python: with the runtime that comes with the server, and with AWS's own.

use serde_json::{Value, json};

use crate::support::{Server, configuration, environment, has};

const HANDLERS: &str = r#"
import os, sys, json, logging, decimal
print("cold")

def context(event, context):
    print("hello", event["name"])
    print("to stderr", file=sys.stderr)
    return {
        "name": event["name"],
        "id": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "left": 0 < context.get_remaining_time_in_millis() <= 3000,
        "client": context.client_context and context.client_context.custom,
        "key": os.environ["AWS_ACCESS_KEY_ID"],
        "endpoint": os.environ["AWS_ENDPOINT_URL"],
        "mine": os.environ.get("MINE"),
        "foreign": [name for name in os.environ if name.startswith("CARGO")],
        "runtime": "awslambdaric" in sys.modules,
    }

class OutOfStock(Exception):
    pass

def inner(dish):
    raise OutOfStock(f"no {dish} left")

def fails(event, context):
    inner(event["dish"])

def logs(event, context):
    logging.getLogger().warning("careful")
    return {"price": decimal.Decimal("1.50"), "count": decimal.Decimal("2"), "a": [1, 2]}

def raw(event, context):
    return b"\x00\x01raw"

def unserialisable(event, context):
    return object()
"#;

async fn create(server: &Server, handler: &str) {
    let settings = json!({"Environment": {"Variables": {"MINE": "yes"}}});
    let files = [("app.py", HANDLERS)];
    let handler_path = format!("app.{handler}");
    server
        .create(handler, "python3.11", &handler_path, &files, settings)
        .await;
}

/// Each runtime there is: the server's own, and AWS's where it could be installed.
fn runtimes() -> Vec<(Server, bool)> {
    if !has("python3") {
        return Vec::new();
    }
    let mut runtimes = vec![(Server::start(), false)];
    if let Some(python) = environment() {
        let mut configuration = configuration();
        configuration.interpreters.python = Some(python);
        runtimes.push((Server::with(configuration), true));
    }
    runtimes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_gets_its_event_and_context() {
    for (server, is_awslambdaric) in runtimes() {
        create(&server, "context").await;
        let answer = server.invoke("context", &json!({"name": "São"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(
            answer.header("x-amz-function-error"),
            None,
            "{}",
            answer.text()
        );
        assert_eq!(answer.header("x-amz-executed-version"), Some("$LATEST"));
        let body = answer.json();
        assert_eq!(body["runtime"], is_awslambdaric);
        assert_eq!(body["name"], "São");
        assert_eq!(
            body["arn"],
            "arn:aws:lambda:us-east-1:000000000000:function:context"
        );
        assert_eq!(body["left"], true);
        assert_eq!(body["client"], Value::Null);
        assert_eq!(body["key"], "key-of-worker");
        assert_eq!(body["endpoint"], "http://127.0.0.1:4566");
        assert_eq!(body["mine"], "yes");
        assert_eq!(body["foreign"], json!([]));
        let id = body["id"].as_str().expect("an id");
        let log = answer.log();
        let start = format!("START RequestId: {id} Version: $LATEST\n");
        assert!(log.starts_with(&start), "{log}");
        assert!(
            log.contains("\nhello São\nto stderr\nEND RequestId: "),
            "{log}"
        );
        assert!(log.contains("Init Duration: "), "{log}");
        let again = server.invoke("context", &json!({"name": "x"})).await;
        assert!(!again.log().contains("Init Duration: "), "{}", again.log());
        server.lambda.shutdown().await;
        let lines = server.others.log_lines("/aws/lambda/context");
        assert!(lines.contains(&"cold".to_owned()), "{lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn client_contexts_reach_the_handler() {
    for (server, _) in runtimes() {
        create(&server, "context").await;
        let answer = server
            .call(
                http::Method::POST,
                "/2015-03-31/functions/context/invocations",
                // {"custom": {"shop": "São"}}
                &[(
                    "x-amz-client-context",
                    "eyJjdXN0b20iOiB7InNob3AiOiAiU8OjbyJ9fQ==",
                )],
                r#"{"name": "x"}"#,
            )
            .await;
        assert_eq!(
            answer.json()["client"],
            json!({"shop": "São"}),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exceptions_are_told_as_on_aws() {
    for (server, is_awslambdaric) in runtimes() {
        create(&server, "fails").await;
        let answer = server.invoke("fails", &json!({"dish": "feijoada"})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("x-amz-function-error"), Some("Unhandled"));
        let text = answer.text();
        let body = answer.json();
        let members: Vec<&str> = body
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            members,
            ["errorMessage", "errorType", "requestId", "stackTrace"],
            "{text}"
        );
        let begin =
            r#"{"errorMessage": "no feijoada left", "errorType": "OutOfStock", "requestId": ""#;
        assert!(text.starts_with(begin), "{text}");
        let trace = body["stackTrace"].as_array().expect("a trace");
        assert_eq!(trace.len(), 2, "{text}");
        let innermost = trace[1].as_str().expect("text");
        assert!(
            innermost.contains("/app.py\", line ") && innermost.contains("in inner\n"),
            "{text}"
        );
        assert!(
            is_awslambdaric || innermost.starts_with("  File \"/var/task/app.py\""),
            "{text}"
        );
        let log = answer.log();
        assert!(
            log.contains(
                "[ERROR] OutOfStock: no feijoada left\nTraceback (most recent call last):\n"
            ),
            "{log}"
        );
        assert!(
            log.contains("\tStatus: error\tError Type: OutOfStock\n"),
            "{log}"
        );
        // The process is still good.
        assert!(
            !server
                .invoke("fails", &json!({"dish": "x"}))
                .await
                .log()
                .contains("Init Duration")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_what_the_handler_returns() {
    for (server, _) in runtimes() {
        for handler in ["logs", "raw", "unserialisable"] {
            create(&server, handler).await;
        }
        let answer = server.invoke("logs", &json!({})).await;
        let text = answer.text();
        assert!(text.ends_with(r#""a": [1, 2]}"#), "{text}");
        assert_eq!(answer.json()["count"], 2);
        assert!(answer.log().contains("[WARNING]\t20"), "{}", answer.log());
        assert!(answer.log().contains("\tcareful\n"), "{}", answer.log());
        assert_eq!(
            &server.invoke("raw", &json!({})).await.body[..],
            b"\x00\x01raw"
        );
        let answer = server.invoke("unserialisable", &json!({})).await;
        assert_eq!(
            answer.json()["errorType"],
            "Runtime.MarshalError",
            "{}",
            answer.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn code_that_cannot_be_loaded_says_why() {
    for (server, _) in runtimes() {
        let cases = [
            (
                "absent",
                "nothing.handler",
                "Runtime.ImportModuleError",
                "Unable to import module 'nothing': No module named 'nothing'",
            ),
            (
                "missing",
                "app.nothing",
                "Runtime.HandlerNotFound",
                "Handler 'nothing' missing on module 'app'",
            ),
            (
                "malformed",
                "app",
                "Runtime.MalformedHandlerName",
                "Bad handler 'app': not enough values to unpack (expected 2, got 1)",
            ),
            (
                "broken",
                "broken.handler",
                "Runtime.UserCodeSyntaxError",
                "Syntax error in module 'broken': ",
            ),
            (
                "raises",
                "raises.handler",
                "ZeroDivisionError",
                "division by zero",
            ),
        ];
        let files = [
            ("app.py", HANDLERS),
            ("broken.py", "def handler(:\n"),
            ("raises.py", "1 / 0\n"),
        ];
        for (name, handler, error_type, message) in cases {
            server
                .create(name, "python3.11", handler, &files, json!({}))
                .await;
            let answer = server.invoke(name, &json!({})).await;
            assert_eq!(answer.status, 200);
            assert_eq!(
                answer.header("x-amz-function-error"),
                Some("Unhandled"),
                "{name}"
            );
            let body = answer.json();
            assert_eq!(body["errorType"], error_type, "{name}: {}", answer.text());
            let said = body["errorMessage"].as_str().expect("a message");
            assert!(said.starts_with(message), "{name}: {said}");
            let log = answer.log();
            assert!(
                log.contains(&format!("[ERROR] {error_type}: ")),
                "{name}: {log}"
            );
        }
    }
}
