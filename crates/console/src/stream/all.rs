//! What changes of all executions.

use std::collections::BTreeSet;

use rest::{Events, Gone, Rest};
use serde::Serialize;
use stepfunctions::observe::{News, StatusCounts};

use super::{gathered, gone};
use crate::console::Console;
use crate::view::execution::CountsView;

/// Whoever is told of more has to read all again.
const CHANGED_MAX: usize = 100;

/// What has changed.
#[derive(Debug, Serialize)]
struct ExecutionsTold {
    /// The ARNs of those that did; without, all have to be read again.
    changed: Option<BTreeSet<String>>,
    counts: CountsView,
}

/// How much waits for an answer.
#[derive(Debug, Serialize)]
struct CallbacksTold {
    total: u64,
}

/// Tells what changes until nobody reads any more, or may.
pub(crate) async fn tell(console: Console, rest: Rest, mut events: Events) -> Result<(), Gone> {
    let mut watching = console.observe().watch();
    let mut changed = None;
    let mut waiting_told = None;
    loop {
        let (counts, waiting) = stand(&console).await?;
        let counts = CountsView::of(&counts);
        let told = ExecutionsTold { changed, counts };
        events.tell(None, "executions", &told).await?;
        if waiting_told != Some(waiting) {
            waiting_told = Some(waiting);
            let told = CallbacksTold { total: waiting };
            events.tell(None, "callbacks", &told).await?;
        }
        let news = gathered(&mut watching, &rest, &mut events, |_| true).await?;
        changed = arns(&news);
    }
}

async fn stand(console: &Console) -> Result<(StatusCounts, u64), Gone> {
    let stand = console.ask(|observe| Ok((observe.counts(None)?, observe.waiting_count())));
    stand.await.map_err(|problem| gone(&problem))
}

fn arns(news: &News) -> Option<BTreeSet<String>> {
    let News::Of(changes) = news else {
        return None;
    };
    let arns = changes.iter().map(|changed| changed.arn.to_string());
    let arns: BTreeSet<String> = arns.collect();
    (arns.len() <= CHANGED_MAX).then_some(arns)
}
