//! The port to whatever understands messages.

use understanding::{Language, Said, Understood};

/// Understands a message: the crate `understanding` as it is used, scripts in tests.
pub trait Understand: Send + Sync {
    /// What is meant by `text`, said after `before` (the oldest first) in a conversation that was
    /// held in `language` so far.
    fn understand(&self, text: &str, before: &[Said], language: Language) -> Understood;
}
