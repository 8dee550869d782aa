//! Why a question has no answer, in words for whoever asked: what failed and what to do.
//!
//! They are read in a chat window, so nothing of them is internal: causes, ARNs and messages of
//! services go to the log.

use std::fmt;

use super::workflow::NotAnOutput;

/// What failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The workflow ended otherwise than well: how, and with which error.
    Workflow {
        status: String,
        error: Option<String>,
    },
    /// It did not end in time, after so many seconds.
    WorkflowLate(u64),
    /// It could not be run: the service's code, where it answered.
    WorkflowNotRun(Option<String>),
    /// Its output is none that the gateway knows.
    Output(NotAnOutput),
    /// The model was not asked, or refused: the service's code, where it answered.
    Model(Option<String>),
    /// The model did not begin in time, after so many seconds.
    ModelLate(u64),
    /// A parameter would be refused by the model: which, and what it should be.
    Parameter { name: String, should: &'static str },
    /// The header that says who asks is missing or is not what it should be.
    Token,
    /// `workflow_id` names no workflow.
    WorkflowId,
    /// The account has no such workflow.
    UnknownWorkflow,
    /// The table of workflows cannot be read: the service's code, where it answered.
    Table(Option<String>),
}

impl Trouble {
    /// A parameter that would be refused.
    pub(super) fn parameter(name: impl Into<String>, should: &'static str) -> Trouble {
        Trouble::Parameter {
            name: name.into(),
            should,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Workflow { status, error } => {
                write!(f, "the workflow ended as {status}")?;
                if let Some(error) = error {
                    write!(f, " with the error `{error}`")?;
                }
                f.write_str("; its execution's history says why. Nothing was asked of the model")
            }
            Trouble::WorkflowLate(seconds) => write!(
                f,
                "the workflow has not ended within {seconds} seconds; try again, or look at its execution"
            ),
            Trouble::WorkflowNotRun(code) => {
                let code = code.as_deref();
                f.write_str("the workflow could not be run")?;
                in_code(f, code)?;
                f.write_str(advice(code, "; check the state machine and its ARN"))
            }
            Trouble::Output(why) => write!(
                f,
                "the workflow's output is not what the gateway takes: {why}. \
                 See `bedrock_details`, `context_data` and `system_chain_data` in docs/gateway.md"
            ),
            Trouble::Model(code) => {
                let code = code.as_deref();
                f.write_str("the model did not answer")?;
                in_code(f, code)?;
                f.write_str(advice(
                    code,
                    "; check the model's id and its parameters",
                ))
            }
            Trouble::ModelLate(seconds) => write!(
                f,
                "the model has not begun to answer within {seconds} seconds; try again"
            ),
            Trouble::Parameter { name, should } => write!(f, "`{name}` should be {should}"),
            Trouble::Token => f.write_str(
                "the header `x-access-token` should be the JSON of a token's claims, with `custom:account_id`; sign in again",
            ),
            Trouble::WorkflowId => f.write_str(
                "`workflow_params.workflow_id` should be like `workflow#details#1`",
            ),
            Trouble::UnknownWorkflow => f.write_str(
                "this account has no workflow of that id; choose one that its configuration lists",
            ),
            Trouble::Table(code) => {
                let code = code.as_deref();
                f.write_str("the account's workflows could not be read")?;
                in_code(f, code)?;
                f.write_str(advice(code, "; check the table of workflows"))
            }
        }
    }
}

fn in_code(f: &mut fmt::Formatter<'_>, code: Option<&str>) -> fmt::Result {
    match code {
        Some(code) => write!(f, " ({code})"),
        None => Ok(()),
    }
}

/// What to do about a service's code; `check` is the advice for a code that says nothing else.
fn advice(code: Option<&str>, check: &'static str) -> &'static str {
    match code {
        None => "; the service cannot be reached now, try again in a moment",
        Some("AccessDeniedException") => {
            "; the gateway is not allowed to: its role needs that permission"
        }
        Some(
            "ThrottlingException"
            | "TooManyRequestsException"
            | "ProvisionedThroughputExceededException"
            | "ServiceUnavailableException"
            | "ModelNotReadyException"
            | "InternalServerException",
        ) => "; try again in a moment",
        Some(_) => check,
    }
}
