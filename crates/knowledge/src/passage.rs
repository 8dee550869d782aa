//! Pieces of documents, and what a question finds.

use serde::{Deserialize, Serialize};

/// A piece of a document that can be read by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The document's path within its knowledge base: `06-cancelamento.md`.
    pub file: String,
    /// The headings it stands under, the outermost first. Empty in a document without headings.
    pub headings: Vec<String>,
    /// The words themselves, without their headings.
    pub text: String,
    /// Where it begins in the document's text, in bytes.
    pub at: usize,
}

/// Where an answer can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The document's path within its knowledge base.
    pub file: String,
    /// The innermost heading.
    pub heading: Option<String>,
    /// The sentences that answer, word for word.
    pub quote: String,
}

/// A passage that a question has found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// The passage.
    pub passage: Passage,
    /// How well it fits, 0.0 to 1.0; comparable within one search.
    pub score: f32,
}
