//! The service as its callers see it: requests in AWS's protocol, in this process.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Request as HttpRequest;
use logs::{Configuration, GroupName, Limits, LogEvent, Logs, StreamName};
use serde_json::{Value, json};
use wire::{Caller, Request, RequestId, Service as _};

fn in_memory() -> Logs {
    Logs::open(Configuration::default()).unwrap()
}

fn request(operation: &str, input: &Value) -> Request {
    let (head, ()) = HttpRequest::post("/")
        .header("x-amz-target", format!("Logs_20140328.{operation}"))
        .body(())
        .unwrap()
        .into_parts();
    Request {
        head,
        body: input.to_string().into(),
        caller: Caller::Owner,
        id: RequestId::random(),
    }
}

async fn ask(logs: &Logs, operation: &str, input: Value) -> Result<Value, (String, String)> {
    let response = logs.handle(request(operation, &input)).await;
    let status = response.status();
    let body = response.into_body().collect().await;
    let body: Value = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&body).unwrap()
    };
    if status.is_success() {
        return Ok(body);
    }
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    Err((text("__type"), text("message")))
}

async fn give(logs: &Logs, operation: &str, input: Value) -> Value {
    ask(logs, operation, input).await.unwrap()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap().as_millis()).unwrap()
}

async fn put(logs: &Logs, stream: &str, events: &[(i64, &str)]) -> Value {
    let events: Vec<Value> = events
        .iter()
        .map(|(at, message)| json!({"timestamp": at, "message": message}))
        .collect();
    let input = json!({"logGroupName": "g", "logStreamName": stream, "logEvents": events});
    give(logs, "PutLogEvents", input).await
}

async fn with_streams(logs: &Logs, streams: &[&str]) {
    give(logs, "CreateLogGroup", json!({"logGroupName": "g"})).await;
    for stream in streams {
        let input = json!({"logGroupName": "g", "logStreamName": stream});
        give(logs, "CreateLogStream", input).await;
    }
}

fn messages(page: &Value) -> Vec<&str> {
    let events = page["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["message"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn groups_are_made_found_and_deleted() {
    let logs = in_memory();
    for name in ["/aws/vendedlogs/states/a", "/aws/lambda/f", "other"] {
        give(&logs, "CreateLogGroup", json!({"logGroupName": name})).await;
    }
    let again = ask(&logs, "CreateLogGroup", json!({"logGroupName": "other"})).await;
    let (code, message) = again.unwrap_err();
    assert_eq!(code, "ResourceAlreadyExistsException");
    assert_eq!(message, "The specified log group already exists");

    let input = json!({"logGroupNamePrefix": "/aws/lambda"});
    let found = give(&logs, "DescribeLogGroups", input).await;
    let group = &found["logGroups"][0];
    let arn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f";
    assert_eq!(group["logGroupArn"], arn);
    assert_eq!(group["arn"], format!("{arn}:*"));
    assert_eq!(found["logGroups"].as_array().unwrap().len(), 1);

    let input = json!({"logGroupNamePattern": "STATES"});
    let found = give(&logs, "DescribeLogGroups", input).await;
    assert_eq!(
        found["logGroups"][0]["logGroupName"],
        "/aws/vendedlogs/states/a"
    );

    let page = give(&logs, "DescribeLogGroups", json!({"limit": 2})).await;
    assert_eq!(page["logGroups"].as_array().unwrap().len(), 2);
    let input = json!({"limit": 2, "nextToken": page["nextToken"]});
    let page = give(&logs, "DescribeLogGroups", input).await;
    assert_eq!(page["logGroups"][0]["logGroupName"], "other");
    assert_eq!(page["nextToken"], Value::Null);

    give(&logs, "DeleteLogGroup", json!({"logGroupName": "other"})).await;
    let gone = ask(&logs, "DeleteLogGroup", json!({"logGroupName": "other"})).await;
    let (code, message) = gone.unwrap_err();
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(message, "The specified log group does not exist.");
}

#[tokio::test]
async fn retention_is_one_of_aws_numbers() {
    let logs = in_memory();
    with_streams(&logs, &[]).await;
    let days = |days: i64| json!({"logGroupName": "g", "retentionInDays": days});
    give(&logs, "PutRetentionPolicy", days(7)).await;
    let found = give(&logs, "DescribeLogGroups", json!({})).await;
    assert_eq!(found["logGroups"][0]["retentionInDays"], 7);
    let (code, message) = ask(&logs, "PutRetentionPolicy", days(8)).await.unwrap_err();
    assert_eq!(code, "InvalidParameterException");
    assert!(
        message.starts_with(
            "1 validation error detected: Value '8' at 'retentionInDays' failed to satisfy \
             constraint: Member must satisfy enum value set: [1, 3, 5,"
        ),
        "{message}"
    );
    give(&logs, "DeleteRetentionPolicy", json!({"logGroupName": "g"})).await;
    let found = give(&logs, "DescribeLogGroups", json!({})).await;
    assert_eq!(found["logGroups"][0]["retentionInDays"], Value::Null);
}

#[tokio::test]
async fn events_are_read_both_ways() {
    let logs = in_memory();
    with_streams(&logs, &["s"]).await;
    let now = now();
    let output = put(&logs, "s", &[(now, "1"), (now, "2"), (now + 1, "3")]).await;
    assert_eq!(output["nextSequenceToken"].as_str().unwrap().len(), 56);

    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    let with = |more: Value| {
        let mut input = stream.clone();
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    let page = give(&logs, "GetLogEvents", with(json!({"limit": 2}))).await;
    assert_eq!(messages(&page), ["2", "3"]);
    let back = with(json!({"limit": 2, "nextToken": page["nextBackwardToken"]}));
    assert_eq!(messages(&give(&logs, "GetLogEvents", back).await), ["1"]);

    let page = give(
        &logs,
        "GetLogEvents",
        with(json!({"startFromHead": true, "limit": 2})),
    )
    .await;
    assert_eq!(messages(&page), ["1", "2"]);
    let forward = with(json!({"startFromHead": true, "nextToken": page["nextForwardToken"]}));
    let page = give(&logs, "GetLogEvents", forward).await;
    assert_eq!(messages(&page), ["3"]);
    let end = with(json!({"startFromHead": true, "nextToken": page["nextForwardToken"]}));
    let last = give(&logs, "GetLogEvents", end.clone()).await;
    assert_eq!(
        last["nextForwardToken"], page["nextForwardToken"],
        "the end is where it was"
    );
    let back = with(json!({"nextToken": last["nextBackwardToken"]}));
    assert_eq!(
        messages(&give(&logs, "GetLogEvents", back).await),
        ["1", "2", "3"]
    );

    put(&logs, "s", &[(now + 2, "4")]).await;
    assert_eq!(messages(&give(&logs, "GetLogEvents", end).await), ["4"]);

    let times = with(json!({"startTime": now + 1, "endTime": now + 2, "startFromHead": true}));
    assert_eq!(messages(&give(&logs, "GetLogEvents", times).await), ["3"]);
    let refused = ask(&logs, "GetLogEvents", with(json!({"nextToken": "x"}))).await;
    assert_eq!(
        refused.unwrap_err().1,
        "The specified nextToken is invalid."
    );
}

#[tokio::test]
async fn streams_are_found_by_name_and_by_time() {
    let logs = in_memory();
    with_streams(&logs, &["a", "b", "c"]).await;
    let now = now();
    put(&logs, "b", &[(now + 60_000, "x")]).await;
    put(&logs, "a", &[(now + 90_000, "x")]).await;
    let names = |found: &Value| -> Vec<String> {
        let streams = found["logStreams"].as_array().unwrap();
        streams
            .iter()
            .map(|stream| stream["logStreamName"].as_str().unwrap().to_owned())
            .collect()
    };
    let found = give(&logs, "DescribeLogStreams", json!({"logGroupName": "g"})).await;
    assert_eq!(names(&found), ["a", "b", "c"]);
    assert_eq!(found["logStreams"][0]["lastEventTimestamp"], now + 90_000);
    assert_eq!(found["logStreams"][2]["lastEventTimestamp"], Value::Null);

    let mut input = json!({
        "logGroupIdentifier": "arn:aws:logs:us-east-1:000000000000:log-group:g",
        "orderBy": "LastEventTime", "descending": true, "limit": 2,
    });
    let page = give(&logs, "DescribeLogStreams", input.clone()).await;
    assert_eq!(names(&page), ["a", "b"]);
    input["nextToken"] = page["nextToken"].clone();
    let page = give(&logs, "DescribeLogStreams", input.clone()).await;
    assert_eq!(names(&page), ["c"]);
    assert_eq!(page["nextToken"], Value::Null);

    input["logStreamNamePrefix"] = "a".into();
    let refused = ask(&logs, "DescribeLogStreams", input).await.unwrap_err();
    assert_eq!(
        refused.1,
        "Cannot order by LastEventTime with a logStreamNamePrefix."
    );
}

#[tokio::test]
async fn filtered_events_are_interleaved_by_time() {
    let logs = in_memory();
    with_streams(&logs, &["a1", "a2", "b"]).await;
    let now = now();
    put(&logs, "a1", &[(now, "first ERROR"), (now + 20, "third")]).await;
    put(
        &logs,
        "a2",
        &[(now + 10, "second"), (now + 30, "fourth ERROR")],
    )
    .await;
    put(&logs, "b", &[(now + 5, r#"{"level":"ERROR"}"#)]).await;

    let filter = |more: Value| {
        let mut input = json!({"logGroupName": "g", "interleaved": true});
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    let all = give(&logs, "FilterLogEvents", filter(json!({}))).await;
    assert_eq!(
        messages(&all),
        [
            "first ERROR",
            r#"{"level":"ERROR"}"#,
            "second",
            "third",
            "fourth ERROR"
        ]
    );
    assert_eq!(all["searchedLogStreams"], json!([]));
    assert_eq!(all["events"][2]["logStreamName"], "a2");

    let prefixed = filter(json!({"logStreamNamePrefix": "a", "filterPattern": "ERROR"}));
    let found = give(&logs, "FilterLogEvents", prefixed).await;
    assert_eq!(messages(&found), ["first ERROR", "fourth ERROR"]);
    let structured = filter(json!({"filterPattern": "{ $.level = \"ERROR\" }"}));
    let found = give(&logs, "FilterLogEvents", structured).await;
    assert_eq!(messages(&found), [r#"{"level":"ERROR"}"#]);
    let named = filter(json!({"logStreamNames": ["a2"], "endTime": now + 30}));
    assert_eq!(
        messages(&give(&logs, "FilterLogEvents", named).await),
        ["second"]
    );

    let mut token = Value::Null;
    let mut paged = Vec::new();
    loop {
        let mut input = filter(json!({"limit": 2}));
        if !token.is_null() {
            input["nextToken"] = token;
        }
        let page = give(&logs, "FilterLogEvents", input).await;
        paged.extend(page["events"].as_array().unwrap().clone());
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(Value::Array(paged), all["events"]);

    let missing = filter(json!({"logStreamNames": ["a2", "z"]}));
    let (code, message) = ask(&logs, "FilterLogEvents", missing).await.unwrap_err();
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(message, "The specified log stream does not exist.");
}

#[tokio::test]
async fn bad_batches_are_refused_whole() {
    let logs = in_memory();
    with_streams(&logs, &["s"]).await;
    let now = now();
    for (events, said) in [
        (
            json!([]),
            "1 validation error detected: Value '[]' at 'logEvents'",
        ),
        (
            json!([{"timestamp": now, "message": "b"}, {"timestamp": now - 1, "message": "a"}]),
            "Log events in a single PutLogEvents request must be in chronological order.",
        ),
        (
            json!([{"timestamp": now, "message": ""}]),
            "1 validation error detected: Value '' at 'logEvents.1.member.message'",
        ),
        (
            json!([{"timestamp": now, "message": "x".repeat(1 << 20)}]),
            "Upload too large: 1048602 bytes exceeds limit of 1048576",
        ),
    ] {
        let input = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
        let (code, message) = ask(&logs, "PutLogEvents", input).await.unwrap_err();
        assert_eq!(code, "InvalidParameterException");
        assert!(message.starts_with(said), "{message}");
    }
    let old = put(&logs, "s", &[(1000, "old")]).await;
    assert_eq!(old["rejectedLogEventsInfo"]["tooOldLogEventEndIndex"], 1);
    let found = give(&logs, "FilterLogEvents", json!({"logGroupName": "g"})).await;
    assert!(messages(&found).is_empty());
}

#[tokio::test]
async fn tags_and_policies_are_kept() {
    let logs = in_memory();
    let input = json!({"logGroupName": "g", "tags": {"team": "delivery"}});
    give(&logs, "CreateLogGroup", input).await;
    let arn = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    let input = json!({"resourceArn": arn, "tags": {"stage": "test"}});
    give(&logs, "TagResource", input).await;
    let input = json!({"resourceArn": arn, "tagKeys": ["team"]});
    give(&logs, "UntagResource", input).await;
    let tags = give(&logs, "ListTagsForResource", json!({"resourceArn": arn})).await;
    assert_eq!(tags, json!({"tags": {"stage": "test"}}));
    let tags = give(&logs, "ListTagsLogGroup", json!({"logGroupName": "g"})).await;
    assert_eq!(tags, json!({"tags": {"stage": "test"}}));

    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let input = json!({"policyName": "delivery", "policyDocument": policy});
    give(&logs, "PutResourcePolicy", input).await;
    let found = give(&logs, "DescribeResourcePolicies", json!({})).await;
    assert_eq!(found["resourcePolicies"][0]["policyDocument"], policy);
    let input = json!({"policyName": "delivery"});
    give(&logs, "DeleteResourcePolicy", input.clone()).await;
    assert!(ask(&logs, "DeleteResourcePolicy", input).await.is_err());
    let input = json!({"logGroupName": "g"});
    let filters = give(&logs, "DescribeSubscriptionFilters", input).await;
    assert_eq!(filters, json!({"subscriptionFilters": []}));
}

#[test]
fn permissions_name_the_stream_as_aws_does() {
    let logs = in_memory();
    let of = |operation: &str, input: Value| {
        let permission = logs.permission(&request(operation, &input)).unwrap();
        (permission.action, permission.resource)
    };
    let group = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    let put = of(
        "PutLogEvents",
        json!({"logGroupName": "g", "logStreamName": "s"}),
    );
    assert_eq!(
        put,
        (
            "logs:PutLogEvents".to_owned(),
            format!("{group}:log-stream:s")
        )
    );
    let filter = of("FilterLogEvents", json!({"logGroupIdentifier": group}));
    assert_eq!(filter.1, format!("{group}:log-stream:"));
    let tags = of("TagResource", json!({"resourceArn": format!("{group}:*")}));
    assert_eq!(tags.1, group);
}

#[tokio::test]
async fn unknown_operations_are_told_from_those_not_offered() {
    let logs = in_memory();
    let unknown = ask(&logs, "MakeCoffee", json!({})).await.unwrap_err();
    assert_eq!(unknown.0, "UnknownOperationException");
    let query = ask(&logs, "StartQuery", json!({})).await.unwrap_err();
    assert!(query.1.contains("FilterLogEvents"), "{}", query.1);
}

#[tokio::test]
async fn a_tail_gives_what_was_and_what_comes() {
    let logs = in_memory();
    let group = GroupName::parse("/entrega/server").unwrap();
    let stream = StreamName::parse("s").unwrap();
    let event = |timestamp: i64, message: &str| LogEvent {
        timestamp,
        message: message.to_owned(),
    };
    let now = now();
    let old = vec![event(now - 10_000, "older"), event(now, "old")];
    logs.write(&group, &stream, old).await.unwrap();
    let mut tail = logs.tail(group.clone(), now - 5_000);
    assert_eq!(tail.next().await.unwrap().event.message, "old");
    let (next, written) = tokio::join!(
        tail.next(),
        logs.write(&group, &stream, vec![event(now + 1, "new")])
    );
    written.unwrap();
    let next = next.unwrap();
    assert_eq!((next.event.message.as_str(), next.stream), ("new", stream));
    logs.close().await;
    assert_eq!(tail.next().await, None);
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        Logs::open(Configuration {
            folder: Some(folder.path().to_owned()),
            ..Configuration::default()
        })
        .unwrap()
    };
    let logs = open();
    with_streams(&logs, &["s", "gone"]).await;
    let at = now();
    put(&logs, "s", &[(at, "kept")]).await;
    put(&logs, "gone", &[(at, "lost")]).await;
    let input = json!({"logGroupName": "g", "logStreamName": "gone"});
    give(&logs, "DeleteLogStream", input).await;
    logs.close().await;
    let closed = ask(&logs, "FilterLogEvents", json!({"logGroupName": "g"})).await;
    assert_eq!(closed.unwrap_err().0, "ServiceUnavailableException");

    let logs = open();
    let found = give(&logs, "FilterLogEvents", json!({"logGroupName": "g"})).await;
    assert_eq!(messages(&found), ["kept"]);
    let streams = give(&logs, "DescribeLogStreams", json!({"logGroupName": "g"})).await;
    assert_eq!(streams["logStreams"][0]["lastEventTimestamp"], at);
    assert_eq!(streams["logStreams"].as_array().unwrap().len(), 1);
    // What a stream leaves is thrown away between writes.
    for patience in (0..10_000).rev() {
        let groups = give(&logs, "DescribeLogGroups", json!({})).await;
        if groups["logGroups"][0]["storedBytes"] == 4 {
            return;
        }
        assert!(patience > 0, "{groups}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn the_oldest_go_when_there_is_too_much() {
    const BYTES_MAX: u64 = 4 << 20;
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(Configuration {
        folder: Some(folder.path().to_owned()),
        limits: Limits {
            bytes_max: BYTES_MAX,
            ..Limits::default()
        },
        ..Configuration::default()
    })
    .unwrap();
    with_streams(&logs, &["s"]).await;
    let now = now();
    let text = "x".repeat(1000);
    for round in 0..20 {
        let events: Vec<(i64, &str)> = (0..900).map(|n| (now + round * 900 + n, &*text)).collect();
        put(&logs, "s", &events).await;
    }
    let input =
        json!({"logGroupName": "g", "logStreamName": "s", "startFromHead": true, "limit": 1});
    let first = give(&logs, "GetLogEvents", input.clone()).await;
    assert!(first["events"][0]["timestamp"].as_i64().unwrap() > now + 10_000);
    let last = give(
        &logs,
        "GetLogEvents",
        json!({"logGroupName": "g", "logStreamName": "s", "limit": 1}),
    )
    .await;
    assert_eq!(last["events"][0]["timestamp"], now + 20 * 900 - 1);
    logs.close().await;
    let size = std::fs::metadata(folder.path().join("logs.db"))
        .unwrap()
        .len();
    assert!(size < 2 * BYTES_MAX, "{size} bytes");
}
