//! CloudFormation's functions.

use asl::diagnostic::Span;
use asl::parse::document::{Entry, Node, NodeKind};
use asl::parse::spelling::nearest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::value::{Reference, Value};
use super::super::{Note, cidr, dynamic};
use super::{LANGUAGE_EXTENSIONS, Reducer, reason};

impl Reducer<'_, '_> {
    /// What a function gives.
    pub(super) fn function(&mut self, entry: &Entry) -> Option<Value> {
        let argument = &entry.value;
        match &*entry.key {
            "Ref" => match argument.as_str() {
                Some(name) => self.named(name, argument.span),
                None => self.unfit(entry, "write `Ref: Name`"),
            },
            "Fn::GetAtt" => self.attribute(entry),
            "Fn::Sub" => self.substitution(entry),
            "Fn::If" => match argument.as_array() {
                Some([condition, yes, no]) => {
                    let Some(name) = condition.as_str() else {
                        return self.unfit(entry, IF);
                    };
                    let holds = self.holds(name, condition.span)?;
                    self.value(if holds { yes } else { no })
                }
                _ => self.unfit(entry, IF),
            },
            "Fn::Join" => self.join(entry),
            "Fn::Select" => self.select(entry),
            "Fn::Split" => self.split(entry),
            "Fn::FindInMap" => self.find_in_map(entry),
            "Fn::Base64" => {
                let value = Value::Base64(Box::new(self.value(argument)?));
                self.weigh(value.weight(), argument.span)?;
                Some(match value {
                    Value::Base64(inner) => match *inner {
                        Value::Text(text) => Value::text(STANDARD.encode(text)),
                        inner => Value::Base64(Box::new(inner)),
                    },
                    value => value,
                })
            }
            "Fn::Cidr" => self.cidr(entry),
            "Fn::ImportValue" => {
                let name = self.value(argument)?;
                let name = self.known_text(&name, argument.span)?;
                Some(Value::Reference(Reference::Import(name)))
            }
            "Fn::GetAZs" => {
                let region = match self.value(argument)? {
                    Value::Null => String::new(),
                    region => self.known_text(&region, argument.span)?,
                };
                let own = self.settings.region;
                let region = if region.is_empty() {
                    own.to_owned()
                } else {
                    region
                };
                Some(Value::Reference(Reference::Zones(region)))
            }
            "Fn::ToJsonString" => {
                self.extension(entry)?;
                let value = self.value(argument)?;
                if let Ok(json) = value.settle(&|_| None) {
                    self.weigh(asl::json::text_length(&json), argument.span)?;
                    return Some(Value::text(asl::json::to_text(&json)));
                }
                let value = Value::Json(Box::new(value));
                self.weigh(value.weight(), argument.span)?;
                Some(value)
            }
            "Fn::Length" => self.length(entry),
            "Fn::Transform" => {
                let value = self.value(argument)?;
                let name = value.get("Name").and_then(Value::as_text);
                let name = name.unwrap_or("a macro");
                let message = format!("the transform `{name}` is left as it is");
                self.note(entry.key_span, message);
                Some(Value::map([("Fn::Transform", value)]))
            }
            name => {
                let message = format!("there is no function `{name}` here");
                let hint = match nearest(name, FUNCTIONS) {
                    Some(meant) if meant != name => format!("is `{meant}` meant?"),
                    _ => "conditions such as `Fn::Equals` have their place in the section \
                          `Conditions`"
                        .to_owned(),
                };
                self.problem(entry.key_span, message, hint);
                None
            }
        }
    }

    /// `Fn::GetAtt: Name.Attribute`, or a list of the two.
    fn attribute(&mut self, entry: &Entry) -> Option<Value> {
        if let Some(text) = entry.value.as_str() {
            return match text.split_once('.') {
                Some((resource, attribute)) => Some(Value::attribute(resource, attribute)),
                None => self.unfit(entry, GET_ATT),
            };
        }
        match entry.value.as_array() {
            Some([resource, attribute]) => {
                // Both may depend on a parameter, the resource by `AWS::LanguageExtensions`.
                let resource = self.value(resource)?;
                let attribute = self.value(attribute)?;
                match (resource.as_text(), attribute.as_text()) {
                    (Some(resource), Some(attribute)) => {
                        Some(Value::attribute(resource, attribute))
                    }
                    _ => self.unfit(entry, GET_ATT),
                }
            }
            _ => self.unfit(entry, GET_ATT),
        }
    }

    fn join(&mut self, entry: &Entry) -> Option<Value> {
        let Some([separator, list]) = entry.value.as_array() else {
            return self.unfit(entry, JOIN);
        };
        let separator = self.value(separator)?;
        let separator = self.known_text(&separator, entry.value.span)?;
        let list = self.value(list)?;
        Some(match list {
            Value::List(items) => {
                let between = separator.len().saturating_mul(items.len());
                self.weigh(between, entry.value.span)?;
                let mut parts = Vec::new();
                for (index, item) in items.into_iter().enumerate() {
                    if matches!(item, Value::Map(_) | Value::List(_) | Value::Null) {
                        return self.unfit(entry, "it joins texts");
                    }
                    if index > 0 {
                        parts.push(Value::text(separator.as_str()));
                    }
                    parts.push(item);
                }
                dynamic::found_in(Value::concat(parts))
            }
            Value::Text(_) | Value::Map(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
                return self.unfit(entry, JOIN);
            }
            list => Value::Join {
                separator,
                list: Box::new(list),
            },
        })
    }

    fn select(&mut self, entry: &Entry) -> Option<Value> {
        let Some([index, list]) = entry.value.as_array() else {
            return self.unfit(entry, SELECT);
        };
        let index = self.value(index)?;
        let Some(index) = index
            .as_integer()
            .and_then(|index| usize::try_from(index).ok())
        else {
            return self.unfit(entry, SELECT);
        };
        match self.value(list)? {
            Value::List(mut items) => {
                if index < items.len() {
                    return Some(items.swap_remove(index));
                }
                let message = format!("there is no item {index}, of {} items", items.len());
                self.problem(entry.value.span, message, "items are counted from zero");
                None
            }
            Value::Text(_) | Value::Map(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
                self.unfit(entry, SELECT)
            }
            list => Some(Value::Select {
                index,
                list: Box::new(list),
            }),
        }
    }

    fn split(&mut self, entry: &Entry) -> Option<Value> {
        let Some([separator, text]) = entry.value.as_array() else {
            return self.unfit(entry, SPLIT);
        };
        let separator = self.value(separator)?;
        let separator = self.known_text(&separator, entry.value.span)?;
        let text = self.value(text)?;
        if separator.is_empty() || matches!(text, Value::List(_) | Value::Map(_) | Value::Null) {
            return self.unfit(entry, SPLIT);
        }
        Some(match text.scalar_text() {
            Some(text) => Value::list(text.split(separator.as_str()).map(Value::text)),
            None => Value::Split {
                separator,
                text: Box::new(text),
            },
        })
    }

    fn find_in_map(&mut self, entry: &Entry) -> Option<Value> {
        let (map, first, second, otherwise) = match entry.value.as_array() {
            Some([map, first, second]) => (map, first, second, None),
            Some([map, first, second, options]) => {
                self.extension(entry)?;
                (map, first, second, options.get("DefaultValue"))
            }
            _ => return self.unfit(entry, FIND_IN_MAP),
        };
        let mut keys = Vec::new();
        for node in [map, first, second] {
            let value = self.value(node)?;
            keys.push(self.known_text(&value, node.span)?);
        }
        let [name, first, second] = keys.as_slice() else {
            return None;
        };
        let map = self.mappings.and_then(|mappings| mappings.get(name));
        let found = map.and_then(|map| map.get(first)?.get(second));
        match (found, otherwise) {
            (Some(found), _) => self.literal(found),
            (None, Some(otherwise)) => self.value(otherwise),
            (None, None) => {
                let message = if map.is_some() {
                    format!("the mapping `{name}` has no `{second}` in `{first}`")
                } else {
                    format!("there is no mapping `{name}`")
                };
                let hint = "mappings are declared in the section `Mappings`: name, key, key";
                self.problem(entry.value.span, message, hint);
                None
            }
        }
    }

    /// What a mapping holds: texts and lists, never functions.
    fn literal(&mut self, node: &Node) -> Option<Value> {
        match &node.kind {
            NodeKind::Array(items) => {
                let items: Vec<Value> =
                    items.iter().filter_map(|item| self.literal(item)).collect();
                Some(Value::List(items))
            }
            NodeKind::Object(_) => {
                let message = "a mapping leads to a text or a list, not to a map";
                self.problem(node.span, message, "functions have no place in `Mappings`");
                None
            }
            _ => self.value(node),
        }
    }

    fn cidr(&mut self, entry: &Entry) -> Option<Value> {
        /// Without bits, a block has 256 addresses.
        const BITS: i64 = 8;
        let (block, count, bits) = match entry.value.as_array() {
            Some([block, count]) => (block, count, None),
            Some([block, count, bits]) => (block, count, Some(bits)),
            _ => return self.unfit(entry, CIDR),
        };
        let block = self.value(block)?;
        let count = self.value(count)?.as_integer();
        let bits = match bits {
            Some(bits) => self.value(bits)?.as_integer(),
            None => Some(BITS),
        };
        let count = count.and_then(|count| usize::try_from(count).ok());
        let bits = bits.and_then(|bits| u32::try_from(bits).ok());
        let (Some(count), Some(bits)) = (count, bits) else {
            return self.unfit(entry, CIDR);
        };
        match block {
            Value::Text(block) => match cidr::blocks(&block, count, bits) {
                Ok(blocks) => Some(Value::list(blocks.into_iter().map(Value::Text))),
                Err(message) => self.unfit(entry, message),
            },
            block => Some(Value::Cidr {
                block: Box::new(block),
                count,
                bits,
            }),
        }
    }

    fn length(&mut self, entry: &Entry) -> Option<Value> {
        self.extension(entry)?;
        match self.value(&entry.value)? {
            Value::List(items) => Some(Value::from(i64::try_from(items.len()).unwrap_or(i64::MAX))),
            Value::Text(_) | Value::Map(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
                self.unfit(entry, "it takes a list")
            }
            list => Some(Value::Length(Box::new(list))),
        }
    }

    /// A text that is to be known now.
    pub(in crate::stack) fn known_text(&mut self, value: &Value, span: Span) -> Option<String> {
        let text = value.scalar_text();
        if text.is_none() {
            let message = format!("this is to be a text that is known now: {}", reason(value));
            let hint = "use a parameter, a mapping, or the text itself";
            self.problem(span, message, hint);
        }
        text
    }

    /// Says so where a function is used that the template did not ask for.
    pub(in crate::stack) fn extension(&mut self, entry: &Entry) -> Option<()> {
        if self.extended {
            return Some(());
        }
        let message = format!("this form of `{}` is an extension", entry.key);
        let hint = format!("add `Transform: {LANGUAGE_EXTENSIONS}` to the template");
        self.problem(entry.key_span, message, hint);
        None
    }

    pub(in crate::stack) fn unfit<T>(
        &mut self,
        entry: &Entry,
        hint: impl Into<String>,
    ) -> Option<T> {
        let message = format!("`{}` does not take this", entry.key);
        self.problem(entry.value.span, message, hint);
        None
    }

    pub(in crate::stack) fn note(&mut self, span: Span, message: String) {
        self.notes.push(Note {
            place: self.problems.place(span),
            logical_id: self.within.clone(),
            message,
        });
    }
}

const IF: &str = "write `Fn::If: [Condition, value, otherwise]`";
const GET_ATT: &str = "write `Fn::GetAtt: [Resource, Attribute]` or `!GetAtt Resource.Attribute`";
const JOIN: &str = "write `Fn::Join: [separator, [a, b]]`";
const SELECT: &str = "write `Fn::Select: [index, [a, b]]`, counted from zero";
const SPLIT: &str = "write `Fn::Split: [separator, text]`";
const FIND_IN_MAP: &str = "write `Fn::FindInMap: [Mapping, key, key]`";
const CIDR: &str = "write `Fn::Cidr: [block, count, bits]`";

const FUNCTIONS: [&str; 15] = [
    "Ref",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::FindInMap",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
];
