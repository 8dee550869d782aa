//! Where streets cross: the nodes and edges of the graph, and the blocks between them.

use std::collections::{HashMap, HashSet};

use super::geometry::{Vector, add, area_of, cross, crossing, dot, length, scale, sub, unit};
use super::land::{Land, QUAY};
use super::survey::{Planned, Survey};

/// Metres below which two crossings are one.
pub(crate) const MERGED: f64 = 26.0;
/// Metres after which a planned road has a node, so that it bends.
pub(crate) const BEND: f64 = 72.0;

/// Streets as lists of crossings.
pub(crate) struct Crossings {
    pub(crate) nodes: Vec<Vector>,
    pub(crate) streets: Vec<(Option<Planned>, Vec<usize>)>,
}

impl Crossings {
    pub(crate) fn of(survey: &Survey) -> Crossings {
        let courses = &survey.courses;
        let mut plan = Crossings {
            nodes: Vec::new(),
            streets: Vec::new(),
        };
        let mut taken = HashSet::new();
        for (street, course) in courses.iter().enumerate() {
            let mut path: Vec<usize> = Vec::new();
            let mut visit = |plan: &mut Crossings, at: Vector| {
                let node = plan.node(at);
                if path.last() != Some(&node) {
                    path.push(node);
                }
            };
            let mut unmarked = f64::INFINITY;
            let mut around: Vec<[Vector; 2]> = Vec::new();
            for (step, ends) in course.points.windows(2).enumerate() {
                // Steps are at most 10 m long: those near the first of ten are near all of them.
                if step % 10 == 0 {
                    let others = courses
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != street);
                    around = others
                        .flat_map(|(_, other)| other.points.windows(2))
                        .filter(|line| length(sub(line[0], ends[0])) < 160.0)
                        .map(|line| [line[0], line[1]])
                        .collect();
                }
                let mut met: Vec<f64> = around
                    .iter()
                    .filter_map(|line| crossing([ends[0], ends[1]], *line))
                    .collect();
                met.sort_by(f64::total_cmp);
                // Roads that are planned keep their curves where they cross nothing.
                if met.is_empty()
                    && course.planned.is_some()
                    && unmarked > BEND
                    && survey.land.to_river(ends[0]).0 > QUAY - 10.0
                {
                    met.push(0.0);
                }
                unmarked += length(sub(ends[1], ends[0]));
                for share in met {
                    visit(&mut plan, add(ends[0], scale(sub(ends[1], ends[0]), share)));
                    unmarked = 0.0;
                }
            }
            if course.points.first() == course.points.last() {
                visit(&mut plan, course.points[0]);
            }
            // Where another street already runs, this one is interrupted.
            let mut piece: Vec<usize> = Vec::new();
            for node in path {
                if let Some(&before) = piece.last() {
                    let edge = (before.min(node), before.max(node));
                    if !taken.insert(edge) || piece.contains(&node) && piece[0] != node {
                        plan.streets
                            .push((course.planned, std::mem::take(&mut piece)));
                    }
                }
                piece.push(node);
            }
            plan.streets.push((course.planned, piece));
        }
        plan.streets.retain(|(_, path)| path.len() > 1);
        plan.prune();
        plan
    }

    /// The crossing at a point, or one close by.
    pub(crate) fn node(&mut self, at: Vector) -> usize {
        let near = |node: &Vector| length(sub(*node, at)) < MERGED;
        self.nodes.iter().position(near).unwrap_or_else(|| {
            self.nodes.push((at.0.round(), at.1.round()));
            self.nodes.len() - 1
        })
    }

    /// Nodes of all streets together.
    pub(crate) fn visits(&self) -> usize {
        self.streets.iter().map(|(_, path)| path.len()).sum()
    }

    /// Takes away dead ends and what is not connected, and numbers the nodes anew.
    pub(crate) fn prune(&mut self) {
        loop {
            let mut degree = vec![0; self.nodes.len()];
            for (_, path) in &self.streets {
                for ends in path.windows(2) {
                    degree[ends[0]] += 1;
                    degree[ends[1]] += 1;
                }
            }
            let before = self.visits();
            for (planned, path) in &mut self.streets {
                let leads_out =
                    |node: usize| planned.is_some() && Land::outward(self.nodes[node]) > 0.97;
                let dead = |node: usize| degree[node] <= 1 && !leads_out(node);
                while path.last().is_some_and(|&node| dead(node)) {
                    path.pop();
                }
                while path.first().is_some_and(|&node| dead(node)) {
                    path.remove(0);
                }
            }
            self.streets.retain(|(_, path)| path.len() > 1);
            if before == self.visits() {
                break;
            }
        }
        let mut connected = HashSet::from([self.streets[0].1[0]]);
        loop {
            let before = connected.len();
            for (_, path) in &self.streets {
                if path.iter().any(|node| connected.contains(node)) {
                    connected.extend(path);
                }
            }
            if connected.len() == before {
                break;
            }
        }
        self.streets
            .retain(|(_, path)| connected.contains(&path[0]));
        // From the north-west to the south-east: neighbours have numbers of like length.
        let mut order: Vec<usize> = connected.into_iter().collect();
        order.sort_by(|&a, &b| {
            let key = |node: usize| (self.nodes[node].1, self.nodes[node].0);
            key(a)
                .0
                .total_cmp(&key(b).0)
                .then(key(a).1.total_cmp(&key(b).1))
        });
        let numbers: HashMap<usize, usize> = order
            .iter()
            .enumerate()
            .map(|(new, &old)| (old, new))
            .collect();
        self.nodes = order.iter().map(|&old| self.nodes[old]).collect();
        for (_, path) in &mut self.streets {
            for node in path {
                *node = numbers[node];
            }
        }
    }

    /// The corners of every block.
    pub(crate) fn blocks(&self) -> Vec<Vec<Vector>> {
        let mut around: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (_, path) in &self.streets {
            for ends in path.windows(2) {
                around[ends[0]].push(ends[1]);
                around[ends[1]].push(ends[0]);
            }
        }
        let mut seen = HashSet::new();
        let mut blocks = Vec::new();
        for from in 0..self.nodes.len() {
            for &to in &around[from] {
                let mut corners = Vec::new();
                let (mut a, mut b) = (from, to);
                while seen.insert((a, b)) {
                    corners.push(self.nodes[a]);
                    (a, b) = (b, self.next_around(&around[b], b, a));
                }
                // What lies around the town is a block the other way around.
                if area_of(&corners) > 0.0 {
                    blocks.push(corners);
                }
            }
        }
        blocks
    }

    /// Of the neighbours of `here`, the next clockwise after `back`.
    pub(crate) fn next_around(&self, neighbours: &[usize], here: usize, back: usize) -> usize {
        let arm = |to: usize| unit(sub(self.nodes[to], self.nodes[here]));
        let reference = arm(back);
        // Grows from 0 to 4 with the angle, without trigonometry.
        let turn = |to: usize| {
            let arm = arm(to);
            let (along, aside) = (dot(reference, arm), cross(reference, arm));
            if aside >= 0.0 {
                1.0 - along
            } else {
                3.0 + along
            }
        };
        let others = neighbours.iter().copied().filter(|&to| to != back);
        others
            .max_by(|&a, &b| turn(a).total_cmp(&turn(b)))
            .unwrap_or(back)
    }
}
