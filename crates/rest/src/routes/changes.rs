//! What a customer changes about an order.

use axum::Json;
use axum::extract::State;
use delivery::cancellation::CancelReason;
use delivery::policy::{self, StatusNumber};
use delivery::{Actor, ItemId, Order, OrderId, Reason};
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
    /// The code of one of the reasons that are offered with the preview, or of a reason that orders
    /// end for.
    #[schema(min_length = 1, max_length = 64, example = "changed_mind")]
    reason: String,
}

impl ReasonWish {
    /// The reason, if somebody may give it for an order.
    pub(crate) fn read(&self, order: &Order, by: policy::Actor) -> Result<Reason, Problem> {
        let status = StatusNumber::new(order.status.number()).unwrap_or(StatusNumber::MAX);
        let offered = CancelReason::ALL
            .iter()
            .find(|reason| reason.as_str() == self.reason && reason.fits(by, status));
        match offered {
            Some(offered) => Ok(reason_of(*offered)),
            None => self.any(),
        }
    }

    /// A reason that orders end for.
    pub(crate) fn any(&self) -> Result<Reason, Problem> {
        Reason::parse(&self.reason).ok_or_else(|| {
            let names = Reason::ALL.map(Reason::name).join(", ");
            let detail = format!("`{}` is no reason; choose one of {names}", self.reason);
            Problem::new(Code::Invalid, detail)
        })
    }
}

/// What is kept with an order of a reason that somebody was offered.
fn reason_of(offered: CancelReason) -> Reason {
    match offered {
        CancelReason::ChangedMind | CancelReason::FeeTooHigh | CancelReason::CustomerAsked => {
            Reason::CustomerChangedMind
        }
        CancelReason::OrderedByMistake => Reason::DuplicateOrder,
        CancelReason::WrongAddress => Reason::WrongAddress,
        CancelReason::TakesTooLong => Reason::TooSlow,
        CancelReason::PaymentTrouble => Reason::PaymentDeclined,
        CancelReason::OutOfStock => Reason::ItemUnavailable,
        CancelReason::StoreTooBusy => Reason::StoreTooBusy,
        CancelReason::StoreClosing => Reason::StoreClosed,
        CancelReason::AddressNotServed => Reason::OutOfZone,
        CancelReason::NoCourier => Reason::CourierUnavailable,
        CancelReason::CustomerUnreachable => Reason::CustomerAbsent,
        CancelReason::LostOnTheWay | CancelReason::SuspectedFraud => Reason::TechnicalFailure,
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
    let reason = wish.read(&order, by)?;
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
