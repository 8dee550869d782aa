//! What a load test found, for people and for scripts.

use std::fmt::Write as _;

use crowd::LoadReport;
use crowd::load::books::Invariants;
use crowd::load::latency::Quantiles;

use crate::fault::Fault;
use crate::table::{Cell, Table};
use crate::terminal::{Palette, paint};

/// One document.
pub(super) fn json(report: &LoadReport) -> Result<String, Fault> {
    let text = serde_json::to_string_pretty(report);
    let text = text.map_err(|error| Fault::Refused(format!("error: {error}\n")))?;
    Ok(text + "\n")
}

/// Tables and a verdict.
pub(super) fn text(report: &LoadReport, palette: &Palette) -> String {
    let mut text = String::new();
    let LoadReport {
        orders,
        concurrency,
        seed,
        placed,
        paid,
        turned_away,
        unanswered,
        seconds,
        placed_per_second,
        paid_per_second,
        placing,
        until_paid,
        by_status,
        repeats,
        invariants,
        violations,
        notes,
    } = report;
    let _ = writeln!(
        text,
        "{orders} customers, {concurrency} at once, seed {seed}, {seconds} s\n"
    );
    let mut rates = Table::new(["", "ORDERS", "A SECOND"]);
    for (what, count, rate) in [
        ("placed", placed, placed_per_second),
        ("paid", paid, paid_per_second),
    ] {
        rates.push([
            Cell::new(what, palette.strong),
            Cell::plain(&count.to_string()),
            Cell::plain(&rate.to_string()),
        ]);
    }
    text.push_str(&rates.render(palette, None));
    text.push('\n');
    let mut times = Table::new(["MILLISECONDS", "P50", "P95", "P99", "MAX"]);
    for (what, quantiles) in [("placing", placing), ("until paid", until_paid)] {
        let Quantiles {
            count: _,
            p50_ms,
            p95_ms,
            p99_ms,
            max_ms,
        } = quantiles;
        let cell = |milliseconds: &f64| Cell::plain(&milliseconds.to_string());
        times.push([
            Cell::new(what, palette.strong),
            cell(p50_ms),
            cell(p95_ms),
            cell(p99_ms),
            cell(max_ms),
        ]);
    }
    text.push_str(&times.render(palette, None));
    text.push('\n');
    let mut ends = Table::new(["WHERE THEY ARE", "ORDERS"]);
    for (status, count) in by_status {
        ends.push([Cell::plain(status), Cell::plain(&count.to_string())]);
    }
    for (why, count) in turned_away {
        let why = format!("turned away: {why}");
        ends.push([Cell::plain(&why), Cell::plain(&count.to_string())]);
    }
    if *unanswered > 0 {
        let count = Cell::new(&unanswered.to_string(), palette.failed);
        ends.push([Cell::new("got no answer", palette.failed), count]);
    }
    text.push_str(&ends.render(palette, None));
    text.push('\n');
    let _ = writeln!(
        text,
        "{} orders sent twice, {} cut off, {} requests sent again while the server was away\n",
        repeats.sent_twice, repeats.cut, repeats.server_away
    );
    text.push_str(&must_be_zero(invariants, palette));
    for violation in violations {
        let _ = writeln!(text, "  {violation}");
    }
    for note in notes {
        let _ = writeln!(text, "{}: {note}", paint(palette.hint, "note"));
    }
    let verdict = if report.holds() {
        paint(palette.good, "all is as it must be")
    } else {
        paint(palette.error, "something is not as it must be")
    };
    let _ = writeln!(text, "{verdict}");
    text
}

fn must_be_zero(invariants: &Invariants, palette: &Palette) -> String {
    let Invariants {
        oversold,
        double_charges,
        lost,
        unnotified,
        stuck,
    } = invariants;
    let mut table = Table::new(["MUST BE 0", ""]);
    for (what, count) in [
        ("oversold", oversold),
        ("charged twice", double_charges),
        ("lost", lost),
        ("not told", unnotified),
        ("stuck", stuck),
    ] {
        let style = if *count == 0 {
            palette.done
        } else {
            palette.failed
        };
        table.push([Cell::plain(what), Cell::new(&count.to_string(), style)]);
    }
    table.render(palette, None)
}
