//! `ValidateStateMachineDefinition`.

use asl::diagnostic::Severity;
use asl::parse::{self, Notation, Options};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::machine::MachineType;

/// At most so many diagnostics are told when the request does not say, or says 0 (API reference,
/// `maxResults`).
const DIAGNOSTICS_DEFAULT: usize = 100;

/// What ValidateStateMachineDefinition is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ValidateStateMachineDefinition {
    definition: String,
    #[serde(rename = "type")]
    kind: Option<MachineType>,
    #[serde(default)]
    severity: LeastSeverity,
    max_results: Option<usize>,
}

/// How bad a diagnostic must at least be.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum LeastSeverity {
    #[default]
    Error,
    Warning,
}

pub(crate) fn validate(request: &ValidateStateMachineDefinition) -> Value {
    let options = Options {
        notation: Notation::Json,
        express: matches!(request.kind, Some(MachineType::Express)),
        ..Options::default()
    };
    let diagnostics = match parse::parse(&request.definition, options) {
        Ok(definition) => definition.warnings,
        Err(diagnostics) => diagnostics,
    };
    let result = if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        "FAIL"
    } else {
        "OK"
    };
    let max = match request.max_results {
        None | Some(0) => DIAGNOSTICS_DEFAULT,
        Some(max) => max,
    };
    let mut wanted = diagnostics
        .iter()
        .filter(|diagnostic| match request.severity {
            LeastSeverity::Error => diagnostic.severity == Severity::Error,
            LeastSeverity::Warning => true,
        })
        .map(|diagnostic| {
            let mut told = json!({
                "severity": diagnostic.severity.as_str(),
                "code": diagnostic.code.as_str(),
                "message": diagnostic.message,
            });
            if let Some(location) = &diagnostic.location {
                told["location"] = location.as_str().into();
            }
            told
        });
    let told: Vec<Value> = wanted.by_ref().take(max).collect();
    json!({
        "result": result,
        "diagnostics": told,
        "truncated": wanted.next().is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validated(request: Value) -> Value {
        validate(&serde_json::from_value(request).expect("a request"))
    }

    #[test]
    fn errors_are_told_with_their_places() {
        assert_eq!(
            validated(json!({"definition": "{}"})),
            json!({
                "result": "FAIL",
                "diagnostics": [{
                    "severity": "ERROR",
                    "code": "SCHEMA_VALIDATION_FAILED",
                    "message": "These fields are required: [States, StartAt]",
                    "location": "/",
                }],
                "truncated": false,
            })
        );
    }

    #[test]
    fn what_is_over_the_limit_is_cut_off() {
        let state = r#"{"Type": "Pass"}"#;
        let definition = format!(r#"{{"StartAt": "A", "States": {{"A": {state}, "B": {state}}}}}"#);
        let all = validated(json!({"definition": definition, "maxResults": 0}));
        let some = validated(json!({"definition": definition, "maxResults": 1}));
        assert!(
            all["diagnostics"]
                .as_array()
                .is_some_and(|all| all.len() > 1)
        );
        assert_eq!(all["truncated"], false);
        assert_eq!(some["diagnostics"][0], all["diagnostics"][0]);
        assert_eq!(some["truncated"], true);
    }

    #[test]
    fn warnings_are_told_when_they_are_asked_for() {
        let definition = r#"{"StartAt": "A", "States": {"A": {
            "Type": "Pass", "Result": {"a": "$.b"}, "Parameters": {"c": "$.d"}, "End": true}}}"#;
        let errors = validated(json!({"definition": definition}));
        let warnings = validated(json!({"definition": definition, "severity": "WARNING"}));
        assert_eq!(errors["diagnostics"], json!([]));
        assert_eq!(warnings["diagnostics"][0]["severity"], "WARNING");
        assert_eq!(warnings["result"], "OK");
    }

    #[test]
    fn express_machines_may_not_wait_for_others() {
        let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters":
            {"QueueUrl": "q", "MessageBody": {"t.$": "$$.Task.Token"}}, "End": true}}}"#;
        assert_eq!(validated(json!({"definition": definition}))["result"], "OK");
        let express = json!({"definition": definition, "type": "EXPRESS"});
        assert_eq!(validated(express)["result"], "FAIL");
    }
}
