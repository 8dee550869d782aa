//! Executions in a list, and how many there are.

use axum::Json;
use axum::extract::State;
use rest::{Asked, OperatorCaller, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::unreadable;
use crate::console::Console;
use crate::view::execution::CountsView;

/// Of which machine.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfMachine {
    /// The name of a state machine; all without.
    machine: Option<String>,
}

/// How many executions there are, by their status. Those that belong to a Map Run are not counted.
#[utoipa::path(get, path = "/api/console/executions/counts", tag = "console",
    security(("bearer" = ["operator"])),
    params(OfMachine),
    responses((status = 200, body = CountsView)))]
pub(crate) async fn count(
    State(console): State<Console>,
    _: OperatorCaller,
    Asked(asked): Asked<OfMachine>,
) -> Result<Json<CountsView>, Problem> {
    let counts = console.stepfunctions().observe();
    let counts = counts.counts(asked.machine.as_deref());
    Ok(Json(CountsView::of(&counts.map_err(unreadable)?)))
}
