//! What waits for an answer. It is answered by AWS's SendTaskSuccess and SendTaskFailure.

use axum::Json;
use axum::extract::State;
use rest::{OperatorCaller, Problem};

use crate::console::Console;
use crate::orders::order_of;
use crate::view::callback::{CallbackView, CallbacksView};

/// So much of what waits is shown.
const SHOWN_MAX: usize = 500;

/// What waits for an answer, the longest first.
#[utoipa::path(get, path = "/api/console/callbacks", tag = "console",
    operation_id = "list_callbacks",
    security(("bearer" = ["operator"])),
    responses((status = 200, body = CallbacksView)))]
pub(crate) async fn list(
    State(console): State<Console>,
    operator: OperatorCaller,
) -> Result<Json<CallbacksView>, Problem> {
    let waiting = console.ask(|observe| Ok(observe.waiting(SHOWN_MAX)));
    let (waiting, total) = waiting.await?;
    let names = waiting.iter().map(|one| (&*one.machine, &*one.name));
    let orders = console.order_refs(operator.store(), names).await;
    let items = waiting.into_iter().map(|awaited| {
        let order = order_of(&awaited.machine, &awaited.name);
        let order = order.and_then(|order| orders.get(&order).cloned());
        CallbackView::of(awaited, order)
    });
    Ok(Json(CallbacksView {
        items: items.collect(),
        total,
    }))
}
