//! What a definition says of the arguments of a task: a value that is written out, or that it is
//! computed when the task runs.

use asl::template::Template;
use asl::{Object, QueryLanguage, Value};

use crate::pattern::Pattern;

/// The arguments of a task, and the name of the field they stand in.
#[derive(Clone, Copy)]
pub(crate) struct Arguments<'t> {
    /// `Parameters` or `Arguments`.
    pub(crate) field: &'static str,
    pub(crate) given: Given<'t>,
}

/// What is said of a value.
#[derive(Clone, Copy)]
pub(crate) enum Given<'t> {
    /// There is none.
    Absent,
    /// It is known when it runs.
    Computed,
    /// It is written out.
    Written(&'t Value),
    /// An object or array in which something is computed.
    Partly(&'t Template),
}

/// What is said of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    /// There is none.
    Nothing,
    /// It is known when it runs.
    Computed,
    /// It is written out, but for its placeholders.
    Text(Pattern),
}

impl<'t> Arguments<'t> {
    /// The arguments that stand in a field of a state in this language. Without the field it is as
    /// if they were `absent`.
    pub(crate) fn of(
        template: Option<&'t Template>,
        language: QueryLanguage,
        absent: Given<'t>,
    ) -> Arguments<'t> {
        Arguments {
            field: match language {
                QueryLanguage::JsonPath => "Parameters",
                QueryLanguage::Jsonata => "Arguments",
            },
            given: template.map_or(absent, Given::of),
        }
    }

    /// What is said of the argument of this name.
    pub(crate) fn get(&self, name: &str) -> Given<'t> {
        self.given.get(name)
    }

    /// The text of the argument of this name.
    pub(crate) fn text(&self, name: &str) -> Said {
        self.get(name).text()
    }
}

impl<'t> Given<'t> {
    fn of(template: &'t Template) -> Given<'t> {
        match template {
            // A placeholder stands for an expression.
            Template::Literal(Value::Null) | Template::Expression(_) => Given::Computed,
            Template::Literal(value) => Given::Written(value),
            Template::Object(_) | Template::Array(_) => Given::Partly(template),
        }
    }

    fn of_value(value: &'t Value) -> Given<'t> {
        match value {
            Value::Null => Given::Computed,
            value => Given::Written(value),
        }
    }

    /// The field of an object, however it is capitalised.
    pub(crate) fn get(self, name: &str) -> Given<'t> {
        let fields = self.fields();
        let exact = fields.iter().find(|(key, _)| *key == name);
        let alike = || {
            fields
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        match (exact.or_else(alike), self) {
            (Some((_, given)), _) => *given,
            (None, Given::Computed) => Given::Computed,
            (None, _) => Given::Absent,
        }
    }

    /// The fields of an object, as far as they are known.
    pub(crate) fn fields(self) -> Vec<(&'t str, Given<'t>)> {
        match self {
            Given::Written(value) => {
                let fields = value.as_object().into_iter().flat_map(Object::iter);
                fields
                    .map(|(key, value)| (&**key, Given::of_value(value)))
                    .collect()
            }
            Given::Partly(Template::Object(fields)) => {
                let fields = fields.iter();
                fields
                    .map(|(key, field)| (&**key, Given::of(field)))
                    .collect()
            }
            Given::Absent | Given::Computed | Given::Partly(_) => Vec::new(),
        }
    }

    /// The items of an array, as far as they are known; `None` for anything else.
    pub(crate) fn items(self) -> Option<Vec<Given<'t>>> {
        match self {
            Given::Written(value) => {
                let items = value.as_array()?.iter();
                Some(items.map(Given::of_value).collect())
            }
            Given::Partly(Template::Array(items)) => Some(items.iter().map(Given::of).collect()),
            Given::Absent | Given::Computed | Given::Partly(_) => None,
        }
    }

    /// The text that it is.
    pub(crate) fn text(self) -> Said {
        match self {
            Given::Absent => Said::Nothing,
            Given::Written(value) => match value.as_str() {
                Some(text) => Said::Text(Pattern::of(text)),
                None => referred_to(value).map_or(Said::Computed, Said::Text),
            },
            Given::Computed | Given::Partly(_) => Said::Computed,
        }
    }
}

/// What a function of CloudFormation refers to: `{"Ref": "Topic"}`, `{"Fn::GetAtt": ["Pay", "Arn"]}`.
fn referred_to(value: &Value) -> Option<Pattern> {
    let object = value.as_object()?;
    let (function, argument) = object.iter().next().filter(|_| object.len() == 1)?;
    match (&**function, argument) {
        ("Ref" | "Fn::GetAtt" | "Fn::ImportValue", Value::String(name)) => {
            Some(Pattern::of(&format!("${{{name}}}")))
        }
        ("Fn::GetAtt", Value::Array(names)) => {
            let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
            Some(Pattern::of(&format!("${{{}}}", names?.join("."))))
        }
        ("Fn::Sub", Value::String(text)) => Some(Pattern::of(text)),
        _ => None,
    }
}
