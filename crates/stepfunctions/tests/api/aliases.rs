//! Aliases, and where they lead.

use serde_json::{Value, json};

use crate::account::{Account, Refused, machine_arn};

fn route(version: &str, weight: u32) -> Value {
    json!({"stateMachineVersionArn": machine_arn(version), "weight": weight})
}

fn alias(name: &str, routes: &[Value]) -> Value {
    json!({"name": name, "routingConfiguration": routes})
}

#[tokio::test]
async fn an_alias_is_made_described_and_changed() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let mut body = alias("PROD", &[route("shop:1", 100)]);
    body["description"] = "what customers see".into();
    let created = account.call("CreateStateMachineAlias", body.clone()).await;
    assert_eq!(created["stateMachineAliasArn"], machine_arn("shop:PROD"));
    assert_eq!(account.call("CreateStateMachineAlias", body).await, created);

    let described = json!({"stateMachineAliasArn": machine_arn("shop:PROD")});
    assert_eq!(
        account
            .call("DescribeStateMachineAlias", described.clone())
            .await,
        json!({
            "stateMachineAliasArn": machine_arn("shop:PROD"),
            "name": "PROD",
            "description": "what customers see",
            "routingConfiguration": [route("shop:1", 100)],
            "creationDate": created["creationDate"],
            "updateDate": created["creationDate"],
        })
    );
    let change = json!({
        "stateMachineAliasArn": machine_arn("shop:PROD"),
        "routingConfiguration": [route("shop:1", 20), route("shop:2", 80)],
    });
    account.call("UpdateStateMachineAlias", change).await;
    let changed = account.call("DescribeStateMachineAlias", described).await;
    assert_eq!(changed["description"], "what customers see");
    assert_eq!(
        changed["routingConfiguration"],
        json!([route("shop:1", 20), route("shop:2", 80)])
    );
}

#[tokio::test]
async fn routes_must_go_together() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    account.create_with_versions("market", 1).await;
    let shop = machine_arn("shop");
    for (routes, message) in [
        (
            vec![route("shop:1", 50), route("shop:1", 50)],
            format!(
                "Routing configuration must contain distinct state machine version ARNs. \
                 Received: [{shop}:1, {shop}:1]"
            ),
        ),
        (
            vec![route("shop", 70), route("shop:1", 30)],
            format!(
                "Routing configuration must contain state machine version ARNs. Received: \
                 [{shop}, {shop}:1]"
            ),
        ),
        (
            vec![route("shop:1", 70), route("shop:2", 29)],
            "Sum of routing configuration weights must equal 100. Received: [70, 29]".to_owned(),
        ),
        (
            vec![route("shop:1", 50), route("market:1", 50)],
            format!(
                "Routing configuration must contain versions of the same state machine. \
                 Received: [{shop}:1, {}]",
                machine_arn("market:1")
            ),
        ),
    ] {
        let refused = account
            .refused("CreateStateMachineAlias", alias("PROD", &routes))
            .await;
        assert_eq!(refused, Refused::new("ValidationException", message));
    }
    let missing = alias("PROD", &[route("shop:3", 100)]);
    let refused = account.refused("CreateStateMachineAlias", missing).await;
    assert_eq!(refused.code, "ResourceNotFound");
}

#[tokio::test]
async fn an_alias_of_the_same_name_must_be_the_same() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let first = alias("PROD", &[route("shop:1", 100)]);
    account.call("CreateStateMachineAlias", first).await;
    let other = alias("PROD", &[route("shop:2", 100)]);
    assert_eq!(
        account.refused("CreateStateMachineAlias", other).await,
        Refused::new(
            "ConflictException",
            "Failed to create alias because an alias with the same name and a different routing \
             configuration already exists."
        )
    );
}

#[tokio::test]
async fn chance_decides_between_two_routes() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let body = alias("PROD", &[route("shop:1", 30), route("shop:2", 70)]);
    account.call("CreateStateMachineAlias", body).await;
    let arn = machine_arn("shop:PROD");
    let drawn = |draw| {
        let started = account
            .registry
            .resolve_for_start(&arn, draw)
            .expect("a version");
        assert_eq!(started.alias_arn.as_deref(), Some(&*arn));
        started.version_arn.expect("a version").to_string()
    };
    let first = (0..1_000).filter(|draw| drawn(*draw) == machine_arn("shop:1"));
    assert_eq!(first.count(), 300);
}

#[tokio::test]
async fn a_route_of_weight_zero_is_never_taken() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let body = alias("PROD", &[route("shop:1", 0), route("shop:2", 100)]);
    account.call("CreateStateMachineAlias", body).await;
    for draw in 0..100 {
        let started = account
            .registry
            .resolve_for_start(&machine_arn("shop:PROD"), draw);
        let version = started.expect("a version").version_arn;
        assert_eq!(version.as_deref(), Some(&*machine_arn("shop:2")));
    }
}

#[tokio::test]
async fn the_oldest_alias_is_listed_first() {
    let account = Account::new();
    account.create_with_versions("shop", 2).await;
    let arn = |alias: &str| machine_arn(&format!("shop:{alias}"));
    for (name, version) in [("A-1", "shop:1"), ("A-2", "shop:2"), ("A-3", "shop:1")] {
        account
            .call(
                "CreateStateMachineAlias",
                alias(name, &[route(version, 100)]),
            )
            .await;
    }
    let list = async |body: Value| {
        let page = account.call("ListStateMachineAliases", body).await;
        let aliases = page["stateMachineAliases"].as_array().expect("a list");
        let arns = aliases
            .iter()
            .map(|alias| alias["stateMachineAliasArn"].clone());
        (arns.collect::<Vec<_>>(), page["nextToken"].clone())
    };
    let machine = json!({"stateMachineArn": machine_arn("shop"), "maxResults": 1});
    let (first, token) = list(machine).await;
    assert_eq!(first, [arn("A-1")]);
    let machine = json!({"stateMachineArn": machine_arn("shop"), "nextToken": token});
    assert_eq!(list(machine).await.0, [arn("A-2"), arn("A-3")]);
    let version = json!({"stateMachineArn": machine_arn("shop:1")});
    assert_eq!(list(version).await.0, [arn("A-1"), arn("A-3")]);

    let foreign = json!({"stateMachineArn": machine_arn("shop:1"), "nextToken": token});
    let refused = account.refused("ListStateMachineAliases", foreign).await;
    assert_eq!(refused.code, "InvalidToken");
}

#[tokio::test]
async fn a_deleted_alias_leads_nowhere() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    account
        .call(
            "CreateStateMachineAlias",
            alias("PROD", &[route("shop:1", 100)]),
        )
        .await;
    let body = json!({"stateMachineAliasArn": machine_arn("shop:PROD")});
    assert_eq!(
        account.call("DeleteStateMachineAlias", body.clone()).await,
        json!({})
    );
    assert_eq!(
        account.call("DeleteStateMachineAlias", body.clone()).await,
        json!({})
    );
    let refused = account.refused("DescribeStateMachineAlias", body).await;
    assert_eq!(refused.code, "ResourceNotFound");
    assert!(
        account
            .registry
            .resolve_for_start(&machine_arn("shop:PROD"), 0)
            .is_err()
    );
}

#[tokio::test]
async fn a_change_of_an_alias_must_change_something() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    let body = json!({"stateMachineAliasArn": machine_arn("shop:PROD")});
    let refused = account.refused("UpdateStateMachineAlias", body).await;
    assert_eq!(refused.code, "ValidationException");
    let body = json!({"stateMachineAliasArn": machine_arn("shop:PROD"), "description": "d"});
    let refused = account.refused("UpdateStateMachineAlias", body).await;
    assert_eq!(
        refused,
        Refused::new(
            "ResourceNotFound",
            "Request references a resource that does not exist."
        )
    );
}

#[tokio::test]
async fn there_are_at_most_a_hundred_aliases() {
    let account = Account::new();
    account.create_with_versions("shop", 1).await;
    let numbered = |number: u32| alias(&format!("A-{number}"), &[route("shop:1", 100)]);
    for number in 1..=100 {
        account
            .call("CreateStateMachineAlias", numbered(number))
            .await;
    }
    let refused = account
        .refused("CreateStateMachineAlias", numbered(101))
        .await;
    assert_eq!(refused.code, "ServiceQuotaExceededException");
}
