//! What happened to an execution, and what happens.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use regex::RegexBuilder;
use rest::{Asked, At, Code, OperatorCaller, Problem, last_event_id};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::console::Console;
use crate::stream;
use crate::view::event::{EventView, FoundEventsView, HistoryView};

/// A pattern that takes more memory than this is refused.
const PATTERN_BYTES_MAX: usize = 1 << 20;

/// Which part of a history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// What comes after the event of this number.
    #[serde(default)]
    after: u64,
}

/// Every event of an execution, without its payloads.
#[utoipa::path(get, path = "/api/console/executions/{execution}/history", tag = "console",
    operation_id = "show_history",
    security(("bearer" = ["operator"])),
    params(("execution" = String, Path, description = "Its ARN, percent-encoded"), HistoryQuery),
    responses((status = 200, body = HistoryView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    At(arn): At<String>,
    Asked(asked): Asked<HistoryQuery>,
) -> Result<Json<HistoryView>, Problem> {
    let view = console.ask(move |observe| {
        let history = observe.history(&arn)?;
        Ok(HistoryView {
            last: history.last().map_or(0, |event| event.id),
            events: history
                .into_iter()
                .filter(|event| event.id > asked.after)
                .map(EventView::of)
                .collect(),
        })
    });
    Ok(Json(view.await?))
}

/// What is looked for in a history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// A text, capitals or not; or a regular expression between slashes.
    #[param(min_length = 1, max_length = 1000)]
    q: String,
}

/// The events that have a text somewhere: in a payload, a name, an error, a cause.
#[utoipa::path(get, path = "/api/console/executions/{execution}/history/search", tag = "console",
    operation_id = "search_history",
    security(("bearer" = ["operator"])),
    params(("execution" = String, Path, description = "Its ARN, percent-encoded"), SearchQuery),
    responses((status = 200, body = FoundEventsView)))]
pub(crate) async fn search(
    State(console): State<Console>,
    _: OperatorCaller,
    At(arn): At<String>,
    Asked(asked): Asked<SearchQuery>,
) -> Result<Json<FoundEventsView>, Problem> {
    let between = asked.q.strip_prefix('/').and_then(|q| q.strip_suffix('/'));
    let escaped = regex::escape(&asked.q);
    let pattern = RegexBuilder::new(between.unwrap_or(&escaped))
        .case_insensitive(between.is_none())
        .size_limit(PATTERN_BYTES_MAX)
        .build();
    let pattern = pattern.map_err(|error| {
        let detail = format!("`q` is no regular expression: {error}");
        Problem::new(Code::MalformedRequest, detail)
    })?;
    let ids = console.ask(move |observe| observe.events_with(&arn, |text| pattern.is_match(text)));
    Ok(Json(FoundEventsView { ids: ids.await? }))
}

/// One event, as AWS's GetExecutionHistory gives it, with its payloads.
#[utoipa::path(get, path = "/api/console/executions/{execution}/history/{event}", tag = "console",
    operation_id = "show_event",
    security(("bearer" = ["operator"])),
    params(("execution" = String, Path, description = "Its ARN, percent-encoded"),
        ("event" = u64, Path, description = "Its number")),
    responses((status = 200, body = serde_json::Value)))]
pub(crate) async fn show_event(
    State(console): State<Console>,
    _: OperatorCaller,
    At((arn, event)): At<(String, u64)>,
) -> Result<Json<serde_json::Value>, Problem> {
    let found = console
        .ask(move |observe| observe.event(&arn, event))
        .await?;
    let none = || Problem::new(Code::NotFound, "the execution has no event of this number");
    found.map(Json).ok_or_else(none)
}

/// What happens to an execution, as it happens: `history`, its next events without their payloads,
/// the number of the last being the `id`; `execution`, when it stands otherwise.
#[utoipa::path(get, path = "/api/console/executions/{execution}/events", tag = "console",
    operation_id = "follow_execution",
    security(("bearer" = ["operator"])),
    params(("execution" = String, Path, description = "Its ARN, percent-encoded"),
        ("Last-Event-ID" = Option<u64>, Header, description = "Goes on after this event")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow(
    State(console): State<Console>,
    operator: OperatorCaller,
    At(arn): At<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = last_event_id(&headers).and_then(|id| id.parse().ok());
    let begun = stream::one::Begun::new(&console, &operator, arn, after.unwrap_or(0)).await?;
    console
        .rest()
        .stream(operator.listener(), |rest, events| begun.tell(rest, events))
}
