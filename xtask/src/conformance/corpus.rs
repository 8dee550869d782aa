//! The cases of a corpus: what to do, and what AWS answered.
//!
//! One JSON file holds one case, in the format `sfn-conformance/1`. A case is a list of steps (API
//! calls and waits) that collect values under names, and the values AWS gave under those names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

/// What the `schema` of a case begins with. Other JSON files in the folder are no cases.
const SCHEMA: &str = "sfn-conformance/1";

/// One recorded case.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    /// The name of the test it was recorded from; unique.
    pub(crate) id: String,
    /// A shorter name.
    pub(crate) name: String,
    /// The folder of the test.
    pub(crate) category: String,
    /// How far the recording is to be trusted.
    pub(crate) tier: String,
    /// What the case needs besides the engine: `lambda`, `sqs`, …; `sfn` is the engine's own API
    /// called from a state.
    pub(crate) services: Vec<String>,
    /// How many random ids `@@{uid1}`, `@@{uid2}`, … the steps use.
    #[serde(default)]
    pub(crate) uids: usize,
    /// What to do, in order.
    pub(crate) steps: Vec<Step>,
    /// What AWS gave, by the name under which a step collects it.
    pub(crate) expected: Map<String, Value>,
    /// The placeholders in the texts of `expected`.
    #[serde(default)]
    pub(crate) tokens: Vec<Token>,
    /// Fields AWS began to send after the recording: they may be there although `expected` has
    /// none.
    #[serde(default)]
    pub(crate) extra_ok: Vec<String>,
    /// Whether no other case may run beside it: it lists all there is in the account.
    #[serde(default)]
    pub(crate) exclusive: bool,
    /// How long it took when it was recorded, at most, in seconds.
    #[serde(default)]
    pub(crate) est_seconds: f64,
    /// Patterns of the places that are not compared.
    #[serde(default)]
    pub(crate) ignore_paths: Vec<String>,
}

/// The tier of the recordings that AWS still confirms.
pub(crate) const TIER_AWS: &str = "aws";

/// A text that stands for another one wherever it occurs in an expected string.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Token {
    /// The placeholder.
    pub(crate) text: String,
    /// The text it stands for, a template; or one of several.
    pub(crate) value: Option<OneOrMany>,
    /// A regular expression of what it stands for.
    pub(crate) pattern: Option<String>,
    /// Whether it stands for a text found at its first occurrence and the same from then on.
    #[serde(default)]
    pub(crate) bind: bool,
}

/// One text, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    /// One.
    One(String),
    /// Any of these.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The texts, whichever form they are in.
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(text) => std::slice::from_ref(text),
            OneOrMany::Many(texts) => texts,
        }
    }
}

/// One thing to do.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Step {
    /// An API call; the answer is kept under `id`.
    Call(Call),
    /// Wait until the engine has come so far.
    Await {
        /// What to wait for: `execution_terminated`, …
        #[serde(rename = "await")]
        what: String,
        /// Templates of the ARNs in question.
        #[serde(default)]
        args: Map<String, Value>,
    },
    /// Wait for log messages.
    AwaitLogs {
        /// The name they are kept under.
        #[serde(default)]
        id: String,
        /// Which ones.
        #[serde(rename = "await_logs")]
        logs: LogQuery,
    },
    /// Repeat the steps until none fails and every condition holds.
    Poll {
        /// The steps.
        poll: Vec<Step>,
        /// The conditions.
        #[serde(default)]
        until: Vec<Until>,
        /// Seconds to let pass between two tries.
        #[serde(default = "poll_interval_seconds")]
        interval: f64,
    },
    /// Do the steps beside those that follow.
    Spawn {
        /// The steps.
        spawn: Vec<Step>,
    },
    /// Let time pass.
    Sleep {
        /// How many seconds.
        sleep: f64,
    },
    /// Collect a value to compare with the expected one of the same name.
    Match {
        /// The name.
        #[serde(rename = "match")]
        name: String,
        /// Where the value comes from.
        value: Source,
    },
}

fn poll_interval_seconds() -> f64 {
    0.3
}

/// An API call.
#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    /// The name its answer is kept under.
    pub(crate) id: String,
    /// What is called.
    #[serde(rename = "call")]
    pub(crate) operation: Operation,
    /// A template of the parameters.
    #[serde(default)]
    pub(crate) params: Map<String, Value>,
    /// Whether an error is part of the case.
    #[serde(default)]
    pub(crate) expect_error: ExpectError,
    /// Whether to repeat the call for a while when it is refused.
    #[serde(default)]
    pub(crate) retry_until_ok: bool,
    /// What a function does that is created by this call.
    #[serde(default)]
    pub(crate) behaviour: Value,
}

/// Which log messages to wait for.
#[derive(Debug, Deserialize)]
pub(crate) struct LogQuery {
    /// A template of the group's name.
    pub(crate) log_group: String,
    /// How many there are to be; without it, until the last is that of the execution's end.
    pub(crate) count: Option<usize>,
}

/// An operation of a service: `stepfunctions:StartExecution`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub(crate) struct Operation {
    /// `stepfunctions`.
    pub(crate) service: String,
    /// `StartExecution`.
    pub(crate) name: String,
}

/// Whether a call may or must answer with an error.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(from = "Value")]
pub(crate) enum ExpectError {
    /// An error fails the case.
    #[default]
    No,
    /// An error is an answer like any other.
    May,
    /// Success fails the case.
    Must,
}

/// What ends a poll.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Until {
    /// The reference leads to a value.
    Resolves(String),
    /// The value at `reference` is this one.
    Equals {
        /// Where the value is.
        #[serde(rename = "ref")]
        reference: String,
        /// A template of the value.
        equals: Value,
    },
    /// The array or object at `reference` has so many items.
    Length {
        /// Where it is.
        #[serde(rename = "ref")]
        reference: String,
        /// How many.
        len: usize,
    },
}

/// Where a value to be compared comes from.
#[derive(Debug, Deserialize)]
#[serde(from = "Value")]
pub(crate) enum Source {
    /// The answer to a call, or a part of it.
    Answer {
        /// The call's `id`.
        step: String,
        /// Keys and indices that lead to the part.
        path: Vec<String>,
    },
    /// The error of a call as the Python SDK words it.
    ErrorText(String),
    /// The code of the error of a call.
    ErrorCode(String),
    /// This very value.
    Constant(Value),
    /// The value of a JSON text.
    Json(Box<Source>),
    /// Likewise, and of the JSON texts in it, however deep.
    DeepJson(Box<Source>),
    /// An object of values.
    Object(Vec<(String, Source)>),
    /// An array of values.
    Array(Vec<Source>),
    /// A template.
    Template(Value),
}

impl TryFrom<String> for Operation {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (service, name) = text
            .split_once(':')
            .ok_or_else(|| format!("`{text}` is not `service:Operation`"))?;
        Ok(Operation {
            service: service.to_owned(),
            name: name.to_owned(),
        })
    }
}

impl From<Value> for ExpectError {
    fn from(value: Value) -> Self {
        match value {
            Value::Bool(true) => ExpectError::May,
            Value::String(text) if text == "must" => ExpectError::Must,
            _ => ExpectError::No,
        }
    }
}

impl From<Value> for Source {
    fn from(value: Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let Value::Object(fields) = &value else {
            return Source::Template(value);
        };
        let inner = |value: &Value| Box::new(Source::from(value.clone()));
        for (key, argument) in fields {
            return match (key.as_str(), argument) {
                ("$ref", step) => Source::Answer {
                    step: text(step),
                    path: fields.get("path").map(path_parts).unwrap_or_default(),
                },
                ("$error_str", step) => Source::ErrorText(text(step)),
                ("$error_type", step) => Source::ErrorCode(text(step)),
                ("$const", constant) => Source::Constant(constant.clone()),
                ("$json", source) => Source::Json(inner(source)),
                ("$deepjson", source) => Source::DeepJson(inner(source)),
                ("$dict", Value::Object(sources)) => Source::Object(
                    sources
                        .iter()
                        .map(|(key, source)| (key.clone(), Source::from(source.clone())))
                        .collect(),
                ),
                ("$list", Value::Array(sources)) => {
                    Source::Array(sources.iter().cloned().map(Source::from).collect())
                }
                _ => continue,
            };
        }
        Source::Template(value)
    }
}

fn path_parts(path: &Value) -> Vec<String> {
    let parts = path.as_array().map(Vec::as_slice).unwrap_or_default();
    parts
        .iter()
        .map(|part| {
            part.as_str()
                .map_or_else(|| part.to_string(), str::to_owned)
        })
        .collect()
}

impl Case {
    /// Every call among the steps, those of polls and spawned steps included.
    pub(crate) fn calls(&self) -> Vec<&Call> {
        fn collect<'a>(steps: &'a [Step], calls: &mut Vec<&'a Call>) {
            for step in steps {
                match step {
                    Step::Call(call) => calls.push(call),
                    Step::Poll { poll: steps, .. } | Step::Spawn { spawn: steps } => {
                        collect(steps, calls);
                    }
                    Step::Await { .. }
                    | Step::AwaitLogs { .. }
                    | Step::Sleep { .. }
                    | Step::Match { .. } => {}
                }
            }
        }
        let mut calls = Vec::new();
        collect(&self.steps, &mut calls);
        calls
    }
}

/// Reads every case in `folder` and the folders in it, in the order of their paths.
pub(crate) fn load(folder: &Path) -> Result<Vec<Case>, LoadError> {
    let mut files = Vec::new();
    collect_json_files(folder, &mut files).map_err(|error| LoadError::Io {
        path: folder.to_owned(),
        error,
    })?;
    files.sort();
    let mut cases = Vec::with_capacity(files.len());
    for path in files {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => return Err(LoadError::Io { path, error }),
        };
        match parse(&text) {
            Ok(Some(case)) => cases.push(case),
            Ok(None) => {}
            Err(error) => return Err(LoadError::Case { path, error }),
        }
    }
    if cases.is_empty() {
        return Err(LoadError::NoCases(folder.to_owned()));
    }
    Ok(cases)
}

fn collect_json_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_json_files(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads a case; `None` when the text is some other JSON.
fn parse(text: &str) -> Result<Option<Case>, serde_json::Error> {
    let value: Value = serde_json::from_str(text)?;
    match value.get("schema").and_then(Value::as_str) {
        Some(schema) if schema.starts_with(SCHEMA) => serde_json::from_value(value).map(Some),
        _ => Ok(None),
    }
}

/// A corpus that cannot be used.
#[derive(Debug)]
pub(crate) enum LoadError {
    /// A file or folder cannot be read.
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file claims to be a case and is none.
    Case {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
    /// The folder has no cases.
    NoCases(PathBuf),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Io { path, error } => write!(f, "cannot read {}: {error}", path.display()),
            LoadError::Case { path, error } => {
                write!(f, "{} is not a case: {error}", path.display())
            }
            LoadError::NoCases(folder) => {
                write!(f, "no cases in {}: is it a corpus?", folder.display())
            }
        }
    }
}

impl std::error::Error for LoadError {}
