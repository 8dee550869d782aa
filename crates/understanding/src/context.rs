//! What a conversation was about when a message came.

use crate::spelling::{self, Sort, Token};
use crate::{Intent, Said, Speaker};

/// So many of the customer's last messages are asked what the conversation is about.
const LOOKED_BACK: usize = 3;

/// What a conversation was about when a message came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// What the customer wanted last.
    pub(crate) topic: Option<Intent>,
    /// What the assistant asked last, if its last words were a question.
    pub(crate) asked: Option<Asked>,
}

/// What the assistant asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// "Confirma?": yes or no.
    YesOrNo,
    /// Where to.
    Address,
    /// Anything else: which order, how many, when.
    Something,
}

impl Setting {
    /// Reads what was said before, the oldest first. `weigh` says how likely each intent is, in the
    /// order of [`Intent::ALL`].
    pub(crate) fn of(before: &[Said], weigh: impl Fn(&str) -> Vec<f32>) -> Setting {
        let asked = before
            .last()
            .filter(|said| said.by == Speaker::Assistant)
            .and_then(|said| Asked::by(&said.text));
        let customers = before
            .iter()
            .rev()
            .filter(|said| said.by == Speaker::Customer);
        let topic = customers
            .take(LOOKED_BACK)
            .map(|said| best(&weigh(&said.text)))
            .find(|intent| is_topic(*intent));
        Setting { topic, asked }
    }
}

impl Asked {
    fn by(text: &str) -> Option<Asked> {
        if !text.contains('?') {
            return None;
        }
        let folded = spelling::fold(text);
        let question = folded.trim_end_matches(|c: char| c != '?');
        let start = question[..question.len().saturating_sub(1)]
            .rfind(['.', '!', '?', '\n', '¿'])
            .map_or(0, |at| at + 1);
        let words: Vec<&str> = question
            .get(start..)
            .unwrap_or(question)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let open = words.iter().any(|word| OPEN.contains(word));
        let address = words.iter().any(|word| ADDRESS.contains(word));
        Some(match (open, address) {
            (true, true) => Asked::Address,
            (true, false) => Asked::Something,
            (false, _) => Asked::YesOrNo,
        })
    }
}

/// Words of questions that yes and no do not answer.
const OPEN: &[&str] = &[
    "qual", "quais", "quando", "quanto", "quantos", "quantas", "onde", "como", "quem", "which",
    "what", "when", "where", "how", "who", "cual", "cuales", "cuando", "cuanto", "cuantos",
    "cuantas", "donde", "adonde", "quien",
];

/// Words of questions for an address.
const ADDRESS: &[&str] = &[
    "endereco",
    "address",
    "direccion",
    "domicilio",
    "rua",
    "street",
    "calle",
];

/// Weighs a message once more, by what the conversation was about. `likely` is how likely each
/// intent is, in the order of [`Intent::ALL`], and stays a distribution.
pub(crate) fn reconsider(likely: &mut [f32], message: &str, setting: &Setting) {
    let tokens = spelling::tokens(message);
    let answer = Answer::of(&tokens);
    if setting.asked == Some(Asked::Address)
        && setting
            .topic
            .is_none_or(|topic| topic == Intent::ChangeAddress)
        && answer.names_a_place
    {
        mix(likely, Intent::ChangeAddress, 0.8);
        return;
    }
    if let Some(topic) = setting.topic {
        let judged = best(likely);
        let decisive = matches!(
            judged,
            Intent::ConfirmYes | Intent::ConfirmNo | Intent::Thanks | Intent::HumanAgent
        ) && !answer.continues;
        let share = match (answer.bare, answer.continues, setting.asked) {
            (true, _, _) => 0.8,
            (_, true, _) if answer.words <= 7 => 0.6,
            _ if decisive => 0.0,
            (_, _, Some(Asked::Something | Asked::Address)) => 0.35,
            _ if answer.words <= 4 => 0.25,
            _ => 0.08,
        };
        mix(likely, topic, share);
    }
    if setting.asked == Some(Asked::YesOrNo) {
        let judged = best(likely);
        if matches!(judged, Intent::ConfirmYes | Intent::ConfirmNo) {
            mix(likely, judged, 0.2);
        }
    }
}

/// What a message looks like as an answer.
struct Answer {
    words: usize,
    /// A number or an ordinal and nothing else: `o segundo`, `48213`.
    bare: bool,
    /// It goes on from what was said: `e no domingo?`
    continues: bool,
    names_a_place: bool,
}

impl Answer {
    fn of(tokens: &[Token]) -> Answer {
        let words: Vec<&str> = tokens
            .iter()
            .filter(|token| token.sort != Sort::Mark)
            .map(|token| token.folded.as_str())
            .collect();
        let bare = !words.is_empty()
            && words.len() <= 5
            && words.iter().any(|word| is_pointer(word))
            && words
                .iter()
                .all(|word| is_pointer(word) || FILLERS.contains(word));
        let continues = words.len() > 1
            && (CONTINUING.contains(&words[0]) || words.starts_with(&["what", "about"]));
        let names_a_place = words.len() >= 2
            && (words
                .iter()
                .any(|word| word.chars().any(|c| c.is_ascii_digit()))
                || words
                    .iter()
                    .any(|word| ADDRESS.contains(word) || *word == "av"));
        Answer {
            words: words.len(),
            bare,
            continues,
            names_a_place,
        }
    }
}

fn is_pointer(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || POINTERS.contains(&word)
}

/// Words that point at one of several.
const POINTERS: &[&str] = &[
    "primeiro", "primeira", "segundo", "segunda", "terceiro", "terceira", "ultimo", "ultima",
    "ambos", "dois", "duas", "first", "second", "third", "last", "latter", "former", "both", "one",
    "two", "primero", "primer", "segundo", "tercero", "ultimo", "ambos", "dos", "uno", "una", "um",
    "uma", "outro", "outra", "other", "otro", "otra", "esse", "essa", "este", "esta", "ese",
];

/// Words that stand beside a pointer.
const FILLERS: &[&str] = &[
    "o", "a", "os", "as", "e", "de", "do", "da", "mesmo", "so", "pedido", "por", "favor", "the",
    "order", "please", "just", "only", "number", "el", "la", "los", "las", "es", "solo", "y",
    "and", "ai", "pf", "pfv", "numero", "n",
];

/// Words that go on from what was said.
const CONTINUING: &[&str] = &["e", "y", "and", "mas", "but", "pero"];

fn is_topic(intent: Intent) -> bool {
    !matches!(
        intent,
        Intent::Greeting
            | Intent::Thanks
            | Intent::ConfirmYes
            | Intent::ConfirmNo
            | Intent::OutOfScope
    )
}

fn best(likely: &[f32]) -> Intent {
    let ranked = Intent::ALL.into_iter().zip(likely);
    ranked
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map_or(Intent::OutOfScope, |(intent, _)| intent)
}

/// Gives `intent` such a share, and the others the rest.
fn mix(likely: &mut [f32], intent: Intent, share: f32) {
    for (other, weight) in Intent::ALL.into_iter().zip(likely.iter_mut()) {
        *weight *= 1.0 - share;
        if other == intent {
            *weight += share;
        }
    }
}
