//! Functions: `lambda:invoke` and bare ARNs.

use std::sync::Arc;

use asl::{Object, Value, json};
use bytes::Bytes;
use http::{HeaderValue, Method};
use interpreter::{Failure, Payload};
use wire::Services;

use crate::answer::AnswerError;
use crate::call::{Answer, send_to};
use crate::failure;
use crate::integration::{Client, Optimised};
use crate::metadata;
use crate::operation::Operation;
use crate::request::Host;
use crate::scalar;
use crate::style::Style;

/// The header of an invocation that says which attempt it is for: a function that is invoked
/// twice for one attempt sees the same key.
pub const IDEMPOTENCY_KEY_HEADER: &str = "idempotency-key";

/// Says that a function failed, and how.
const FUNCTION_ERROR: &str = "x-amz-function-error";

/// Invokes the function of a Task whose resource is its ARN; the result is what it returns.
///
/// What a function returns that is no JSON is a string. When it fails, its `errorType` is the
/// error and all it said the cause.
pub async fn invoke_function(
    services: &dyn Services,
    arn: &str,
    payload: &Payload,
    role_arn: Option<Arc<str>>,
    idempotency_key: &str,
) -> Result<Value, Failure> {
    let mut target = String::from("/2015-03-31/functions/");
    scalar::percent_encode(arn, false, &mut target);
    target.push_str("/invocations");
    let body = Bytes::copy_from_slice(payload.text().as_bytes());
    let request = http::Request::builder()
        .method(Method::POST)
        .uri(target)
        .header("content-type", "application/json")
        .extension(Host::regional("lambda"))
        .body(body)
        .map_err(|error| Failure::refused(error.to_string()))?;
    let client = &Optimised::find("lambda")
        .expect("it is in the table")
        .client;
    let caller = Caller {
        client,
        services,
        role_arn,
        idempotency_key,
    };
    let answer = caller.invoke(request).await?;
    // Recorded from AWS: the cause has the very text of the function's error.
    if answer.headers.contains_key(FUNCTION_ERROR) {
        let text = String::from_utf8_lossy(&answer.body);
        return Err(function_error(&read_payload(&answer.body), &text));
    }
    Ok(read_payload(&answer.body))
}

/// Who invokes a function.
pub(crate) struct Caller<'c> {
    pub(crate) client: &'c Client,
    pub(crate) services: &'c dyn Services,
    pub(crate) role_arn: Option<Arc<str>>,
    pub(crate) idempotency_key: &'c str,
}

impl Caller<'_> {
    /// The result of `lambda:invoke`.
    pub(crate) async fn invoke_with_metadata(
        self,
        request: http::Request<Bytes>,
    ) -> Result<Value, Failure> {
        let answer = self.invoke(request).await?;
        let payload = read_payload(&answer.body);
        if answer.headers.contains_key(FUNCTION_ERROR) {
            // Recorded from AWS: here the cause is the error's JSON written anew.
            let text = match &payload {
                Value::String(text) => text.to_string(),
                other => json::to_text(other),
            };
            return Err(function_error(&payload, &text));
        }
        let mut result = Object::with_capacity(6);
        let header = |name: &str| {
            let text = answer.headers.get(name)?.to_str().ok()?;
            Some(Value::from(text))
        };
        if let Some(version) = header("x-amz-executed-version") {
            result.insert("ExecutedVersion", version);
        }
        if let Some(log) = header("x-amz-log-result") {
            result.insert("LogResult", log);
        }
        result.insert("Payload", payload);
        let status = i64::from(answer.status.as_u16());
        result.insert("StatusCode", Value::from(status));
        let bytes = answer.body.len();
        Ok(metadata::add(
            &result,
            answer.status,
            &answer.headers,
            bytes,
        ))
    }

    /// What the service answers when it has invoked the function, well or not.
    async fn invoke(self, mut request: http::Request<Bytes>) -> Result<Answer, Failure> {
        // A key is made of ARNs and numbers; one that no header can hold is of no use.
        if let Ok(key) = HeaderValue::from_str(self.idempotency_key) {
            request.headers_mut().insert(IDEMPOTENCY_KEY_HEADER, key);
        }
        let answer = send_to(
            self.services,
            "lambda",
            self.client.errors,
            self.role_arn,
            request,
        )
        .await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let operation = Operation::find("lambda", "invoke").expect("it is modelled");
        let refused = operation
            .answer(
                answer.status,
                &answer.headers,
                &answer.body,
                Style::Optimised,
            )
            .err()
            .unwrap_or_else(|| AnswerError::Unreadable(answer.status.to_string()));
        Err(failure::of_optimised(self.client, &refused))
    }
}

/// What a function returned: JSON, or a text. Nothing at all is an empty text, as the answer to
/// an invocation that nobody waits for.
fn read_payload(body: &Bytes) -> Value {
    match std::str::from_utf8(body) {
        Ok(text) => json::from_text(text).unwrap_or_else(|_| Value::from(text)),
        Err(_) => scalar::show_bytes(body),
    }
}

/// The failure of a task whose function failed with this payload.
fn function_error(payload: &Value, text: &str) -> Failure {
    match payload.get("errorType").and_then(Value::as_str) {
        Some(error) if !error.is_empty() => Failure::reported(Some(error), Some(text)),
        // In AWS's words, as many histories show.
        _ => {
            let cause = format!(
                "The cause could not be determined because Lambda did not return an error type. \
                 Returned payload: {text}"
            );
            Failure::reported(Some("Lambda.Unknown"), Some(&cause))
        }
    }
}
