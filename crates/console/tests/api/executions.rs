//! Executions in a list, one of them, and how many there are.

use serde_json::json;

use crate::client::Shop;
use crate::machine::{Machine, names, path_of};

/// Ends as its input says: well, badly, or not before somebody stops it.
const AS_TOLD: &str = r#"{"StartAt": "Which", "States": {
    "Which": {"Type": "Choice", "Choices": [
        {"Variable": "$.end", "StringEquals": "badly", "Next": "Fail"},
        {"Variable": "$.end", "StringEquals": "never", "Next": "Wait"}],
        "Default": "Well"},
    "Well": {"Type": "Pass", "End": true},
    "Wait": {"Type": "Wait", "Seconds": 3600, "End": true},
    "Fail": {"Type": "Fail", "Error": "Told", "Cause": "it was told to"}}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn executions_are_listed_filtered_sorted_and_counted() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "told", AS_TOLD).await;
    let other = Machine::new(&shop, "other", AS_TOLD).await;
    machine.run("a-1", r#"{"end": "well"}"#).await;
    let failed = machine.run("a-2", r#"{"end": "badly"}"#).await;
    let waits = machine.start("b-3", r#"{"end": "never"}"#).await;
    other.run("a-4", "{}").await;
    let list = async |query: &str| {
        let path = format!("/api/console/executions?machine=told&{query}");
        operator.get(&path).await.expect(200)
    };
    let all = list("").await;
    assert_eq!(names(&all), ["b-3", "a-2", "a-1"]);
    assert_eq!((&all["total"], &all["next"]), (&json!(3), &json!(null)));
    let running = &all["items"][0];
    assert_eq!(running["current"], json!(["Wait"]));
    assert_eq!(
        (&running["status"], &running["arn"]),
        (&json!("RUNNING"), &json!(waits))
    );
    assert_eq!(running["kind"], "STANDARD");
    assert_eq!(all["items"][1]["error"], "Told");
    for (query, wanted) in [
        ("sort=oldest", vec!["a-1", "a-2", "b-3"]),
        ("sort=longest&limit=1", vec!["b-3"]),
        ("status=RUNNING,FAILED", vec!["b-3", "a-2"]),
        ("status=SUCCEEDED", vec!["a-1"]),
        ("status=PENDING_REDRIVE", vec![]),
        ("q=a-", vec!["a-2", "a-1"]),
        ("q=a-&status=FAILED", vec!["a-2"]),
        ("q=nothing", vec![]),
        ("since=2100-01-01T00:00:00Z", vec![]),
        (
            "until=2100-01-01T00:00:00Z&limit=200",
            vec!["b-3", "a-2", "a-1"],
        ),
    ] {
        assert_eq!(names(&list(query).await), wanted, "{query}");
    }
    let everywhere = operator
        .get("/api/console/executions?q=a-")
        .await
        .expect(200);
    assert_eq!(names(&everywhere), ["a-4", "a-2", "a-1"]);
    let counts = operator
        .get("/api/console/executions/counts?machine=told")
        .await;
    let wanted = json!({
        "RUNNING": 1, "SUCCEEDED": 1, "FAILED": 1, "TIMED_OUT": 0, "ABORTED": 0,
        "PENDING_REDRIVE": 0,
    });
    assert_eq!(counts.expect(200), wanted);
    // What has changed since is known.
    let sfn = shop.world.step_functions();
    sfn.stop_execution()
        .execution_arn(&waits)
        .send()
        .await
        .expect("stopped");
    sfn.redrive_execution()
        .execution_arn(&failed)
        .send()
        .await
        .expect("redriven");
    machine.ended(&failed).await;
    let counts = operator
        .get("/api/console/executions/counts?machine=told")
        .await
        .expect(200);
    assert_eq!(
        (&counts["RUNNING"], &counts["ABORTED"]),
        (&json!(0), &json!(1))
    );
    let redriven = list("q=a-2").await;
    assert_eq!(redriven["items"][0]["redrive_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_in_every_order() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "told", AS_TOLD).await;
    for number in 0..7 {
        machine.run(&format!("e-{number}"), "{}").await;
    }
    machine.start("e-7", r#"{"end": "never"}"#).await;
    for sort in ["newest", "oldest", "longest"] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/console/executions?machine=told&sort={sort}&limit=3{cursor}");
            let page = operator.get(&path).await.expect(200);
            assert_eq!(page["total"], 8);
            seen.extend(names(&page));
            match page["next"].as_str() {
                None => break,
                Some(next) => cursor = format!("&cursor={next}"),
            }
        }
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!((seen.len(), distinct.len()), (8, 8), "{sort}: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    for query in [
        "status=LATE",
        "sort=best",
        "limit=0",
        "limit=201",
        "cursor=x",
        "since=yesterday",
    ] {
        let answer = operator
            .get(&format!("/api/console/executions?{query}"))
            .await;
        assert_eq!(answer.expect(400)["code"], "malformed_request", "{query}");
    }
    for rest in [
        "",
        "/history",
        "/history/1",
        "/history/search?q=x",
        "/events",
    ] {
        let arn = "arn:aws:states:us-east-1:000000000000:execution:told:none";
        let answer = operator.get(&path_of(arn, rest)).await;
        assert_eq!(answer.expect(404)["code"], "not_found", "{rest}");
        let answer = operator.get(&path_of("nonsense", rest)).await;
        assert_eq!(answer.expect(404)["code"], "not_found", "{rest}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_tells_all_that_is_known_of_it() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "told", AS_TOLD).await;
    let arn = machine.run("a-2", r#"{"end": "badly"}"#).await;
    let told = operator.get(&path_of(&arn, "")).await.expect(200);
    assert_eq!(told["input"], r#"{"end": "badly"}"#);
    assert_eq!(told["definition"], AS_TOLD);
    assert_eq!(
        (&told["error"], &told["cause"]),
        (&json!("Told"), &json!("it was told to"))
    );
    assert_eq!(
        (&told["redrivable"], &told["redrive_reason"]),
        (&json!(true), &json!(null))
    );
    assert_eq!(told["role_arn"], "arn:aws:iam::000000000000:role/test");
    assert_eq!(
        (&told["events"], &told["rerun_of"]),
        (&json!(5), &json!(null))
    );
    let well = machine.run("a-1", "{\"end\": \"well\"}").await;
    let told = operator.get(&path_of(&well, "")).await.expect(200);
    assert_eq!(told["redrivable"], false);
    let reason = told["redrive_reason"].as_str().expect("a reason");
    assert!(reason.contains("SUCCEEDED"), "{reason}");
    assert_eq!(told["output"], r#"{"end": "well"}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn express_executions_are_there_while_they_are_in_memory() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let sfn = shop.world.step_functions();
    let made = sfn
        .create_state_machine()
        .name("quick")
        .role_arn("arn:aws:iam::000000000000:role/test")
        .r#type(aws_sdk_sfn::types::StateMachineType::Express)
        .definition(AS_TOLD);
    let machine = made.send().await.expect("a machine").state_machine_arn;
    let ran = sfn
        .start_sync_execution()
        .state_machine_arn(machine)
        .name("x-1");
    let ran = ran
        .input("{\"end\": \"well\"}")
        .send()
        .await
        .expect("an execution");
    let page = operator
        .get("/api/console/executions?machine=quick")
        .await
        .expect(200);
    assert_eq!(names(&page), ["x-1"]);
    assert_eq!(page["items"][0]["kind"], "EXPRESS");
    let told = operator
        .get(&path_of(&ran.execution_arn, ""))
        .await
        .expect(200);
    assert_eq!(
        (&told["status"], &told["redrivable"]),
        (&json!("SUCCEEDED"), &json!(false))
    );
    let history = operator.get(&path_of(&ran.execution_arn, "/history")).await;
    assert_eq!(history.expect(200), json!({"events": [], "last": 0}));
}
