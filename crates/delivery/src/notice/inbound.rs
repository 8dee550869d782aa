//! What a customer's answer to a notice asks for.

use crate::notice::gsm::without_accent;

/// What an answer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// Nothing more on this channel.
    OptOut,
    /// Notices again.
    OptIn,
    /// Something else: a question for the assistant or the store.
    Other,
}

/// What `text` asks for, whatever its case, accents and punctuation. The whole message must be the
/// word, so that "pode parar na portaria?" mutes nothing. `CANCELAR` alone is no opt-out: it is how
/// people ask to cancel an order.
pub fn parse_inbound(text: &str) -> Inbound {
    let folded: String = text
        .chars()
        .flat_map(char::to_uppercase)
        .filter_map(without_accent)
        .collect();
    let words: Vec<&str> = folded
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        ["STOP" | "PARAR" | "SAIR"] | ["CANCELAR", "AVISOS"] => Inbound::OptOut,
        ["START" | "VOLTAR"] => Inbound::OptIn,
        _ => Inbound::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_word_is_read_however_it_is_written() {
        for text in [
            "STOP",
            "parar",
            " Sair. ",
            "PARÁR!",
            "para\u{301}r",
            "cancelar  avisos",
            "Cancelar, avisos…",
            "«stop»",
            "stop 🙏",
        ] {
            assert_eq!(parse_inbound(text), Inbound::OptOut, "{text}");
        }
        for text in ["voltar", "START", "Voltar!"] {
            assert_eq!(parse_inbound(text), Inbound::OptIn, "{text}");
        }
    }

    #[test]
    fn a_sentence_mutes_nothing() {
        for text in [
            "",
            "cancelar",
            "pode parar na portaria?",
            "não quero sair",
            "stopar",
            "avisos",
            "sair sair",
        ] {
            assert_eq!(parse_inbound(text), Inbound::Other, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_answer_panics(text in "\\PC{0,40}") {
            parse_inbound(&text);
        }
    }
}
