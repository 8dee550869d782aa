//! A state machine of a stack, with the definition that it would be made with.

use std::collections::BTreeMap;

use asl::StateMachine;
use asl::json;
use asl::parse::{Options, Placeholders, parse};

use super::review::Action;
use super::shape::Shapes;
use crate::needs::Needs;
use crate::stack::{Resource, Stack, Value};

/// A state machine of a stack.
pub(super) struct Machine<'a> {
    pub(super) resource: &'a Resource,
    pub(super) name: String,
    pub(super) is_express: bool,
    /// Whether every event is logged.
    pub(super) logs_all: bool,
    pub(super) is_traced: bool,
    pub(super) definition: Result<Definition, String>,
}

/// A definition that can be read.
pub(super) struct Definition {
    pub(super) bytes: usize,
    pub(super) machine: StateMachine,
    pub(super) needs: Needs,
    /// What its placeholders become.
    pub(super) substitutions: BTreeMap<String, String>,
    /// What each state needs, filled in.
    pub(super) actions: Vec<Action>,
}

impl<'a> Machine<'a> {
    /// Those of a stack.
    pub(super) fn all(
        stack: &'a Stack,
        shapes: &Shapes<'a>,
        read: &dyn Fn(&str) -> Result<String, String>,
    ) -> Vec<Machine<'a>> {
        let resources = stack.resources.iter();
        resources
            .filter(|it| it.kind == "AWS::StepFunctions::StateMachine")
            .map(|it| Machine::of(it, shapes, read))
            .collect()
    }

    fn of(
        resource: &'a Resource,
        shapes: &Shapes<'_>,
        read: &dyn Fn(&str) -> Result<String, String>,
    ) -> Machine<'a> {
        let name = shapes.name(&resource.logical_id);
        let kind = shapes.property(resource, "StateMachineType");
        let is_express = kind.as_deref() == Some("EXPRESS");
        let logging = match resource.properties.get("LoggingConfiguration") {
            Some(Value::Map(logging)) => Some(logging),
            _ => None,
        };
        let level = logging.and_then(|it| it.get("Level"));
        let level = level.map(|level| shapes.text(level)).unwrap_or_default();
        let is_logged = !matches!(level.as_str(), "" | "OFF");
        let is_traced = matches!(
            resource.properties.get("TracingConfiguration"),
            Some(Value::Map(tracing)) if tracing.get("Enabled") == Some(&Value::Bool(true))
        );
        let definition = text(resource, shapes, read).and_then(|text| {
            let substitutions = substitutions(resource, shapes);
            let text = with_integrations(text, &substitutions);
            let options = Options {
                placeholders: Placeholders::Accept,
                ..Options::default()
            };
            let parsed = parse(&text, options).map_err(|diagnostics| {
                let first = diagnostics.first().map(ToString::to_string);
                format!("its definition has errors: {}", first.unwrap_or_default())
            })?;
            let mut needs = Needs::of(&parsed.machine, &name);
            if is_logged {
                needs = needs.with_log();
            }
            if is_traced {
                needs = needs.with_traces();
            }
            let actions = needs.needs.iter().map(|need| Action {
                state: need.state.clone(),
                action: need.action.clone(),
                resource: shapes.needed(need, &substitutions),
                reason: need.reason.clone(),
                field: need.field.clone(),
            });
            Ok(Definition {
                bytes: text.len(),
                actions: actions.filter(|it| !is_of_activity(it)).collect(),
                machine: parsed.machine,
                needs,
                substitutions,
            })
        });
        Machine {
            resource,
            name,
            is_express,
            logs_all: level == "ALL",
            is_traced,
            definition,
        }
    }

    /// `STANDARD`, `EXPRESS`
    pub(super) fn kind(&self) -> &'static str {
        if self.is_express {
            "EXPRESS"
        } else {
            "STANDARD"
        }
    }
}

/// The definition's text, with placeholders.
fn text(
    resource: &Resource,
    shapes: &Shapes<'_>,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<String, String> {
    let properties = &resource.properties;
    if let Some(path) = properties.get("DefinitionUri") {
        return match path {
            Value::Text(path) => read(path),
            _ => Err("its definition is in a bucket".to_owned()),
        };
    }
    if let Some(text) = properties.get("DefinitionString") {
        return Ok(match text {
            Value::Json(value) => as_json(value, shapes),
            text => shapes.text(text),
        });
    }
    if let Some(definition) = properties.get("Definition") {
        return Ok(as_json(definition, shapes));
    }
    Err("its definition is in a bucket".to_owned())
}

/// Whether what was taken for a function is an activity, which asks nothing of the role.
fn is_of_activity(action: &Action) -> bool {
    action.action == "lambda:InvokeFunction" && action.resource.contains(":activity:")
}

/// The text with the integrations that are filled in: which service it is decides what is needed.
fn with_integrations(mut text: String, substitutions: &BTreeMap<String, String>) -> String {
    for (name, value) in substitutions {
        let mut pieces = value.split(':');
        let is_integration = pieces.next() == Some("arn")
            && pieces.nth(1) == Some("states")
            && pieces.next() == Some("");
        if is_integration {
            text = text.replace(&format!("${{{name}}}"), value);
        }
    }
    text
}

/// A value as JSON, in which what is not known is a text.
fn as_json(value: &Value, shapes: &Shapes<'_>) -> String {
    json::to_text(&plain(value, shapes))
}

fn plain(value: &Value, shapes: &Shapes<'_>) -> asl::Value {
    match value {
        Value::Null => asl::Value::Null,
        Value::Bool(value) => asl::Value::Bool(*value),
        Value::Number(number) => asl::Value::Number(number.clone()),
        Value::List(items) => {
            asl::Value::array(items.iter().map(|item| plain(item, shapes)).collect())
        }
        Value::Map(map) => {
            let mut object = asl::Object::with_capacity(map.len());
            for (key, value) in map.iter() {
                object.insert(key, plain(value, shapes));
            }
            asl::Value::object(object)
        }
        value => asl::Value::string(shapes.text(value)),
    }
}

fn substitutions(resource: &Resource, shapes: &Shapes<'_>) -> BTreeMap<String, String> {
    match resource.properties.get("DefinitionSubstitutions") {
        Some(Value::Map(map)) => map
            .iter()
            .map(|(name, value)| (name.to_owned(), shapes.text(value)))
            .collect(),
        _ => BTreeMap::new(),
    }
}
