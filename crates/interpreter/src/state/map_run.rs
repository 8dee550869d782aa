//! The distributed form of the Map state: a Map Run with child executions.
//!
//! The items come from the state's data or from a reader, are selected and batched, and each item
//! or batch becomes the input of a child execution, which the host runs. The run ends when all
//! children have, or as soon as more items have failed than it tolerates.

mod batches;
mod fields;

use std::sync::Arc;

use asl::state::{Distributed, Map, MapMode, ResultWriter, StateKind};
use asl::{Timestamp, Value};

use crate::data_flow::{Done, Problem};
use crate::effect::{ChildId, Effect, MapRunId, ReadItems, StartChild, WriteResults};
use crate::event::{ItemContent, ToleranceChange};
use crate::execution::Rejected;
use crate::failure::{Failure, error_name};
use crate::history::Details;
use crate::item_reader;
use crate::map_runs::{Counts, MapRun, MapRunStatus, Standing};
use crate::payload::Payload;
use crate::thread::{MapItem, ThreadId, Work};
use crate::turn::Turn;

/// At most so many child executions of a Map Run are open at once (Step Functions quota).
const DISTRIBUTED_CONCURRENCY_MAX: u32 = 10_000;

/// A Map Run.
#[derive(Clone, Debug)]
pub(crate) struct MapRunWork {
    id: MapRunId,
    arn: Arc<str>,
    /// Its place among the Map Runs of the execution.
    record: usize,
    effective: Payload,
    concurrency: u32,
    tolerance: Tolerance,
    redrives: u32,
    phase: Phase,
}

#[derive(Clone, Debug)]
enum Phase {
    /// The reader is at work.
    Reading {
        arguments: Value,
        max_items: Result<Option<u64>, Failure>,
    },
    /// The children are at work.
    Running(Children),
    /// The writer is at work.
    Writing {
        arguments: Value,
        children: Children,
    },
}

#[derive(Clone, Debug, Default)]
struct Children {
    all: Vec<Child>,
    /// The first that has not been looked at since the run, or its redrive, began.
    next: usize,
    running: u32,
    done: usize,
    /// Items that failed, batches counted by their items.
    failed_items: u64,
    items: u64,
}

#[derive(Clone, Debug)]
struct Child {
    input: Payload,
    items: u64,
    state: ChildState,
}

#[derive(Clone, Debug)]
enum ChildState {
    Pending,
    Running,
    Succeeded(Value),
    Failed(Failure),
}

/// How many items may fail.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tolerance {
    pub(crate) count: Option<u64>,
    pub(crate) percentage: Option<f64>,
}

impl Tolerance {
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of items fit in 53 bits"
    )]
    pub(crate) fn is_exceeded(self, failed: u64, items: u64) -> bool {
        match (self.count, self.percentage) {
            (None, None) => failed > 0,
            (count, percentage) => {
                count.is_some_and(|count| failed > count)
                    || percentage
                        .is_some_and(|percentage| failed as f64 * 100.0 > percentage * items as f64)
            }
        }
    }
}

impl MapRunWork {
    /// Stops the children that run; a redrive starts them again.
    pub(crate) fn stop(&mut self, at: Timestamp, map_runs: &mut [MapRun]) -> Vec<Effect> {
        let id = self.id;
        let record = &mut map_runs[self.record];
        record.end(MapRunStatus::Aborted, at);
        let Phase::Running(children) = &mut self.phase else {
            return Vec::new();
        };
        children.running = 0;
        let mut stopped = Vec::new();
        for (number, child) in (0..).zip(&mut children.all) {
            if matches!(child.state, ChildState::Running) {
                child.state = ChildState::Pending;
                record.move_child(child.items, Standing::Running, Standing::Aborted);
                stopped.push(Effect::StopChild(id, ChildId(number)));
            }
        }
        stopped
    }
}

impl<'a> Turn<'a> {
    pub(crate) fn attempt_map_run(
        &mut self,
        thread: ThreadId,
        map: &Map,
        distributed: &Distributed,
        effective: Payload,
    ) -> Result<(), Problem> {
        let max_concurrency = self.concurrency(thread, map, &effective)?;
        let items = match distributed.item_reader {
            None => Some(self.map_items(thread, map, &effective)?),
            Some(_) => None,
        };
        let length = items
            .as_ref()
            .map_or(0, |items| u32::try_from(items.len()).unwrap_or(u32::MAX));
        self.advance(thread, Details::MapStateStarted { length });
        let tolerance = self.tolerance(thread, &effective, distributed)?;
        let reader = match &distributed.item_reader {
            None => None,
            Some(reader) => {
                let arguments =
                    self.resource_arguments(thread, reader.arguments.as_ref(), &effective)?;
                Some((arguments, self.max_items(thread, reader, &effective)?))
            }
        };
        let arn = self.map_run_arn(distributed);
        let id = MapRunId {
            thread,
            serial: self.next_serial(),
        };
        let map_run_arn = arn.clone();
        self.advance(thread, Details::MapRunStarted { map_run_arn });
        let record = self.core.map_runs.len();
        self.core.map_runs.push(MapRun {
            arn: arn.clone(),
            status: MapRunStatus::Running,
            started_at: self.at,
            stopped_at: None,
            max_concurrency,
            tolerated_failure_count: tolerance.count.unwrap_or(0),
            tolerated_failure_percentage: tolerance.percentage.unwrap_or(0.0),
            redrive_count: 0,
            redriven_at: None,
            items: Counts::default(),
            executions: Counts::default(),
        });
        let phase = match reader {
            Some((arguments, max_items)) => Phase::Reading {
                arguments,
                max_items,
            },
            None => Phase::Running(Children::default()),
        };
        self.core.threads[thread].visit_mut().work = Work::MapRun(Box::new(MapRunWork {
            id,
            arn,
            record,
            effective,
            concurrency: concurrency_limit(max_concurrency),
            tolerance,
            redrives: 0,
            phase,
        }));
        match items {
            None => self.read_items(thread),
            Some(items) => self.run_items(thread, map, distributed, &items),
        }
        Ok(())
    }

    /// The reader has brought its items, or failed.
    pub(crate) fn items_read(
        &mut self,
        map_run: MapRunId,
        content: Result<ItemContent, Failure>,
    ) -> Result<(), Rejected> {
        let (thread, work) = self.map_run(map_run)?;
        let Phase::Reading { max_items, .. } = &work.phase else {
            return Err(Rejected::NoSuchMapRun);
        };
        let max_items = max_items.clone();
        let (map, distributed) = self.definition(thread);
        let Some(reader) = &distributed.item_reader else {
            return Err(Rejected::NoSuchMapRun);
        };
        let read = max_items.and_then(|max_items| {
            let items = item_reader::items(content?, reader, max_items)?;
            Ok((0..)
                .zip(items)
                .map(|(index, value)| MapItem {
                    index,
                    value,
                    key: None,
                })
                .collect())
        });
        match read {
            Ok(items) => {
                let items: Vec<MapItem> = items;
                self.run_items(thread, map, distributed, &items);
            }
            Err(failure) => self.fail_map_run(thread, failure.into()),
        }
        Ok(())
    }

    /// A child execution is over.
    pub(crate) fn child_finished(
        &mut self,
        map_run: MapRunId,
        child: ChildId,
        outcome: Result<Value, Failure>,
    ) -> Result<(), Rejected> {
        let (thread, work) = self.map_run(map_run)?;
        let (tolerance, record) = (work.tolerance, work.record);
        let Phase::Running(children) = &mut work.phase else {
            return Err(Rejected::NoSuchMapRun);
        };
        let finished = children
            .all
            .get_mut(child.0 as usize)
            .filter(|child| matches!(child.state, ChildState::Running))
            .ok_or(Rejected::NoSuchMapRun)?;
        let items = finished.items;
        let standing = match outcome {
            Ok(output) => {
                finished.state = ChildState::Succeeded(output);
                Standing::Succeeded
            }
            Err(failure) => {
                children.failed_items += items;
                let standing = Standing::of_failure(&failure);
                finished.state = ChildState::Failed(failure);
                standing
            }
        };
        children.running -= 1;
        children.done += 1;
        let exceeded = tolerance.is_exceeded(children.failed_items, children.items);
        self.core.map_runs[record].move_child(items, Standing::Running, standing);
        if exceeded {
            self.fail_map_run(thread, tolerance_exceeded().into());
        } else {
            self.run_children(thread);
        }
        Ok(())
    }

    /// The writer has written the results, or failed.
    pub(crate) fn results_written(
        &mut self,
        map_run: MapRunId,
        outcome: Result<Value, Failure>,
    ) -> Result<(), Rejected> {
        let (thread, work) = self.map_run(map_run)?;
        if !matches!(work.phase, Phase::Writing { .. }) {
            return Err(Rejected::NoSuchMapRun);
        }
        match outcome {
            Ok(result) => self.end_map_run(thread, result),
            Err(failure) => self.fail_map_run(thread, failure.into()),
        }
        Ok(())
    }

    /// Changes a run that runs.
    pub(crate) fn update_map_run(
        &mut self,
        arn: &str,
        max_concurrency: Option<u32>,
        change: ToleranceChange,
    ) -> Result<(), Rejected> {
        let runs = self.core.threads.ids().into_iter().find_map(|thread| {
            match &self.core.threads.visit(thread)?.work {
                Work::MapRun(work) if *work.arn == *arn => Some(work.id),
                _ => None,
            }
        });
        let (thread, work) = self.map_run(runs.ok_or(Rejected::NoSuchMapRun)?)?;
        if let Some(limit) = max_concurrency {
            work.concurrency = concurrency_limit(limit);
        }
        work.tolerance.count = change.count.or(work.tolerance.count);
        work.tolerance.percentage = change.percentage.or(work.tolerance.percentage);
        let (tolerance, record) = (work.tolerance, work.record);
        let exceeded = match &work.phase {
            Phase::Running(children) => {
                tolerance.is_exceeded(children.failed_items, children.items)
            }
            Phase::Reading { .. } | Phase::Writing { .. } => false,
        };
        let record = &mut self.core.map_runs[record];
        record.max_concurrency = max_concurrency.unwrap_or(record.max_concurrency);
        record.tolerated_failure_count = tolerance.count.unwrap_or(0);
        record.tolerated_failure_percentage = tolerance.percentage.unwrap_or(0.0);
        if exceeded {
            self.fail_map_run(thread, tolerance_exceeded().into());
        } else {
            self.run_children(thread);
        }
        Ok(())
    }

    /// Starts again the children that failed or were stopped.
    pub(crate) fn redrive_map_run(&mut self, thread: ThreadId) {
        let Work::MapRun(work) = &mut self.core.threads[thread].visit_mut().work else {
            return;
        };
        work.redrives += 1;
        let record = &mut self.core.map_runs[work.record];
        record.status = MapRunStatus::Running;
        record.stopped_at = None;
        record.redrive_count = work.redrives;
        record.redriven_at = Some(self.at);
        let redriven = Details::MapRunRedriven {
            map_run_arn: work.arn.clone(),
            redrive_count: work.redrives,
        };
        if let Phase::Running(children) = &mut work.phase {
            children.next = 0;
            children.failed_items = 0;
            for child in &mut children.all {
                if let ChildState::Failed(failure) = &child.state {
                    let standing = Standing::of_failure(failure);
                    record.move_child(child.items, standing, Standing::Pending);
                    child.state = ChildState::Pending;
                    children.done -= 1;
                }
            }
            // Those that were stopped are pending again.
            for counts in [&mut record.items, &mut record.executions] {
                counts.pending += std::mem::take(&mut counts.aborted);
            }
        }
        self.advance(thread, redriven);
        let Work::MapRun(work) = &self.core.threads[thread].visit().work else {
            return;
        };
        match &work.phase {
            Phase::Reading { .. } => self.read_items(thread),
            Phase::Running(_) => self.run_children(thread),
            Phase::Writing { .. } => self.write_results(thread),
        }
    }

    fn read_items(&mut self, thread: ThreadId) {
        let state = self.core.threads[thread].visit().state;
        let Work::MapRun(work) = &self.core.threads[thread].visit().work else {
            return;
        };
        if let Phase::Reading { arguments, .. } = &work.phase {
            let read = ReadItems {
                map_run: work.id,
                map_run_arn: work.arn.clone(),
                state,
                arguments: arguments.clone(),
            };
            self.effects.push(Effect::ReadItems(Box::new(read)));
        }
    }

    fn run_items(
        &mut self,
        thread: ThreadId,
        map: &Map,
        distributed: &Distributed,
        items: &[MapItem],
    ) {
        match self.children(thread, map, distributed, items) {
            Ok(children) => {
                if let Work::MapRun(work) = &mut self.core.threads[thread].visit_mut().work {
                    let record = &mut self.core.map_runs[work.record];
                    for child in &children {
                        record.add(child.items);
                    }
                    work.phase = Phase::Running(Children {
                        items: children.iter().map(|child| child.items).sum(),
                        all: children,
                        ..Children::default()
                    });
                }
                self.run_children(thread);
            }
            Err(problem) => {
                // There are no children that a redrive could run again.
                let work =
                    std::mem::replace(&mut self.core.threads[thread].visit_mut().work, Work::None);
                if let Work::MapRun(work) = work {
                    self.core.map_runs[work.record].end(MapRunStatus::Failed, self.at);
                }
                self.fail_map_run(thread, problem);
            }
        }
    }

    /// The inputs of the children: each item, or each batch of them.
    fn children(
        &mut self,
        thread: ThreadId,
        map: &Map,
        distributed: &Distributed,
        items: &[MapItem],
    ) -> Result<Vec<Child>, Problem> {
        let effective = match &self.core.threads[thread].visit().work {
            Work::MapRun(work) => work.effective.clone(),
            _ => return Ok(Vec::new()),
        };
        let inputs = self.iteration_inputs(thread, map, &effective, items)?;
        let inputs = match &distributed.item_batcher {
            None => inputs.into_iter().map(|input| (input, 1)).collect(),
            Some(batcher) => self.batch_inputs(thread, batcher, &effective, inputs)?,
        };
        let children = inputs.into_iter().map(|(input, items)| {
            Ok(Child {
                input: self.payload(thread, input, &[&effective])?,
                items,
                state: ChildState::Pending,
            })
        });
        children.collect()
    }

    /// Starts as many children as may run at once; ends the run when none is left.
    fn run_children(&mut self, thread: ThreadId) {
        let machine = self.machine;
        let visit = self.core.threads[thread].visit_mut();
        let state = visit.state;
        let (Work::MapRun(work), StateKind::Map(map)) =
            (&mut visit.work, &machine.state(state).kind)
        else {
            return;
        };
        let MapRunWork {
            id,
            arn,
            record,
            concurrency,
            phase,
            ..
        } = &mut **work;
        let Phase::Running(children) = phase else {
            return;
        };
        while children.running < *concurrency
            && let Some(child) = children.all.get_mut(children.next)
        {
            if matches!(child.state, ChildState::Pending) {
                child.state = ChildState::Running;
                children.running += 1;
                self.core.map_runs[*record].move_child(
                    child.items,
                    Standing::Pending,
                    Standing::Running,
                );
                self.effects.push(Effect::StartChild(Box::new(StartChild {
                    map_run: *id,
                    map_run_arn: arn.clone(),
                    child: ChildId(u32::try_from(children.next).unwrap_or(u32::MAX)),
                    state,
                    scope: map.processor,
                    input: child.input.clone(),
                })));
            }
            children.next += 1;
        }
        if children.done == children.all.len() {
            self.children_done(thread);
        }
    }

    fn children_done(&mut self, thread: ThreadId) {
        let (_, distributed) = self.definition(thread);
        let Work::MapRun(work) = &self.core.threads[thread].visit().work else {
            return;
        };
        let Some(
            writer @ ResultWriter {
                resource: Some(_), ..
            },
        ) = &distributed.result_writer
        else {
            if let Phase::Running(children) = &work.phase {
                let results = Value::array(children.succeeded());
                self.end_map_run(thread, results);
            }
            return;
        };
        let effective = work.effective.clone();
        match self.resource_arguments(thread, writer.arguments.as_ref(), &effective) {
            Err(problem) => self.fail_map_run(thread, problem),
            Ok(arguments) => {
                if let Work::MapRun(work) = &mut self.core.threads[thread].visit_mut().work
                    && let Phase::Running(children) = &mut work.phase
                {
                    let children = std::mem::take(children);
                    work.phase = Phase::Writing {
                        arguments,
                        children,
                    };
                }
                self.write_results(thread);
            }
        }
    }

    fn write_results(&mut self, thread: ThreadId) {
        let visit = self.core.threads[thread].visit();
        let Work::MapRun(work) = &visit.work else {
            return;
        };
        if let Phase::Writing {
            arguments,
            children,
        } = &work.phase
        {
            let results = children.all.iter().filter_map(|child| match &child.state {
                ChildState::Succeeded(output) => Some(Ok(output.clone())),
                ChildState::Failed(failure) => Some(Err(failure.clone())),
                ChildState::Pending | ChildState::Running => None,
            });
            let write = WriteResults {
                map_run: work.id,
                map_run_arn: work.arn.clone(),
                state: visit.state,
                arguments: arguments.clone(),
                results: results.collect(),
            };
            self.effects.push(Effect::WriteResults(Box::new(write)));
        }
    }

    fn end_map_run(&mut self, thread: ThreadId, result: Value) {
        let (map, _) = self.definition(thread);
        // The run is over: when its result is too large, a redrive begins another (developer
        // guide, "Redriving Map Runs").
        let work = std::mem::replace(&mut self.core.threads[thread].visit_mut().work, Work::None);
        if let Work::MapRun(work) = work {
            self.core.map_runs[work.record].end(MapRunStatus::Succeeded, self.at);
        }
        let result = match self.payload(thread, result, &[]) {
            Ok(result) => result,
            Err(problem) => return self.fail_map_run(thread, problem),
        };
        let succeeded = self.advance(thread, Details::MapRunSucceeded);
        self.core
            .history
            .record(succeeded, self.at, Details::MapStateSucceeded);
        if let Err(problem) = self.complete(thread, Done::Result(result), map.transition) {
            self.trouble(thread, problem);
        }
    }

    fn fail_map_run(&mut self, thread: ThreadId, problem: Problem) {
        let failure = match problem {
            Problem::Failure(failure) => failure,
            // What the children have done stays done, for a redrive.
            evaluation @ Problem::Evaluation(_) => {
                let failure = self.failure(thread, evaluation);
                return self.fail(thread, failure);
            }
        };
        self.let_go(thread);
        if let Work::MapRun(work) = &self.core.threads[thread].visit().work {
            self.core.map_runs[work.record].end(MapRunStatus::Failed, self.at);
        }
        let details = Details::MapRunFailed {
            failure: failure.clone(),
        };
        self.advance(thread, details);
        self.fail(thread, failure);
    }

    fn map_run(&mut self, id: MapRunId) -> Result<(ThreadId, &mut MapRunWork), Rejected> {
        if self.core.threads.visit(id.thread).is_none() {
            return Err(Rejected::NoSuchMapRun);
        }
        match &mut self.core.threads[id.thread].visit_mut().work {
            Work::MapRun(work) if work.id == id => Ok((id.thread, work)),
            _ => Err(Rejected::NoSuchMapRun),
        }
    }

    /// The Map state the thread is in, which is a distributed one.
    fn definition(&self, thread: ThreadId) -> (&'a Map, &'a Distributed) {
        match &self
            .machine
            .state(self.core.threads[thread].visit().state)
            .kind
        {
            StateKind::Map(map) => match &map.mode {
                MapMode::Distributed(distributed) => (map, distributed),
                MapMode::Inline => unreachable!("an inline Map has no Map Run"),
            },
            _ => unreachable!("only a Map state has a Map Run"),
        }
    }

    /// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:UUID`.
    fn map_run_arn(&mut self, distributed: &Distributed) -> Arc<str> {
        let mut random = self.core.random.borrow_mut();
        let label = match &distributed.label {
            Some(label) => label.to_string(),
            None => random.next_uuid(),
        };
        let machine = self
            .core
            .identity
            .state_machine_arn
            .replace(":stateMachine:", ":mapRun:");
        format!("{machine}/{label}:{}", random.next_uuid()).into()
    }
}

impl Children {
    fn succeeded(&self) -> Vec<Value> {
        let outputs = self.all.iter().filter_map(|child| match &child.state {
            ChildState::Succeeded(output) => Some(output.clone()),
            ChildState::Pending | ChildState::Running | ChildState::Failed(_) => None,
        });
        outputs.collect()
    }
}

/// How many children run at once, when so many are asked for.
fn concurrency_limit(max_concurrency: u32) -> u32 {
    match max_concurrency {
        0 => DISTRIBUTED_CONCURRENCY_MAX,
        limit => limit.min(DISTRIBUTED_CONCURRENCY_MAX),
    }
}

/// More items failed than are tolerated.
pub(crate) fn tolerance_exceeded() -> Failure {
    Failure::new(
        error_name::EXCEED_TOLERATED_FAILURE_THRESHOLD,
        "The specified tolerated failure threshold was exceeded",
    )
}
