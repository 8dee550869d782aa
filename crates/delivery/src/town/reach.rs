//! How far a courier gets in a time: zones of travel time, and the shape of them on the map.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::route::milliseconds;
use super::{Place, Point, Town};

/// Where a courier gets to from a place within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Reachable {
    from: Place,
    within_milliseconds: u32,
    /// Of each node; [`u32::MAX`] when it is too far.
    nodes: Vec<u32>,
}

impl Town {
    /// Where a courier gets to from a place within so many seconds.
    pub fn reachable_within(&self, from: Place, seconds: u32) -> Reachable {
        let within = seconds.saturating_mul(1_000);
        let mut best = vec![u32::MAX; self.nodes.len()];
        let mut queue = BinaryHeap::new();
        for (node, seconds) in self.ends(from) {
            queue.push(Reverse((milliseconds(seconds), node)));
        }
        while let Some(Reverse((spent, node))) = queue.pop() {
            if spent >= best[usize::from(node)] || spent > within {
                continue;
            }
            best[usize::from(node)] = spent;
            for &id in &self.meeting[usize::from(node)] {
                let edge = &self.edges[usize::from(id)];
                let next = if edge.from == node {
                    edge.to
                } else {
                    edge.from
                };
                let then = spent + milliseconds(self.seconds_of(edge, edge.metres));
                queue.push(Reverse((then, next)));
            }
        }
        Reachable {
            from,
            within_milliseconds: within,
            nodes: best,
        }
    }
}

impl Reachable {
    /// Seconds to a place, when it is reached in time.
    pub fn seconds_to(&self, town: &Town, place: Place) -> Option<u32> {
        let edge = &town.edges[usize::from(place.edge.0)];
        let ways = town.ends(place).into_iter().map(|(node, seconds)| {
            self.nodes[usize::from(node)].saturating_add(milliseconds(seconds))
        });
        let direct = (place.edge == self.from.edge)
            .then(|| milliseconds(town.seconds_of(edge, (place.offset - self.from.offset).abs())));
        let spent = ways.chain(direct).min().unwrap_or(u32::MAX);
        (spent <= self.within_milliseconds).then(|| spent.div_ceil(1_000))
    }

    /// The stretches of street that are reached, each from one point to another; of those that
    /// are reached in part, that part.
    pub fn lines(&self, town: &Town) -> Vec<[Point; 2]> {
        let mut lines = Vec::new();
        for edge in &town.edges {
            let ends = [edge.from, edge.to].map(usize::from);
            let left = ends.map(|node| self.within_milliseconds.checked_sub(self.nodes[node]));
            let share = left.map(|left| {
                let metres = left.map_or(0.0, |left| {
                    f64::from(left) / 1_000.0 * town.class_of(edge).metres_a_second()
                });
                (metres / edge.metres).min(1.0)
            });
            let [from, to] = ends.map(|node| town.nodes[node]);
            if share[0] + share[1] >= 1.0 {
                lines.push([from, to]);
            } else {
                let parts = [(from, to, share[0]), (to, from, share[1])];
                lines.extend(
                    parts
                        .into_iter()
                        .filter(|(_, _, share)| *share > 0.0)
                        .map(|(start, end, share)| [start, start.towards(end, share)]),
                );
            }
        }
        lines
    }
}
