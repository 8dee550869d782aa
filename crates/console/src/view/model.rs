//! Models, as whoever looks after the server sees them.

use bedrock::ModelSummary;
use serde::Serialize;
use utoipa::ToSchema;

/// What the built-in encoder is called as a backend.
const ENCODER: &str = "encoder";

/// Models.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelsView {
    /// In the order of the configuration.
    pub(crate) items: Vec<ModelView>,
}

/// Whether a model may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Access {
    /// It may.
    Granted,
    /// The configuration says that it may not.
    Denied,
    /// The weights of the built-in encoder are not at hand.
    MissingWeights,
}

/// A model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelView {
    /// What it is asked by.
    id: String,
    /// What it is called.
    name: String,
    /// Who is said to have made it.
    provider: String,
    /// What answers: `aws`, `anthropic`, `openai`, `scripted`, `grounded` or `encoder`.
    backend: &'static str,
    /// Where that is, when it is elsewhere.
    endpoint: Option<String>,
    /// Whether it may be asked.
    access: Access,
    /// Who asks it: `chat`, `knowledge`.
    used_by: Vec<&'static str>,
    /// Whether its answers come piece by piece.
    streaming: bool,
}

impl ModelView {
    /// A model which the chat asks, or not, on a server that has the encoder's weights, or not.
    pub(crate) fn of(model: ModelSummary, chats: bool, encodes: bool) -> ModelView {
        let is_encoder = model.backend == ENCODER;
        let access = match (model.enabled, is_encoder && !encodes) {
            (false, _) => Access::Denied,
            (true, true) => Access::MissingWeights,
            (true, false) => Access::Granted,
        };
        let mut used_by = Vec::new();
        if chats {
            used_by.push("chat");
        }
        if is_encoder && encodes {
            used_by.push("knowledge");
        }
        ModelView {
            id: model.id,
            name: model.name,
            provider: model.provider,
            backend: model.backend,
            endpoint: model.endpoint,
            access,
            used_by,
            streaming: !model.embeds,
        }
    }
}
