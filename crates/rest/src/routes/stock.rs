//! How much there is, and whether the store takes orders.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use delivery::hours::Pause;
use delivery::notice::Language;
use delivery::{ItemId, StoreId};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::StaffCaller;
use crate::input::{At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::ListView;
use crate::view::board::StockView;
use crate::view::store::{AcceptanceView, StoreView};

/// There is never more of an item.
const AVAILABLE_MAX: u32 = 1_000_000;

async fn stock_of(
    rest: &Rest,
    store: &StoreId,
    language: Language,
) -> Result<Vec<StockView>, Problem> {
    let menu = rest.delivery().menu(store).await?;
    let stock = rest.delivery().stock(store).await?;
    let name = |item: &ItemId| match menu.item(item).map(|item| &item.name) {
        Some(words) => match language {
            Language::PtBr => words.pt_br.clone(),
            Language::En => words.en.clone(),
        },
        None => item.to_string(),
    };
    let views = stock
        .iter()
        .map(|stock| StockView::of(stock, name(&stock.item)));
    Ok(views.collect())
}

/// How much there is of each item.
#[utoipa::path(get, path = "/api/board/stock", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    responses((status = 200, body = ListView<StockView>)))]
pub(crate) async fn show_stock(
    State(rest): State<Rest>,
    staff: StaffCaller,
) -> Result<Json<ListView<StockView>>, Problem> {
    let items = stock_of(&rest, &staff.store, staff.session.language).await?;
    Ok(Json(ListView { items }))
}

/// How much there is of an item.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RestockWish {
    /// So many can be ordered from now on, besides what is kept for orders.
    #[schema(minimum = 0, maximum = 1_000_000)]
    available: u32,
}

/// Says how many of an item can be ordered.
#[utoipa::path(put, path = "/api/board/stock/{item}", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("item" = String, Path, description = "Which item of the menu")),
    request_body = RestockWish,
    responses((status = 200, body = ListView<StockView>)))]
pub(crate) async fn restock(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(item): At<ItemId>,
    Sent(wish): Sent<RestockWish>,
) -> Result<Json<ListView<StockView>>, Problem> {
    if wish.available > AVAILABLE_MAX {
        let detail = format!("there can be at most {AVAILABLE_MAX}");
        return Err(Problem::new(Code::Invalid, detail));
    }
    let delivery = rest.delivery();
    delivery
        .restock(&staff.store, &item, wish.available)
        .await?;
    let items = stock_of(&rest, &staff.store, staff.session.language).await?;
    Ok(Json(ListView { items }))
}

/// What the store settles; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StoreWish {
    /// Whether it takes no orders for the time being.
    paused: Option<bool>,
    /// Whether somebody accepts each order.
    accepts: Option<AcceptanceView>,
}

/// Says whether the store takes orders, and how.
#[utoipa::path(put, path = "/api/board/store", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    request_body = StoreWish,
    responses((status = 200, body = StoreView)))]
pub(crate) async fn settle(
    State(rest): State<Rest>,
    staff: StaffCaller,
    Sent(wish): Sent<StoreWish>,
) -> Result<Json<StoreView>, Problem> {
    let delivery = rest.delivery();
    let mut store = Arc::unwrap_or_clone(delivery.store(&staff.store).await?);
    if let Some(paused) = wish.paused {
        store.hours.pause = if paused {
            Pause::UntilResumed
        } else {
            Pause::None
        };
    }
    if let Some(accepts) = wish.accepts {
        store.accepts = accepts.into();
    }
    delivery.settle_store(&store).await?;
    Ok(Json(StoreView::of(&store, Timestamp::now())))
}
