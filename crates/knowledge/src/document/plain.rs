//! Plain text, and the lines of a PDF.

use super::outline::Outline;

/// A heading of a plain text is no longer than this; the lines of a paragraph are.
const HEADING_CHARS_MAX: usize = 70;

/// Reads plain text. Paragraphs are separated by empty lines; a short paragraph of one line that
/// does not end as a sentence does is a heading.
pub(super) fn read(text: &str, outline: &mut Outline) {
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if !line.is_empty() {
            paragraph.push(line);
            continue;
        }
        match paragraph.as_slice() {
            [only] if is_heading(only) => outline.heading(1, only),
            lines => outline.line(&lines.join(" ")),
        }
        paragraph.clear();
    }
}

/// Reads lines that have lost what was between paragraphs. A short line that does not end as a
/// sentence does is a heading where a sentence ends before it and another begins after it.
pub(super) fn read_lines(text: &str, outline: &mut Outline) {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut stands_alone = true;
    for (place, line) in lines.iter().enumerate() {
        let next_begins = lines
            .get(place + 1)
            .is_some_and(|next| !next.starts_with(char::is_lowercase));
        if stands_alone && next_begins && is_heading(line) {
            outline.line(&paragraph.join(" "));
            paragraph.clear();
            outline.heading(1, line);
            continue;
        }
        paragraph.push(line);
        stands_alone = line.ends_with(['.', '!', '?', ';', ':']);
    }
    outline.line(&paragraph.join(" "));
}

fn is_heading(line: &str) -> bool {
    line.chars().count() <= HEADING_CHARS_MAX
        && !line.ends_with(['.', '!', '?', ';', ',', ':'])
        && line.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}
