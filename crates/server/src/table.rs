//! Rows and columns for people.

use anstyle::Style;
use asl::diagnostic::harmless;

use crate::terminal::{Palette, paint};

/// Between one column and the next.
const GAP: &str = "  ";

/// A table whose columns are as wide as what is in them.
#[derive(Debug)]
pub(crate) struct Table<const COLUMNS: usize> {
    header: [&'static str; COLUMNS],
    rows: Vec<[Cell; COLUMNS]>,
}

/// What stands in a row of a column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// A text in a style, in one line. Characters that would move the cursor are replaced.
    pub(crate) fn new(text: &str, style: Style) -> Cell {
        Cell {
            text: harmless(text).replace(['\n', '\t'], " "),
            style,
        }
    }

    /// A text without a style.
    pub(crate) fn plain(text: &str) -> Cell {
        Cell::new(text, Style::new())
    }
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A table without rows.
    pub(crate) fn new(header: [&'static str; COLUMNS]) -> Table<COLUMNS> {
        Table {
            header,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: [Cell; COLUMNS]) {
        self.rows.push(row);
    }

    /// The table, each line ended. The last column takes what is left of `line_chars`, where that
    /// is known, and what does not fit there is cut.
    pub(crate) fn render(&self, palette: &Palette, line_chars: Option<usize>) -> String {
        let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
            let texts = self.rows.iter().map(|row| row[column].text.as_str());
            texts
                .chain([self.header[column]])
                .map(|text| text.chars().count())
                .max()
                .unwrap_or(0)
        });
        let before_last: usize = widths[..COLUMNS - 1].iter().map(|w| w + GAP.len()).sum();
        let room = line_chars.map(|chars| chars.saturating_sub(before_last).max(1));
        let mut text = String::new();
        let header = self.header.map(|name| Cell::new(name, palette.dim));
        for row in std::iter::once(&header).chain(&self.rows) {
            let mut line = String::new();
            let mut skipped = 0;
            for (column, cell) in row.iter().enumerate() {
                let is_last = column + 1 == COLUMNS;
                let shown = match room {
                    Some(room) if is_last => cut(&cell.text, room),
                    _ => cell.text.clone(),
                };
                if shown.is_empty() {
                    skipped += widths[column] + GAP.len();
                    continue;
                }
                line.extend(std::iter::repeat_n(' ', std::mem::take(&mut skipped)));
                line.push_str(&paint(cell.style, &shown));
                skipped = widths[column].saturating_sub(shown.chars().count()) + GAP.len();
            }
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().nth(chars_max).is_none() {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(chars_max - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_need_be_and_the_last_is_cut() {
        let mut table = Table::new(["A", "NAME", "TEXT"]);
        table.push(["1", "é", "short"].map(Cell::plain));
        table.push(["22", "", "rather long\u{1b}"].map(Cell::plain));
        assert_eq!(
            table.render(&Palette::default(), Some(18)),
            "A   NAME  TEXT\n1   é     short\n22        rather …\n"
        );
    }
}
