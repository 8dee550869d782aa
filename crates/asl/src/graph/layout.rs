//! Where everything goes.
//!
//! The scopes of a machine are laid out one by one, inner ones first ([`scope`]): a Parallel or
//! Map state is a box as large as what is in it ([`container`]). One scope is laid out in layers,
//! after Sugiyama: rows from the links ([`layers`]), the order within rows ([`order`]), where
//! edges meet boxes ([`attach`]), columns ([`columns`]), and at last the rows' heights and the
//! lines ([`route`]).

mod attach;
mod columns;
mod container;
mod layers;
mod order;
mod route;
mod scope;

use container::Container;
pub(super) use layers::{Link, Ranks};

use super::model::{Card, EdgeKind, Graph, Node};
use super::text;

/// The height of a state's box, and of the head of a container.
pub(super) const HEADER_HEIGHT: f64 = 52.0;

/// From the left of a box to its text, and from its text to the right.
pub(super) const CARD_TEXT_LEFT: f64 = 50.0;
pub(super) const CARD_TEXT_RIGHT: f64 = 14.0;

/// What a retry badge takes of the title's room.
pub(super) const BADGE_WIDTH: f64 = 38.0;

/// The width and height of the markers of start and end.
pub(super) const MARKER: f64 = 14.0;

/// The height of a line in a label, what a label adds to its lines' size, and how wide a line
/// may be.
pub(super) const LABEL_LINE: f64 = 15.0;
pub(super) const LABEL_PADDING: Size = Size {
    width: 20.0,
    height: 6.0,
};
pub(super) const LABEL_WIDTH_MAX: f64 = 190.0;

/// The radius of a line's corner, and how far a branch follows the line that it joins.
pub(super) const CORNER: f64 = 8.0;

const CARD_WIDTH_MIN: f64 = 168.0;
const CARD_WIDTH_MAX: f64 = 320.0;

/// The widest head that makes its container wider.
const HEAD_WIDTH_MAX: f64 = 400.0;

/// Around the whole drawing.
const MARGIN: f64 = 24.0;

/// A place, in pixels to the right and down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A box: its top left corner and its size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) at: Point,
    pub(super) size: Size,
}

/// A line along straight stretches, to be drawn with round corners.
#[derive(Clone, Debug)]
pub(super) struct Stroke {
    pub(super) kind: EdgeKind,
    pub(super) points: Vec<Point>,
    /// Whether it ends at a box and not at another line.
    pub(super) arrow: bool,
}

/// What an edge says, and where.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) kind: EdgeKind,
    pub(super) rect: Rect,
    pub(super) lines: Vec<String>,
    /// The whole text.
    pub(super) tooltip: String,
}

/// Everything of one scope in its place.
#[derive(Clone, Debug, Default)]
pub(super) struct ScopeLayout {
    /// In the order of [`ScopeGraph::nodes`](super::model::ScopeGraph::nodes).
    pub(super) nodes: Vec<Rect>,
    pub(super) labels: Vec<Label>,
    pub(super) strokes: Vec<Stroke>,
    /// The lines between the branches in this scope's containers.
    pub(super) divisions: Vec<(Point, Point)>,
    pub(super) size: Size,
}

/// A whole machine in its place.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) size: Size,
    /// In the order of [`Graph::scopes`].
    pub(super) scopes: Vec<ScopeLayout>,
    /// The places of the scopes, outer ones before those within them.
    pub(super) outer_first: Vec<usize>,
}

impl Layout {
    pub(super) fn of(graph: &Graph) -> Layout {
        let outer_first = outer_first(graph);
        let mut scopes = vec![ScopeLayout::default(); graph.scopes.len()];
        let mut containers: Vec<Vec<Option<Container>>> = Vec::new();
        containers.resize_with(graph.scopes.len(), Vec::new);
        for &at in outer_first.iter().rev() {
            let scope = &graph.scopes[at];
            let container = |node: &Node| match node {
                Node::Container(card, inner) => Some(contain(card, inner, &mut scopes)),
                Node::Start | Node::End | Node::Card(_) | Node::Jump(_) => None,
            };
            containers[at] = scope.nodes.iter().map(container).collect();
            scopes[at] = scope::lay_out(scope, &containers[at]);
        }

        let mut size = Size::default();
        if let Some(root) = scopes.first_mut() {
            root.shift(MARGIN, MARGIN);
            size.width = root.size.width + 2.0 * MARGIN;
            size.height = root.size.height + 2.0 * MARGIN;
        }
        for &at in &outer_first {
            for (place, node) in graph.scopes[at].nodes.iter().enumerate() {
                if let (Node::Container(_, inner), Some(container)) = (node, &containers[at][place])
                {
                    let Point { x, y } = scopes[at].nodes[place].at;
                    for (&inner, place) in inner.iter().zip(&container.scopes) {
                        scopes[inner].shift(x + place.x, y + place.y);
                    }
                    let divisions = container.divisions.iter().map(|&(mut from, mut to)| {
                        from.shift(x, y);
                        to.shift(x, y);
                        (from, to)
                    });
                    scopes[at].divisions.extend(divisions);
                }
            }
        }
        Layout {
            size,
            scopes,
            outer_first,
        }
    }
}

fn outer_first(graph: &Graph) -> Vec<usize> {
    let mut order: Vec<usize> = (0..graph.scopes.len().min(1)).collect();
    let mut done = 0;
    while let Some(&at) = order.get(done) {
        done += 1;
        for node in &graph.scopes[at].nodes {
            if let Node::Container(_, inner) = node {
                order.extend(inner);
            }
        }
    }
    order
}

/// The container of the scopes `inner`, which are laid out.
fn contain(card: &Card, inner: &[usize], scopes: &mut [ScopeLayout]) -> Container {
    if let [only] = inner {
        scopes[*only].centre_start();
    }
    let sizes: Vec<Size> = inner.iter().map(|&inner| scopes[inner].size).collect();
    Container::of(card, &sizes)
}

/// The width that a state's text needs, at most `width_max`.
fn card_width(card: &Card, width_max: f64) -> f64 {
    let badge = if card.retries.is_some() {
        BADGE_WIDTH
    } else {
        0.0
    };
    let title = text::TITLE.width(&card.title) + badge;
    let text = title.max(text::DETAIL.width(&card.detail));
    // Whole steps, so that names of almost one length have boxes of one width.
    let width = ((CARD_TEXT_LEFT + text + CARD_TEXT_RIGHT) / 8.0).ceil() * 8.0;
    width.clamp(CARD_WIDTH_MIN, width_max)
}

impl ScopeLayout {
    fn shift(&mut self, x: f64, y: f64) {
        for node in &mut self.nodes {
            node.at.shift(x, y);
        }
        for label in &mut self.labels {
            label.rect.at.shift(x, y);
        }
        for point in self
            .strokes
            .iter_mut()
            .flat_map(|stroke| &mut stroke.points)
        {
            point.shift(x, y);
        }
    }
}

impl Point {
    fn shift(&mut self, x: f64, y: f64) {
        self.x += x;
        self.y += y;
    }
}
