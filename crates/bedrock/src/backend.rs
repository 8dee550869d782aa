//! What stands behind a model.

pub(crate) mod anthropic;
pub(crate) mod aws;
pub(crate) mod open_ai;
pub(crate) mod scripted;
mod server_sent;
mod upstream;

use std::sync::Arc;

use crate::answer::{Failure, FailureKind, Speaker, Unheard};
use crate::conversation::Conversation;
use crate::grounded;

pub(crate) use open_ai::tool_use_id;
pub(crate) use upstream::Upstream;

/// What answers in a model's name.
#[derive(Clone, Debug)]
pub(crate) enum Backend {
    /// Bedrock itself, or a server that speaks like it.
    Aws(Arc<aws::Aws>),
    /// Anthropic's Messages API.
    Anthropic(Arc<anthropic::Anthropic>),
    /// A server with OpenAI's chat completions.
    OpenAi(Arc<open_ai::OpenAi>),
    /// A script.
    Scripted(Arc<scripted::Script>),
    /// The grounded responder, in this process.
    Grounded,
    /// The built-in encoder: vectors and no words.
    Encoder,
}

impl Backend {
    /// Has a conversation answered. `name` is the model's name there.
    pub(crate) async fn speak(self, name: String, conversation: Conversation, speaker: Speaker) {
        let spoken = match &self {
            Backend::Aws(aws) => aws.speak(&name, &conversation, &speaker).await,
            Backend::Anthropic(anthropic) => anthropic.speak(&name, &conversation, &speaker).await,
            Backend::OpenAi(open_ai) => open_ai.speak(&name, &conversation, &speaker).await,
            Backend::Scripted(script) => script.speak(&name, &conversation, &speaker).await,
            Backend::Grounded => grounded::speak(&conversation, &speaker).await,
            Backend::Encoder => Err(Silence::Failed(Failure::new(
                FailureKind::Refused,
                "This model gives embeddings and does not converse.",
            ))),
        };
        match spoken {
            Ok(()) | Err(Silence::Unheard) => {}
            Err(Silence::Failed(failure)) => speaker.fail(failure).await,
        }
    }
}

impl Backend {
    /// What it is called in the configuration.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Backend::Aws(_) => "aws",
            Backend::Anthropic(_) => "anthropic",
            Backend::OpenAi(_) => "openai",
            Backend::Scripted(_) => "scripted",
            Backend::Grounded => "grounded",
            Backend::Encoder => "encoder",
        }
    }

    /// Where it is, when that is elsewhere.
    pub(crate) fn endpoint(&self) -> Option<String> {
        match self {
            Backend::Aws(aws) => Some(aws.endpoint.to_string()),
            Backend::Anthropic(anthropic) => Some(anthropic.0.endpoint.to_string()),
            Backend::OpenAi(open_ai) => Some(open_ai.0.endpoint.to_string()),
            Backend::Scripted(_) | Backend::Grounded | Backend::Encoder => None,
        }
    }
}

/// Why nothing more is said.
#[derive(Debug)]
pub(crate) enum Silence {
    /// Nobody wants it.
    Unheard,
    /// It cannot be.
    Failed(Failure),
}

impl From<Unheard> for Silence {
    fn from(Unheard: Unheard) -> Silence {
        Silence::Unheard
    }
}

impl From<Failure> for Silence {
    fn from(failure: Failure) -> Silence {
        Silence::Failed(failure)
    }
}
