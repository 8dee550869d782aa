//! The fifth and last step of the layout: how far down everything is, and the lines that edges follow.
//!
//! Lines run straight down or straight across. Between two rows, all edges that meet one box at
//! one place form a net: a leg from the box (the hub), a bar across, and a leg to each far end.
//! Bars that would touch lie on different tracks, in the order in which they cross least. What
//! several edges share is drawn once, so that dashes stay dashes.

use std::collections::HashMap;

use super::attach::{Attachments, Loop};
use super::layers::{Layers, Link, VertexKind};
use super::{CORNER, Point, Stroke};

/// Between two tracks.
const TRACK: f64 = 10.0;

/// Between the row above and the first track, and between the last track and the row below.
const CLEARANCE: f64 = 14.0;

/// Above boxes, where the arrows are.
const ARROW_CLEARANCE: f64 = 24.0;

/// Legs closer than this would look like one.
const LEGS_APART: f64 = 6.0;

/// Nets between two rows that are compared with one another; more than these are put in the
/// order of their hubs.
const COMPARED_NETS_MAX: usize = 256;

/// Where rows and lines are.
pub(super) struct Routes {
    /// The top of each row.
    pub(super) tops: Vec<f64>,
    /// The height of each row.
    pub(super) heights: Vec<f64>,
    /// The line of each link.
    pub(super) strokes: Vec<Stroke>,
}

/// The lines of `links`, when each vertex has its middle at `columns`.
pub(super) fn route(
    layers: &Layers,
    links: &[Link],
    attachments: &Attachments,
    columns: &[f64],
) -> Routes {
    let gaps = Gaps::of(layers, attachments, columns);
    let mut heights = vec![0.0_f64; layers.rows.len()];
    for vertex in &layers.vertices {
        heights[vertex.rank] = heights[vertex.rank].max(vertex.size.height);
    }
    let mut tops = Vec::with_capacity(heights.len());
    let mut top = 0.0;
    for (row, height) in heights.iter().enumerate() {
        tops.push(top);
        top += height + gaps.height(row);
    }

    let pen = Pen {
        layers,
        attachments,
        columns,
        gaps: &gaps,
        tops: &tops,
        heights: &heights,
    };
    // The loops are in the order of their links.
    let mut loops = attachments.loops.iter();
    let strokes = layers
        .starts
        .iter()
        .filter_map(|start| match *start {
            Some((segment, own)) => Some(pen.draw(segment, own)),
            None => loops.next().map(|around| pen.draw_around(around, links)),
        })
        .collect();
    Routes {
        tops,
        heights,
        strokes,
    }
}

/// All edges between two rows that meet one box at one place.
struct Net {
    hub: f64,
    hub_above: bool,
    /// The far ends from left to right, and the segments that lead there.
    leaves: Vec<(f64, usize)>,
    /// The leaf that the hub's leg belongs to.
    primary: usize,
    /// `None` when the net is one straight line.
    track: Option<usize>,
}

impl Net {
    fn from(&self) -> f64 {
        self.leaves
            .first()
            .map_or(self.hub, |leaf| leaf.0.min(self.hub))
    }

    fn to(&self) -> f64 {
        self.leaves
            .last()
            .map_or(self.hub, |leaf| leaf.0.max(self.hub))
    }

    /// How many legs towards the row below, or above, are strictly between `from` and `to`.
    fn legs_between(&self, below: bool, from: f64, to: f64) -> usize {
        if below == self.hub_above {
            let start = self.leaves.partition_point(|leaf| leaf.0 <= from);
            let end = self.leaves.partition_point(|leaf| leaf.0 < to);
            end.saturating_sub(start)
        } else {
            usize::from(from < self.hub && self.hub < to)
        }
    }

    /// How bad it is to have this net's bar above the other's.
    fn cost_above(&self, other: &Net) -> usize {
        let mut cost = self.legs_between(true, other.from(), other.to())
            + other.legs_between(false, self.from(), self.to());
        let mut touch = |leg: f64| {
            let touching = other.legs_between(false, leg - LEGS_APART, leg + LEGS_APART);
            cost += 100 * touching;
        };
        if self.hub_above {
            self.leaves.iter().for_each(|leaf| touch(leaf.0));
        } else {
            touch(self.hub);
        }
        cost
    }

    fn is_near(&self, other: &Net) -> bool {
        self.from() < other.to() + CORNER && other.from() < self.to() + CORNER
    }
}

/// The nets between the rows.
struct Gaps {
    nets: Vec<Net>,
    /// For each segment its net and its place among the leaves there.
    of_segment: Vec<(usize, usize)>,
    /// For each row how many tracks there are below it.
    tracks: Vec<usize>,
}

impl Gaps {
    fn of(layers: &Layers, attachments: &Attachments, columns: &[f64]) -> Gaps {
        let mut nets: Vec<Net> = Vec::new();
        let mut net_at_hub = HashMap::new();
        let mut nets_below = vec![Vec::new(); layers.rows.len()];
        for (at, segment) in layers.segments.iter().enumerate() {
            let row = layers.vertices[segment.upper].rank;
            let hub_above = row.is_multiple_of(2);
            let offsets = attachments.offsets[at];
            let upper = columns[segment.upper] + offsets.0;
            let lower = columns[segment.lower] + offsets.1;
            let (key, hub, leaf) = if hub_above {
                ((segment.upper, true, offsets.0.to_bits()), upper, lower)
            } else {
                ((segment.lower, false, offsets.1.to_bits()), lower, upper)
            };
            let net = *net_at_hub.entry(key).or_insert_with(|| {
                nets_below[row].push(nets.len());
                nets.push(Net {
                    hub,
                    hub_above,
                    leaves: Vec::new(),
                    primary: 0,
                    track: None,
                });
                nets.len() - 1
            });
            // What is straight but for rounding is straight.
            let leaf = if (leaf - hub).abs() < 0.5 { hub } else { leaf };
            nets[net].leaves.push((leaf, at));
        }

        let mut of_segment = vec![(0, 0); layers.segments.len()];
        for (at, net) in nets.iter_mut().enumerate() {
            net.leaves.sort_by(|a, b| a.0.total_cmp(&b.0));
            let right = net.leaves.partition_point(|leaf| leaf.0 < net.hub);
            let is_straight = net.leaves.get(right).is_some_and(|leaf| leaf.0 <= net.hub);
            net.primary = match right {
                at if is_straight => at,
                0 => net.leaves.len() - 1,
                _ => 0,
            };
            for (place, leaf) in net.leaves.iter().enumerate() {
                of_segment[leaf.1] = (at, place);
            }
        }
        let tracks = nets_below
            .iter()
            .map(|below| assign_tracks(&mut nets, below))
            .collect();
        Gaps {
            nets,
            of_segment,
            tracks,
        }
    }

    /// The room between a row and the next.
    #[allow(
        clippy::cast_precision_loss,
        reason = "there are far fewer than 2^52 tracks"
    )]
    fn height(&self, row: usize) -> f64 {
        let below = if row.is_multiple_of(2) {
            CLEARANCE
        } else {
            ARROW_CLEARANCE
        };
        match self.tracks.get(row) {
            None | Some(0) => below,
            Some(tracks) => CLEARANCE + (tracks - 1) as f64 * TRACK + below,
        }
    }
}

/// Gives every net that is not straight a track, and returns how many tracks there are.
fn assign_tracks(nets: &mut [Net], below: &[usize]) -> usize {
    let mut open: Vec<usize> = below
        .iter()
        .copied()
        .filter(|&at| nets[at].from() < nets[at].to())
        .collect();
    open.sort_by(|&a, &b| nets[a].hub.total_cmp(&nets[b].hub));
    let order = if open.len() > COMPARED_NETS_MAX {
        open
    } else {
        least_crossing_order(nets, &open)
    };

    let mut count = 0;
    for (place, &at) in order.iter().enumerate() {
        let track = order[..place]
            .iter()
            .filter(|&&above| nets[above].is_near(&nets[at]))
            .filter_map(|&above| nets[above].track)
            .max()
            .map_or(0, |above| above + 1);
        nets[at].track = Some(track);
        count = count.max(track + 1);
    }
    count
}

/// The nets from top to bottom, each time the one that is the least trouble above the rest.
fn least_crossing_order(nets: &[Net], open: &[usize]) -> Vec<usize> {
    let near_cost = |a: usize, b: usize| {
        if a != b && nets[a].is_near(&nets[b]) {
            let (above, below) = (nets[a].cost_above(&nets[b]), nets[b].cost_above(&nets[a]));
            above.saturating_sub(below)
        } else {
            0
        }
    };
    let costs: Vec<Vec<usize>> = open
        .iter()
        .map(|&a| open.iter().map(|&b| near_cost(a, b)).collect())
        .collect();
    let mut totals: Vec<usize> = costs.iter().map(|row| row.iter().sum()).collect();
    let mut places: Vec<usize> = (0..open.len()).collect();
    let mut order = Vec::with_capacity(open.len());
    while let Some(least) = (0..places.len()).min_by_key(|&at| totals[places[at]]) {
        let place = places.remove(least);
        order.push(open[place]);
        for &other in &places {
            totals[other] -= costs[other][place];
        }
    }
    order
}

/// Follows an edge from its source.
struct Pen<'l> {
    layers: &'l Layers,
    attachments: &'l Attachments,
    columns: &'l [f64],
    gaps: &'l Gaps,
    tops: &'l [f64],
    heights: &'l [f64],
}

impl Pen<'_> {
    /// The line of the edge that starts with `segment`, up to its target or to where it joins
    /// another edge's line.
    fn draw(&self, segment: usize, own: usize) -> Stroke {
        let kind = self.layers.segments[segment].kind;
        let mut points = self.departure(segment);
        let mut at = own;
        while let Some(onward) = self.layers.onward[at] {
            let (net, place) = self.net(onward);
            let backward = self.layers.segments[onward].backward;
            // The hub is ahead when it is the box or bend that the segment leads to.
            let hub_ahead = net.hub_above == backward;
            if hub_ahead && place != net.primary {
                points.extend(self.branch(onward, net, place));
                return Stroke {
                    kind,
                    points: without_detours(points),
                    arrow: false,
                };
            }
            points.extend(self.bar(onward, hub_ahead));
            let segment = self.layers.segments[onward];
            at = if backward {
                segment.upper
            } else {
                segment.lower
            };
            if self.layers.vertices[at].kind == VertexKind::Block {
                points.extend(self.arrival(onward, at));
            }
        }
        Stroke {
            kind,
            points: without_detours(points),
            arrow: true,
        }
    }

    /// The line of an edge from a box to itself.
    fn draw_around(&self, around: &Loop, links: &[Link]) -> Stroke {
        let vertex = self.layers.vertices[around.block];
        let (x, top) = (self.columns[around.block], self.tops[vertex.rank]);
        let side = x + vertex.size.width / 2.0;
        let (leave, arrive) = around.heights;
        let corners = [
            (side, leave),
            (x + around.lane, leave),
            (x + around.lane, arrive),
            (side, arrive),
        ];
        Stroke {
            kind: links[around.link].kind,
            points: corners.map(|(x, y)| Point { x, y: top + y }).to_vec(),
            arrow: true,
        }
    }

    fn net(&self, segment: usize) -> (&Net, usize) {
        let (net, place) = self.gaps.of_segment[segment];
        (&self.gaps.nets[net], place)
    }

    /// From the source's border to the far end of the first bar.
    fn departure(&self, segment: usize) -> Vec<Point> {
        let (net, place) = self.net(segment);
        if place != net.primary {
            let mut branch = self.branch(segment, net, place);
            branch.reverse();
            return branch;
        }
        let ends = self.layers.segments[segment];
        let block = if ends.backward {
            ends.lower
        } else {
            ends.upper
        };
        let mut points = if ends.backward {
            let mut side = self.side(segment, block, net.hub);
            side.reverse();
            side
        } else {
            let vertex = self.layers.vertices[block];
            let bottom = self.tops[vertex.rank] + vertex.size.height;
            vec![Point {
                x: net.hub,
                y: bottom,
            }]
        };
        points.extend(self.bar(segment, false));
        points
    }

    /// The two ends of the bar between hub and leaf, in the order in which the edge passes them;
    /// for a straight line a point on it.
    fn bar(&self, segment: usize, hub_ahead: bool) -> [Point; 2] {
        let (net, place) = self.net(segment);
        let y = self.bar_height(segment);
        let leaf = Point {
            x: net.leaves[place].0,
            y,
        };
        let hub = Point { x: net.hub, y };
        if hub_ahead { [leaf, hub] } else { [hub, leaf] }
    }

    /// From the bar's leaf end to a little beyond where the leaf's line joins that of others.
    fn branch(&self, segment: usize, net: &Net, place: usize) -> Vec<Point> {
        let y = self.bar_height(segment);
        let x = net.leaves[place].0;
        let is_left = x < net.hub;
        let outermost = if is_left {
            place == 0
        } else {
            place + 1 == net.leaves.len()
        };
        let towards_hub = if net.hub_above { -CORNER } else { CORNER };
        let end = if outermost {
            vec![
                Point { x: net.hub, y },
                Point {
                    x: net.hub,
                    y: y + towards_hub,
                },
            ]
        } else {
            let along = (net.hub - x).clamp(-CORNER, CORNER);
            vec![Point { x: x + along, y }]
        };
        let mut points = vec![Point { x, y }];
        points.extend(end);
        points
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "there are far fewer than 2^52 tracks"
    )]
    fn bar_height(&self, segment: usize) -> f64 {
        let row = self.layers.vertices[self.layers.segments[segment].upper].rank;
        let (net, _) = self.net(segment);
        let track = net.track.unwrap_or(0) as f64;
        self.tops[row] + self.heights[row] + CLEARANCE + track * TRACK
    }

    /// From the last bar to the target's border.
    fn arrival(&self, segment: usize, block: usize) -> Vec<Point> {
        let (net, _) = self.net(segment);
        if self.layers.segments[segment].backward {
            self.side(segment, block, net.hub)
        } else {
            let y = self.tops[self.layers.vertices[block].rank];
            vec![Point { x: net.hub, y }]
        }
    }

    /// From the lane beside a box to its side.
    fn side(&self, segment: usize, block: usize, lane: f64) -> Vec<Point> {
        let vertex = self.layers.vertices[block];
        let y = self.tops[vertex.rank] + self.attachments.side_heights[segment];
        let x = self.columns[block];
        let half = (vertex.size.width / 2.0).copysign(lane - x);
        vec![Point { x: lane, y }, Point { x: x + half, y }]
    }
}

/// The line without the points that it passes straight through.
fn without_detours(points: Vec<Point>) -> Vec<Point> {
    let mut line: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        while let [.., before, last] = line.as_slice() {
            let same = |a: f64, b: f64, c: f64| (a - b).abs() < 0.01 && (b - c).abs() < 0.01;
            if same(before.x, last.x, point.x) || same(before.y, last.y, point.y) {
                line.pop();
            } else {
                break;
            }
        }
        line.push(point);
    }
    line
}
