//! Edges that are not drawn to their end.
//!
//! Hardly any machine has one. But a definition may be a megabyte of states that lead everywhere,
//! and lines across thousands of rows take more time than anybody would wait, for a picture that
//! nobody could read. There the longest edges end in a note that names their target.

use std::collections::HashMap;

use super::layout::{Link, Ranks};
use super::model::{Node, ScopeGraph};

/// Rows that the lines of one scope may cross, all together.
const BENDS_MAX: usize = 6_000;

/// How often the longest edges are cut; each time makes another order of rows.
const ROUNDS_MAX: usize = 8;

/// Ends the longest edges of `scope` in notes until the rest can be drawn.
pub(super) fn shorten(scope: &mut ScopeGraph) {
    for _ in 0..ROUNDS_MAX {
        let spans = Spans::of(scope);
        if spans.bends(usize::MAX) <= BENDS_MAX {
            return;
        }
        let mut longest = spans.longest();
        while longest > 2 && spans.bends(longest) > BENDS_MAX / 2 {
            longest /= 2;
        }
        for (at, span) in spans.of_edges.iter().enumerate() {
            if *span > longest.max(2) {
                let edge = &mut scope.edges[at];
                let target = match &scope.nodes[edge.to] {
                    Node::Card(card) | Node::Container(card, _) => card.title.as_str(),
                    Node::Start | Node::End | Node::Jump(_) => continue,
                };
                let note = format!("→ {target}");
                edge.to = scope.nodes.len();
                scope.nodes.push(Node::Jump(note));
            }
        }
    }
}

/// How many rows each edge goes down or up.
struct Spans {
    of_edges: Vec<usize>,
    /// The edges of each trunk: those that share their way to one target.
    trunks: Vec<Vec<usize>>,
}

impl Spans {
    fn of(scope: &ScopeGraph) -> Spans {
        let links: Vec<Link> = scope
            .edges
            .iter()
            .map(|edge| Link {
                from: edge.from,
                to: edge.to,
                kind: edge.kind,
                label: None,
            })
            .collect();
        let Ranks { ranks, backward } = Ranks::of(scope.nodes.len(), &links);
        let mut trunks: Vec<Vec<usize>> = Vec::new();
        let mut places = HashMap::new();
        for (at, link) in links.iter().enumerate() {
            let place = *places
                .entry((link.to, link.kind, backward[at]))
                .or_insert(trunks.len());
            match trunks.get_mut(place) {
                Some(trunk) => trunk.push(at),
                None => trunks.push(vec![at]),
            }
        }
        Spans {
            of_edges: links
                .iter()
                .map(|link| ranks[link.from].abs_diff(ranks[link.to]))
                .collect(),
            trunks,
        }
    }

    fn longest(&self) -> usize {
        self.of_edges.iter().copied().max().unwrap_or_default()
    }

    /// The rows that trunks cross when no edge is longer than `longest`.
    fn bends(&self, longest: usize) -> usize {
        self.trunks
            .iter()
            .map(|trunk| {
                let spans = trunk.iter().map(|&at| self.of_edges[at]);
                spans
                    .filter(|&span| span <= longest)
                    .max()
                    .unwrap_or(0)
                    .saturating_sub(2)
            })
            .sum()
    }
}
