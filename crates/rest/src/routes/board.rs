//! The store's board: its open orders, and what it does with them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use delivery::{CourierId, Order, OrderId};
use http::HeaderMap;
use jiff::SignedDuration;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::changes::ReasonWish;
use super::orders::AfterQuery;
use crate::caller::{OperatorCaller, StaffCaller};
use crate::cursor::PageQuery;
use crate::input::{Asked, At, Sent};
use crate::problem::Problem;
use crate::rest::Rest;
use crate::stream::board::BoardReader;
use crate::stream::watch::Mark;
use crate::stream::{Listener, last_event_id};
use crate::view::board::{BoardOrderView, InvariantsView, Numbers};
use crate::view::message::MessageView;
use crate::view::payment::amount;
use crate::view::timeline::TimelineView;
use crate::view::{ListView, PageView};

impl Rest {
    async fn board_view(
        &self,
        staff: &StaffCaller,
        order: &Order,
    ) -> Result<Json<BoardOrderView>, Problem> {
        let reader = self.reader(&order.store, staff.session.language).await?;
        let view = BoardOrderView::of(order, Numbers::Written, &reader);
        Ok(Json(view))
    }
}

/// The open orders of the store, oldest first.
#[utoipa::path(get, path = "/api/board", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(PageQuery),
    responses((status = 200, body = PageView<BoardOrderView>)))]
pub(crate) async fn board(
    State(rest): State<Rest>,
    staff: StaffCaller,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageView<BoardOrderView>>, Problem> {
    let (limit, from) = page.read()?;
    let delivery = rest.delivery();
    let orders = delivery
        .open_orders(&staff.store, limit, from.as_deref())
        .await?;
    let reader = rest.reader(&staff.store, staff.session.language).await?;
    let view = |order| BoardOrderView::of(&order, Numbers::Masked, &reader);
    Ok(Json(PageView::of(orders, view)))
}

/// What changes on the board, as it changes.
///
/// `reset` says that the board is to be read (again): it comes first, and when something was missed.
/// `order` has an order that changed, `courier` a courier who brings one. After a break it goes on
/// where `Last-Event-ID` says.
#[utoipa::path(get, path = "/api/board/events", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow(
    State(rest): State<Rest>,
    staff: StaffCaller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reader = BoardReader {
        store: staff.store,
        language: staff.session.language,
        mark: last_event_id(&headers).and_then(Mark::parse),
    };
    let listener = Listener::Session(staff.token);
    rest.stream(listener, |rest, events| reader.tell(rest, events))
}

/// An order of the store.
#[utoipa::path(get, path = "/api/board/orders/{order}", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn show(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
) -> Result<Json<BoardOrderView>, Problem> {
    let order = rest.delivery().order(&staff.key(order)).await?;
    rest.board_view(&staff, &order).await
}

/// What happened to an order of the store.
#[utoipa::path(get, path = "/api/board/orders/{order}/timeline", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order"), AfterQuery),
    responses((status = 200, body = TimelineView)))]
pub(crate) async fn timeline(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
    Asked(asked): Asked<AfterQuery>,
) -> Result<Json<TimelineView>, Problem> {
    let order = rest.delivery().order(&staff.key(order)).await?;
    let view = rest.timeline_view(&order, asked.after, staff.session.language);
    Ok(Json(view.await?))
}

/// What the customer of an order was told, and why not.
#[utoipa::path(get, path = "/api/board/orders/{order}/messages", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = ListView<MessageView>)))]
pub(crate) async fn messages(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
) -> Result<Json<ListView<MessageView>>, Problem> {
    let order = rest.delivery().order(&staff.key(order)).await?;
    let view = rest.messages_view(&order, staff.session.language).await?;
    let items = view.items.into_iter();
    let items = items.map(|message| message.without_pin(&order.pin.digits));
    Ok(Json(ListView {
        items: items.collect(),
    }))
}

/// Takes an order.
#[utoipa::path(post, path = "/api/board/orders/{order}/accept", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn accept(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
) -> Result<Json<BoardOrderView>, Problem> {
    let delivery = rest.delivery();
    let order = delivery.accept(&staff.key(order), &staff.actor).await?;
    rest.board_view(&staff, &order).await
}

/// Does not take an order.
#[utoipa::path(post, path = "/api/board/orders/{order}/refuse", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = ReasonWish,
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn refuse(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<ReasonWish>,
) -> Result<Json<BoardOrderView>, Problem> {
    let order = rest
        .delivery()
        .refuse(&staff.key(order), wish.reason, &staff.actor)
        .await?;
    rest.board_view(&staff, &order).await
}

/// Begins to make it.
#[utoipa::path(post, path = "/api/board/orders/{order}/prepare", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn prepare(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
) -> Result<Json<BoardOrderView>, Problem> {
    let delivery = rest.delivery();
    let order = delivery.prepare(&staff.key(order), &staff.actor).await?;
    rest.board_view(&staff, &order).await
}

/// It is made.
#[utoipa::path(post, path = "/api/board/orders/{order}/ready", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn ready(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
) -> Result<Json<BoardOrderView>, Problem> {
    let delivery = rest.delivery();
    let order = delivery.ready(&staff.key(order), &staff.actor).await?;
    rest.board_view(&staff, &order).await
}

/// Who brings it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AssignWish {
    /// A courier who is free.
    #[schema(schema_with = crate::view::schema::identifier)]
    courier: CourierId,
}

/// Has a courier bring an order.
#[utoipa::path(post, path = "/api/board/orders/{order}/assign", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = AssignWish,
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn assign(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<AssignWish>,
) -> Result<Json<BoardOrderView>, Problem> {
    let delivery = rest.delivery();
    let order = delivery.assign(&staff.key(order), &wish.courier).await?;
    rest.board_view(&staff, &order).await
}

/// The answer to a change.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangeAnswer {
    /// Whether the store agrees.
    agrees: bool,
}

/// Answers a change of address that somebody asked for.
#[utoipa::path(post, path = "/api/board/orders/{order}/change", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = ChangeAnswer,
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn answer_change(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
    Sent(answer): Sent<ChangeAnswer>,
) -> Result<Json<BoardOrderView>, Problem> {
    let order = rest
        .delivery()
        .answer_change(&staff.key(order), answer.agrees, &staff.actor)
        .await?;
    rest.board_view(&staff, &order).await
}

/// Calls an order off.
#[utoipa::path(post, path = "/api/board/orders/{order}/cancellation", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = ReasonWish,
    responses((status = 202, body = BoardOrderView)))]
pub(crate) async fn cancel(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<ReasonWish>,
) -> Result<(http::StatusCode, Json<BoardOrderView>), Problem> {
    let delivery = rest.delivery();
    let current = delivery.order(&staff.key(order)).await?;
    let reason = wish.fitting(&current, staff.side)?;
    let order = delivery
        .cancel(&current.key(), staff.side, &staff.actor, reason)
        .await?;
    let view = rest.board_view(&staff, &order).await?;
    Ok((http::StatusCode::ACCEPTED, view))
}

/// Money that goes back.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RefundWish {
    /// How much, in minor units: at most what was paid and has not gone back.
    #[schema(minimum = 1, maximum = 10_000_000)]
    amount: i64,
}

/// Gives money back, for operators.
#[utoipa::path(post, path = "/api/board/orders/{order}/refund", tag = "board",
    security(("bearer" = ["operator"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = RefundWish,
    responses((status = 200, body = BoardOrderView)))]
pub(crate) async fn refund(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<RefundWish>,
) -> Result<Json<BoardOrderView>, Problem> {
    let amount = amount(wish.amount)?;
    let order = rest
        .delivery()
        .refund(&staff.key(order), amount, &staff.actor)
        .await?;
    rest.board_view(&staff, &order).await
}

/// The messages of the store, newest first: what its customers' phones show.
#[utoipa::path(get, path = "/api/board/outbox", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(PageQuery),
    responses((status = 200, body = PageView<MessageView>)))]
pub(crate) async fn outbox(
    State(rest): State<Rest>,
    staff: StaffCaller,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageView<MessageView>>, Problem> {
    let (limit, from) = page.read()?;
    let delivery = rest.delivery();
    let messages = delivery
        .outbox(&staff.store, limit, from.as_deref())
        .await?;
    let reader = rest.reader(&staff.store, staff.session.language).await?;
    let view = |message| MessageView::of(&message, &reader);
    Ok(Json(PageView::of(messages, view)))
}

/// How patient to be.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PatienceQuery {
    /// After so long without anything happening an order is stuck; two minutes without.
    #[param(minimum = 0, maximum = 86_400)]
    patience_seconds: Option<u32>,
}

/// What must always be 0, counted over every order of the store; for operators.
#[utoipa::path(get, path = "/api/board/invariants", tag = "board",
    security(("bearer" = ["operator"])),
    params(PatienceQuery),
    responses((status = 200, body = InvariantsView)))]
pub(crate) async fn invariants(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
    Asked(query): Asked<PatienceQuery>,
) -> Result<Json<InvariantsView>, Problem> {
    let patience = query
        .patience_seconds
        .map_or(delivery::delivery::PATIENCE, |seconds| {
            SignedDuration::from_secs(i64::from(seconds))
        });
    let found = rest.delivery().invariants(&staff.store, patience).await?;
    Ok(Json(found.into()))
}
