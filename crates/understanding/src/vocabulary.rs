//! What a shop calls things.

use crate::spelling;

/// The names of a shop's items and of the districts it delivers to. It helps to find items and
/// places in a message; without it, what is commonly eaten is known.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    items: Vec<Vec<String>>,
    places: Vec<Vec<String>>,
}

impl Vocabulary {
    /// Takes down names of items and of districts, as the shop writes them.
    pub fn new<'a>(
        items: impl IntoIterator<Item = &'a str>,
        places: impl IntoIterator<Item = &'a str>,
    ) -> Vocabulary {
        Vocabulary {
            items: longest_first(items),
            places: longest_first(places),
        }
    }

    /// How many of the words, from the first, are the name of an item.
    pub(crate) fn item_length(&self, words: &[&str]) -> Option<usize> {
        length_of(&self.items, words)
    }

    /// How many of the words, from the first, are the name of a district.
    pub(crate) fn place_length(&self, words: &[&str]) -> Option<usize> {
        length_of(&self.places, words)
    }
}

fn longest_first<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Vec<String>> {
    let mut listed: Vec<Vec<String>> = names
        .into_iter()
        .map(|name| {
            let tokens = spelling::tokens(name);
            tokens.into_iter().map(|token| token.folded).collect()
        })
        .filter(|words: &Vec<String>| !words.is_empty())
        .collect();
    listed.sort_by_key(|words| std::cmp::Reverse(words.len()));
    listed
}

fn length_of(names: &[Vec<String>], words: &[&str]) -> Option<usize> {
    let fits = |name: &&Vec<String>| {
        words.len() >= name.len() && name.iter().zip(words).all(|(part, word)| part == word)
    };
    names.iter().find(fits).map(Vec::len)
}
