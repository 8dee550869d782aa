//! What executions of a machine are made with. A revision never changes: an execution keeps the
//! one it was started with, a version is the name of one.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use asl::diagnostic::invalid_definition_message;
use asl::parse::{self, Notation, Options};
use asl::{StateMachine, Timestamp};
use interpreter::ExecutionKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use wire::ApiError;

use crate::encryption_configuration::EncryptionConfiguration;
use crate::logging_configuration::LoggingConfiguration;

/// A machine as it is between two changes.
#[derive(Debug)]
pub struct Revision {
    /// Unique among the revisions of all machines, from 1, growing.
    pub number: u64,
    /// What AWS calls the revision; `None` before the machine's first change.
    pub revision_id: Option<Arc<str>>,
    /// When it was made.
    pub created: Timestamp,
    /// What it consists of.
    pub settings: Settings,
}

/// What may change in a machine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The workflow.
    pub definition: Arc<Definition>,
    /// In whose name tasks are done.
    pub role_arn: Arc<str>,
    /// What is logged.
    pub logging: LoggingConfiguration,
    /// Whether executions are traced.
    pub tracing: TracingConfiguration,
    /// By which key data is encrypted.
    pub encryption: EncryptionConfiguration,
}

/// A machine's `tracingConfiguration`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TracingConfiguration {
    /// Whether executions are traced.
    pub enabled: bool,
}

/// The text of a workflow, kept once however many revisions share it, and parsed once.
#[derive(Debug)]
pub struct Definition {
    text: String,
    hash: DefinitionHash,
    machine: OnceLock<Result<Arc<StateMachine>, String>>,
}

/// What a definition is known by: the SHA-256 of the kind of machine and the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DefinitionHash([u8; 32]);

/// How much of a machine a description tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IncludedData {
    /// All.
    #[default]
    AllData,
    /// All but what the customer's key protects.
    MetadataOnly,
}

impl Revision {
    /// The machine that executions run.
    pub fn machine(&self) -> Result<&Arc<StateMachine>, ApiError> {
        self.settings.definition.machine()
    }

    /// What `DescribeStateMachine` and `DescribeStateMachineForExecution` tell of it.
    pub fn describe(&self, included: IncludedData) -> Map<String, Value> {
        let Settings {
            definition,
            role_arn,
            logging,
            tracing,
            encryption,
        } = &self.settings;
        let json = |value: serde_json::Result<Value>| value.unwrap_or_default();
        let mut told = Map::with_capacity(12);
        let mut tell = |name: &str, value: Value| told.insert(name.to_owned(), value);
        match included {
            IncludedData::AllData => {
                tell("definition", definition.text.as_str().into());
                let references = definition.variable_references();
                if !references.is_empty() {
                    tell("variableReferences", references.into());
                }
            }
            IncludedData::MetadataOnly => {
                tell("definition", "{}".into());
            }
        }
        tell("roleArn", (&**role_arn).into());
        tell("loggingConfiguration", json(serde_json::to_value(logging)));
        tell("tracingConfiguration", json(serde_json::to_value(tracing)));
        tell(
            "encryptionConfiguration",
            json(serde_json::to_value(encryption)),
        );
        if let Some(revision_id) = &self.revision_id {
            tell("revisionId", (&**revision_id).into());
        }
        told
    }

    /// The id by which a request may name the revision.
    pub(crate) fn id_or_initial(&self) -> &str {
        /// Documented for PublishStateMachineVersion.
        const INITIAL: &str = "INITIAL";
        self.revision_id.as_deref().unwrap_or(INITIAL)
    }
}

impl Settings {
    /// Whether `CreateStateMachine` takes the one for the other: the role does not count.
    pub(crate) fn is_same_but_for_role(&self, other: &Settings) -> bool {
        self.definition.hash == other.definition.hash
            && self.logging == other.logging
            && self.tracing == other.tracing
            && self.encryption == other.encryption
    }

    /// Whether a change from the one to the other changes nothing.
    pub(crate) fn is_same(&self, other: &Settings) -> bool {
        self.is_same_but_for_role(other) && self.role_arn == other.role_arn
    }
}

impl Definition {
    /// Reads a definition; `InvalidDefinition` when it is refused for this kind of machine.
    pub(crate) fn read(text: String, kind: ExecutionKind) -> Result<Definition, ApiError> {
        let options = Options {
            notation: Notation::Json,
            express: kind == ExecutionKind::Express,
            ..Options::default()
        };
        match parse::parse(&text, options) {
            Ok(definition) => Ok(Definition {
                hash: DefinitionHash::of(&text, kind),
                text,
                machine: OnceLock::from(Ok(Arc::new(definition.machine))),
            }),
            Err(diagnostics) => Err(invalid(invalid_definition_message(&diagnostics))),
        }
    }

    /// A definition that was accepted before; it is parsed when somebody needs it.
    pub(crate) fn stored(text: String, hash: DefinitionHash) -> Definition {
        Definition {
            text,
            hash,
            machine: OnceLock::new(),
        }
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn hash(&self) -> DefinitionHash {
        self.hash
    }

    /// The machine. `InvalidDefinition` when an earlier release has accepted what this one
    /// refuses.
    pub fn machine(&self) -> Result<&Arc<StateMachine>, ApiError> {
        let machine = self.machine.get_or_init(|| {
            let options = Options {
                notation: Notation::Json,
                ..Options::default()
            };
            parse::parse(&self.text, options)
                .map(|definition| Arc::new(definition.machine))
                .map_err(|diagnostics| invalid_definition_message(&diagnostics))
        });
        machine.as_ref().map_err(|message| invalid(message.clone()))
    }

    /// The variables each state refers to, of the states that refer to any.
    fn variable_references(&self) -> Map<String, Value> {
        let Ok(machine) = self.machine() else {
            return Map::new();
        };
        let references = machine.variable_references().into_iter();
        references
            .map(|(state, variables)| {
                let name = machine.state(state).name.to_string();
                let variables = variables.iter().map(|variable| Value::from(&**variable));
                (name, variables.collect())
            })
            .collect()
    }
}

impl DefinitionHash {
    pub(crate) fn of(text: &str, kind: ExecutionKind) -> DefinitionHash {
        let mut hash = Sha256::new();
        hash.update(match kind {
            ExecutionKind::Standard => b"S",
            ExecutionKind::Express => b"E",
        });
        hash.update(text);
        DefinitionHash(hash.finalize().into())
    }

    /// 64 hexadecimal digits.
    pub(crate) fn to_text(self) -> String {
        self.0.iter().fold(String::new(), |mut text, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    pub(crate) fn from_text(text: &str) -> Option<DefinitionHash> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes = pairs.iter().map(byte).collect::<Option<Vec<u8>>>()?;
        let bytes = bytes.try_into().ok()?;
        rest.is_empty().then_some(DefinitionHash(bytes))
    }
}

fn invalid(message: String) -> ApiError {
    ApiError::new("InvalidDefinition", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASS: &str = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#;

    #[test]
    fn hashes_read_back() {
        let hash = DefinitionHash::of(PASS, ExecutionKind::Standard);
        assert_eq!(DefinitionHash::from_text(&hash.to_text()), Some(hash));
        assert_ne!(hash, DefinitionHash::of(PASS, ExecutionKind::Express));
        assert_eq!(DefinitionHash::from_text("ab"), None);
    }

    #[test]
    fn a_definition_is_refused_in_awss_words() {
        let text = r#"{"StartAt":"A"}"#.to_owned();
        let error = Definition::read(text, ExecutionKind::Standard).expect_err("refused");
        assert_eq!(
            error.message,
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are \
             required: [States] at /'"
        );
    }

    #[test]
    fn a_stored_definition_is_parsed_when_it_is_needed() {
        let hash = DefinitionHash::of(PASS, ExecutionKind::Standard);
        let definition = Definition::stored(PASS.to_owned(), hash);
        let machine = definition.machine().expect("a machine");
        assert!(machine.state_named("A").is_some());
        assert!(Definition::stored("{}".to_owned(), hash).machine().is_err());
    }
}
