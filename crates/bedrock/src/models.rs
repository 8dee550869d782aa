//! Which models there are, what stands behind each, and how much may be asked of them.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wire::ApiError;

use crate::answer::{Answering, Patience};
use crate::backend::Backend;
use crate::catalogue;
use crate::conversation::Conversation;
use crate::model_id::ModelId;

/// The grounded responder's own id.
pub const GROUNDED: &str = "entrega.grounded-v1:0";

/// The models that the public sample names; the grounded responder stands in for them on a fresh
/// machine, and says so.
const SAMPLE: [&str; 3] = [
    "anthropic.claude-3-haiku-20240307-v1:0",
    "anthropic.claude-3-sonnet-20240229-v1:0",
    "meta.llama3-8b-instruct-v1:0",
];

/// The models whose place the built-in encoder takes where it is loaded.
const ENCODED: [&str; 3] = [
    "amazon.titan-embed-text-v2:0",
    "amazon.titan-embed-text-v1",
    "cohere.embed-multilingual-v3",
];

/// The models of one server. Clones share their limits.
#[derive(Clone, Debug)]
pub struct Models {
    by_id: IndexMap<ModelId, Arc<Model>>,
    limits: Limits,
    /// Answers that may begin now.
    free: Arc<Semaphore>,
}

/// A model.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Its id here.
    pub(crate) id: ModelId,
    /// What it is called in lists.
    pub(crate) name: String,
    /// Who is said to have made it.
    pub(crate) provider: String,
    /// Whether it may be asked.
    pub(crate) enabled: bool,
    /// Whether it takes pictures.
    pub(crate) takes_images: bool,
    /// Whether it gives vectors and not words.
    pub(crate) embeds: bool,
    /// What answers.
    pub(crate) backend: Backend,
    /// Its name there.
    pub(crate) name_there: String,
}

/// A model, to whoever looks after the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSummary {
    /// Its id here.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who is said to have made it.
    pub provider: String,
    /// Whether it may be asked.
    pub enabled: bool,
    /// Whether it gives vectors and not words.
    pub embeds: bool,
    /// What answers: `aws`, `anthropic`, `openai`, `scripted`, `grounded` or `encoder`.
    pub backend: &'static str,
    /// Where that is, when it is elsewhere.
    pub endpoint: Option<String>,
}

/// How much may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many answers are given at once; more are told to come again.
    pub concurrent_answers: usize,
    /// An answer has at most so many tokens.
    pub tokens_per_answer: u32,
    /// A request has at most so many bytes.
    pub request_bytes: usize,
    /// A model says its first piece within so long.
    pub first_byte: Duration,
    /// And each further one.
    pub between_chunks: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            concurrent_answers: 256,
            tokens_per_answer: 8192,
            // The endpoint takes no more than 8 MiB of anything.
            request_bytes: 8 << 20,
            first_byte: Duration::from_mins(1),
            between_chunks: Duration::from_secs(30),
        }
    }
}

impl Models {
    /// The built-in models alone: what there is on a fresh machine.
    pub fn built_in() -> Models {
        let mut models = Models {
            by_id: IndexMap::new(),
            limits: Limits::default(),
            free: Arc::new(Semaphore::new(Limits::default().concurrent_answers)),
        };
        for id in [GROUNDED].into_iter().chain(SAMPLE).chain(ENCODED) {
            let id = ModelId::parse(id).expect("a built-in id is one");
            models.insert(Model::built_in(id));
        }
        models
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Models {
        Models {
            limits,
            free: Arc::new(Semaphore::new(limits.concurrent_answers)),
            ..self
        }
    }

    /// How much may be asked.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// All of them, as whoever looks after the server sees them.
    pub fn summaries(&self) -> Vec<ModelSummary> {
        let all = self.iter().map(|model| ModelSummary {
            id: model.id.to_string(),
            name: model.name.clone(),
            provider: model.provider.clone(),
            enabled: model.enabled,
            embeds: model.embeds,
            backend: model.backend.kind(),
            endpoint: model.backend.endpoint(),
        });
        all.collect()
    }

    /// Adds a model, or replaces the one of its id.
    pub(crate) fn insert(&mut self, model: Model) {
        self.by_id.insert(model.id.clone(), Arc::new(model));
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Model>> {
        self.by_id.values()
    }

    /// The model of this id, whether it may be asked or not.
    pub(crate) fn get(&self, id: &ModelId) -> Option<&Arc<Model>> {
        self.by_id.get(id)
    }

    /// The model of this id, if it may be asked.
    pub(crate) fn enabled(&self, id: &ModelId) -> Result<&Arc<Model>, ApiError> {
        match self.by_id.get(id) {
            Some(model) if model.enabled => Ok(model),
            Some(_) => Err(no_access()),
            None if catalogue::known(id).is_some() => Err(no_access()),
            None => Err(unknown_model()),
        }
    }

    /// Leave to begin an answer.
    pub(crate) fn permit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        self.free.clone().try_acquire_owned().map_err(|_| {
            ApiError::new(
                "ThrottlingException",
                "Too many requests, please wait before trying again.",
            )
            .with_status(http::StatusCode::TOO_MANY_REQUESTS)
        })
    }

    /// How many answers are being given.
    pub fn answering(&self) -> usize {
        self.limits
            .concurrent_answers
            .saturating_sub(self.free.available_permits())
    }

    /// Has a model answer a conversation.
    pub(crate) fn answer(
        &self,
        model: &Model,
        mut conversation: Conversation,
    ) -> Result<Answering, ApiError> {
        let most = self.limits.tokens_per_answer;
        self.check_tokens(conversation.inference.max_tokens)?;
        conversation.inference.max_tokens.get_or_insert(most);
        let patience = Patience {
            first: self.limits.first_byte,
            between: self.limits.between_chunks,
        };
        let (backend, name) = (model.backend.clone(), model.name_there.clone());
        Ok(Answering::begin(
            patience,
            Some(self.permit()?),
            |speaker| backend.speak(name, conversation, speaker),
        ))
    }

    /// Whether an answer may have so many tokens.
    pub(crate) fn check_tokens(&self, asked: Option<u32>) -> Result<(), ApiError> {
        let most = self.limits.tokens_per_answer;
        if asked.is_some_and(|asked| asked > most) {
            return Err(ApiError::validation(format!(
                "The maximum tokens you requested exceeds the model limit of {most}. Try again \
                 with a maximum tokens value that is lower than {most}."
            )));
        }
        Ok(())
    }
}

impl Default for Models {
    fn default() -> Models {
        Models::built_in()
    }
}

impl Model {
    /// The grounded responder under an id, or the encoder where it gives vectors. It is called what
    /// it is.
    fn built_in(id: ModelId) -> Model {
        let known = catalogue::known(&id);
        let embeds = known.is_some_and(|known| known.embeds);
        let what = if embeds {
            "Entrega encoder"
        } else {
            "Entrega grounded responder"
        };
        Model {
            name: known.map_or_else(
                || what.to_owned(),
                |known| format!("{what} (in place of {})", known.name),
            ),
            provider: "Entrega".to_owned(),
            enabled: true,
            takes_images: false,
            embeds,
            backend: if embeds {
                Backend::Encoder
            } else {
                Backend::Grounded
            },
            name_there: id.to_string(),
            id,
        }
    }

    /// Whether its answers can come piece by piece.
    pub(crate) fn streams(&self) -> bool {
        !self.embeds
    }
}

/// The id means no model.
pub(crate) fn unknown_model() -> ApiError {
    ApiError::validation("The provided model identifier is invalid.")
}

/// There is such a model, but not for this account.
fn no_access() -> ApiError {
    ApiError::new(
        "AccessDeniedException",
        "You don't have access to the model with the specified model ID.",
    )
    .with_status(http::StatusCode::FORBIDDEN)
}
