//! The handlers, by what they are about.
//!
//! | module | serves |
//! |---|---|
//! | [`executions`] | executions in a list, how many there are, one of them; what changes of all |
//! | [`history`] | what happened to one, and what happens |
//! | [`rerun`] | doing the work of one again |
//! | [`callbacks`] | what waits for an answer |
//! | [`metrics`] | how many come and go, how long states take |
//! | [`cost`] | what a month would cost on AWS |
//! | [`functions`] | what functions have done and do |
//! | [`knowledge`] | knowledge bases, and questions to them |
//! | [`models`] | models, and what stands behind each |
//! | [`orders`] | orders, by what people know of them |
//! | [`studio`] | what the workflow studio asks |

pub(crate) mod callbacks;
pub(crate) mod cost;
pub(crate) mod executions;
pub(crate) mod functions;
pub(crate) mod history;
pub(crate) mod knowledge;
pub(crate) mod metrics;
pub(crate) mod models;
pub(crate) mod orders;
pub(crate) mod rerun;
pub(crate) mod studio;

use rest::{Code, Problem};
use stepfunctions::observe::Unobservable;

/// The engine does not say.
pub(crate) fn unreadable(error: Unobservable) -> Problem {
    match error {
        Unobservable::NoSuchExecution => no_such_execution(),
        Unobservable::Journal(why) => {
            tracing::error!(why, "the journal of executions could not be read");
            unanswered()
        }
    }
}

/// There is nothing of this ARN.
pub(crate) fn no_such_execution() -> Problem {
    let detail = "there is no such execution, or none any more";
    Problem::new(Code::NotFound, detail)
}

/// Whoever was asked has not answered.
pub(crate) fn unanswered() -> Problem {
    let detail = "the engine does not answer now; the server's log says why";
    Problem::new(Code::Unavailable, detail).with("retry_after_seconds", 1)
}
