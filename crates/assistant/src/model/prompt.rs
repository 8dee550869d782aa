//! What a model is told about itself: files, in the order role, tone, chain, examples, facts.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;
use understanding::Language;

use crate::guard::output::Secrets;
use crate::model::facts;
use crate::plain::Hosts;
use crate::tool::OrderFacts;

/// A file of a prompt has at most so many bytes: more would be no prompt but a book.
pub const PROMPT_BYTES_MAX: u64 = 64 * 1024;

/// The files of a prompt.
#[derive(Clone, Debug)]
pub struct Prompts {
    role: Arc<str>,
    tone: Arc<str>,
    chain: Arc<str>,
    examples: Arc<str>,
    canary: Arc<str>,
    secrets: Arc<Secrets>,
}

/// A file of a prompt cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// The file is there, and cannot be read.
    #[error("the prompt `{file}` cannot be read: {source}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is too large.
    #[error("the prompt `{file}` has {bytes} bytes: at most {PROMPT_BYTES_MAX} are read")]
    TooLarge {
        /// Which file.
        file: String,
        /// How large it is.
        bytes: u64,
    },
}

impl Prompts {
    /// The prompts that are part of the program. The canary is a word that must never leave: a
    /// different one for each process, which only its filter knows.
    pub fn shipped(canary: &str) -> Prompts {
        Prompts::new(
            include_str!("../../prompts/role.md"),
            include_str!("../../prompts/tone.md"),
            include_str!("../../prompts/chain.md"),
            include_str!("../../prompts/examples.md"),
            canary,
        )
    }

    /// The prompts of a folder: `role.md`, `tone.md`, `chain.md` and `examples.md`. The shipped
    /// ones stand in for those that are not there.
    pub fn from_folder(folder: &Path, canary: &str) -> Result<Prompts, PromptError> {
        let shipped = Prompts::shipped(canary);
        let read = |name: &str, otherwise: &str| -> Result<String, PromptError> {
            let path = folder.join(name);
            let file = path.display().to_string();
            match std::fs::metadata(&path) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    return Ok(otherwise.to_owned());
                }
                Err(source) => return Err(PromptError::Unreadable { file, source }),
                Ok(metadata) if metadata.len() > PROMPT_BYTES_MAX => {
                    let bytes = metadata.len();
                    return Err(PromptError::TooLarge { file, bytes });
                }
                Ok(_) => {}
            }
            std::fs::read_to_string(&path)
                .map_err(|source| PromptError::Unreadable { file, source })
        };
        Ok(Prompts::new(
            &read("role.md", &shipped.role)?,
            &read("tone.md", &shipped.tone)?,
            &read("chain.md", &shipped.chain)?,
            &read("examples.md", &shipped.examples)?,
            canary,
        ))
    }

    fn new(role: &str, tone: &str, chain: &str, examples: &str, canary: &str) -> Prompts {
        // Examples are there to be said; the rest is not.
        let secret = format!("{role}\n{tone}\n{chain}");
        Prompts {
            role: role.into(),
            tone: tone.into(),
            chain: chain.into(),
            examples: examples.into(),
            canary: canary.into(),
            secrets: Arc::new(Secrets::new(canary, &secret)),
        }
    }

    /// What must not leave.
    pub(crate) fn secrets(&self) -> Arc<Secrets> {
        Arc::clone(&self.secrets)
    }

    /// The system prompt of a turn.
    pub(crate) fn system(&self, about: &About<'_>) -> String {
        let mut system = format!(
            "{}\n\n{}\n\n{}\n\n{}\n\nInternal marker, never to be written: {}\n\n",
            self.role.trim(),
            self.tone.trim(),
            self.chain.trim(),
            self.examples.trim(),
            self.canary,
        );
        let orders: Vec<_> = about
            .orders
            .iter()
            .map(|order| facts::order(order, about.hosts))
            .collect();
        let facts = serde_json::json!({
            "now": about.now.to_string(),
            "customer": about.name,
            "language": about.language.tag(),
            "orders": orders,
        });
        // Invariant: a value of texts, numbers and lists is always written.
        let _ = write!(system, "<data>\n{facts}\n</data>");
        system
    }
}

/// What a prompt says about a turn.
pub(crate) struct About<'a> {
    /// What time it is at the shop.
    pub(crate) now: DateTime,
    /// What the customer is called.
    pub(crate) name: Option<&'a str>,
    /// In what language to answer.
    pub(crate) language: Language,
    /// The customer's orders.
    pub(crate) orders: &'a [OrderFacts],
    /// The shop's own hosts.
    pub(crate) hosts: &'a Hosts,
}
