//! How likely a customer is to leave, by what they say: without a model.
//!
//! Each sign adds to the likelihood as an independent reason would (`1 - (1 - p)(1 - q)`). Saying so
//! outright suffices; trouble alone does not, and trouble with anger, or again and again, does. The
//! weights are ours: nothing has been measured on real conversations yet, so a person decides what
//! follows (`coupon.rs`).

use serde::Serialize;
use understanding::Intent;

/// From here on somebody is likely to leave.
pub const LIKELY: f64 = 0.7;

/// Something that people say who leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// They say that they leave.
    SaysSo,
    /// They name somebody else whom they order from.
    GoesElsewhere,
    /// They are angry.
    Anger,
    /// It was not the first time.
    Again,
    /// Something went wrong with an order.
    Trouble,
}

impl Sign {
    /// How likely it makes leaving, by itself.
    const fn weight(self) -> f64 {
        match self {
            Sign::SaysSo => 0.8,
            Sign::GoesElsewhere => 0.6,
            Sign::Anger => 0.5,
            Sign::Again => 0.35,
            Sign::Trouble => 0.3,
        }
    }

    /// Words without accents, in small letters.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Sign::SaysSo => &[
                "nunca mais",
                "ultima vez que",
                "nao peco mais",
                "nao vou mais pedir",
                "nao compro mais",
                "nao volto",
                "desinstalar",
                "cancelar minha conta",
                "apagar minha conta",
                "perderam um cliente",
                "perderam uma cliente",
                "never again",
                "never ordering",
                "never order from",
                "last time i",
                "last order with you",
                "not coming back",
                "won't be back",
                "wont be back",
                "delete my account",
                "close my account",
                "lost a customer",
                "nunca mas",
                "ultima vez que pido",
                "no vuelvo",
                "no pido mas",
                "borrar mi cuenta",
                "cerrar mi cuenta",
                "perdieron un cliente",
                "perdieron una clienta",
            ],
            Sign::GoesElsewhere => &[
                "concorrente",
                "concorrencia",
                "outro app",
                "outro aplicativo",
                "outro restaurante",
                "vou pedir em outro",
                "competitor",
                "another app",
                "other app",
                "somewhere else",
                "competencia",
                "otra app",
                "otra aplicacion",
                "otro restaurante",
                "pedir en otro",
            ],
            Sign::Anger => &[
                "absurdo",
                "palhacada",
                "vergonha",
                "pessimo",
                "horrivel",
                "ridiculo",
                "decepcionad",
                "indignad",
                "procon",
                "reclame aqui",
                "terrible",
                "awful",
                "disgusting",
                "ridiculous",
                "unacceptable",
                "furious",
                "fed up",
                "disappointed",
                "inaceptable",
                "verguenza",
                "pesimo",
                "hart",
                "indignante",
            ],
            Sign::Again => &[
                "de novo",
                "outra vez",
                "toda vez",
                "sempre atrasa",
                "segunda vez",
                "terceira vez",
                "every time",
                "second time",
                "third time",
                "once again",
                "always late",
                "otra vez",
                "siempre llega",
                "tercera vez",
                "cada vez",
            ],
            Sign::Trouble => &[],
        }
    }
}

/// How likely somebody is to leave, and why that is thought.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Churn {
    /// 0.0 to 1.0.
    pub likelihood: f64,
    /// What was found, each once.
    pub signs: Vec<Sign>,
}

/// What the customer's messages and what the last is about make of it.
pub fn judge<'m>(messages: impl Iterator<Item = &'m str>, intent: Intent) -> Churn {
    let spoken: Vec<String> = messages.map(plain).collect();
    let says = |words: &[&str]| {
        let mut all = spoken.iter();
        all.any(|message| words.iter().any(|word| holds(message, word)))
    };
    let mut signs: Vec<Sign> = [Sign::SaysSo, Sign::GoesElsewhere, Sign::Anger, Sign::Again]
        .into_iter()
        .filter(|sign| says(sign.words()))
        .collect();
    if is_trouble(intent) {
        signs.push(Sign::Trouble);
    }
    let remains = signs
        .iter()
        .map(|sign| 1.0 - sign.weight())
        .product::<f64>();
    Churn {
        likelihood: 1.0 - remains,
        signs,
    }
}

/// Whether words stand in a message, beginning where a word begins.
fn holds(message: &str, words: &str) -> bool {
    let mut places = message.match_indices(words);
    places.any(|(at, _)| !message[..at].ends_with(char::is_alphanumeric))
}

fn is_trouble(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::LateOrder
            | Intent::RefundStatus
            | Intent::PaymentProblem
            | Intent::PixProblem
            | Intent::ItemUnavailable
            | Intent::WrongOrMissingItem
            | Intent::DamagedOrCold
            | Intent::CancelOrder
            | Intent::PrivacyDelete
    )
}

/// Small letters, without the accents of Portuguese and Spanish; runs of spaces are one.
pub(super) fn plain(text: &str) -> String {
    let letters = text.to_lowercase();
    let letters = letters.chars().map(|letter| match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'ê' | 'è' | 'ë' => 'e',
        'í' | 'î' | 'ì' | 'ï' => 'i',
        'ó' | 'ô' | 'õ' | 'ò' | 'ö' => 'o',
        'ú' | 'û' | 'ù' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '\u{2019}' => '\'',
        other => other,
    });
    let text: String = letters.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likely(messages: &[&str], intent: Intent) -> bool {
        judge(messages.iter().copied(), intent).likelihood >= LIKELY
    }

    #[test]
    fn who_says_so_is_likely_to_leave() {
        for message in [
            "Nunca mais peço nessa loja",
            "Perderam um cliente!",
            "This is the last time I order here",
            "I'm not coming  back",
            "No vuelvo a pedir con ustedes",
            "Quiero borrar mi cuenta",
        ] {
            assert!(likely(&[message], Intent::OutOfScope), "{message}");
        }
    }

    #[test]
    fn trouble_alone_is_not_leaving_and_trouble_with_anger_again_is() {
        assert!(!likely(&["Meu pedido está atrasado"], Intent::LateOrder));
        assert!(!likely(&["Chegou frio de novo"], Intent::DamagedOrCold));
        let messages = ["Chegou frio de novo", "Isso é um absurdo"];
        assert!(likely(&messages, Intent::DamagedOrCold));
    }

    #[test]
    fn who_is_content_stays() {
        for message in [
            "Obrigada, estava ótimo!",
            "Where is my order?",
            "¿A qué hora abren?",
            "O charter chegou",
        ] {
            assert_eq!(
                judge([message].into_iter(), Intent::Thanks).signs,
                [],
                "{message}"
            );
        }
    }

    #[test]
    fn a_sign_counts_once() {
        let churn = judge(["absurdo, absurdo, pessimo"].into_iter(), Intent::Greeting);
        assert_eq!(churn.signs, [Sign::Anger]);
    }
}
