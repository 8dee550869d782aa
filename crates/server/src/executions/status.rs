//! What has become of an execution.

use anstyle::Style;
use clap::ValueEnum;

use crate::terminal::Palette;

/// The API's `ExecutionStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
    PendingRedrive,
}

impl Status {
    pub(crate) fn parse(text: &str) -> Option<Status> {
        Status::value_variants()
            .iter()
            .copied()
            .find(|status| status.name() == text)
    }

    /// `TIMED_OUT`
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::TimedOut => "TIMED_OUT",
            Status::Aborted => "ABORTED",
            Status::PendingRedrive => "PENDING_REDRIVE",
        }
    }

    /// Whether it ended, and not well.
    pub(crate) fn is_bad(self) -> bool {
        match self {
            Status::Failed | Status::TimedOut | Status::Aborted => true,
            Status::Running | Status::Succeeded | Status::PendingRedrive => false,
        }
    }

    /// Its mark in the look of a trace, and the name.
    pub(crate) fn marked(self) -> String {
        let mark = match self {
            Status::Running => '▶',
            Status::Succeeded => '✔',
            Status::Failed | Status::TimedOut => '✘',
            Status::Aborted => '■',
            Status::PendingRedrive => '↻',
        };
        format!("{mark} {}", self.name())
    }

    pub(crate) fn style(self, palette: &Palette) -> Style {
        match self {
            Status::Running | Status::PendingRedrive => palette.begun,
            Status::Succeeded => palette.done,
            Status::Failed | Status::TimedOut => palette.failed,
            Status::Aborted => palette.aborted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_called_as_in_the_api() {
        for status in Status::value_variants() {
            let name = status.to_possible_value().unwrap();
            assert_eq!(name.get_name(), status.name());
            assert_eq!(Status::parse(status.name()), Some(*status));
        }
        assert_eq!(Status::parse("running"), None);
    }
}
