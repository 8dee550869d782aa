//! One process of a function: a state machine that its runtime drives and its pool feeds.
//!
//! ```text
//! Starting ──ready──► Idle ──give──► Running ──answer──► Idle …
//!     └───────────────────┴── the process ends ──────────► Stopped
//! ```
//!
//! The runtime is the process itself over HTTP ([`crate::runtime_api`]), or this server on behalf
//! of a web server ([`crate::web_adapter`]). Either way it takes events one by one.

mod supervision;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use nix::unistd::Pid;
use tokio::process::Child;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::Instant;

use crate::function::VersionRecord;
use crate::invoke::{self, Event, Failure, Invocation, Outcome, Permit, Piece, Reply, Report};
use crate::logs::{LogStream, LogTail, Logs};
use crate::output::Output;
use crate::timestamp;

/// Pieces of a streamed answer that wait for a slow reader.
const STREAM_PIECES_MAX: usize = 16;
/// How long the memory a process uses is believed to stay the same.
const MEMORY_AGE_MAX: Duration = Duration::from_secs(1);

/// One process.
pub(crate) struct Environment {
    pub(crate) record: Arc<VersionRecord>,
    pub(crate) log_stream: LogStream,
    /// After this it is given no more events.
    pub(crate) expires: Option<SystemTime>,
    logs: Arc<Logs>,
    version: String,
    /// Of the process, which leads its group.
    process: Pid,
    output: Output,
    tail: Mutex<LogTail>,
    memory: Mutex<(Option<Instant>, u64)>,
    state: Mutex<State>,
    /// An event was given.
    given: Notify,
    /// The supervisor should look at the deadline again, or end the process.
    attention: Notify,
    stop: watch::Sender<Stop>,
    /// Where it goes when it has nothing to do. Called without the state being locked.
    home: TellHome,
}

/// How an environment reaches its pool.
pub(crate) type TellHome = Box<dyn Fn(&Arc<Environment>, Home) + Send + Sync>;

/// What an environment tells its pool.
pub(crate) enum Home {
    /// It can take an event.
    Free,
    /// It takes none any more. The invocation is one that it was given and never looked at.
    Gone(Option<Box<Invocation>>),
}

/// Whether and how the process is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stop {
    No,
    /// SIGTERM, and SIGKILL when that does not help.
    Gently,
    /// SIGKILL.
    AtOnce,
}

struct State {
    phase: Phase,
    started: Instant,
    /// How long it took to be ready; taken by the first report.
    initialization: Option<Duration>,
    /// When the supervisor looks at the deadline by itself.
    next_look: Option<Instant>,
}

enum Phase {
    Starting(Option<oneshot::Sender<Result<(), InitFailure>>>),
    Idle { since: Instant },
    Running(Box<Running>),
    Stopped,
}

struct Running {
    event: Event,
    wants_log: bool,
    reply: Option<oneshot::Sender<Reply>>,
    stream: Option<mpsc::Sender<Piece>>,
    permit: Permit,
    started: Instant,
    deadline: Instant,
    /// Whether the runtime has it.
    taken: bool,
}

/// Why a process never became ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InitFailure {
    /// It said so itself.
    Reported(Failure),
    /// It ended. `exit status 1`
    Exited(String),
    /// It took too long.
    TimedOut,
    /// It could not even be started.
    NotStarted(String),
}

/// What the runtime gets for an event.
pub(crate) struct Taken {
    pub(crate) event: Event,
    /// Milliseconds since 1970.
    pub(crate) deadline_milliseconds: u64,
}

/// The runtime does something out of turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutOfTurn {
    /// It asks for an event before it answered the last one.
    Unanswered,
    /// It answers what it was not asked, or has answered before.
    UnknownRequest,
    /// It is to end.
    Stopped,
}

/// What an environment is made of.
pub(crate) struct Parts {
    pub(crate) record: Arc<VersionRecord>,
    pub(crate) log_stream: LogStream,
    pub(crate) expires: Option<SystemTime>,
    pub(crate) logs: Arc<Logs>,
    pub(crate) child: Child,
    pub(crate) output: Output,
    pub(crate) shutdown: Duration,
    pub(crate) home: TellHome,
}

/// An environment that is starting.
pub(crate) struct Starting {
    pub(crate) environment: Arc<Environment>,
    /// Whether it becomes ready.
    pub(crate) ready: oneshot::Receiver<Result<(), InitFailure>>,
    /// Ends when the process has.
    pub(crate) supervisor: tokio::task::JoinHandle<()>,
}

impl Environment {
    /// Watches over a process that was just started.
    pub(crate) fn attend(parts: Parts) -> Result<Starting, InitFailure> {
        let process = parts
            .child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .map(Pid::from_raw)
            .ok_or_else(|| InitFailure::NotStarted("the process ended at once".to_owned()))?;
        let (announce, ready) = oneshot::channel();
        let environment = Arc::new(Environment {
            version: parts.record.version(),
            record: parts.record,
            log_stream: parts.log_stream,
            expires: parts.expires,
            logs: parts.logs,
            process,
            output: parts.output,
            tail: Mutex::default(),
            memory: Mutex::new((None, 0)),
            state: Mutex::new(State {
                phase: Phase::Starting(Some(announce)),
                started: Instant::now(),
                initialization: None,
                next_look: None,
            }),
            given: Notify::new(),
            attention: Notify::new(),
            stop: watch::Sender::new(Stop::No),
            home: parts.home,
        });
        let supervisor =
            tokio::spawn(Arc::clone(&environment).supervise(parts.child, parts.shutdown));
        Ok(Starting {
            environment,
            ready,
            supervisor,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives it an event; gives it back when the process is gone.
    pub(crate) fn give(&self, invocation: Box<Invocation>) -> Result<(), Box<Invocation>> {
        let now = Instant::now();
        let timeout = Duration::from_secs(self.record.settings.timeout_seconds.into());
        let deadline = now + timeout;
        let mut state = self.state();
        if !matches!(state.phase, Phase::Idle { .. }) {
            return Err(invocation);
        }
        let Invocation {
            event,
            wants_log,
            reply,
            permit,
        } = *invocation;
        let id = event.id;
        state.phase = Phase::Running(Box::new(Running {
            event,
            wants_log,
            reply: Some(reply),
            stream: None,
            permit,
            started: now,
            deadline,
            taken: false,
        }));
        let looks_too_late = state.next_look.is_none_or(|look| look > deadline);
        if looks_too_late {
            state.next_look = Some(deadline);
        }
        drop(state);
        *self.tail.lock().unwrap_or_else(PoisonError::into_inner) = LogTail::default();
        if self.record.settings.logging.shows_platform_lines() {
            self.write_line(invoke::start_line(id, &self.version, self.logs_json()));
        }
        if looks_too_late {
            self.attention.notify_one();
        }
        self.given.notify_one();
        Ok(())
    }

    /// The runtime is ready for an event and waits for it.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Taken, OutOfTurn> {
        self.become_ready();
        loop {
            {
                let mut state = self.state();
                match &mut state.phase {
                    Phase::Stopped => return Err(OutOfTurn::Stopped),
                    Phase::Running(running) if running.taken => return Err(OutOfTurn::Unanswered),
                    Phase::Running(running) => {
                        running.taken = true;
                        let left = running.deadline.saturating_duration_since(Instant::now());
                        return Ok(Taken {
                            event: running.event.clone(),
                            deadline_milliseconds: timestamp::milliseconds(
                                SystemTime::now() + left,
                            ),
                        });
                    }
                    Phase::Idle { .. } | Phase::Starting(_) => {}
                }
            }
            self.given.notified().await;
        }
    }

    fn become_ready(&self) {
        let mut state = self.state();
        if let Phase::Starting(announce) = &mut state.phase {
            let announce = announce.take();
            state.initialization = Some(state.started.elapsed());
            state.phase = Phase::Idle {
                since: Instant::now(),
            };
            drop(state);
            self.drain_output();
            if let Some(announce) = announce {
                let _ = announce.send(Ok(()));
            }
        }
    }

    /// The runtime says that it cannot become ready.
    pub(crate) fn fail_initialization(&self, failure: InitFailure) -> Result<(), OutOfTurn> {
        let mut state = self.state();
        let Phase::Starting(announce) = &mut state.phase else {
            return Err(OutOfTurn::UnknownRequest);
        };
        let announce = announce.take();
        drop(state);
        self.drain_output();
        if let Some(announce) = announce {
            let _ = announce.send(Err(failure));
        }
        Ok(())
    }

    /// The runtime has an answer.
    pub(crate) fn answer(
        self: &Arc<Self>,
        id: &str,
        answer: Result<Bytes, Failure>,
    ) -> Result<(), OutOfTurn> {
        self.drain_output();
        let mut state = self.state();
        let Some(running) = Self::end(&mut state, id) else {
            return Err(OutOfTurn::UnknownRequest);
        };
        state.phase = Phase::Idle {
            since: Instant::now(),
        };
        let initialization = state.initialization.take();
        drop(state);
        self.finish(*running, initialization, answer, || {
            (self.home)(self, Home::Free);
        });
        Ok(())
    }

    /// The runtime begins to stream an answer.
    pub(crate) fn begin_stream(
        &self,
        id: &str,
        content_type: Option<HeaderValue>,
    ) -> Result<mpsc::Sender<Piece>, OutOfTurn> {
        let mut state = self.state();
        match &mut state.phase {
            Phase::Running(running) if running.is_known_as(id) && running.taken => {
                let reply = running.reply.take().ok_or(OutOfTurn::UnknownRequest)?;
                let (sender, pieces) = mpsc::channel(STREAM_PIECES_MAX);
                running.stream = Some(sender.clone());
                drop(state);
                // Whether anybody still listens makes no difference to the function.
                let _ = reply.send(Reply::Stream {
                    content_type,
                    pieces,
                });
                Ok(sender)
            }
            Phase::Running(_) | Phase::Starting(_) | Phase::Idle { .. } | Phase::Stopped => {
                Err(OutOfTurn::UnknownRequest)
            }
        }
    }

    /// Takes the running invocation out of the state when it is the one of this id.
    fn end(state: &mut State, id: &str) -> Option<Box<Running>> {
        match &state.phase {
            Phase::Running(running) if running.taken && running.is_known_as(id) => {
                match std::mem::replace(&mut state.phase, Phase::Stopped) {
                    Phase::Running(running) => Some(running),
                    Phase::Starting(_) | Phase::Idle { .. } | Phase::Stopped => None,
                }
            }
            Phase::Running(_) | Phase::Starting(_) | Phase::Idle { .. } | Phase::Stopped => None,
        }
    }

    /// Writes the last lines of an invocation and tells the caller.
    ///
    /// `settle` puts the environment where the next invocation finds it; it is called before the
    /// caller hears anything, so a caller who asks again at once finds it free.
    fn finish(
        &self,
        running: Running,
        initialization: Option<Duration>,
        answer: Result<Bytes, Failure>,
        settle: impl FnOnce(),
    ) {
        let failure = answer.as_ref().err();
        let as_json = self.logs_json();
        if let Some(failure) = failure
            && failure.error_type == "Sandbox.Timedout"
        {
            self.write_line(format!(
                "{} {} Task timed out after {}.00 seconds",
                timestamp::iso8601(SystemTime::now()),
                running.event.id,
                self.record.settings.timeout_seconds
            ));
        }
        if self.record.settings.logging.shows_platform_lines() {
            let milliseconds = |duration: Duration| duration.as_secs_f64() * 1_000.0;
            let report = Report {
                id: running.event.id,
                duration_milliseconds: milliseconds(running.started.elapsed()),
                memory_megabytes: self.record.settings.memory_megabytes,
                memory_used_megabytes: self.memory_megabytes(),
                initialization_milliseconds: initialization.map(milliseconds),
                failure,
            };
            for line in report.lines(as_json) {
                self.write_line(line);
            }
        }
        let log = running.wants_log.then(|| self.log_tail());
        if running.stream.is_some() && failure.is_some() {
            running.permit.figures().failed();
        }
        drop(running.permit);
        settle();
        if let Some(stream) = running.stream {
            let piece = Piece::End {
                failure: answer.err(),
                log,
            };
            if let Err(mpsc::error::TrySendError::Full(piece)) = stream.try_send(piece) {
                tokio::spawn(async move { stream.send(piece).await });
            }
        } else if let Some(reply) = running.reply {
            let (payload, failed) = match answer {
                Ok(payload) => (payload, false),
                Err(failure) => (failure.payload, true),
            };
            let _ = reply.send(Reply::Whole(Outcome {
                payload,
                failed,
                log,
            }));
        }
    }

    /// The end of what it wrote, in Base64.
    pub(crate) fn log_tail(&self) -> String {
        self.tail
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .to_base64()
    }

    /// Since when it has had nothing to do.
    pub(crate) fn idle_since(&self) -> Option<Instant> {
        match self.state().phase {
            Phase::Idle { since } => Some(since),
            Phase::Starting(_) | Phase::Running(_) | Phase::Stopped => None,
        }
    }

    /// Ends the process.
    pub(crate) fn stop(&self, how: Stop) {
        self.stop.send_if_modified(|stop| {
            let more = how > *stop;
            *stop = (*stop).max(how);
            more
        });
    }

    /// Logs what the process has written by now.
    pub(crate) fn drain_output(&self) {
        self.output.drain(|line| self.write_line(line));
    }

    /// Logs what the process writes, for as long as it is polled.
    pub(crate) async fn follow_output(self: Arc<Self>) {
        while self.output.readable().await {
            self.drain_output();
        }
    }

    fn write_line(&self, line: String) {
        self.tail
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(&line);
        self.logs.write(&self.log_stream, line);
    }

    fn logs_json(&self) -> bool {
        self.record.settings.logging.format == "JSON"
    }

    /// The most memory the process had, as the kernel says it; the last known when it is gone.
    fn memory_megabytes(&self) -> u64 {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.0.is_none_or(|at| at.elapsed() > MEMORY_AGE_MAX) {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.process));
            let kilobytes = status.ok().and_then(|status| {
                let (_, rest) = status.split_once("VmHWM:")?;
                rest.split_whitespace().next()?.parse::<u64>().ok()
            });
            *memory = (
                Some(Instant::now()),
                kilobytes.map_or(memory.1, |kilobytes| kilobytes.div_ceil(1_024)),
            );
        }
        memory.1
    }
}

impl Running {
    fn is_known_as(&self, id: &str) -> bool {
        id.len() == 36 && self.event.id.to_string() == id
    }
}
