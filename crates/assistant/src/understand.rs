//! The port to whatever understands messages.

use understanding::{Said, Understanding, Understood, Vocabulary};

/// Understands a message: the crate `understanding` as it is used, scripts in tests.
pub trait Understand: Send + Sync {
    /// What is meant by `text`, said after `before`, the oldest first.
    fn understand(&self, text: &str, before: &[Said]) -> Understood;
}

/// What has been learned from examples, together with the words of one shop.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    understanding: Understanding,
    vocabulary: Vocabulary,
}

impl Reader {
    /// A reader who knows what this shop calls things.
    pub fn new(understanding: Understanding, vocabulary: Vocabulary) -> Reader {
        Reader {
            understanding,
            vocabulary,
        }
    }
}

impl Understand for Reader {
    fn understand(&self, text: &str, before: &[Said]) -> Understood {
        self.understanding
            .understand(text, before, &self.vocabulary)
    }
}
