//! The integrations that a Task can name.

use axum::Json;
use axum::extract::State;
use rest::{Asked, Code, OperatorCaller, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::console::Console;
use crate::view::studio::integration::IntegrationView;

/// So many are told, when nobody says.
const LIMIT_DEFAULT: usize = 20;

/// At most so many are told.
const LIMIT_MAX: usize = 100;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct IntegrationsQuery {
    /// Words of a service and of an operation, or the beginnings of words; without, those that Step
    /// Functions has of its own.
    #[param(max_length = 200)]
    search: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// The integrations that fit best, the best first: those that Step Functions has of its own, and every
/// operation of AWS's services; each with what it must be given.
#[utoipa::path(get, path = "/api/console/studio/integrations", tag = "console",
    operation_id = "search_integrations",
    security(("bearer" = ["operator"])),
    params(IntegrationsQuery),
    responses((status = 200, body = Vec<IntegrationView>)))]
pub(crate) async fn search(
    State(console): State<Console>,
    _: OperatorCaller,
    Asked(asked): Asked<IntegrationsQuery>,
) -> Result<Json<Vec<IntegrationView>>, Problem> {
    let limit = asked.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let detail = format!("`limit` is 1 to {LIMIT_MAX}");
        return Err(Problem::new(Code::MalformedRequest, detail));
    }
    let found = console.workbench().does(move || {
        let text = asked.search.unwrap_or_default();
        let entries = sdk::catalogue::search(text.trim(), limit).into_iter();
        entries.map(IntegrationView::of).collect()
    });
    found.await.map(Json)
}
