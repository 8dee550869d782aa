//! Calls a service for a Task state.

use std::sync::Arc;

use asl::state::{Integration, IntegrationPattern};
use asl::{Object, Value, json};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use interpreter::Failure;
use sha2::{Digest as _, Sha256};
use wire::Services;

use crate::api_gateway;
use crate::failure;
use crate::function;
use crate::integration::{Client, Optimised, Target};
use crate::job::{self, Job};
use crate::metadata;
use crate::operation::Operation;
use crate::request::ParameterError;
use crate::style::Style;

/// Calls what the integration names and gives the task's result; for a job or a callback, what
/// the service answered when it was started.
///
/// `role_arn` is on whose behalf; `idempotency_key` is the same for every performance of this
/// attempt and for no other. It becomes the idempotency token of operations that have one, and a
/// header of invocations of functions.
pub async fn call(
    services: &dyn Services,
    integration: &Integration,
    parameters: &Value,
    role_arn: Option<Arc<str>>,
    idempotency_key: &str,
) -> Result<Value, Failure> {
    let target = Target::of(integration).map_err(Failure::refused)?;
    let waits = matches!(
        integration.pattern,
        IntegrationPattern::Sync | IntegrationPattern::Sync2
    );
    // Better not to start a job than to start one and not to know when it is done.
    if waits && Job::of(integration).is_none() {
        return Err(Failure::refused(job::not_served(integration)));
    }
    match target {
        Target::Function(optimised, operation) => {
            let request = request(operation, parameters, target.style(), None)?;
            let caller = function::Caller {
                client: &optimised.client,
                services,
                role_arn,
                idempotency_key,
            };
            caller.invoke_with_metadata(request).await
        }
        Target::Api(optimised) => {
            api_gateway::invoke(services, &optimised.client, parameters, role_arn).await
        }
        Target::Sdk(operation) => {
            let token = token(operation, idempotency_key);
            let request = request(operation, parameters, Style::Sdk, token.as_deref())?;
            let answer = send(
                services,
                operation.service().class,
                operation,
                role_arn,
                request,
            );
            let answer = answer.await?;
            operation
                .answer(answer.status, &answer.headers, &answer.body, Style::Sdk)
                .map_err(|error| failure::of_sdk(operation.service(), &error))
        }
        Target::Optimised(optimised, operation) => {
            let token = token(operation, idempotency_key);
            let mut request = request(operation, parameters, Style::Optimised, token.as_deref())?;
            if operation.name() == "InvokeModel" {
                // Models speak JSON unless the parameters say otherwise.
                let json = HeaderValue::from_static("application/json");
                let headers = request.headers_mut();
                headers.entry("content-type").or_insert(json.clone());
                headers.entry("accept").or_insert(json);
            }
            let answer = send(
                services,
                optimised.client.errors,
                operation,
                role_arn,
                request,
            );
            let answer = answer.await?;
            let result = result(&optimised.client, operation, &answer)?;
            shape(optimised, operation, result, &answer)
        }
    }
}

/// An answer whose body has been read.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The request these parameters make; otherwise the failure of a task that could not be started,
/// which nothing catches (recorded from AWS).
pub(crate) fn request(
    operation: Operation,
    parameters: &Value,
    style: Style,
    token: Option<&str>,
) -> Result<http::Request<Bytes>, Failure> {
    operation
        .request(parameters, style, token)
        .map_err(|error| not_started(parameters, &error))
}

/// The failure of a task whose parameters do not fit. Recorded from AWS.
pub(crate) fn not_started(parameters: &Value, error: &ParameterError) -> Failure {
    Failure::refused(format!(
        "The Parameters '{}' could not be used to start the Task: [{error}]",
        json::to_text(parameters)
    ))
}

/// Sends a request; `errors` is how the names of the service's errors begin.
pub(crate) async fn send(
    services: &dyn Services,
    errors: &str,
    operation: Operation,
    role_arn: Option<Arc<str>>,
    request: http::Request<Bytes>,
) -> Result<Answer, Failure> {
    send_to(
        services,
        operation.service().signing_name,
        errors,
        role_arn,
        request,
    )
    .await
}

/// Sends a request to the service with this name in the scope of signatures.
pub(crate) async fn send_to(
    services: &dyn Services,
    service: &str,
    errors: &str,
    role_arn: Option<Arc<str>>,
    request: http::Request<Bytes>,
) -> Result<Answer, Failure> {
    let response = services
        .call(service, role_arn, request)
        .await
        .map_err(|unreachable| failure::of_unreachable(errors, service, &unreachable))?;
    let (head, body) = response.into_parts();
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body: body.collect().await,
    })
}

/// The members of an optimised integration's answer.
pub(crate) fn result(
    client: &Client,
    operation: Operation,
    answer: &Answer,
) -> Result<Object, Failure> {
    let result = operation
        .answer(
            answer.status,
            &answer.headers,
            &answer.body,
            Style::Optimised,
        )
        .map_err(|error| failure::of_optimised(client, &error))?;
    Ok(result.as_object().cloned().unwrap_or_default())
}

/// The result as the integration shows it.
fn shape(
    optimised: &Optimised,
    operation: Operation,
    mut result: Object,
    answer: &Answer,
) -> Result<Value, Failure> {
    match operation.name() {
        // Recorded from AWS: entries that were not taken are a failure of the task.
        "PutEvents" => {
            let failed = result.get("FailedEntryCount").and_then(Value::as_i64);
            let result = Value::object(result);
            if failed.is_some_and(|count| count > 0) {
                let cause = json::to_text(&result);
                return Err(Failure::reported(
                    Some("EventBridge.FailedEntry"),
                    Some(&cause),
                ));
            }
            return Ok(result);
        }
        "InvokeModel" => {
            if let Some(body) = result.get_mut("Body")
                && let Some(value) = body.as_str().and_then(|text| json::from_text(text).ok())
            {
                *body = value;
            }
            return Ok(Value::object(result));
        }
        _ => {}
    }
    if !optimised.metadata {
        return Ok(Value::object(result));
    }
    let bytes = answer.body.len();
    Ok(metadata::add(
        &result,
        answer.status,
        &answer.headers,
        bytes,
    ))
}

/// What the operation's idempotency token is unless the parameters give one.
fn token(operation: Operation, key: &str) -> Option<String> {
    operation.takes_token().then(|| idempotency_token(key))
}

/// The key as services take idempotency tokens: in the form of a UUID, since many take no more
/// than 36 signs.
fn idempotency_token(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    let number = digest[..16]
        .iter()
        .fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
    let hex = format!("{number:032x}");
    format!(
        "{}-{}-8{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_uuids_that_follow_from_the_key() {
        let token = idempotency_token("arn:aws:states:::execution:a:b/5-0");
        assert_eq!(token.len(), 36);
        assert_eq!(
            token,
            idempotency_token("arn:aws:states:::execution:a:b/5-0")
        );
        assert_ne!(
            token,
            idempotency_token("arn:aws:states:::execution:a:b/5-1")
        );
    }
}
