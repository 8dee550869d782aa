//! The third step of the layout: where edges meet their boxes.
//!
//! Ordinary edges leave at the middle of the bottom and arrive at the middle of the top. Catch
//! edges stay beside them. Edges that lead upwards leave and arrive at a side, through a lane of
//! their own that counts as part of the box, as do edges from a box to itself.

use std::collections::HashMap;

use super::HEADER_HEIGHT;
use super::layers::{Layers, Link, Segment, Vertex, VertexKind};
use crate::graph::model::EdgeKind;

/// From a box's side to the first lane beside it, and from there to the next: as far as a line
/// keeps from a box that it passes, so that it can run straight into the lane.
const LANE: f64 = super::columns::LINE_GAP;

/// What Catch edges keep from the middle and the corners of a box.
const CORNER_ROOM: f64 = 20.0;

/// Where edges meet their boxes.
pub(super) struct Attachments {
    /// For each segment where it meets its upper and its lower vertex, from their middles.
    pub(super) offsets: Vec<(f64, f64)>,
    /// For each vertex how far it and its lanes reach to the left and to the right of its middle.
    pub(super) reaches: Vec<(f64, f64)>,
    /// For each segment that meets a box at its side, how far below the box's top.
    pub(super) side_heights: Vec<f64>,
    /// The edges from a box to itself.
    pub(super) loops: Vec<Loop>,
}

/// An edge from a box to itself, which goes around at the right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loop {
    pub(super) link: usize,
    pub(super) block: usize,
    /// From the box's middle to the lane.
    pub(super) lane: f64,
    /// How far below the box's top the edge leaves, and comes back.
    pub(super) heights: (f64, f64),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn sign(self) -> f64 {
        match self {
            Side::Left => -1.0,
            Side::Right => 1.0,
        }
    }
}

/// The segments at one box.
#[derive(Clone, Default)]
struct Ends {
    above: Vec<usize>,
    below: Vec<usize>,
}

/// What meets a box at a side: edges that lead upwards, of one kind, leaving or arriving.
struct Lane {
    kind: EdgeKind,
    leaving: bool,
    side: Side,
    segments: Vec<usize>,
}

impl Attachments {
    pub(super) fn of(layers: &Layers, links: &[Link]) -> Attachments {
        let mut attachments = Attachments {
            offsets: vec![(0.0, 0.0); layers.segments.len()],
            reaches: layers
                .vertices
                .iter()
                .map(|vertex| (vertex.size.width / 2.0, vertex.size.width / 2.0))
                .collect(),
            side_heights: vec![0.0; layers.segments.len()],
            loops: Vec::new(),
        };
        attachments.add_loops(layers, links);

        let mut places = vec![0; layers.vertices.len()];
        for row in &layers.rows {
            for (place, &vertex) in row.iter().enumerate() {
                places[vertex] = place;
            }
        }
        let mut ends = vec![Ends::default(); layers.vertices.len()];
        for (at, segment) in layers.segments.iter().enumerate() {
            ends[segment.upper].below.push(at);
            ends[segment.lower].above.push(at);
        }
        for (block, ends) in ends.iter().enumerate() {
            let vertex = layers.vertices[block];
            if vertex.kind == VertexKind::Block {
                let sides = Sides {
                    segments: &layers.segments,
                    places: &places,
                };
                attachments.add_catches(&sides, vertex, ends);
                attachments.add_lanes(&sides, block, vertex, ends);
            }
        }
        attachments
    }

    /// Loops of one box lie around one another.
    fn add_loops(&mut self, layers: &Layers, links: &[Link]) {
        for (at, link) in links.iter().enumerate() {
            if layers.starts[at].is_some() {
                continue;
            }
            let label = link.label.unwrap_or_default();
            let outer = self.loops.iter().any(|other| other.block == link.from);
            let reach = &mut self.reaches[link.from].1;
            let lane = *reach + LANE + label.width / 2.0;
            *reach = lane + label.width / 2.0;
            // Outside the label, and outside the loop within.
            let inset = if outer { 5.0 } else { 13.0 };
            let inset = ((HEADER_HEIGHT - label.height) / 2.0 - 2.0).clamp(1.0, inset);
            self.loops.push(Loop {
                link: at,
                block: link.from,
                lane,
                heights: (inset, HEADER_HEIGHT - inset),
            });
        }
    }

    /// Moves Catch edges aside where they would meet the box at the same place as others.
    fn add_catches(&mut self, sides: &Sides<'_>, vertex: Vertex, ends: &Ends) {
        let aside = (vertex.size.width / 4.0).min(44.0);
        for (segments, upper) in [(&ends.below, true), (&ends.above, false)] {
            let (catches, flows): (Vec<_>, Vec<_>) = segments
                .iter()
                .copied()
                .filter(|&at| !sides.segments[at].backward)
                .partition(|&at| sides.segments[at].kind == EdgeKind::Catch);
            if flows.is_empty() {
                continue;
            }
            let side = sides.side(&catches, &flows, upper);
            for at in catches {
                let (at_upper, at_lower) = &mut self.offsets[at];
                *(if upper { at_upper } else { at_lower }) = side.sign() * aside;
            }
        }
    }

    fn add_lanes(&mut self, sides: &Sides<'_>, block: usize, vertex: Vertex, ends: &Ends) {
        let has_loop = self.loops.iter().any(|other| other.block == block);
        let mut lanes = Vec::new();
        for kind in [EdgeKind::Flow, EdgeKind::Catch] {
            for (segments, leaving) in [(&ends.above, true), (&ends.below, false)] {
                let (upwards, others): (Vec<_>, Vec<_>) = segments
                    .iter()
                    .copied()
                    .partition(|&at| sides.segments[at].backward);
                let others = sides.flow_of(others);
                let mut segments = upwards;
                segments.retain(|&at| sides.segments[at].kind == kind);
                if !segments.is_empty() {
                    let side = if has_loop {
                        Side::Left
                    } else {
                        sides.side(&segments, &others, !leaving)
                    };
                    lanes.push(Lane {
                        kind,
                        leaving,
                        side,
                        segments,
                    });
                }
            }
        }
        for lane in &lanes {
            let beside = |other: &&Lane| other.side == lane.side;
            let alone = lanes.iter().filter(beside).count() == 1;
            let outer = lane.kind == EdgeKind::Catch
                && lanes
                    .iter()
                    .filter(beside)
                    .any(|other| other.kind == EdgeKind::Flow);
            let offset = vertex.size.width / 2.0 + if outer { 2.0 * LANE } else { LANE };
            let height = match (alone, lane.leaving, outer) {
                (true, _, _) => 0.5,
                (false, true, false) => 0.34,
                (false, true, true) => 0.18,
                (false, false, false) => 0.66,
                (false, false, true) => 0.82,
            };
            for &at in &lane.segments {
                let (at_upper, at_lower) = &mut self.offsets[at];
                *(if lane.leaving { at_lower } else { at_upper }) = lane.side.sign() * offset;
                self.side_heights[at] = HEADER_HEIGHT * height;
            }
            let (left, right) = &mut self.reaches[block];
            let reach = match lane.side {
                Side::Left => left,
                Side::Right => right,
            };
            *reach = reach.max(offset);
        }
    }

    /// Moves the ends of Catch edges along the top or bottom of their boxes to where a line is
    /// straight, when `columns` says where the far ends are.
    pub(super) fn straighten(&mut self, layers: &Layers, columns: &[f64]) {
        let mut ends: HashMap<(usize, bool), Vec<usize>> = HashMap::new();
        for (at, segment) in layers.segments.iter().enumerate() {
            let (upper, lower) = self.offsets[at];
            if segment.kind == EdgeKind::Catch && !segment.backward {
                if upper != 0.0 {
                    ends.entry((segment.upper, true)).or_default().push(at);
                }
                if lower != 0.0 {
                    ends.entry((segment.lower, false)).or_default().push(at);
                }
            }
        }
        for ((block, below), segments) in ends {
            let offset = |this: &Attachments, at: usize| {
                let (upper, lower) = this.offsets[at];
                if below { upper } else { lower }
            };
            let Some(now) = segments.first().map(|&at| offset(self, at)) else {
                continue;
            };
            let room = layers.vertices[block].size.width / 2.0 - CORNER_ROOM;
            let far_ends = segments.iter().map(|&at| {
                let segment = layers.segments[at];
                columns[if below { segment.lower } else { segment.upper }] - columns[block]
            });
            let nearest = far_ends
                .filter(|end| {
                    end.signum() == now.signum() && (CORNER_ROOM..room).contains(&end.abs())
                })
                .min_by(|a, b| (a - now).abs().total_cmp(&(b - now).abs()));
            if let Some(end) = nearest {
                for at in segments {
                    let (upper, lower) = &mut self.offsets[at];
                    *(if below { upper } else { lower }) = end;
                }
            }
        }
    }
}

/// Tells on which side something belongs.
struct Sides<'l> {
    segments: &'l [Segment],
    places: &'l [usize],
}

impl Sides<'_> {
    /// The segments of `segments` that are not of Catch edges, when there are any.
    fn flow_of(&self, segments: Vec<usize>) -> Vec<usize> {
        let is_flow = |&at: &usize| self.segments[at].kind == EdgeKind::Flow;
        let flow: Vec<usize> = segments.iter().copied().filter(is_flow).collect();
        if flow.is_empty() { segments } else { flow }
    }

    /// The side on which the segments `aside` have their far ends, seen from `others`. The
    /// segments have their box as the upper end, or all as the lower one.
    fn side(&self, aside: &[usize], others: &[usize], upper: bool) -> Side {
        if self.mean_place(aside, upper) < self.mean_place(others, upper) {
            Side::Left
        } else {
            Side::Right
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "places are far below 2^52")]
    fn mean_place(&self, segments: &[usize], upper: bool) -> f64 {
        let sum: usize = segments
            .iter()
            .map(|&at| {
                let segment = self.segments[at];
                self.places[if upper { segment.lower } else { segment.upper }]
            })
            .sum();
        sum as f64 / segments.len() as f64
    }
}
