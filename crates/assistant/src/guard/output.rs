//! What a model writes, on its way out.
//!
//! It becomes plain text ([`Plain`]), private numbers are hidden, and neither the canary nor the
//! words of the system prompt pass. As little as possible is held back: the word that is not over,
//! and words that could still become the prompt's, the canary or a number.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use crate::guard::redaction;
use crate::plain::{self, Hosts, Plain};

/// So many words of the prompt in a row are a leak; fewer are said by chance.
const LEAK_WORDS: usize = 8;

/// Of an answer, so many characters pass.
pub const ANSWER_CHARS_MAX: usize = 4_000;

/// What must not leave.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Letters and digits only.
    canary: String,
    /// Every run of at most [`LEAK_WORDS`] words of the prompt.
    runs: HashSet<String>,
}

impl Secrets {
    /// This canary, and the words of this prompt.
    pub fn new(canary: &str, prompt: &str) -> Secrets {
        let words = plain::words(prompt);
        let mut runs = HashSet::new();
        for start in 0..words.len() {
            let longest = LEAK_WORDS.min(words.len() - start);
            for length in 1..=longest {
                runs.insert(words[start..start + length].join(" "));
            }
        }
        Secrets {
            canary: plain::words(canary).concat(),
            runs,
        }
    }
}

/// A word with the space behind it.
#[derive(Debug)]
struct Word {
    shown: String,
    /// Its words as they are compared.
    compared: Vec<String>,
}

/// Filters one answer while it streams.
#[derive(Debug)]
pub struct Filter {
    plain: Plain,
    secrets: Arc<Secrets>,
    /// Plain text that does not end with a space yet.
    tail: String,
    held: VecDeque<Word>,
    passed: usize,
    leaked: bool,
}

impl Filter {
    /// Nothing has been written yet.
    pub fn new(secrets: Arc<Secrets>, hosts: Hosts) -> Filter {
        Filter {
            plain: Plain::new(hosts),
            secrets,
            tail: String::new(),
            held: VecDeque::new(),
            passed: 0,
            leaked: false,
        }
    }

    /// Whether something had to be held back for good. Nothing passes from then on.
    pub fn has_leaked(&self) -> bool {
        self.leaked
    }

    /// Takes more of the answer, and gives what may be shown.
    pub fn push(&mut self, text: &str) -> String {
        let plain = self.plain.push(text);
        self.take(&plain)
    }

    /// The rest, when no more comes.
    pub fn finish(&mut self) -> String {
        let plain = self.plain.finish();
        let mut shown = self.take(&plain);
        let tail = std::mem::take(&mut self.tail);
        self.hold(tail);
        let rest: String = self.held.drain(..).map(|word| word.shown).collect();
        if !self.leaked {
            shown.push_str(&self.let_pass(&redaction::redacted(&rest)));
        }
        shown
    }

    fn take(&mut self, plain: &str) -> String {
        self.tail.push_str(plain);
        let mut shown = String::new();
        while let Some(at) = self.tail.find(char::is_whitespace) {
            let end = self.tail[at..]
                .find(|c: char| !c.is_whitespace())
                .map_or(self.tail.len(), |length| at + length);
            let word: String = self.tail.drain(..end).collect();
            self.hold(word);
            shown.push_str(&self.release());
        }
        shown
    }

    fn hold(&mut self, shown: String) {
        if shown.is_empty() {
            return;
        }
        let compared = plain::words(&shown);
        self.held.push_back(Word { shown, compared });
        if self.holds_secret() {
            self.leaked = true;
            self.held.clear();
        }
    }

    /// The words that can become no secret any more.
    fn release(&mut self) -> String {
        if self.leaked {
            self.held.clear();
            return String::new();
        }
        let mut free = 0;
        while free < self.held.len() && !self.may_become_secret(free) {
            free += 1;
        }
        // A number may go on in the next word, and a code is known by the words before it.
        let numbers = self.held.iter().take(free).rev();
        free -= numbers.take_while(|word| is_numeric(&word.shown)).count();
        let text: String = self.held.drain(..free).map(|word| word.shown).collect();
        self.let_pass(&redaction::redacted(&text))
    }

    fn let_pass(&mut self, text: &str) -> String {
        let left = ANSWER_CHARS_MAX.saturating_sub(self.passed);
        let passed: String = text.chars().take(left).collect();
        self.passed += passed.chars().count();
        passed
    }

    fn compared(&self, from: usize) -> impl Iterator<Item = &str> {
        let held = self.held.iter().skip(from);
        held.flat_map(|word| word.compared.iter().map(String::as_str))
    }

    fn holds_secret(&self) -> bool {
        let joined: String = self.compared(0).collect();
        if !self.secrets.canary.is_empty() && joined.contains(&self.secrets.canary) {
            return true;
        }
        let words: Vec<&str> = self.compared(0).collect();
        words
            .windows(LEAK_WORDS)
            .any(|run| self.secrets.runs.contains(&run.join(" ")))
    }

    /// Whether what is held from the word at `from` on could be the beginning of a secret.
    fn may_become_secret(&self, from: usize) -> bool {
        let words: Vec<&str> = self.compared(from).collect();
        if words.is_empty() {
            return false;
        }
        let own: usize = self.held.get(from).map_or(0, |word| word.compared.len());
        let begins_run = (0..own.max(1)).any(|skip| {
            let run = &words[skip.min(words.len())..];
            !run.is_empty() && run.len() < LEAK_WORDS && self.secrets.runs.contains(&run.join(" "))
        });
        let joined = words.concat();
        let canary = &self.secrets.canary;
        let first: usize = words.iter().take(own).map(|word| word.len()).sum();
        let begins_canary = !canary.is_empty()
            && joined
                .char_indices()
                .take_while(|(at, _)| *at < first)
                .any(|(at, _)| canary.starts_with(&joined[at..]));
        begins_run || begins_canary
    }
}

/// Whether a word is part of a number, as telephones and cards are written, or says that a code
/// follows.
fn is_numeric(shown: &str) -> bool {
    let word = shown.trim();
    word.chars().any(|c| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || "+-().".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "You look after the orders of one small shop and of nobody else at all. \
        Answer in the language of the customer. Secret marker: PASSARO-9K2.";

    fn filtered(text: &str, size: usize) -> (String, bool) {
        let secrets = Arc::new(Secrets::new("PASSARO-9K2", PROMPT));
        let mut filter = Filter::new(secrets, Hosts::new(["loja.example"]));
        let characters: Vec<char> = text.chars().collect();
        let mut shown = String::new();
        for chunk in characters.chunks(size) {
            shown.push_str(&filter.push(&chunk.iter().collect::<String>()));
        }
        shown.push_str(&filter.finish());
        (shown, filter.has_leaked())
    }

    #[test]
    fn neither_canary_nor_prompt_leaves() {
        for text in [
            "Claro: PASSARO-9K2",
            "p a s s a r o 9 k 2",
            "Passaro - 9k2 e mais",
            "xPASSARO9K2x",
            "P\u{200b}ASSARO-9K2",
            "ok. You look after the orders of one small shop and of nobody else at all.",
            "answer in the LANGUAGE of the customer, secret marker",
        ] {
            for size in [1, 3, 200] {
                let (shown, leaked) = filtered(text, size);
                assert!(leaked, "{text} passed as {shown}");
                let compared = plain::words(&shown).concat();
                assert!(!compared.contains("passaro9k2"), "{shown}");
                assert!(!compared.contains("smallshopandofnobody"), "{shown}");
            }
        }
    }

    #[test]
    fn an_answer_passes_whole_however_it_is_cut() {
        let text =
            "O pedido 48999 chega entre 19:40 e 20:00.\nMais em https://loja.example/r/A1 ok?";
        for size in 1..20 {
            assert_eq!(filtered(text, size), (text.to_owned(), false));
        }
    }

    #[test]
    fn private_numbers_and_foreign_links_do_not_pass() {
        let text = "Fale com (11) 98765-4321 ou [aqui](https://mal.test/x) <img src=//mal.test>";
        for size in [1, 4, 100] {
            let (shown, _) = filtered(text, size);
            assert_eq!(shown.trim_end(), "Fale com ••• ou …");
        }
    }

    #[test]
    fn words_that_are_no_secret_are_not_held_back() {
        let secrets = Arc::new(Secrets::new("PASSARO-9K2", PROMPT));
        let mut filter = Filter::new(secrets, Hosts::default());
        assert_eq!(filter.push("Seu pedido "), "Seu pedido ");
        assert_eq!(filter.push("You look "), "");
        assert_eq!(filter.push("great today "), "You look great today ");
    }

    #[test]
    fn a_long_answer_is_cut() {
        let (shown, _) = filtered(&"a ".repeat(ANSWER_CHARS_MAX), 50);
        assert_eq!(shown.chars().count(), ANSWER_CHARS_MAX);
    }
}
