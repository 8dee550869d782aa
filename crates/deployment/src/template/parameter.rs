//! What a template leaves open, and which values it accepts for it.

use asl::diagnostic::Span;
use asl::parse::document::{Entry, Node, NodeKind};
use regex::Regex;

use super::problem::{Place, Problems};
use super::sections::known_fields;

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Its value when none is given.
    pub default: Option<String>,
    /// The only values it can have; any, when there are none.
    pub allowed_values: Vec<String>,
    /// The regular expression that its value matches from end to end.
    pub allowed_pattern: Option<String>,
    /// The fewest characters of a text.
    pub min_length: Option<u64>,
    /// The most characters of a text.
    pub max_length: Option<u64>,
    /// The least number.
    pub min_value: Option<f64>,
    /// The greatest number.
    pub max_value: Option<f64>,
    /// What it is for.
    pub description: Option<String>,
    /// What the template says of values that it does not accept.
    pub constraint: Option<String>,
    /// Whether its value is never shown.
    pub no_echo: bool,
    /// What people call it (`ParameterLabels` of `AWS::CloudFormation::Interface`).
    pub label: Option<String>,
    /// The heading it is shown under (`ParameterGroups`).
    pub group: Option<String>,
    /// Where it is in the template.
    pub place: Place,
    pub(crate) span: Span,
}

/// The type of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One value.
    One(Scalar),
    /// Values with commas between them.
    List(Scalar),
    /// The name of a parameter of the Parameter Store, whose value it is:
    /// `AWS::SSM::Parameter::Value<…>`.
    Stored {
        /// Whether that is a list.
        list: bool,
    },
}

/// The type of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `String`
    Text,
    /// `Number`
    Number,
    /// A thing on AWS: `AWS::EC2::VPC::Id`
    Aws(String),
}

impl Kind {
    /// The type that a template calls so.
    fn of(name: &str) -> Option<Kind> {
        let inside = |prefix: &str| name.strip_prefix(prefix)?.strip_suffix('>');
        Some(match name {
            "String" => Kind::One(Scalar::Text),
            "Number" => Kind::One(Scalar::Number),
            "CommaDelimitedList" | "List<String>" => Kind::List(Scalar::Text),
            "List<Number>" => Kind::List(Scalar::Number),
            _ => match (inside("AWS::SSM::Parameter::Value<"), inside("List<")) {
                (Some(stored), _) => Kind::Stored {
                    list: stored == "CommaDelimitedList" || stored.starts_with("List<"),
                },
                (None, Some(item)) if item.starts_with("AWS::") => {
                    Kind::List(Scalar::Aws(item.to_owned()))
                }
                (None, None) if name.starts_with("AWS::") => {
                    Kind::One(Scalar::Aws(name.to_owned()))
                }
                _ => return None,
            },
        })
    }

    /// Whether its value is a list.
    pub fn is_list(&self) -> bool {
        matches!(self, Kind::List(_) | Kind::Stored { list: true })
    }
}

/// A value that a parameter does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Parameter {
    /// Whether the stack can be made without a value for it.
    pub fn is_optional(&self) -> bool {
        self.default.is_some()
    }

    /// Checks a value against everything that the template says of it. `Err` is why it is not
    /// accepted, in the template's own words where it has some.
    pub fn check(&self, value: &str) -> Result<(), String> {
        self.refusal(value).map_or(Ok(()), |refused| {
            let hint = refused.hint.map(|hint| format!(": {hint}"));
            Err(refused.message + hint.as_deref().unwrap_or_default())
        })
    }

    /// Whether values are not checked against the pattern before AWS does: it says what only
    /// Java's regular expressions can say.
    pub(crate) fn has_foreign_pattern(&self) -> bool {
        let pattern = self.allowed_pattern.as_deref();
        pattern.is_some_and(|pattern| anchored(pattern).is_err())
    }

    pub(crate) fn refusal(&self, value: &str) -> Option<Refused> {
        let fault = self.fault(value)?;
        let shown = if self.no_echo {
            "the value"
        } else {
            &format!("`{value}`")
        };
        let message = format!("{shown} is not accepted: {fault}");
        let hint = self.constraint.clone().or_else(|| self.description.clone());
        Some(Refused { message, hint })
    }

    fn fault(&self, value: &str) -> Option<String> {
        let values: Vec<&str> = match &self.kind {
            Kind::List(_) => value.split(',').map(str::trim).collect(),
            Kind::One(_) | Kind::Stored { .. } => vec![value],
        };
        let number = matches!(
            self.kind,
            Kind::One(Scalar::Number) | Kind::List(Scalar::Number)
        );
        values.into_iter().find_map(|value| {
            if number {
                self.fault_of_number(value)
            } else {
                self.fault_of_text(value)
            }
            .or_else(|| self.fault_of_any(value))
        })
    }

    fn fault_of_number(&self, value: &str) -> Option<String> {
        let Ok(number) = value.trim().parse::<f64>() else {
            return Some("it is to be a number".to_owned());
        };
        match (self.min_value, self.max_value) {
            (Some(least), _) if number < least => Some(format!("it is at least {least}")),
            (_, Some(most)) if number > most => Some(format!("it is at most {most}")),
            _ => None,
        }
    }

    fn fault_of_text(&self, value: &str) -> Option<String> {
        let length = value.chars().count() as u64;
        match (self.min_length, self.max_length) {
            (Some(least), _) if length < least => {
                Some(format!("it has at least {least} characters"))
            }
            (_, Some(most)) if length > most => Some(format!("it has at most {most} characters")),
            _ => None,
        }
    }

    fn fault_of_any(&self, value: &str) -> Option<String> {
        if !self.allowed_values.is_empty() && !self.allowed_values.iter().any(|v| v == value) {
            return Some(format!("it is one of {}", listed(&self.allowed_values)));
        }
        let pattern = self.allowed_pattern.as_deref()?;
        // One that only Java's regular expressions have is said where values are filled in.
        let matches = anchored(pattern).ok()?.is_match(value);
        (!matches).then(|| format!("it matches `{pattern}`"))
    }
}

/// The names, as a sentence has them.
pub(super) fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn anchored(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

const FIELDS: [&str; 11] = [
    "Type",
    "Default",
    "AllowedValues",
    "AllowedPattern",
    "MinLength",
    "MaxLength",
    "MinValue",
    "MaxValue",
    "Description",
    "ConstraintDescription",
    "NoEcho",
];

/// Reads one parameter of the section.
pub(super) fn read(entry: &Entry, problems: &mut Problems<'_>) -> Option<Parameter> {
    let name = &*entry.key;
    known_fields(&entry.value, name, "a parameter", &FIELDS, problems)?;
    let mut fields = Fields {
        node: &entry.value,
        name,
        problems,
    };
    let Some(kind) = fields.text("Type") else {
        let hint = "write `Type: String`, `Number`, `CommaDelimitedList` or one of AWS's";
        let message = "the parameter has no type";
        problems.add(entry.key_span, Some(name), message, hint);
        return None;
    };
    let Some(kind) = Kind::of(&kind) else {
        let hint = "the types are `String`, `Number`, `List<Number>`, `CommaDelimitedList`, \
                    `AWS::SSM::Parameter::Value<String>` and AWS's own, such as \
                    `AWS::EC2::VPC::Id`";
        let message = format!("there is no type `{kind}`");
        let span = entry
            .value
            .get("Type")
            .map_or(entry.key_span, |node| node.span);
        problems.add(span, Some(name), message, hint);
        return None;
    };
    let parameter = Parameter {
        name: name.to_owned(),
        kind,
        default: fields.default(),
        allowed_values: fields.texts("AllowedValues"),
        allowed_pattern: fields.text("AllowedPattern"),
        min_length: fields.number("MinLength"),
        max_length: fields.number("MaxLength"),
        min_value: fields.number("MinValue"),
        max_value: fields.number("MaxValue"),
        description: fields.text("Description"),
        constraint: fields.text("ConstraintDescription"),
        no_echo: fields
            .text("NoEcho")
            .is_some_and(|text| text.eq_ignore_ascii_case("true")),
        label: None,
        group: None,
        place: problems.place(entry.key_span),
        span: entry.key_span,
    };
    if let Some(default) = &parameter.default
        && let Some(refused) = parameter.refusal(default)
    {
        let span = entry
            .value
            .get("Default")
            .map_or(entry.key_span, |node| node.span);
        let message = format!("its own default is not accepted: {}", refused.message);
        problems.add_with(span, Some(name), message, refused.hint);
    }
    Some(parameter)
}

/// The fields of a parameter, whose values may be texts, numbers or booleans alike.
struct Fields<'f, 't> {
    node: &'f Node,
    name: &'f str,
    problems: &'f mut Problems<'t>,
}

impl Fields<'_, '_> {
    fn text(&mut self, field: &str) -> Option<String> {
        let node = self.node.get(field)?;
        let text = self.problems.scalar(node);
        if text.is_none() {
            let message = format!("`{field}` is a text, not {}", node.describe());
            let hint = "functions have no place in the section `Parameters`";
            self.problems.add(node.span, Some(self.name), message, hint);
        }
        text
    }

    /// The default; a list may be written as one.
    fn default(&mut self) -> Option<String> {
        match &self.node.get("Default")?.kind {
            NodeKind::Array(_) => Some(self.texts("Default").join(",")),
            _ => self.text("Default"),
        }
    }

    fn texts(&mut self, field: &str) -> Vec<String> {
        let Some(node) = self.node.get(field) else {
            return Vec::new();
        };
        let items = node.as_array().unwrap_or_default();
        let texts: Vec<String> = items
            .iter()
            .filter_map(|item| self.problems.scalar(item))
            .collect();
        if node.as_array().is_none() || texts.len() < items.len() {
            let message = format!("`{field}` is a list of texts");
            let hint = "functions have no place in the section `Parameters`";
            self.problems.add(node.span, Some(self.name), message, hint);
        }
        texts
    }

    fn number<N: std::str::FromStr>(&mut self, field: &str) -> Option<N> {
        let text = self.text(field)?;
        let number = text.parse().ok();
        if number.is_none() {
            let span = self
                .node
                .get(field)
                .map_or(self.node.span, |node| node.span);
            let message = format!("`{field}` is a number, not `{text}`");
            self.problems.add_with(span, Some(self.name), message, None);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use crate::template::Template;

    fn check(fields: &str, value: &str) -> Result<(), String> {
        let text = format!("Parameters:\n  P:\n    {fields}\nResources:\n  T: {{Type: A::B::C}}\n");
        let template = Template::read(&text).expect("a template");
        template.parameters()[0].check(value)
    }

    #[test]
    fn values_are_checked() {
        for (fields, value, refused) in [
            ("Type: Number", "12", None),
            (
                "Type: Number",
                "many",
                Some("`many` is not accepted: it is to be a number"),
            ),
            (
                "{Type: Number, MinValue: 2}",
                "1",
                Some("`1` is not accepted: it is at least 2"),
            ),
            (
                "{Type: String, AllowedValues: [a, 1]}",
                "b",
                Some("`b` is not accepted: it is one of `a`, `1`"),
            ),
            (
                "{Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: small letters}",
                "a1",
                Some("`a1` is not accepted: it matches `[a-z]+`: small letters"),
            ),
            (
                "{Type: String, MinLength: 3, NoEcho: true}",
                "ab",
                Some("the value is not accepted: it has at least 3 characters"),
            ),
            ("Type: List<Number>", "1, 2,3", None),
            (
                "Type: List<Number>",
                "1,x",
                Some("`1,x` is not accepted: it is to be a number"),
            ),
            ("Type: AWS::EC2::VPC::Id", "vpc-1", None),
        ] {
            assert_eq!(
                check(fields, value).err().as_deref(),
                refused,
                "{fields} {value}"
            );
        }
    }
}
