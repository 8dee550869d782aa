//! The shop's chat, on this server's services.

use std::path::Path;
use std::sync::Arc;

use assistant::Assistant;
use assistant::conversation::chat::TABLE;
use assistant::conversation::confirmation::STATE_MACHINE;
use assistant::conversation::functions::{self, FUNCTIONS};
use assistant::conversation::table::Table;
use assistant::conversation::{Chat, Configuration};
use assistant::model::Prompts;
use assistant::model::bedrock::Bedrock;
use assistant::plain::Hosts;
use bytes::Bytes;
use delivery::Delivery;
use lambda::{FunctionError, HandlerResult, Invoked, Lambda, RegisterError};

use crate::fault::Fault;
use crate::up::texts::Texts;

/// The model that finds the words of a chat.
pub(in crate::up) struct ChatModel<'m> {
    /// Its id.
    pub(in crate::up) id: &'m str,
    /// Where its prompts are, unless they are those of the program.
    pub(in crate::up) prompts: Option<&'m Path>,
}

/// What a chat is made of.
pub(super) struct Parts<'p> {
    pub(super) delivery: &'p Delivery,
    pub(super) texts: &'p Texts,
    pub(super) model: Option<&'p ChatModel<'p>>,
    /// Who has models.
    pub(super) models: aws_sdk_bedrockruntime::Client,
    pub(super) table: aws_sdk_dynamodb::Client,
    pub(super) step_functions: aws_sdk_sfn::Client,
    /// `us-east-1:000000000000`
    pub(super) region_and_account: &'p str,
}

/// The chat of a shop. Nothing is asked of the services yet.
pub(super) fn of(parts: Parts<'_>) -> Result<Chat, Fault> {
    let Parts {
        delivery,
        texts,
        model,
        models,
        table,
        step_functions,
        region_and_account,
    } = parts;
    let host = delivery.base_url().split("://").nth(1);
    let host = host.and_then(|host| host.split([':', '/']).next());
    let hosts = Hosts::new(host.map(str::to_owned));
    let assistant = Assistant::new(texts.reader.clone(), hosts);
    let assistant = match model {
        None => assistant,
        Some(ChatModel { id, prompts }) => {
            // A word that must never leave: another for each process.
            let canary = wire::identifier::random_bytes::<8>();
            let canary = u64::from_le_bytes(canary).to_string();
            let prompts = match prompts {
                None => Prompts::shipped(&canary),
                Some(folder) => Prompts::from_folder(folder, &canary)
                    .map_err(|error| Fault::misused(error.to_string(), "see docs/assistant.md"))?,
            };
            assistant.with_model(Arc::new(Bedrock::new(models, *id)), prompts)
        }
    };
    Ok(Chat::new(Configuration {
        table: Table::new(table, TABLE),
        delivery: delivery.clone(),
        assistant,
        knowledge: texts.knowledge(),
        step_functions,
        state_machine_arn: format!(
            "arn:aws:states:{region_and_account}:stateMachine:{STATE_MACHINE}"
        ),
    }))
}

/// Makes the functions of confirmations those of the server.
pub(super) fn register(lambda: &Lambda, chat: &Chat) -> Result<(), RegisterError> {
    for name in FUNCTIONS {
        let chat = chat.clone();
        let registered = lambda.register(name, move |invoked: Invoked| {
            let chat = chat.clone();
            async move { handle(&chat, name, &invoked.payload).await }
        });
        match registered {
            Err(RegisterError::Taken(_)) => {
                tracing::warn!(
                    name,
                    "confirmations go through a function that somebody has put in its place"
                );
            }
            registered => registered?,
        }
    }
    Ok(())
}

async fn handle(chat: &Chat, name: &str, payload: &Bytes) -> HandlerResult {
    let event = serde_json::from_slice(payload)
        .map_err(|error| FunctionError::new("InvalidEvent", error.to_string()))?;
    let answer = functions::invoke(chat, name, event).await;
    let answer = answer.map_err(|error| FunctionError::new(error.error_type, error.message))?;
    Ok(answer.to_string().into())
}
