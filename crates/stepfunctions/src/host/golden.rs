//! Golden journals: what this release, or one before it, has written replays to the same history,
//! to the byte.
//!
//! `tests/golden_journals/NAME.json` holds a definition, the start and the records of an execution
//! in hexadecimal, and its history. `UPDATE_GOLDEN=1` writes those that are not there; it does not
//! touch those that are, since journals on people's disks do not change either.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use asl::parse::{self, Options};
use asl::{ScopeId, Timestamp, Value, json};
use interpreter::effect::Effect;
use interpreter::{
    Beginning, Event, Execution, ExecutionKind, Failure, Happening, Identity, Payload, Start,
};

use super::record::{
    Rerun, RerunFrom, StartRecord, decode_event, encode_event, input_payload, variables,
};

const AT: i64 = 1_700_000_000_000;

/// A name, a definition, and what happens to its execution.
type Scenario = (&'static str, &'static str, fn(&mut Script));

fn scenarios() -> Vec<Scenario> {
    vec![
        (
            "order",
            r#"{"StartAt":"Pay","States":{
                "Pay":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:pay",
                  "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2}],
                  "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.why","Next":"Tell"}],
                  "ResultPath":"$.paid","Next":"Rest"},
                "Rest":{"Type":"Wait","Seconds":30,"Next":"Tell"},
                "Tell":{"Type":"Succeed"}}}"#,
            |script| {
                script.fail("Busy", "try again");
                script.fire();
                script.succeed("{\"receipt\":1.0,\"total\":4200}");
                script.fire();
            },
        ),
        (
            "callback",
            r#"{"StartAt":"Ask","States":{
                "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "Parameters":{"QueueUrl":"q","MessageBody":{"t.$":"$$.Task.Token"}},
                  "HeartbeatSeconds":60,"End":true}}}"#,
            |script| {
                script.submit("{\"MessageId\":\"m-1\"}");
                script.heartbeat();
                script.happen(Happening::Stopped {
                    error: Some("Closed".into()),
                    cause: None,
                });
                script.happen(Happening::Redriven);
                script.submit("{\"MessageId\":\"m-2\"}");
                script.succeed("\"sim\"");
            },
        ),
        (
            "parallel",
            r#"{"StartAt":"Both","QueryLanguage":"JSONata","States":{
                "Both":{"Type":"Parallel","Branches":[
                  {"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"End":true}}},
                  {"StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"n":"{% $random() %}"},
                    "Output":"{% $uuid() %}","End":true}}}],
                  "Output":"{% $states.result[1] %}","End":true}}}"#,
            Script::fire,
        ),
        (
            RERUN,
            r#"{"StartAt":"Count","QueryLanguage":"JSONata","States":{
                "Count":{"Type":"Pass","Assign":{"n":1},"Next":"Rest"},
                "Rest":{"Type":"Wait","Seconds":1,"Next":"Tell"},
                "Tell":{"Type":"Pass","Output":"{% [$n, $states.input, $states.context.Execution.Input] %}",
                  "End":true}}}"#,
            Script::fire,
        ),
    ]
}

/// The scenario that does the work of another execution again, from its second state.
const RERUN: &str = "rerun";

/// An execution and what was written of it.
struct Script {
    execution: Execution,
    effects: Vec<Effect>,
    records: Vec<Box<[u8]>>,
    now: Timestamp,
}

impl Script {
    fn happen(&mut self, what: Happening) {
        self.now = self.now.plus_seconds(1);
        let event = Event { at: self.now, what };
        self.records.push(encode_event(&event));
        let effects = self.execution.apply(event).expect("it is taken");
        self.effects.extend(effects);
    }

    fn task(&self) -> interpreter::effect::TaskId {
        let mut effects = self.effects.iter().rev();
        let task = effects.find_map(|effect| match effect {
            Effect::StartTask(task) => Some(task.task),
            _ => None,
        });
        task.expect("a task was started")
    }

    fn succeed(&mut self, output: &str) {
        let (task, output) = (self.task(), json::from_text(output).expect("JSON"));
        self.happen(Happening::TaskSucceeded { task, output });
    }

    fn submit(&mut self, output: &str) {
        let (task, output) = (self.task(), json::from_text(output).expect("JSON"));
        self.happen(Happening::TaskSubmitted { task, output });
    }

    fn heartbeat(&mut self) {
        let task = self.task();
        self.happen(Happening::TaskHeartbeat { task });
    }

    fn fail(&mut self, error: &str, cause: &str) {
        let (task, failure) = (self.task(), Failure::new(error, cause));
        self.happen(Happening::TaskFailed { task, failure });
    }

    /// Fires the timer that was set last.
    fn fire(&mut self) {
        let mut effects = self.effects.iter().rev();
        let timer = effects.find_map(|effect| match effect {
            Effect::SetTimer { timer, due } => Some((*timer, *due)),
            _ => None,
        });
        let (timer, due) = timer.expect("a timer was set");
        self.now = self.now.max(due);
        self.happen(Happening::TimerFired { timer });
    }
}

fn start_record(name: &str) -> StartRecord {
    let machine: Arc<str> =
        format!("arn:aws:states:us-east-1:000000000000:stateMachine:{name}").into();
    StartRecord {
        revision: 7,
        map_state: None,
        kind: ExecutionKind::Standard,
        machine_name: name.into(),
        role_arn: "arn:aws:iam::000000000000:role/shop".into(),
        version_arn: Some(format!("{machine}:3").into()),
        alias_arn: None,
        execution_arn: format!("arn:aws:states:us-east-1:000000000000:execution:{name}:P-1").into(),
        machine_arn: machine,
        name: "P-1".into(),
        input: "{\"order\": 1, \"total\": 42.50}".into(),
        trace_header: None,
        seed: [9; 32],
        at: Timestamp::from_milliseconds(AT),
        noted: false,
        reports_to: None,
        rerun: (name == RERUN).then(|| Rerun {
            of: "arn:aws:states:us-east-1:000000000000:execution:rerun:P-0".into(),
            from: Some(RerunFrom {
                state: "Rest".into(),
                input: "{\"edited\": 1.0}".into(),
                variables: "{\"n\":2}".into(),
            }),
        }),
    }
}

/// How an execution starts; as `start_of` does it, for a machine that no registry has.
fn start(definition: &str, record: &StartRecord) -> Start {
    let parsed = parse::parse(definition, Options::default()).expect("a machine");
    let input: Payload = input_payload(&record.input).expect("an input");
    let machine = Arc::new(parsed.machine);
    let from = record.rerun.as_ref().and_then(|rerun| rerun.from.as_ref());
    let from = from.map(|from| Beginning {
        state: machine.state_named(&from.state).expect("a state"),
        input: input_payload(&from.input).expect("an input"),
        variables: variables(&from.variables).expect("variables"),
    });
    Start {
        machine,
        scope: ScopeId::ROOT,
        kind: record.kind,
        identity: Arc::new(Identity {
            execution_arn: record.execution_arn.clone(),
            name: record.name.clone(),
            role_arn: Some(record.role_arn.clone()),
            state_machine_arn: record.machine_arn.clone(),
            state_machine_name: record.machine_name.clone(),
        }),
        input,
        seed: record.seed,
        number: 5,
        at: record.at,
        keep_history: true,
        from,
    }
}

fn history(execution: &mut Execution) -> Vec<Value> {
    let events = execution.take_history();
    let (machine, identity) = (execution.machine().clone(), execution.identity().clone());
    let events = events.iter();
    events
        .map(|event| event.to_json(&machine, &identity))
        .collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("digits");
        u8::from_str_radix(pair, 16).expect("digits")
    };
    pairs.map(byte).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden_journals")
}

/// Writes the journals that are not there yet.
fn write_missing() {
    fs::create_dir_all(folder()).expect("a folder");
    for (name, definition, script) in scenarios() {
        let path = folder().join(format!("{name}.json"));
        if path.exists() {
            continue;
        }
        let record = start_record(name);
        let (execution, effects) = Execution::start(start(definition, &record));
        let now = record.at;
        let mut run = Script {
            execution,
            effects,
            records: Vec::new(),
            now,
        };
        script(&mut run);
        let golden = serde_json::json!({
            "definition": definition,
            "start": to_hex(&record.encode()),
            "records": run.records.iter().map(|record| to_hex(record)).collect::<Vec<_>>(),
            "history": history(&mut run.execution)
                .iter()
                .map(|event| serde_json::to_value(event).expect("JSON"))
                .collect::<Vec<_>>(),
        });
        let text = serde_json::to_string_pretty(&golden).expect("JSON") + "\n";
        fs::write(path, text).expect("written");
    }
}

#[test]
fn golden_journals_replay_to_the_same_history() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        write_missing();
    }
    let mut checked = 0;
    for entry in fs::read_dir(folder()).expect("golden journals") {
        let path = entry.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        let golden: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let text = |name: &str| golden[name].as_str().expect("a text");
        let record = StartRecord::decode(&from_hex(text("start"))).expect("a start");
        let (mut execution, _) = Execution::start(start(text("definition"), &record));
        for record in golden["records"].as_array().expect("records") {
            let blob = from_hex(record.as_str().expect("a text"));
            let event = decode_event(&blob).expect("an event");
            assert_eq!(*encode_event(&event), *blob, "{}", path.display());
            execution.apply(event).expect("it is taken");
        }
        let replayed: Vec<serde_json::Value> = history(&mut execution)
            .iter()
            .map(|event| serde_json::to_value(event).expect("JSON"))
            .collect();
        assert_eq!(
            serde_json::Value::from(replayed),
            golden["history"],
            "{}",
            path.display()
        );
        checked += 1;
    }
    assert_eq!(checked, scenarios().len());
}

#[test]
fn no_blob_panics_the_reader() {
    for name in ["shop", RERUN] {
        let blob = start_record(name).encode();
        for end in 0..blob.len() {
            assert!(StartRecord::decode(&blob[..end]).is_err());
            let _ = decode_event(&blob[..end]);
        }
        for place in 0..blob.len() {
            let mut torn = blob.to_vec();
            torn[place] ^= 0xff;
            let _ = StartRecord::decode(&torn);
            let _ = decode_event(&torn);
        }
    }
}
