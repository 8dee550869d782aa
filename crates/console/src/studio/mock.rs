//! What is said to answer the tasks of a workflow that is rehearsed.

use std::collections::{BTreeMap, HashMap};

use asl::state::{ItemReader, ResultWriter, State};
use asl::{Object, Value};
use interpreter::Failure;
use interpreter::event::ItemContent;
use interpreter::failure::error_name;
use interpreter::rehearsal::{Answer, Outside, TaskRequest};
use rest::{Code, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many mocks, and so many answers of one of them, are taken.
const MOCKS_MAX: usize = 1_000;

/// A year: nothing is waited for longer than that.
const AFTER_MS_MAX: u64 = 31_536_000_000;

/// What answers a state: the task of a Task, or the reader of a distributed Map, whose `result` is
/// an array of items or the text of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mock {
    /// The name of the state.
    pub(crate) state: String,
    /// What it is answered, call after call: retries and rounds of a loop are calls.
    #[serde(default)]
    pub(crate) answers: Vec<MockAnswer>,
    /// After how many milliseconds, where an answer does not say.
    #[serde(default)]
    pub(crate) after_ms: u64,
    /// Whether the last answer is given again and again. Without, a call too many ends the rehearsal.
    #[serde(default = "yes")]
    pub(crate) repeat_last: bool,
    /// What it is answered within certain items of Maps, in place of `answers`: by the item's place
    /// from 0, and where Maps are within Maps the places from the outermost in, as `2/0`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) items: BTreeMap<String, Vec<MockAnswer>>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum MockAnswer {
    /// The work is done.
    Result(MockResult),
    /// It failed.
    Error(MockError),
    /// Nobody answers, so that it times out.
    Nothing(MockSilence),
}

/// The work is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MockResult {
    /// What it gives.
    #[schema(value_type = serde_json::Value)]
    pub(crate) result: Value,
    /// After how many milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after_ms: Option<u64>,
}

/// The work failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MockError {
    /// The name of the error, which `Retry` and `Catch` look at; `States.Runtime` gets past them.
    /// Whoever answers a callback may give none: then it is empty.
    pub(crate) error: String,
    /// Its explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cause: Option<String>,
    /// After how many milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after_ms: Option<u64>,
}

/// Nobody answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MockSilence {
    /// `true`.
    #[schema(value_type = bool)]
    pub(crate) nothing: True,
}

/// `true`, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "bool", into = "bool")]
pub(crate) struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;

    fn try_from(is: bool) -> Result<True, &'static str> {
        if is { Ok(True) } else { Err("it is `true`") }
    }
}

impl From<True> for bool {
    fn from(_: True) -> bool {
        true
    }
}

fn yes() -> bool {
    true
}

/// The answers of a rehearsal, while they are given.
pub(crate) struct Mocks {
    states: HashMap<String, Counted>,
    /// The names of the states that asked in vain.
    unmocked: Vec<String>,
}

/// A mock, and how often it was asked.
struct Counted {
    mock: Mock,
    calls: usize,
    calls_of_items: HashMap<String, usize>,
}

impl Mocks {
    pub(crate) fn new(mocks: Vec<Mock>) -> Result<Mocks, Problem> {
        check(&mocks)?;
        let states = mocks.into_iter().map(|mock| {
            let counted = Counted {
                mock,
                calls: 0,
                calls_of_items: HashMap::new(),
            };
            (counted.mock.state.clone(), counted)
        });
        Ok(Mocks {
            states: states.collect(),
            unmocked: Vec::new(),
        })
    }

    /// The names of the states that asked and were not answered, in that order.
    pub(crate) fn unmocked(&self) -> &[String] {
        &self.unmocked
    }

    /// The names of the states that were mocked in vain.
    pub(crate) fn unasked(&self) -> Vec<String> {
        let unasked = self.states.values().filter(|counted| {
            let of_items = &counted.calls_of_items;
            counted.calls == 0 && of_items.is_empty()
        });
        let mut names: Vec<String> = unasked.map(|counted| counted.mock.state.clone()).collect();
        names.sort_unstable();
        names
    }

    /// The next answer of a state, within these items of Maps, and after how many milliseconds.
    fn next(&mut self, state: &str, items: &[u32]) -> Result<(&MockAnswer, u64), Failure> {
        let place = items.iter().map(u32::to_string).collect::<Vec<_>>();
        let place = place.join("/");
        let asked = self.states.get_mut(state).map(|counted| {
            let calls = if counted.mock.items.contains_key(&place) {
                counted.calls_of_items.entry(place.clone()).or_default()
            } else {
                &mut counted.calls
            };
            *calls += 1;
            *calls
        });
        let counted = self.states.get(state);
        let Some((call, counted)) = asked.zip(counted) else {
            let cause = format!("The rehearsal has no mock for the state '{state}'.");
            return Err(miss(&mut self.unmocked, state, cause));
        };
        let mock = &counted.mock;
        let answers = mock.items.get(&place).unwrap_or(&mock.answers);
        let last = answers.last().filter(|_| mock.repeat_last);
        let Some(answer) = answers.get(call - 1).or(last) else {
            let cause = format!(
                "The mock of the state '{state}' has no answer for its call number {call}."
            );
            return Err(miss(&mut self.unmocked, state, cause));
        };
        Ok((answer, answer.after_ms().unwrap_or(mock.after_ms)))
    }
}

/// A failure that nothing catches, as whoever rehearses is to see it.
fn miss(unmocked: &mut Vec<String>, state: &str, cause: String) -> Failure {
    if !unmocked.iter().any(|known| known == state) {
        unmocked.push(state.to_owned());
    }
    Failure::refused(cause)
}

/// Whether there are not too many mocks, nor two of one state.
pub(crate) fn check(mocks: &[Mock]) -> Result<(), Problem> {
    let refused = |detail: String| Err(Problem::new(Code::Invalid, detail).with("field", "mocks"));
    if mocks.len() > MOCKS_MAX {
        return refused(format!("at most {MOCKS_MAX} states are mocked"));
    }
    for (place, mock) in mocks.iter().enumerate() {
        if mocks[..place].iter().any(|other| other.state == mock.state) {
            return refused(format!("`{}` has two mocks", mock.state));
        }
        let of_items = mock.items.values().flatten();
        let after = mock.answers.iter().chain(of_items);
        let after = after.filter_map(MockAnswer::after_ms);
        if after
            .chain([mock.after_ms])
            .any(|after| after > AFTER_MS_MAX)
        {
            return refused(format!("`after_ms` is at most {AFTER_MS_MAX}, a year"));
        }
    }
    Ok(())
}

impl MockAnswer {
    fn after_ms(&self) -> Option<u64> {
        match self {
            MockAnswer::Result(result) => result.after_ms,
            MockAnswer::Error(error) => error.after_ms,
            MockAnswer::Nothing(_) => None,
        }
    }

    /// What the work gave; `None` where nobody answers.
    fn outcome(&self) -> Option<Result<Value, Failure>> {
        match self {
            MockAnswer::Result(answer) => Some(Ok(answer.result.clone())),
            MockAnswer::Error(answer) => {
                let cause = answer.cause.as_deref();
                Some(Err(match &*answer.error {
                    error_name::RUNTIME => Failure::refused(cause.unwrap_or_default()),
                    error => {
                        let error = Some(error).filter(|error| !error.is_empty());
                        Failure::reported(error, cause)
                    }
                }))
            }
            MockAnswer::Nothing(_) => None,
        }
    }
}

impl Outside for Mocks {
    fn task(&mut self, request: &TaskRequest<'_>) -> Answer {
        match self.next(request.state.name.as_str(), request.items) {
            Err(failure) => Answer::Done {
                after: 0,
                result: Err(failure),
            },
            Ok((answer, after_ms)) => answer.outcome().map_or(Answer::Open, |result| {
                let after = i64::try_from(after_ms).unwrap_or(i64::MAX);
                Answer::Done {
                    after: after.saturating_mul(1_000_000),
                    result,
                }
            }),
        }
    }

    fn read_items(
        &mut self,
        state: &State,
        _: &ItemReader,
        _: &Value,
    ) -> Result<ItemContent, Failure> {
        let (answer, _) = self.next(state.name.as_str(), &[])?;
        let failed = |cause| Failure::new(error_name::ITEM_READER_FAILED, cause);
        match answer.outcome() {
            Some(Ok(Value::Array(items))) => Ok(ItemContent::Items(items.to_vec())),
            Some(Ok(Value::String(text))) => Ok(ItemContent::Text(text)),
            Some(Ok(_)) => Err(failed(
                "The mock gives neither items nor the text of a file.",
            )),
            Some(Err(failure)) => Err(failure),
            None => Err(failed("The mock gives no items.")),
        }
    }

    /// Nothing is written, and the state's result says where it would have been.
    fn write_results(
        &mut self,
        _: &State,
        _: &ResultWriter,
        arguments: &Value,
        _: &[Result<Value, Failure>],
    ) -> Result<Value, Failure> {
        let text = |field: &str| arguments.get(field).and_then(Value::as_str).unwrap_or("");
        let key = match text("Prefix").trim_end_matches('/') {
            "" => "manifest.json".to_owned(),
            prefix => format!("{prefix}/manifest.json"),
        };
        let details = Object::from_iter([
            ("Bucket".into(), text("Bucket").into()),
            ("Key".into(), key.into()),
        ]);
        let details = ("ResultWriterDetails".into(), Value::object(details));
        Ok(Value::object(Object::from_iter([details])))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mocks(mocks: serde_json::Value) -> Mocks {
        Mocks::new(serde_json::from_value(mocks).expect("mocks")).expect("good ones")
    }

    fn given(mocks: &mut Mocks, items: &[u32]) -> serde_json::Value {
        match mocks.next("A", items) {
            Ok((answer, after_ms)) => json!([answer, after_ms]),
            Err(failure) => json!(failure.cause.as_deref()),
        }
    }

    #[test]
    fn an_answer_a_call() {
        let mut mocks = mocks(json!([{
            "state": "A",
            "answers": [{"error": "Busy"}, {"result": 1, "after_ms": 5}],
            "after_ms": 20,
            "repeat_last": false,
            "items": {"1": [{"nothing": true}], "1/0": [{"result": null}]},
        }]));
        assert_eq!(given(&mut mocks, &[]), json!([{"error": "Busy"}, 20]));
        assert_eq!(given(&mut mocks, &[1]), json!([{"nothing": true}, 20]));
        assert_eq!(given(&mut mocks, &[1, 0]), json!([{"result": null}, 20]));
        assert_eq!(
            given(&mut mocks, &[0]),
            json!([{"result": 1, "after_ms": 5}, 5])
        );
        let none = "The mock of the state 'A' has no answer for its call number 2.";
        assert_eq!(given(&mut mocks, &[1]), none);
        assert!(
            given(&mut mocks, &[]).is_string(),
            "neither have the others"
        );
        assert_eq!(mocks.unmocked(), ["A"]);
    }

    #[test]
    fn the_last_answer_is_given_again() {
        let mut mocks = mocks(json!([
            {"state": "A", "answers": [{"error": "Busy"}, {"result": 1}]},
            {"state": "B", "answers": []},
        ]));
        for expected in [
            json!({"error": "Busy"}),
            json!({"result": 1}),
            json!({"result": 1}),
        ] {
            assert_eq!(given(&mut mocks, &[]), json!([expected, 0]));
        }
        assert_eq!(mocks.unasked(), ["B"]);
    }

    #[test]
    fn what_is_no_mock_is_refused() {
        for wrong in [
            json!([{"state": "A", "answers": [{"nothing": false}]}]),
            json!([{"state": "A", "answers": [{"result": 1, "error": "x"}]}]),
            json!([{"state": "A", "answer": []}]),
        ] {
            assert!(
                serde_json::from_value::<Vec<Mock>>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
        let twice = json!([{"state": "A"}, {"state": "A"}]);
        assert!(Mocks::new(serde_json::from_value(twice).expect("mocks")).is_err());
    }
}
