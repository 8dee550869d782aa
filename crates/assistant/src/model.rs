//! A large model as the assistant uses it: the port, and what is behind it.
//!
//! A model finds words and chooses tools; it decides nothing. `turn` holds a turn with one, behind
//! the guards of [`guard`](crate::guard).

pub mod bedrock;
pub(crate) mod facts;
pub mod prompt;
pub mod script;
pub mod tools;
pub(crate) mod turn;

use serde_json::Value;

use crate::shop::Waiting;

pub use prompt::Prompts;

/// A large model.
pub trait Model: Send + Sync {
    /// Begins an answer.
    fn converse(&self, request: Request) -> Waiting<'_, Result<Box<dyn Events>, ModelError>>;
}

/// An answer while it comes.
pub trait Events: Send {
    /// What comes next; nothing when the answer is over.
    fn next(&mut self) -> Waiting<'_, Result<Option<Event>, ModelError>>;
}

/// A piece of an answer of a model.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Words.
    Text(String),
    /// It wants to use a tool. The arguments are whole.
    ToolCall(ToolCall),
    /// What it was given and gave.
    Usage {
        /// Tokens to read.
        input: u64,
        /// Tokens written.
        output: u64,
    },
    /// It has come to an end.
    Stop(Stop),
}

/// A call of a tool, as a model wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// The model's own id for it.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// An object, if the model does what it was told.
    pub arguments: Value,
}

/// Why an answer came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It is whole.
    Complete,
    /// It waits for results of tools.
    Tools,
    /// It was cut, or stopped by the service.
    Cut,
}

/// What a model is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What it is told about itself.
    pub system: String,
    /// The conversation, beginning with the customer, by turns.
    pub messages: Vec<Message>,
    /// What it may use.
    pub tools: Vec<tools::Tool>,
    /// It writes at most so much.
    pub tokens_max: u32,
}

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Whose.
    pub role: Role,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// Whose message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The customer's, or a tool's.
    User,
    /// The model's.
    Assistant,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Words.
    Text(String),
    /// The model wanted to use a tool.
    ToolUse(ToolCall),
    /// What came of it.
    ToolResult {
        /// The id of the call.
        id: String,
        /// What the tool said.
        content: Value,
        /// Whether it was dropped.
        dropped: bool,
    },
}

/// A model does not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the model does not answer: {0}")]
pub struct ModelError(pub String);
