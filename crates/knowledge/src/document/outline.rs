//! Headings and what stands under them, cut into passages.

use crate::Passage;

/// A passage is no longer than this: some 200 words, which a customer can still be shown and the
/// encoder takes in one piece.
pub const PASSAGE_BYTES_MAX: usize = 1_200;

/// A heading that is longer is cut: it is a paragraph that was made to look like one.
const HEADING_BYTES_MAX: usize = 200;

/// Headings deeper than this are as deep as this, as in HTML.
const HEADING_DEPTH_MAX: usize = 6;

/// A document as it is read: headings, and under each its lines.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The headings that are open, with their depths, the outermost first.
    open: Vec<(usize, String)>,
    sections: Vec<Section>,
    /// How much text there is so far, in bytes.
    length: usize,
}

#[derive(Debug)]
struct Section {
    headings: Vec<String>,
    text: String,
    at: usize,
}

impl Outline {
    /// A heading; `depth` is 1 for the outermost. One without words is none.
    pub(super) fn heading(&mut self, depth: usize, text: &str) {
        let text = squeezed(text);
        if text.is_empty() {
            return;
        }
        let depth = depth.clamp(1, HEADING_DEPTH_MAX);
        self.open.retain(|(open, _)| *open < depth);
        self.length += text.len() + 1;
        let cut = text.floor_char_boundary(HEADING_BYTES_MAX);
        self.open.push((depth, text[..cut].to_owned()));
        self.begin();
    }

    /// A line or a paragraph under the headings that are open.
    pub(super) fn line(&mut self, text: &str) {
        let text = squeezed(text);
        if text.is_empty() {
            return;
        }
        if self.sections.is_empty() {
            self.begin();
        }
        if let Some(section) = self.sections.last_mut() {
            if !section.text.is_empty() {
                section.text.push('\n');
            }
            section.text.push_str(&text);
            self.length += text.len() + 1;
        }
    }

    fn begin(&mut self) {
        self.sections.push(Section {
            headings: self.open.iter().map(|(_, text)| text.clone()).collect(),
            text: String::new(),
            at: self.length,
        });
    }

    /// What was read, in pieces of at most [`PASSAGE_BYTES_MAX`].
    pub(super) fn into_passages(self, file: &str) -> Vec<Passage> {
        let mut passages = Vec::new();
        for section in self.sections {
            let mut rest = section.text.as_str();
            while !rest.is_empty() {
                let piece = &rest[..cut(rest)];
                let at = section.at + (section.text.len() - rest.len());
                rest = rest[piece.len()..].trim_start();
                passages.push(Passage {
                    file: file.to_owned(),
                    headings: section.headings.clone(),
                    text: piece.trim_end().to_owned(),
                    at,
                });
            }
        }
        passages
    }
}

/// Where to cut a text so that its first piece is small enough: after a line, a sentence or a word,
/// and within a word only when it is longer than a passage.
fn cut(text: &str) -> usize {
    if text.len() <= PASSAGE_BYTES_MAX {
        return text.len();
    }
    let head = &text[..text.floor_char_boundary(PASSAGE_BYTES_MAX)];
    // A piece that is less than half full is worse than one that ends within a paragraph.
    let enough = PASSAGE_BYTES_MAX / 2;
    let after = |ends: &[&str]| {
        let places = ends
            .iter()
            .filter_map(|end| head.rfind(end).map(|at| at + end.len()));
        places.max().filter(|at| *at >= enough)
    };
    after(&["\n"])
        .or_else(|| after(&[". ", "! ", "? ", "; "]))
        .or_else(|| after(&[" "]))
        .unwrap_or(head.len())
}

/// A text on one line, its runs of spaces made one, without the characters of control.
fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !squeezed.is_empty() {
                squeezed.push(' ');
            }
            squeezed.push_str(word);
        }
    }
    squeezed
}
