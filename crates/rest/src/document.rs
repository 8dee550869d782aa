//! The OpenAPI document, and pages that show it without asking anybody else.

use std::sync::LazyLock;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

use crate::caller::SESSION_COOKIE;
use crate::rest::Rest;
use crate::router::description;

/// The OpenAPI document of the API, version 3.1, as JSON.
pub fn openapi() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let document = description();
        document.to_json().unwrap_or_default()
    });
    &TEXT
}

/// What is said of the whole API, before there is a route in it.
pub(crate) fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Entrega")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("../assets/description.md")));
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE)));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = ComponentsBuilder::new()
        .security_scheme("cookie", cookie)
        .security_scheme("bearer", SecurityScheme::Http(bearer));
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components.build()))
        .build()
}

pub(crate) fn routes() -> Router<Rest> {
    Router::new().route("/api/openapi.json", get(show_openapi))
}

async fn show_openapi() -> impl IntoResponse {
    let json = HeaderValue::from_static("application/json");
    (
        [(CONTENT_TYPE, json)],
        Bytes::from_static(openapi().as_bytes()),
    )
}
