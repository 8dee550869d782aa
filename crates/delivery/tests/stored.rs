//! What is kept in the table comes out of it as it went in: routes, quotes, decisions, hours,
//! stages.

use delivery::eta::{Stage, Window};
use delivery::fee::{Fee, FeePart, FeeReason, FeeRules};
use delivery::hours::Hours;
use delivery::menu::Menu;
use delivery::policy::{Actor, Change, PaymentState, Policy, Situation, StatusNumber, decide};
use delivery::quote::Quote;
use delivery::town::{Point, Town};
use delivery::zone::{Reach, Zone};
use delivery::{Money, QuoteId, StoreId, ZoneId};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("written");
    assert_eq!(serde_json::from_str::<T>(&text).expect("read"), *value);
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("a time")
}

#[test]
fn routes_and_quotes() {
    let town = Town::bundled();
    let from = town.nearest(Point {
        x: -700.0,
        y: 300.0,
    });
    let to = town.nearest(Point { x: 900.0, y: 400.0 });
    let route = town.route(from, to);
    comes_back(&route.at(512.0));
    let amount = Money::minor(749);
    comes_back(&Quote {
        id: QuoteId::fresh(now()),
        store: StoreId::parse("s1").expect("an identifier"),
        from,
        to,
        address: town.address_of(to),
        zone: ZoneId::parse("centro").expect("an identifier"),
        items_total: Money::minor(5_000),
        fee: Fee {
            amount,
            parts: vec![FeePart {
                reason_code: FeeReason::Base,
                amount,
            }],
        },
        metres: route.metres,
        route_seconds: route.seconds,
        window: Window {
            from: now(),
            to: Quote::expiry(now()),
        },
        made_at: now(),
        expires_at: Quote::expiry(now()),
    });
    comes_back(&route);
}

#[test]
fn decisions_and_changes() {
    let to = Town::bundled().nearest(Point { x: 0.0, y: 0.0 });
    for status in [10, 50, 75, 90, 95, 100] {
        let situation = Situation {
            status: StatusNumber::new(status).expect("a status"),
            payment: PaymentState::Paid,
            in_zone: true,
            metres_from_old_address: 120,
            quote_delta: Money::minor(-50),
            eta_delta_seconds: -60,
        };
        for change in [
            Change::Address { to },
            Change::Instructions,
            Change::Items,
            Change::Cancel {
                by: Actor::Customer,
            },
            Change::Reschedule,
        ] {
            comes_back(&decide(Policy::bundled(), &situation, &change, now()));
            comes_back(&change);
        }
        comes_back(&situation);
    }
}

#[test]
fn what_a_store_is_set_up_with() {
    let hours = r#"{
        "time_zone": "America/Sao_Paulo",
        "week": { "friday": [{ "from": "18:00:00", "to": "02:00:00" }] },
        "exceptions": { "2026-12-25": [] },
        "pause": { "kind": "until", "at": "2026-07-15T15:00:00Z" }
    }"#;
    comes_back(&serde_json::from_str::<Hours>(hours).expect("hours"));
    let rules = r#"{
        "base": 599, "included_metres": 1500, "per_kilometre": 150, "metres_max": 6000,
        "minimum_order": 2000, "free_from": null,
        "bands": [{ "days": ["friday"], "from": "22:00:00", "to": "01:00:00", "surcharge": 200 }]
    }"#;
    let rules: FeeRules = serde_json::from_str(rules).expect("rules");
    let corners = vec![
        Point { x: -1.5, y: 0.0 },
        Point { x: 4.0, y: 0.0 },
        Point::default(),
    ];
    for reach in [
        Reach::Polygon { corners },
        Reach::TravelTime { seconds: 900 },
    ] {
        let id = ZoneId::parse("centro").expect("an identifier");
        comes_back(&Zone {
            id,
            name: "Centro".to_owned(),
            reach,
            rules: rules.clone(),
        });
    }
    comes_back(&Menu::bundled().clone());
    comes_back(&Stage::Riding {
        seconds_left: 240,
        seen_at: now(),
    });
}
