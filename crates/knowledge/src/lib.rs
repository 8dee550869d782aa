//! Knowledge bases: documents become passages, and a question finds those that answer it.
//!
//! Nothing here reaches the network. Words are weighed by BM25 in three languages; where the weights
//! of the embedding model are at hand, meaning is weighed too.

pub mod document;
pub mod encoder;
mod index;
mod lexicon;
pub mod passage;
pub mod text;
pub mod vector;

pub use encoder::{Encoder, EncoderError};
pub use passage::{Citation, Found, Passage};
pub use vector::Vector;
