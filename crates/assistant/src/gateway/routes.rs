//! The routes of the gateway, and what is answered before a request is read.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    COOKIE, HeaderMap, HeaderValue, LOCATION, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, StatusCode, Uri};
use serde_json::{Value, json};

use super::Gateway;
use super::answer::Answer;
use super::request::{ClaudeRequest, ConverseRequest, Refused};
use super::trouble::Trouble;

/// A request has at most so many bytes: what a function URL takes (Lambda quotas, "Invocation
/// payload").
const BODY_BYTES_MAX: usize = 6 << 20;

const CLAUDE: &str = "/bedrock_claude_messages_api";
const CONVERSE: &str = "/bedrock_converse_api";
const OPENAPI: &str = "/openapi.json";
const DOCS: &str = "/docs";

/// The methods that pages of other sites may use, in the words of the recorded gateway.
const METHODS: &str = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

/// The page of documentation loads nothing.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
);

/// How long browsers remember that, in seconds.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("600");

/// The routes, to be beside others.
pub(super) fn routes(gateway: Gateway) -> Router {
    Router::new()
        .route(CLAUDE, any(claude))
        .route(CONVERSE, any(converse))
        .route(OPENAPI, get(openapi))
        .route(DOCS, get(docs))
        .route(&format!("{CLAUDE}/"), any(without_slash))
        .route(&format!("{CONVERSE}/"), any(without_slash))
        .with_state(gateway)
}

/// The gateway alone: any other path is answered as well.
pub(super) fn router(gateway: Gateway) -> Router {
    let wrong_method = || async { not_allowed("GET, HEAD") };
    routes(gateway)
        .method_not_allowed_fallback(wrong_method)
        .fallback(elsewhere)
}

async fn claude(State(gateway): State<Gateway>, request: Request) -> Response {
    if request.method() != Method::POST {
        return not_allowed("POST");
    }
    let (head, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    match ClaudeRequest::read(&head.headers, &body) {
        Ok(request) => answered(gateway.ask_claude(&head.headers, request).await),
        Err(refused) => refuse(refused),
    }
}

async fn converse(State(gateway): State<Gateway>, request: Request) -> Response {
    let headers = request.headers();
    let origin = headers.get(ORIGIN).cloned();
    let has_cookie = headers.contains_key(COOKIE);
    let mut response = match &origin {
        Some(origin)
            if request.method() == Method::OPTIONS
                && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) =>
        {
            return preflight(origin.clone(), headers);
        }
        _ if request.method() != Method::POST => not_allowed("POST"),
        _ => answer_converse(&gateway, request).await,
    };
    if let Some(origin) = origin {
        allow_origin(origin, has_cookie, response.headers_mut());
    }
    response
}

async fn answer_converse(gateway: &Gateway, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    match ConverseRequest::read(&head.headers, &body) {
        Ok(request) => answered(gateway.ask_converse(&head.headers, request).await),
        Err(refused) => refuse(refused),
    }
}

/// Reads a body, if it is not too long.
async fn read(body: Body) -> Result<Bytes, Response> {
    axum::body::to_bytes(body, BODY_BYTES_MAX)
        .await
        .map_err(|_| {
            let detail =
                format!("a request has at most {BODY_BYTES_MAX} bytes, and all of them come");
            told(StatusCode::PAYLOAD_TOO_LARGE, &json!(detail))
        })
}

/// Text as it comes; or what failed, which is text as well.
fn answered(answer: Result<Answer, Trouble>) -> Response {
    let answer = answer.unwrap_or_else(|trouble| Answer::said(trouble.to_string()));
    let mut response = Response::new(Body::new(answer));
    let headers = response.headers_mut();
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, plain);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A model's words are never a page.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn refuse(refused: Refused) -> Response {
    match refused {
        Refused::Invalid(problems) => told(StatusCode::UNPROCESSABLE_ENTITY, &json!(problems)),
        Refused::NotText => told(
            StatusCode::BAD_REQUEST,
            &json!("There was an error parsing the body"),
        ),
    }
}

fn told(status: StatusCode, detail: &Value) -> Response {
    let json = HeaderValue::from_static("application/json");
    let body = json!({"detail": detail}).to_string();
    (status, [(CONTENT_TYPE, json)], body).into_response()
}

fn not_allowed(allowed: &'static str) -> Response {
    let mut response = told(StatusCode::METHOD_NOT_ALLOWED, &json!("Method Not Allowed"));
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

/// Says where a route is whose path has a slash too many.
async fn without_slash(uri: Uri) -> Response {
    let slashes = uri.path().len() - uri.path().trim_end_matches('/').len();
    let name = uri.path().trim_end_matches('/');
    let name = name.rsplit('/').next().unwrap_or_default();
    // Relative, since it may be below the path of a function's URL.
    let mut location = format!("{}{name}", "../".repeat(slashes));
    if let Some(query) = uri.query() {
        location = format!("{location}?{query}");
    }
    match HeaderValue::try_from(location) {
        Ok(location) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response(),
        Err(_) => told(StatusCode::NOT_FOUND, &json!("Not Found")),
    }
}

async fn elsewhere(uri: Uri) -> Response {
    let path = uri.path().trim_end_matches('/');
    if path != uri.path() && [CLAUDE, CONVERSE, OPENAPI, DOCS].contains(&path) {
        return without_slash(uri).await;
    }
    told(StatusCode::NOT_FOUND, &json!("Not Found"))
}

async fn openapi() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, json)], include_str!("openapi.json")).into_response()
}

async fn docs() -> Response {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(CONTENT_TYPE, html), (CONTENT_SECURITY_POLICY, PAGE_POLICY)];
    (headers, include_str!("docs.html")).into_response()
}

/// Whether pages of another site may ask, and how.
fn preflight(origin: HeaderValue, asked: &HeaderMap) -> Response {
    let method = asked.get(ACCESS_CONTROL_REQUEST_METHOD);
    let method = method.and_then(|method| method.to_str().ok());
    let is_allowed = method.is_some_and(|method| METHODS.split(", ").any(|known| known == method));
    let (status, text) = if is_allowed {
        (StatusCode::OK, "OK")
    } else {
        (StatusCode::BAD_REQUEST, "Disallowed CORS method")
    };
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let methods = HeaderValue::from_static(METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let credentials = HeaderValue::from_static("true");
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
    if let Some(names) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    response
}

/// Lets the page of another site read an answer. The token is a header that such a page must have;
/// no cookie is looked at.
fn allow_origin(origin: HeaderValue, has_cookie: bool, headers: &mut HeaderMap) {
    let credentials = HeaderValue::from_static("true");
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
    if has_cookie {
        headers.insert(VARY, HeaderValue::from_static("Origin"));
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    } else {
        let any = HeaderValue::from_static("*");
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, any);
    }
}
