//! Where a store delivers to, and under which rules.

use serde::{Deserialize, Serialize};

use crate::ZoneId;
use crate::fee::FeeRules;
use crate::town::{Place, Point, Route, Town};

/// A part of the town that deliveries are charged alike for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// What it is known by.
    pub id: ZoneId,
    /// Its name, as customers see it.
    pub name: String,
    /// What belongs to it.
    pub reach: Reach,
    /// What a delivery costs.
    pub rules: FeeRules,
}

/// How a zone is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Reach {
    /// What is within an outline.
    Polygon {
        /// Its corners, in order.
        corners: Vec<Point>,
    },
    /// What is around the store, as the crow flies.
    Radius {
        /// How far.
        metres: u32,
    },
    /// What a courier reaches from the store; it does not lie across rivers.
    TravelTime {
        /// Within which time.
        seconds: u32,
    },
}

impl Reach {
    /// Whether a place belongs to it; `route` is the way there from the store.
    pub fn covers(&self, town: &Town, store: Place, to: Place, route: &Route) -> bool {
        match self {
            Reach::Polygon { corners } => Town::within(corners, town.point_of(to)),
            Reach::Radius { metres } => {
                town.point_of(store).distance(town.point_of(to)) <= f64::from(*metres)
            }
            Reach::TravelTime { seconds } => route.seconds <= *seconds,
        }
    }
}

/// The first of the zones that a place belongs to; `route` is the way there from the store.
pub fn zone_of<'z>(
    zones: &'z [Zone],
    town: &Town,
    store: Place,
    to: Place,
    route: &Route,
) -> Option<&'z Zone> {
    zones
        .iter()
        .find(|zone| zone.reach.covers(town, store, to, route))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Money;

    fn zone(id: &str, reach: Reach) -> Zone {
        let rules = FeeRules {
            base: Money::minor(500),
            included_metres: 1_000,
            per_kilometre: Money::minor(100),
            metres_max: 10_000,
            minimum_order: Money::ZERO,
            free_from: None,
            bands: Vec::new(),
            surge_basis_points: 0,
        };
        Zone {
            id: ZoneId::parse(id).expect("an identifier"),
            name: id.to_owned(),
            reach,
            rules,
        }
    }

    #[test]
    fn the_first_zone_that_covers_a_place_is_its_zone() {
        let town = Town::bundled();
        let store = town.nearest(Point { x: 0.0, y: 0.0 });
        let square = [
            (-400.0, -400.0),
            (400.0, -400.0),
            (400.0, 400.0),
            (-400.0, 400.0),
        ];
        let corners = square.into_iter().map(|(x, y)| Point { x, y }).collect();
        let zones = [
            zone("near", Reach::Radius { metres: 150 }),
            zone("square", Reach::Polygon { corners }),
            zone("quick", Reach::TravelTime { seconds: 150 }),
        ];
        let found = |x, y| {
            let to = town.nearest(Point { x, y });
            let route = town.route(store, to);
            zone_of(&zones, town, store, to, &route).map(|zone| zone.name.as_str())
        };
        assert_eq!(found(20.0, 60.0), Some("near"));
        assert_eq!(found(-300.0, -300.0), Some("square"));
        assert_eq!(found(550.0, -300.0), Some("quick"));
        assert_eq!(found(-1_500.0, 600.0), None);
    }

    #[test]
    fn zones_are_stored_like_this() {
        let text = serde_json::to_value(Reach::TravelTime { seconds: 900 }).expect("a text");
        assert_eq!(
            text,
            serde_json::json!({ "kind": "travel_time", "seconds": 900 })
        );
    }
}
