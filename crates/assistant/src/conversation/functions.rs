//! The functions of the workflow that makes a confirmed change, as Lambda calls them. What one is
//! asked twice, it does once.
//!
//! | function | does |
//! |---|---|
//! | `AwaitConfirmationFunction` | keeps the token that the click answers |
//! | `ApplyChangeFunction` | makes the change that the execution was started for |
//! | `TellOutcomeFunction` | says in the conversation what came of it |

use serde::Deserialize;
use serde_json::{Value, json};

use super::chat::{Chat, ChatError};
use super::confirmation::Confirming;
use super::record::{Ended, Notice, ProposalRecord, ProposalState, What};
use super::table::{TableError, Writing};
use super::turns::{memory_of, say_as_assistant, told};
use super::words;
use crate::shop::{Changed, Shop as _, ShopError};

/// The names of the functions, as the workflow calls them.
pub const FUNCTIONS: [&str; 3] = [
    "AwaitConfirmationFunction",
    "ApplyChangeFunction",
    "TellOutcomeFunction",
];

/// What a function says when it has no answer; what `Retry` and `Catch` look at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
pub struct FunctionError {
    /// `Unavailable` may be tried again; everything else would fail again.
    pub error_type: &'static str,
    /// In words.
    pub message: String,
}

impl FunctionError {
    fn unavailable(message: impl Into<String>) -> FunctionError {
        FunctionError {
            error_type: "Unavailable",
            message: message.into(),
        }
    }

    fn refused(message: impl Into<String>) -> FunctionError {
        FunctionError {
            error_type: "Refused",
            message: message.into(),
        }
    }
}

impl From<ChatError> for FunctionError {
    fn from(error: ChatError) -> FunctionError {
        let error_type = match &error {
            ChatError::NotFound(_) => "NotFound",
            ChatError::Unavailable(_) => "Unavailable",
            ChatError::Closed
            | ChatError::Full
            | ChatError::Busy(_)
            | ChatError::KeyTaken
            | ChatError::Invalid(_)
            | ChatError::ProposalAnswered
            | ChatError::ProposalExpired
            | ChatError::SignInNeeded
            | ChatError::NotYours(_) => "Refused",
        };
        FunctionError {
            error_type,
            message: error.to_string(),
        }
    }
}

impl From<TableError> for FunctionError {
    fn from(error: TableError) -> FunctionError {
        ChatError::from(error).into()
    }
}

/// The event of each: what the execution was started with, and what has come of it.
#[derive(Deserialize)]
struct Event {
    #[serde(flatten)]
    confirming: Confirming,
    task_token: Option<String>,
    told: Option<Told>,
}

/// What is said in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    Done,
    Asked,
    TooLate,
    Declined,
    Expired,
    Failed,
}

/// Has the function of this name handle an event.
pub async fn invoke(chat: &Chat, name: &str, event: Value) -> Result<Value, FunctionError> {
    let event: Event = serde_json::from_value(event)
        .map_err(|error| FunctionError::refused(format!("the event cannot be read: {error}")))?;
    match name {
        "AwaitConfirmationFunction" => Box::pin(wait(chat, event)).await,
        "ApplyChangeFunction" => Box::pin(apply(chat, event)).await,
        "TellOutcomeFunction" => Box::pin(tell(chat, event)).await,
        _ => Err(FunctionError::refused(format!(
            "there is no function `{name}` here"
        ))),
    }
}

/// Keeps the token; answers at once when the answer was there before it.
async fn wait(chat: &Chat, event: Event) -> Result<Value, FunctionError> {
    let Some(token) = event.task_token else {
        return Err(FunctionError::refused("the event has no task token"));
    };
    let Confirming {
        conversation,
        proposal,
        ..
    } = &event.confirming;
    let (record, ()) = chat
        .table()
        .change_proposal(conversation, *proposal, |_, record| {
            record.task_token = Some(token.clone());
            Ok::<_, TableError>(((), Writing::of(conversation)))
        })
        .await?;
    chat.give_answer(&record).await?;
    Ok(json!({}))
}

/// Makes the change, if it is the one that the execution was started for and the customer has
/// confirmed it. The policy is asked once more.
async fn apply(chat: &Chat, event: Event) -> Result<Value, FunctionError> {
    let Confirming {
        conversation: id,
        proposal,
        ..
    } = &event.confirming;
    let record = chat.table().proposal(id, *proposal).await?;
    guard(&event.confirming, &record)?;
    if let Some(outcome) = record.outcome {
        return Ok(json!({"outcome": outcome}));
    }
    let conversation = chat.table().conversation(id).await?;
    let shop = chat.shop_of(&conversation).await?;
    let changed = shop
        .change(&record.proposal.change)
        .await
        .map_err(|error| FunctionError::unavailable(error.to_string()))?;
    chat.table()
        .change_proposal(id, *proposal, |_, record| {
            record.outcome = Some(changed);
            Ok::<_, TableError>(((), Writing::of(id)))
        })
        .await?;
    Ok(json!({"outcome": changed}))
}

/// Whether an execution may make a change.
fn guard(confirming: &Confirming, record: &ProposalRecord) -> Result<(), FunctionError> {
    if Confirming::of(&confirming.conversation, record) != *confirming {
        let message = "the execution was started for another change";
        return Err(FunctionError::refused(message));
    }
    match record.state {
        ProposalState::Confirmed { .. } => Ok(()),
        ProposalState::Waiting
        | ProposalState::Declined { .. }
        | ProposalState::Expired
        | ProposalState::Dropped => {
            Err(FunctionError::refused("the customer has not confirmed it"))
        }
    }
}

/// Says in the conversation what came of a proposal, once.
async fn tell(chat: &Chat, event: Event) -> Result<Value, FunctionError> {
    let Some(tell) = event.told else {
        return Err(FunctionError::refused(
            "the event does not say what to tell",
        ));
    };
    let Confirming {
        conversation: id,
        proposal,
        ..
    } = &event.confirming;
    let assistant = &chat.0.configuration.assistant;
    let changed = chat
        .table()
        .change_proposal(id, *proposal, |conversation, record| {
            let writing = Writing::of(id);
            if record.told.is_some() {
                return Ok((false, writing));
            }
            // What a turn remembers would take the place of what is remembered here.
            if conversation.running.is_some() {
                return Err(FunctionError::unavailable("an answer is being made"));
            }
            let mut memory = memory_of(conversation);
            let mut pieces = Vec::new();
            let mut out = |piece| pieces.push(serde_json::to_value(&piece).unwrap_or_default());
            let (memory_of, proposal) = (&mut memory, &record.proposal);
            match tell {
                Told::Done => assistant.confirmed(memory_of, proposal, Ok(Changed::Done), &mut out),
                Told::Asked => {
                    assistant.confirmed(memory_of, proposal, Ok(Changed::Asked), &mut out);
                }
                Told::TooLate => {
                    assistant.confirmed(memory_of, proposal, Ok(Changed::TooLate), &mut out);
                }
                Told::Failed => {
                    let error = ShopError("the change could not be made".to_owned());
                    assistant.confirmed(memory_of, proposal, Err(error), &mut out);
                }
                Told::Declined | Told::Expired => {
                    assistant.declined(memory_of, proposal, &mut out);
                }
            }
            let entry = match tell {
                Told::Expired => {
                    let notice = Notice::ProposalExpired;
                    let text = words::notice(conversation.language, notice);
                    told(conversation, What::Notice { notice, text })
                }
                Told::Done | Told::Asked | Told::TooLate | Told::Declined | Told::Failed => {
                    say_as_assistant(conversation, None, pieces, Ended::Done)
                }
            };
            conversation.memory = serde_json::to_value(&memory).unwrap_or_default();
            if tell == Told::Expired {
                record.state = ProposalState::Expired;
            }
            record.told = Some(entry.number);
            Ok((true, writing.entry(&entry)))
        })
        .await?;
    if changed.1 {
        chat.0.bells.ring(id);
    }
    Ok(json!({"entry": changed.0.told}))
}
