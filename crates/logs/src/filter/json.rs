//! Conditions on messages that are JSON: `{ $.level = "ERROR" && ($.attempt > 2 || $.last IS TRUE) }`.

use regex::Regex;
use serde_json::Value;

use super::terms::quotation;

/// Parentheses may be nested so deep.
const DEPTH_MAX: usize = 32;

/// What must hold of a message.
#[derive(Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Holds(Selector, Test),
}

/// Where to look: `$.order.items[0].sku`.
#[derive(Debug)]
pub(crate) struct Selector(Vec<Step>);

#[derive(Debug)]
enum Step {
    Field(String),
    Index(usize),
    Every,
}

/// What must hold of the value there.
#[derive(Debug)]
pub(crate) enum Test {
    Compares(Comparison, Operand),
    IsNull,
    Is(bool),
    NotExists,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a value is compared with.
#[derive(Debug)]
pub(crate) enum Operand {
    Number(f64),
    /// The parts between asterisks, each of which stands for any text.
    Text(Vec<String>),
    Regex(Regex),
}

impl Condition {
    /// Reads what stands between the braces; `None` where it is no condition.
    pub(super) fn parse(text: &str) -> Option<Condition> {
        let mut reader = Reader { rest: text };
        let condition = reader.any(0)?;
        reader.skip_space();
        reader.rest.is_empty().then_some(condition)
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        // Most messages are no JSON objects, and are not read.
        message.trim_start().starts_with(['{', '['])
            && serde_json::from_str(message).is_ok_and(|value| self.holds(&value))
    }

    fn holds(&self, value: &Value) -> bool {
        match self {
            Condition::All(all) => all.iter().all(|condition| condition.holds(value)),
            Condition::Any(any) => any.iter().any(|condition| condition.holds(value)),
            Condition::Holds(Selector(steps), Test::NotExists) => {
                !some(value, steps, &mut |_| true)
            }
            Condition::Holds(Selector(steps), test) => {
                some(value, steps, &mut |found| test.holds(found))
            }
        }
    }
}

/// Whether one of the values that `steps` lead to passes.
fn some(value: &Value, steps: &[Step], passes: &mut impl FnMut(&Value) -> bool) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return passes(value);
    };
    match step {
        Step::Field(name) => value
            .get(name.as_str())
            .is_some_and(|value| some(value, rest, passes)),
        Step::Index(index) => value
            .get(*index)
            .is_some_and(|value| some(value, rest, passes)),
        Step::Every => match value {
            Value::Array(items) => items.iter().any(|item| some(item, rest, passes)),
            _ => false,
        },
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        match self {
            Test::IsNull => value.is_null(),
            Test::Is(truth) => value.as_bool() == Some(*truth),
            Test::NotExists => false,
            Test::Compares(comparison, operand) => operand.compares(*comparison, value),
        }
    }
}

impl Operand {
    /// Whether `value` stands so to the operand. Only scalars can.
    fn compares(&self, comparison: Comparison, value: &Value) -> bool {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return false,
        };
        let is_equal = match self {
            Operand::Regex(regex) => regex.is_match(&text),
            Operand::Text(parts) => has_parts(&text, parts),
            Operand::Number(number) => {
                let Ok(found) = text.parse::<f64>() else {
                    return comparison == Comparison::NotEqual;
                };
                return match comparison {
                    Comparison::Equal => found.total_cmp(number).is_eq(),
                    Comparison::NotEqual => found.total_cmp(number).is_ne(),
                    Comparison::Less => found < *number,
                    Comparison::LessOrEqual => found <= *number,
                    Comparison::Greater => found > *number,
                    Comparison::GreaterOrEqual => found >= *number,
                };
            }
        };
        match comparison {
            Comparison::Equal => is_equal,
            Comparison::NotEqual => !is_equal,
            Comparison::Less
            | Comparison::LessOrEqual
            | Comparison::Greater
            | Comparison::GreaterOrEqual => false,
        }
    }
}

/// Whether `text` is these parts with anything between them.
fn has_parts(text: &str, parts: &[String]) -> bool {
    let Some((first, others)) = parts.split_first() else {
        return text.is_empty();
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, between)) = others.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.find(part.as_str()) {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, text: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// As many characters as fit.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn any(&mut self, depth: usize) -> Option<Condition> {
        let mut any = vec![self.all(depth)?];
        while self.take("||") {
            any.push(self.all(depth)?);
        }
        Some(Condition::Any(any))
    }

    fn all(&mut self, depth: usize) -> Option<Condition> {
        let mut all = vec![self.one(depth)?];
        while self.take("&&") {
            all.push(self.one(depth)?);
        }
        Some(Condition::All(all))
    }

    fn one(&mut self, depth: usize) -> Option<Condition> {
        if self.take("(") {
            let inner = (depth < DEPTH_MAX).then(|| self.any(depth + 1))??;
            return self.take(")").then_some(inner);
        }
        let selector = self.selector()?;
        Some(Condition::Holds(selector, self.test()?))
    }

    fn selector(&mut self) -> Option<Selector> {
        if !self.take("$") {
            return None;
        }
        let mut steps = Vec::new();
        loop {
            if let Some(rest) = self.rest.strip_prefix('.') {
                self.rest = rest;
                let name = self.take_while(|c| c.is_alphanumeric() || "_-:@".contains(c));
                if name.is_empty() {
                    return None;
                }
                steps.push(Step::Field(name.to_owned()));
            } else if let Some(rest) = self.rest.strip_prefix('[') {
                let (inner, rest) = rest.split_once(']')?;
                self.rest = rest;
                let unquoted = |quote| inner.strip_prefix(quote)?.strip_suffix(quote);
                steps.push(match inner.trim() {
                    "*" => Step::Every,
                    index if index.bytes().all(|b| b.is_ascii_digit()) => {
                        Step::Index(index.parse().ok()?)
                    }
                    _ => Step::Field(unquoted('\'').or_else(|| unquoted('"'))?.to_owned()),
                });
            } else {
                return Some(Selector(steps));
            }
        }
    }

    fn test(&mut self) -> Option<Test> {
        if self.word("IS") {
            return if self.word("NULL") {
                Some(Test::IsNull)
            } else if self.word("TRUE") {
                Some(Test::Is(true))
            } else {
                self.word("FALSE").then_some(Test::Is(false))
            };
        }
        if self.word("NOT") {
            return self.word("EXISTS").then_some(Test::NotExists);
        }
        let comparison = [
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("=", Comparison::Equal),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ]
        .into_iter()
        .find_map(|(sign, comparison)| self.take(sign).then_some(comparison))?;
        Some(Test::Compares(comparison, self.operand()?))
    }

    /// A word, whatever its case, that ends where the next one begins.
    fn word(&mut self, word: &str) -> bool {
        self.skip_space();
        let before = self.rest;
        if self
            .take_while(char::is_alphanumeric)
            .eq_ignore_ascii_case(word)
        {
            return true;
        }
        self.rest = before;
        false
    }

    fn operand(&mut self) -> Option<Operand> {
        self.skip_space();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            let (text, rest) = quotation(quoted)?;
            self.rest = rest;
            return Some(Operand::text(&text));
        }
        if let Some(expression) = self.rest.strip_prefix('%') {
            let (expression, rest) = expression.split_once('%')?;
            self.rest = rest;
            return Some(Operand::Regex(Regex::new(expression).ok()?));
        }
        let word = self.take_while(|c| !c.is_whitespace() && !"()&|=<>!\"".contains(c));
        if word.is_empty() {
            return None;
        }
        let number = word.parse::<f64>().ok().filter(|number| number.is_finite());
        Some(number.map_or_else(|| Operand::text(word), Operand::Number))
    }
}

impl Operand {
    fn text(text: &str) -> Operand {
        Operand::Text(text.split('*').map(str::to_owned).collect())
    }
}
