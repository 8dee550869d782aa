//! JSONata, as Step Functions has it.
//!
//! The language itself is `jlens_core`; this module gives its expressions what Step Functions
//! gives them. There is no context at the top level: the data is in `$states` and in the
//! variables. Six functions are added, `$eval` is left out. An expression takes its data from
//! shared [`Value`]s without copying them, gives back shared values where it passes data on, and
//! ends within bounds that are AWS's own where those were measured.

mod functions;
mod json;
mod references;
mod values;

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jlens_core::ast::{Node, NodeKind};
use jlens_core::reads::Read;
use jlens_core::{Error, Options};

use self::references::References;
use self::values::{Inputs, Results, Root, TooDeep};
use super::{Environment, EvaluationError, EvaluationErrorKind, Random, SyntaxError};
use crate::number::Number;
use crate::value::Value;

/// How deep the evaluation of expressions may nest. AWS adds up a hundred numbers and refuses one
/// more, and nests 99 parentheses; measured in August 2026 (floci, pull request 2783).
const DEPTH_MAX: usize = 100;

/// How many items an array may get: AWS evaluates `[1..873782]` and refuses one more; measured in
/// August 2026 (floci, pull request 2783).
const ARRAY_ITEMS_MAX: usize = 873_782;

/// How long a string and a result may get, in bytes: the memory of the longest array, 8 bytes an
/// item. AWS takes a string of 2^22 characters and refuses one of 2^23.
const STRING_BYTES_MAX: usize = 8 * ARRAY_ITEMS_MAX;

/// How many steps an evaluation may take before it counts as endless. They last about 0.1 s; AWS
/// maps and sums an array of 200,000 numbers, which takes 1,000,000.
const STEPS_MAX: u64 = 2_000_000;

/// The same for an expression with a regular expression, each 1,024 steps of which count for one
/// and take about as long as a hundred others.
const STEPS_WITH_PATTERN_MAX: u64 = 20_000;

/// How long an evaluation may take at all. The steps end it long before, but for arrays built
/// within arrays, which cost one step each whatever their length. A build that is not optimised
/// takes ten times as long.
const EVALUATION_TIME_MAX: Duration =
    Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

/// A compiled expression: what stands between `{%` and `%}`.
#[derive(Clone, Debug)]
pub struct Jsonata(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    /// The text without the blanks around it, as AWS's messages quote it.
    text: Box<str>,
    references: References,
    /// Whether the text reads its context at the top level, which must be undefined for it.
    reads_context: bool,
    /// Whether `$random` or `$uuid` is named.
    draws: bool,
    /// Whether `$shuffle` is named.
    shuffles: bool,
    steps_max: u64,
    selection: Option<Selection>,
    program: Program,
    /// The program for when a variable has the name of a function.
    hiding: OnceLock<Option<Program>>,
}

/// `$states.input.order.id` or `$order.id`: fields of fields, which need no evaluator as long as
/// no array comes in between.
#[derive(Debug)]
struct Selection {
    /// The variable, `None` for `$states`.
    variable: Option<Arc<str>>,
    fields: Vec<Box<str>>,
}

/// The text inside an expression that binds `$states` and the variables it reads.
#[derive(Debug)]
struct Program {
    expression: jlens_core::Expression,
    variables: Vec<Arc<str>>,
    /// How many levels of nesting the binding adds; none when nothing is bound.
    depth: usize,
}

impl Jsonata {
    /// Compiles `text`, which stands between `{%` and `%}`.
    ///
    /// AWS refuses some expressions that compile: see [`Jsonata::unsupported`].
    pub fn compile(text: &str) -> Result<Jsonata, SyntaxError> {
        let jsonata = Jsonata::compile_newest(text)?;
        match &jsonata.0.references.newer_operator {
            Some(error) => Err(error.clone()),
            None => Ok(jsonata),
        }
    }

    /// Compiles `text` as the newest JSONata, with operators that Step Functions does not have.
    fn compile_newest(text: &str) -> Result<Jsonata, SyntaxError> {
        let trimmed = text.trim_matches(|c| c <= ' ');
        let indent = text.find(trimmed).unwrap_or_default();
        let alone = jlens_core::Expression::compile(trimmed)
            .map_err(|error| syntax_error(&error, trimmed, indent))?;
        let mut references = References::of(&alone.ast().root);
        references.moved(indent);
        let reads_context = match alone.reads_with(&functions::BINDINGS).input() {
            Some(Read::Whole) => true,
            // `{..}` needs to know that there is a context, not what it is.
            Some(Read::Fields(fields)) => !fields.is_empty() || references.calls_on_context,
            None => false,
        };
        let names = |name: &str| references.functions.iter().any(|other| **other == *name);
        let (draws, shuffles) = (names("random") || names("uuid"), names("shuffle"));
        let steps_max = if references.patterns {
            STEPS_WITH_PATTERN_MAX
        } else {
            STEPS_MAX
        };
        let program = Program::compile(trimmed, &references, reads_context, &[])
            .map_err(|error| syntax_error(&error, trimmed, indent))?;
        Ok(Jsonata(Arc::new(Compiled {
            text: trimmed.into(),
            selection: Selection::of(&alone.ast().root),
            references,
            reads_context,
            draws,
            shuffles,
            steps_max,
            program,
            hiding: OnceLock::new(),
        })))
    }

    /// The variables the expression reads, without the `$`, in order of first appearance; not
    /// those it binds itself, nor functions, nor `states`.
    pub fn variables(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.references.variables.iter()
    }

    /// Whether the expression reads `$states.context`, as far as its text can tell.
    pub fn reads_context(&self) -> bool {
        let states = &self.0.references.states;
        states.context || states.whole
    }

    /// Whether the expression always gives the same in the same `$states.context`: it reads nothing
    /// else, no clock and no randomness.
    pub fn depends_on_context_alone(&self) -> bool {
        const VOLATILE: [&str; 5] = ["millis", "now", "random", "shuffle", "uuid"];
        let References {
            variables,
            functions,
            states,
            ..
        } = &self.0.references;
        let reads_data = states.whole || states.input || states.result || states.error_output;
        let is_volatile = functions.iter().any(|name| VOLATILE.contains(&&**name));
        variables.is_empty() && !reads_data && !is_volatile
    }

    /// Where AWS refuses the expression although it is JSONata, as
    /// `UNSUPPORTED_JSONATA_EXPRESSION`: it has no data at the top level for `$` and for bare
    /// names, no `$$` at all, and fields of `$states` only where they have a value: `result` and
    /// `errorOutput` are there when `has_result` and `has_error_output` say so.
    ///
    /// The rules were measured on AWS in August 2026 (floci, pull requests 2699 and 2786), for
    /// `$states.result` by analogy with `$states.errorOutput`.
    pub fn unsupported(&self, has_result: bool, has_error_output: bool) -> Vec<SyntaxError> {
        let references = &self.0.references;
        let error = |offset, message, hint: &str| SyntaxError {
            message,
            offset,
            hint: Some(hint.to_owned()),
        };
        let no_context = references.unsupported.iter().map(|(offset, message)| {
            let hint = "the state's data is in `$states.input`, variables are `$name`";
            error(*offset, message.clone(), hint)
        });
        let mut found: Vec<SyntaxError> = no_context.collect();
        for (at, there, field, hint) in [
            (
                references.result_at,
                has_result,
                "result",
                "only `Output` and `Assign` of a Task, Parallel or Map state have a result",
            ),
            (
                references.error_output_at,
                has_error_output,
                "errorOutput",
                "only `Output` and `Assign` of a catcher have it",
            ),
        ] {
            if let (Some(at), false) = (at, there) {
                let message = format!("Field '$states.{field}' does not exist.");
                found.push(error(at, message, hint));
            }
        }
        found.sort_by_key(|error| error.offset);
        found
    }

    /// The value of the expression. `field` is named in the error.
    pub fn evaluate(
        &self,
        environment: &Environment<'_>,
        random: &mut Random,
        field: &Arc<str>,
    ) -> Result<Value, EvaluationError> {
        let compiled = &*self.0;
        if let Some(selection) = &compiled.selection {
            match selection.select(environment) {
                Selected::Value(value) => {
                    let returned = values::returned(&value).map(|changed| changed.unwrap_or(value));
                    return returned.map_err(|TooDeep| compiled.failure(&too_deep(), field));
                }
                Selected::Nothing => return Err(compiled.nothing(field)),
                Selected::Mapped => {}
            }
        }

        let drawing;
        let bindings = if compiled.draws {
            drawing = functions::drawing_from(random);
            &drawing
        } else {
            &*functions::BINDINGS
        };
        let program = compiled.program(environment);
        let seed = if compiled.shuffles {
            random.next_u64()
        } else {
            0
        };
        let options = Options::new()
            .now(environment.now.milliseconds())
            .seed(seed)
            .max_depth(DEPTH_MAX + program.depth)
            .max_steps(compiled.steps_max)
            .timeout(EVALUATION_TIME_MAX)
            .max_array_length(ARRAY_ITEMS_MAX)
            .max_string_length(STRING_BYTES_MAX)
            .max_result_size(STRING_BYTES_MAX);
        let context = OnceCell::new();
        let inputs = Inputs::new(environment, &context, &program.variables);
        let mut results = Results::sharing(&inputs);
        let value = program.expression.evaluate_source_to(
            &Root::of(&inputs, program.depth > 0),
            bindings,
            &options,
            |output| output.write(&mut results),
        );
        match value {
            Ok(Some(value)) if !results.too_deep => Ok(value),
            Ok(Some(_)) => Err(compiled.failure(&too_deep(), field)),
            Ok(None) => Err(compiled.nothing(field)),
            Err(error) => Err(compiled.failure(&error, field)),
        }
    }

    /// The error for a value that is not of the type its field wants: `expected` is the type as
    /// AWS names it.
    pub fn unexpected_type(
        &self,
        field: &Arc<str>,
        expected: &str,
        value: &Value,
    ) -> EvaluationError {
        self.0.error(
            field,
            &format!(
                "returned an unexpected result type. Expected '{expected}', but was '{}' for \
                 value: {}",
                value.type_name(),
                crate::json::to_text(value)
            ),
        )
    }
}

impl Compiled {
    /// The program to run where `environment` is what there is.
    fn program(&self, environment: &Environment<'_>) -> &Program {
        let variables = environment.variables;
        let hidden = |name: &Arc<str>| variables.contains_key(name);
        if variables.is_empty() || !self.references.functions.iter().any(hidden) {
            return &self.program;
        }
        let hiding = self.hiding.get_or_init(|| {
            let functions = &self.references.functions;
            Program::compile(&self.text, &self.references, self.reads_context, functions).ok()
        });
        hiding.as_ref().unwrap_or(&self.program)
    }

    fn nothing(&self, field: &Arc<str>) -> EvaluationError {
        self.error(field, "returned nothing (undefined).")
    }

    fn failure(&self, error: &Error, field: &Arc<str>) -> EvaluationError {
        let reason = match error.code() {
            "D1011" => {
                ": Stack overflow error: Check for non-terminating recursive function. Consider \
                 rewriting as tail-recursive"
            }
            "U1001" | "D2015" | "D2016" => {
                ": Expression evaluation memory limit exceeded: Check for excessive memory usage"
            }
            "U1006" | "D1012" => ": Expression evaluation timeout: Check for infinite loop",
            code => &format!(". {code}: {}", message(error)),
        };
        self.error(field, &format!("threw an error during evaluation{reason}"))
    }

    fn error(&self, field: &Arc<str>, what: &str) -> EvaluationError {
        EvaluationError {
            kind: EvaluationErrorKind::QueryEvaluation,
            field: Some(field.clone()),
            message: format!(
                "The JSONata expression '{}' specified for the field '{field}' {what}",
                self.text
            ),
        }
    }
}

fn too_deep() -> Error {
    Error::new("U1001")
}

impl Selection {
    fn of(root: &Node) -> Option<Selection> {
        let plain = |node: &Node| {
            let attributes = &node.attrs;
            attributes.stages.is_empty()
                && attributes.predicate.is_empty()
                && attributes.group.is_none()
                && attributes.focus.is_none()
                && attributes.index.is_none()
                && attributes.ancestor.is_none()
                && !attributes.keep_array
                && !attributes.tuple
        };
        let steps = match &root.kind {
            NodeKind::Path {
                steps,
                keep_singleton_array: false,
            } if plain(root) => steps.as_slice(),
            NodeKind::Variable { .. } => std::slice::from_ref(root),
            _ => return None,
        };
        let (first, rest) = steps.split_first()?;
        let variable = match &first.kind {
            NodeKind::Variable { name } if plain(first) => match name.as_str() {
                "" | "$" => return None,
                "states" => None,
                name if references::is_function(name) => return None,
                name => Some(name.into()),
            },
            _ => return None,
        };
        let fields = rest.iter().map(|step| match &step.kind {
            NodeKind::Name { name } if plain(step) => Some(name.as_str().into()),
            _ => None,
        });
        Some(Selection {
            variable,
            fields: fields.collect::<Option<_>>()?,
        })
    }

    fn select(&self, environment: &Environment<'_>) -> Selected {
        let mut fields = self.fields.iter();
        let context;
        let start = match &self.variable {
            Some(name) => environment.variables.get(name),
            None => match fields.next().map(|field| &**field) {
                None => return Selected::Value(values::states(environment)),
                Some("input") => Some(environment.input),
                Some("result") => environment.result,
                Some("errorOutput") => environment.error_output,
                Some("context") => {
                    context = (environment.context)();
                    Some(&context)
                }
                Some(_) => None,
            },
        };
        let mut selected = start;
        for field in fields {
            selected = match selected {
                Some(Value::Array(_)) => return Selected::Mapped,
                Some(Value::Object(object)) => object.get(field),
                _ => return Selected::Nothing,
            };
        }
        match selected {
            Some(value) => Selected::Value(value.clone()),
            None => Selected::Nothing,
        }
    }
}

/// What a [`Selection`] selects.
enum Selected {
    Value(Value),
    Nothing,
    /// There is an array on the way, over which JSONata maps the rest of the path.
    Mapped,
}

impl Program {
    /// Compiles `text`, which compiles alone, with what it reads bound around it. A function of
    /// `hidden` is bound to the variable of its name where there is one.
    fn compile(
        text: &str,
        references: &References,
        reads_context: bool,
        hidden: &[Arc<str>],
    ) -> Result<Program, Error> {
        let variables: Vec<Arc<str>> = references.variables.iter().chain(hidden).cloned().collect();
        let reads_states = references.states.any();
        if variables.is_empty() && !reads_states {
            return Ok(Program {
                expression: jlens_core::Expression::compile(text)?,
                variables,
                depth: 0,
            });
        }
        let mut whole = String::from("(");
        if reads_states {
            whole.push_str("$states:=$$;");
        }
        for (number, name) in variables.iter().enumerate() {
            let value = values::variable_field(number);
            let bound = if number < references.variables.len() {
                write!(whole, "${name}:=$$.{value};")
            } else {
                let present = values::presence_field(number);
                write!(whole, "${name}:=$$.{present}?$$.{value}:${name};")
            };
            debug_assert!(bound.is_ok());
        }
        let depth = if reads_context {
            // A group of nothing has one entry, whose value is computed with nothing as context;
            // a function defined there keeps that context.
            let nothing = values::NO_FIELD;
            let bound = write!(whole, "(($$.{nothing}{{'f':function(){{{text}\n}}}}).f)())");
            debug_assert!(bound.is_ok());
            2
        } else {
            whole.push_str(text);
            whole.push_str("\n)");
            1
        };
        Ok(Program {
            expression: jlens_core::Expression::compile(&whole)?,
            variables,
            depth,
        })
    }
}

fn syntax_error(error: &Error, text: &str, indent: usize) -> SyntaxError {
    let place = error
        .span()
        .map_or(text.len(), |span| span.start.min(text.len()));
    SyntaxError {
        message: message(error),
        offset: indent + place,
        hint: syntax_hint(error.code()).map(str::to_owned),
    }
}

/// What to do about an error whose message does not tell.
fn syntax_hint(code: &str) -> Option<&'static str> {
    match code {
        "S0201" => Some("an operator is missing before it"),
        "S0207" => Some("a value is missing at the end"),
        "S0211" => Some("a value is missing before it"),
        _ => None,
    }
}

/// The message of an error as JSONata in JavaScript words it, where a number that has no fraction
/// is written without one.
fn message(error: &Error) -> String {
    fn whole_numbers(value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value as Json;
        match value {
            Json::Number(number) => match number.as_f64().map(values::shortest) {
                Some(Number::Integer(number)) => number.into(),
                _ => Json::Number(number),
            },
            Json::Array(items) => items.into_iter().map(whole_numbers).collect(),
            Json::Object(fields) => {
                let fields = fields.into_iter();
                fields
                    .map(|(key, value)| (key, whole_numbers(value)))
                    .collect()
            }
            Json::Null | Json::Bool(_) | Json::String(_) => value,
        }
    }
    let Ok(serde_json::Value::Object(details)) = serde_json::to_value(error) else {
        return error.message();
    };
    details
        .into_iter()
        .fold(Error::new(error.code()), |error, (key, value)| {
            error.with(&key, whole_numbers(value))
        })
        .message()
}

#[cfg(test)]
mod tests;
