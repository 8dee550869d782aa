//! Text to a path.

use std::sync::Arc;

use super::filter::{Comparison, Filter, Literal, Operand};
use super::{FILTER_DEPTH_MAX, Function, JsonPath, Step};
use crate::expression::{PathExpression, Root, SyntaxError};

/// A place in the text of an expression, from which paths are read.
#[derive(Clone, Debug)]
pub(in crate::expression) struct Cursor<'t> {
    text: &'t str,
    position: usize,
}

/// The characters that end a name written without brackets and quotes.
fn ends_name(character: char) -> bool {
    character.is_whitespace() || ".[](),'\"<>=!".contains(character)
}

impl<'t> Cursor<'t> {
    pub(in crate::expression) fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, position: 0 }
    }

    pub(in crate::expression) fn position(&self) -> usize {
        self.position
    }

    pub(in crate::expression) fn rest(&self) -> &'t str {
        &self.text[self.position..]
    }

    pub(in crate::expression) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(in crate::expression) fn advance(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        Some(character)
    }

    /// Steps over `character` when it is next.
    pub(in crate::expression) fn take(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.position += character.len_utf8();
        }
        found
    }

    pub(in crate::expression) fn take_text(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.position += text.len();
        }
        found
    }

    pub(in crate::expression) fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Steps over the characters that are so, and returns them.
    pub(in crate::expression) fn take_while(&mut self, is_so: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !is_so(c)).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    pub(in crate::expression) fn expect_end(&self) -> Result<(), SyntaxError> {
        match self.peek() {
            None => Ok(()),
            Some(found) => Err(self.hint(
                format!("unexpected `{found}` in the path"),
                "write a name with such characters in brackets and quotes: `$['a name']`",
            )),
        }
    }

    pub(in crate::expression) fn error(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError {
            message: message.into(),
            offset: self.position,
            hint: None,
        }
    }

    pub(in crate::expression) fn hint(
        &self,
        message: impl Into<String>,
        hint: &str,
    ) -> SyntaxError {
        SyntaxError {
            hint: Some(hint.to_owned()),
            ..self.error(message)
        }
    }

    /// A path with what it starts from: `$.a`, `$$.Execution.Id`, `$order.id`.
    pub(in crate::expression) fn path_expression(&mut self) -> Result<PathExpression, SyntaxError> {
        let start = self.position;
        if !self.take('$') {
            return Err(self.error("a path starts with `$`"));
        }
        let root = if self.take('$') {
            Root::Context
        } else if self.peek().is_some_and(starts_variable_name) {
            Root::Variable(self.take_while(continues_variable_name).into())
        } else {
            Root::Input
        };
        let path = self.path(0)?;
        Ok(PathExpression {
            root,
            path,
            text: self.text[start..self.position].into(),
        })
    }

    /// The steps of a path, behind `$` or `@`. `depth` counts the filters around it.
    pub(super) fn path(&mut self, depth: usize) -> Result<JsonPath, SyntaxError> {
        let mut steps = Vec::new();
        let mut function = None;
        while function.is_none() {
            match self.peek() {
                Some('[') => steps.push(self.brackets(depth)?),
                Some('.') => {
                    self.advance();
                    if self.take('.') {
                        steps.push(Step::Descend);
                    }
                    match self.peek() {
                        Some('[') => steps.push(self.brackets(depth)?),
                        Some('*') => {
                            self.advance();
                            steps.push(Step::Wildcard);
                        }
                        _ => {
                            let start = self.position;
                            let name = self.name()?;
                            if self.peek() == Some('(') {
                                function = Some(self.function(start, &name)?);
                            } else {
                                steps.push(Step::Field(name));
                            }
                        }
                    }
                }
                _ => break,
            }
        }
        Ok(JsonPath::new(steps, function))
    }

    /// A name behind a dot. A backslash takes the meaning from the character behind it
    /// (Amazon States Language, "Reference Paths").
    fn name(&mut self) -> Result<Arc<str>, SyntaxError> {
        let mut name = String::new();
        while let Some(character) = self.peek() {
            let rest = self.rest();
            if ends_name(character) || rest.starts_with("&&") || rest.starts_with("||") {
                break;
            }
            self.advance();
            if character == '\\' {
                let Some(escaped) = self.advance() else {
                    return Err(self.error("nothing follows the `\\`"));
                };
                name.push(escaped);
            } else {
                name.push(character);
            }
        }
        if name.is_empty() {
            return Err(self.error("a name or `*` is missing behind the dot"));
        }
        Ok(name.into())
    }

    fn function(&mut self, start: usize, name: &str) -> Result<Function, SyntaxError> {
        self.advance();
        self.skip_blanks();
        let function = match name {
            "length" | "size" => Function::Length,
            "keys" => Function::Keys,
            "min" => Function::Min,
            "max" => Function::Max,
            "sum" => Function::Sum,
            "avg" => Function::Average,
            "stddev" => Function::StandardDeviation,
            "first" => Function::First,
            "last" => Function::Last,
            "index" => Function::Index(self.integer()?),
            _ => {
                self.position = start;
                return Err(self.hint(
                    format!("a path has no function `{name}`"),
                    "there are `length`, `keys`, `min`, `max`, `sum`, `avg`, `stddev`, `first`, \
                     `last` and `index`",
                ));
            }
        };
        self.skip_blanks();
        self.expect(')')?;
        Ok(function)
    }

    pub(in crate::expression) fn expect(&mut self, character: char) -> Result<(), SyntaxError> {
        if self.take(character) {
            return Ok(());
        }
        Err(self.error(match self.peek() {
            Some(found) => format!("expected `{character}`, found `{found}`"),
            None => format!("expected `{character}`"),
        }))
    }

    fn brackets(&mut self, depth: usize) -> Result<Step, SyntaxError> {
        self.expect('[')?;
        self.skip_blanks();
        let step = match self.peek() {
            Some('\'' | '"') => self.names()?,
            Some('*') => {
                self.advance();
                Step::Wildcard
            }
            Some('?') => {
                self.advance();
                self.skip_blanks();
                self.expect('(')?;
                let filter = self.filter(depth + 1)?;
                self.skip_blanks();
                self.expect(')')?;
                Step::Filter(filter)
            }
            Some('(') => self.index_from_end()?,
            Some('-' | ':' | '0'..='9') => self.indexes()?,
            _ => {
                return Err(self.hint(
                    "expected an index, a quoted name, `*` or a filter",
                    "brackets hold `0`, `'name'`, `1:3`, `*` or `?(@.price < 10)`",
                ));
            }
        };
        self.skip_blanks();
        self.expect(']')?;
        Ok(step)
    }

    fn names(&mut self) -> Result<Step, SyntaxError> {
        let first = self.quoted()?;
        self.skip_blanks();
        if self.peek() != Some(',') {
            return Ok(Step::Field(first));
        }
        let mut names = vec![first];
        while self.take(',') {
            self.skip_blanks();
            names.push(self.quoted()?);
            self.skip_blanks();
        }
        Ok(Step::Fields(names))
    }

    /// A name in quotes. Only the quote itself can be escaped; any other backslash is part of the
    /// name, as AWS was recorded to have it (`$['Test\""Name"']` finds the key `Test\""Name"`).
    fn quoted(&mut self) -> Result<Arc<str>, SyntaxError> {
        let start = self.clone();
        let Some(quote @ ('\'' | '"')) = self.advance() else {
            return Err(start.error("expected a quoted name"));
        };
        let mut name = String::new();
        loop {
            match self.advance() {
                Some('\\') if self.peek() == Some(quote) && self.closes_later(quote) => {
                    self.advance();
                    name.push(quote);
                }
                Some(found) if found == quote => return Ok(name.into()),
                Some(found) => name.push(found),
                None => return Err(start.error(format!("the closing `{quote}` is missing"))),
            }
        }
    }

    /// Whether another `quote` follows the next character.
    fn closes_later(&self, quote: char) -> bool {
        self.rest()[quote.len_utf8()..].contains(quote)
    }

    /// `(@.length-1)`: the first release of JSONPath counts from the end in this way.
    fn index_from_end(&mut self) -> Result<Step, SyntaxError> {
        let start = self.clone();
        for part in ["(", "@", ".length", "-"] {
            self.skip_blanks();
            if part == "-" {
                // Some write `(@.length()-1)`.
                self.take_text("()");
                self.skip_blanks();
            }
            if !self.take_text(part) {
                return Err(start.hint(
                    "this is neither an index nor a filter",
                    "a filter is written `?(…)`, an index from the end `-1`",
                ));
            }
        }
        self.skip_blanks();
        let from_end = self.integer()?;
        self.skip_blanks();
        self.expect(')')?;
        if from_end < 1 {
            return Err(start.error("an array ends before this index"));
        }
        Ok(Step::Index(-from_end))
    }

    fn indexes(&mut self) -> Result<Step, SyntaxError> {
        let start = self.clone();
        let first = match self.peek() {
            Some(':') => None,
            _ => Some(self.integer()?),
        };
        self.skip_blanks();
        if self.take(':') {
            self.skip_blanks();
            let to = match self.peek() {
                Some('-' | '0'..='9') => Some(self.integer()?),
                _ => None,
            };
            self.skip_blanks();
            if self.peek() == Some(':') {
                return Err(self.hint(
                    "AWS knows no step in a slice",
                    "a slice is written `[from:to]`",
                ));
            }
            if first.is_none() && to.is_none() {
                return Err(start.hint("a slice needs a bound", "`[*]` selects every item"));
            }
            return Ok(Step::Slice { from: first, to });
        }
        let mut indexes: Vec<i64> = first.into_iter().collect();
        while self.take(',') {
            self.skip_blanks();
            indexes.push(self.integer()?);
            self.skip_blanks();
        }
        Ok(match indexes[..] {
            [index] => Step::Index(index),
            _ => Step::Indexes(indexes),
        })
    }

    /// An integer, small enough for an index.
    fn integer(&mut self) -> Result<i64, SyntaxError> {
        let start = self.clone();
        let sign = if self.take('-') { -1 } else { 1 };
        let digits = self.take_while(|c| c.is_ascii_digit());
        match digits.parse::<i32>() {
            Ok(value) => Ok(sign * i64::from(value)),
            Err(_) if digits.is_empty() => Err(start.error("expected an index")),
            Err(_) => Err(start.error("the index is too large")),
        }
    }

    /// What stands in `?(…)` and in the parentheses within.
    fn filter(&mut self, depth: usize) -> Result<Filter, SyntaxError> {
        if depth > FILTER_DEPTH_MAX {
            return Err(self.error(format!(
                "filters are nested deeper than {FILTER_DEPTH_MAX} levels"
            )));
        }
        let mut alternatives = vec![self.conjunction(depth)?];
        while self.take_text("||") {
            alternatives.push(self.conjunction(depth)?);
        }
        Ok(Filter::any(alternatives))
    }

    fn conjunction(&mut self, depth: usize) -> Result<Filter, SyntaxError> {
        let mut parts = vec![self.condition(depth)?];
        while self.take_text("&&") {
            parts.push(self.condition(depth)?);
        }
        Ok(Filter::all(parts))
    }

    /// One comparison or test, with the blanks around it.
    fn condition(&mut self, depth: usize) -> Result<Filter, SyntaxError> {
        self.skip_blanks();
        let condition = if self.peek() == Some('!') {
            self.advance();
            self.skip_blanks();
            let inner = if self.take('(') {
                self.parenthesized(depth)?
            } else {
                Filter::Exists(self.filter_path(depth)?)
            };
            Filter::Not(Box::new(inner))
        } else if self.take('(') {
            self.parenthesized(depth)?
        } else {
            let left = self.operand(depth)?;
            self.skip_blanks();
            match (self.comparison()?, left) {
                (Some(comparison), left) => {
                    self.skip_blanks();
                    Filter::Compare(left, comparison, self.operand(depth)?)
                }
                (None, Operand::Path(path)) => Filter::Exists(path),
                (None, Operand::Literal(_)) => {
                    return Err(self.error("a filter compares something, or names a path"));
                }
            }
        };
        self.skip_blanks();
        Ok(condition)
    }

    fn parenthesized(&mut self, depth: usize) -> Result<Filter, SyntaxError> {
        let inner = self.filter(depth + 1)?;
        self.expect(')')?;
        Ok(inner)
    }

    fn comparison(&mut self) -> Result<Option<Comparison>, SyntaxError> {
        const HINT: &str = "AWS compares with `==`, `!=`, `<`, `<=`, `>` and `>=`";
        for (text, comparison) in [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ] {
            if self.take_text(text) {
                return Ok(Some(comparison));
            }
        }
        if self.peek() == Some('=') {
            let message = if self.rest().starts_with("=~") {
                "AWS knows no regular expressions in filters"
            } else {
                "`=` is not a comparison"
            };
            return Err(self.hint(message, HINT));
        }
        if self.peek().is_some_and(char::is_alphabetic) {
            let operator = self.clone().take_while(char::is_alphabetic);
            return Err(self.hint(format!("AWS knows no `{operator}` in filters"), HINT));
        }
        Ok(None)
    }

    fn operand(&mut self, depth: usize) -> Result<Operand, SyntaxError> {
        match self.peek() {
            Some('@') => Ok(Operand::Path(self.filter_path(depth)?)),
            Some('$') => Err(self.hint(
                "AWS compares only with values that are written out",
                "a filter sees the item at hand, `@`; for more use JSONata",
            )),
            Some('\'' | '"') => Ok(Operand::Literal(Literal::Text(self.quoted()?))),
            _ => {
                let word = self.take_while(|c| !c.is_whitespace() && !"()[]<>=!&|,'\"".contains(c));
                match word {
                    "" => Err(self.error("expected a value to compare")),
                    "true" => Ok(Operand::Literal(Literal::Bool(true))),
                    "false" => Ok(Operand::Literal(Literal::Bool(false))),
                    "null" => Ok(Operand::Literal(Literal::Null)),
                    _ => Ok(Operand::Literal(match word.parse::<f64>() {
                        Ok(number) if number.is_finite() => Literal::Number(number),
                        _ => Literal::Text(word.into()),
                    })),
                }
            }
        }
    }

    fn filter_path(&mut self, depth: usize) -> Result<JsonPath, SyntaxError> {
        if !self.take('@') {
            return Err(self.error("a path in a filter starts with `@`"));
        }
        self.path(depth)
    }
}

fn starts_variable_name(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn continues_variable_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
