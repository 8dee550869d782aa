//! What came of applying a template, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use asl::{Object, Value};
use deployment::template::Place;

use super::site::{input, some};
use crate::table::{Cell, Table};
use crate::terminal::{Palette, paint};

/// What happened to a resource, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Made,
    Changed,
    /// Another was made in its place.
    Replaced,
    Kept,
    Deleted,
    /// It left the stack and is still there.
    Stays,
    Lacking,
}

/// One resource.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) logical_id: String,
    pub(super) kind: String,
    pub(super) outcome: Outcome,
    pub(super) id: String,
}

/// Something of the template that is not here as it is on AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) logical_id: String,
    pub(super) kind: String,
    pub(super) place: Place,
    /// What it means.
    pub(super) meaning: String,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    pub(super) stack: String,
    pub(super) is_dry: bool,
    pub(super) rows: Vec<Row>,
    /// What works otherwise, or not at all.
    pub(super) lacking: Vec<Difference>,
    /// What has no effect.
    pub(super) notes: Vec<Difference>,
    pub(super) outputs: BTreeMap<String, String>,
    /// What can be typed next.
    pub(super) next: Option<String>,
    /// What helps with what is lacking.
    pub(super) hint: Option<String>,
}

impl Outcome {
    /// As programs read it.
    fn name(self) -> &'static str {
        match self {
            Outcome::Made => "made",
            Outcome::Changed => "changed",
            Outcome::Replaced => "replaced",
            Outcome::Kept => "kept",
            Outcome::Deleted => "deleted",
            Outcome::Stays => "stays",
            Outcome::Lacking => "lacking",
        }
    }

    /// As people read it before it is done.
    fn intended(self) -> &'static str {
        match self {
            Outcome::Made => "make",
            Outcome::Changed => "change",
            Outcome::Replaced => "replace",
            Outcome::Kept => "keep",
            Outcome::Deleted => "delete",
            Outcome::Stays => "stays",
            Outcome::Lacking => "lacking",
        }
    }

    fn changes_something(self) -> bool {
        match self {
            Outcome::Made | Outcome::Changed | Outcome::Replaced | Outcome::Deleted => true,
            Outcome::Kept | Outcome::Stays | Outcome::Lacking => false,
        }
    }
}

impl Report {
    /// Whether anything was changed.
    pub(super) fn changed(&self) -> bool {
        self.rows.iter().any(|row| row.outcome.changes_something())
    }

    /// The report for people.
    pub(super) fn text(&self, palette: &Palette, width: Option<usize>) -> String {
        let mut text = String::new();
        if !self.rows.is_empty() {
            let mut table = Table::new(["", "RESOURCE", "TYPE", "ID"]);
            for row in &self.rows {
                let style = match row.outcome {
                    Outcome::Made | Outcome::Changed | Outcome::Replaced => palette.good,
                    Outcome::Kept | Outcome::Stays => palette.dim,
                    Outcome::Deleted => palette.aborted,
                    Outcome::Lacking => palette.warning,
                };
                let done = if self.is_dry {
                    row.outcome.intended()
                } else {
                    row.outcome.name()
                };
                table.push([
                    Cell::new(done, style),
                    Cell::new(&row.logical_id, palette.strong),
                    Cell::new(&row.kind, palette.dim),
                    Cell::plain(&row.id),
                ]);
            }
            text.push_str(&table.render(palette, width));
        }
        for (heading, list) in [("lacking", &self.lacking), ("without effect", &self.notes)] {
            if list.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{}", paint(palette.strong, heading));
            for it in list {
                let about = paint(palette.strong, &it.logical_id);
                let kind = match it.kind.as_str() {
                    "" => String::new(),
                    kind => format!(" ({kind})"),
                };
                let meaning = asl::diagnostic::harmless(&it.meaning);
                let _ = writeln!(text, "  {} {about}{kind}: {meaning}", it.place);
            }
        }
        if !self.outputs.is_empty() {
            let _ = writeln!(text, "\n{}", paint(palette.strong, "outputs"));
            let mut table = Table::new(["  NAME", "VALUE"]);
            for (name, value) in &self.outputs {
                table.push([
                    Cell::new(&format!("  {name}"), palette.key),
                    Cell::plain(value),
                ]);
            }
            // Values are copied from here: they are whole, however long.
            text.push_str(&table.render(palette, None));
        }
        for (name, what) in [("hint", &self.hint), ("next", &self.next)] {
            if let Some(what) = what {
                let _ = writeln!(text, "\n{}: {what}", paint(palette.hint, name));
            }
        }
        text
    }

    /// The report for programs.
    pub(super) fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            Value::object(input([
                ("logicalId", some(&row.logical_id)),
                ("type", some(&row.kind)),
                ("outcome", some(row.outcome.name())),
                (
                    "physicalId",
                    Some(row.id.as_str().into()).filter(|_| !row.id.is_empty()),
                ),
            ]))
        });
        let differences = |list: &[Difference]| {
            let list = list.iter().map(|it| {
                Value::object(input([
                    ("logicalId", some(&it.logical_id)),
                    (
                        "type",
                        Some(it.kind.as_str().into()).filter(|_| !it.kind.is_empty()),
                    ),
                    ("line", Some(i64::from(it.place.line).into())),
                    ("column", Some(i64::from(it.place.column).into())),
                    ("meaning", some(&it.meaning)),
                ]))
            });
            Some(Value::array(list.collect()))
        };
        let outputs = self.outputs.iter();
        let outputs: Object = outputs
            .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
            .collect();
        Value::object(input([
            ("stack", some(&self.stack)),
            ("dryRun", Some(self.is_dry.into())),
            ("resources", Some(Value::array(rows.collect()))),
            ("lacking", differences(&self.lacking)),
            ("withoutEffect", differences(&self.notes)),
            ("outputs", Some(Value::object(outputs))),
            ("next", self.next.as_deref().map(Value::from)),
            ("hint", self.hint.as_deref().map(Value::from)),
        ]))
    }
}
