//! The change policy says what the product's matrix says, in every cell and on both sides of every
//! condition, and a table that leaves something open is refused.

use delivery::Money;
use delivery::cancellation;
use delivery::policy::{
    Actor, Approver, Change, ChangeKind, Decision, PaymentState, Policy, PolicyError, ReasonCode,
    Recourse, Refund, Situation, StatusNumber, Verdict, decide,
};
use delivery::town::{Point, Town};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const STATUSES: [u8; 14] = [10, 20, 21, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 100];

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

fn change(kind: ChangeKind, by: Actor) -> Change {
    match kind {
        ChangeKind::Address => Change::Address {
            to: Town::bundled().nearest(Point { x: 0.0, y: 0.0 }),
        },
        ChangeKind::Instructions => Change::Instructions,
        ChangeKind::Items => Change::Items,
        ChangeKind::Cancel => Change::Cancel { by },
        ChangeKind::Reschedule => Change::Reschedule,
    }
}

fn situation(status: u8) -> Situation {
    Situation {
        status: StatusNumber::new(status).expect("a status"),
        payment: if status >= 60 {
            PaymentState::Paid
        } else {
            PaymentState::Unpaid
        },
        in_zone: true,
        metres_from_old_address: 300,
        quote_delta: Money::minor(250),
        eta_delta_seconds: 180,
    }
}

fn decision(situation: &Situation, kind: ChangeKind, by: Actor) -> Decision {
    decide(Policy::bundled(), situation, &change(kind, by), now())
}

/// A cell of the matrix.
#[derive(Debug, PartialEq)]
enum Cell {
    Allow,
    Requote,
    Store(i64),
    StoreAndCourier(i64),
    Deny(Recourse),
}

fn cell(decision: &Decision) -> Cell {
    match decision.verdict {
        Verdict::Allow => Cell::Allow,
        Verdict::AllowWithFee => Cell::Requote,
        Verdict::NeedsApproval { who, deadline } => {
            let seconds = deadline.duration_since(now()).as_secs();
            match who {
                Approver::Store => Cell::Store(seconds),
                Approver::StoreAndCourier => Cell::StoreAndCourier(seconds),
            }
        }
        Verdict::Deny { recourse } => Cell::Deny(recourse),
    }
}

/// What the product's matrix says: address (in the zone, 300 m away), instructions, items, cancel
/// (by the customer), reschedule. What is over is not in it: nothing changes any more.
fn matrix(status: u8) -> [Cell; 5] {
    let no = || Cell::Deny(Recourse::Nothing);
    match status {
        0..=40 => [
            Cell::Requote,
            Cell::Allow,
            Cell::Requote,
            Cell::Allow,
            Cell::Requote,
        ],
        41..=60 => [
            Cell::Requote,
            Cell::Allow,
            Cell::Store(480),
            Cell::Allow,
            Cell::Requote,
        ],
        61..=85 => [
            Cell::Store(900),
            Cell::Allow,
            Cell::Store(480),
            Cell::Store(480),
            no(),
        ],
        86..=90 => [
            Cell::StoreAndCourier(300),
            Cell::Allow,
            no(),
            Cell::Deny(Recourse::Person),
            no(),
        ],
        91..=99 => [no(), Cell::Allow, no(), Cell::Deny(Recourse::Claim), no()],
        _ => [no(), no(), no(), Cell::Deny(Recourse::Claim), no()],
    }
}

#[test]
fn every_cell_is_as_the_product_says() {
    for status in STATUSES {
        for (kind, expected) in ChangeKind::ALL.into_iter().zip(matrix(status)) {
            let decision = decision(&situation(status), kind, Actor::Customer);
            assert_eq!(
                cell(&decision),
                expected,
                "{kind} at {status}: {decision:?}"
            );
        }
    }
}

#[test]
fn an_address_depends_on_the_zone_and_on_the_way() {
    for status in STATUSES {
        let outside = Situation {
            in_zone: false,
            ..situation(status)
        };
        let denied = cell(&decision(&outside, ChangeKind::Address, Actor::Customer));
        // Close to the old address, zones do not matter any more: courier and store decide.
        let expected = if (86..=90).contains(&status) {
            Cell::StoreAndCourier(300)
        } else {
            Cell::Deny(Recourse::Nothing)
        };
        assert_eq!(denied, expected, "{status}");
    }
    let at = |metres| {
        let situation = Situation {
            metres_from_old_address: metres,
            ..situation(90)
        };
        decision(&situation, ChangeKind::Address, Actor::Customer)
    };
    assert_eq!(cell(&at(500)), Cell::StoreAndCourier(300));
    assert_eq!(cell(&at(501)), Cell::Deny(Recourse::Nothing));
    assert_eq!(at(501).reason_code, ReasonCode::AddressTooFar);
}

#[test]
fn what_goes_back_depends_on_the_phase_and_on_whether_it_was_paid() {
    let refund = |status, payment, by| {
        let situation = Situation {
            payment,
            ..situation(status)
        };
        decision(&situation, ChangeKind::Cancel, by).refund
    };
    let paid = PaymentState::Paid;
    for status in [10, 40, 50, 60] {
        assert_eq!(
            refund(status, paid, Actor::Customer),
            Refund::Full,
            "{status}"
        );
        assert_eq!(
            refund(status, PaymentState::Unpaid, Actor::Customer),
            Refund::None
        );
    }
    for status in [70, 75, 80, 85] {
        let half = Refund::Partial {
            basis_points: 5_000,
        };
        assert_eq!(refund(status, paid, Actor::Customer), half, "{status}");
        assert_eq!(refund(status, paid, Actor::Store), Refund::Full, "{status}");
    }
    for status in [90, 95, 100] {
        assert_eq!(
            refund(status, paid, Actor::Customer),
            Refund::None,
            "{status}"
        );
    }
    assert_eq!(refund(90, paid, Actor::Operator), Refund::Full);
    assert_eq!(
        Refund::Partial {
            basis_points: 5_000
        }
        .of(Money::minor(999)),
        Money::minor(500)
    );
}

#[test]
fn no_difference_is_no_fee() {
    let same = Situation {
        quote_delta: Money::ZERO,
        ..situation(40)
    };
    assert_eq!(
        decision(&same, ChangeKind::Address, Actor::Customer).verdict,
        Verdict::Allow
    );
    let less = Situation {
        quote_delta: Money::minor(-100),
        ..situation(60)
    };
    let decision = decision(&less, ChangeKind::Address, Actor::Customer);
    assert_eq!(decision.verdict, Verdict::AllowWithFee);
    assert_eq!(decision.quote_delta, Money::minor(-100));
}

#[test]
fn decisions_are_stored_and_sent_like_this() {
    let decision = decision(&situation(75), ChangeKind::Address, Actor::Customer);
    let written = serde_json::to_value(&decision).expect("a text");
    let expected = serde_json::json!({
        "verdict": "needs_approval",
        "who": "store",
        "deadline": "2027-01-15T08:15:00Z",
        "reason_code": "address_ask_store",
        "quote_delta": 250,
        "eta_delta_seconds": 180,
        "refund": "none",
    });
    assert_eq!(written, expected);
    assert_eq!(
        serde_json::from_value::<Decision>(written).expect("a decision"),
        decision
    );
}

/// The bundled table with one text in place of another.
fn edited(from: &str, to: &str) -> PolicyError {
    let text = include_str!("../assets/policy.json");
    assert!(text.contains(from), "`{from}` is not in the table");
    Policy::parse(&text.replacen(from, to, 1)).expect_err("a table that is refused")
}

#[test]
fn a_table_that_leaves_something_open_is_refused() {
    let refusals = [
        (
            r#""reason": "address_free""#,
            r#""reason": "adress_free""#,
            "line 13 column",
        ),
        (
            r#""name": "paying""#,
            r#""name": "payment""#,
            "speaks of a phase `paying`",
        ),
        (
            r#""up_to": 60"#,
            r#""up_to": 40"#,
            "phase `paying` ends at 40",
        ),
        (
            r#""up_to": 100"#,
            r#""up_to": 99"#,
            "phase `over` ends at 99",
        ),
        (r#""up_to": 100"#, r#""up_to": 101"#, "line 8"),
        (
            r#""phase": "paying", "change": "items""#,
            r#""phase": "paying", "change": "cancel""#,
            "does not say what happens to `items` in phase `paying`",
        ),
        (
            r#""phase": "over", "change": "reschedule""#,
            r#""phase": "over", "change": "cancel""#,
            "says twice what happens to `cancel` in phase `over`",
        ),
        (
            r#""within_metres": 500"#,
            r#""within_meters": 500"#,
            "unknown field `within_meters`",
        ),
        (
            r#""within_seconds": 900"#,
            r#""within_seconds": 0"#,
            "rule 2 of `address`",
        ),
        (
            r#"{ "when": { "in_zone": false }, "#,
            "{ ",
            "are never reached",
        ),
    ];
    for (from, to, expected) in refusals {
        let message = edited(from, to).to_string();
        assert!(message.contains(expected), "`{to}`: {message}");
    }
}

#[test]
fn every_code_has_a_text_in_both_languages() {
    for texts in [
        include_str!("../assets/policy.pt-BR.ftl"),
        include_str!("../assets/policy.en.ftl"),
    ] {
        let keys: Vec<&str> = texts
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, _)| key)
            .collect();
        let reasons = ReasonCode::ALL.iter().map(|code| code.text_key());
        let expected: Vec<String> = reasons.collect();
        assert_eq!(keys, expected);
    }
}

#[test]
fn whoever_may_cancel_has_a_reason_for_it() {
    for status in STATUSES {
        for by in [Actor::Customer, Actor::Store, Actor::Operator] {
            let decision = decision(&situation(status), ChangeKind::Cancel, by);
            let denied = matches!(decision.verdict, Verdict::Deny { .. });
            let offered = cancellation::offered(by, situation(status).status).count();
            assert!(denied || offered > 0, "{by:?} at {status}");
            assert!(status < 100 || offered == 0, "{by:?} cancels what is over");
        }
    }
}

fn actors() -> impl Strategy<Value = Actor> {
    prop_oneof![
        Just(Actor::Customer),
        Just(Actor::Store),
        Just(Actor::Operator)
    ]
}

prop_compose! {
    fn situations()(
        status in 0_u8..=100,
        paid in any::<bool>(),
        in_zone in any::<bool>(),
        metres_from_old_address in 0_u32..3_000,
        quote in -5_000_i64..5_000,
        eta_delta_seconds in -3_600_i64..3_600,
    ) -> Situation {
        Situation {
            status: StatusNumber::new(status).expect("a status"),
            payment: if paid { PaymentState::Paid } else { PaymentState::Unpaid },
            in_zone,
            metres_from_old_address,
            quote_delta: Money::minor(quote),
            eta_delta_seconds,
        }
    }
}

/// How much is asked before a change is made.
fn strictness(decision: &Decision) -> u8 {
    match decision.verdict {
        Verdict::Allow => 0,
        Verdict::AllowWithFee => 1,
        Verdict::NeedsApproval {
            who: Approver::Store,
            ..
        } => 2,
        Verdict::NeedsApproval {
            who: Approver::StoreAndCourier,
            ..
        } => 3,
        Verdict::Deny { .. } => 4,
    }
}

proptest! {
    #[test]
    fn what_is_denied_stays_denied(
        earlier in situations(),
        further in 0_u8..=100,
        kind in prop::sample::select(ChangeKind::ALL.to_vec()),
        by in actors(),
    ) {
        // Outside the zone, a house next door may still be agreed upon with the courier.
        prop_assume!(earlier.in_zone || kind != ChangeKind::Address);
        let number = earlier.status.get().saturating_add(further).min(100);
        let later =
            Situation { status: StatusNumber::new(number).expect("a status"), ..earlier.clone() };
        let (before, after) = (decision(&earlier, kind, by), decision(&later, kind, by));
        // An operator may cancel for good what the store may only be asked about.
        if !(kind == ChangeKind::Cancel && by != Actor::Customer) {
            prop_assert!(strictness(&before) <= strictness(&after), "{before:?} {after:?}");
        }
        if matches!(before.verdict, Verdict::Deny { .. }) {
            prop_assert!(matches!(after.verdict, Verdict::Deny { .. }), "{before:?} {after:?}");
        }
    }

    #[test]
    fn what_is_denied_costs_and_returns_nothing(
        situation in situations(),
        kind in prop::sample::select(ChangeKind::ALL.to_vec()),
        by in actors(),
    ) {
        let decision = decision(&situation, kind, by);
        match decision.verdict {
            Verdict::Deny { .. } => {
                prop_assert_eq!(decision.quote_delta, Money::ZERO);
                prop_assert_eq!(decision.eta_delta_seconds, 0);
                prop_assert_eq!(decision.refund, Refund::None);
            }
            Verdict::Allow => prop_assert_eq!(decision.quote_delta, Money::ZERO),
            Verdict::AllowWithFee => prop_assert_ne!(decision.quote_delta, Money::ZERO),
            Verdict::NeedsApproval { deadline, .. } => {
                let patience = deadline.duration_since(now());
                prop_assert!(patience > SignedDuration::ZERO);
                prop_assert!(patience <= SignedDuration::from_hours(24));
            }
        }
    }
}
