//! YAML that AWS reads and YAML 1.2 does not allow: brackets that close to the left of where the
//! field around them begins.

use std::borrow::Cow;

use asl::parse::document::{self, DocumentError, Node};

/// At most so many lines are joined to those above them.
const JOINED_MAX: usize = 2_000;

/// Reads a template's text. Places are those of the text as it is.
pub(super) fn read(text: &str) -> Result<Node, DocumentError> {
    let mut joined = Cow::Borrowed(text);
    for _ in 0..JOINED_MAX {
        match document::read(&joined) {
            Err(error) if error.message.ends_with("invalid indentation") => {
                // Within brackets a line break is as good as a space, which is as long.
                match joined_above(&joined, error.span.start as usize) {
                    Some(text) => joined = Cow::Owned(text),
                    None => return Err(error),
                }
            }
            read => return read,
        }
    }
    document::read(&joined)
}

/// The text with the line of byte `at` joined to the one above it.
fn joined_above(text: &str, at: usize) -> Option<String> {
    let end = text.get(..at)?.rfind('\n')?;
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let above = &text[start..end];
    // What is behind a comment's mark would become part of it.
    if above.trim_start().starts_with('#') || above.contains(" #") {
        return None;
    }
    let mut out = text.as_bytes().to_vec();
    out[end] = b' ';
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn brackets_may_close_to_the_left() {
        let text = "a:\n    b: [{\n      \"c\": 1\n  }]\nd: 2\n";
        let node = read(text).expect("read");
        let d = node.get("d").expect("there");
        assert_eq!(&text[d.span.range()], "2");
        let c = node
            .get("a")
            .and_then(|a| a.get("b")?.as_array()?.first()?.get("c"));
        assert!(c.is_some());
        assert!(read("a: [\n# {\n}\n").is_err());
    }
}
