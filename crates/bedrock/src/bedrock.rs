//! The services, as this program makes them.

use std::fmt;
use std::sync::Arc;

use wire::{Account, Region};

use crate::models::Models;

/// What the services are made of.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// Whose they are.
    pub account: Account,
    /// Where they say they are.
    pub region: Region,
    /// The models.
    pub models: Models,
}

/// The services. Clones share everything.
#[derive(Clone)]
pub struct Bedrock(Arc<Configuration>);

impl Bedrock {
    /// Services with these models.
    pub fn new(configuration: Configuration) -> Bedrock {
        Bedrock(Arc::new(configuration))
    }

    /// The models.
    pub fn models(&self) -> &Models {
        &self.0.models
    }

    pub(crate) fn region(&self) -> &Region {
        &self.0.region
    }

    pub(crate) fn account(&self) -> &Account {
        &self.0.account
    }
}

impl fmt::Debug for Bedrock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bedrock").finish_non_exhaustive()
    }
}
