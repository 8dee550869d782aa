//! The web app: two pages, and the files they are made of, which are part of the binary.
//!
//! | path | page |
//! |---|---|
//! | `/board`, `/console`, `/studio` and what is below them | the staff's |
//! | `/`, `/item/…`, `/checkout`, `/orders`, `/orders/…`, `/r/…`, `/chat`; in a demo `/demo` and `/phone` | the customers' |
//! | `/courier` | the couriers', among the customers' |
//! | anything else | the customers', which says that there is no such page |
//!
//! What stands on a page its script asks the API for. The files have the hash of what is in them in
//! their name; whoever has one never asks for it again.

mod file;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName};
use http::header::{REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode};

use self::file::{Files, Keeping};

/// Nothing but this server's own files; no page within a page of somebody else's.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);

/// A page's address can be a secret, which other sites must not be told.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");

const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");

/// Where the files with a hash in their name are.
const HASHED: &str = "assets/";

/// The page of customers.
const CUSTOMERS: &str = "index.html";

/// The page of the staff.
const STAFF: &str = "console.html";

/// How the paths of the staff's page begin.
const STAFF_PATHS: [&str; 3] = ["board", "console", "studio"];

/// How those of the customers' begin, besides the shop itself; in each case whether there is more.
const CUSTOMERS_PATHS: [&str; 6] = ["item", "checkout", "orders", "r", "chat", "courier"];

/// Likewise, in a demo.
const DEMO_PATHS: [&str; 2] = ["demo", "phone"];

/// How the path of an order's page begins that whoever has its link sees.
const TRACKING: &str = "r";

/// What a server says that was built without the app.
const NOT_BUILT: &str = "\
The pages are not in this program: they were not built when it was.
Run `cargo xtask web`, build the program again, and start it.

As páginas não estão neste programa: elas não tinham sido construídas.
Rode `cargo xtask web`, compile o programa de novo e inicie-o.
";

/// What is served.
#[derive(Clone, Copy)]
struct WebApp {
    files: Files,
    is_demo: bool,
}

/// The pages and their files: whatever path nothing else answers.
pub(super) fn router(is_demo: bool) -> Router {
    serve(WebApp {
        files: file::embedded(),
        is_demo,
    })
}

fn serve(app: WebApp) -> Router {
    Router::new().fallback(answer).with_state(app)
}

async fn answer(State(app): State<WebApp>, request: Request) -> Response {
    let mut response = if matches!(*request.method(), Method::GET | Method::HEAD) {
        app.answer(&request)
    } else {
        let allowed = [(ALLOW, HeaderValue::from_static("GET, HEAD"))];
        (StatusCode::METHOD_NOT_ALLOWED, allowed).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(REFERRER_POLICY, REFERRER);
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        headers.insert(HeaderName::from_static(name), SAME_ORIGIN);
    }
    response
}

impl WebApp {
    fn answer(&self, request: &Request) -> Response {
        let asked = request.headers();
        let path = request.uri().path().trim_start_matches('/');
        let is_page = [CUSTOMERS, STAFF].contains(&path);
        if let Some(file) = self.files.get(path).filter(|_| !is_page) {
            let keeping = if path.starts_with(HASHED) {
                Keeping::ForEver
            } else {
                Keeping::AskAgain
            };
            return file.answer(asked, keeping);
        }
        if path.starts_with(HASHED) {
            return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
        }
        let (status, page) = self.page(path);
        let Some(file) = self.files.get(page) else {
            return not_built();
        };
        let keeping = if path.split('/').next() == Some(TRACKING) {
            Keeping::ByNobody
        } else {
            Keeping::AskAgain
        };
        let mut response = file.answer(asked, keeping);
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
        }
        response
    }

    /// The page at a path, and whether there is one.
    fn page(&self, path: &str) -> (StatusCode, &'static str) {
        let first = path.split('/').next().unwrap_or_default();
        let is_of_demo = self.is_demo && DEMO_PATHS.contains(&first);
        if STAFF_PATHS.contains(&first) {
            (StatusCode::OK, STAFF)
        } else if path.is_empty() || CUSTOMERS_PATHS.contains(&first) || is_of_demo {
            (StatusCode::OK, CUSTOMERS)
        } else {
            (StatusCode::NOT_FOUND, CUSTOMERS)
        }
    }
}

fn not_built() -> Response {
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use bytes::Bytes;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::file::{Coding, File};
    use super::*;

    const SCRIPT: &str = "console.log('Olá')";

    /// It, compressed by Brotli.
    const COMPRESSED: &[u8] = b"\x0b\x09\x80console.log('Ol\xc3\xa1')\x03";

    /// A compressed script, and pages that are not.
    const FILES: &[File] = &[
        file("assets/a-1.js", Coding::Brotli, COMPRESSED),
        file("console.html", Coding::Identity, b"staff"),
        file("icon.svg", Coding::Identity, b"<svg/>"),
        file("index.html", Coding::Identity, b"customers"),
    ];

    const fn file(path: &'static str, coding: Coding, stored: &'static [u8]) -> File {
        File {
            path,
            coding,
            stored,
        }
    }

    async fn ask(
        app: WebApp,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
    ) -> (http::response::Parts, Bytes) {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        for (name, value) in headers {
            let value = value.parse().expect("a value");
            request.headers_mut().insert(name.clone(), value);
        }
        let response = serve(app).oneshot(request).await;
        let (head, body) = response.unwrap_or_else(|never| match never {}).into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        (head, body)
    }

    fn app(is_demo: bool) -> WebApp {
        WebApp {
            files: Files::of(FILES),
            is_demo,
        }
    }

    #[tokio::test]
    async fn each_path_has_its_page() {
        for (path, status, page) in [
            ("/", 200, "customers"),
            ("/?lang=en", 200, "customers"),
            ("/r/token", 200, "customers"),
            ("/orders/1/receipt", 200, "customers"),
            ("/courier", 200, "customers"),
            ("/phone", 200, "customers"),
            ("/board", 200, "staff"),
            ("/console/executions/arn%3Aaws", 200, "staff"),
            ("/studio/", 200, "staff"),
            ("/consoles", 404, "customers"),
            ("/index.html", 404, "customers"),
            ("/nothing", 404, "customers"),
        ] {
            let (head, body) = ask(app(true), Method::GET, path, &[]).await;
            assert_eq!(
                (head.status.as_u16(), &*body),
                (status, page.as_bytes()),
                "{path}"
            );
            let policy = head.headers[CONTENT_SECURITY_POLICY]
                .to_str()
                .expect("text");
            assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"));
            assert_eq!(head.headers[REFERRER_POLICY], "same-origin");
            let kept = &head.headers[CACHE_CONTROL];
            let by_nobody = path.starts_with("/r/");
            assert_eq!(kept, if by_nobody { "no-store" } else { "no-cache" });
        }
        let (head, _) = ask(app(false), Method::GET, "/phone", &[]).await;
        assert_eq!(head.status, 404);
        let (head, _) = ask(app(false), Method::POST, "/", &[]).await;
        assert_eq!(
            (head.status.as_u16(), &head.headers[ALLOW]),
            (405, &HeaderValue::from_static("GET, HEAD"))
        );
    }

    #[tokio::test]
    async fn a_file_comes_as_the_browser_takes_it() {
        use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
        let path = "/assets/a-1.js";
        for (accepted, coding) in [
            ("gzip, deflate, br", Some("br")),
            ("br;q=0, gzip", None),
            ("", None),
        ] {
            let (head, body) = ask(
                app(false),
                Method::GET,
                path,
                &[(ACCEPT_ENCODING, accepted)],
            )
            .await;
            let said = head.headers.get(CONTENT_ENCODING);
            assert_eq!(said.map(HeaderValue::as_bytes), coding.map(str::as_bytes));
            assert_eq!(&*body == SCRIPT.as_bytes(), coding.is_none());
            assert_eq!(head.headers[CONTENT_TYPE], "text/javascript; charset=utf-8");
            assert_eq!(head.headers[VARY], "accept-encoding");
            assert_eq!(
                head.headers[CACHE_CONTROL],
                "public, max-age=31536000, immutable"
            );
        }
        let (head, _) = ask(app(false), Method::GET, "/assets/b-2.js", &[]).await;
        assert_eq!(head.status, 404);
        assert_ne!(head.headers[CONTENT_TYPE], "text/html; charset=utf-8");
    }

    #[tokio::test]
    async fn what_a_browser_has_is_not_sent_again() {
        use http::header::{ETAG, IF_NONE_MATCH};
        for path in ["/", "/icon.svg", "/console"] {
            let (first, _) = ask(app(false), Method::GET, path, &[]).await;
            let etag = first.headers[ETAG].to_str().expect("text");
            let (again, body) = ask(app(false), Method::GET, path, &[(IF_NONE_MATCH, etag)]).await;
            assert_eq!((again.status.as_u16(), body.len()), (304, 0), "{path}");
        }
    }

    #[tokio::test]
    async fn without_the_app_each_page_says_how_it_is_built() {
        let app = WebApp {
            files: Files::of(&[]),
            is_demo: false,
        };
        let (head, body) = ask(app, Method::GET, "/console", &[]).await;
        assert_eq!(head.status, 503);
        assert!(body.starts_with(NOT_BUILT.as_bytes()));
    }
}
