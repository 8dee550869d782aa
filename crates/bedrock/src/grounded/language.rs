//! The language that is answered in: that of the last question.

use knowledge::text::{Language, words};

use crate::conversation::{Conversation, Role};

/// Words that one language has and the others have not, folded. Small words are in every sentence.
const PORTUGUESE: [&str; 44] = [
    "nao", "voce", "voces", "meu", "minha", "meus", "minhas", "qual", "quais", "quanto", "quanta",
    "onde", "quando", "posso", "pode", "fazer", "faco", "ja", "um", "uma", "do", "da", "dos",
    "das", "no", "na", "em", "ao", "com", "sem", "pedido", "oi", "ola", "obrigado", "obrigada",
    "sao", "tem", "eu", "ate", "isso", "esta", "estou", "quero", "pra",
];
const ENGLISH: [&str; 44] = [
    "the", "is", "are", "was", "my", "your", "what", "where", "when", "which", "how", "who", "why",
    "can", "could", "do", "does", "did", "i", "you", "it", "of", "to", "and", "in", "on", "for",
    "with", "not", "be", "have", "has", "will", "would", "there", "this", "that", "hi", "hello",
    "thanks", "an", "order", "much", "if",
];
const SPANISH: [&str; 40] = [
    "el", "los", "las", "mi", "mis", "tu", "usted", "donde", "cuando", "cuanto", "cuanta", "cual",
    "cuales", "puedo", "puede", "hacer", "hago", "ya", "un", "una", "del", "al", "en", "con",
    "sin", "y", "pero", "hola", "gracias", "esta", "estoy", "quiero", "tengo", "tiene", "hay",
    "lo", "su", "es", "son", "yo",
];

/// The language of a conversation's last question; of the one before where that has no word that
/// tells, and at last of the prompt.
pub(crate) fn of(conversation: &Conversation) -> Language {
    let said = conversation.turns.iter().rev();
    let said = said.filter(|turn| turn.role == Role::User);
    let said = said.map(super::super::conversation::Turn::words);
    let prompts = conversation.system.iter().rev().cloned();
    said.chain(prompts)
        .find_map(|text| of_text(&text))
        .unwrap_or(Language::Portuguese)
}

/// The language of a text; `None` where no word tells.
pub(crate) fn of_text(text: &str) -> Option<Language> {
    let words = words(text);
    let count = |list: &[&str]| {
        words
            .iter()
            .filter(|word| list.contains(&word.as_str()))
            .count()
    };
    // Letters and marks that only one of them is written with.
    let marks = |marks: &[char]| 2 * usize::from(text.contains(marks));
    let counts = [
        (
            Language::Portuguese,
            count(&PORTUGUESE) + marks(&['ã', 'õ', 'ç', 'ê', 'â', 'Ã', 'Õ', 'Ç']),
        ),
        (Language::English, count(&ENGLISH)),
        (
            Language::Spanish,
            count(&SPANISH) + marks(&['ñ', '¿', '¡', 'Ñ']),
        ),
    ];
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let first = counts.iter().find(|(_, count)| *count == most);
    first.filter(|_| most > 0).map(|(language, _)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_tell_their_language() {
        for (text, language) in [
            ("Qual é o prazo para cancelar?", Language::Portuguese),
            ("Posso mudar o endereço", Language::Portuguese),
            ("What is the delivery fee?", Language::English),
            ("where is my order", Language::English),
            ("¿Cuál es el plazo para cancelar?", Language::Spanish),
            ("donde esta mi pedido", Language::Spanish),
        ] {
            assert_eq!(of_text(text), Some(language), "{text}");
        }
        assert_eq!(of_text("pizza"), None);
    }
}
