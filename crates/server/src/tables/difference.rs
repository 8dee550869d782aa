//! What one table has and the other has not.

use serde::Serialize;

use super::canonical::Attributes;
use super::side::shown;

/// So many keys are named; of the others it is said how many there are.
pub(crate) const NAMED_MAX: usize = 20;

/// How a key differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    /// The target lacks it.
    Missing,
    /// The target has another item under it.
    Other,
    /// The source has none of it.
    Extra,
}

/// A key that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    pub(crate) how: How,
    /// `PK=STORE#loja SK=MENU`
    pub(crate) key: String,
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Differences {
    pub(crate) count: u64,
    /// The first of them.
    pub(crate) named: Vec<Difference>,
}

impl Differences {
    pub(crate) fn note(&mut self, how: How, item: &Attributes, key_names: &[String]) {
        self.count += 1;
        if self.named.len() < NAMED_MAX {
            self.named.push(Difference {
                how,
                key: shown(item, key_names),
            });
        }
    }

    pub(crate) fn append(&mut self, other: Differences) {
        self.count += other.count;
        let room = NAMED_MAX - self.named.len();
        self.named.extend(other.named.into_iter().take(room));
    }
}

impl How {
    /// What is so of the target, and was so until it was mended.
    pub(crate) fn in_words(self, is_mended: bool) -> &'static str {
        match (self, is_mended) {
            (How::Missing, false) => "lacks",
            (How::Missing, true) => "lacked",
            (How::Other, false) => "has otherwise",
            (How::Other, true) => "had otherwise",
            (How::Extra, false) => "has besides",
            (How::Extra, true) => "had besides",
        }
    }
}
