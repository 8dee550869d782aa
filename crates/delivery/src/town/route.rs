//! The fastest way from one place to another (A*), and where along it somebody is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use super::{Edge, EdgeId, Place, Point, RoadClass, Town, decimetres};

/// A way through the town.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// Its course, from the place it begins at to the one it ends at. At least one.
    pub points: Vec<Point>,
    /// Street by street, in order.
    pub legs: Vec<Leg>,
    /// Its length.
    pub metres: u32,
    /// How long a courier takes.
    pub seconds: u32,
}

/// The part of a route that is on one street.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// The name of the street.
    pub street: String,
    /// Its length.
    pub metres: f64,
    /// How long a courier takes.
    pub seconds: f64,
}

/// Where somebody is on a route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The point.
    pub point: Point,
    /// Degrees from north, clockwise, in which they go.
    pub heading: f64,
    /// The name of the street.
    pub street: String,
}

impl Route {
    /// Where somebody is who has come so many metres; whoever has come further than the route goes
    /// is at its end.
    pub fn at(&self, metres: f64) -> Position {
        let metres = metres.max(0.0);
        let mut left = metres;
        let mut heading = 0.0;
        let mut point = self.points.first().copied().unwrap_or_default();
        for ends in self.points.windows(2) {
            let length = ends[0].distance(ends[1]);
            if length > 0.0 {
                heading = ends[0].heading(ends[1]);
            }
            if left < length {
                point = ends[0].towards(ends[1], left / length);
                break;
            }
            point = ends[1];
            left -= length;
        }
        let mut end = 0.0;
        let leg = self.legs.iter().find(|leg| {
            end += leg.metres;
            metres < end
        });
        let street = leg
            .or(self.legs.last())
            .map(|leg| leg.street.clone())
            .unwrap_or_default();
        Position {
            point,
            heading,
            street,
        }
    }

    /// Metres that a courier has come after so many seconds.
    pub fn metres_after(&self, seconds: f64) -> f64 {
        let mut left = seconds.max(0.0);
        let mut metres = 0.0;
        for leg in &self.legs {
            if left < leg.seconds {
                return metres + leg.metres * left / leg.seconds;
            }
            left -= leg.seconds;
            metres += leg.metres;
        }
        metres
    }

    /// Seconds that are left to a courier who has come so many metres.
    pub fn seconds_left(&self, metres: f64) -> f64 {
        let mut left = metres.max(0.0);
        let mut seconds = 0.0;
        for leg in &self.legs {
            let done = left.min(leg.metres);
            left -= done;
            if leg.metres > 0.0 {
                seconds += leg.seconds * (leg.metres - done) / leg.metres;
            }
        }
        seconds
    }

    /// Metres along the route of the point of it that is nearest to another.
    pub fn progress(&self, to: Point) -> f64 {
        let mut best = (f64::INFINITY, 0.0);
        let mut before = 0.0;
        for ends in self.points.windows(2) {
            let length = ends[0].distance(ends[1]);
            if length > 0.0 {
                let along = (to.x - ends[0].x) * (ends[1].x - ends[0].x)
                    + (to.y - ends[0].y) * (ends[1].y - ends[0].y);
                let share = (along / (length * length)).clamp(0.0, 1.0);
                let away = ends[0].towards(ends[1], share).distance(to);
                if away < best.0 {
                    best = (away, before + length * share);
                }
            }
            before += length;
        }
        decimetres(best.1)
    }
}

/// Milliseconds, so that they have an order.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours at most"
)]
pub(super) fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1_000.0).round() as u32
}

impl Town {
    pub(super) fn class_of(&self, edge: &Edge) -> RoadClass {
        self.streets[usize::from(edge.street)].class
    }

    pub(super) fn seconds_of(&self, edge: &Edge, metres: f64) -> f64 {
        metres / self.class_of(edge).metres_a_second()
    }

    /// The two ends of the edge of a place, and the seconds to each of them.
    pub(super) fn ends(&self, place: Place) -> [(u16, f64); 2] {
        let edge = &self.edges[usize::from(place.edge.0)];
        [
            (edge.from, self.seconds_of(edge, place.offset)),
            (edge.to, self.seconds_of(edge, edge.metres - place.offset)),
        ]
    }

    /// The fastest way. Every two places of a town have one: the bundled town is connected.
    pub fn route(&self, from: Place, to: Place) -> Route {
        let (edge_from, edge_to) = (usize::from(from.edge.0), usize::from(to.edge.0));
        let mut hops = self.fastest(from, to).unwrap_or_default();
        let direct = self.seconds_of(&self.edges[edge_from], (to.offset - from.offset).abs());
        let stays = edge_from == edge_to && hops.last().is_none_or(|hop| hop.seconds >= direct);
        if stays {
            hops.clear();
        }
        let mut line = Line::new(self.point_of(from));
        let mut last = None;
        for hop in &hops {
            let edge = hop.over.unwrap_or(from.edge);
            line.to(self, edge, self.nodes[usize::from(hop.node)]);
            last = Some(hop.node);
        }
        if stays || last.is_some() {
            line.to(self, to.edge, self.point_of(to));
        }
        line.route()
    }

    /// The nodes passed, in order, with the seconds from the start of the last one to the end.
    fn fastest(&self, from: Place, to: Place) -> Option<Vec<Hop>> {
        let goal = self.point_of(to);
        let exits = self.ends(to);
        let at_best = |node: u16| {
            milliseconds(self.nodes[usize::from(node)].distance(goal) / RoadClass::FASTEST)
        };
        let mut best = vec![u32::MAX; self.nodes.len()];
        let mut came: Vec<Option<(u16, EdgeId)>> = vec![None; self.nodes.len()];
        let mut queue = BinaryHeap::with_capacity(self.nodes.len());
        for (node, seconds) in self.ends(from) {
            let spent = milliseconds(seconds);
            if spent < best[usize::from(node)] {
                best[usize::from(node)] = spent;
                queue.push(Reverse((spent + at_best(node), spent, node)));
            }
        }
        let mut arrival = u32::MAX;
        let mut last = None;
        while let Some(Reverse((estimate, spent, node))) = queue.pop() {
            if estimate >= arrival {
                break;
            }
            if spent > best[usize::from(node)] {
                continue;
            }
            for (exit, seconds) in exits {
                if exit == node && spent + milliseconds(seconds) < arrival {
                    arrival = spent + milliseconds(seconds);
                    last = Some(node);
                }
            }
            for &id in &self.meeting[usize::from(node)] {
                let edge = &self.edges[usize::from(id)];
                let next = if edge.from == node {
                    edge.to
                } else {
                    edge.from
                };
                let then = spent + milliseconds(self.seconds_of(edge, edge.metres));
                if then < best[usize::from(next)] {
                    best[usize::from(next)] = then;
                    came[usize::from(next)] = Some((node, EdgeId(id)));
                    queue.push(Reverse((then + at_best(next), then, next)));
                }
            }
        }
        let mut hops = Vec::new();
        let mut node = last?;
        loop {
            let over = came[usize::from(node)];
            hops.push(Hop {
                node,
                over: over.map(|(_, edge)| edge),
                seconds: f64::from(arrival) / 1_000.0,
            });
            match over {
                Some((before, _)) => node = before,
                None => break,
            }
        }
        hops.reverse();
        Some(hops)
    }
}

/// A node that is passed.
struct Hop {
    node: u16,
    /// The edge that led there; none when it is the one the route begins on.
    over: Option<EdgeId>,
    /// Of the whole route.
    seconds: f64,
}

/// A route as it grows.
struct Line {
    points: Vec<Point>,
    legs: Vec<Leg>,
}

impl Line {
    fn new(start: Point) -> Line {
        Line {
            points: vec![start],
            legs: Vec::new(),
        }
    }

    fn to(&mut self, town: &Town, edge: EdgeId, point: Point) {
        let edge = &town.edges[usize::from(edge.0)];
        let metres = self.points.last().map_or(0.0, |last| last.distance(point));
        let street = &town.streets[usize::from(edge.street)].name;
        if metres == 0.0 && !self.legs.is_empty() {
            return;
        }
        let seconds = town.seconds_of(edge, metres);
        self.points.push(point);
        match self.legs.last_mut().filter(|leg| leg.street == *street) {
            Some(leg) => {
                leg.metres += metres;
                leg.seconds += seconds;
            }
            None => self.legs.push(Leg {
                street: street.clone(),
                metres,
                seconds,
            }),
        }
    }

    fn route(mut self) -> Route {
        for leg in &mut self.legs {
            leg.metres = decimetres(leg.metres);
            leg.seconds = decimetres(leg.seconds);
        }
        // A town is a few kilometres wide.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = |sum: f64| sum.round() as u32;
        Route {
            metres: whole(self.legs.iter().map(|leg| leg.metres).sum()),
            seconds: whole(self.legs.iter().map(|leg| leg.seconds).sum()),
            points: self.points,
            legs: self.legs,
        }
    }
}
