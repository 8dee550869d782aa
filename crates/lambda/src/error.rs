//! The errors of Lambda's API, and how they are written.

use http::{HeaderValue, StatusCode};
use wire::{ApiError, Response};

use crate::name::{Place, Reference};

/// What is wrong with a parameter: status 400.
pub(crate) fn invalid_parameter(message: impl Into<String>) -> ApiError {
    ApiError::new("InvalidParameterValueException", message)
}

/// A member that does not match its pattern, in AWS's words.
pub(crate) fn constraint(value: &str, member: &str, pattern: &str) -> ApiError {
    ApiError::validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}"
    ))
}

/// A member that is out of its bounds, in AWS's words.
pub(crate) fn bounds(value: impl std::fmt::Display, member: &str, bound: &str) -> ApiError {
    ApiError::validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must {bound}"
    ))
}

/// What is not there: status 404.
pub(crate) fn not_found(message: impl Into<String>) -> ApiError {
    ApiError::new("ResourceNotFoundException", message).with_status(StatusCode::NOT_FOUND)
}

/// The function, or the version or alias of it, is not there.
pub(crate) fn function_not_found(place: &Place, reference: &Reference) -> ApiError {
    not_found(format!("Function not found: {}", place.arn(reference)))
}

/// What is there already, or stands in the way: status 409.
pub(crate) fn conflict(message: impl Into<String>) -> ApiError {
    ApiError::new("ResourceConflictException", message).with_status(StatusCode::CONFLICT)
}

/// A revision id that is no longer the current one: status 412.
pub(crate) fn stale_revision() -> ApiError {
    ApiError::new(
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    )
    .with_status(StatusCode::PRECONDITION_FAILED)
}

/// Why an invocation is turned away: status 429, and the `Reason` that AWS gives.
pub(crate) fn too_many_requests(reason: &'static str) -> ApiError {
    ApiError::new("TooManyRequestsException", "Rate Exceeded.")
        .with_status(StatusCode::TOO_MANY_REQUESTS)
        .with_field("Reason", reason)
}

/// A payload that is too large for how it is sent: status 413.
pub(crate) fn request_too_large(bytes: usize, bytes_max: usize) -> ApiError {
    ApiError::new(
        "RequestTooLargeException",
        format!("{bytes} byte payload is too large for the RequestResponse invocation type (limit {bytes_max} bytes)"),
    )
    .with_status(StatusCode::PAYLOAD_TOO_LARGE)
}

/// Our own fault: status 500.
pub(crate) fn service(message: impl Into<String>) -> ApiError {
    ApiError::new("ServiceException", message).with_status(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The error as Lambda writes it: `Type` beside a message whose field is `message` for some codes
/// and `Message` for others, as botocore's model of the service has it.
pub(crate) fn respond(error: &ApiError) -> Response {
    let side = if error.status.is_server_error() {
        "Service"
    } else {
        "User"
    };
    let message_field = match &*error.code {
        "ResourceNotFoundException"
        | "ServiceException"
        | "InvalidRuntimeException"
        | "InvalidZipFileException"
        | "AccessDeniedException" => "Message",
        _ => "message",
    };
    let mut typed = error.clone().with_field("Type", side);
    let retry_after = typed.fields.remove("retryAfterSeconds");
    let mut response = typed.to_rest_json_response(message_field);
    if let Some(seconds) = retry_after
        && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
    {
        response
            .headers_mut()
            .insert(http::header::RETRY_AFTER, value);
    }
    response
}
