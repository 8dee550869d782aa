//! Parallel and Map states: boxes with a head, and scopes in rows below it.

use super::{HEAD_WIDTH_MAX, HEADER_HEIGHT, Point, Size, card_width};
use crate::graph::model::Card;

/// Around each scope in a container, to the sides and below; half of it above.
const PADDING: f64 = 20.0;

/// Scopes that need more than this side by side go into several rows.
const ROW_WIDTH_MAX: f64 = 1_600.0;

/// What is in a container, from the container's top left corner.
pub(super) struct Container {
    pub(super) size: Size,
    /// The place of each scope.
    pub(super) scopes: Vec<Point>,
    /// The lines between them.
    pub(super) divisions: Vec<(Point, Point)>,
}

impl Container {
    /// The container with the head `card` and scopes of these `sizes`.
    #[allow(clippy::cast_precision_loss, reason = "a row has few scopes")]
    pub(super) fn of(card: &Card, sizes: &[Size]) -> Container {
        let rows = rows(sizes);
        let widths: Vec<f64> = rows
            .iter()
            .map(|row| row.iter().map(|&at| cell_width(sizes[at])).sum())
            .collect();
        let head = card_width(card, HEAD_WIDTH_MAX);
        let width = widths.iter().copied().fold(head, f64::max);

        let mut scopes = Vec::with_capacity(sizes.len());
        let mut divisions = Vec::new();
        let mut y = HEADER_HEIGHT;
        for (row, row_width) in rows.iter().zip(widths) {
            if y > HEADER_HEIGHT {
                divisions.push((Point { x: 0.0, y }, Point { x: width, y }));
            }
            let height = row.iter().map(|&at| sizes[at].height).fold(0.0, f64::max);
            let bottom = y + PADDING / 2.0 + height + PADDING;
            let spare = (width - row_width) / row.len() as f64;
            let mut x = 0.0;
            for &at in row {
                if x > 0.0 {
                    divisions.push((Point { x, y }, Point { x, y: bottom }));
                }
                scopes.push(Point {
                    x: x + PADDING + spare / 2.0,
                    y: y + PADDING / 2.0,
                });
                x += cell_width(sizes[at]) + spare;
            }
            y = bottom;
        }
        Container {
            size: Size { width, height: y },
            scopes,
            divisions,
        }
    }
}

fn cell_width(size: Size) -> f64 {
    size.width + 2.0 * PADDING
}

/// Which scopes stand side by side: rows of about the same width.
fn rows(sizes: &[Size]) -> Vec<Vec<usize>> {
    let total: f64 = sizes.iter().copied().map(cell_width).sum();
    let row_width = total / (total / ROW_WIDTH_MAX).ceil().max(1.0);
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut width = 0.0;
    for (at, &size) in sizes.iter().enumerate() {
        // A scope that is at least half within the width still belongs to the row.
        if !row.is_empty() && width + cell_width(size) / 2.0 > row_width {
            rows.push(std::mem::take(&mut row));
            width = 0.0;
        }
        row.push(at);
        width += cell_width(size);
    }
    rows.push(row);
    rows
}
