//! Where everything goes.
//!
//! The scopes of a machine are laid out one by one, inner ones first: a Parallel or Map state is
//! a box as large as what is in it. One scope is laid out in layers, after Sugiyama: rows from
//! the links ([`layers`]), the order within rows ([`order`]), where edges meet boxes
//! ([`attach`]), columns ([`columns`]), and at last rows' heights and lines
//! ([`route`](super::route)).

pub(super) mod attach;
mod columns;
pub(super) mod layers;
mod order;

use attach::Attachments;
use layers::{Layers, Link};

use super::model::{Card, EdgeKind, Graph, Node, ScopeGraph};
use super::route::route;
use super::text;

/// The height of a state's box, and of the head of a container.
pub(super) const HEADER_HEIGHT: f64 = 52.0;

/// The width and height of the markers of start and end.
pub(super) const MARKER: f64 = 14.0;

/// The height of a line in a label, and what a label adds to its lines' size.
pub(super) const LABEL_LINE: f64 = 15.0;
pub(super) const LABEL_PADDING: Size = Size {
    width: 20.0,
    height: 6.0,
};

/// From the left of a card to its text, and from its text to the right.
pub(super) const CARD_TEXT_LEFT: f64 = 50.0;
pub(super) const CARD_TEXT_RIGHT: f64 = 14.0;

/// What a retry badge takes of the title's room.
pub(super) const BADGE_WIDTH: f64 = 38.0;

const CARD_WIDTH_MIN: f64 = 168.0;
const CARD_WIDTH_MAX: f64 = 320.0;

/// The widest head that makes its container wider.
const HEAD_WIDTH_MAX: f64 = 400.0;

/// The widest line of a label, and the most lines.
pub(super) const LABEL_WIDTH_MAX: f64 = 190.0;
const LABEL_LINES_MAX: usize = 4;

/// Around what is in a container.
const CONTAINER_PADDING: f64 = 20.0;

/// Branches that need more than this side by side go into several lines.
const BRANCHES_WIDTH_MAX: f64 = 1_600.0;

/// The most room that is spent on having a scope's start in the middle of its container.
const CENTRING_MAX: f64 = 120.0;

/// Around the whole drawing.
const MARGIN: f64 = 24.0;

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
    /// In the order of [`ScopeGraph::nodes`].
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
        let mut grids: Vec<Vec<Option<Grid>>> = graph
            .scopes
            .iter()
            .map(|scope| scope.nodes.iter().map(|_| None).collect())
            .collect();
        for &at in outer_first.iter().rev() {
            let scope = &graph.scopes[at];
            for (node, grid) in scope.nodes.iter().zip(&mut grids[at]) {
                if let Node::Container(card, inner) = node {
                    if let [only] = inner.as_slice() {
                        scopes[*only].centre_start();
                    }
                    let sizes: Vec<Size> = inner.iter().map(|&inner| scopes[inner].size).collect();
                    *grid = Some(Grid::of(card, &sizes));
                }
            }
            scopes[at] = arrange(scope, &grids[at]);
        }

        let mut size = Size::default();
        if let Some(root) = scopes.first_mut() {
            root.shift(MARGIN, MARGIN);
            size.width = root.size.width + 2.0 * MARGIN;
            size.height = root.size.height + 2.0 * MARGIN;
        }
        for &at in &outer_first {
            for (place, node) in graph.scopes[at].nodes.iter().enumerate() {
                if let (Node::Container(_, inner), Some(grid)) = (node, &grids[at][place]) {
                    let origin = scopes[at].nodes[place].at;
                    for (&inner, cell) in inner.iter().zip(&grid.cells) {
                        scopes[inner].shift(origin.x + cell.x, origin.y + cell.y);
                    }
                    let divisions = grid.divisions.iter().map(|(from, to)| {
                        let shifted = |point: &Point| Point {
                            x: origin.x + point.x,
                            y: origin.y + point.y,
                        };
                        (shifted(from), shifted(to))
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

impl ScopeLayout {
    fn shift(&mut self, x: f64, y: f64) {
        let shift = |point: &mut Point| {
            point.x += x;
            point.y += y;
        };
        self.nodes.iter_mut().for_each(|rect| shift(&mut rect.at));
        self.labels
            .iter_mut()
            .for_each(|label| shift(&mut label.rect.at));
        self.strokes
            .iter_mut()
            .flat_map(|stroke| &mut stroke.points)
            .for_each(shift);
    }
}

impl ScopeLayout {
    /// Makes room so that the start is in the middle, when it nearly is: below the middle of a
    /// container's top, where the edge from outside arrives.
    fn centre_start(&mut self) {
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

/// What is in a container: its scopes in lines from left to right.
struct Grid {
    size: Size,
    /// The place of each scope from the container's top left corner.
    cells: Vec<Point>,
    divisions: Vec<(Point, Point)>,
}

impl Grid {
    fn of(card: &Card, sizes: &[Size]) -> Grid {
        let pad = 2.0 * CONTAINER_PADDING;
        let total: f64 = sizes.iter().map(|size| size.width + pad).sum();
        let lines = (total / BRANCHES_WIDTH_MAX).ceil().max(1.0);
        let limit = total / lines + pad;
        let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
        let mut width = 0.0;
        for (at, size) in sizes.iter().enumerate() {
            if width + (size.width + pad) / 2.0 > limit
                && let Some(row) = rows.last()
                && !row.is_empty()
            {
                rows.push(Vec::new());
                width = 0.0;
            }
            width += size.width + pad;
            if let Some(row) = rows.last_mut() {
                row.push(at);
            }
        }

        let widths: Vec<f64> = rows
            .iter()
            .map(|row| row.iter().map(|&at| sizes[at].width + pad).sum())
            .collect();
        let width = widths
            .iter()
            .copied()
            .fold(card_width(card, HEAD_WIDTH_MAX), f64::max);
        let mut grid = Grid {
            size: Size::default(),
            cells: Vec::with_capacity(sizes.len()),
            divisions: Vec::new(),
        };
        let mut y = HEADER_HEIGHT;
        for (row, row_width) in rows.iter().zip(widths) {
            if y > HEADER_HEIGHT {
                grid.divisions
                    .push((Point { x: 0.0, y }, Point { x: width, y }));
            }
            let height = row.iter().map(|&at| sizes[at].height).fold(0.0, f64::max);
            let bottom = y + CONTAINER_PADDING / 2.0 + height + CONTAINER_PADDING;
            #[allow(clippy::cast_precision_loss, reason = "a row has few branches")]
            let spare = (width - row_width) / row.len() as f64;
            let mut x = 0.0;
            for (place, &at) in row.iter().enumerate() {
                if place > 0 {
                    grid.divisions
                        .push((Point { x, y }, Point { x, y: bottom }));
                }
                grid.cells.push(Point {
                    x: x + CONTAINER_PADDING + spare / 2.0,
                    y: y + CONTAINER_PADDING / 2.0,
                });
                x += sizes[at].width + pad + spare;
            }
            y = bottom;
        }
        grid.size = Size { width, height: y };
        grid
    }
}

fn card_width(card: &Card, width_max: f64) -> f64 {
    let badge = if card.retries.is_some() {
        BADGE_WIDTH
    } else {
        0.0
    };
    let text = text::TITLE.width(&card.title) + badge;
    let text = text.max(text::DETAIL.width(&card.detail));
    // Whole steps, so that names of almost one length have boxes of one width.
    let width = ((CARD_TEXT_LEFT + text + CARD_TEXT_RIGHT) / 8.0).ceil() * 8.0;
    width.clamp(CARD_WIDTH_MIN, width_max)
}

/// Lays out one scope whose containers are as large as `grids` say.
fn arrange(scope: &ScopeGraph, grids: &[Option<Grid>]) -> ScopeLayout {
    let width = scope
        .nodes
        .iter()
        .filter_map(|node| match node {
            Node::Card(card) => Some(card_width(card, CARD_WIDTH_MAX)),
            Node::Start | Node::End | Node::Container(..) | Node::Jump(_) => None,
        })
        .fold(CARD_WIDTH_MIN, f64::max);
    let sizes: Vec<Size> = scope
        .nodes
        .iter()
        .zip(grids)
        .map(|(node, grid)| match (node, grid) {
            (Node::Start | Node::End, _) => Size {
                width: MARKER,
                height: MARKER,
            },
            (Node::Jump(note), _) => label_size(&text::LABEL.wrap(note, LABEL_WIDTH_MAX, 1)),
            (_, Some(grid)) => grid.size,
            (Node::Card(_) | Node::Container(..), None) => Size {
                width,
                height: HEADER_HEIGHT,
            },
        })
        .collect();
    let texts: Vec<Vec<String>> = scope
        .edges
        .iter()
        .map(|edge| label_lines(&edge.reasons))
        .collect();
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
    order::order_rows(&mut layers);
    let mut attachments = Attachments::of(&layers, &links);
    let columns = columns::columns(&layers, &attachments);
    attachments.straighten(&layers, &columns);
    let routes = route(&layers, &links, &attachments, &columns);

    let nodes = sizes
        .iter()
        .enumerate()
        .map(|(at, &size)| Rect {
            at: Point {
                x: columns[at] - size.width / 2.0,
                y: routes.tops[layers.vertices[at].rank],
            },
            size,
        })
        .collect();
    let mut middles: Vec<Option<Point>> = layers
        .starts
        .iter()
        .map(|start| {
            start.map(|(_, own)| {
                let row = layers.vertices[own].rank;
                Point {
                    x: columns[own],
                    y: routes.tops[row] + routes.heights[row] / 2.0,
                }
            })
        })
        .collect();
    for around in &attachments.loops {
        middles[around.link] = Some(Point {
            x: columns[around.block] + around.lane,
            y: routes.tops[layers.vertices[around.block].rank] + HEADER_HEIGHT / 2.0,
        });
    }
    let labels = scope
        .edges
        .iter()
        .zip(texts)
        .zip(&links)
        .zip(middles)
        .filter_map(|(((edge, lines), link), middle)| {
            let (size, middle) = (link.label?, middle?);
            let at = Point {
                x: middle.x - size.width / 2.0,
                y: middle.y - size.height / 2.0,
            };
            Some(Label {
                kind: edge.kind,
                rect: Rect { at, size },
                lines,
                tooltip: edge.reasons.join("\n"),
            })
        })
        .collect();

    let reach = columns.iter().zip(&attachments.reaches);
    let left = reach
        .clone()
        .map(|(x, reach)| x - reach.0)
        .fold(f64::INFINITY, f64::min);
    let right = reach
        .map(|(x, reach)| x + reach.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let bottom = routes.tops.last().copied().unwrap_or_default()
        + routes.heights.last().copied().unwrap_or_default();
    let mut layout = ScopeLayout {
        nodes,
        labels,
        strokes: routes.strokes,
        divisions: Vec::new(),
        size: Size {
            width: right - left,
            height: bottom,
        },
    };
    layout.shift(-left, 0.0);
    layout
}

fn label_lines(reasons: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, reason) in reasons.iter().enumerate() {
        let reason = match at {
            0 => reason.clone(),
            _ => format!("or {reason}"),
        };
        let left = LABEL_LINES_MAX - lines.len();
        if left == 0 || (left == 1 && at + 1 < reasons.len()) {
            lines.push(format!("or {} more", reasons.len() - at));
            break;
        }
        let each = if reasons.len() == 1 { 3 } else { 2.min(left) };
        lines.extend(text::LABEL.wrap(&reason, LABEL_WIDTH_MAX, each));
    }
    lines
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a label has at most a handful of lines"
)]
fn label_size(lines: &[String]) -> Size {
    let widest = lines
        .iter()
        .map(|line| text::LABEL.width(line))
        .fold(0.0, f64::max);
    Size {
        // Even, so that its middle is on a whole pixel.
        width: ((widest + LABEL_PADDING.width) / 2.0).ceil() * 2.0,
        height: lines.len() as f64 * LABEL_LINE + LABEL_PADDING.height,
    }
}
