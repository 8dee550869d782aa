//! `entrega asl check`: finds every mistake in definitions.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use asl::diagnostic::{LineIndex, Report};
use asl::parse::Definition;
use asl::{Diagnostic, Object, Severity, Value};

use super::{Source, Tally, counted, placeholders, pretty};
use crate::command_line::{CheckArguments, FileArgument, Verdict, complaint};
use crate::fault::Fault;
use crate::terminal::{Palette, Stream, paint, print, say};

/// What came of one file.
struct Checked {
    source: Source,
    /// The definition, when it has no errors.
    definition: Option<Definition>,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) fn check(arguments: &CheckArguments) -> Result<Verdict, Fault> {
    let mut checked = Vec::new();
    let mut faults = Vec::new();
    for file in expand(&arguments.files, &mut faults) {
        match Source::read(&file) {
            Ok(source) => checked.push(Checked::from(source, arguments.express)),
            Err(fault) => faults.push(fault),
        }
    }
    // A file that cannot be read does not keep the others from being checked.
    if !checked.is_empty() || arguments.json {
        print(&if arguments.json {
            pretty::document(&to_json(&checked))
        } else {
            render(&checked, &Stream::Stdout.palette())
        })?;
    }
    if let Some(last) = faults.pop() {
        for fault in &faults {
            say(&complaint(fault));
        }
        return Err(last);
    }
    let refused = checked.iter().any(|file| file.definition.is_none());
    Ok(if refused { Verdict::Bad } else { Verdict::Good })
}

/// The files that are meant: each one named, and the definitions in each directory named.
fn expand(files: &[FileArgument], faults: &mut Vec<Fault>) -> Vec<FileArgument> {
    let mut expanded = Vec::new();
    for file in files {
        let FileArgument::Path(path) = file else {
            expanded.push(file.clone());
            continue;
        };
        if !path.is_dir() {
            expanded.push(file.clone());
            continue;
        }
        let mut found = Vec::new();
        collect(path, &mut found, faults);
        if found.is_empty() {
            faults.push(Fault::misused(
                format!("there are no definitions in `{}`", path.display()),
                format!("in a directory, files named *{} count", ENDINGS.join(", *")),
            ));
        }
        found.sort();
        expanded.extend(found.into_iter().map(FileArgument::Path));
    }
    expanded
}

/// How the name of a definition ends.
const ENDINGS: [&str; 3] = [".asl.json", ".asl.yaml", ".asl.yml"];

/// The definitions below `directory`. Links and hidden directories are not followed, nor is
/// `node_modules`.
fn collect(directory: &Path, found: &mut Vec<PathBuf>, faults: &mut Vec<Fault>) {
    let mut unread = vec![directory.to_owned()];
    while let Some(directory) = unread.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(source) => {
                faults.push(Fault::Unreadable {
                    file: directory.display().to_string(),
                    source,
                });
                continue;
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    if !name.starts_with('.') && name != "node_modules" {
                        unread.push(entry.path());
                    }
                }
                _ => {
                    if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                        found.push(entry.path());
                    }
                }
            }
        }
    }
}

impl Checked {
    fn from(source: Source, express: bool) -> Checked {
        match source.parse(express) {
            Ok(mut definition) => Checked {
                diagnostics: std::mem::take(&mut definition.warnings),
                definition: Some(definition),
                source,
            },
            Err(diagnostics) => Checked {
                source,
                definition: None,
                diagnostics,
            },
        }
    }
}

/// Every fault, and a line that sums up.
fn render(checked: &[Checked], palette: &Palette) -> String {
    let mut out = String::new();
    let mut all = Tally::default();
    for file in checked {
        let Tally { errors, warnings } = Tally::of(&file.diagnostics);
        all.errors += errors;
        all.warnings += warnings;
        if !file.diagnostics.is_empty() {
            let reports = file.diagnostics.iter().map(Report::from);
            out.push_str(&file.source.render(reports, palette));
            out.push('\n');
        }
    }
    let place = match checked {
        [only] => format!("in `{}`{}", only.source.name, contents(only)),
        files => {
            let faulty = files.iter().filter(|file| !file.diagnostics.is_empty());
            match faulty.count() {
                0 => format!("in {}", counted(files.len(), "file")),
                some => format!("in {some} of {}", counted(files.len(), "file")),
            }
        }
    };
    out.push_str(&all.summary(palette, &place));
    out.push('\n');
    if let [only] = checked
        && let Some(definition) = &only.definition
        && !definition.placeholders.is_empty()
    {
        let note = paint(palette.dim, "placeholders, filled in when it is deployed:");
        let _ = writeln!(out, "{note} {}", placeholders(&definition.placeholders));
    }
    out
}

/// What a good definition holds, in brackets.
fn contents(file: &Checked) -> String {
    file.definition
        .as_ref()
        .map_or_else(String::new, |definition| {
            let machine = &definition.machine;
            format!(
                " ({}, {})",
                counted(machine.states().count(), "state"),
                machine.query_language()
            )
        })
}

/// `{"files": [{"file", "result", "diagnostics": […]}]}`. Lines and columns count from 1, columns
/// in characters; the end is the place after the last character.
fn to_json(checked: &[Checked]) -> Value {
    let files = checked.iter().map(|file| {
        let lines = LineIndex::new(&file.source.text);
        let diagnostics = file.diagnostics.iter();
        let result = match file.definition {
            Some(_) => "OK",
            None => "FAIL",
        };
        object([
            ("file", file.source.name.as_str().into()),
            ("result", result.into()),
            (
                "diagnostics",
                Value::array(diagnostics.map(|d| diagnostic_to_json(d, &lines)).collect()),
            ),
        ])
    });
    object([("files", Value::array(files.collect()))])
}

fn diagnostic_to_json(diagnostic: &Diagnostic, lines: &LineIndex<'_>) -> Value {
    let start = lines.position(diagnostic.span.start);
    let end = lines.position(diagnostic.span.end);
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let severity: Severity = diagnostic.severity;
    object([
        ("severity", severity.as_str().into()),
        ("code", diagnostic.code.as_str().into()),
        ("location", text(diagnostic.location.as_deref())),
        ("line", i64::from(start.line).into()),
        ("column", i64::from(start.column).into()),
        ("endLine", i64::from(end.line).into()),
        ("endColumn", i64::from(end.column).into()),
        ("message", diagnostic.message.as_str().into()),
        ("hint", text(diagnostic.hint.as_deref())),
    ])
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.map(|(name, value)| (name.into(), value));
    Value::object(Object::from_iter(fields))
}
