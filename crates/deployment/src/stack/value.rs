//! Values of a stack: JSON in which some texts are known only when resources have been made.

use std::fmt;

use asl::Number;

/// A value, reduced as far as it can be before anything is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text that is known.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Fields, in the order of the template.
    Map(Map),
    /// What is known later.
    Reference(Reference),
    /// Texts one after the other. At least one of them is not known yet.
    Concat(Vec<Value>),
    /// `Fn::Join` of a list that is not known yet.
    Join {
        /// What stands between the items.
        separator: String,
        /// The list.
        list: Box<Value>,
    },
    /// `Fn::Select` from a list that is not known yet.
    Select {
        /// Which of them, from zero.
        index: usize,
        /// The list.
        list: Box<Value>,
    },
    /// `Fn::Split` of a text that is not known yet.
    Split {
        /// What stands between the parts.
        separator: String,
        /// The text.
        text: Box<Value>,
    },
    /// `Fn::Base64` of a text that is not known yet.
    Base64(Box<Value>),
    /// `Fn::Cidr` of a block that is not known yet.
    Cidr {
        /// The block.
        block: Box<Value>,
        /// How many blocks are made of it.
        count: usize,
        /// How many bits of an address are a block's own.
        bits: u32,
    },
    /// `Fn::ToJsonString` of what is not known yet.
    Json(Box<Value>),
    /// `Fn::Length` of a list that is not known yet.
    Length(Box<Value>),
    /// `{{resolve:…}}` of a text that is not known yet.
    Resolve(Box<Value>),
}

/// Something outside of the template, or of this moment, that a value depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reference {
    /// `Ref`: the physical id of a resource.
    Resource(String),
    /// `Fn::GetAtt`.
    Attribute {
        /// The logical id of the resource.
        resource: String,
        /// `Arn`, `Endpoint.Address`
        attribute: String,
    },
    /// `Fn::ImportValue`: what another stack exports under this name.
    Import(String),
    /// `{{resolve:…}}`
    Dynamic(DynamicReference),
    /// The value of a parameter that nobody has given one, where that is allowed
    /// ([`Unset::Open`](super::Unset)).
    Parameter(String),
    /// `Fn::GetAZs`: the availability zones of a region. A list.
    Zones(String),
}

/// `{{resolve:service:key}}`, which CloudFormation fills in when it makes the resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DynamicReference {
    /// A parameter of the Parameter Store: `ssm`, and parameters of type
    /// `AWS::SSM::Parameter::Value<…>`.
    Parameter {
        /// Its name.
        name: String,
        /// Which version; otherwise the newest.
        version: Option<u64>,
        /// Whether it is a list, its items separated by commas.
        list: bool,
    },
    /// A secure parameter of the Parameter Store: `ssm-secure`.
    SecureParameter {
        /// Its name.
        name: String,
        /// Which version; otherwise the newest.
        version: Option<u64>,
    },
    /// A secret of Secrets Manager.
    Secret {
        /// Its name or ARN.
        id: String,
        /// Which field of the secret's JSON; otherwise the whole text.
        field: Option<String>,
        /// The label of a version, such as `AWSPREVIOUS`.
        stage: Option<String>,
        /// The id of a version.
        version: Option<String>,
    },
}

/// The fields of a [`Value::Map`], in the order of the template. Each key is there once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(String, Value)>);

/// What is needed and not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsettled {
    /// Nobody knows it.
    Unknown(Reference),
    /// It is known, and is not what the function around it takes.
    Unfit {
        /// The function: `Fn::Select`.
        function: &'static str,
        /// What is wrong.
        message: String,
    },
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// `Ref` of a resource.
    pub fn reference(resource: impl Into<String>) -> Value {
        Value::Reference(Reference::Resource(resource.into()))
    }

    /// `Fn::GetAtt` of a resource.
    pub fn attribute(resource: impl Into<String>, attribute: impl Into<String>) -> Value {
        Value::Reference(Reference::Attribute {
            resource: resource.into(),
            attribute: attribute.into(),
        })
    }

    /// A map of these fields.
    pub fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
        let fields = fields.into_iter();
        Value::Map(fields.map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// A list of these items.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().collect())
    }

    /// Texts one after the other, those that are known made one.
    pub fn concat(parts: impl IntoIterator<Item = Value>) -> Value {
        let mut joined: Vec<Value> = Vec::new();
        for part in parts {
            let inner = match part {
                Value::Concat(parts) => parts,
                part => vec![part],
            };
            for part in inner {
                match (joined.last_mut(), part.scalar_text()) {
                    (_, Some(text)) if text.is_empty() => {}
                    (Some(Value::Text(last)), Some(text)) => last.push_str(&text),
                    (_, Some(text)) => joined.push(Value::Text(text)),
                    (_, None) => joined.push(part),
                }
            }
        }
        match joined.len() {
            0 => Value::text(""),
            1 => joined.remove(0),
            _ => Value::Concat(joined),
        }
    }

    /// The text, when it is one that is known.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The fields, when the value is a map.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The fields to change, when the value is a map.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when the value is a list that is known.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The truth value: also of the texts `true` and `false`, which templates take for one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// The integer: also of a text that is one, as parameters are.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Number(number) => number.as_i64(),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A field of a map.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// What a person would call it.
    pub fn describe(&self) -> &'static str {
        match self {
            Value::Null => "`null`",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
            Value::Reference(_)
            | Value::Concat(_)
            | Value::Join { .. }
            | Value::Select { .. }
            | Value::Split { .. }
            | Value::Base64(_)
            | Value::Cidr { .. }
            | Value::Json(_)
            | Value::Length(_)
            | Value::Resolve(_) => "a value that is known only when it is deployed",
        }
    }

    /// Text, number and boolean as the text that they are within others.
    pub(crate) fn scalar_text(&self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// About how many bytes it has.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.len(),
            Value::List(items) | Value::Concat(items) => items.iter().map(Value::weight).sum(),
            Value::Map(map) => {
                let fields = map.iter();
                fields.map(|(key, value)| key.len() + value.weight()).sum()
            }
            Value::Join { list: value, .. }
            | Value::Select { list: value, .. }
            | Value::Split { text: value, .. }
            | Value::Cidr { block: value, .. }
            | Value::Length(value)
            | Value::Resolve(value) => value.weight(),
            // At most: within one another they grow each time.
            Value::Base64(value) | Value::Json(value) => value.weight().saturating_mul(2),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Reference(_) => 1,
        }
    }

    /// Calls `visit` with every reference within, in order.
    pub fn references(&self, visit: &mut dyn FnMut(&Reference)) {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
            Value::Reference(reference) => visit(reference),
            Value::List(items) | Value::Concat(items) => {
                for item in items {
                    item.references(visit);
                }
            }
            Value::Map(map) => {
                for (_, value) in map.iter() {
                    value.references(visit);
                }
            }
            Value::Join { list: value, .. }
            | Value::Select { list: value, .. }
            | Value::Split { text: value, .. }
            | Value::Cidr { block: value, .. }
            | Value::Base64(value)
            | Value::Json(value)
            | Value::Length(value)
            | Value::Resolve(value) => value.references(visit),
        }
    }

    /// The same with every reference through `change`.
    pub(crate) fn map_references(&mut self, change: &mut dyn FnMut(&mut Reference)) {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
            Value::Reference(reference) => change(reference),
            Value::List(items) | Value::Concat(items) => {
                for item in items {
                    item.map_references(change);
                }
            }
            Value::Map(map) => {
                for (_, value) in &mut map.0 {
                    value.map_references(change);
                }
            }
            Value::Join { list: value, .. }
            | Value::Select { list: value, .. }
            | Value::Split { text: value, .. }
            | Value::Cidr { block: value, .. }
            | Value::Base64(value)
            | Value::Json(value)
            | Value::Length(value)
            | Value::Resolve(value) => value.map_references(change),
        }
    }
}

impl Map {
    /// No fields.
    pub fn new() -> Map {
        Map::default()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let field = self.0.iter().find(|(name, _)| name == key)?;
        Some(&field.1)
    }

    /// A field to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let field = self.0.iter_mut().find(|(name, _)| name == key)?;
        Some(&mut field.1)
    }

    /// Whether there is such a field.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Sets a field: in its place, or as the last one.
    pub fn insert(&mut self, key: impl Into<String>, value: Value) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(field) => *field = value,
            None => self.0.push((key, value)),
        }
    }

    /// Sets a field, if there is a value.
    pub(crate) fn insert_some(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.insert(key, value);
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// The fields in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// The fields in order, each to change.
    pub(crate) fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Value)> {
        self.0.iter_mut().map(|(key, value)| (key.as_str(), value))
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Map {
        let mut map = Map::new();
        for (key, value) in fields {
            map.insert(key, value);
        }
        map
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Number(Number::Integer(value))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Value {
        Value::Map(map)
    }
}

/// A value of JSON: everything in it is known.
impl From<&asl::Value> for Value {
    fn from(value: &asl::Value) -> Value {
        match value {
            asl::Value::Null => Value::Null,
            asl::Value::Bool(value) => Value::Bool(*value),
            asl::Value::Number(number) => Value::Number(number.clone()),
            asl::Value::String(text) => Value::text(&**text),
            asl::Value::Array(items) => Value::list(items.iter().map(Value::from)),
            asl::Value::Object(object) => {
                let fields = object.iter();
                Value::Map(
                    fields
                        .map(|(key, value)| (key.to_string(), value.into()))
                        .collect(),
                )
            }
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Resource(resource) => write!(f, "the id of `{resource}`"),
            Reference::Attribute {
                resource,
                attribute,
            } => write!(f, "`{attribute}` of `{resource}`"),
            Reference::Import(name) => write!(f, "`{name}`, which another stack is to export"),
            Reference::Dynamic(reference) => reference.fmt(f),
            Reference::Parameter(name) => write!(f, "the value of the parameter `{name}`"),
            Reference::Zones(region) => write!(f, "the availability zones of `{region}`"),
        }
    }
}

impl fmt::Display for DynamicReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DynamicReference::Parameter { name, .. } => {
                write!(f, "`{name}` of the Parameter Store")
            }
            DynamicReference::SecureParameter { name, .. } => {
                write!(f, "`{name}`, a secure text of the Parameter Store")
            }
            DynamicReference::Secret { id, .. } => write!(f, "the secret `{id}`"),
        }
    }
}

impl fmt::Display for Unsettled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsettled::Unknown(reference) => write!(f, "{reference} is not known"),
            Unsettled::Unfit { function, message } => write!(f, "`{function}`: {message}"),
        }
    }
}

impl std::error::Error for Unsettled {}
