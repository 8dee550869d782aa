//! How one event is handled: the rules that all states share.
//!
//! A turn takes an execution from one event to the point where it waits for the next. States are
//! entered from a queue, so that branches and iterations advance side by side. What a state does
//! is in the module of its name under [`state`](crate::state); how it leaves, fails, and what its
//! failure means for those around it is here.

use std::sync::Arc;

use asl::expression::{Environment, Random};
use asl::state::{StateKind, Transition};
use asl::{Object, ScopeId, StateId, StateMachine, Timestamp, Value};

use crate::context::context_object;
use crate::data_flow::Problem;
use crate::effect::{Effect, Outcome, TaskId, TimerId};
use crate::execution::{
    Core, EXPRESS_SECONDS_MAX, ExecutionKind, Next, REDRIVES_MAX, Rejected, STANDARD_SECONDS_MAX,
    Status,
};
use crate::failure::{Failure, evaluation_failure};
use crate::history::{Details, HISTORY_EVENTS_MAX, HistoryEventId};
use crate::inspection::Inspection;
use crate::payload::Payload;
use crate::scene::Ending;
use crate::stay::Passage;
use crate::thread::{MapItem, Parent, Thread, ThreadId, Visit, Work};

/// So many states are entered in one turn; then others have theirs. A loop of an Express
/// execution, whose history has no limit, ends by its deadline.
const ENTRIES_PER_TURN_MAX: u32 = 10_000;

/// The handling of one event.
pub(crate) struct Turn<'a> {
    pub(crate) machine: &'a StateMachine,
    pub(crate) core: &'a mut Core,
    pub(crate) at: Timestamp,
    pub(crate) effects: Vec<Effect>,
    /// Notes on the state, when it is tested by itself.
    pub(crate) inspection: Option<&'a mut Inspection>,
}

/// What an expression sees, beside the context object and the variables.
#[derive(Clone, Copy)]
pub(crate) struct View<'v> {
    pub(crate) input: &'v Value,
    pub(crate) result: Option<&'v Value>,
    pub(crate) error_output: Option<&'v Value>,
    pub(crate) item: Option<&'v MapItem>,
}

impl<'v> View<'v> {
    /// A view of the input alone.
    pub(crate) fn input(input: &'v Value) -> View<'v> {
        View {
            input,
            result: None,
            error_output: None,
            item: None,
        }
    }
}

impl<'a> Turn<'a> {
    pub(crate) fn new(machine: &'a StateMachine, core: &'a mut Core, at: Timestamp) -> Turn<'a> {
        Turn {
            machine,
            core,
            at,
            effects: Vec::new(),
            inspection: None,
        }
    }

    /// Enters states until all threads wait.
    pub(crate) fn run(&mut self) {
        let mut entries = 0;
        while self.is_running() {
            if self.core.history.is_full() {
                return self.close(Outcome::Failed(Failure::runtime(format!(
                    "The execution reached the maximum number of history events ({HISTORY_EVENTS_MAX})."
                ))));
            }
            if entries == ENTRIES_PER_TURN_MAX && !self.core.ready.is_empty() {
                return self.effects.push(Effect::Continue);
            }
            if self.is_watched_enough() {
                return;
            }
            let Some((thread, next)) = self.core.ready.pop_front() else {
                return;
            };
            entries += 1;
            match next {
                Next::Enter(state, input) => self.enter(thread, state, input),
                Next::Attempt => self.attempt(thread),
            }
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.core.status == Status::Running
    }

    // ---- states

    fn enter(&mut self, thread: ThreadId, state: StateId, input: Payload) {
        self.visit(thread, state, input);
        self.attempt(thread);
    }

    /// Brings the thread into a state. Its work is not begun.
    pub(crate) fn visit(&mut self, thread: ThreadId, state: StateId, input: Payload) {
        let before = self.core.threads[thread].previous;
        let details = Details::StateEntered {
            state,
            input: input.clone(),
        };
        let entered = self.advance(thread, details);
        self.core.threads[thread].visit = Some(Visit {
            state,
            input,
            entered,
            entered_at: self.at,
            before,
            retries: Vec::new(),
            retry_count: 0,
            attempts: 0,
            token: None,
            failed: false,
            work: Work::None,
        });
        self.watch_entry(thread);
    }

    /// Does, or has done, the work of the state the thread is in: at its entry, at each retry
    /// and at a redrive.
    pub(crate) fn attempt(&mut self, thread: ThreadId) {
        let machine = self.machine;
        self.watch_begin(thread);
        let visit = self.core.threads[thread].visit_mut();
        visit.attempts += 1;
        visit.work = Work::None;
        let attempted = match &machine.state(visit.state).kind {
            StateKind::Pass { result, transition } => {
                self.attempt_pass(thread, result.as_ref(), *transition)
            }
            StateKind::Task(task) => self.attempt_task(thread, task),
            StateKind::Choice(choice) => self.attempt_choice(thread, choice),
            StateKind::Wait(wait) => self.attempt_wait(thread, wait),
            StateKind::Succeed => self.attempt_succeed(thread),
            StateKind::Fail(fail) => self.attempt_fail(thread, fail),
            StateKind::Parallel(parallel) => self.attempt_parallel(thread, parallel),
            StateKind::Map(map) => self.attempt_map(thread, map),
        };
        if let Err(problem) = attempted {
            self.trouble(thread, problem);
        }
    }

    /// Leaves the state with its output.
    pub(crate) fn leave(
        &mut self,
        thread: ThreadId,
        output: Payload,
        assigned: Option<Object>,
        transition: Transition,
    ) {
        let state = self.core.threads[thread].visit().state;
        self.passed(thread);
        let assigned = assigned.map(Arc::new);
        let to = match transition {
            Transition::Next(next) => Some(next),
            Transition::End => None,
        };
        self.watch_exit(thread, &output, assigned.as_ref(), to);
        let details = Details::StateExited {
            state,
            output: output.clone(),
            assigned: assigned.clone(),
        };
        self.advance(thread, details);
        let line = &mut self.core.threads[thread];
        line.visit = None;
        if let Some(assigned) = assigned {
            line.assign(&assigned);
        }
        match transition {
            Transition::Next(next) => {
                self.core
                    .ready
                    .push_back((thread, Next::Enter(next, output)));
            }
            Transition::End => self.end_scope(thread, output),
        }
    }

    /// Takes note that the thread leaves the state it is in.
    fn passed(&mut self, thread: ThreadId) {
        let visit = self.core.threads[thread].visit();
        self.core.passages.push(Passage {
            state: visit.state,
            entered_at: visit.entered_at,
            left_at: self.at,
            failed: visit.failed,
        });
    }

    /// The thread has reached the end of its scope.
    fn end_scope(&mut self, thread: ThreadId, output: Payload) {
        match self.core.threads[thread].parent {
            None => self.close(Outcome::Succeeded(output)),
            Some(parent) => {
                let previous = self.core.threads[thread].previous;
                self.core.threads.remove(thread);
                self.child_ended(parent, previous, &output);
            }
        }
    }

    fn child_ended(&mut self, parent: Parent, previous: HistoryEventId, output: &Payload) {
        match self.core.threads[parent.thread].visit().work {
            Work::Parallel(_) => self.branch_ended(parent, previous, output),
            Work::Map(_) => self.iteration_ended(parent, previous, output),
            Work::None | Work::Waiting(_) | Work::Retrying(_) | Work::Task(_) | Work::MapRun(_) => {
                unreachable!("a thread's parent waits for it")
            }
        }
    }

    // ---- failures

    /// The data of a state does not fit its definition. What the state has begun comes to nothing
    /// with it: a redrive attempts the state anew.
    pub(crate) fn trouble(&mut self, thread: ThreadId, problem: Problem) {
        let failure = self.failure(thread, problem);
        if failure.recoverable {
            if let Work::Map(_) = self.core.threads[thread].visit().work {
                self.abort_iterations(thread, None);
            }
            self.drop_work(thread);
            self.fail(thread, failure);
        } else {
            // The execution ends, and lets go of all there is.
            self.fail(thread, failure);
            self.drop_work(thread);
        }
    }

    /// The failure that a problem comes to, its `EvaluationFailed` event recorded.
    pub(crate) fn failure(&mut self, thread: ThreadId, problem: Problem) -> Failure {
        let error = match problem {
            Problem::Failure(failure) => return failure,
            Problem::Evaluation(error) => error,
        };
        let failure = evaluation_failure(&error, self.explain(thread, &error.message));
        if failure.recoverable {
            let line = &self.core.threads[thread];
            let visit = line.visit();
            // Recorded from AWS: a failed evaluation at a state's entry follows the event before
            // the entry.
            let previous = if line.previous == visit.entered {
                visit.before
            } else {
                line.previous
            };
            self.evaluation_failed(thread, previous, error.field, &failure);
        }
        failure
    }

    pub(crate) fn evaluation_failed(
        &mut self,
        thread: ThreadId,
        previous: HistoryEventId,
        location: Option<Arc<str>>,
        failure: &Failure,
    ) {
        let details = Details::EvaluationFailed {
            state: self.core.threads[thread].visit().state,
            location,
            failure: failure.clone(),
        };
        let id = self.core.history.record(previous, self.at, details);
        self.core.threads[thread].previous = id;
    }

    /// `message` as AWS puts it into a cause.
    pub(crate) fn explain(&self, thread: ThreadId, message: &str) -> String {
        format!(
            "An error occurred while executing the state '{}' (entered at the event id #{}). {message}",
            self.state_name(thread),
            self.core.threads[thread].visit().entered,
        )
    }

    /// The state the thread is in has failed: it is tried again, or the failure is caught, or
    /// the scope fails.
    pub(crate) fn fail(&mut self, thread: ThreadId, failure: Failure) {
        self.note(|inspection| inspection.failure = Some(failure.clone()));
        self.watch_failure(thread, &failure);
        if !failure.recoverable {
            self.watch_end(thread, Ending::Failed);
            self.core.threads[thread].visit_mut().failed = true;
            self.passed(thread);
            let previous = self.core.threads[thread].previous;
            return self.close_after(previous, Outcome::Failed(failure));
        }
        if self.retry(thread, &failure) {
            return;
        }
        self.core.threads[thread].visit_mut().failed = true;
        let state = self.core.threads[thread].visit().state;
        match &self.machine.state(state).kind {
            StateKind::Parallel(_) => {
                self.advance(thread, Details::ParallelStateFailed);
            }
            StateKind::Map(_) => {
                self.advance(thread, Details::MapStateFailed);
            }
            _ => {}
        }
        if self.catch(thread, &failure) {
            return;
        }
        self.fail_scope(thread, failure);
    }

    /// What a catcher computes failed: nothing in the scope catches that.
    pub(crate) fn catcher_failed(&mut self, thread: ThreadId, problem: Problem) {
        let failure = self.failure(thread, problem);
        self.fail_scope(thread, failure);
    }

    /// Nothing in the scope handles the failure.
    fn fail_scope(&mut self, thread: ThreadId, failure: Failure) {
        self.passed(thread);
        self.watch_failure(thread, &failure);
        self.watch_end(thread, Ending::Failed);
        let previous = self.core.threads[thread].previous;
        let parent = self.core.threads[thread].parent;
        let Some(parent) = parent.filter(|_| failure.recoverable) else {
            return self.close_after(previous, Outcome::Failed(failure));
        };
        self.core.threads[parent.thread].previous = previous;
        match self.core.threads[parent.thread].visit().work {
            Work::Parallel(_) => self.branch_failed(parent, thread),
            Work::Map(_) => self.iteration_failed(parent, thread),
            Work::None | Work::Waiting(_) | Work::Retrying(_) | Work::Task(_) | Work::MapRun(_) => {
                unreachable!("a thread's parent waits for it")
            }
        }
        self.fail(parent.thread, failure);
    }

    /// Stops a thread and all that it waits for. What it was at stays, for a redrive.
    pub(crate) fn abort(&mut self, thread: ThreadId) {
        let Some(line) = self.core.threads.get(thread) else {
            return;
        };
        let previous = line.previous;
        let Some(visit) = &line.visit else { return };
        let state = visit.state;
        for child in visit.work.children() {
            self.abort(child);
        }
        self.let_go(thread);
        self.watch_end(thread, Ending::Aborted);
        if matches!(
            self.machine.state(state).kind,
            StateKind::Task(_) | StateKind::Wait(_) | StateKind::Parallel(_) | StateKind::Map(_)
        ) {
            self.core
                .history
                .record(previous, self.at, Details::StateAborted { state });
        }
    }

    /// Cancels the tasks, timers and child executions of a thread, those of its children apart.
    pub(crate) fn let_go(&mut self, thread: ThreadId) {
        let Some(visit) = &mut self.core.threads[thread].visit else {
            return;
        };
        match &mut visit.work {
            Work::None | Work::Parallel(_) | Work::Map(_) => {}
            Work::Waiting(timer) | Work::Retrying(timer) => {
                self.effects.push(Effect::CancelTimer(*timer));
                visit.work = Work::None;
            }
            Work::Task(task) => {
                self.effects.push(Effect::CancelTask(task.task));
                self.effects.extend(task.timers().map(Effect::CancelTimer));
                visit.work = Work::None;
            }
            Work::MapRun(work) => {
                let stopped = work.stop(self.at, &mut self.core.map_runs);
                self.effects.extend(stopped);
            }
        }
    }

    /// Forgets the children of a thread, which are over or stopped.
    pub(crate) fn forget_children(&mut self, thread: ThreadId) {
        for child in self.core.threads[thread].visit().work.children() {
            self.forget(child);
        }
    }

    /// Forgets what the state waits for, which is over or stopped.
    fn drop_work(&mut self, thread: ThreadId) {
        self.forget_children(thread);
        self.core.threads[thread].visit_mut().work = Work::None;
    }

    fn forget(&mut self, thread: ThreadId) {
        if let Some(visit) = self.core.threads.visit(thread) {
            for child in visit.work.children() {
                self.forget(child);
            }
        }
        self.core.ready.retain(|(waiting, _)| *waiting != thread);
        self.core.threads.remove(thread);
    }

    // ---- the execution as a whole

    /// Ends the execution from outside its threads.
    pub(crate) fn close(&mut self, outcome: Outcome) {
        let previous = match &outcome {
            Outcome::Succeeded(_) => self.core.threads[ThreadId::ROOT].previous,
            // Recorded from AWS: an abort follows no event.
            Outcome::Aborted { .. } | Outcome::TimedOut => HistoryEventId(0),
            Outcome::Failed(_) => self.core.history.last(),
        };
        self.close_after(previous, outcome);
    }

    pub(crate) fn close_after(&mut self, previous: HistoryEventId, outcome: Outcome) {
        let details = match &outcome {
            Outcome::Succeeded(output) => Details::ExecutionSucceeded {
                output: output.clone(),
            },
            Outcome::Failed(failure) => Details::ExecutionFailed {
                failure: failure.clone(),
            },
            Outcome::TimedOut => Details::ExecutionTimedOut,
            Outcome::Aborted { error, cause } => Details::ExecutionAborted {
                error: error.clone(),
                cause: cause.clone(),
            },
        };
        self.core.history.record(previous, self.at, details);
        for thread in self.core.threads.ids() {
            self.let_go(thread);
        }
        // States that are still to be entered wait for a redrive, which finds the others itself.
        self.core
            .ready
            .retain(|(_, next)| matches!(next, Next::Enter(..)));
        if let Some(deadline) = self.core.deadline.take() {
            self.effects.push(Effect::CancelTimer(deadline));
        }
        self.watch_close();
        self.core.status = Status::Closed(outcome.clone());
        self.effects.push(Effect::Finish(outcome));
    }

    /// The longest the execution may take, from now on.
    pub(crate) fn set_deadline(&mut self) {
        let most = match self.core.kind {
            ExecutionKind::Standard => STANDARD_SECONDS_MAX,
            ExecutionKind::Express => EXPRESS_SECONDS_MAX,
        };
        let own = match self.core.scope {
            ScopeId::ROOT => self.machine.timeout_seconds(),
            _ => None,
        };
        let seconds = own.unwrap_or(most).min(most);
        self.core.deadline = Some(self.set_timer(ThreadId::EXECUTION, seconds));
    }

    /// Goes on from where the execution failed, was stopped or timed out: what was entered and
    /// not left is attempted again, with its retries back at none.
    pub(crate) fn redrive(&mut self) -> Result<(), Rejected> {
        match &self.core.status {
            Status::Closed(Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted { .. }) => {}
            Status::Closed(Outcome::Succeeded(_)) | Status::Running => {
                return Err(Rejected::NotRedrivable);
            }
        }
        if self.core.kind == ExecutionKind::Express
            || self.core.redrive_count >= REDRIVES_MAX
            || self.core.history.is_full()
        {
            return Err(Rejected::NotRedrivable);
        }
        self.core.status = Status::Running;
        self.core.redrive_count += 1;
        self.core.redriven_at = Some(self.at);
        self.core.forget_execution_object();
        let redriven = Details::ExecutionRedriven {
            redrive_count: self.core.redrive_count,
        };
        let previous = self.core.history.last();
        let id = self.core.history.record(previous, self.at, redriven);
        self.core.threads[ThreadId::ROOT].previous = id;
        self.set_deadline();
        self.resume(ThreadId::ROOT);
        Ok(())
    }

    /// Attempts again what the thread was at; branches and iterations that are done stay done.
    fn resume(&mut self, thread: ThreadId) {
        let previous = self.core.threads[thread].previous;
        let Some(visit) = &mut self.core.threads[thread].visit else {
            // The thread waits in the queue for its next state.
            return;
        };
        visit.retries.clear();
        visit.retry_count = 0;
        visit.failed = false;
        match &visit.work {
            Work::None | Work::Waiting(_) | Work::Retrying(_) | Work::Task(_) => {
                self.core.ready.push_back((thread, Next::Attempt));
            }
            Work::Parallel(_) | Work::Map(_) => {
                for child in visit.work.children() {
                    self.core.threads[child].previous = previous;
                    self.resume(child);
                }
            }
            Work::MapRun(_) => self.redrive_map_run(thread),
        }
    }

    // ---- time

    /// Sets a timer for the thread.
    pub(crate) fn set_timer(&mut self, thread: ThreadId, seconds: u32) -> TimerId {
        self.set_timer_at(thread, self.at.plus_seconds(seconds))
    }

    pub(crate) fn set_timer_at(&mut self, thread: ThreadId, due: Timestamp) -> TimerId {
        let timer = TimerId {
            thread,
            serial: self.next_serial(),
        };
        self.effects.push(Effect::SetTimer { timer, due });
        timer
    }

    /// A timer is due: the deadline, a wait, a retry, a time-out or a heartbeat.
    pub(crate) fn timer_fired(&mut self, timer: TimerId) -> Result<(), Rejected> {
        if self.core.deadline == Some(timer) {
            self.core.deadline = None;
            self.close(Outcome::TimedOut);
            return Ok(());
        }
        let thread = timer.thread;
        let visit = self
            .core
            .threads
            .visit(thread)
            .ok_or(Rejected::NoSuchTimer)?;
        match &visit.work {
            Work::Waiting(waiting) if *waiting == timer => self.wait_over(thread),
            Work::Retrying(retrying) if *retrying == timer => self.attempt(thread),
            Work::Task(task) if task.timeout == Some(timer) => self.task_timed_out(thread, false),
            Work::Task(task)
                if task
                    .heartbeat
                    .is_some_and(|heartbeat| heartbeat.timer == Some(timer)) =>
            {
                self.task_timed_out(thread, true);
            }
            _ => return Err(Rejected::NoSuchTimer),
        }
        Ok(())
    }

    // ---- small things

    /// The next number for a task, timer or Map Run.
    pub(crate) fn next_serial(&mut self) -> u32 {
        self.core.serial = self.core.serial.wrapping_add(1);
        self.core.serial
    }

    /// Records the thread's next event.
    pub(crate) fn advance(&mut self, thread: ThreadId, details: Details) -> HistoryEventId {
        let previous = self.core.threads[thread].previous;
        let id = self.core.history.record(previous, self.at, details);
        self.core.threads[thread].previous = id;
        id
    }

    /// Calls `compute` with what an expression of the thread's state sees.
    pub(crate) fn evaluate<R>(
        &mut self,
        thread: ThreadId,
        view: View<'_>,
        compute: impl FnOnce(&Environment<'_>, &mut Random) -> R,
    ) -> R {
        let (machine, core) = (self.machine, &*self.core);
        let line = &core.threads[thread];
        let inspection = self.inspection.as_deref();
        let context = || context_object(machine, core, line, view.item, inspection);
        let environment = Environment {
            input: view.input,
            context: &context,
            variables: &line.variables,
            result: view.result,
            error_output: view.error_output,
            now: self.at,
        };
        compute(&environment, &mut core.random.borrow_mut())
    }

    /// A thread for each scope, which begin when their turn comes.
    pub(crate) fn spawn(
        &mut self,
        parent: Parent,
        previous: HistoryEventId,
        map_item: Option<Arc<MapItem>>,
        start_at: StateId,
        input: Payload,
    ) -> ThreadId {
        let above = &self.core.threads[parent.thread];
        let thread = Thread {
            parent: Some(parent),
            previous,
            variables: above.variables.clone(),
            variables_bytes: above.variables_bytes,
            map_item: map_item.or_else(|| above.map_item.clone()),
            visit: None,
        };
        let id = self.core.threads.insert(thread);
        self.core
            .ready
            .push_back((id, Next::Enter(start_at, input)));
        id
    }

    /// The thread of a task that is under way.
    pub(crate) fn thread_of(&self, task: TaskId) -> Result<ThreadId, Rejected> {
        match self
            .core
            .threads
            .visit(task.thread)
            .map(|visit| &visit.work)
        {
            Some(Work::Task(work)) if work.task == task => Ok(task.thread),
            _ => Err(Rejected::NoSuchTask),
        }
    }

    /// What the state that the thread is in is called.
    pub(crate) fn state_name(&self, thread: ThreadId) -> &str {
        match &self.inspection {
            None => self.state(thread).name.as_str(),
            Some(inspection) => &inspection.state_name,
        }
    }

    /// Whether the thread is in a Task state.
    pub(crate) fn is_task(&self, thread: ThreadId) -> bool {
        let state = self.core.threads[thread].visit().state;
        matches!(self.machine.state(state).kind, StateKind::Task(_))
    }
}

impl Work {
    /// The threads that are waited for and not done.
    pub(crate) fn children(&self) -> Vec<ThreadId> {
        match self {
            Work::Parallel(work) => work.running(),
            Work::Map(work) => work.running(),
            Work::None | Work::Waiting(_) | Work::Retrying(_) | Work::Task(_) | Work::MapRun(_) => {
                Vec::new()
            }
        }
    }
}
