//! Places in a text: the engine counts bytes of UTF-8, a browser counts units of UTF-16.

use asl::diagnostic::Span;
use serde::Serialize;
use utoipa::ToSchema;

/// A range of a text, in units of UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Range {
    /// The first unit.
    pub(crate) from: u32,
    /// The unit after the last one.
    pub(crate) to: u32,
}

/// How many units there are before each byte of a text.
pub(crate) struct Offsets<'t> {
    text: &'t str,
    /// Behind each character that is longer in bytes than in units: the byte, and how much longer
    /// all of them are up to there.
    longer: Vec<(u32, u32)>,
}

impl<'t> Offsets<'t> {
    pub(crate) fn of(text: &'t str) -> Offsets<'t> {
        let mut longer = Vec::new();
        let mut all = 0;
        for (at, character) in text.char_indices() {
            let more = character.len_utf8() - character.len_utf16();
            if more > 0 {
                all += number(more);
                longer.push((number(at + character.len_utf8()), all));
            }
        }
        Offsets { text, longer }
    }

    /// The unit at a byte; that of the end for a byte past it.
    pub(crate) fn unit(&self, byte: usize) -> u32 {
        let byte = number(self.text.floor_char_boundary(byte));
        let before = self.longer.partition_point(|(end, _)| *end <= byte);
        let longer = before.checked_sub(1).map_or(0, |last| self.longer[last].1);
        byte - longer
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        Range {
            from: self.unit(span.range().start),
            to: self.unit(span.range().end),
        }
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Range {
        Range {
            from: 0,
            to: self.unit(self.text.len()),
        }
    }
}

/// Texts are at most as long as a request.
fn number(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_javascript() {
        let text = "aé€😀b";
        let offsets = Offsets::of(text);
        for (byte, character) in text.char_indices() {
            let before = text[..byte].encode_utf16().count();
            assert_eq!(offsets.unit(byte) as usize, before, "before {character}");
        }
        assert_eq!(offsets.whole(), Range { from: 0, to: 6 });
        assert_eq!(offsets.unit(1_000), 6);
        assert_eq!(offsets.unit(2), 1, "within a character");
    }
}
