//! What a person looks at: colour where it can be shown, the width there is, and output that may
//! stop being read at any time.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use asl::Severity;
use asl::diagnostic::Part;

use crate::fault::Fault;

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Results.
    Stdout,
    /// Everything said about them.
    Stderr,
}

/// The colours of a stream: none of them does anything where colour is not wanted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Palette {
    pub(crate) error: Style,
    pub(crate) warning: Style,
    pub(crate) good: Style,
    pub(crate) hint: Style,
    pub(crate) strong: Style,
    pub(crate) dim: Style,
    pub(crate) key: Style,
    pub(crate) string: Style,
    pub(crate) number: Style,
    pub(crate) begun: Style,
    pub(crate) done: Style,
    pub(crate) failed: Style,
    pub(crate) aborted: Style,
}

impl Stream {
    /// Whether a person looks at it.
    pub(crate) fn is_terminal(self) -> bool {
        match self {
            Stream::Stdout => io::stdout().is_terminal(),
            Stream::Stderr => io::stderr().is_terminal(),
        }
    }

    /// How many characters fit in a line, where that is known.
    pub(crate) fn width(self) -> Option<usize> {
        let size = match self {
            Stream::Stdout => terminal_size::terminal_size_of(io::stdout()),
            Stream::Stderr => terminal_size::terminal_size_of(io::stderr()),
        };
        size.map(|(width, _)| usize::from(width.0))
    }

    /// The colours to use: all, on a terminal that has them, unless `NO_COLOR` is set
    /// (<https://no-color.org>).
    pub(crate) fn palette(self) -> Palette {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        if self.is_terminal() && !refused && !dumb {
            Palette::coloured()
        } else {
            Palette::default()
        }
    }
}

/// Writes a result to standard output. When whoever reads it has had enough, as `head` has, that
/// is not our trouble.
pub(crate) fn print(text: &str) -> Result<(), Fault> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(text.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(Fault::Unwritable {
            file: "standard output".to_owned(),
            source,
        }),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Says something on standard error. With nobody to hear it, the exit code must do.
pub(crate) fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

impl Palette {
    fn coloured() -> Palette {
        let plain = Style::new();
        let colour = |colour: AnsiColor| plain.fg_color(Some(colour.into()));
        Palette {
            error: colour(AnsiColor::Red).bold(),
            warning: colour(AnsiColor::Yellow).bold(),
            good: colour(AnsiColor::Green).bold(),
            hint: colour(AnsiColor::Cyan).bold(),
            strong: plain.bold(),
            dim: plain.dimmed(),
            key: colour(AnsiColor::BrightBlue),
            string: colour(AnsiColor::Green),
            number: colour(AnsiColor::Cyan),
            begun: colour(AnsiColor::BrightBlue),
            done: colour(AnsiColor::Green),
            failed: colour(AnsiColor::Red),
            aborted: colour(AnsiColor::Yellow),
        }
    }

    /// The style of a branch, so that neighbours differ.
    pub(crate) fn branch(&self, number: u32) -> Style {
        let styles = [self.begun, self.aborted, self.number, self.done];
        styles[number as usize % styles.len()]
    }

    /// The style of a part of a report.
    pub(crate) fn part(&self, part: Part) -> Style {
        match part {
            Part::Severity(Severity::Error) => self.error,
            Part::Severity(Severity::Warning) => self.warning,
            Part::Message => self.strong,
            Part::Margin => self.dim,
            Part::Hint => self.hint,
        }
    }
}

/// `text` in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
