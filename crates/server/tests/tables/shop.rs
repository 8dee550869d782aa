//! A table like the shop's, its items, and what is in a table in the end.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, DeleteRequest, GlobalSecondaryIndex,
    KeySchemaElement, KeyType, LocalSecondaryIndex, Projection, ProjectionType, PutRequest,
    ScalarAttributeType, TimeToLiveSpecification, WriteRequest,
};

/// Not the shop's own, which a server that is up goes on writing.
pub(crate) const TABLE: &str = "orders";

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn n(number: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn schema(keys: [&str; 2]) -> Vec<KeySchemaElement> {
    let kinds = [KeyType::Hash, KeyType::Range];
    let element = |(name, kind): (&str, KeyType)| {
        let element = KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind);
        element.build().expect("a key")
    };
    keys.into_iter().zip(kinds).map(element).collect()
}

/// Makes the table: two keys, an index of each kind, and an end of items.
pub(crate) async fn make(client: &Client, table: &str) {
    let definition = |name: &str| {
        let definition = AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S);
        definition.build().expect("a definition")
    };
    let projection = |kind| Projection::builder().projection_type(kind).build();
    let open = GlobalSecondaryIndex::builder()
        .index_name("open")
        .set_key_schema(Some(schema(["open_pk", "SK"])))
        .projection(projection(ProjectionType::KeysOnly));
    let by_state = LocalSecondaryIndex::builder()
        .index_name("by_state")
        .set_key_schema(Some(schema(["PK", "state"])))
        .projection(projection(ProjectionType::All));
    client
        .create_table()
        .table_name(table)
        .set_key_schema(Some(schema(["PK", "SK"])))
        .set_attribute_definitions(Some(
            ["PK", "SK", "open_pk", "state"].map(definition).into(),
        ))
        .global_secondary_indexes(open.build().expect("an index"))
        .local_secondary_indexes(by_state.build().expect("an index"))
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .expect("a table");
    let forgetting = TimeToLiveSpecification::builder()
        .attribute_name("expires_at")
        .enabled(true)
        .build();
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(forgetting.expect("a specification"))
        .send()
        .await
        .expect("an end of items");
}

/// An order, as large as one of the shop's.
pub(crate) fn order(number: usize, total: usize) -> Item {
    let line = |item: usize| {
        AttributeValue::M(HashMap::from([
            ("item".to_owned(), s(format!("feijoada-{item}"))),
            ("portions".to_owned(), n(item + 1)),
            ("price".to_owned(), n(format!("{}.50", 30 + item))),
            (
                "notes".to_owned(),
                s("sem cebola, com farofa à parte, e bem quente"),
            ),
        ]))
    };
    let mut order = HashMap::from([
        ("PK".to_owned(), s(format!("ORDER#{number:06}"))),
        ("SK".to_owned(), s("ORDER")),
        (
            "state".to_owned(),
            s(if number.is_multiple_of(3) {
                "open"
            } else {
                "delivered"
            }),
        ),
        (
            "customer".to_owned(),
            s(format!("customer-{}", number % 97)),
        ),
        ("total".to_owned(), n(total)),
        (
            "lines".to_owned(),
            AttributeValue::L((0..=number % 5).map(line).collect()),
        ),
        (
            "tags".to_owned(),
            AttributeValue::Ss(vec!["vegan".into(), format!("t{}", number % 7)]),
        ),
        (
            "signature".to_owned(),
            AttributeValue::B(Blob::new(number.to_be_bytes())),
        ),
    ]);
    if number.is_multiple_of(3) {
        order.insert("open_pk".to_owned(), s("STORE#loja"));
    }
    order
}

pub(crate) fn key(number: usize) -> Item {
    let mut key = order(number, 0);
    key.retain(|name, _| name == "PK" || name == "SK");
    key
}

pub(crate) async fn put(client: &Client, table: &str, items: impl IntoIterator<Item = Item>) {
    let request = |item| {
        let put = PutRequest::builder()
            .set_item(Some(item))
            .build()
            .expect("a put");
        WriteRequest::builder().put_request(put).build()
    };
    write(client, table, items.into_iter().map(request).collect()).await;
}

pub(crate) async fn delete(client: &Client, table: &str, keys: impl IntoIterator<Item = Item>) {
    let request = |key| {
        let delete = DeleteRequest::builder()
            .set_key(Some(key))
            .build()
            .expect("a delete");
        WriteRequest::builder().delete_request(delete).build()
    };
    write(client, table, keys.into_iter().map(request).collect()).await;
}

async fn write(client: &Client, table: &str, requests: Vec<WriteRequest>) {
    for batch in requests.chunks(25) {
        let write = client
            .batch_write_item()
            .request_items(table, batch.to_vec());
        let answer = write.send().await.expect("it is written");
        assert!(answer.unprocessed_items.is_none_or(|left| left.is_empty()));
    }
}

/// What is in a table, by key: each item once, sets in order.
pub(crate) async fn all(client: &Client, table: &str) -> BTreeMap<String, Item> {
    let mut found = BTreeMap::new();
    let mut from = None;
    loop {
        let scan = client
            .scan()
            .table_name(table)
            .set_exclusive_start_key(from);
        let page = scan.send().await.expect("a page");
        for mut item in page.items.unwrap_or_default() {
            item.values_mut().for_each(in_order);
            let key = format!("{:?} {:?}", item["PK"], item["SK"]);
            assert!(found.insert(key, item).is_none(), "an item is there twice");
        }
        from = page.last_evaluated_key;
        if from.is_none() {
            return found;
        }
    }
}

fn in_order(value: &mut AttributeValue) {
    match value {
        AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => texts.sort_unstable(),
        AttributeValue::Bs(blobs) => blobs.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref())),
        AttributeValue::L(values) => values.iter_mut().for_each(in_order),
        AttributeValue::M(map) => map.values_mut().for_each(in_order),
        _ => {}
    }
}
