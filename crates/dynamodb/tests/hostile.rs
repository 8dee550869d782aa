//! Requests that are wrong in every way: AWS's error each time, never a fault of ours, and the
//! service goes on.

use dynamodb::{Configuration, DynamoDb};
use serde_json::{Value, json};
use wire::{Caller, Request, RequestId, Service as _};

const OPERATIONS: [&str; 32] = [
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "CreateTable",
    "DeleteItem",
    "DeleteTable",
    "DescribeEndpoints",
    "DescribeLimits",
    "DescribeStream",
    "DescribeTable",
    "DescribeTimeToLive",
    "ExecuteStatement",
    "ExecuteTransaction",
    "GetItem",
    "GetRecords",
    "GetShardIterator",
    "ListStreams",
    "ListTables",
    "ListTagsOfResource",
    "PutItem",
    "Query",
    "Scan",
    "SearchVectors",
    "TagResource",
    "TransactGetItems",
    "TransactWriteItems",
    "UntagResource",
    "UpdateItem",
    "UpdateTable",
    "UpdateTimeToLive",
    "CreateBackup",
    "",
];

struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    fn is_refused(&self) -> bool {
        let kind = self.body["__type"].as_str();
        (400..500).contains(&self.status) && kind.is_some_and(|kind| kind.contains('#'))
    }
}

async fn ask_as(dynamodb: &DynamoDb, caller: Caller, operation: &str, body: &str) -> Answer {
    let request =
        http::Request::post("/").header("x-amz-target", format!("DynamoDB_20120810.{operation}"));
    let (head, ()) = request.body(()).expect("a request").into_parts();
    let request = Request {
        head,
        body: body.to_owned().into(),
        caller,
        id: RequestId::random(),
    };
    let response = dynamodb.handle(request).await;
    let status = response.status().as_u16();
    let checksum = response.headers()["x-amz-crc32"].clone();
    let body = response.into_body().collect().await;
    let sum = crc32fast::hash(&body).to_string();
    assert_eq!(checksum.to_str().ok(), Some(sum.as_str()));
    let body = serde_json::from_slice(&body).expect("JSON");
    Answer { status, body }
}

async fn ask(dynamodb: &DynamoDb, operation: &str, body: &str) -> Answer {
    ask_as(dynamodb, Caller::Owner, operation, body).await
}

/// A table `orders` with the key `id`, an index, a stream and one item.
async fn with_orders() -> DynamoDb {
    let dynamodb = DynamoDb::open(Configuration::memory()).expect("tables in memory");
    let text = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let hash = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
    let table = json!({
        "TableName": "orders",
        "AttributeDefinitions": [text("id"), text("day")],
        "KeySchema": hash("id"),
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-day",
            "KeySchema": hash("day"),
            "Projection": {"ProjectionType": "ALL"},
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
    });
    let made = ask(&dynamodb, "CreateTable", &table.to_string()).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let put = json!({"TableName": "orders", "Item": {"id": {"S": "1"}}});
    let put = ask(&dynamodb, "PutItem", &put.to_string()).await;
    assert_eq!(put.status, 200, "{}", put.body);
    dynamodb
}

/// Whether the service still does its work.
async fn goes_on(dynamodb: &DynamoDb) {
    let get = r#"{"TableName":"orders","Key":{"id":{"S":"1"}}}"#;
    let got = ask(dynamodb, "GetItem", get).await;
    assert_eq!(got.body["Item"]["id"]["S"], "1", "{}", got.body);
}

/// Values that no member is meant to have, nested ones among them.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "null",
        "true",
        "-1",
        "0",
        "1e999",
        "1e308",
        "18446744073709551615",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999999999999999999999999",
        "\"\"",
        "\"orders\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"arn:aws:dynamodb:us-east-1:000000000000:table/\"",
        "\"arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/x\"",
        "[]",
        "[[]]",
        "[null]",
        "[{}]",
        "{}",
        "{\"orders\":{}}",
        "{\"orders\":[]}",
        "{\"id\":{\"S\":1}}",
        "{\"id\":{\"N\":\"1e9999999999\"}}",
        "{\"id\":{\"N\":\"NaN\"}}",
        "{\"id\":{\"N\":\"-\"}}",
        "{\"id\":{\"B\":\"%\"}}",
        "{\"id\":{\"SS\":[]}}",
        "{\"id\":{\"M\":[]}}",
        "{\"id\":{\"Q\":1}}",
        "{\"id\":[\"S\",\"1\"]}",
        "{\"\":{\"S\":\"1\"}}",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push(format!("\"{}\"", "x".repeat(300_000)));
    for nested in [20, 60, 100] {
        let value = r#"{"M":{"a":"#.repeat(nested) + r#"{"NULL":true}"# + &"}}".repeat(nested);
        values.push(format!(r#"{{"id":{{"S":"1"}},"deep":{value}}}"#));
    }
    values
}

const MEMBERS: [&str; 24] = [
    "AttributeDefinitions",
    "AttributeUpdates",
    "BillingMode",
    "ClientRequestToken",
    "ConditionExpression",
    "ExclusiveStartKey",
    "ExclusiveStartTableName",
    "Expected",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "GlobalSecondaryIndexUpdates",
    "IndexName",
    "Item",
    "Key",
    "KeyConditions",
    "KeySchema",
    "Limit",
    "RequestItems",
    "ResourceArn",
    "Segment",
    "ShardIterator",
    "Statement",
    "TimeToLiveSpecification",
    "TransactItems",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_member_makes_a_fault_of_ours() {
    let dynamodb = with_orders().await;
    let values = values();
    for operation in OPERATIONS {
        for member in MEMBERS {
            for value in &values {
                let body = format!(
                    r#"{{"TableName":"orders","{member}":{value},"StreamArn":{value},"TotalSegments":{value}}}"#
                );
                let body = if matches!(operation, "DeleteTable" | "UpdateTable") {
                    body.replace("\"orders\"", "\"others\"")
                } else {
                    body
                };
                let answer = ask(&dynamodb, operation, &body).await;
                let shown: String = body.chars().take(120).collect();
                assert!(
                    answer.status == 200 || answer.is_refused(),
                    "{operation} {shown}: {} {}",
                    answer.status,
                    answer.body
                );
            }
        }
    }
    goes_on(&dynamodb).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_object_is_refused() {
    let dynamodb = with_orders().await;
    let deep = [
        "[".repeat(100_000),
        r#"{"TableName":"#.repeat(100_000),
        format!(r#"{{"Item":{}"#, r#"{"M":{"a":"#.repeat(50_000)),
    ];
    let mut bodies: Vec<&str> = vec!["", " ", "{", "null", "1", "\"x\"", "\u{feff}{}"];
    // A structure may be read from a list of its members, of which leave knows nothing.
    bodies.extend([r#"["orders"]"#, r#"["orders",{"id":{"S":"1"}}]"#, "[]"]);
    bodies.extend(deep.iter().map(String::as_str));
    for operation in OPERATIONS {
        if matches!(operation, "DescribeEndpoints" | "DescribeLimits") {
            continue;
        }
        for body in &bodies {
            let answer = ask(&dynamodb, operation, body).await;
            let shown: String = body.chars().take(40).collect();
            assert!(
                answer.is_refused(),
                "{operation} {shown}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
    goes_on(&dynamodb).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn expressions_may_be_as_wild_as_their_length_allows() {
    let dynamodb = with_orders().await;
    let wild = [
        "(".repeat(4_096),
        format!("{}id = :v{}", "(".repeat(2_000), ")".repeat(2_000)),
        format!("{}id = :v", "NOT ".repeat(1_000)),
        format!("{}id = :v{}", "NOT (".repeat(680), ")".repeat(680)),
        format!("id = :v{}", " OR id = :v".repeat(360)),
        format!("{}id{}", "size(".repeat(500), ")".repeat(500)),
        format!("a{} = :v", "[0]".repeat(1_300)),
        format!("a{} = :v", ".a".repeat(2_000)),
        "a[99999999999999999999999] = :v".to_owned(),
        "id BETWEEN :v AND".to_owned(),
        "\u{0}".to_owned(),
        "é = :v".to_owned(),
        "x".repeat(5_000),
    ];
    for expression in &wild {
        let values = json!({":v": {"S": "1"}});
        let key = json!({"id": {"S": "1"}});
        for (operation, member) in [
            ("Scan", "FilterExpression"),
            ("Query", "KeyConditionExpression"),
            ("GetItem", "ProjectionExpression"),
            ("UpdateItem", "UpdateExpression"),
            ("UpdateItem", "ConditionExpression"),
            ("DeleteItem", "ConditionExpression"),
        ] {
            let mut body = json!({"TableName": "orders", "ExpressionAttributeValues": values});
            body[member] = json!(expression);
            if !matches!(operation, "Scan" | "Query") {
                body["Key"] = key.clone();
            }
            if operation == "DeleteItem" {
                body["Key"] = json!({"id": {"S": "nobody"}});
            }
            let answer = ask(&dynamodb, operation, &body.to_string()).await;
            assert!(
                answer.status == 200 || answer.is_refused(),
                "{operation} {expression:.60}: {} {}",
                answer.status,
                answer.body
            );
        }
        for statement in [
            format!("SELECT * FROM \"orders\" WHERE {expression}"),
            format!("SELECT {expression} FROM orders"),
            expression.clone(),
        ] {
            let body = json!({"Statement": statement}).to_string();
            let answer = ask(&dynamodb, "ExecuteStatement", &body).await;
            assert!(
                answer.status == 200 || answer.is_refused(),
                "{statement:.60}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
    goes_on(&dynamodb).await;
}

#[tokio::test]
async fn what_is_not_offered_is_unknown() {
    let dynamodb = with_orders().await;
    let unknown = ask(&dynamodb, "CreateBackup", "{}").await;
    assert_eq!(unknown.status, 400);
    let kind = "com.amazon.coral.service#UnknownOperationException";
    assert_eq!(unknown.body["__type"], kind);
    let role = Caller::Role {
        role_arn: "arn:aws:iam::000000000000:role/shop".into(),
        session: "x".into(),
    };
    let statement = r#"{"Statement":"SELECT * FROM orders"}"#;
    let refused = ask_as(&dynamodb, role, "ExecuteStatement", statement).await;
    let kind = "com.amazon.coral.service#AccessDeniedException";
    assert_eq!(refused.body["__type"], kind);
    let owner = ask(&dynamodb, "ExecuteStatement", statement).await;
    assert_eq!(owner.body["Items"][0]["id"]["S"], "1", "{}", owner.body);
}
