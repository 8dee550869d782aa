//! Streams of a chat: an answer as it is made, a conversation as it goes on, the desk of the shop.

use std::time::Duration;

use assistant::conversation::record::{Conversation, RunId};
use assistant::conversation::run::{RunEvent, RunReader};
use delivery::{ConversationId, StoreId};

use super::{Events, Gone};
use crate::problem::Problem;
use crate::rest::Rest;
use crate::view::chat::{ConversationView, DeskView, EntryView, ProposalView, RunEndedView};

/// A desk is told of news ten times a second at most.
const DESK_TOLD_EVERY: Duration = Duration::from_millis(100);

/// An answer, followed.
pub(crate) struct RunFollowing {
    pub(crate) conversation: Conversation,
    pub(crate) reader: RunReader,
}

impl RunFollowing {
    /// Tells the pieces of an answer until there are no more.
    pub(crate) async fn tell(mut self, rest: Rest, mut events: Events) -> Result<(), Gone> {
        loop {
            let mut news = Ok(Vec::new());
            let next = async { news = self.reader.next().await };
            // Boxed: what reading the table holds would be in every stream.
            Box::pin(events.wait(&rest, next)).await?;
            let news = match news {
                Ok(news) if news.is_empty() => return Ok(()),
                Ok(news) => news,
                Err(error) => {
                    tracing::debug!(%error, "a run was not read");
                    return Err(Gone);
                }
            };
            for event in news {
                match event {
                    RunEvent::Piece { number, piece } => {
                        let id = number.to_string();
                        events.tell(Some(&id), "piece", &*piece).await?;
                    }
                    RunEvent::Ended {
                        number,
                        ended,
                        entry,
                    } => {
                        let view = RunEndedView::of(ended, entry, &self.conversation);
                        let id = number.to_string();
                        events.tell(Some(&id), "ended", &view).await?;
                    }
                }
            }
        }
    }
}

/// The run that a stream is asked for.
pub(crate) async fn run_following(
    rest: &Rest,
    conversation: Conversation,
    run: u32,
    after: usize,
) -> Result<RunFollowing, Problem> {
    let chat = rest.chat()?;
    let reader = chat.read_run(&conversation.id, RunId(run), after).await?;
    Ok(RunFollowing {
        conversation,
        reader,
    })
}

/// A conversation, followed.
pub(crate) struct ConversationFollowing {
    pub(crate) id: ConversationId,
    /// The last entry that is known.
    pub(crate) after: u32,
    /// The session of whoever follows it as its customer.
    pub(crate) session: Option<String>,
}

impl ConversationFollowing {
    /// Tells entries, numbered; who answers, whenever that is another; and what became of
    /// proposals.
    pub(crate) async fn tell(mut self, rest: Rest, mut events: Events) -> Result<(), Gone> {
        let Ok(chat) = rest.chat().cloned() else {
            return Err(Gone);
        };
        let mut bell = chat.news(&self.id);
        let (mut told, mut proposals) = (String::new(), String::new());
        loop {
            bell.mark_unchanged();
            match self
                .read(&rest, &mut events, &mut told, &mut proposals)
                .await
            {
                Ok(told) => told?,
                Err(problem) => {
                    // Erased, or the table does not answer: whoever comes again is told which.
                    tracing::debug!(conversation = %self.id, ?problem, "it was not read");
                    return Err(Gone);
                }
            }
            let news = async {
                if bell.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            events.wait(&rest, news).await?;
        }
    }

    async fn read(
        &mut self,
        rest: &Rest,
        events: &mut Events,
        told: &mut String,
        proposals: &mut String,
    ) -> Result<Result<(), Gone>, Problem> {
        let chat = rest.chat()?;
        let conversation = chat.read(&self.id).await?;
        if conversation.entries > self.after {
            for entry in chat.entries(&self.id, self.after).await? {
                let number = entry.number;
                let view = EntryView::of(entry, &conversation);
                let id = number.to_string();
                if events.tell(Some(&id), "entry", &view).await.is_err() {
                    return Ok(Err(Gone));
                }
                self.after = number;
            }
        }
        if let Some(record) = chat.proposals(&self.id).await?.last() {
            let view = ProposalView::of(record, self.session.as_deref());
            let text = serde_json::to_string(&view).unwrap_or_default();
            let state = format!("{:?}{:?}", record.state, record.outcome);
            if *proposals != state {
                if events.tell_text(None, "proposal", &text).await.is_err() {
                    return Ok(Err(Gone));
                }
                *proposals = state;
            }
        }
        let before = chat.position(&conversation).await?;
        let view = ConversationView::of(&conversation, before);
        let text = serde_json::to_string(&view).unwrap_or_default();
        if *told != text {
            if events.tell_text(None, "conversation", &text).await.is_err() {
                return Ok(Err(Gone));
            }
            *told = text;
        }
        Ok(Ok(()))
    }
}

/// Tells which conversations want a person, and which have one, whenever those are others.
pub(crate) async fn tell_desk(store: StoreId, rest: Rest, mut events: Events) -> Result<(), Gone> {
    let Ok(chat) = rest.chat().cloned() else {
        return Err(Gone);
    };
    let mut bell = chat.desk_news(&store);
    let mut told: Option<Vec<DeskView>> = None;
    loop {
        bell.mark_unchanged();
        let Ok(desk) = chat.desk(&store).await else {
            return Err(Gone);
        };
        let views: Vec<DeskView> = desk.iter().map(DeskView::of).collect();
        if told.as_ref() != Some(&views) {
            events.tell(None, "conversations", &views).await?;
            told = Some(views);
        }
        let news = async {
            if bell.changed().await.is_ok() {
                tokio::time::sleep(DESK_TOLD_EVERY).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        events.wait(&rest, news).await?;
    }
}
