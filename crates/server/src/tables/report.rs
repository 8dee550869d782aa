//! What is said in the end.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;

use super::checksum::Tally;
use super::difference::Differences;
use crate::asl::counted;
use crate::fault::Fault;
use crate::terminal::{Palette, paint};

/// How two tables compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    Differs,
    /// Nobody can say while the source changes.
    Changing,
}

/// A table, and what it adds up to.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) at: String,
    pub(crate) tally: Tally,
}

/// What was done and found.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) verdict: Verdict,
    pub(crate) source: Table,
    pub(crate) target: Table,
    pub(crate) differences: Differences,
    pub(crate) expired: u64,
    pub(crate) written: u64,
    pub(crate) deleted: u64,
    pub(crate) notes: Vec<String>,
    pub(crate) verify_only: bool,
    pub(crate) took: Duration,
}

impl Report {
    pub(crate) fn json(&self) -> Result<String, Fault> {
        let table = |table: &Table| {
            json!({
                "table": table.name,
                "at": table.at,
                "items": table.tally.items,
                "checksum": table.tally.checksum(),
            })
        };
        let document = json!({
            "verdict": self.verdict.word(),
            "source": table(&self.source),
            "target": table(&self.target),
            "written": self.written,
            "deleted": self.deleted,
            "expired": self.expired,
            "differences": self.differences.count,
            "differing": self.differences.named,
            "notes": self.notes,
            "seconds": self.took.as_secs_f64(),
        });
        let text = serde_json::to_string_pretty(&document);
        text.map(|text| text + "\n")
            .map_err(|error| Fault::Refused(format!("error: {error}\n")))
    }

    pub(crate) fn text(&self, palette: &Palette) -> String {
        let style = match self.verdict {
            Verdict::Same => palette.good,
            Verdict::Differs => palette.error,
            Verdict::Changing => palette.warning,
        };
        let mut text = format!("{}\n", paint(style, self.sentence()));
        for (role, table) in [("source", &self.source), ("target", &self.target)] {
            let _ = writeln!(
                text,
                "  {role}  {}, checksum {}  ({}, {})",
                items(table.tally.items),
                table.tally.checksum(),
                table.name,
                table.at
            );
        }
        let seconds = self.took.as_secs_f64();
        let _ = if self.verify_only {
            writeln!(text, "  nothing was written; {seconds:.1} s")
        } else {
            let (written, deleted) = (self.written, self.deleted);
            writeln!(
                text,
                "  {written} written, {deleted} deleted; {seconds:.1} s"
            )
        };
        for difference in &self.differences.named {
            let _ = writeln!(
                text,
                "  the target {} {}",
                difference.how.in_words(!self.verify_only),
                difference.key
            );
        }
        let unnamed = self.differences.count - self.differences.named.len() as u64;
        if unnamed > 0 {
            let _ = writeln!(text, "  and {unnamed} more");
        }
        for note in &self.notes {
            let _ = writeln!(text, "{}: {note}", paint(palette.hint, "note"));
        }
        text
    }

    fn sentence(&self) -> &'static str {
        match (self.verdict, self.verify_only) {
            (Verdict::Same, _) => "same: the target has what the source has",
            (Verdict::Differs, true) => "differs: the target has not what the source has",
            (Verdict::Differs, false) => {
                "differs: the target is written by somebody else, or does not keep what is written"
            }
            (Verdict::Changing, true) => {
                "the source changes while it is read: close the shop, and verify again"
            }
            (Verdict::Changing, false) => {
                "the source changes: what was seen is copied; close the shop, and copy again"
            }
        }
    }
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Differs => "differs",
            Verdict::Changing => "changing",
        }
    }
}

fn items(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "item")
}
