//! Messages that ask for nothing: greetings and thanks.

use knowledge::text::words;

/// A message that says hello or thanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SmallTalk {
    /// Hello, or goodbye.
    Greeting,
    /// Thanks.
    Thanks,
}

/// Words of greetings, folded, in three languages.
const GREETINGS: [&str; 32] = [
    "oi",
    "oii",
    "oie",
    "ola",
    "opa",
    "alo",
    "eai",
    "salve",
    "bom",
    "boa",
    "dia",
    "tarde",
    "noite",
    "tchau",
    "hello",
    "hi",
    "hey",
    "hiya",
    "howdy",
    "morning",
    "afternoon",
    "evening",
    "night",
    "bye",
    "goodbye",
    "greetings",
    "hola",
    "buenos",
    "buenas",
    "dias",
    "tardes",
    "noches",
];

/// Words of thanks.
const THANKS: [&str; 17] = [
    "obrigado",
    "obrigada",
    "obg",
    "brigado",
    "brigada",
    "valeu",
    "vlw",
    "grato",
    "grata",
    "agradeco",
    "agradecido",
    "agradecida",
    "thanks",
    "thank",
    "thx",
    "ty",
    "gracias",
];

/// Words that may go with either and ask for nothing themselves.
const FILLERS: [&str; 43] = [
    "tudo", "bem", "td", "bom", "e", "ai", "pessoal", "gente", "muito", "mto", "pela", "pelo",
    "ajuda", "atencao", "ok", "good", "day", "there", "how", "are", "you", "so", "much", "a",
    "lot", "for", "your", "the", "help", "que", "tal", "como", "estas", "muchas", "mil", "por",
    "la", "ayuda", "then", "entao", "very", "everyone", "all",
];

/// A message with more words than this asks for something.
const WORDS_MAX: usize = 8;

/// Whether a message is a greeting or thanks and no more.
pub(crate) fn of(message: &str) -> Option<SmallTalk> {
    let words = words(message);
    let is_in = |list: &[&str], word: &String| list.contains(&word.as_str());
    if words.is_empty() || words.len() > WORDS_MAX {
        return None;
    }
    let fits =
        |word: &String| is_in(&GREETINGS, word) || is_in(&THANKS, word) || is_in(&FILLERS, word);
    if !words.iter().all(fits) {
        return None;
    }
    if words.iter().any(|word| is_in(&THANKS, word)) {
        Some(SmallTalk::Thanks)
    } else if words.iter().any(|word| is_in(&GREETINGS, word)) {
        Some(SmallTalk::Greeting)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_and_thanks_ask_for_nothing() {
        for message in [
            "Oi",
            "Olá, bom dia!",
            "hello there",
            "¡Buenas tardes!",
            "Hi, how are you?",
        ] {
            assert_eq!(of(message), Some(SmallTalk::Greeting), "{message}");
        }
        for message in [
            "Muito obrigada pela ajuda",
            "thanks a lot",
            "muchas gracias",
            "ok, valeu!",
        ] {
            assert_eq!(of(message), Some(SmallTalk::Thanks), "{message}");
        }
        for message in [
            "",
            "Oi, cadê meu pedido?",
            "tudo",
            "thanks, but where is it",
            "bom preço?",
        ] {
            assert_eq!(of(message), None, "{message}");
        }
    }
}
