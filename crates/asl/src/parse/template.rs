//! Payload templates, JSONata strings and `Assign`.

use std::sync::Arc;

use super::document::{Entry, Node, NodeKind};
use super::path::{looks_like_jsonata, span_within};
use super::place::Place;
use super::reader::{Field, Fields, Reader};
use super::variables::Assignment;
use crate::data_flow::{Assign, VARIABLE_NAME_CHARS_MAX, VariableName};
use crate::diagnostic::Code;
use crate::expression::{Expression, ExpressionKind, Intrinsic, Jsonata, PathExpression};
use crate::machine::QueryLanguage;
use crate::template::Template;
use crate::value::{Object, Value};

impl Reader {
    /// A field whose value is a template in `language`.
    pub(super) fn template(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<Template> {
        self.template_alone(field.value, &place.field(field.name), language)
    }

    /// A template. `place` is its own.
    pub(super) fn template_alone(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<Template> {
        match language {
            QueryLanguage::JsonPath => self.payload_template(node, place, DYNAMIC_WHOLE),
            QueryLanguage::Jsonata => self.jsonata_template(node, place),
        }
    }

    /// A template that must be an object, or in JSONata an expression.
    pub(super) fn object_template(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<Template> {
        let fits = match (&field.value.kind, language) {
            (NodeKind::Object(_), _) => true,
            (NodeKind::String(text), QueryLanguage::Jsonata) => looks_like_jsonata(text),
            _ => false,
        };
        if !fits {
            let place = &place.field(field.name);
            match language {
                QueryLanguage::JsonPath => self.wrong_type(field.value, place, "Object"),
                QueryLanguage::Jsonata => {
                    self.neither_value_nor_jsonata(field.value, place, "Object");
                }
            }
            return None;
        }
        self.template(field, place, language)
    }

    /// A template with `.$` keys. `place` is its own; `dynamic` says how to have a string there
    /// evaluated.
    fn payload_template(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        dynamic: &str,
    ) -> Option<Template> {
        match &node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {
                Some(Template::Literal(node.to_value()))
            }
            NodeKind::String(text) => {
                if looks_like_path(text) {
                    self.warn(
                        Code::NoDollar,
                        place,
                        node.span,
                        "the value looks like a path or an intrinsic function, but is taken as \
                         text",
                        dynamic,
                    );
                }
                Some(Template::Literal(node.to_value()))
            }
            NodeKind::Array(items) => {
                let items = items.iter().enumerate();
                array(
                    items
                        .map(|(index, item)| {
                            self.payload_template(item, &place.item(index), DYNAMIC_ITEM)
                        })
                        .collect(),
                )
            }
            NodeKind::Object(entries) => {
                let mut fields = Vec::with_capacity(entries.len());
                for entry in entries {
                    fields.push(self.payload_field(entry, place));
                }
                object(fields)
            }
        }
    }

    fn payload_field(&mut self, entry: &Entry, place: &Place<'_>) -> Option<(Arc<str>, Template)> {
        if let Some(key) = entry.key.strip_suffix(".$") {
            let expression = self.payload_expression(entry, place)?;
            return Some((key.into(), expression));
        }
        let template =
            self.payload_template(&entry.value, &place.field(&entry.key), DYNAMIC_FIELD)?;
        Some((entry.key.clone(), template))
    }

    /// The value of a `.$` key. `place` is that of the object around it, as AWS reports it.
    fn payload_expression(&mut self, entry: &Entry, place: &Place<'_>) -> Option<Template> {
        let node = &entry.value;
        let Some(text) = node.as_str() else {
            if self.stands_for_anything(node) {
                return Some(Template::Literal(Value::Null));
            }
            self.refuse(
                place,
                node.span,
                not_an_expression(&entry.key),
                format!(
                    "a key that ends in `.$` takes a string; this is {}",
                    node.describe()
                ),
            );
            return None;
        };
        if self.holds_placeholder(text) {
            return Some(Template::Literal(Value::Null));
        }
        let kind = if Intrinsic::is_intrinsic(text) {
            Intrinsic::parse(text).map(|intrinsic| {
                self.warn_of_failing_call(node, &intrinsic, place);
                ExpressionKind::Intrinsic(intrinsic)
            })
        } else {
            PathExpression::parse(text).map(ExpressionKind::Path)
        };
        match kind {
            Ok(kind) => Some(Template::Expression(Expression {
                kind,
                text: text.clone(),
                field: entry.key.clone(),
            })),
            Err(error) => {
                self.refuse_expression(node, place, &not_an_expression(&entry.key), &error);
                None
            }
        }
    }

    /// A template whose strings may be JSONata. `place` is its own.
    fn jsonata_template(&mut self, node: &Node, place: &Place<'_>) -> Option<Template> {
        match &node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {
                Some(Template::Literal(node.to_value()))
            }
            NodeKind::String(text) if looks_like_jsonata(text) => {
                let expression = self.jsonata(node, text, place)?;
                Some(Template::Expression(expression))
            }
            NodeKind::String(_) => Some(Template::Literal(node.to_value())),
            NodeKind::Array(items) => {
                let items = items.iter().enumerate();
                array(
                    items
                        .map(|(index, item)| self.jsonata_template(item, &place.item(index)))
                        .collect(),
                )
            }
            NodeKind::Object(entries) => {
                let mut fields = Vec::with_capacity(entries.len());
                for entry in entries {
                    let template = self.jsonata_template(&entry.value, &place.field(&entry.key));
                    fields.push(template.map(|template| (entry.key.clone(), template)));
                }
                object(fields)
            }
        }
    }

    /// The string `text` as a JSONata expression between `{%` and `%}`.
    pub(super) fn jsonata(
        &mut self,
        node: &Node,
        text: &str,
        place: &Place<'_>,
    ) -> Option<Expression> {
        let inside = text
            .strip_prefix("{%")
            .and_then(|text| text.strip_suffix("%}"));
        let Some(inside) = inside else {
            self.refuse(
                place,
                node.span,
                "JSONata string must start with {% and end with %}",
                "nothing, not even a blank, may stand outside of the delimiters",
            );
            return None;
        };
        let expression = inside.trim();
        let before = 2 + (inside.len() - inside.trim_start().len());
        match Jsonata::compile(expression) {
            Ok(jsonata) => {
                self.check_support(&jsonata, node, before, place);
                Some(Expression {
                    kind: ExpressionKind::Jsonata(jsonata),
                    text: expression.into(),
                    field: place.in_state().into(),
                })
            }
            Err(error) => {
                let span = span_within(node, before + error.offset);
                let code = Code::InvalidJsonataExpression;
                self.report(code, place, span, error.message, error.hint);
                None
            }
        }
    }

    /// Reports what AWS does not take of JSONata. That `$states.errorOutput` is only for catchers
    /// was measured on AWS; of `$states.result` it is not known, so there is a warning.
    fn check_support(&mut self, jsonata: &Jsonata, node: &Node, before: usize, place: &Place<'_>) {
        let sight = self.sight();
        let refused = jsonata.unsupported(true, sight.error_output);
        for error in jsonata.unsupported(sight.result, sight.error_output) {
            let span = span_within(node, before + error.offset);
            let code = Code::UnsupportedJsonataExpression;
            if refused.contains(&error) {
                self.report(code, place, span, error.message, error.hint);
            } else {
                self.warn(code, place, span, error.message, error.hint);
            }
        }
    }

    pub(super) fn assign(&mut self, fields: &Fields<'_>, place: &Place<'_>) -> Option<Assign> {
        let field = fields.get("Assign")?;
        let place = &place.field("Assign");
        let Some(entries) = field.value.as_object() else {
            self.wrong_type(field.value, place, "Object");
            return None;
        };
        let mut variables = Vec::with_capacity(entries.len());
        for entry in entries {
            let (key, template) = match fields.language() {
                QueryLanguage::JsonPath => match self.payload_field(entry, place) {
                    Some((key, template)) => (key, template),
                    None => continue,
                },
                QueryLanguage::Jsonata => {
                    match self.jsonata_template(&entry.value, &place.field(&entry.key)) {
                        Some(template) => (entry.key.clone(), template),
                        None => continue,
                    }
                }
            };
            if let Some(name) = self.variable_name(&key, entry, place) {
                variables.push((name, template));
            }
        }
        Some(Assign(variables))
    }

    fn variable_name(
        &mut self,
        name: &Arc<str>,
        entry: &Entry,
        place: &Place<'_>,
    ) -> Option<VariableName> {
        let place = &place.field(name);
        let span = entry.key_span;
        if &**name == "states" {
            self.report(
                Code::ReservedVariableName,
                place,
                span,
                "Cannot assign to reserved variable '$states'.",
                "choose another name",
            );
            return None;
        }
        if self.holds_placeholder(name) {
            return None;
        }
        let mut characters = name.chars();
        let identifier = characters.next().is_some_and(char::is_alphabetic)
            && characters.all(|c| c.is_alphanumeric() || c == '_');
        let fault = if !identifier {
            "the variable name contains invalid characters.".to_owned()
        } else if name.chars().count() > VARIABLE_NAME_CHARS_MAX {
            format!("the variable name exceeds the {VARIABLE_NAME_CHARS_MAX}-character limit.")
        } else {
            self.machine.assignments.push(Assignment {
                scope: self.machine.scope,
                state: self.machine.state,
                name: name.clone(),
                location: place.to_string(),
                span,
            });
            return Some(VariableName(name.clone()));
        };
        self.report(
            Code::InvalidVariableName,
            place,
            span,
            format!("Invalid variable name '{name}': {fault}"),
            "a name is a letter followed by letters, digits and `_`",
        );
        None
    }

    /// Warns of paths in a Pass state's `Result`.
    pub(super) fn warn_of_static_paths(&mut self, node: &Node, place: &Place<'_>) {
        match &node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => {}
            NodeKind::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.warn_of_static_paths(item, &place.item(index));
                }
            }
            NodeKind::Object(entries) => {
                for entry in entries {
                    let text = entry.value.as_str();
                    if entry.key.ends_with(".$") && text.is_some_and(|text| is_dynamic(text)) {
                        self.warn(
                            Code::PassResultIsStatic,
                            &place.field(&entry.key),
                            entry.key_span,
                            "`Result` is taken as it is written: the path is not evaluated",
                            "use `Parameters` to compute the result",
                        );
                    }
                    self.warn_of_static_paths(&entry.value, &place.field(&entry.key));
                }
            }
        }
    }
}

const DYNAMIC_FIELD: &str = "end the key in `.$` to have it evaluated";

const DYNAMIC_ITEM: &str = "items are not evaluated: end the array's key in `.$` and build the \
                            array with `States.Array`";

const DYNAMIC_WHOLE: &str = "write an object, in which keys that end in `.$` are evaluated";

fn not_an_expression(key: &str) -> String {
    format!(
        "The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function \
         call"
    )
}

/// Whether a text that is not evaluated looks as if it should be.
pub(super) fn looks_like_path(text: &str) -> bool {
    text.starts_with("$.")
        || text.starts_with("$$.")
        || text.starts_with("$[")
        || text
            .strip_prefix("States.")
            .is_some_and(|call| call.ends_with(')'))
}

fn is_dynamic(text: &str) -> bool {
    text.starts_with('$') || text.starts_with("States.")
}

/// An array of templates: a literal when all of them are.
fn array(items: Vec<Option<Template>>) -> Option<Template> {
    let items: Vec<Template> = items.into_iter().collect::<Option<_>>()?;
    let literals: Option<Vec<Value>> = items.iter().map(literal).collect();
    Some(match literals {
        Some(values) => Template::Literal(Value::array(values)),
        None => Template::Array(items),
    })
}

/// An object of templates: a literal when all of them are. The last of equal keys counts.
fn object(fields: Vec<Option<(Arc<str>, Template)>>) -> Option<Template> {
    let fields: Vec<(Arc<str>, Template)> = fields.into_iter().collect::<Option<_>>()?;
    if fields
        .iter()
        .any(|(_, template)| literal(template).is_none())
    {
        return Some(Template::Object(fields));
    }
    let mut values = Object::with_capacity(fields.len());
    for (key, template) in fields {
        if let Template::Literal(value) = template {
            values.insert(key, value);
        }
    }
    Some(Template::Literal(Value::object(values)))
}

fn literal(template: &Template) -> Option<Value> {
    match template {
        Template::Literal(value) => Some(value.clone()),
        Template::Object(_) | Template::Array(_) | Template::Expression(_) => None,
    }
}
