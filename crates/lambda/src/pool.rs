//! The processes of one version of a function: as many as there is work, and none for long without.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::environment::{Environment, Home, InitFailure, Stop};
use crate::function::VersionRecord;
use crate::host::Host;
use crate::invoke::{Failure, Invocation, Outcome, Reply};
use crate::name::FunctionName;
use crate::process::{self, NotReady};

/// The processes of a version.
pub(crate) struct Pool {
    pub(crate) host: Arc<Host>,
    pub(crate) name: FunctionName,
    pub(crate) record: Arc<VersionRecord>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Free, the one used last at the end.
    idle: Vec<Arc<Environment>>,
    /// All that are ready, with what ends when they have.
    members: Vec<(Arc<Environment>, JoinHandle<()>)>,
    /// Invocations without a process.
    waiting: VecDeque<Box<Invocation>>,
    /// Processes on their way.
    starting: usize,
    /// The version is replaced or deleted: whoever becomes free ends.
    closed: bool,
}

impl Pool {
    pub(crate) fn new(
        host: &Arc<Host>,
        name: FunctionName,
        record: Arc<VersionRecord>,
    ) -> Arc<Pool> {
        let pool = Arc::new(Pool {
            host: Arc::clone(host),
            name,
            record,
            state: Mutex::default(),
        });
        host.remember(&pool);
        pool
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many processes have nothing to do.
    pub(crate) fn idle(&self) -> u32 {
        u32::try_from(self.state().idle.len()).unwrap_or(u32::MAX)
    }

    /// Finds a process for an invocation, or starts one.
    pub(crate) fn dispatch(self: &Arc<Self>, invocation: Invocation) {
        self.assign(Box::new(invocation));
    }

    fn assign(self: &Arc<Self>, mut invocation: Box<Invocation>) {
        loop {
            let mut state = self.state();
            let Some(environment) = state.idle.pop() else {
                state.waiting.push_back(invocation);
                drop(state);
                self.grow_for_waiting();
                return;
            };
            drop(state);
            match environment.give(invocation) {
                Ok(()) => return,
                Err(refused) => invocation = refused,
            }
        }
    }

    /// Starts a process when more invocations wait than processes are on their way, and there may
    /// be one more.
    fn grow_for_waiting(self: &Arc<Self>) {
        let mut state = self.state();
        let has_room = state.starting + state.members.len() < self.host.limits.processes_max.max(1);
        if state.starting < state.waiting.len() && has_room {
            state.starting += 1;
            drop(state);
            tokio::spawn(Arc::clone(self).grow());
        }
    }

    /// Starts a process, if by the time its turn comes one is still needed.
    async fn grow(self: Arc<Self>) {
        let turn = self.host.turn_to_start().await;
        {
            let mut state = self.state();
            if state.waiting.len() < state.starting {
                state.starting -= 1;
                return;
            }
        }
        let started = process::start(&self).await;
        drop(turn);
        let mut state = self.state();
        state.starting -= 1;
        match started {
            Ok((environment, supervisor)) => {
                state.members.push((Arc::clone(&environment), supervisor));
                drop(state);
                self.release(&environment);
            }
            Err(not_ready) => {
                let waiting = state.waiting.pop_front();
                drop(state);
                // Others that wait may still be lucky.
                self.grow_for_waiting();
                if let Some(invocation) = waiting {
                    self.refuse(*invocation, not_ready);
                }
            }
        }
    }

    fn refuse(&self, invocation: Invocation, not_ready: NotReady) {
        let id = invocation.event.id;
        let failure = match not_ready.failure {
            InitFailure::Reported(failure) => failure,
            InitFailure::Exited(how) => Failure::exited(id, &how),
            InitFailure::TimedOut => Failure::timed_out(id, self.record.settings.timeout_seconds),
            InitFailure::NotStarted(why) => Failure::invalid_entrypoint(id, &why),
        };
        drop(invocation.permit);
        let _ = invocation.reply.send(Reply::Whole(Outcome {
            payload: failure.payload,
            failed: true,
            log: invocation.wants_log.then_some(not_ready.log),
        }));
    }

    /// What a process of this pool says of itself.
    pub(crate) fn hear(self: &Arc<Self>, environment: &Arc<Environment>, home: Home) {
        match home {
            Home::Free => self.release(environment),
            Home::Gone(unseen) => {
                let mut state = self.state();
                state.idle.retain(|idle| !Arc::ptr_eq(idle, environment));
                state
                    .members
                    .retain(|(member, _)| !Arc::ptr_eq(member, environment));
                drop(state);
                match unseen {
                    Some(invocation) => self.assign(invocation),
                    None => self.grow_for_waiting(),
                }
            }
        }
    }

    /// Gives a free process its next invocation, or lets it rest.
    fn release(self: &Arc<Self>, environment: &Arc<Environment>) {
        let expired = environment
            .expires
            .is_some_and(|expires| expires <= SystemTime::now());
        let mut state = self.state();
        if expired {
            drop(state);
            environment.stop(Stop::Gently);
            return;
        }
        if let Some(invocation) = state.waiting.pop_front() {
            if let Err(refused) = environment.give(invocation) {
                // It ended just now.
                state.waiting.push_front(refused);
                drop(state);
                self.hear(environment, Home::Gone(None));
            }
            return;
        }
        if state.closed {
            drop(state);
            environment.stop(Stop::Gently);
            return;
        }
        state.idle.push(Arc::clone(environment));
    }

    /// Ends processes that have had nothing to do for so long.
    pub(crate) fn shrink(&self, idle: Duration) {
        let mut state = self.state();
        let (rested, kept) = state.idle.drain(..).partition(|environment| {
            environment
                .idle_since()
                .is_none_or(|since| since.elapsed() >= idle)
        });
        state.idle = kept;
        drop(state);
        let rested: Vec<Arc<Environment>> = rested;
        for environment in rested {
            environment.stop(Stop::Gently);
        }
    }

    /// From now on processes end when they have nothing to do.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        for environment in idle {
            environment.stop(Stop::Gently);
        }
    }

    /// Ends every process, busy or not, and waits until they are gone.
    pub(crate) async fn stop(&self) {
        let members = {
            let mut state = self.state();
            state.closed = true;
            state.waiting.clear();
            state.idle.clear();
            std::mem::take(&mut state.members)
        };
        for (environment, _) in &members {
            environment.stop(Stop::Gently);
        }
        for (_, supervisor) in members {
            let _ = supervisor.await;
        }
    }
}

/// All pools there are, for as long as somebody holds them.
pub(crate) type Pools = Mutex<Vec<Weak<Pool>>>;

/// An error that a runtime reports: its body when that is JSON, otherwise one made of its type.
pub(crate) fn reported(error_type: Option<&str>, body: Bytes) -> Failure {
    let parsed: Option<serde_json::Value> = serde_json::from_slice(&body).ok();
    let said = parsed
        .as_ref()
        .and_then(|body| body.get("errorType")?.as_str())
        .map(str::to_owned);
    let error_type = said
        .or_else(|| error_type.map(str::to_owned))
        .unwrap_or_else(|| "Runtime.Unknown".to_owned());
    let payload = match parsed {
        Some(serde_json::Value::Object(_)) => body,
        _ => json!({"errorType": error_type, "errorMessage": String::from_utf8_lossy(&body)})
            .to_string()
            .into(),
    };
    Failure {
        error_type,
        payload,
    }
}
