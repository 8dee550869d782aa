//! The first step of the layout: which row everything is in.
//!
//! Control flows downwards. Edges that close a loop are found by a depth-first walk and laid the
//! other way round, so that the rest has no cycles; then each box is one row of boxes below the
//! lowest box that leads to it.
//!
//! Boxes are in the even rows. The odd rows between them belong to the edges: every edge crosses
//! the odd row next to its source by itself, where its label has room, and from there on shares a
//! trunk with all edges of its kind to the same target. A trunk is a chain of bends, one a row.

use std::collections::HashMap;

use super::Size;
use crate::graph::model::EdgeKind;

/// An edge as the layout sees it.
#[derive(Clone, Copy, Debug)]
pub(in crate::graph) struct Link {
    pub(in crate::graph) from: usize,
    pub(in crate::graph) to: usize,
    pub(in crate::graph) kind: EdgeKind,
    /// The room its label takes.
    pub(in crate::graph) label: Option<Size>,
}

/// The row of each box, and which links lead upwards.
pub(in crate::graph) struct Ranks {
    /// Always even.
    pub(in crate::graph) ranks: Vec<usize>,
    /// For each link whether it closes a loop. Links from a box to itself do not count.
    pub(in crate::graph) backward: Vec<bool>,
}

/// Boxes, bends and labels in rows, and the segments between neighbouring rows.
pub(super) struct Layers {
    /// The boxes come first, in their order.
    pub(super) vertices: Vec<Vertex>,
    pub(super) segments: Vec<Segment>,
    /// For each link its segment at the source and its own vertex in the odd row there; `None`
    /// for a link from a box to itself.
    pub(super) starts: Vec<Option<(usize, usize)>>,
    /// For each vertex the segment that leads on to the target; `None` for boxes.
    pub(super) onward: Vec<Option<usize>>,
    /// The vertices of each row from left to right.
    pub(super) rows: Vec<Vec<usize>>,
}

/// Something that has a place in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    pub(super) rank: usize,
    pub(super) size: Size,
    pub(super) kind: VertexKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VertexKind {
    /// A box.
    Block,
    /// The place where a link crosses the odd row next to its source: its label, if it has one.
    Label,
    /// A link passing through a row.
    Bend,
}

/// A piece of a link between two neighbouring rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(in crate::graph) kind: EdgeKind,
    /// Whether the link leads upwards: it then leaves and reaches boxes at their sides.
    pub(super) backward: bool,
    /// How much the drawing gains when the segment is straight.
    pub(super) priority: Priority,
}

/// Which of several segments at one place is to be straight. The last is the most important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Priority {
    /// An end of an edge that leads upwards.
    BackEnd,
    /// The middle of one.
    BackTrunk,
    /// An end of a Catch edge.
    CatchEnd,
    /// The middle of one.
    CatchTrunk,
    /// An end of an edge that skips rows.
    SkipEnd,
    /// The middle of one.
    SkipTrunk,
    /// An edge to the next row of boxes.
    Step,
}

impl Ranks {
    /// Ranks for `count` boxes, the first of which is where the flow starts.
    pub(in crate::graph) fn of(count: usize, links: &[Link]) -> Ranks {
        let mut outgoing = vec![Vec::new(); count];
        for kind in [EdgeKind::Flow, EdgeKind::Catch] {
            for (at, link) in links.iter().enumerate() {
                if link.kind == kind && link.from != link.to {
                    outgoing[link.from].push(at);
                }
            }
        }
        let (backward, order) = walk(links, &outgoing);

        // `order` is a topological order once the backward links are turned around.
        let mut ranks = vec![0; count];
        for at in order {
            for &out in &outgoing[at] {
                if !backward[out] {
                    let to = links[out].to;
                    ranks[to] = ranks[to].max(ranks[at] + 2);
                }
            }
        }
        Ranks { ranks, backward }
    }
}

/// The links that close a loop, and the boxes so that all other links lead onwards.
fn walk(links: &[Link], outgoing: &[Vec<usize>]) -> (Vec<bool>, Vec<usize>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Visit {
        Never,
        Open,
        Done,
    }
    let mut visits = vec![Visit::Never; outgoing.len()];
    let mut backward = vec![false; links.len()];
    let mut finished = Vec::with_capacity(outgoing.len());
    for root in 0..outgoing.len() {
        if visits[root] != Visit::Never {
            continue;
        }
        visits[root] = Visit::Open;
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            let Some(&out) = outgoing[*at].get(*next) else {
                visits[*at] = Visit::Done;
                finished.push(*at);
                path.pop();
                continue;
            };
            *next += 1;
            let to = links[out].to;
            match visits[to] {
                Visit::Never => {
                    visits[to] = Visit::Open;
                    path.push((to, 0));
                }
                Visit::Open => backward[out] = true,
                Visit::Done => {}
            }
        }
    }
    finished.reverse();
    (backward, finished)
}

impl Layers {
    /// The rows of boxes of these `sizes`. The order within a row is the order in which a walk
    /// along the links comes by.
    pub(super) fn of(sizes: &[Size], links: &[Link]) -> Layers {
        let Ranks { ranks, backward } = Ranks::of(sizes.len(), links);
        let mut layers = Layers {
            vertices: sizes
                .iter()
                .zip(&ranks)
                .map(|(&size, &rank)| Vertex {
                    rank,
                    size,
                    kind: VertexKind::Block,
                })
                .collect(),
            segments: Vec::new(),
            starts: Vec::with_capacity(links.len()),
            onward: vec![None; sizes.len()],
            rows: Vec::new(),
        };
        let mut trunks = HashMap::new();
        for (link, &backward) in links.iter().zip(&backward) {
            let start = (link.from != link.to).then(|| layers.add(link, backward, &mut trunks));
            layers.starts.push(start);
        }
        layers.fill_rows();
        layers
    }

    /// Lays `link` down to the trunk of its target, and the trunk as far as it is not there yet.
    fn add(
        &mut self,
        link: &Link,
        backward: bool,
        trunks: &mut HashMap<(usize, EdgeKind, usize), usize>,
    ) -> (usize, usize) {
        let (from, to) = (self.vertices[link.from].rank, self.vertices[link.to].rank);
        let step = |rank: usize| if backward { rank - 1 } else { rank + 1 };
        let skips = from.abs_diff(to) > 2;
        let (end, trunk) = match (backward, link.kind) {
            (true, _) => (Priority::BackEnd, Priority::BackTrunk),
            (false, EdgeKind::Catch) => (Priority::CatchEnd, Priority::CatchTrunk),
            (false, EdgeKind::Flow) if skips => (Priority::SkipEnd, Priority::SkipTrunk),
            (false, EdgeKind::Flow) => (Priority::Step, Priority::SkipTrunk),
        };

        let mut rank = step(from);
        let own = self.push(rank, link.label.unwrap_or_default(), VertexKind::Label);
        let start = self.connect(link, backward, end, link.from, own);
        let mut at = own;
        let mut priority = end;
        loop {
            rank = step(rank);
            if rank == to {
                let last = self.connect(link, backward, end, at, link.to);
                self.onward[at] = Some(last);
                break;
            }
            // Invariant: ranks from `from` to `to` lie on one side of `to`, so the key need not
            // say which way the trunk leads.
            let known = trunks.get(&(link.to, link.kind, rank)).copied();
            let bend = known.unwrap_or_else(|| self.push(rank, Size::default(), VertexKind::Bend));
            self.onward[at] = Some(self.connect(link, backward, priority, at, bend));
            if known.is_some() {
                break;
            }
            trunks.insert((link.to, link.kind, rank), bend);
            at = bend;
            priority = trunk;
        }
        (start, own)
    }

    fn push(&mut self, rank: usize, size: Size, kind: VertexKind) -> usize {
        self.vertices.push(Vertex { rank, size, kind });
        self.onward.push(None);
        self.vertices.len() - 1
    }

    fn connect(
        &mut self,
        link: &Link,
        backward: bool,
        priority: Priority,
        from: usize,
        to: usize,
    ) -> usize {
        let (upper, lower) = if backward { (to, from) } else { (from, to) };
        self.segments.push(Segment {
            upper,
            lower,
            kind: link.kind,
            backward,
            priority,
        });
        self.segments.len() - 1
    }

    fn fill_rows(&mut self) {
        let mut below = vec![Vec::new(); self.vertices.len()];
        for segment in self.segments.iter().rev() {
            below[segment.upper].push(segment.lower);
        }
        let height = self.vertices.iter().map(|vertex| vertex.rank + 1).max();
        self.rows = vec![Vec::new(); height.unwrap_or(0)];
        let mut seen = vec![false; self.vertices.len()];
        for root in 0..self.vertices.len() {
            let mut open = vec![root];
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut seen[at], true) {
                    self.rows[self.vertices[at].rank].push(at);
                    open.extend(&below[at]);
                }
            }
        }
    }
}
