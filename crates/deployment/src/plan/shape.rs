//! Values of a stack as texts that can be compared: what is known is written out, and what is known
//! only once it is made stands as `${LogicalId}`. The same resource has the same text, however a
//! template refers to it.

use std::collections::BTreeMap;

use crate::needs::Need;
use crate::pattern::{Part, Pattern};
use crate::stack::{Map, Reference, Resource, Stack, Value};

/// What stands for the account, which nobody knows before.
pub(crate) const ACCOUNT: &str = "${AWS::AccountId}";

/// The resources of a stack, by their names and ARNs.
pub(crate) struct Shapes<'a> {
    by_id: BTreeMap<&'a str, &'a Resource>,
    pub(crate) partition: &'a str,
    pub(crate) region: &'a str,
}

/// A kind of resource: the property that names it, its service, and its ARN's end before the name
/// and behind.
type Kind = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    ("AWS::DynamoDB::Table", "TableName", "dynamodb", "table/", ""),
    ("AWS::Events::EventBus", "Name", "events", "event-bus/", ""),
    ("AWS::Kinesis::Stream", "Name", "kinesis", "stream/", ""),
    ("AWS::Lambda::Function", "FunctionName", "lambda", "function:", ""),
    ("AWS::Logs::LogGroup", "LogGroupName", "logs", "log-group:", ":*"),
    ("AWS::SNS::Topic", "TopicName", "sns", "", ""),
    ("AWS::SQS::Queue", "QueueName", "sqs", "", ""),
    ("AWS::StepFunctions::Activity", "Name", "states", "activity:", ""),
    ("AWS::StepFunctions::StateMachine", "StateMachineName", "states", "stateMachine:", ""),
];

/// Kinds of which `Ref` is the ARN.
const REFERRED_BY_ARN: [&str; 3] = [
    "AWS::SNS::Topic",
    "AWS::StepFunctions::Activity",
    "AWS::StepFunctions::StateMachine",
];

impl<'a> Shapes<'a> {
    pub(crate) fn of(stack: &'a Stack, partition: &'a str, region: &'a str) -> Shapes<'a> {
        let resources = stack.resources.iter();
        Shapes {
            by_id: resources.map(|it| (it.logical_id.as_str(), it)).collect(),
            partition,
            region,
        }
    }

    pub(crate) fn resource(&self, id: &str) -> Option<&'a Resource> {
        self.by_id.get(id).copied()
    }

    /// A value as a text.
    pub(crate) fn text(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Reference(reference) => self.reference(reference),
            Value::Concat(parts) => parts.iter().map(|part| self.text(part)).collect(),
            Value::Join { separator, list } => match &**list {
                Value::List(items) => {
                    let items: Vec<String> = items.iter().map(|item| self.text(item)).collect();
                    items.join(separator)
                }
                _ => unknown(value),
            },
            Value::Null => String::new(),
            Value::List(_)
            | Value::Map(_)
            | Value::Select { .. }
            | Value::Split { .. }
            | Value::Base64(_)
            | Value::Cidr { .. }
            | Value::Json(_)
            | Value::Length(_)
            | Value::Resolve(_) => unknown(value),
        }
    }

    /// A text of a list, or the only one.
    pub(crate) fn texts(&self, value: Option<&Value>) -> Vec<String> {
        match value {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::List(items)) => items.iter().map(|item| self.text(item)).collect(),
            Some(value) => vec![self.text(value)],
        }
    }

    /// A property that is a text.
    pub(crate) fn property(&self, resource: &Resource, name: &str) -> Option<String> {
        let value = resource.properties.get(name)?;
        Some(self.text(value))
    }

    fn reference(&self, reference: &Reference) -> String {
        match reference {
            Reference::Resource(id) => {
                let kind = self.resource(id).map(|it| it.kind.as_str());
                if kind.is_some_and(|kind| REFERRED_BY_ARN.contains(&kind)) {
                    self.arn(id)
                } else {
                    self.name(id)
                }
            }
            Reference::Attribute {
                resource,
                attribute,
            } if matches!(attribute.as_str(), "Arn" | "TopicArn") => self.arn(resource),
            Reference::Attribute {
                resource,
                attribute,
            } if attribute.ends_with("Name") && self.kind(resource).is_some() => {
                self.name(resource)
            }
            Reference::Attribute {
                resource,
                attribute,
            } => format!("${{{resource}.{attribute}}}"),
            Reference::Parameter(name) | Reference::Import(name) => format!("${{{name}}}"),
            Reference::Dynamic(_) | Reference::Zones(_) => format!("${{{reference:?}}}"),
        }
    }

    fn kind(&self, id: &str) -> Option<&'static Kind> {
        let kind = self.resource(id)?.kind.as_str();
        KINDS.iter().find(|(of, ..)| *of == kind)
    }

    /// What a resource is called.
    pub(crate) fn name(&self, id: &str) -> String {
        let given = self.kind(id).and_then(|(_, property, ..)| {
            let resource = self.resource(id)?;
            self.property(resource, property)
        });
        given.unwrap_or_else(|| format!("${{{id}}}"))
    }

    /// The ARN of a resource.
    pub(crate) fn arn(&self, id: &str) -> String {
        let Shapes {
            partition, region, ..
        } = self;
        match self.kind(id) {
            Some((_, _, service, before, after)) => {
                let name = self.name(id);
                format!("arn:{partition}:{service}:{region}:{ACCOUNT}:{before}{name}{after}")
            }
            None => format!("${{{id}.Arn}}"),
        }
    }

    /// What a need of a definition is about in this stack, when its placeholders are filled in so.
    pub(crate) fn needed(&self, need: &Need, substitutions: &BTreeMap<String, String>) -> String {
        let text = self.filled(&need.resource, substitutions);
        // What was taken for a name was an ARN, or the other way round.
        if let Some(at) = text.rfind("arn:").filter(|at| *at > 0) {
            return text[at..].to_owned();
        }
        if need.action == "lambda:InvokeFunction" && !text.starts_with("arn:") && text != "*" {
            let Shapes {
                partition, region, ..
            } = self;
            return format!("arn:{partition}:lambda:{region}:{ACCOUNT}:function:{text}");
        }
        text
    }

    /// What a pattern of a definition is in this stack, when its placeholders are filled in so.
    pub(crate) fn filled(
        &self,
        pattern: &Pattern,
        substitutions: &BTreeMap<String, String>,
    ) -> String {
        let value = |name: &str| match substitutions.get(name) {
            Some(value) => value.clone(),
            None => format!("${{{name}}}"),
        };
        let parts = pattern.parts().iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Partition => self.partition.to_owned(),
            Part::Region => self.region.to_owned(),
            Part::Account => ACCOUNT.to_owned(),
            Part::Placeholder(name) => value(name),
            Part::Segment(name, separator, index) => {
                let value = value(name);
                let piece = pieces(&value, *separator).into_iter().nth(*index);
                piece.unwrap_or_else(|| format!("${{{name}{separator}{index}}}"))
            }
        });
        parts.collect()
    }
}

/// The pieces between separators, those within `${…}` aside.
fn pieces(text: &str, separator: char) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if c == separator && depth == 0 {
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

/// A value that is not a text before it is made.
fn unknown(value: &Value) -> String {
    let kind = match value {
        Value::Select { .. } => "Fn::Select",
        Value::Split { .. } => "Fn::Split",
        Value::Join { .. } => "Fn::Join",
        Value::Base64(_) => "Fn::Base64",
        Value::Cidr { .. } => "Fn::Cidr",
        Value::Json(_) => "Fn::ToJsonString",
        Value::Length(_) => "Fn::Length",
        _ => "value",
    };
    format!("${{{kind}}}")
}

/// The field of a map at a path.
pub(crate) fn at<'v>(map: &'v Map, path: &[&str]) -> Option<&'v Value> {
    let (first, rest) = path.split_first()?;
    let value = map.get(first)?;
    match (rest, value) {
        ([], value) => Some(value),
        (rest, Value::Map(map)) => at(map, rest),
        _ => None,
    }
}

/// The items of a list, or the only one.
pub(crate) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::List(items)) => items,
        Some(value) => std::slice::from_ref(value),
    }
}
