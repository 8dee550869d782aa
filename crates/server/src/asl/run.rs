//! `entrega asl run`: runs a definition in memory.
//!
//! The execution is a [`Rehearsal`]. Time is the clock's, or with `--fast` whatever comes next;
//! tasks answer as the mocks say, and with their input where they say nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use asl::diagnostic::{Report, Span, harmless};
use asl::expression::Random;
use asl::state::{ItemReader, ResultWriter, State};
use asl::{Object, ScopeId, Severity, StateId, StateMachine, Timestamp, Value, json};
use interpreter::effect::Outcome;
use interpreter::event::ItemContent;
use interpreter::failure::error_name;
use interpreter::history::Details;
use interpreter::rehearsal::{Answer, Outside, Rehearsal, TaskRequest};
use interpreter::{ExecutionKind, Failure, Identity, Payload, Start, Status};

use super::ending::Ending;
use super::mocks::{self, Answered, Calls, Mocks, ReplyOutcome};
use super::trace::{self, Trace};
use super::{Source, counted, placeholders, pretty, write_file};
use crate::command_line::{FileArgument, InputArgument, RunArguments, Seed, Verdict};
use crate::fault::Fault;
use crate::terminal::{Palette, Stream, paint, print, say};

/// Where executions in memory run, as far as their ARNs say so.
const REGION: &str = "us-east-1";

/// The account of AWS's own examples.
const ACCOUNT: &str = "123456789012";

/// A wait that is announced, on a terminal.
const LONG_WAIT: Duration = Duration::from_secs(3);

pub(crate) fn run(arguments: &RunArguments) -> Result<Verdict, Fault> {
    let stdin = InputArgument::File(FileArgument::Stdin);
    let readers = [
        arguments.file == FileArgument::Stdin,
        arguments.input == stdin,
        arguments.mock == Some(FileArgument::Stdin),
    ];
    if readers.into_iter().filter(|reads| *reads).count() > 1 {
        return Err(Fault::misused(
            "standard input can be read once, and `-` is there twice",
            "put one of them into a file",
        ));
    }
    let mut source = Source::read(&arguments.file)?;
    source.substitute(&arguments.substitute)?;
    let definition = source.definition(arguments.express)?;
    let input = input(&arguments.input)?;
    let mocks = match &arguments.mock {
        None => Mocks::default(),
        Some(file) => read_mocks(file, arguments.case.as_deref(), &definition.machine)?,
    };

    let palette = Stream::Stderr.palette();
    if !definition.placeholders.is_empty() {
        let names = placeholders(&definition.placeholders);
        let text = format!("not filled in: {names} (--substitute NAME=VALUE)");
        say(&note(&palette, &text));
    }
    let machine = Arc::new(definition.machine);
    let start = start(arguments, &source.name, machine.clone(), input);
    let identity = start.identity.clone();
    let started = start.at;
    let outside = Backdrop {
        mocks,
        calls: Calls::default(),
        unanswered: BTreeSet::new(),
        notes: Vec::new(),
    };
    let mut performance = Performance {
        rehearsal: Rehearsal::start(start, outside),
        trace: Trace::new(&machine, started, palette, Stream::Stderr.width()),
        clock: (!arguments.fast).then(Instant::now),
        shows_trace: arguments.trace,
        events: arguments.history.is_some().then(Vec::new),
        identity: &identity,
        machine: &machine,
        palette,
        failed_state: None,
    };
    performance.perform();
    performance.report(arguments)
}

/// The input, with its text as it was written.
fn input(argument: &InputArgument) -> Result<Payload, Fault> {
    let source = match argument {
        InputArgument::File(file) => Source::read(file)?,
        InputArgument::Inline(text) => Source {
            name: "--input".to_owned(),
            text: text.clone(),
        },
    };
    let value = json::from_text(&source.text).map_err(|error| {
        let is_path =
            matches!(argument, InputArgument::Inline(text) if std::path::Path::new(text).is_file());
        let hint = if is_path {
            format!("to read the file, write @{}", source.text)
        } else {
            "an input is JSON: a string has quotes, a field's name too".to_owned()
        };
        let at = u32::try_from(error.offset).unwrap_or(u32::MAX);
        let report = Report {
            severity: Severity::Error,
            code: None,
            location: None,
            span: Span { start: at, end: at },
            message: &format!("the input is not JSON: {}", error.message),
            hint: Some(&hint),
        };
        Fault::Refused(source.render([report], &Stream::Stderr.palette()))
    })?;
    Payload::with_text(value, &*source.text).map_err(|_| {
        Fault::misused(
            format!(
                "the input has {} bytes; an execution takes {}",
                source.text.len(),
                interpreter::payload::PAYLOAD_BYTES_MAX
            ),
            "AWS has the same limit: keep what is large elsewhere and pass its name on",
        )
    })
}

fn read_mocks(
    file: &FileArgument,
    case: Option<&str>,
    machine: &StateMachine,
) -> Result<Mocks, Fault> {
    let source = Source::read(file)?;
    mocks::read(&source.text, case, machine).map_err(|faults| {
        let palette = Stream::Stderr.palette();
        let mut report = source.render(faults.iter().map(Report::from), &palette);
        let count = paint(palette.error, &counted(faults.len(), "error"));
        let _ = writeln!(report, "\n{count} in `{}`", source.name);
        Fault::Refused(report)
    })
}

fn start(
    arguments: &RunArguments,
    file_name: &str,
    machine: Arc<StateMachine>,
    input: Payload,
) -> Start {
    let Seed(seed) = arguments.seed.unwrap_or_else(Seed::fresh);
    // Not the execution's own stream: what it draws is not to depend on how it is called.
    let mut names = Random::from_seed(seed.map(|byte| !byte));
    let name = match &arguments.name {
        Some(name) => name.0.clone(),
        None => names.next_uuid(),
    };
    let machine_name = machine_name(file_name);
    let place = format!("arn:aws:states:{REGION}:{ACCOUNT}");
    let (kind, execution_arn) = if arguments.express {
        let express = format!(
            "{place}:express:{machine_name}:{name}:{}",
            names.next_uuid()
        );
        (ExecutionKind::Express, express)
    } else {
        let standard = format!("{place}:execution:{machine_name}:{name}");
        (ExecutionKind::Standard, standard)
    };
    Start {
        machine,
        scope: ScopeId::ROOT,
        kind,
        identity: Arc::new(Identity {
            execution_arn: execution_arn.into(),
            name: name.into(),
            role_arn: Some(format!("arn:aws:iam::{ACCOUNT}:role/{machine_name}").into()),
            state_machine_arn: format!("{place}:stateMachine:{machine_name}").into(),
            state_machine_name: machine_name.into(),
        }),
        input,
        seed,
        at: now(),
        number: 0,
        keep_history: true,
        from: None,
    }
}

/// `order` for `examples/order.asl.json`.
fn machine_name(file_name: &str) -> String {
    let file = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = file
        .split('.')
        .find(|part| !part.is_empty())
        .unwrap_or(file);
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    let name: String = stem.chars().filter(allowed).take(80).collect();
    if name.is_empty() {
        "machine".to_owned()
    } else {
        name
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_nanoseconds(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

impl Seed {
    /// A seed nobody has had before, drawn from the keys of the standard library's hash maps.
    fn fresh() -> Seed {
        let mut seed = [0; 32];
        for (place, part) in seed.chunks_exact_mut(8).enumerate() {
            let drawn = RandomState::new().hash_one((place, SystemTime::now()));
            part.copy_from_slice(&drawn.to_le_bytes());
        }
        Seed(seed)
    }
}

fn note(palette: &Palette, text: &str) -> String {
    format!("{}: {}\n", paint(palette.hint, "note"), harmless(text))
}

/// What an execution in memory has around it: mocks.
struct Backdrop {
    mocks: Mocks,
    calls: Calls,
    /// The states it was noted of that nothing answers for them.
    unanswered: BTreeSet<Arc<str>>,
    notes: Vec<String>,
}

impl Outside for Backdrop {
    fn task(&mut self, request: &TaskRequest<'_>) -> Answer {
        let state = request.state.name.shared();
        let input = request.task.arguments.value();
        let (after, result) = match self.mocks.answer(&mut self.calls, &state, input) {
            Answered::With(reply) => {
                let result = match &reply.outcome {
                    ReplyOutcome::Result(value) => Ok(value.clone()),
                    ReplyOutcome::Failed(failure) => Err(failure.clone()),
                    ReplyOutcome::Input => Ok(input.clone()),
                    ReplyOutcome::Items(items) => Ok(Value::array(items.clone())),
                };
                (reply.after_nanoseconds, result)
            }
            unanswered @ (Answered::NoMock | Answered::NoCase) => {
                if self.unanswered.insert(state.clone()) {
                    self.notes.push(match unanswered {
                        Answered::NoCase => format!(
                            "the input of `{state}` fits no case of its mock: it is its result"
                        ),
                        _ => format!("no mock for `{state}`: its input is its result"),
                    });
                }
                (0, Ok(input.clone()))
            }
        };
        Answer::Done { after, result }
    }

    fn read_items(
        &mut self,
        state: &State,
        reader: &ItemReader,
        arguments: &Value,
    ) -> Result<ItemContent, Failure> {
        let name = state.name.shared();
        match self.mocks.answer(&mut self.calls, &name, arguments) {
            Answered::With(reply) => match &reply.outcome {
                ReplyOutcome::Items(items) => Ok(ItemContent::Items(items.clone())),
                ReplyOutcome::Failed(failure) => Err(failure.clone()),
                ReplyOutcome::Result(_) | ReplyOutcome::Input => Ok(ItemContent::Items(Vec::new())),
            },
            Answered::NoMock | Answered::NoCase => Err(Failure::new(
                error_name::ITEM_READER_FAILED,
                format!(
                    "nothing here answers {}: give the items of `{name}` in a mock file, \
                     {{\"{name}\": {{\"items\": […]}}}}",
                    reader.resource.as_str()
                ),
            )),
        }
    }

    fn write_results(
        &mut self,
        state: &State,
        _writer: &ResultWriter,
        arguments: &Value,
        results: &[Result<Value, Failure>],
    ) -> Result<Value, Failure> {
        let name = state.name.shared();
        self.notes.push(format!(
            "the results of `{name}` ({}) were written nowhere",
            counted(results.len(), "child execution")
        ));
        // Where AWS's S3 writer says that it has put the manifest.
        let text = |field: &str| {
            arguments
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let prefix = text("Prefix").trim_end_matches('/');
        let key = match prefix {
            "" => "manifest.json".to_owned(),
            prefix => format!("{prefix}/manifest.json"),
        };
        let details = Object::from_iter([
            ("Bucket".into(), text("Bucket").into()),
            ("Key".into(), key.into()),
        ]);
        Ok(Value::object(Object::from_iter([(
            "ResultWriterDetails".into(),
            Value::object(details),
        )])))
    }
}

/// An execution on its way, and who watches it.
struct Performance<'m> {
    rehearsal: Rehearsal<Backdrop>,
    trace: Trace<'m>,
    /// When it began by the clock; `None` where time jumps.
    clock: Option<Instant>,
    shows_trace: bool,
    /// The history in AWS's shape, where it is wanted.
    events: Option<Vec<Value>>,
    identity: &'m Identity,
    machine: &'m StateMachine,
    palette: Palette,
    /// Where it failed.
    failed_state: Option<StateId>,
}

impl Performance<'_> {
    /// Goes on until the execution is over, or nothing more can happen.
    fn perform(&mut self) {
        self.watch();
        while *self.rehearsal.execution().status() == Status::Running {
            let Some(due) = self.rehearsal.next_due() else {
                break;
            };
            self.wait(due);
            self.rehearsal.step();
            self.watch();
        }
    }

    /// Waits until the clock says `due`.
    fn wait(&self, due: Timestamp) {
        let Some(clock) = self.clock else {
            return;
        };
        let started = self.rehearsal.execution().started_at();
        let due_after = due.nanoseconds().saturating_sub(started.nanoseconds());
        let due_after = Duration::from_nanos(u64::try_from(due_after).unwrap_or(0));
        let wait = due_after.saturating_sub(clock.elapsed());
        if wait >= LONG_WAIT && Stream::Stderr.is_terminal() {
            let seconds = wait.as_secs_f64();
            let text = format!("nothing happens for {seconds:.0} s (--fast does not wait)");
            say(&note(&self.palette, &text));
        }
        thread::sleep(wait);
    }

    /// Shows and keeps what has happened since the last time.
    fn watch(&mut self) {
        let mut shown = String::new();
        for event in self.rehearsal.take_history() {
            if let Details::ExecutionFailed { .. } = event.details {
                self.failed_state = self.trace.state_before(&event);
            }
            if self.shows_trace {
                shown.push_str(&self.trace.line(&event));
            } else {
                self.trace.follow(&event);
            }
            if let Some(events) = &mut self.events {
                events.push(event.to_json(self.machine, self.identity));
            }
        }
        for text in std::mem::take(&mut self.rehearsal.outside.notes) {
            shown.push_str(&note(&self.palette, &text));
        }
        say(&shown);
    }

    /// Says how it ended.
    fn report(mut self, arguments: &RunArguments) -> Result<Verdict, Fault> {
        if let (Some(file), Some(events)) = (&arguments.history, self.events.take()) {
            let history =
                Value::object(Object::from_iter([("events".into(), Value::array(events))]));
            let text = pretty::spread_out(&history, &Palette::default());
            write_file(file, &(text + "\n"))?;
        }
        let outcome = match self.rehearsal.execution().status() {
            Status::Closed(outcome) => Some(outcome.clone()),
            Status::Running => None,
        };
        let Some(outcome) = outcome else {
            let palette = &self.palette;
            say(&format!(
                "{}: the execution waits, and nothing is left to happen\n",
                paint(palette.error, "error")
            ));
            return Ok(Verdict::Bad);
        };
        if arguments.json {
            print(&pretty::document(&self.summary(&outcome)))?;
        }
        let ending = self.ending(&outcome);
        match &outcome {
            Outcome::Succeeded(output) => {
                if self.shows_trace {
                    say(&ending.applause(&self.palette));
                }
                if !arguments.json {
                    print(&pretty::document(output.value()))?;
                }
                Ok(Verdict::Good)
            }
            Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted { .. } => {
                let mut text = ending.obituary(&self.palette);
                let hint = paint(self.palette.hint, "hint");
                if !self.rehearsal.outside.unanswered.is_empty() {
                    let _ = writeln!(
                        text,
                        "  {hint}: --mock FILE gives tasks results of their own"
                    );
                }
                if !self.shows_trace {
                    let _ = writeln!(text, "  {hint}: --trace shows how it came to this");
                }
                say(&text);
                Ok(Verdict::Bad)
            }
        }
    }

    fn ending(&self, outcome: &Outcome) -> Ending {
        let state = self.failed_state;
        Ending {
            outcome: outcome.clone(),
            state: state.map(|state| self.machine.state(state).name.shared()),
            duration: self.duration(),
            events: self.history_length(),
        }
    }

    /// What DescribeExecution tells, the data as JSON.
    fn summary(&self, outcome: &Outcome) -> Value {
        let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
        let mut fields = Object::new();
        fields.insert(
            "executionArn",
            Value::from(self.identity.execution_arn.clone()),
        );
        fields.insert("name", Value::from(self.identity.name.clone()));
        let status = match outcome {
            Outcome::Succeeded(_) => "SUCCEEDED",
            Outcome::Failed(_) => "FAILED",
            Outcome::TimedOut => "TIMED_OUT",
            Outcome::Aborted { .. } => "ABORTED",
        };
        fields.insert("status", status.into());
        let execution = self.rehearsal.execution();
        fields.insert("startDate", execution.started_at().to_string().into());
        fields.insert("stopDate", self.rehearsal.now().to_string().into());
        match outcome {
            Outcome::Succeeded(output) => {
                fields.insert("output", output.value().clone());
            }
            Outcome::Failed(failure) => {
                fields.insert("error", text(failure.error.as_deref()));
                fields.insert("cause", text(failure.cause.as_deref()));
            }
            Outcome::Aborted { error, cause } => {
                fields.insert("error", text(error.as_deref()));
                fields.insert("cause", text(cause.as_deref()));
            }
            Outcome::TimedOut => {}
        }
        if let Some(state) = self.failed_state {
            let name = self.machine.state(state).name.shared();
            fields.insert("state", Value::from(name));
        }
        let events = i64::try_from(execution.history_length()).unwrap_or(i64::MAX);
        fields.insert("events", events.into());
        Value::object(fields)
    }

    fn duration(&self) -> String {
        let started = self.rehearsal.execution().started_at();
        let since = trace::since(started, self.rehearsal.now());
        match self.clock {
            Some(_) => since,
            None => format!("{since} of virtual time"),
        }
    }

    fn history_length(&self) -> usize {
        usize::try_from(self.rehearsal.execution().history_length()).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_called_as_its_file() {
        assert_eq!(machine_name("examples/order.asl.json"), "order");
        assert_eq!(machine_name("<stdin>"), "stdin");
        assert_eq!(machine_name("é.json"), "machine");
        assert_eq!(machine_name(".hidden.json"), "hidden");
    }
}
