//! Retry and Catch (Amazon States Language, "Errors").

use asl::data_flow::DataFlow;
use asl::state::{JitterStrategy, Retrier, Transition};

use crate::data_flow::{Problem, insert_result};
use crate::failure::Failure;
use crate::scene::Way;
use crate::thread::{ThreadId, Work};
use crate::turn::{Turn, View};

impl Turn<'_> {
    /// Sets the state up to be tried again, if the first retrier that matches has attempts left.
    pub(crate) fn retry(&mut self, thread: ThreadId, failure: &Failure) -> bool {
        let machine = self.machine;
        let visit = self.core.threads[thread].visit();
        let retriers = &machine.state(visit.state).kind.recovery().retry;
        let Some(matching) = retriers
            .iter()
            .position(|retrier| failure.matches(&retrier.errors))
        else {
            return false;
        };
        let retrier = &retriers[matching];
        self.note(|inspection| inspection.retry_index = Some(matching));
        let visit = self.core.threads[thread].visit();
        let made = visit.retries.get(matching).copied().unwrap_or(0);
        if made >= retrier.max_attempts {
            return false;
        }
        let delay = self.delay_nanoseconds(retrier, made);
        self.note(|inspection| inspection.retry_backoff_nanoseconds = Some(delay));
        self.watch_attempt(thread, |attempt, _| attempt.retried_after = Some(delay));
        let due = self.at.plus_nanoseconds(delay);
        self.forget_children(thread);
        let timer = self.set_timer_at(thread, due);
        let visit = self.core.threads[thread].visit_mut();
        visit.retries.resize(retriers.len(), 0);
        visit.retries[matching] += 1;
        visit.retry_count += 1;
        visit.work = Work::Retrying(timer);
        true
    }

    /// The wait before a retry, when `made` were made before it.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "capped below what 63 bits hold"
    )]
    fn delay_nanoseconds(&mut self, retrier: &Retrier, made: u32) -> i64 {
        let exponent = i32::try_from(made).unwrap_or(i32::MAX);
        let seconds = f64::from(retrier.interval_seconds) * retrier.backoff_rate.powi(exponent);
        let most = retrier.max_delay_seconds.unwrap_or(RETRY_SECONDS_MAX);
        let seconds = seconds.min(f64::from(most));
        let drawn = match retrier.jitter {
            JitterStrategy::None => seconds,
            JitterStrategy::Full => seconds * self.core.random.borrow_mut().next_f64(),
        };
        (drawn * 1e9) as i64
    }

    /// Goes where the first catcher that matches says.
    pub(crate) fn catch(&mut self, thread: ThreadId, failure: &Failure) -> bool {
        let machine = self.machine;
        let visit = self.core.threads[thread].visit();
        let state = machine.state(visit.state);
        let catchers = &state.kind.recovery().catch;
        let Some(matching) = catchers
            .iter()
            .position(|catcher| failure.matches(&catcher.errors))
        else {
            return false;
        };
        let catcher = &catchers[matching];
        let raw = visit.input.clone();
        self.note(|inspection| inspection.catch_index = Some(matching));
        let error_output = failure.error_output();
        let caught = match &state.flow {
            DataFlow::JsonPath(_) => {
                insert_result(&catcher.result_path, raw.value(), error_output.clone()).and_then(
                    |output| {
                        let view = View::input(&error_output);
                        Ok((output, self.assign(thread, catcher.assign.as_ref(), view)?))
                    },
                )
            }
            DataFlow::Jsonata(_) => {
                let view = View {
                    error_output: Some(&error_output),
                    ..View::input(raw.value())
                };
                let output = match &catcher.output {
                    None => Ok(error_output.clone()),
                    Some(template) => self.compute(thread, template, view),
                };
                output.map_err(Problem::from).and_then(|output| {
                    Ok((output, self.assign(thread, catcher.assign.as_ref(), view)?))
                })
            }
        };
        let caught = caught
            .and_then(|(output, assigned)| Ok((self.payload(thread, output, &[&raw])?, assigned)));
        match caught {
            Ok((output, assigned)) => {
                self.forget_children(thread);
                self.watch_way(Way::Catcher(matching));
                self.leave(thread, output, assigned, Transition::Next(catcher.next));
            }
            Err(problem) => self.catcher_failed(thread, problem),
        }
        true
    }
}

/// A retrier without `MaxDelaySeconds` waits at most so long, in seconds: as long as any wait of
/// the language.
const RETRY_SECONDS_MAX: u32 = 99_999_999;
