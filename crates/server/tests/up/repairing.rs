//! The console, as an operator works with it: a failed execution is found, redriven and rerun, and
//! what waits for an answer is answered.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::Server;

/// Nothing here takes so long, unless it does not end at all: so many looks, a tenth of a second
/// apart.
const LOOKS: u32 = 300;

/// Asks somebody whether it may go on, unless it is to fail.
const ASKS: &str = r#"{"StartAt": "Which", "States": {
    "Which": {"Type": "Choice", "Default": "Fail", "Choices": [
        {"Variable": "$.ask", "BooleanEquals": true, "Next": "Ask"}]},
    "Ask": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:000000000000:activity:ask",
        "End": true},
    "Fail": {"Type": "Fail", "Error": "Told", "Cause": "nobody was to be asked"}}}"#;

/// An operator of a server, who also has its AWS endpoint.
struct Operator<'s> {
    server: &'s Server,
    token: String,
}

/// Sends a request; gives the status and the body of the answer.
fn send(address: &str, method: &str, path: &str, headers: &str, body: &str) -> (u16, Value) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let json = serde_json::from_str(body).unwrap_or_default();
    (status.expect("a status"), json)
}

impl Operator<'_> {
    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let headers = format!(
            "authorization: Bearer {}\r\ncontent-type: application/json\r\n",
            self.token
        );
        let path = format!("/api/console/{path}");
        let (status, answer) = send(
            &self.server.shop,
            method,
            &path,
            &headers,
            &body.to_string(),
        );
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    /// What is at a path, once this is true of it.
    fn until(&self, path: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..LOOKS {
            let found = self.ask("GET", path, &json!({}));
            if is(&found) {
                return found;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("it did not come: {}", self.ask("GET", path, &json!({})));
    }

    /// Asks Step Functions, as AWS's clients do.
    #[track_caller]
    fn aws(&self, operation: &str, body: &Value) -> Value {
        let headers = format!(
            "x-amz-target: AWSStepFunctions.{operation}\r\n\
             content-type: application/x-amz-json-1.0\r\n"
        );
        let address = &self.server.address;
        let (status, answer) = send(address, "POST", "/", &headers, &body.to_string());
        assert_eq!(status, 200, "{operation}: {answer}");
        answer
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn an_operator_finds_what_failed_and_has_it_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &["--anonymous"]);
    let token = fs::read_to_string(folder.path().join("operator.token")).expect("a token");
    let operator = Operator {
        server: &server,
        token,
    };
    operator.aws("CreateActivity", &json!({"name": "ask"}));
    let machine = operator.aws(
        "CreateStateMachine",
        &json!({
            "name": "asks",
            "definition": ASKS,
            "roleArn": "arn:aws:iam::000000000000:role/asks",
        }),
    );
    let start = json!({
        "stateMachineArn": machine["stateMachineArn"],
        "name": "one",
        "input": json!({"ask": false}).to_string(),
    });
    operator.aws("StartExecution", &start);

    // The list shows that it failed, and why.
    let failed = operator.until("executions?machine=asks&status=FAILED", |page| {
        page["total"] == 1
    });
    let failed = &failed["items"][0];
    assert_eq!(
        (text(&failed["name"]), text(&failed["error"])),
        ("one", "Told")
    );
    let path = format!("executions/{}", text(&failed["arn"]).replace(':', "%3A"));
    let described = operator.ask("GET", &path, &json!({}));
    assert_eq!(described["redrivable"], true);

    // Redriven, it fails again: its input is what it was.
    operator.aws("RedriveExecution", &json!({"executionArn": failed["arn"]}));
    let redriven = operator.until(&path, |execution| {
        execution["redrive_count"] == 1 && execution["status"] == "FAILED"
    });
    assert_eq!(redriven["error"], "Told");

    // Rerun from where it went wrong, with another input, it asks.
    let wish = json!({"from": "Which", "input": json!({"ask": true}).to_string()});
    let rerun = operator.ask("POST", &format!("{path}/rerun"), &wish);
    let waiting = operator.until("callbacks", |list| {
        let items = list["items"].as_array().expect("items");
        items
            .iter()
            .any(|one| one["execution_arn"] == rerun["execution_arn"])
    });
    let waiting = waiting["items"].as_array().expect("items").iter();
    let mut waiting = waiting.filter(|one| one["execution_arn"] == rerun["execution_arn"]);
    let callback = waiting.next().expect("it waits");
    assert_eq!(
        (text(&callback["kind"]), text(&callback["state"])),
        ("activity", "Ask")
    );
    let answer = json!({"taskToken": callback["token"], "output": "\"yes\""});
    operator.aws("SendTaskSuccess", &answer);
    let again = format!(
        "executions/{}",
        text(&rerun["execution_arn"]).replace(':', "%3A")
    );
    let ended = operator.until(&again, |execution| execution["status"] == "SUCCEEDED");
    assert_eq!(
        (&ended["output"], &ended["rerun_of"]),
        (&json!("\"yes\""), &failed["arn"])
    );
    let counts = operator.ask("GET", "executions/counts?machine=asks", &json!({}));
    assert_eq!(
        (&counts["SUCCEEDED"], &counts["FAILED"]),
        (&json!(1), &json!(1))
    );
}
