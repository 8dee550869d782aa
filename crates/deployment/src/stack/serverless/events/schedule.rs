//! `ScheduleV2`: schedules of EventBridge Scheduler.

use super::super::super::Resource;
use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::origin::Origin;
use super::super::role::{self, Role};
use super::{Event, Started};

const PROPERTIES: [&str; 16] = [
    "PermissionsBoundary",
    "ScheduleExpression",
    "FlexibleTimeWindow",
    "Name",
    "State",
    "Description",
    "StartDate",
    "EndDate",
    "ScheduleExpressionTimezone",
    "GroupName",
    "KmsKeyArn",
    "Input",
    "RoleArn",
    "DeadLetterConfig",
    "RetryPolicy",
    "OmitName",
];

/// Properties that are the same on the schedule.
const PASSED_ON: [&str; 7] = [
    "State",
    "Description",
    "StartDate",
    "EndDate",
    "ScheduleExpressionTimezone",
    "GroupName",
    "KmsKeyArn",
];

impl Expander<'_, '_, '_> {
    pub(in super::super) fn schedule(
        &mut self,
        origin: &Origin,
        event: &Event,
        started: &Started<'_>,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &PROPERTIES);
        let Some(expression) = self.required(origin, event, "ScheduleExpression") else {
            return;
        };
        let given = &event.properties;
        let mut properties = Map::new();
        properties.insert("ScheduleExpression", expression);
        if given.get("OmitName").and_then(Value::as_bool) != Some(true) {
            let name = given.get("Name").cloned();
            let name = name.unwrap_or_else(|| event.id.as_str().into());
            properties.insert("Name", name);
        }
        let window = given.get("FlexibleTimeWindow").cloned();
        let window = window.unwrap_or_else(|| Value::map([("Mode", "OFF".into())]));
        properties.insert("FlexibleTimeWindow", window);
        for name in PASSED_ON {
            properties.insert_some(name, given.get(name).cloned());
        }
        let (arn, action, policy) = match started {
            Started::Function(target) => (&target.arn, "lambda:InvokeFunction", "LambdaPolicy"),
            Started::Machine { arn, .. } => {
                (*arn, "states:StartExecution", "StartExecutionPolicy")
            }
        };
        let mut target = Map::new();
        target.insert("Arn", arn.clone());
        let mut after = Vec::new();
        let mut letters = None;
        if let Some(config) = given.get("DeadLetterConfig") {
            letters = self.dead_letter_queue(origin, event, config, &mut after);
        }
        let letters = letters.map(|(arn, _)| arn);
        let role = given.get("RoleArn").cloned().unwrap_or_else(|| {
            let mut role = Role::of(format!("{}Role", event.id), "scheduler.amazonaws.com");
            let name = format!("{}{policy}", event.id);
            role.policies.push(role::policy(name, &[(action, arn.clone())]));
            if let Some(queue) = &letters {
                let name = format!("{}SQSPolicy", event.id);
                role.policies.push(role::policy(name, &[("sqs:SendMessage", queue.clone())]));
            }
            role.boundary = given.get("PermissionsBoundary").cloned();
            let arn = role.arn();
            after.push(role.into_resource(origin));
            arn
        });
        target.insert("RoleArn", role);
        target.insert_some("Input", given.get("Input").cloned());
        if let Some(queue) = letters {
            target.insert("DeadLetterConfig", Value::map([("Arn", queue)]));
        }
        target.insert_some("RetryPolicy", given.get("RetryPolicy").cloned());
        properties.insert("Target", Value::Map(target));
        made.push(origin.made(event.id.as_str(), "AWS::Scheduler::Schedule", properties));
        made.append(&mut after);
    }
}
