//! What functions have done and do.

use axum::Json;
use axum::extract::State;
use rest::{OperatorCaller, Problem};

use crate::console::Console;
use crate::view::function::{FunctionView, FunctionsView};

/// The functions, with what each has done since the server started, and how many of its invocations
/// and processes there were in the last hour.
#[utoipa::path(get, path = "/api/console/functions", tag = "console",
    security(("bearer" = ["operator"])),
    responses((status = 200, body = FunctionsView)))]
pub(crate) async fn list(
    State(console): State<Console>,
    _: OperatorCaller,
) -> Result<Json<FunctionsView>, Problem> {
    let figures = console.lambda().figures();
    Ok(Json(FunctionsView {
        items: figures.into_iter().map(FunctionView::of).collect(),
    }))
}
