//! The plain pages: small, written by hand, and whole without anything from elsewhere.
//!
//! | path | page |
//! |---|---|
//! | `/` | the living town of a demo; the menu, on any other server |
//! | `/r/{token}` | an order, followed by its link |
//! | `/chat` | a conversation with the shop; with `?order=TOKEN`, of whoever has that link |
//! | `/phone` | the messages of a demo's customers, on a phone |
//! | `/console/experiments` | what the assistant tries, for the staff |
//! | anything else | that there is no such page |
//!
//! Pages are templates of `assets/`, whose `{{words}}` are filled in with the texts of the reader's
//! language, and whose `{{=slots}}` with markup made here. Styles and scripts are files of their
//! own, so that the policy of every answer can forbid any other.

mod shop_front;
mod template;
mod texts;

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use delivery::menu::Picture;
use delivery::notice::Language;
use delivery::payment::ChargeState;
use delivery::payment::qr::qr_svg;
use delivery::town::Town;
use delivery::{Delivery, StoreId};
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use self::template::{Slot, fill};
use super::demo::{self, Demo};

/// Nothing but this server's own files; no page within a page of somebody else's.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
);

/// A page's address can be a secret, which other sites must not be told.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");

/// What is asked for anew each time, and sent again only when it has changed.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// What nobody keeps.
const KEPT_BY_NOBODY: HeaderValue = HeaderValue::from_static("no-store");

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const PICTURE: &str = "image/svg+xml";
const HTML: &str = "text/html; charset=utf-8";
const DATA: &str = "application/json";

/// What pages are made of.
#[derive(Clone)]
struct Pages {
    delivery: Delivery,
    store: StoreId,
    is_demo: bool,
}

impl Pages {
    /// Where a store's clocks are, as browsers know it; nothing when that is not known.
    async fn time_zone(&self, store: &StoreId) -> String {
        let store = self.delivery.store(store).await;
        let zone = store.ok().map(|store| store.time_zone());
        let name = zone.as_ref().and_then(|zone| zone.iana_name());
        name.unwrap_or_default().to_owned()
    }
}

/// The pages of a store; those of a demo too, if it is one.
pub(super) fn router(delivery: Delivery, store: StoreId, demo: Option<Demo>) -> Router {
    let pages = Pages {
        delivery,
        store,
        is_demo: demo.is_some(),
    };
    let mut router = Router::new()
        .route("/", get(front))
        .route("/r/{token}", get(track))
        .route("/chat", get(chat))
        .route("/r/{token}/pix.svg", get(pix))
        .route("/console/experiments", get(experiments))
        .route("/assets/{name}", get(asset))
        .route("/pictures/{name}", get(picture))
        .fallback(not_found);
    if demo.is_some() {
        router = router.route("/phone", get(phone));
    }
    let mut router = router.with_state(pages);
    if let Some(demo) = demo {
        router = router.merge(demo::router(demo));
    }
    router.layer(middleware::from_fn(guard))
}

/// Adds what keeps a browser from doing more than it should. What was said already holds.
async fn guard(request: axum::extract::Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut unless_said = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    let same = HeaderValue::from_static("same-origin");
    unless_said(CONTENT_SECURITY_POLICY, POLICY);
    unless_said(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    unless_said(REFERRER_POLICY, REFERRER);
    unless_said(
        HeaderName::from_static("cross-origin-opener-policy"),
        same.clone(),
    );
    unless_said(
        HeaderName::from_static("cross-origin-resource-policy"),
        same,
    );
    response
}

#[derive(Deserialize)]
struct Wish {
    lang: Option<String>,
}

/// In which language somebody reads: the one they chose, or the one their browser says.
fn language(wish: &Wish, headers: &HeaderMap) -> Language {
    let header = headers.get(ACCEPT_LANGUAGE);
    let header = header.and_then(|header| header.to_str().ok()).unwrap_or("");
    Language::negotiate(wish.lang.as_deref().unwrap_or(header))
}

async fn front(State(pages): State<Pages>, wish: Query<Wish>, headers: HeaderMap) -> Response {
    let language = language(&wish, &headers);
    if pages.is_demo {
        let map = Town::bundled().map();
        let store = pages.delivery.store(&pages.store).await;
        let store = store.map_or_else(|_| String::new(), |store| store.name.clone());
        let slot = |name: &str| match name {
            "map" => Some(Slot::Markup(map.clone())),
            "view_box" => Some(Slot::Markup(view_box())),
            "store" => Some(Slot::Words(store.clone())),
            _ => None,
        };
        return page(
            StatusCode::OK,
            include_str!("../../assets/town.html"),
            language,
            slot,
        );
    }
    match shop_front::markup(&pages.delivery, &pages.store, language).await {
        Ok(shop) => page(
            StatusCode::OK,
            include_str!("../../assets/shop.html"),
            language,
            |name| shop.slot(name),
        ),
        Err(error) => {
            tracing::warn!(%error, "the menu could not be shown");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Left, top, width and height of the town, in metres.
fn view_box() -> String {
    Town::bundled()
        .view_box()
        .map(|number| number.to_string())
        .join(" ")
}

async fn track(
    State(pages): State<Pages>,
    Path(token): Path<String>,
    wish: Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let language = language(&wish, &headers);
    let Some(order) = pages.delivery.tracked(&token) else {
        return no_such_page(language);
    };
    let zone = pages.time_zone(&order.store).await;
    let slot = |name: &str| match name {
        "token" => Some(Slot::Words(token.clone())),
        "zone" => Some(Slot::Words(zone.clone())),
        "map" => Some(Slot::Markup(Town::bundled().map())),
        "view_box" => Some(Slot::Markup(view_box())),
        _ => None,
    };
    let mut response = page(
        StatusCode::OK,
        include_str!("../../assets/track.html"),
        language,
        slot,
    );
    response.headers_mut().insert(CACHE_CONTROL, KEPT_BY_NOBODY);
    response
}

/// The QR code of the Pix that an order waits for.
async fn pix(
    State(pages): State<Pages>,
    Path(token): Path<String>,
    wish: Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let language = language(&wish, &headers);
    let order = match pages.delivery.tracked(&token) {
        Some(key) => pages.delivery.order(&key).await.ok(),
        None => None,
    };
    let attempt = order.and_then(|order| order.payment.attempts.last().cloned());
    let open = attempt.filter(|attempt| attempt.state == ChargeState::Pending);
    let svg = open.and_then(|open| {
        let title = texts::of(language).get("pix_qr");
        qr_svg(open.pix.as_deref()?, title).ok()
    });
    match svg {
        Some(svg) => ([(CACHE_CONTROL, KEPT_BY_NOBODY), kind(PICTURE)], svg).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn chat(State(pages): State<Pages>, wish: Query<Wish>, headers: HeaderMap) -> Response {
    let language = language(&wish, &headers);
    let store = pages.delivery.store(&pages.store).await;
    let store = store.map_or_else(|_| String::new(), |store| store.name.clone());
    let zone = pages.time_zone(&pages.store).await;
    let slot = |name: &str| {
        let words = match name {
            "store" => store.clone(),
            "store_id" => pages.store.to_string(),
            "zone" => zone.clone(),
            "demo" if pages.is_demo => "yes".to_owned(),
            _ => return None,
        };
        Some(Slot::Words(words))
    };
    let mut response = page(
        StatusCode::OK,
        include_str!("../../assets/chat.html"),
        language,
        slot,
    );
    response.headers_mut().insert(CACHE_CONTROL, KEPT_BY_NOBODY);
    response
}

async fn phone(State(pages): State<Pages>, wish: Query<Wish>, headers: HeaderMap) -> Response {
    let language = language(&wish, &headers);
    let zone = pages.time_zone(&pages.store).await;
    page(
        StatusCode::OK,
        include_str!("../../assets/phone.html"),
        language,
        |name| (name == "zone").then(|| Slot::Words(zone.clone())),
    )
}

/// The page alone: what is on it, the API shows to the staff.
async fn experiments(
    State(pages): State<Pages>,
    wish: Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let language = language(&wish, &headers);
    let zone = pages.time_zone(&pages.store).await;
    page(
        StatusCode::OK,
        include_str!("../../assets/experiments.html"),
        language,
        |name| match name {
            "zone" => Some(Slot::Words(zone.clone())),
            "store" => Some(Slot::Words(pages.store.to_string())),
            _ => None,
        },
    )
}

async fn not_found(wish: Query<Wish>, headers: HeaderMap) -> Response {
    no_such_page(language(&wish, &headers))
}

fn no_such_page(language: Language) -> Response {
    let template = include_str!("../../assets/not_found.html");
    page(StatusCode::NOT_FOUND, template, language, |_| None)
}

/// A page in a language.
fn page(
    status: StatusCode,
    template: &str,
    language: Language,
    slot: impl Fn(&str) -> Option<Slot>,
) -> Response {
    let other = match language {
        Language::PtBr => Language::En,
        Language::En => Language::PtBr,
    };
    let html = fill(template, texts::of(language), |name| match name {
        "lang" => Some(Slot::Words(language.tag().to_owned())),
        "other_lang" => Some(Slot::Words(other.tag().to_owned())),
        _ => slot(name),
    });
    let headers = [
        kind(HTML),
        (CACHE_CONTROL, ASK_AGAIN),
        (VARY, HeaderValue::from_static("accept-language")),
        (CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())),
    ];
    (status, headers, html).into_response()
}

fn kind(content_type: &'static str) -> (HeaderName, HeaderValue) {
    (CONTENT_TYPE, HeaderValue::from_static(content_type))
}

/// A file that pages are made of.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: Bytes,
    etag: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    macro_rules! file {
        ($name:literal) => {
            (
                $name,
                Bytes::from_static(include_bytes!(concat!("../../assets/", $name))),
            )
        };
    }
    let files = [
        file!("entrega.css"),
        file!("town.css"),
        file!("track.css"),
        file!("phone.css"),
        file!("chat.css"),
        file!("shop.css"),
        file!("experiments.css"),
        file!("page.js"),
        file!("map.js"),
        file!("streets.js"),
        file!("town.js"),
        file!("track.js"),
        file!("phone.js"),
        file!("experiments.js"),
        file!("chat.js"),
        file!("icon.svg"),
        ("texts.pt-BR.json", texts::of(Language::PtBr).json().into()),
        ("texts.en.json", texts::of(Language::En).json().into()),
    ];
    files
        .into_iter()
        .map(|(name, content)| Asset::of(name, content))
        .collect()
});

impl Asset {
    fn of(name: &'static str, content: Bytes) -> Asset {
        let content_type = match name.rsplit_once('.') {
            Some((_, "css")) => CSS,
            Some((_, "js")) => SCRIPT,
            Some((_, "svg")) => PICTURE,
            _ => DATA,
        };
        let etag = etag(&content);
        Asset {
            name,
            content_type,
            content,
            etag,
        }
    }
}

/// What tells one version of a content from any other.
fn etag(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hex = digest[..12].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("\"{hex}\"")
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => file(
            &headers,
            asset.content_type,
            &asset.etag,
            asset.content.clone(),
        ),
        None => no_such_page(language(&Wish { lang: None }, &headers)),
    }
}

async fn picture(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let named = name.strip_suffix(".svg").and_then(Picture::named);
    let Some(picture) = named else {
        return no_such_page(language(&Wish { lang: None }, &headers));
    };
    let svg = Bytes::from(picture.svg());
    file(&headers, PICTURE, &etag(&svg), svg)
}

/// A file, unless the browser has it.
fn file(asked: &HeaderMap, content_type: &'static str, etag: &str, content: Bytes) -> Response {
    let known = asked
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|known| known.trim() == etag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([kind(content_type)], content).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(ETAG, etag);
    }
    response
}
