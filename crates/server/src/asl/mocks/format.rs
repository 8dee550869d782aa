//! The two formats of mock files, ours and that of Step Functions Local.
//!
//! Every fault is found in one go and has its place. A mock for a state that is not there is one:
//! a misspelt name would otherwise have the task answer something else.

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::diagnostic::{Report, Span};
use asl::parse::document::{self, DocumentError, Entry, Node, NodeKind};
use asl::parse::spelling::nearest;
use asl::state::{MapMode, State, StateKind};
use asl::{Severity, StateMachine};
use interpreter::Failure;

use super::{Case, Mock, Mocks, Replies, Reply, ReplyOutcome};

/// What is wrong with a mock file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MockFault {
    span: Span,
    /// A JSON pointer, where it says more than the line does.
    location: Option<String>,
    message: String,
    hint: Option<String>,
}

impl<'r> From<&'r MockFault> for Report<'r> {
    fn from(fault: &'r MockFault) -> Report<'r> {
        Report {
            severity: Severity::Error,
            code: None,
            location: fault.location.as_deref(),
            span: fault.span,
            message: &fault.message,
            hint: fault.hint.as_deref(),
        }
    }
}

/// Reads the mocks for `machine`, in either format, JSON or YAML. `case` is the test case of a
/// file for Step Functions Local, `CASE` or `MACHINE/CASE`.
pub(crate) fn read(
    text: &str,
    case: Option<&str>,
    machine: &StateMachine,
) -> Result<Mocks, Vec<MockFault>> {
    let root = document::read(text).map_err(
        |DocumentError {
             span,
             message,
             hint,
         }| {
            vec![MockFault {
                span,
                location: None,
                message,
                hint,
            }]
        },
    )?;
    let mut reader = Reader {
        machine,
        faults: Vec::new(),
    };
    let place = Place::default();
    let Some(states) = root.as_object() else {
        reader.wrong_type(
            &root,
            &place,
            "a mock file",
            "an object with a mock for each state",
        );
        return Err(reader.faults);
    };
    let mocks = if let Some(machines) = root.get("StateMachines") {
        reader.step_functions_local(&root, machines, case)
    } else {
        if let Some(case) = case {
            reader.fault(
                root.span,
                &place,
                format!("there is no test case `{case}`: the file has no `StateMachines`"),
                "leave --case out; only mock files for Step Functions Local have cases",
            );
        }
        reader.own(states)
    };
    if reader.faults.is_empty() {
        Ok(mocks)
    } else {
        reader.faults.sort_by_key(|fault| fault.span.start);
        Err(reader.faults)
    }
}

struct Reader<'m> {
    machine: &'m StateMachine,
    faults: Vec<MockFault>,
}

/// A JSON pointer.
#[derive(Clone, Debug, Default)]
struct Place(String);

/// What a mock stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// A task's work.
    Task,
    /// What the reader of a distributed Map brings.
    Reader,
}

impl Place {
    fn field(&self, name: &str) -> Place {
        let name = name.replace('~', "~0").replace('/', "~1");
        Place(format!("{}/{name}", self.0))
    }

    fn item(&self, index: usize) -> Place {
        Place(format!("{}/{index}", self.0))
    }
}

/// Our own format.
impl Reader<'_> {
    fn own(&mut self, states: &[Entry]) -> Mocks {
        let mut mocks = Mocks::default();
        for entry in states {
            let place = Place::default().field(&entry.key);
            if &*entry.key == EVERY_STATE {
                mocks.default = self.mock(&entry.value, &place, Work::Task);
                continue;
            }
            let Some(work) = self.work(entry, &place) else {
                continue;
            };
            let Some(mock) = self.mock(&entry.value, &place, work) else {
                continue;
            };
            if mocks.by_state.insert(entry.key.clone(), mock).is_some() {
                self.fault(
                    entry.key_span,
                    &place,
                    format!("`{}` is mocked twice", entry.key),
                    "put both into one: an array answers one call after the other",
                );
            }
        }
        mocks
    }

    /// What the mock of a state stands for; `None` when there is no such work.
    fn work(&mut self, entry: &Entry, place: &Place) -> Option<Work> {
        let name = &*entry.key;
        let Some(id) = self.machine.state_named(name) else {
            let mocked = self.machine.states().filter(|(_, s)| work_of(s).is_some());
            let mocked: Vec<&str> = mocked.map(|(_, state)| state.name.as_str()).collect();
            let hint = match nearest(name, mocked.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if mocked.is_empty() => "the definition has no tasks".to_owned(),
                None => format!("the tasks are {}", quoted(&mocked)),
            };
            let message = format!("the definition has no state `{name}`");
            self.fault(entry.key_span, place, message, hint);
            return None;
        };
        let state = self.machine.state(id);
        let work = work_of(state);
        if work.is_none() {
            let kind = match &state.kind {
                StateKind::Map(_) => "Map state without an `ItemReader`",
                kind => &format!("{} state", kind.type_name()),
            };
            self.fault(
                entry.key_span,
                place,
                format!("`{name}` is a {kind}: it does no work outside to mock"),
                "mocks are for Task states and for the readers of Map states",
            );
        }
        work
    }

    /// A reply, several, or cases.
    fn mock(&mut self, node: &Node, place: &Place, work: Work) -> Option<Mock> {
        let by_input = node.get("when").is_some() || node.get("otherwise").is_some();
        if !by_input {
            return Some(Mock {
                cases: Vec::new(),
                otherwise: Some(self.replies(node, place, work)?),
            });
        }
        let fields = self.fields(node, place, "a mock by input", &["when", "otherwise"])?;
        let when_place = place.field("when");
        let mut cases = Vec::new();
        match fields
            .get("when")
            .map(|entry| (&entry.value, entry.value.as_array()))
        {
            None => {}
            Some((_, Some(items))) => {
                for (index, item) in items.iter().enumerate() {
                    cases.extend(self.case(item, &when_place.item(index), work));
                }
            }
            Some((node, None)) => {
                self.wrong_type(node, &when_place, "`when`", "an array of cases");
            }
        }
        let otherwise = match fields.get("otherwise") {
            Some(entry) => Some(self.replies(&entry.value, &place.field("otherwise"), work)?),
            None => None,
        };
        Some(Mock { cases, otherwise })
    }

    /// `{"input": …, …reply}` or `{"input": …, "attempts": […]}`.
    fn case(&mut self, node: &Node, place: &Place, work: Work) -> Option<Case> {
        let allowed = [&["input", "attempts"], work.reply_fields()].concat();
        let fields = self.fields(node, place, "a case", &allowed)?;
        let Some(input) = fields.get("input") else {
            self.fault(
                node.span,
                place,
                "a case has no `input`",
                "add `input`: what the state's input must hold for the case to apply",
            );
            return None;
        };
        let replies = match fields.get("attempts") {
            None => Replies::always(self.reply_of(&fields, node, place, work)?),
            Some(attempts) => {
                for name in work.reply_fields() {
                    if let Some(entry) = fields.get(name) {
                        self.fault(
                            entry.key_span,
                            &place.field(name),
                            format!("a case with `attempts` has no `{name}` of its own"),
                            format!("move `{name}` into one of the attempts"),
                        );
                    }
                }
                self.replies(&attempts.value, &place.field("attempts"), work)?
            }
        };
        Some(Case {
            input: input.value.to_value(),
            replies,
        })
    }

    /// One reply for all calls, or an array of one for each.
    fn replies(&mut self, node: &Node, place: &Place, work: Work) -> Option<Replies> {
        let Some(items) = node.as_array() else {
            return self.reply(node, place, work).map(Replies::always);
        };
        let replies = (0..)
            .zip(items)
            .map(|(call, item)| (call, self.reply(item, &place.item(call as usize), work)));
        let replies: Vec<(u32, Option<Reply>)> = replies.collect();
        let mut replies = replies.into_iter();
        let Some((_, first)) = replies.next() else {
            self.fault(
                node.span,
                place,
                "an empty array answers nothing",
                "write one reply for each call; the last is repeated",
            );
            return None;
        };
        let later: Option<Vec<(u32, Reply)>> =
            replies.map(|(call, reply)| Some((call, reply?))).collect();
        Some(Replies {
            first: first?,
            later: later?,
        })
    }

    fn reply(&mut self, node: &Node, place: &Place, work: Work) -> Option<Reply> {
        let fields = self.fields(node, place, "a reply", work.reply_fields())?;
        self.reply_of(&fields, node, place, work)
    }

    fn reply_of(
        &mut self,
        fields: &Fields<'_>,
        node: &Node,
        place: &Place,
        work: Work,
    ) -> Option<Reply> {
        let after_nanoseconds = match fields.get("after") {
            None => Some(0),
            Some(entry) => self.delay(&entry.value, &place.field("after")),
        };
        let given = match work {
            Work::Task => "result",
            Work::Reader => "items",
        };
        let outcome = match (fields.get(given), fields.get("error"), fields.get("cause")) {
            (Some(_), Some(error), _) => {
                self.fault(
                    error.key_span,
                    place,
                    format!("a reply has either `{given}` or `error`"),
                    "for one after the other write an array of two replies",
                );
                None
            }
            (_, None, Some(cause)) => {
                self.fault(
                    cause.key_span,
                    place,
                    "a `cause` without an `error`",
                    "add `error`: the name that Retry and Catch look at",
                );
                None
            }
            (None, Some(error), cause) => self.failure(error, cause.copied(), place),
            (Some(entry), None, None) => match (work, entry.value.as_array()) {
                (Work::Task, _) => Some(ReplyOutcome::Result(entry.value.to_value())),
                (Work::Reader, Some(items)) => Some(ReplyOutcome::Items(
                    items.iter().map(Node::to_value).collect(),
                )),
                (Work::Reader, None) => {
                    self.wrong_type(&entry.value, &place.field("items"), "`items`", "an array");
                    None
                }
            },
            (None, None, None) => match work {
                Work::Task => Some(ReplyOutcome::Input),
                Work::Reader => {
                    self.fault(
                        node.span,
                        place,
                        "a reply for a Map's reader has no `items`",
                        "add `items`, or `error`",
                    );
                    None
                }
            },
        };
        Some(Reply {
            after_nanoseconds: after_nanoseconds?,
            outcome: outcome?,
        })
    }

    fn failure(
        &mut self,
        error: &Entry,
        cause: Option<&Entry>,
        place: &Place,
    ) -> Option<ReplyOutcome> {
        let name = self.string(error, place)?;
        let cause = cause.map(|Entry { value, .. }| match value.as_str() {
            Some(text) => text.clone(),
            // A function's cause is JSON text; it is easier written as what it says.
            None => Arc::from(asl::json::to_text(&value.to_value())),
        });
        Some(ReplyOutcome::Failed(Failure::reported(
            Some(&name),
            cause.as_deref(),
        )))
    }

    /// `250ms`, `3s`, `2m`, `1h`, in nanoseconds.
    fn delay(&mut self, node: &Node, place: &Place) -> Option<i64> {
        let delay = node.as_str().and_then(|text| delay_nanoseconds(text));
        if delay.is_none() {
            let written = match (node.as_str(), &node.kind) {
                (Some(text), _) => format!("`{text}`"),
                (None, NodeKind::Number(number)) => format!("`{number}`, which has no unit,"),
                (None, _) => node.describe().to_owned(),
            };
            self.fault(
                node.span,
                place,
                format!("{written} is no delay"),
                "write a whole number and its unit: \"250ms\", \"3s\", \"2m\" or \"1h\"",
            );
        }
        delay
    }
}

/// The format of Step Functions Local, `MockConfigFile.json`.
impl Reader<'_> {
    fn step_functions_local(&mut self, root: &Node, machines: &Node, case: Option<&str>) -> Mocks {
        let mut mocks = Mocks::default();
        let place = Place::default();
        let known = ["StateMachines", "MockedResponses"];
        let Some(fields) = self.fields(root, &place, "a mock file", &known) else {
            return mocks;
        };
        let empty = BTreeMap::new();
        let responses_place = place.field("MockedResponses");
        let responses = match fields.get("MockedResponses") {
            Some(entry) => self.open(&entry.value, &responses_place, "`MockedResponses`"),
            None => None,
        };
        let responses = responses.unwrap_or(empty);
        let Some((states, place)) = self.test_case(machines, &place.field("StateMachines"), case)
        else {
            return mocks;
        };
        let Some(states) = self.open(states, &place, "a test case") else {
            return mocks;
        };
        for entry in states.values() {
            let Some(Work::Task) = self.work(entry, &place.field(&entry.key)) else {
                continue;
            };
            let Some(name) = self.string(entry, &place) else {
                continue;
            };
            let Some(response) = responses.get(&*name) else {
                let hint = nearest(&name, responses.keys().copied());
                self.fault(
                    entry.value.span,
                    &place.field(&entry.key),
                    format!("there is no `{name}` in `MockedResponses`"),
                    match hint {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => format!("add `{name}` to `MockedResponses`"),
                    },
                );
                continue;
            };
            let place = responses_place.field(&name);
            if let Some(replies) = self.numbered_replies(&response.value, &place) {
                let mock = Mock {
                    cases: Vec::new(),
                    otherwise: Some(replies),
                };
                mocks.by_state.insert(entry.key.clone(), mock);
            }
        }
        mocks
    }

    /// The states of the test case that is asked for, or of the only one there is.
    fn test_case<'d>(
        &mut self,
        machines: &'d Node,
        place: &Place,
        asked: Option<&str>,
    ) -> Option<(&'d Node, Place)> {
        let mut cases = Vec::new();
        for machine in self.open(machines, place, "`StateMachines`")?.values() {
            let place = place.field(&machine.key);
            let fields = self.fields(&machine.value, &place, "a state machine", &["TestCases"])?;
            let Some(test_cases) = fields.get("TestCases") else {
                continue;
            };
            let place = place.field("TestCases");
            for case in self
                .open(&test_cases.value, &place, "`TestCases`")?
                .values()
            {
                let name = format!("{}/{}", machine.key, case.key);
                cases.push((name, &case.value, place.field(&case.key)));
            }
        }
        let fits = |name: &str| match asked {
            None => true,
            Some(asked) => name == asked || name.split_once('/').is_some_and(|(_, c)| c == asked),
        };
        let names: Vec<&str> = cases.iter().map(|(name, ..)| name.as_str()).collect();
        let fitting: Vec<usize> = (0..names.len()).filter(|i| fits(names[*i])).collect();
        if let [only] = fitting[..] {
            let (_, node, place) = cases.swap_remove(only);
            return Some((node, place));
        }
        let message = match (asked, names.len()) {
            (_, 0) => "the file has no test cases".to_owned(),
            (None, some) => format!("the file has {some} test cases, and none was chosen"),
            (Some(asked), _) if fitting.is_empty() => format!("there is no test case `{asked}`"),
            (Some(asked), _) => format!("several machines have a test case `{asked}`"),
        };
        let hint = if names.is_empty() {
            "add `TestCases` to a machine in `StateMachines`".to_owned()
        } else {
            format!("choose with --case: {}", quoted(&names))
        };
        self.fault(machines.span, place, message, hint);
        None
    }

    /// `{"0": {"Return": …}, "1-2": {"Throw": …}}`.
    fn numbered_replies(&mut self, node: &Node, place: &Place) -> Option<Replies> {
        let mut replies = Vec::new();
        for entry in self.open(node, place, "a mocked response")?.values() {
            let place = place.field(&entry.key);
            let Some((from, to)) = call_range(&entry.key) else {
                self.fault(
                    entry.key_span,
                    &place,
                    format!("`{}` numbers no calls", entry.key),
                    "write the number of a call, such as \"0\", or a range, such as \"1-3\"",
                );
                continue;
            };
            let reply = self.numbered_reply(&entry.value, &place);
            replies.push((from, to, reply, entry.key_span));
        }
        replies.sort_by_key(|(from, ..)| *from);
        let mut next = 0;
        for (from, to, _, span) in &replies {
            if *from != next {
                let message = if *from > next {
                    format!("there is no response to call {next}")
                } else {
                    format!("there are two responses to call {from}")
                };
                self.fault(
                    *span,
                    place,
                    message,
                    "number the calls from 0 on without gaps",
                );
                return None;
            }
            next = to.saturating_add(1);
        }
        let mut replies = replies.into_iter();
        let Some((_, _, first, _)) = replies.next() else {
            self.fault(
                node.span,
                place,
                "a mocked response is empty",
                "add the response to call 0: {\"0\": {\"Return\": {}}}",
            );
            return None;
        };
        let later: Option<Vec<(u32, Reply)>> = replies
            .map(|(from, _, reply, _)| Some((from, reply?)))
            .collect();
        Some(Replies {
            first: first?,
            later: later?,
        })
    }

    fn numbered_reply(&mut self, node: &Node, place: &Place) -> Option<Reply> {
        let fields = self.fields(node, place, "a response", &["Return", "Throw"])?;
        let outcome = match (fields.get("Return"), fields.get("Throw")) {
            (Some(returned), None) => ReplyOutcome::Result(returned.value.to_value()),
            (None, Some(thrown)) => {
                let place = place.field("Throw");
                let known = ["Error", "Cause"];
                let thrown_fields = self.fields(&thrown.value, &place, "`Throw`", &known)?;
                let Some(error) = thrown_fields.get("Error") else {
                    self.fault(
                        thrown.value.span,
                        &place,
                        "`Throw` has no `Error`",
                        "add `Error`: the name that Retry and Catch look at",
                    );
                    return None;
                };
                self.failure(error, thrown_fields.get("Cause").copied(), &place)?
            }
            (_, None) | (Some(_), Some(_)) => {
                self.fault(
                    node.span,
                    place,
                    "a response has either `Return` or `Throw`",
                    "keep one of the two",
                );
                return None;
            }
        };
        Some(Reply {
            after_nanoseconds: 0,
            outcome,
        })
    }
}

/// The fields of an object, by name.
type Fields<'d> = BTreeMap<&'d str, &'d Entry>;

/// What both formats are made of.
impl Reader<'_> {
    fn fault(
        &mut self,
        span: Span,
        place: &Place,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.faults.push(MockFault {
            span,
            location: Some(place.0.clone()).filter(|place| !place.is_empty()),
            message: message.into(),
            hint: Some(hint.into()),
        });
    }

    fn wrong_type(&mut self, node: &Node, place: &Place, what: &str, expected: &str) {
        let message = format!("{what} is {expected}, and this is {}", node.describe());
        self.fault(node.span, place, message, format!("write {expected}"));
    }

    /// The fields of an object that may have any.
    fn open<'d>(&mut self, node: &'d Node, place: &Place, what: &str) -> Option<Fields<'d>> {
        let Some(entries) = node.as_object() else {
            self.wrong_type(node, place, what, "an object");
            return None;
        };
        let mut fields = Fields::new();
        for entry in entries {
            if fields.insert(&entry.key, entry).is_some() {
                self.fault(
                    entry.key_span,
                    &place.field(&entry.key),
                    format!("`{}` is there twice", entry.key),
                    "keep one of the two",
                );
            }
        }
        Some(fields)
    }

    /// The fields of an object that may have those in `known`.
    fn fields<'d>(
        &mut self,
        node: &'d Node,
        place: &Place,
        what: &str,
        known: &[&str],
    ) -> Option<Fields<'d>> {
        let fields = self.open(node, place, what)?;
        let faults = self.faults.len();
        for (name, entry) in &fields {
            if !known.contains(name) {
                let hint = match nearest(name, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None if known.contains(&"result") => format!(
                        "it has {}; to give `{name}` as part of a result, write it into `result`",
                        quoted(known)
                    ),
                    None => format!("it has {}", quoted(known)),
                };
                self.fault(
                    entry.key_span,
                    &place.field(name),
                    format!("{what} has no `{name}`"),
                    hint,
                );
            }
        }
        (self.faults.len() == faults).then_some(fields)
    }

    fn string(&mut self, entry: &Entry, place: &Place) -> Option<Arc<str>> {
        let text = entry.value.as_str().cloned();
        if text.is_none() {
            let place = place.field(&entry.key);
            self.wrong_type(
                &entry.value,
                &place,
                &format!("`{}`", entry.key),
                "a string",
            );
        }
        text
    }
}

/// The name that stands for every task without a mock of its own.
const EVERY_STATE: &str = "*";

impl Work {
    fn reply_fields(self) -> &'static [&'static str] {
        match self {
            Work::Task => &["result", "error", "cause", "after"],
            Work::Reader => &["items", "error", "cause"],
        }
    }
}

fn work_of(state: &State) -> Option<Work> {
    match &state.kind {
        StateKind::Task(_) => Some(Work::Task),
        StateKind::Map(map) => match &map.mode {
            MapMode::Distributed(distributed) => {
                distributed.item_reader.as_ref().map(|_| Work::Reader)
            }
            MapMode::Inline => None,
        },
        StateKind::Pass { .. }
        | StateKind::Choice(_)
        | StateKind::Wait(_)
        | StateKind::Succeed
        | StateKind::Fail(_)
        | StateKind::Parallel(_) => None,
    }
}

fn delay_nanoseconds(text: &str) -> Option<i64> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at(unit);
    let nanoseconds: i64 = match unit {
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    count.parse::<i64>().ok()?.checked_mul(nanoseconds)
}

/// `0` or `1-3`.
fn call_range(text: &str) -> Option<(u32, u32)> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let (from, to) = match text.split_once('-') {
        None => (number(text)?, number(text)?),
        Some((from, to)) => (number(from)?, number(to)?),
    };
    (from <= to).then_some((from, to))
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use asl::parse::{Options, parse};
    use asl::{Value, json};
    use proptest::prelude::*;

    use super::*;
    use crate::asl::mocks::{Answered, Calls};

    const MACHINE: &str = r#"{
        "StartAt": "Charge",
        "States": {
            "Charge": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge", "Next": "Done"},
            "Done": {"Type": "Succeed"}
        }
    }"#;

    fn machine() -> StateMachine {
        parse(MACHINE, Options::default()).unwrap().machine
    }

    fn faults(text: &str) -> Vec<(String, String)> {
        let faults = read(text, None, &machine()).unwrap_err();
        let shown = faults.into_iter().map(|fault| {
            (
                format!("{}: {}", fault.location.unwrap_or_default(), fault.message),
                fault.hint.unwrap_or_default(),
            )
        });
        shown.collect()
    }

    /// What `Charge` answers to one call after the other.
    fn answers(mocks: &Mocks, inputs: &[&str]) -> Vec<String> {
        let mut calls = Calls::default();
        let inputs = inputs.iter().map(|input| json::from_text(input).unwrap());
        let answers =
            inputs.map(
                |input: Value| match mocks.answer(&mut calls, &"Charge".into(), &input) {
                    Answered::With(reply) => match &reply.outcome {
                        ReplyOutcome::Result(value) => format!("{value:?}"),
                        ReplyOutcome::Failed(failure) => {
                            failure.error.as_deref().unwrap().to_owned()
                        }
                        ReplyOutcome::Input => "input".to_owned(),
                        ReplyOutcome::Items(items) => format!("{items:?}"),
                    },
                    Answered::NoCase => "no case".to_owned(),
                    Answered::NoMock => "no mock".to_owned(),
                },
            );
        answers.collect()
    }

    #[test]
    fn replies_come_one_after_the_other() {
        let text = r#"{"Charge": [{"error": "Busy", "after": "250ms"}, {"result": 1}, {}]}"#;
        let mocks = read(text, None, &machine()).unwrap();
        assert_eq!(answers(&mocks, &["0"; 4]), ["Busy", "1", "input", "input"]);
    }

    #[test]
    fn replies_depend_on_the_input() {
        let text = r"
Charge:
  when:
    - input: {card: refused}
      error: CardRefused
    - input: {card: slow}
      attempts:
        - error: Busy
        - result: paid
";
        let mocks = read(text, None, &machine()).unwrap();
        let inputs = [
            r#"{"card":"slow"}"#,
            r#"{"card":"refused","x":1}"#,
            r#"{"card":"slow"}"#,
            "{}",
        ];
        assert_eq!(
            answers(&mocks, &inputs),
            ["Busy", "CardRefused", "\"paid\"", "no case"]
        );
    }

    #[test]
    fn one_mock_stands_for_all_others() {
        let mocks = read(r#"{"*": {"result": "ok"}}"#, None, &machine()).unwrap();
        assert_eq!(answers(&mocks, &["0"]), ["\"ok\""]);
    }

    #[test]
    fn files_for_step_functions_local_are_read() {
        let text = r#"{
            "StateMachines": {"Order": {"TestCases": {"Happy": {"Charge": "Paid"}, "Retry": {"Charge": "Later"}}}},
            "MockedResponses": {
                "Paid": {"0": {"Return": "paid"}},
                "Later": {"1-2": {"Throw": {"Error": "Busy", "Cause": "c"}}, "0": {"Throw": {"Error": "Down"}}, "3": {"Return": 3}}
            }
        }"#;
        let mocks = read(text, Some("Order/Retry"), &machine()).unwrap();
        assert_eq!(
            answers(&mocks, &["0"; 5]),
            ["Down", "Busy", "Busy", "3", "3"]
        );
        let mocks = read(text, Some("Happy"), &machine()).unwrap();
        assert_eq!(answers(&mocks, &["0"]), ["\"paid\""]);
        assert_eq!(
            faults(text),
            [(
                "/StateMachines: the file has 2 test cases, and none was chosen".to_owned(),
                "choose with --case: `Order/Happy`, `Order/Retry`".to_owned()
            )]
        );
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let text = r#"{
            "Chrage": {"result": 1},
            "Done": {},
            "Charge": [{"result": 1, "error": "E"}, {"cause": "c"}, {"after": 3}, {"after": "3 s"}, {"id": 1}]
        }"#;
        let found: Vec<String> = faults(text).into_iter().map(|(fault, _)| fault).collect();
        assert_eq!(
            found,
            [
                "/Chrage: the definition has no state `Chrage`",
                "/Done: `Done` is a Succeed state: it does no work outside to mock",
                "/Charge/0: a reply has either `result` or `error`",
                "/Charge/1: a `cause` without an `error`",
                "/Charge/2/after: `3`, which has no unit, is no delay",
                "/Charge/3/after: `3 s` is no delay",
                "/Charge/4/id: a reply has no `id`",
            ]
        );
        assert_eq!(faults(text)[0].1, "did you mean `Charge`?");
    }

    /// JSON made of the words of both formats.
    fn arbitrary_file() -> impl Strategy<Value = Value> {
        let key = prop::sample::select(
            &[
                "*",
                "Charge",
                "Done",
                "result",
                "error",
                "cause",
                "after",
                "items",
                "when",
                "input",
                "attempts",
                "otherwise",
                "StateMachines",
                "TestCases",
                "MockedResponses",
                "Return",
                "Throw",
                "Error",
                "0",
                "1-2",
                "3-4294967295",
            ][..],
        );
        let word = prop::sample::select(&["Charge", "3s", "99999999999h", "é", ""][..]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            word.prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 48, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::array),
                prop::collection::vec((key.clone(), inner), 0..4).prop_map(|fields| {
                    let fields = fields.into_iter().map(|(key, value)| (key.into(), value));
                    Value::object(fields.collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_file_panics(file in arbitrary_file(), case in prop::option::of("[a-zA-Z/]{0,6}")) {
            if let Ok(mocks) = read(&json::to_text(&file), case.as_deref(), &machine()) {
                let mut calls = Calls::default();
                for _ in 0..3 {
                    mocks.answer(&mut calls, &"Charge".into(), &file);
                }
            }
        }
    }

    #[test]
    fn delays_have_units() {
        assert_eq!(delay_nanoseconds("250ms"), Some(250_000_000));
        assert_eq!(delay_nanoseconds("2m"), Some(120_000_000_000));
        for wrong in ["", "3", "s", "-3s", "1.5s", "3 s", "9999999999999h"] {
            assert_eq!(delay_nanoseconds(wrong), None, "{wrong}");
        }
    }
}
