//! What the API is made of.

use std::sync::Arc;

use axum::extract::FromRef;
use bedrock::Bedrock;
use cloud::Cloud;
use delivery::StoreId;
use jiff::Timestamp;
use journal::Journal;
use lambda::Lambda;
use rest::{Problem, Rest};
use stepfunctions::StepFunctions;
use stepfunctions::observe::{Observe, Unobservable};

use crate::cost::{Ledger, Quantities, SETTLED_EVERY};
use crate::orders::Orders;
use crate::routes::{unanswered, unreadable};
use crate::studio::shelf::Shelf;
use crate::studio::workbench::Workbench;

/// What the API shows, and who lets operators in.
pub struct Parts {
    /// Who lets them in.
    pub rest: Rest,
    /// The engine.
    pub stepfunctions: Arc<StepFunctions>,
    /// Where what was used is kept.
    pub journal: Journal,
    /// Who knows how much is asked of the services.
    pub cloud: Cloud,
    /// The functions.
    pub lambda: Arc<Lambda>,
    /// The models and the knowledge bases.
    pub bedrock: Bedrock,
    /// The model that finds the words of the chat, where one does.
    pub chat_model: Option<String>,
    /// The store whose orders are found by their executions.
    pub store: StoreId,
}

/// The console's API. Clones are the same.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    parts: Parts,
    orders: Orders,
    ledger: Ledger,
    workbench: Workbench,
    shelf: Shelf,
}

impl Console {
    /// The API over these parts. Must be called within a tokio runtime.
    pub fn new(parts: Parts) -> Console {
        let delivery = parts.rest.delivery().clone();
        let observe = parts.stepfunctions.observe().clone();
        let orders = Orders::new(delivery, observe, parts.store.clone());
        let ledger = Ledger::new(parts.journal.clone());
        let shelf = Shelf::new(parts.journal.clone());
        Console(Arc::new(Inner {
            parts,
            orders,
            ledger,
            workbench: Workbench::new(),
            shelf,
        }))
    }

    /// Reads what there is to be found, and keeps up with it for ever: orders and executions, so that
    /// nobody who looks for one has to wait for that.
    pub async fn keep_up(&self) {
        let observe = self.observe().clone();
        let warm = tokio::task::spawn_blocking(move || observe.warm()).await;
        if let Ok(Err(error)) = warm {
            tracing::warn!(%error, "executions could not be read for the console");
        }
        tokio::join!(self.orders().keep_up(), self.keep_counting());
    }

    async fn keep_counting(&self) {
        loop {
            tokio::time::sleep(SETTLED_EVERY).await;
            // Why not was said; what was counted is written the next time.
            let _ = self.settle().await;
        }
    }

    /// Writes what was used until now, as the server must when it ends.
    pub async fn settle(&self) -> Result<(), Problem> {
        let Parts {
            stepfunctions,
            lambda,
            cloud,
            ..
        } = &self.0.parts;
        let counted = Quantities::counted(stepfunctions, lambda, cloud);
        let settled = self.ledger().settle(counted, Timestamp::now()).await;
        settled.map_err(|error| {
            tracing::warn!(%error, "what was used could not be written");
            unanswered()
        })
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    pub(crate) fn workbench(&self) -> &Workbench {
        &self.0.workbench
    }

    pub(crate) fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    pub(crate) fn stepfunctions(&self) -> &Arc<StepFunctions> {
        &self.0.parts.stepfunctions
    }

    pub(crate) fn observe(&self) -> &Observe {
        self.stepfunctions().observe()
    }

    pub(crate) fn lambda(&self) -> &Lambda {
        &self.0.parts.lambda
    }

    pub(crate) fn bedrock(&self) -> &Bedrock {
        &self.0.parts.bedrock
    }

    pub(crate) fn chat_model(&self) -> Option<&str> {
        self.0.parts.chat_model.as_deref()
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
