//! A customer's orders: placed, looked at, paid.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use delivery::delivery::PlaceOrder;
use delivery::order::CarriedBy;
use delivery::payment::qr::qr_svg;
use delivery::{Money, Order, OrderId};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::quotes::CartWish;
use crate::caller::CustomerCaller;
use crate::cursor::PageQuery;
use crate::input::{Asked, At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::stream::order::{Following, Shown};
use crate::stream::{Listener, last_event_id};
use crate::view::message::MessageView;
use crate::view::money::{LineView, TotalsView};
use crate::view::order::OrderView;
use crate::view::payment::{PaymentView, PaymentWish, pix_of};
use crate::view::place::WindowView;
use crate::view::schema;
use crate::view::timeline::{EntryView, TimelineView};
use crate::view::{ListView, PageView};

/// The header with which a request is the same request when it is sent again.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// An order as it is placed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OrderWish {
    /// What: as it was quoted.
    cart: CartWish,
    /// The quote that the customer was shown.
    #[schema(max_length = 4096)]
    quote: String,
    /// How to find the door.
    #[schema(max_length = 280)]
    complement: Option<String>,
    /// What the courier should know.
    #[schema(max_length = 280)]
    instructions: Option<String>,
    /// What the kitchen should know.
    #[schema(max_length = 280)]
    note: Option<String>,
    /// How it is paid.
    payment: PaymentWish,
    /// When it should come; as soon as possible without.
    slot: Option<WindowView>,
}

/// Places an order.
///
/// The same request under the same key is the same order, for a day: 201 the first time, 200
/// afterwards.
#[utoipa::path(post, path = "/api/orders", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("Idempotency-Key" = String, Header,
        description = "1 to 128 visible characters that the client makes up for this order",
        min_length = 1, max_length = 128, pattern = "^[!-\"$-~]+$")),
    request_body = OrderWish,
    responses(
        (status = 201, body = OrderView),
        (status = 200, body = OrderView, description = "It had been placed before")))]
pub(crate) async fn place(
    State(rest): State<Rest>,
    me: CustomerCaller,
    headers: HeaderMap,
    Sent(wish): Sent<OrderWish>,
) -> Result<(StatusCode, Json<OrderView>), Problem> {
    let key = headers.get(IDEMPOTENCY_KEY);
    let key = key.and_then(|key| key.to_str().ok()).ok_or_else(|| {
        let detail = "make up a key for this order and send it as `Idempotency-Key`, so that it is \
                      placed once however often it is sent";
        Problem::new(Code::IdempotencyKeyMissing, detail)
    })?;
    let wish = PlaceOrder {
        cart: wish.cart.cart(),
        quote: wish.quote,
        complement: wish.complement,
        instructions: wish.instructions,
        note: wish.note,
        payment: wish.payment.method()?,
        slot: wish.slot.map(Into::into),
    };
    let placed = rest
        .delivery()
        .place(&me.store, &me.customer, &wish, key, CarriedBy::Workflow)
        .await?;
    let status = if placed.before {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let view = rest.order_view(&placed.order, me.session.language).await?;
    Ok((status, Json(view)))
}

/// The customer's orders, newest first.
#[utoipa::path(get, path = "/api/orders", tag = "customer",
    security(("bearer" = ["customer"])),
    params(PageQuery),
    responses((status = 200, body = PageView<OrderView>)))]
pub(crate) async fn list(
    State(rest): State<Rest>,
    me: CustomerCaller,
    Asked(page): Asked<PageQuery>,
) -> Result<Json<PageView<OrderView>>, Problem> {
    let (limit, from) = page.read()?;
    let delivery = rest.delivery();
    let orders = delivery
        .orders_of(&me.store, &me.customer, limit, from.as_deref())
        .await?;
    let reader = rest.reader(&me.store, me.session.language).await?;
    Ok(Json(PageView::of(orders, |order| {
        let link = delivery.tracking_link(&order.key());
        OrderView::of(&order, None, link, &reader)
    })))
}

/// An order.
#[utoipa::path(get, path = "/api/orders/{order}", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = OrderView)))]
pub(crate) async fn show(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
) -> Result<Json<OrderView>, Problem> {
    let order = me.order(&rest, &order).await?;
    Ok(Json(rest.order_view(&order, me.session.language).await?))
}

/// No entry is written with a number of more than six digits; this is before the last of them.
const ENTRY_MAX: u32 = 999_998;

/// From which entry on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AfterQuery {
    /// The number of the last entry that is known.
    #[serde(default)]
    #[param(minimum = 0, maximum = 999_998)]
    pub(crate) after: u32,
}

/// What happened to an order.
#[utoipa::path(get, path = "/api/orders/{order}/timeline", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order"), AfterQuery),
    responses((status = 200, body = TimelineView)))]
pub(crate) async fn timeline(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Asked(asked): Asked<AfterQuery>,
) -> Result<Json<TimelineView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let view = rest.timeline_view(&order, asked.after, me.session.language);
    Ok(Json(view.await?))
}

impl Rest {
    /// A timeline after an entry.
    pub(crate) async fn timeline_view(
        &self,
        order: &Order,
        after: u32,
        language: delivery::notice::Language,
    ) -> Result<TimelineView, Problem> {
        let delivery = self.delivery();
        let after = after.min(ENTRY_MAX);
        let entries = delivery.timeline(&order.key(), after).await?;
        let menu = delivery.menu(&order.store).await?;
        let reader = self.reader(&order.store, language).await?;
        let entries = entries
            .iter()
            .map(|entry| EntryView::of(entry, order, &menu, &reader));
        Ok(TimelineView {
            entries: entries.collect(),
        })
    }

    /// What was said about an order.
    pub(crate) async fn messages_view(
        &self,
        order: &Order,
        language: delivery::notice::Language,
    ) -> Result<ListView<MessageView>, Problem> {
        let messages = self.delivery().messages(&order.key()).await?;
        let reader = self.reader(&order.store, language).await?;
        let messages = messages.iter();
        let items = messages.map(|message| MessageView::of(message, &reader));
        Ok(ListView {
            items: items.collect(),
        })
    }
}

/// What the customer was told about an order, on which channel, and why not on the others.
#[utoipa::path(get, path = "/api/orders/{order}/messages", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = ListView<MessageView>)))]
pub(crate) async fn messages(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
) -> Result<Json<ListView<MessageView>>, Problem> {
    let order = me.order(&rest, &order).await?;
    let view = rest.messages_view(&order, me.session.language);
    Ok(Json(view.await?))
}

/// The entry that a client knows already.
pub(crate) fn entry_known(headers: &HeaderMap) -> u32 {
    let last = last_event_id(headers).and_then(|id| id.parse().ok());
    last.unwrap_or(0).min(ENTRY_MAX)
}

/// What happens to an order, as it happens.
///
/// `entry` has the next entry of the timeline, whose number is its `id`; `order` the order whenever
/// it is another; `courier` the courier's place while they are on the way. After a break it goes on
/// where `Last-Event-ID` says.
#[utoipa::path(get, path = "/api/orders/{order}/events", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last entry that is known")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = me.order(&rest, &order).await?;
    let following = Following {
        order: order.key(),
        after: entry_known(&headers),
        language: me.session.language,
        shown: Shown::Whole,
    };
    let listener = Listener::Session(me.token);
    rest.stream(listener, |rest, events| following.tell(rest, events))
}

/// The QR code of the Pix that can be paid now.
#[utoipa::path(get, path = "/api/orders/{order}/pix.svg", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
pub(crate) async fn pix(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
) -> Result<Response, Problem> {
    let order = me.order(&rest, &order).await?;
    pix_picture(&order)
}

/// The QR code of an order's Pix.
pub(crate) fn pix_picture(order: &Order) -> Result<Response, Problem> {
    let none = || Problem::new(Code::NotFound, "there is no Pix to be paid now");
    let (code, _) = pix_of(&order.payment).ok_or_else(none)?;
    let picture = qr_svg(code, &format!("Pix #{}", order.number)).map_err(|_| none())?;
    let svg = HeaderValue::from_static("image/svg+xml");
    let inline = HeaderValue::from_static("inline");
    Ok((
        [(CONTENT_TYPE, svg), (CONTENT_DISPOSITION, inline)],
        picture,
    )
        .into_response())
}

/// Another way to pay.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PayWish {
    /// How.
    payment: PaymentWish,
}

/// Pays in another way, or tries again.
#[utoipa::path(post, path = "/api/orders/{order}/payment", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    request_body = PayWish,
    responses((status = 200, body = OrderView)))]
pub(crate) async fn pay(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
    Sent(wish): Sent<PayWish>,
) -> Result<Json<OrderView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let method = wish.payment.method()?;
    let order = rest.delivery().pay(&order.key(), &method).await?;
    Ok(Json(rest.order_view(&order, me.session.language).await?))
}

/// Money that went back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefundView {
    /// How much.
    #[schema(schema_with = schema::price)]
    amount: Money,
    /// Whether the provider has done it.
    done: bool,
}

/// What was bought, and what was paid for it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// What people call the order: `#1042`.
    number: u64,
    /// The store.
    store: String,
    /// Where the store is.
    store_address: String,
    /// Who bought.
    customer: String,
    /// When.
    placed_at: Timestamp,
    /// What.
    lines: Vec<LineView>,
    /// What it costs.
    totals: TotalsView,
    /// How it is paid.
    payment: PaymentView,
    /// What went back.
    refunds: Vec<RefundView>,
}

/// A receipt.
#[utoipa::path(get, path = "/api/orders/{order}/receipt", tag = "customer",
    security(("bearer" = ["customer"])),
    params(("order" = String, Path, description = "Which order")),
    responses((status = 200, body = ReceiptView)))]
pub(crate) async fn receipt(
    State(rest): State<Rest>,
    me: CustomerCaller,
    At(order): At<OrderId>,
) -> Result<Json<ReceiptView>, Problem> {
    let order = me.order(&rest, &order).await?;
    let store = rest.delivery().store(&me.store).await?;
    let refunds = order.payment.refunds.iter().map(|refund| RefundView {
        amount: refund.amount,
        done: refund.done,
    });
    Ok(Json(ReceiptView {
        number: order.number,
        store: store.name.clone(),
        store_address: store.address.line.clone(),
        customer: order.contact.name.clone(),
        placed_at: order.placed_at,
        lines: LineView::all(&order.lines),
        totals: TotalsView::of(order.totals),
        payment: PaymentView::of(&order).without_code(),
        refunds: refunds.collect(),
    }))
}
