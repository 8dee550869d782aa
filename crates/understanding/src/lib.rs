//! What a customer means: the language, the intent and the slots of a message.
//!
//! It reads and judges, and does nothing else: no tool, no order and no clock is within its reach.

pub mod intent;
pub mod language;
pub mod slot;
pub mod understood;

pub use intent::Intent;
pub use language::Language;
pub use slot::{SlotName, Slots};
pub use understood::{Said, Speaker, Understood};
