//! What is wrong with a template, and where.

use std::fmt;

use asl::Severity;
use asl::diagnostic::{LineIndex, Report, Span};
use asl::parse::document::{Node, NodeKind};

/// A place in a template's text. Lines and columns are counted from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// One thing wrong with a template or with what it is filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// The same as bytes of the text.
    pub span: Span,
    /// The resource, parameter, condition or output it is in.
    pub logical_id: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// The problem for people: what, where, the line of the template with the place marked, and
    /// what to do. `file_name` is what the template is called, `text` its text.
    pub fn render(&self, file_name: &str, text: &str) -> String {
        let report = Report {
            severity: Severity::Error,
            code: None,
            location: self.logical_id.as_deref(),
            span: self.span,
            message: &self.message,
            hint: self.hint.as_deref(),
        };
        report.render(file_name, &LineIndex::new(text), |_, text| text.to_owned())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// `12:5: Orders: there is no … (do this)`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if let Some(logical_id) = &self.logical_id {
            write!(f, "{logical_id}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// The problems of a text, as they are found.
pub(crate) struct Problems<'t> {
    text: &'t str,
    lines: LineIndex<'t>,
    pub(crate) list: Vec<Problem>,
}

impl<'t> Problems<'t> {
    pub(crate) fn new(text: &'t str) -> Problems<'t> {
        Problems {
            text,
            lines: LineIndex::new(text),
            list: Vec::new(),
        }
    }

    pub(crate) fn place(&self, span: Span) -> Place {
        let position = self.lines.position(span.start);
        Place {
            line: position.line,
            column: position.column,
        }
    }

    /// A text, number or boolean as the text it was written as: `012`, not 12.
    pub(crate) fn scalar(&self, node: &Node) -> Option<String> {
        match &node.kind {
            NodeKind::String(text) => Some(text.to_string()),
            NodeKind::Number(number) => {
                let written = self.text.get(node.span.range()).unwrap_or_default();
                let plain = written.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
                Some(if plain {
                    written.to_owned()
                } else {
                    number.to_string()
                })
            }
            NodeKind::Bool(value) => Some(value.to_string()),
            NodeKind::Null | NodeKind::Array(_) | NodeKind::Object(_) => None,
        }
    }

    /// One more, with what to do about it.
    pub(crate) fn add(
        &mut self,
        span: Span,
        logical_id: Option<&str>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add_with(span, logical_id, message.into(), Some(hint.into()));
    }

    pub(crate) fn add_with(
        &mut self,
        span: Span,
        logical_id: Option<&str>,
        message: String,
        hint: Option<String>,
    ) {
        let problem = Problem {
            place: self.place(span),
            span,
            logical_id: logical_id.map(str::to_owned),
            message,
            hint,
        };
        // A value that two things use is wrong once.
        if !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }

    /// All of them, in the order of the text.
    pub(crate) fn in_order(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|problem| problem.place);
        self.list
    }
}
