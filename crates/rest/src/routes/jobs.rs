//! What couriers do.

use axum::Json;
use axum::extract::State;
use delivery::delivery::CourierState;
use delivery::{DeliveryError, Order, OrderId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::changes::ReasonWish;
use super::couriers::off_the_plane;
use crate::caller::CourierCaller;
use crate::input::{At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::ListView;
use crate::view::board::CourierView;
use crate::view::job::JobView;
use crate::view::place::{PointView, tenths};

/// The orders that the courier brings.
#[utoipa::path(get, path = "/api/courier/orders", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    responses((status = 200, body = ListView<JobView>)))]
pub(crate) async fn list(
    State(rest): State<Rest>,
    me: CourierCaller,
) -> Result<Json<ListView<JobView>>, Problem> {
    let delivery = rest.delivery();
    let courier = delivery.courier(&me.store, &me.courier).await?;
    let items = match &courier.state {
        CourierState::Off | CourierState::Free => Vec::new(),
        CourierState::Busy { order } => match delivery.order_of(&me.store, order).await {
            Ok(order) => vec![JobView::of(&order)],
            Err(DeliveryError::NotFound(_)) => Vec::new(),
            Err(error) => return Err(error.into()),
        },
    };
    Ok(Json(ListView { items }))
}

/// Where the courier is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PositionWish {
    /// There.
    point: PointView,
    /// In which direction they go: degrees from north, clockwise.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 360)]
    heading: f64,
}

/// Says where the courier is.
#[utoipa::path(post, path = "/api/courier/position", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    request_body = PositionWish,
    responses((status = 200, body = CourierView)))]
pub(crate) async fn position(
    State(rest): State<Rest>,
    me: CourierCaller,
    Sent(wish): Sent<PositionWish>,
) -> Result<Json<CourierView>, Problem> {
    if !(0.0..=360.0).contains(&wish.heading) {
        let detail = "`heading` is 0 to 360 degrees";
        return Err(Problem::new(Code::Invalid, detail));
    }
    let point = wish.point.point().ok_or_else(off_the_plane)?;
    let courier = rest
        .delivery()
        .seen(&me.store, &me.courier, point, tenths(wish.heading))
        .await?;
    Ok(Json(CourierView::of(&courier)))
}

fn shown(order: &Order) -> Json<JobView> {
    Json(JobView::of(order))
}

/// The courier is at the store.
#[utoipa::path(post, path = "/api/courier/orders/{order}/at-store", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("order" = String, Path, description = "Which order"),
        ("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    responses((status = 200, body = JobView)))]
pub(crate) async fn at_store(
    State(rest): State<Rest>,
    me: CourierCaller,
    At(order): At<OrderId>,
) -> Result<Json<JobView>, Problem> {
    let order = me.order(&rest, &order).await?;
    Ok(shown(&rest.delivery().at_store(&order, &me.courier).await?))
}

/// The courier has it.
#[utoipa::path(post, path = "/api/courier/orders/{order}/picked-up", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("order" = String, Path, description = "Which order"),
        ("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    responses((status = 200, body = JobView)))]
pub(crate) async fn picked_up(
    State(rest): State<Rest>,
    me: CourierCaller,
    At(order): At<OrderId>,
) -> Result<Json<JobView>, Problem> {
    let order = me.order(&rest, &order).await?;
    Ok(shown(
        &rest.delivery().picked_up(&order, &me.courier).await?,
    ))
}

/// The courier is at the door.
#[utoipa::path(post, path = "/api/courier/orders/{order}/arrived", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("order" = String, Path, description = "Which order"),
        ("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    responses((status = 200, body = JobView)))]
pub(crate) async fn arrived(
    State(rest): State<Rest>,
    me: CourierCaller,
    At(order): At<OrderId>,
) -> Result<Json<JobView>, Problem> {
    let order = me.order(&rest, &order).await?;
    Ok(shown(&rest.delivery().arrived(&order, &me.courier).await?))
}

/// What was said at the door.
#[derive(Deserialize, ToSchema)]
pub(crate) struct HandOverWish {
    /// The customer's number: four digits.
    #[schema(pattern = "^[0-9]{4}$", example = "4821")]
    pin: String,
}

/// Hands it over, if the number is right. It can be tried five times.
#[utoipa::path(post, path = "/api/courier/orders/{order}/hand-over", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("order" = String, Path, description = "Which order"),
        ("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    request_body = HandOverWish,
    responses((status = 200, body = JobView)))]
pub(crate) async fn hand_over(
    State(rest): State<Rest>,
    me: CourierCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<HandOverWish>,
) -> Result<Json<JobView>, Problem> {
    let order = me.order(&rest, &order).await?;
    // What cannot be a PIN is not counted as a try.
    if wish.pin.len() != 4 || !wish.pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::new(Code::Invalid, "a PIN has four digits"));
    }
    let delivery = rest.delivery();
    let handed = delivery.hand_over(&order, &me.courier, &wish.pin).await?;
    Ok(shown(&handed))
}

/// Nobody was there, or the address was wrong.
#[utoipa::path(post, path = "/api/courier/orders/{order}/attempt-failed", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("order" = String, Path, description = "Which order"),
        ("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    request_body = ReasonWish,
    responses((status = 200, body = JobView)))]
pub(crate) async fn attempt_failed(
    State(rest): State<Rest>,
    me: CourierCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<ReasonWish>,
) -> Result<Json<JobView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let delivery = rest.delivery();
    let failed = delivery
        .attempt_failed(&order, &me.courier, wish.reason)
        .await?;
    Ok(shown(&failed))
}

/// It is back at the store.
#[utoipa::path(post, path = "/api/courier/orders/{order}/returned", tag = "courier",
    security(("bearer" = ["courier", "operator"])),
    params(("order" = String, Path, description = "Which order"),
        ("Entrega-Courier" = Option<String>, Header, description = "Which courier an operator acts as")),
    responses((status = 200, body = JobView)))]
pub(crate) async fn returned(
    State(rest): State<Rest>,
    me: CourierCaller,
    At(order): At<OrderId>,
) -> Result<Json<JobView>, Problem> {
    let order = me.order(&rest, &order).await?;
    Ok(shown(&rest.delivery().returned(&order, &me.courier).await?))
}
