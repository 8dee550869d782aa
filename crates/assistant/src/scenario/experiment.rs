//! Experiments: two variants of how the assistant answers, and what can come of a conversation.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::assignment::{Arm, BUCKETS};

/// What is added to a prompt has at most so many characters.
pub const PROMPT_CHARS_MAX: usize = 2_000;

/// A name has at most so many characters.
pub const NAME_CHARS_MAX: usize = 40;

/// The identifier of a model has at most so many characters (Bedrock, `modelId`).
pub const MODEL_CHARS_MAX: usize = 2_048;

/// What an experiment is called: `tone-2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExperimentName(String);

/// A text that no experiment is called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an experiment is called by 1 to {NAME_CHARS_MAX} small letters, digits and hyphens")]
pub struct InvalidName;

impl ExperimentName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<ExperimentName, InvalidName> {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let fits = (1..=NAME_CHARS_MAX).contains(&text.len()) && text.bytes().all(allowed);
        fits.then(|| ExperimentName(text.to_owned()))
            .ok_or(InvalidName)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ExperimentName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<ExperimentName, InvalidName> {
        ExperimentName::parse(&text)
    }
}

impl From<ExperimentName> for String {
    fn from(name: ExperimentName) -> String {
        name.0
    }
}

/// How the assistant answers those who have a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Added to the system prompt; nothing when it is empty.
    #[serde(default)]
    pub prompt: String,
    /// Which model answers; that of the request without.
    #[serde(default)]
    pub model_id: Option<String>,
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Conversations are dealt variants.
    Running,
    /// It is over, and everybody has what there was before: `a`, which is not counted.
    Stopped,
    /// It is over, and everybody has this one, which is not counted.
    Decided {
        /// This one.
        winner: Arm,
    },
}

/// An experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experiment {
    /// What it is called.
    pub name: ExperimentName,
    /// What there was before.
    pub a: Variant,
    /// What is tried.
    pub b: Variant,
    /// So many of 10 000 have `b`.
    pub share_of_b: u16,
    /// How far it is.
    #[serde(flatten)]
    pub state: State,
    /// When it was begun.
    pub since: Timestamp,
}

/// What is wrong with an experiment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExperiment {
    /// A share is no share.
    #[error("the share of `b` is 0 to {BUCKETS}, in hundredths of a percent")]
    Share,
    /// A variant says too much.
    #[error("what a variant adds has at most {PROMPT_CHARS_MAX} characters")]
    Prompt,
    /// No model is called like that.
    #[error("the identifier of a model has 1 to {MODEL_CHARS_MAX} characters")]
    Model,
    /// There is nothing to find out.
    #[error("`a` and `b` are the same: give one of them another prompt or another model")]
    Same,
}

impl Experiment {
    /// The experiment, if it makes sense.
    pub fn checked(self) -> Result<Experiment, InvalidExperiment> {
        if self.share_of_b > BUCKETS {
            return Err(InvalidExperiment::Share);
        }
        for variant in [&self.a, &self.b] {
            if variant.prompt.chars().count() > PROMPT_CHARS_MAX {
                return Err(InvalidExperiment::Prompt);
            }
            let fits = |id: &String| (1..=MODEL_CHARS_MAX).contains(&id.len());
            if !variant.model_id.as_ref().is_none_or(fits) {
                return Err(InvalidExperiment::Model);
            }
        }
        if self.a == self.b {
            return Err(InvalidExperiment::Same);
        }
        Ok(self)
    }

    /// One of its variants.
    pub fn variant(&self, arm: Arm) -> &Variant {
        match arm {
            Arm::A => &self.a,
            Arm::B => &self.b,
        }
    }
}

/// What can come of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was solved without a person.
    Solved,
    /// A person took over.
    HandOver,
    /// The customer liked an answer.
    ThumbsUp,
    /// The customer did not like an answer.
    ThumbsDown,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 4] = [
        Outcome::Solved,
        Outcome::HandOver,
        Outcome::ThumbsUp,
        Outcome::ThumbsDown,
    ];

    /// As it is written: `hand_over`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Solved => "solved",
            Outcome::HandOver => "hand_over",
            Outcome::ThumbsUp => "thumbs_up",
            Outcome::ThumbsDown => "thumbs_down",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment() -> Experiment {
        Experiment {
            name: ExperimentName::parse("tone-2").expect("a name"),
            a: Variant::default(),
            b: Variant {
                prompt: "Answer in one sentence.".to_owned(),
                model_id: None,
            },
            share_of_b: 5_000,
            state: State::Decided { winner: Arm::B },
            since: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn experiments_are_kept_as_they_always_were() {
        let kept = r#"{"name":"tone-2","a":{"prompt":"","model_id":null},"b":{"prompt":"Answer in one sentence.","model_id":null},"share_of_b":5000,"state":"decided","winner":"b","since":"1970-01-01T00:00:00Z"}"#;
        assert_eq!(serde_json::to_string(&experiment()).expect("JSON"), kept);
        let read: Experiment = serde_json::from_str(kept).expect("an experiment");
        assert_eq!(read, experiment());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let wrong = |change: fn(&mut Experiment)| {
            let mut experiment = experiment();
            change(&mut experiment);
            experiment.checked().expect_err("refused")
        };
        assert_eq!(wrong(|it| it.share_of_b = 10_001), InvalidExperiment::Share);
        assert_eq!(
            wrong(|it| it.b = Variant::default()),
            InvalidExperiment::Same
        );
        assert_eq!(
            wrong(|it| it.a.prompt = "x".repeat(PROMPT_CHARS_MAX + 1)),
            InvalidExperiment::Prompt
        );
        assert_eq!(
            wrong(|it| it.a.model_id = Some(String::new())),
            InvalidExperiment::Model
        );
        assert!(experiment().checked().is_ok());
        for name in ["", "Tone", "a b", "a#b", &"a".repeat(41)] {
            assert_eq!(ExperimentName::parse(name), Err(InvalidName), "{name}");
        }
    }
}
