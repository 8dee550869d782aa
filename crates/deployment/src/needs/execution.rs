//! Nested executions: `states:startExecution`.

use asl::state::IntegrationPattern;

use crate::arguments::{Arguments, Said};
use crate::pattern::{Part, Pattern};

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
            Said::Text(arn) if !arn.may_be_arn() => {
                self.unknown(&arn.to_string(), "this is not the ARN of a state machine");
                return;
            }
            Said::Text(arn) => Some(arn),
            Said::Computed | Said::Nothing => None,
        };
        let computed = "which state machine is computed at run time";
        let (started, reason) = match &machine {
            Some(arn) => (arn.clone(), "an execution of it is started"),
            None => (Pattern::own("states", "stateMachine:*"), computed),
        };
        self.needs("states:StartExecution", started, &field, reason);
        if !matches!(
            pattern,
            IntegrationPattern::Sync | IntegrationPattern::Sync2
        ) {
            return;
        }
        let (executions, reason) = match machine.as_ref().and_then(executions_of) {
            Some(executions) => (
                executions,
                "the task waits for its end, and stops it when it is stopped itself",
            ),
            None => (Pattern::own("states", "execution:*"), computed),
        };
        for action in ["states:DescribeExecution", "states:StopExecution"] {
            self.needs(action, executions.clone(), &field, reason);
        }
        self.managed_rule(RULE);
    }
}

/// Where the name is in `arn:aws:states:us-east-1:123456789012:stateMachine:NAME`.
const NAME_PIECE: usize = 6;

/// The executions of a machine: `arn:…:execution:NAME:*`.
fn executions_of(machine: &Pattern) -> Option<Pattern> {
    if let Some(placeholder) = machine.as_placeholder() {
        let piece = |index| Pattern::default().and(Part::Segment(placeholder.clone(), ':', index));
        let name = Pattern::text("execution:").followed_by(piece(NAME_PIECE));
        return Some(Pattern::own("states", name.followed_by(":*")));
    }
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
