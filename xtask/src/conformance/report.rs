//! What came of the cases: for people as a table, for scripts as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use super::corpus::Case;
use super::matching::Level;
use super::steps::Verdict;

/// How many differences of a case are printed, unless everything is to be.
const PRINTED_DIFFERENCES_MAX: usize = 3;

/// What came of one case.
#[derive(Debug, Serialize)]
pub(crate) struct CaseReport {
    id: String,
    name: String,
    category: String,
    services: Vec<String>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diffs: Vec<String>,
    seconds: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Pass,
    Fail,
    Skip,
}

/// What came of a corpus, run in one way.
#[derive(Serialize)]
pub(crate) struct Report {
    /// What was done, in a few words.
    title: &'static str,
    /// Of all that were run.
    #[serde(flatten)]
    total: Count,
    /// By what the cases need besides the engine.
    by_services: BTreeMap<String, Count>,
    cases: Vec<CaseReport>,
}

/// How many of how many passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Count {
    passed: usize,
    run: usize,
}

#[derive(Default)]
struct Row {
    exact: usize,
    equivalent: usize,
    failed: usize,
    skipped: usize,
}

impl CaseReport {
    pub(crate) fn new(case: &Case, verdict: Verdict, took: Duration) -> CaseReport {
        let (status, level, reason, diffs) = match verdict {
            Verdict::Passed(Level::Exact) => (Status::Pass, Some("exact"), None, Vec::new()),
            Verdict::Passed(Level::Equivalent) => {
                (Status::Pass, Some("equivalent"), None, Vec::new())
            }
            Verdict::Failed(diffs) => (Status::Fail, None, None, diffs),
            Verdict::Skipped(reason) => (Status::Skip, None, Some(reason), Vec::new()),
        };
        CaseReport {
            id: case.id.clone(),
            name: case.name.clone(),
            category: case.category.clone(),
            services: case.services.clone(),
            status,
            level,
            reason,
            diffs,
            seconds: took.as_secs_f64(),
        }
    }

    /// What the case needs besides the engine, as one text.
    fn needs(&self) -> String {
        if self.services.is_empty() {
            "nothing else".to_owned()
        } else {
            self.services.join(", ")
        }
    }
}

impl Count {
    fn add(&mut self, case: &CaseReport) {
        self.passed += usize::from(case.status == Status::Pass);
        self.run += usize::from(case.status != Status::Skip);
    }

    /// How many percent passed; all of them when there were none.
    #[allow(
        clippy::cast_precision_loss,
        reason = "a corpus has fewer cases than a double has integers"
    )]
    fn percent(self) -> f64 {
        if self.run == 0 {
            100.0
        } else {
            self.passed as f64 * 100.0 / self.run as f64
        }
    }
}

impl Report {
    pub(crate) fn new(title: &'static str, mut cases: Vec<CaseReport>) -> Report {
        cases.sort_by(|a, b| (&a.category, &a.name).cmp(&(&b.category, &b.name)));
        let mut total = Count::default();
        let mut by_services: BTreeMap<String, Count> = BTreeMap::new();
        for case in cases.iter().filter(|case| case.status != Status::Skip) {
            total.add(case);
            by_services.entry(case.needs()).or_default().add(case);
        }
        Report {
            title,
            total,
            by_services,
            cases,
        }
    }

    /// How many percent of the cases passed.
    pub(crate) fn percent(&self) -> f64 {
        self.total.percent()
    }

    /// Prints a table by category, why cases were skipped, the failures, and the totals.
    pub(crate) fn print(&self, verbose: bool, out: &mut impl Write) -> io::Result<()> {
        self.print_table(out)?;
        self.print_skipped(verbose, out)?;
        self.print_failures(verbose, out)?;
        for (needs, Count { passed, run }) in &self.by_services {
            writeln!(out, "{passed:>4}/{run:<4} need {needs}")?;
        }
        let Count { passed, run } = self.total;
        writeln!(out, "{}: {passed}/{run} passed", self.title)
    }

    fn print_table(&self, out: &mut impl Write) -> io::Result<()> {
        let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
        let mut total = Row::default();
        for case in &self.cases {
            for row in [rows.entry(&case.category).or_default(), &mut total] {
                *match (case.status, case.level) {
                    (Status::Pass, Some("equivalent")) => &mut row.equivalent,
                    (Status::Pass, _) => &mut row.exact,
                    (Status::Fail, _) => &mut row.failed,
                    (Status::Skip, _) => &mut row.skipped,
                } += 1;
            }
        }
        writeln!(
            out,
            "{:<24}{:>6}{:>8}{:>12}{:>6}{:>6}",
            "category", "pass", "(exact)", "(equivalent)", "fail", "skip"
        )?;
        for (category, row) in rows.into_iter().chain([("total", total)]) {
            let Row {
                exact,
                equivalent,
                failed,
                skipped,
            } = row;
            let passed = exact + equivalent;
            writeln!(
                out,
                "{category:<24}{passed:>6}{exact:>8}{equivalent:>12}{failed:>6}{skipped:>6}"
            )?;
        }
        writeln!(out)
    }

    fn print_skipped(&self, verbose: bool, out: &mut impl Write) -> io::Result<()> {
        let mut reasons: BTreeMap<&str, Vec<&CaseReport>> = BTreeMap::new();
        for case in &self.cases {
            if let Some(reason) = &case.reason {
                reasons.entry(reason).or_default().push(case);
            }
        }
        for (reason, cases) in &reasons {
            writeln!(out, "skipped {:>4}  {reason}", cases.len())?;
            if verbose {
                for case in cases {
                    writeln!(out, "              {}/{}", case.category, case.name)?;
                }
            }
        }
        if reasons.is_empty() {
            Ok(())
        } else {
            writeln!(out)
        }
    }

    fn print_failures(&self, verbose: bool, out: &mut impl Write) -> io::Result<()> {
        let failed = self.cases.iter().filter(|case| case.status == Status::Fail);
        let shown = if verbose {
            usize::MAX
        } else {
            PRINTED_DIFFERENCES_MAX
        };
        for case in failed {
            writeln!(out, "FAIL {}/{}", case.category, case.name)?;
            for difference in case.diffs.iter().take(shown) {
                writeln!(out, "     {difference}")?;
            }
            if case.diffs.len() > shown {
                writeln!(out, "     and {} more", case.diffs.len() - shown)?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}
