//! The load test against a shop of its own, in memory: what it measures, and that it finds what is
//! wrong when something is.

mod fake;

use std::time::Duration;

use crowd::load::Settling;
use crowd::load::books::Invariants;
use crowd::{CarryTo, HotItem, LoadOptions, LoadReport, Mix, Token, load};

use fake::{Fake, Fault, OPERATOR};

fn options(shop: &Fake) -> LoadOptions {
    LoadOptions {
        server: shop.url().parse().expect("a server"),
        store: "s".to_owned(),
        staff_token: Token::new(OPERATOR),
        provider_token: None,
        orders: 120,
        concurrency: 12,
        seed: 7,
        mix: Mix {
            cancels: 10,
            refused: 5,
            sent_twice: 10,
            cut: 10,
            ..Mix::default()
        },
        hot_item: None,
        carry_to: CarryTo::Paid,
        couriers: 4,
        patience: Duration::from_secs(10),
        settling: Settling {
            unjudged: Duration::ZERO,
            within: Duration::ZERO,
        },
    }
}

async fn run(options: LoadOptions) -> LoadReport {
    let report = load(options, |_| {}).await.expect("it is measured");
    let turned_away: u64 = report.turned_away.values().sum();
    assert_eq!(report.placed + turned_away, report.orders, "{report:#?}");
    assert_eq!(report.by_status.values().sum::<u64>(), report.placed);
    report
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_carried_to_payment_and_the_books_agree() {
    let shop = Fake::open(Fault::None).await;
    let report = run(options(&shop)).await;
    assert!(report.holds(), "{report:#?}");
    assert_eq!(report.notes, Vec::<String>::new());
    assert_eq!(shop.orders(), 120);
    assert!(report.repeats.sent_twice > 0 && report.repeats.cut > 0);
    assert!(report.by_status["CONFIRMED"] > 80 && report.by_status["CANCELLED"] > 5);
    assert!(report.placing.count > 80 && report.placing.p99_ms > 0.0);
    assert!(report.paid_per_second > 0.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_carried_to_the_door() {
    let shop = Fake::open(Fault::None).await;
    let report = run(LoadOptions {
        carry_to: CarryTo::Delivered,
        ..options(&shop)
    })
    .await;
    assert!(report.holds(), "{report:#?}");
    let statuses: Vec<&str> = report.by_status.keys().copied().collect();
    assert_eq!(statuses, ["CANCELLED", "DELIVERED"]);
    assert!(report.by_status["DELIVERED"] > 80);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_comes_and_goes_loses_nothing() {
    let shop = Fake::open(Fault::ComesAndGoes).await;
    let report = run(LoadOptions {
        carry_to: CarryTo::Delivered,
        ..options(&shop)
    })
    .await;
    assert!(report.holds(), "{report:#?}");
    assert!(report.repeats.server_away > 20, "{report:#?}");
    assert_eq!(shop.orders(), 120);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_the_last_portions_no_more_are_sold_than_there_are() {
    let shop = Fake::open(Fault::None).await;
    let report = run(LoadOptions {
        orders: 60,
        concurrency: 60,
        mix: Mix::PLAIN,
        hot_item: Some(HotItem {
            item: "xis".to_owned(),
            portions: 10,
        }),
        ..options(&shop)
    })
    .await;
    assert!(report.holds(), "{report:#?}");
    assert_eq!(report.by_status["CONFIRMED"], 10);
    assert_eq!(report.turned_away["out_of_stock"], 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_found() {
    for (fault, find) in [
        (
            Fault::ChargesTwice,
            (|found| found.double_charges) as fn(&Invariants) -> u64,
        ),
        (Fault::Oversells, |found| found.oversold),
        (Fault::PlacesTwice, |found| found.lost),
        (Fault::Forgets, |found| found.lost),
        (Fault::KeepsMoney, |found| found.lost),
    ] {
        let shop = Fake::open(fault).await;
        let report = load(options(&shop), |_| {}).await.expect("it is measured");
        assert!(find(&report.invariants) > 0, "{fault:?}: {report:#?}");
        assert!(!report.holds() && !report.violations.is_empty());
    }
}
