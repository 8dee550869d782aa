//! What everybody may know: the store, its menu, its times, and the town.

use std::sync::LazyLock;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use delivery::StoreId;
use delivery::menu::Picture;
use delivery::town::Town;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::input::{Asked, At};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::ListView;
use crate::view::store::{MenuView, ShopView, SlotView, StoreView};

/// What the pages of this server are about.
#[utoipa::path(get, path = "/api/shop", tag = "shop",
    responses((status = 200, body = ShopView), (status = 404, description = "There are none")))]
pub(crate) async fn show_shop(State(rest): State<Rest>) -> Result<Json<ShopView>, Problem> {
    let front = rest.front()?;
    Ok(Json(ShopView {
        store: front.store.clone(),
        demo: front.is_demo,
        sandbox: front.is_sandbox,
        chat: rest.has_chat(),
        version: env!("CARGO_PKG_VERSION"),
    }))
}

/// A store: where it is, whether it takes orders, how long things may take.
#[utoipa::path(get, path = "/api/stores/{store}", tag = "shop",
    params(("store" = String, Path, description = "Which store")),
    responses((status = 200, body = StoreView)))]
pub(crate) async fn show_store(
    State(rest): State<Rest>,
    At(store): At<StoreId>,
) -> Result<Json<StoreView>, Problem> {
    let store = rest.delivery().store(&store).await?;
    Ok(Json(StoreView::of(&store, Timestamp::now())))
}

/// What a store sells, and how much there is of it.
#[utoipa::path(get, path = "/api/stores/{store}/menu", tag = "shop",
    params(("store" = String, Path, description = "Which store")),
    responses((status = 200, body = MenuView)))]
pub(crate) async fn show_menu(
    State(rest): State<Rest>,
    At(store): At<StoreId>,
) -> Result<Json<MenuView>, Problem> {
    let menu = rest.delivery().menu(&store).await?;
    let stock = rest.delivery().stock(&store).await?;
    Ok(Json(MenuView::of(&menu, &stock)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotsQuery {
    /// The day, in the store's zone; today without.
    #[param(value_type = Option<String>, format = "date", example = "2027-03-14")]
    day: Option<Date>,
}

/// The times of a day that can be ordered for.
#[utoipa::path(get, path = "/api/stores/{store}/slots", tag = "shop",
    params(("store" = String, Path, description = "Which store"), SlotsQuery),
    responses((status = 200, body = ListView<SlotView>)))]
pub(crate) async fn show_slots(
    State(rest): State<Rest>,
    At(store): At<StoreId>,
    Asked(query): Asked<SlotsQuery>,
) -> Result<Json<ListView<SlotView>>, Problem> {
    let settled = rest.delivery().store(&store).await?;
    let today = || settled.time_zone().to_datetime(Timestamp::now()).date();
    let day = query.day.unwrap_or_else(today);
    let slots = rest.delivery().slots(&store, day).await?;
    let items = slots.into_iter().map(SlotView::from).collect();
    Ok(Json(ListView { items }))
}

/// A picture of something on the menu.
#[utoipa::path(get, path = "/api/pictures/{picture}", tag = "shop",
    params(("picture" = String, Path, description = "As the menu names it: `feijoada.svg`")),
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
pub(crate) async fn show_picture(At(picture): At<String>) -> Result<Response, Problem> {
    let name = picture.strip_suffix(".svg").unwrap_or("");
    let mut all = Picture::ALL.iter();
    let picture = all
        .find(|picture| picture.as_str() == name)
        .ok_or_else(|| Problem::new(Code::NotFound, "there is no such picture"))?;
    let svg = HeaderValue::from_static("image/svg+xml");
    let headers = [(header::CONTENT_TYPE, svg), (header::CACHE_CONTROL, CACHED)];
    Ok((headers, picture.svg()).into_response())
}

/// The town and the pictures change with the program alone.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// What tells one town from another: its length and a sum of its bytes (FNV-1a, 64 bits).
static TOWN_TAG: LazyLock<HeaderValue> = LazyLock::new(|| {
    let text = Town::bundled_text();
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let tag = format!("\"{:x}-{sum:016x}\"", text.len());
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"town\""))
});

/// The street graph: what the map is drawn from and routes are made on.
///
/// `nodes` holds x and y in turn, in metres; streets, bridges and areas name nodes by their number.
#[utoipa::path(get, path = "/api/town", tag = "shop",
    responses(
        (status = 200, body = serde_json::Value, content_type = "application/json"),
        (status = 304, description = "It is as it was")))]
pub(crate) async fn show_town(headers: HeaderMap) -> Response {
    let tag = TOWN_TAG.clone();
    let caching = [(header::CACHE_CONTROL, CACHED), (header::ETAG, tag.clone())];
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let json = HeaderValue::from_static("application/json");
    let body = Bytes::from_static(Town::bundled_text().as_bytes());
    (caching, [(header::CONTENT_TYPE, json)], body).into_response()
}
