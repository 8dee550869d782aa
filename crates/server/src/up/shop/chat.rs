//! The shop's chat, on this server's services.

use assistant::Assistant;
use assistant::conversation::chat::TABLE;
use assistant::conversation::confirmation::STATE_MACHINE;
use assistant::conversation::functions::{self, FUNCTIONS};
use assistant::conversation::table::Table;
use assistant::conversation::{Chat, Configuration};
use assistant::plain::Hosts;
use bytes::Bytes;
use delivery::Delivery;
use lambda::{FunctionError, HandlerResult, Invoked, Lambda, RegisterError};

use crate::up::texts::Texts;

/// What a chat is made of.
pub(super) struct Parts<'p> {
    pub(super) delivery: &'p Delivery,
    pub(super) texts: &'p Texts,
    pub(super) table: aws_sdk_dynamodb::Client,
    pub(super) step_functions: aws_sdk_sfn::Client,
    /// `us-east-1:000000000000`
    pub(super) region_and_account: &'p str,
}

/// The chat of a shop. Nothing is asked of the services yet.
pub(super) fn of(parts: Parts<'_>) -> Chat {
    let Parts {
        delivery,
        texts,
        table,
        step_functions,
        region_and_account,
    } = parts;
    let host = delivery.base_url().split("://").nth(1);
    let host = host.and_then(|host| host.split([':', '/']).next());
    let hosts = Hosts::new(host.map(str::to_owned));
    Chat::new(Configuration {
        table: Table::new(table, TABLE),
        delivery: delivery.clone(),
        assistant: Assistant::new(texts.reader.clone(), hosts),
        knowledge: texts.knowledge(),
        step_functions,
        state_machine_arn: format!(
            "arn:aws:states:{region_and_account}:stateMachine:{STATE_MACHINE}"
        ),
    })
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
