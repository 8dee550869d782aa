//! `entrega executions list`: which executions there are, the newest first.

use std::cmp::Reverse;

use asl::{Object, Timestamp, Value};

use super::summary::Summary;
use super::{ListArguments, Machine, input, machines_meant, misunderstood};
use crate::age::{age, now};
use crate::asl::{counted, pretty};
use crate::client::Client;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::table::{Cell, Table};
use crate::terminal::{Palette, Stream, paint, print, say};

/// ListExecutions gives at most so many at once (API reference).
const PAGE_MAX: usize = 1000;

pub(crate) fn list(arguments: &ListArguments) -> Result<Verdict, Fault> {
    let client = Client::new(&arguments.server)?;
    let now = now();
    let since = arguments.since.map(|since| since.instant(now));
    let mut found = Vec::new();
    let mut has_more = false;
    for machine in machines_meant(&client, arguments.machine.as_deref())? {
        has_more |= list_machine(&client, &machine, arguments, since, &mut found)?;
    }
    found.sort_by_key(|summary| Reverse(summary.started));
    has_more |= found.len() > arguments.limit;
    found.truncate(arguments.limit);

    if arguments.json {
        let executions = found.into_iter().map(|summary| summary.json).collect();
        let document = Object::from_iter([("executions".into(), Value::array(executions))]);
        print(&pretty::document(&Value::object(document)))?;
    } else if found.is_empty() {
        say("no executions\n");
    } else {
        let palette = Stream::Stdout.palette();
        print(&table(&found, &palette, now).render(&palette, Stream::Stdout.width()))?;
        if has_more {
            let hint = paint(Stream::Stderr.palette().hint, "hint");
            let shown = counted(found.len(), "execution");
            say(&format!("{hint}: {shown} shown, --limit N shows more\n"));
        }
    }
    Ok(Verdict::Good)
}

/// Adds the executions of a machine that are asked for, as many as can be among the newest. Says
/// whether there are more.
fn list_machine(
    client: &Client,
    machine: &Machine,
    arguments: &ListArguments,
    since: Option<Timestamp>,
    found: &mut Vec<Summary>,
) -> Result<bool, Fault> {
    let mut wanted = arguments.limit;
    let mut token = None;
    while wanted > 0 {
        let page_size = i64::try_from(wanted.min(PAGE_MAX)).unwrap_or(i64::MAX);
        let page = client.states(
            "ListExecutions",
            input([
                ("stateMachineArn", Some(machine.arn.as_str().into())),
                ("statusFilter", arguments.status.map(|s| s.name().into())),
                ("maxResults", Some(page_size.into())),
                ("nextToken", token),
            ]),
        )?;
        let executions = page.get("executions").and_then(Value::as_array);
        for execution in executions.ok_or_else(|| misunderstood("executions"))? {
            let summary = Summary::read(execution)?;
            if since.is_some_and(|since| summary.started < since) {
                return Ok(false);
            }
            if wanted == 0 {
                return Ok(true);
            }
            wanted -= 1;
            found.push(summary);
        }
        token = page.get("nextToken").cloned();
        if token.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn table(found: &[Summary], palette: &Palette, now: Timestamp) -> Table<5> {
    let mut table = Table::new(["STATUS", "AGE", "TOOK", "MACHINE", "NAME"]);
    for summary in found {
        let mut status = summary.status.marked();
        if summary.redrives > 0 {
            status.push_str(" ↻");
        }
        table.push([
            Cell::new(&status, summary.status.style(palette)),
            Cell::plain(&age(summary.started, now)),
            Cell::new(&summary.took(now), palette.dim),
            Cell::plain(summary.machine()),
            Cell::new(&summary.name, palette.strong),
        ]);
    }
    table
}
