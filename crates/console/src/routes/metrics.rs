//! How many executions come and go, and how long their states take.

use axum::Json;
use axum::extract::State;
use rest::{Asked, Code, OperatorCaller, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::console::Console;
use crate::view::metrics::MetricsView;

/// The windows there are, in hours.
const WINDOWS: [u32; 4] = [1, 6, 24, 168];

/// Of what, and since when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MetricsQuery {
    /// The name of a state machine; all without.
    machine: Option<String>,
    /// 1, 6, 24 or 168; 1 without.
    hours: Option<u32>,
}

/// How many executions came and went, and how long their states took, since the server started or in
/// the last hours.
#[utoipa::path(get, path = "/api/console/metrics", tag = "console",
    operation_id = "show_metrics",
    security(("bearer" = ["operator"])),
    params(MetricsQuery),
    responses((status = 200, body = MetricsView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    Asked(asked): Asked<MetricsQuery>,
) -> Result<Json<MetricsView>, Problem> {
    let hours = asked.hours.unwrap_or(WINDOWS[0]);
    if !WINDOWS.contains(&hours) {
        let detail = "`hours` is 1, 6, 24 or 168";
        return Err(Problem::new(Code::MalformedRequest, detail));
    }
    let measures = console.ask(move |observe| observe.measures(asked.machine.as_deref(), hours));
    Ok(Json(MetricsView::of(&measures.await?)))
}
