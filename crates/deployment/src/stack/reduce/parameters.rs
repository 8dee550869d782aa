//! The values of parameters.

use std::collections::BTreeMap;

use asl::Number;
use asl::diagnostic::Span;
use asl::parse::spelling::nearest;

use super::super::dynamic;
use super::super::value::{DynamicReference, Reference, Value};
use super::super::{Settings, Unset};
use crate::template::{Kind, Parameter, Problems, Scalar};

/// The value of each parameter.
pub(super) fn values(
    parameters: &[Parameter],
    settings: &Settings<'_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<String, Value> {
    for name in settings.parameters.keys() {
        if !parameters.iter().any(|parameter| parameter.name == *name) {
            let names = parameters.iter().map(|parameter| parameter.name.as_str());
            let message = format!("the template has no parameter `{name}`");
            let hint = match nearest(name, names) {
                Some(meant) => format!("is `{meant}` meant?"),
                None => "leave it out".to_owned(),
            };
            problems.add(Span::default(), Some(name), message, hint);
        }
    }
    let mut values = BTreeMap::new();
    for parameter in parameters {
        let name = &parameter.name;
        let given = settings.parameters.get(name);
        let value = match (given.or(parameter.default.as_ref()), settings.unset) {
            (Some(text), _) => {
                // What is wrong with the default was said when the template was read.
                if given.is_some()
                    && let Some(refused) = parameter.refusal(text)
                {
                    let hint = refused.hint;
                    problems.add_with(parameter.span, Some(name), refused.message, hint);
                }
                value_of(&parameter.kind, text)
            }
            (None, Unset::Open) => Value::Reference(Reference::Parameter(name.clone())),
            (None, Unset::Refused) => {
                let message = "the parameter has neither a value nor a default";
                let about = parameter.description.clone();
                let hint = about.unwrap_or_else(|| "give it a value".to_owned());
                problems.add(parameter.span, Some(name), message, hint);
                // What uses it is not wrong for that.
                Value::Reference(Reference::Parameter(name.clone()))
            }
        };
        values.insert(name.clone(), value);
    }
    values
}

fn value_of(kind: &Kind, text: &str) -> Value {
    match kind {
        Kind::One(scalar) => item(scalar, text),
        Kind::List(_) if text.is_empty() => Value::List(Vec::new()),
        Kind::List(scalar) => Value::list(text.split(',').map(|text| item(scalar, text.trim()))),
        Kind::Stored { list } => {
            let (name, version) = dynamic::name_and_version(text);
            Value::Reference(Reference::Dynamic(DynamicReference::Parameter {
                name: name.to_owned(),
                version,
                list: *list,
            }))
        }
    }
}

fn item(scalar: &Scalar, text: &str) -> Value {
    match (scalar, text.parse::<i64>()) {
        // Not `007`, which a template may want to join to something.
        (Scalar::Number, Ok(number)) if number.to_string() == text => {
            Value::Number(Number::Integer(number))
        }
        (Scalar::Text | Scalar::Number | Scalar::Aws(_), _) => dynamic::found_in(Value::text(text)),
    }
}
