//! Expressions by themselves, evaluated by the engine over data that somebody types.

use std::time::{Duration, Instant};

use asl::diagnostic::Span;
use asl::expression::{
    Environment, EvaluationError, EvaluationErrorKind, Expression, ExpressionKind, Intrinsic,
    Jsonata, PathExpression, Random, SyntaxError,
};
use asl::{Object, QueryLanguage, Timestamp, Value, json, parse};
use interpreter::failure::error_name;
use interpreter::payload::PAYLOAD_BYTES_MAX;

use super::offset::{Offsets, Range};

/// All expressions of a request together may take so long.
const EVALUATED_WITHIN: Duration = Duration::from_secs(5);

/// What expressions see.
pub(crate) struct Sight {
    pub(crate) language: QueryLanguage,
    pub(crate) input: Value,
    pub(crate) context: Value,
    pub(crate) variables: Object,
    pub(crate) result: Option<Value>,
    pub(crate) error_output: Option<Value>,
    pub(crate) now: Timestamp,
}

/// Why an expression gives nothing.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// The error that it would fail a state with.
    pub(crate) name: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// Where in a template.
    pub(crate) location: Option<String>,
    pub(crate) range: Range,
}

/// Evaluates the expressions of a request.
pub(crate) struct Evaluator {
    sight: Sight,
    random: Random,
    until: Instant,
}

impl Evaluator {
    pub(crate) fn new(sight: Sight) -> Evaluator {
        Evaluator {
            sight,
            // The same request has the same answer.
            random: Random::from_seed([0; 32]),
            until: Instant::now() + EVALUATED_WITHIN,
        }
    }

    /// What an expression gives: a path, a call of an intrinsic function, or JSONata with or
    /// without its delimiters.
    pub(crate) fn expression(&mut self, text: &str) -> Result<Value, Trouble> {
        let offsets = Offsets::of(text);
        let read = self.read(text).map_err(|(before, error)| {
            let start = before + error.offset;
            let width = text.get(start..).and_then(|rest| rest.chars().next());
            let end = start + width.map_or(0, char::len_utf8);
            Trouble {
                name: None,
                message: error.message,
                hint: error.hint,
                location: None,
                range: Range {
                    from: offsets.unit(start),
                    to: offsets.unit(end),
                },
            }
        })?;
        let evaluated = self.evaluate(|environment, random| read.evaluate(environment, random));
        evaluated.map_err(|trouble| Trouble {
            location: None,
            range: offsets.whole(),
            ..trouble
        })
    }

    /// What a template gives.
    pub(crate) fn template(&mut self, template: &Value) -> Result<Value, Trouble> {
        let text = json::to_text(template);
        let read = parse::parse_template(&text, self.sight.language);
        let template = read.map_err(|diagnostics| {
            let first = diagnostics.into_iter().next();
            Trouble {
                location: first.as_ref().and_then(|first| first.location.clone()),
                hint: first.as_ref().and_then(|first| first.hint.clone()),
                ..Trouble::of(None, first.map_or_else(String::new, |first| first.message))
            }
        })?;
        self.evaluate(|environment, random| template.evaluate(environment, random))
    }

    /// An expression; or how many bytes stand before what is none, and why it is none.
    fn read(&self, text: &str) -> Result<Expression, (usize, SyntaxError)> {
        let (kind, text) = match self.sight.language {
            QueryLanguage::JsonPath if Intrinsic::is_intrinsic(text) => {
                let intrinsic = Intrinsic::parse(text).map_err(|error| (0, error))?;
                (ExpressionKind::Intrinsic(intrinsic), text)
            }
            QueryLanguage::JsonPath => {
                let path = PathExpression::parse(text).map_err(|error| (0, error))?;
                (ExpressionKind::Path(path), text)
            }
            QueryLanguage::Jsonata => {
                let delimited = text
                    .strip_prefix("{%")
                    .and_then(|text| text.strip_suffix("%}"));
                let inside = delimited.unwrap_or(text);
                let trimmed = inside.trim();
                let opening = if delimited.is_some() { "{%".len() } else { 0 };
                let before = opening + (inside.len() - inside.trim_start().len());
                let jsonata = Jsonata::compile(trimmed).map_err(|error| (before, error))?;
                let (has_result, has_error) = (
                    self.sight.result.is_some(),
                    self.sight.error_output.is_some(),
                );
                let mut refused = jsonata.unsupported(has_result, has_error).into_iter();
                if let Some(error) = refused.next() {
                    return Err((before, error));
                }
                (ExpressionKind::Jsonata(jsonata), trimmed)
            }
        };
        Ok(Expression {
            kind,
            text: text.into(),
            field: "value".into(),
        })
    }

    fn evaluate(
        &mut self,
        compute: impl FnOnce(&Environment<'_>, &mut Random) -> Result<Value, EvaluationError>,
    ) -> Result<Value, Trouble> {
        if Instant::now() > self.until {
            let message = "the expressions before this one took too long".to_owned();
            return Err(Trouble::of(None, message));
        }
        let sight = &self.sight;
        let environment = Environment {
            input: &sight.input,
            context: &|| sight.context.clone(),
            variables: &sight.variables,
            result: sight.result.as_ref(),
            error_output: sight.error_output.as_ref(),
            now: sight.now,
        };
        let value = compute(&environment, &mut self.random).map_err(|error| {
            let name = match error.kind {
                EvaluationErrorKind::Runtime => error_name::RUNTIME,
                EvaluationErrorKind::QueryEvaluation => error_name::QUERY_EVALUATION_ERROR,
            };
            Trouble {
                location: error.field.map(|field| format!("/{field}")),
                ..Trouble::of(Some(name), error.message)
            }
        })?;
        if json::text_length(&value) > PAYLOAD_BYTES_MAX {
            let message = format!("the value is longer than {PAYLOAD_BYTES_MAX} bytes");
            return Err(Trouble::of(Some(error_name::DATA_LIMIT_EXCEEDED), message));
        }
        Ok(value)
    }
}

impl Trouble {
    fn of(name: Option<&'static str>, message: String) -> Trouble {
        let nowhere = Offsets::of("").range(Span::default());
        Trouble {
            name,
            message,
            hint: None,
            location: None,
            range: nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluator(language: QueryLanguage, input: &str) -> Evaluator {
        Evaluator::new(Sight {
            language,
            input: json::from_text(input).expect("JSON"),
            context: Value::empty_object(),
            variables: Object::from_iter([("total".into(), Value::from(7))]),
            result: None,
            error_output: None,
            now: Timestamp::from_milliseconds(0),
        })
    }

    #[test]
    fn an_error_has_its_place_in_units_of_utf_16() {
        let mut jsonata = evaluator(QueryLanguage::Jsonata, "{}");
        let text = "{% '😀é' & ) %}";
        let trouble = jsonata.expression(text).expect_err("no expression");
        let units: Vec<u16> = text.encode_utf16().collect();
        let range = trouble.range.from as usize..trouble.range.to as usize;
        assert_eq!(String::from_utf16_lossy(&units[range]), ")");
    }

    #[test]
    fn both_languages_see_the_same() {
        let mut jsonata = evaluator(QueryLanguage::Jsonata, r#"{"a":1}"#);
        for text in ["{% $states.input.a + $total %}", "$states.input.a + $total"] {
            assert_eq!(jsonata.expression(text).expect("a value"), Value::from(8));
        }
        let result = jsonata.expression("{% $states.result %}");
        assert!(result.is_err(), "there is no result here");

        let mut paths = evaluator(QueryLanguage::JsonPath, r#"{"a":1}"#);
        let sum = "States.MathAdd($.a, $total)";
        assert_eq!(paths.expression(sum).expect("a value"), Value::from(8));
        let missing = paths.expression("$.b").expect_err("it is not there");
        assert_eq!(missing.name, Some("States.Runtime"));
        assert_eq!(missing.range, Range { from: 0, to: 3 });
    }

    #[test]
    fn a_template_says_where_it_fails() {
        let mut jsonata = evaluator(QueryLanguage::Jsonata, r#"{"a":1}"#);
        let template = json::from_text(r#"{"x":"{% $total %}","y":["a","{% $nothing %}"]}"#);
        let trouble = jsonata
            .template(&template.expect("JSON"))
            .expect_err("nothing");
        assert_eq!(trouble.location.as_deref(), Some("/y[1]"));
        let mut paths = evaluator(QueryLanguage::JsonPath, r#"{"a":1}"#);
        let template = json::from_text(r#"{"x.$":"$.a","y":"$.a"}"#).expect("JSON");
        let value = paths.template(&template).expect("a value");
        assert_eq!(json::to_text(&value), r#"{"x":1,"y":"$.a"}"#);
    }
}
