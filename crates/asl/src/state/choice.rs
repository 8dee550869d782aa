//! The Choice state.

use std::sync::Arc;

use crate::data_flow::Assign;
use crate::expression::{Expression, PathExpression};
use crate::machine::StateId;
use crate::number::Number;
use crate::template::Template;
use crate::timestamp::Timestamp;

/// Chooses the next state: the first rule that holds, or else the default.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The rules in the order of the text, at least one.
    pub rules: Vec<ChoiceRule>,
    /// `Default`: where control goes when no rule holds. Without it the execution fails with
    /// `States.NoChoiceMatched`.
    pub default: Option<StateId>,
}

/// One rule of a Choice state.
#[derive(Clone, Debug)]
pub struct ChoiceRule {
    /// When the rule holds.
    pub condition: Condition,
    /// Where control goes then.
    pub next: StateId,
    /// Variables that are set then; they take the place of the state's own `Assign`.
    pub assign: Option<Assign>,
    /// JSONata: what the next state gets then; it takes the place of the state's own `Output`.
    pub output: Option<Template>,
}

/// When a rule holds.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Every one of at least one.
    And(Vec<Condition>),
    /// Any of at least one.
    Or(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// `IsPresent`: whether the path finds anything.
    IsPresent(PathExpression, bool),
    /// A comparison of the value at a path, which must be there.
    Compare(PathExpression, Comparison),
    /// JSONata's `Condition`, which must give a boolean.
    Jsonata(Expression),
    /// JSONata's `Condition` written out.
    Literal(bool),
}

/// A comparison with the value of `Variable`. A value of another type compares as false.
#[derive(Clone, Debug)]
pub enum Comparison {
    /// `IsNull` and its kin, and the answer that makes the rule hold.
    Is(TypeTest, bool),
    /// `StringEquals` and its kin.
    String(Relation, Operand<Arc<str>>),
    /// `StringMatches`.
    StringMatches(StringPattern),
    /// `NumericEquals` and its kin.
    Numeric(Relation, Operand<Number>),
    /// `TimestampEquals` and its kin.
    Timestamp(Relation, Operand<Timestamp>),
    /// `BooleanEquals`.
    BooleanEquals(Operand<bool>),
}

/// What `IsNull`, `IsString`, … test for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeTest {
    /// `IsNull`
    Null,
    /// `IsNumeric`
    Numeric,
    /// `IsString`
    String,
    /// `IsBoolean`
    Boolean,
    /// `IsTimestamp`: a string that is an RFC 3339 timestamp.
    Timestamp,
}

/// How two values of one type must relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `…Equals`
    Equals,
    /// `…LessThan`
    LessThan,
    /// `…GreaterThan`
    GreaterThan,
    /// `…LessThanEquals`
    LessThanEquals,
    /// `…GreaterThanEquals`
    GreaterThanEquals,
}

/// What the value is compared with.
#[derive(Clone, Debug)]
pub enum Operand<T> {
    /// Written out.
    Literal(T),
    /// The `…Path` form: the value at a path.
    Path(PathExpression),
}

/// A `StringMatches` pattern: `*` stands for any characters, `\*` and `\\` for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringPattern {
    /// The literal texts between the asterisks; one more than there are asterisks.
    pub(crate) parts: Vec<String>,
}

impl Relation {
    /// Whether the relation holds for two values that compare as `ordering`.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Relation::Equals => ordering.is_eq(),
            Relation::LessThan => ordering.is_lt(),
            Relation::GreaterThan => ordering.is_gt(),
            Relation::LessThanEquals => ordering.is_le(),
            Relation::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

impl StringPattern {
    /// Whether the whole of `text` matches, in time linear in its length for each part.
    pub fn matches(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|only| only == text);
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            match rest.find(part.as_str()) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last.as_str())
    }
}
