//! Knowledge bases: documents become passages, and a question finds those that answer it.
//!
//! Nothing here reaches the network. Words are weighed by BM25 in three languages; where the weights
//! of the embedding model are at hand, meaning is weighed too.

pub mod base;
pub mod bases;
pub mod document;
pub mod encoder;
pub mod evaluation;
mod index;
mod lexicon;
pub mod passage;
mod quote;
pub mod text;
pub mod vector;

pub use base::{Answered, KnowledgeBase};
pub use bases::{DocumentName, KnowledgeBaseId, KnowledgeBases, KnowledgeError};
pub use encoder::{Encoder, EncoderError};
pub use passage::{Citation, Found, Passage};
pub use vector::Vector;
