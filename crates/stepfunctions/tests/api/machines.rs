//! Making, changing, deleting, describing and listing machines.

use serde_json::{Value, json};

use crate::account::{Account, ROLE, Refused, definition, machine_arn};

fn new(name: &str) -> Value {
    json!({"name": name, "definition": definition("first"), "roleArn": ROLE})
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

#[tokio::test]
async fn a_machine_is_described_with_its_defaults() {
    let account = Account::new();
    let created = account.create("shop").await;
    let described = json!({"stateMachineArn": machine_arn("shop")});
    let described = account.call("DescribeStateMachine", described).await;
    assert_eq!(
        described,
        json!({
            "stateMachineArn": machine_arn("shop"),
            "name": "shop",
            "status": "ACTIVE",
            "type": "STANDARD",
            "definition": definition("first"),
            "roleArn": ROLE,
            "creationDate": created["creationDate"],
            "loggingConfiguration": {"level": "OFF", "includeExecutionData": false},
            "tracingConfiguration": {"enabled": false},
            "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        })
    );
}

#[tokio::test]
async fn metadata_alone_has_no_definition() {
    let account = Account::new();
    account.create("shop").await;
    let body = json!({"stateMachineArn": machine_arn("shop"), "includedData": "METADATA_ONLY"});
    let described = account.call("DescribeStateMachine", body).await;
    assert_eq!(described["definition"], "{}");
}

#[tokio::test]
async fn the_variables_of_states_are_told() {
    let account = Account::new();
    let definition = json!({"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
        "B": {"Type": "Pass", "Parameters": {"y.$": "$x"}, "End": true},
    }});
    let body = with(new("shop"), "definition", definition.to_string().into());
    account.call("CreateStateMachine", body).await;
    let body = json!({"stateMachineArn": machine_arn("shop")});
    let described = account.call("DescribeStateMachine", body).await;
    assert_eq!(described["variableReferences"], json!({"B": ["x"]}));
}

#[tokio::test]
async fn making_a_machine_twice_makes_it_once() {
    let account = Account::new();
    let first = account.call("CreateStateMachine", new("shop")).await;
    let ignored = with(new("shop"), "roleArn", format!("{ROLE}2").into());
    let ignored = with(ignored, "tags", json!([{"key": "a", "value": "b"}]));
    assert_eq!(account.call("CreateStateMachine", ignored).await, first);
    for (name, value) in [
        ("definition", definition("second").into()),
        ("type", "EXPRESS".into()),
        ("publish", true.into()),
        ("tracingConfiguration", json!({"enabled": true})),
        (
            "loggingConfiguration",
            json!({"includeExecutionData": true}),
        ),
    ] {
        let other = with(new("shop"), name, value);
        assert_eq!(
            account.refused("CreateStateMachine", other).await,
            Refused::new(
                "StateMachineAlreadyExists",
                format!("State Machine Already Exists: '{}'", machine_arn("shop"))
            ),
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_made_is_refused() {
    let account = Account::new();
    for (body, code, message) in [
        (
            with(new("shop"), "name", "two words".into()),
            "InvalidName",
            "Invalid Name: 'two words'",
        ),
        (
            with(new("shop"), "roleArn", "me".into()),
            "InvalidArn",
            "Invalid Role Arn: 'me'",
        ),
        (
            with(new("shop"), "versionDescription", "first".into()),
            "ValidationException",
            "Version description can only be set when publish is true",
        ),
        (
            with(new("shop"), "loggingConfiguration", json!({"level": "ALL"})),
            "InvalidLoggingConfiguration",
            "Invalid Logging Configuration: Must specify exactly one Log Destination.",
        ),
        (
            with(new("shop"), "loggingConfiguration", logging("/nowhere")),
            "InvalidLoggingConfiguration",
            "Invalid Logging Configuration: Log Destination not found.",
        ),
        (
            with(
                new("shop"),
                "definition",
                json!({"StartAt": "A"}).to_string().into(),
            ),
            "InvalidDefinition",
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are \
             required: [States] at /'",
        ),
    ] {
        let refused = account.refused("CreateStateMachine", body).await;
        assert_eq!(refused, Refused::new(code, message));
    }
    let machines = account.call("ListStateMachines", json!({})).await;
    assert_eq!(machines, json!({"stateMachines": []}));
}

fn logging(group: &str) -> Value {
    let arn = format!("arn:aws:logs:us-east-1:000000000000:log-group:{group}:*");
    json!({"level": "ERROR", "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}]})
}

#[tokio::test]
async fn logs_go_where_there_is_a_group() {
    let account = Account::new();
    let body = with(new("shop"), "loggingConfiguration", logging("/shop"));
    account.call("CreateStateMachine", body).await;
    let body = json!({"stateMachineArn": machine_arn("shop")});
    let described = account.call("DescribeStateMachine", body).await;
    let mut expected = logging("/shop");
    expected["includeExecutionData"] = false.into();
    assert_eq!(described["loggingConfiguration"], expected);
}

#[tokio::test]
async fn a_change_makes_a_revision_and_none_makes_none() {
    let account = Account::new();
    account.create("shop").await;
    let arn = machine_arn("shop");
    let same = json!({"stateMachineArn": arn, "definition": definition("first")});
    let answer = account.call("UpdateStateMachine", same).await;
    assert_eq!(answer.get("revisionId"), None);

    let changed = json!({"stateMachineArn": arn, "definition": definition("second")});
    let first = account.call("UpdateStateMachine", changed.clone()).await;
    let again = account.call("UpdateStateMachine", changed).await;
    assert!(first["revisionId"].is_string());
    assert_eq!(again["revisionId"], first["revisionId"]);

    let role = json!({"stateMachineArn": arn, "roleArn": format!("{ROLE}2")});
    let second = account.call("UpdateStateMachine", role).await;
    assert_ne!(second["revisionId"], first["revisionId"]);
    let described = account
        .call("DescribeStateMachine", json!({"stateMachineArn": arn}))
        .await;
    assert_eq!(described["revisionId"], second["revisionId"]);
    assert_eq!(described["definition"], definition("second"));
    assert_eq!(described["roleArn"], format!("{ROLE}2"));
}

#[tokio::test]
async fn an_execution_keeps_the_revision_it_was_started_with() {
    let account = Account::new();
    account.create("shop").await;
    let arn = machine_arn("shop");
    let started = account
        .registry
        .resolve_for_start(&arn, 0)
        .expect("a machine");
    let changed = json!({"stateMachineArn": arn, "definition": definition("second")});
    account.call("UpdateStateMachine", changed).await;
    let kept = account
        .registry
        .revision(started.revision.number)
        .expect("kept");
    assert_eq!(kept.settings.definition.text(), definition("first"));
    let now = account
        .registry
        .resolve_for_start(&arn, 0)
        .expect("a machine");
    assert_eq!(
        now.revision.settings.definition.text(),
        definition("second")
    );
}

#[tokio::test]
async fn revisions_nobody_has_are_forgotten() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let registry = &account.registry;
    let unused = registry.forget_unused_revisions(|number| number == 1).await;
    assert_eq!(unused.expect("forgotten"), 0, "an execution has the first");
    let unused = registry.forget_unused_revisions(|_| false).await;
    assert_eq!(unused.expect("forgotten"), 1);
    assert!(registry.revision(1).is_none());
    assert!(registry.revision(2).is_some(), "version 1 has it");
    let again = Account::of(account.journal.clone());
    assert!(again.registry.revision(1).is_none());
    assert!(again.registry.revision(3).is_some());
}

#[tokio::test]
async fn a_change_must_change_something_of_a_machine() {
    let account = Account::new();
    account.create("shop").await;
    let nothing = json!({"stateMachineArn": machine_arn("shop"), "publish": true});
    assert_eq!(
        account.refused("UpdateStateMachine", nothing).await,
        Refused::new(
            "MissingRequiredParameter",
            "Either the definition, the role ARN, the LoggingConfiguration, or the \
             TracingConfiguration must be specified"
        )
    );
    for name in ["market", "shop:1", "shop:PROD"] {
        let arn = machine_arn(name);
        let body = json!({"stateMachineArn": arn, "roleArn": ROLE});
        assert_eq!(
            account.refused("UpdateStateMachine", body).await,
            Refused::new(
                "StateMachineDoesNotExist",
                format!("State Machine Does Not Exist: '{arn}'")
            )
        );
    }
}

#[tokio::test]
async fn a_deleted_machine_is_gone() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    let arn = machine_arn("shop");
    let body = json!({"stateMachineArn": arn});
    assert_eq!(
        account.call("DeleteStateMachine", body.clone()).await,
        json!({})
    );
    assert_eq!(
        account.call("DeleteStateMachine", body.clone()).await,
        json!({})
    );
    let refused = account.refused("DescribeStateMachine", body).await;
    assert_eq!(refused.code, "StateMachineDoesNotExist");
    assert!(
        account
            .registry
            .resolve_for_start(&machine_arn("shop:1"), 0)
            .is_err()
    );
    account.create("shop").await;
}

#[tokio::test]
async fn machines_are_listed_in_pages() {
    let account = Account::new();
    for name in ["c", "a", "e", "b", "d"] {
        account.create(name).await;
    }
    let mut names = Vec::new();
    let mut body = json!({"maxResults": 2});
    loop {
        let page = account.call("ListStateMachines", body.clone()).await;
        let machines = page["stateMachines"].as_array().expect("a list");
        names.extend(machines.iter().map(|machine| machine["name"].clone()));
        match page.get("nextToken") {
            None => break,
            Some(token) => body["nextToken"] = token.clone(),
        }
    }
    assert_eq!(names, ["a", "b", "c", "d", "e"]);

    let foreign = json!({"nextToken": body["nextToken"]});
    let refused = account.refused("ListActivities", foreign).await;
    assert_eq!(
        refused,
        Refused::new("InvalidToken", "Invalid Token: 'Invalid token'")
    );
}

#[tokio::test]
async fn arns_of_map_states_are_refused() {
    let account = Account::new();
    account.create("shop").await;
    let body = json!({"stateMachineArn": machine_arn("shop/parcels")});
    let refused = account.refused("DescribeStateMachine", body).await;
    assert_eq!(refused.code, "ValidationException");
    let refused = account
        .registry
        .resolve_for_start(&machine_arn("shop/parcels"), 0)
        .expect_err("refused");
    assert_eq!(
        refused.fields["reason"],
        "API_DOES_NOT_SUPPORT_LABELED_ARNS"
    );
}

#[tokio::test]
async fn another_accounts_machine_is_not_ours() {
    let account = Account::new();
    account.create("shop").await;
    let arn = machine_arn("shop").replace("000000000000", "111111111111");
    let body = json!({"stateMachineArn": arn});
    let refused = account.refused("DescribeStateMachine", body).await;
    assert_eq!(refused.code, "StateMachineDoesNotExist");
}
