//! What every request meets first, and every answer last.
//!
//! Nothing of a request has been believed here: it is too long, comes from a page of another site,
//! or takes too long to be answered. On the way out, problems get their words, and answers the
//! headers that keep a browser from doing more with them than showing them.

use std::time::Duration;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use delivery::notice::Language;
use http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERER,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;

use crate::caller::OperatorCaller;
use crate::input::{body_bytes_max, too_large};
use crate::problem::{Code, PROBLEM_JSON, Problem};
use crate::rest::Rest;

/// An answer takes at most so long to begin; what it depends on answers in milliseconds or never.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Answers of the API are data: a browser that is made to show one runs and loads nothing.
const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// A year, as browsers ask for (<https://hstspreload.org>).
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Lets a request through, if it may, and finishes its answer.
pub(crate) async fn front(State(rest): State<Rest>, request: Request, next: Next) -> Response {
    let language = request.headers().get(ACCEPT_LANGUAGE).cloned();
    let mut response = if let Err(problem) = admit(&rest, &request) {
        problem.into_response()
    } else {
        let answered = tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await;
        answered.unwrap_or_else(|_| {
            let detail = "the answer took too long; try again";
            Problem::new(Code::Unavailable, detail).into_response()
        })
    };
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        response = in_words(response, language.as_ref());
    }
    guard(&rest, response.headers_mut());
    response
}

/// Whether a request may go on.
fn admit(rest: &Rest, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let length = headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let limit = body_bytes_max(request.uri().path());
    if length.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    if !request.method().is_safe() && !comes_from_here(rest, headers) {
        return Err(foreign());
    }
    Ok(())
}

impl Rest {
    /// Whether an operator makes a request, from one of the shop's own pages, that something else
    /// than the API answers; if not, what to answer.
    ///
    /// A request that only reads must come from there too: whatever answers may change something all
    /// the same.
    pub async fn admit_operator(&self, head: &mut Parts) -> Result<(), Response> {
        let admitted = if comes_from_here(self, &head.headers) {
            OperatorCaller::from_request_parts(head, self).await
        } else {
            Err(foreign())
        };
        admitted.map(drop).map_err(|problem| {
            let problem = problem.into_response();
            let mut response = in_words(problem, head.headers.get(ACCEPT_LANGUAGE));
            self.guard_answer(&mut response);
            response
        })
    }

    /// Adds to an answer that the API did not give what keeps a browser from doing more with it than
    /// showing it.
    pub fn guard_answer<B>(&self, response: &mut http::Response<B>) {
        guard(self, response.headers_mut());
    }

    /// Has browsers come back by HTTPS alone, where they come by it.
    pub fn keep_to_https(&self, headers: &mut HeaderMap) {
        if self.is_secure() {
            headers
                .entry(STRICT_TRANSPORT_SECURITY)
                .or_insert(HTTPS_ONLY);
        }
    }
}

fn foreign() -> Problem {
    let detail = "requests that change something are taken from the shop's own pages alone";
    Problem::new(Code::ForeignOrigin, detail)
}

/// Whether a browser sends this from one of the shop's own pages, or it is no browser that sends
/// it. Who shows a cookie must say where it comes from: browsers do.
fn comes_from_here(rest: &Rest, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    // Over plain HTTP, reading says no more than where the page is.
    let said = headers.get(ORIGIN).or_else(|| headers.get(REFERER));
    if let Some(said) = said {
        let said = said.to_str().unwrap_or_default();
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let (scheme, beyond) = said.split_once("://").unwrap_or_default();
        let authority = beyond.split('/').next().unwrap_or_default();
        return format!("{scheme}://{authority}") == rest.origin()
            || (host == Some(authority) && !rest.is_secure());
    }
    headers.get(AUTHORIZATION).is_some() || headers.get(COOKIE).is_none()
}

/// A problem with its body; what somebody else has refused, as a problem.
fn in_words(mut response: Response, language: Option<&HeaderValue>) -> Response {
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if is_problem(&response) => return response,
        None => Problem::of_status(response.status()),
    };
    let language = language.and_then(|header| header.to_str().ok());
    let mut answer = problem.answer(Language::negotiate(language.unwrap_or("")));
    for (name, value) in response.headers() {
        if name == http::header::ALLOW {
            answer.headers_mut().insert(name.clone(), value.clone());
        }
    }
    answer
}

fn is_problem(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes() == PROBLEM_JSON.as_bytes())
}

/// Adds what keeps a browser from doing more than it should. What a handler has said holds.
fn guard(rest: &Rest, headers: &mut HeaderMap) {
    let mut unless_said = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    unless_said(CONTENT_SECURITY_POLICY, DATA_POLICY);
    unless_said(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    unless_said(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    unless_said(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let same = HeaderValue::from_static("same-origin");
    unless_said(CROSS_ORIGIN_OPENER_POLICY, same);
    rest.keep_to_https(headers);
}
