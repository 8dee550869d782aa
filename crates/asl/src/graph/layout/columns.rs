//! The fourth step of the layout: how far to the right everything is.
//!
//! After Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001), with the
//! block graph of Brandes, Walter and Zink's erratum (2020): vertices are chained with their
//! median neighbours into straight columns in four ways (downwards or upwards, leaning to the
//! left or to the right), each is packed, and every vertex goes to the middle of its four places.
//! Columns here are straight where edges meet their boxes, not through the boxes' middles.

use super::attach::Attachments;
use super::layers::{Layers, Priority, VertexKind};

/// A bend in the flow that is smaller than this looks like a mistake, so boxes move to undo it.
const JOG_MAX: f64 = 40.0;

/// Between a box and a line that passes it.
pub(super) const LINE_GAP: f64 = 24.0;

/// How often lines may move closer to what they connect.
const SETTLING_PASSES: usize = 12;

/// The middle of each vertex, in pixels to the right of wherever the left end comes to be.
pub(super) fn columns(layers: &Layers, attachments: &Attachments) -> Vec<f64> {
    let straight = straight_segments(layers);
    let leanings = [(false, false), (false, true), (true, false), (true, true)];
    let mut layouts = leanings.map(|(upwards, mirrored)| {
        Columns::align(layers, attachments, &straight, upwards, mirrored).pack(layers, attachments)
    });

    let extent = |columns: &[f64]| {
        let ends = columns.iter().zip(&attachments.reaches);
        ends.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(min, max), (x, reach)| (min.min(x - reach.0), max.max(x + reach.1)),
        )
    };
    let extents = layouts.each_ref().map(|columns| extent(columns));
    let narrowest = extents
        .iter()
        .min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
        .copied()
        .unwrap_or_default();
    for ((columns, (min, max)), (_, mirrored)) in layouts.iter_mut().zip(extents).zip(leanings) {
        let shift = if mirrored {
            narrowest.1 - max
        } else {
            narrowest.0 - min
        };
        for x in columns {
            *x += shift;
        }
    }

    let mut columns: Vec<f64> = (0..layers.vertices.len())
        .map(|vertex| {
            let mut places = layouts.each_ref().map(|columns| columns[vertex]);
            places.sort_by(f64::total_cmp);
            f64::midpoint(places[1], places[2])
        })
        .collect();
    keep_apart(layers, attachments, &mut columns);
    for _ in 0..SETTLING_PASSES {
        if !settle(layers, attachments, &mut columns) {
            break;
        }
    }
    columns
}

/// The room between two neighbours in a row.
fn gap(layers: &Layers, left: usize, right: usize) -> f64 {
    let kinds = (layers.vertices[left].kind, layers.vertices[right].kind);
    match kinds {
        (VertexKind::Block, VertexKind::Block) => 40.0,
        (VertexKind::Block, _) | (_, VertexKind::Block) => LINE_GAP,
        (VertexKind::Label | VertexKind::Bend, VertexKind::Label | VertexKind::Bend) => 16.0,
    }
}

/// From the middle of `left` to the middle of its right neighbour, at least.
fn distance(layers: &Layers, attachments: &Attachments, left: usize, right: usize) -> f64 {
    attachments.reaches[left].1 + gap(layers, left, right) + attachments.reaches[right].0
}

/// For each segment whether it may be made straight: whether it is of the highest priority at
/// both of its ends and crosses none of a higher priority that is.
fn straight_segments(layers: &Layers) -> Vec<bool> {
    let lowest = Priority::BackEnd;
    let mut above = vec![lowest; layers.vertices.len()];
    let mut below = above.clone();
    for segment in &layers.segments {
        above[segment.lower] = above[segment.lower].max(segment.priority);
        below[segment.upper] = below[segment.upper].max(segment.priority);
    }
    let mut straight: Vec<bool> = layers
        .segments
        .iter()
        .map(|segment| {
            segment.priority == above[segment.lower] && segment.priority == below[segment.upper]
        })
        .collect();

    let mut places = vec![0; layers.vertices.len()];
    for row in &layers.rows {
        for (place, &vertex) in row.iter().enumerate() {
            places[vertex] = place;
        }
    }
    let mut by_row = vec![Vec::new(); layers.rows.len()];
    for (at, segment) in layers.segments.iter().enumerate() {
        if straight[at] {
            by_row[layers.vertices[segment.upper].rank].push(at);
        }
    }
    for segments in &by_row {
        let mut priorities: Vec<Priority> = segments
            .iter()
            .map(|&at| layers.segments[at].priority)
            .collect();
        priorities.sort_unstable();
        priorities.dedup();
        for &priority in priorities.iter().rev() {
            let ends = |at: usize| {
                let segment = layers.segments[at];
                (places[segment.upper], places[segment.lower])
            };
            let kept = segments
                .iter()
                .filter(|&&at| straight[at] && layers.segments[at].priority >= priority);
            let kept = Fence::of(kept.map(|&at| ends(at)).collect());
            for &at in segments {
                if layers.segments[at].priority < priority && kept.is_crossed_by(ends(at)) {
                    straight[at] = false;
                }
            }
        }
    }
    straight
}

/// Segments between two rows, by the places of their upper and lower ends.
struct Fence {
    /// Sorted by the upper end.
    segments: Vec<(usize, usize)>,
    /// The rightmost lower end of each segment and those before it.
    rightmost: Vec<usize>,
    /// The leftmost lower end of each segment and those after it.
    leftmost: Vec<usize>,
}

impl Fence {
    fn of(mut segments: Vec<(usize, usize)>) -> Fence {
        segments.sort_unstable();
        let mut rightmost: Vec<usize> = segments.iter().map(|segment| segment.1).collect();
        let mut leftmost = rightmost.clone();
        for at in 1..segments.len() {
            rightmost[at] = rightmost[at].max(rightmost[at - 1]);
        }
        for at in (1..segments.len()).rev() {
            leftmost[at - 1] = leftmost[at - 1].min(leftmost[at]);
        }
        Fence {
            segments,
            rightmost,
            leftmost,
        }
    }

    fn is_crossed_by(&self, (upper, lower): (usize, usize)) -> bool {
        let left = self.segments.partition_point(|segment| segment.0 < upper);
        let right = self.segments.partition_point(|segment| segment.0 <= upper);
        left.checked_sub(1)
            .is_some_and(|last| self.rightmost[last] > lower)
            || self.leftmost.get(right).is_some_and(|&first| first < lower)
    }
}

/// Vertices chained into columns.
struct Columns {
    /// For each vertex the one at the head of its column.
    heads: Vec<usize>,
    /// From the head's middle to each vertex's middle.
    offsets: Vec<f64>,
    mirrored: bool,
}

impl Columns {
    /// Chains every vertex with its median neighbour in the row before, where that is free.
    fn align(
        layers: &Layers,
        attachments: &Attachments,
        straight: &[bool],
        upwards: bool,
        mirrored: bool,
    ) -> Columns {
        let count = layers.vertices.len();
        let sign = if mirrored { -1.0 } else { 1.0 };
        let mut places = vec![0; count];
        for row in &layers.rows {
            for (place, &vertex) in row.iter().enumerate() {
                places[vertex] = if mirrored {
                    row.len() - 1 - place
                } else {
                    place
                };
            }
        }
        // The neighbours in the row before, and where a vertex is when the segment is straight.
        let mut before: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
        for (at, segment) in layers.segments.iter().enumerate() {
            if straight[at] {
                let (upper, lower) = attachments.offsets[at];
                if upwards {
                    before[segment.upper].push((segment.lower, sign * (lower - upper)));
                } else {
                    before[segment.lower].push((segment.upper, sign * (upper - lower)));
                }
            }
        }

        let mut columns = Columns {
            heads: (0..count).collect(),
            offsets: vec![0.0; count],
            mirrored,
        };
        let rows = layers.rows.len();
        for row in 0..rows {
            let row = &layers.rows[if upwards { rows - 1 - row } else { row }];
            // The first place in the row before that is still free.
            let mut free = 0;
            for place in 0..row.len() {
                let vertex = row[if mirrored {
                    row.len() - 1 - place
                } else {
                    place
                }];
                let neighbours = &mut before[vertex];
                neighbours.sort_by_key(|&(other, _)| places[other]);
                let Some(last) = neighbours.len().checked_sub(1) else {
                    continue;
                };
                for &(other, offset) in &neighbours[last / 2..=last.div_ceil(2)] {
                    if places[other] >= free {
                        columns.heads[vertex] = columns.heads[other];
                        columns.offsets[vertex] = columns.offsets[other] + offset;
                        free = places[other] + 1;
                        break;
                    }
                }
            }
        }
        columns
    }

    /// Packs the columns to the left, and then to the right as far as others leave room.
    fn pack(self, layers: &Layers, attachments: &Attachments) -> Vec<f64> {
        let count = layers.vertices.len();
        let mut after: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
        let mut waits_for = vec![0_usize; count];
        for row in &layers.rows {
            for pair in row.windows(2) {
                let room = distance(layers, attachments, pair[0], pair[1]);
                let (left, right) = if self.mirrored {
                    (pair[1], pair[0])
                } else {
                    (pair[0], pair[1])
                };
                let room = room + self.offsets[left] - self.offsets[right];
                after[self.heads[left]].push((self.heads[right], room));
                waits_for[self.heads[right]] += 1;
            }
        }

        let mut x = vec![0.0_f64; count];
        let mut order: Vec<usize> = (0..count)
            .filter(|&vertex| self.heads[vertex] == vertex && waits_for[vertex] == 0)
            .collect();
        let mut done = 0;
        while let Some(&head) = order.get(done) {
            done += 1;
            for &(right, room) in &after[head] {
                x[right] = x[right].max(x[head] + room);
                waits_for[right] -= 1;
                if waits_for[right] == 0 {
                    order.push(right);
                }
            }
        }
        for &head in order.iter().rev() {
            let limit = after[head]
                .iter()
                .map(|&(right, room)| x[right] - room)
                .fold(f64::INFINITY, f64::min);
            if limit.is_finite() {
                x[head] = x[head].max(limit);
            }
        }

        let sign = if self.mirrored { -1.0 } else { 1.0 };
        (0..count)
            .map(|vertex| sign * (x[self.heads[vertex]] + self.offsets[vertex]))
            .collect()
    }
}

/// Moves to the right what is too close to its left neighbour.
fn keep_apart(layers: &Layers, attachments: &Attachments, columns: &mut [f64]) {
    for row in &layers.rows {
        for pair in row.windows(2) {
            let least = columns[pair[0]] + distance(layers, attachments, pair[0], pair[1]);
            columns[pair[1]] = columns[pair[1]].max(least);
        }
    }
}

/// Moves what hangs straight together closer to what it leads to and comes from, as far as its
/// neighbours leave room. Boxes of the flow move only a little. Returns whether anything moved.
///
/// The median alignment leaves Catch edges, edges that lead upwards and long edges wherever the
/// flow leaves room; here they come back to it.
fn settle(layers: &Layers, attachments: &Attachments, columns: &mut [f64]) -> bool {
    let mut groups = Groups::of(layers, attachments, columns);
    let mut wishes: Vec<Vec<(f64, u32)>> = vec![Vec::new(); columns.len()];
    let mut in_flow = vec![false; columns.len()];
    let mut holds_block = vec![false; columns.len()];
    for (at, vertex) in layers.vertices.iter().enumerate() {
        if vertex.kind == VertexKind::Block {
            holds_block[groups.of_vertex(at)] = true;
        }
    }
    for (at, segment) in layers.segments.iter().enumerate() {
        let (upper, lower) = (
            groups.of_vertex(segment.upper),
            groups.of_vertex(segment.lower),
        );
        if upper != lower {
            let bend = bend(layers, attachments, columns, at);
            // A label would rather be straight with its source than with its target.
            let nearer = |end: usize, source: bool| {
                u32::from(source && layers.vertices[end].kind == VertexKind::Label)
            };
            let weight = 2 * weight(segment.priority);
            let above = weight + nearer(segment.upper, segment.backward);
            let below = weight + nearer(segment.lower, !segment.backward);
            wishes[upper].push((bend, above));
            wishes[lower].push((-bend, below));
            if segment.priority >= Priority::SkipEnd {
                in_flow[upper] |= holds_block[upper];
                in_flow[lower] |= holds_block[lower];
            }
        }
    }

    let mut members = vec![Vec::new(); columns.len()];
    let mut neighbours = vec![(None, None); columns.len()];
    for row in &layers.rows {
        for &vertex in row {
            members[groups.of_vertex(vertex)].push(vertex);
        }
        for pair in row.windows(2) {
            neighbours[pair[0]].1 = Some(pair[1]);
            neighbours[pair[1]].0 = Some(pair[0]);
        }
    }
    let mut moved = false;
    for (group, members) in members.iter().enumerate() {
        let (mut leftmost, mut rightmost) = (f64::NEG_INFINITY, f64::INFINITY);
        for &vertex in members {
            let (left, right) = neighbours[vertex];
            if let Some(left) = left.filter(|&left| groups.of_vertex(left) != group) {
                let room = columns[vertex] - columns[left];
                leftmost = leftmost.max(distance(layers, attachments, left, vertex) - room);
            }
            if let Some(right) = right.filter(|&right| groups.of_vertex(right) != group) {
                let room = columns[right] - columns[vertex];
                rightmost = rightmost.min(room - distance(layers, attachments, vertex, right));
            }
        }
        let wish = best_shift(&mut wishes[group]);
        if in_flow[group] && wish.abs() > JOG_MAX {
            continue;
        }
        let shift = wish.max(leftmost.min(0.0)).min(rightmost.max(0.0));
        if shift.abs() > 0.01 {
            for &vertex in members {
                columns[vertex] += shift;
            }
            moved = true;
        }
    }
    moved
}

/// How far to the right a segment's lower end is of its upper end.
fn bend(layers: &Layers, attachments: &Attachments, columns: &[f64], segment: usize) -> f64 {
    let ends = layers.segments[segment];
    let (upper, lower) = attachments.offsets[segment];
    columns[ends.lower] + lower - columns[ends.upper] - upper
}

/// How much a segment that is not straight counts.
fn weight(priority: Priority) -> u32 {
    match priority {
        Priority::BackEnd | Priority::BackTrunk => 1,
        Priority::CatchEnd | Priority::CatchTrunk => 2,
        Priority::SkipEnd | Priority::SkipTrunk => 4,
        Priority::Step => 8,
    }
}

/// The smallest shift after which as much wants to go left as right: a weighted median.
fn best_shift(wishes: &mut [(f64, u32)]) -> f64 {
    wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: u32 = wishes.iter().map(|wish| wish.1).sum();
    let mut before = 0;
    let mut first = None;
    for &(shift, weight) in wishes.iter() {
        before += weight;
        if 2 * before >= total && first.is_none() {
            first = Some(shift);
        }
        if 2 * before > total {
            // Anything from the first to this is as good.
            return 0.0_f64.clamp(first.unwrap_or(shift), shift);
        }
    }
    0.0
}

/// Vertices that hang straight together.
struct Groups {
    /// For each vertex another one of its group, or itself; a union-find forest.
    parents: Vec<usize>,
}

impl Groups {
    fn of(layers: &Layers, attachments: &Attachments, columns: &[f64]) -> Groups {
        let mut groups = Groups {
            parents: (0..columns.len()).collect(),
        };
        for (at, segment) in layers.segments.iter().enumerate() {
            if bend(layers, attachments, columns, at).abs() < 0.5 {
                let (upper, lower) = (
                    groups.of_vertex(segment.upper),
                    groups.of_vertex(segment.lower),
                );
                groups.parents[upper] = lower;
            }
        }
        groups
    }

    fn of_vertex(&mut self, vertex: usize) -> usize {
        let mut at = vertex;
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }
}
