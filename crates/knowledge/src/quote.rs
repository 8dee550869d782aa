//! Sentences, and those of a passage that answer.

/// A sentence is quoted beside the best when it holds this share of what the best holds.
const SHARE_MIN: f32 = 0.5;

/// A quote is no longer than this, in bytes, unless one sentence is.
const QUOTE_BYTES_MAX: usize = 400;

/// The part of a text, from a sentence's beginning to a sentence's end, that answers best, by how
/// well each sentence does by itself. All of a text that no sentence of answers, up to the limit.
pub(crate) fn best(text: &str, fit: impl Fn(&str) -> f32) -> &str {
    let sentences = sentences(text);
    let fits: Vec<f32> = sentences
        .iter()
        .map(|(from, to)| fit(&text[*from..*to]))
        .collect();
    let best = fits.iter().copied().fold(0.0, f32::max);
    let chosen: Vec<usize> = (0..sentences.len())
        .filter(|place| fits[*place] >= SHARE_MIN * best)
        .collect();
    let Some(at) = (0..fits.len()).find(|place| fits[*place] >= best) else {
        return text;
    };
    // The best, and what can be had with it.
    let (mut first, mut last) = (at, at);
    for place in chosen {
        let (from, to) = (first.min(place), last.max(place));
        if sentences[to].1 - sentences[from].0 <= QUOTE_BYTES_MAX {
            (first, last) = (from, to);
        }
    }
    &text[sentences[first].0..sentences[last].1]
}

/// Where the sentences of a text begin and end, without the spaces between them.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut begin = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_end = match c {
            '\n' => true,
            '.' | '!' | '?' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if is_end {
            push(text, begin, at + c.len_utf8(), &mut sentences);
            begin = at + c.len_utf8();
        }
    }
    push(text, begin, text.len(), &mut sentences);
    sentences
}

fn push(text: &str, begin: usize, end: usize, sentences: &mut Vec<(usize, usize)>) {
    let piece = &text[begin..end];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let begin = begin + (piece.len() - piece.trim_start().len());
        sentences.push((begin, begin + trimmed.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentences_that_answer_are_quoted() {
        let text = "One is red. Two costs R$ 2,50! Three is blue.\nFour";
        let quote = |word: &str| {
            best(text, |sentence| {
                f32::from(u8::from(sentence.contains(word)))
            })
        };
        assert_eq!(quote("Two"), "Two costs R$ 2,50!");
        assert_eq!(quote("is"), "One is red. Two costs R$ 2,50! Three is blue.");
        assert_eq!(quote("Four"), "Four");
        assert_eq!(quote("nothing"), text);
        assert_eq!(best("", |_| 0.0), "");
    }
}
