//! The second step of the layout: the order within each row, so that few segments cross.
//!
//! Rows are sorted by where their neighbours in the row above are, from top to bottom, then by
//! the row below, from bottom to top, and so on; after each sweep neighbours change places
//! where that saves a crossing. The best order seen wins. Ties keep the order of the text.

use super::layers::Layers;

/// Sweeps for a small machine; large ones get fewer.
const SWEEPS_MAX: usize = 24;

/// What all sweeps together may look at, in vertices. It bounds the time for machines of
/// thousands of states, which nobody reads as a drawing.
const WORK_MAX: usize = 120_000;

/// Pairs of segments compared for one exchange; vertices with more are left to the sorting.
const EXCHANGE_WORK_MAX: usize = 4_096;

/// Puts the rows of `layers` in order.
pub(super) fn order_rows(layers: &mut Layers) {
    let neighbours = Neighbours::of(layers);
    let mut order = Order::of(&layers.rows, layers.vertices.len());
    let mut best = order.clone();
    let mut fewest = crossings(&order, &neighbours);
    let sweeps = (WORK_MAX / layers.vertices.len().max(1)).clamp(2, SWEEPS_MAX);
    let mut since_best = 0;
    for sweep in 0..sweeps {
        if fewest == 0 || since_best == 6 {
            break;
        }
        if sweep % 2 == 0 {
            for row in 1..order.rows.len() {
                order.sort_row(row, &neighbours.above);
            }
        } else {
            for row in (0..order.rows.len().saturating_sub(1)).rev() {
                order.sort_row(row, &neighbours.below);
            }
        }
        order.transpose(&neighbours);
        let count = crossings(&order, &neighbours);
        since_best += 1;
        if count < fewest {
            fewest = count;
            best = order.clone();
            since_best = 0;
        }
    }
    layers.rows = best.rows;
}

/// The vertices that each vertex is connected with.
struct Neighbours {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl Neighbours {
    fn of(layers: &Layers) -> Neighbours {
        let mut above = vec![Vec::new(); layers.vertices.len()];
        let mut below = above.clone();
        for segment in &layers.segments {
            above[segment.lower].push(segment.upper);
            below[segment.upper].push(segment.lower);
        }
        Neighbours { above, below }
    }

    fn degree(&self, vertex: usize) -> usize {
        self.above[vertex].len() + self.below[vertex].len()
    }
}

/// Rows, and for each vertex its place in its row.
#[derive(Clone)]
struct Order {
    rows: Vec<Vec<usize>>,
    places: Vec<usize>,
}

impl Order {
    fn of(rows: &[Vec<usize>], count: usize) -> Order {
        let mut order = Order {
            rows: rows.to_vec(),
            places: vec![0; count],
        };
        for row in 0..rows.len() {
            order.number(row);
        }
        order
    }

    fn number(&mut self, row: usize) {
        for (place, &vertex) in self.rows[row].iter().enumerate() {
            self.places[vertex] = place;
        }
    }

    /// Sorts a row by the mean place of its vertices' `neighbours`. Vertices without neighbours
    /// stay where they are.
    #[allow(clippy::cast_precision_loss, reason = "places are far below 2^52")]
    fn sort_row(&mut self, row: usize, neighbours: &[Vec<usize>]) {
        let mean = |vertex: usize| {
            let neighbours = &neighbours[vertex];
            let sum: usize = neighbours.iter().map(|&other| self.places[other]).sum();
            (!neighbours.is_empty()).then(|| sum as f64 / neighbours.len() as f64)
        };
        let mut sorted: Vec<(f64, usize)> = self.rows[row]
            .iter()
            .filter_map(|&vertex| Some((mean(vertex)?, vertex)))
            .collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sorted = sorted.into_iter();
        for vertex in &mut self.rows[row] {
            if !neighbours[*vertex].is_empty()
                && let Some((_, next)) = sorted.next()
            {
                *vertex = next;
            }
        }
        self.number(row);
    }

    /// Exchanges neighbours in a row as long as that saves crossings.
    fn transpose(&mut self, neighbours: &Neighbours) {
        for _ in 0..4 {
            let mut changed = false;
            for row in 0..self.rows.len() {
                for place in 1..self.rows[row].len() {
                    let (left, right) = (self.rows[row][place - 1], self.rows[row][place]);
                    if neighbours.degree(left) * neighbours.degree(right) > EXCHANGE_WORK_MAX {
                        continue;
                    }
                    let mut gain = 0_i64;
                    for neighbours in [&neighbours.above, &neighbours.below] {
                        gain += self.inversions(&neighbours[left], &neighbours[right]);
                        gain -= self.inversions(&neighbours[right], &neighbours[left]);
                    }
                    if gain > 0 {
                        self.rows[row].swap(place - 1, place);
                        self.places[left] = place;
                        self.places[right] = place - 1;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// How many segments of a vertex with the neighbours `left` cross segments of one to its
    /// right with the neighbours `right`.
    fn inversions(&self, left: &[usize], right: &[usize]) -> i64 {
        let mut count = 0;
        for &l in left {
            for &r in right {
                count += i64::from(self.places[l] > self.places[r]);
            }
        }
        count
    }
}

/// How many segments cross.
fn crossings(order: &Order, neighbours: &Neighbours) -> u64 {
    let mut count = 0;
    let mut ends = Vec::new();
    for (row, below) in order.rows.iter().zip(order.rows.iter().skip(1)) {
        ends.clear();
        for &vertex in row {
            let from = ends.len();
            ends.extend(
                neighbours.below[vertex]
                    .iter()
                    .map(|&end| order.places[end]),
            );
            ends[from..].sort_unstable();
        }
        count += inversions(&ends, below.len());
    }
    count
}

/// The pairs in `places`, all below `bound`, of which the first is the greater.
fn inversions(places: &[usize], bound: usize) -> u64 {
    // A Fenwick tree of how many places up to each were seen.
    let mut seen = vec![0_u64; bound + 1];
    let mut count = 0;
    for (before, &place) in (0_u64..).zip(places) {
        let mut not_greater = 0;
        let mut at = place + 1;
        while at > 0 {
            not_greater += seen[at];
            at &= at - 1;
        }
        count += before - not_greater;
        at = place + 1;
        while at <= bound {
            seen[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_are_counted() {
        assert_eq!(inversions(&[0, 1, 2], 3), 0);
        assert_eq!(inversions(&[2, 1, 0], 3), 3);
        assert_eq!(inversions(&[1, 1, 0, 1], 2), 2);
    }
}
