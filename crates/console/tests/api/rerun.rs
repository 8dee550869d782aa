//! Doing the work of an execution again.

use serde_json::json;

use crate::client::Shop;
use crate::machine::{Machine, path_of};

/// Weighs what it is given, and fails when it is too heavy.
const WEIGHS: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Prepare", "States": {
    "Prepare": {"Type": "Pass", "Assign": {"limit": 10}, "Next": "Weigh"},
    "Weigh": {"Type": "Choice", "Choices": [
        {"Condition": "{% $states.input.weight > $limit %}", "Next": "Heavy"}], "Default": "Box"},
    "Box": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Pack", "States": {
        "Pack": {"Type": "Pass", "End": true, "Output": {
            "packed": "{% $states.input.weight %}",
            "limit": "{% $limit %}",
            "given": "{% $states.context.Execution.Input.weight %}"}}}}]},
    "Heavy": {"Type": "Fail", "Error": "Heavy", "Cause": "too heavy"}}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn work_is_done_again_from_a_state_with_what_it_finds_there_edited() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "weighs", WEIGHS).await;
    let failed = machine.run("one", r#"{"weight": 12}"#).await;
    let rerun = async |wish: serde_json::Value| {
        let answer = operator.post(&path_of(&failed, "/rerun"), &wish).await;
        let arn = answer.expect(201)["execution_arn"]
            .as_str()
            .expect("an ARN")
            .to_owned();
        machine.ended(&arn).await;
        operator.get(&path_of(&arn, "")).await.expect(200)
    };
    // As it was: the same again, with the variables it found there.
    let again = rerun(json!({"from": "Weigh"})).await;
    assert_eq!(
        (&again["status"], &again["error"]),
        (&json!("FAILED"), &json!("Heavy"))
    );
    assert_eq!(
        (&again["rerun_of"], &again["rerun_from"]),
        (&json!(failed), &json!("Weigh"))
    );
    // With another input; what the execution itself was given stays what it was.
    let lighter = rerun(json!({"from": "Weigh", "input": "{\"weight\": 9}"})).await;
    let packed = r#"[{"packed":9,"limit":10,"given":12}]"#;
    assert_eq!(
        (&lighter["status"], &lighter["output"]),
        (&json!("SUCCEEDED"), &json!(packed))
    );
    // With other variables.
    let wish = json!({"from": "Weigh", "variables": "{\"limit\": 20}", "name": "two"});
    let stronger = rerun(wish).await;
    let packed = r#"[{"packed":12,"limit":20,"given":12}]"#;
    assert_eq!(
        (&stronger["name"], &stronger["output"]),
        (&json!("two"), &json!(packed))
    );
    // From the beginning, with another input.
    let anew = rerun(json!({"input": "{\"weight\": 1}"})).await;
    let packed = r#"[{"packed":1,"limit":10,"given":1}]"#;
    assert_eq!(
        (&anew["rerun_from"], &anew["output"]),
        (&json!(null), &json!(packed))
    );
    assert_eq!(anew["input"], r#"{"weight": 1}"#);
    // AWS's own description knows nothing of it, and the history begins where it began.
    let arn = lighter["arn"].as_str().expect("an ARN");
    let sfn = shop.world.step_functions();
    let described = sfn.describe_execution().execution_arn(arn).send().await;
    assert_eq!(described.expect("an execution").redrive_count, Some(0));
    let history = operator.get(&path_of(arn, "/history")).await.expect(200);
    let states = history["events"].as_array().expect("events").iter();
    let states: Vec<_> = states.filter_map(|event| event["state"].as_str()).collect();
    assert_eq!(states.first(), Some(&"Weigh"));
    // A rerun is rerun with what it found itself.
    let answer = operator
        .post(&path_of(arn, "/rerun"), &json!({"from": "Box"}))
        .await;
    let arn = answer.expect(201)["execution_arn"]
        .as_str()
        .expect("an ARN")
        .to_owned();
    machine.ended(&arn).await;
    let boxed = operator.get(&path_of(&arn, "")).await.expect(200);
    assert_eq!(boxed["output"], r#"[{"packed":9,"limit":10,"given":12}]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_again_is_refused_in_words() {
    let shop = Shop::open().await;
    let operator = shop.operator().await;
    let machine = Machine::new(&shop, "weighs", WEIGHS).await;
    let failed = machine.run("one", r#"{"weight": 12}"#).await;
    for (wish, status, words) in [
        (
            json!({"from": "Wiegh"}),
            422,
            "there is no state `Wiegh` in this definition; it has `Prepare`, `Weigh`, `Box`, `Heavy`",
        ),
        (
            json!({"from": "Pack"}),
            422,
            "`Pack` is within another state",
        ),
        (
            json!({"from": "Box"}),
            422,
            "the execution never came to `Box`",
        ),
        (
            json!({"from": "Box", "input": "{"}),
            422,
            "the input is refused",
        ),
        (json!({"input": "{"}), 422, "the input is refused"),
        (
            json!({"from": "Weigh", "variables": "[]"}),
            422,
            "the variables are refused",
        ),
        (
            json!({"variables": "{}"}),
            422,
            "only together with the state",
        ),
        (json!({"name": "a b"}), 422, "cannot be called `a b`"),
        (json!({"name": "one"}), 409, "there is an execution `one`"),
    ] {
        let answer = operator.post(&path_of(&failed, "/rerun"), &wish).await;
        let problem = answer.expect(status);
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains(words), "{wish}: {detail}");
        assert!(problem["field"].is_string(), "{wish}");
    }
    let none = "arn:aws:states:us-east-1:000000000000:execution:weighs:none";
    let answer = operator.post(&path_of(none, "/rerun"), &json!({})).await;
    assert_eq!(answer.expect(404)["code"], "not_found");
    let sfn = shop.world.step_functions();
    let deleted = sfn.delete_state_machine().state_machine_arn(&machine.arn);
    deleted.send().await.expect("deleted");
    let answer = operator.post(&path_of(&failed, "/rerun"), &json!({})).await;
    assert_eq!(answer.expect(409)["code"], "execution_refuses");
}
