//! What a month would cost on AWS.

use axum::Json;
use axum::extract::State;
use deployment::prices::Prices;
use jiff::Timestamp;
use rest::{Asked, Code, OperatorCaller, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::unanswered;
use crate::console::Console;
use crate::cost::Month;
use crate::view::cost::CostView;

/// Of which month.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CostQuery {
    /// A month in UTC: `2026-11`; this one without.
    #[param(example = "2026-11")]
    month: Option<String>,
}

/// What was used in a month, and what that would cost on AWS at list prices.
#[utoipa::path(get, path = "/api/console/cost", tag = "console",
    security(("bearer" = ["operator"])),
    params(CostQuery),
    responses((status = 200, body = CostView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    operator: OperatorCaller,
    Asked(asked): Asked<CostQuery>,
) -> Result<Json<CostView>, Problem> {
    let now = Timestamp::now();
    let wrong = || Problem::new(Code::MalformedRequest, "write a month as 2026-11");
    let month = match &asked.month {
        Some(text) => Month::parse(text).ok_or_else(wrong)?,
        None => Month::of(now),
    };
    let span = month.span().ok_or_else(wrong)?;
    console.settle().await?;
    let usage = console.ledger().month(month);
    let usage = usage.map_err(|error| {
        tracing::error!(%error, "what was used could not be read");
        unanswered()
    })?;
    let since = usage.as_ref().map_or(span.0, |usage| usage.since);
    let orders = console.orders().placed(operator.store(), since..span.1);
    Ok(Json(CostView::of(
        month,
        usage.as_ref(),
        orders,
        &Prices::listed(),
        now,
    )))
}
