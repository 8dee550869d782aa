//! Tables: rows under a row of column names.

use csv::ReaderBuilder;

use super::markdown::row_text;
use super::outline::Outline;

/// A table has at most so many columns; what is wider is no table that somebody wrote.
const COLUMNS_MAX: usize = 200;

/// Reads a table. Each row becomes a section under what stands in its first cell.
pub(super) fn read(text: &str, outline: &mut Outline) -> Result<(), String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| error.to_string())?;
    if columns.len() > COLUMNS_MAX {
        return Err(format!(
            "it has {} columns, and {COLUMNS_MAX} are read",
            columns.len()
        ));
    }
    let columns: Vec<String> = columns.iter().map(str::to_owned).collect();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let row: Vec<String> = row.iter().map(str::to_owned).collect();
        if let Some(name) = row.iter().find(|cell| !cell.trim().is_empty()) {
            outline.heading(1, name);
            outline.line(&row_text(&columns, &row));
        }
    }
    Ok(())
}

/// What separates the columns: the one of three that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| (count(*delimiter), *delimiter == b','))
        .unwrap_or(b',')
}
