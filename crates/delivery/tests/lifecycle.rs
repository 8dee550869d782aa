//! Whatever happens to an order, in whatever order and however often: its status only grows, its
//! timeline has no gaps, its money and its stock add up.

use delivery::entry::Missing;
use delivery::eta::Window;
use delivery::notice::Language;
use delivery::order::{
    Address, AssignedCourier, CarriedBy, Contact, Line, Method, Payment, Pin, QuoteTaken,
    RequestedChange, Reservation, StockMove, Totals, WaitsFor,
};
use delivery::payment::{Charge, ChargeId, ChargeState};
use delivery::town::Point;
use delivery::{
    Actor, CourierId, CustomerId, ItemId, Money, Order, OrderId, QuoteId, Reason, Status, StoreId,
    ZoneId,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("a time")
}

fn window(from: i64) -> Window {
    Window {
        from: at(from),
        to: at(from + 600),
    }
}

fn item(name: &str) -> ItemId {
    ItemId::parse(name).expect("an identifier")
}

fn courier(number: u8) -> CourierId {
    CourierId::parse(&format!("c{number}")).expect("an identifier")
}

fn address(line: &str) -> Address {
    Address {
        line: line.to_owned(),
        complement: None,
        instructions: None,
        point: Point { x: 0.0, y: 0.0 },
    }
}

fn quote(seconds: i64) -> QuoteTaken {
    QuoteTaken {
        id: QuoteId::parse("q").expect("an identifier"),
        zone: ZoneId::parse("z").expect("an identifier"),
        metres: 900,
        seconds: 200,
        promised: window(seconds),
    }
}

fn line(name: &str, quantity: u32) -> Line {
    Line {
        item: item(name),
        name: name.to_owned(),
        quantity,
        options: Vec::new(),
        note: None,
        price: Money::minor(1_000),
    }
}

fn order(method: Method) -> Order {
    Order {
        store: StoreId::parse("loja").expect("an identifier"),
        id: OrderId::parse("o1").expect("an identifier"),
        number: 1,
        customer: CustomerId::parse("ana").expect("an identifier"),
        contact: Contact {
            name: "Ana".to_owned(),
            phone: None,
            email: None,
            language: Language::PtBr,
        },
        lines: vec![line("a", 2), line("b", 1), line("a", 1)],
        address: address("Rua das Flores, 12"),
        slot: None,
        note: None,
        totals: Totals {
            items: Money::minor(4_000),
            fee: Money::minor(500),
            total: Money::minor(4_500),
        },
        quote: quote(1_200),
        status: Status::Received,
        window: window(1_200),
        reservation: Reservation::None,
        payment: Payment {
            method,
            attempts: Vec::new(),
            paid: Money::ZERO,
            refunds: Vec::new(),
        },
        courier: None,
        pin: Pin {
            digits: "4821".to_owned(),
            tries_left: 5,
        },
        attempts: 0,
        delays: 0,
        accepted_at: None,
        milestone: None,
        missing: Vec::new(),
        wait: None,
        change: None,
        closing: None,
        carried_by: CarriedBy::Workflow,
        execution: None,
        placed_at: at(0),
        updated_at: at(0),
        entries: 0,
        fresh: Vec::new(),
        moves: Vec::new(),
    }
}

/// Anything that anybody may do to an order.
#[derive(Clone, Debug)]
enum Doing {
    Reserve,
    Lack,
    Choose(bool),
    Settle,
    Wait(WaitsFor, u8, u32),
    AskStore,
    Accept,
    Refuse,
    BeginAttempt,
    Learn(u32, ChargeState),
    PayAtTheDoor,
    PayWith(bool),
    Prepare,
    Ready,
    Assign(u8),
    AtStore(u8),
    PickedUp(u8),
    Arrived(u8),
    HandOver(u8, bool),
    AttemptFailed(u8),
    Returned(u8),
    Expect(i64),
    Redirect(i64),
    AskChange,
    AnswerChange(bool),
    Cancel(u32),
    Close,
    Release,
    BeginRefund(i64),
    EndRefund(u32),
    EndCancelled,
    EndFailed,
}

fn doings() -> impl Strategy<Value = Doing> {
    let waits = prop_oneof![
        Just(WaitsFor::Choice),
        Just(WaitsFor::Confirmation),
        Just(WaitsFor::Payment),
        Just(WaitsFor::Progress)
    ];
    let states = prop_oneof![
        1 => Just(ChargeState::Pending),
        3 => Just(ChargeState::Paid),
        1 => Just(ChargeState::Declined),
        1 => Just(ChargeState::Expired),
        1 => Just(ChargeState::Cancelled),
        1 => Just(ChargeState::Refunded)
    ];
    prop_oneof![
        3 => Just(Doing::Reserve),
        1 => Just(Doing::Lack),
        1 => any::<bool>().prop_map(Doing::Choose),
        3 => Just(Doing::Settle),
        3 => (waits, 0..4_u8, 0..9_u32).prop_map(|(waits, token, seen)| Doing::Wait(waits, token, seen)),
        3 => Just(Doing::AskStore),
        3 => Just(Doing::Accept),
        1 => Just(Doing::Refuse),
        9 => Just(Doing::BeginAttempt),
        14 => (1..4_u32, states).prop_map(|(number, state)| Doing::Learn(number, state)),
        1 => Just(Doing::PayAtTheDoor),
        1 => any::<bool>().prop_map(Doing::PayWith),
        2 => Just(Doing::Prepare),
        2 => Just(Doing::Ready),
        3 => (0..2_u8).prop_map(Doing::Assign),
        1 => (0..2_u8).prop_map(Doing::AtStore),
        3 => (0..2_u8).prop_map(Doing::PickedUp),
        1 => (0..2_u8).prop_map(Doing::Arrived),
        2 => (0..2_u8, any::<bool>()).prop_map(|(courier, right)| Doing::HandOver(courier, right)),
        1 => (0..2_u8).prop_map(Doing::AttemptFailed),
        1 => (0..2_u8).prop_map(Doing::Returned),
        1 => (1_000..3_000_i64).prop_map(Doing::Expect),
        1 => (0..1_500_i64).prop_map(Doing::Redirect),
        1 => Just(Doing::AskChange),
        1 => any::<bool>().prop_map(Doing::AnswerChange),
        1 => prop_oneof![Just(0_u32), Just(5_000), Just(10_000)].prop_map(Doing::Cancel),
        1 => Just(Doing::Close),
        1 => Just(Doing::Release),
        1 => (0..6_000_i64).prop_map(Doing::BeginRefund),
        1 => (1..4_u32).prop_map(Doing::EndRefund),
        1 => Just(Doing::EndCancelled),
        1 => Just(Doing::EndFailed),
    ]
}

fn charge(order: &Order, number: u32, state: ChargeState) -> Charge {
    Charge {
        id: ChargeId::from(format!("ch{number}")),
        idempotency_key: order.attempt_key(number),
        state,
        amount: order.totals.total,
        refunded: Money::ZERO,
        decline: None,
        pix: None,
        card: None,
        updated_at: at(0),
    }
}

/// What comes of it is either done or refused; both are fine.
#[allow(
    clippy::too_many_lines,
    reason = "a list of everything that can be done"
)]
fn apply(order: &mut Order, doing: &Doing, now: Timestamp) {
    let store = Actor::Store;
    let cash = Method::Cash { change_for: None };
    let _ = match doing {
        Doing::Reserve => {
            order.reserve(now + SignedDuration::from_mins(20), now);
            Ok(())
        }
        Doing::Lack => {
            order.lack(vec![missing()], now);
            Ok(())
        }
        Doing::Choose(other) => {
            let instead = other.then(|| line("c", 2));
            order.choose(&item("a"), instead, now)
        }
        Doing::Settle => {
            order.settle(now);
            Ok(())
        }
        Doing::Wait(waits, token, seen) => {
            order.begin_wait(*waits, &format!("t{token}"), now, *seen);
            Ok(())
        }
        Doing::AskStore => {
            order.ask_store(now, now);
            Ok(())
        }
        Doing::Accept => order.accept(store, now),
        Doing::Refuse => order.refuse(Reason::StoreTooBusy, store, now),
        Doing::BeginAttempt => order.begin_attempt(now, now).map(|_| ()),
        Doing::Learn(number, state) => {
            let charge = charge(order, *number, *state);
            order.learn(*number, &charge, now);
            Ok(())
        }
        Doing::PayAtTheDoor => {
            order.pay_at_the_door(now);
            Ok(())
        }
        Doing::PayWith(in_cash) => order.pay_with(if *in_cash { cash } else { Method::Pix }),
        Doing::Prepare => order.prepare(store, now),
        Doing::Ready => order.ready(store, now),
        Doing::Assign(number) => {
            let id = courier(*number);
            let name = id.to_string();
            order.assign(AssignedCourier { id, name }, now)
        }
        Doing::AtStore(number) => order.at_store(&courier(*number), now),
        Doing::PickedUp(number) => order.picked_up(&courier(*number), now),
        Doing::Arrived(number) => order.arrived(&courier(*number), now),
        Doing::HandOver(number, right) => {
            let pin = if *right { "4821" } else { "0000" };
            order.hand_over(&courier(*number), pin, now)
        }
        Doing::AttemptFailed(number) => {
            order.attempt_failed(&courier(*number), Reason::CustomerAbsent, now)
        }
        Doing::Returned(number) => order.returned(&courier(*number), now),
        Doing::Expect(from) => {
            order.expect(window(*from), None, now);
            Ok(())
        }
        Doing::Redirect(fee) => {
            let to = address("Rua da Serra, 8");
            order.redirect(to, quote(1_500), Money::minor(*fee), Actor::Customer, now)
        }
        Doing::AskChange => {
            let change = RequestedChange {
                address: address("Rua da Serra, 8"),
                quote: quote(1_500),
                fee: Money::minor(300),
                until: now + SignedDuration::from_mins(5),
            };
            order.ask_change(change, now)
        }
        Doing::AnswerChange(agrees) => order.answer_change(*agrees, store, now),
        Doing::Cancel(share) => {
            let reason = Reason::CustomerChangedMind;
            order.cancel(Actor::Customer, reason, *share, now)
        }
        Doing::Close => {
            order.close(Actor::Workflow, Reason::StoreTimeout, now);
            Ok(())
        }
        Doing::Release => {
            order.release();
            Ok(())
        }
        Doing::BeginRefund(amount) => {
            order.begin_refund(Money::minor(*amount));
            Ok(())
        }
        Doing::EndRefund(number) => {
            order.end_refund(*number, now);
            Ok(())
        }
        Doing::EndCancelled => {
            let reason = Reason::StoreTimeout;
            order.end(delivery::entry::Happening::Cancelled { reason }, now);
            Ok(())
        }
        Doing::EndFailed => {
            let cause = "it broke".to_owned();
            order.end(delivery::entry::Happening::Failed { cause }, now);
            Ok(())
        }
    };
}

fn missing() -> Missing {
    Missing {
        item: item("a"),
        name: "a".to_owned(),
        wanted: 3,
        left: 1,
        substitutes: vec![item("c")],
        substitute_name: None,
    }
}

/// What is kept for an order, by its moves.
fn kept(moves: &[StockMove]) -> i64 {
    let of = |movement: &StockMove| match movement {
        StockMove::Keep(_, quantity) => i64::from(*quantity),
        StockMove::GiveBack(_, quantity) => -i64::from(*quantity),
        StockMove::TakeSlot(..) | StockMove::FreeSlot(_) => 0,
    };
    moves.iter().map(of).sum()
}

/// Of the attempts, those whose money is with the shop and is not on its way back.
fn standing(order: &Order) -> usize {
    let refunds = &order.payment.refunds;
    let paid = order.payment.attempts.iter();
    let paid = paid.filter(|attempt| attempt.state == ChargeState::Paid);
    let late = |number: u32| refunds.iter().any(|it| it.attempt == number && it.late);
    paid.filter(|attempt| !late(attempt.number)).count()
}

fn check(before: &Order, after: &Order, doing: &Doing) {
    let said = || format!("{doing:?}: {before:#?} became {after:#?}");
    assert!(
        after.status.number() >= before.status.number(),
        "{}",
        said()
    );
    if before.status.is_terminal() {
        assert_eq!(after.status, before.status, "{}", said());
    }
    let written = u32::try_from(after.fresh.len()).expect("few");
    assert_eq!(after.entries, written, "{}", said());
    let numbers: Vec<u32> = after.fresh.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, (1..=written).collect::<Vec<_>>(), "{}", said());
    let statuses = after.fresh.iter().map(|entry| entry.status.number());
    assert!(statuses.is_sorted(), "{}", said());
    assert!(standing(after) <= 1, "charged twice: {}", said());
    assert!(after.refunded() <= after.payment.paid, "{}", said());
    let open = after
        .payment
        .attempts
        .iter()
        .filter(|it| it.state.is_open());
    assert!(open.count() <= 1, "two open attempts: {}", said());
    let kept = kept(&after.moves);
    match after.reservation {
        Reservation::None => assert_eq!(kept, 0, "{}", said()),
        Reservation::Held { .. } | Reservation::Taken => assert!(kept > 0, "{}", said()),
        // What the kitchen has begun with stays taken.
        Reservation::Released => assert!(kept >= 0, "{}", said()),
    }
    let answered = |order: &Order| order.wait.as_ref().and_then(|it| it.answer.clone());
    let token = |order: &Order| order.wait.as_ref().map(|wait| wait.token.clone());
    if token(before) == token(after) && answered(before).is_some() {
        assert_eq!(
            answered(before),
            answered(after),
            "an answer changed: {}",
            said()
        );
    }
}

#[test]
fn a_pix_that_is_paid_after_another_attempt_was_goes_back() {
    let mut order = order(Method::Pix);
    for doing in [
        Doing::BeginAttempt,
        Doing::Learn(1, ChargeState::Expired),
        Doing::BeginAttempt,
        Doing::Learn(2, ChargeState::Paid),
        Doing::Learn(1, ChargeState::Paid),
    ] {
        apply(&mut order, &doing, at(1));
    }
    assert_eq!(order.status, Status::Confirmed);
    assert_eq!(order.payment.paid, order.totals.total);
    let [refund] = order.payment.refunds.as_slice() else {
        panic!("one refund: {:?}", order.payment.refunds);
    };
    assert!(refund.late && refund.attempt == 1 && refund.amount == order.totals.total);
    assert_eq!(standing(&order), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_sequence_of_events_moves_an_order_backwards(
        cash in proptest::bool::weighted(0.2),
        doings in prop::collection::vec(doings(), 1..40),
    ) {
        let method = if cash { Method::Cash { change_for: None } } else { Method::Pix };
        let mut order = order(method);
        for (second, doing) in doings.iter().enumerate() {
            let before = order.clone();
            let now = at(i64::try_from(second).expect("few"));
            apply(&mut order, doing, now);
            check(&before, &order, doing);
        }
    }

    #[test]
    fn what_is_done_twice_is_done_once(
        doings in prop::collection::vec(doings(), 1..30),
    ) {
        // Of those that come from outside at least once.
        let again = |doing: &Doing| matches!(
            doing,
            Doing::Reserve | Doing::Settle | Doing::Wait(..) | Doing::AskStore | Doing::Accept
                | Doing::BeginAttempt | Doing::Learn(..) | Doing::PayAtTheDoor | Doing::Prepare
                | Doing::Ready | Doing::Assign(_) | Doing::AtStore(_) | Doing::PickedUp(_)
                | Doing::Arrived(_) | Doing::HandOver(_, true) | Doing::Returned(_)
                | Doing::Cancel(_) | Doing::Close | Doing::Release | Doing::EndRefund(_)
                | Doing::EndCancelled | Doing::EndFailed
        );
        let mut order = order(Method::Pix);
        for (second, doing) in doings.iter().enumerate() {
            let now = at(i64::try_from(second).expect("few"));
            apply(&mut order, doing, now);
            if again(doing) {
                let once = order.clone();
                apply(&mut order, doing, now);
                prop_assert_eq!(&once, &order, "{:?} twice", doing);
            }
        }
    }
}
