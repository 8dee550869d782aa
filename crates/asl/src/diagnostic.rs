//! What is wrong with a definition, and where.

use std::fmt;
use std::ops::Range;

/// A range of bytes in the definition's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

/// One thing wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the definition is refused for it.
    pub severity: Severity,
    /// The code ValidateStateMachineDefinition gives it.
    pub code: Code,
    /// The place as a JSON pointer whose parts are written as they are: `/States/Pay/Next`.
    pub location: String,
    /// The place in the text.
    pub span: Span,
    /// What is wrong: AWS's own words where they are on record.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The definition is refused.
    Error,
    /// The definition is accepted, and probably not meant so.
    Warning,
}

/// The code of a diagnostic, as ValidateStateMachineDefinition spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// `INVALID_JSON_DESCRIPTION`: the text is not JSON.
    InvalidJsonDescription,
    /// `SCHEMA_VALIDATION_FAILED`: a field is wrong, missing or misplaced.
    SchemaValidationFailed,
    /// `MISSING_TRANSITION_TARGET`: a transition leads to no state of its scope, or a state is
    /// reached by none.
    MissingTransitionTarget,
    /// `DUPLICATE_STATE_NAME`: two states of the machine have one name.
    DuplicateStateName,
}

impl Span {
    /// The range for slicing the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Code {
    /// The code as AWS spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Code::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Code::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Code::DuplicateStateName => "DUPLICATE_STATE_NAME",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /`, as AWS writes it into
/// the message of an `InvalidDefinition` error.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at {}", self.code, self.message, self.location)
    }
}
