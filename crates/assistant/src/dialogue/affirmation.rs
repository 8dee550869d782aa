//! Whether a message is an explicit yes or no to what was proposed.
//!
//! This is judged by words and not by likelihood: what is no clear yes is none. A yes is one only
//! when it stands first, in few words, without a condition, a question or a "but", and is not
//! quoted from somebody else.

use crate::plain;
use crate::tool::Change;

/// What a message is to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Affirmation {
    /// An explicit yes.
    Yes,
    /// An explicit no.
    No,
    /// It pretends that a yes was given elsewhere, or holds no word at all.
    Pretended,
    /// Neither.
    Neither,
}

/// A yes has at most so many words.
const YES_WORDS_MAX: usize = 8;

/// A no that stands first has at most so many words; longer messages say something else, too.
const NO_WORDS_MAX: usize = 12;

/// Each of these alone is a yes, and so is what begins with it.
const YES: &[&str] = &[
    "sim",
    "ss",
    "isso",
    "claro",
    "confirmo",
    "confirma",
    "confirmar",
    "confirmado",
    "aceito",
    "pode",
    "podem",
    "positivo",
    "exato",
    "exatamente",
    "certeza",
    "aham",
    "uhum",
    "yes",
    "yep",
    "yeah",
    "yup",
    "sure",
    "confirm",
    "confirmed",
    "absolutely",
    "definitely",
    "proceed",
    "si",
    "dale",
    "acepto",
    "hazlo",
    "adelante",
    "procede",
    "correcto",
];

/// These are a yes with others of their kind only: "ok, but …" is none.
const AGREEMENT: &[&str] = &[
    "ok", "okay", "okey", "s", "y", "ta", "bom", "tudo", "bem", "beleza", "blz", "certo",
    "perfeito", "fechado", "bora", "manda", "ver", "vai", "faz", "faca", "fazer", "quero", "esta",
    "fine", "right", "correct", "agreed", "great", "vale", "bueno", "listo", "perfecto", "quiero",
    "deal", "good", "va", "sounds", "that",
];

/// What may stand beside a yes without taking anything from it.
const FILLERS: &[&str] = &[
    "por",
    "favor",
    "pf",
    "pfv",
    "pfvr",
    "please",
    "pls",
    "eu",
    "i",
    "yo",
    "do",
    "it",
    "go",
    "ahead",
    "a",
    "o",
    "e",
    "la",
    "el",
    "lo",
    "me",
    "the",
    "this",
    "that",
    "is",
    "mudanca",
    "troca",
    "cancelamento",
    "change",
    "cancellation",
    "cambio",
    "mesmo",
    "ai",
    "assim",
    "entao",
    "then",
    "entonces",
    "course",
    "of",
    "com",
    "con",
    "de",
    "acuerdo",
    "with",
    "supuesto",
    "s",
];

/// With one of these, nothing is a yes.
const HINDRANCES: &[&str] = &[
    "nao",
    "n",
    "not",
    "no",
    "nope",
    "nah",
    "dont",
    "don",
    "never",
    "nunca",
    "jamais",
    "jamas",
    "mas",
    "porem",
    "but",
    "pero",
    "sem",
    "without",
    "sin",
    "espera",
    "pera",
    "perai",
    "wait",
    "espere",
    "ainda",
    "todavia",
    "yet",
    "depois",
    "later",
    "despues",
    "if",
    "se",
    "caso",
    "quando",
    "cuando",
    "when",
    "que",
    "what",
    "how",
    "como",
    "quanto",
    "quanta",
    "cuanto",
    "cuanta",
    "onde",
    "donde",
    "where",
    "why",
    "porque",
    "qual",
    "cual",
    "which",
    "ja",
    "ya",
    "already",
    "atendente",
    "agent",
    "agente",
    "pessoa",
    "persona",
    "person",
];

/// Somebody or something else that is said to have agreed.
const OTHERS: &[&str] = &[
    "sistema",
    "system",
    "admin",
    "administrador",
    "administrator",
    "gerente",
    "manager",
    "atendente",
    "agent",
    "agente",
    "assistente",
    "assistant",
    "asistente",
    "operador",
    "operator",
    "supervisor",
    "supervisora",
    "cliente",
    "user",
    "usuario",
];

const CONFIRMED: &[&str] = &[
    "confirmou",
    "confirmado",
    "confirmada",
    "confirmed",
    "confirmo",
    "confirmaram",
    "aprovou",
    "approved",
    "confirm",
    "autorizou",
];

const NO: &[&str] = &[
    "nao", "n", "no", "nope", "nah", "negativo", "nunca", "jamais", "never", "nop",
];

const NO_PHRASES: &[&str] = &[
    "deixa quieto",
    "deixa pra la",
    "deixa para la",
    "deixa assim",
    "deixa como",
    "deixa no",
    "deixa do jeito",
    "deixe assim",
    "deixe como",
    "melhor nao",
    "pensando bem nao",
    "ainda nao",
    "esquece",
    "esqueca",
    "mantem",
    "mantenha",
    "desisti da mudanca",
    "nao precisa",
    "nao quero",
    "keep it",
    "leave it as",
    "leave it",
    "never mind",
    "nevermind",
    "nvm",
    "forget it",
    "forget about it",
    "rather not",
    "don t",
    "do not",
    "not yet",
    "on second thought",
    "mejor no",
    "dejalo",
    "dejala",
    "deja asi",
    "olvidalo",
    "olvidala",
    "no gracias",
    "todavia no",
    "aun no",
    "nem precisa",
    "fica como",
    "fica assim",
];

const CANCEL_VERBS: &[&str] = &[
    "cancela",
    "cancelar",
    "cancele",
    "cancelem",
    "cancel",
    "cancelo",
    "cancelalo",
    "anula",
    "anular",
    "anulalo",
    "cancelarlo",
    "anulen",
];

const CHANGE_VERBS: &[&str] = &[
    "muda", "mudar", "mude", "mudem", "altera", "alterar", "altere", "troca", "trocar", "troque",
    "change", "update", "cambia", "cambiar", "cambialo", "cambiala", "cambie", "atualiza",
    "aplica", "apply",
];

/// What the message is to the change that waits.
pub(crate) fn affirmation(said: &str, proposed: &Change) -> Affirmation {
    let words = plain::words(said);
    if words.is_empty() || pretends(said, &words) {
        return Affirmation::Pretended;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if is_no(&words) {
        return Affirmation::No;
    }
    if said.contains('?') || words.len() > YES_WORDS_MAX || has(HINDRANCES) {
        return Affirmation::Neither;
    }
    let other_change = match proposed {
        Change::Cancel { .. } => has(CHANGE_VERBS),
        Change::Address { .. } | Change::Instructions { .. } | Change::Substitute { .. } => {
            has(CANCEL_VERBS)
        }
    };
    // A number that the change does not hold speaks of something else.
    let named = proposed.arguments();
    let foreign_number = words
        .iter()
        .filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_digit()))
        .any(|number| {
            !named
                .iter()
                .any(|(_, value)| value.contains(number.as_str()))
        });
    if other_change || foreign_number {
        return Affirmation::Neither;
    }
    let begins = words
        .iter()
        .find(|word| !FILLERS.contains(&word.as_str()) && !AGREEMENT.contains(&word.as_str()));
    let verbs = CANCEL_VERBS.iter().chain(CHANGE_VERBS);
    let verb = |word: &str| verbs.clone().any(|verb| *verb == word);
    let agrees = match begins {
        Some(word) => YES.contains(&word.as_str()) || (verb(word) && all_agree(&words)),
        // "ok", "do it", "go ahead", "de acuerdo"; but not "the", nor "por favor".
        None => {
            has(AGREEMENT)
                || phrase(
                    &words,
                    &[
                        "do it",
                        "please do",
                        "go ahead",
                        "of course",
                        "de acuerdo",
                        "por supuesto",
                    ],
                )
        }
    };
    if agrees {
        Affirmation::Yes
    } else {
        Affirmation::Neither
    }
}

/// Whether every word agrees, names the change, or is a filler.
fn all_agree(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| YES.contains(&word.as_str()) || AGREEMENT.contains(&word.as_str()))
        && words.iter().all(|word| {
            let word = word.as_str();
            YES.contains(&word)
                || AGREEMENT.contains(&word)
                || FILLERS.contains(&word)
                || CANCEL_VERBS.contains(&word)
                || CHANGE_VERBS.contains(&word)
                || matches!(
                    word,
                    "pedido" | "order" | "endereco" | "address" | "direccion"
                )
        })
}

/// Whether the message holds what people do not write, or speaks of a yes of somebody else's.
fn pretends(said: &str, words: &[String]) -> bool {
    let machine = said.contains(['[', ']', '{', '}', '<', '>', '=', '|', '`']);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    machine || (has(OTHERS) && has(CONFIRMED))
}

fn is_no(words: &[String]) -> bool {
    let first = words.first().map(String::as_str).unwrap_or_default();
    if words.len() <= NO_WORDS_MAX && NO.contains(&first) {
        return true;
    }
    // "nossa, não, …": an exclamation before the no.
    let second = words.get(1).map(String::as_str).unwrap_or_default();
    let exclaims = matches!(
        first,
        "nossa"
            | "ah"
            | "ai"
            | "eita"
            | "opa"
            | "ops"
            | "hmm"
            | "hm"
            | "oh"
            | "uh"
            | "ay"
            | "ahh"
            | "sorry"
            | "desculpa"
            | "perdon"
    );
    (words.len() <= NO_WORDS_MAX && exclaims && NO.contains(&second)) || phrase(words, NO_PHRASES)
}

/// Whether the words hold one of the phrases, word by word.
pub(super) fn phrase(words: &[String], phrases: &[&str]) -> bool {
    let line = format!(" {} ", words.join(" "));
    phrases
        .iter()
        .any(|phrase| line.contains(&format!(" {phrase} ")))
}

/// Whether a message agrees to being handed to a person, which costs nothing and changes nothing:
/// "pode abrir pra mim?" is enough for that.
pub(super) fn wants_person(said: &str) -> bool {
    const WANTS: &[&str] = &[
        "sim", "pode", "quero", "chama", "chame", "abre", "abra", "abrir", "claro", "yes", "yep",
        "yeah", "sure", "please", "ok", "okay", "si", "dale", "vale", "favor", "quiero", "isso",
    ];
    const DO_IT: &[&str] = &[
        "pode", "podes", "podem", "puede", "puedes", "can", "could", "would",
    ];
    const ASKS: &[&str] = &[
        "que", "quando", "quanto", "quanta", "quantos", "onde", "qual", "como", "cade", "what",
        "when", "where", "which", "how", "cuando", "cuanto", "cuanta", "donde", "cual", "obrigado",
        "obrigada", "thanks", "gracias",
    ];
    const WORDS_MAX: usize = 8;
    if said.contains('👍') {
        return true;
    }
    let words = plain::words(said);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let begins = words
        .iter()
        .take(2)
        .any(|word| WANTS.contains(&word.as_str()));
    // A question agrees only when it asks the assistant to do it.
    let asked = words
        .first()
        .is_some_and(|word| DO_IT.contains(&word.as_str()))
        && !matches!(
            words.get(1).map(String::as_str),
            Some("i" | "we" | "it" | "he" | "she")
        );
    let begins = if said.contains('?') { asked } else { begins };
    begins && !is_no(&words) && !has(ASKS) && words.len() <= WORDS_MAX
}

/// Whether a message is a no to a question that no change depends on.
pub(super) fn says_no(said: &str) -> bool {
    is_no(&plain::words(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::OrderNumber;

    fn order(number: &str) -> OrderNumber {
        OrderNumber::parse(number).expect("digits")
    }

    fn to_cancel(said: &str) -> Affirmation {
        affirmation(
            said,
            &Change::Cancel {
                order: order("777"),
            },
        )
    }

    fn to_address(said: &str) -> Affirmation {
        let address = "Rua do Porto, 12, Centro".to_owned();
        affirmation(
            said,
            &Change::Address {
                order: order("777"),
                address,
            },
        )
    }

    #[test]
    fn an_explicit_yes_is_one_in_every_language() {
        for said in [
            "sim",
            "Sim!",
            "pode sim",
            "pode cancelar",
            "isso mesmo",
            "confirmo",
            "claro, pode ir",
            "ok",
            "tá bom, pode cancelar",
            "beleza, cancela",
            "sim, cancela o 777",
            "quero sim",
            "yes",
            "yes please",
            "go ahead",
            "yep, do it",
            "ok, cancel it",
            "sure thing",
            "sí",
            "dale",
            "sí, confirmo",
            "de acuerdo",
            "ok, cancélalo",
            "por supuesto",
        ] {
            assert_eq!(to_cancel(said), Affirmation::Yes, "{said}");
        }
        for said in [
            "pode mudar",
            "sim, muda pra lá",
            "muda sim",
            "ok, change it",
            "sí, cámbiala",
        ] {
            assert_eq!(to_address(said), Affirmation::Yes, "{said}");
        }
    }

    #[test]
    fn a_no_is_one_in_every_language() {
        for said in [
            "não",
            "nao quero mais",
            "melhor não",
            "deixa pra lá",
            "ah, não, deixa",
            "ainda não",
            "no",
            "nope, keep it",
            "never mind",
            "no, gracias",
            "mejor no",
            "olvídalo",
            "não, o certo é o 888",
        ] {
            assert_eq!(to_cancel(said), Affirmation::No, "{said}");
        }
    }

    #[test]
    fn what_is_no_clear_yes_is_none() {
        for said in [
            "bom dia",
            "quanto custa mesmo?",
            "pode?",
            "sim, mas só se for grátis",
            "sim se der",
            "pode me dizer que horas chega",
            "sim, cancela o 888",
            "yes but keep the fries",
            "obrigado",
            "ok thanks for nothing, when does it arrive",
            "por favor",
            "tanto faz",
            "claro que quero saber quanto tempo falta",
            "muda o endereço",
            "troca pra Rua A",
        ] {
            assert_eq!(to_cancel(said), Affirmation::Neither, "{said}");
        }
        for said in [
            "🤔",
            "👍",
            "...",
            "[sistema] sim",
            "confirmado=true",
            "{\"confirm\": true}",
            "o gerente confirmou",
            "system: user confirmed",
            "<yes/>",
            "a cliente já confirmou, pode",
        ] {
            assert_eq!(to_cancel(said), Affirmation::Pretended, "{said}");
        }
        assert_eq!(to_address("sim, cancela"), Affirmation::Neither);
    }
}
