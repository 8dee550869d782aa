//! How much room text takes, and what to leave out when there is too little.
//!
//! A drawing is made without the reader's fonts, so widths come from Helvetica's published
//! metrics, stretched to what the usual system fonts need. They are close enough to place and cut
//! text, and too rough to justify it.

use std::borrow::Cow;

/// A size and weight of the drawing's one typeface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Font {
    /// In pixels.
    pub(super) size: f64,
    /// How much wider than Helvetica's regular weight.
    stretch: f64,
}

/// A state's name.
pub(super) const TITLE: Font = Font {
    size: 13.0,
    stretch: 1.10,
};

/// What a state does.
pub(super) const DETAIL: Font = Font {
    size: 11.0,
    stretch: 1.05,
};

/// What makes control take an edge.
pub(super) const LABEL: Font = Font {
    size: 11.0,
    stretch: 1.05,
};

/// Helvetica's widths of the printable ASCII characters, in thousandths of the size.
#[rustfmt::skip]
const ASCII_WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const ELLIPSIS: char = '…';

impl Font {
    /// The width of `text` in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        text.chars().map(|c| self.char_width(c)).sum()
    }

    /// `text`, or as much of it as fits in `width` pixels and an ellipsis.
    pub(super) fn fit(self, text: &str, width: f64) -> Cow<'_, str> {
        if self.width(text) <= width {
            return Cow::Borrowed(text);
        }
        let mut left = width - self.char_width(ELLIPSIS);
        let kept: String = text
            .chars()
            .take_while(|&c| {
                left -= self.char_width(c);
                left >= 0.0
            })
            .collect();
        Cow::Owned(format!("{}{ELLIPSIS}", kept.trim_end()))
    }

    /// `text` in at most `lines_max` lines of at most `width` pixels, broken at spaces, and in
    /// words that are too long, between their parts. What does not fit is left out with an
    /// ellipsis.
    pub(super) fn wrap(self, text: &str, width: f64, lines_max: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let mut pieces: Vec<&str> = vec![word];
            if self.width(word) > width {
                pieces = word.split_inclusive(['.', ':', '_', '-', '/']).collect();
            }
            for (at, piece) in pieces.into_iter().enumerate() {
                let space = if at == 0 { " " } else { "" };
                let full = lines.len() == lines_max;
                match lines.last_mut() {
                    Some(line) if full || self.width(line) + self.width(piece) + 4.0 <= width => {
                        line.push_str(space);
                        line.push_str(piece);
                    }
                    Some(_) | None => lines.push(piece.to_owned()),
                }
            }
            if lines.len() == lines_max && self.width(&lines[lines_max - 1]) > width {
                break;
            }
        }
        for line in &mut lines {
            if let Cow::Owned(shorter) = self.fit(line, width) {
                *line = shorter;
            }
        }
        lines
    }

    fn char_width(self, c: char) -> f64 {
        let thousandths = match c {
            ' '..='~' => ASCII_WIDTHS[c as usize - ' ' as usize],
            // Marks that sit on the character before them, joiners, variation selectors.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
            // Hangul, CJK and full-width forms fill a square; emoji a little more.
            ELLIPSIS
            | '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{20000}'..='\u{3fffd}' => 1000,
            '\u{1f000}'..='\u{1faff}' => 1300,
            _ => 620,
        };
        f64::from(thousandths) / 1000.0 * self.size * self.stretch
    }
}

/// `text` on one line: every run of white space and control characters becomes one space.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_fits_is_left_alone() {
        assert_eq!(TITLE.fit("Pay", 100.0), "Pay");
        assert_eq!(LABEL.wrap("a = 1", 100.0, 3), ["a = 1"]);
    }

    #[test]
    fn text_is_cut_to_the_room_there_is() {
        let long = "TheStateWithTheNameThatNobodyWantsToType";
        let cut = TITLE.fit(long, 120.0);
        assert!(cut.ends_with('…') && TITLE.width(&cut) <= 120.0, "{cut}");
        assert_eq!(TITLE.fit(long, 0.0), "…");

        let lines = LABEL.wrap("total > 100 and customer.tier = \"gold\" or x", 90.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| LABEL.width(line) <= 90.0));
        assert!(lines[1].ends_with('…'), "{lines:?}");

        let error = "DynamoDB.ConditionalCheckFailedException";
        assert_eq!(
            LABEL.wrap(error, 190.0, 3),
            ["DynamoDB.", "ConditionalCheckFailedException"]
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_drawing() {
        assert_eq!(one_line(" a\n\t b\u{0}c "), "a b c");
    }
}
