//! Whatever happens to an execution, in whatever order: it does not panic, and doing it again
//! from any point gives the same effects and the same history.

use std::fmt::Write as _;
use std::sync::Arc;

use asl::parse::{Options, parse};
use asl::{ScopeId, StateMachine, Timestamp, Value, json};
use interpreter::effect::{ChildId, MapRunId, TaskId, TimerId};
use interpreter::event::ItemContent;
use interpreter::{
    Effect, Event, Execution, ExecutionKind, Failure, Happening, Identity, Payload, Start, Status,
};
use proptest::prelude::*;

/// So much happens to one execution.
const HAPPENINGS_MAX: usize = 120;

proptest! {
    #[test]
    fn a_cut_and_a_replay_equal_the_straight_run(
        definition in scope(3),
        input in inputs(),
        choices in prop::collection::vec(any::<(u8, u8)>(), 0..HAPPENINGS_MAX),
        cut in any::<prop::sample::Index>(),
    ) {
        let machine = machine(&definition);
        let (events, straight) = live(&machine, &input, &choices);
        prop_assert_eq!(&replay(&machine, &input, &events), &straight);

        // A copy that goes on is as good as the original.
        let cut = cut.index(events.len() + 1);
        let (mut execution, _) = Execution::start(start(&machine, &input));
        for event in &events[..cut] {
            let _ = execution.apply(event.clone());
        }
        let mut copy = execution.clone();
        for event in &events[cut..] {
            prop_assert_eq!(
                format!("{:?}", execution.apply(event.clone())),
                format!("{:?}", copy.apply(event.clone()))
            );
        }
        prop_assert_eq!(execution.take_history(), copy.take_history());
    }
}

/// What an execution showed: the effects of each event, and its history.
type Shown = (Vec<String>, Vec<interpreter::HistoryEvent>);

/// Lets things happen as `choices` say and notes them.
fn live(machine: &Arc<StateMachine>, input: &Payload, choices: &[(u8, u8)]) -> (Vec<Event>, Shown) {
    let mut now = BEGIN;
    let (mut execution, effects) = Execution::start(start(machine, input));
    let mut world = World::default();
    world.perform(&effects);
    let (mut events, mut shown) = (Vec::new(), vec![format!("{effects:?}")]);
    for &(choice, detail) in choices {
        let (at, what) = world.choose(now, choice, detail, execution.status());
        now = now.max(at);
        let event = Event { at: now, what };
        let effects = execution.apply(event.clone());
        if let Ok(effects) = &effects {
            world.perform(effects);
            world.check(&execution);
        }
        shown.push(format!("{effects:?}"));
        events.push(event);
    }
    (events, (shown, execution.take_history()))
}

fn replay(machine: &Arc<StateMachine>, input: &Payload, events: &[Event]) -> Shown {
    let (mut execution, effects) = Execution::start(start(machine, input));
    let mut shown = vec![format!("{effects:?}")];
    for event in events {
        shown.push(format!("{:?}", execution.apply(event.clone())));
    }
    (shown, execution.take_history())
}

/// What is open, so that something sensible can happen next.
#[derive(Default)]
struct World {
    tasks: Vec<(TaskId, Value)>,
    /// Tasks that were answered, to be answered again.
    answered: Vec<(TaskId, Value)>,
    timers: Vec<(Timestamp, TimerId)>,
    children: Vec<(MapRunId, ChildId, Value)>,
    readers: Vec<MapRunId>,
}

impl World {
    fn perform(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::StartTask(task) => {
                    self.tasks.push((task.task, task.arguments.value().clone()));
                }
                Effect::CancelTask(task) => self.tasks.retain(|(open, _)| open != task),
                Effect::SetTimer { timer, due } => self.timers.push((*due, *timer)),
                Effect::CancelTimer(timer) => self.timers.retain(|(_, set)| set != timer),
                Effect::StartChild(child) => {
                    self.children
                        .push((child.map_run, child.child, child.input.value().clone()));
                }
                Effect::StopChild(map_run, child) => {
                    self.children
                        .retain(|(run, open, _)| (run, open) != (map_run, child));
                }
                Effect::ReadItems(read) => self.readers.push(read.map_run),
                Effect::WriteResults(_) | Effect::Continue | Effect::Finish(_) => {}
            }
        }
    }

    /// What is open is waited for, and nothing is open once the execution is over.
    fn check(&self, execution: &Execution) {
        for (task, _) in &self.tasks {
            assert!(execution.awaits(*task), "{task:?} was not cancelled");
        }
        if *execution.status() != Status::Running {
            assert!(self.timers.is_empty(), "not cancelled: {:?}", self.timers);
            assert!(self.children.is_empty(), "not stopped: {:?}", self.children);
        }
    }

    fn choose(
        &mut self,
        now: Timestamp,
        choice: u8,
        detail: u8,
        status: &Status,
    ) -> (Timestamp, Happening) {
        if *status != Status::Running {
            return (now, Happening::Redriven);
        }
        let task = self
            .tasks
            .get(usize::from(detail) % self.tasks.len().max(1))
            .cloned();
        let failure = || match detail % 4 {
            0 => Failure::reported(None, None),
            1 => Failure::reported(Some("Oops"), None),
            2 => Failure::reported(Some("Oops"), Some("it broke")),
            _ => Failure::reported(Some("States.Timeout"), Some("")),
        };
        if let (0..=8, Some((task, _))) = (choice % 16, &task) {
            let (answered, open) = self.tasks.drain(..).partition(|(open, _)| open == task);
            self.tasks = open;
            self.answered.extend::<Vec<_>>(answered);
        }
        match (choice % 16, task) {
            // Too late: it was answered before.
            (14, _) if detail < 64 && !self.answered.is_empty() => {
                let late = usize::from(detail) % self.answered.len();
                let (task, output) = self.answered[late].clone();
                (now, Happening::TaskSucceeded { task, output })
            }
            (0..=6, Some((task, output))) => (now, Happening::TaskSucceeded { task, output }),
            (7..=8, Some((task, _))) => (
                now,
                Happening::TaskFailed {
                    task,
                    failure: failure(),
                },
            ),
            (9, Some((task, _))) => (
                now,
                Happening::TaskStarted {
                    task,
                    worker_name: None,
                },
            ),
            (10, Some((task, _))) => (now, Happening::TaskHeartbeat { task }),
            (11, Some((task, output))) => (now, Happening::TaskSubmitted { task, output }),
            (12, _) if detail < 8 => (
                now,
                Happening::Stopped {
                    error: None,
                    cause: Some("enough".into()),
                },
            ),
            (13, _) if !self.readers.is_empty() => {
                let map_run = self.readers.remove(0);
                (
                    now,
                    Happening::ItemsRead {
                        map_run,
                        content: Ok(ItemContent::Text("[1,2,3]".into())),
                    },
                )
            }
            (0..=13, _) if !self.children.is_empty() => {
                let (map_run, child, output) = self
                    .children
                    .remove(usize::from(detail) % self.children.len());
                let outcome = if choice > 200 {
                    Err(failure())
                } else {
                    Ok(output)
                };
                (
                    now,
                    Happening::ChildFinished {
                        map_run,
                        child,
                        outcome,
                    },
                )
            }
            _ => match self.timers.iter().min().copied() {
                Some((due, timer)) => {
                    self.timers.retain(|(_, set)| *set != timer);
                    (due, Happening::TimerFired { timer })
                }
                None => (now, Happening::Continued),
            },
        }
    }
}

const BEGIN: Timestamp = Timestamp::from_milliseconds(1_700_000_000_000);

fn start(machine: &Arc<StateMachine>, input: &Payload) -> Start {
    Start {
        machine: machine.clone(),
        scope: ScopeId::ROOT,
        kind: ExecutionKind::Standard,
        identity: Arc::new(Identity {
            execution_arn: "arn:aws:states:sa-east-1:123456789012:execution:m:e".into(),
            name: "e".into(),
            role_arn: None,
            state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:m".into(),
            state_machine_name: "m".into(),
        }),
        input: input.clone(),
        seed: [3; 32],
        at: BEGIN,
        number: 0,
        keep_history: true,
        from: None,
    }
}

fn machine(scope: &Scope) -> Arc<StateMachine> {
    let mut text = String::new();
    scope.write(&mut text, &mut 0);
    match parse(&text, Options::default()) {
        Ok(definition) => Arc::new(definition.machine),
        Err(diagnostics) => panic!("{text}\n{diagnostics:#?}"),
    }
}

fn inputs() -> impl Strategy<Value = Payload> {
    let texts = [
        "{}",
        r#"{"a":1,"items":[1,2]}"#,
        r#"{"a":5,"items":[]}"#,
        "[3,1,2]",
        "\"text\"",
    ];
    prop::sample::select(texts.to_vec())
        .prop_map(|text| Payload::new(json::from_text(text).expect("JSON")).expect("small"))
}

/// A chain of states, the last of which ends the scope.
#[derive(Clone, Debug)]
struct Scope(Vec<State>);

#[derive(Clone, Debug)]
enum State {
    Plain(&'static str),
    Choice(u8),
    Parallel(Vec<Scope>, &'static str),
    Map(Scope, &'static str),
    Fail,
}

fn scope(depth: u32) -> BoxedStrategy<Scope> {
    let plain = prop::sample::select(PLAIN.to_vec()).prop_map(State::Plain);
    let leaf = prop_oneof![
        8 => plain,
        2 => any::<u8>().prop_map(State::Choice),
        1 => Just(State::Fail),
    ];
    let state = if depth == 0 {
        leaf.boxed()
    } else {
        let recovery = || prop::sample::select(RECOVERY.to_vec());
        prop_oneof![
            6 => leaf,
            1 => (prop::collection::vec(scope(depth - 1), 1..3), recovery())
                .prop_map(|(branches, recovery)| State::Parallel(branches, recovery)),
            1 => (scope(depth - 1), prop::sample::select(MAPS.to_vec()))
                .prop_map(|(processor, fields)| State::Map(processor, fields)),
        ]
        .boxed()
    };
    prop::collection::vec(state, 1..5).prop_map(Scope).boxed()
}

const PLAIN: [&str; 12] = [
    r#""Type":"Pass""#,
    r#""Type":"Pass","Result":{"items":[1,2,3],"a":2},"ResultPath":"$""#,
    r#""Type":"Pass","Parameters":{"a":1,"items.$":"$.items[*]"}"#,
    r#""Type":"Pass","Assign":{"seenN.$":"$"}"#,
    r#""Type":"Wait","Seconds":3"#,
    r#""Type":"Wait","Timestamp":"2020-01-01T00:00:00Z""#,
    r#""Type":"Task","Resource":"arn:aws:lambda:sa-east-1:123456789012:function:f""#,
    r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSeconds":9,"Retry":[{"ErrorEquals":["Oops"],"MaxAttempts":2,"JitterStrategy":"FULL"}]"#,
    r#""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"HeartbeatSeconds":4"#,
    r#""Type":"Task","Resource":"arn:aws:states:sa-east-1:123456789012:activity:a","HeartbeatSeconds":4,"Retry":[{"ErrorEquals":["States.ALL"]}]"#,
    r#""Type":"Pass","QueryLanguage":"JSONata","Output":{"n":"{% $random() %}","id":"{% $uuid() %}"}"#,
    r#""Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input.missing %}""#,
];

const RECOVERY: [&str; 3] = [
    "",
    r#","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}]"#,
    r#","Retry":[{"ErrorEquals":["Oops"],"IntervalSeconds":2}],"ResultPath":"$""#,
];

const MAPS: [&str; 6] = [
    r#""ItemsPath":"$","MaxConcurrency":2,"ItemSelector":{"a.$":"$$.Map.Item.Value.a"}"#,
    r#""QueryLanguage":"JSONata","Items":[{"a":1},{"a":2},{}],"MaxConcurrency":2,"ItemSelector":"{% $states.context.Map.Item.Value.a %}","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}]"#,
    r#""ItemsPath":"$""#,
    r#""MaxConcurrency":1,"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}]"#,
    r#""ItemsPath":"$.items","ItemSelector":{"i.$":"$$.Map.Item.Index"}"#,
    r#""DISTRIBUTED":1,"ToleratedFailurePercentage":50,"ItemsPath":"$.items""#,
];

impl Scope {
    fn write(&self, text: &mut String, serial: &mut u32) {
        let first = *serial;
        *serial += u32::try_from(self.0.len()).expect("few states") + 1;
        let last = first + u32::try_from(self.0.len()).expect("few states");
        let _ = write!(text, r#"{{"StartAt":"S{first}","States":{{"#);
        for (id, state) in (first..).zip(&self.0) {
            let next = format!(r#""Next":"S{}""#, id + 1);
            let _ = write!(text, r#""S{id}":{{"#);
            match state {
                State::Plain(fields) => {
                    // A variable of its own for each: an inner scope may not hide an outer one's.
                    let fields = fields.replace("seenN", &format!("seen{id}"));
                    let _ = write!(text, "{fields},{next}");
                }
                State::Choice(number) => {
                    // Forward, or back to the beginning: loops end by what happens to them.
                    let back = if number % 5 == 0 { first } else { id + 1 };
                    let _ = write!(
                        text,
                        r#""Type":"Choice","Choices":[{{"And":[{{"Variable":"$.a","IsPresent":true}},{{"Variable":"$.a","NumericGreaterThan":{}}}],"Next":"S{back}"}}],"Default":"S{}""#,
                        number % 7,
                        id + 1
                    );
                }
                State::Fail => {
                    // Reached by a choice, so that what follows can be reached too.
                    let _ = write!(
                        text,
                        r#""Type":"Choice","Choices":[{{"Variable":"$","IsNumeric":true,"Next":"F{id}"}}],"Default":"S{}"}},"F{id}":{{"Type":"Fail","Error":"Oops""#,
                        id + 1
                    );
                }
                State::Parallel(branches, recovery) => {
                    text.push_str(r#""Type":"Parallel","Branches":["#);
                    for (place, branch) in branches.iter().enumerate() {
                        if place > 0 {
                            text.push(',');
                        }
                        branch.write(text, serial);
                    }
                    let _ = write!(text, r"]{recovery},{next}");
                }
                State::Map(processor, fields) => {
                    let distributed = fields.starts_with("\"DISTRIBUTED\"");
                    let fields = fields.trim_start_matches("\"DISTRIBUTED\":1,");
                    let _ = write!(text, r#""Type":"Map",{fields},{next},"ItemProcessor":"#);
                    processor.write(text, serial);
                    if distributed {
                        text.pop();
                        text.push_str(r#","ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"}}"#);
                    }
                }
            }
            text.push_str("},");
        }
        let _ = write!(text, r#""S{last}":{{"Type":"Pass","End":true}}}}}}"#);
    }
}
