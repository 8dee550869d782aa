//! Work on definitions in files.
//!
//! | module | holds |
//! |---|---|
//! | [`check`] | finds every mistake |
//! | [`run`] | runs a definition in memory |
//! | [`trace`] | the history of a run, as it grows |
//! | [`ending`] | what is said when an execution is over |
//! | [`mocks`] | how tasks answer |
//! | [`graph`] | draws a definition |
//! | [`pretty`] | JSON for people |

pub(crate) mod check;
pub(crate) mod ending;
pub(crate) mod graph;
pub(crate) mod mocks;
pub(crate) mod pretty;
pub(crate) mod run;
pub(crate) mod trace;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use asl::diagnostic::{LineIndex, Report};
use asl::parse::{self, Definition, Options, Placeholders};
use asl::{Diagnostic, Severity};

use crate::command_line::{FileArgument, Substitution};
use crate::fault::Fault;
use crate::terminal::{Palette, Stream, paint};

/// A text that somebody wrote, and what it is called.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl FileArgument {
    pub(crate) fn name(&self) -> String {
        match self {
            FileArgument::Stdin => "<stdin>".to_owned(),
            FileArgument::Path(path) => path.display().to_string(),
        }
    }
}

impl Source {
    pub(crate) fn read(file: &FileArgument) -> Result<Source, Fault> {
        let name = file.name();
        let read = match file {
            FileArgument::Stdin => {
                let mut bytes = Vec::new();
                let read = io::stdin().lock().read_to_end(&mut bytes);
                read.map(|_| bytes)
            }
            FileArgument::Path(path) => fs::read(path),
        };
        let bytes = read.map_err(|source| Fault::Unreadable {
            file: name.clone(),
            source,
        })?;
        let mut text = String::from_utf8(bytes).map_err(|error| Fault::NotText {
            file: name.clone(),
            offset: error.utf8_error().valid_up_to(),
        })?;
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        Ok(Source { name, text })
    }

    /// What there is to say of places in the text, with a blank line between one and the next.
    pub(crate) fn render<'r>(
        &self,
        reports: impl IntoIterator<Item = Report<'r>>,
        palette: &Palette,
    ) -> String {
        let lines = LineIndex::new(&self.text);
        let rendered = reports.into_iter().map(|report| {
            report.render(&self.name, &lines, |part, text| {
                paint(palette.part(part), text)
            })
        });
        rendered.collect::<Vec<_>>().join("\n")
    }

    /// Puts values where the text says `${name}`.
    fn substitute(&mut self, substitutions: &[Substitution]) -> Result<(), Fault> {
        for Substitution { name, value } in substitutions {
            let placeholder = format!("${{{name}}}");
            if !self.text.contains(&placeholder) {
                return Err(Fault::misused(
                    format!(
                        "`{}` has no `{placeholder}` to put `{value}` for",
                        self.name
                    ),
                    "check the spelling; what `Ref` and `Fn::` functions refer to stays open",
                ));
            }
            self.text = self.text.replace(&placeholder, value);
        }
        Ok(())
    }

    /// Reads the text as a definition to run or draw. Refuses one that has errors.
    pub(crate) fn definition(&self, express: bool) -> Result<Definition, Fault> {
        self.parse(express).map_err(|diagnostics| {
            let palette = Stream::Stderr.palette();
            let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
            let mut report = self.render(errors.map(Report::from), &palette);
            let summary = Tally::of(&diagnostics).summary(&palette, &format!("in `{}`", self.name));
            let _ = writeln!(report, "\n{summary}");
            Fault::Refused(report)
        })
    }

    fn parse(&self, express: bool) -> Result<Definition, Vec<Diagnostic>> {
        parse::parse(
            &self.text,
            Options {
                placeholders: Placeholders::Accept,
                express,
                ..Options::default()
            },
        )
    }
}

/// What some editors begin a text with.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How many faults there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    errors: usize,
    warnings: usize,
}

impl Tally {
    fn of(diagnostics: &[Diagnostic]) -> Tally {
        let of = |severity| {
            diagnostics
                .iter()
                .filter(|d| d.severity == severity)
                .count()
        };
        Tally {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
        }
    }

    /// `2 errors, 1 warning` and `place`.
    fn summary(self, palette: &Palette, place: &str) -> String {
        let mut parts = Vec::new();
        if self.errors > 0 {
            parts.push(paint(palette.error, &counted(self.errors, "error")));
        }
        if self.warnings > 0 {
            parts.push(paint(palette.warning, &counted(self.warnings, "warning")));
        }
        if parts.is_empty() {
            parts.push(paint(palette.good, "no problems"));
        }
        format!("{} {place}", parts.join(", "))
    }
}

/// `1 state`, `2 states`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// `${A}`, `${B}`, and how many more.
fn placeholders(names: &[String]) -> String {
    const SHOWN_MAX: usize = 8;
    let shown = names.iter().take(SHOWN_MAX);
    let mut shown: Vec<String> = shown.map(|name| format!("`${{{name}}}`")).collect();
    if names.len() > SHOWN_MAX {
        shown.push(format!("and {} more", names.len() - SHOWN_MAX));
    }
    shown.join(", ")
}

/// `file`, written whole.
fn write_file(file: &Path, text: &str) -> Result<(), Fault> {
    fs::write(file, text).map_err(|source| Fault::Unwritable {
        file: file.display().to_string(),
        source,
    })
}
