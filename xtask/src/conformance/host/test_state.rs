//! `TestState`.

use asl::state::Resource;
use asl::{Object, Value as AslValue, json as asl_json};
use interpreter::Failure;
use interpreter::rehearsal::{self, Outside, TaskRequest};
use interpreter::test_state::{
    self, Configuration, ErrorOutput, FieldValidation, InspectionLevel, Mock, Setting, TestState,
};
use serde_json::{Map, Value};

use super::functions::{FunctionError, Reply};
use super::request::Request;
use super::{ACCOUNT, Answer, ApiError, Host, REGION};

impl Host {
    pub(super) fn test_state(&mut self, request: Request) -> Answer {
        let object = |key| request.get(key).and_then(Value::as_object).map(Request);
        let mock = object("mock").map(|mock| Mock {
            result: mock.text("result"),
            error_output: mock
                .get("errorOutput")
                .and_then(Value::as_object)
                .map(|output| {
                    let output = Request(output);
                    ErrorOutput {
                        error: output.text("error"),
                        cause: output.text("cause"),
                    }
                }),
            field_validation: mock
                .text("fieldValidationMode")
                .and_then(FieldValidation::parse)
                .unwrap_or_default(),
        });
        let nothing = Map::new();
        let configuration = object("stateConfiguration").unwrap_or(Request(&nothing));
        let count = |key| configuration.get(key).and_then(Value::as_u64);
        let test = TestState {
            definition: request.required("definition")?,
            state_name: request.text("stateName"),
            role_arn: request.text("roleArn"),
            input: request.text("input"),
            inspection_level: request
                .text("inspectionLevel")
                .and_then(InspectionLevel::parse)
                .unwrap_or_default(),
            reveal_secrets: request.flag("revealSecrets"),
            variables: request.text("variables"),
            context: request.text("context"),
            mock,
            configuration: Configuration {
                retrier_retry_count: count("retrierRetryCount")
                    .map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
                error_caused_by_state: configuration.text("errorCausedByState"),
                map_iteration_failure_count: count("mapIterationFailureCount"),
                map_item_reader_data: configuration.text("mapItemReaderData"),
            },
        };
        let setting = Setting {
            region: REGION,
            account_id: ACCOUNT,
            at: self.now(),
            seed: self.seed(),
        };
        let tested = test_state::run(&test, &setting, &mut Functions(self))
            .map_err(|refusal| ApiError::new(refusal.code(), refusal.message()))?;
        Ok(serde_json::to_value(tested.to_json()).unwrap_or_default())
    }
}

/// The functions of the account, as the only service a test of a state meets.
struct Functions<'h>(&'h mut Host);

impl Outside for Functions<'_> {
    fn task(&mut self, request: &TaskRequest<'_>) -> rehearsal::Answer {
        let arguments = request.task.arguments.value();
        let (reply, wraps) = match request.resource {
            Resource::Lambda(arn) => {
                let payload = asl_json::to_text(arguments);
                (self.0.invoke_function(arn, &payload), false)
            }
            Resource::Integration(integration) if integration.arn.ends_with(":::lambda:invoke") => {
                // Recorded from AWS: a parameter that is null is not sent.
                let argument = |name| {
                    arguments
                        .get(name)
                        .filter(|value| **value != AslValue::Null)
                };
                let name = argument("FunctionName").and_then(AslValue::as_str);
                let payload = argument("Payload").map_or("{}".to_owned(), asl_json::to_text);
                let reply = self.0.invoke_function(name.unwrap_or_default(), &payload);
                (reply, true)
            }
            _ => (None, false),
        };
        let Some(Reply {
            after_seconds,
            outcome,
        }) = reply
        else {
            return rehearsal::Answer::Open;
        };
        let result = match outcome {
            Err(FunctionError { error, payload }) => Err(Failure::new(error, payload)),
            Ok(payload) => match asl_json::from_text(&payload) {
                Err(error) => Err(Failure::new("Lambda.Unknown", error.to_string())),
                Ok(payload) if wraps => Ok(AslValue::object(Object::from_iter([
                    ("ExecutedVersion".into(), "$LATEST".into()),
                    ("Payload".into(), payload),
                    ("StatusCode".into(), 200.into()),
                ]))),
                Ok(payload) => Ok(payload),
            },
        };
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the delays of the corpus are of seconds"
        )]
        let after = (after_seconds * 1e9) as i64;
        rehearsal::Answer::Done { after, result }
    }
}
