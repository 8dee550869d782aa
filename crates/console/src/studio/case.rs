//! A case: what a workflow is given, how its tasks are answered, and how it is to go.

use asl::Value;
use jiff::Timestamp;
use rest::{Code, Problem};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::mock::{self, Mock};
use crate::view::studio::rehearse::RehearsalStatus;

/// The name of a case has at most so many characters.
const NAME_CHARS_MAX: usize = 120;

/// What a case is asked by has at most so many.
const ID_CHARS_MAX: usize = 64;

/// A case as JSON has at most so many bytes.
pub(crate) const CASE_BYTES_MAX: usize = 1 << 20;

/// A case that is kept, or would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Case {
    /// What it is asked by, among those of its machine.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// What the execution is given.
    #[schema(value_type = serde_json::Value)]
    pub(crate) input: Value,
    /// What answers its tasks and readers.
    pub(crate) mocks: Vec<Mock>,
    /// How it is to go.
    pub(crate) expect: Expectation,
    /// The ARN of the execution that it was made from.
    pub(crate) from_execution: Option<String>,
    /// When it begins; when rehearsals do without.
    #[schema(format = DateTime)]
    #[serde(default)]
    pub(crate) started_at: Option<String>,
    /// What the execution is called in the context object.
    #[serde(default)]
    pub(crate) execution_name: Option<String>,
    /// When it was written last; `null` before it is.
    pub(crate) updated_at: Option<Timestamp>,
}

/// How a rehearsal is to go. What is not said does not matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Expectation {
    /// How it is to end.
    pub(crate) status: RehearsalStatus,
    /// What it is to give.
    #[schema(value_type = Option<serde_json::Value>)]
    #[serde(
        default,
        deserialize_with = "said",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) output: Option<Value>,
    /// How what it gives is compared with that.
    #[serde(default)]
    pub(crate) output_match: OutputMatch,
    /// The error it is to fail with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// The states it is to visit: `path` of a rehearsal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<Vec<String>>,
}

/// How an output is compared with the one that is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutputMatch {
    /// They are the same.
    #[default]
    Exactly,
    /// What is expected is a part of it: members that are not expected may be there, at any depth.
    Part,
}

/// A value that is there, also where it is `null`.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What a case may be asked by that is called so.
pub(crate) fn id_from(name: &str) -> String {
    let fitting = |c: char| if is_of_id(c) { c } else { '-' };
    name.chars().map(fitting).take(ID_CHARS_MAX).collect()
}

fn is_of_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

impl Case {
    /// Whether it may be kept.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let refused = |field: &str, detail: String| {
            Err(Problem::new(Code::Invalid, detail).with("field", field))
        };
        if self.id.is_empty() || self.id.len() > ID_CHARS_MAX || !self.id.chars().all(is_of_id) {
            let detail = format!("`id` is 1 to {ID_CHARS_MAX} letters, digits, `-` and `_`");
            return refused("id", detail);
        }
        let length = self.name.chars().count();
        if self.name.trim().is_empty() || length > NAME_CHARS_MAX {
            return refused(
                "name",
                format!("`name` has 1 to {NAME_CHARS_MAX} characters"),
            );
        }
        mock::check(&self.mocks)
    }
}
