//! An order, by the link that was sent to its customer.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use delivery::notice::Language;
use delivery::{Order, tracking_link};
use http::HeaderMap;
use jiff::Timestamp;

use super::orders::{entry_known, pix_picture};
use crate::input::{At, Tongue};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::stream::Listener;
use crate::stream::order::{Following, Shown};
use crate::view::tracked::{TrackedOrderView, TrackedView};

impl Rest {
    /// The order of a link that still works.
    pub(crate) async fn tracked_order(&self, token: &str) -> Result<Order, Problem> {
        let gone = || {
            let detail = "this link is not one of ours, or does not work any more";
            Problem::new(Code::NotFound, detail)
        };
        let key = self.delivery().tracked(token).ok_or_else(gone)?;
        let order = self.delivery().order(&key).await?;
        if tracking_link::works(&order, Timestamp::now()) {
            Ok(order)
        } else {
            Err(gone())
        }
    }

    /// An order as whoever has its link sees it.
    pub(crate) async fn tracked_view(
        &self,
        order: &Order,
        language: Language,
    ) -> Result<TrackedOrderView, Problem> {
        let reader = self.reader(&order.store, language).await?;
        let store = self.delivery().store(&order.store).await?;
        let courier = self.courier_of(order).await?;
        let courier = courier.as_ref();
        Ok(TrackedOrderView::of(order, &store, courier, &reader))
    }
}

/// An order as whoever has its link may see it: no address, no number, no PIN.
#[utoipa::path(get, path = "/api/track/{token}", tag = "tracking",
    params(("token" = String, Path, description = "What stands in the link")),
    responses((status = 200, body = TrackedView)))]
pub(crate) async fn track(
    State(rest): State<Rest>,
    At(token): At<String>,
    Tongue(language): Tongue,
) -> Result<Json<TrackedView>, Problem> {
    let order = rest.tracked_order(&token).await?;
    let timeline = rest.timeline_view(&order, 0, language).await?;
    Ok(Json(TrackedView {
        order: rest.tracked_view(&order, language).await?,
        timeline: timeline.entries,
    }))
}

/// The QR code of the Pix that can be paid now.
#[utoipa::path(get, path = "/api/track/{token}/pix.svg", tag = "tracking",
    params(("token" = String, Path, description = "What stands in the link")),
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
pub(crate) async fn pix(
    State(rest): State<Rest>,
    At(token): At<String>,
) -> Result<Response, Problem> {
    pix_picture(&rest.tracked_order(&token).await?)
}

/// What happens to an order, as it happens, to whoever has its link.
///
/// `entry` has the next entry of the timeline, whose number is its `id`; `order` the order whenever
/// it is another; `courier` the courier's place while they are on the way. After a break it goes on
/// where `Last-Event-ID` says.
#[utoipa::path(get, path = "/api/track/{token}/events", tag = "tracking",
    params(("token" = String, Path, description = "What stands in the link"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last entry that is known")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow(
    State(rest): State<Rest>,
    At(token): At<String>,
    Tongue(language): Tongue,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = rest.tracked_order(&token).await?;
    let following = Following {
        order: order.key(),
        after: entry_known(&headers),
        language,
        shown: Shown::Tracked,
    };
    rest.stream(Listener::Link(token), |rest, events| {
        following.tell(rest, events)
    })
}
