//! AWS's API on the web port, for the console: any request below `/aws`, without a signature, made by
//! the session of an operator on behalf of the account's owner.

use std::net::IpAddr;

use axum::body::Body;
use http::header::{
    AUTHORIZATION, CONNECTION, COOKIE, FORWARDED, HeaderName, HeaderValue, ORIGIN, REFERER,
    USER_AGENT,
};
use http::{Request, Response, Uri};
use hyper::body::Incoming;

use super::{Server, http as limits};

/// Where it is.
const ROOT: &str = "/aws";

/// What is between the browser, the proxies and this server. A service that is elsewhere is not told
/// it.
const OF_THE_BROWSER: [HeaderName; 9] = [
    AUTHORIZATION,
    COOKIE,
    FORWARDED,
    ORIGIN,
    REFERER,
    USER_AGENT,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
];

/// The address of an AWS service's own that a request has below `/aws`; nothing when it is not there.
pub(super) fn below(uri: &Uri) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(ROOT)?;
    match rest.chars().next() {
        None => Some(Uri::from_static("/")),
        Some('/') => rest.parse().ok(),
        Some('?') => format!("/{rest}").parse().ok(),
        Some(_) => None,
    }
}

/// Answers a request to a service's own address.
pub(super) async fn answer(
    request: Request<Incoming>,
    at: Uri,
    from: IpAddr,
    server: &Server,
) -> Response<Body> {
    let (mut head, body) = request.into_parts();
    if let Err(mut refused) = server.shop.rest.admit_operator(&mut head).await {
        // The body that was not read would be taken for the next request.
        let close = HeaderValue::from_static("close");
        refused.headers_mut().insert(CONNECTION, close);
        return refused;
    }
    head.uri = at;
    for name in OF_THE_BROWSER {
        head.headers.remove(name);
    }
    let mut response = limits::answer_owner(head, body, from, server).await;
    server.shop.rest.guard_answer(&mut response);
    response.map(Body::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_sees_its_own_address() {
        for (asked, seen) in [
            ("/aws", Some("/")),
            ("/aws/", Some("/")),
            ("/aws?Action=X", Some("/?Action=X")),
            (
                "/aws/2015-03-31/functions/a%20b?c=d",
                Some("/2015-03-31/functions/a%20b?c=d"),
            ),
            ("/awsome", None),
            ("/api/aws/", None),
        ] {
            let seen_as = below(&asked.parse().expect("an address"));
            assert_eq!(
                seen_as.map(|uri| uri.to_string()).as_deref(),
                seen,
                "{asked}"
            );
        }
    }
}
