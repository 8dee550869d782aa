//! The context object that a test gives in place of an execution's own.

use std::sync::Arc;

use asl::state::{IntegrationPattern, Resource, State, StateKind};
use asl::{Object, Value, json};

use super::Refusal;

/// What a field of the context object is.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Number,
    Anything,
}

/// The objects of the context object and their fields, but for `Map`: that one follows from the
/// state.
const OBJECTS: [(&str, &[(&str, Kind)]); 4] = [
    (
        "Execution",
        &[
            ("Id", Kind::Text),
            ("Input", Kind::Anything),
            ("Name", Kind::Text),
            ("RoleArn", Kind::Text),
            ("StartTime", Kind::Text),
            ("RedriveCount", Kind::Number),
            ("RedriveTime", Kind::Text),
        ],
    ),
    (
        "State",
        &[
            ("EnteredTime", Kind::Text),
            ("Name", Kind::Text),
            ("RetryCount", Kind::Number),
        ],
    ),
    ("StateMachine", &[("Id", Kind::Text), ("Name", Kind::Text)]),
    ("Task", &[("Token", Kind::Text)]),
];

/// Reads a context object for `state`. Any of its fields may be left out (recorded from AWS,
/// 2025-12).
pub(super) fn read(text: &str, state: &State) -> Result<Arc<Object>, Refusal> {
    let value = json::from_text(text).map_err(|_| invalid("Context object must be valid JSON"))?;
    let Value::Object(context) = value else {
        return Err(invalid("Context object must be a JSON object"));
    };
    for (name, value) in context.iter() {
        if &**name == "Map" {
            return Err(invalid(
                "'Map' field is not supported when mocking a Context object",
            ));
        }
        if &**name == "Task" && !has_token(state) {
            return Err(invalid(
                "Context object contains 'Task' when state is not a Task state with a '.sync' or \
                 '.waitForTaskToken' service integration pattern",
            ));
        }
        let (_, allowed) = OBJECTS
            .iter()
            .find(|(known, _)| *known == &**name)
            .ok_or_else(|| not_allowed(name))?;
        let fields = value
            .as_object()
            .ok_or_else(|| invalid(&format!("{name} must be an object")))?;
        for (field, value) in fields.iter() {
            let (_, kind) = allowed
                .iter()
                .find(|(known, _)| *known == &**field)
                .ok_or_else(|| not_allowed(field))?;
            match (kind, value) {
                (Kind::Text, Value::String(_))
                | (Kind::Number, Value::Number(_))
                | (Kind::Anything, _) => {}
                (Kind::Text, _) => {
                    return Err(invalid(&format!("{name}.{field} must be a string")));
                }
                (Kind::Number, _) => {
                    return Err(invalid(&format!("{name}.{field} must be a number")));
                }
            }
        }
    }
    Ok(context)
}

/// Whether the state is a task that somebody reports on.
fn has_token(state: &State) -> bool {
    let StateKind::Task(task) = &state.kind else {
        return false;
    };
    match &task.resource {
        Resource::Integration(integration) => match integration.pattern {
            IntegrationPattern::Sync
            | IntegrationPattern::Sync2
            | IntegrationPattern::WaitForTaskToken => true,
            IntegrationPattern::RequestResponse => false,
        },
        Resource::Lambda(_) | Resource::Activity(_) | Resource::Other(_) => false,
    }
}

fn not_allowed(field: &str) -> Refusal {
    invalid(&format!("Field '{field}' is not allowed"))
}

fn invalid(why: &str) -> Refusal {
    Refusal::validation(format!("Invalid Context object provided: {why}"))
}
