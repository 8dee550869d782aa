//! What the template declares against what it is derived from.

use std::collections::{BTreeMap, BTreeSet};

use asl::parse::Source;
use delivery::delivery::{WORKFLOW, WORKFLOW_FILE};
use delivery::functions::FUNCTIONS;
use deployment::pattern::Part;
use deployment::{Needs, Pattern};
use serde_json::{Value, json};

use crate::shop::{ACCOUNT, NAME, REGION, Shop, folder};

pub(crate) const EVERYTHING: [(&str, &str); 7] = [
    ("BaseUrl", "https://shop.example.com"),
    ("KnowledgeBaseId", "KB12345678"),
    ("SenderAddress", "shop@example.com"),
    ("TextMessages", "yes"),
    ("AssistantAccess", "NONE"),
    ("ReservedConcurrency", "10"),
    ("AlarmAddress", "owner@example.com"),
];

const NOTHING: [(&str, &str); 1] = [("BaseUrl", "https://shop.example.com")];

/// The machines: their names in the template, and whether they are Express ones.
const MACHINES: [(&str, bool); 2] = [
    ("OrderStateMachine", false),
    ("AssistantStateMachine", true),
];

/// The definition's file of a machine of the template, and what is filled in.
fn definition(shop: &Shop, machine: &str) -> (String, BTreeMap<String, String>) {
    let properties = shop.properties(machine);
    let path = properties["DefinitionUri"].as_str().expect("a path");
    let text = std::fs::read_to_string(folder().join(path)).expect("the definition");
    let filled = &properties["DefinitionSubstitutions"];
    let filled = serde_json::from_value(filled.clone()).expect("substitutions");
    (text, filled)
}

#[test]
fn machines_are_the_shipped_ones_and_all_of_them_is_filled_in() {
    let shop = Shop::with(&EVERYTHING);
    for (machine, _) in MACHINES {
        let (text, filled) = definition(&shop, machine);
        let mut whole = text.clone();
        for (name, value) in &filled {
            assert!(text.contains(&format!("${{{name}}}")), "{machine}: {name}");
            whole = whole.replace(&format!("${{{name}}}"), value);
        }
        assert!(!whole.contains("${"), "{machine}: {whole}");
    }
    let (order, filled) = definition(&shop, "OrderStateMachine");
    assert_eq!(order, WORKFLOW_FILE);
    // With its functions' plain names it is what a server of its own runs.
    let own = filled.iter().fold(order, |text, (name, arn)| {
        let function = name.strip_suffix("Arn").expect("a function");
        assert_eq!(*arn, shop.arn(function));
        text.replace(&format!("${{{name}}}"), function)
    });
    assert_eq!(own, *WORKFLOW);
}

#[test]
fn machines_may_do_what_their_definitions_need_and_no_more() {
    let shop = Shop::with(&EVERYTHING);
    for (machine, is_express) in MACHINES {
        let (text, filled) = definition(&shop, machine);
        let source = Source::read(&text).expect("a definition");
        let parsed = source.parse(is_express).expect("a machine").machine;
        let needs = Needs::of(&parsed, &shop.id(machine))
            .with_log()
            .with_traces();
        assert!(needs.unknown.is_empty(), "{:#?}", needs.unknown);
        let whole = |pattern: &Pattern| -> String {
            let parts = pattern.parts().iter().map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Partition => "aws",
                Part::Region => REGION,
                Part::Account => ACCOUNT,
                Part::Placeholder(name) => &filled[&**name],
                Part::Segment(..) => panic!("{pattern}"),
            });
            parts.collect()
        };
        let needed = needs.statements().into_iter().map(|statement| {
            let mut needed = json!({
                "Effect": "Allow",
                "Action": statement.actions,
                "Resource": statement.resources.iter().map(whole).collect::<Vec<_>>(),
            });
            for condition in &statement.conditions {
                needed["Condition"][condition.operator][condition.key] =
                    whole(&condition.value).into();
            }
            needed
        });
        let role = format!("{machine}Role");
        let declared = statements(&shop, &role, "definition");
        assert_eq!(declared, needed.collect::<Vec<_>>(), "{role}");
    }
}

/// The statements of a policy of a role: actions and resources as lists, and no comments.
pub(crate) fn statements(shop: &Shop, role: &str, policy: &str) -> Vec<Value> {
    let policies = shop.properties(role)["Policies"].clone();
    let policies = policies.as_array().expect("policies");
    let policy = policies
        .iter()
        .find(|it| it["PolicyName"] == policy)
        .unwrap_or_else(|| panic!("{role} has no policy `{policy}`"));
    let statements = policy["PolicyDocument"]["Statement"].as_array();
    let statements = statements.expect("statements").iter();
    let lists = |statement: &Value| {
        let mut statement = statement.clone();
        for member in ["Action", "Resource"] {
            if let Some(Value::String(one)) = statement.get(member) {
                statement[member] = json!([one]);
            }
        }
        statement
    };
    statements.map(lists).collect()
}

#[test]
fn every_machine_trusts_step_functions_for_itself_alone() {
    let shop = Shop::with(&EVERYTHING);
    for (machine, _) in MACHINES {
        let trust = shop.properties(&format!("{machine}Role"))["AssumeRolePolicyDocument"].clone();
        let condition = &trust["Statement"][0]["Condition"];
        assert_eq!(condition["ArnLike"]["aws:SourceArn"], shop.arn(machine));
        assert_eq!(condition["StringEquals"]["aws:SourceAccount"], ACCOUNT);
    }
}

#[test]
fn the_functions_are_those_that_there_are() {
    let shop = Shop::with(&EVERYTHING);
    let mut expected: BTreeSet<&str> = FUNCTIONS.into_iter().collect();
    expected.insert("AssistantGatewayFunction");
    let mut declared = BTreeSet::new();
    for function in shop.of_kind("AWS::Lambda::Function") {
        let id = function.logical_id.as_str();
        let properties = shop.properties(id);
        assert_eq!(properties["Handler"], id);
        assert_eq!(properties["Runtime"], "provided.al2023");
        assert_eq!(properties["Role"], shop.arn(&role_of(id)), "{id}");
        let log = &properties["LoggingConfig"]["LogGroup"];
        assert_eq!(*log, shop.id("FunctionsLog"), "{id}");
        declared.insert(id);
    }
    assert_eq!(declared, expected);
    for function in Shop::with(&NOTHING).of_kind("AWS::Lambda::Function") {
        assert_ne!(function.logical_id, "AssistantGatewayFunction");
    }
}

/// The role of a function.
pub(crate) fn role_of(function: &str) -> String {
    let name = function.strip_suffix("Function").expect("a function");
    format!("{name}Role")
}

#[test]
fn the_assistant_is_not_told_the_shops_secrets() {
    let shop = Shop::with(&EVERYTHING);
    let gateway = shop.properties("AssistantGatewayFunction");
    let variables = &gateway["Environment"]["Variables"];
    assert_eq!(variables["ENTREGA_SHOP_SECRET"], "");
    assert_eq!(variables["ENTREGA_STRIPE_API_KEY"], "");
    let order = shop.properties("ReceiveOrderFunction");
    assert_ne!(order["Environment"]["Variables"]["ENTREGA_SHOP_SECRET"], "");
}

#[test]
fn what_has_a_state_says_what_becomes_of_it() {
    use deployment::stack::Deletion;
    let shop = Shop::with(&EVERYTHING);
    for resource in &shop.0.resources {
        let id = resource.logical_id.as_str();
        let is_retained = resource.deletion != Deletion::Delete;
        assert_eq!(is_retained, id == "Table", "{id}");
        let is_stateful = [
            "AWS::DynamoDB::Table",
            "AWS::Logs::LogGroup",
            "AWS::SNS::Topic",
            "AWS::SQS::Queue",
            "AWS::SecretsManager::Secret",
        ];
        if is_stateful.contains(&resource.kind.as_str()) {
            assert!(
                resource.attributes.contains_key("UpdateReplacePolicy"),
                "{id}"
            );
        }
    }
}

#[test]
fn two_stacks_go_into_one_account() {
    let shop = Shop::with(&EVERYTHING);
    for resource in &shop.0.resources {
        for (name, value) in resource.properties.iter() {
            let names_itself = name.ends_with("Name")
                && !matches!(name, "IndexName" | "FunctionName" | "MetricName");
            if names_itself && let Some(text) = value.as_text() {
                assert!(text.contains(NAME), "{}: {name}", resource.logical_id);
            }
        }
    }
}

#[test]
fn the_outputs_are_those_that_a_server_reads() {
    let names = |shop: &Shop| -> Vec<String> {
        let outputs = shop.0.outputs.iter();
        outputs.map(|output| output.name.clone()).collect()
    };
    let all = names(&Shop::with(&EVERYTHING));
    for name in [
        "TableName",
        "OrderStateMachineArn",
        "NoticesTopicArn",
        "AssistantStateMachineArn",
        "AssistantUrl",
    ] {
        assert!(all.iter().any(|it| it == name), "{all:?}");
    }
    let without = names(&Shop::with(&NOTHING));
    assert!(
        without.iter().all(|name| !name.starts_with("Assistant")),
        "{without:?}"
    );
}
