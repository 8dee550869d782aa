//! A coupon is given once, when a person has approved it, and never otherwise.

use std::time::Duration;

use assistant::scenario::RETENTION;
use assistant::scenario::coupon::{Coupon, CouponState};
use aws_sdk_dynamodb::types::AttributeValue;
use delivery::delivery::MessageState;
use delivery::notice::NoticeKind;
use serde_json::json;

use crate::stage::{Person, ROLE, Stage};

/// Nothing here takes so long, unless it does not end at all.
const ENDS_WITHIN: Duration = Duration::from_secs(30);

const LEAVES: &str = "Chegou frio. Nunca mais peço aqui!";

impl Stage {
    async fn leaves(&self, person: &Person) {
        self.run("router", LEAVES, json!({}), Some(&person.session))
            .await;
    }

    /// The one coupon there is, once this is true of it.
    async fn coupon(&self, is: impl Fn(&Coupon) -> bool) -> Coupon {
        let wait = async {
            loop {
                let coupons = self.scenarios.coupons().all(&self.world.store).await;
                let coupons = coupons.expect("asked");
                assert!(coupons.len() <= 1, "{coupons:?}");
                if let Some(coupon) = coupons.into_iter().find(|coupon| is(coupon)) {
                    return coupon;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let found = tokio::time::timeout(ENDS_WITHIN, wait).await;
        found.expect("a coupon in time")
    }

    /// The texts in which a coupon was told.
    async fn told(&self) -> Vec<String> {
        let outbox = self
            .world
            .delivery
            .outbox(&self.world.store, 100, None)
            .await;
        let messages = outbox.expect("messages").items.into_iter();
        let told = messages.filter(|message| message.kind == NoticeKind::Coupon);
        told.map(|message| {
            assert_eq!(message.state, MessageState::Sent);
            message.text.unwrap_or_default()
        })
        .collect()
    }

    /// The retention workflows that have ended, by how.
    async fn ended(&self, many: usize) -> Vec<String> {
        let arn = self
            .world
            .delivery
            .state_machine_arn(RETENTION.state_machine);
        let wait = async {
            loop {
                let sfn = self.world.step_functions();
                let listed = sfn.list_executions().state_machine_arn(&arn).send().await;
                let listed = listed.expect("executions").executions;
                let ended = listed.iter().filter(|it| it.status.as_str() != "RUNNING");
                let ended: Vec<String> = ended.map(|it| it.status.to_string()).collect();
                if ended.len() >= many {
                    return ended;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let ended = tokio::time::timeout(ENDS_WITHIN, wait).await;
        ended.expect("executions in time")
    }
}

fn waits(coupon: &Coupon) -> bool {
    coupon.state == CouponState::Proposed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_approved_and_told_once() {
    let stage = Stage::open().await;
    let (store, coupons) = (&stage.world.store, stage.scenarios.coupons());
    let ana = stage.person("Ana").await;
    // Twice the same, and once more in other words: one workflow, one coupon.
    stage.leaves(&ana).await;
    stage.leaves(&ana).await;
    let other = "Vocês são péssimos de novo, nunca mais";
    stage
        .run("router", other, json!({}), Some(&ana.session))
        .await;
    let proposed = stage.coupon(waits).await;
    assert_eq!((proposed.code.as_ref(), proposed.until), (None, None));
    assert_eq!(proposed.customer, ana.id);
    assert_eq!(stage.told().await, Vec::<String>::new());

    let approved = coupons
        .answer(store, &proposed.id, true, "operator eva")
        .await;
    let code = approved.expect("asked").code.expect("a code");
    let sent = stage
        .coupon(|coupon| coupon.state == CouponState::Sent)
        .await;
    assert_eq!(
        (sent.code.as_ref(), sent.decided_by.as_deref()),
        (Some(&code), Some("operator eva"))
    );
    let told = stage.told().await;
    assert!(told.len() == 1 && told[0].contains(&code), "{told:?}");
    assert_eq!(stage.ended(1).await, ["SUCCEEDED"]);

    // Nothing that is said afterwards changes anything.
    let again = coupons
        .answer(store, &proposed.id, false, "operator rui")
        .await;
    assert_eq!(again.expect("asked"), sent);
    stage.leaves(&ana).await;
    assert_eq!(stage.told().await, told);
    assert!(coupons.redeem(store, &sent.id).await.expect("asked"));
    assert!(!coupons.redeem(store, &sent.id).await.expect("asked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_that_is_refused_is_told_to_nobody() {
    let stage = Stage::open().await;
    let (store, coupons) = (&stage.world.store, stage.scenarios.coupons());
    let ana = stage.person("Ana").await;
    stage.leaves(&ana).await;
    let proposed = stage.coupon(waits).await;
    let refused = coupons
        .answer(store, &proposed.id, false, "operator eva")
        .await;
    assert_eq!(refused.expect("asked").state, CouponState::Refused);
    // The token may come to the table after the answer: then the function gives it.
    assert_eq!(stage.ended(1).await, ["SUCCEEDED"]);
    let approved = coupons
        .answer(store, &proposed.id, true, "operator eva")
        .await;
    let approved = approved.expect("asked");
    assert_eq!(
        (approved.state, approved.code),
        (CouponState::Refused, None)
    );
    assert_eq!(stage.told().await, Vec::<String>::new());
}

/// The shipped definition, whose approval lapses after a second.
async fn hurried(stage: &Stage) -> String {
    let definition = RETENTION.definition;
    let hurried = definition.replace("\"{% $approve_seconds %}\"", "1");
    assert_ne!(hurried, definition);
    let sfn = stage.world.step_functions();
    let made = sfn.create_state_machine().name("hurried").role_arn(ROLE);
    let made = made
        .definition(hurried)
        .send()
        .await
        .expect("a state machine");
    made.state_machine_arn
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_that_nobody_answers_lapses() {
    let stage = Stage::open().await;
    let (store, coupons) = (&stage.world.store, stage.scenarios.coupons());
    let ana = stage.person("Ana").await;
    let arn = hurried(&stage).await;
    let input = json!({"session": ana.session.to_string(), "reason": "says_so"});
    let sfn = stage.world.step_functions();
    let started = sfn.start_execution().state_machine_arn(arn);
    started
        .input(input.to_string())
        .send()
        .await
        .expect("started");
    let lapsed = stage
        .coupon(|coupon| coupon.state == CouponState::Lapsed)
        .await;
    let late = coupons
        .answer(store, &lapsed.id, true, "operator eva")
        .await;
    let late = late.expect("asked");
    assert_eq!((late.state, late.code), (CouponState::Lapsed, None));
    assert_eq!(stage.told().await, Vec::<String>::new());
}

/// Approves a coupon as a server does that ends before it can tell the workflow.
async fn approved_in_the_table(stage: &Stage, coupon: &Coupon) {
    let table = stage.world.delivery.table();
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let (store, id) = (&stage.world.store, coupon.id.as_str());
    let written = table
        .client()
        .update_item()
        .table_name(format!("{}-scenarios", table.name()))
        .key("PK", text(&format!("S#{store}#COUPONS")))
        .key("SK", text(&format!("COUPON#{id}")))
        .update_expression("SET #state = :state, code = :code, holds_until = :until")
        .expression_attribute_names("#state", "state")
        .expression_attribute_values(":state", text("APPROVED"))
        .expression_attribute_values(":code", text("7K3M9QXW"))
        .expression_attribute_values(":until", text("2100-01-01T00:00:00Z"))
        .send()
        .await;
    written.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_workflow_has_not_got_is_found_when_it_would_lapse() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    let arn = hurried(&stage).await;
    let input = json!({"session": ana.session.to_string(), "reason": "says_so"});
    let sfn = stage.world.step_functions();
    let started = sfn.start_execution().state_machine_arn(arn);
    started
        .input(input.to_string())
        .send()
        .await
        .expect("started");
    let proposed = stage.coupon(waits).await;
    approved_in_the_table(&stage, &proposed).await;
    stage
        .coupon(|coupon| coupon.state == CouponState::Sent)
        .await;
    assert_eq!(stage.told().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_workflow_has_not_got_is_given_at_the_next_start() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    stage.leaves(&ana).await;
    let proposed = stage.coupon(Coupon::waits_for_answer).await;
    approved_in_the_table(&stage, &proposed).await;
    stage.scenarios.settle(ROLE).await.expect("settled");
    stage
        .coupon(|coupon| coupon.state == CouponState::Sent)
        .await;
    stage.scenarios.settle(ROLE).await.expect("settled");
    assert_eq!(stage.ended(1).await, ["SUCCEEDED"]);
    assert_eq!(stage.told().await.len(), 1);
}
