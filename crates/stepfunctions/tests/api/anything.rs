//! Whatever is sent, nothing panics, and the fault is never ours.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use stepfunctions::shape::{Kind, Operation, Structure};

use crate::account::{Account, ROLE, definition, machine_arn};

/// Any JSON, small.
fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,8}", inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}

/// Texts that mean something to the service.
fn telling_text() -> BoxedStrategy<Value> {
    let arns = ["shop", "shop:1", "shop:PROD", "shop/parcels", "market", ""].map(machine_arn);
    let others = [
        "arn:aws:states:us-east-1:000000000000:activity:pack",
        "arn:aws:states",
        ROLE,
        "shop",
        "PROD",
        "pack",
        "INITIAL",
        "{}",
        r#"{"Type":"Pass","End":true}"#,
        r#"{"Type":"Wait","Seconds":99999999,"End":true}"#,
    ];
    let mut texts: Vec<String> = arns.into();
    texts.extend(others.map(str::to_owned));
    texts.push(definition("first"));
    select(texts).prop_map(Value::from).boxed()
}

/// Mostly what the model asks for.
fn of_kind(kind: &'static Kind) -> BoxedStrategy<Value> {
    let meant = match kind {
        Kind::Text(_) => {
            prop_oneof![4 => telling_text(), 1 => ".{0,300}".prop_map(Value::from)].boxed()
        }
        Kind::Choice(choices) => select(*choices).prop_map(Value::from).boxed(),
        Kind::Integer { .. } => (-1_i64..1_002).prop_map(Value::from).boxed(),
        Kind::Decimal { .. } => (-1.0..101.0).prop_map(Value::from).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Kind::List { item, .. } => prop::collection::vec(of_kind(item), 0..4)
            .prop_map(Value::from)
            .boxed(),
        Kind::Structure(structure) => of_structure(structure),
    };
    prop_oneof![19 => meant, 1 => anything()].boxed()
}

fn of_structure(structure: &'static Structure) -> BoxedStrategy<Value> {
    let members = structure.members.iter().map(|member| {
        let there = if member.required { 0.95 } else { 0.4 };
        prop::option::weighted(there, of_kind(&member.kind))
            .prop_map(|value| value.map(|value| (member.name.to_owned(), value)))
            .boxed()
    });
    members
        .collect::<Vec<_>>()
        .prop_map(|fields| fields.into_iter().flatten().collect::<Map<_, _>>().into())
        .boxed()
}

/// Requests to an account each: what one leaves behind the next one finds.
const REQUESTS_PER_OPERATION: u32 = 60;

/// Nobody gives work to the workers that ask for some: they are not waited for.
const PATIENCE: Duration = Duration::from_millis(20);

#[test]
fn no_request_is_answered_with_a_fault_of_ours() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let account = runtime.block_on(async {
        let account = Account::new();
        account.create_with_versions("shop", 2).await;
        account
            .call("CreateActivity", json!({"name": "pack"}))
            .await;
        account
    });
    for operation in Operation::ALL {
        let mut runner = TestRunner::new(ProptestConfig {
            cases: REQUESTS_PER_OPERATION,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let target = format!("AWSStepFunctions.{}", operation.name());
        runner
            .run(&of_structure(operation.input()), |body| {
                let answer = account.send(Some(&target), body.to_string());
                let answer = async { tokio::time::timeout(PATIENCE, answer).await };
                if let Ok(answer) = runtime.block_on(answer) {
                    let status = answer.status();
                    prop_assert!(!status.is_server_error(), "{status}");
                }
                Ok(())
            })
            .unwrap_or_else(|failure| panic!("{}: {failure}", operation.name()));
    }
}
