//! What AWS's operations answer, and whether a mocked result looks like it.
//!
//! The table beside this file is written by `cargo xtask service-shapes`; its head explains its
//! form. A service that is not in it is not checked.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use asl::{Number, Object, Value};

const TABLE: &str = include_str!("service_shapes.txt");

/// The part of the table that is about one service: for each operation, structure and
/// enumeration what follows its name.
#[derive(Debug)]
pub(super) struct ServiceShapes {
    lines: BTreeMap<&'static str, &'static str>,
}

/// Where a result departs from what the operation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    field: String,
    what: Departure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Departure {
    Missing,
    NotA(&'static str),
    TooShort,
    TooLong,
    TooSmall,
    TooLarge,
    NotAmongValues,
}

impl ServiceShapes {
    /// The shapes of a service, as `aws-sdk:` integrations call it.
    pub(super) fn of(service: &str) -> Option<ServiceShapes> {
        let mut lines = TABLE.lines();
        lines.find(|line| {
            line.strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
                == Some(service)
        })?;
        let lines = lines.take_while(|line| !line.is_empty());
        Some(ServiceShapes {
            lines: lines
                .map(|line| line.split_once(' ').unwrap_or((line, "")))
                .collect(),
        })
    }

    /// The fields of what `operation` answers. `None` when it is not known, or answers nothing.
    pub(super) fn answer(&self, operation: &str) -> Option<Fields> {
        let structure = self.lines.get(&*format!("{operation}()"))?;
        self.lines.get(structure).copied().map(Fields)
    }

    /// Whether the result `object` has the fields of the answer: those that it has are as they
    /// should be, and, when `complete`, those that are required are there. Fields that are not
    /// known do not matter (recorded from AWS, 2025-12). The fields `parsed` may be anything.
    pub(super) fn check(
        &self,
        fields: Fields,
        object: &Object,
        complete: bool,
        parsed: &[&str],
    ) -> Result<(), Mismatch> {
        if complete {
            let required = fields.iter().filter(|field| field.required);
            let mut absent = required.filter(|field| !object.contains_key(field.name));
            if let Some(field) = absent.next() {
                return Err(Mismatch::new(field.name, Departure::Missing));
            }
        }
        let unparsed = object
            .iter()
            .filter(|(name, _)| !parsed.contains(&&***name));
        for (name, value) in unparsed {
            if let Some(field) = fields.get(name) {
                self.check_value(field, value, complete)?;
            }
        }
        Ok(())
    }

    fn check_value(&self, field: Field, value: &Value, complete: bool) -> Result<(), Mismatch> {
        let departure = match (field.parsed_type, value) {
            (Type::Anything, _) | (Type::Boolean, Value::Bool(_)) => None,
            (Type::Text(bounds), Value::String(text)) => {
                let length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
                match bounds.compare(length.into()) {
                    Ordering::Less => Some(Departure::TooShort),
                    Ordering::Equal => None,
                    Ordering::Greater => Some(Departure::TooLong),
                }
            }
            (Type::Number(bounds), Value::Number(number)) => {
                match bounds.compare(Number::as_f64(number)) {
                    Ordering::Less => Some(Departure::TooSmall),
                    Ordering::Equal => None,
                    Ordering::Greater => Some(Departure::TooLarge),
                }
            }
            (Type::List(item), Value::Array(items)) => {
                let inner = field.of_type(item);
                return items
                    .iter()
                    .try_for_each(|item| self.check_value(inner, item, complete));
            }
            (Type::Map(item), Value::Object(fields)) => {
                let inner = field.of_type(item);
                return fields
                    .values()
                    .try_for_each(|item| self.check_value(inner, item, complete));
            }
            (Type::Named(name), _) => match (self.named(name), value) {
                (Named::Structure(fields), Value::Object(object)) => {
                    return self.check(fields, object, complete, &[]);
                }
                (Named::Structure(_), _) => Some(Departure::NotA("an object")),
                (Named::Enumeration(values), Value::String(text)) => {
                    let known = values.split(' ').any(|known| known == &**text);
                    (!known).then_some(Departure::NotAmongValues)
                }
                (Named::Enumeration(_), _) => Some(Departure::NotA("a string")),
            },
            (Type::Text(_), _) => Some(Departure::NotA("a string")),
            (Type::Number(_), _) => Some(Departure::NotA("a number")),
            (Type::Boolean, _) => Some(Departure::NotA("a boolean")),
            (Type::List(_), _) => Some(Departure::NotA("an array")),
            (Type::Map(_), _) => Some(Departure::NotA("an object")),
        };
        match departure {
            None => Ok(()),
            Some(what) => Err(Mismatch::new(field.name, what)),
        }
    }

    fn named(&self, name: &str) -> Named {
        let line = self.lines.get(name).copied().unwrap_or_default();
        match line.strip_prefix("= ") {
            Some(values) => Named::Enumeration(values),
            None => Named::Structure(Fields(line)),
        }
    }
}

/// The fields of a structure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields(&'static str);

#[derive(Clone, Copy, Debug)]
struct Field {
    name: &'static str,
    required: bool,
    parsed_type: Type,
}

#[derive(Clone, Copy, Debug)]
enum Type {
    Text(Bounds),
    Number(Bounds),
    Boolean,
    /// Of the type that is spelled so.
    List(&'static str),
    /// By text, of the type that is spelled so.
    Map(&'static str),
    Named(&'static str),
    Anything,
}

enum Named {
    Structure(Fields),
    /// Its values, with blanks between them.
    Enumeration(&'static str),
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    least: f64,
    most: f64,
}

impl Fields {
    fn iter(self) -> impl Iterator<Item = Field> {
        self.0.split(' ').filter_map(|field| {
            let (name, spelled_type) = field.split_once(':')?;
            let optional = name.strip_suffix('!');
            Some(Field {
                name: optional.unwrap_or(name),
                required: optional.is_some(),
                parsed_type: Type::parse(spelled_type),
            })
        })
    }

    fn get(self, name: &str) -> Option<Field> {
        self.iter().find(|field| field.name == name)
    }
}

impl Field {
    fn of_type(self, spelled: &'static str) -> Field {
        Field {
            parsed_type: Type::parse(spelled),
            ..self
        }
    }
}

impl Type {
    fn parse(spelled: &'static str) -> Type {
        let Some((kind, rest)) = spelled.split_at_checked(1) else {
            return Type::Anything;
        };
        match kind {
            "s" => Type::Text(Bounds::parse(rest)),
            "n" => Type::Number(Bounds::parse(rest)),
            "b" => Type::Boolean,
            "[" => Type::List(rest.strip_suffix(']').unwrap_or(rest)),
            "{" => Type::Map(rest.strip_suffix('}').unwrap_or(rest)),
            "@" => Type::Named(rest),
            _ => Type::Anything,
        }
    }
}

impl Bounds {
    /// `1..64`, either of which may be missing, or nothing.
    fn parse(spelled: &str) -> Bounds {
        let (least, most) = spelled.split_once("..").unwrap_or_default();
        Bounds {
            least: least.parse().unwrap_or(f64::NEG_INFINITY),
            most: most.parse().unwrap_or(f64::INFINITY),
        }
    }

    /// On which side of the bounds a number is; `Equal` when within.
    fn compare(self, number: f64) -> Ordering {
        if number < self.least {
            Ordering::Less
        } else if number > self.most {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

impl Mismatch {
    fn new(field: &str, what: Departure) -> Mismatch {
        Mismatch {
            field: field.to_owned(),
            what,
        }
    }
}

/// In AWS's words, as recorded in 2025-12, but for `TooLong` and "a boolean".
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match self.what {
            Departure::Missing => write!(f, "Required field '{field}' is missing"),
            Departure::NotA(wanted) => write!(f, "Field '{field}' must be {wanted}"),
            Departure::TooShort => {
                write!(f, "Field '{field}' is smaller than the minimum length")
            }
            Departure::TooLong => write!(f, "Field '{field}' exceeds the maximum length"),
            Departure::TooSmall => write!(f, "Field '{field}' is less than the minimum value"),
            Departure::TooLarge => write!(f, "Field '{field}' exceeds the maximum value"),
            Departure::NotAmongValues => write!(f, "Field '{field}' is not an expected value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_in_the_table_is_known() {
        let services = TABLE.lines().filter_map(|line| {
            let name = line.strip_prefix('[')?.strip_suffix(']')?;
            Some((name, ServiceShapes::of(name).expect("the service is there")))
        });
        for (service, shapes) in services {
            for (&name, &line) in &shapes.lines {
                if name.ends_with("()") {
                    assert!(
                        line.is_empty() || shapes.lines.contains_key(line),
                        "{service} {name}"
                    );
                } else if !line.starts_with("= ") {
                    for field in Fields(line).iter() {
                        assert!(
                            shapes.knows(field.parsed_type),
                            "{service} {name} {field:?}"
                        );
                    }
                }
            }
        }
    }

    impl ServiceShapes {
        fn knows(&self, spelled: Type) -> bool {
            match spelled {
                Type::Text(_) | Type::Number(_) | Type::Boolean | Type::Anything => true,
                Type::List(item) | Type::Map(item) => self.knows(Type::parse(item)),
                Type::Named(name) => self.lines.contains_key(name),
            }
        }
    }
}
