//! State machines: making, changing, describing and listing them.

use std::sync::Arc;

use asl::diagnostic::{Diagnostic, Severity};
use asl::parse::{self, Options};
use asl::{StateMachine, Timestamp};
use serde_json::{Map, Value, json};

use super::request::Request;
use super::{ACCOUNT, Answer, ApiError, Host, REGION, clock};

/// A state machine as it is now. An execution keeps the one it was started with.
#[derive(Clone)]
pub(super) struct Machine {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) role_arn: String,
    pub(super) parsed: Arc<StateMachine>,
    pub(super) express: bool,
    pub(super) updated: Timestamp,
    definition: String,
    logging: Value,
    tracing: Value,
    created: Timestamp,
    /// Which change of the machine this is; `None` before the first one.
    revision: Option<String>,
}

/// A page token of every list but that of executions, in characters (Step Functions API reference,
/// `PageToken`).
pub(super) const PAGE_TOKEN_CHARS_MAX: usize = 1_024;

impl Host {
    pub(super) fn create_state_machine(&mut self, request: Request) -> Answer {
        let name = request.name("name")?;
        let express = request.text("type") == Some("EXPRESS");
        let definition = request.required("definition")?;
        let machine = Machine {
            arn: arn("stateMachine", name),
            name: name.to_owned(),
            role_arn: request.required("roleArn")?.to_owned(),
            parsed: Arc::new(read_definition(definition, express)?),
            express,
            updated: self.now(),
            definition: definition.to_owned(),
            logging: logging_configuration(request.get("loggingConfiguration"))?,
            tracing: tracing_configuration(request.get("tracingConfiguration")),
            created: self.now(),
            revision: None,
        };
        if let Some(existing) = self.machines.iter().find(|other| other.arn == machine.arn) {
            return if existing.is_created_like(&machine) {
                Ok(existing.creation())
            } else {
                Err(ApiError::new(
                    "StateMachineAlreadyExists",
                    format!("State Machine Already Exists: '{}'", machine.arn),
                ))
            };
        }
        let answer = machine.creation();
        self.machines.push(machine);
        Ok(answer)
    }

    pub(super) fn update_state_machine(&mut self, request: Request) -> Answer {
        const CHANGES: [&str; 4] = [
            "definition",
            "roleArn",
            "loggingConfiguration",
            "tracingConfiguration",
        ];
        let mut changed = self
            .machine(request.arn("stateMachineArn", "stateMachine")?)?
            .clone();
        if CHANGES.iter().all(|key| request.get(key).is_none()) {
            return Err(ApiError::new(
                "MissingRequiredParameter",
                "Either the definition, the role ARN, the LoggingConfiguration, or the \
                 TracingConfiguration must be specified",
            ));
        }
        if let Some(definition) = request.text("definition") {
            changed.parsed = Arc::new(read_definition(definition, changed.express)?);
            definition.clone_into(&mut changed.definition);
        }
        if let Some(role_arn) = request.text("roleArn") {
            role_arn.clone_into(&mut changed.role_arn);
        }
        if let Some(logging) = request.get("loggingConfiguration") {
            changed.logging = logging_configuration(Some(logging))?;
        }
        if let Some(tracing) = request.get("tracingConfiguration") {
            changed.tracing = tracing_configuration(Some(tracing));
        }
        changed.updated = self.now();
        let revision = self.random.next_uuid();
        let machine = self.machine_mut(&changed.arn)?;
        if !(machine.is_created_like(&changed) && machine.role_arn == changed.role_arn) {
            changed.revision = Some(revision);
        }
        *machine = changed;
        let mut answer = json!({"updateDate": clock::sdk_date(machine.updated)});
        if let Some(revision) = &machine.revision {
            answer["revisionId"] = revision.as_str().into();
        }
        Ok(answer)
    }

    pub(super) fn delete_state_machine(&mut self, request: Request) -> Answer {
        let arn = request.arn("stateMachineArn", "stateMachine")?;
        self.machines.retain(|machine| machine.arn != arn);
        Ok(json!({}))
    }

    pub(super) fn describe_state_machine(&self, request: Request) -> Answer {
        let machine = self.machine(request.arn("stateMachineArn", "stateMachine")?)?;
        let mut answer = machine.configuration();
        answer["creationDate"] = clock::sdk_date(machine.created).into();
        answer["status"] = "ACTIVE".into();
        answer["type"] = machine.type_name().into();
        Ok(answer)
    }

    pub(super) fn list_state_machines(&self, request: Request) -> Answer {
        let machines = self.machines.iter().map(|machine| {
            json!({
                "stateMachineArn": machine.arn,
                "name": machine.name,
                "type": machine.type_name(),
                "creationDate": clock::sdk_date(machine.created),
            })
        });
        request.page("stateMachines", machines.collect(), PAGE_TOKEN_CHARS_MAX)
    }

    pub(super) fn machine(&self, arn: &str) -> Result<&Machine, ApiError> {
        let found = self.machines.iter().find(|machine| machine.arn == arn);
        found.ok_or_else(|| no_such_machine(arn))
    }

    fn machine_mut(&mut self, arn: &str) -> Result<&mut Machine, ApiError> {
        let found = self.machines.iter_mut().find(|machine| machine.arn == arn);
        found.ok_or_else(|| no_such_machine(arn))
    }
}

impl Machine {
    /// What executions of the machine are made with, as `DescribeStateMachine` and
    /// `DescribeStateMachineForExecution` show it.
    pub(super) fn configuration(&self) -> Value {
        let mut configuration = json!({
            "stateMachineArn": self.arn,
            "name": self.name,
            "definition": self.definition,
            "roleArn": self.role_arn,
            "loggingConfiguration": self.logging,
            "tracingConfiguration": self.tracing,
            "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        });
        if let Some(revision) = &self.revision {
            configuration["revisionId"] = revision.as_str().into();
        }
        let references = variable_references(&self.parsed);
        if !references.is_empty() {
            configuration["variableReferences"] = references.into();
        }
        configuration
    }

    fn creation(&self) -> Value {
        json!({"stateMachineArn": self.arn, "creationDate": clock::sdk_date(self.created)})
    }

    fn type_name(&self) -> &'static str {
        if self.express { "EXPRESS" } else { "STANDARD" }
    }

    /// Whether `CreateStateMachine` takes the other for this one. The role does not count.
    fn is_created_like(&self, other: &Machine) -> bool {
        self.definition == other.definition
            && self.express == other.express
            && self.logging == other.logging
            && self.tracing == other.tracing
    }
}

/// The ARN of something in the account.
pub(super) fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:states:{REGION}:{ACCOUNT}:{kind}:{name}")
}

/// `ValidateStateMachineDefinition`.
pub(super) fn validate_definition(request: Request) -> Answer {
    let express = request.text("type") == Some("EXPRESS");
    let options = Options {
        express,
        ..Options::default()
    };
    let diagnostics = match parse::parse(request.required("definition")?, options) {
        Ok(definition) => definition.warnings,
        Err(diagnostics) => diagnostics,
    };
    let fails = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    let shown = diagnostics.iter().map(|diagnostic| {
        json!({
            "severity": match diagnostic.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
            },
            "code": diagnostic.code.as_str(),
            "message": diagnostic.message,
            "location": diagnostic.location,
        })
    });
    Ok(json!({
        "result": if fails { "FAIL" } else { "OK" },
        "diagnostics": shown.collect::<Vec<_>>(),
        "truncated": false,
    }))
}

fn read_definition(text: &str, express: bool) -> Result<StateMachine, ApiError> {
    match parse::parse(
        text,
        Options {
            express,
            ..Options::default()
        },
    ) {
        Ok(definition) => Ok(definition.machine),
        Err(diagnostics) => Err(invalid_definition(&diagnostics)),
    }
}

/// The error for a definition with these faults.
pub(crate) fn invalid_definition(diagnostics: &[Diagnostic]) -> ApiError {
    let faults: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(Diagnostic::to_string)
        .collect();
    let faults = faults.join(", ");
    ApiError::new(
        "InvalidDefinition",
        format!("Invalid State Machine Definition: '{faults}'"),
    )
}

fn no_such_machine(arn: &str) -> ApiError {
    ApiError::new(
        "StateMachineDoesNotExist",
        format!("State Machine Does Not Exist: '{arn}'"),
    )
}

/// The configuration with its defaults. The host has no logs, so it looks no destination up.
fn logging_configuration(given: Option<&Value>) -> Result<Value, ApiError> {
    let mut logging = json!({"level": "OFF", "includeExecutionData": false});
    for (key, value) in given.and_then(Value::as_object).into_iter().flatten() {
        logging[key.as_str()] = value.clone();
    }
    let destinations = logging["destinations"].as_array().map_or(0, Vec::len);
    if logging["level"] != "OFF" && destinations != 1 {
        return Err(ApiError::new(
            "InvalidLoggingConfiguration",
            "Invalid Logging Configuration: Must specify exactly one Log Destination.",
        ));
    }
    Ok(logging)
}

fn tracing_configuration(given: Option<&Value>) -> Value {
    let enabled = given.and_then(|tracing| tracing["enabled"].as_bool());
    json!({"enabled": enabled.unwrap_or(false)})
}

/// The variables each state refers to, of the states that refer to any.
fn variable_references(machine: &StateMachine) -> Map<String, Value> {
    let references = machine.variable_references().into_iter();
    references
        .map(|(state, variables)| {
            let name = machine.state(state).name.to_string();
            let variables = variables.iter().map(|variable| Value::from(&**variable));
            (name, variables.collect())
        })
        .collect()
}
