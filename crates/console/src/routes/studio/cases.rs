//! The cases a machine is tried with.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use asl::Value;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use rest::{At, Code, OperatorCaller, Problem, Sent};
use serde::{Deserialize, Serialize};
use stepfunctions::observe::Unrecordable;
use utoipa::ToSchema;

use crate::console::Console;
use crate::routes::unreadable;
use crate::studio::case::{Case, Expectation};
use crate::studio::mock::Mock;
use crate::studio::recorded;
use crate::studio::rehearse::{STEPS_MAX, TAKES_MAX, watch_limits};
use crate::studio::shelf::MachineName;

/// The cases of a machine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasesView {
    /// By what they are asked by.
    items: Vec<Case>,
}

/// A case to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CaseWish {
    /// What it is called.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// What the execution is given.
    #[schema(value_type = serde_json::Value)]
    input: Value,
    /// What answers its tasks and readers.
    #[serde(default)]
    mocks: Vec<Mock>,
    /// How it is to go.
    expect: Expectation,
    /// The ARN of the execution that it was made from.
    from_execution: Option<String>,
    /// When it begins; when rehearsals do without.
    #[schema(format = DateTime)]
    started_at: Option<String>,
    /// What the execution is called in the context object.
    execution_name: Option<String>,
}

/// The cases of a machine, which need not be there yet.
#[utoipa::path(get, path = "/api/console/studio/machines/{name}/cases", tag = "console",
    operation_id = "list_cases",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name")),
    responses((status = 200, body = CasesView)))]
pub(crate) async fn list(
    State(console): State<Console>,
    _: OperatorCaller,
    At(name): At<String>,
) -> Result<Json<CasesView>, Problem> {
    let items = console.shelf().cases(&MachineName::read(name)?).await?;
    Ok(Json(CasesView { items }))
}

/// One of them.
#[utoipa::path(get, path = "/api/console/studio/machines/{name}/cases/{case}", tag = "console",
    operation_id = "show_case",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name"),
        ("case" = String, Path, description = "What the case is asked by")),
    responses((status = 200, body = Case)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    At((name, case)): At<(String, String)>,
) -> Result<Json<Case>, Problem> {
    let machine = MachineName::read(name)?;
    console.shelf().case(&machine, &case).await.map(Json)
}

/// Keeps a case, in place of the one that is asked by the same: at most 200 of a machine, of 1 MiB.
#[utoipa::path(put, path = "/api/console/studio/machines/{name}/cases/{case}", tag = "console",
    operation_id = "put_case",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name"),
        ("case" = String, Path,
            description = "What it is asked by: 1 to 64 letters, digits, `-` and `_`")),
    request_body = CaseWish,
    responses((status = 200, body = Case)))]
pub(crate) async fn put(
    State(console): State<Console>,
    _: OperatorCaller,
    At((name, id)): At<(String, String)>,
    Sent(wish): Sent<CaseWish>,
) -> Result<Json<Case>, Problem> {
    let machine = MachineName::read(name)?;
    let case = Case {
        id,
        name: wish.name,
        input: wish.input,
        mocks: wish.mocks,
        expect: wish.expect,
        from_execution: wish.from_execution,
        started_at: wish.started_at,
        execution_name: wish.execution_name,
        updated_at: None,
    };
    console.shelf().put_case(&machine, case).await.map(Json)
}

/// Lets go of a case.
#[utoipa::path(delete, path = "/api/console/studio/machines/{name}/cases/{case}", tag = "console",
    operation_id = "remove_case",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name"),
        ("case" = String, Path, description = "What the case is asked by")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(console): State<Console>,
    _: OperatorCaller,
    At((name, case)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    let machine = MachineName::read(name)?;
    console.shelf().remove_case(&machine, &case).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The execution to make a case from.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RecordWish {
    /// Its ARN.
    execution_arn: String,
}

/// Makes a case from a Standard execution that is over, and does not keep it: its input, what its
/// tasks and readers were answered, and how it went.
#[utoipa::path(post, path = "/api/console/studio/cases/from-execution", tag = "console",
    operation_id = "record_case",
    security(("bearer" = ["operator"])),
    request_body = RecordWish,
    responses((status = 200, body = Case)))]
pub(crate) async fn from_execution(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<RecordWish>,
) -> Result<Json<Case>, Problem> {
    let observe = console.observe().clone();
    let stop = Arc::new(AtomicBool::new(false));
    let limits = watch_limits(STEPS_MAX, stop.clone());
    let recorded = console.workbench().does_within(TAKES_MAX, stop, move || {
        let recording = observe.recording(&wish.execution_arn, limits);
        recording.map(|recording| recorded::case(&recording))
    });
    recorded.await?.map(Json).map_err(unrecordable)
}

fn unrecordable(why: Unrecordable) -> Problem {
    match why {
        Unrecordable::Unobservable(error) => unreadable(error),
        Unrecordable::Express
        | Unrecordable::Open
        | Unrecordable::Interfered
        | Unrecordable::TooLarge => Problem::new(Code::ExecutionRefuses, why.to_string()),
    }
}
