//! What changes, as it changes: server-sent events.
//!
//! Changes are gathered for a moment and told together: four times a second is as fast as anybody
//! looks, and however much happens, what is told is read once for all of it.
//!
//! | module | holds |
//! |---|---|
//! | [`all`] | what changes of all executions |
//! | [`one`] | what happens to one |

pub(crate) mod all;
pub(crate) mod one;

use std::time::Duration;

use rest::{Events, Gone, Problem, Rest};
use stepfunctions::observe::{News, Watching};

/// Changes are told so often at most.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// Waits until something has changed, and gives all that has changed a moment later.
async fn gathered(
    watching: &mut Watching,
    rest: &Rest,
    events: &mut Events,
    concerns: impl Fn(&News) -> bool + Send + Sync,
) -> Result<News, Gone> {
    let mut gathered = News::Over;
    let news = async {
        loop {
            gathered = watching.news().await;
            if concerns(&gathered) {
                break;
            }
        }
        tokio::time::sleep(TOLD_EVERY).await;
        let later = watching.now();
        let first = std::mem::replace(&mut gathered, News::Over);
        gathered = first.and(later);
    };
    events.wait(rest, news).await?;
    match gathered {
        News::Over => Err(Gone),
        News::Of(_) | News::TooMuch => Ok(gathered),
    }
}

/// What cannot be read ends a stream: whoever listens comes again.
fn gone(problem: &Problem) -> Gone {
    tracing::debug!(?problem, "a stream of the console ends");
    Gone
}
