//! A workflow rehearsed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use asl::{Timestamp, Value};
use axum::Json;
use axum::extract::State;
use rest::{Code, OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{StateMachineType, refused};
use crate::console::Console;
use crate::studio::draft::Draft;
use crate::studio::mock::{Mock, Mocks};
use crate::studio::rehearse::{Play, SECONDS_MAX, STEPS_MAX, TAKES_MAX, identity, payload};
use crate::view::studio::rehearse::RehearsedView;
use crate::view::time::read_time;

/// When rehearsals begin, unless they say: 2026-01-01T00:00:00Z.
const BEGINS: Timestamp = Timestamp::from_milliseconds(1_767_225_600_000);

/// What machines and executions are called that have no name.
const NAMELESS: &str = "rehearsal";

/// A workflow to be rehearsed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RehearseWish {
    /// The definition, in JSON or YAML. `${Name}` may stand in it.
    text: String,
    /// What kind of machine it is for.
    #[serde(default, rename = "type")]
    kind: StateMachineType,
    /// What `${Name}` stands for, by the name. A field with one that is left is read as if it were
    /// absent, a `Resource` kept as it is written.
    #[serde(default)]
    substitutions: BTreeMap<String, String>,
    /// What the execution is given.
    #[schema(value_type = serde_json::Value)]
    #[serde(default = "Value::empty_object")]
    input: Value,
    /// What answers its tasks and readers. A state that asks and has no mock ends the rehearsal.
    #[serde(default)]
    mocks: Vec<Mock>,
    /// What the machine is called in the context object.
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
    /// What the execution is called in the context object.
    #[schema(min_length = 1, max_length = 80)]
    execution_name: Option<String>,
    /// When it begins; 2026-01-01T00:00:00Z without.
    #[schema(format = DateTime)]
    started_at: Option<String>,
    /// Where its randomness comes from: the same number gives the same rehearsal.
    #[serde(default)]
    seed: u64,
    /// Limits that are tighter than those of all rehearsals.
    #[serde(default)]
    limits: RehearsalLimits,
}

/// Limits that are tighter than those of all rehearsals.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct RehearsalLimits {
    /// So many steps.
    #[schema(minimum = 1, maximum = 5_000)]
    steps: Option<usize>,
    /// So many virtual seconds.
    #[schema(minimum = 1, maximum = 31_536_000)]
    seconds: Option<u32>,
}

/// Rehearses the whole of a workflow with the engine itself, in virtual time: tasks, jobs, callbacks,
/// nested executions and readers are answered by mocks, waits and retries take no time, and nothing
/// outside is touched. The same request has the same answer.
#[utoipa::path(post, path = "/api/console/studio/rehearse", tag = "console",
    operation_id = "rehearse_workflow",
    security(("bearer" = ["operator"])),
    request_body = RehearseWish,
    responses((status = 200, body = RehearsedView)))]
pub(crate) async fn rehearse(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<RehearseWish>,
) -> Result<Json<RehearsedView>, Problem> {
    let input = payload(wish.input).ok_or_else(|| {
        let detail = "the input is longer than 262144 bytes";
        Problem::new(Code::Invalid, detail).with("field", "input")
    })?;
    let mocks = Mocks::new(wish.mocks)?;
    let at = read_time("started_at", wish.started_at.as_deref())?.unwrap_or(BEGINS);
    let machine_name = wish.name.as_deref().unwrap_or(NAMELESS).to_owned();
    let execution_name = wish
        .execution_name
        .as_deref()
        .unwrap_or(NAMELESS)
        .to_owned();
    let execution_arn = console.observe().arn_of(&machine_name, &execution_name);
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let rehearsed = console.workbench().does_within(TAKES_MAX, stop, move || {
        let draft = Draft {
            text: &wish.text,
            kind: wish.kind.into(),
            substitutions: &wish.substitutions,
        };
        let machine = draft.machine();
        let machine = machine.map_err(|diagnostics| refused(&wish.text, diagnostics))?;
        let played = Play {
            machine: Arc::new(machine),
            kind: wish.kind.into(),
            identity: identity(
                wish.kind.into(),
                &execution_arn,
                &machine_name,
                &execution_name,
            ),
            input,
            mocks,
            at,
            seed: wish.seed,
            steps_max: wish.limits.steps.unwrap_or(STEPS_MAX).min(STEPS_MAX),
            seconds_max: wish.limits.seconds.unwrap_or(SECONDS_MAX).min(SECONDS_MAX),
            stop: stopped,
        };
        Ok(RehearsedView::of(&played.perform()))
    });
    rehearsed.await?.map(Json)
}
