//! The bundled town can be lived in: every place has an address, and every two places a way.

use delivery::town::{AddressLine, Place, Point, RoadClass, Town};
use proptest::prelude::*;

/// Somewhere in or near the town.
fn points() -> impl Strategy<Value = Point> {
    (-1_900.0..1_900.0, -1_400.0..1_400.0).prop_map(|(x, y)| Point { x, y })
}

fn places() -> impl Strategy<Value = Place> {
    points().prop_map(|point| Town::bundled().nearest(point))
}

#[test]
fn the_town_is_a_town() {
    let town = Town::bundled();
    assert!(town.crossings() > 600 && town.stretches() > 1_000);
    assert!((3..=6).contains(&town.bridges.len()), "{:?}", town.bridges);
    let mut names: Vec<&str> = town
        .streets
        .iter()
        .map(|street| street.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), town.streets.len(), "two streets have one name");
    for class in [RoadClass::Avenue, RoadClass::Street, RoadClass::Lane] {
        assert!(
            town.streets.iter().any(|street| street.class == class),
            "{class:?}"
        );
    }
    assert!(
        include_str!("../assets/town.json").len() < 25_000,
        "the town is sent to browsers"
    );
}

/// The first and last point of every stretch of a street.
fn stretches() -> Vec<[Point; 2]> {
    let streets = Town::bundled().streets.iter();
    streets
        .flat_map(|street| street.points.windows(2).map(|ends| [ends[0], ends[1]]))
        .collect()
}

#[test]
fn streets_meet_only_at_crossings() {
    let side = |[a, b]: [Point; 2], p: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    let all = stretches();
    for (position, &a) in all.iter().enumerate() {
        for &b in &all[position + 1..] {
            let crossed =
                side(a, b[0]) * side(a, b[1]) < 0.0 && side(b, a[0]) * side(b, a[1]) < 0.0;
            assert!(!crossed, "{a:?} crosses {b:?}");
        }
    }
}

#[test]
fn only_bridges_cross_the_river() {
    let town = Town::bundled();
    let river = town
        .areas
        .iter()
        .find(|area| area.name.starts_with("Rio"))
        .expect("a river");
    let middle = |[a, b]: [Point; 2]| Point {
        x: f64::midpoint(a.x, b.x),
        y: f64::midpoint(a.y, b.y),
    };
    let wet = stretches()
        .into_iter()
        .filter(|&ends| Town::within(&river.outline, middle(ends)));
    assert_eq!(wet.count(), town.bridges.len());
}

#[test]
fn an_address_is_found_however_it_is_written() {
    let town = Town::bundled();
    let written = [
        "Rua das Acácias, 120",
        "rua das acacias 120",
        "R. DAS ACÁCIAS, 120",
    ];
    let found = written.map(|text| {
        let address: AddressLine = text.parse().expect("an address");
        town.locate(&address)
            .unwrap_or_else(|| panic!("`{text}` is not found"))
    });
    assert_eq!(found[0], found[1]);
    assert_eq!(found[0], found[2]);
    assert_eq!(
        town.address_of(found[0]).to_string(),
        "Rua das Acácias, 120"
    );
    for unknown in [
        "Rua das Acácias, 0",
        "Rua das Acácias, 99999",
        "Rua de Nenhum Lugar, 1",
    ] {
        assert_eq!(
            town.locate(&unknown.parse().expect("an address")),
            None,
            "{unknown}"
        );
    }
    for text in ["", "120", ", 120", "Rua das Acácias", "Rua das Acácias, -1"] {
        assert!(text.parse::<AddressLine>().is_err(), "{text}");
    }
}

#[test]
fn streets_are_completed() {
    let names: Vec<&str> = Town::bundled()
        .streets_like("acac")
        .map(|street| street.name.as_str())
        .collect();
    assert_eq!(names, ["Rua das Acácias"]);
    assert_eq!(Town::bundled().streets_like(" ").count(), 0);
}

#[test]
fn a_place_from_outside_is_in_the_town() {
    assert!(serde_json::from_str::<Place>(r#"{"edge":3,"offset":1.5}"#).is_ok());
    for text in [
        r#"{"edge":65000,"offset":1}"#,
        r#"{"edge":3,"offset":-1}"#,
        r#"{"edge":3,"offset":5000}"#,
    ] {
        assert!(serde_json::from_str::<Place>(text).is_err(), "{text}");
    }
}

#[test]
fn the_map_has_every_street_and_names() {
    let svg = Town::bundled().svg();
    for class in [
        "land",
        "park",
        "water",
        "bridge",
        "road surface avenue",
        "road casing lane",
    ] {
        assert!(svg.contains(&format!("class=\"{class}\"")), "{class}");
    }
    for name in ["Avenida Beira-Rio", "Rio das Garças", "Praça da Matriz"] {
        assert!(svg.contains(&format!(">{name}</text>")), "{name}");
    }
    let courses = Town::bundled()
        .streets
        .iter()
        .map(|street| street.points.len());
    let drawn = svg.matches('L').count();
    assert!(
        drawn >= 2 * courses.map(|points| points - 1).sum::<usize>(),
        "{drawn}"
    );
    assert!(!svg.contains("NaN"));
}

#[test]
fn the_town_is_on_the_globe() {
    let town = Town::bundled();
    assert_eq!(town.coordinates(Point::default()), town.origin);
    let south = town.coordinates(Point { x: 0.0, y: 1_113.2 });
    assert!((town.origin.latitude - south.latitude - 0.01).abs() < 1e-9);
    let east = town.coordinates(Point { x: 1_000.0, y: 0.0 });
    assert!(east.longitude > town.origin.longitude);
}

proptest! {
    #[test]
    fn every_house_has_an_address_that_leads_to_it(place in places()) {
        let town = Town::bundled();
        let address = town.address_of(place);
        let found = town.locate(&address);
        prop_assert!(found.is_some(), "{address}");
        let away = town.point_of(place).distance(town.point_of(found.unwrap_or(place)));
        prop_assert!(away <= 1.1, "{address} is {away} m away");
        let again: AddressLine = address.to_string().parse().expect("an address");
        prop_assert_eq!(address, again);
    }

    #[test]
    fn every_two_places_have_a_way(from in places(), to in places()) {
        let town = Town::bundled();
        let route = town.route(from, to);
        let crow = town.point_of(from).distance(town.point_of(to));
        prop_assert!(f64::from(route.metres) >= crow - 2.0);
        prop_assert!(f64::from(route.seconds) >= crow / 9.0 - 2.0);
        prop_assert_eq!(route.points.first(), Some(&town.point_of(from)));
        prop_assert_eq!(route.points.last(), Some(&town.point_of(to)));
        prop_assert_eq!(route.at(f64::INFINITY).point, town.point_of(to));
        let back = town.route(to, from);
        prop_assert!(route.seconds.abs_diff(back.seconds) <= 1);
    }

    #[test]
    fn no_route_is_slower_than_a_detour(from in places(), by in places(), to in places()) {
        let town = Town::bundled();
        let detour = town.route(from, by).seconds + town.route(by, to).seconds;
        prop_assert!(town.route(from, to).seconds <= detour + 3);
    }

    #[test]
    fn what_is_reached_in_time_is_what_a_route_reaches(
        from in places(),
        to in places(),
        within in 1_u32..900,
    ) {
        let town = Town::bundled();
        let seconds = town.route(from, to).seconds;
        match town.reachable_within(from, within).seconds_to(town, to) {
            Some(reached) => prop_assert!(reached.abs_diff(seconds) <= 2, "{reached} {seconds}"),
            None => prop_assert!(seconds + 2 >= within, "{seconds} {within}"),
        }
    }

    #[test]
    fn a_courier_glides(from in places(), to in places(), share in 0.0..1.0) {
        let town = Town::bundled();
        let route = town.route(from, to);
        let metres = f64::from(route.metres) * share;
        let (here, next) = (route.at(metres), route.at(metres + 1.0));
        prop_assert!(here.point.distance(next.point) <= 1.3);
        prop_assert!((0.0..=360.0).contains(&here.heading));
        prop_assert!(town.street(&here.street).is_some());
        let seconds = f64::from(route.seconds) - route.seconds_left(metres);
        prop_assert!((route.metres_after(seconds) - metres).abs() <= 8.0);
    }
}
