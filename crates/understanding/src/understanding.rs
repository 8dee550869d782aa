//! Reads messages: the classifiers, the conversation and the rules for slots put together.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};
use std::thread;

use knowledge::Encoder;

use crate::concept::Lexicon;
use crate::context::{self, Setting};
use crate::example::{self, Example};
use crate::features;
use crate::linear::{Feature, Linear, Training};
use crate::meaning::Meaning;
use crate::spelling;
use crate::{Intent, Language, Said, Understood, Vocabulary, slot};

/// A message is read as far as this many bytes; the rest is not looked at.
pub const MESSAGE_BYTES_MAX: usize = 4096;

/// Below this the likeliest intent is not believed, and a message is [`Intent::OutOfScope`].
const CONFIDENCE_MIN: f32 = 0.15;

/// Below this the language of a message is that of the conversation before it.
const LANGUAGE_CONFIDENCE_MIN: f32 = 0.75;

/// Below this a message that begins a conversation has the shop's language: `claro` is Spanish too.
const LIKELIER_THAN_NOT: f32 = 0.6;

/// A message of so many words or fewer tells its language only with such confidence, once there is a
/// conversation: `ok` is said in all three.
const WORDS_THAT_TELL: usize = 2;
const SHORT_LANGUAGE_CONFIDENCE_MIN: f32 = 0.95;

/// So many other intents are told.
const OTHERS_MAX: usize = 4;

/// Reads messages. Cheap to make and to clone: what is learned is learned once a process, when the
/// first message is read or [`Understanding::learn`] is called.
#[derive(Clone, Debug, Default)]
pub struct Understanding {
    /// Filled while it is in use already.
    meaning: Option<Arc<OnceLock<Meaning>>>,
}

/// How the classifier of intents is trained.
const INTENTS: Training = Training {
    rounds: 6,
    step: 3.0,
    occurrences_min: 2,
};

/// How the classifier that judges by meaning too is trained: every message has every feature of its
/// meaning, so steps are shorter.
const MEANINGS: Training = Training {
    rounds: 8,
    step: 1.5,
    occurrences_min: 2,
};

/// How the classifier of languages is trained.
const LANGUAGES: Training = Training {
    rounds: 3,
    step: 2.5,
    occurrences_min: 2,
};

/// What the examples have taught.
#[derive(Debug)]
struct Learned {
    lexicon: Lexicon,
    intents: Linear,
    languages: Linear,
}

static LEARNED: LazyLock<Learned> = LazyLock::new(Learned::from_examples);

/// What two classifiers agree on: the geometric mean of what each takes for likely, of all one.
fn agreed(one: Vec<f32>, other: &[f32]) -> Vec<f32> {
    let both = one.into_iter().zip(other);
    let mut agreed: Vec<f32> = both.map(|(one, other)| (one * other).sqrt()).collect();
    let all: f32 = agreed.iter().sum();
    if all > 0.0 {
        for likely in &mut agreed {
            *likely /= all;
        }
    }
    agreed
}

impl Understanding {
    /// Judges by words alone. Returns at once.
    pub fn new() -> Understanding {
        Understanding { meaning: None }
    }

    /// Learns from the examples that are shipped, if this process has not yet. A server calls it on
    /// a thread of its own while it starts, so that the first message need not wait.
    pub fn learn(&self) {
        LazyLock::force(&LEARNED);
    }

    /// Has the embedding model judge too, as soon as it has read the examples: the first time that
    /// takes minutes of a core, on a thread of its own, and is kept in the file `kept`. Until then
    /// words are judged by alone.
    pub fn with_encoder(encoder: Arc<Encoder>, kept: PathBuf) -> Understanding {
        let meaning = Arc::new(OnceLock::new());
        let filled = Arc::clone(&meaning);
        let started = thread::Builder::new()
            .name("meaning".to_owned())
            .spawn(move || {
                filled.get_or_init(|| Learned::meaning(encoder, &kept));
            });
        if let Err(error) = started {
            tracing::warn!("no thread reads the examples, so words are judged by alone: {error}");
        }
        Understanding {
            meaning: Some(meaning),
        }
    }

    /// Waits until the embedding model has read the examples.
    pub fn wait_for_meaning(&self) {
        if let Some(meaning) = &self.meaning {
            meaning.wait();
        }
    }

    /// What a customer means by `message`, after all that was said `before`, the oldest first.
    /// It takes any text, and always comes to some judgement.
    pub fn understand(&self, message: &str, before: &[Said], shop: &Vocabulary) -> Understood {
        let message = beginning_of(message);
        let language = Understanding::language(message, before);
        let setting = Setting::of(before, |text| LEARNED.weigh(text));
        let mut likely = match self.meaning.as_ref().and_then(|meaning| meaning.get()) {
            Some(meaning) => agreed(
                LEARNED.weigh(message),
                &meaning.weigh(message, LEARNED.features(message)),
            ),
            None => LEARNED.weigh(message),
        };
        context::reconsider(&mut likely, message, &setting);
        let mut ranked: Vec<(Intent, f32)> = Intent::ALL.into_iter().zip(likely).collect();
        ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let (mut intent, confidence) = ranked[0];
        if confidence < CONFIDENCE_MIN {
            intent = Intent::OutOfScope;
        }
        let others = ranked
            .into_iter()
            .filter(|(other, likely)| *other != intent && *likely > 0.02)
            .take(OTHERS_MAX)
            .collect();
        Understood {
            language,
            intent,
            confidence,
            others,
            slots: slot::find(message, intent, &setting, shop),
        }
    }

    fn language(message: &str, before: &[Said]) -> Language {
        let short = message.split_whitespace().nth(WORDS_THAT_TELL).is_none();
        let confidence_min = if short && !before.is_empty() {
            SHORT_LANGUAGE_CONFIDENCE_MIN
        } else {
            LANGUAGE_CONFIDENCE_MIN
        };
        if let Some(language) = LEARNED.language(message, confidence_min) {
            return language;
        }
        let spoken = before
            .iter()
            .rev()
            .find_map(|said| LEARNED.language(beginning_of(&said.text), LANGUAGE_CONFIDENCE_MIN));
        spoken
            .or_else(|| LEARNED.language(message, LIKELIER_THAN_NOT))
            .unwrap_or_default()
    }
}

impl Learned {
    fn from_examples() -> Learned {
        let lexicon = Lexicon::shipped();
        let examples = example::shipped();
        let (intents, languages) = thread::scope(|scope| {
            let languages = scope
                .spawn(|| Linear::train(&by_language(&examples), Language::ALL.len(), LANGUAGES));
            let intents =
                Linear::train(&by_intent(&lexicon, &examples), Intent::ALL.len(), INTENTS);
            let languages = languages.join();
            (
                intents,
                languages.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            )
        });
        Learned {
            lexicon,
            intents,
            languages,
        }
    }

    fn meaning(encoder: Arc<Encoder>, kept: &Path) -> Meaning {
        let examples = example::shipped();
        let of_words = by_intent(&LEARNED.lexicon, &examples);
        Meaning::learn(
            encoder,
            kept,
            &examples,
            of_words,
            Intent::ALL.len(),
            MEANINGS,
        )
    }

    /// How likely each intent is, in the order of [`Intent::ALL`].
    fn weigh(&self, text: &str) -> Vec<f32> {
        self.intents.weigh(&self.features(beginning_of(text)))
    }

    fn features(&self, text: &str) -> Vec<Feature> {
        features::of_intent(&self.lexicon, &spelling::tokens(text))
    }

    /// The language of a text, if it shows with such confidence.
    fn language(&self, text: &str, confidence_min: f32) -> Option<Language> {
        let features = features::of_language(text);
        if features.is_empty() {
            return None;
        }
        let likely = self.languages.weigh(&features);
        let languages = Language::ALL.into_iter().zip(likely);
        languages
            .filter(|(_, likely)| *likely >= confidence_min)
            .max_by(|(_, one), (_, other)| one.total_cmp(other))
            .map(|(language, _)| language)
    }
}

/// What the examples look like, each with its language.
fn by_language(examples: &[Example]) -> Vec<(Vec<Feature>, usize)> {
    let examples = examples.iter();
    examples
        .map(|example| {
            (
                features::of_language(example.text),
                example.language as usize,
            )
        })
        .collect()
}

/// What the examples look like, each with its intent.
fn by_intent(lexicon: &Lexicon, examples: &[Example]) -> Vec<(Vec<Feature>, usize)> {
    let examples = examples.iter();
    examples
        .map(|example| {
            let tokens = spelling::tokens(example.text);
            (
                features::of_intent(lexicon, &tokens),
                example.intent as usize,
            )
        })
        .collect()
}

/// As much of a message as is read.
fn beginning_of(message: &str) -> &str {
    &message[..message.floor_char_boundary(MESSAGE_BYTES_MAX)]
}
