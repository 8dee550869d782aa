//! A conversation has the variant of its hash, and what comes of it is counted once.

use assistant::scenario::assignment::{Arm, arm};
use assistant::scenario::experiment::{Experiment, ExperimentName, Outcome, State, Variant};
use jiff::Timestamp;
use serde_json::json;

use crate::stage::Stage;

fn experiment(share_of_b: u16) -> Experiment {
    Experiment {
        name: ExperimentName::parse("tone").expect("a name"),
        a: Variant::default(),
        b: Variant {
            prompt: "Answer in one sentence.".to_owned(),
            model_id: Some("anthropic.claude-3-sonnet-20240229-v1:0".to_owned()),
        },
        share_of_b,
        state: State::Running,
        since: Timestamp::now(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_dealt_variants_and_counted() {
    let stage = Stage::open().await;
    let store = &stage.world.store;
    let experiments = stage.scenarios.experiments();
    let ran = stage
        .run("ab-test", "Oi", json!({"conversation": "c-0"}), None)
        .await;
    assert_eq!(
        (&ran["experiment"], &ran["system_chain_data"]),
        (&json!(null), &json!(null))
    );

    let tone = experiment(5_000);
    assert!(experiments.begin(store, &tone).await.expect("asked"));
    assert!(!experiments.begin(store, &tone).await.expect("asked"));
    let ana = stage.person("Ana").await;
    let mut dealt = [0, 0];
    for number in 0..20 {
        let conversation = format!("c-{number}");
        let expected = arm("tone", &conversation, 5_000);
        dealt[usize::from(expected == Arm::B)] += 1;
        for _ in 0..2 {
            let params = json!({"conversation": conversation});
            let ran = stage.run("ab-test", "Oi", params, Some(&ana.session)).await;
            assert_eq!(ran["arm"], expected.as_str());
            let prompt = &ran["system_chain_data"]["system_chain_prompt"];
            match expected {
                Arm::A => assert!(prompt.is_null() && ran["model_id"].is_null(), "{ran}"),
                Arm::B => {
                    assert_eq!(prompt, "Answer in one sentence.");
                    assert_eq!(ran["model_id"], "anthropic.claude-3-sonnet-20240229-v1:0");
                }
            }
        }
    }
    let noted = experiments.note(store, "c-1", Outcome::Solved).await;
    assert_eq!(noted.expect("asked"), 1);
    let noted = experiments.note(store, "c-1", Outcome::Solved).await;
    assert_eq!(noted.expect("asked"), 0, "an outcome counts once");
    let noted = experiments.note(store, "c-999", Outcome::Solved).await;
    assert_eq!(noted.expect("asked"), 0, "it was dealt nothing");
    let compared = experiments
        .comparison(store, &tone.name)
        .await
        .expect("asked");
    assert_eq!([compared.a.assigned, compared.b.assigned], dealt);
    let solved = [
        compared.a.of(Outcome::Solved),
        compared.b.of(Outcome::Solved),
    ];
    let of_b = arm("tone", "c-1", 5_000) == Arm::B;
    assert_eq!(solved, [u32::from(!of_b), u32::from(of_b)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_has_a_variant_and_is_not_counted() {
    let stage = Stage::open().await;
    let store = &stage.world.store;
    let experiments = stage.scenarios.experiments();
    let tone = experiment(10_000);
    experiments.begin(store, &tone).await.expect("asked");
    let ran = stage
        .run("ab-test", "Oi", json!({"conversation": "made-up"}), None)
        .await;
    assert_eq!(ran["arm"], "b");
    let compared = experiments
        .comparison(store, &tone.name)
        .await
        .expect("asked");
    assert_eq!((compared.a.assigned, compared.b.assigned), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_experiment_is_switched_without_the_client() {
    let stage = Stage::open().await;
    let store = &stage.world.store;
    let experiments = stage.scenarios.experiments();
    let ana = stage.person("Ana").await;
    let mut tone = experiment(0);
    experiments.begin(store, &tone).await.expect("asked");
    let asked = async |conversation: &str| {
        let params = json!({ "conversation": conversation });
        let ran = stage.run("ab-test", "Oi", params, Some(&ana.session)).await;
        ran["arm"].clone()
    };
    assert_eq!(asked("c-1").await, "a");
    tone.share_of_b = 10_000;
    assert!(experiments.settle(store, &tone).await.expect("asked"));
    assert_eq!(asked("c-1").await, "a", "whoever has a variant keeps it");
    assert_eq!(asked("c-2").await, "b");
    tone.state = State::Decided { winner: Arm::B };
    experiments.settle(store, &tone).await.expect("asked");
    assert_eq!(asked("c-1").await, "b");
    let noted = experiments.note(store, "c-1", Outcome::ThumbsUp).await;
    assert_eq!(noted.expect("asked"), 0, "it is over");
    tone.state = State::Stopped;
    experiments.settle(store, &tone).await.expect("asked");
    assert_eq!(asked("c-2").await, json!(null));
    let compared = experiments
        .comparison(store, &tone.name)
        .await
        .expect("asked");
    assert_eq!((compared.a.assigned, compared.b.assigned), (1, 1));
}
