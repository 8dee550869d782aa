//! Runs: an answer while it is made, and as it is read again.
//!
//! While it is made, an answer is in memory, and everybody who looks is told from there; when it has
//! ended it is read from the table. A piece has the same number in both, so that whoever was away
//! goes on after the last piece they know.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use delivery::ConversationId;
use serde_json::Value;
use tokio::sync::watch;

use super::record::{Ended, PIECES_MAX, Run, RunId};
use super::table::{Table, TableError};

/// The number of the last event of an interrupted run: what was told of it and not written down had
/// smaller ones, so whoever comes again knows that it is news.
const INTERRUPTED_NUMBER: usize = PIECES_MAX + 2;

/// Something of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// A piece of the answer.
    Piece {
        /// 1 for the first.
        number: usize,
        /// The piece, as JSON.
        piece: Arc<Value>,
    },
    /// There are no more.
    Ended {
        /// Larger than that of any piece.
        number: usize,
        /// How.
        ended: Ended,
        /// The entry that the answer has become.
        entry: Option<u32>,
    },
}

/// The runs that are being made.
#[derive(Debug, Default)]
pub(super) struct LiveRuns(Mutex<HashMap<(ConversationId, RunId), Arc<Live>>>);

/// A run that is being made.
#[derive(Debug)]
pub(super) struct Live {
    progress: Mutex<Progress>,
    bell: watch::Sender<()>,
    stop: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Progress {
    pieces: Vec<Arc<Value>>,
    ended: Option<(Ended, Option<u32>)>,
}

impl LiveRuns {
    fn lock(&self) -> MutexGuard<'_, HashMap<(ConversationId, RunId), Arc<Live>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self, conversation: &ConversationId, run: RunId) -> Arc<Live> {
        let live = Arc::new(Live {
            progress: Mutex::default(),
            bell: watch::channel(()).0,
            stop: watch::channel(false).0,
        });
        self.lock()
            .insert((conversation.clone(), run), live.clone());
        live
    }

    pub(super) fn find(&self, conversation: &ConversationId, run: RunId) -> Option<Arc<Live>> {
        self.lock().get(&(conversation.clone(), run)).cloned()
    }

    /// The run has ended, and is in the table.
    pub(super) fn end(&self, conversation: &ConversationId, run: RunId) {
        self.lock().remove(&(conversation.clone(), run));
    }

    /// Every run stops: the server ends.
    pub(super) fn stop_all(&self) {
        for live in self.lock().values() {
            live.stop();
        }
    }
}

impl Live {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tell(&self, piece: Value) {
        self.lock().pieces.push(Arc::new(piece));
        self.bell.send_replace(());
    }

    /// So many pieces were told.
    pub(super) fn told(&self) -> usize {
        self.lock().pieces.len()
    }

    pub(super) fn pieces(&self) -> Vec<Value> {
        let progress = self.lock();
        progress
            .pieces
            .iter()
            .map(|piece| (**piece).clone())
            .collect()
    }

    pub(super) fn end(&self, ended: Ended, entry: Option<u32>) {
        self.lock().ended = Some((ended, entry));
        self.bell.send_replace(());
    }

    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the customer stops it.
    pub(super) async fn stopped(&self) {
        let mut stop = self.stop.subscribe();
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// What came after a number; nothing is awaited.
    fn after(&self, number: usize) -> Vec<RunEvent> {
        let progress = self.lock();
        let mut events = pieces_after(&progress.pieces, number);
        if let Some((ended, entry)) = progress.ended {
            events.push(RunEvent::Ended {
                number: progress.pieces.len() + 1,
                ended,
                entry,
            });
        }
        events
    }
}

fn pieces_after(pieces: &[Arc<Value>], number: usize) -> Vec<RunEvent> {
    let fresh = pieces.iter().enumerate().skip(number);
    fresh
        .map(|(place, piece)| RunEvent::Piece {
            number: place + 1,
            piece: piece.clone(),
        })
        .collect()
}

/// Reads a run from any of its pieces on, and waits for those that are not there yet.
#[derive(Debug)]
pub struct RunReader {
    table: Table,
    conversation: ConversationId,
    run: RunId,
    live: Option<(Arc<Live>, watch::Receiver<()>)>,
    after: usize,
    over: bool,
}

impl RunReader {
    pub(super) fn new(
        table: Table,
        live: Option<Arc<Live>>,
        conversation: ConversationId,
        run: RunId,
        after: usize,
    ) -> RunReader {
        let live = live.map(|live| {
            let bell = live.bell.subscribe();
            (live, bell)
        });
        RunReader {
            table,
            conversation,
            run,
            live,
            after,
            over: false,
        }
    }

    /// What comes next, at least one event; nothing after the end was told.
    pub async fn next(&mut self) -> Result<Vec<RunEvent>, TableError> {
        if self.over {
            return Ok(Vec::new());
        }
        let events = match &mut self.live {
            Some((live, bell)) => loop {
                bell.mark_unchanged();
                let events = live.after(self.after);
                if !events.is_empty() {
                    break events;
                }
                if bell.changed().await.is_err() {
                    break Vec::new();
                }
            },
            None => kept(
                &self.table.run(&self.conversation, self.run).await?,
                self.after,
            ),
        };
        for event in &events {
            match event {
                RunEvent::Piece { number, .. } => self.after = *number,
                RunEvent::Ended { .. } => self.over = true,
            }
        }
        Ok(events)
    }
}

/// What is kept of a run after a number. One that nobody makes and that has not ended was
/// interrupted.
fn kept(run: &Run, after: usize) -> Vec<RunEvent> {
    let pieces: Vec<Arc<Value>> = run.pieces.iter().cloned().map(Arc::new).collect();
    let mut events = pieces_after(&pieces, after);
    let ended = run.ended.unwrap_or(Ended::Interrupted);
    events.push(RunEvent::Ended {
        number: match ended {
            Ended::Interrupted => INTERRUPTED_NUMBER,
            Ended::Done | Ended::Stopped | Ended::Failed => pieces.len() + 1,
        },
        ended,
        entry: run.answer,
    });
    events
}

/// Pieces as they are kept in an entry: text that follows text is one piece.
pub(super) fn joined(pieces: Vec<Value>) -> Vec<Value> {
    let mut joined: Vec<Value> = Vec::new();
    for piece in pieces {
        if let (Some(text), Some(last)) = (text_of(&piece), joined.last_mut())
            && let Some(before) = text_of(last)
        {
            let text = format!("{before}{text}");
            last["text"] = text.into();
            continue;
        }
        joined.push(piece);
    }
    joined
}

/// The words of a piece, if it has any.
pub(super) fn text_of(piece: &Value) -> Option<&str> {
    (piece["kind"] == "text").then(|| piece["text"].as_str())?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> Value {
        json!({"kind": "text", "text": text})
    }

    #[test]
    fn a_piece_has_the_same_number_while_it_is_made_and_afterwards() {
        let live = LiveRuns::default();
        let id = ConversationId::parse("c").expect("an identifier");
        let run = live.begin(&id, RunId(1));
        for piece in ["a", "b", "c"] {
            run.tell(text(piece));
        }
        run.end(Ended::Done, Some(2));
        let record = Run {
            id: RunId(1),
            question: 1,
            ended: Some(Ended::Done),
            answer: Some(2),
            begun_at: jiff::Timestamp::UNIX_EPOCH,
            pieces: run.pieces(),
        };
        for after in 0..5 {
            assert_eq!(run.after(after), kept(&record, after), "{after}");
        }
    }

    #[test]
    fn an_interruption_is_news_to_whoever_was_told_more_than_was_written() {
        let record = Run {
            id: RunId(1),
            question: 1,
            ended: None,
            answer: None,
            begun_at: jiff::Timestamp::UNIX_EPOCH,
            pieces: vec![text("a")],
        };
        let events = kept(&record, 40);
        let [RunEvent::Ended { number, ended, .. }] = events.as_slice() else {
            panic!("{events:?}");
        };
        assert_eq!(*ended, Ended::Interrupted);
        assert!(*number > PIECES_MAX);
    }

    #[test]
    fn text_that_follows_text_is_one_piece() {
        let card = json!({"kind": "card"});
        let pieces = vec![text("a"), text("b"), card.clone(), text("c")];
        assert_eq!(joined(pieces), [text("ab"), card, text("c")]);
    }
}
