//! What the payment provider tells.

use axum::body::Body;
use axum::extract::State;
use delivery::delivery::ProviderEvent;
use http::{HeaderMap, StatusCode};

use crate::input::read;
use crate::problem::{Code, Problem};
use crate::rest::Rest;

/// Takes what the payment provider tells. Its signature is checked before anything is believed, and
/// then the provider is asked.
#[utoipa::path(post, path = "/api/payments/webhook", tag = "payments",
    request_body(content = serde_json::Value, description = "As the provider sends it"),
    responses((status = 204, description = "Taken, or about nothing of ours")))]
pub(crate) async fn provider_tells(
    State(rest): State<Rest>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let body = read(body).await?;
    match rest.delivery().provider_event(&headers, &body).await? {
        Ok(ProviderEvent::Taken | ProviderEvent::NotOurs) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(Problem::new(Code::WebhookNotBelieved, error.to_string())),
    }
}
