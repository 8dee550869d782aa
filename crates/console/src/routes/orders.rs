//! Orders, by what people know of them.

use axum::Json;
use axum::extract::State;
use rest::{Asked, OperatorCaller, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::console::Console;
use crate::view::order::{FoundOrderView, FoundOrdersView};

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrdersQuery {
    /// A number, words of the customer's name, or at least four last digits of their telephone
    /// number.
    #[param(max_length = 200)]
    q: String,
}

/// The orders that are meant, latest first: of the latest 100,000, 200 at most.
#[utoipa::path(get, path = "/api/console/orders", tag = "console",
    operation_id = "search_orders",
    security(("bearer" = ["operator"])),
    params(OrdersQuery),
    responses((status = 200, body = FoundOrdersView)))]
pub(crate) async fn search(
    State(console): State<Console>,
    operator: OperatorCaller,
    Asked(asked): Asked<OrdersQuery>,
) -> Result<Json<FoundOrdersView>, Problem> {
    let meant = console.orders().meant(operator.store(), &asked.q);
    let items = meant.iter().map(|known| {
        let arn = console.orders().execution_arn(known);
        FoundOrderView::of(known, arn)
    });
    Ok(Json(FoundOrdersView {
        items: items.collect(),
    }))
}
