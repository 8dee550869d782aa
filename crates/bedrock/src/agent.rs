//! Knowledge bases behind Bedrock's Agents APIs: what they hold, and what a question finds in them.
//!
//! A knowledge base is called by its name here and by ten characters at AWS, which its clients insist
//! on. Both are understood, and so is its ARN; the ten characters follow from the name.
//!
//! | module | holds |
//! |---|---|
//! | [`reference`] | what knowledge bases are called at AWS |
//! | [`filter`] | conditions on the metadata of passages |
//! | [`retrieval`] | Retrieve |
//! | [`generation`] | RetrieveAndGenerate, and what of an answer comes from where |
//! | [`documents`] | which there are, uploads, ingestion jobs |

pub(crate) mod documents;
mod filter;
pub(crate) mod generation;
pub(crate) mod reference;
pub(crate) mod retrieval;

use http::StatusCode;
use serde::de::DeserializeOwned;
use wire::ApiError;

/// What the body of a request says.
fn input<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new("SerializationException", error.to_string()))
}

fn invalid(what: impl std::fmt::Display) -> ApiError {
    ApiError::validation(what.to_string())
}

fn not_found(message: impl Into<String>) -> ApiError {
    ApiError::new("ResourceNotFoundException", message).with_status(StatusCode::NOT_FOUND)
}

/// Something here is out of order.
fn internal(error: &dyn std::fmt::Display) -> ApiError {
    tracing::error!(%error, "a knowledge base is out of order");
    ApiError::new(
        "InternalServerException",
        "The knowledge base cannot be read or written; the server's log says why.",
    )
    .with_status(StatusCode::INTERNAL_SERVER_ERROR)
}
