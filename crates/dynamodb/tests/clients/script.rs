//! What every DynamoDB does, asked by `aws-sdk-dynamodb`.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata as _};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, ConditionCheck, GlobalSecondaryIndex,
    KeySchemaElement, KeyType, KeysAndAttributes, Projection, ProjectionType, Put, PutRequest,
    ReturnValue, ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TableStatus,
    TimeToLiveSpecification, TimeToLiveStatus, TransactWriteItem, Update, WriteRequest,
};

pub(crate) const SHOP: &str = "shop";
const BY_DAY: &str = "by-day";

type Item = HashMap<String, AttributeValue>;

/// Plays the script, and leaves nothing behind.
pub(crate) async fn everything_works(client: &Client) {
    tables_are_made_and_described(client).await;
    values_come_back_as_they_were(client).await;
    numbers_are_exact(client).await;
    conditions_are_kept(client).await;
    updates_change_what_they_name(client).await;
    transactions_are_all_or_nothing(client).await;
    queries_go_by_pages_both_ways(client).await;
    an_index_shows_what_has_its_key(client).await;
    batches_write_and_read(client).await;
    scans_filter(client).await;
    time_to_live_is_remembered(client).await;
    tables_go(client).await;
}

async fn tables_are_made_and_described(client: &Client) {
    create_shop(client).await;
    let described = client.describe_table().table_name(SHOP).send().await;
    let table = described.expect("a table").table.expect("a description");
    assert_eq!(table.table_status(), Some(&TableStatus::Active));
    let arn = table.table_arn().unwrap_or_default();
    assert!(arn.starts_with("arn:aws:dynamodb:us-east-1:"), "{arn}");
    assert!(arn.ends_with(":table/shop"), "{arn}");
    let index = &table.global_secondary_indexes()[0];
    assert_eq!(index.index_name(), Some(BY_DAY));
    let names = client.list_tables().send().await.expect("tables");
    assert_eq!(names.table_names(), [SHOP]);

    let again = try_to_create_shop(client).await.expect_err("a table twice");
    assert_eq!(again.as_deref(), Some("ResourceInUseException"));
    let nowhere = client.get_item().table_name("nowhere");
    let nowhere = nowhere.key("pk", s("1")).key("sk", s("1")).send().await;
    let nowhere = nowhere.expect_err("no table").into_service_error();
    assert!(nowhere.is_resource_not_found_exception(), "{nowhere:?}");
}

async fn values_come_back_as_they_were(client: &Client) {
    let nested = AttributeValue::M(HashMap::from([
        ("größe – 🍕".to_owned(), n("42")),
        ("empty".to_owned(), AttributeValue::L(Vec::new())),
        ("no".to_owned(), AttributeValue::Bool(false)),
        ("nothing".to_owned(), AttributeValue::Null(true)),
    ]));
    let mut item = key("values", "all");
    item.extend([
        ("text".to_owned(), s("")),
        ("things".to_owned(), AttributeValue::L(vec![nested, s("x")])),
        (
            "bytes".to_owned(),
            AttributeValue::B(Blob::new([0, 255, 128])),
        ),
        (
            "texts".to_owned(),
            AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()]),
        ),
    ]);
    put(client, item.clone()).await;
    let mut found = get(client, "values", "all").await;
    if let Some(AttributeValue::Ss(texts)) = found.get_mut("texts") {
        texts.sort_unstable();
    }
    assert_eq!(found, item);

    let projected = client.get_item().table_name(SHOP).consistent_read(true);
    let projected = projected
        .set_key(Some(key("values", "all")))
        .projection_expression("things[1], bytes");
    let projected = projected.send().await.expect("an item").item;
    let mut projected = projected.expect("an item");
    assert_eq!(
        projected.remove("things"),
        Some(AttributeValue::L(vec![s("x")]))
    );
    assert_eq!(projected.keys().collect::<Vec<_>>(), ["bytes"]);
}

async fn numbers_are_exact(client: &Client) {
    let numbers = [
        "12345678901234567890123456789012345678",
        "-0.00000000000000000000000000000000000001",
        "9007199254740993",
        "0.1",
    ];
    let list = AttributeValue::L(numbers.map(n).to_vec());
    let mut item = key("numbers", "exact");
    item.insert("list".to_owned(), list.clone());
    item.insert("cents".to_owned(), n("0.1"));
    put(client, item).await;
    let changed = client
        .update_item()
        .table_name(SHOP)
        .set_key(Some(key("numbers", "exact")))
        .update_expression("SET cents = cents + :more")
        .expression_attribute_values(":more", n("0.2"))
        .return_values(ReturnValue::AllNew);
    let changed = changed.send().await.expect("an update").attributes;
    let changed = changed.expect("all of it");
    assert_eq!(changed["list"], list);
    assert_eq!(changed["cents"], n("0.3"));
}

async fn conditions_are_kept(client: &Client) {
    let mut order = key("order", "P-1");
    order.insert("state".to_owned(), s("placed"));
    let place = client
        .put_item()
        .table_name(SHOP)
        .set_item(Some(order.clone()))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    place.clone().send().await.expect("a new order");
    let again = place.send().await.expect_err("an order twice");
    let raw = again.raw_response().expect("an answer of the service");
    assert_eq!(raw.status().as_u16(), 400);
    let again = again.into_service_error();
    assert_eq!(again.code(), Some("ConditionalCheckFailedException"));
    assert_eq!(again.message(), Some("The conditional request failed"));
    assert!(again.is_conditional_check_failed_exception(), "{again:?}");

    let cancel = client
        .delete_item()
        .table_name(SHOP)
        .set_key(Some(key("order", "P-1")))
        .condition_expression("#s IN (:a, :b)")
        .expression_attribute_names("#s", "state")
        .expression_attribute_values(":a", s("paid"))
        .expression_attribute_values(":b", s("ready"));
    let kept = cancel.send().await.expect_err("it is but placed");
    assert!(
        kept.into_service_error()
            .is_conditional_check_failed_exception()
    );
    assert_eq!(get(client, "order", "P-1").await, order);
}

async fn updates_change_what_they_name(client: &Client) {
    let update = client
        .update_item()
        .table_name(SHOP)
        .set_key(Some(key("stock", "margherita")))
        .update_expression(
            "SET pieces = if_not_exists(pieces, :start) - :taken, \
             story = list_append(if_not_exists(story, :none), :entry) REMOVE gone ADD moves :one",
        )
        .condition_expression("attribute_not_exists(pieces) OR pieces >= :taken")
        .expression_attribute_values(":start", n("10"))
        .expression_attribute_values(":taken", n("4"))
        .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
        .expression_attribute_values(":entry", AttributeValue::L(vec![s("taken")]))
        .expression_attribute_values(":one", n("1"))
        .return_values(ReturnValue::AllNew);
    for (pieces, moves) in [("6", "1"), ("2", "2")] {
        let updated = update.clone().send().await.expect("there is enough");
        let item = updated.attributes.expect("all of it");
        assert_eq!((&item["pieces"], &item["moves"]), (&n(pieces), &n(moves)));
    }
    let sold_out = update.send().await.expect_err("two are left");
    assert!(
        sold_out
            .into_service_error()
            .is_conditional_check_failed_exception()
    );
    let stock = get(client, "stock", "margherita").await;
    assert_eq!(
        stock["story"],
        AttributeValue::L(vec![s("taken"), s("taken")])
    );
}

async fn transactions_are_all_or_nothing(client: &Client) {
    let mut order = key("order", "P-2");
    order.insert("state".to_owned(), s("placed"));
    let place = || {
        let put = Put::builder()
            .table_name(SHOP)
            .set_item(Some(order.clone()))
            .condition_expression("attribute_not_exists(pk)");
        TransactWriteItem::builder()
            .put(put.build().expect("a put"))
            .build()
    };
    let take = |pieces: &str| {
        let update = Update::builder()
            .table_name(SHOP)
            .set_key(Some(key("stock", "margherita")))
            .update_expression("SET pieces = pieces - :taken")
            .condition_expression("pieces >= :taken")
            .expression_attribute_values(":taken", n(pieces));
        TransactWriteItem::builder()
            .update(update.build().expect("an update"))
            .build()
    };
    let first_is_there = {
        let check = ConditionCheck::builder()
            .table_name(SHOP)
            .set_key(Some(key("order", "P-1")))
            .condition_expression("attribute_exists(pk)");
        TransactWriteItem::builder()
            .condition_check(check.build().expect("a check"))
            .build()
    };
    let too_many = client.transact_write_items().transact_items(place());
    let too_many = too_many
        .transact_items(take("3"))
        .transact_items(first_is_there.clone());
    let cancelled = too_many.send().await.expect_err("two are left");
    let cancelled = cancelled.into_service_error();
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(cancelled) =
        cancelled
    else {
        panic!("{cancelled:?}");
    };
    let reasons = cancelled.cancellation_reasons().iter();
    let codes: Vec<_> = reasons.map(|reason| reason.code()).collect();
    assert_eq!(
        codes,
        [Some("None"), Some("ConditionalCheckFailed"), Some("None")]
    );
    assert_eq!(find(client, "order", "P-2").await, None, "nothing is done");

    let enough = client.transact_write_items().transact_items(place());
    let enough = enough
        .transact_items(take("2"))
        .transact_items(first_is_there);
    enough.send().await.expect("two are left");
    assert_eq!(get(client, "order", "P-2").await, order);
    assert_eq!(get(client, "stock", "margherita").await["pieces"], n("0"));
}

async fn queries_go_by_pages_both_ways(client: &Client) {
    for number in 0..25 {
        put(client, event(number)).await;
    }
    let all: Vec<String> = (0..25).map(|number| format!("{number:03}")).collect();
    for forward in [true, false] {
        let mut found = Vec::new();
        let mut sizes = Vec::new();
        let mut from = None;
        loop {
            let page = client
                .query()
                .table_name(SHOP)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", s("events"))
                .scan_index_forward(forward)
                .limit(10)
                .set_exclusive_start_key(from);
            let page = page.send().await.expect("a page");
            sizes.push(page.items().len());
            found.extend(page.items().iter().map(sort_key));
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        if !forward {
            found.reverse();
        }
        assert_eq!(found, all);
        assert_eq!(sizes, [10, 10, 5]);
    }
    let some = client
        .query()
        .table_name(SHOP)
        .key_condition_expression("pk = :pk AND sk BETWEEN :a AND :b")
        .filter_expression("odd = :yes")
        .expression_attribute_values(":pk", s("events"))
        .expression_attribute_values(":a", s("003"))
        .expression_attribute_values(":b", s("009"))
        .expression_attribute_values(":yes", AttributeValue::Bool(true));
    let some = some.send().await.expect("a page");
    assert_eq!((some.count(), some.scanned_count()), (4, 7));
}

async fn an_index_shows_what_has_its_key(client: &Client) {
    let of_day = client
        .query()
        .table_name(SHOP)
        .index_name(BY_DAY)
        .key_condition_expression("#d = :day AND begins_with(sk, :zero)")
        .expression_attribute_names("#d", "day")
        .expression_attribute_values(":day", s("monday"))
        .expression_attribute_values(":zero", s("01"))
        .limit(2);
    let pages = of_day.into_paginator().items().send();
    let found: Result<Vec<Item>, _> = pages.collect().await;
    let found = found.expect("every page");
    let found: Vec<String> = found.iter().map(sort_key).collect();
    assert_eq!(found, ["010", "012", "014", "016", "018"]);
}

async fn batches_write_and_read(client: &Client) {
    let write = |number: u32| {
        let mut item = key("batch", &format!("{number:03}"));
        item.insert("number".to_owned(), n(&number.to_string()));
        let put = PutRequest::builder().set_item(Some(item));
        let put = put.build().expect("an item");
        WriteRequest::builder().put_request(put).build()
    };
    let writes: Vec<WriteRequest> = (0..25).map(write).collect();
    let written = client.batch_write_item().request_items(SHOP, writes);
    let written = written.send().await.expect("25 items");
    assert!(written.unprocessed_items().is_none_or(HashMap::is_empty));
    let keys = (0..30).map(|number| key("batch", &format!("{number:03}")));
    let keys = KeysAndAttributes::builder().set_keys(Some(keys.collect()));
    let found = client
        .batch_get_item()
        .request_items(SHOP, keys.build().expect("keys"));
    let found = found.send().await.expect("items").responses;
    let found = found.expect("items of the table");
    assert_eq!(found[SHOP].len(), 25, "five are not there");
}

async fn scans_filter(client: &Client) {
    let scan = client
        .scan()
        .table_name(SHOP)
        .filter_expression("pk = :batch AND #n >= :from")
        .expression_attribute_names("#n", "number")
        .expression_attribute_values(":batch", s("batch"))
        .expression_attribute_values(":from", n("20"))
        .limit(7);
    let pages = scan.into_paginator().items().send();
    let found: Result<Vec<Item>, _> = pages.collect().await;
    assert_eq!(found.expect("every page").len(), 5);
}

async fn time_to_live_is_remembered(client: &Client) {
    let specification = TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name("until");
    let set = client
        .update_time_to_live()
        .table_name(SHOP)
        .time_to_live_specification(specification.build().expect("a specification"));
    set.send().await.expect("it can be set");
    let described = client.describe_time_to_live().table_name(SHOP).send().await;
    let described = described.expect("a table").time_to_live_description;
    let described = described.expect("a description");
    assert_eq!(described.attribute_name(), Some("until"));
    let status = described.time_to_live_status();
    assert_eq!(status, Some(&TimeToLiveStatus::Enabled));
}

async fn tables_go(client: &Client) {
    let deleted = client.delete_table().table_name(SHOP).send().await;
    deleted.expect("the table");
    let gone = client.describe_table().table_name(SHOP).send().await;
    let gone = gone.expect_err("no table").into_service_error();
    assert!(gone.is_resource_not_found_exception(), "{gone:?}");
}

pub(crate) async fn create_shop(client: &Client) {
    if let Err(code) = try_to_create_shop(client).await {
        panic!("{code:?}");
    }
}

/// The code of the error when it cannot be made.
async fn try_to_create_shop(client: &Client) -> Result<(), Option<String>> {
    let text = |name: &str| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .expect("an attribute")
    };
    let part = |name: &str, kind: KeyType| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind)
            .build()
            .expect("a part of a key")
    };
    let by_day = GlobalSecondaryIndex::builder()
        .index_name(BY_DAY)
        .key_schema(part("day", KeyType::Hash))
        .key_schema(part("sk", KeyType::Range))
        .projection(
            Projection::builder()
                .projection_type(ProjectionType::All)
                .build(),
        );
    let create = client
        .create_table()
        .table_name(SHOP)
        .attribute_definitions(text("pk"))
        .attribute_definitions(text("sk"))
        .attribute_definitions(text("day"))
        .key_schema(part("pk", KeyType::Hash))
        .key_schema(part("sk", KeyType::Range))
        .global_secondary_indexes(by_day.build().expect("an index"))
        .billing_mode(BillingMode::PayPerRequest);
    let created = create.send().await;
    created
        .map(drop)
        .map_err(|error| error.code().map(str::to_owned))
}

async fn put(client: &Client, item: Item) {
    let put = client.put_item().table_name(SHOP).set_item(Some(item));
    if let Err(error) = put.send().await {
        panic!("{}", DisplayErrorContext(error));
    }
}

pub(crate) async fn get(client: &Client, pk: &str, sk: &str) -> Item {
    find(client, pk, sk).await.expect("an item")
}

async fn find(client: &Client, pk: &str, sk: &str) -> Option<Item> {
    let get = client.get_item().table_name(SHOP).consistent_read(true);
    let get = get.set_key(Some(key(pk, sk))).send().await;
    get.expect("an answer").item
}

/// One of many: its number, whether that is odd, and for the even ones a day.
fn event(number: u32) -> Item {
    let mut item = key("events", &format!("{number:03}"));
    let is_odd = !number.is_multiple_of(2);
    item.insert("odd".to_owned(), AttributeValue::Bool(is_odd));
    if !is_odd {
        item.insert("day".to_owned(), s("monday"));
    }
    item
}

fn key(pk: &str, sk: &str) -> Item {
    HashMap::from([("pk".to_owned(), s(pk)), ("sk".to_owned(), s(sk))])
}

fn sort_key(item: &Item) -> String {
    item["sk"].as_s().expect("a text").clone()
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn n(number: &str) -> AttributeValue {
    AttributeValue::N(number.to_owned())
}
