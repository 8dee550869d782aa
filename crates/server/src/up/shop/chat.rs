//! The shop's chat, on this server's services.

use std::sync::Arc;

use assistant::Assistant;
use assistant::conversation::chat::TABLE;
use assistant::conversation::confirmation::STATE_MACHINE;
use assistant::conversation::functions::{self, FUNCTIONS};
use assistant::conversation::table::Table;
use assistant::conversation::{Chat, Configuration};
use assistant::plain::Hosts;
use assistant::shop_of_delivery::Knowledge;
use assistant::understand::Reader;
use bytes::Bytes;
use delivery::Delivery;
use delivery::menu::Menu;
use delivery::town::Town;
use lambda::{FunctionError, HandlerResult, Invoked, Lambda, RegisterError};
use understanding::Vocabulary;

/// What a chat is made of.
pub(super) struct Parts<'p> {
    pub(super) delivery: &'p Delivery,
    pub(super) table: aws_sdk_dynamodb::Client,
    pub(super) step_functions: aws_sdk_sfn::Client,
    /// `us-east-1:000000000000`
    pub(super) region_and_account: &'p str,
    /// What the shop's own texts say.
    pub(super) knowledge: Knowledge,
}

/// The chat of a shop. Nothing is asked of the services yet.
pub(super) fn of(parts: Parts<'_>) -> Chat {
    let Parts {
        delivery,
        table,
        step_functions,
        region_and_account,
        knowledge,
    } = parts;
    let host = delivery.base_url().split("://").nth(1);
    let host = host.and_then(|host| host.split([':', '/']).next());
    let hosts = Hosts::new(host.map(str::to_owned));
    Chat::new(Configuration {
        table: Table::new(table, TABLE),
        delivery: delivery.clone(),
        assistant: Assistant::new(Arc::new(Reader::new(vocabulary())), hosts),
        knowledge,
        step_functions,
        state_machine_arn: format!(
            "arn:aws:states:{region_and_account}:stateMachine:{STATE_MACHINE}"
        ),
    })
}

/// What the shop calls things.
fn vocabulary() -> Vocabulary {
    let menu = Menu::bundled();
    let items = menu.items();
    let names = items.flat_map(|item| [item.name.pt_br.as_str(), item.name.en.as_str()]);
    let names: Vec<&str> = names.collect();
    let streets = Town::bundled().streets.iter();
    Vocabulary::new(names, streets.map(|street| street.name.as_str()))
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
