//! What leave an operation needs (Service Authorization Reference, AWS Step Functions).

use std::borrow::Cow;

use serde::Deserialize;
use wire::{PassedRole, Permission};

use crate::arn::StateMachineArn;
use crate::shape::Operation;

/// The members of requests that name what is acted upon. Everything else is skipped unread.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(clippy::struct_field_names, reason = "the names are AWS's")]
struct Resources<'a> {
    #[serde(borrow)]
    activity_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    execution_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    map_run_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    state_machine_alias_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    state_machine_arn: Option<Cow<'a, str>>,
    #[serde(borrow)]
    state_machine_version_arn: Option<Cow<'a, str>>,
}

/// Where an alias that is to be made leads to.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Routing<'a> {
    #[serde(borrow)]
    routing_configuration: Vec<Resources<'a>>,
}

/// What leave `operation` needs. A body that cannot be read acts upon `*`; it is refused later.
pub(super) fn needed(operation: Operation, body: &[u8]) -> Permission {
    let given = || serde_json::from_slice::<Resources<'_>>(body).unwrap_or_default();
    let resource = match operation {
        Operation::CreateActivity
        | Operation::CreateStateMachine
        | Operation::ListActivities
        | Operation::ListStateMachines
        | Operation::SendTaskFailure
        | Operation::SendTaskHeartbeat
        | Operation::SendTaskSuccess
        | Operation::TestState
        | Operation::ValidateStateMachineDefinition => None,
        Operation::CreateStateMachineAlias => machine_of_routes(body).map(Cow::Owned),
        Operation::DeleteActivity | Operation::DescribeActivity | Operation::GetActivityTask => {
            given().activity_arn
        }
        Operation::DeleteStateMachine
        | Operation::DescribeStateMachine
        | Operation::ListStateMachineAliases
        | Operation::ListStateMachineVersions
        | Operation::PublishStateMachineVersion
        | Operation::StartExecution
        | Operation::StartSyncExecution
        | Operation::UpdateStateMachine => given().state_machine_arn,
        Operation::DeleteStateMachineAlias
        | Operation::DescribeStateMachineAlias
        | Operation::UpdateStateMachineAlias => given().state_machine_alias_arn,
        Operation::DeleteStateMachineVersion => given().state_machine_version_arn,
        Operation::DescribeExecution
        | Operation::DescribeStateMachineForExecution
        | Operation::GetExecutionHistory
        | Operation::ListMapRuns
        | Operation::RedriveExecution
        | Operation::StopExecution => given().execution_arn,
        Operation::DescribeMapRun | Operation::UpdateMapRun => given().map_run_arn,
        Operation::ListExecutions => {
            let given = given();
            given.state_machine_arn.or(given.map_run_arn)
        }
        Operation::ListTagsForResource | Operation::TagResource | Operation::UntagResource => {
            given().resource_arn
        }
    };
    Permission {
        action: format!("states:{}", operation.name()),
        resource: resource.map_or_else(|| "*".to_owned(), Cow::into_owned),
    }
}

/// The token of the task that `operation` ends or keeps alive. Leave for that is given for the state
/// machine, as SAM's `StepFunctionsCallbackPolicy` does.
pub(super) fn token_of(operation: Operation, body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Task {
        task_token: String,
    }
    match operation {
        Operation::SendTaskFailure | Operation::SendTaskHeartbeat | Operation::SendTaskSuccess => {
            let task: Task = serde_json::from_slice(body).ok()?;
            Some(task.task_token)
        }
        _ => None,
    }
}

/// The role that `operation` gives to a machine.
pub(super) fn passed_role(operation: Operation, body: &[u8]) -> Option<PassedRole> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Role {
        role_arn: Option<String>,
    }
    match operation {
        Operation::CreateStateMachine | Operation::UpdateStateMachine | Operation::TestState => {
            let role: Role = serde_json::from_slice(body).ok()?;
            Some(PassedRole {
                role_arn: role.role_arn?,
                service: "states.amazonaws.com",
            })
        }
        _ => None,
    }
}

fn machine_of_routes(body: &[u8]) -> Option<String> {
    let routing: Routing<'_> = serde_json::from_slice(body).ok()?;
    let route = routing.routing_configuration.into_iter().next()?;
    let version_arn = route.state_machine_version_arn?;
    let machine = StateMachineArn::parse(&version_arn).ok()?;
    Some(machine.unqualified.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(operation: Operation, body: &serde_json::Value) -> String {
        needed(operation, body.to_string().as_bytes()).resource
    }

    #[test]
    fn what_is_acted_upon_is_in_the_body() {
        let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:shop";
        let alias = json!({"routingConfiguration":
            [{"weight": 100, "stateMachineVersionArn": format!("{machine}:3")}]});
        for (operation, body, expected) in [
            (
                Operation::StartExecution,
                json!({"input": "{}", "stateMachineArn": machine}),
                machine,
            ),
            (Operation::ListExecutions, json!({"mapRunArn": "m"}), "m"),
            (
                Operation::TagResource,
                json!({"resourceArn": "r", "tags": []}),
                "r",
            ),
            (Operation::CreateStateMachineAlias, alias, machine),
            (Operation::CreateStateMachine, json!({"name": "shop"}), "*"),
            (Operation::SendTaskSuccess, json!({"taskToken": "t"}), "*"),
            (
                Operation::DescribeExecution,
                json!({"executionArn": 1}),
                "*",
            ),
        ] {
            assert_eq!(resource(operation, &body), expected, "{operation:?}");
        }
    }

    #[test]
    fn the_action_is_the_operation() {
        for operation in Operation::ALL {
            let permission = needed(*operation, b"not JSON");
            assert_eq!(permission.action, format!("states:{}", operation.name()));
        }
    }
}
