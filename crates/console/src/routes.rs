//! The handlers, by what they are about.
//!
//! | module | serves |
//! |---|---|
//! | [`executions`] | executions in a list, and how many there are |

pub(crate) mod executions;

use rest::{Code, Problem};
use stepfunctions::observe::Unobservable;

/// The engine does not say.
pub(crate) fn unreadable(error: Unobservable) -> Problem {
    match error {
        Unobservable::NoSuchExecution => Problem::new(
            Code::NotFound,
            "there is no such execution, or none any more",
        ),
        Unobservable::Journal(why) => {
            tracing::error!(why, "the journal of executions could not be read");
            let detail = "the journal of executions cannot be read now; the server's log says why";
            Problem::new(Code::Unavailable, detail).with("retry_after_seconds", 1)
        }
    }
}
