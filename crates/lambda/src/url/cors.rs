//! Which origins' pages may use a function URL.

use http::header::VARY;
use http::{HeaderMap, HeaderValue};
use wire::{Body, Response};

use crate::function::Cors;

/// The answer to a browser that asks whether it may ask.
pub(super) fn preflight(cors: &Cors) -> Response {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    let list = |items: &[String]| HeaderValue::try_from(items.join(",")).ok();
    if let Some(methods) = list(&cors.allow_methods).filter(|_| !cors.allow_methods.is_empty()) {
        headers.insert("access-control-allow-methods", methods);
    }
    if let Some(names) = list(&cors.allow_headers).filter(|_| !cors.allow_headers.is_empty()) {
        headers.insert("access-control-allow-headers", names);
    }
    if let Some(seconds) = cors.max_age {
        headers.insert("access-control-max-age", HeaderValue::from(seconds));
    }
    response
}

/// Tells a browser that an origin may read the response, if it may.
pub(super) fn allow_origin(cors: &Cors, origin: &str, headers: &mut HeaderMap) {
    let any = cors.allow_origins.iter().any(|allowed| allowed == "*");
    let allowed = any
        || cors.allow_origins.iter().any(|allowed| {
            allowed == origin
                || matches!(&**allowed, "http://*" | "https://*")
                    && origin.starts_with(allowed.trim_end_matches('*'))
        });
    for name in [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-expose-headers",
    ] {
        // The configuration rules, not the function.
        headers.remove(name);
    }
    if !allowed {
        return;
    }
    let credentials = cors.allow_credentials == Some(true);
    let shown = if any && !credentials { "*" } else { origin };
    if let Ok(value) = HeaderValue::from_str(shown) {
        headers.insert("access-control-allow-origin", value);
    }
    if shown != "*" {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
    if credentials {
        headers.insert(
            "access-control-allow-credentials",
            HeaderValue::from_static("true"),
        );
    }
    if let Ok(value) = HeaderValue::try_from(cors.expose_headers.join(","))
        && !cors.expose_headers.is_empty()
    {
        headers.insert("access-control-expose-headers", value);
    }
}
