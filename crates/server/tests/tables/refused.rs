//! What is refused, and in which words.

use std::fs;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};

use super::place::{OpenFolder, Server, copy, copy_table, said, tables, text};
use super::shop::{TABLE, make, order, put};

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, other) = (folder.path().join("ours"), folder.path().join("other"));
    let (from, to) = (text(&ours), text(&other));
    copy(from, to, &[]).is_refused("there are no tables in");
    assert!(!other.exists(), "nothing was made");

    let open = OpenFolder::at(&ours);
    make(&open.client, TABLE).await;
    put(&open.client, TABLE, [order(1, 1)]).await;
    open.close().await;
    copy_table(from, to, &["--table", "invoices"])
        .is_refused("there is no such table: the source (table `invoices`");
    copy(from, from, &[]).is_refused("source and target are the same table");
    copy(from, from, &["--to-table", "trial"]).is_same(1, 0);

    let open = OpenFolder::at(&other);
    let definition = AttributeDefinition::builder()
        .attribute_name("PK")
        .attribute_type(ScalarAttributeType::N);
    let key = KeySchemaElement::builder()
        .attribute_name("PK")
        .key_type(KeyType::Hash);
    let made = open
        .client
        .create_table()
        .table_name(TABLE)
        .attribute_definitions(definition.build().expect("a definition"))
        .key_schema(key.build().expect("a key"))
        .billing_mode(BillingMode::PayPerRequest);
    made.send().await.expect("a table");
    open.close().await;
    copy(from, to, &[]).is_refused("has the key PK (N), and the source has PK (S) and SK (S)");
    copy(from, to, &["--to-table", "orders-2"]).is_same(1, 0);

    let gone = "http://127.0.0.1:9";
    copy(from, gone, &[]).is_refused("does not answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_told_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, other) = (folder.path().join("ours"), folder.path().join("other"));
    let server = Server::start(&ours, &[]);
    let url = server.url.as_str();
    let (from, to) = (text(&ours), text(&other));
    copy(from, to, &[]).is_refused("`embedded` asks the server that runs");
    copy(url, to, &[]).is_refused("the source (table `orders`, http://127.0.0.1");
    copy(url, url, &[]).is_refused("refuses: ");

    // With keys in a profile, as with those in the data folder.
    let keys = fs::read_to_string(ours.join("credentials")).expect("keys");
    let file = folder.path().join("credentials");
    fs::write(&file, keys).expect("a file");
    let mut command = tables(&[
        "copy",
        "--json",
        "--from",
        url,
        "--to",
        to,
        "--profile",
        "entrega",
    ]);
    let output = command
        .env("AWS_SHARED_CREDENTIALS_FILE", &file)
        .output()
        .expect("it runs");
    let first = said(&output);
    assert_eq!(first.code, Some(0), "{first:?}");
    let embedded = ["--endpoint", url, "--data", from];
    copy_table("embedded", url, &embedded).is_refused("refuses: ");
    let same = copy_table("embedded", "embedded", &embedded);
    same.is_refused("source and target are the same table");
    let listed = tables(&["list", "--endpoint", url, "--data", from])
        .output()
        .expect("it runs");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains("PK (S) and SK (S)"), "{listed}");
}
