//! What there is to say of a definition.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use rest::{OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::StateMachineType;
use crate::console::Console;
use crate::studio::draft::Draft;
use crate::view::studio::diagnostic::CheckedView;

/// A definition to be checked.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CheckWish {
    /// The definition, in JSON or YAML. `${Name}` may stand in it.
    text: String,
    /// What kind of machine it is for.
    #[serde(default, rename = "type")]
    kind: StateMachineType,
    /// What `${Name}` stands for, by the name.
    #[serde(default)]
    substitutions: BTreeMap<String, String>,
}

/// Checks a definition with the engine's own parser: every error and warning, each with its place in
/// the text as it was sent.
#[utoipa::path(post, path = "/api/console/studio/check", tag = "console",
    operation_id = "check_definition",
    security(("bearer" = ["operator"])),
    request_body = CheckWish,
    responses((status = 200, body = CheckedView)))]
pub(crate) async fn check(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<CheckWish>,
) -> Result<Json<CheckedView>, Problem> {
    let checked = console.workbench().does(move || {
        let draft = Draft {
            text: &wish.text,
            kind: wish.kind.into(),
            substitutions: &wish.substitutions,
        };
        CheckedView::of(&wish.text, draft.check())
    });
    checked.await.map(Json)
}
