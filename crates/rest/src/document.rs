//! The OpenAPI document, and pages that show it without asking anybody else.
//!
//! The routes describe themselves. What is the same for all of them is added here: that a session is
//! shown as a cookie or as a token, and which problems there may be.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use delivery::notice::Language;
use delivery::people::SessionCookie;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::input::CONSOLE;
use crate::problem::{Code, PROBLEM_JSON, ProblemView};
use crate::rest::Rest;
use crate::router::description;
use crate::words;

/// The OpenAPI document of the API, version 3.1, as JSON.
pub fn openapi() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| text(&description()));
    &TEXT
}

/// The document of these routes, and what holds for every operation of its kind, as JSON.
pub fn text(description: &OpenApi) -> String {
    let mut document = serde_json::to_value(description).unwrap_or_default();
    complete(&mut document);
    document.to_string()
}

/// What is said of the whole API, before there is a route in it.
pub(crate) fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Entrega")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("../assets/description.md").trim()));
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components()))
        .build()
}

fn components() -> Components {
    let cookie =
        |of: SessionCookie| SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(of.name())));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let mut schemas = vec![("Problem".to_owned(), ProblemView::schema())];
    ProblemView::schemas(&mut schemas);
    ComponentsBuilder::new()
        .security_scheme("cookie", cookie(SessionCookie::Customer))
        .security_scheme("staff_cookie", cookie(SessionCookie::Staff))
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .schemas_from_iter(schemas)
        .build()
}

/// What an operation is called, as no other is: `get_board_orders_order`. Handlers are called alike
/// where they do alike.
fn operation_id(method: &str, path: &str) -> String {
    let segments = path.trim_start_matches("/api").split(['/', '.', '-']);
    let words = segments.map(|word| word.trim_matches(['{', '}']));
    let words = words.filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |id, word| id + "_" + word)
}

/// Adds to every operation what holds for all of its kind.
fn complete(document: &mut Value) {
    document["x-problems"] = problems();
    let paths = document.get_mut("paths");
    let Some(paths) = paths.and_then(Value::as_object_mut) else {
        return;
    };
    for (path, methods) in paths {
        let Some(methods) = methods.as_object_mut() else {
            continue;
        };
        for (method, operation) in methods {
            let statuses = refusals(path, method, operation);
            operation["operationId"] = operation_id(method, path).into();
            let security = operation.get_mut("security");
            if let Some(alternatives) = security.and_then(Value::as_array_mut) {
                let roles = alternatives
                    .first()
                    .and_then(|first| first["bearer"].as_array());
                let roles = roles.cloned().unwrap_or_default();
                let (customers, staff): (Vec<_>, Vec<_>) =
                    roles.into_iter().partition(|role| role == "customer");
                let by_cookie = [("cookie", customers), ("staff_cookie", staff)];
                let by_cookie = by_cookie.into_iter().filter(|(_, roles)| !roles.is_empty());
                alternatives.extend(by_cookie.map(|(name, roles)| json!({ name: roles })));
            }
            let responses = operation.get_mut("responses");
            if let Some(responses) = responses.and_then(Value::as_object_mut) {
                for (status, why) in statuses {
                    let status = status.to_string();
                    responses.entry(status).or_insert_with(|| problem(why));
                }
                responses.sort_keys();
            }
        }
    }
}

/// With which statuses an operation may refuse, and why.
fn refusals(path: &str, method: &str, operation: &Value) -> Vec<(u16, &'static str)> {
    let changes = method != "get";
    let has_body = !operation["requestBody"].is_null();
    let is_guarded = !operation["security"].is_null();
    let streams = operation["responses"]["200"]["content"]
        .get("text/event-stream")
        .is_some();
    let of = |place: &str| {
        let parameters = operation["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|it| it["in"] == place))
    };
    let signs_in = path.contains("sign-in") || path.ends_with("/sessions");
    let about = |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
    let about_orders = about(&["/api/orders", "/api/board", "/api/courier", "/api/chat"]);
    let about_work = about(&[CONSOLE]);
    let rules = [
        (
            has_body || of("query") || of("header"),
            400,
            "It cannot be read",
        ),
        (
            is_guarded || signs_in,
            401,
            "Nobody is signed in, or not any more",
        ),
        (is_guarded || changes, 403, "Whoever asks may not"),
        (
            of("path") || about_orders,
            404,
            "There is nothing of this name",
        ),
        (has_body, 408, "The body did not come in time"),
        (
            changes && (about_orders || about_work),
            409,
            "It is not possible, or not any more",
        ),
        (changes, 413, "It is too long"),
        (has_body, 415, "It is not JSON"),
        (has_body, 422, "It makes no sense"),
        (
            signs_in || streams || path.starts_with("/api/chat"),
            429,
            "It was asked too often",
        ),
        (true, 503, "Something that is needed does not answer"),
    ];
    let holding = rules.into_iter().filter(|(holds, ..)| *holds);
    holding.map(|(_, status, why)| (status, why)).collect()
}

fn problem(why: &str) -> Value {
    json!({
        "description": why,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

/// Every code, with its status and what people are told.
fn problems() -> Value {
    let all = Code::ALL.iter().map(|code| {
        let mut described = Map::new();
        described.insert("status".to_owned(), code.status().as_u16().into());
        for language in Language::ALL {
            let title = words::problem(*code, language);
            described.insert(language.tag().to_owned(), title.into());
        }
        (code.as_str().to_owned(), Value::Object(described))
    });
    Value::Object(all.collect())
}

pub(crate) fn routes(document: String) -> Router<Rest> {
    let document = Bytes::from(document);
    let show_openapi = async move || fixed("application/json", document.clone());
    Router::new()
        .route("/api/openapi.json", get(show_openapi))
        .route("/api/docs", get(show_page))
        .route("/api/docs/page.js", get(show_script))
        .route("/api/docs/page.css", get(show_style))
}

/// The page asks this server for its script, its style and the document, and nobody for anything
/// else.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// They change with the program alone.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=300");

fn fixed(kind: &'static str, text: impl Into<Body>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, CACHED),
        (CONTENT_SECURITY_POLICY, PAGE_POLICY),
    ];
    (headers, text.into()).into_response()
}

async fn show_page() -> Response {
    fixed(
        "text/html; charset=utf-8",
        include_str!("../assets/docs.html"),
    )
}

async fn show_script() -> Response {
    fixed(
        "text/javascript; charset=utf-8",
        include_str!("../assets/docs.js"),
    )
}

async fn show_style() -> Response {
    fixed(
        "text/css; charset=utf-8",
        include_str!("../assets/docs.css"),
    )
}
