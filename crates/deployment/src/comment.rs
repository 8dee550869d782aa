//! Comments in files that are written for people: paragraphs, in lines that are not too long.

/// A comment's line has at most so many characters, its indentation aside.
const LINE_CHARS: usize = 96;

/// The lines of a paragraph. Whatever breaks a line in it is a blank: a line break in the name of a
/// state would end the comment.
pub(crate) fn lines(paragraph: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in paragraph.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE_CHARS {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
