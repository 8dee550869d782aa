//! `Events`: what calls a function.

mod mapping;
mod push;
mod rule;
mod schedule;
mod secured;

use super::super::Resource;
use super::super::hash;
use super::super::value::{Map, Value};
use super::origin::Origin;
use super::role::{self, Role};
use super::target::Target;
use super::{Expander, api};

/// One event of a function or a machine.
pub(super) struct Event {
    /// Its name in the template.
    pub(super) name: String,
    /// What logical ids of what it becomes begin with.
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) properties: Map,
    /// The tags that what is made for it has too (`PropagateTags`).
    pub(super) tags: Option<Value>,
}

/// What an event starts, and how it may.
pub(super) enum Started<'s> {
    /// A function, which permits the service to call it.
    Function(&'s Target),
    /// A machine, which the service takes a role on to start.
    Machine {
        arn: &'s Value,
        boundary: Option<&'s Value>,
    },
}

impl Expander<'_, '_, '_> {
    /// The events of a resource, in the order in which SAM expands them.
    pub(super) fn events(&mut self, origin: &Origin, given: &Map) -> Vec<Event> {
        let written = match given.get("Events") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Map(events)) => events,
            Some(other) => {
                let message = format!("`Events` is a map, not {}", other.describe());
                let hint = "write a name, and below it `Type` and `Properties`";
                self.problem(&origin.id, &["Events"], message, hint);
                return Vec::new();
            }
        };
        let mut events = Vec::new();
        let propagate = given.get("PropagateTags").and_then(Value::as_bool);
        let tags = given.get("Tags").filter(|_| propagate == Some(true));
        for (name, event) in written.iter() {
            let Some(kind) = event.get("Type").and_then(Value::as_text) else {
                let message = "the event has no type";
                let hint = "write `Type: Api`, `Schedule`, `SQS` or another kind of event";
                self.problem(&origin.id, &["Events", name], message, hint);
                continue;
            };
            let properties = event.get("Properties").and_then(Value::as_map);
            events.push(Event {
                name: name.to_owned(),
                id: format!("{}{name}", origin.id),
                kind: kind.to_owned(),
                properties: properties.cloned().unwrap_or_default(),
                tags: tags.cloned(),
            });
        }
        events
    }

    pub(super) fn function_events(
        &mut self,
        origin: &Origin,
        given: &Map,
        target: &Target,
        role: &mut Role,
        made: &mut Vec<Resource>,
    ) {
        let mut events = self.events(origin, given);
        // `$default` before other paths: it permits all of them.
        events.sort_by(|a, b| sort_key(a).cmp(sort_key(b)));
        for event in events {
            let started = Started::Function(target);
            match event.kind.as_str() {
                "Schedule" => self.schedule_rule(origin, &event, &started, made),
                "ScheduleV2" => self.schedule(origin, &event, &started, made),
                "EventBridgeRule" | "CloudWatchEvent" => {
                    self.pattern_rule(origin, &event, &started, made);
                }
                "Api" => self.rest_event(origin, &event, target, made),
                "HttpApi" => self.http_event(origin, &event, target, made),
                "SNS" => self.topic_event(origin, &event, target, role, made),
                "S3" => self.bucket_event(origin, &event, target, made),
                "CloudWatchLogs" => self.log_event(origin, &event, target, made),
                "IoTRule" => self.iot_event(origin, &event, target, made),
                "AlexaSkill" => self.skill_event(origin, &event, target, made),
                "Cognito" => self.user_pool_event(origin, &event, target, made),
                "SQS" | "Kinesis" | "DynamoDB" | "MSK" | "MQ" | "DocumentDB"
                | "SelfManagedKafka" => self.source_event(origin, &event, target, role, made),
                kind => {
                    let message = format!("events of type `{kind}` are not expanded");
                    self.note(&origin.id, &["Events", &event.name], message);
                }
            }
        }
    }

    /// A property that an event cannot go without.
    pub(super) fn required(&mut self, origin: &Origin, event: &Event, name: &str) -> Option<Value> {
        let value = event.properties.get(name).cloned();
        if value.is_none() {
            let message = format!("the event does not say its `{name}`");
            let hint = format!("events of type `{}` have one", event.kind);
            self.event_problem(origin, event, &[], message, hint);
        }
        value
    }

    pub(super) fn event_problem(
        &mut self,
        origin: &Origin,
        event: &Event,
        path: &[&str],
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let mut whole = vec!["Events", event.name.as_str(), "Properties"];
        whole.extend(path);
        self.problem(&origin.id, &whole, message, hint);
    }

    pub(super) fn known_event_properties(
        &mut self,
        origin: &Origin,
        event: &Event,
        known: &[&str],
    ) {
        let path = ["Events", event.name.as_str(), "Properties"];
        self.known_properties(origin, &path, &event.properties, known);
    }
}

fn sort_key(event: &Event) -> &str {
    match event.properties.get("Path").and_then(Value::as_text) {
        Some(path) => path,
        None if event.kind == "HttpApi" && !event.properties.contains_key("Method") => api::DEFAULT,
        None => &event.name,
    }
}

/// What a permission for a service is narrowed to.
#[derive(Default)]
pub(super) struct Narrowed {
    pub(super) source: Option<Value>,
    pub(super) account: Option<Value>,
    pub(super) token: Option<Value>,
}

/// The permission of a service to call a function.
pub(super) fn permission(
    origin: &Origin,
    prefix: &str,
    suffix: &str,
    service: &str,
    target: &Target,
    narrowed: Narrowed,
) -> Resource {
    let suffix = if suffix.chars().all(char::is_alphanumeric) {
        suffix.to_owned()
    } else {
        hash::of_text(suffix)
    };
    let mut properties = Map::new();
    properties.insert("Action", "lambda:InvokeFunction".into());
    properties.insert("FunctionName", target.name.clone());
    properties.insert("Principal", service.into());
    properties.insert_some("SourceAccount", narrowed.account);
    properties.insert_some("SourceArn", narrowed.source);
    properties.insert_some("EventSourceToken", narrowed.token);
    let id = format!("{prefix}Permission{suffix}");
    origin.made(id, "AWS::Lambda::Permission", properties)
}

/// The role in which a service starts a machine.
pub(super) fn starting_role(
    event: &Event,
    service: &str,
    arn: &Value,
    boundary: Option<&Value>,
) -> Role {
    let mut role = Role::of(format!("{}Role", event.id), service);
    let name = format!("{}StartExecutionPolicy", role.logical_id);
    role.policies.push(role::policy(
        name,
        &[("states:StartExecution", arn.clone())],
    ));
    role.boundary = boundary.cloned();
    role
}
