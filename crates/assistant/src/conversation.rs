//! Conversations: a customer, the assistant, and a person of the shop who takes over.
//!
//! A conversation is a log of numbered entries. What the assistant says is a *run*: it lives on the
//! server, so that closing a page ends nothing, and everybody who looks sees the same. A change is a
//! *proposal* that a workflow waits with: a click answers its task token.
//! `docs/chat.md` says what is kept, for how long, and what happens after a crash.
//!
//! | module | holds |
//! |---|---|
//! | [`record`] | what is kept: conversations, entries, runs, proposals, feedback |
//! | [`table`] | where it is kept |
//! | [`bells`] | who waits for news of a conversation or of a queue |
//! | [`run`] | an answer while it is made, and as it is read again |
//! | [`chat`] | all of it as it is used: what customers do |
//! | [`turns`] | messages, the turns that answer them, and stopping |
//! | [`confirmation`] | proposals, and the workflow that waits for their click |
//! | [`functions`] | the functions of that workflow |
//! | [`desk`] | what the people of the shop do |
//! | [`words`] | what the conversation itself says, in three languages |
//! | [`transcript`] | a conversation as a text |

pub mod bells;
pub mod chat;
pub mod confirmation;
pub mod desk;
pub mod functions;
pub mod record;
pub mod run;
pub mod table;
pub mod transcript;
pub mod turns;
pub mod words;

pub use chat::{Chat, ChatError, Configuration, NewConversation};
pub use record::{Conversation, Owner, RunId, State};
