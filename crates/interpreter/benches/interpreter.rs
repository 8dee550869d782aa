//! How fast executions go, on one core and without I/O: `cargo xtask bench interpreter`.
//!
//! Each figure is the best of several rounds, which says what the code can do rather than what
//! else the machine was doing.

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
    let wanted =
        |name: &str| only.is_empty() || only.iter().any(|part| name.contains(part.as_str()));
    println!(
        "{:<46} {:>14} {:>14}",
        "interpreter, one core", "per second", "each"
    );
    for (name, unit, per_run, run) in cases() {
        if wanted(name) {
            let rate = measure(per_run, run);
            println!(
                "{name:<46} {:>14} {:>14}",
                format!("{} {unit}", thousands(rate)),
                each(rate)
            );
        }
    }
}

type Case = (&'static str, &'static str, f64, Box<dyn Fn()>);

fn cases() -> Vec<Case> {
    let pass = machine(&chain(1_000, |_, next| {
        format!(r#"{{"Type":"Pass",{next}}}"#)
    }));
    let choice = machine(&choice_chain(1_000));
    let map = machine(
        r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}}}}"#,
    );
    let items = payload(&format!("[{}]", vec!["{\"sku\":\"x\"}"; 1_000].join(",")));
    let wide = machine(&chain(100, |_, next| {
        format!(r#"{{"Type":"Pass",{next}}}"#)
    }));
    let insert = machine(&chain(100, |n, next| {
        format!(r#"{{"Type":"Pass","Result":{n},"ResultPath":"$.step",{next}}}"#)
    }));
    let large = payload(&format!(
        r#"{{"items":[{}],"step":0}}"#,
        vec![r#"{"sku":"x-salada","quantity":2}"#; 8_000].join(",")
    ));
    let (jsonpath, jsonata) = (machine(ORDER_JSONPATH), machine(ORDER_JSONATA));
    let order = payload(ORDER_INPUT);
    let empty = payload("{}");
    let mut cases: Vec<Case> = Vec::new();
    let mut add = |name, unit, per_run, machine: &Arc<StateMachine>, input: &Payload, history| {
        let (machine, input) = (machine.clone(), input.clone());
        cases.push((
            name,
            unit,
            per_run,
            Box::new(move || {
                black_box(execute(&machine, &input, history));
            }),
        ));
    };
    add(
        "pass chain",
        "transitions",
        1_000.0,
        &pass,
        &empty,
        Keep::Nothing,
    );
    add(
        "pass chain, history kept",
        "transitions",
        1_000.0,
        &pass,
        &empty,
        Keep::Events,
    );
    add(
        "choice chain",
        "transitions",
        1_000.0,
        &choice,
        &order,
        Keep::Nothing,
    );
    add(
        "order workflow, JSONPath",
        "orders",
        1.0,
        &jsonpath,
        &order,
        Keep::Nothing,
    );
    add(
        "order workflow, JSONPath, history kept",
        "orders",
        1.0,
        &jsonpath,
        &order,
        Keep::Events,
    );
    add(
        "order workflow, JSONPath, history as text",
        "orders",
        1.0,
        &jsonpath,
        &order,
        Keep::Text,
    );
    add(
        "order workflow, JSONata",
        "orders",
        1.0,
        &jsonata,
        &order,
        Keep::Nothing,
    );
    add(
        "map over 1,000 items",
        "iterations",
        1_000.0,
        &map,
        &items,
        Keep::Nothing,
    );
    add(
        "256 KiB through 100 states",
        "transitions",
        100.0,
        &wide,
        &large,
        Keep::Events,
    );
    add(
        "256 KiB, a field set by each of 100 states",
        "transitions",
        100.0,
        &insert,
        &large,
        Keep::Events,
    );
    cases
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
        keep_history: keep != Keep::Nothing,
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

/// Runs per second, times what each run counts for.
fn measure(per_run: f64, run: Box<dyn Fn()>) -> f64 {
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
    best * per_run
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
