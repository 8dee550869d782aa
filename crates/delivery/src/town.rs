//! The town: its street graph, which is both what couriers ride on and what the map is drawn from,
//! so that the line on the map, the marker and the time of arrival cannot disagree.
//!
//! The plane is in metres, `x` to the east and `y` to the south, as screens have it. The town is a
//! made-up one (`assets/town.json`; `docs/town.md` says how it is made).

mod address;
mod asset;
mod drawing;
mod reach;
mod route;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use address::{AddressLine, InvalidAddressLine, STREET_NAME_LENGTH_MAX};
pub use asset::TownError;
pub use drawing::STYLE;
pub use reach::Reachable;
pub use route::{Leg, Position, Route};

/// Somewhere in the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Metres to the east of the origin.
    pub x: f64,
    /// Metres to the south of the origin.
    pub y: f64,
}

impl Point {
    /// Metres to another, as the crow flies.
    pub fn distance(self, other: Point) -> f64 {
        ((other.x - self.x).powi(2) + (other.y - self.y).powi(2)).sqrt()
    }

    /// The point at `share` (0 to 1) of the way to another, to the decimetre.
    fn towards(self, other: Point, share: f64) -> Point {
        Point {
            x: decimetres(self.x + (other.x - self.x) * share),
            y: decimetres(self.y + (other.y - self.y) * share),
        }
    }

    /// Degrees from north, clockwise, 0 to 360, in which another lies.
    fn heading(self, other: Point) -> f64 {
        let degrees = (other.x - self.x).atan2(self.y - other.y).to_degrees();
        degrees.rem_euclid(360.0).round()
    }
}

/// Metres, to the decimetre: what is stored and sent has no more digits than it means.
fn decimetres(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}

/// A point on the globe, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

/// What a road is, and so how fast it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    /// Wide, through the town.
    Avenue,
    /// Of houses.
    Street,
    /// Narrow, or unpaved.
    Lane,
}

impl RoadClass {
    /// Metres a second of a courier on a motorcycle, stops included: 32, 23 and 16 km/h.
    pub const fn metres_a_second(self) -> f64 {
        match self {
            RoadClass::Avenue => 9.0,
            RoadClass::Street => 6.5,
            RoadClass::Lane => 4.5,
        }
    }

    /// The fastest there is, for estimates that must not be too long.
    const FASTEST: f64 = RoadClass::Avenue.metres_a_second();
}

/// A stretch of a street between two crossings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EdgeId(u16);

/// Somewhere on a street.
///
/// It means something in the town it was found in alone; what is read from outside is checked
/// against the bundled one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "PlaceText")]
pub struct Place {
    edge: EdgeId,
    /// Metres from where the edge begins.
    offset: f64,
}

#[derive(Deserialize)]
struct PlaceText {
    edge: EdgeId,
    offset: f64,
}

/// A place that is not in the town.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("edge {edge} at {offset} m is no place of the town: look it up by its address or point")]
pub struct UnknownPlace {
    edge: u16,
    offset: f64,
}

impl TryFrom<PlaceText> for Place {
    type Error = UnknownPlace;

    fn try_from(text: PlaceText) -> Result<Place, UnknownPlace> {
        let PlaceText { edge, offset } = text;
        let known = Town::bundled().edges.get(usize::from(edge.0));
        match known {
            Some(edge_known) if (0.0..=edge_known.metres + 0.1).contains(&offset) => {
                Ok(Place { edge, offset })
            }
            _ => Err(UnknownPlace {
                edge: edge.0,
                offset,
            }),
        }
    }
}

impl Place {
    /// The stretch of street.
    pub fn edge(self) -> EdgeId {
        self.edge
    }

    /// Metres from where the stretch begins.
    pub fn offset(self) -> f64 {
        self.offset
    }
}

/// A street: a name and a way through the town without gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Street {
    /// As on its signs: `Rua das Acácias`.
    pub name: String,
    /// What it is.
    pub class: RoadClass,
    /// Its course.
    pub points: Vec<Point>,
    /// Its length; house numbers are metres from its beginning, as in Brazil.
    pub metres: f64,
    /// The first of its edges; they follow one another.
    first_edge: u16,
    folded: String,
}

/// What is not a street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// The river, or a lake.
    Water,
    /// Trees and grass.
    Park,
    /// A paved square.
    Square,
}

/// Something of the town that has a shape and a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AreaKind,
    /// Its corners.
    pub outline: Vec<Point>,
}

/// A bridge: the stretch of a street that crosses the river.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Its name.
    pub name: String,
    /// Of which stretch.
    pub edge: EdgeId,
}

#[derive(Clone, Debug, PartialEq)]
struct Edge {
    from: u16,
    to: u16,
    street: u16,
    metres: f64,
    /// Metres from the beginning of the street to that of the edge.
    along: f64,
}

/// The street graph, and what lies between the streets.
#[derive(Clone, Debug, PartialEq)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// Where the plane's origin is on the globe.
    pub origin: Coordinates,
    /// Water, parks and squares, in the order in which they are drawn.
    pub areas: Vec<Area>,
    /// Streets, in no particular order.
    pub streets: Vec<Street>,
    /// Bridges.
    pub bridges: Vec<Bridge>,
    nodes: Vec<Point>,
    edges: Vec<Edge>,
    /// Of each node, the edges that end there.
    meeting: Vec<Vec<u16>>,
}

/// Metres of a degree of latitude.
const METRES_A_DEGREE: f64 = 111_320.0;

impl Town {
    /// The town that is part of the program, read once.
    pub fn bundled() -> &'static Town {
        #[allow(clippy::expect_used, reason = "a test reads the same text")]
        static BUNDLED: LazyLock<Town> =
            LazyLock::new(|| Town::parse(Town::bundled_text()).expect("the bundled town"));
        &BUNDLED
    }

    /// The same as a text, as maps are drawn from it.
    pub fn bundled_text() -> &'static str {
        include_str!("../assets/town.json")
    }

    /// The number of crossings.
    pub fn crossings(&self) -> usize {
        self.nodes.len()
    }

    /// The number of stretches between them.
    pub fn stretches(&self) -> usize {
        self.edges.len()
    }

    /// The smallest box that holds every street: its north-western and south-eastern corners.
    pub fn extent(&self) -> (Point, Point) {
        let mut low = Point {
            x: f64::INFINITY,
            y: f64::INFINITY,
        };
        let mut high = Point {
            x: f64::NEG_INFINITY,
            y: f64::NEG_INFINITY,
        };
        for node in &self.nodes {
            low = Point {
                x: low.x.min(node.x),
                y: low.y.min(node.y),
            };
            high = Point {
                x: high.x.max(node.x),
                y: high.y.max(node.y),
            };
        }
        (low, high)
    }

    /// The place on a street that is nearest to a point.
    pub fn nearest(&self, point: Point) -> Place {
        let mut best = (
            f64::INFINITY,
            Place {
                edge: EdgeId(0),
                offset: 0.0,
            },
        );
        for (id, edge) in (0_u16..).zip(&self.edges) {
            let (from, to) = (
                self.nodes[usize::from(edge.from)],
                self.nodes[usize::from(edge.to)],
            );
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let along = (point.x - from.x) * dx + (point.y - from.y) * dy;
            let share = (along / (edge.metres * edge.metres)).clamp(0.0, 1.0);
            let foot = Point {
                x: from.x + dx * share,
                y: from.y + dy * share,
            };
            let away = foot.distance(point);
            if away < best.0 {
                let offset = decimetres(edge.metres * share).min(edge.metres);
                best = (
                    away,
                    Place {
                        edge: EdgeId(id),
                        offset,
                    },
                );
            }
        }
        best.1
    }

    /// Where a place is in the plane.
    pub fn point_of(&self, place: Place) -> Point {
        let edge = &self.edges[usize::from(place.edge.0)];
        let (from, to) = (
            self.nodes[usize::from(edge.from)],
            self.nodes[usize::from(edge.to)],
        );
        from.towards(to, place.offset / edge.metres)
    }

    /// The street that a place is on.
    pub fn street_of(&self, place: Place) -> &Street {
        &self.streets[usize::from(self.edges[usize::from(place.edge.0)].street)]
    }

    /// Where a point is on the globe.
    pub fn coordinates(&self, point: Point) -> Coordinates {
        let narrowing = self.origin.latitude.to_radians().cos();
        Coordinates {
            latitude: self.origin.latitude - point.y / METRES_A_DEGREE,
            longitude: self.origin.longitude + point.x / (METRES_A_DEGREE * narrowing),
        }
    }

    /// Whether a point is within a closed outline.
    pub fn within(outline: &[Point], point: Point) -> bool {
        let mut inside = false;
        let mut previous = outline.last().copied().unwrap_or_default();
        for &corner in outline {
            if (corner.y > point.y) != (previous.y > point.y) {
                let share = (point.y - corner.y) / (previous.y - corner.y);
                inside ^= point.x < corner.x + share * (previous.x - corner.x);
            }
            previous = corner;
        }
        inside
    }
}
