//! All functions: in memory for those who ask, in the journal for the next start.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use journal::{Journal, JournalError, Write, Written};
use serde::{Deserialize, Serialize};
use wire::ApiError;

use crate::error;
use crate::function::{Attributes, Code, Function, Version, VersionRecord};
use crate::host::Host;
use crate::invoke::Executor;
use crate::name::{FunctionName, Reference};
use crate::pool::Pool;

/// Documents by name: everything about a function but its numbered versions.
const FUNCTIONS: &str = "lambda.function";
/// Documents by `NAME:NUMBER`: numbered versions.
const VERSIONS: &str = "lambda.version";

/// A document of [`FUNCTIONS`].
#[derive(Serialize, Deserialize)]
struct FunctionDocument {
    latest: VersionRecord,
    attributes: Attributes,
}

/// All functions.
pub(crate) struct Functions {
    host: Arc<Host>,
    journal: Journal,
    by_name: RwLock<HashMap<FunctionName, Arc<Function>>>,
    /// One change at a time, so that documents are written in the order of the changes.
    changing: Mutex<()>,
}

/// Why the functions of a former server could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The journal could not be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A document is not what this version of the server writes.
    #[error("document `{key}` of `{collection}` cannot be understood: {cause}")]
    Document {
        /// `lambda.function`
        collection: &'static str,
        /// The document's key.
        key: String,
        /// What is wrong with it.
        cause: String,
    },
}

/// Reads every document of a collection as JSON.
pub(crate) fn read<T: for<'a> Deserialize<'a>>(
    journal: &Journal,
    collection: &'static str,
) -> Result<Vec<(String, T)>, ReadError> {
    let documents = journal.documents(collection)?;
    documents
        .into_iter()
        .map(|(key, content)| match serde_json::from_slice(&content) {
            Ok(document) => Ok((key, document)),
            Err(error) => Err(ReadError::Document {
                collection,
                key,
                cause: error.to_string(),
            }),
        })
        .collect()
}

/// Waits until a change is durable.
pub(crate) async fn durable(written: Written) -> Result<(), ApiError> {
    written.await.map_err(|cause| {
        tracing::error!(%cause, "a change of a function could not be stored");
        error::service("the change could not be stored")
    })
}

/// A document as it is stored.
///
/// Panics when the value cannot be JSON, which documents of this crate always can.
pub(crate) fn document(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("documents have text keys and finite numbers")
}

impl Functions {
    /// The functions of a former server.
    pub(crate) fn read(host: &Arc<Host>, journal: Journal) -> Result<Functions, ReadError> {
        let mut by_name = HashMap::new();
        for (key, stored) in read::<FunctionDocument>(&journal, FUNCTIONS)? {
            let name = FunctionName::parse(&key).ok_or_else(|| ReadError::Document {
                collection: FUNCTIONS,
                key,
                cause: "its key is no name of a function".to_owned(),
            })?;
            let function = Function {
                latest: version(host, &name, stored.latest),
                name: name.clone(),
                published: BTreeMap::new(),
                attributes: stored.attributes,
                in_progress: Arc::default(),
                figures: Arc::default(),
            };
            by_name.insert(name, function);
        }
        for (key, record) in read::<VersionRecord>(&journal, VERSIONS)? {
            let name = key.split(':').next().and_then(FunctionName::parse);
            // A version whose function is gone was on its way out when the server died.
            if let (Some(function), Some(number)) =
                (name.and_then(|name| by_name.get_mut(&name)), record.number)
            {
                let version = version(host, &function.name, record);
                function.published.insert(number, version);
            }
        }
        Ok(Functions {
            host: Arc::clone(host),
            journal,
            by_name: RwLock::new(
                by_name
                    .into_iter()
                    .map(|(name, function)| (name, Arc::new(function)))
                    .collect(),
            ),
            changing: Mutex::default(),
        })
    }

    /// The function of this name.
    pub(crate) fn get(&self, name: &FunctionName) -> Option<Arc<Function>> {
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        by_name.get(name).cloned()
    }

    /// The function, or the error that says it is not there.
    pub(crate) fn find(&self, reference: &Reference) -> Result<Arc<Function>, ApiError> {
        self.get(&reference.name)
            .filter(|function| function.has(reference.qualifier.as_ref()))
            .ok_or_else(|| error::function_not_found(&self.host.place, reference))
    }

    /// All of them, by name.
    pub(crate) fn all(&self) -> Vec<Arc<Function>> {
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<Arc<Function>> = by_name.values().cloned().collect();
        drop(by_name);
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Whether any version has code whose hash begins like this.
    pub(crate) fn uses(&self, hash: &str) -> bool {
        let has = |version: &Arc<Version>| match &version.record.code {
            Code::Zip { sha256, .. } => sha256.starts_with(hash),
            Code::InProcess => false,
        };
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        by_name
            .values()
            .any(|function| has(&function.latest) || function.published.values().any(has))
    }

    /// A version that is ready to run.
    pub(crate) fn version(&self, name: &FunctionName, record: VersionRecord) -> Arc<Version> {
        version(&self.host, name, record)
    }

    /// Adds a function that is not there yet, or takes the place of one that is a handler of this
    /// program: whoever brings code of their own for it wants that to run.
    pub(crate) fn add(&self, function: Function) -> Result<Written, ApiError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.get(&function.name);
        if known.is_some_and(|known| known.latest.record.code != Code::InProcess) {
            return Err(error::conflict(format!(
                "Function already exist: {}",
                function.name
            )));
        }
        let mut writes = vec![function_write(&function)];
        for (number, version) in &function.published {
            let content = Some(document(&*version.record));
            writes.push(version_write(&function.name, *number, content));
        }
        let written = self.journal.write(writes);
        self.put(function);
        Ok(written)
    }

    /// Puts a function in memory only: what a program registers is there again at its next start.
    pub(crate) fn put(&self, function: Function) {
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        by_name.insert(function.name.clone(), Arc::new(function));
    }

    /// Changes a function; nothing changes when `change` fails.
    pub(crate) fn change<R>(
        &self,
        reference: &Reference,
        change: impl FnOnce(&mut Function) -> Result<R, ApiError>,
    ) -> Result<(R, Written), ApiError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self
            .get(&reference.name)
            .ok_or_else(|| error::function_not_found(&self.host.place, reference))?;
        let mut after = Function::clone(&before);
        let result = change(&mut after)?;
        let mut writes = vec![function_write(&after)];
        for (number, version) in &after.published {
            if !before.published.contains_key(number) {
                let content = Some(document(&*version.record));
                writes.push(version_write(&after.name, *number, content));
            }
        }
        for (number, version) in &before.published {
            if !after.published.contains_key(number) {
                writes.push(version_write(&after.name, *number, None));
                close(version);
            }
        }
        let written = self.journal.write(writes);
        if !Arc::ptr_eq(&before.latest, &after.latest) {
            close(&before.latest);
        }
        self.put(after);
        Ok((result, written))
    }

    /// Removes a function and all its versions.
    pub(crate) fn remove(&self, reference: &Reference) -> Result<Written, ApiError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        let function = by_name
            .remove(&reference.name)
            .ok_or_else(|| error::function_not_found(&self.host.place, reference))?;
        drop(by_name);
        let mut writes = vec![Write::Document {
            collection: FUNCTIONS,
            key: function.name.as_str().into(),
            content: None,
        }];
        close(&function.latest);
        for (number, version) in &function.published {
            writes.push(version_write(&function.name, *number, None));
            close(version);
        }
        Ok(self.journal.write(writes))
    }
}

fn function_write(function: &Function) -> Write {
    let stored = FunctionDocument {
        latest: VersionRecord::clone(&function.latest.record),
        attributes: function.attributes.clone(),
    };
    Write::Document {
        collection: FUNCTIONS,
        key: function.name.as_str().into(),
        content: Some(document(&stored).into()),
    }
}

fn version_write(name: &FunctionName, number: u64, content: Option<Vec<u8>>) -> Write {
    Write::Document {
        collection: VERSIONS,
        key: format!("{name}:{number}").into(),
        content: content.map(Vec::into_boxed_slice),
    }
}

/// A version whose code is an archive gets a pool; one whose code was in a program waits for that
/// program to register it.
fn version(host: &Arc<Host>, name: &FunctionName, record: VersionRecord) -> Arc<Version> {
    let record = Arc::new(record);
    let executor = match record.code {
        Code::Zip { .. } => Executor::Processes(Pool::new(host, name.clone(), Arc::clone(&record))),
        Code::InProcess => Executor::Absent,
    };
    Arc::new(Version { record, executor })
}

/// Lets a version's processes finish what they do, and no more.
fn close(version: &Version) {
    if let Executor::Processes(pool) = &version.executor {
        pool.close();
    }
}
