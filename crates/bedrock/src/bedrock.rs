//! The services, as this program makes them.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use knowledge::{Encoder, KnowledgeBases};
use wire::{Account, Region};

use crate::agent::documents::{Jobs, iso8601};
use crate::agent::generation::Sessions;
use crate::models::Models;

/// What the services are made of.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Whose they are.
    pub account: Account,
    /// Where they say they are.
    pub region: Region,
    /// The models.
    pub models: Models,
    /// The knowledge bases.
    pub bases: Arc<KnowledgeBases>,
    /// The built-in encoder, where its weights are at hand.
    pub encoder: Option<Arc<Encoder>>,
}

impl Default for Configuration {
    /// A fresh machine without an encoder, whose knowledge bases are in memory.
    fn default() -> Configuration {
        Configuration {
            account: Account::default(),
            region: Region::default(),
            models: Models::built_in(),
            bases: Arc::new(KnowledgeBases::in_memory(None)),
            encoder: None,
        }
    }
}

/// The services. Clones share everything.
#[derive(Clone)]
pub struct Bedrock(Arc<Inner>);

struct Inner {
    configuration: Configuration,
    sessions: Sessions,
    jobs: Jobs,
    /// When the services were made, as their answers write it.
    started: String,
}

impl Bedrock {
    /// Services with these models and knowledge bases.
    pub fn new(configuration: Configuration) -> Bedrock {
        Bedrock(Arc::new(Inner {
            configuration,
            sessions: Sessions::default(),
            jobs: Jobs::default(),
            started: iso8601(SystemTime::now()),
        }))
    }

    /// The models.
    pub fn models(&self) -> &Models {
        &self.0.configuration.models
    }

    /// The knowledge bases.
    pub fn bases(&self) -> &KnowledgeBases {
        &self.0.configuration.bases
    }

    pub(crate) fn bases_shared(&self) -> Arc<KnowledgeBases> {
        self.0.configuration.bases.clone()
    }

    pub(crate) fn encoder(&self) -> Option<&Arc<Encoder>> {
        self.0.configuration.encoder.as_ref()
    }

    pub(crate) fn region(&self) -> &Region {
        &self.0.configuration.region
    }

    pub(crate) fn account(&self) -> &Account {
        &self.0.configuration.account
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    pub(crate) fn started(&self) -> &str {
        &self.0.started
    }
}

impl fmt::Debug for Bedrock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bedrock").finish_non_exhaustive()
    }
}
