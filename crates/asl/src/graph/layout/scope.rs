//! One scope: its boxes, labels and lines, with the scope's own top left corner as the origin.

use super::attach::Attachments;
use super::columns::columns;
use super::container::Container;
use super::layers::{Layers, Link};
use super::order::order_rows;
use super::route::{Routes, route};
use super::{
    CARD_WIDTH_MAX, CARD_WIDTH_MIN, HEADER_HEIGHT, LABEL_LINE, LABEL_PADDING, LABEL_WIDTH_MAX,
    Label, MARKER, Point, Rect, ScopeLayout, Size, card_width,
};
use crate::graph::model::{Edge, Node, ScopeGraph};
use crate::graph::text;

/// The most lines of a label.
const LABEL_LINES_MAX: usize = 4;

/// The most lines of the label of an edge from a box to itself, which is beside the box.
const LOOP_LABEL_LINES_MAX: usize = 2;

/// The most lines for one of several reasons.
const REASON_LINES_MAX: usize = 3;

/// Between a state and the marker of its end.
const END_GAP: f64 = 38.0;

/// The most room that is spent on having a scope's start in the middle of its container.
const CENTRING_MAX: f64 = 120.0;

/// Lays out `scope`, in which the boxes that are containers are as large as these.
pub(super) fn lay_out(scope: &ScopeGraph, containers: &[Option<Container>]) -> ScopeLayout {
    let sizes = sizes(scope, containers);
    let texts: Vec<Vec<String>> = scope.edges.iter().map(label_lines).collect();
    let links: Vec<Link> = scope
        .edges
        .iter()
        .zip(&texts)
        .map(|(edge, lines)| Link {
            from: edge.from,
            to: edge.to,
            kind: edge.kind,
            label: (!lines.is_empty()).then(|| label_size(lines)),
        })
        .collect();

    let mut layers = Layers::of(&sizes, &links);
    order_rows(&mut layers);
    let mut attachments = Attachments::of(&layers, &links);
    let columns = columns(&layers, &attachments);
    attachments.straighten(&layers, &columns);
    let routes = route(&layers, &links, &attachments, &columns);

    let middles = label_middles(&layers, &attachments, &columns, &routes);
    let labels = scope.edges.iter().zip(texts).zip(&links).zip(middles);
    let mut layout = ScopeLayout {
        nodes: sizes
            .iter()
            .enumerate()
            .map(|(at, &size)| Rect {
                at: Point {
                    x: columns[at] - size.width / 2.0,
                    y: routes.tops[layers.vertices[at].rank],
                },
                size,
            })
            .collect(),
        labels: labels
            .filter_map(|(((edge, lines), link), middle)| {
                let size = link.label?;
                Some(Label {
                    kind: edge.kind,
                    rect: Rect {
                        at: Point {
                            x: middle.x - size.width / 2.0,
                            y: middle.y - size.height / 2.0,
                        },
                        size,
                    },
                    lines,
                    tooltip: edge.reasons.join("\n"),
                })
            })
            .collect(),
        divisions: Vec::new(),
        size: Size::default(),
        strokes: routes.strokes,
    };

    let row_bottoms: Vec<f64> = (routes.tops.iter().zip(&routes.heights))
        .map(|(top, height)| top + height)
        .collect();
    layout.raise_ends(scope, |node| row_bottoms[layers.vertices[node].rank]);

    let reaches = columns.iter().zip(&attachments.reaches);
    let (left, right) = reaches.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(left, right), (x, reach)| (left.min(x - reach.0), right.max(x + reach.1)),
    );
    layout.size = Size {
        width: right - left,
        height: row_bottoms.last().copied().unwrap_or_default(),
    };
    layout.shift(-left, 0.0);
    layout
}

fn sizes(scope: &ScopeGraph, containers: &[Option<Container>]) -> Vec<Size> {
    // All cards of a scope have one width.
    let width = scope
        .nodes
        .iter()
        .filter_map(|node| match node {
            Node::Card(card) => Some(card_width(card, CARD_WIDTH_MAX)),
            Node::Start | Node::End | Node::Container(..) | Node::Jump(_) => None,
        })
        .fold(CARD_WIDTH_MIN, f64::max);
    let size = |(node, container): (&Node, &Option<Container>)| match (node, container) {
        (Node::Start | Node::End, _) => Size {
            width: MARKER,
            height: MARKER,
        },
        (Node::Jump(note), _) => label_size(&text::LABEL.wrap(note, LABEL_WIDTH_MAX, 1)),
        (Node::Container(..), Some(container)) => container.size,
        (Node::Card(_) | Node::Container(..), _) => Size {
            width,
            height: HEADER_HEIGHT,
        },
    };
    scope.nodes.iter().zip(containers).map(size).collect()
}

/// The reasons of an edge, each cut to its part of the lines there may be.
fn label_lines(edge: &Edge) -> Vec<String> {
    let lines_max = if edge.from == edge.to {
        LOOP_LABEL_LINES_MAX
    } else {
        LABEL_LINES_MAX
    };
    let mut lines = Vec::new();
    for (at, reason) in edge.reasons.iter().enumerate() {
        let left = lines_max - lines.len();
        let more = edge.reasons.len() - at - 1;
        if left == 1 && more > 0 {
            lines.push(format!("or {} more", more + 1));
            break;
        }
        let reason = match at {
            0 => reason.clone(),
            _ => format!("or {reason}"),
        };
        let each = (left - more.min(left - 1)).min(REASON_LINES_MAX);
        lines.extend(text::LABEL.wrap(&reason, LABEL_WIDTH_MAX, each));
    }
    lines
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a label has at most a handful of lines"
)]
fn label_size(lines: &[String]) -> Size {
    let widths = lines.iter().map(|line| text::LABEL.width(line));
    let width = widths.fold(0.0, f64::max) + LABEL_PADDING.width;
    Size {
        // Even, so that its middle is on a whole pixel.
        width: (width * 0.5).ceil() * 2.0,
        height: lines.len() as f64 * LABEL_LINE + LABEL_PADDING.height,
    }
}

/// The middle of each link's label.
fn label_middles(
    layers: &Layers,
    attachments: &Attachments,
    columns: &[f64],
    routes: &Routes,
) -> Vec<Point> {
    let mut middles: Vec<Point> = layers
        .starts
        .iter()
        .map(|start| match *start {
            Some((_, own)) => {
                let row = layers.vertices[own].rank;
                Point {
                    x: columns[own],
                    y: routes.tops[row] + routes.heights[row] / 2.0,
                }
            }
            None => Point::default(),
        })
        .collect();
    for around in &attachments.loops {
        middles[around.link] = Point {
            x: columns[around.block] + around.lane,
            y: routes.tops[layers.vertices[around.block].rank] + HEADER_HEIGHT / 2.0,
        };
    }
    middles
}

impl ScopeLayout {
    /// Moves the marker of an end up to its state, where there is room in the state's row.
    fn raise_ends(&mut self, scope: &ScopeGraph, row_bottom: impl Fn(usize) -> f64) {
        for (edge, stroke) in scope.edges.iter().zip(&mut self.strokes) {
            let from = self.nodes[edge.from];
            let top = from.at.y + from.size.height + END_GAP;
            if let (Node::End, [_, end]) = (&scope.nodes[edge.to], stroke.points.as_mut_slice())
                && top + MARKER <= row_bottom(edge.from)
            {
                self.nodes[edge.to].at.y = top;
                end.y = top;
            }
        }
    }

    /// Makes room so that the start is in the middle, when it nearly is: below the middle of the
    /// container's top, where the edge from outside arrives.
    pub(super) fn centre_start(&mut self) {
        let Some(start) = self.nodes.first() else {
            return;
        };
        let left = start.at.x + start.size.width / 2.0;
        let lack = self.size.width - 2.0 * left;
        if lack.abs() <= CENTRING_MAX {
            self.shift(lack.max(0.0), 0.0);
            self.size.width += lack.abs();
        }
    }
}
