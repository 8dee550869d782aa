//! What the API is made of.

use std::sync::Arc;

use axum::extract::FromRef;
use delivery::StoreId;
use rest::{Problem, Rest};
use stepfunctions::StepFunctions;
use stepfunctions::observe::{Observe, Unobservable};

use crate::orders::Orders;
use crate::routes::{unanswered, unreadable};

/// What the API shows, and who lets operators in.
pub struct Parts {
    /// Who lets them in.
    pub rest: Rest,
    /// The engine.
    pub stepfunctions: Arc<StepFunctions>,
    /// The store whose orders are found by their executions.
    pub store: StoreId,
}

/// The console's API. Clones are the same.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    parts: Parts,
    orders: Orders,
}

impl Console {
    /// The API over these parts. Must be called within a tokio runtime.
    pub fn new(parts: Parts) -> Console {
        let delivery = parts.rest.delivery().clone();
        let observe = parts.stepfunctions.observe().clone();
        let orders = Orders::new(delivery, observe, parts.store.clone());
        Console(Arc::new(Inner { parts, orders }))
    }

    /// Reads what there is to be found, and keeps up with it for ever: orders and executions, so that
    /// nobody who looks for one has to wait for that.
    pub async fn keep_up(&self) {
        let observe = self.observe().clone();
        let warm = tokio::task::spawn_blocking(move || observe.warm()).await;
        if let Ok(Err(error)) = warm {
            tracing::warn!(%error, "executions could not be read for the console");
        }
        self.orders().keep_up().await;
    }

    pub(crate) fn stepfunctions(&self) -> &Arc<StepFunctions> {
        &self.0.parts.stepfunctions
    }

    pub(crate) fn observe(&self) -> &Observe {
        self.stepfunctions().observe()
    }

    pub(crate) fn orders(&self) -> &Orders {
        &self.0.orders
    }

    pub(crate) fn rest(&self) -> &Rest {
        &self.0.parts.rest
    }

    /// Asks the engine, on a thread that may wait for the journal.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Observe) -> Result<T, Unobservable> + Send + 'static,
    ) -> Result<T, Problem> {
        let observe = self.observe().clone();
        let answered = tokio::task::spawn_blocking(move || question(&observe)).await;
        answered.map_err(|_| unanswered())?.map_err(unreadable)
    }
}

impl FromRef<Console> for Rest {
    fn from_ref(console: &Console) -> Rest {
        console.rest().clone()
    }
}
