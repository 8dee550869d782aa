//! DynamoDB as `aws-sdk-dynamodb` finds it: within the process, over TCP, and in moto.
//!
//! One script is played over each way, so that nobody can tell them apart.

mod script;
mod ways;

use std::collections::HashMap;

use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, Tag, TransactWriteItem, Update};
use aws_sdk_dynamodb::{Client, config};
use cloud::Connector;
use wire::Caller;

use ways::{Moto, PlainHttp, configuration, embedded, embedded_with, listen};

#[tokio::test]
async fn clients_work_within_the_process() {
    let (cloud, _dynamodb) = embedded();
    let connector = Connector::new(cloud, Caller::Owner);
    let client = Client::from_conf(configuration(connector).allow_no_auth().build());
    script::everything_works(&client).await;
    // moto knows none of these.
    a_token_has_a_transaction_done_once(&client).await;
    arns_are_of_this_account(&client).await;
    numbers_have_38_digits(&client).await;
}

#[tokio::test]
async fn clients_work_over_tcp_with_signatures() {
    let (cloud, _dynamodb) = embedded();
    let owner = cloud.iam().owner_credentials().clone();
    let address = listen(cloud).await;
    let signing_with = |secret: &str| {
        let key = owner.access_key_id.as_str();
        let config = configuration(PlainHttp(address))
            .endpoint_url(format!("http://{address}"))
            .credentials_provider(config::Credentials::new(key, secret, None, None, "a test"));
        Client::from_conf(config.build())
    };
    script::everything_works(&signing_with(owner.secret_access_key.reveal())).await;

    let forged = signing_with("another").list_tables().send().await;
    let error = forged.expect_err("a signature that proves nothing");
    assert_eq!(error.code(), Some("InvalidSignatureException"));
}

/// The script is about DynamoDB, and not about this one: moto is another.
#[tokio::test]
async fn the_script_holds_elsewhere() {
    let Some(moto) = Moto::start() else {
        return;
    };
    let config = configuration(PlainHttp(moto.address))
        .endpoint_url(format!("http://{}", moto.address))
        .credentials_provider(config::Credentials::new("k", "s", None, None, "a test"));
    script::everything_works(&Client::from_conf(config.build())).await;
}

/// A role that may do everything but delete items of one table.
const ROLES: &str = r#"{"Roles": [{
    "RoleName": "kitchen",
    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "states.amazonaws.com"},
        "Action": "sts:AssumeRole"
    }]},
    "Policies": [{"PolicyName": "all-but-one", "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "dynamodb:DeleteItem", "Resource": "arn:aws:dynamodb:*:*:table/shop"}
        ]
    }}]
}]}"#;

#[tokio::test]
async fn roles_may_do_what_they_may() {
    let folder = tempfile::tempdir().expect("a folder");
    let roles = folder.path().join("iam.json");
    std::fs::write(&roles, ROLES).expect("a file");
    let (cloud, _dynamodb) = embedded_with(Some(roles));
    let role = |name: &str| {
        let caller = Caller::Role {
            role_arn: format!("arn:aws:iam::000000000000:role/{name}").into(),
            session: "an-order".into(),
        };
        let connector = Connector::new(cloud.clone(), caller);
        Client::from_conf(configuration(connector).allow_no_auth().build())
    };
    let nobody = role("nobody").list_tables().send().await;
    let refused = nobody.expect_err("nobody declared it");
    assert_eq!(refused.code(), Some("AccessDeniedException"));

    let kitchen = role("kitchen");
    script::create_shop(&kitchen).await;
    let order = |sk: &str| {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        HashMap::from([
            ("pk".to_owned(), text("order")),
            ("sk".to_owned(), text(sk)),
        ])
    };
    let put = Put::builder().table_name(script::SHOP);
    let put = put.set_item(Some(order("1"))).build().expect("a put");
    let put = TransactWriteItem::builder().put(put).build();
    let puts = kitchen.transact_write_items().transact_items(put);
    puts.clone().send().await.expect("it may put");
    let delete = Delete::builder().table_name(script::SHOP);
    let delete = delete.set_key(Some(order("2"))).build().expect("a delete");
    let delete = TransactWriteItem::builder().delete(delete).build();
    let refused = puts.transact_items(delete).send().await;
    let refused = refused.expect_err("not even beside a put");
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    let said = refused.message().unwrap_or_default();
    assert!(said.contains("dynamodb:DeleteItem"), "{said}");
}

async fn a_token_has_a_transaction_done_once(client: &Client) {
    script::create_shop(client).await;
    let add = Update::builder()
        .table_name(script::SHOP)
        .key("pk", AttributeValue::S("stock".to_owned()))
        .key("sk", AttributeValue::S("margherita".to_owned()))
        .update_expression("ADD pieces :one")
        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
    let add = TransactWriteItem::builder().update(add.build().expect("an update"));
    let transaction = client
        .transact_write_items()
        .client_request_token("token-1")
        .transact_items(add.build());
    transaction.clone().send().await.expect("the first");
    transaction.send().await.expect("the same again");
    let stock = script::get(client, "stock", "margherita").await;
    assert_eq!(stock["pieces"], AttributeValue::N("1".to_owned()));
}

async fn arns_are_of_this_account(client: &Client) {
    let described = client
        .describe_table()
        .table_name(script::SHOP)
        .send()
        .await;
    let table = described.expect("a table").table.expect("a description");
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/shop";
    assert_eq!(table.table_arn(), Some(arn));
    let index = table.global_secondary_indexes()[0].index_arn();
    assert_eq!(index, Some(format!("{arn}/index/by-day").as_str()));
    let tag = Tag::builder().key("team").value("delivery");
    let tag = client
        .tag_resource()
        .resource_arn(arn)
        .tags(tag.build().expect("a tag"));
    tag.send().await.expect("it is ours");
    let tags = client
        .list_tags_of_resource()
        .resource_arn(arn)
        .send()
        .await;
    assert_eq!(tags.expect("it is ours").tags()[0].value(), "delivery");
    let elsewhere = arn.replace("us-east-1", "eu-west-1");
    let elsewhere = client.list_tags_of_resource().resource_arn(elsewhere);
    let elsewhere = elsewhere.send().await.expect_err("another region");
    assert_eq!(elsewhere.code(), Some("ResourceNotFoundException"));
}

async fn numbers_have_38_digits(client: &Client) {
    let key = |sk: &str| AttributeValue::S(sk.to_owned());
    let put = client
        .put_item()
        .table_name(script::SHOP)
        .item("pk", key("numbers"))
        .item("sk", key("39"))
        .item("n", AttributeValue::N("9".repeat(39)));
    let refused = put.send().await.expect_err("39 digits");
    assert_eq!(refused.code(), Some("ValidationException"));
}
