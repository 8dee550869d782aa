//! A conversation is classified and taken on to the workflow or prompt for it.

use serde_json::{Value, json};

use crate::model::INPUT_TOKENS;
use crate::stage::Stage;

/// A model that classifies so, and writes this when it is asked for something else.
fn classifies(stage: &Stage, class: &'static str, churn: f64, then: String) {
    stage.model.answers(move |system| {
        if system.starts_with("You classify") {
            json!({"class": class, "churn": churn}).to_string()
        } else {
            then.clone()
        }
    });
}

fn prompt(ran: &Value) -> &str {
    ran["system_chain_data"]["system_chain_prompt"]
        .as_str()
        .expect("a prompt")
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_about_orders_go_to_the_workflows_that_look_them_up() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    let order = stage.order(&ana, 1, "k").await.order;
    let call = json!({"method": "GET", "path": format!("/orders/{}", order.number)});
    classifies(&stage, "order", 0.1, call.to_string());
    let ran = stage
        .run("router", "Onde está?", json!({}), Some(&ana.session))
        .await;
    assert_eq!(
        ran["context_data"][0]["answer"]["number"], order.number,
        "{ran}"
    );
    assert_eq!(
        ran["classification"],
        json!({"class": "order", "by": "model", "churn": 0.1})
    );
    assert_eq!(
        ran["bedrock_details"]["total_input_tokens"],
        2 * INPUT_TOKENS
    );
    let names = ran["bedrock_details"]["task_details"]
        .as_array()
        .expect("tasks");
    let names: Vec<&Value> = names.iter().map(|task| &task["task_name"]).collect();
    assert_eq!(names, ["Classify", "WriteCall"]);

    let query = json!({"query": "SELECT number FROM orders"});
    classifies(&stage, "history", 0.1, query.to_string());
    let ran = stage
        .run("router", "Quantos pedidos?", json!({}), Some(&ana.session))
        .await;
    assert_eq!(ran["context_data"][0]["row_count"], 1, "{ran}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_questions_have_their_prompts() {
    let stage = Stage::open().await;
    for (class, says) in [
        ("shop", "asks about the shop"),
        ("person", "wants a person"),
        ("other", "Nothing has been looked up"),
    ] {
        classifies(&stage, class, 0.0, String::new());
        let ran = stage.run("router", "…", json!({}), None).await;
        assert!(prompt(&ran).contains(says), "{ran}");
        assert_eq!(ran["context_data"], json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_model_is_done_without() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    let order = stage.order(&ana, 1, "k").await.order;
    stage.model.fails();
    let ran = stage
        .run(
            "router",
            "Onde está meu pedido?",
            json!({}),
            Some(&ana.session),
        )
        .await;
    assert_eq!(ran["classification"]["by"], "understanding");
    assert_eq!(
        ran["context_data"][0]["answer"]["number"], order.number,
        "{ran}"
    );
    let ran = stage
        .run("router", "Vocês estão aberto?", json!({}), None)
        .await;
    assert!(prompt(&ran).contains("asks about the shop"), "{ran}");
    let ran = stage
        .run("router", "Onde está meu pedido?", json!({}), None)
        .await;
    assert!(prompt(&ran).contains("sign in"), "{ran}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_offered_a_coupon_who_is_not_signed_in_or_content() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    classifies(&stage, "other", 0.95, String::new());
    let ran = stage
        .run("router", "Nunca mais peço aqui", json!({}), None)
        .await;
    assert!(prompt(&ran).starts_with("The customer is upset"), "{ran}");
    classifies(&stage, "other", 0.2, String::new());
    let ran = stage
        .run("router", "Obrigada!", json!({}), Some(&ana.session))
        .await;
    assert!(!prompt(&ran).contains("upset"), "{ran}");
    let coupons = stage.scenarios.coupons().all(&stage.world.store).await;
    assert_eq!(coupons.expect("asked"), []);
}
