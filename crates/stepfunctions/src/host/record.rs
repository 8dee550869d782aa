//! What the journal keeps of an execution: its start, what happened to it, what came of it.
//!
//! Times, ids and lengths are written as variable-length integers, data as JSON text. Each blob
//! begins with the number of its format, so that a later release reads what this one wrote; the
//! test `golden_journals` pins that.

use std::sync::Arc;

use asl::{Timestamp, Value, json};
use interpreter::effect::{ChildId, MapRunId, Outcome, TaskId, TimerId};
use interpreter::event::{ItemContent, ToleranceChange};
use interpreter::{Event, ExecutionKind, Failure, Happening, Payload};
use journal::{ExecutionId, Status};

/// The format this release writes.
const FORMAT: u64 = 1;

/// The format of the start of an execution that does another's work again. Releases that know no
/// such executions refuse it, instead of beginning at the wrong state.
const FORMAT_RERUN: u64 = 2;

/// How an execution starts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StartRecord {
    /// Which revision of which machine.
    pub(crate) revision: u64,
    /// The distributed Map state whose processor it runs; `None`: the whole machine.
    pub(crate) map_state: Option<Arc<str>>,
    pub(crate) kind: ExecutionKind,
    pub(crate) machine_arn: Arc<str>,
    pub(crate) machine_name: Arc<str>,
    pub(crate) role_arn: Arc<str>,
    /// The version or alias it was started through.
    pub(crate) version_arn: Option<Arc<str>>,
    pub(crate) alias_arn: Option<Arc<str>>,
    pub(crate) execution_arn: Arc<str>,
    pub(crate) name: Arc<str>,
    /// The input as it was given.
    pub(crate) input: Arc<str>,
    pub(crate) trace_header: Option<Arc<str>>,
    pub(crate) seed: [u8; 32],
    pub(crate) at: Timestamp,
    /// Who is told when it is over.
    pub(crate) reports_to: Option<ReportsTo>,
    /// Whether the journal has a note of it, though it is no execution of the journal: an
    /// asynchronous Express execution.
    pub(crate) noted: bool,
    /// Whose work it does again.
    pub(crate) rerun: Option<Rerun>,
}

/// Whose work an execution does again, and from where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rerun {
    /// The ARN of the execution.
    pub(crate) of: Arc<str>,
    /// Where it begins, unless at the beginning.
    pub(crate) from: Option<RerunFrom>,
}

/// The state that a rerun begins at, and what it finds there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RerunFrom {
    /// The state's name.
    pub(crate) state: Arc<str>,
    /// What the state is given, as JSON text.
    pub(crate) input: Arc<str>,
    /// The variables that are set, a JSON object.
    pub(crate) variables: Arc<str>,
}

/// Who is told when an execution is over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReportsTo {
    /// The execution that waits.
    pub(crate) execution: ExecutionId,
    pub(crate) waits: Waits,
}

/// What of an execution waits for another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Waits {
    /// A task, `states:startExecution.sync`.
    Task(TaskId),
    /// A Map Run.
    MapRun {
        map_run: MapRunId,
        map_run_arn: Arc<str>,
        child: ChildId,
    },
}

/// What came of an execution.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResultRecord {
    pub(crate) output: Option<Arc<str>>,
    pub(crate) error: Option<Arc<str>>,
    pub(crate) cause: Option<Arc<str>>,
    pub(crate) redrive_count: u32,
    /// When it was last redriven.
    pub(crate) redriven_at: Option<Timestamp>,
    /// How many events its history has.
    pub(crate) history_length: u64,
}

/// A blob is not what this release, or one before it, wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a record of the journal cannot be read: {0}")]
pub(crate) struct Unreadable(pub(crate) &'static str);

impl StartRecord {
    pub(crate) fn encode(&self) -> Box<[u8]> {
        let mut writer = Writer::with_capacity(256 + self.input.len());
        writer.number(match self.rerun {
            None => FORMAT,
            Some(_) => FORMAT_RERUN,
        });
        writer.number(self.revision);
        writer.optional(self.map_state.as_deref());
        writer.number(match self.kind {
            ExecutionKind::Standard => 0,
            ExecutionKind::Express => 1,
        });
        writer.text(&self.machine_arn);
        writer.text(&self.machine_name);
        writer.text(&self.role_arn);
        writer.optional(self.version_arn.as_deref());
        writer.optional(self.alias_arn.as_deref());
        writer.text(&self.execution_arn);
        writer.text(&self.name);
        writer.text(&self.input);
        writer.optional(self.trace_header.as_deref());
        writer.0.extend_from_slice(&self.seed);
        writer.time(self.at);
        writer.number(self.noted.into());
        match &self.reports_to {
            None => writer.number(0),
            Some(ReportsTo { execution, waits }) => match waits {
                Waits::Task(task) => {
                    writer.number(1);
                    writer.number(execution.0);
                    writer.number(task.to_u64());
                }
                Waits::MapRun {
                    map_run,
                    map_run_arn,
                    child,
                } => {
                    writer.number(2);
                    writer.number(execution.0);
                    writer.number(map_run.to_u64());
                    writer.text(map_run_arn);
                    writer.number(child.0.into());
                }
            },
        }
        if let Some(Rerun { of, from }) = &self.rerun {
            writer.text(of);
            writer.number(from.is_some().into());
            if let Some(from) = from {
                writer.text(&from.state);
                writer.text(&from.input);
                writer.text(&from.variables);
            }
        }
        writer.0.into_boxed_slice()
    }

    pub(crate) fn decode(blob: &[u8]) -> Result<StartRecord, Unreadable> {
        let (format, mut reader) = Reader::of_format(blob, &[FORMAT, FORMAT_RERUN])?;
        Ok(StartRecord {
            revision: reader.number()?,
            map_state: reader.optional()?,
            kind: match reader.number()? {
                0 => ExecutionKind::Standard,
                1 => ExecutionKind::Express,
                _ => return Err(Unreadable("no kind of execution has this number")),
            },
            machine_arn: reader.text()?,
            machine_name: reader.text()?,
            role_arn: reader.text()?,
            version_arn: reader.optional()?,
            alias_arn: reader.optional()?,
            execution_arn: reader.text()?,
            name: reader.text()?,
            input: reader.text()?,
            trace_header: reader.optional()?,
            seed: reader.bytes(32)?.try_into().expect("32 bytes"),
            at: reader.time()?,
            noted: reader.number()? != 0,
            reports_to: match reader.number()? {
                0 => None,
                1 => Some(ReportsTo {
                    execution: ExecutionId(reader.number()?),
                    waits: Waits::Task(TaskId::from_u64(reader.number()?)),
                }),
                2 => Some(ReportsTo {
                    execution: ExecutionId(reader.number()?),
                    waits: Waits::MapRun {
                        map_run: MapRunId::from_u64(reader.number()?),
                        map_run_arn: reader.text()?,
                        child: ChildId(reader.number32()?),
                    },
                }),
                _ => return Err(Unreadable("nobody of this kind waits for executions")),
            },
            rerun: match format {
                FORMAT_RERUN => Some(Rerun {
                    of: reader.text()?,
                    from: match reader.number()? {
                        0 => None,
                        _ => Some(RerunFrom {
                            state: reader.text()?,
                            input: reader.text()?,
                            variables: reader.text()?,
                        }),
                    },
                }),
                _ => None,
            },
        })
    }
}

impl ResultRecord {
    pub(crate) fn encode(&self) -> Box<[u8]> {
        let mut writer = Writer::with_capacity(32 + self.output.as_ref().map_or(0, |o| o.len()));
        writer.number(FORMAT);
        writer.optional(self.output.as_deref());
        writer.optional(self.error.as_deref());
        writer.optional(self.cause.as_deref());
        writer.number(self.redrive_count.into());
        writer.number(self.redriven_at.is_some().into());
        if let Some(at) = self.redriven_at {
            writer.time(at);
        }
        writer.number(self.history_length);
        writer.0.into_boxed_slice()
    }

    pub(crate) fn decode(blob: &[u8]) -> Result<ResultRecord, Unreadable> {
        let mut reader = Reader::new(blob)?;
        Ok(ResultRecord {
            output: reader.optional()?,
            error: reader.optional()?,
            cause: reader.optional()?,
            redrive_count: reader.number32()?,
            redriven_at: match reader.number()? {
                0 => None,
                _ => Some(reader.time()?),
            },
            history_length: reader.number()?,
        })
    }
}

/// How an outcome is stored and what the API says of it.
pub(crate) fn closing(outcome: &Outcome) -> (Status, Parts) {
    match outcome {
        Outcome::Succeeded(output) => (
            Status::Succeeded,
            Parts {
                output: Some(output.text().into()),
                error: None,
                cause: None,
            },
        ),
        Outcome::Failed(failure) => (
            Status::Failed,
            Parts {
                output: None,
                error: failure.error.clone(),
                cause: failure.cause.clone(),
            },
        ),
        Outcome::TimedOut => (Status::TimedOut, Parts::default()),
        Outcome::Aborted { error, cause } => (
            Status::Aborted,
            Parts {
                output: None,
                error: error.clone(),
                cause: cause.clone(),
            },
        ),
    }
}

/// The data of an outcome.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) output: Option<Arc<str>>,
    pub(crate) error: Option<Arc<str>>,
    pub(crate) cause: Option<Arc<str>>,
}

/// An event as a record.
pub(crate) fn encode_event(event: &Event) -> Box<[u8]> {
    let mut writer = Writer::with_capacity(64);
    writer.number(FORMAT);
    writer.time(event.at);
    match &event.what {
        Happening::TaskScheduled { task } => {
            writer.number(0);
            writer.number(task.to_u64());
        }
        Happening::TaskStarted { task, worker_name } => {
            writer.number(1);
            writer.number(task.to_u64());
            writer.optional(worker_name.as_deref());
        }
        Happening::TaskSubmitted { task, output } => {
            writer.number(2);
            writer.number(task.to_u64());
            writer.value(output);
        }
        Happening::TaskSucceeded { task, output } => {
            writer.number(3);
            writer.number(task.to_u64());
            writer.value(output);
        }
        Happening::TaskFailed { task, failure } => {
            writer.number(4);
            writer.number(task.to_u64());
            writer.failure(failure);
        }
        Happening::TaskHeartbeat { task } => {
            writer.number(5);
            writer.number(task.to_u64());
        }
        Happening::TimerFired { timer } => {
            writer.number(6);
            writer.number(timer.to_u64());
        }
        Happening::ItemsRead { map_run, content } => {
            writer.number(7);
            writer.number(map_run.to_u64());
            match content {
                Ok(ItemContent::Text(text)) => {
                    writer.number(0);
                    writer.text(text);
                }
                Ok(ItemContent::Items(items)) => {
                    writer.number(1);
                    writer.value(&Value::array(items.clone()));
                }
                Err(failure) => {
                    writer.number(2);
                    writer.failure(failure);
                }
            }
        }
        Happening::ChildFinished {
            map_run,
            child,
            outcome,
        } => {
            writer.number(8);
            writer.number(map_run.to_u64());
            writer.number(child.0.into());
            writer.outcome(outcome);
        }
        Happening::ResultsWritten { map_run, outcome } => {
            writer.number(9);
            writer.number(map_run.to_u64());
            writer.outcome(outcome);
        }
        Happening::Stopped { error, cause } => {
            writer.number(10);
            writer.optional(error.as_deref());
            writer.optional(cause.as_deref());
        }
        Happening::MapRunUpdated {
            map_run_arn,
            max_concurrency,
            tolerance,
        } => {
            writer.number(13);
            writer.text(map_run_arn);
            writer.optional_number(max_concurrency.map(u64::from));
            writer.optional_number(tolerance.count);
            writer.optional_number(tolerance.percentage.map(f64::to_bits));
        }
        Happening::Redriven => writer.number(11),
        Happening::Continued => writer.number(12),
    }
    writer.0.into_boxed_slice()
}

/// The event of a record.
pub(crate) fn decode_event(blob: &[u8]) -> Result<Event, Unreadable> {
    let mut reader = Reader::new(blob)?;
    let at = reader.time()?;
    let kind = reader.number()?;
    let what = match kind {
        0 => Happening::TaskScheduled {
            task: reader.task()?,
        },
        1 => Happening::TaskStarted {
            task: reader.task()?,
            worker_name: reader.optional()?,
        },
        2 => Happening::TaskSubmitted {
            task: reader.task()?,
            output: reader.value()?,
        },
        3 => Happening::TaskSucceeded {
            task: reader.task()?,
            output: reader.value()?,
        },
        4 => Happening::TaskFailed {
            task: reader.task()?,
            failure: reader.failure()?,
        },
        5 => Happening::TaskHeartbeat {
            task: reader.task()?,
        },
        6 => Happening::TimerFired {
            timer: TimerId::from_u64(reader.number()?),
        },
        7 => Happening::ItemsRead {
            map_run: MapRunId::from_u64(reader.number()?),
            content: match reader.number()? {
                0 => Ok(ItemContent::Text(reader.text()?)),
                1 => Ok(ItemContent::Items(
                    reader
                        .value()?
                        .as_array()
                        .map(<[Value]>::to_vec)
                        .unwrap_or_default(),
                )),
                _ => Err(reader.failure()?),
            },
        },
        8 => Happening::ChildFinished {
            map_run: MapRunId::from_u64(reader.number()?),
            child: ChildId(reader.number32()?),
            outcome: reader.outcome()?,
        },
        9 => Happening::ResultsWritten {
            map_run: MapRunId::from_u64(reader.number()?),
            outcome: reader.outcome()?,
        },
        10 => Happening::Stopped {
            error: reader.optional()?,
            cause: reader.optional()?,
        },
        11 => Happening::Redriven,
        12 => Happening::Continued,
        13 => Happening::MapRunUpdated {
            map_run_arn: reader.text()?,
            max_concurrency: reader
                .optional_number()?
                .map(u32::try_from)
                .transpose()
                .map_err(|_| Unreadable("a number is too large"))?,
            tolerance: ToleranceChange {
                count: reader.optional_number()?,
                percentage: reader.optional_number()?.map(f64::from_bits),
            },
        },
        _ => return Err(Unreadable("nothing of this kind happens")),
    };
    Ok(Event { at, what })
}

/// The variables of a rerun.
pub(crate) fn variables(text: &str) -> Result<asl::Object, Unreadable> {
    match json::from_text(text) {
        Ok(Value::Object(fields)) => Ok((*fields).clone()),
        Ok(_) | Err(_) => Err(Unreadable("the variables are no JSON object")),
    }
}

/// The input of an execution, with the text it came as.
pub(crate) fn input_payload(text: &Arc<str>) -> Result<Payload, Unreadable> {
    let value = json::from_text(text).map_err(|_| Unreadable("an input is no JSON"))?;
    Payload::with_text(value, text.clone()).map_err(|_| Unreadable("an input is too large"))
}

struct Writer(Vec<u8>);

impl Writer {
    fn with_capacity(capacity: usize) -> Writer {
        Writer(Vec::with_capacity(capacity))
    }

    #[allow(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Nanoseconds since 1970, the sign in the lowest bit.
    fn time(&mut self, at: Timestamp) {
        let nanoseconds = at.nanoseconds();
        self.number((nanoseconds << 1 ^ nanoseconds >> 63).cast_unsigned());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The length plus one, or zero when there is none.
    fn optional(&mut self, text: Option<&str>) {
        match text {
            None => self.number(0),
            Some(text) => {
                self.number(text.len() as u64 + 1);
                self.0.extend_from_slice(text.as_bytes());
            }
        }
    }

    fn optional_number(&mut self, number: Option<u64>) {
        self.number(number.is_some().into());
        if let Some(number) = number {
            self.number(number);
        }
    }

    fn value(&mut self, value: &Value) {
        self.text(&json::to_text(value));
    }

    fn failure(&mut self, failure: &Failure) {
        self.optional(failure.error.as_deref());
        self.optional(failure.cause.as_deref());
        self.number(failure.recoverable.into());
    }

    fn outcome(&mut self, outcome: &Result<Value, Failure>) {
        match outcome {
            Ok(value) => {
                self.number(0);
                self.value(value);
            }
            Err(failure) => {
                self.number(1);
                self.failure(failure);
            }
        }
    }
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn new(blob: &'b [u8]) -> Result<Reader<'b>, Unreadable> {
        Reader::of_format(blob, &[FORMAT]).map(|(_, reader)| reader)
    }

    /// A reader of what is written in one of these formats, and in which it is.
    fn of_format(blob: &'b [u8], known: &[u64]) -> Result<(u64, Reader<'b>), Unreadable> {
        let mut reader = Reader { rest: blob };
        let format = reader.number()?;
        if known.contains(&format) {
            Ok((format, reader))
        } else {
            Err(Unreadable("it was written by a later release"))
        }
    }

    fn number(&mut self) -> Result<u64, Unreadable> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self
                .rest
                .split_first()
                .ok_or(Unreadable("it ends too early"))?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Unreadable("a number is too long"))
    }

    fn number32(&mut self) -> Result<u32, Unreadable> {
        u32::try_from(self.number()?).map_err(|_| Unreadable("a number is too large"))
    }

    fn bytes(&mut self, length: usize) -> Result<&'b [u8], Unreadable> {
        let (bytes, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Unreadable("it ends too early"))?;
        self.rest = rest;
        Ok(bytes)
    }

    fn time(&mut self) -> Result<Timestamp, Unreadable> {
        let number = self.number()?;
        let nanoseconds = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
        Ok(Timestamp::from_nanoseconds(nanoseconds))
    }

    fn str(&mut self, length: u64) -> Result<&'b str, Unreadable> {
        let length = usize::try_from(length).map_err(|_| Unreadable("it ends too early"))?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| Unreadable("a text is not UTF-8"))
    }

    fn text(&mut self) -> Result<Arc<str>, Unreadable> {
        let length = self.number()?;
        Ok(self.str(length)?.into())
    }

    fn optional(&mut self) -> Result<Option<Arc<str>>, Unreadable> {
        match self.number()? {
            0 => Ok(None),
            length => Ok(Some(self.str(length - 1)?.into())),
        }
    }

    fn optional_number(&mut self) -> Result<Option<u64>, Unreadable> {
        match self.number()? {
            0 => Ok(None),
            _ => Ok(Some(self.number()?)),
        }
    }

    fn value(&mut self) -> Result<Value, Unreadable> {
        let length = self.number()?;
        json::from_text(self.str(length)?).map_err(|_| Unreadable("data is no JSON"))
    }

    fn task(&mut self) -> Result<TaskId, Unreadable> {
        Ok(TaskId::from_u64(self.number()?))
    }

    fn failure(&mut self) -> Result<Failure, Unreadable> {
        let mut failure = Failure::reported(None, None);
        failure.error = self.optional()?;
        failure.cause = self.optional()?;
        failure.recoverable = self.number()? != 0;
        Ok(failure)
    }

    fn outcome(&mut self) -> Result<Result<Value, Failure>, Unreadable> {
        Ok(match self.number()? {
            0 => Ok(self.value()?),
            _ => Err(self.failure()?),
        })
    }
}
