//! Executions in a list, how many there are, one of them; what changes of all.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use rest::{Asked, At, Code, OperatorCaller, Problem};
use serde::Deserialize;
use stepfunctions::observe::{ExecutionStatus, Place, Search, Sort};
use utoipa::{IntoParams, ToSchema};

use crate::console::Console;
use crate::stream;
use crate::view::execution::{CountsView, DescribedView, ExecutionPageView};
use crate::view::time::read_time;

/// A page has so many executions, when nobody says.
const LIMIT_DEFAULT: usize = 50;

/// A page has at most so many executions.
const LIMIT_MAX: usize = 200;

/// What executions that wait for their redrive to begin are called. Here that takes a moment, so
/// there are none.
const PENDING_REDRIVE: &str = "PENDING_REDRIVE";

/// Which executions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Those of the state machine of this name; without, those of all, children of Map Runs apart.
    machine: Option<String>,
    /// AWS's names of statuses, with commas between them.
    status: Option<String>,
    /// The beginning of a name; the number of an order, words of its customer's name, or at least
    /// four last digits of their telephone number.
    q: Option<String>,
    /// They started then or later.
    #[param(format = DateTime)]
    since: Option<String>,
    /// They started then or earlier.
    #[param(format = DateTime)]
    until: Option<String>,
    /// In which order.
    #[param(inline)]
    sort: Option<SortQuery>,
    /// At most so many.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// In which order executions are listed.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SortQuery {
    /// The latest first.
    Newest,
    /// The earliest first.
    Oldest,
    /// Those first that take or took longest.
    Longest,
}

fn malformed(detail: impl Into<String>) -> Problem {
    Problem::new(Code::MalformedRequest, detail)
}

impl ListQuery {
    /// What is looked for, but for what is typed; `None`: nothing stands so.
    fn read(&self) -> Result<Option<Search>, Problem> {
        let mut statuses = Vec::new();
        let named = self.status.iter().flat_map(|all| all.split(','));
        let mut is_filtered = false;
        for name in named.map(str::trim).filter(|name| !name.is_empty()) {
            is_filtered = true;
            match ExecutionStatus::parse(name) {
                Some(status) => statuses.push(status),
                None if name == PENDING_REDRIVE => {}
                None => return Err(malformed(format!("`{name}` is no status of executions"))),
            }
        }
        if is_filtered && statuses.is_empty() {
            return Ok(None);
        }
        let limit = self.limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(malformed(format!("`limit` is 1 to {LIMIT_MAX}")));
        }
        let after = self.cursor.as_ref().map(|cursor| {
            let detail = "`cursor` is not the `next` of a page; leave it out to begin anew";
            Place::parse(cursor).ok_or_else(|| malformed(detail))
        });
        Ok(Some(Search {
            machine: self.machine.clone(),
            statuses,
            since: read_time("since", self.since.as_deref())?,
            until: read_time("until", self.until.as_deref())?,
            called: None,
            sort: match self.sort {
                None | Some(SortQuery::Newest) => Sort::Newest,
                Some(SortQuery::Oldest) => Sort::Oldest,
                Some(SortQuery::Longest) => Sort::Longest,
            },
            after: after.transpose()?,
            limit,
        }))
    }
}

/// Executions, in pages. Standard executions are all there, the latest million of them; of Express
/// executions there are those that run, and those that ended lately.
#[utoipa::path(get, path = "/api/console/executions", tag = "console",
    operation_id = "list_executions",
    security(("bearer" = ["operator"])),
    params(ListQuery),
    responses((status = 200, body = ExecutionPageView)))]
pub(crate) async fn list(
    State(console): State<Console>,
    operator: OperatorCaller,
    Asked(asked): Asked<ListQuery>,
) -> Result<Json<ExecutionPageView>, Problem> {
    let Some(mut search) = asked.read()? else {
        return Ok(Json(ExecutionPageView::default()));
    };
    let typed = asked.q.as_deref().unwrap_or("").trim();
    if !typed.is_empty() {
        search.called = Some(console.orders().called(operator.store(), typed));
    }
    let found = console.ask(move |observe| observe.search(&search)).await?;
    let views = console.execution_views(operator.store(), found.items).await;
    Ok(Json(ExecutionPageView {
        items: views,
        next: found.next.map(|place| place.to_string()),
        total: found.total,
    }))
}

/// Of which machine.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfMachine {
    /// The name of a state machine; all without.
    machine: Option<String>,
}

/// How many executions there are, by their status.
#[utoipa::path(get, path = "/api/console/executions/counts", tag = "console",
    operation_id = "count_executions",
    security(("bearer" = ["operator"])),
    params(OfMachine),
    responses((status = 200, body = CountsView)))]
pub(crate) async fn count(
    State(console): State<Console>,
    _: OperatorCaller,
    Asked(asked): Asked<OfMachine>,
) -> Result<Json<CountsView>, Problem> {
    let counts = console.ask(move |observe| observe.counts(asked.machine.as_deref()));
    Ok(Json(CountsView::of(&counts.await?)))
}

/// What changes of all executions, as it changes, four times a second at most. `executions`: which
/// changed, or `null` for all of them, and how many there are now. `callbacks`: how much waits for an
/// answer.
#[utoipa::path(get, path = "/api/console/events", tag = "console",
    operation_id = "follow_executions",
    security(("bearer" = ["operator"])),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow_all(
    State(console): State<Console>,
    operator: OperatorCaller,
) -> Result<Response, Problem> {
    let told = console.clone();
    console.rest().stream(operator.listener(), |rest, events| {
        stream::all::tell(told, rest, events)
    })
}

/// An execution, and all that is known of it but its history.
#[utoipa::path(get, path = "/api/console/executions/{execution}", tag = "console",
    operation_id = "show_execution",
    security(("bearer" = ["operator"])),
    params(("execution" = String, Path, description = "Its ARN, percent-encoded")),
    responses((status = 200, body = DescribedView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    operator: OperatorCaller,
    At(arn): At<String>,
) -> Result<Json<DescribedView>, Problem> {
    let described = console.ask(move |observe| observe.describe(&arn)).await?;
    let seen = vec![described.seen.clone()];
    let mut views = console.execution_views(operator.store(), seen).await;
    let view = views.pop().ok_or_else(super::no_such_execution)?;
    Ok(Json(DescribedView::of(described, view)))
}
