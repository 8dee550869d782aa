use asl::{Timestamp, Value, json};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{
    Configuration, ErrorOutput, FieldValidation, InspectionLevel, Mock, Refusal, Setting,
    TestState, TestStatus, TestedState, run,
};
use crate::failure::Failure;
use crate::rehearsal::{Answer, Outside, TaskRequest};

const SETTING: Setting<'_> = Setting {
    region: "eu-west-1",
    account_id: "123456789012",
    at: Timestamp::from_nanoseconds(1_700_000_000_000_000_000),
    seed: [7; 32],
};

/// Tasks that take so many seconds and then give this.
struct Tasks(i64, Result<Value, Failure>);

impl Outside for Tasks {
    fn task(&mut self, _: &TaskRequest<'_>) -> Answer {
        Answer::Done {
            after: self.0 * 1_000_000_000,
            result: self.1.clone(),
        }
    }
}

fn test(request: &TestState<'_>) -> Result<TestedState, Refusal> {
    run(request, &SETTING, &mut Tasks(0, Ok(Value::Null)))
}

fn tested(request: &TestState<'_>) -> Value {
    test(request).expect("the test is made").to_json()
}

fn refused(request: &TestState<'_>) -> String {
    test(request).expect_err("the test is refused").to_string()
}

fn value(text: &str) -> Value {
    json::from_text(text).expect("JSON")
}

fn giving(text: &str) -> Mock<'_> {
    Mock {
        result: Some(text),
        ..Mock::default()
    }
}

fn failing_with(error: &str) -> Mock<'_> {
    Mock {
        error_output: Some(ErrorOutput {
            error: Some(error),
            cause: Some("because"),
        }),
        ..Mock::default()
    }
}

const QUEUE: &str = r#"{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
    "InputPath": "$.order", "Parameters": {"MessageBody.$": "$.id"},
    "ResultSelector": {"message.$": "$.MessageId"}, "ResultPath": "$.sent", "OutputPath": "$.sent",
    "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 2, "BackoffRate": 3}],
    "Catch": [{"ErrorEquals": ["Other"], "Next": "Elsewhere"},
              {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Repair"}],
    "Next": "Done"}"#;

const INPUT: &str = r#"{"order": {"id": "o-1"}}"#;

const QUEUED: TestState<'_> = TestState {
    definition: QUEUE,
    state_name: None,
    role_arn: None,
    input: Some(INPUT),
    inspection_level: InspectionLevel::Debug,
    reveal_secrets: false,
    variables: None,
    context: None,
    mock: None,
    configuration: Configuration {
        retrier_retry_count: None,
        error_caused_by_state: None,
        map_iteration_failure_count: None,
        map_item_reader_data: None,
    },
};

#[test]
fn tells_every_step_of_a_task() {
    let answer = tested(&TestState {
        mock: Some(giving(r#"{"MessageId": "m-1"}"#)),
        ..QUEUED
    });
    assert_eq!(
        answer,
        value(
            r#"{"output": "{\"message\":\"m-1\"}",
                "inspectionData": {
                    "input": "{\"order\": {\"id\": \"o-1\"}}",
                    "afterInputPath": "{\"id\":\"o-1\"}",
                    "afterParameters": "{\"MessageBody\":\"o-1\"}",
                    "result": "{\"MessageId\": \"m-1\"}",
                    "afterResultSelector": "{\"message\":\"m-1\"}",
                    "afterResultPath": "{\"order\":{\"id\":\"o-1\"},\"sent\":{\"message\":\"m-1\"}}"},
                "nextState": "Done", "status": "SUCCEEDED"}"#
        )
    );
}

#[test]
fn tells_what_becomes_of_an_error() {
    let after = |retries| TestState {
        mock: Some(failing_with("Busy")),
        configuration: Configuration {
            retrier_retry_count: Some(retries),
            ..Configuration::default()
        },
        ..QUEUED
    };
    let details = |answer: &Value| {
        answer
            .get("inspectionData")
            .unwrap()
            .get("errorDetails")
            .cloned()
    };

    let again = tested(&after(1));
    assert_eq!(again.get("status").unwrap().as_str(), Some("RETRIABLE"));
    assert_eq!(
        details(&again),
        Some(value(
            r#"{"retryIndex": 0, "retryBackoffIntervalSeconds": 6}"#
        ))
    );
    assert_eq!((again.get("output"), again.get("nextState")), (None, None));

    let caught = tested(&after(2));
    assert_eq!(caught.get("status").unwrap().as_str(), Some("CAUGHT_ERROR"));
    assert_eq!(caught.get("nextState").unwrap().as_str(), Some("Repair"));
    assert_eq!(
        details(&caught),
        Some(value(r#"{"catchIndex": 1, "retryIndex": 0}"#))
    );
    let output = value(caught.get("output").unwrap().as_str().unwrap());
    assert_eq!(
        output.get("error"),
        Some(&value(r#"{"Error": "Busy", "Cause": "because"}"#))
    );
}

#[test]
fn a_mocked_map_does_all_but_its_iterations() {
    const MAP: &str = r#"{"Type": "Map", "ItemsPath": "$.items",
        "ItemSelector": {"n.$": "$$.Map.Item.Value", "of.$": "$$.Execution.Name"},
        "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"b": 1}},
        "MaxConcurrency": 5, "ToleratedFailurePercentage": 50,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "Each", "States": {"Each": {"Type": "Succeed"}}},
        "End": true}"#;
    let request = |failed| TestState {
        definition: MAP,
        input: Some(r#"{"items": [1, 2, 3]}"#),
        context: Some(r#"{"Execution": {"Name": "mine"}}"#),
        mock: Some(giving("[4, 5]")),
        configuration: Configuration {
            map_iteration_failure_count: Some(failed),
            ..Configuration::default()
        },
        ..QUEUED
    };
    let answer = tested(&request(1));
    assert_eq!(answer.get("output"), Some(&"[4, 5]".into()));
    let data = answer.get("inspectionData").unwrap();
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    assert_eq!(text("afterItemsPath"), Some("[1,2,3]"));
    assert_eq!(
        text("afterItemSelector"),
        Some(r#"[{"n":1,"of":"mine"},{"n":2,"of":"mine"},{"n":3,"of":"mine"}]"#)
    );
    assert_eq!(
        text("afterItemBatcher"),
        Some(
            r#"[{"BatchInput":{"b":1},"Items":[{"n":1,"of":"mine"},{"n":2,"of":"mine"}]},{"BatchInput":{"b":1},"Items":[{"n":3,"of":"mine"}]}]"#
        )
    );
    assert_eq!(data.get("maxConcurrency"), Some(&5.into()));
    assert_eq!(text("result"), None);

    let exceeded = test(&request(2)).unwrap();
    assert_eq!(exceeded.status, TestStatus::Failed);
    assert_eq!(
        exceeded.error.as_deref(),
        Some("States.ExceedToleratedFailureThreshold")
    );
}

#[test]
fn a_reader_reads_what_it_is_given() {
    const MAP: &str = r#"{"Type": "Map",
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON", "ItemsPointer": "/rows"},
            "Parameters": {"Bucket": "b", "Key": "k"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "Each", "States": {"Each": {"Type": "Succeed"}}},
        "End": true}"#;
    let request = |data| TestState {
        definition: MAP,
        mock: Some(giving("[]")),
        configuration: Configuration {
            map_item_reader_data: Some(data),
            ..Configuration::default()
        },
        ..QUEUED
    };
    let read = tested(&request(r#"{"rows": [1, 2]}"#));
    let data = read.get("inspectionData").unwrap();
    assert_eq!(data.get("afterItemsPointer"), Some(&"[1,2]".into()));
    assert_eq!(data.get("afterItemsPath"), None);
    let failed = test(&request(r#"{"rows": 1}"#)).unwrap();
    assert_eq!(failed.error.as_deref(), Some("States.ItemReaderFailed"));
}

#[test]
fn a_state_is_found_in_its_machine_and_keeps_its_surroundings() {
    const MACHINE: &str = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Assign": {"b": 2}, "Next": "B",
              "Parameters": {"name.$": "$$.State.Name", "a.$": "$a"}},
        "B": {"Type": "Succeed"}}}"#;
    let request = TestState {
        definition: MACHINE,
        state_name: Some("A"),
        variables: Some(r#"{"a": 1}"#),
        ..QUEUED
    };
    let answer = tested(&request);
    assert_eq!(
        answer.get("output"),
        Some(&r#"{"name":"StateName","a":1}"#.into())
    );
    assert_eq!(answer.get("nextState"), Some(&"B".into()));
    let data = answer.get("inspectionData").unwrap();
    assert_eq!(data.get("variables"), Some(&r#"{"a":1,"b":2}"#.into()));
    assert_eq!(
        refused(&TestState {
            state_name: Some("C"),
            ..request
        }),
        "State not found in definition"
    );
}

#[test]
fn without_a_mock_the_work_is_done_in_time() {
    const TASK: &str = r#"{"Type": "Task", "TimeoutSeconds": 60, "End": true,
        "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:f"}"#;
    let request = TestState {
        definition: TASK,
        role_arn: Some("arn:aws:iam::123456789012:role/r"),
        ..QUEUED
    };
    let run = |seconds, gives| run(&request, &SETTING, &mut Tasks(seconds, gives)).unwrap();
    let done = run(59, Ok(1.into()));
    assert_eq!(done.output.unwrap().text(), "1");
    assert_eq!(done.took_nanoseconds, 59_000_000_000);
    let failed = run(1, Err(Failure::new("E", "why")));
    assert_eq!(failed.cause.as_deref(), Some("why"));
    let late = run(61, Ok(1.into()));
    assert_eq!(late.error.as_deref(), Some("States.Timeout"));

    let wait = |seconds| {
        let definition = format!(r#"{{"Type": "Wait", "Seconds": {seconds}, "End": true}}"#);
        let definition = &*definition;
        test(&TestState {
            definition,
            ..QUEUED
        })
        .unwrap()
    };
    assert_eq!(wait(300).status, TestStatus::Succeeded);
    let waited = wait(301);
    assert_eq!(waited.error.as_deref(), Some("States.Timeout"));
    assert_eq!(waited.took_nanoseconds, 300_000_000_000);
}

#[test]
fn parameters_that_do_not_go_together_are_refused() {
    const PARALLEL: &str = r#"{"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]}"#;
    let request = TestState {
        definition: PARALLEL,
        ..QUEUED
    };
    assert!(refused(&request).starts_with("TestState API does not support Map or Parallel"));
    let unmocked = TestState {
        configuration: Configuration {
            map_iteration_failure_count: Some(0),
            ..Configuration::default()
        },
        ..request
    };
    assert_eq!(
        refused(&unmocked),
        "TestState does not support MapIterationFailureCount when a mock is not specified."
    );
    for (mock, why) in [
        ("1", "Mocked result must be an array."),
        (
            "[1, 2]",
            "Mocked result must contain the same number of items as number of Parallel branches.",
        ),
        ("[", "Mocked result must be valid JSON"),
    ] {
        let mock = Some(giving(mock));
        assert_eq!(refused(&TestState { mock, ..request }), why);
    }
    for (context, why) in [
        (
            r#"{"Execution": {"Id": 1}}"#,
            "Execution.Id must be a string",
        ),
        (r#"{"State": {"x": 1}}"#, "Field 'x' is not allowed"),
        (
            r#"{"Task": {}}"#,
            "Context object contains 'Task' when state is not a Task state with a '.sync' or \
             '.waitForTaskToken' service integration pattern",
        ),
    ] {
        let request = TestState {
            context: Some(context),
            mock: Some(giving("[1]")),
            ..request
        };
        assert_eq!(
            refused(&request),
            format!("Invalid Context object provided: {why}")
        );
    }
}

#[test]
fn mocked_results_look_like_what_the_service_answers() {
    let check = |resource: &str, mocked: &str, field_validation| {
        let definition = format!(
            r#"{{"Type": "Task", "Resource": "arn:aws:states:::{resource}", "End": true}}"#
        );
        let mock = Some(Mock {
            result: Some(mocked),
            field_validation,
            ..Mock::default()
        });
        let definition = &*definition;
        match test(&TestState {
            definition,
            mock,
            ..QUEUED
        }) {
            Ok(_) => String::new(),
            Err(refusal) => refusal.to_string(),
        }
    };
    let strictly = |resource, mocked| check(resource, mocked, FieldValidation::Strict);
    let refusal = |why: &str| format!("Mock result schema validation error: {why}");

    let missing = refusal("Required field 'ExecutionArn' is missing");
    assert_eq!(strictly("states:startExecution", "{}"), missing);
    assert_eq!(strictly("aws-sdk:sfn:startExecution", "{}"), missing);
    assert_eq!(
        check("states:startExecution", "{}", FieldValidation::Present),
        ""
    );
    assert_eq!(
        check(
            "states:startExecution",
            r#"{"StartDate": 1}"#,
            FieldValidation::Present
        ),
        refusal("Field 'StartDate' must be a string")
    );
    assert_eq!(
        check(
            "states:startExecution",
            r#"{"StartDate": 1}"#,
            FieldValidation::None
        ),
        ""
    );
    // A job is asked after by another operation than the one that starts it.
    assert_eq!(
        strictly("states:startExecution.sync:2", r#"{"ExecutionArn": "a"}"#),
        refusal("Required field 'StateMachineArn' is missing")
    );
    // What the callback brings is nobody's answer.
    assert_eq!(strictly("states:startExecution.waitForTaskToken", "{}"), "");
    assert_eq!(
        strictly("lambda:invoke", r#"{"Payload": {"any": "thing"}}"#),
        ""
    );
    assert_eq!(
        strictly(
            "dynamodb:getItem",
            r#"{"Item": {"id": {"S": "a"}, "tags": {"L": [{"S": "b"}, {"S": 1}]}}}"#
        ),
        refusal("Field 'S' must be a string")
    );
    assert_eq!(strictly("sqs:sendMessage", r#"{"Unknown": 1}"#), "");
    assert_eq!(
        strictly("sqs:sendMessage", "1"),
        "Mocked result must be a JSON object."
    );
    assert_eq!(strictly("aws-sdk:unheardof:doIt", "1"), "");
}

/// Definitions, inputs, mocks, contexts, variables, items: all the texts that a request may hold.
const TEXTS: &[&str] = &[
    QUEUE,
    r#"{"Type": "Pass", "Parameters": {"a.$": "$.a"}, "ResultPath": "$.b[0]", "Next": "N"}"#,
    r#"{"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a %}", "End": true}"#,
    r#"{"Type": "Wait", "SecondsPath": "$.a", "End": true}"#,
    r#"{"Type": "Fail", "ErrorPath": "$.a"}"#,
    r#"{"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "N"}]}"#,
    r#"{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "TimeoutSecondsPath": "$.a", "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true}"#,
    r#"{"Type": "Parallel", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "N"}], "End": true,
        "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]}"#,
    r#"{"Type": "Map", "ItemsPath": "$.a", "MaxConcurrencyPath": "$.b", "End": true,
        "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}}"#,
    r#"{"Type": "Map", "End": true, "ToleratedFailureCountPath": "$.b",
        "ItemBatcher": {"MaxItemsPerBatchPath": "$.b"},
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket.$": "$.a"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}}"#,
    r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "A"}}}"#,
    r#"{"a": null, "b": -1}"#,
    r#"{"a": 301, "b": 2}"#,
    r#"{"a": [1, {"a": "b"}], "b": 0}"#,
    r#"{"Execution": {}, "Task": {"Token": "t"}}"#,
    "[1]",
    "",
    "A",
];

proptest! {
    #[test]
    fn no_request_panics(
        texts in [(); 3].map(|()| select(TEXTS)),
        given in [(); 6].map(|()| option::of(select(TEXTS))),
        count in option::of(any::<u32>()),
        fails in any::<bool>(),
    ) {
        let [definition, mocked, error] = texts;
        let [state_name, role_arn, input, variables, context, data] = given;
        let mock = Mock {
            result: (!fails).then_some(mocked),
            error_output: fails.then_some(ErrorOutput { error: Some(error), cause: None }),
            field_validation: FieldValidation::Present,
        };
        let request = TestState {
            definition,
            state_name,
            role_arn,
            input,
            variables,
            context,
            mock: count.map(|_| mock),
            configuration: Configuration {
                retrier_retry_count: count,
                map_iteration_failure_count: count.map(u64::from),
                map_item_reader_data: data.filter(|_| count.is_some()),
                ..Configuration::default()
            },
            ..QUEUED
        };
        if let Ok(tested) = test(&request) {
            tested.to_json();
        }
    }
}
