//! What happens to one execution.

use std::sync::Arc;

use delivery::StoreId;
use rest::{Events, Gone, OperatorCaller, Problem, Rest};
use serde::Serialize;
use stepfunctions::observe::{ExecutionStatus, Follower, LightEvent, News, Seen, Watching};

use super::{gathered, gone};
use crate::console::Console;
use crate::routes::{unanswered, unreadable};
use crate::view::event::EventView;

/// So many events are told together.
const BATCH: usize = 500;

/// Events that were not told yet.
#[derive(Debug, Serialize)]
struct HistoryTold<'e> {
    events: &'e [EventView],
}

/// A stream that has begun: there is such an execution.
pub(crate) struct Begun {
    console: Console,
    store: StoreId,
    arn: Arc<str>,
    watching: Watching,
    /// `None`: its history is not kept.
    follower: Option<Follower>,
    /// The event that was told last.
    last: u64,
    /// How the execution stood when that was told last.
    stood: Option<(ExecutionStatus, u32)>,
}

impl Begun {
    /// A stream of what comes after an event of the execution.
    pub(crate) async fn new(
        console: &Console,
        operator: &OperatorCaller,
        arn: String,
        after: u64,
    ) -> Result<Begun, Problem> {
        // Before anything is read, so that nothing falls between.
        let watching = console.observe().watch();
        let named = arn.clone();
        let follower = console.ask(move |observe| observe.follow(&named)).await?;
        Ok(Begun {
            console: console.clone(),
            store: operator.store().clone(),
            arn: arn.into(),
            watching,
            follower,
            last: after,
            stood: None,
        })
    }

    /// Tells what happens until nobody reads any more, or may.
    pub(crate) async fn tell(mut self, rest: Rest, mut events: Events) -> Result<(), Gone> {
        loop {
            self.tell_history(&mut events).await?;
            self.tell_execution(&mut events).await?;
            let arn = self.arn.clone();
            let concerns = move |news: &News| match news {
                News::Of(changes) => changes.iter().any(|changed| changed.arn == arn),
                News::TooMuch | News::Over => true,
            };
            gathered(&mut self.watching, &rest, &mut events, concerns).await?;
        }
    }

    async fn tell_history(&mut self, events: &mut Events) -> Result<(), Gone> {
        let fresh = self.fresh().await.map_err(|problem| gone(&problem))?;
        let fresh: Vec<EventView> = fresh
            .into_iter()
            .filter(|event| event.id > self.last)
            .map(EventView::of)
            .collect();
        for batch in fresh.chunks(BATCH) {
            self.last = batch.last().map_or(self.last, |event| event.id);
            let id = self.last.to_string();
            let told = HistoryTold { events: batch };
            events.tell(Some(&id), "history", &told).await?;
        }
        Ok(())
    }

    async fn fresh(&mut self) -> Result<Vec<LightEvent>, Problem> {
        let Some(mut follower) = self.follower.take() else {
            return Ok(Vec::new());
        };
        let advanced = tokio::task::spawn_blocking(move || {
            let fresh = follower.advance();
            (follower, fresh)
        });
        let (follower, fresh) = advanced.await.map_err(|_| unanswered())?;
        self.follower = Some(follower);
        fresh.map_err(unreadable)
    }

    async fn tell_execution(&mut self, events: &mut Events) -> Result<(), Gone> {
        let arn = self.arn.clone();
        let seen = self.console.ask(move |observe| observe.look_at(&arn));
        let seen: Seen = seen.await.map_err(|problem| gone(&problem))?;
        let stands = (seen.status, seen.redrive_count);
        if self.stood == Some(stands) {
            return Ok(());
        }
        self.stood = Some(stands);
        let views = self.console.execution_views(&self.store, vec![seen]).await;
        for view in views {
            events.tell(None, "execution", &view).await?;
        }
        Ok(())
    }
}
