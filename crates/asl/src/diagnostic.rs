//! What is wrong with a definition, and where.

use std::fmt::{self, Write as _};
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
    /// The place in the definition, as AWS writes it: `/States/Pay/Catch[0]/Next`. `None` when
    /// the fault is no single place's, as for a workflow that never ends.
    pub location: Option<String>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// `INVALID_JSON_DESCRIPTION`: the text is not JSON.
    InvalidJsonDescription,
    /// `MISSING_DESCRIPTION`: there is no text.
    MissingDescription,
    /// `SCHEMA_VALIDATION_FAILED`: a field is wrong, missing or misplaced.
    SchemaValidationFailed,
    /// `TOO_DEEPLY_NESTED`: states are nested deeper than the service allows.
    TooDeeplyNested,
    /// `MISSING_TRANSITION_TARGET`: a transition leads to no state of its scope, or a state is
    /// reached by none.
    MissingTransitionTarget,
    /// `MISSING_END_STATE`: a scope has no state that ends it.
    MissingEndState,
    /// `DUPLICATE_STATE_NAME`: two states of the machine have one name.
    DuplicateStateName,
    /// `INVALID_STATE_NAME`: a state's name is too long.
    InvalidStateName,
    /// `DUPLICATE_LABEL_NAME`: two Map states have one label.
    DuplicateLabelName,
    /// `INVALID_LABEL_NAME`: a label is too long or has characters it may not have.
    InvalidLabelName,
    /// `INVALID_VARIABLE_NAME`: a variable's name is no identifier.
    InvalidVariableName,
    /// `RESERVED_VARIABLE_NAME`: a variable is called `states`.
    ReservedVariableName,
    /// `INVALID_JSONATA_EXPRESSION`: the text is not JSONata.
    InvalidJsonataExpression,
    /// `UNSUPPORTED_JSONATA_EXPRESSION`: JSONata that Step Functions does not take.
    UnsupportedJsonataExpression,
    /// `NO_DOLLAR`: a literal that looks like a path or an intrinsic function.
    NoDollar,
    /// `NO_PATH`: a literal that looks like a path, in a field that has a `…Path` form.
    NoPath,
    /// `PASS_RESULT_IS_STATIC`: a path in `Result`, which is never evaluated.
    PassResultIsStatic,
}

/// A place in a text as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl Span {
    /// The range for slicing the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The span of the bytes `range`. Texts are at most 4 GiB long.
    pub(crate) fn new(range: Range<usize>) -> Span {
        let byte = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            start: byte(range.start),
            end: byte(range.end),
        }
    }
}

impl Code {
    /// The code as AWS spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Code::MissingDescription => "MISSING_DESCRIPTION",
            Code::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Code::TooDeeplyNested => "TOO_DEEPLY_NESTED",
            Code::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Code::MissingEndState => "MISSING_END_STATE",
            Code::DuplicateStateName => "DUPLICATE_STATE_NAME",
            Code::InvalidStateName => "INVALID_STATE_NAME",
            Code::DuplicateLabelName => "DUPLICATE_LABEL_NAME",
            Code::InvalidLabelName => "INVALID_LABEL_NAME",
            Code::InvalidVariableName => "INVALID_VARIABLE_NAME",
            Code::ReservedVariableName => "RESERVED_VARIABLE_NAME",
            Code::InvalidJsonataExpression => "INVALID_JSONATA_EXPRESSION",
            Code::UnsupportedJsonataExpression => "UNSUPPORTED_JSONATA_EXPRESSION",
            Code::NoDollar => "NO_DOLLAR",
            Code::NoPath => "NO_PATH",
            Code::PassResultIsStatic => "PASS_RESULT_IS_STATIC",
        }
    }
}

impl Severity {
    /// The severity as AWS spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
        }
    }
}

impl<'t> LineIndex<'t> {
    /// The lines of `text`.
    pub fn new(text: &'t str) -> LineIndex<'t> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        LineIndex { text, starts }
    }

    /// The position of a byte; that of the end for a byte past it.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.text.floor_char_boundary(offset as usize);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let characters = self.text[self.starts[line]..offset].chars().count();
        let count = |n| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        Position {
            line: count(line),
            column: count(characters),
        }
    }

    /// The line that `position` is on, without its end.
    fn line(&self, position: Position) -> &'t str {
        let line = position.line as usize - 1;
        let end = self.starts.get(line + 1).copied();
        let text = &self.text[self.starts[line]..end.unwrap_or(self.text.len())];
        text.trim_end_matches(['\n', '\r'])
    }
}

impl Diagnostic {
    /// The diagnostic for people: what, where, the line of `text` with the place marked, and
    /// what to do. `file_name` is what the text is called.
    pub fn render(&self, file_name: &str, text: &str) -> String {
        let lines = LineIndex::new(text);
        Report::from(self).render(file_name, &lines, |_, text| text.to_owned())
    }
}

/// Something said of a place in a text: a [`Diagnostic`], or a remark on another file.
#[derive(Clone, Copy, Debug)]
pub struct Report<'r> {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of fault it is, where that has a name.
    pub code: Option<&'static str>,
    /// The place in the structure of the text.
    pub location: Option<&'r str>,
    /// The place in the text.
    pub span: Span,
    /// What is wrong.
    pub message: &'r str,
    /// What to do about it.
    pub hint: Option<&'r str>,
}

/// The parts of a rendered [`Report`], for who wants to colour them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `error[CODE]` or `warning[CODE]`, and the mark below the place.
    Severity(Severity),
    /// What is wrong.
    Message,
    /// Line numbers, rules and arrows.
    Margin,
    /// `hint`.
    Hint,
}

impl<'r> From<&'r Diagnostic> for Report<'r> {
    fn from(diagnostic: &'r Diagnostic) -> Report<'r> {
        Report {
            severity: diagnostic.severity,
            code: Some(diagnostic.code.as_str()),
            location: diagnostic.location.as_deref(),
            span: diagnostic.span,
            message: &diagnostic.message,
            hint: diagnostic.hint.as_deref(),
        }
    }
}

impl Report<'_> {
    /// The report for people, as [`Diagnostic::render`] has it, each part through `paint`.
    pub fn render(
        &self,
        file_name: &str,
        lines: &LineIndex<'_>,
        paint: impl Fn(Part, &str) -> String,
    ) -> String {
        let start = lines.position(self.span.start);
        let end = lines.position(self.span.end.max(self.span.start));
        let line = lines.line(start);
        let number = start.line.to_string();
        let before = start.column as usize - 1;
        let width = if end.line == start.line {
            end.column.saturating_sub(start.column) as usize
        } else {
            line.chars().count().saturating_sub(before)
        };
        let (line, before) = excerpt(line, before);
        let width = width.clamp(1, line.chars().count().saturating_sub(before).max(1));
        let indent: String = line
            .chars()
            .take(before)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();

        let severity = match (self.severity, self.code) {
            (Severity::Error, Some(code)) => format!("error[{code}]"),
            (Severity::Warning, Some(code)) => format!("warning[{code}]"),
            (Severity::Error, None) => "error".to_owned(),
            (Severity::Warning, None) => "warning".to_owned(),
        };
        let severity = paint(Part::Severity(self.severity), &severity);
        let message = paint(Part::Message, &format!(": {}", harmless(self.message)));
        let mark = paint(Part::Severity(self.severity), &"^".repeat(width));
        let margin = " ".repeat(number.len());
        let arrow = paint(Part::Margin, &format!("{margin}-->"));
        let rule = paint(Part::Margin, &format!("{margin} |"));
        let numbered_rule = paint(Part::Margin, &format!("{number} |"));

        let mut out = format!("{severity}{message}\n");
        let _ = write!(out, "{arrow} {file_name}:{}:{}", start.line, start.column);
        if let Some(location) = self.location {
            let _ = write!(out, " at {}", harmless(location));
        }
        let _ = write!(
            out,
            "\n{rule}\n{numbered_rule} {line}\n{rule} {indent}{mark}\n"
        );
        if let Some(hint) = self.hint {
            let label = paint(Part::Hint, "hint");
            let _ = writeln!(
                out,
                "{} {label}: {}",
                paint(Part::Margin, &format!("{margin} =")),
                harmless(hint)
            );
        }
        out
    }
}

/// A line is shown in at most so many characters.
const EXCERPT_CHARS_MAX: usize = 120;

/// The part of a long line around the character `at`, and where that character is in it.
fn excerpt(line: &str, at: usize) -> (String, usize) {
    let length = line.chars().count();
    if length <= EXCERPT_CHARS_MAX {
        return (harmless(line), at);
    }
    let from = at.saturating_sub(EXCERPT_CHARS_MAX / 3);
    let shown: String = line.chars().skip(from).take(EXCERPT_CHARS_MAX).collect();
    let shown = harmless(&shown);
    let lead = if from > 0 { "…" } else { "" };
    let tail = if from + EXCERPT_CHARS_MAX < length {
        "…"
    } else {
        ""
    };
    let shift = usize::from(from > 0);
    (format!("{lead}{shown}{tail}"), at - from + shift)
}

/// `text` as it may be shown: characters that would move the cursor or change the colours of a
/// terminal are replaced, but for tabs and line breaks.
pub fn harmless(text: &str) -> String {
    let harmless = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(harmless).collect()
}

/// The message of the `InvalidDefinition` error that AWS answers to a definition with these
/// errors.
pub fn invalid_definition_message(diagnostics: &[Diagnostic]) -> String {
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    format!("Invalid State Machine Definition: '{}'", errors.join(", "))
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /`, as AWS writes it into
/// the message of an `InvalidDefinition` error.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        match &self.location {
            Some(location) => write!(f, " at {location}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let lines = LineIndex::new("{\n  \"é\": 1\n}");
        let position = |offset| {
            let Position { line, column } = lines.position(offset);
            (line, column)
        };
        assert_eq!(position(0), (1, 1));
        assert_eq!(position(4), (2, 3));
        assert_eq!(position(7), (2, 5), "after the two bytes of é");
        assert_eq!(position(1_000), (3, 2), "past the end is the end");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let (shown, at) = excerpt(&line, 500);
        assert_eq!(shown.chars().nth(at), Some('X'));
        assert!(shown.chars().count() <= EXCERPT_CHARS_MAX + 2);
    }

    #[test]
    fn nothing_of_the_text_reaches_the_terminal_as_a_command() {
        let text = "{\"\u{1b}[2J\": 1}";
        let diagnostic = Diagnostic {
            severity: Severity::Error,
            code: Code::SchemaValidationFailed,
            location: Some("/States/\u{1b}[2J".to_owned()),
            span: Span::new(1..8),
            message: "Field '\u{1b}[2J' is not supported".to_owned(),
            hint: Some("\u{1b}[2J".to_owned()),
        };
        assert!(!diagnostic.render("a.json", text).contains('\u{1b}'));
    }
}
