//! `entrega executions show`: one execution, its error on top.

use std::fmt::Write as _;

use asl::diagnostic::harmless;
use asl::{Object, StateMachine, Timestamp, Value, json};

use super::history::{Reader, events_after};
use super::summary::{Summary, instant};
use super::tail::machine_of;
use super::visits::{StateReport, Visits, Went};
use super::{ShowArguments, execution_meant};
use crate::age::{age, now};
use crate::asl::{counted, pretty, trace};
use crate::client::Client;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::table::{Cell, Table};
use crate::terminal::{Palette, Stream, paint, print};

/// What stands before the colon of a line is so wide.
const LABEL_CHARS: usize = 8;

pub(crate) fn show(arguments: &ShowArguments) -> Result<Verdict, Fault> {
    let client = Client::new(&arguments.server)?;
    let arn = execution_meant(&client, &arguments.execution)?;
    let summary = Summary::of(&client, &arn)?;
    let machine = machine_of(&client, &arn)?;
    let events = events_after(&client, &arn, 0)?;
    let mut reader = Reader::new(&machine);
    let events: Vec<_> = events
        .iter()
        .filter_map(|event| reader.read(event))
        .collect();
    let visits = Visits::of(&machine, &events);
    let now = now();
    let reports = visits.reports(now);

    if arguments.json {
        let states = reports.iter().map(|report| to_json(report, &machine));
        let document = Object::from_iter([
            ("execution".into(), summary.json.clone()),
            ("states".into(), Value::array(states.collect())),
        ]);
        print(&pretty::document(&Value::object(document)))?;
    } else {
        let palette = Stream::Stdout.palette();
        let failed = summary
            .status
            .is_bad()
            .then(|| visits.failed_state())
            .flatten();
        let failed = failed.map(|state| machine.state(state).name.as_str());
        let mut text = head(&summary, failed, &palette, now);
        text.push('\n');
        let table = table(&reports, &machine, summary.started, &palette);
        text.push_str(&table.render(&palette, Stream::Stdout.width()));
        for field in ["input", "output"] {
            if let Some(data) = summary.text(field) {
                let data = json::from_text(data).unwrap_or_else(|_| Value::from(data));
                let label = paint(palette.dim, field);
                let _ = write!(text, "\n{label}\n{}", pretty::document(&data));
            }
        }
        print(&text)?;
    }
    Ok(if summary.status.is_bad() {
        Verdict::Bad
    } else {
        Verdict::Good
    })
}

fn head(
    summary: &Summary,
    failed_state: Option<&str>,
    palette: &Palette,
    now: Timestamp,
) -> String {
    let status = paint(summary.status.style(palette), &summary.status.marked());
    let name = format!("{}/{}", summary.machine(), summary.name);
    let mut text = format!("{status}  {}\n", paint(palette.strong, &harmless(&name)));
    let mut line = |label: &str, said: &str, style| {
        let indent = " ".repeat(LABEL_CHARS + 2);
        let said = harmless(said)
            .trim_end()
            .replace('\n', &format!("\n{indent}"));
        let label = paint(palette.dim, &format!("{label:>LABEL_CHARS$}:"));
        let _ = writeln!(text, "{label} {}", paint(style, &said));
    };
    let plain = anstyle::Style::new();
    if let Some(error) = summary.text("error") {
        line("error", error, palette.failed);
    }
    if let Some(cause) = summary.text("cause") {
        line("cause", cause, plain);
    }
    if let Some(state) = failed_state {
        line("state", state, palette.strong);
    }
    line("arn", &summary.arn, plain);
    let ago = age(summary.started, now);
    line("started", &format!("{}, {ago} ago", summary.started), plain);
    line("took", &summary.took(now), plain);
    if summary.redrives > 0 {
        let last = instant(&summary.json, "redriveDate");
        let last = last.map_or(String::new(), |at| format!(", last at {at}"));
        let times = counted(summary.redrives as usize, "time");
        line("redriven", &format!("{times}{last}"), plain);
    }
    if let Some(why_not) = summary.text("redriveStatusReason")
        && summary.status.is_bad()
    {
        line("redrive", why_not, palette.dim);
    }
    text
}

fn table(
    reports: &[StateReport],
    machine: &StateMachine,
    started: Timestamp,
    palette: &Palette,
) -> Table<5> {
    let mut table = Table::new(["RESULT", "AT", "TOOK", "RETRIES", "STATE"]);
    for report in reports {
        let longest = Timestamp::from_milliseconds(report.longest);
        let took = trace::since(Timestamp::from_milliseconds(0), longest);
        let took = if report.visits.len() > 1 {
            format!("≤ {took}")
        } else {
            took
        };
        let retries = match report.retries {
            0 => String::new(),
            retries => retries.to_string(),
        };
        table.push([
            Cell::new(&results(report), style(report.worst(), palette)),
            Cell::new(&trace::since(started, report.entered), palette.dim),
            Cell::new(&took, palette.dim),
            Cell::new(&retries, palette.aborted),
            Cell::new(machine.state(report.state).name.as_str(), palette.strong),
        ]);
    }
    table
}

/// `✓ done`, or `✗ 2 failed, 5 done`, the worst first.
fn results(report: &StateReport) -> String {
    let mark = match report.worst() {
        Went::Done => '✓',
        Went::Caught => '↪',
        Went::Aborted => '■',
        Went::Failed => '✗',
        Went::Running => '▶',
    };
    let all = [
        Went::Running,
        Went::Failed,
        Went::Aborted,
        Went::Caught,
        Went::Done,
    ];
    let parts: Vec<String> = all
        .into_iter()
        .filter_map(|went| {
            let count = report.visits.iter().filter(|one| **one == went).count();
            match (count, report.visits.len()) {
                (0, _) => None,
                (1, 1) => Some(name(went).to_owned()),
                _ => Some(format!("{count} {}", name(went))),
            }
        })
        .collect();
    format!("{mark} {}", parts.join(", "))
}

fn name(went: Went) -> &'static str {
    match went {
        Went::Done => "done",
        Went::Caught => "caught",
        Went::Aborted => "aborted",
        Went::Failed => "failed",
        Went::Running => "running",
    }
}

fn style(went: Went, palette: &Palette) -> anstyle::Style {
    match went {
        Went::Done => palette.done,
        Went::Caught | Went::Aborted => palette.aborted,
        Went::Failed => palette.failed,
        Went::Running => palette.begun,
    }
}

fn to_json(report: &StateReport, machine: &StateMachine) -> Value {
    let visits = report.visits.iter().map(|went| Value::from(name(*went)));
    Value::object(Object::from_iter([
        (
            "name".into(),
            Value::from(machine.state(report.state).name.shared()),
        ),
        ("visits".into(), Value::array(visits.collect())),
        ("retries".into(), i64::from(report.retries).into()),
        ("entered".into(), report.entered.to_string().into()),
        ("longestMilliseconds".into(), report.longest.into()),
    ]))
}
