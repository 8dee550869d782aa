//! Text as it is compared: without case, accents and what cannot be seen; words, their stems, and
//! pieces of words.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

mod stop_words;

pub use stop_words::is_stop_word;

/// A language whose words can be stemmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Portuguese.
    Portuguese,
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::Portuguese, Language::English, Language::Spanish];

    const fn algorithm(self) -> Algorithm {
        match self {
            Language::Portuguese => Algorithm::Portuguese,
            Language::English => Algorithm::English,
            Language::Spanish => Algorithm::Spanish,
        }
    }
}

/// Lower case, compatibility forms made plain (`ﬁ` is `fi`, `５` is `5`), accents off, and without
/// characters that cannot be seen. Spaces and punctuation stay as they are.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        // Some capitals become a letter with a mark of its own: `İ`.
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// Whether a character takes no place on a screen but keeps words from being found: joiners, marks
/// of direction, soft hyphens, selectors of variants and tags.
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The words of a text, folded, in their order: runs of letters and digits. A point or a comma
/// between two digits belongs to the number: `27,90`.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = folded.chars().peekable();
    while let Some(c) = rest.next() {
        let mut joins = || {
            matches!(c, '.' | ',')
                && word.ends_with(|before: char| before.is_ascii_digit())
                && rest.peek().is_some_and(char::is_ascii_digit)
        };
        if c.is_alphanumeric() || joins() {
            word.push(c);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What is left of a folded word without its endings. The algorithms are those of Snowball.
pub fn stem(word: &str, language: Language) -> String {
    Stemmer::create(language.algorithm())
        .stem(word)
        .into_owned()
}

/// The pieces of so many characters that a word is made of, its beginning and its end marked by
/// `^` and `$`: `pix` has `^pi`, `pix` and `ix$`. A word that is shorter is one piece.
///
/// Panics when `length` is zero.
pub fn ngrams(word: &str, length: usize) -> Vec<String> {
    assert!(length > 0, "a piece of a word has characters");
    let marked: Vec<char> = std::iter::once('^')
        .chain(word.chars())
        .chain(std::iter::once('$'))
        .collect();
    if marked.len() <= length {
        return vec![marked.into_iter().collect()];
    }
    marked
        .windows(length)
        .map(|piece| piece.iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_case_accents_and_the_unseen_away() {
        assert_eq!(fold("Você já PEDIU AÇAÍ?"), "voce ja pediu acai?");
        assert_eq!(fold("can\u{200b}ce\u{ad}lar\u{202e}"), "cancelar");
        assert_eq!(fold("ﬁm １２ İ"), "fim 12 i");
    }

    #[test]
    fn words_keep_their_numbers_whole() {
        assert_eq!(
            words("Custa R$ 27,90, das 11h às 14h30."),
            ["custa", "r", "27,90", "das", "11h", "as", "14h30"]
        );
        assert_eq!(words("1, 2.b 3."), ["1", "2", "b", "3"]);
        assert!(words(" \u{200b}… !").is_empty());
    }

    #[test]
    fn forms_of_a_word_share_their_stem() {
        for (language, one, other) in [
            (Language::Portuguese, "entregas", "entrega"),
            (Language::English, "deliveries", "delivery"),
            (Language::Spanish, "pedidos", "pedido"),
        ] {
            assert_eq!(stem(one, language), stem(other, language));
        }
    }

    #[test]
    fn pieces_know_where_a_word_begins_and_ends() {
        assert_eq!(ngrams("pix", 3), ["^pi", "pix", "ix$"]);
        assert_eq!(ngrams("a", 4), ["^a$"]);
    }
}
