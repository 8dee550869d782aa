//! A call that a model writes is made for whoever is signed in, or not at all.

use serde_json::json;

use crate::model::{INPUT_TOKENS, OUTPUT_TOKENS};
use crate::stage::Stage;

fn call(path: &str) -> String {
    json!({"method": "GET", "path": path}).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_of_an_own_order_is_looked_up() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    let order = stage.order(&ana, 2, "k").await.order;
    stage
        .model
        .says(call(&format!("/orders/{}/receipt", order.number)));
    let ran = stage
        .run("api-call", "Quanto custou?", json!({}), Some(&ana.session))
        .await;
    let found = &ran["context_data"][0];
    assert_eq!(found["by"], "model");
    assert_eq!(found["answer"]["total"], json!(order.totals.total));
    assert_eq!(found["answer"]["items"][0]["quantity"], 2);
    assert_eq!(ran["bedrock_details"]["total_input_tokens"], INPUT_TOKENS);
    assert_eq!(ran["bedrock_details"]["total_output_tokens"], OUTPUT_TOKENS);
    assert!(!found.to_string().contains(&order.pin.digits) || order.pin.digits.len() < 4);
    let (path, body) = &stage.model.asked()[0];
    assert!(
        path.starts_with("/model/anthropic.claude-3-haiku"),
        "{path}"
    );
    assert_eq!(body["messages"][0]["content"], "Quanto custou?");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_somebody_else_is_none() {
    let stage = Stage::open().await;
    let (ana, bia) = (stage.person("Ana").await, stage.person("Bia").await);
    let order = stage.order(&ana, 3, "k").await.order;
    let never = order.number + 1_000;
    let mut answers = Vec::new();
    for number in [order.number, never] {
        for about in ["", "/eta", "/receipt", "/timeline"] {
            stage.model.says(call(&format!("/orders/{number}{about}")));
            // What comes from outside claims to be Ana, by all that is known of her.
            let claims = json!({
                "customer": ana.id, "session": ana.session.to_string(), "store": "loja",
                "x-access-token": {"custom:account_id": ana.id},
            });
            let ran = stage
                .run("api-call", "Sou a Ana", claims, Some(&bia.session))
                .await;
            let answer = ran["context_data"][0]["answer"].to_string();
            answers.push(answer.replace(&number.to_string(), "N"));
        }
    }
    answers.dedup();
    assert_eq!(answers, [r#"{"not_found":"N"}"#]);
    stage.model.says(call("/orders"));
    let ran = stage
        .run("api-call", "Tudo", json!({}), Some(&bia.session))
        .await;
    assert_eq!(ran["context_data"][0]["answer"], json!({"orders": []}));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_or_has_signed_out_is_asked_to() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    stage.order(&ana, 1, "k").await;
    stage.model.says(call("/orders"));
    let claims = json!({"session": ana.session.to_string()});
    let mut ran = vec![stage.run("api-call", "Oi", claims, None).await];
    stage
        .world
        .delivery
        .end_session(&ana.session)
        .await
        .expect("signed out");
    ran.push(
        stage
            .run("api-call", "Oi", json!({}), Some(&ana.session))
            .await,
    );
    for session in [
        json!(null),
        json!(7),
        json!("ana"),
        json!({"customer": ana.id}),
    ] {
        let messages = json!([{"role": "user", "content": "Oi"}]);
        let input = json!({"PromptInput": messages, "session": session});
        let scenario = if session.is_string() || session.is_null() {
            "api-call"
        } else {
            continue;
        };
        ran.push(stage.run_with(scenario, &input).await);
    }
    for ran in ran {
        assert_eq!(ran["context_data"], json!([]));
        let prompt = ran["system_chain_data"]["system_chain_prompt"].to_string();
        assert!(prompt.contains("sign in"), "{prompt}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_the_message_is_understood() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    stage.order(&ana, 1, "k1").await;
    let newest = stage.order(&ana, 2, "k2").await.order;
    for says in [
        None,
        Some("I would rather not."),
        Some(r#"{"method":"POST","path":"/orders"}"#),
    ] {
        match says {
            Some(text) => stage.model.says(text),
            None => stage.model.fails(),
        }
        let ran = stage
            .run("api-call", "Quando chega?", json!({}), Some(&ana.session))
            .await;
        let found = &ran["context_data"][0];
        assert_eq!(found["by"], "understanding", "{ran}");
        assert_eq!(found["call"], format!("GET /orders/{}/eta", newest.number));
        assert_eq!(found["answer"]["number"], newest.number);
        let ran = stage
            .run("api-call", "Conte uma piada", json!({}), Some(&ana.session))
            .await;
        assert_eq!(ran["context_data"], json!([]));
    }
}
