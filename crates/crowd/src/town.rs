//! The town as couriers know it: streets, the fastest way, and where one is on it.
//!
//! It is read from `/api/town`: nodes as `x, y, x, y, …` in metres; avenues, streets and lanes as a
//! name and a list of nodes. The numbers of houses are metres from where the street begins.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// Somewhere in the town, in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the east.
    pub x: f64,
    /// To the south.
    pub y: f64,
}

impl Point {
    /// Metres to another, as the crow flies.
    pub fn distance(self, other: Point) -> f64 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    fn towards(self, other: Point, share: f64) -> Point {
        let decimetres = |metres: f64| (metres * 10.0).round() / 10.0;
        Point {
            x: decimetres(self.x + (other.x - self.x) * share),
            y: decimetres(self.y + (other.y - self.y) * share),
        }
    }

    /// Degrees from north, clockwise.
    fn heading(self, other: Point) -> f64 {
        let degrees = (other.x - self.x).atan2(self.y - other.y).to_degrees();
        degrees.rem_euclid(360.0).round() % 360.0
    }
}

/// Why a text is no town.
#[derive(Debug, thiserror::Error)]
pub enum TownError {
    /// Not JSON, or not of this shape.
    #[error("the town cannot be read: {0}")]
    Syntax(#[from] serde_json::Error),
    /// A street runs through a node that is not.
    #[error("`{0}` runs through a crossing that is not there")]
    Street(String),
    /// There is nowhere to ride.
    #[error("the town has no streets")]
    Empty,
}

#[derive(Deserialize)]
struct TownText {
    nodes: Vec<f64>,
    avenues: Vec<StreetText>,
    streets: Vec<StreetText>,
    lanes: Vec<StreetText>,
}

/// A name, and the nodes that the street goes through.
type StreetText = (String, Vec<usize>);

/// What a road is.
#[derive(Clone, Copy, Debug)]
enum Class {
    Avenue,
    Street,
    Lane,
}

impl Class {
    /// In metres a second: what a motorcycle makes of it in a town.
    const fn speed(self) -> f64 {
        match self {
            Class::Avenue => 9.0,
            Class::Street => 6.5,
            Class::Lane => 4.5,
        }
    }
}

/// The town's streets.
#[derive(Clone, Debug)]
pub struct Town {
    nodes: Vec<Point>,
    streets: Vec<Street>,
    stretches: Vec<Stretch>,
    /// Of each node, the stretches that end there.
    meeting: Vec<Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Street {
    name: String,
    course: Vec<Point>,
    metres: f64,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: usize,
    to: usize,
    metres: f64,
    speed: f64,
}

/// Somewhere on a stretch.
#[derive(Clone, Copy, Debug)]
struct Place {
    stretch: usize,
    /// Metres from its beginning.
    offset: f64,
}

/// A way through the town.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ride {
    /// Where it goes along, and the second at which one is there. At least one.
    course: Vec<(Point, f64)>,
}

impl Ride {
    /// How long it takes.
    pub fn seconds(&self) -> f64 {
        self.course.last().map_or(0.0, |(_, second)| *second)
    }

    /// Where one is after so many seconds, and in which direction one goes: degrees from north,
    /// clockwise.
    pub fn at(&self, seconds: f64) -> (Point, f64) {
        let mut heading = 0.0;
        for pair in self.course.windows(2) {
            let ((from, begin), (to, end)) = (pair[0], pair[1]);
            heading = from.heading(to);
            if seconds < end {
                let share = ((seconds - begin) / (end - begin)).clamp(0.0, 1.0);
                return (from.towards(to, share), heading);
            }
        }
        let last = self.course.last().map(|(point, _)| *point);
        (last.unwrap_or_default(), heading)
    }
}

impl Town {
    /// Reads a town.
    pub fn parse(text: &[u8]) -> Result<Town, TownError> {
        let TownText {
            nodes,
            avenues,
            streets,
            lanes,
        } = serde_json::from_slice(text)?;
        let nodes: Vec<Point> = nodes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[x, y]| Point { x, y })
            .collect();
        let mut town = Town {
            meeting: vec![Vec::new(); nodes.len()],
            streets: Vec::with_capacity(streets.len()),
            stretches: Vec::new(),
            nodes,
        };
        let avenues = avenues.into_iter().map(|street| (Class::Avenue, street));
        let streets = streets.into_iter().map(|street| (Class::Street, street));
        let lanes = lanes.into_iter().map(|street| (Class::Lane, street));
        for (class, (name, nodes)) in avenues.chain(streets).chain(lanes) {
            let course = nodes.iter().map(|node| town.nodes.get(*node).copied());
            let Some(course) = course.collect::<Option<Vec<Point>>>() else {
                return Err(TownError::Street(name));
            };
            let mut metres = 0.0;
            for (ends, path) in course.windows(2).zip(nodes.windows(2)) {
                let length = ends[0].distance(ends[1]);
                metres += length;
                town.meeting[path[0]].push(town.stretches.len());
                town.meeting[path[1]].push(town.stretches.len());
                town.stretches.push(Stretch {
                    from: path[0],
                    to: path[1],
                    metres: length,
                    speed: class.speed(),
                });
            }
            town.streets.push(Street {
                name,
                course,
                metres,
            });
        }
        if town.stretches.is_empty() {
            return Err(TownError::Empty);
        }
        Ok(town)
    }

    /// Where an address is; `None` when there is no such street, or it ends before.
    pub fn locate(&self, line: &str) -> Option<Point> {
        let (street, number) = line.rsplit_once(',')?;
        let number: f64 = number.trim().parse().ok()?;
        let street = self
            .streets
            .iter()
            .find(|known| known.name == street.trim())?;
        let mut left = number;
        for ends in street.course.windows(2) {
            let length = ends[0].distance(ends[1]);
            if left <= length && length > 0.0 {
                return Some(ends[0].towards(ends[1], left / length));
            }
            left -= length;
        }
        None
    }

    /// An address within so many metres of a point, if chance finds one soon.
    pub fn address_near(&self, near: Point, metres: f64, random: &mut Random) -> Option<String> {
        const TRIES: usize = 64;
        (0..TRIES).find_map(|_| {
            let street = random.one_of(&self.streets)?;
            let number = (street.metres * random.between(0.05, 0.95)).floor();
            let line = format!("{}, {number}", street.name);
            let point = (number >= 1.0).then(|| self.locate(&line))??;
            (point.distance(near) <= metres).then_some(line)
        })
    }

    fn nearest(&self, point: Point) -> Place {
        let mut best = (
            f64::INFINITY,
            Place {
                stretch: 0,
                offset: 0.0,
            },
        );
        for (index, stretch) in self.stretches.iter().enumerate() {
            let (from, to) = (self.nodes[stretch.from], self.nodes[stretch.to]);
            let along = (point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y);
            let share = (along / stretch.metres.powi(2).max(1.0)).clamp(0.0, 1.0);
            let away = from.towards(to, share).distance(point);
            if away < best.0 {
                let offset = stretch.metres * share;
                best = (
                    away,
                    Place {
                        stretch: index,
                        offset,
                    },
                );
            }
        }
        best.1
    }

    fn point(&self, place: Place) -> Point {
        let stretch = self.stretches[place.stretch];
        let (from, to) = (self.nodes[stretch.from], self.nodes[stretch.to]);
        from.towards(to, place.offset / stretch.metres.max(0.1))
    }

    /// The ends of the stretch where a place is, and the seconds to them.
    fn ends(&self, place: Place) -> [(usize, f64); 2] {
        let stretch = self.stretches[place.stretch];
        [
            (stretch.from, place.offset / stretch.speed),
            (stretch.to, (stretch.metres - place.offset) / stretch.speed),
        ]
    }

    /// The fastest way between two points, from street to street. Where no street leads to, one is
    /// at once.
    pub fn ride(&self, from: Point, to: Point) -> Ride {
        let (begin, end) = (self.nearest(from), self.nearest(to));
        let mut course = vec![(self.point(begin), 0.0)];
        if begin.stretch == end.stretch {
            let speed = self.stretches[begin.stretch].speed;
            course.push((self.point(end), (begin.offset - end.offset).abs() / speed));
            return Ride { course };
        }
        let (reached, before) = self.reach(begin);
        let last = self.ends(end).into_iter();
        let last = last.map(|(node, seconds)| (node, reached[node] + seconds));
        let Some((node, total)) = last.min_by(|one, other| one.1.total_cmp(&other.1)) else {
            return Ride { course };
        };
        if !total.is_finite() {
            course.push((self.point(end), 0.0));
            return Ride { course };
        }
        let mut back = vec![(self.point(end), total)];
        let mut at = Some(node);
        while let Some(node) = at {
            back.push((self.nodes[node], reached[node]));
            at = before[node];
        }
        course.extend(back.into_iter().rev());
        course.dedup_by(|later, earlier| later.0 == earlier.0);
        Ride { course }
    }

    /// How many seconds it is to each node, and the node before it (Dijkstra).
    fn reach(&self, from: Place) -> (Vec<f64>, Vec<Option<usize>>) {
        let mut reached = vec![f64::INFINITY; self.nodes.len()];
        let mut before = vec![None; self.nodes.len()];
        let mut waiting = BinaryHeap::new();
        for (node, seconds) in self.ends(from) {
            if seconds < reached[node] {
                reached[node] = seconds;
                waiting.push(Reverse((milliseconds(seconds), node)));
            }
        }
        while let Some(Reverse((at, node))) = waiting.pop() {
            if at > milliseconds(reached[node]) {
                continue;
            }
            for &index in &self.meeting[node] {
                let stretch = self.stretches[index];
                let next = if stretch.from == node {
                    stretch.to
                } else {
                    stretch.from
                };
                let seconds = reached[node] + stretch.metres / stretch.speed;
                if seconds < reached[next] {
                    reached[next] = seconds;
                    before[next] = Some(node);
                    waiting.push(Reverse((milliseconds(seconds), next)));
                }
            }
        }
        (reached, before)
    }
}

/// So that they have an order.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours at most"
)]
fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1_000.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of lanes, 100 m each, with an avenue around two of its sides.
    ///
    /// ```text
    /// 0 --- 1        0-2 along 1 is the avenue, 0-2 along 3 the lane
    /// |     |
    /// 3 --- 2 --- 4
    /// ```
    const SQUARE: &str = r#"{"name":"x","nodes":[0,0,100,0,100,100,0,100,200,100],
        "avenues":[["Avenida A",[0,1,2,4]]],"streets":[],"lanes":[["Beco B",[0,3,2]]]}"#;

    fn square() -> Town {
        Town::parse(SQUARE.as_bytes()).expect("a town")
    }

    #[test]
    fn rides_take_the_fastest_way_and_pass_every_crossing() {
        let town = square();
        let ride = town.ride(Point { x: 10.0, y: 3.0 }, Point { x: 190.0, y: 100.0 });
        let points: Vec<(f64, f64)> = ride.course.iter().map(|(it, _)| (it.x, it.y)).collect();
        assert_eq!(
            points,
            [(10.0, 0.0), (100.0, 0.0), (100.0, 100.0), (190.0, 100.0)]
        );
        assert!((ride.seconds() - 280.0 / 9.0).abs() < 0.01);
        assert_eq!(ride.at(0.0), (Point { x: 10.0, y: 0.0 }, 90.0));
        assert_eq!(
            ride.at(90.0 / 9.0 + 50.0 / 9.0),
            (Point { x: 100.0, y: 50.0 }, 180.0)
        );
        assert_eq!(ride.at(1_000.0), (Point { x: 190.0, y: 100.0 }, 90.0));
    }

    #[test]
    fn rides_within_a_street_are_straight() {
        let ride = square().ride(Point { x: 80.0, y: 0.0 }, Point { x: 20.0, y: 0.0 });
        assert_eq!(ride.at(20.0 / 9.0), (Point { x: 60.0, y: 0.0 }, 270.0));
    }

    #[test]
    fn addresses_are_metres_along_the_street() {
        let town = square();
        assert_eq!(
            town.locate("Avenida A, 150"),
            Some(Point { x: 100.0, y: 50.0 })
        );
        assert_eq!(town.locate("Avenida A, 301"), None);
        assert_eq!(town.locate("Rua C, 1"), None);
        let mut random = Random::new(1, 1);
        let near = Point { x: 0.0, y: 100.0 };
        for _ in 0..100 {
            let line = town
                .address_near(near, 60.0, &mut random)
                .expect("an address");
            assert!(line.starts_with("Beco B, "), "{line}");
        }
    }

    #[test]
    fn a_town_without_streets_is_none() {
        for wrong in [
            r#"{"nodes":[],"avenues":[],"streets":[],"lanes":[]}"#,
            r#"{"nodes":[0,0],"avenues":[],"streets":[["A",[0,7]]],"lanes":[]}"#,
            "{}",
        ] {
            assert!(Town::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
