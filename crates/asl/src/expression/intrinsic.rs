//! The 18 intrinsic functions of JSONPath states.
//!
//! A call is read here. AWS looks at the number and types of the arguments only when the call
//! runs, so a call with the wrong ones is read too; [`Intrinsic::problems`] tells of them early.

mod call;

use std::sync::Arc;

use super::json_path::Cursor;
use super::{Environment, EvaluationError, PathExpression, Random, Root, SyntaxError, java};
use crate::json;
use crate::number::Number;
use crate::value::Value;

/// The deepest nesting of calls (developer guide, "Intrinsic functions": "You can nest up to 10
/// intrinsic functions within a field").
pub const CALL_DEPTH_MAX: usize = 10;

/// The longest text that is encoded, decoded or hashed, in characters (developer guide,
/// "Intrinsic functions").
pub const TEXT_CHARS_MAX: usize = 10_000;

/// The most items of `States.ArrayRange` (developer guide, "Intrinsic functions").
pub const RANGE_ITEMS_MAX: usize = 1_000;

/// The longest text a call makes, in bytes. Far more than a state may pass on, it bounds what a
/// call with many large arguments takes.
pub const RESULT_BYTES_MAX: usize = 16 * 1_048_576;

/// A compiled call: `States.Format('Hello, {}', $.name)`.
#[derive(Clone, Debug)]
pub struct Intrinsic {
    function: Function,
    arguments: Vec<Argument>,
    /// Where the call begins in the expression's text, in bytes.
    offset: usize,
}

#[derive(Clone, Debug)]
enum Argument {
    /// A number, `true`, `false` or `null`, or a string with its escapes resolved.
    Literal(Value),
    /// The string literal that `States.Format` fills in.
    Template(Template),
    Path(PathExpression),
    Call(Intrinsic),
}

/// What `States.Format` fills in: the text around its `{}`.
#[derive(Clone, Debug)]
struct Template {
    /// One more than there are `{}`; AWS's words when the braces do not match.
    pieces: Result<Vec<String>, &'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Array,
    ArrayContains,
    ArrayGetItem,
    ArrayLength,
    ArrayPartition,
    ArrayRange,
    ArrayUnique,
    Base64Decode,
    Base64Encode,
    Format,
    Hash,
    JsonMerge,
    JsonToString,
    MathAdd,
    MathRandom,
    StringSplit,
    StringToJson,
    Uuid,
}

/// What all intrinsic functions begin with.
const PREFIX: &str = "States.";

impl Intrinsic {
    /// Whether an expression is meant as a call.
    pub fn is_intrinsic(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Reads a call.
    pub fn parse(text: &str) -> Result<Intrinsic, SyntaxError> {
        let mut cursor = Cursor::new(text.trim_end());
        let intrinsic = Intrinsic::read(&mut cursor, 1)?;
        match cursor.peek() {
            None => Ok(intrinsic),
            Some(found) => Err(cursor.error(format!("unexpected `{found}` behind the call"))),
        }
    }

    /// The value of the call. `text` is named in the error.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
        text: &str,
    ) -> Result<Value, EvaluationError> {
        call::evaluate(self, environment, random).map_err(|reason| {
            EvaluationError::runtime(format!(
                "The function '{text}' had the following error: {reason}"
            ))
        })
    }

    /// The paths among the arguments, those of nested calls included, in the order of the text.
    pub fn paths(&self) -> Vec<&PathExpression> {
        let mut paths = Vec::new();
        for argument in &self.arguments {
            match argument {
                Argument::Literal(_) | Argument::Template(_) => {}
                Argument::Path(path) => paths.push(path),
                Argument::Call(call) => paths.extend(call.paths()),
            }
        }
        paths
    }

    /// The variables the call reads, without the `$`, in the order of the text.
    pub fn variables(&self) -> impl Iterator<Item = &Arc<str>> {
        self.paths()
            .into_iter()
            .filter_map(|path| match &path.root {
                Root::Variable(name) => Some(name),
                Root::Input | Root::Context => None,
            })
    }

    /// What will fail however the call is evaluated: wrong numbers of arguments, literals of the
    /// wrong type, templates that do not fit. AWS accepts such a call and fails when it runs.
    pub fn problems(&self) -> Vec<SyntaxError> {
        let mut problems = Vec::new();
        self.collect_problems(&mut problems);
        problems
    }

    /// Whether the call gives a string, as `ErrorPath` and `CausePath` want it.
    pub fn gives_string(&self) -> bool {
        match self.function {
            Function::ArrayGetItem
            | Function::Base64Decode
            | Function::Base64Encode
            | Function::Format
            | Function::Hash
            | Function::JsonToString
            | Function::Uuid => true,
            Function::Array
            | Function::ArrayContains
            | Function::ArrayLength
            | Function::ArrayPartition
            | Function::ArrayRange
            | Function::ArrayUnique
            | Function::JsonMerge
            | Function::MathAdd
            | Function::MathRandom
            | Function::StringSplit
            | Function::StringToJson => false,
        }
    }

    /// A call at the cursor, in `depth` - 1 others.
    fn read(cursor: &mut Cursor<'_>, depth: usize) -> Result<Intrinsic, SyntaxError> {
        let offset = cursor.position();
        if depth > CALL_DEPTH_MAX {
            return Err(cursor.error(format!(
                "calls are nested deeper than {CALL_DEPTH_MAX} levels"
            )));
        }
        if !cursor.take_text(PREFIX) {
            return Err(cursor.error("an intrinsic function starts with `States.`"));
        }
        let start = cursor.clone();
        let name = cursor.take_while(char::is_alphanumeric);
        let Some(function) = Function::named(name) else {
            let names: Vec<_> = Function::ALL.iter().map(|f| f.name()).collect();
            return Err(start.hint(
                format!("there is no intrinsic function `States.{name}`"),
                &format!("there are {}", names.join(", ")),
            ));
        };
        cursor.expect('(')?;
        let mut arguments = Vec::new();
        cursor.skip_blanks();
        if !cursor.take(')') {
            loop {
                cursor.skip_blanks();
                let is_template = function == Function::Format && arguments.is_empty();
                arguments.push(Argument::read(cursor, is_template, depth)?);
                cursor.skip_blanks();
                if !cursor.take(',') {
                    break;
                }
            }
            cursor.expect(')')?;
        }
        Ok(Intrinsic {
            function,
            arguments,
            offset,
        })
    }

    fn collect_problems(&self, problems: &mut Vec<SyntaxError>) {
        let mut report = |message: String| {
            problems.push(SyntaxError {
                message,
                offset: self.offset,
                hint: None,
            });
        };
        let name = self.function.name();
        let given = self.arguments.len();
        let (least, most) = self.function.arity();
        if given < least || given > most {
            let expected = match (least, most) {
                (_, usize::MAX) => format!("at least {least}"),
                (least, most) if least == most => least.to_string(),
                (least, most) => format!("{least} or {most}"),
            };
            report(format!(
                "`States.{name}` takes {expected} argument{}, not {given}",
                if expected == "1" { "" } else { "s" }
            ));
        }
        for (index, argument) in self.arguments.iter().enumerate() {
            match argument {
                Argument::Literal(literal) => {
                    let expected = self.function.parameter(index);
                    if !expected.accepts(literal) {
                        report(format!(
                            "argument {} of `States.{name}` is {}, and must be {}",
                            index + 1,
                            json::to_text(literal),
                            expected.description()
                        ));
                    }
                }
                Argument::Template(template) => match &template.pieces {
                    Err(reason) => report(format!("the template does not fit: {reason}")),
                    Ok(pieces) if pieces.len() != given => report(format!(
                        "the template has {} `{{}}`, and the arguments behind it are {}",
                        pieces.len() - 1,
                        given - 1
                    )),
                    Ok(_) => {}
                },
                Argument::Path(_) | Argument::Call(_) => {}
            }
        }
        for argument in &self.arguments {
            if let Argument::Call(call) = argument {
                call.collect_problems(problems);
            }
        }
    }
}

impl Argument {
    fn read(
        cursor: &mut Cursor<'_>,
        is_template: bool,
        depth: usize,
    ) -> Result<Argument, SyntaxError> {
        let start = cursor.clone();
        match cursor.peek() {
            Some('\'') => {
                let raw = string_literal(cursor)?;
                Ok(if is_template {
                    Argument::Template(Template::read(raw))
                } else {
                    Argument::Literal(Value::from(unescaped(raw)))
                })
            }
            Some('$') => Ok(Argument::Path(cursor.path_expression()?)),
            Some('"') => Err(start.hint(
                "strings stand in single quotes here",
                "write `'text'`, and `\\'` for a quote in it",
            )),
            _ if cursor.rest().starts_with(PREFIX) => {
                Ok(Argument::Call(Intrinsic::read(cursor, depth + 1)?))
            }
            _ => {
                let word = cursor.take_while(|c| !c.is_whitespace() && !",()'\"".contains(c));
                let literal = match word {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    "null" => Value::Null,
                    _ => match number(word) {
                        Some(number) => Value::Number(number),
                        None => {
                            return Err(start.hint(
                                "expected an argument",
                                "arguments are paths, `'text'`, numbers, `true`, `false`, `null` \
                                 and calls",
                            ));
                        }
                    },
                };
                Ok(Argument::Literal(literal))
            }
        }
    }
}

/// A number as JSON has it.
fn number(word: &str) -> Option<Number> {
    match json::from_text(word) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    }
}

/// What stands between single quotes, escapes as they are written.
fn string_literal<'t>(cursor: &mut Cursor<'t>) -> Result<&'t str, SyntaxError> {
    let start = cursor.clone();
    cursor.advance();
    let raw = cursor.rest();
    let raw_start = cursor.position();
    loop {
        let here = cursor.clone();
        match cursor.advance() {
            Some('\'') => return Ok(&raw[..here.position() - raw_start]),
            Some('\\') => match cursor.advance() {
                Some('\'' | '{' | '}' | '\\') => {}
                _ => {
                    return Err(here.hint(
                        "this is not an escape",
                        "there are `\\'`, `\\{`, `\\}` and `\\\\`",
                    ));
                }
            },
            Some(_) => {}
            None => return Err(start.error("the closing `'` is missing")),
        }
    }
}

/// A string with the backslashes of its escapes taken out.
fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

impl Template {
    /// Splits a template at its `{}`; a backslash takes the meaning from the character behind it.
    fn read(raw: &str) -> Template {
        let mut pieces = vec![String::new()];
        let mut characters = raw.chars();
        let push = |pieces: &mut Vec<String>, character| {
            if let Some(piece) = pieces.last_mut() {
                piece.push(character);
            }
        };
        while let Some(character) = characters.next() {
            match character {
                '\\' => push(&mut pieces, characters.next().unwrap_or('\\')),
                '{' if characters.next() == Some('}') => pieces.push(String::new()),
                '{' => {
                    let pieces = Err("matching '}' not found for '{'.");
                    return Template { pieces };
                }
                '}' => {
                    let pieces = Err("matching '{' not found for '}'.");
                    return Template { pieces };
                }
                _ => push(&mut pieces, character),
            }
        }
        Template { pieces: Ok(pieces) }
    }
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parameter {
    Anything,
    Array,
    Number,
    Object,
    String,
}

impl Parameter {
    fn accepts(self, value: &Value) -> bool {
        match self {
            Parameter::Anything => true,
            Parameter::Array => matches!(value, Value::Array(_)),
            Parameter::Number => matches!(value, Value::Number(_)),
            Parameter::Object => matches!(value, Value::Object(_)),
            Parameter::String => matches!(value, Value::String(_)),
        }
    }

    fn description(self) -> &'static str {
        match self {
            Parameter::Anything => "anything",
            Parameter::Array => "an array",
            Parameter::Number => "a number",
            Parameter::Object => "an object",
            Parameter::String => "a string",
        }
    }
}

impl Function {
    const ALL: [Function; 18] = [
        Function::Array,
        Function::ArrayContains,
        Function::ArrayGetItem,
        Function::ArrayLength,
        Function::ArrayPartition,
        Function::ArrayRange,
        Function::ArrayUnique,
        Function::Base64Decode,
        Function::Base64Encode,
        Function::Format,
        Function::Hash,
        Function::JsonMerge,
        Function::JsonToString,
        Function::MathAdd,
        Function::MathRandom,
        Function::StringSplit,
        Function::StringToJson,
        Function::Uuid,
    ];

    fn named(name: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|f| f.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Function::Array => "Array",
            Function::ArrayContains => "ArrayContains",
            Function::ArrayGetItem => "ArrayGetItem",
            Function::ArrayLength => "ArrayLength",
            Function::ArrayPartition => "ArrayPartition",
            Function::ArrayRange => "ArrayRange",
            Function::ArrayUnique => "ArrayUnique",
            Function::Base64Decode => "Base64Decode",
            Function::Base64Encode => "Base64Encode",
            Function::Format => "Format",
            Function::Hash => "Hash",
            Function::JsonMerge => "JsonMerge",
            Function::JsonToString => "JsonToString",
            Function::MathAdd => "MathAdd",
            Function::MathRandom => "MathRandom",
            Function::StringSplit => "StringSplit",
            Function::StringToJson => "StringToJson",
            Function::Uuid => "UUID",
        }
    }

    /// The least and the greatest number of arguments.
    fn arity(self) -> (usize, usize) {
        match self {
            Function::Uuid => (0, 0),
            Function::Array => (0, usize::MAX),
            Function::Format => (1, usize::MAX),
            Function::ArrayLength
            | Function::ArrayUnique
            | Function::Base64Decode
            | Function::Base64Encode
            | Function::JsonToString
            | Function::StringToJson => (1, 1),
            Function::ArrayContains
            | Function::ArrayGetItem
            | Function::ArrayPartition
            | Function::Hash
            | Function::MathAdd
            | Function::StringSplit => (2, 2),
            Function::MathRandom => (2, 3),
            Function::ArrayRange | Function::JsonMerge => (3, 3),
        }
    }

    fn parameter(self, index: usize) -> Parameter {
        match (self, index) {
            (
                Function::ArrayContains
                | Function::ArrayGetItem
                | Function::ArrayLength
                | Function::ArrayPartition
                | Function::ArrayUnique,
                0,
            ) => Parameter::Array,
            (Function::ArrayGetItem | Function::ArrayPartition, 1)
            | (Function::ArrayRange | Function::MathAdd | Function::MathRandom, _) => {
                Parameter::Number
            }
            (Function::JsonMerge, 0 | 1) => Parameter::Object,
            (
                Function::Base64Decode
                | Function::Base64Encode
                | Function::Format
                | Function::StringToJson,
                0,
            )
            | (Function::Hash, 1)
            | (Function::StringSplit, _) => Parameter::String,
            (_, _) => Parameter::Anything,
        }
    }
}

#[cfg(test)]
mod tests;
