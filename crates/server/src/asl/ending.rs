//! What is said when an execution is over.

use std::fmt::Write as _;
use std::sync::Arc;

use asl::diagnostic::harmless;
use interpreter::Failure;
use interpreter::effect::Outcome;

use super::counted;
use crate::terminal::{Palette, paint};

/// How an execution ended.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    /// Where it failed.
    pub(crate) state: Option<Arc<str>>,
    /// `3.250s`
    pub(crate) duration: String,
    /// How many there are in its history.
    pub(crate) events: usize,
}

impl Ending {
    /// `succeeded after 3.250s, 37 events`.
    pub(crate) fn applause(&self, palette: &Palette) -> String {
        format!(
            "{} after {}, {}\n",
            paint(palette.good, "succeeded"),
            self.duration,
            counted(self.events, "event")
        )
    }

    /// Why it did not succeed.
    pub(crate) fn obituary(&self, palette: &Palette) -> String {
        let (what, failure) = match &self.outcome {
            Outcome::Failed(failure) => ("failed", failure.clone()),
            Outcome::TimedOut => ("timed out", Failure::reported(None, None)),
            Outcome::Aborted { error, cause } => (
                "was stopped",
                Failure::reported(error.as_deref(), cause.as_deref()),
            ),
            Outcome::Succeeded(_) => return String::new(),
        };
        let mut text = format!("{}: the execution {what}", paint(palette.error, "error"));
        if let Some(state) = &self.state {
            let _ = write!(text, " in `{}`", harmless(state));
        }
        let _ = write!(text, " after {}", self.duration);
        if let Some(error) = failure.error.as_deref().filter(|error| !error.is_empty()) {
            let _ = write!(text, ": {}", paint(palette.strong, &harmless(error)));
        }
        text.push('\n');
        if let Some(cause) = failure.cause.as_deref().filter(|cause| !cause.is_empty()) {
            let cause = harmless(cause).trim_end().replace('\n', "\n        ");
            let _ = writeln!(text, " {}: {cause}", paint(palette.hint, "cause"));
        }
        text
    }
}
