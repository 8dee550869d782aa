//! How fast executions go, on one core and without I/O: `cargo xtask bench interpreter`.
//!
//! Each figure is the best of several rounds, which says what the code can do rather than what
//! else the machine was doing.

#![allow(
    clippy::disallowed_methods,
    reason = "the interpreter reads no clock; who measures it does"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::parse::{Options, parse};
use asl::{ScopeId, StateMachine, Timestamp, json};
use interpreter::{
    Effect, Event, Execution, ExecutionKind, Happening, Identity, Payload, Start, Status,
};

const ROUND: Duration = Duration::from_millis(400);
const ROUNDS: usize = 5;

/// The order workflow in JSONPath: eight states, seven of them tasks or choices on their data.
const ORDER_JSONPATH: &str = include_str!("order.asl.json");
/// The same in JSONata.
const ORDER_JSONATA: &str = include_str!("order-jsonata.asl.json");
const ORDER_INPUT: &str = r#"{"orderId":"1042","customer":{"name":"Ana","phone":"+5511999990000"},"items":[{"sku":"x-salada","quantity":2,"unitPrice":2450},{"sku":"suco-laranja","quantity":1,"unitPrice":990}],"address":{"street":"Rua das Acácias","number":"120","cep":"01310-100"}}"#;

fn main() {
    let only: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    println!(
        "{:<46} {:>24} {:>12}",
        "interpreter, one core", "per second", "each"
    );
    for case in cases() {
        if only.is_empty() || only.iter().any(|part| case.name.contains(part.as_str())) {
            let machine = machine(&case.definition);
            let input = payload(&case.input);
            let rate = case.counts_for
                * measure(|| {
                    black_box(execute(&machine, &input, case.keep));
                });
            let per_second = format!("{} {}", thousands(rate), case.unit);
            println!("{:<46} {per_second:>24} {:>12}", case.name, each(rate));
        }
    }
}

struct Case {
    name: &'static str,
    definition: String,
    input: String,
    keep: Keep,
    /// What is counted, and how many of it there are in one execution.
    unit: &'static str,
    counts_for: f64,
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let pass = |_, next: &str| format!(r#"{{"Type":"Pass",{next}}}"#);
    let set =
        |n, next: &str| format!(r#"{{"Type":"Pass","Result":{n},"ResultPath":"$.step",{next}}}"#);
    let map = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}}}}"#;
    let items = format!("[{}]", vec![r#"{"sku":"x"}"#; 1_000].join(","));
    let large = format!(
        r#"{{"items":[{}],"step":0}}"#,
        vec![r#"{"sku":"x-salada","quantity":2}"#; 8_000].join(",")
    );
    let case = |name, definition: &str, input: &str, keep, unit, counts_for| Case {
        name,
        definition: definition.to_owned(),
        input: input.to_owned(),
        keep,
        unit,
        counts_for,
    };
    let (none, events, text) = (Keep::Nothing, Keep::Events, Keep::Text);
    let (passes, choices) = (chain(1_000, pass), choice_chain(1_000));
    let (wide, setting) = (chain(100, pass), chain(100, set));
    vec![
        case("pass chain", &passes, "{}", none, "transitions", 1_000.0),
        case(
            "pass chain, history kept",
            &passes,
            "{}",
            events,
            "transitions",
            1_000.0,
        ),
        case(
            "choice chain",
            &choices,
            ORDER_INPUT,
            none,
            "transitions",
            1_000.0,
        ),
        case(
            "order workflow, JSONPath",
            ORDER_JSONPATH,
            ORDER_INPUT,
            none,
            "orders",
            1.0,
        ),
        case(
            "order workflow, JSONPath, history kept",
            ORDER_JSONPATH,
            ORDER_INPUT,
            events,
            "orders",
            1.0,
        ),
        case(
            "order workflow, JSONPath, history as text",
            ORDER_JSONPATH,
            ORDER_INPUT,
            text,
            "orders",
            1.0,
        ),
        case(
            "order workflow, JSONata",
            ORDER_JSONATA,
            ORDER_INPUT,
            none,
            "orders",
            1.0,
        ),
        case(
            "order workflow, JSONata, history kept",
            ORDER_JSONATA,
            ORDER_INPUT,
            events,
            "orders",
            1.0,
        ),
        case(
            "map over 1,000 items",
            map,
            &items,
            none,
            "iterations",
            1_000.0,
        ),
        case(
            "256 KiB through 100 states",
            &wide,
            &large,
            events,
            "transitions",
            100.0,
        ),
        case(
            "256 KiB, a field set by each of 100 states",
            &setting,
            &large,
            events,
            "transitions",
            100.0,
        ),
    ]
}

#[derive(Clone, Copy, PartialEq)]
enum Keep {
    Nothing,
    Events,
    Text,
}

/// Runs an execution to its end; every task answers at once with its arguments.
fn execute(machine: &Arc<StateMachine>, input: &Payload, keep: Keep) -> usize {
    let (mut execution, mut effects) = Execution::start(Start {
        machine: machine.clone(),
        scope: ScopeId::ROOT,
        kind: ExecutionKind::Standard,
        identity: identity(),
        input: input.clone(),
        seed: [7; 32],
        at: Timestamp::from_milliseconds(1_700_000_000_000),
        number: 0,
        keep_history: keep != Keep::Nothing,
        from: None,
    });
    while *execution.status() == Status::Running {
        let task = effects.iter().find_map(|effect| match effect {
            Effect::StartTask(task) => Some((task.task, task.arguments.value().clone())),
            _ => None,
        });
        let what = match task {
            Some((task, arguments)) => Happening::TaskSucceeded {
                task,
                output: arguments,
            },
            None => Happening::Continued,
        };
        effects = execution
            .apply(Event {
                at: Timestamp::from_milliseconds(1_700_000_000_000),
                what,
            })
            .expect("the task is open");
    }
    let events = execution.take_history();
    if keep == Keep::Text {
        let identity = execution.identity();
        let texts = events
            .iter()
            .map(|event| json::to_text(&event.to_json(machine, identity)));
        return texts.map(|text| text.len()).sum();
    }
    events.len()
}

fn identity() -> Arc<Identity> {
    thread_local! {
        static IDENTITY: Arc<Identity> = Arc::new(Identity {
            execution_arn: "arn:aws:states:sa-east-1:123456789012:execution:order:1042".into(),
            name: "1042".into(),
            role_arn: Some("arn:aws:iam::123456789012:role/order".into()),
            state_machine_arn: "arn:aws:states:sa-east-1:123456789012:stateMachine:order".into(),
            state_machine_name: "order".into(),
        });
    }
    IDENTITY.with(Arc::clone)
}

/// Runs per second.
fn measure(run: impl Fn()) -> f64 {
    run();
    let mut best = 0.0_f64;
    for _ in 0..ROUNDS {
        let (begin, mut runs) = (Instant::now(), 0.0);
        while begin.elapsed() < ROUND {
            run();
            runs += 1.0;
        }
        best = best.max(runs / begin.elapsed().as_secs_f64());
    }
    best
}

fn machine(definition: &str) -> Arc<StateMachine> {
    match parse(definition, Options::default()) {
        Ok(definition) => Arc::new(definition.machine),
        Err(diagnostics) => panic!("{diagnostics:#?}"),
    }
}

fn payload(text: &str) -> Payload {
    Payload::new(json::from_text(text).expect("JSON")).expect("not too large")
}

/// States that follow one another; `state` gets its number and its transition.
fn chain(length: usize, state: impl Fn(usize, &str) -> String) -> String {
    let mut states = String::new();
    for n in 0..length {
        let next = match n + 1 {
            next if next < length => format!(r#""Next":"S{next}""#),
            _ => r#""End":true"#.to_owned(),
        };
        let comma = if n > 0 { "," } else { "" };
        let _ = write!(states, r#"{comma}"S{n}":{}"#, state(n, &next));
    }
    format!(r#"{{"StartAt":"S0","States":{{{states}}}}}"#)
}

fn choice_chain(length: usize) -> String {
    let mut states = String::new();
    for n in 0..length {
        let next = n + 1;
        let _ = write!(
            states,
            r#""S{n}":{{"Type":"Choice","Choices":[{{"Variable":"$.orderId","StringEquals":"none","Next":"S{next}"}},{{"And":[{{"Variable":"$.customer.name","IsPresent":true}},{{"Variable":"$.items[0].quantity","NumericGreaterThan":1}}],"Next":"S{next}"}}]}},"#
        );
    }
    format!(r#"{{"StartAt":"S0","States":{{{states}"S{length}":{{"Type":"Succeed"}}}}}}"#)
}

fn thousands(rate: f64) -> String {
    let digits = format!("{rate:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn each(rate: f64) -> String {
    let nanoseconds = 1e9 / rate;
    if nanoseconds < 10_000.0 {
        format!("{nanoseconds:.0} ns")
    } else {
        format!("{:.1} us", nanoseconds / 1000.0)
    }
}
