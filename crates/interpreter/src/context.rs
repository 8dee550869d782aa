//! The context object: `$$` in JSONPath, `$states.context` in JSONata.

use std::sync::Arc;

use asl::state::StateKind;
use asl::{Object, StateMachine, Value};

use crate::execution::Core;
use crate::inspection::Inspection;
use crate::thread::{MapItem, Thread};

/// The context object as the state sees it that `thread` is in.
///
/// `State.RetryCount` is there for the states that can retry, `Task.Token` where somebody is
/// waited for, `Map.Item` inside a Map (recorded from AWS, 2024 and 2025).
pub(crate) fn context_object(
    machine: &StateMachine,
    core: &Core,
    thread: &Thread,
    item: Option<&MapItem>,
    inspection: Option<&Inspection>,
) -> Value {
    let item = item.or(thread.map_item.as_deref());
    if let Some(given) = inspection.and_then(|inspection| inspection.context.as_ref()) {
        return given_context(given, item);
    }
    let mut context = Object::with_capacity(5);
    let identity = &core.identity;
    context.insert("Execution", core.execution_object());
    context.insert(
        "StateMachine",
        Value::object(Object::from_iter([
            (
                "Id".into(),
                Value::String(identity.state_machine_arn.clone()),
            ),
            (
                "Name".into(),
                Value::String(identity.state_machine_name.clone()),
            ),
        ])),
    );
    if let Some(visit) = &thread.visit {
        let state = machine.state(visit.state);
        let mut fields = Object::with_capacity(3);
        let name = match inspection {
            None => state.name.shared(),
            Some(inspection) => inspection.state_name.clone(),
        };
        fields.insert("Name", Value::String(name));
        fields.insert("EnteredTime", Value::from(visit.entered_at.to_string()));
        if matches!(
            state.kind,
            StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)
        ) {
            fields.insert("RetryCount", Value::from(i64::from(visit.retry_count)));
        }
        context.insert("State", Value::object(fields));
        if let Some(token) = &visit.token {
            let token = Value::from(token.as_str());
            context.insert(
                "Task",
                Value::object(Object::from_iter([("Token".into(), token)])),
            );
        }
    }
    if let Some(item) = item {
        context.insert("Map", map_object(item));
    }
    Value::object(context)
}

/// A context object that a test gives, with the item that the Map under test is at.
fn given_context(given: &Arc<Object>, item: Option<&MapItem>) -> Value {
    let Some(item) = item else {
        return Value::Object(given.clone());
    };
    let mut context = Object::clone(given);
    context.insert("Map", map_object(item));
    Value::object(context)
}

fn map_object(item: &MapItem) -> Value {
    let mut fields = Object::with_capacity(3);
    fields.insert("Index", Value::from(i64::from(item.index)));
    if let Some(key) = &item.key {
        fields.insert("Key", Value::String(key.clone()));
    }
    fields.insert("Value", item.value.clone());
    let item = Object::from_iter([("Item".into(), Value::object(fields))]);
    Value::object(item)
}
