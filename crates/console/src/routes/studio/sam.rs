//! A definition as SAM deploys it on AWS.

use std::collections::BTreeMap;

use asl::state::ExecutionType;
use axum::Json;
use axum::extract::State;
use deployment::sam::{Refusal, Subject, template};
use rest::{Code, OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{StateMachineType, refused};
use crate::console::Console;
use crate::view::studio::sam::SamView;

/// A definition to be deployed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SamWish {
    /// The definition, in JSON or YAML. Each `${Name}` in it becomes a parameter.
    text: String,
    /// What the machine is called.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What kind of machine it is for.
    #[serde(default, rename = "type")]
    kind: StateMachineType,
    /// What the parameters are without others, by the names of the placeholders.
    #[serde(default)]
    substitutions: BTreeMap<String, String>,
}

/// Writes the SAM template of a definition: the machine, its log, and a role that may do what the
/// definition needs and no more. What it needs is derived from the definition, state by state.
#[utoipa::path(post, path = "/api/console/studio/sam", tag = "console",
    operation_id = "write_sam_template",
    security(("bearer" = ["operator"])),
    request_body = SamWish,
    responses((status = 200, body = SamView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<SamWish>,
) -> Result<Json<SamView>, Problem> {
    let written = console.workbench().does(move || {
        let subject = Subject {
            text: &wish.text,
            name: &wish.name,
            kind: match wish.kind {
                StateMachineType::Standard => ExecutionType::Standard,
                StateMachineType::Express => ExecutionType::Express,
            },
            substitutions: &wish.substitutions,
        };
        let template = template(subject).map_err(|refusal| match refusal {
            Refusal::Definition(diagnostics) => refused(&wish.text, diagnostics),
            Refusal::Name => {
                let detail = "AWS has no state machine of such a name";
                Problem::new(Code::Invalid, detail).with("field", "name")
            }
        })?;
        Ok(SamView::of(template))
    });
    written.await?.map(Json)
}
