//! Executions.

use std::collections::BTreeMap;
use std::sync::Arc;

use delivery::{OrderId, StoreId};
use serde::Serialize;
use stepfunctions::ExecutionKind;
use stepfunctions::observe::{Described, ExecutionStatus, Seen, StatusCounts};
use utoipa::ToSchema;

use super::order::OrderRef;
use super::time::shown;
use crate::console::Console;
use crate::orders::order_of;

/// An execution, as it stands in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ExecutionView {
    /// Its ARN.
    arn: String,
    /// The name of its state machine.
    machine: String,
    /// The ARN of its state machine.
    machine_arn: String,
    /// The number of the version it was started through.
    version: Option<u64>,
    /// Its name.
    name: String,
    /// `STANDARD` or `EXPRESS`.
    kind: &'static str,
    /// How it stands, in AWS's words.
    status: &'static str,
    /// When it started.
    #[schema(format = DateTime)]
    started_at: String,
    /// When it ended.
    #[schema(format = DateTime)]
    stopped_at: Option<String>,
    /// How long it took, or has taken so far.
    duration_ms: i64,
    /// How often it was redriven.
    redrive_count: u32,
    /// Why it failed, in a word.
    error: Option<String>,
    /// The states it is in, while it runs.
    current: Vec<String>,
    /// The order that it carries.
    order: Option<OrderRef>,
}

/// A page of executions.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ExecutionPageView {
    /// Those of this page.
    pub(crate) items: Vec<ExecutionView>,
    /// What the next page is asked for with, as `cursor`; `null` on the last.
    pub(crate) next: Option<String>,
    /// How many there are on all pages.
    pub(crate) total: u64,
}

/// An execution, and all that is known of it but its history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DescribedView {
    #[serde(flatten)]
    execution: ExecutionView,
    /// Its input, as JSON text.
    input: String,
    /// Its output, as JSON text.
    output: Option<String>,
    /// Why it failed, in a sentence.
    cause: Option<String>,
    /// The definition that it executes, as it was written.
    definition: Option<String>,
    /// In whose name it works.
    role_arn: String,
    /// Whether it can be redriven.
    redrivable: bool,
    /// Why not.
    redrive_reason: Option<String>,
    /// When it was last redriven.
    #[schema(format = DateTime)]
    redriven_at: Option<String>,
    /// The ARN of the execution whose work it does again.
    rerun_of: Option<String>,
    /// The state at which it began to.
    rerun_from: Option<String>,
    /// How many events its history has.
    events: u64,
    /// The ARN of the execution that waits for it.
    parent: Option<String>,
    /// The ARN of the Map Run it belongs to.
    map_run_arn: Option<String>,
    /// Who is told of its events.
    logs: Option<LogsView>,
    /// The trace it belongs to.
    trace_header: Option<String>,
}

/// Who is told of an execution's events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogsView {
    /// The name of the log group.
    group: String,
}

/// How many executions there are of each status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) struct CountsView {
    /// They run.
    running: u64,
    /// They ended well.
    succeeded: u64,
    /// They failed.
    failed: u64,
    /// They took too long.
    timed_out: u64,
    /// They were stopped.
    aborted: u64,
    /// They are about to go on. Here that takes a moment, so there are none.
    pending_redrive: u64,
}

fn owned(text: Option<&Arc<str>>) -> Option<String> {
    text.map(ToString::to_string)
}

impl ExecutionView {
    fn of(seen: &Seen, order: Option<OrderRef>, now: asl::Timestamp) -> ExecutionView {
        let until = seen.stopped_at.unwrap_or(now);
        ExecutionView {
            arn: seen.arn.to_string(),
            machine: seen.machine.to_string(),
            machine_arn: seen.machine_arn.clone(),
            version: seen.version,
            name: seen.name.to_string(),
            kind: match seen.kind {
                ExecutionKind::Standard => "STANDARD",
                ExecutionKind::Express => "EXPRESS",
            },
            status: seen.status.name(),
            started_at: shown(seen.started_at),
            stopped_at: seen.stopped_at.map(shown),
            duration_ms: (until.milliseconds() - seen.started_at.milliseconds()).max(0),
            redrive_count: seen.redrive_count,
            error: owned(seen.error.as_ref()),
            current: seen.current.iter().map(ToString::to_string).collect(),
            order,
        }
    }
}

impl DescribedView {
    pub(crate) fn of(described: Described, execution: ExecutionView) -> DescribedView {
        DescribedView {
            execution,
            input: described.input.to_string(),
            output: owned(described.output.as_ref()),
            cause: owned(described.cause.as_ref()),
            definition: described.definition,
            role_arn: described.role_arn.to_string(),
            redrivable: described.not_redrivable.is_none(),
            redrive_reason: described.not_redrivable,
            redriven_at: described.redriven_at.map(shown),
            rerun_of: owned(described.rerun_of.as_ref()),
            rerun_from: owned(described.rerun_from.as_ref()),
            events: described.events,
            parent: owned(described.parent.as_ref()),
            map_run_arn: owned(described.map_run_arn.as_ref()),
            logs: described.log_group.map(|group| LogsView { group }),
            trace_header: owned(described.trace_header.as_ref()),
        }
    }
}

impl CountsView {
    pub(crate) fn of(counts: &StatusCounts) -> CountsView {
        CountsView {
            running: counts.of(ExecutionStatus::Running),
            succeeded: counts.of(ExecutionStatus::Succeeded),
            failed: counts.of(ExecutionStatus::Failed),
            timed_out: counts.of(ExecutionStatus::TimedOut),
            aborted: counts.of(ExecutionStatus::Aborted),
            pending_redrive: 0,
        }
    }
}

impl Console {
    /// Executions as an operator of this store sees them.
    pub(crate) async fn execution_views(
        &self,
        store: &StoreId,
        seen: Vec<Seen>,
    ) -> Vec<ExecutionView> {
        let names = seen.iter().map(|seen| (&*seen.machine, &*seen.name));
        let orders = self.order_refs(store, names).await;
        let now = self.observe().now();
        let views = seen.iter().map(|seen| {
            let order = order_of(&seen.machine, &seen.name);
            let order = order.and_then(|order| orders.get(&order).cloned());
            ExecutionView::of(seen, order, now)
        });
        views.collect()
    }

    /// The orders that executions carry, which are named by their machine and their name.
    pub(crate) async fn order_refs<'n>(
        &self,
        store: &StoreId,
        names: impl Iterator<Item = (&'n str, &'n str)>,
    ) -> BTreeMap<OrderId, OrderRef> {
        let mut orders: Vec<OrderId> = names
            .filter_map(|(machine, name)| order_of(machine, name))
            .collect();
        orders.sort_unstable();
        orders.dedup();
        let known = self.orders().of(store, &orders).await;
        let refs = known.into_iter();
        refs.map(|(order, known)| (order, OrderRef::of(&known)))
            .collect()
    }
}
