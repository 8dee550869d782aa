//! What knowledge bases and their documents may be called.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Format;

/// The name of a knowledge base: 1 to 64 of `a-z`, `0-9`, `-` and `_`, the first a letter or a digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KnowledgeBaseId(String);

/// The path of a document within its knowledge base: `menu/drinks.md`. It cannot lead out of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentName(String);

/// Why something cannot be called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A knowledge base.
    #[error(
        "`{0}` cannot name a knowledge base: use up to {ID_CHARS_MAX} of a-z, 0-9, - and _, such as \
         `support`"
    )]
    Base(String),
    /// A document.
    #[error(
        "`{0}` cannot name a document: use letters, digits, spaces and .-_() and an ending such as \
         .md, no part of it beginning with a point"
    )]
    Document(String),
}

const ID_CHARS_MAX: usize = 64;

/// Paths are shorter, in bytes, on every file system.
const DOCUMENT_BYTES_MAX: usize = 200;

impl KnowledgeBaseId {
    /// The name, if it can be one.
    pub fn new(text: &str) -> Result<KnowledgeBaseId, NameError> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_name = text.len() <= ID_CHARS_MAX
            && text.starts_with(is_plain)
            && text.chars().all(|c| is_plain(c) || matches!(c, '-' | '_'));
        if is_name {
            Ok(KnowledgeBaseId(text.to_owned()))
        } else {
            Err(NameError::Base(text.escape_debug().to_string()))
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DocumentName {
    /// The path, if it can be one.
    pub fn new(text: &str) -> Result<DocumentName, NameError> {
        let is_part = |part: &str| {
            !part.is_empty()
                && !part.starts_with(['.', ' '])
                && !part.ends_with(['.', ' '])
                && part
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')'))
        };
        let is_name = text.len() <= DOCUMENT_BYTES_MAX
            && text.split('/').all(is_part)
            && Format::of(text).is_some();
        if is_name {
            Ok(DocumentName(text.to_owned()))
        } else {
            Err(NameError::Document(text.escape_debug().to_string()))
        }
    }

    /// As text, its parts separated by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KnowledgeBaseId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<KnowledgeBaseId, NameError> {
        KnowledgeBaseId::new(text)
    }
}

impl TryFrom<String> for KnowledgeBaseId {
    type Error = NameError;

    fn try_from(text: String) -> Result<KnowledgeBaseId, NameError> {
        KnowledgeBaseId::new(&text)
    }
}

impl From<KnowledgeBaseId> for String {
    fn from(id: KnowledgeBaseId) -> String {
        id.0
    }
}

impl fmt::Display for KnowledgeBaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DocumentName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<DocumentName, NameError> {
        DocumentName::new(text)
    }
}

impl TryFrom<String> for DocumentName {
    type Error = NameError;

    fn try_from(text: String) -> Result<DocumentName, NameError> {
        DocumentName::new(&text)
    }
}

impl From<DocumentName> for String {
    fn from(name: DocumentName) -> String {
        name.0
    }
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_lead_elsewhere() {
        for good in ["a.md", "menu/Bebidas é doces (2).pdf", "x_1-2.TXT"] {
            assert!(DocumentName::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a.exe",
            "../a.md",
            "/a.md",
            "a//b.md",
            "a/../b.md",
            ".a.md",
            "a/.md",
            "a\\b.md",
            "a\0.md",
            "a:b.md",
            "a.md ",
            "\u{202e}a.md",
        ] {
            assert!(DocumentName::new(bad).is_err(), "{bad:?}");
        }
        assert!(DocumentName::new(&format!("{}.md", "a".repeat(300))).is_err());
        for bad in ["", "A", "a b", "-a", "../a", "a/b", &"a".repeat(65)] {
            assert!(KnowledgeBaseId::new(bad).is_err(), "{bad:?}");
        }
        assert!(KnowledgeBaseId::new("support_2-a").is_ok());
    }
}
