//! Values as pydantic 2.6 takes them in its lax mode, and what it says of those it does not take.
//!
//! A number may come as text, a whole float is an integer, and `true` is 1; text is never made of
//! anything else. All that is wrong with a request is said at once, each with its place.

use serde::Serialize;
use serde_json::{Map, Value};

/// Where the words of errors are explained.
const URLS: &str = "https://errors.pydantic.dev/2.6/v/";

/// What is wrong with one value of a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Problem {
    /// `int_parsing`
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Where: `body`, and from there by names and positions.
    pub(super) loc: Vec<Step>,
    /// In words.
    pub(super) msg: String,
    /// What came instead.
    pub(super) input: Value,
    /// More, for some kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ctx: Option<Value>,
    /// Where it is explained, for what pydantic found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// A step of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Step {
    /// Into a member.
    Name(&'static str),
    /// Into an item, or to a character of the text.
    Position(usize),
}

/// How a value is refused.
struct Refusal {
    kind: &'static str,
    msg: &'static str,
}

const MISSING: Refusal = Refusal {
    kind: "missing",
    msg: "Field required",
};
const NOT_A_MODEL: Refusal = Refusal {
    kind: "model_attributes_type",
    msg: "Input should be a valid dictionary or object to extract fields from",
};
const NOT_A_STRING: Refusal = Refusal {
    kind: "string_type",
    msg: "Input should be a valid string",
};
const NOT_A_LIST: Refusal = Refusal {
    kind: "list_type",
    msg: "Input should be a valid list",
};
const NOT_AN_OBJECT: Refusal = Refusal {
    kind: "dict_type",
    msg: "Input should be a valid dictionary",
};
const NOT_AN_INTEGER: Refusal = Refusal {
    kind: "int_type",
    msg: "Input should be a valid integer",
};
const INTEGER_UNREADABLE: Refusal = Refusal {
    kind: "int_parsing",
    msg: "Input should be a valid integer, unable to parse string as an integer",
};
const INTEGER_TOO_LARGE: Refusal = Refusal {
    kind: "int_parsing_size",
    msg: "Unable to parse input string as an integer, exceeded maximum size",
};
const FRACTION: Refusal = Refusal {
    kind: "int_from_float",
    msg: "Input should be a valid integer, got a number with a fractional part",
};
const NOT_A_NUMBER: Refusal = Refusal {
    kind: "float_type",
    msg: "Input should be a valid number",
};
const NUMBER_UNREADABLE: Refusal = Refusal {
    kind: "float_parsing",
    msg: "Input should be a valid number, unable to parse string as a number",
};

/// Reads the members of an object and notes what is wrong with them.
pub(super) struct Reader<'v> {
    members: Option<&'v Map<String, Value>>,
    /// What a member that is missing is missing from, as far as it is told.
    missing_from: Option<&'v Map<String, Value>>,
    taking: Taking,
}

impl<'v> Reader<'v> {
    /// Of a request's body: something else than an object has no members.
    pub(super) fn of_body(body: Option<&'v Value>) -> Reader<'v> {
        Reader {
            members: body.and_then(Value::as_object),
            missing_from: None,
            taking: Taking {
                path: vec![Step::Name("body")],
                problems: Vec::new(),
            },
        }
    }

    /// What was wrong, if anything.
    pub(super) fn finish(self) -> Result<(), Vec<Problem>> {
        if self.taking.problems.is_empty() {
            Ok(())
        } else {
            Err(self.taking.problems)
        }
    }

    /// Reads a member that must be there, by what reads its members. `null` counts as missing, as
    /// it does for a parameter of a route.
    pub(super) fn part<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Reader<'v>) -> T,
    ) -> T {
        let members = match self.member(name) {
            None | Some(Value::Null) => {
                self.refuse(name, &MISSING, &Value::Null);
                None
            }
            Some(Value::Object(members)) => Some(members),
            Some(other) => {
                self.refuse(name, &NOT_A_MODEL, other);
                None
            }
        };
        let mut path = self.taking.path.clone();
        path.push(Step::Name(name));
        let mut inner = Reader {
            members,
            missing_from: members,
            taking: Taking {
                path,
                problems: Vec::new(),
            },
        };
        let read = read(&mut inner);
        // Without members, each of them would be missing: the one word for all has been said.
        if members.is_some() {
            self.taking.problems.append(&mut inner.taking.problems);
        }
        read
    }

    /// A member, or what it is without one.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        default: T,
        take: impl FnOnce(&mut Taking, &'v Value) -> Option<T>,
    ) -> T {
        self.given(name, take).unwrap_or(default)
    }

    /// A member, where it is given and right.
    pub(super) fn given<T>(
        &mut self,
        name: &'static str,
        take: impl FnOnce(&mut Taking, &'v Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.member(name)?;
        self.take(name, value, take)
    }

    /// A member that may as well be `null`, where it is given and right.
    pub(super) fn nullable<T>(
        &mut self,
        name: &'static str,
        take: impl FnOnce(&mut Taking, &'v Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.member(name).filter(|value| !value.is_null())?;
        self.take(name, value, take)
    }

    /// A member that must be there; `instead` stands for it where it is wrong, and is never used.
    pub(super) fn required<T>(
        &mut self,
        name: &'static str,
        instead: T,
        take: impl FnOnce(&mut Taking, &'v Value) -> Option<T>,
    ) -> T {
        let Some(value) = self.member(name) else {
            let whole = self
                .missing_from
                .cloned()
                .map_or(Value::Null, Value::Object);
            self.refuse(name, &MISSING, &whole);
            return instead;
        };
        self.take(name, value, take).unwrap_or(instead)
    }

    fn take<T>(
        &mut self,
        name: &'static str,
        value: &'v Value,
        take: impl FnOnce(&mut Taking, &'v Value) -> Option<T>,
    ) -> Option<T> {
        self.taking.path.push(Step::Name(name));
        let taken = take(&mut self.taking, value);
        self.taking.path.pop();
        taken
    }

    fn member(&self, name: &str) -> Option<&'v Value> {
        self.members.and_then(|members| members.get(name))
    }

    fn refuse(&mut self, name: &'static str, refusal: &Refusal, input: &Value) {
        self.taking.path.push(Step::Name(name));
        let _: Option<()> = self.taking.refuse(refusal, input);
        self.taking.path.pop();
    }
}

/// Takes one value. Each method gives nothing when it has noted why.
#[derive(Default)]
pub(super) struct Taking {
    path: Vec<Step>,
    problems: Vec<Problem>,
}

impl Taking {
    /// Text.
    pub(super) fn string(&mut self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            _ => self.refuse(&NOT_A_STRING, value),
        }
    }

    /// Any object.
    pub(super) fn object(&mut self, value: &Value) -> Option<Map<String, Value>> {
        match value {
            Value::Object(members) => Some(members.clone()),
            _ => self.refuse(&NOT_AN_OBJECT, value),
        }
    }

    /// A list of anything.
    pub(super) fn list<'v>(&mut self, value: &'v Value) -> Option<&'v [Value]> {
        match value {
            Value::Array(items) => Some(items),
            _ => self.refuse(&NOT_A_LIST, value),
        }
    }

    /// A list, each of whose items is taken.
    pub(super) fn list_of<'v, T>(
        &mut self,
        value: &'v Value,
        mut take: impl FnMut(&mut Taking, &'v Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.list(value)?;
        let mut all = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            self.path.push(Step::Position(position));
            all.extend(take(self, item));
            self.path.pop();
        }
        (all.len() == items.len()).then_some(all)
    }

    /// An integer. What 64 bits do not hold is refused; pydantic takes it as text and as a whole
    /// number, which no model would.
    pub(super) fn integer(&mut self, value: &Value) -> Option<i64> {
        match value {
            Value::Bool(truth) => Some(i64::from(*truth)),
            Value::Number(number) => match number.as_i64() {
                Some(integer) => Some(integer),
                None if number.is_f64() => self.integer_of_float(number.as_f64()?, value),
                None => self.refuse(&INTEGER_TOO_LARGE, value),
            },
            Value::String(text) => match integer_of_text(text) {
                Ok(integer) => Some(integer),
                Err(refusal) => self.refuse(refusal, value),
            },
            Value::Null | Value::Array(_) | Value::Object(_) => self.refuse(&NOT_AN_INTEGER, value),
        }
    }

    fn integer_of_float(&mut self, float: f64, value: &Value) -> Option<i64> {
        /// 2^63: the first that does not fit.
        const END: f64 = 9_223_372_036_854_775_808.0;
        if float.fract() != 0.0 {
            return self.refuse(&FRACTION, value);
        }
        if float >= END || float <= -END {
            return self.refuse(&INTEGER_TOO_LARGE, value);
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and within bounds"
        )]
        let integer = float as i64;
        Some(integer)
    }

    /// A number.
    pub(super) fn float(&mut self, value: &Value) -> Option<f64> {
        match value {
            Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Value::Number(number) => number.as_f64(),
            Value::String(text) => match float_of_text(text) {
                Some(float) => Some(float),
                None => self.refuse(&NUMBER_UNREADABLE, value),
            },
            Value::Null | Value::Array(_) | Value::Object(_) => self.refuse(&NOT_A_NUMBER, value),
        }
    }

    /// Refuses a list that is too long, or any other: the recorded gateway checks the list against
    /// a pattern for text, so that no list passes.
    pub(super) fn list_that_never_fits(&mut self, value: &Value, items_max: usize) {
        let strings = self.list_of(value, Taking::string);
        match strings {
            None => {}
            Some(strings) if strings.len() > items_max => {
                let count = strings.len();
                self.problems.push(Problem {
                    kind: "too_long",
                    loc: self.path.clone(),
                    msg: format!(
                        "List should have at most {items_max} items after validation, not {count}"
                    ),
                    input: value.clone(),
                    ctx: Some(serde_json::json!({
                        "field_type": "List",
                        "max_length": items_max,
                        "actual_length": count,
                    })),
                    url: Some(format!("{URLS}too_long")),
                });
            }
            Some(_) => {
                let _: Option<()> = self.refuse(&NOT_A_STRING, value);
            }
        }
    }

    fn refuse<T>(&mut self, refusal: &Refusal, input: &Value) -> Option<T> {
        self.problems.push(problem(&self.path, refusal, input));
        None
    }
}

/// Whether a value is taken as an integer.
pub(super) fn is_integer(value: &Value) -> bool {
    Taking::default().integer(value).is_some()
}

fn problem(path: &[Step], refusal: &Refusal, input: &Value) -> Problem {
    Problem {
        kind: refusal.kind,
        loc: path.to_vec(),
        msg: refusal.msg.to_owned(),
        input: input.clone(),
        ctx: None,
        url: Some(format!("{URLS}{}", refusal.kind)),
    }
}

/// Digits with single `_` between them, a sign before and nothing but zeros behind a point.
fn integer_of_text(text: &str) -> Result<i64, &'static Refusal> {
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return Err(&INTEGER_UNREADABLE),
        None => text,
    };
    let whole = without_underscores(whole).ok_or(&INTEGER_UNREADABLE)?;
    whole.parse::<i64>().map_err(|error| match error.kind() {
        std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => {
            &INTEGER_TOO_LARGE
        }
        _ => &INTEGER_UNREADABLE,
    })
}

/// As Rust reads floats, which is how pydantic does, besides `_` between digits.
fn float_of_text(text: &str) -> Option<f64> {
    without_underscores(text)?.parse().ok()
}

/// The text without its underscores; nothing when one is at an end or beside another.
fn without_underscores(text: &str) -> Option<String> {
    let misplaced = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    (!misplaced).then(|| text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken<T>(
        value: &Value,
        take: impl FnOnce(&mut Taking, &Value) -> Option<T>,
    ) -> Result<T, &'static str> {
        let mut taking = Taking::default();
        let taken = take(&mut taking, value);
        taken.ok_or_else(|| taking.problems[0].kind)
    }

    /// What pydantic 2.6.1 makes of these as `int` and as `float`.
    #[test]
    fn numbers_come_in_many_ways() {
        let unreadable = (Err("int_parsing"), Err("float_parsing"));
        let cases = [
            (json!(true), (Ok(1), Ok(1.0))),
            (json!(-3), (Ok(-3), Ok(-3.0))),
            (json!(10.0), (Ok(10), Ok(10.0))),
            (json!(10.5), (Err("int_from_float"), Ok(10.5))),
            (json!(1e18), (Ok(1_000_000_000_000_000_000), Ok(1e18))),
            (json!(1e19), (Err("int_parsing_size"), Ok(1e19))),
            (json!(null), (Err("int_type"), Err("float_type"))),
            (json!([1]), (Err("int_type"), Err("float_type"))),
            (json!({"a": 1}), (Err("int_type"), Err("float_type"))),
            (json!("10"), (Ok(10), Ok(10.0))),
            (json!("+10"), (Ok(10), Ok(10.0))),
            (json!("007"), (Ok(7), Ok(7.0))),
            (json!("1_000"), (Ok(1000), Ok(1000.0))),
            (json!("10.00"), (Ok(10), Ok(10.0))),
            (json!("10."), (Ok(10), Ok(10.0))),
            (json!("0.5"), (Err("int_parsing"), Ok(0.5))),
            (json!("1_0.5"), (Err("int_parsing"), Ok(10.5))),
            (json!(".5"), (Err("int_parsing"), Ok(0.5))),
            (json!("1e3"), (Err("int_parsing"), Ok(1000.0))),
            (json!("-inf"), (Err("int_parsing"), Ok(f64::NEG_INFINITY))),
            (json!(""), unreadable),
            (json!(" 10 "), unreadable),
            (json!("_1"), unreadable),
            (json!("1__0"), unreadable),
            (json!("0x10"), unreadable),
            (json!("--1"), unreadable),
            (json!("1,5"), unreadable),
            (json!("true"), unreadable),
            (json!("١٢"), unreadable),
        ];
        for (value, (integer, float)) in cases {
            assert_eq!(taken(&value, Taking::integer), integer, "{value}");
            assert_eq!(taken(&value, Taking::float), float, "{value}");
        }
    }

    #[test]
    fn text_is_not_made_of_anything_else() {
        for value in [json!(1), json!(null), json!(true), json!(["a"])] {
            assert_eq!(taken(&value, Taking::string), Err("string_type"));
        }
    }

    #[test]
    fn each_problem_says_where_it_is() {
        let body = json!({"p": {"list": ["a", 1, null], "n": "x"}, "q": null});
        let mut reader = Reader::of_body(Some(&body));
        reader.part("p", |part| {
            part.required("other", String::new(), Taking::string);
            part.optional("list", Vec::new(), |taking, value| {
                taking.list_of(value, Taking::string)
            });
            part.optional("n", 0, Taking::integer);
        });
        reader.part("q", |part| part.required("never", 0, Taking::integer));
        let problems = reader.finish().expect_err("there are problems");
        let told: Vec<Value> = problems
            .iter()
            .map(|problem| json!([problem.kind, problem.loc, problem.input]))
            .collect();
        assert_eq!(
            json!(told),
            json!([
                ["missing", ["body", "p", "other"], body["p"]],
                ["string_type", ["body", "p", "list", 1], 1],
                ["string_type", ["body", "p", "list", 2], null],
                ["int_parsing", ["body", "p", "n"], "x"],
                ["missing", ["body", "q"], null],
            ])
        );
    }
}
