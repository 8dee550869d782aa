//! The couriers of a store, to the store.

use axum::Json;
use axum::extract::State;
use delivery::delivery::{Courier, CourierState};
use delivery::people::PersonName;
use delivery::{CourierId, DeliveryError};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::StaffCaller;
use crate::input::{At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::ListView;
use crate::view::board::CourierView;
use crate::view::place::PointView;

/// The couriers of the store.
#[utoipa::path(get, path = "/api/board/couriers", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    responses((status = 200, body = ListView<CourierView>)))]
pub(crate) async fn list(
    State(rest): State<Rest>,
    staff: StaffCaller,
) -> Result<Json<ListView<CourierView>>, Problem> {
    let couriers = rest.delivery().couriers(&staff.store).await?;
    let items = couriers.iter().map(CourierView::of).collect();
    Ok(Json(ListView { items }))
}

/// What a courier can be said to do.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum CourierStateWish {
    /// Not at work.
    Off,
    /// Waiting for an order.
    Free,
}

/// A courier.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CourierWish {
    /// By what name.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What they do. Who brings an order goes on with it.
    state: CourierStateWish,
    /// Where they are.
    point: PointView,
}

/// Says who a courier is, and that they come or go.
#[utoipa::path(put, path = "/api/board/couriers/{courier}", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("courier" = String, Path, description = "Which courier; one that nobody knows is new")),
    request_body = CourierWish,
    responses((status = 200, body = CourierView)))]
pub(crate) async fn settle(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<CourierId>,
    Sent(wish): Sent<CourierWish>,
) -> Result<Json<CourierView>, Problem> {
    let name = PersonName::parse(&wish.name)
        .map_err(|error| Problem::new(Code::Invalid, error.to_string()))?;
    let delivery = rest.delivery();
    let before = match delivery.courier(&staff.store, &id).await {
        Ok(before) => Some(before.state),
        Err(DeliveryError::NotFound(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let state = match (before, wish.state) {
        (Some(CourierState::Busy { .. }), CourierStateWish::Off) => {
            let detail = "this courier is bringing an order; have another bring it first";
            return Err(Problem::new(Code::CourierBusy, detail));
        }
        (Some(busy @ CourierState::Busy { .. }), CourierStateWish::Free) => busy,
        (_, CourierStateWish::Off) => CourierState::Off,
        (_, CourierStateWish::Free) => CourierState::Free,
    };
    let courier = Courier {
        store: staff.store.clone(),
        id,
        name: name.into(),
        state,
        point: wish.point.point().ok_or_else(off_the_plane)?,
        heading: 0.0,
        seen_at: Timestamp::now(),
    };
    delivery.settle_courier(&courier).await?;
    Ok(Json(CourierView::of(&courier)))
}

/// A point that is in no town.
pub(crate) fn off_the_plane() -> Problem {
    Problem::new(Code::Invalid, "this point is not in the town")
}
