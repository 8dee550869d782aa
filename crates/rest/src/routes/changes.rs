//! What a customer changes about an order.

use axum::Json;
use axum::extract::State;
use delivery::policy::{self, StatusNumber};
use delivery::{Actor, ItemId, Order, OrderId, Reason, cancellation};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::quotes::AddressBody;
use crate::caller::CustomerCaller;
use crate::input::{At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::change::PreviewView;
use crate::view::order::OrderView;
use crate::view::schema;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReasonWish {
    /// One of the reasons that orders end for; the preview says which make sense now.
    #[schema(schema_with = schema::reason)]
    pub(crate) reason: Reason,
}

impl ReasonWish {
    /// The reason, if somebody may give it for an order.
    pub(crate) fn fitting(&self, order: &Order, by: policy::Actor) -> Result<Reason, Problem> {
        let status = StatusNumber::new(order.status.number()).unwrap_or(StatusNumber::MAX);
        if cancellation::fits(self.reason, by, status) {
            return Ok(self.reason);
        }
        let offered = cancellation::offered(by, status).map(Reason::name);
        let offered: Vec<&str> = offered.collect();
        let detail = match offered.as_slice() {
            [] => "no reason can be given any more".to_owned(),
            offered => format!("give one of these reasons: {}", offered.join(", ")),
        };
        Err(Problem::new(Code::ReasonNotOffered, detail).with("offered", offered))
    }
}

/// What would come of calling an order off.
#[utoipa::path(get, path = "/api/orders/{order}/cancellation", tag = "changes",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = PreviewView)))]
pub(crate) async fn preview_cancellation(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
) -> Result<Json<PreviewView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let by = policy::Actor::Customer;
    let delivery = rest.delivery();
    let preview = delivery.preview_cancellation(&order.key(), by).await?;
    let reader = rest.reader(&me.store, me.session.language).await?;
    Ok(Json(PreviewView::of_cancellation(
        &preview, &order, by, &reader,
    )))
}

/// Calls an order off, if that is still possible. It takes a moment until all is undone.
#[utoipa::path(post, path = "/api/orders/{order}/cancellation", tag = "changes",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = ReasonWish,
    responses((status = 202, body = OrderView)))]
pub(crate) async fn cancel(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<ReasonWish>,
) -> Result<(StatusCode, Json<OrderView>), Problem> {
    let order = me.order(&rest, &order).await?;
    let by = policy::Actor::Customer;
    let reason = wish.fitting(&order, by)?;
    let order = rest
        .delivery()
        .cancel(&order.key(), by, &Actor::Customer, reason)
        .await?;
    let view = rest.order_view(&order, me.session.language).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// What would come of another address.
#[utoipa::path(post, path = "/api/orders/{order}/address/preview", tag = "changes",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = AddressBody,
    responses((status = 200, body = PreviewView)))]
pub(crate) async fn preview_address(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Sent(address): Sent<AddressBody>,
) -> Result<Json<PreviewView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let delivery = rest.delivery();
    let (key, wish) = (order.key(), address.wish());
    let preview = delivery.preview_address(&key, &wish).await?;
    let reader = rest.reader(&me.store, me.session.language).await?;
    Ok(Json(PreviewView::of_address(&preview, &order, &reader)))
}

/// Has an order go elsewhere, or asks the store whether it may: then the order has a `change`.
#[utoipa::path(post, path = "/api/orders/{order}/address", tag = "changes",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = AddressBody,
    responses((status = 200, body = OrderView)))]
pub(crate) async fn change_address(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Sent(address): Sent<AddressBody>,
) -> Result<Json<OrderView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let delivery = rest.delivery();
    let (order, _) = delivery
        .change_address(&order.key(), &address.wish(), &Actor::Customer)
        .await?;
    Ok(Json(rest.order_view(&order, me.session.language).await?))
}

/// What the courier should know.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct InstructionsWish {
    /// How to find the door.
    #[schema(max_length = 280)]
    complement: Option<String>,
    /// What else.
    #[schema(max_length = 280)]
    instructions: Option<String>,
}

/// Has the courier know something else.
#[utoipa::path(post, path = "/api/orders/{order}/instructions", tag = "changes",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = InstructionsWish,
    responses((status = 200, body = OrderView)))]
pub(crate) async fn instruct(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<InstructionsWish>,
) -> Result<Json<OrderView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let bounded = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let (complement, instructions) = (bounded(wish.complement), bounded(wish.instructions));
    for text in [&complement, &instructions].into_iter().flatten() {
        let most = delivery::delivery::NOTE_LENGTH_MAX;
        if text.chars().count() > most {
            let detail = format!("write at most {most} characters");
            return Err(Problem::new(Code::Invalid, detail));
        }
    }
    let order = rest
        .delivery()
        .instruct(&order.key(), complement, instructions, &Actor::Customer)
        .await?;
    Ok(Json(rest.order_view(&order, me.session.language).await?))
}

/// What instead of what cannot be had.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChoiceWish {
    /// What cannot be had.
    #[schema(schema_with = schema::identifier)]
    missing: ItemId,
    /// One of its substitutes; without, the order goes on without it.
    #[schema(value_type = Option<String>, max_length = 64)]
    instead: Option<ItemId>,
}

/// Says what instead of what cannot be had, while the order asks for it.
#[utoipa::path(post, path = "/api/orders/{order}/choice", tag = "changes",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = ChoiceWish,
    responses((status = 200, body = OrderView)))]
pub(crate) async fn choose(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<ChoiceWish>,
) -> Result<Json<OrderView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let order = rest
        .delivery()
        .choose(&order.key(), &wish.missing, wish.instead.as_ref())
        .await?;
    Ok(Json(rest.order_view(&order, me.session.language).await?))
}
