//! The context object: `$$` in JSONPath, `$states.context` in JSONata.

use asl::state::StateKind;
use asl::{Object, StateMachine, Value};

use crate::execution::Core;
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
) -> Value {
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
        fields.insert("Name", Value::String(state.name.shared()));
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
    if let Some(item) = item.or(thread.map_item.as_deref()) {
        let mut fields = Object::with_capacity(3);
        fields.insert("Index", Value::from(i64::from(item.index)));
        if let Some(key) = &item.key {
            fields.insert("Key", Value::String(key.clone()));
        }
        fields.insert("Value", item.value.clone());
        let item = Object::from_iter([("Item".into(), Value::object(fields))]);
        context.insert("Map", Value::object(item));
    }
    Value::object(context)
}
