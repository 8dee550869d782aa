//! The end of a process: by itself, because its time is up, or because it is told to.

use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use tokio::process::Child;
use tokio::sync::watch;
use tokio::time::Instant;
use wire::RequestId;

use super::{Environment, Home, InitFailure, Phase, Running, Stop};
use crate::invoke::{Failure, Invocation};

impl Environment {
    /// Waits for the process to end, and ends it when its time is up or it is told to.
    pub(super) async fn supervise(self: Arc<Self>, mut child: Child, shutdown: Duration) {
        let mut stop = self.stop.subscribe();
        let (how, failure) = loop {
            let look = self.state().next_look;
            let deadline = async {
                match look {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                status = child.wait() => break (describe(status), None),
                _ = stop.changed() => {
                    let how = *stop.borrow_and_update();
                    let status = self.end_process(&mut child, &mut stop, how, shutdown).await;
                    break (status, None);
                }
                () = self.attention.notified() => {}
                () = deadline => {
                    if let Some(id) = self.overdue() {
                        self.signal(Signal::SIGKILL);
                        let status = describe(child.wait().await);
                        let seconds = self.record.settings.timeout_seconds;
                        break (status, Some(Failure::timed_out(id, seconds)));
                    }
                }
            }
        };
        // What it has started and left behind goes with it.
        self.signal(Signal::SIGKILL);
        self.gone(&how, failure);
    }

    /// The request whose time is up. Otherwise the next look is at the next deadline there is.
    fn overdue(&self) -> Option<RequestId> {
        let mut state = self.state();
        match &state.phase {
            Phase::Running(running) if running.deadline <= Instant::now() => Some(running.event.id),
            Phase::Running(running) => {
                state.next_look = Some(running.deadline);
                None
            }
            Phase::Starting(_) | Phase::Idle { .. } | Phase::Stopped => {
                state.next_look = None;
                None
            }
        }
    }

    async fn end_process(
        &self,
        child: &mut Child,
        stop: &mut watch::Receiver<Stop>,
        how: Stop,
        shutdown: Duration,
    ) -> String {
        if how == Stop::Gently {
            self.signal(Signal::SIGTERM);
            let patience = tokio::time::sleep(shutdown);
            tokio::select! {
                status = child.wait() => return describe(status),
                _ = stop.changed() => {}
                () = patience => {}
            }
        }
        self.signal(Signal::SIGKILL);
        describe(child.wait().await)
    }

    /// Signals the process and all it has started.
    fn signal(&self, signal: Signal) {
        // There may be nobody left to hear it.
        let _ = killpg(self.process, signal);
    }

    /// The process is gone: so is whatever it was doing.
    fn gone(self: &Arc<Self>, how: &str, failure: Option<Failure>) {
        self.drain_output();
        let mut state = self.state();
        let phase = std::mem::replace(&mut state.phase, Phase::Stopped);
        let initialization = state.initialization.take();
        drop(state);
        self.given.notify_one();
        let mut unseen = None;
        match phase {
            Phase::Starting(announce) => {
                if let Some(announce) = announce {
                    let _ = announce.send(Err(InitFailure::Exited(how.to_owned())));
                }
            }
            Phase::Running(running) if !running.taken && failure.is_none() => {
                // It never saw the event: another one can have it.
                let Running {
                    event,
                    wants_log,
                    reply,
                    permit,
                    ..
                } = *running;
                unseen = reply.map(|reply| {
                    Box::new(Invocation {
                        event,
                        wants_log,
                        reply,
                        permit,
                    })
                });
            }
            Phase::Running(running) => {
                let id = running.event.id;
                let failure = failure.unwrap_or_else(|| {
                    self.write_line(format!(
                        "RequestId: {id} Error: Runtime exited with error: {how}"
                    ));
                    Failure::exited(id, how)
                });
                self.finish(*running, initialization, Err(failure), || {});
            }
            Phase::Idle { .. } | Phase::Stopped => {}
        }
        self.logs.forget(&self.log_stream);
        (self.home)(self, Home::Gone(unseen));
    }
}

/// `exit status 1`, `signal: killed`, as AWS writes them.
fn describe(status: std::io::Result<ExitStatus>) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status {
        Ok(status) => match (status.code(), status.signal()) {
            // AWS has nothing to say about an exit that claims success.
            (Some(0), _) => String::new(),
            (Some(code), _) => format!("exit status {code}"),
            (None, Some(signal)) => match Signal::try_from(signal) {
                Ok(Signal::SIGKILL) => "signal: killed".to_owned(),
                Ok(Signal::SIGSEGV) => "signal: segmentation fault".to_owned(),
                Ok(Signal::SIGABRT) => "signal: aborted".to_owned(),
                Ok(Signal::SIGTERM) => "signal: terminated".to_owned(),
                _ => format!("signal: {signal}"),
            },
            (None, None) => "unknown status".to_owned(),
        },
        Err(error) => error.to_string(),
    }
}
