//! What every part of the reader shares: the diagnostics found so far, and fields with their
//! types.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use indexmap::IndexSet;

use super::document::{Entry, Node, NodeKind};
use super::place::Place;
use super::placeholder::placeholders;
use super::spelling::nearest;
use super::{Options, Placeholders};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::machine::QueryLanguage;
use crate::value::Number;

/// Reads a definition. Each part of the language adds its methods in the file of its name.
///
/// A method that finds a fault reports it and answers `None`, or whatever is neutral, so that
/// reading goes on and all faults are found at once. A machine with faults is never handed out.
pub(super) struct Reader {
    pub(super) options: Options,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) placeholders: IndexSet<String>,
    pub(super) machine: super::scope::Assembly,
    /// What the JSONata expressions that are being read may ask of `$states`.
    sight: Sight,
}

/// Which fields of `$states` have a value, beside `input` and `context`.
#[derive(Clone, Copy, Default)]
pub(super) struct Sight {
    /// After the work of a state has succeeded.
    pub(super) result: bool,
    /// In a catcher.
    pub(super) error_output: bool,
}

/// The fields that an object of the language may have.
pub(super) struct Schema {
    /// In either query language.
    pub(super) both: &'static [&'static [&'static str]],
    /// In JSONPath only.
    pub(super) json_path: &'static [&'static str],
    /// In JSONata only.
    pub(super) jsonata: &'static [&'static str],
}

/// An object of the definition whose fields are known to be allowed there.
#[derive(Clone, Copy)]
pub(super) struct Fields<'d> {
    entries: &'d [Entry],
    pub(super) span: Span,
    known: &'static Schema,
    language: QueryLanguage,
}

/// One field of an object.
#[derive(Clone, Copy)]
pub(super) struct Field<'d> {
    pub(super) name: &'d str,
    pub(super) key_span: Span,
    pub(super) value: &'d Node,
}

impl Reader {
    pub(super) fn new(options: Options) -> Reader {
        Reader {
            options,
            diagnostics: Vec::new(),
            placeholders: IndexSet::new(),
            machine: super::scope::Assembly::default(),
            sight: Sight::default(),
        }
    }

    /// Reads what may ask of `$states` what `sight` says.
    pub(super) fn seeing<T>(&mut self, sight: Sight, read: impl FnOnce(&mut Reader) -> T) -> T {
        let before = std::mem::replace(&mut self.sight, sight);
        let value = read(self);
        self.sight = before;
        value
    }

    pub(super) fn sight(&self) -> Sight {
        self.sight
    }

    /// Reports an error that AWS calls `SCHEMA_VALIDATION_FAILED`.
    pub(super) fn refuse(
        &mut self,
        place: &Place<'_>,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<Hint>,
    ) {
        self.report(Code::SchemaValidationFailed, place, span, message, hint);
    }

    /// Reports an error.
    pub(super) fn report(
        &mut self,
        code: Code,
        place: &Place<'_>,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<Hint>,
    ) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            code,
            location: Some(place.to_string()),
            span,
            message: message.into(),
            hint: hint.into().0,
        });
    }

    /// Reports what is probably not meant.
    pub(super) fn warn(
        &mut self,
        code: Code,
        place: &Place<'_>,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<Hint>,
    ) {
        self.report(code, place, span, message, hint);
        if let Some(last) = self.diagnostics.last_mut() {
            last.severity = Severity::Warning;
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Opens an object of the language: reports fields that do not belong there.
    pub(super) fn open<'d>(
        &mut self,
        node: &'d Node,
        place: &Place<'_>,
        schema: &'static Schema,
        language: QueryLanguage,
    ) -> Option<Fields<'d>> {
        let Some(entries) = node.as_object() else {
            self.wrong_type(node, place, "Object");
            return None;
        };
        let mut seen = HashSet::new();
        for entry in entries {
            let key = &*entry.key;
            if !seen.insert(key) {
                self.warn_repeated(entry, place);
            } else if schema.holds_both(key) || schema.holds(language, key) {
            } else if schema.holds(language.other(), key) {
                let other = language.other();
                self.refuse(
                    place,
                    entry.key_span,
                    format!(
                        "The QueryLanguage is set to '{language}', but field '{key}' is only \
                         supported for the '{other}' QueryLanguage"
                    ),
                    counterpart(key).map_or_else(
                        || {
                            format!(
                                "drop the field, or set `\"QueryLanguage\": \"{other}\"` on the \
                                 state"
                            )
                        },
                        |counterpart| format!("{language} has `{counterpart}` for this"),
                    ),
                );
            } else {
                self.refuse(
                    place,
                    entry.key_span,
                    format!("Field '{key}' is not supported"),
                    schema.advise(key, language),
                );
            }
        }
        Some(Fields {
            entries,
            span: node.span,
            known: schema,
            language,
        })
    }

    pub(super) fn warn_repeated(&mut self, entry: &Entry, place: &Place<'_>) {
        let key = &entry.key;
        self.warn(
            Code::SchemaValidationFailed,
            place,
            entry.key_span,
            format!("Duplicate field '{key}'"),
            "only the last one counts: delete the others",
        );
    }

    /// Reports those of `names` that are missing, all in one diagnostic.
    pub(super) fn require(&mut self, fields: &Fields<'_>, place: &Place<'_>, names: &[&str]) {
        let missing: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| !fields.has(name))
            .collect();
        if !missing.is_empty() {
            let list = missing.join(", ");
            self.refuse(
                place,
                fields.span,
                format!("These fields are required: [{list}]"),
                format!("add {}", quoted_list(&missing)),
            );
        }
    }

    /// Reports when more than one of `names` is there.
    pub(super) fn at_most_one(&mut self, fields: &Fields<'_>, place: &Place<'_>, names: &[&str]) {
        let present: Vec<Field<'_>> = names.iter().filter_map(|name| fields.get(name)).collect();
        let last_key = present.iter().map(|field| field.key_span).max();
        if let (Some(span), [_, _, ..]) = (last_key, present.as_slice()) {
            let among = names.join(", ");
            self.refuse(
                place,
                span,
                format!("There should only be one of the following fields: [{among}]"),
                format!(
                    "keep one of {}",
                    quoted_list(&present.iter().map(|field| field.name).collect::<Vec<_>>())
                ),
            );
        }
    }

    /// Reports when not exactly one of `names` is there; answers whether one is.
    pub(super) fn exactly_one(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        names: &[&str],
    ) -> bool {
        self.at_most_one(fields, place, names);
        if names.iter().any(|name| fields.has(name)) {
            return true;
        }
        self.refuse(
            place,
            fields.span,
            format!(
                "This object should have only one of the following fields: [{}]",
                names.join(", ")
            ),
            format!("add one of {}", quoted_list(names)),
        );
        false
    }

    pub(super) fn wrong_type(&mut self, node: &Node, place: &Place<'_>, expected: &str) {
        if !self.stands_for_anything(node) {
            self.refuse(
                place,
                node.span,
                format!("Expected value of type {expected}"),
                type_hint(node, expected),
            );
        }
    }

    /// Like [`Reader::wrong_type`], where JSONata could give the value.
    pub(super) fn neither_value_nor_jsonata(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        expected: &str,
    ) {
        if self.stands_for_anything(node) {
            return;
        }
        let message = format!("Expected value of type {expected}");
        let hint = match &node.kind {
            NodeKind::String(_) => "JSONata stands between `{%` and `%}`".to_owned(),
            _ => type_hint(node, expected),
        };
        self.refuse(place, node.span, message, hint);
    }

    pub(super) fn string<'d>(
        &mut self,
        field: Field<'d>,
        place: &Place<'_>,
    ) -> Option<&'d Arc<str>> {
        let text = field.value.as_str();
        if text.is_none() {
            self.wrong_type(field.value, &place.field(field.name), "String");
        }
        text
    }

    pub(super) fn boolean(&mut self, field: Field<'_>, place: &Place<'_>) -> Option<bool> {
        if let NodeKind::Bool(value) = field.value.kind {
            return Some(value);
        }
        self.wrong_type(field.value, &place.field(field.name), "Boolean");
        None
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.string(field, place)?;
        if self.holds_placeholder(text) {
            return None;
        }
        let found = words.iter().find(|(word, _)| **word == **text);
        if found.is_none() {
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(
                &place.field(field.name),
                field.value.span,
                format!(
                    "Value should be one of the following: [{}]",
                    list.join(", ")
                ),
                nearest(text, list).map(|meant| format!("did you mean `{meant}`?")),
            );
        }
        found.map(|(_, value)| *value)
    }

    pub(super) fn integer<T: TryFrom<i64>>(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        range: RangeInclusive<i64>,
    ) -> Option<T> {
        let place = &place.field(field.name);
        let NodeKind::Number(number) = &field.value.kind else {
            self.wrong_type(field.value, place, "Integer");
            return None;
        };
        let value = match number {
            Number::Integer(value) => *value,
            Number::Big(digits) if digits.starts_with('-') => i64::MIN,
            Number::Big(_) => i64::MAX,
            Number::Decimal(_) => {
                self.wrong_type(field.value, place, "Integer");
                return None;
            }
        };
        self.within(value, &range, field.value, place, i64::to_string)?;
        T::try_from(value).ok()
    }

    /// A number that may have a fraction.
    pub(super) fn decimal(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        range: RangeInclusive<f64>,
    ) -> Option<f64> {
        let place = &place.field(field.name);
        let NodeKind::Number(number) = &field.value.kind else {
            self.wrong_type(field.value, place, "Float");
            return None;
        };
        let value = number.as_f64();
        self.within(value, &range, field.value, place, |limit| {
            format!("{limit:.1}")
        })
    }

    /// `value`, unless it is out of `range`, whose limits are written by `show`.
    fn within<T: PartialOrd>(
        &mut self,
        value: T,
        range: &RangeInclusive<T>,
        node: &Node,
        place: &Place<'_>,
        show: impl Fn(&T) -> String,
    ) -> Option<T> {
        let (message, hint) = if value < *range.start() {
            let least = show(range.start());
            (
                format!("Minimum value is {least}"),
                format!("write {least} or more"),
            )
        } else if value > *range.end() {
            let most = show(range.end());
            (
                format!("Maximum value is {most}"),
                format!("write {most} or less"),
            )
        } else {
            return Some(value);
        };
        self.refuse(place, node.span, message, hint);
        None
    }

    /// The author's comment.
    pub(super) fn comment(&mut self, fields: &Fields<'_>, place: &Place<'_>) -> Option<Arc<str>> {
        let field = fields.get("Comment")?;
        self.string(field, place).cloned()
    }

    /// Whether `text` has a `${Name}` in it that is filled in later.
    pub(super) fn holds_placeholder(&self, text: &str) -> bool {
        self.options.placeholders == Placeholders::Accept && placeholders(text).next().is_some()
    }

    /// Whether a value is filled in later, so that its type tells nothing: a string with a
    /// placeholder, or a CloudFormation function such as `{"Ref": "Name"}`.
    pub(super) fn stands_for_anything(&self, node: &Node) -> bool {
        if self.options.placeholders == Placeholders::AsText {
            return false;
        }
        match &node.kind {
            NodeKind::String(text) => self.holds_placeholder(text),
            NodeKind::Object(entries) => is_cloud_formation_function(entries),
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Array(_) => false,
        }
    }

    /// Collects the names of the placeholders in `node`, each once.
    pub(super) fn collect_placeholders(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {}
            NodeKind::String(text) => {
                for (_, name) in placeholders(text) {
                    self.add_placeholder(name);
                }
            }
            NodeKind::Array(items) => {
                for item in items {
                    self.collect_placeholders(item);
                }
            }
            NodeKind::Object(entries) => {
                if let Some(name) = resource_referred_to(entries) {
                    self.add_placeholder(&name);
                }
                for entry in entries {
                    for (_, name) in placeholders(&entry.key) {
                        self.add_placeholder(name);
                    }
                    self.collect_placeholders(&entry.value);
                }
            }
        }
    }

    fn add_placeholder(&mut self, name: &str) {
        if !self.placeholders.contains(name) {
            self.placeholders.insert(name.to_owned());
        }
    }
}

/// So many fields are listed when one is unknown.
const FIELDS_LISTED_MAX: usize = 24;

/// A hint, or none.
pub(super) struct Hint(Option<String>);

impl From<String> for Hint {
    fn from(text: String) -> Hint {
        Hint(Some(text))
    }
}

impl From<&str> for Hint {
    fn from(text: &str) -> Hint {
        Hint(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Hint {
    fn from(text: Option<String>) -> Hint {
        Hint(text)
    }
}

impl Schema {
    fn holds_both(&self, key: &str) -> bool {
        self.both.iter().any(|group| group.contains(&key))
    }

    fn holds(&self, language: QueryLanguage, key: &str) -> bool {
        self.only(language).contains(&key)
    }

    fn only(&self, language: QueryLanguage) -> &'static [&'static str] {
        match language {
            QueryLanguage::JsonPath => self.json_path,
            QueryLanguage::Jsonata => self.jsonata,
        }
    }

    /// What to do about a field that does not belong here.
    fn advise(&self, key: &str, language: QueryLanguage) -> String {
        if key == "End" && self.holds_both("Next") {
            return "what is here goes on by `Next` alone: let it lead to a state that ends"
                .to_owned();
        }
        if matches!(key, "Next" | "End") {
            return format!("what is here does not go on by `{key}`: delete it");
        }
        if let Some(meant) = nearest(key, self.names(language)) {
            return format!("did you mean `{meant}`?");
        }
        let names: Vec<&str> = self.names(language).collect();
        if names.len() > FIELDS_LISTED_MAX {
            return "no field of that name belongs here: delete it".to_owned();
        }
        format!("fields allowed here: {}", names.join(", "))
    }

    fn names(&self, language: QueryLanguage) -> impl Iterator<Item = &'static str> {
        let both = self.both.iter().flat_map(|group| group.iter());
        both.chain(self.only(language)).copied()
    }
}

impl<'d> Field<'d> {
    /// The field `name` of an object that is not open yet.
    pub(super) fn of(entries: Option<&'d [Entry]>, name: &str) -> Option<Field<'d>> {
        let entry = entries?.iter().rfind(|entry| &*entry.key == name)?;
        Some(Field {
            name: &entry.key,
            key_span: entry.key_span,
            value: &entry.value,
        })
    }
}

impl<'d> Fields<'d> {
    /// The field `name`, when it is there and belongs there.
    pub(super) fn get(&self, name: &str) -> Option<Field<'d>> {
        if !self.known.holds_both(name) && !self.known.holds(self.language, name) {
            return None;
        }
        Field::of(Some(self.entries), name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn language(&self) -> QueryLanguage {
        self.language
    }
}

impl QueryLanguage {
    fn other(self) -> QueryLanguage {
        match self {
            QueryLanguage::JsonPath => QueryLanguage::Jsonata,
            QueryLanguage::Jsonata => QueryLanguage::JsonPath,
        }
    }
}

/// The field of the other query language that does the same.
fn counterpart(field: &str) -> Option<&'static str> {
    Some(match field {
        "Parameters" => "Arguments",
        "Arguments" => "Parameters",
        "InputPath" | "ResultSelector" | "ResultPath" | "OutputPath" | "Result" => "Output",
        "Output" => "ResultSelector`, `ResultPath` and `OutputPath",
        "ItemsPath" => "Items",
        "Items" => "ItemsPath",
        "Variable" => "Condition",
        "Condition" => "Variable",
        "SecondsPath" => "Seconds",
        "TimestampPath" => "Timestamp",
        "TimeoutSecondsPath" => "TimeoutSeconds",
        "HeartbeatSecondsPath" => "HeartbeatSeconds",
        "MaxConcurrencyPath" => "MaxConcurrency",
        "ToleratedFailureCountPath" => "ToleratedFailureCount",
        "ToleratedFailurePercentagePath" => "ToleratedFailurePercentage",
        "MaxItemsPath" => "MaxItems",
        "MaxItemsPerBatchPath" => "MaxItemsPerBatch",
        "MaxInputBytesPerBatchPath" => "MaxInputBytesPerBatch",
        "ErrorPath" => "Error",
        "CausePath" => "Cause",
        _ => return None,
    })
}

/// What to do about a value that is not of the type `expected`, as AWS calls it.
fn type_hint(node: &Node, expected: &str) -> String {
    let this = node.describe();
    match (&node.kind, expected) {
        (NodeKind::String(_), "Boolean") => {
            format!("this is {this}: write `true` or `false`, without quotes")
        }
        (NodeKind::String(text), "Integer" | "Float" | "Number") if text.parse::<f64>().is_ok() => {
            format!("this is {this}: write it without quotes")
        }
        (NodeKind::Number(_), "Integer") => "write a whole number".to_owned(),
        (NodeKind::String(_) | NodeKind::Object(_), "Array") => {
            format!("this is {this}: put it in square brackets")
        }
        _ => format!("this is {this}"),
    }
}

pub(super) fn quoted_list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a function of CloudFormation refers to, as `Fn::Sub` would write it: `Pay` for a `Ref`,
/// `Pay.Arn` for an `Fn::GetAtt`.
pub(super) fn resource_referred_to(entries: &[Entry]) -> Option<String> {
    let [function] = entries else {
        return None;
    };
    if !matches!(&*function.key, "Ref" | "Fn::GetAtt" | "Fn::ImportValue") {
        return None;
    }
    match &function.value.kind {
        NodeKind::String(text) => Some(text.to_string()),
        NodeKind::Array(items) => {
            let parts: Option<Vec<&str>> = items
                .iter()
                .map(|item| item.as_str().map(|text| &**text))
                .collect();
            parts.map(|parts| parts.join("."))
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Object(_) => None,
    }
}

fn is_cloud_formation_function(entries: &[Entry]) -> bool {
    matches!(entries, [only] if &*only.key == "Ref" || only.key.starts_with("Fn::"))
}
