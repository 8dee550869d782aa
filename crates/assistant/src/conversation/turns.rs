//! Messages, and the turns of the assistant that answer them.
//!
//! A message and the run that answers it are written together, before anything is said. The pieces
//! of the answer are told from memory as they come; they are written down with the entry that they
//! become, and before whatever has an effect. So a server that dies leaves a run that never ended,
//! which is ended when it starts again, as interrupted: nothing is said twice and nothing silently
//! missing.

use std::sync::Arc;
use std::time::Duration;

use delivery::ConversationId;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::mpsc;

use super::chat::{Asker, Chat, ChatError};
use super::record::{
    ANSWER_BYTES_MAX, Conversation, ENTRIES_MAX, Ended, Entry, MEMORY_BYTES_MAX, MESSAGE_CHARS_MAX,
    PIECES_MAX, Run, RunId, State, TOOLS_MAX, What,
};
use super::run::{Live, joined};
use super::table::{Sent, TableError, Waiting, Writing};
use crate::memory::Memory;
use crate::turn::{Outcome, Piece};

/// An answer takes at most so long; a model that is asked ends long before.
const ANSWERED_WITHIN: Duration = Duration::from_mins(2);

/// The longest key that a client makes up for a message.
pub const KEY_CHARS_MAX: usize = 128;

/// So many runs that a server before has left are ended at once.
const RECOVERED_AT_ONCE: i32 = 1_000;

/// A message that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The entry that it became.
    pub entry: u32,
    /// The run that answers it; none when a person does.
    pub run: Option<RunId>,
    /// Whether it had been taken before.
    pub before: bool,
}

/// A message as it is kept: without what a terminal would take for a command.
fn readable(text: &str) -> Result<String, ChatError> {
    let text: String = text
        .trim()
        .chars()
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .collect();
    match text.chars().count() {
        0 => Err(ChatError::Invalid("write something".to_owned())),
        1..=MESSAGE_CHARS_MAX => Ok(text),
        _ => {
            let why = format!("write at most {MESSAGE_CHARS_MAX} characters");
            Err(ChatError::Invalid(why))
        }
    }
}

fn is_key(key: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(fits)
}

impl Chat {
    /// Takes a message of the customer. While the assistant answers the conversation, a run begins.
    pub async fn say(
        &self,
        asker: &Asker,
        id: &ConversationId,
        text: &str,
        key: &str,
    ) -> Result<Taken, ChatError> {
        let text = readable(text)?;
        if !is_key(key) {
            let why = format!("an Idempotency-Key has 1 to {KEY_CHARS_MAX} visible characters");
            return Err(ChatError::Invalid(why));
        }
        let taken = self.table().change(id, |conversation| {
            asker.owned(conversation)?;
            take(conversation, &text, key)
        });
        let (conversation, (sent, run)) = match taken.await {
            Ok(taken) => taken,
            // Whoever sends the same again is told what came of it, whatever has become of the
            // conversation meanwhile.
            Err(error @ ChatError::NotFound(_)) => return Err(error),
            Err(error) => {
                let sent = self.table().sent(id, key).await?.ok_or(error)?;
                return taken_before(&sent, &text);
            }
        };
        if let Some(run) = run {
            self.answer(conversation, run, text, asker.session());
        }
        self.0.bells.ring(id);
        Ok(Taken {
            entry: sent.entry,
            run: sent.run,
            before: false,
        })
    }

    /// Answers a message again whose answer was stopped, interrupted or failed.
    pub async fn retry(
        &self,
        asker: &Asker,
        id: &ConversationId,
        run: RunId,
    ) -> Result<RunId, ChatError> {
        self.mine(asker, id).await?;
        let before = self.table().run(id, run).await?;
        let question = before.question;
        let entries = self.table().entries(id, question - 1).await?;
        let Some(What::Customer { text, .. }) = entries.first().map(|entry| &entry.what) else {
            return Err(ChatError::NotFound("message"));
        };
        let again = self
            .table()
            .change(id, |conversation| {
                if conversation.runs != run.0 || before.ended == Some(Ended::Done) {
                    let why = "only the last answer is asked for again, when it is not whole";
                    return Err(ChatError::Invalid(why.to_owned()));
                }
                let run = begin_run(conversation, question)?;
                let writing = Writing::of(id).run(&run);
                Ok((run, writing))
            })
            .await;
        let (conversation, run) = again?;
        let begun = run.id;
        self.answer(conversation, run, text.clone(), asker.session());
        self.0.bells.ring(id);
        Ok(begun)
    }

    /// Stops a run; what was said until then stays. One that has ended stays as it is.
    pub async fn stop(
        &self,
        asker: &Asker,
        id: &ConversationId,
        run: RunId,
    ) -> Result<(), ChatError> {
        self.mine(asker, id).await?;
        match self.0.live.find(id, run) {
            Some(live) => live.stop(),
            None => {
                self.table().run(id, run).await?;
            }
        }
        Ok(())
    }

    /// Makes an answer, whoever listens.
    fn answer(&self, conversation: Conversation, run: Run, text: String, session: Option<String>) {
        let live = self.0.live.begin(&conversation.id, run.id);
        let answering = Answering {
            chat: self.clone(),
            conversation,
            run,
            session,
            live,
            bytes: 0,
        };
        tokio::spawn(answering.finish(text));
    }

    /// Ends the runs that a server before has left in the middle.
    pub(super) async fn end_interrupted(&self) -> Result<usize, ChatError> {
        let left: Vec<(ConversationId, Run)> = self
            .table()
            .documents_waiting(&Waiting::Running, RECOVERED_AT_ONCE, false)
            .await?;
        let many = left.len();
        for (id, run) in left {
            if self.0.live.find(&id, run.id).is_some() {
                continue;
            }
            let (run, pieces) = (&run, joined(run.pieces.clone()));
            let ended = self.table().change(&id, |conversation| {
                let entry = say_as_assistant(
                    conversation,
                    Some(run.id),
                    pieces.clone(),
                    Ended::Interrupted,
                );
                conversation.running = None;
                let run = Run {
                    ended: Some(Ended::Interrupted),
                    answer: Some(entry.number),
                    ..run.clone()
                };
                let writing = Writing::of(&conversation.id).entry(&entry).run(&run);
                Ok::<_, TableError>(((), writing))
            });
            match ended.await {
                Ok(_) => self.0.bells.ring(&id),
                Err(TableError::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(many)
    }

    /// Goes on with what a server before has left: answers that it was in the middle of, and
    /// changes that were confirmed and not made.
    pub async fn recover(&self) -> Result<(), ChatError> {
        let interrupted = self.end_interrupted().await?;
        if interrupted > 0 {
            tracing::info!(interrupted, "answers were interrupted");
        }
        self.look_through().await
    }

    /// Stops every run: the server ends.
    pub fn end(&self) {
        self.0.live.stop_all();
    }
}

fn taken_before(sent: &Sent, text: &str) -> Result<Taken, ChatError> {
    if sent.text == text {
        Ok(Taken {
            entry: sent.entry,
            run: sent.run,
            before: true,
        })
    } else {
        Err(ChatError::KeyTaken)
    }
}

type Took = ((Sent, Option<Run>), Writing);

/// A message of the customer, and the run that answers it.
fn take(conversation: &mut Conversation, text: &str, key: &str) -> Result<Took, ChatError> {
    let number = conversation.entries + 1;
    let run = match conversation.state {
        State::Closed { .. } => return Err(ChatError::Closed),
        State::Bot => Some(begin_run(conversation, number)?),
        State::Queued { .. } | State::Human { .. } => None,
    };
    let what = What::Customer {
        text: text.to_owned(),
        run: run.as_ref().map(|run| run.id),
    };
    let entry = append(conversation, what)?;
    let sent = Sent {
        entry: entry.number,
        run: run.as_ref().map(|run| run.id),
        text: text.to_owned(),
    };
    let mut writing = Writing::of(&conversation.id).entry(&entry).key(key, &sent);
    if let Some(run) = &run {
        writing = writing.run(run);
    }
    Ok(((sent, run), writing))
}

fn begin_run(conversation: &mut Conversation, question: u32) -> Result<Run, ChatError> {
    if conversation.state != State::Bot {
        return Err(ChatError::NotYours(conversation.state.name()));
    }
    if let Some(running) = conversation.running {
        return Err(ChatError::Busy(running.0));
    }
    conversation.runs += 1;
    let id = RunId(conversation.runs);
    conversation.running = Some(id);
    Ok(Run {
        id,
        question,
        ended: None,
        answer: None,
        begun_at: Timestamp::now(),
        pieces: Vec::new(),
    })
}

/// The next entry of a conversation of the customer or a person.
pub(super) fn append(conversation: &mut Conversation, what: What) -> Result<Entry, ChatError> {
    if conversation.entries >= ENTRIES_MAX {
        return Err(ChatError::Full);
    }
    Ok(told(conversation, what))
}

/// The next entry of a conversation, also of a full one: what was begun is brought to its end.
pub(super) fn told(conversation: &mut Conversation, what: What) -> Entry {
    let at = Timestamp::now();
    conversation.entries += 1;
    conversation.updated_at = at;
    Entry {
        number: conversation.entries,
        at,
        what,
    }
}

pub(super) fn say_as_assistant(
    conversation: &mut Conversation,
    run: Option<RunId>,
    pieces: Vec<Value>,
    ended: Ended,
) -> Entry {
    told(conversation, What::Assistant { run, pieces, ended })
}

/// What is remembered of a conversation; nothing when it cannot be read any more.
pub(super) fn memory_of(conversation: &Conversation) -> Memory {
    serde_json::from_value(conversation.memory.clone())
        .unwrap_or_else(|_| Memory::new(conversation.language))
}

/// An answer that is being made.
struct Answering {
    chat: Chat,
    conversation: Conversation,
    run: Run,
    session: Option<String>,
    live: Arc<Live>,
    /// So many bytes were told.
    bytes: usize,
}

/// What a turn leaves behind.
type Turned = (Memory, Outcome);

impl Answering {
    /// Makes the answer and writes it down.
    async fn finish(mut self, text: String) {
        let (ended, turned) = self.make(text).await;
        let written = self.write(ended, turned).await;
        let (id, run) = (&self.conversation.id, self.run.id);
        match written {
            Ok(entry) => self.live.end(ended, Some(entry)),
            Err(error) => {
                // It stays open in the table, and is ended when the server starts again.
                tracing::warn!(conversation = %id, run = run.0, %error, "an answer was not written");
                self.live.end(Ended::Failed, None);
            }
        }
        self.chat.0.live.end(id, run);
        self.chat.0.bells.ring(id);
    }

    async fn make(&mut self, text: String) -> (Ended, Option<Turned>) {
        let (sender, mut pieces) = mpsc::unbounded_channel();
        // A task of its own: it can be cut off at any moment, while the pieces it has given are
        // told to their end.
        let turn = tokio::spawn(turn(
            self.chat.clone(),
            self.conversation.clone(),
            text,
            sender,
        ));
        let cut = turn.abort_handle();
        let live = self.live.clone();
        let telling = async {
            while let Some(piece) = pieces.recv().await {
                self.tell(piece).await?;
            }
            Ok::<(), ChatError>(())
        };
        let ended = tokio::select! {
            told = telling => match told {
                Ok(()) => None,
                Err(error) => {
                    tracing::warn!(%error, "an answer broke off");
                    Some(Ended::Failed)
                }
            },
            () = live.stopped() => Some(Ended::Stopped),
            () = tokio::time::sleep(ANSWERED_WITHIN) => Some(Ended::Failed),
        };
        if let Some(ended) = ended {
            cut.abort();
            return (ended, None);
        }
        match turn.await {
            Ok(Ok(turned)) => (Ended::Done, Some(turned)),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a turn failed");
                (Ended::Failed, None)
            }
            Err(error) => {
                tracing::error!(%error, "a turn broke");
                (Ended::Failed, None)
            }
        }
    }

    /// Tells a piece. What has an effect is written down before.
    async fn tell(&mut self, piece: Piece) -> Result<(), ChatError> {
        let json = serde_json::to_value(&piece).unwrap_or_default();
        self.bytes += json.to_string().len();
        if self.live.told() >= PIECES_MAX || self.bytes > ANSWER_BYTES_MAX {
            return Err(ChatError::Invalid("an answer is too long".to_owned()));
        }
        match &piece {
            Piece::Proposal(proposal) => {
                let mut pieces = self.live.pieces();
                pieces.push(json.clone());
                self.run.pieces = pieces;
                let session = self.session.clone();
                let conversation = &self.conversation;
                self.chat
                    .propose(conversation, session, proposal, &self.run)
                    .await?;
            }
            Piece::ProposalDropped => self.chat.drop_open(&self.conversation.id).await?,
            Piece::Text { .. }
            | Piece::Card(_)
            | Piece::Source(_)
            | Piece::HandOver { .. }
            | Piece::Suggestions { .. } => {}
        }
        self.live.tell(json);
        Ok(())
    }

    /// Writes the answer down; the entry that it has become.
    async fn write(&mut self, ended: Ended, turned: Option<Turned>) -> Result<u32, ChatError> {
        let told = self.live.pieces();
        let pieces = joined(told.clone());
        let run = &self.run;
        let (_, entry) = self
            .chat
            .table()
            .change(&self.conversation.id, |conversation| {
                if let Some((memory, outcome)) = &turned {
                    remember(conversation, memory, outcome);
                }
                conversation.running = None;
                let entry = say_as_assistant(conversation, Some(run.id), pieces.clone(), ended);
                let run = Run {
                    ended: Some(ended),
                    answer: Some(entry.number),
                    pieces: told.clone(),
                    ..run.clone()
                };
                let writing = Writing::of(&conversation.id).entry(&entry).run(&run);
                Ok::<_, TableError>((entry.number, writing))
            })
            .await?;
        Ok(entry)
    }
}

async fn turn(
    chat: Chat,
    conversation: Conversation,
    text: String,
    pieces: mpsc::UnboundedSender<Piece>,
) -> Result<Turned, ChatError> {
    let shop = chat.shop_of(&conversation).await?;
    let mut memory = memory_of(&conversation);
    let mut out = move |piece| {
        // Nobody listens any more when the answer was stopped.
        let _ = pieces.send(piece);
    };
    let assistant = &chat.0.configuration.assistant;
    let outcome = assistant.turn(&shop, &mut memory, &text, &mut out).await;
    Ok((memory, outcome))
}

fn remember(conversation: &mut Conversation, memory: &Memory, outcome: &Outcome) {
    let json = serde_json::to_value(memory).unwrap_or_default();
    if json.to_string().len() <= MEMORY_BYTES_MAX {
        conversation.memory = json;
    }
    conversation.language = memory.language;
    if let Some(intent) = outcome.intent {
        conversation.intent = Some(intent.as_str().to_owned());
    }
    if let Some(focus) = &memory.focus {
        conversation.order = Some(focus.as_str().to_owned());
    }
    let tools = outcome.calls.iter().map(|call| call.tool.to_owned());
    conversation.tools.extend(tools);
    let surplus = conversation.tools.len().saturating_sub(TOOLS_MAX);
    conversation.tools.drain(..surplus);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_readable_and_not_too_long() {
        assert_eq!(readable("  oi\u{1b}[2J\nlá ").expect("a text"), "oi[2J\nlá");
        assert!(readable(" \u{7} ").is_err());
        assert!(readable(&"á".repeat(MESSAGE_CHARS_MAX)).is_ok());
        assert!(readable(&"á".repeat(MESSAGE_CHARS_MAX + 1)).is_err());
    }

    #[test]
    fn a_key_is_one_word() {
        assert!(is_key("a-1"));
        for refused in ["", "a b", "a#b", "é", &"x".repeat(KEY_CHARS_MAX + 1)] {
            assert!(!is_key(refused), "{refused}");
        }
    }
}
