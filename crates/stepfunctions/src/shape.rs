//! The service's first look at a request: whether it has the shape the model gives it.
//!
//! [`check`] says what AWS says, of every member at once. What it lets through can be read into
//! typed values without another question. The shapes themselves are in [`model`], which is made
//! from AWS's own model of the service.

#[allow(
    clippy::unreadable_literal,
    reason = "the numbers are as the model has them"
)]
mod model;

use std::fmt::Write as _;

use serde_json::{Map, Value};
use wire::ApiError;

pub use model::Operation;

/// A structure of the model.
#[derive(Debug)]
pub struct Structure {
    /// What the model calls it.
    pub name: &'static str,
    /// What it holds, in the model's order.
    pub members: &'static [Member],
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it may be.
    pub kind: Kind,
}

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    /// A text.
    Text(TextRule),
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A whole number within these bounds.
    Integer {
        /// The least.
        min: Option<i64>,
        /// The greatest.
        max: Option<i64>,
    },
    /// A number within these bounds.
    Decimal {
        /// The least.
        min: Option<f64>,
        /// The greatest.
        max: Option<f64>,
    },
    /// `true` or `false`.
    Flag,
    /// A list.
    List {
        /// What its items may be.
        item: &'static Kind,
        /// At least so many items.
        min: Option<usize>,
        /// At most so many items.
        max: Option<usize>,
    },
    /// A structure.
    Structure(&'static Structure),
}

/// What a text may be.
#[derive(Debug)]
pub struct TextRule {
    /// At least so many characters.
    pub min: Option<usize>,
    /// At most so many characters.
    pub max: Option<usize>,
    /// What the characters must be.
    pub pattern: Option<Pattern>,
    /// Whether messages keep the text to themselves.
    pub sensitive: bool,
}

/// A regular expression of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`: the name of an alias, which is no number.
    AliasName,
    /// `\p{ASCII}*`
    Ascii,
    /// `[!-~]+`
    Printable,
}

/// Checks a request's body.
///
/// `SerializationException` for the first member of the wrong type, otherwise one
/// `ValidationException` for all that is wrong with the others. Members that the model does not
/// know are passed over, as AWS does.
pub fn check(input: &'static Structure, body: &Value) -> Result<(), ApiError> {
    let mut inspector = Inspector::default();
    inspector.structure(input, body)?;
    if inspector.violations == 0 {
        return Ok(());
    }
    let Inspector {
        violations,
        complaints,
        ..
    } = inspector;
    let errors = if violations == 1 { "error" } else { "errors" };
    Err(ApiError::validation(format!(
        "{violations} validation {errors} detected: {complaints}"
    )))
}

/// `SerializationException`: the body cannot be read.
pub(crate) fn unreadable(message: impl Into<String>) -> ApiError {
    ApiError::new("SerializationException", message)
}

/// What has been found so far.
#[derive(Default)]
struct Inspector {
    /// Where the inspector is: `routingConfiguration.1.member`.
    place: String,
    violations: u32,
    /// The complaints, joined by `; `.
    complaints: String,
}

impl Inspector {
    fn structure(&mut self, structure: &'static Structure, value: &Value) -> Result<(), ApiError> {
        let fields = fields(value)?;
        for member in structure.members {
            match fields.get(member.name) {
                None | Some(Value::Null) if !member.required => {}
                found => self.inside(member.name, |inspector| {
                    inspector.value(&member.kind, found.unwrap_or(&Value::Null))
                })?,
            }
        }
        Ok(())
    }

    fn value(&mut self, kind: &'static Kind, value: &Value) -> Result<(), ApiError> {
        if value.is_null() {
            self.complain("Value null", "Member must not be null");
            return Ok(());
        }
        match kind {
            Kind::Text(rule) => self.text(rule, text(value)?),
            Kind::Choice(choices) => {
                let given = text(value)?;
                if !choices.contains(&given) {
                    self.complain(
                        &format!("Value '{given}'"),
                        &format!(
                            "Member must satisfy enum value set: [{}]",
                            choices.join(", ")
                        ),
                    );
                }
            }
            Kind::Integer { min, max } => {
                let given = number(value, "Integer")?;
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "what is too large for an i64 is beyond every bound as well"
                )]
                let whole = given
                    .as_i64()
                    .unwrap_or_else(|| given.as_f64().map_or(i64::MAX, |decimal| decimal as i64));
                self.bounds(
                    given,
                    *min,
                    *max,
                    |bound| whole < bound,
                    |bound| whole > bound,
                );
            }
            Kind::Decimal { min, max } => {
                let given = number(value, "Float")?;
                let decimal = given.as_f64().unwrap_or(f64::INFINITY);
                self.bounds(
                    given,
                    *min,
                    *max,
                    |bound| decimal < bound,
                    |bound| decimal > bound,
                );
            }
            Kind::Flag => {
                if !value.is_boolean() {
                    return Err(not_convertible(value, "Boolean"));
                }
            }
            Kind::List { item, min, max } => {
                let items = items(value)?;
                let length = items.len();
                let given = || format!("Value '{}'", shown(kind, value));
                if min.is_some_and(|min| length < min) || max.is_some_and(|max| length > max) {
                    self.complain_of_length(&given(), length, *min, *max);
                }
                for (place, value) in items.iter().enumerate() {
                    self.inside(&format!("{}.member", place + 1), |inspector| {
                        inspector.value(item, value)
                    })?;
                }
            }
            Kind::Structure(structure) => self.structure(structure, value)?,
        }
        Ok(())
    }

    fn text(&mut self, rule: &'static TextRule, text: &str) {
        // A text has no more characters than bytes: most need no counting.
        let may_be_long = rule.max.is_some_and(|max| text.len() > max);
        let may_be_short = rule
            .min
            .is_some_and(|min| text.len() < min.saturating_mul(4));
        let subject = || {
            if rule.sensitive {
                "Value".to_owned()
            } else {
                format!("Value '{text}'")
            }
        };
        if may_be_long || may_be_short {
            let length = text.chars().count();
            self.complain_of_length_if_wrong(subject, length, rule);
        }
        if let Some(pattern) = rule.pattern
            && !pattern.accepts(text)
        {
            self.complain(
                &subject(),
                &format!(
                    "Member must satisfy regular expression pattern: {}",
                    pattern.as_str()
                ),
            );
        }
    }

    fn complain_of_length_if_wrong(
        &mut self,
        subject: impl Fn() -> String,
        length: usize,
        rule: &TextRule,
    ) {
        if rule.min.is_some_and(|min| length < min) || rule.max.is_some_and(|max| length > max) {
            self.complain_of_length(&subject(), length, rule.min, rule.max);
        }
    }

    fn complain_of_length(
        &mut self,
        subject: &str,
        length: usize,
        min: Option<usize>,
        max: Option<usize>,
    ) {
        match (min, max) {
            (Some(min), _) if length < min => self.complain(
                subject,
                &format!("Member must have length greater than or equal to {min}"),
            ),
            (_, Some(max)) => self.complain(
                subject,
                &format!("Member must have length less than or equal to {max}"),
            ),
            _ => {}
        }
    }

    fn bounds<N: std::fmt::Display + Copy>(
        &mut self,
        given: &serde_json::Number,
        min: Option<N>,
        max: Option<N>,
        below: impl Fn(N) -> bool,
        above: impl Fn(N) -> bool,
    ) {
        let subject = || format!("Value '{given}'");
        match (min, max) {
            (Some(min), _) if below(min) => self.complain(
                &subject(),
                &format!("Member must have value greater than or equal to {min}"),
            ),
            (_, Some(max)) if above(max) => self.complain(
                &subject(),
                &format!("Member must have value less than or equal to {max}"),
            ),
            _ => {}
        }
    }

    fn complain(&mut self, subject: &str, rule: &str) {
        let separator = if self.violations == 0 { "" } else { "; " };
        self.violations += 1;
        // Writing to a `String` cannot fail.
        let _ = write!(
            self.complaints,
            "{separator}{subject} at '{}' failed to satisfy constraint: {rule}",
            self.place
        );
    }

    /// Does something one step further inside.
    fn inside<T>(&mut self, step: &str, look: impl FnOnce(&mut Inspector) -> T) -> T {
        let length = self.place.len();
        if length > 0 {
            self.place.push('.');
        }
        self.place.push_str(step);
        let seen = look(self);
        self.place.truncate(length);
        seen
    }
}

impl Pattern {
    /// The expression as the model has it.
    fn as_str(self) -> &'static str {
        match self {
            Pattern::AliasName => r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$",
            Pattern::Ascii => r"\p{ASCII}*",
            Pattern::Printable => "[!-~]+",
        }
    }

    fn accepts(self, text: &str) -> bool {
        match self {
            Pattern::AliasName => {
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
                text.bytes().all(fits) && text.bytes().any(|byte| !byte.is_ascii_digit())
            }
            Pattern::Ascii => text.is_ascii(),
            Pattern::Printable => !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()),
        }
    }
}

fn fields(value: &Value) -> Result<&Map<String, Value>, ApiError> {
    match value {
        Value::Object(fields) => Ok(fields),
        Value::Array(_) => Err(unreadable("Start of list found where not expected")),
        _ => Err(unreadable("Unexpected field type")),
    }
}

fn items(value: &Value) -> Result<&Vec<Value>, ApiError> {
    match value {
        Value::Array(items) => Ok(items),
        Value::Object(_) => Err(unreadable(
            "Start of structure or map found where not expected.",
        )),
        _ => Err(unreadable("Unexpected field type")),
    }
}

fn text(value: &Value) -> Result<&str, ApiError> {
    value
        .as_str()
        .ok_or_else(|| not_convertible(value, "String"))
}

fn number<'v>(value: &'v Value, target: &str) -> Result<&'v serde_json::Number, ApiError> {
    match value {
        Value::Number(number) => Ok(number),
        _ => Err(not_convertible(value, target)),
    }
}

/// The words of the framework that AWS's services of this protocol are built with (Coral); those
/// of Kinesis are on record.
fn not_convertible(value: &Value, target: &str) -> ApiError {
    let class = match value {
        Value::Array(_) => return unreadable("Start of list found where not expected"),
        Value::Object(_) => {
            return unreadable("Start of structure or map found where not expected.");
        }
        Value::Null => "null",
        Value::Bool(_) => "class java.lang.Boolean",
        Value::Number(_) => "class com.amazon.coral.value.json.numbers.TruncatingBigNumber",
        Value::String(_) => "class java.lang.String",
    };
    unreadable(format!("{class} can not be converted to an {target}"))
}

/// A value in a message: `[Tag(key=a, value=b)]`.
fn shown(kind: &'static Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::List { item, .. }, Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|value| shown(item, value)).collect();
            format!("[{}]", items.join(", "))
        }
        (Kind::Structure(structure), Value::Object(fields)) => {
            let members = structure.members.iter().map(|member| {
                let value = fields.get(member.name).unwrap_or(&Value::Null);
                format!("{}={}", member.name, shown(&member.kind, value))
            });
            let members: Vec<_> = members.collect();
            format!("{}({})", structure.name, members.join(", "))
        }
        (_, Value::String(text)) => text.clone(),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
