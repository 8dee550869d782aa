//! What there is to say of a definition.

use asl::Diagnostic;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::studio::draft::Checked;
use crate::studio::offset::Offsets;

/// So many diagnostics are told: a text that has more is no definition.
const DIAGNOSTICS_MAX: usize = 500;

/// What there is to say of a definition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckedView {
    /// Errors and warnings, in the order of the text; the first 500.
    diagnostics: Vec<DiagnosticView>,
    /// The names of the placeholders that no value is given for, in the order of the text.
    placeholders: Vec<String>,
    /// The definition as it would be saved: JSON, with what was given filled in; `null` while the
    /// engine would refuse it.
    definition: Option<String>,
}

/// Something that is wrong with a definition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiagnosticView {
    /// Whether it is refused for that.
    severity: SeverityView,
    /// The code of AWS's ValidateStateMachineDefinition: `MISSING_TRANSITION_TARGET`.
    code: &'static str,
    /// What is wrong.
    message: String,
    /// What to do about it.
    hint: Option<String>,
    /// The place in the definition: `/States/Pay/Catch[0]/Next`; `null` when it is no single one.
    location: Option<String>,
    /// The place in the text, in units of UTF-16.
    from: u32,
    /// Where that ends.
    to: u32,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum SeverityView {
    /// The definition is refused.
    Error,
    /// It is accepted, and probably not meant like that.
    Warning,
}

impl CheckedView {
    pub(crate) fn of(text: &str, checked: Checked) -> CheckedView {
        CheckedView {
            diagnostics: DiagnosticView::all(text, checked.diagnostics),
            placeholders: checked.placeholders,
            definition: checked.definition,
        }
    }
}

impl DiagnosticView {
    pub(crate) fn all(text: &str, diagnostics: Vec<Diagnostic>) -> Vec<DiagnosticView> {
        let offsets = Offsets::of(text);
        let told = diagnostics.into_iter().take(DIAGNOSTICS_MAX);
        told.map(|diagnostic| {
            let range = offsets.range(diagnostic.span);
            DiagnosticView {
                severity: match diagnostic.severity {
                    asl::Severity::Error => SeverityView::Error,
                    asl::Severity::Warning => SeverityView::Warning,
                },
                code: diagnostic.code.as_str(),
                message: diagnostic.message,
                hint: diagnostic.hint,
                location: diagnostic.location,
                from: range.from,
                to: range.to,
            }
        })
        .collect()
    }
}
