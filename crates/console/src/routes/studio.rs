//! What the workflow studio asks: of a definition that is being written, and of what is kept with
//! a machine.
//!
//! | module | serves |
//! |---|---|
//! | [`cases`] | the cases a machine is tried with |
//! | [`check`] | what there is to say of a definition |
//! | [`drawing`] | its drawing |
//! | [`evaluate`] | what expressions give |
//! | [`integrations`] | the integrations that a Task can name |
//! | [`rehearse`] | how it would go |
//! | [`sam`] | how SAM deploys it |
//! | [`source`] | the text that a machine was written as |

pub(crate) mod cases;
pub(crate) mod check;
pub(crate) mod drawing;
pub(crate) mod evaluate;
pub(crate) mod integrations;
pub(crate) mod rehearse;
pub(crate) mod sam;
pub(crate) mod source;

use asl::Diagnostic;
use interpreter::ExecutionKind;
use rest::{Code, Problem};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::view::studio::diagnostic::DiagnosticView;

/// What kind of machine a definition is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum StateMachineType {
    /// Durable, for up to a year.
    #[default]
    Standard,
    /// In memory, for up to five minutes.
    Express,
}

impl From<StateMachineType> for ExecutionKind {
    fn from(kind: StateMachineType) -> ExecutionKind {
        match kind {
            StateMachineType::Standard => ExecutionKind::Standard,
            StateMachineType::Express => ExecutionKind::Express,
        }
    }
}

/// A definition has errors where one without is needed.
fn refused(text: &str, diagnostics: Vec<Diagnostic>) -> Problem {
    let diagnostics = DiagnosticView::all(text, diagnostics);
    let detail = "the definition has errors; `diagnostics` are those of its check";
    Problem::new(Code::Invalid, detail)
        .with("field", "text")
        .with("diagnostics", json!(diagnostics))
}
