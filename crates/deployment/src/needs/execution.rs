//! Nested executions: `states:startExecution`.

use asl::state::IntegrationPattern;

use crate::arguments::{Arguments, Said};
use crate::pattern::Pattern;

use super::Asking;

/// What EventBridge tells Step Functions of the end of nested executions.
const RULE: &str = "StepFunctionsGetEventsForStepFunctionsExecutionRule";

impl Asking<'_> {
    pub(super) fn start_execution(
        &mut self,
        arguments: Arguments<'_>,
        pattern: IntegrationPattern,
    ) {
        let field = format!("{}.StateMachineArn", arguments.field);
        let machine = match arguments.text("StateMachineArn") {
            Said::Text(arn) => Some(arn),
            Said::Computed | Said::Nothing => None,
        };
        let computed = "which state machine is computed at run time";
        let (started, reason) = match &machine {
            Some(arn) => (arn.clone(), "an execution of it is started"),
            None => (Pattern::own("states", "stateMachine:*"), computed),
        };
        self.needs("states:StartExecution", started, &field, reason);
        if !matches!(pattern, IntegrationPattern::Sync | IntegrationPattern::Sync2) {
            return;
        }
        let executions = machine.as_ref().and_then(executions_of);
        let reason = match (&machine, &executions) {
            (_, Some(_)) => "the task waits for its end and stops it when it is stopped itself",
            (Some(_), None) => {
                "the task waits for its end; the name of the machine is filled in when it is deployed"
            }
            (None, None) => computed,
        };
        let executions = executions.unwrap_or_else(|| Pattern::own("states", "execution:*"));
        for action in ["states:DescribeExecution", "states:StopExecution"] {
            self.needs(action, executions.clone(), &field, reason);
        }
        self.managed_rule(RULE);
    }
}

/// The executions of a machine: `arn:…:execution:NAME:*`.
fn executions_of(machine: &Pattern) -> Option<Pattern> {
    let pieces = machine.split_at_colons(8);
    let [arn, partition, service, region, account, kind, name, ..] = pieces.as_slice() else {
        return None;
    };
    if kind.as_text() != Some("stateMachine") {
        return None;
    }
    let mut executions = arn.clone();
    for piece in [partition, service, region, account] {
        executions = executions.followed_by(":").followed_by(piece.clone());
    }
    let executions = executions.followed_by(":execution:");
    Some(executions.followed_by(name.clone()).followed_by(":*"))
}
