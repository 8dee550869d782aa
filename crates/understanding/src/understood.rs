//! What has been understood of a message.

use serde::{Deserialize, Serialize};

use crate::{Intent, Language, Slots};

/// Something that was said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By whom.
    pub by: Speaker,
    /// What.
    pub text: String,
}

/// Who says something in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Whoever orders.
    Customer,
    /// Whoever answers.
    Assistant,
}

/// What has been understood of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// The language it is written in; that of the conversation where the message does not tell.
    pub language: Language,
    /// What it is about; [`Intent::OutOfScope`] when it is nothing a shop is asked.
    pub intent: Intent,
    /// How sure that is, 0.0 to 1.0.
    pub confidence: f32,
    /// What else it may be about, the likeliest first, without `intent`.
    pub others: Vec<(Intent, f32)>,
    /// What it names.
    pub slots: Slots,
}
