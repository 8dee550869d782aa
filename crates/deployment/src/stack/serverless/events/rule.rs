//! `Schedule`, `EventBridgeRule`: rules of EventBridge.

use super::super::super::Resource;
use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::origin::Origin;
use super::{Event, Narrowed, Started, permission, starting_role};

const SERVICE: &str = "events.amazonaws.com";

/// A target's id has at most so many characters (EventBridge API reference, Target).
const TARGET_ID_CHARS_MAX: usize = 64;

/// What a target of a rule is given, as events say it too.
const OF_TARGET: [&str; 4] = ["Input", "InputPath", "RetryPolicy", "InputTransformer"];

impl Expander<'_, '_, '_> {
    /// A rule that a clock fires.
    pub(in super::super) fn schedule_rule(
        &mut self,
        origin: &Origin,
        event: &Event,
        started: &Started<'_>,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(
            origin,
            event,
            &[
                "Schedule",
                "RuleName",
                "Input",
                "Enabled",
                "State",
                "Name",
                "Description",
                "DeadLetterConfig",
                "RetryPolicy",
                "Target",
                "RoleArn",
            ],
        );
        let Some(expression) = self.required(origin, event, "Schedule") else {
            return;
        };
        let mut properties = Map::new();
        properties.insert("ScheduleExpression", expression);
        properties.insert_some("Name", event.properties.get("Name").cloned());
        properties.insert_some("Description", event.properties.get("Description").cloned());
        self.rule(origin, event, started, properties, made);
    }

    /// A rule that events of a pattern fire.
    pub(in super::super) fn pattern_rule(
        &mut self,
        origin: &Origin,
        event: &Event,
        started: &Started<'_>,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(
            origin,
            event,
            &[
                "EventBusName",
                "RuleName",
                "Pattern",
                "DeadLetterConfig",
                "RetryPolicy",
                "Input",
                "InputPath",
                "Target",
                "Enabled",
                "State",
                "InputTransformer",
            ],
        );
        let mut properties = Map::new();
        properties.insert_some("EventBusName", event.properties.get("EventBusName").cloned());
        properties.insert_some("EventPattern", event.properties.get("Pattern").cloned());
        properties.insert_some("Name", event.properties.get("RuleName").cloned());
        self.rule(origin, event, started, properties, made);
    }

    fn rule(
        &mut self,
        origin: &Origin,
        event: &Event,
        started: &Started<'_>,
        mut properties: Map,
        made: &mut Vec<Resource>,
    ) {
        let given = &event.properties;
        let enabled = given.get("Enabled");
        if enabled.is_some() && given.contains_key("State") {
            let message = "the event says both `Enabled` and `State`";
            self.event_problem(origin, event, &["Enabled"], message, "keep `State`");
        }
        let state = enabled.and_then(Value::as_bool).map(|enabled| {
            Value::from(if enabled { "ENABLED" } else { "DISABLED" })
        });
        properties.insert_some("State", state.or_else(|| given.get("State").cloned()));
        let rule_arn = Value::attribute(event.id.as_str(), "Arn");
        let mut target = Map::new();
        let (arn, suffix) = match started {
            Started::Function(target) => (&target.arn, "LambdaTarget"),
            Started::Machine { arn, .. } => (*arn, "StepFunctionsTarget"),
        };
        target.insert("Arn", arn.clone());
        let id = given.get("Target").and_then(|target| target.get("Id"));
        let id = id.cloned().unwrap_or_else(|| target_id(&event.id, suffix).into());
        target.insert("Id", id);
        let mut after = Vec::new();
        match started {
            Started::Function(function) => {
                let narrowed = Narrowed {
                    source: Some(rule_arn.clone()),
                    ..Narrowed::default()
                };
                after.push(permission(origin, &event.id, "", SERVICE, function, narrowed));
            }
            Started::Machine { arn, boundary } => {
                let role = given.get("RoleArn").cloned().unwrap_or_else(|| {
                    let role = starting_role(event, SERVICE, arn, *boundary);
                    let arn = role.arn();
                    after.push(role.into_resource(origin));
                    arn
                });
                target.insert("RoleArn", role);
            }
        }
        for name in OF_TARGET {
            target.insert_some(name, given.get(name).cloned());
        }
        if let Some(letters) = given.get("DeadLetterConfig") {
            let queue = self.dead_letter_queue(origin, event, letters, &mut after);
            if let Some((arn, made_queue)) = queue {
                if let Some(queue) = made_queue {
                    after.push(queue_policy(origin, event, &rule_arn, &queue));
                }
                target.insert("DeadLetterConfig", Value::map([("Arn", arn)]));
            }
        }
        properties.insert("Targets", Value::list([Value::Map(target)]));
        made.push(origin.made(event.id.as_str(), "AWS::Events::Rule", properties));
        made.append(&mut after);
    }

    /// Where an event goes that could not be delivered: the ARN of a queue, and the logical id of
    /// the queue if it is made.
    pub(super) fn dead_letter_queue(
        &mut self,
        origin: &Origin,
        event: &Event,
        letters: &Value,
        made: &mut Vec<Resource>,
    ) -> Option<(Value, Option<String>)> {
        let kind = letters.get("Type").and_then(Value::as_text);
        match (letters.get("Arn"), kind) {
            (Some(arn), None) => Some((arn.clone(), None)),
            (None, Some("SQS")) => {
                let given = letters.get("QueueLogicalId").and_then(Value::as_text);
                let id = given.map_or_else(|| format!("{}Queue", event.id), str::to_owned);
                made.push(origin.made(id.as_str(), "AWS::SQS::Queue", Map::new()));
                Some((Value::attribute(id.as_str(), "Arn"), Some(id)))
            }
            _ => {
                let message = "this is no queue for what cannot be delivered";
                let hint = "write `Arn` of a queue, or `Type: SQS` to have one made";
                self.event_problem(origin, event, &["DeadLetterConfig"], message, hint);
                None
            }
        }
    }
}

/// Allows a rule to send to the queue that was made for it.
fn queue_policy(origin: &Origin, event: &Event, rule: &Value, queue: &str) -> Resource {
    let equals = Value::map([("aws:SourceArn", rule.clone())]);
    let statement = Value::map([
        ("Action", "sqs:SendMessage".into()),
        ("Effect", "Allow".into()),
        ("Principal", Value::map([("Service", SERVICE.into())])),
        ("Resource", Value::attribute(queue, "Arn")),
        ("Condition", Value::map([("ArnEquals", equals)])),
    ]);
    let document = Value::map([
        ("Version", "2012-10-17".into()),
        ("Statement", Value::list([statement])),
    ]);
    let mut properties = Map::new();
    properties.insert("PolicyDocument", document);
    properties.insert("Queues", Value::list([Value::reference(queue)]));
    let id = format!("{}QueuePolicy", event.id);
    origin.made(id, "AWS::SQS::QueuePolicy", properties)
}

fn target_id(event: &str, suffix: &str) -> String {
    let start: String = event.chars().take(TARGET_ID_CHARS_MAX - suffix.len()).collect();
    format!("{start}{suffix}")
}
