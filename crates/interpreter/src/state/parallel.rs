//! The Parallel state.

use asl::Value;
use asl::state::{Parallel, StateKind};

use crate::data_flow::{Done, Problem};
use crate::history::{Details, HistoryEventId};
use crate::payload::Payload;
use crate::thread::{Parent, ThreadId, Work};
use crate::turn::Turn;

/// The branches of a Parallel state, in the order of the text.
#[derive(Clone, Debug)]
pub(crate) struct ParallelWork {
    branches: Vec<Branch>,
}

#[derive(Clone, Debug)]
enum Branch {
    Running(ThreadId),
    Ended(Value),
}

impl ParallelWork {
    pub(crate) fn running(&self) -> Vec<ThreadId> {
        let running = self.branches.iter().filter_map(|branch| match branch {
            Branch::Running(thread) => Some(*thread),
            Branch::Ended(_) => None,
        });
        running.collect()
    }
}

impl Turn<'_> {
    pub(crate) fn attempt_parallel(
        &mut self,
        thread: ThreadId,
        parallel: &Parallel,
    ) -> Result<(), Problem> {
        let effective = self.effective_input(thread)?;
        let input = self.arguments(thread, &effective)?;
        let started = self.advance(thread, Details::ParallelStateStarted);
        let machine = self.machine;
        let branches = (0..)
            .zip(&parallel.branches)
            .map(|(index, &scope)| {
                let start_at = machine.scope(scope).start_at;
                let parent = Parent { thread, index };
                Branch::Running(self.spawn(parent, started, None, start_at, input.clone()))
            })
            .collect();
        self.core.threads[thread].visit_mut().work = Work::Parallel(ParallelWork { branches });
        Ok(())
    }

    pub(crate) fn branch_ended(
        &mut self,
        parent: Parent,
        previous: HistoryEventId,
        output: &Payload,
    ) {
        let line = &mut self.core.threads[parent.thread];
        line.previous = previous;
        let visit = line.visit_mut();
        let Work::Parallel(work) = &mut visit.work else {
            unreachable!("a branch has a Parallel state above it")
        };
        work.branches[parent.index as usize] = Branch::Ended(output.value().clone());
        let ended = work.branches.iter().map(|branch| match branch {
            Branch::Ended(output) => Some(output.clone()),
            Branch::Running(_) => None,
        });
        let Some(outputs) = ended.collect::<Option<Vec<Value>>>() else {
            return;
        };
        let StateKind::Parallel(parallel) = &self.machine.state(visit.state).kind else {
            unreachable!("only a Parallel state has branches")
        };
        visit.work = Work::None;
        // Recorded from AWS: what follows does not follow this event, but the one before it.
        self.core
            .history
            .record(previous, self.at, Details::ParallelStateSucceeded);
        let left = self
            .payload(parent.thread, Value::array(outputs), &[])
            .and_then(|result| {
                self.complete(parent.thread, Done::Result(result), parallel.transition)
            });
        if let Err(problem) = left {
            self.trouble(parent.thread, problem);
        }
    }

    /// Stops the branches because one has failed.
    pub(crate) fn branch_failed(&mut self, parent: Parent, failed: ThreadId) {
        for branch in self.core.threads[parent.thread].visit().work.children() {
            // Recorded from AWS: a task that fails its branch is aborted like the others.
            if branch != failed || self.is_task(branch) {
                self.abort(branch);
            }
        }
    }
}
