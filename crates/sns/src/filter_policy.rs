//! Filter policies: which messages a subscription wants.
//!
//! A policy is read once into [`FilterPolicy`], with AWS's words for what is wrong with it, and then
//! asked of messages. Both scopes are asked alike: of the JSON body, or of the attributes as a JSON
//! object .
//!
//! Source: SNS developer guide, "Subscription filter policies" and "Filter policy constraints".

mod constraint;
mod read;

use std::net::IpAddr;

use serde_json::Value;

pub use read::PolicyError;

/// At most so many keys. Of nested ones, only those at the top are counted.
pub const KEYS_MAX: usize = 5;

/// The values of a policy may be combined in at most so many ways.
pub const COMBINATIONS_MAX: u64 = 150;

/// A policy has at most so many bytes: what a message may have.
pub const POLICY_BYTES_MAX: usize = 256 << 10;

/// What a policy is asked of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The attributes of a message.
    #[default]
    MessageAttributes,
    /// Its body, as JSON.
    MessageBody,
}

/// A policy that can be asked whether a message is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct FilterPolicy {
    /// All of them must be met.
    clauses: Vec<Clause>,
}

/// What must be met.
#[derive(Clone, Debug, PartialEq)]
enum Clause {
    /// A field meets one of the conditions.
    Field {
        name: Box<str>,
        conditions: Vec<Condition>,
    },
    /// The object of a field meets all of the clauses.
    Nested {
        name: Box<str>,
        clauses: Vec<Clause>,
    },
    /// One of the alternatives is met: all clauses of it.
    Or(Vec<Vec<Clause>>),
}

/// What a value may be asked.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    /// It is this value.
    Is(Scalar),
    /// It begins so.
    Prefix(Box<str>),
    /// It ends so.
    Suffix(Box<str>),
    /// It is this text, whatever the case.
    EqualsIgnoreCase(Box<str>),
    /// It is something else than any of these.
    AnythingBut(Vec<Condition>),
    /// It is a number in this range.
    Numeric(Range),
    /// It is there; or it is not.
    Exists(bool),
    /// It is an address of this network.
    Cidr(Network),
}

#[derive(Clone, Debug, PartialEq)]
enum Scalar {
    Text(Box<str>),
    Number(f64),
    Flag(bool),
    Null,
}

/// Numbers between two bounds, either of which may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Range {
    bottom: Option<Bound>,
    top: Option<Bound>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    value: f64,
    inclusive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Network {
    address: IpAddr,
    prefix_bits: u8,
}

impl FilterPolicy {
    /// Whether a message is wanted, of which `subject` is the attributes or the body.
    pub fn accepts(&self, subject: &Value) -> bool {
        subject.is_object() && all_met(&self.clauses, subject)
    }
}

fn all_met(clauses: &[Clause], object: &Value) -> bool {
    clauses.iter().all(|clause| clause.is_met(object))
}

impl Clause {
    fn is_met(&self, object: &Value) -> bool {
        match self {
            Clause::Field { name, conditions } => {
                let value = object.get(&**name);
                conditions.iter().any(|condition| condition.holds(value))
            }
            Clause::Nested { name, clauses } => nested_met(clauses, object.get(&**name)),
            Clause::Or(alternatives) => alternatives.iter().any(|clauses| all_met(clauses, object)),
        }
    }
}

/// Whether an object meets the clauses, or one of the objects in an array. A field that is missing
/// meets what asks for nothing to be there.
fn nested_met(clauses: &[Clause], value: Option<&Value>) -> bool {
    match value {
        Some(Value::Array(items)) => items.iter().any(|item| nested_met(clauses, Some(item))),
        Some(object @ Value::Object(_)) => all_met(clauses, object),
        None | Some(_) => all_met(clauses, &Value::Null),
    }
}

#[cfg(test)]
mod tests;
