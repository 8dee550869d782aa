//! Reading a policy, and what AWS says of those that are wrong.

use serde_json::{Map, Value};

use super::{
    Bound, COMBINATIONS_MAX, Clause, Condition, FilterPolicy, KEYS_MAX, Network, POLICY_BYTES_MAX,
    Range, Scalar, Scope,
};

/// A policy is no deeper than this: as deep as JSON is read.
const DEPTH_MAX: u64 = 100;

/// The names of conditions. An object that has one is no alternative of `$or`.
const CONDITIONS: [&str; 7] = [
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
];

/// Why a text is no filter policy, in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(String);

type Read<T> = Result<T, PolicyError>;

fn wrong<T>(why: impl Into<String>) -> Read<T> {
    Err(PolicyError(why.into()))
}

impl FilterPolicy {
    /// Reads a policy.
    pub fn parse(text: &str, scope: Scope) -> Read<FilterPolicy> {
        if text.len() > POLICY_BYTES_MAX {
            return wrong("Filter policy is too long");
        }
        let Ok(policy) = serde_json::from_str::<Value>(text) else {
            return wrong("failed to parse JSON.");
        };
        let Value::Object(policy) = policy else {
            return wrong("Filter policy must be a JSON object");
        };
        if policy.len() > KEYS_MAX {
            return wrong(format!(
                "Filter policy can not have more than {KEYS_MAX} keys"
            ));
        }
        let mut reader = Reader { scope };
        let (clauses, combinations) = reader.clauses(&policy, 1, 1)?;
        if combinations > COMBINATIONS_MAX {
            return wrong("Filter policy is too complex");
        }
        Ok(FilterPolicy { clauses })
    }
}

struct Reader {
    scope: Scope,
}

impl Reader {
    /// The clauses of an object that is `depth` objects deep, and in how many ways the values so far
    /// can be combined: the values of each field, times how deep it is, multiplied; alternatives are
    /// added.
    fn clauses(
        &mut self,
        object: &Map<String, Value>,
        depth: u64,
        mut combinations: u64,
    ) -> Read<(Vec<Clause>, u64)> {
        if depth > DEPTH_MAX {
            return wrong("Filter policy is too complex");
        }
        let mut clauses = Vec::with_capacity(object.len());
        for (name, value) in object {
            let clause = match value {
                Value::Array(alternatives) if name == "$or" && are_alternatives(alternatives) => {
                    let mut sum = 0_u64;
                    let mut read = Vec::with_capacity(alternatives.len());
                    for alternative in alternatives.iter().filter_map(Value::as_object) {
                        let (clauses, of_it) = self.clauses(alternative, depth, combinations)?;
                        sum = sum.saturating_add(of_it);
                        read.push(clauses);
                    }
                    combinations = sum;
                    Clause::Or(read)
                }
                Value::Array(rules) if rules.is_empty() => {
                    return wrong("Empty arrays are not allowed");
                }
                Value::Array(rules) => {
                    let values = u64::try_from(rules.len()).unwrap_or(u64::MAX);
                    combinations = combinations.saturating_mul(values).saturating_mul(depth);
                    let conditions = rules.iter().map(condition).collect::<Read<_>>()?;
                    Clause::Field {
                        name: name.as_str().into(),
                        conditions,
                    }
                }
                Value::Object(_) if self.scope == Scope::MessageAttributes => {
                    return wrong(
                        "Filter policy scope MessageAttributes does not support nested filter policy",
                    );
                }
                Value::Object(inner) if inner.is_empty() => {
                    return wrong("Empty objects are not allowed");
                }
                Value::Object(inner) => {
                    let (clauses, of_it) = self.clauses(inner, depth + 1, combinations)?;
                    combinations = of_it;
                    Clause::Nested {
                        name: name.as_str().into(),
                        clauses,
                    }
                }
                _ => return wrong(format!("\"{name}\" must be an object or an array")),
            };
            clauses.push(clause);
        }
        Ok((clauses, combinations))
    }
}

/// Whether the array of `$or` has alternatives: two objects at least, none of them a condition.
/// Otherwise `$or` is a name like any other.
fn are_alternatives(items: &[Value]) -> bool {
    let alternative = |item: &Value| {
        item.as_object().is_some_and(|object| {
            !object.is_empty() && !object.keys().any(|key| CONDITIONS.contains(&key.as_str()))
        })
    };
    items.len() >= 2 && items.iter().all(alternative)
}

fn condition(rule: &Value) -> Read<Condition> {
    match rule {
        Value::Array(_) => wrong("Match value must be String, number, true, false, or null"),
        Value::Object(rule) => {
            let mut fields = rule.iter();
            match (fields.next(), fields.next()) {
                (Some((operator, value)), None) => operation(operator, value),
                _ => wrong("Only one key allowed in match expression"),
            }
        }
        value => Ok(Condition::Is(scalar(value)?)),
    }
}

fn scalar(value: &Value) -> Read<Scalar> {
    Ok(match value {
        Value::String(text) => Scalar::Text(text.as_str().into()),
        Value::Number(number) => match number.as_f64() {
            Some(number) => Scalar::Number(number),
            None => return wrong("Match value must be String, number, true, false, or null"),
        },
        Value::Bool(flag) => Scalar::Flag(*flag),
        Value::Null => Scalar::Null,
        Value::Array(_) | Value::Object(_) => {
            return wrong("Match value must be String, number, true, false, or null");
        }
    })
}

fn operation(operator: &str, value: &Value) -> Read<Condition> {
    let text = || match value.as_str() {
        Some(text) => Ok(Box::from(text)),
        None => wrong(format!("{operator} match pattern must be a string")),
    };
    Ok(match operator {
        "prefix" => Condition::Prefix(text()?),
        "suffix" => Condition::Suffix(text()?),
        "equals-ignore-case" => Condition::EqualsIgnoreCase(text()?),
        "anything-but" => Condition::AnythingBut(excluded(value)?),
        "numeric" => Condition::Numeric(range(value)?),
        "exists" => match value {
            Value::Bool(wanted) => Condition::Exists(*wanted),
            _ => return wrong("exists match pattern must be either true or false."),
        },
        "cidr" => Condition::Cidr(network(&text()?)?),
        _ => return wrong(format!("Unrecognized match type {operator}")),
    })
}

/// What `anything-but` excludes: a value, a list of values, or all that begins or ends in some way.
fn excluded(value: &Value) -> Read<Vec<Condition>> {
    match value {
        Value::Array(values) if values.is_empty() => wrong("Empty arrays are not allowed"),
        Value::Array(values) => values
            .iter()
            .map(|value| match value {
                Value::String(_) | Value::Number(_) => Ok(Condition::Is(scalar(value)?)),
                _ => wrong("Inside anything but list, must be either all strings or all numbers"),
            })
            .collect(),
        Value::Object(pattern) => {
            let mut fields = pattern.iter();
            let (Some((operator, value)), None) = (fields.next(), fields.next()) else {
                return wrong("Only one key allowed in match expression");
            };
            if !matches!(operator.as_str(), "prefix" | "suffix") {
                return wrong(format!("Unsupported anything-but pattern: {operator}"));
            }
            // One text, or several.
            match value {
                Value::Array(texts) if !texts.is_empty() => {
                    texts.iter().map(|text| operation(operator, text)).collect()
                }
                _ => Ok(vec![operation(operator, value)?]),
            }
        }
        value => Ok(vec![Condition::Is(scalar(value)?)]),
    }
}

/// `["=", 301.5]`, `[">", 0, "<=", 150]`.
fn range(value: &Value) -> Read<Range> {
    let Some(items) = value.as_array() else {
        return wrong("Value of numeric must be an array.");
    };
    let Some(operator) = items.first() else {
        return wrong("Invalid member in numeric match: ]");
    };
    let Some(operator) = operator.as_str() else {
        return wrong(format!("Invalid member in numeric match: {operator}"));
    };
    if !matches!(operator, "<" | "<=" | "=" | ">" | ">=") {
        return wrong(format!("Unrecognized numeric range operator: {operator}"));
    }
    let value = items.get(1).and_then(Value::as_f64);
    let Some(value) = value else {
        let name = if operator == "=" { "equals" } else { operator };
        return wrong(format!("Value of {name} must be numeric"));
    };
    let bound = |inclusive| Some(Bound { value, inclusive });
    let mut range = match operator {
        "=" => Range {
            bottom: bound(true),
            top: bound(true),
        },
        "<" | "<=" => Range {
            bottom: None,
            top: bound(operator == "<="),
        },
        _ => Range {
            bottom: bound(operator == ">="),
            top: None,
        },
    };
    let Some(second) = items.get(2) else {
        return Ok(range);
    };
    if !matches!(operator, ">" | ">=") {
        return wrong("Too many elements in numeric expression");
    }
    let Some(second) = second.as_str() else {
        return wrong(format!("Bad value in numeric range: {second}"));
    };
    if !matches!(second, "<" | "<=") {
        return wrong(format!("Bad numeric range operator: {second}"));
    }
    let Some(top) = items.get(3).and_then(Value::as_f64) else {
        return wrong(format!("Value of {second} must be numeric"));
    };
    if top <= value {
        return wrong("Bottom must be less than top");
    }
    if items.len() > 4 {
        return wrong("Too many terms in numeric range expression");
    }
    range.top = Some(Bound {
        value: top,
        inclusive: second == "<=",
    });
    Ok(range)
}

/// `10.0.0.0/24`, `2001:db8::/32`.
fn network(text: &str) -> Read<Network> {
    let malformed = || PolicyError("Malformed CIDR, one '/' required".to_owned());
    let (address, bits) = text.split_once('/').ok_or_else(malformed)?;
    if bits.contains('/') {
        return Err(malformed());
    }
    let nonsense =
        || PolicyError("Nonstandard IP address: must be IPv4 or IPv6 with a prefix".to_owned());
    let address: std::net::IpAddr = address.parse().map_err(|_| nonsense())?;
    let prefix_bits: u8 = match bits.parse() {
        Ok(bits) => bits,
        Err(_) => return wrong("Malformed CIDR, mask bits must be an integer"),
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    if prefix_bits > most {
        return wrong(format!("IP mask bits must be between 0 and {most}"));
    }
    Ok(Network {
        address,
        prefix_bits,
    })
}
