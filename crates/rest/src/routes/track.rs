//! An order, by the link that was sent to its customer.

use axum::Json;
use axum::extract::State;
use delivery::{Order, tracking_link};
use jiff::Timestamp;

use crate::input::{At, Tongue};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::timeline::EntryView;
use crate::view::tracked::TrackedView;

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
        language: delivery::notice::Language,
    ) -> Result<TrackedView, Problem> {
        let delivery = self.delivery();
        let reader = self.reader(&order.store, language).await?;
        let store = delivery.store(&order.store).await?;
        let menu = delivery.menu(&order.store).await?;
        let timeline = delivery.timeline(&order.key(), 0).await?;
        let timeline = timeline
            .iter()
            .map(|entry| EntryView::of(entry, order, &menu, &reader));
        let timeline = timeline.collect();
        let courier = self.courier_of(order).await?;
        Ok(TrackedView::of(
            order,
            &store,
            courier.as_ref(),
            timeline,
            &reader,
        ))
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
    Ok(Json(rest.tracked_view(&order, language).await?))
}
