//! Markdown: CommonMark with tables.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::outline::Outline;

/// Reads Markdown. Markup is dropped, code and HTML stay as they are written.
pub(super) fn read(text: &str, outline: &mut Outline) {
    let mut line = String::new();
    let mut table = Table::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Item | Tag::CodeBlock(_)) => {
                outline.line(&std::mem::take(&mut line));
            }
            Event::End(TagEnd::Heading(level)) => {
                outline.heading(level as usize, &std::mem::take(&mut line));
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock,
            ) => outline.line(&std::mem::take(&mut line)),
            Event::End(TagEnd::TableCell) => table.row.push(std::mem::take(&mut line)),
            Event::End(TagEnd::TableHead) => table.columns = std::mem::take(&mut table.row),
            Event::End(TagEnd::TableRow) => {
                let row = std::mem::take(&mut table.row);
                outline.line(&row_text(&table.columns, &row));
            }
            Event::Text(text) | Event::Code(text) => line.push_str(&text),
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            _ => {}
        }
    }
    outline.line(&line);
}

#[derive(Default)]
struct Table {
    columns: Vec<String>,
    row: Vec<String>,
}

/// A row of a table as it can be read by itself: `Zone: A; Fee: 5`. Empty cells are left out.
pub(super) fn row_text(columns: &[String], row: &[String]) -> String {
    let mut text = String::new();
    for (place, cell) in row.iter().enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("; ");
        }
        if let Some(column) = columns.get(place).map(|column| column.trim())
            && !column.is_empty()
        {
            text.push_str(column);
            text.push_str(": ");
        }
        text.push_str(cell);
    }
    text
}
