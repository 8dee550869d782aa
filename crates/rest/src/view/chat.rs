//! A conversation: to its customer, and to the people of the shop who are asked for.

use assistant::conversation::record::{
    Conversation, Ended, Entry, Feedback, FeedbackReason, Notice, ProposalRecord, ProposalState,
    RunId, State, Thumb, What,
};
use assistant::conversation::words;
use assistant::shop::Changed;
use delivery::ConversationId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::schema;

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: ConversationId,
    /// Who answers: `bot`, `queued` (nobody yet), `human`, `closed` (nobody any more).
    #[schema(pattern = "^(bot|queued|human|closed)$")]
    state: &'static str,
    /// The person who answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// So many wait for a person before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<u32>,
    /// The language of the conversation.
    #[schema(pattern = "^(pt-BR|en|es)$")]
    language: &'static str,
    /// The run that is answering.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<u32>,
    /// The number of its last entry.
    last_entry: u32,
    /// When it began.
    begun_at: Timestamp,
}

impl ConversationView {
    pub(crate) fn of(conversation: &Conversation, before: Option<u32>) -> ConversationView {
        ConversationView {
            id: conversation.id.clone(),
            state: conversation.state.name(),
            by: match &conversation.state {
                State::Human { by, .. } => Some(by.clone()),
                State::Bot | State::Queued { .. } | State::Closed { .. } => None,
            },
            before,
            language: conversation.language.tag(),
            run: conversation.running.map(|run| run.0),
            last_entry: conversation.entries,
            begun_at: conversation.begun_at,
        }
    }
}

/// A conversation, and all that was said in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WholeConversationView {
    /// The conversation.
    #[serde(flatten)]
    pub(crate) conversation: ConversationView,
    /// The first words of the assistant, which are in no entry, as its other pieces are.
    #[schema(value_type = Vec<std::collections::HashMap<String, Value>>)]
    pub(crate) welcome: Vec<Value>,
    /// What was said, in order.
    pub(crate) entries: Vec<EntryView>,
    /// What was proposed, in order.
    pub(crate) proposals: Vec<ProposalView>,
}

/// Something in a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChatEntryView)]
pub(crate) struct EntryView {
    /// 1 for the first, without gaps.
    pub(crate) number: u32,
    /// When.
    at: Timestamp,
    /// Who says it: `customer`, `assistant`, `person` of the shop, `notice` of the conversation.
    #[schema(pattern = "^(customer|assistant|person|notice)$")]
    by: &'static str,
    /// What is said, as plain text; not there where the assistant says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The run that answers it, or that it is the answer of.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<u32>,
    /// What the assistant says, piece by piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<std::collections::HashMap<String, Value>>>)]
    pieces: Option<Vec<Value>>,
    /// How the answer ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<EndedView>,
    /// How, in words, where it is not whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_text: Option<String>,
    /// What has become of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    notice: Option<Notice>,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndedView {
    /// It is whole.
    Done,
    /// The customer stopped it.
    Stopped,
    /// The server ended in the middle of it; it can be asked for again.
    Interrupted,
    /// It could not be made; it can be asked for again.
    Failed,
}

impl From<Ended> for EndedView {
    fn from(ended: Ended) -> EndedView {
        match ended {
            Ended::Done => EndedView::Done,
            Ended::Stopped => EndedView::Stopped,
            Ended::Interrupted => EndedView::Interrupted,
            Ended::Failed => EndedView::Failed,
        }
    }
}

impl EntryView {
    pub(crate) fn of(entry: Entry, conversation: &Conversation) -> EntryView {
        let mut view = EntryView {
            number: entry.number,
            at: entry.at,
            by: "notice",
            text: None,
            name: None,
            run: None,
            pieces: None,
            ended: None,
            ended_text: None,
            notice: None,
        };
        match entry.what {
            What::Customer { text, run } => {
                view.by = "customer";
                view.text = Some(text);
                view.run = run.map(|run| run.0);
            }
            What::Assistant { run, pieces, ended } => {
                view.by = "assistant";
                view.run = run.map(|run| run.0);
                view.pieces = Some(pieces);
                view.ended = Some(ended.into());
                view.ended_text = words::ended(conversation.language, ended);
            }
            What::Person { name, text } => {
                view.by = "person";
                view.name = Some(name);
                view.text = Some(text);
            }
            What::Notice { notice, text } => {
                view.notice = Some(notice);
                view.text = Some(text);
            }
        }
        view
    }
}

/// A change that was proposed, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposalView {
    /// Which, within the conversation.
    id: u32,
    /// What became of it: `waiting`, `confirmed`, `declined`, `expired`, `dropped`.
    #[schema(pattern = "^(waiting|confirmed|declined|expired|dropped)$")]
    state: &'static str,
    /// It can be confirmed before then.
    until: Timestamp,
    /// So many seconds are left of that.
    seconds_left: u32,
    /// Whether whoever asks can confirm it, as they are signed in.
    can_confirm: bool,
    /// What came of it: `done`, `asked` (the store decides), `too_late`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    outcome: Option<Changed>,
}

impl ProposalView {
    /// A proposal, as somebody in a session sees it; with a link alone there is none.
    pub(crate) fn of(record: &ProposalRecord, session: Option<&str>) -> ProposalView {
        let left = record.until.duration_since(Timestamp::now()).as_secs();
        let seconds_left = u32::try_from(left).unwrap_or(0);
        let is_open = seconds_left > 0 && record.state == ProposalState::Waiting;
        ProposalView {
            id: record.id().0,
            state: match record.state {
                ProposalState::Waiting if seconds_left == 0 => "expired",
                ProposalState::Waiting => "waiting",
                ProposalState::Confirmed { .. } => "confirmed",
                ProposalState::Declined { .. } => "declined",
                ProposalState::Expired => "expired",
                ProposalState::Dropped => "dropped",
            },
            until: record.until,
            seconds_left,
            can_confirm: is_open
                && session.is_some_and(|session| {
                    record.session.as_deref().is_none_or(|of| of == session)
                }),
            outcome: record.outcome,
        }
    }
}

/// A message that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TakenView {
    /// The entry that it became.
    pub(crate) entry: u32,
    /// The run that answers it; not there when a person does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<u32>,
}

/// A run that answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunView {
    /// Which, within the conversation.
    pub(crate) run: u32,
}

impl From<RunId> for RunView {
    fn from(run: RunId) -> RunView {
        RunView { run: run.0 }
    }
}

/// How a run has ended, as its stream tells it.
#[derive(Debug, Serialize)]
pub(crate) struct RunEndedView {
    ended: EndedView,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<u32>,
}

impl RunEndedView {
    pub(crate) fn of(ended: Ended, entry: Option<u32>, conversation: &Conversation) -> Self {
        RunEndedView {
            ended: ended.into(),
            text: words::ended(conversation.language, ended),
            entry,
        }
    }
}

/// A conversation that a person was asked for, in a list.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct DeskView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    pub(crate) id: ConversationId,
    /// `queued` or `human`.
    #[schema(pattern = "^(queued|human)$")]
    state: &'static str,
    /// The customer's name.
    customer: String,
    /// Why a person was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Who answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Since when.
    since: Option<Timestamp>,
    /// Which order it is about, by its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<String>,
    /// In which language the customer writes.
    #[schema(pattern = "^(pt-BR|en|es)$")]
    language: &'static str,
    /// The number of its last entry.
    last_entry: u32,
}

impl DeskView {
    pub(crate) fn of(conversation: &Conversation) -> DeskView {
        let (why, by, since) = match &conversation.state {
            State::Queued { since, why } => (Some(why.clone()), None, Some(*since)),
            State::Human { by, since } => (None, Some(by.clone()), Some(*since)),
            State::Bot | State::Closed { .. } => (None, None, None),
        };
        DeskView {
            id: conversation.id.clone(),
            state: conversation.state.name(),
            customer: conversation.name.clone(),
            why,
            by,
            since,
            order: conversation.order.clone(),
            intent: conversation.intent.clone(),
            language: conversation.language.tag(),
            last_entry: conversation.entries,
        }
    }
}

/// What somebody who takes a conversation over should know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PacketView {
    /// The conversation.
    #[serde(flatten)]
    pub(crate) desk: DeskView,
    /// The order that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facts: Option<super::board::BoardOrderView>,
    /// What the assistant has looked up, oldest first.
    pub(crate) tools: Vec<String>,
    /// What was said, in order.
    pub(crate) entries: Vec<EntryView>,
}

/// What a customer thinks of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeedbackView {
    /// In which conversation.
    #[schema(schema_with = schema::identifier)]
    pub(crate) conversation: ConversationId,
    /// Which answer.
    pub(crate) entry: u32,
    /// `up` or `down`.
    #[schema(value_type = String, pattern = "^(up|down)$")]
    pub(crate) thumb: Thumb,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) reason: Option<FeedbackReason>,
    /// In the customer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// What the conversation was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) intent: Option<String>,
    /// When.
    pub(crate) at: Timestamp,
}

impl From<Feedback> for FeedbackView {
    fn from(feedback: Feedback) -> FeedbackView {
        FeedbackView {
            conversation: feedback.conversation,
            entry: feedback.entry,
            thumb: feedback.thumb,
            reason: feedback.reason,
            comment: feedback.comment,
            intent: feedback.intent,
            at: feedback.at,
        }
    }
}
