//! What is kept with a machine beside what AWS's API keeps: the cases it is tried with, and the text
//! it was written as.
//!
//! | collection | key | content |
//! |---|---|---|
//! | `studio.case` | `MACHINE/CASE` | a case |
//! | `studio.source` | `MACHINE` | the text of a machine, and the revision it became |

use std::collections::BTreeMap;
use std::fmt::Display;

use asl::machine::{DEFINITION_BYTES_MAX, forbidden_in_names};
use jiff::Timestamp;
use journal::{Journal, JournalError};
use rest::{Code, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use utoipa::ToSchema;

use super::case::{CASE_BYTES_MAX, Case};
use crate::routes::unanswered;

const CASES: &str = "studio.case";

const SOURCES: &str = "studio.source";

/// A machine has at most so many cases.
const CASES_MAX: usize = 200;

/// What placeholders stand for has at most so many bytes, names and values together.
const SUBSTITUTIONS_BYTES_MAX: usize = 64 << 10;

/// A machine's name has at most so many characters, as AWS has it.
const MACHINE_NAME_CHARS_MAX: usize = 80;

/// The text that a machine was written as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct MachineSource {
    /// The text.
    pub(crate) text: String,
    /// How it is written.
    pub(crate) notation: SourceNotation,
    /// What `${Name}` stands for in it.
    #[serde(default)]
    pub(crate) substitutions: BTreeMap<String, String>,
    /// The revision of the machine that it became. Of another, it is not the text any more.
    pub(crate) revision_id: Option<String>,
    /// When it was written last; `null` before it is.
    #[serde(default)]
    pub(crate) updated_at: Option<Timestamp>,
}

/// How a definition is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SourceNotation {
    /// As JSON.
    Json,
    /// As YAML.
    Yaml,
}

/// The name of a machine, which need not be there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MachineName(String);

impl MachineName {
    pub(crate) fn read(text: String) -> Result<MachineName, Problem> {
        let length = text.chars().count();
        let fits = (1..=MACHINE_NAME_CHARS_MAX).contains(&length);
        if fits && !text.chars().any(forbidden_in_names) {
            return Ok(MachineName(text));
        }
        Err(Problem::new(
            Code::NotFound,
            "no machine can have this name",
        ))
    }
}

/// Where it is kept.
pub(crate) struct Shelf {
    journal: Journal,
    /// Held while a case is added, so that there are not too many.
    adding: Mutex<()>,
}

impl Shelf {
    pub(crate) fn new(journal: Journal) -> Shelf {
        Shelf {
            journal,
            adding: Mutex::new(()),
        }
    }

    /// The cases of a machine, by what they are asked by.
    pub(crate) async fn cases(&self, machine: &MachineName) -> Result<Vec<Case>, Problem> {
        let prefix = format!("{}/", machine.0);
        let documents = self
            .read(move |journal| journal.documents_of(CASES, &prefix))
            .await?;
        documents
            .into_iter()
            .map(|(_, content)| read(&content))
            .collect()
    }

    pub(crate) async fn case(&self, machine: &MachineName, id: &str) -> Result<Case, Problem> {
        self.document(CASES, key(machine, id))
            .await?
            .ok_or_else(|| Problem::new(Code::NotFound, "the machine has no such case"))
    }

    /// Keeps a case, in place of one that is asked by the same.
    pub(crate) async fn put_case(
        &self,
        machine: &MachineName,
        mut case: Case,
    ) -> Result<Case, Problem> {
        case.check()?;
        case.updated_at = Some(Timestamp::now());
        let content = written(&case)?;
        if content.len() > CASE_BYTES_MAX {
            let detail = format!("a case has at most {CASE_BYTES_MAX} bytes");
            return Err(Problem::new(Code::TooLarge, detail));
        }
        let _adding = self.adding.lock().await;
        let others = self.cases(machine).await?;
        if others.len() >= CASES_MAX && others.iter().all(|other| other.id != case.id) {
            let detail = format!("a machine has at most {CASES_MAX} cases");
            return Err(Problem::new(Code::Invalid, detail));
        }
        self.write(CASES, &key(machine, &case.id), Some(content))
            .await?;
        Ok(case)
    }

    pub(crate) async fn remove_case(&self, machine: &MachineName, id: &str) -> Result<(), Problem> {
        self.case(machine, id).await?;
        self.write(CASES, &key(machine, id), None).await
    }

    pub(crate) async fn source(&self, machine: &MachineName) -> Result<MachineSource, Problem> {
        self.document(SOURCES, machine.0.clone())
            .await?
            .ok_or_else(|| Problem::new(Code::NotFound, "nothing is kept of this machine"))
    }

    pub(crate) async fn put_source(
        &self,
        machine: &MachineName,
        mut source: MachineSource,
    ) -> Result<MachineSource, Problem> {
        let too_large = |detail| Err(Problem::new(Code::TooLarge, detail));
        if source.text.len() > DEFINITION_BYTES_MAX {
            return too_large(format!("a text has at most {DEFINITION_BYTES_MAX} bytes"));
        }
        let pairs = source.substitutions.iter();
        let bytes: usize = pairs.map(|(name, value)| name.len() + value.len()).sum();
        if bytes > SUBSTITUTIONS_BYTES_MAX {
            let detail = format!("substitutions have at most {SUBSTITUTIONS_BYTES_MAX} bytes");
            return too_large(detail);
        }
        source.updated_at = Some(Timestamp::now());
        let content = written(&source)?;
        self.write(SOURCES, &machine.0, Some(content)).await?;
        Ok(source)
    }

    pub(crate) async fn remove_source(&self, machine: &MachineName) -> Result<(), Problem> {
        self.source(machine).await?;
        self.write(SOURCES, &machine.0, None).await
    }

    async fn document<T: DeserializeOwned>(
        &self,
        collection: &'static str,
        key: String,
    ) -> Result<Option<T>, Problem> {
        let found = self
            .read(move |journal| journal.document(collection, &key))
            .await?;
        found.map(|content| read(&content)).transpose()
    }

    /// Reads, on a thread that may wait for the journal.
    async fn read<T: Send + 'static>(
        &self,
        reads: impl FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, Problem> {
        let journal = self.journal.clone();
        let found = tokio::task::spawn_blocking(move || reads(&journal)).await;
        found
            .map_err(|_| unanswered())?
            .map_err(|error| unreadable(&error))
    }

    async fn write(
        &self,
        collection: &'static str,
        key: &str,
        content: Option<Vec<u8>>,
    ) -> Result<(), Problem> {
        let written = self.journal.write_document(collection, key, content);
        written.await.map_err(|error| unreadable(&error))
    }
}

fn key(machine: &MachineName, case: &str) -> String {
    format!("{}/{case}", machine.0)
}

fn written(document: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(document).map_err(|error| unreadable(&error))
}

fn read<T: DeserializeOwned>(content: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(content).map_err(|error| unreadable(&error))
}

fn unreadable(why: &impl Display) -> Problem {
    tracing::error!(
        %why,
        "what is kept with a machine could not be read or written"
    );
    unanswered()
}
