//! The history of a run for people, one line for each event.
//!
//! ```text
//!    time    id  event                    state            what it says
//!   0.000s    1  ▶ ExecutionStarted                        {"pedido":1042}
//!   0.000s    2  → TaskStateEntered       ReceiveOrder
//! ```
//!
//! What happens in a branch or an iteration stands behind its number and a bar: `2│`. Data is
//! shown where it is new: what a state adds to its input and not the whole of its output, and
//! nothing where a state's input is the output just above.

use std::borrow::Cow;
use std::collections::HashMap;

use anstyle::Style;
use asl::diagnostic::harmless;
use asl::state::{Resource, State, StateKind};
use asl::{Object, Scope, ScopeId, StateId, StateMachine, Timestamp, Value, json};
use interpreter::history::Details;
use interpreter::{Failure, HistoryEvent, Payload};

use super::counted;
use crate::terminal::{Palette, paint};

/// Shows one event after the other.
pub(crate) struct Trace<'m> {
    machine: &'m StateMachine,
    palette: Palette,
    line_chars: usize,
    started: Timestamp,
    /// How wide the column of the event and its bars is.
    event_chars: usize,
    state_chars: usize,
    shown: HashMap<u64, Shown>,
    /// How often each state has been attempted since it was last entered, in each branch.
    attempts: HashMap<(StateId, Vec<u32>), u32>,
}

/// What later lines want to know of an earlier one.
struct Shown {
    what: What,
    /// The state the event is about.
    state: Option<StateId>,
    /// In which branch of which iteration of which branch, outermost first.
    branches: Vec<u32>,
    /// Which attempt of the state begins; 0 where none does.
    attempt: u32,
    /// The data of the event, until the next one has been compared with it.
    data: Option<Payload>,
    /// The input of the state, until it is left.
    input: Option<Payload>,
}

/// What an event means for the lines that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A branch or iteration follows.
    Forks,
    /// The state goes on.
    GoesOn,
    /// The state has failed, or its work has.
    Fails,
    /// The state is left.
    Ends,
}

/// How an event is marked.
struct Mark {
    glyph: char,
    style: Style,
}

/// A line has at most so many characters where no terminal says how many fit.
const LINE_CHARS: usize = 120;

/// State names take at most so many characters, unless one is longer.
const STATE_CHARS_MAX: usize = 28;

/// `LambdaFunctionScheduled` has so many.
const EVENT_CHARS: usize = 23;

/// `12│` and a blank.
const BAR_CHARS: usize = 4;

/// The value of a variable is shown in at most so many characters.
const ASSIGNED_CHARS_MAX: usize = 24;

/// What a line has to say is left out where there is less room than this.
const EXCERPT_CHARS_MIN: usize = 8;

impl<'m> Trace<'m> {
    /// A trace of an execution that started at `started`, for a terminal of `width` characters.
    pub(crate) fn new(
        machine: &'m StateMachine,
        started: Timestamp,
        palette: Palette,
        width: Option<usize>,
    ) -> Trace<'m> {
        let names = machine
            .states()
            .map(|(_, state)| chars(state.name.as_str()));
        let deepest = machine.scopes().map(|(id, _)| depth(machine, id)).max();
        Trace {
            machine,
            palette,
            line_chars: width.unwrap_or(LINE_CHARS),
            started,
            event_chars: 2 + EVENT_CHARS + deepest.unwrap_or(0) * BAR_CHARS,
            state_chars: names.max().unwrap_or(0).min(STATE_CHARS_MAX),
            shown: HashMap::new(),
            attempts: HashMap::new(),
        }
    }

    /// The state that `event` is about, or that the event before it was about.
    pub(crate) fn state_before(&self, event: &HistoryEvent) -> Option<StateId> {
        self.before(event)?.state
    }

    /// Takes note of an event that is not shown.
    pub(crate) fn follow(&mut self, event: &HistoryEvent) {
        let shown = self.place(event);
        self.keep(event, shown);
    }

    /// The line for an event.
    pub(crate) fn line(&mut self, event: &HistoryEvent) -> String {
        let shown = self.place(event);
        let palette = &self.palette;

        let time = since(self.started, event.at);
        let mut line = paint(palette.dim, &format!("{time:>9} {:>5}  ", event.id));
        let mut length = chars(&time).max(9) + 1 + chars(&event.id.to_string()).max(5) + 2;

        let mut event_chars = 2;
        for branch in &shown.branches {
            let bar = format!("{branch:>2}│ ");
            event_chars += chars(&bar);
            line.push_str(&paint(palette.branch(*branch), &bar));
        }
        let Mark { glyph, style } = self.mark(event, &shown);
        let type_name = event.type_name(self.machine);
        event_chars += chars(&type_name);
        line.push_str(&paint(style, &format!("{glyph} {type_name}")));
        let padding = self.event_chars.saturating_sub(event_chars);
        line.extend(std::iter::repeat_n(' ', padding + 2));
        length += event_chars + padding + 2;

        let name = shown
            .state
            .map_or("", |state| self.machine.state(state).name.as_str());
        let style = match event.details {
            Details::StateEntered { .. } => palette.strong,
            _ => Style::new(),
        };
        line.push_str(&paint(style, &harmless(name)));
        let padding = self.state_chars.saturating_sub(chars(name));
        line.extend(std::iter::repeat_n(' ', padding + 2));
        length += chars(name) + padding + 2;

        let room = self.line_chars.saturating_sub(length);
        line.push_str(&self.says(event, &shown, room));
        let line = line.trim_end().to_owned() + "\n";

        self.keep(event, shown);
        line
    }

    /// Where an event belongs.
    fn place(&mut self, event: &HistoryEvent) -> Shown {
        let before = self.before(event);
        let what = meaning(&event.details);
        let state = match state_of(&event.details) {
            Some(state) => Some(state),
            None if is_about_execution(&event.details) => None,
            // What a Parallel or Map state says of itself follows either something else that it
            // says or something in one of its branches.
            None => before.and_then(|before| {
                let state = before.state?;
                let said_by_itself = match before.what {
                    What::Forks | What::GoesOn => true,
                    What::Fails => what != What::Fails,
                    What::Ends => false,
                };
                let State { kind, scope, .. } = self.machine.state(state);
                if said_by_itself && is_container(kind) {
                    Some(state)
                } else {
                    self.machine.scope(*scope).parent
                }
            }),
        };
        let mut branches = before.map_or_else(Vec::new, |before| before.branches.clone());
        if let Some(state) = state {
            let scope = self.machine.state(state).scope;
            let depth = depth(self.machine, scope);
            branches.truncate(depth);
            while branches.len() < depth {
                branches.push(branch_number(self.machine, scope));
            }
        } else {
            branches.clear();
        }
        if let Some(index) = iteration(&event.details) {
            branches.push(index);
        }
        let attempt = match (state, &event.details) {
            (Some(state), Details::StateEntered { .. }) => {
                self.attempts.insert((state, branches.clone()), 0);
                0
            }
            (Some(state), details) if begins(details) => {
                let attempts = self.attempts.entry((state, branches.clone())).or_default();
                *attempts += 1;
                *attempts
            }
            _ => 0,
        };
        Shown {
            what,
            state,
            branches,
            attempt,
            data: None,
            input: None,
        }
    }

    /// The event that `event` follows; the first state follows the start.
    fn before(&self, event: &HistoryEvent) -> Option<&Shown> {
        self.shown.get(&event.previous.0.max(1))
    }

    /// Keeps of an event what later ones ask for.
    fn keep(&mut self, event: &HistoryEvent, mut shown: Shown) {
        let before = self.shown.get_mut(&event.previous.0.max(1));
        let (data_before, input_before) = match before {
            None => (None, None),
            Some(before) if before.what == What::Forks => {
                (before.data.clone(), before.input.clone())
            }
            Some(before) => (before.data.take(), before.input.take()),
        };
        let data = data(&event.details).cloned();
        shown.input = match event.details {
            Details::StateEntered { .. } => data.clone(),
            _ if shown.what == What::Ends => None,
            _ => input_before,
        };
        shown.data = data.or(data_before);
        self.shown.insert(event.id.0, shown);
    }

    fn mark(&self, event: &HistoryEvent, shown: &Shown) -> Mark {
        let palette = &self.palette;
        let mark = |glyph, style| Mark { glyph, style };
        let plain = Style::new();
        match &event.details {
            Details::ExecutionStarted { .. } => mark('▶', palette.begun),
            Details::ExecutionSucceeded { .. } => mark('✔', palette.good),
            Details::ExecutionFailed { .. } | Details::ExecutionTimedOut => {
                mark('✘', palette.error)
            }
            Details::ExecutionAborted { .. } => mark('■', palette.warning),
            Details::ExecutionRedriven { .. } | Details::MapRunRedriven { .. } => {
                mark('↻', palette.begun)
            }
            Details::StateEntered { .. } => mark('→', palette.begun),
            Details::StateExited { .. } if self.follows_failure(event) => {
                mark('↪', palette.aborted)
            }
            Details::StateExited { .. } => mark('←', plain),
            Details::TaskScheduled { .. } if shown.attempt > 1 => mark('↻', palette.aborted),
            Details::TaskScheduled { .. }
            | Details::TaskStarted { .. }
            | Details::TaskSubmitted { .. } => mark('·', palette.dim),
            Details::TaskSucceeded { .. }
            | Details::ParallelStateSucceeded
            | Details::MapStateSucceeded
            | Details::MapRunSucceeded => mark('✓', palette.done),
            Details::MapIterationSucceeded { .. } => mark('└', palette.done),
            Details::TaskFailed { .. }
            | Details::TaskTimedOut { .. }
            | Details::EvaluationFailed { .. }
            | Details::ParallelStateFailed
            | Details::MapStateFailed
            | Details::MapRunFailed { .. } => mark('✗', palette.failed),
            Details::MapIterationFailed { .. } => mark('└', palette.failed),
            Details::ParallelStateStarted | Details::MapStateStarted { .. }
                if shown.attempt > 1 =>
            {
                mark('↻', palette.aborted)
            }
            Details::ParallelStateStarted
            | Details::MapStateStarted { .. }
            | Details::MapRunStarted { .. } => mark('┬', palette.dim),
            Details::MapIterationStarted { .. } => mark('┌', palette.dim),
            Details::StateAborted { .. }
            | Details::MapIterationAborted { .. }
            | Details::MapRunAborted => mark('■', palette.aborted),
        }
    }

    /// What an event says beside its type and state, in at most `room` characters.
    fn says(&self, event: &HistoryEvent, shown: &Shown, room: usize) -> String {
        let palette = &self.palette;
        let mut rest = Rest {
            text: String::new(),
            room,
        };
        if shown.attempt > 1 {
            rest.put(&format!("attempt {}  ", shown.attempt), palette.aborted);
        }
        match &event.details {
            Details::StateExited { assigned, .. } => {
                if self.follows_failure(event) {
                    rest.put("caught  ", palette.aborted);
                }
                if let Some(assigned) = assigned {
                    rest.put(&assignments(assigned), palette.key);
                }
            }
            Details::TaskScheduled { state, .. } => {
                if let Some(worker) = worker(self.machine, *state) {
                    rest.put(&format!("{worker}  "), palette.number);
                }
            }
            Details::TaskStarted { worker_name, .. } => {
                rest.put(worker_name.as_deref().unwrap_or_default(), palette.dim);
            }
            Details::ExecutionFailed { failure }
            | Details::EvaluationFailed { failure, .. }
            | Details::TaskFailed { failure, .. }
            | Details::TaskTimedOut { failure, .. }
            | Details::MapRunFailed { failure } => rest.put(&reason(failure), palette.failed),
            Details::ExecutionAborted { error, cause } => {
                let failure = Failure::reported(error.as_deref(), cause.as_deref());
                rest.put(&reason(&failure), palette.aborted);
            }
            Details::MapStateStarted { length } => {
                rest.put(&counted(*length as usize, "item"), palette.number);
            }
            Details::ExecutionRedriven { redrive_count }
            | Details::MapRunRedriven { redrive_count, .. } => {
                rest.put(&format!("redrive {redrive_count}"), palette.number);
            }
            Details::MapRunStarted { map_run_arn } => {
                let name = map_run_arn.splitn(7, ':').nth(6).unwrap_or(map_run_arn);
                rest.put(name, palette.dim);
            }
            Details::ExecutionStarted { .. }
            | Details::ExecutionSucceeded { .. }
            | Details::ExecutionTimedOut
            | Details::StateEntered { .. }
            | Details::StateAborted { .. }
            | Details::TaskSubmitted { .. }
            | Details::TaskSucceeded { .. }
            | Details::ParallelStateStarted
            | Details::ParallelStateSucceeded
            | Details::ParallelStateFailed
            | Details::MapStateSucceeded
            | Details::MapStateFailed
            | Details::MapIterationStarted { .. }
            | Details::MapIterationSucceeded { .. }
            | Details::MapIterationFailed { .. }
            | Details::MapIterationAborted { .. }
            | Details::MapRunSucceeded
            | Details::MapRunAborted => {}
        }
        if let Some(data) = data(&event.details) {
            let before = self.before(event);
            let seen = before.and_then(|before| before.data.as_ref());
            let exited = matches!(event.details, Details::StateExited { .. });
            let input = before.and_then(|before| before.input.as_ref());
            let added = input
                .filter(|_| exited)
                .and_then(|input| added(input, data));
            if seen.is_some_and(|seen| seen == data) {
                // It stands in the line above.
            } else if let Some(added) = added {
                for (name, value) in added {
                    rest.put(&format!("+ {name} "), palette.key);
                    if !seen.is_some_and(|seen| seen.value() == value) {
                        rest.put(&json::to_text(value), palette.dim);
                    }
                    rest.put(" ", Style::new());
                }
            } else {
                rest.put(&one_line(data), palette.dim);
            }
        }
        rest.text
    }

    /// Whether a state is left by one of its catchers.
    fn follows_failure(&self, event: &HistoryEvent) -> bool {
        let before = self.before(event);
        before.is_some_and(|before| before.what == What::Fails)
    }
}

/// The rest of a line.
struct Rest {
    text: String,
    room: usize,
}

impl Rest {
    /// Adds as much of `text` as there is room for.
    fn put(&mut self, text: &str, style: Style) {
        let fits = text.chars().nth(self.room).is_none();
        if text.is_empty() || (!fits && self.room < EXCERPT_CHARS_MIN) {
            return;
        }
        let room = if fits { self.room } else { self.room - 1 };
        let harmless = |c: char| match c {
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        };
        let mut shown: String = text.chars().map(harmless).take(room).collect();
        if !fits {
            shown.push('…');
        }
        self.room -= chars(&shown);
        self.text.push_str(&paint(style, &shown));
    }
}

fn meaning(details: &Details) -> What {
    match details {
        Details::ParallelStateStarted
        | Details::MapStateStarted { .. }
        | Details::MapRunStarted { .. }
        | Details::MapRunRedriven { .. } => What::Forks,
        Details::TaskFailed { .. }
        | Details::TaskTimedOut { .. }
        | Details::EvaluationFailed { .. }
        | Details::ParallelStateFailed
        | Details::MapStateFailed
        | Details::MapRunFailed { .. }
        | Details::MapRunAborted => What::Fails,
        Details::StateExited { .. }
        | Details::StateAborted { .. }
        | Details::ExecutionSucceeded { .. }
        | Details::ExecutionFailed { .. }
        | Details::ExecutionTimedOut
        | Details::ExecutionAborted { .. } => What::Ends,
        Details::ExecutionStarted { .. }
        | Details::ExecutionRedriven { .. }
        | Details::StateEntered { .. }
        | Details::TaskScheduled { .. }
        | Details::TaskStarted { .. }
        | Details::TaskSubmitted { .. }
        | Details::TaskSucceeded { .. }
        | Details::ParallelStateSucceeded
        | Details::MapStateSucceeded
        | Details::MapIterationStarted { .. }
        | Details::MapIterationSucceeded { .. }
        | Details::MapIterationFailed { .. }
        | Details::MapIterationAborted { .. }
        | Details::MapRunSucceeded => What::GoesOn,
    }
}

/// The state that an event names.
fn state_of(details: &Details) -> Option<StateId> {
    match details {
        Details::StateEntered { state, .. }
        | Details::StateExited { state, .. }
        | Details::StateAborted { state }
        | Details::EvaluationFailed { state, .. }
        | Details::TaskScheduled { state, .. }
        | Details::TaskStarted { state, .. }
        | Details::TaskSubmitted { state, .. }
        | Details::TaskSucceeded { state, .. }
        | Details::TaskFailed { state, .. }
        | Details::TaskTimedOut { state, .. }
        | Details::MapIterationStarted { state, .. }
        | Details::MapIterationSucceeded { state, .. }
        | Details::MapIterationFailed { state, .. }
        | Details::MapIterationAborted { state, .. } => Some(*state),
        Details::ExecutionStarted { .. }
        | Details::ExecutionSucceeded { .. }
        | Details::ExecutionFailed { .. }
        | Details::ExecutionTimedOut
        | Details::ExecutionAborted { .. }
        | Details::ExecutionRedriven { .. }
        | Details::ParallelStateStarted
        | Details::ParallelStateSucceeded
        | Details::ParallelStateFailed
        | Details::MapStateStarted { .. }
        | Details::MapStateSucceeded
        | Details::MapStateFailed
        | Details::MapRunStarted { .. }
        | Details::MapRunSucceeded
        | Details::MapRunFailed { .. }
        | Details::MapRunAborted
        | Details::MapRunRedriven { .. } => None,
    }
}

/// The data an event carries.
fn data(details: &Details) -> Option<&Payload> {
    match details {
        Details::ExecutionStarted { input } | Details::StateEntered { input, .. } => Some(input),
        Details::TaskScheduled { arguments, .. } => Some(arguments),
        Details::ExecutionSucceeded { output }
        | Details::StateExited { output, .. }
        | Details::TaskSubmitted { output, .. }
        | Details::TaskSucceeded { output, .. } => Some(output),
        _ => None,
    }
}

/// Whether an event is about the execution and no state.
fn is_about_execution(details: &Details) -> bool {
    matches!(
        details,
        Details::ExecutionStarted { .. }
            | Details::ExecutionSucceeded { .. }
            | Details::ExecutionFailed { .. }
            | Details::ExecutionTimedOut
            | Details::ExecutionAborted { .. }
            | Details::ExecutionRedriven { .. }
    )
}

/// Whether an event begins an attempt.
fn begins(details: &Details) -> bool {
    matches!(
        details,
        Details::TaskScheduled { .. }
            | Details::ParallelStateStarted
            | Details::MapStateStarted { .. }
    )
}

/// The number of the iteration an event is about.
fn iteration(details: &Details) -> Option<u32> {
    match details {
        Details::MapIterationStarted { index, .. }
        | Details::MapIterationSucceeded { index, .. }
        | Details::MapIterationFailed { index, .. }
        | Details::MapIterationAborted { index, .. } => Some(*index),
        _ => None,
    }
}

fn is_container(kind: &StateKind) -> bool {
    matches!(kind, StateKind::Parallel(_) | StateKind::Map(_))
}

/// In how many Parallel and Map states the states of a scope are.
fn depth(machine: &StateMachine, scope: ScopeId) -> usize {
    let parent = |scope: ScopeId| {
        let state = machine.scope(scope).parent?;
        Some(machine.state(state).scope)
    };
    std::iter::successors(parent(scope), |scope| parent(*scope)).count()
}

/// The number of a branch in its Parallel state.
fn branch_number(machine: &StateMachine, scope: ScopeId) -> u32 {
    let Scope { parent, .. } = machine.scope(scope);
    let position = match parent.map(|state| &machine.state(state).kind) {
        Some(StateKind::Parallel(parallel)) => parallel.branches.iter().position(|s| *s == scope),
        _ => None,
    };
    position.map_or(0, |position| u32::try_from(position).unwrap_or(u32::MAX))
}

/// Who does a task's work, as short as it can be said, and if the state's name does not say it.
fn worker(machine: &StateMachine, state: StateId) -> Option<String> {
    let state = machine.state(state);
    let StateKind::Task(task) = &state.kind else {
        return None;
    };
    let worker = match &task.resource {
        Resource::Lambda(arn) | Resource::Activity(arn) => {
            arn.splitn(7, ':').nth(6).unwrap_or(arn).to_owned()
        }
        Resource::Integration(integration) => {
            format!("{}:{}", integration.resource_type, integration.resource)
        }
        Resource::Other(text) => text.to_string(),
    };
    (worker != state.name.as_str()).then_some(worker)
}

/// The fields that `output` has and `input` has not, or not so; `None` where that does not tell
/// the whole of it.
fn added<'p>(input: &Payload, output: &'p Payload) -> Option<Vec<(&'p str, &'p Value)>> {
    let (input, output) = (input.value().as_object()?, output.value().as_object()?);
    if input.is_empty() || !input.keys().all(|key| output.contains_key(key)) {
        return None;
    }
    let changed = output
        .iter()
        .filter(|(key, value)| input.get(key) != Some(value));
    Some(changed.map(|(key, value)| (&**key, value)).collect())
}

/// Data in one line, however it was written.
fn one_line(data: &Payload) -> Cow<'_, str> {
    if data.text().contains(['\n', '\r', '\t']) {
        Cow::Owned(json::to_text(data.value()))
    } else {
        Cow::Borrowed(data.text())
    }
}

/// `$a = 1, $b = "c"`, and what keeps it apart from what follows.
fn assignments(assigned: &Object) -> String {
    let assigned = assigned.iter().map(|(name, value)| {
        let mut text = json::to_text(value);
        if let Some((end, _)) = text.char_indices().nth(ASSIGNED_CHARS_MAX) {
            text.truncate(end);
            text.push('…');
        }
        format!("${name} = {text}")
    });
    let mut text = assigned.collect::<Vec<_>>().join(", ");
    text.push_str("  ");
    text
}

/// `Error: cause`.
pub(crate) fn reason(failure: &Failure) -> String {
    let parts = [&failure.error, &failure.cause];
    let parts: Vec<&str> = parts.into_iter().flatten().map(|part| &**part).collect();
    parts.join(": ")
}

/// How long after the start, in seconds, and in days and hours where that says more.
pub(crate) fn since(started: Timestamp, at: Timestamp) -> String {
    let milliseconds = at.milliseconds().saturating_sub(started.milliseconds());
    let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000);
    if seconds < 3_600 {
        return format!("{seconds}.{rest:03}s");
    }
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours < 24 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{}d {:02}:{minutes:02}", hours / 24, hours % 24)
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}
