//! The provider over a socket, asked by the delivery's own adapter.

mod stage;

use std::time::Duration;

use delivery::payment::pix::{Account, BrCode};
use delivery::payment::{
    ChargeMethod, ChargeState, DeclineReason, EventKind, PaymentError, WebhookError,
};
use delivery::{Money, OrderId};
use http::HeaderMap;
use jiff::Timestamp;
use sandbox_provider::{Entry, Failure, Movement};
use stage::{Stage, card, pix};

const PRICE: Money = Money::minor(5_990);

fn sums(entries: &[Entry]) -> i64 {
    entries.iter().map(|entry| entry.amount).sum()
}

#[tokio::test]
async fn the_same_key_is_the_same_charge() {
    let stage = Stage::open().await;
    let request = card("order-1", PRICE, "tok_ok");
    let asked: Vec<_> = (0..16)
        .map(|_| {
            let (provider, request) = (stage.client.clone(), request.clone());
            tokio::spawn(async move { provider.charge(&request).await })
        })
        .collect();
    let mut charges = Vec::new();
    for one in asked {
        charges.push(one.await.expect("no panic").expect("a charge"));
    }
    assert!(charges.iter().all(|charge| charge == &charges[0]));
    assert_eq!(charges[0].state, ChargeState::Paid);
    assert_eq!(charges[0].idempotency_key, "order-1");
    let ledger = stage.ledger().await;
    assert_eq!(ledger.len(), 1, "{ledger:?}");
    assert_eq!(
        (ledger[0].movement, ledger[0].amount),
        (Movement::Charge, 5_990)
    );

    let other = card("order-1", Money::minor(1), "tok_ok");
    let conflict = PaymentError::Conflict {
        idempotency_key: "order-1".to_owned(),
    };
    assert_eq!(stage.client.charge(&other).await, Err(conflict));
}

#[tokio::test]
async fn cards_are_declined_with_their_reasons() {
    let stage = Stage::open().await;
    for (token, reason) in [
        ("tok_declined", DeclineReason::Declined),
        ("tok_insufficient_funds", DeclineReason::InsufficientFunds),
        ("tok_expired_card", DeclineReason::ExpiredCard),
        ("tok_lost", DeclineReason::LostOrStolen),
    ] {
        let charge = stage
            .client
            .charge(&card(token, PRICE, token))
            .await
            .expect("an answer");
        assert_eq!(
            (charge.state, charge.decline),
            (ChargeState::Declined, Some(reason))
        );
        let again = stage
            .client
            .charge(&card(token, PRICE, token))
            .await
            .expect("an answer");
        assert_eq!(again, charge);
    }
    assert!(stage.ledger().await.is_empty());
    let unknown = stage
        .client
        .charge(&card("order-1", PRICE, "tok_unknown"))
        .await;
    assert!(
        matches!(unknown, Err(PaymentError::Refused { .. })),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn a_flaky_and_a_lost_answer_charge_once() {
    let stage = Stage::open().await;
    let flaky = card("order-1", PRICE, "tok_flaky");
    for _ in 0..2 {
        let answer = stage.client.charge(&flaky).await;
        assert!(
            matches!(answer, Err(PaymentError::Unavailable { .. })),
            "{answer:?}"
        );
    }
    assert_eq!(
        stage.client.charge(&flaky).await.expect("a charge").state,
        ChargeState::Paid
    );

    let lost = card("order-2", PRICE, "tok_timeout");
    let answer = stage.client.charge(&lost).await;
    assert!(
        matches!(answer, Err(PaymentError::Unavailable { .. })),
        "{answer:?}"
    );
    assert_eq!(
        stage.ledger().await.len(),
        2,
        "the money moved all the same"
    );
    assert_eq!(
        stage.client.charge(&lost).await.expect("a charge").state,
        ChargeState::Paid
    );
    assert_eq!(stage.ledger().await.len(), 2);
}

#[tokio::test]
async fn a_slow_card_is_paid_later() {
    let mut stage = Stage::open().await;
    let charge = stage
        .client
        .charge(&card("order-1", PRICE, "tok_slow"))
        .await;
    let charge = charge.expect("a charge");
    assert_eq!(charge.state, ChargeState::Pending);
    stage.advance(Duration::from_secs(5));
    let event = stage.event().await;
    assert_eq!(
        (event.charge.clone(), event.kind),
        (charge.id.clone(), EventKind::Paid)
    );
    assert_eq!(event.idempotency_key.as_deref(), Some("order-1"));
    let charge = stage
        .client
        .charge_of(&event.charge)
        .await
        .expect("a charge");
    assert_eq!(charge.state, ChargeState::Paid);
}

#[tokio::test]
async fn a_pix_is_paid_from_its_code() {
    let mut stage = Stage::open().await;
    let charge = stage
        .client
        .charge(&pix("order-1", PRICE))
        .await
        .expect("a charge");
    assert_eq!(charge.state, ChargeState::Pending);
    let code = charge.pix.clone().expect("a Pix");
    assert_eq!(code.expires_at, stage.now() + Duration::from_mins(10));
    let code: BrCode = code.br_code.parse().expect("a BR Code");
    assert_eq!(code.amount, Some(PRICE));
    assert_eq!(code.receiver.name(), "CANTINA SAO JOAO");
    assert!(matches!(code.account, Account::Location(_)));

    stage.pay(&charge.id).await;
    assert_eq!(stage.event().await.kind, EventKind::Paid);
    let charge = stage.client.charge_of(&charge.id).await.expect("a charge");
    assert_eq!(charge.state, ChargeState::Paid);
    // The payer pays once, however often they press the button.
    stage.pay(&charge.id).await;
    assert_eq!(sums(&stage.ledger().await), 5_990);
}

#[tokio::test]
async fn a_pix_that_arrives_late_is_given_back() {
    let mut stage = Stage::open().await;
    let charge = stage
        .client
        .charge(&pix("order-1", PRICE))
        .await
        .expect("a charge");
    stage.advance(Duration::from_mins(10));
    assert_eq!(stage.event().await.kind, EventKind::Expired);
    let expired = stage.client.charge_of(&charge.id).await.expect("a charge");
    assert_eq!(expired.state, ChargeState::Expired);

    stage.pay(&charge.id).await;
    assert_eq!(stage.event().await.kind, EventKind::Paid);
    let refunded = stage.client.refund(&charge.id, PRICE, "order-1-late").await;
    let refunded = refunded.expect("a refund");
    assert_eq!(
        (refunded.state, refunded.refunded),
        (ChargeState::Refunded, PRICE)
    );
    assert_eq!(stage.event().await.kind, EventKind::Refunded);
    let ledger = stage.ledger().await;
    assert!(ledger[0].late && sums(&ledger) == 0, "{ledger:?}");
    assert!(
        ledger
            .iter()
            .all(|entry| entry.idempotency_key == "order-1")
    );
}

#[tokio::test]
async fn what_is_called_off_is_never_paid() {
    let stage = Stage::open().await;
    let charge = stage
        .client
        .charge(&pix("order-1", PRICE))
        .await
        .expect("a charge");
    for _ in 0..2 {
        let cancelled = stage.client.cancel(&charge.id, "order-1-cancel").await;
        assert_eq!(cancelled.expect("a charge").state, ChargeState::Cancelled);
    }
    assert_eq!(stage.press_pay(&charge.id).await, 422);
    let paid = stage
        .client
        .charge(&card("order-2", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    let refusal = stage.client.cancel(&paid.id, "order-2-cancel").await;
    let Err(PaymentError::Refused { code, .. }) = refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!(code, "charge_already_paid");
}

#[tokio::test]
async fn each_refund_is_made_once() {
    let stage = Stage::open().await;
    let charge = stage
        .client
        .charge(&card("order-1", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    for _ in 0..3 {
        let partly = stage
            .client
            .refund(&charge.id, Money::minor(1_000), "r1")
            .await;
        let partly = partly.expect("a refund");
        assert_eq!(
            (partly.state, partly.refunded),
            (ChargeState::Paid, Money::minor(1_000))
        );
    }
    let other = stage
        .client
        .refund(&charge.id, Money::minor(2_000), "r1")
        .await;
    assert!(
        matches!(other, Err(PaymentError::Conflict { .. })),
        "{other:?}"
    );
    let too_much = stage
        .client
        .refund(&charge.id, Money::minor(4_991), "r2")
        .await;
    assert!(
        matches!(too_much, Err(PaymentError::Refused { .. })),
        "{too_much:?}"
    );
    assert_eq!(sums(&stage.ledger().await), 4_990);
}

#[tokio::test]
async fn what_was_acknowledged_survives() {
    let mut stage = Stage::open().await;
    stage.hear(false);
    let paid = stage
        .client
        .charge(&card("order-1", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    let pending = stage
        .client
        .charge(&pix("order-2", PRICE))
        .await
        .expect("a charge");
    let unheard = stage.event().await;

    stage.hear(true);
    stage.reopen().await;
    assert_eq!(stage.event().await, unheard, "it is told again, as it was");
    let again = stage.client.charge(&card("order-1", PRICE, "tok_ok")).await;
    assert_eq!(again.expect("a charge"), paid);
    let other = stage
        .client
        .charge(&card("order-1", Money::minor(1), "tok_ok"))
        .await;
    assert!(
        matches!(other, Err(PaymentError::Conflict { .. })),
        "{other:?}"
    );
    stage.advance(Duration::from_mins(10));
    let expired = stage.event().await;
    assert_eq!(
        (expired.charge, expired.kind),
        (pending.id, EventKind::Expired)
    );
    let ledger = stage.ledger().await;
    assert_eq!(ledger.len(), 1);
    stage
        .client
        .charge(&card("order-3", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    let ledger = stage.ledger().await;
    assert_eq!(
        ledger
            .iter()
            .map(|entry| entry.sequence)
            .collect::<Vec<_>>(),
        [1, 2]
    );
}

#[tokio::test]
async fn webhooks_are_told_until_they_are_heard() {
    let mut stage = Stage::open().await;
    stage.hear(false);
    stage
        .client
        .charge(&card("order-1", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    let first = stage.event().await;
    assert_eq!(stage.event_some_day().await, first);
    stage.hear(true);
    assert_eq!(stage.event_some_day().await, first);
    stage.until_delivered().await;
    stage
        .client
        .charge(&card("order-2", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    stage.advance(Duration::from_hours(1));
    assert_eq!(
        stage.event().await.idempotency_key.as_deref(),
        Some("order-2")
    );
}

#[tokio::test]
async fn webhooks_come_twice_or_never_when_they_are_told_to() {
    let mut stage = Stage::open().await;
    stage.switch(Failure::WebhooksDuplicated, true).await;
    stage
        .client
        .charge(&card("order-1", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    let first = stage.event().await;
    assert_eq!(stage.event().await, first);
    stage.switch(Failure::WebhooksDuplicated, false).await;

    stage.switch(Failure::WebhooksReordered, true).await;
    let mut expected = Vec::new();
    for order in 2..10 {
        let key = format!("order-{order}");
        stage
            .client
            .charge(&card(&key, PRICE, "tok_ok"))
            .await
            .expect("a charge");
        expected.push(key);
    }
    stage.switch(Failure::WebhooksReordered, false).await;
    let mut told = Vec::new();
    while told.len() < expected.len() {
        told.push(stage.event_some_day().await.idempotency_key.expect("a key"));
    }
    assert_ne!(told, expected, "they overtake one another");
    told.sort();
    assert_eq!(told, expected);

    stage.switch(Failure::WebhooksLost, true).await;
    stage
        .client
        .charge(&card("order-lost", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    stage.until_delivered().await;
    stage.switch(Failure::WebhooksLost, false).await;
    stage
        .client
        .charge(&card("order-heard", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    assert_eq!(
        stage.event().await.idempotency_key.as_deref(),
        Some("order-heard")
    );
}

#[tokio::test]
async fn nobody_is_there_while_it_is_down() {
    let stage = Stage::open().await;
    let charge = stage
        .client
        .charge(&pix("order-1", PRICE))
        .await
        .expect("a charge");
    stage.switch(Failure::Down, true).await;
    let answer = stage.client.charge_of(&charge.id).await;
    assert!(
        matches!(answer, Err(PaymentError::Unavailable { .. })),
        "{answer:?}"
    );
    stage.switch(Failure::Down, false).await;
    assert_eq!(stage.client.charge_of(&charge.id).await, Ok(charge));

    let stranger = stage
        .client_with_key("wrong")
        .charge(&pix("order-2", PRICE))
        .await;
    assert!(
        matches!(stranger, Err(PaymentError::Refused { .. })),
        "{stranger:?}"
    );
    let nothing = stage.client.charge_of(&"ch_none".to_owned().into()).await;
    assert!(
        matches!(nothing, Err(PaymentError::Refused { .. })),
        "{nothing:?}"
    );
}

#[tokio::test]
async fn a_pix_pays_itself_where_that_is_wished() {
    let mut stage = Stage::open_with(|configuration| {
        configuration.auto_pay_after = Some(Duration::from_secs(30));
    })
    .await;
    stage
        .client
        .charge(&pix("order-1", PRICE))
        .await
        .expect("a charge");
    stage.advance(Duration::from_secs(30));
    assert_eq!(stage.event().await.kind, EventKind::Paid);
    stage.switch(Failure::PixNeverPaid, true).await;
    stage
        .client
        .charge(&pix("order-2", PRICE))
        .await
        .expect("a charge");
    stage.advance(Duration::from_mins(10));
    assert_eq!(stage.event().await.kind, EventKind::Expired);
}

#[tokio::test]
async fn only_the_providers_own_webhooks_are_believed() {
    let mut stage = Stage::open().await;
    stage
        .client
        .charge(&card("order-1", PRICE, "tok_ok"))
        .await
        .expect("a charge");
    let (headers, body) = stage.webhook().await;
    let now = Timestamp::now();
    assert!(stage.client.webhook(&headers, &body, now).is_ok());
    let forged = stage.client.webhook(&headers, b"{}", now);
    assert_eq!(forged, Err(WebhookError::BadSignature));
    let late = stage
        .client
        .webhook(&headers, &body, now + Duration::from_mins(6));
    assert_eq!(late, Err(WebhookError::Stale));
    let unsigned = stage.client.webhook(&HeaderMap::new(), &body, now);
    assert_eq!(unsigned, Err(WebhookError::BadSignature));
}

#[test]
fn requests_never_show_their_card() {
    let request = card("order-1", PRICE, "tok_secret");
    assert!(matches!(request.method, ChargeMethod::Card { .. }));
    assert!(!format!("{request:?}").contains("tok_secret"));
    assert_eq!(request.order, OrderId::parse("order-1").expect("an order"));
}

#[tokio::test]
async fn what_was_begun_is_finished_though_nobody_waits() {
    let stage = Stage::open().await;
    stage.begin_and_leave("order-1", 5_990).await;
    let charge = stage.client.charge(&card("order-1", PRICE, "tok_ok")).await;
    assert!(
        matches!(charge, Err(PaymentError::Conflict { .. })),
        "{charge:?}"
    );
    assert_eq!(stage.ledger().await.len(), 1);
}
