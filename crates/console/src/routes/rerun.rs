//! Doing the work of an execution again.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use rest::{At, Code, OperatorCaller, Problem, Sent};
use serde::{Deserialize, Serialize};
use stepfunctions::{RerunRefused, RerunRequest};
use utoipa::ToSchema;

use crate::console::Console;

/// How the work of an execution is done again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct RerunWish {
    /// The state to begin at, one of the machine itself; the first without.
    from: Option<String>,
    /// What that state is given, as JSON text; what it was given last time without.
    input: Option<String>,
    /// The variables that are set, a JSON object as text, only together with `from`; those of last
    /// time without.
    variables: Option<String>,
    /// The name of the new execution; one that is free without.
    name: Option<String>,
}

/// The execution that does it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RerunView {
    /// Its ARN.
    execution_arn: String,
}

/// Does the work of an execution again: a new execution of the same definition, from its beginning or
/// from a state. Going on where an execution failed is AWS's RedriveExecution.
#[utoipa::path(post, path = "/api/console/executions/{execution}/rerun", tag = "console",
    operation_id = "rerun_execution",
    security(("bearer" = ["operator"])),
    params(("execution" = String, Path, description = "Its ARN, percent-encoded")),
    request_body = RerunWish,
    responses((status = 201, body = RerunView)))]
pub(crate) async fn rerun(
    State(console): State<Console>,
    _: OperatorCaller,
    At(arn): At<String>,
    Sent(wish): Sent<RerunWish>,
) -> Result<(StatusCode, Json<RerunView>), Problem> {
    let request = RerunRequest {
        execution_arn: arn,
        from: wish.from,
        input: wish.input,
        variables: wish.variables,
        name: wish.name,
    };
    let begun = console.stepfunctions().rerun(request).await;
    let begun = begun.map_err(|refused| refusal(&refused))?;
    let view = RerunView {
        execution_arn: begun.to_string(),
    };
    Ok((StatusCode::CREATED, Json(view)))
}

fn refusal(refused: &RerunRefused) -> Problem {
    let detail = refused.to_string();
    match refused {
        RerunRefused::NoSuchExecution => Problem::new(Code::NotFound, detail),
        RerunRefused::Express | RerunRefused::OfMapRun | RerunRefused::MachineGone => {
            Problem::new(Code::ExecutionRefuses, detail)
        }
        RerunRefused::UnknownState { known, .. } | RerunRefused::NestedState { known, .. } => {
            Problem::new(Code::Invalid, detail)
                .with("field", "from")
                .with("states", known.clone())
        }
        RerunRefused::InputMissing(_) | RerunRefused::InvalidInput(_) => {
            Problem::new(Code::Invalid, detail).with("field", "input")
        }
        RerunRefused::InvalidVariables(_) | RerunRefused::VariablesWithoutState => {
            Problem::new(Code::Invalid, detail).with("field", "variables")
        }
        RerunRefused::InvalidName(_) => Problem::new(Code::Invalid, detail).with("field", "name"),
        RerunRefused::NameTaken(_) => {
            Problem::new(Code::ExecutionExists, detail).with("field", "name")
        }
        RerunRefused::NoRoom => {
            Problem::new(Code::Unavailable, detail).with("retry_after_seconds", 1)
        }
        RerunRefused::Unavailable(why) => {
            tracing::error!(why, "an execution could not be rerun");
            super::unanswered()
        }
    }
}
