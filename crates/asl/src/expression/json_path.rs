//! JSONPath in the dialect of AWS.
//!
//! AWS reads paths with an early release of Jayway JsonPath, so the rules here are Jayway's, with
//! what AWS leaves out of it refused when the path is read: filters know no regular expressions,
//! no operators spelled in letters and no `$` (developer guide, "Using JSONPath paths"), and
//! compare with words that lack quotes.
//!
//! A path is *definite* when it can name only one place: then it selects that value or nothing.
//! Every other path selects an array, which is empty when nothing is there.

mod evaluate;
mod filter;
mod parse;

use std::fmt;
use std::sync::Arc;

use self::filter::Filter;
pub(super) use self::parse::Cursor;
use super::SyntaxError;
use crate::value::Value;

/// The deepest nesting of filters and parentheses in one path.
pub const FILTER_DEPTH_MAX: usize = 16;

/// The most values that one evaluation looks at. Only `..` more than once in a path gets there.
pub const VISITED_VALUES_MAX: usize = 1_000_000;

/// A compiled path, without what it starts from: `.a[0]..b`.
#[derive(Clone, Debug)]
pub struct JsonPath {
    steps: Vec<Step>,
    function: Option<Function>,
    definite: bool,
}

/// One step from a value to those it selects in it.
#[derive(Clone, Debug)]
enum Step {
    /// `.a`, `['a']`
    Field(Arc<str>),
    /// `['a','b']`: as the last step the object of these fields, before others each in turn.
    Fields(Vec<Arc<str>>),
    /// `[0]`, `[-1]`, `[(@.length-1)]`
    Index(i64),
    /// `[0,2]`
    Indexes(Vec<i64>),
    /// `[1:3]`, `[-2:]`, `[:2]`
    Slice { from: Option<i64>, to: Option<i64> },
    /// `.*`, `[*]`
    Wildcard,
    /// `[?(@.a == 1)]`
    Filter(Filter),
    /// `..`: the next step is taken from the value and from everything in it.
    Descend,
}

/// What is made of the values a path selects: `.length()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Length,
    Keys,
    Min,
    Max,
    Sum,
    Average,
    StandardDeviation,
    First,
    Last,
    Index(i64),
}

impl JsonPath {
    /// Reads a path that starts with `$`.
    pub fn parse(text: &str) -> Result<JsonPath, SyntaxError> {
        let mut cursor = Cursor::new(text.trim_end());
        if !cursor.take('$') {
            return Err(cursor.error("a path starts with `$`"));
        }
        let path = cursor.path(0)?;
        cursor.expect_end()?;
        Ok(path)
    }

    /// What the path selects in `root`; `None` when it is definite and selects nothing.
    pub fn find(&self, root: &Value) -> Option<Value> {
        evaluate::find(self, root)
    }

    /// Why a definite path selects nothing in `root`, in the words of Jayway.
    pub fn explain_missing(&self, root: &Value) -> Missing {
        evaluate::explain_missing(self, root)
    }

    /// Whether the path can name only one place.
    pub fn is_definite(&self) -> bool {
        self.definite
    }

    /// Whether the path is a reference path: it names one place by keys and indexes alone.
    pub fn is_reference(&self) -> bool {
        self.places().is_some()
    }

    /// The keys and indexes of a reference path.
    pub(super) fn places(&self) -> Option<Vec<Place>> {
        if self.function.is_some() {
            return None;
        }
        self.steps
            .iter()
            .map(|step| match step {
                Step::Field(name) => Some(Place::Field(name.clone())),
                Step::Index(index) => usize::try_from(*index).ok().map(Place::Index),
                Step::Fields(_)
                | Step::Indexes(_)
                | Step::Slice { .. }
                | Step::Wildcard
                | Step::Filter(_)
                | Step::Descend => None,
            })
            .collect()
    }

    fn new(steps: Vec<Step>, function: Option<Function>) -> JsonPath {
        let last = steps.len().saturating_sub(1);
        let definite = steps.iter().enumerate().all(|(index, step)| match step {
            Step::Field(_) | Step::Index(_) => true,
            Step::Fields(_) => index == last,
            Step::Indexes(_)
            | Step::Slice { .. }
            | Step::Wildcard
            | Step::Filter(_)
            | Step::Descend => false,
        });
        JsonPath {
            steps,
            function,
            definite,
        }
    }
}

/// Why a definite path selects nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is not there.
    pub kind: MissingKind,
    /// The reason, in the words of Jayway.
    pub message: String,
}

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKind {
    /// A property.
    Property,
    /// An item: an array ends before it.
    Index,
    /// The array: there is something else in its place.
    NotAnArray,
}

/// One step of a reference path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Field(Arc<str>),
    Index(usize),
}

/// The path as Jayway shows it: `$['a'][0]`.
impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        write_steps(&self.steps, f)?;
        match self.function {
            None => Ok(()),
            Some(function) => write!(f, ".{}()", function.name()),
        }
    }
}

fn write_steps(steps: &[Step], f: &mut dyn fmt::Write) -> fmt::Result {
    for step in steps {
        match step {
            Step::Field(name) => write!(f, "['{name}']")?,
            Step::Fields(names) => {
                let names: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
                write!(f, "[{}]", names.join(","))?;
            }
            Step::Index(index) => write!(f, "[{index}]")?,
            Step::Indexes(indexes) => {
                let indexes: Vec<_> = indexes.iter().map(i64::to_string).collect();
                write!(f, "[{}]", indexes.join(","))?;
            }
            Step::Slice { from, to } => {
                let bound = |bound: &Option<i64>| bound.map_or(String::new(), |n| n.to_string());
                write!(f, "[{}:{}]", bound(from), bound(to))?;
            }
            Step::Wildcard => f.write_str("[*]")?,
            Step::Filter(_) => f.write_str("[?]")?,
            Step::Descend => f.write_str("..")?,
        }
    }
    Ok(())
}

impl Function {
    fn name(self) -> &'static str {
        match self {
            Function::Length => "length",
            Function::Keys => "keys",
            Function::Min => "min",
            Function::Max => "max",
            Function::Sum => "sum",
            Function::Average => "avg",
            Function::StandardDeviation => "stddev",
            Function::First => "first",
            Function::Last => "last",
            Function::Index(_) => "index",
        }
    }
}

#[cfg(test)]
mod tests;
