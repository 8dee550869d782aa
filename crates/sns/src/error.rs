//! AWS's errors, in AWS's words.

use http::StatusCode;
use journal::JournalError;
use wire::ApiError;

/// `InvalidParameter`: `Invalid parameter: WHAT`.
pub(crate) fn invalid(what: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidParameter", format!("Invalid parameter: {what}"))
}

/// `ParameterValueInvalid`, for message attributes.
pub(crate) fn invalid_value(message: impl Into<String>) -> ApiError {
    ApiError::new("ParameterValueInvalid", message)
}

/// A parameter that must be there is not.
pub(crate) fn missing(parameter: &str) -> ApiError {
    let mut name = parameter.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    ApiError::new(
        "ValidationError",
        format!(
            "1 validation error detected: Value null at '{name}' failed to satisfy constraint: \
             Member must not be null"
        ),
    )
}

pub(crate) fn no_topic() -> ApiError {
    ApiError::new("NotFound", "Topic does not exist").with_status(StatusCode::NOT_FOUND)
}

pub(crate) fn no_subscription() -> ApiError {
    ApiError::new("NotFound", "Subscription does not exist").with_status(StatusCode::NOT_FOUND)
}

/// `ResourceNotFound`, which operations on tags give.
pub(crate) fn no_resource() -> ApiError {
    ApiError::new("ResourceNotFound", "Resource does not exist").with_status(StatusCode::NOT_FOUND)
}

/// A quota of the account.
pub(crate) fn limit(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::new(code, message).with_status(StatusCode::FORBIDDEN)
}

/// Too much waits to be delivered; AWS's clients come again.
pub(crate) fn throttled() -> ApiError {
    ApiError::new("Throttled", "Rate exceeded").with_status(StatusCode::TOO_MANY_REQUESTS)
}

/// What was to be kept could not be.
pub(crate) fn not_durable(error: &JournalError) -> ApiError {
    tracing::error!(%error, "a change of SNS is not durable");
    ApiError::new("InternalError", "the change could not be stored")
        .with_status(StatusCode::INTERNAL_SERVER_ERROR)
}
