//! How the journal keeps what the registry has.
//!
//! | collection | key | content |
//! |---|---|---|
//! | `stepfunctions.machine` | name | the machine with its versions, aliases and tags |
//! | `stepfunctions.revision` | number | a revision |
//! | `stepfunctions.definition` | hash | the text of a definition |
//! | `stepfunctions.activity` | name | an activity |
//! | `stepfunctions.key` | `page-tokens` | the key by which page tokens are sealed |

use std::sync::Arc;

use asl::Timestamp;
use interpreter::ExecutionKind;
use journal::{Journal, JournalError, Write};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::State;
use crate::activity::Activity;
use crate::alias::{Alias, Route};
use crate::encryption_configuration::EncryptionConfiguration;
use crate::logging_configuration::LoggingConfiguration;
use crate::machine::{Creation, Machine};
use crate::revision::{Definition, DefinitionHash, Revision, Settings, TracingConfiguration};
use crate::tag::Tags;
use crate::version::Version;

const MACHINES: &str = "stepfunctions.machine";
const REVISIONS: &str = "stepfunctions.revision";
const DEFINITIONS: &str = "stepfunctions.definition";
const ACTIVITIES: &str = "stepfunctions.activity";
const KEYS: &str = "stepfunctions.key";
const PAGE_TOKENS: &str = "page-tokens";

/// A machine. Dates are milliseconds since 1970, here and below.
#[derive(Serialize, Deserialize)]
struct MachineDocument {
    express: bool,
    created: i64,
    deleting: bool,
    published_at_creation: bool,
    description_at_creation: Option<String>,
    /// The number of the revision it is at.
    revision: u64,
    last_version: u32,
    versions: Vec<VersionDocument>,
    aliases: Vec<AliasDocument>,
    tags: Tags,
}

#[derive(Serialize, Deserialize)]
struct VersionDocument {
    number: u32,
    revision: u64,
    description: Option<String>,
    created: i64,
}

#[derive(Serialize, Deserialize)]
struct AliasDocument {
    name: String,
    description: Option<String>,
    routes: Vec<Route>,
    created: i64,
    updated: i64,
}

#[derive(Serialize, Deserialize)]
struct RevisionDocument {
    revision_id: Option<String>,
    created: i64,
    definition: String,
    role_arn: String,
    logging: LoggingConfiguration,
    tracing: TracingConfiguration,
    encryption: EncryptionConfiguration,
}

#[derive(Serialize, Deserialize)]
struct ActivityDocument {
    created: i64,
    encryption: EncryptionConfiguration,
    tags: Tags,
}

/// Saves a machine, or that there is none of this name.
pub(super) fn machine(name: &str, machine: Option<&Machine>) -> Write {
    let document = machine.map(|machine| MachineDocument {
        express: machine.kind == ExecutionKind::Express,
        created: machine.created.milliseconds(),
        deleting: machine.deleting,
        published_at_creation: machine.creation.publish,
        description_at_creation: machine.creation.version_description.clone(),
        revision: machine.revision.number,
        last_version: machine.last_version,
        versions: machine
            .versions
            .values()
            .map(|version| VersionDocument {
                number: version.number,
                revision: version.revision.number,
                description: version.description.clone(),
                created: version.created.milliseconds(),
            })
            .collect(),
        aliases: machine
            .aliases
            .iter()
            .map(|alias| AliasDocument {
                name: alias.name.to_string(),
                description: alias.description.clone(),
                routes: alias.routes.clone(),
                created: alias.created.milliseconds(),
                updated: alias.updated.milliseconds(),
            })
            .collect(),
        tags: machine.tags.clone(),
    });
    write(MACHINES, name, document.map(|document| json(&document)))
}

/// Saves a revision.
pub(super) fn revision(revision: &Revision) -> Write {
    let settings = &revision.settings;
    let document = RevisionDocument {
        revision_id: revision.revision_id.as_deref().map(str::to_owned),
        created: revision.created.milliseconds(),
        definition: settings.definition.hash().to_text(),
        role_arn: settings.role_arn.to_string(),
        logging: settings.logging.clone(),
        tracing: settings.tracing,
        encryption: settings.encryption.clone(),
    };
    write(
        REVISIONS,
        &revision.number.to_string(),
        Some(json(&document)),
    )
}

/// Saves that a revision is gone.
pub(super) fn no_revision(number: u64) -> Write {
    write(REVISIONS, &number.to_string(), None)
}

/// Saves a definition.
pub(super) fn definition(definition: &Definition) -> Write {
    let text = definition.text().as_bytes().to_vec();
    write(DEFINITIONS, &definition.hash().to_text(), Some(text))
}

/// Saves that a definition is gone.
pub(super) fn no_definition(hash: DefinitionHash) -> Write {
    write(DEFINITIONS, &hash.to_text(), None)
}

/// Saves an activity, or that there is none of this name.
pub(super) fn activity(name: &str, activity: Option<&Activity>) -> Write {
    let document = activity.map(|activity| ActivityDocument {
        created: activity.created.milliseconds(),
        encryption: activity.encryption.clone(),
        tags: activity.tags.clone(),
    });
    write(ACTIVITIES, name, document.map(|document| json(&document)))
}

/// The key of page tokens: the one that is kept, or a fresh one, which is kept from now on.
pub(super) fn page_key(
    journal: &Journal,
    fresh: impl FnOnce() -> [u8; 32],
) -> Result<[u8; 32], JournalError> {
    if let Some(kept) = journal.document(KEYS, PAGE_TOKENS)?
        && let Ok(key) = kept.try_into()
    {
        return Ok(key);
    }
    let key = fresh();
    // Nobody waits for it: tokens of a key that was lost are refused, and asked for again.
    drop(journal.write_document(KEYS, PAGE_TOKENS, Some(key.to_vec())));
    Ok(key)
}

/// Brings back what was saved. `arn` makes the ARN of a kind and a name.
pub(super) fn load(
    state: &mut State,
    journal: &Journal,
    arn: impl Fn(&str, &str) -> String,
) -> Result<(), JournalError> {
    for (key, text) in journal.documents(DEFINITIONS)? {
        let hash = DefinitionHash::from_text(&key).ok_or_else(|| corrupt(DEFINITIONS, &key))?;
        let text = String::from_utf8(text).map_err(|_| corrupt(DEFINITIONS, &key))?;
        let definition = Definition::stored(text, hash);
        state.definitions.insert(hash, Arc::new(definition));
    }
    for (key, document) in journal.documents(REVISIONS)? {
        let number: u64 = key.parse().map_err(|_| corrupt(REVISIONS, &key))?;
        let document: RevisionDocument = read(REVISIONS, &key, &document)?;
        let definition = DefinitionHash::from_text(&document.definition)
            .and_then(|hash| state.definitions.get(&hash))
            .ok_or_else(|| corrupt(REVISIONS, &key))?;
        let revision = Revision {
            number,
            revision_id: document.revision_id.map(Into::into),
            created: Timestamp::from_milliseconds(document.created),
            settings: Settings {
                definition: definition.clone(),
                role_arn: document.role_arn.into(),
                logging: document.logging,
                tracing: document.tracing,
                encryption: document.encryption,
            },
        };
        state.last_revision = state.last_revision.max(number);
        state.revisions.insert(number, Arc::new(revision));
    }
    for (name, document) in journal.documents(MACHINES)? {
        let document: MachineDocument = read(MACHINES, &name, &document)?;
        let arn = arn("stateMachine", &name);
        let machine = bring_back(state, &name, arn.into(), document)?;
        state.machines.insert(name.into(), machine);
    }
    for (name, document) in journal.documents(ACTIVITIES)? {
        let document: ActivityDocument = read(ACTIVITIES, &name, &document)?;
        let activity = Activity {
            arn: arn("activity", &name).into(),
            name: name.as_str().into(),
            created: Timestamp::from_milliseconds(document.created),
            encryption: document.encryption,
            tags: document.tags,
        };
        state.activities.insert(name.into(), activity);
    }
    Ok(())
}

fn bring_back(
    state: &State,
    name: &str,
    arn: Arc<str>,
    document: MachineDocument,
) -> Result<Machine, JournalError> {
    let revision = |number| {
        let revision = state.revisions.get(&number).cloned();
        revision.ok_or_else(|| corrupt(MACHINES, name))
    };
    let versions = document.versions.into_iter().map(|version| {
        let number = version.number;
        let version = Version {
            number,
            arn: format!("{arn}:{number}").into(),
            revision: revision(version.revision)?,
            description: version.description,
            created: Timestamp::from_milliseconds(version.created),
        };
        Ok((number, version))
    });
    let aliases = document.aliases.into_iter().map(|alias| Alias {
        arn: format!("{arn}:{}", alias.name).into(),
        name: alias.name.into(),
        description: alias.description,
        routes: alias.routes,
        created: Timestamp::from_milliseconds(alias.created),
        updated: Timestamp::from_milliseconds(alias.updated),
    });
    Ok(Machine {
        name: name.into(),
        kind: if document.express {
            ExecutionKind::Express
        } else {
            ExecutionKind::Standard
        },
        created: Timestamp::from_milliseconds(document.created),
        deleting: document.deleting,
        creation: Creation {
            publish: document.published_at_creation,
            version_description: document.description_at_creation,
        },
        revision: revision(document.revision)?,
        versions: versions.collect::<Result<_, JournalError>>()?,
        last_version: document.last_version,
        aliases: aliases.collect(),
        tags: document.tags,
        arn,
    })
}

fn write(collection: &'static str, key: &str, content: Option<Vec<u8>>) -> Write {
    Write::Document {
        collection,
        key: key.into(),
        content: content.map(Vec::into_boxed_slice),
    }
}

fn json(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("documents have no keys but texts")
}

fn read<T: DeserializeOwned>(
    collection: &str,
    key: &str,
    document: &[u8],
) -> Result<T, JournalError> {
    serde_json::from_slice(document)
        .map_err(|error| JournalError::Corrupt(format!("`{key}` of {collection}: {error}")))
}

fn corrupt(collection: &str, key: &str) -> JournalError {
    JournalError::Corrupt(format!("`{key}` of {collection} is not what was written"))
}
