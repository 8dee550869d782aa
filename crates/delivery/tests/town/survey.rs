//! Streets are traced through the land at even distances, the planned ones first (Jobard and
//! Lefer, 1997; Chen and others, 2008).

use std::collections::HashMap;

use super::geometry::{Vector, add, crossing, dot, length, scale, sub};
use super::land::{Family, Land};

/// Metres a street is traced by at a time.
pub(crate) const STEP: f64 = 8.0;
/// How far out avenues go, where the town ends at 1.
pub(crate) const OUT: f64 = 1.13;

/// A street before its crossings are known.
pub(crate) struct Course {
    pub(crate) points: Vec<Vector>,
    pub(crate) planned: Option<Planned>,
}

/// A road that is decided on, rather than found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) name: &'static str,
    pub(crate) class: &'static str,
}

/// Points of the streets of one family, by the square of 100 m they are in.
#[derive(Default)]
pub(crate) struct Traced(HashMap<(i64, i64), Vec<(Vector, usize)>>);

impl Traced {
    pub(crate) fn square(at: Vector) -> (i64, i64) {
        #[allow(clippy::cast_possible_truncation, reason = "kilometres at most")]
        let of = |metres: f64| (metres / 100.0).floor() as i64;
        (of(at.0), of(at.1))
    }

    pub(crate) fn add(&mut self, points: &[Vector], street: usize) {
        for &point in points {
            self.0
                .entry(Traced::square(point))
                .or_default()
                .push((point, street));
        }
    }

    /// Metres to the nearest point, up to 200, but for those of one street.
    pub(crate) fn nearest(&self, at: Vector, but: usize) -> f64 {
        let (x, y) = Traced::square(at);
        let mut best = 200.0_f64;
        for square in (x - 2..=x + 2).flat_map(|x| (y - 2..=y + 2).map(move |y| (x, y))) {
            for &(point, street) in self.0.get(&square).into_iter().flatten() {
                if street != but {
                    best = best.min(length(sub(point, at)));
                }
            }
        }
        best
    }
}

/// The streets as they are traced.
pub(crate) struct Survey {
    pub(crate) land: Land,
    pub(crate) courses: Vec<Course>,
    pub(crate) traced: [Traced; 2],
}

impl Survey {
    pub(crate) fn traced(&mut self, family: Family) -> &mut Traced {
        &mut self.traced[family as usize]
    }

    pub(crate) fn avenue(&mut self, name: &'static str, points: Vec<Vector>, family: Family) {
        self.plan(
            Planned {
                name,
                class: "avenue",
            },
            points,
            family,
        );
    }

    /// Avenues go on a little where the town ends.
    pub(crate) fn plan(&mut self, planned: Planned, points: Vec<Vector>, family: Family) {
        let points: Vec<Vector> = points
            .into_iter()
            .filter(|&at| Land::outward(at) < OUT)
            .collect();
        let street = self.courses.len();
        self.traced(family).add(&points, street);
        self.courses.push(Course {
            points,
            planned: Some(planned),
        });
    }

    /// The way of a family from a point, both ways, for as long as it keeps its distance.
    pub(crate) fn trace(&self, from: Vector, family: Family) -> Vec<Vector> {
        let mut ways = [1.0, -1.0].map(|sense| {
            let mut way = Vec::new();
            let mut at = from;
            let mut heading = scale(self.land.direction(at, family), sense);
            while way.len() < 400 {
                let towards = |at: Vector, heading: Vector| {
                    let direction = self.land.direction(at, family);
                    if dot(direction, heading) < 0.0 {
                        scale(direction, -1.0)
                    } else {
                        direction
                    }
                };
                let middle = add(at, scale(towards(at, heading), STEP / 2.0));
                let direction = towards(middle, heading);
                // A street that turns sharply has met a place where the field has no direction.
                if dot(direction, heading) < 0.85 {
                    break;
                }
                (at, heading) = (add(at, scale(direction, STEP)), direction);
                let room = 0.62 * Land::spacing(at, family);
                let closed = way.len() > 30 && length(sub(at, from)) < STEP * 1.5;
                if !self.land.free(at) || closed {
                    break;
                }
                if self.traced[family as usize].nearest(at, usize::MAX) < room {
                    way.extend(self.to_planned(at, scale(direction, STEP), room));
                    break;
                }
                way.push(at);
            }
            way
        });
        let forth = std::mem::take(&mut ways[0]);
        let mut points: Vec<Vector> = std::mem::take(&mut ways[1]).into_iter().rev().collect();
        points.push(from);
        points.extend(forth);
        points
    }

    /// Straight on to a planned road, when there is one within so many metres.
    pub(crate) fn to_planned(&self, from: Vector, step: Vector, metres: f64) -> Vec<Vector> {
        let mut way = vec![from];
        let mut at = from;
        while length(sub(at, from)) < metres * 1.6 {
            let next = add(at, step);
            way.push(next);
            let met = self
                .courses
                .iter()
                .filter(|course| course.planned.is_some())
                .any(|course| {
                    course
                        .points
                        .windows(2)
                        .any(|line| crossing([at, next], [line[0], line[1]]).is_some())
                });
            if met {
                return way;
            }
            at = next;
        }
        Vec::new()
    }

    /// Traces streets of both families until there is no room for another.
    pub(crate) fn fill(&mut self) {
        let mut next = 0;
        while next < self.courses.len() {
            let points = self.courses[next].points.clone();
            for (family, at) in [Family::Along, Family::Across]
                .into_iter()
                .flat_map(|family| points.iter().step_by(3).map(move |&at| (family, at)))
            {
                let aside = self.land.direction(at, family.other());
                for sense in [1.0, -1.0] {
                    let seed = add(at, scale(aside, sense * Land::spacing(at, family)));
                    self.settle(seed, family);
                }
            }
            next += 1;
        }
    }

    pub(crate) fn settle(&mut self, seed: Vector, family: Family) {
        let room = Land::spacing(seed, family) * 0.96;
        if !self.land.free(seed) || self.traced[family as usize].nearest(seed, usize::MAX) < room {
            return;
        }
        let points = self.trace(seed, family);
        #[allow(clippy::cast_precision_loss, reason = "hundreds")]
        let metres = points.len() as f64 * STEP;
        if metres < 120.0 {
            return;
        }
        let street = self.courses.len();
        self.traced(family).add(&points, street);
        self.courses.push(Course {
            points,
            planned: None,
        });
    }
}
