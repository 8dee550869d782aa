//! What the API is made of.

use std::sync::Arc;

use axum::extract::FromRef;
use rest::Rest;
use stepfunctions::StepFunctions;

/// What the API shows, and who lets operators in.
pub struct Parts {
    /// Who lets them in.
    pub rest: Rest,
    /// The engine.
    pub stepfunctions: Arc<StepFunctions>,
}

/// The console's API. Clones are the same.
#[derive(Clone)]
pub struct Console(Arc<Parts>);

impl Console {
    /// The API over these parts.
    pub fn new(parts: Parts) -> Console {
        Console(Arc::new(parts))
    }

    pub(crate) fn stepfunctions(&self) -> &Arc<StepFunctions> {
        &self.0.stepfunctions
    }
}

impl FromRef<Console> for Rest {
    fn from_ref(console: &Console) -> Rest {
        console.0.rest.clone()
    }
}
