//! What a customer means: the language, the intent and the slots of a message.
//!
//! It reads and judges, and does nothing else: no tool, no order and no clock is within its reach.

pub mod evaluation;
pub mod intent;
pub mod language;
pub mod slot;
pub mod understanding;
pub mod understood;
pub mod vocabulary;

mod concept;
mod context;
mod example;
mod features;
mod linear;
mod meaning;
mod spelling;

pub use intent::Intent;
pub use language::Language;
pub use slot::{SlotName, Slots};
pub use understanding::Understanding;
pub use understood::{Said, Speaker, Understood};
pub use vocabulary::Vocabulary;
