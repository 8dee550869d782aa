//! What a template writes to what it means: parameters filled in, conditions decided, functions
//! carried out as far as they can be before anything is made.

mod conditions;
mod functions;
mod parameters;
mod substitution;

use std::collections::{BTreeMap, HashMap};

use asl::diagnostic::Span;
use asl::parse::document::{Entry, Node, NodeKind};

use super::dynamic;
use super::value::{Map, Reference, Value};
use super::{Note, Settings};
use crate::template::{Problems, Sections, TEMPLATE_BYTES_MAX};
use conditions::Decision;
pub(super) use substitution::{Part as SubstitutionPart, parts as substitution_parts};

/// Reduces the values of one template.
pub(super) struct Reducer<'r, 't> {
    pub(super) settings: &'r Settings<'r>,
    parameters: BTreeMap<String, Value>,
    mappings: Option<&'r Node>,
    conditions: &'r [Entry],
    decided: HashMap<String, Decision>,
    /// Functions of `AWS::LanguageExtensions` are accepted.
    extended: bool,
    pub(super) problems: &'r mut Problems<'t>,
    pub(super) notes: &'r mut Vec<Note>,
    /// How many bytes of text were made.
    bytes: usize,
    /// The resource, condition or output whose values are being reduced.
    pub(super) within: Option<String>,
}

/// The transform that brings `Fn::ForEach`, `Fn::Length`, `Fn::ToJsonString` and defaults of
/// `Fn::FindInMap`.
pub(super) const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// The values of a stack have at most so many bytes of text: 16 times what its template has.
const BYTES_MAX: usize = 16 * TEMPLATE_BYTES_MAX;

impl<'r, 't> Reducer<'r, 't> {
    pub(super) fn new(
        sections: &Sections<'r>,
        settings: &'r Settings<'r>,
        problems: &'r mut Problems<'t>,
        notes: &'r mut Vec<Note>,
    ) -> Reducer<'r, 't> {
        Reducer {
            settings,
            parameters: parameters::values(&sections.parameters, settings, problems),
            mappings: sections.mappings,
            conditions: sections.conditions,
            decided: HashMap::new(),
            extended: sections.transforms.contains(&LANGUAGE_EXTENSIONS),
            problems,
            notes,
            bytes: 0,
            within: None,
        }
    }

    /// What a value means. `None` where there is none: `AWS::NoValue`, or a problem that was said.
    pub(super) fn value(&mut self, node: &Node) -> Option<Value> {
        Some(match &node.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(value) => Value::Bool(*value),
            NodeKind::Number(number) => self.number(node, number),
            NodeKind::String(text) => {
                self.weigh(text.len(), node.span)?;
                dynamic::found_in(Value::text(&**text))
            }
            NodeKind::Array(items) => Value::List(self.items(items)),
            NodeKind::Object(entries) => match entries.as_slice() {
                [entry] if is_function(&entry.key) => return self.function(entry),
                _ => {
                    let function = entries.iter().find(|entry| stands_alone(&entry.key));
                    if let Some(entry) = function {
                        let message = format!("`{}` has fields beside it", entry.key);
                        let hint = "a function is the only field of its map";
                        self.problem(entry.key_span, message, hint);
                        return None;
                    }
                    Value::Map(self.fields(entries))
                }
            },
        })
    }

    /// A number with zeros in front is a text, such as the number of an account.
    fn number(&self, node: &Node, number: &asl::Number) -> Value {
        let written = self.problems.scalar(node).unwrap_or_default();
        let digits = written.bytes().all(|byte| byte.is_ascii_digit());
        if digits && written.len() > 1 && written.starts_with('0') {
            Value::Text(written)
        } else {
            Value::Number(number.clone())
        }
    }

    pub(super) fn fields(&mut self, entries: &[Entry]) -> Map {
        let mut map = Map::new();
        for entry in entries {
            if let Some(value) = self.value(&entry.value) {
                map.insert(&*entry.key, value);
            }
        }
        map
    }

    fn items(&mut self, items: &[Node]) -> Vec<Value> {
        items.iter().filter_map(|item| self.value(item)).collect()
    }

    /// What a name stands for: a parameter, one of AWS's own, otherwise a resource.
    fn named(&mut self, name: &str, span: Span) -> Option<Value> {
        if let Some(value) = self.parameters.get(name) {
            let bytes = value.weight();
            self.weigh(bytes, span)?;
            return self.parameters.get(name).cloned();
        }
        let Some(pseudo) = name.strip_prefix("AWS::") else {
            return Some(Value::reference(name));
        };
        let settings = self.settings;
        Some(match pseudo {
            "AccountId" => Value::text(settings.account),
            "Region" => Value::text(settings.region),
            "Partition" => Value::text(settings.partition),
            "StackName" => Value::text(settings.stack_name),
            "StackId" => Value::text(stack_id(settings)),
            "URLSuffix" => Value::text(match settings.partition {
                "aws-cn" => "amazonaws.com.cn",
                _ => "amazonaws.com",
            }),
            "NotificationARNs" => Value::List(Vec::new()),
            "NoValue" => return None,
            _ => {
                let message = format!("there is no `{name}`");
                let hint = "AWS's own parameters are `AWS::AccountId`, `AWS::NotificationARNs`, \
                            `AWS::NoValue`, `AWS::Partition`, `AWS::Region`, `AWS::StackId`, \
                            `AWS::StackName` and `AWS::URLSuffix`";
                self.problem(span, message, hint);
                return None;
            }
        })
    }

    /// Counts text that is about to be made. `None`: it is too much.
    pub(super) fn weigh(&mut self, bytes: usize, span: Span) -> Option<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes <= BYTES_MAX {
            return Some(());
        }
        let message = format!("filled in, the template has more than {BYTES_MAX} bytes of text");
        self.problem(span, message, "repeat less");
        None
    }

    pub(super) fn problem(
        &mut self,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let within = self.within.clone();
        self.problems.add(span, within.as_deref(), message, hint);
    }
}

/// The id of a stack of this name: as CloudFormation's, but known before it is made.
fn stack_id(settings: &Settings<'_>) -> String {
    let Settings {
        stack_name,
        partition,
        region,
        account,
        ..
    } = settings;
    let name = format!("{account}/{region}/{stack_name}");
    let hash = super::hash::hex(&name);
    let parts = [
        &hash[..8],
        &hash[8..12],
        &hash[12..16],
        &hash[16..20],
        &hash[20..32],
    ];
    let id = parts.join("-");
    format!("arn:{partition}:cloudformation:{region}:{account}:stack/{stack_name}/{id}")
}

/// The names in a text of `Fn::Sub`, attributes cut off.
pub(super) fn substitution_names(text: &str) -> impl Iterator<Item = &str> {
    let parts = substitution::parts(text).unwrap_or_default();
    parts.into_iter().filter_map(|part| match part {
        substitution::Part::Name(name) => name.split('.').next(),
        substitution::Part::Text(_) | substitution::Part::Literal(_) => None,
    })
}

/// Whether a map of this one field is a function.
fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// Whether a field of this name can have none beside it.
fn stands_alone(key: &str) -> bool {
    is_function(key) && key != "Fn::Transform"
}

/// Why a value that is needed now is not known now.
fn reason(value: &Value) -> String {
    let mut first: Option<Reference> = None;
    value.references(&mut |reference| {
        first.get_or_insert_with(|| reference.clone());
    });
    first.map_or_else(
        || format!("it is {}", value.describe()),
        |reference| format!("{reference} is known only later"),
    )
}
