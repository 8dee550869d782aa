//! Requests that are none, and the leave requests need.

use serde_json::{Value, json};
use stepfunctions::api::REQUEST_BYTES_MAX;
use wire::{Caller, Permission, Request, RequestId, Service as _};

use crate::account::{Account, machine_arn};

async fn code_of(account: &Account, target: Option<&str>, body: Vec<u8>) -> (u16, String) {
    let response = account.send(target, body).await;
    let status = response.status().as_u16();
    assert_eq!(
        response.headers()["content-type"],
        "application/x-amz-json-1.0"
    );
    let body = response.into_body().collect().await;
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    (
        status,
        body["__type"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_never_our_fault() {
    let account = Account::new();
    let list = Some("AWSStepFunctions.ListStateMachines");
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth)).into_bytes();
    for (target, body, status, code) in [
        (None, b"{}".to_vec(), 400, "UnknownOperationException"),
        (
            Some("ListStateMachines"),
            b"{}".to_vec(),
            400,
            "UnknownOperationException",
        ),
        (
            Some("AWSStepFunctions.Explode"),
            b"{}".to_vec(),
            400,
            "UnknownOperationException",
        ),
        (list, b"{".to_vec(), 400, "SerializationException"),
        (list, b"[]".to_vec(), 400, "SerializationException"),
        (list, b"\xff\xfe".to_vec(), 400, "SerializationException"),
        (
            list,
            b"{\"maxResults\": \"5\"}".to_vec(),
            400,
            "SerializationException",
        ),
        (list, nested(100_000), 400, "SerializationException"),
        (
            list,
            b"{\"maxResults\": -1}".to_vec(),
            400,
            "ValidationException",
        ),
        (
            list,
            b"{\"maxResults\": 1e300}".to_vec(),
            400,
            "ValidationException",
        ),
        (
            list,
            vec![b' '; REQUEST_BYTES_MAX + 1],
            413,
            "RequestEntityTooLargeException",
        ),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let refused = code_of(&account, target, body).await;
        assert_eq!(refused, (status, code.to_owned()), "{target:?} {shown}");
    }
}

#[tokio::test]
async fn an_empty_body_and_nulls_say_nothing() {
    let account = Account::new();
    let target = Some("AWSStepFunctions.ListStateMachines");
    for body in [
        "",
        "{}",
        r#"{"maxResults": null, "nextToken": null, "other": 1}"#,
    ] {
        let response = account.send(target, body).await;
        assert!(response.status().is_success(), "{body}");
    }
}

#[tokio::test]
async fn a_definition_that_is_too_long_is_said_to_be() {
    let account = Account::new();
    let body = json!({"definition": " ".repeat(1_048_577)});
    let refused = account
        .refused("ValidateStateMachineDefinition", body)
        .await;
    assert_eq!(
        refused.message,
        "1 validation error detected: Value at 'definition' failed to satisfy constraint: Member \
         must have length less than or equal to 1048576"
    );
}

#[tokio::test]
async fn a_request_needs_leave_for_what_it_acts_upon() {
    let account = Account::new();
    let permission = |target: &str, body: Value| {
        let request = http::Request::post("/").header("x-amz-target", target);
        let (head, ()) = request.body(()).expect("a request").into_parts();
        account.api.permission(&Request {
            head,
            body: body.to_string().into(),
            caller: Caller::Anonymous,
            id: RequestId::random(),
        })
    };
    assert_eq!(
        permission(
            "AWSStepFunctions.StartExecution",
            json!({"stateMachineArn": machine_arn("shop"), "input": "{}"})
        ),
        Some(Permission {
            action: "states:StartExecution".to_owned(),
            resource: machine_arn("shop"),
        })
    );
    assert_eq!(permission("AWSStepFunctions.Explode", json!({})), None);
}
