//! Expressions that are settled before anything runs: they read nothing but what the machine is
//! called.
//!
//! A workflow that starts its neighbour computes the neighbour's ARN from its own; a permission can
//! name that ARN as well as a written one.

use asl::expression::{Environment, Expression, ExpressionKind, PathExpression, Random, Root};
use asl::template::Template;
use asl::{Object, Timestamp, Value};

/// Functions that give something else each time, as intrinsic functions are called.
const VOLATILE: [&str; 2] = ["States.MathRandom", "States.UUID"];

/// The same template, with their values in place of the expressions that are settled when the
/// machine is called `machine`.
pub(crate) fn settled(template: &Template, machine: &str) -> Template {
    match template {
        Template::Literal(_) => template.clone(),
        Template::Object(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(key, field)| (key.clone(), settled(field, machine)));
            Template::Object(fields.collect())
        }
        Template::Array(items) => {
            Template::Array(items.iter().map(|item| settled(item, machine)).collect())
        }
        Template::Expression(expression) => match value_of(expression, machine) {
            Some(value) => Template::Literal(value),
            None => template.clone(),
        },
    }
}

/// The value of an expression, when it is settled.
fn value_of(expression: &Expression, machine: &str) -> Option<Value> {
    let text = &*expression.text;
    let is_settled = match &expression.kind {
        ExpressionKind::Path(path) => reads_machine(path),
        ExpressionKind::Intrinsic(call) => {
            call.paths().into_iter().all(reads_machine)
                && !VOLATILE.iter().any(|function| text.contains(function))
        }
        ExpressionKind::Jsonata(jsonata) => {
            // Of the context only the machine may be read.
            let reads = text.matches("context").count();
            let of_machine = MACHINE_IN_JSONATA.map(|field| text.matches(field).count());
            jsonata.depends_on_context_alone() && reads == of_machine.iter().sum::<usize>()
        }
    };
    if !is_settled {
        return None;
    }
    let context = || context(machine);
    let environment = Environment {
        input: &Value::Null,
        context: &context,
        variables: &Object::new(),
        result: None,
        error_output: None,
        now: Timestamp::from_milliseconds(0),
    };
    let mut random = Random::from_seed([0; 32]);
    expression.evaluate(&environment, &mut random).ok()
}

const MACHINE_IN_JSONATA: [&str; 2] = [
    "$states.context.StateMachine.Id",
    "$states.context.StateMachine.Name",
];

fn reads_machine(path: &PathExpression) -> bool {
    let text = path.text.trim_end();
    path.root == Root::Context && matches!(text, "$$.StateMachine.Id" | "$$.StateMachine.Name")
}

/// The context object, with words for the region and the account: they are filled in wherever the
/// ARN goes.
fn context(machine: &str) -> Value {
    let mut state_machine = Object::new();
    let arn = format!("arn:aws:states:REGION:ACCOUNT_ID:stateMachine:{machine}");
    state_machine.insert("Id", Value::from(arn));
    state_machine.insert("Name", Value::from(machine));
    let mut context = Object::new();
    context.insert("StateMachine", Value::object(state_machine));
    Value::object(context)
}

#[cfg(test)]
mod tests {
    use asl::parse::{Options, parse};
    use asl::state::{State, StateKind};

    use super::*;

    fn first(definition: &str) -> State {
        let machine = parse(definition, Options::default())
            .expect("a definition")
            .machine;
        let (_, state) = machine.states().next().expect("a state");
        assert!(matches!(state.kind, StateKind::Pass { .. }));
        state.clone()
    }

    /// What a JSONata expression settles to.
    fn jsonata(expression: &str) -> Option<Value> {
        let state = first(&format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "A",
                "States": {{"A": {{"Type": "Pass", "Output": "{{% {expression} %}}", "End": true}}}}}}"#
        ));
        let asl::data_flow::DataFlow::Jsonata(flow) = state.flow else {
            panic!("JSONata");
        };
        match settled(&flow.output.expect("an output"), "order") {
            Template::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// What a path or a call settles to.
    fn json_path(expression: &str) -> Option<Value> {
        let state = first(&format!(
            r#"{{"StartAt": "A", "States":
                {{"A": {{"Type": "Pass", "Parameters": {{"x.$": "{expression}"}}, "End": true}}}}}}"#
        ));
        let asl::data_flow::DataFlow::JsonPath(flow) = state.flow else {
            panic!("JSONPath");
        };
        match settled(&flow.parameters.expect("parameters"), "order") {
            Template::Object(fields) => match fields.into_iter().next() {
                Some((_, Template::Literal(value))) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    #[test]
    fn what_reads_only_the_machine_is_settled() {
        let own = "arn:aws:states:REGION:ACCOUNT_ID:stateMachine:order";
        let pack = "arn:aws:states:REGION:ACCOUNT_ID:stateMachine:pack";
        let id = "$states.context.StateMachine.Id";
        assert_eq!(jsonata(id), Some(Value::from(own)));
        let replaced = format!("$replace({id}, 'order', 'pack')");
        assert_eq!(jsonata(&replaced), Some(Value::from(pack)));
        assert_eq!(jsonata("'orders'"), Some(Value::from("orders")));
        assert_eq!(json_path("$$.StateMachine.Id"), Some(Value::from(own)));
        let call = "States.Format('{}-a', $$.StateMachine.Name)";
        assert_eq!(json_path(call), Some(Value::from("order-a")));
    }

    #[test]
    fn nothing_else_is() {
        for expression in [
            "$states.input.table",
            "$table",
            "$uuid()",
            "$states.context.Execution.Id",
            "$states.context.StateMachine.Id & $states.context.Execution.Id",
            "$exists($states.input.x) ? 'a' : 'b'",
            "$string($now())",
        ] {
            assert_eq!(jsonata(expression), None, "{expression}");
        }
        for expression in ["$.table", "$$.Execution.Id", "States.UUID()"] {
            assert_eq!(json_path(expression), None, "{expression}");
        }
    }
}
