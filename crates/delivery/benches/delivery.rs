//! How long the questions take that every order asks: `cargo bench -p delivery --bench delivery`.
//!
//! Each figure is the best of several rounds, which says what the code can do rather than what
//! else the machine was doing.

use std::hint::black_box;
use std::time::{Duration, Instant};

use delivery::eta::{Expectation, Window};
use delivery::fee::{Fee, FeePart, FeeReason};
use delivery::menu::Picture;
use delivery::policy::{Actor, Change, PaymentState, Policy, Situation, StatusNumber, decide};
use delivery::quote::{Quote, QuoteKey, QuoteKeys};
use delivery::town::{Place, Point, Town};
use delivery::{Money, QuoteId, StoreId, ZoneId};
use jiff::Timestamp;

const ROUND: Duration = Duration::from_millis(200);
const ROUNDS: usize = 5;

/// Places all over the town, the same in every run.
fn places() -> Vec<Place> {
    let mut state = 1_u64;
    let mut draw = |half: f64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        #[allow(clippy::cast_precision_loss, reason = "31 bits")]
        let share = (state >> 33) as f64 / f64::from(1_u32 << 31);
        (share * 2.0 - 1.0) * half
    };
    (0..512)
        .map(|_| {
            Town::bundled().nearest(Point {
                x: draw(1_600.0),
                y: draw(1_200.0),
            })
        })
        .collect()
}

fn measure(name: &str, mut question: impl FnMut(usize)) {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut asked = 0_usize;
        while start.elapsed() < ROUND {
            question(asked);
            asked += 1;
        }
        best = best.min(start.elapsed() / u32::try_from(asked).unwrap_or(u32::MAX));
    }
    println!("{name:<28}{best:>12.1?}");
}

fn main() {
    let town = Town::bundled();
    let places = places();
    let pair = |at: usize| (places[at % 512], places[(at * 7 + 1) % 512]);
    measure("route", |at| {
        let (from, to) = pair(at);
        black_box(town.route(from, to));
    });
    measure("reachable within 10 minutes", |at| {
        black_box(town.reachable_within(pair(at).0, 600));
    });
    measure("nearest place", |at| {
        black_box(town.nearest(town.point_of(pair(at).0)));
    });
    let address = town.address_of(places[0]);
    measure("place of an address", |_| {
        black_box(town.locate(black_box(&address)));
    });
    let now = Timestamp::from_second(1_800_000_000).expect("a time");
    let situation = Situation {
        status: StatusNumber::new(75).expect("a status"),
        payment: PaymentState::Paid,
        in_zone: true,
        metres_from_old_address: 300,
        quote_delta: Money::minor(200),
        eta_delta_seconds: 60,
    };
    let change = Change::Cancel {
        by: Actor::Customer,
    };
    measure("decide", |_| {
        black_box(decide(
            Policy::bundled(),
            black_box(&situation),
            &change,
            now,
        ));
    });
    let expectation = Expectation {
        confirming_seconds: 120,
        preparing_seconds: 900,
        fetching_seconds: 240,
        riding_seconds: 420,
    };
    let window: Window = expectation.promise(now);
    let amount = Money::minor(749);
    let quote = Quote {
        id: QuoteId::fresh(now),
        store: StoreId::parse("s1").expect("an identifier"),
        from: places[0],
        to: places[1],
        address,
        zone: ZoneId::parse("centro").expect("an identifier"),
        items_total: Money::minor(5_000),
        fee: Fee {
            amount,
            parts: vec![FeePart {
                reason_code: FeeReason::Base,
                amount,
            }],
        },
        metres: 2_100,
        route_seconds: 300,
        window,
        made_at: now,
        expires_at: Quote::expiry(now),
    };
    let keys = QuoteKeys::new(QuoteKey::fresh(), Vec::new());
    measure("sign a quote", |_| {
        black_box(keys.sign(black_box(&quote)));
    });
    let signed = keys.sign(&quote);
    measure("verify a quote", |_| {
        assert!(keys.verify(black_box(signed.as_str()), now).is_ok());
    });
    measure("draw a dish", |at| {
        black_box(Picture::ALL[at % Picture::ALL.len()].svg());
    });
    measure("draw the map", |_| {
        black_box(town.svg());
    });
}
