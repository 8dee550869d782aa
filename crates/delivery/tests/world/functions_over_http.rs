//! The functions as servers in other processes reach them: `POST /functions/NAME` with the event.
//!
//! What comes back is what the function gave, with status 200; or its error as the Runtime API of
//! Lambda takes one, with status 500.

use std::net::SocketAddr;

use bytes::Bytes;
use delivery::Delivery;
use delivery::functions;
use http::Response;
use serde_json::json;

const PATH: &str = "/functions/";

/// Where a function of a world is.
pub(crate) fn url(world: SocketAddr, name: &str) -> String {
    format!("http://{world}{PATH}{name}")
}

/// The function that a path names.
pub(crate) fn name(path: &str) -> Option<&str> {
    path.strip_prefix(PATH)
}

/// What it gives.
pub(crate) async fn answer(delivery: &Delivery, name: &str, event: &[u8]) -> Response<Bytes> {
    let event = serde_json::from_slice(event).expect("JSON");
    let (status, body) = match functions::invoke(delivery, name, event).await {
        Ok(given) => (200, given),
        Err(error) => (
            500,
            json!({ "errorType": error.error_type, "errorMessage": error.message }),
        ),
    };
    let response = Response::builder().status(status);
    let response = response.header("content-type", "application/json");
    response
        .body(Bytes::from(body.to_string()))
        .expect("a response")
}
