//! Scenarios: what the assistant does besides its own dialogue, as workflows that a shop can change.
//!
//! Each is a state machine of `workflows/assistant/`, run by Step Functions, with the functions of
//! [`functions`]. `docs/scenarios.md` says what each is for and how to run it.
//!
//! | module | holds |
//! |---|---|
//! | [`caller`], [`prompt_input`] | for whom a workflow works, and what was said |
//! | [`model_json`] | JSON that a model was asked to write |
//! | [`classification`], [`churn`] | what a conversation is about, and whether its customer leaves |
//! | [`coupon`] | what is offered to who leaves, and a person approves |
//! | [`experiment`], [`assignment`], [`experiments`] | two variants, and who has which |
//! | [`comparison`], [`interval`] | which of them does better |
//! | [`api_call`] | calls that a model may write |
//! | [`partiql`], [`orders_view`] | statements that a model may write, and the rows they read |
//! | [`table`] | what is remembered |
//! | [`functions`] | the functions of the workflows |
//! | `settling` | what is needed of the services, made |

pub mod api_call;
pub mod assignment;
pub mod caller;
pub mod churn;
pub mod classification;
pub mod comparison;
pub mod coupon;
pub mod experiment;
pub mod experiments;
pub mod functions;
pub mod interval;
pub mod model_json;
pub mod orders_view;
pub mod partiql;
pub mod prompt_input;
mod settling;
pub mod table;

use std::fmt;
use std::sync::Arc;

use delivery::{Delivery, StoreId};

use crate::understand::Understand;
use coupon::Coupons;
use experiments::Experiments;
use orders_view::OrdersView;

/// The workflow that takes a conversation on to another.
pub const ROUTER: Workflow = Workflow {
    scenario: "router",
    state_machine: "assistant-router",
    definition: include_str!("../../../workflows/assistant/router.asl.json"),
    kind: WorkflowKind::Express,
};

/// The workflow that gives a conversation its variant of an experiment.
pub const AB_TEST: Workflow = Workflow {
    scenario: "ab-test",
    state_machine: "assistant-ab-test",
    definition: include_str!("../../../workflows/assistant/ab-test.asl.json"),
    kind: WorkflowKind::Express,
};

/// The workflow in which a model writes a call of an API.
pub const API_CALL: Workflow = Workflow {
    scenario: "api-call",
    state_machine: "assistant-api-call",
    definition: include_str!("../../../workflows/assistant/api-call.asl.json"),
    kind: WorkflowKind::Express,
};

/// The workflow in which a model writes a statement about the customer's orders.
pub const SQL_QUERY: Workflow = Workflow {
    scenario: "sql-query",
    state_machine: "assistant-sql-query",
    definition: include_str!("../../../workflows/assistant/sql-query.asl.json"),
    kind: WorkflowKind::Express,
};

/// The workflow that wins a customer back.
pub const RETENTION: Workflow = Workflow {
    scenario: "retention",
    state_machine: "assistant-retention",
    definition: include_str!("../../../workflows/assistant/retention.asl.json"),
    kind: WorkflowKind::Standard,
};

/// All workflows.
pub const WORKFLOWS: [Workflow; 5] = [ROUTER, AB_TEST, API_CALL, SQL_QUERY, RETENTION];

/// A workflow of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// What it is called where one is chosen: `sql-query`.
    pub scenario: &'static str,
    /// The name of its state machine.
    pub state_machine: &'static str,
    /// Amazon States Language.
    pub definition: &'static str,
    /// How it is run.
    pub kind: WorkflowKind,
}

/// How a workflow is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkflowKind {
    /// Within a request: `StartSyncExecution`. These serve the gateway.
    Express,
    /// For as long as it takes.
    Standard,
}

impl Workflow {
    /// The workflow that serves the gateway and is called so; nothing for those that do not serve it.
    pub fn of_scenario(scenario: &str) -> Option<Workflow> {
        WORKFLOWS.into_iter().find(|workflow| {
            workflow.scenario == scenario && workflow.kind == WorkflowKind::Express
        })
    }
}

/// The scenarios of a shop. Clones are the same.
#[derive(Clone)]
pub struct Scenarios(Arc<Inner>);

struct Inner {
    delivery: Delivery,
    /// Whose experiments somebody takes part in who is not signed in.
    store: StoreId,
    understand: Arc<dyn Understand>,
    experiments: Experiments,
    coupons: Coupons,
    orders_view: OrdersView,
}

impl Scenarios {
    /// The scenarios of a delivery; `store` is where somebody is who is not signed in.
    pub fn new(delivery: Delivery, store: StoreId, understand: Arc<dyn Understand>) -> Scenarios {
        Scenarios(Arc::new(Inner {
            experiments: Experiments::beside(&delivery),
            coupons: Coupons::beside(&delivery),
            orders_view: OrdersView::beside(&delivery),
            delivery,
            store,
            understand,
        }))
    }

    /// Experiments, and what came of them.
    pub fn experiments(&self) -> &Experiments {
        &self.0.experiments
    }

    /// Coupons, and who waits for one.
    pub fn coupons(&self) -> &Coupons {
        &self.0.coupons
    }
}

impl fmt::Debug for Scenarios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scenarios")
            .field("store", &self.0.store)
            .finish_non_exhaustive()
    }
}
