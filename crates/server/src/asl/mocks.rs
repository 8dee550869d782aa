//! How the tasks of a machine answer when nothing stands behind them.
//!
//! A mock file says for each state what its work comes to: a result, an error, one call after the
//! other, or by input. There are two formats, which [`mod@format`] reads into the same [`Mocks`]: our
//! own and that of Step Functions Local. `docs/mocks.md` describes both.

mod format;

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::Value;
use interpreter::Failure;

pub(crate) use format::read;

/// How the states of a machine answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mocks {
    by_state: BTreeMap<Arc<str>, Mock>,
    /// `*`: how the tasks answer that have no mock of their own.
    default: Option<Mock>,
}

/// How one state answers: by the first case that its input fits, or else in one way.
#[derive(Clone, Debug)]
struct Mock {
    cases: Vec<Case>,
    otherwise: Option<Replies>,
}

/// How a state answers to some inputs.
#[derive(Clone, Debug)]
struct Case {
    /// What the input must hold; see [`fits`].
    input: Value,
    replies: Replies,
}

/// The answers to one call after the other, each with the number of the call from which on it is
/// given. The first is given from call 0 on, the last for ever.
#[derive(Clone, Debug)]
struct Replies {
    first: Reply,
    later: Vec<(u32, Reply)>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    /// How long the work takes.
    pub(crate) after_nanoseconds: i64,
    /// What it comes to.
    pub(crate) outcome: ReplyOutcome,
}

/// What the work of a state comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ReplyOutcome {
    /// This result.
    Result(Value),
    /// These items, for a Map's reader.
    Items(Vec<Value>),
    /// An error.
    Failed(Failure),
    /// The input itself.
    Input,
}

/// What the mocks say to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Answered<'m> {
    /// This.
    With(&'m Reply),
    /// The state has a mock, and its input fits none of the cases.
    NoCase,
    /// The state has no mock.
    NoMock,
}

/// How often the states of one execution were called, retries, loops and iterations included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls(BTreeMap<Arc<str>, BTreeMap<Option<usize>, u32>>);

impl Mocks {
    /// How `state` answers when it is called with `input`.
    pub(crate) fn answer(
        &self,
        calls: &mut Calls,
        state: &Arc<str>,
        input: &Value,
    ) -> Answered<'_> {
        let own = self.by_state.get(state);
        let Some(mock) = own.or(self.default.as_ref()) else {
            return Answered::NoMock;
        };
        let case = mock.cases.iter().position(|case| fits(&case.input, input));
        let replies = match case {
            Some(case) => Some(&mock.cases[case].replies),
            None => mock.otherwise.as_ref(),
        };
        let Some(replies) = replies else {
            return Answered::NoCase;
        };
        let calls = calls.0.entry(state.clone()).or_default();
        let call = calls.entry(case).or_default();
        let reply = replies.to_call(*call);
        *call = call.saturating_add(1);
        Answered::With(reply)
    }
}

impl Replies {
    fn always(reply: Reply) -> Replies {
        Replies {
            first: reply,
            later: Vec::new(),
        }
    }

    fn to_call(&self, call: u32) -> &Reply {
        let later = self.later.iter().rfind(|(from, _)| *from <= call);
        later.map_or(&self.first, |(_, reply)| reply)
    }
}

/// Whether `input` holds what `pattern` asks for: an object the fields of the pattern and perhaps
/// more, an array as many items, each holding what is asked of it, anything else the same value.
/// Numbers are compared by value: 1 is 1.0.
fn fits(pattern: &Value, input: &Value) -> bool {
    match (pattern, input) {
        (Value::Object(pattern), Value::Object(input)) => pattern
            .iter()
            .all(|(key, wanted)| input.get(key).is_some_and(|value| fits(wanted, value))),
        (Value::Array(pattern), Value::Array(input)) => {
            let pairs = || pattern.iter().zip(input.iter());
            pattern.len() == input.len() && pairs().all(|(wanted, value)| fits(wanted, value))
        }
        (Value::Number(pattern), Value::Number(input)) => {
            pattern == input || pattern.as_f64().total_cmp(&input.as_f64()).is_eq()
        }
        (pattern, input) => pattern == input,
    }
}

#[cfg(test)]
mod tests {
    use asl::json;

    use super::*;

    #[test]
    fn an_input_fits_when_it_holds_what_is_asked_for() {
        let holds = |pattern, input| {
            fits(
                &json::from_text(pattern).unwrap(),
                &json::from_text(input).unwrap(),
            )
        };
        assert!(holds(r#"{"a":{"b":1}}"#, r#"{"a":{"b":1.0,"c":2},"d":3}"#));
        assert!(holds("{}", r#"{"a":1}"#));
        assert!(holds(r#"[{"a":1},2]"#, r#"[{"a":1,"b":0},2]"#));
        assert!(!holds("[1]", "[1,2]"), "arrays are compared as a whole");
        assert!(!holds(r#"{"a":null}"#, "{}"), "null is a value");
        assert!(!holds("{}", "[]"));
    }

    #[test]
    fn the_last_reply_repeats() {
        let reply = |n: i64| Reply {
            after_nanoseconds: 0,
            outcome: ReplyOutcome::Result(n.into()),
        };
        let replies = Replies {
            first: reply(0),
            later: vec![(1, reply(1)), (3, reply(3))],
        };
        let given = [0, 1, 2, 3, 99].map(|call| replies.to_call(call).clone());
        assert_eq!(given, [0, 1, 1, 3, 3].map(reply));
    }
}
