//! The shop: the delivery on this server's services.
//!
//! The delivery asks the services through AWS's own clients, by the connector within the process:
//! what is named of a service that is elsewhere is asked for there, and only looked at. What the shop has
//! of its own is made at the start, unless it is there: the table, the topic, the functions, the state machine; and a store to
//! sell something.

mod chat;
mod cut;
mod operator;
mod secret_file;

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use assistant::conversation::Chat;
use assistant::scenario::{self, Scenarios};
use axum::Router;
use bedrock::Bedrock;
use bytes::Bytes;
use cloud::{Cloud, Connector};
use console::Console;
use crowd::{Failures, LiveOptions, Pace, ServerUrl};
use delivery::delivery::{
    Configuration, Elsewhere, LOOKED_THROUGH_EVERY, Mail, NOTICES, OutgoingMail, STATE_MACHINE,
    SendMail,
};
use delivery::functions::{self, FUNCTIONS};
use delivery::payment::http::BaseUrl;
use delivery::payment::pix::Receiver;
use delivery::payment::sandbox::{SandboxClient, SandboxConfiguration};
use delivery::payment::{Provider, Secret};
use delivery::people::Token;
use delivery::shop_secret::ShopSecret;
use delivery::table::Table;
use delivery::{Delivery, StoreId};
use journal::Journal;
use lambda::{FunctionError, HandlerResult, Invoked, Lambda, RegisterError};
use rest::Rest;
use sandbox_provider::SandboxProvider;
use sns::Sns;
use stepfunctions::StepFunctions;
use wire::{Account, Caller, Region};

pub(super) use self::chat::ChatModel;
use self::cut::Line;
use super::demo::{self, Controls, Demo};
use super::elsewhere::Moved;
use super::gateway::AssistantGateway;
use super::texts::Texts;
use super::visitor::{self, Visitor};
use super::web::SANDBOX;
use super::web_app;
use crate::fault::Fault;

/// The name of the delivery's table.
const TABLE: &str = "entrega";

/// The store that a server has until it is told of others.
const STORE: &str = "loja";

/// What the shop is opened with.
pub(super) struct Opening<'o> {
    pub(super) cloud: &'o Cloud,
    pub(super) lambda: &'o Arc<Lambda>,
    pub(super) bedrock: &'o Bedrock,
    pub(super) stepfunctions: &'o Arc<StepFunctions>,
    pub(super) journal: &'o Journal,
    /// What is used elsewhere instead of the shop's own.
    pub(super) moved: &'o Moved,
    pub(super) folder: Option<&'o Path>,
    pub(super) account: &'o Account,
    pub(super) region: &'o Region,
    /// Where people reach the web port: `https://pedidos.example.com`.
    pub(super) base_url: String,
    /// Where this machine does: `http://127.0.0.1:8080`.
    pub(super) nearby_url: String,
    /// How much faster than in life things go.
    pub(super) pace: u32,
    /// Whether everybody may watch it and make things fail.
    pub(super) is_demo: bool,
    pub(super) mail: Mail,
    pub(super) texts: &'o Texts,
    /// Who finds the words of the chat, where somebody does.
    pub(super) model: Option<ChatModel<'o>>,
}

/// The shop.
pub(crate) struct Shop {
    pub(crate) delivery: Delivery,
    pub(crate) chat: Chat,
    pub(crate) store: StoreId,
    /// What the assistant does besides its own dialogue.
    pub(crate) scenarios: Scenarios,
    pub(crate) router: Router,
    pub(crate) rest: Rest,
    pub(crate) console: Console,
    /// What a demo shows of itself.
    pub(crate) demo: Option<Demo>,
    /// The provider that moves no money, unless there is a real one.
    pub(crate) sandbox: Option<SandboxProvider>,
    /// What the sandbox of payments asks to see.
    pub(crate) provider_key: String,
    /// How fast the people of a demo are; the delivery's own pace goes with it.
    pub(crate) pace: Pace,
    /// What goes wrong in a demo.
    pub(crate) failures: Failures,
    assistant: AssistantGateway,
    server: ServerUrl,
    role_arn: String,
    scenarios_role_arn: String,
    chat_role_arn: String,
    send_notice_arn: String,
}

impl Shop {
    /// The shop, whose functions are those of the server from now on. Nothing is asked of the
    /// services yet.
    #[allow(
        clippy::too_many_lines,
        reason = "what the shop is made of, one after the other"
    )]
    pub(super) fn new(opening: Opening<'_>) -> Result<Shop, Fault> {
        let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
        let secret = secret_file::of(opening.folder).map_err(|error| refused(&error))?;
        let region = opening.region.as_str().to_owned();
        let connector = Connector::new(opening.cloud.clone(), Caller::Owner);
        // The shop's own stays here, though its service may be elsewhere as well.
        let staying = Connector::staying(opening.cloud.clone(), Caller::Owner);
        let moved = opening.moved;
        let (pace, failures) = (Pace::new(opening.pace), Failures::default());
        let line_to_sns = Line {
            connector: match moved.notices_topic {
                Some(_) => connector.clone(),
                None => staying.clone(),
            },
            failures: failures.clone(),
        };
        macro_rules! client {
            ($sdk:ident, $line:expr) => {{
                let config = $sdk::config::Config::builder()
                    .behavior_version($sdk::config::BehaviorVersion::latest())
                    .region($sdk::config::Region::new(region.clone()))
                    .http_client($line.clone())
                    .allow_no_auth();
                $sdk::Client::from_conf(config.build())
            }};
        }
        let region_and_account = format!("{}:{}", opening.region, opening.account);
        let (provider, sandbox) = sandbox(&opening, &secret)?;
        let server = opening.nearby_url.parse();
        let server: ServerUrl = server.map_err(|error| refused(&error))?;
        let delivery = Delivery::new(Configuration {
            table: Table::new(client!(aws_sdk_dynamodb, staying), TABLE),
            step_functions: client!(aws_sdk_sfn, connector),
            state_machine_arn: format!(
                "arn:aws:states:{region_and_account}:stateMachine:{STATE_MACHINE}"
            ),
            sns: client!(aws_sdk_sns, line_to_sns),
            topic_arn: format!("arn:aws:sns:{region_and_account}:{NOTICES}"),
            provider,
            quote_keys: secret.quote_keys(),
            tracking_key: secret.tracking_key(),
            mail: opening.mail,
            sms_through_sns: false,
            base_url: opening.base_url,
            pace: opening.pace,
            elsewhere: Elsewhere {
                table: moved
                    .table
                    .as_deref()
                    .map(|name| Table::new(client!(aws_sdk_dynamodb, connector), name)),
                topic_arn: moved.notices_topic.clone(),
                state_machine_arn: moved.order_state_machine.clone(),
            },
        });
        register(opening.lambda, &delivery).map_err(|error| refused(&error))?;
        let store = StoreId::parse(STORE).map_err(|error| refused(&error))?;
        let reader = opening.texts.reader.clone();
        let scenarios = Scenarios::new(delivery.clone(), store.clone(), reader);
        register_scenarios(opening.lambda, &scenarios).map_err(|error| refused(&error))?;
        let chat = chat::of(chat::Parts {
            delivery: &delivery,
            texts: opening.texts,
            model: opening.model.as_ref(),
            models: client!(aws_sdk_bedrockruntime, connector),
            table: client!(aws_sdk_dynamodb, staying),
            step_functions: client!(aws_sdk_sfn, connector),
            region_and_account: &region_and_account,
        })?;
        chat::register(opening.lambda, &chat).map_err(|error| refused(&error))?;
        let settings = rest::Settings {
            chat: Some(chat.clone()),
            front: Some(rest::ShopFront {
                store: store.clone(),
                is_demo: opening.is_demo,
                is_sandbox: true,
            }),
        };
        let rest = Rest::new(delivery.clone(), settings);
        let demo = opening.is_demo.then(|| {
            let controls = Controls {
                failures: failures.clone(),
                pace: pace.clone(),
            };
            Demo::new(delivery.clone(), store.clone(), controls)
        });
        let visitor = Visitor::new(&delivery, &store, &sandbox, secret.provider_key());
        let console = Console::new(console::Parts {
            rest: rest.clone(),
            stepfunctions: opening.stepfunctions.clone(),
            journal: opening.journal.clone(),
            cloud: opening.cloud.clone(),
            lambda: opening.lambda.clone(),
            bedrock: opening.bedrock.clone(),
            chat_model: opening.model.as_ref().map(|model| model.id.to_owned()),
            store: store.clone(),
        });
        let api = api(console.clone(), &rest, visitor, demo.clone());
        let role = |name: &str| format!("arn:aws:iam::{}:role/entrega-{name}", opening.account);
        let assistant = AssistantGateway::new(opening.cloud, opening.account, opening.region);
        let registered = assistant.register(opening.lambda);
        registered.map_err(|error| refused(&error))?;
        Ok(Shop {
            router: api
                .merge(assistant.gateway.routes())
                .merge(web_app::router(opening.is_demo)),
            assistant,
            rest,
            console,
            demo,
            provider_key: secret.provider_key(),
            pace,
            failures,
            server,
            delivery,
            chat,
            store,
            scenarios,
            sandbox: Some(sandbox),
            role_arn: role(STATE_MACHINE),
            scenarios_role_arn: role("assistant"),
            chat_role_arn: role(assistant::conversation::confirmation::STATE_MACHINE),
            send_notice_arn: format!(
                "arn:aws:lambda:{region_and_account}:function:SendNoticeFunction"
            ),
        })
    }

    /// Makes what the shop needs of the services, unless it is there; and goes on with the orders
    /// that were open when the server before ended. Gives the token that tools show.
    pub(super) async fn open(&self, folder: Option<&Path>) -> Result<Token, Fault> {
        let settled = self
            .delivery
            .settle_services(&self.role_arn, &self.send_notice_arn);
        settled
            .await
            .map_err(|error| not_made("services", &error))?;
        self.assistant.settle().await?;
        self.delivery
            .settle_first_store(&self.store)
            .await
            .map_err(|error| not_made("store", &error))?;
        let settled = self.scenarios.settle(&self.scenarios_role_arn).await;
        settled.map_err(|error| not_made("scenarios", &error))?;
        let settled = self.chat.settle_services(&self.chat_role_arn).await;
        settled.map_err(|error| not_made("chat", &error))?;
        let recovered = self.chat.recover().await;
        recovered.map_err(|error| not_made("conversations", &error))?;
        let looked = self.delivery.look_through(&self.store, true).await;
        let looked = looked.map_err(|error| not_made("orders", &error))?;
        if looked.open > 0 {
            tracing::info!(open = looked.open, mended = looked.mended, "orders go on");
        }
        let token = operator::sign_in(&self.delivery, &self.store).await;
        let token = token.map_err(|error| not_made("operator", &error))?;
        if let Some(folder) = folder {
            let kept = operator::keep(&token, folder);
            kept.map_err(|error| not_made("operator's token", &error))?;
        }
        Ok(token)
    }

    /// The people who live in a demo.
    pub(super) fn people(&self, operator: &Token) -> LiveOptions {
        LiveOptions {
            server: self.server.clone(),
            store: self.store.to_string(),
            staff_token: crowd::Token::new(operator.reveal()),
            provider_token: Some(crowd::Token::new(&self.provider_key)),
            pace: self.pace.clone(),
            seed: wire::identifier::random_bytes::<8>()
                .iter()
                .fold(0, |seed, byte| (seed << 8) | u64::from(*byte)),
            customers_per_minute: crowd::live::CUSTOMERS_PER_MINUTE,
            failures: self.failures.clone(),
        }
    }

    /// Looks after the open orders and proposals for ever.
    pub(super) async fn keep_up(delivery: Delivery, chat: Chat, store: StoreId) {
        loop {
            tokio::time::sleep(LOOKED_THROUGH_EVERY).await;
            if let Err(error) = delivery.look_through(&store, false).await {
                tracing::warn!(%error, "the open orders could not be looked through");
            }
            if let Err(error) = chat.look_through().await {
                tracing::warn!(%error, "the open proposals could not be looked through");
            }
        }
    }
}

/// Everything under `/api`.
fn api(console: Console, rest: &Rest, visitor: Visitor, demo: Option<Demo>) -> Router {
    let mut beside = console::routes(console).merge(visitor::routes(visitor, demo.is_some()));
    if let Some(demo) = demo {
        beside = beside.merge(demo::routes(demo));
    }
    rest::router_with(rest.clone(), beside)
}

/// The provider that moves no money, and the delivery's way to it.
fn sandbox(
    opening: &Opening<'_>,
    secret: &ShopSecret,
) -> Result<(Provider, SandboxProvider), Fault> {
    let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
    // They talk within the machine, without TLS, whoever stands in front of it.
    let base_url = format!("{}{SANDBOX}", opening.nearby_url);
    let sandbox = SandboxProvider::open(sandbox_provider::Configuration {
        journal: opening.journal.clone(),
        base_url: base_url.clone(),
        api_key: secret.provider_key(),
        webhook_secrets: vec![secret.webhook_secret()],
        webhook_url: Some(format!("{}/api/payments/webhook", opening.nearby_url)),
        clock: sandbox_provider::Clock::wall(),
        auto_pay_after: None,
        mischief: None,
    })
    .map_err(|error| refused(&error))?;
    let client = SandboxClient::new(SandboxConfiguration {
        base_url: BaseUrl::parse(&base_url).map_err(|error| refused(&error))?,
        api_key: Secret::from(secret.provider_key()),
        webhook_secrets: vec![Secret::from(secret.webhook_secret())],
        receiver: Receiver::new("Cantinho da Praça", "Vila Serena")
            .map_err(|error| refused(&error))?,
    });
    Ok((Provider::Sandbox(client), sandbox))
}

/// What the sandbox of payments asks to see, on the server of a data folder; `None` where there was
/// none yet.
pub(super) fn provider_key(folder: &Path) -> Result<Option<String>, Fault> {
    let kept = secret_file::kept(folder);
    let kept = kept.map_err(|error| Fault::Refused(format!("error: {error}\n")))?;
    Ok(kept.map(|secret| secret.provider_key()))
}

/// Mail as SNS sends its own.
pub(super) struct BySns(pub(super) Sns);

impl SendMail for BySns {
    fn send<'m>(
        &'m self,
        mail: &'m OutgoingMail,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'm>> {
        Box::pin(async move {
            let sent = self.0.send_mail(
                &mail.to,
                Some(&mail.from_name),
                &mail.subject,
                &mail.text,
                mail.html.as_deref(),
            );
            sent.await.map_err(|error| error.to_string())
        })
    }
}

/// Makes the delivery's functions those of the server.
fn register(lambda: &Lambda, delivery: &Delivery) -> Result<(), RegisterError> {
    for name in FUNCTIONS {
        let delivery = delivery.clone();
        let registered = lambda.register(name, move |invoked: Invoked| {
            let delivery = delivery.clone();
            async move {
                let event = event(&invoked.payload)?;
                answer(functions::invoke(&delivery, name, event).await)
            }
        });
        unless_taken(name, registered)?;
    }
    Ok(())
}

/// Makes the functions of the scenarios those of the server.
fn register_scenarios(lambda: &Lambda, scenarios: &Scenarios) -> Result<(), RegisterError> {
    for name in scenario::functions::FUNCTIONS {
        let scenarios = scenarios.clone();
        let registered = lambda.register(name, move |invoked: Invoked| {
            let scenarios = scenarios.clone();
            async move {
                let event = event(&invoked.payload)?;
                answer(scenario::functions::invoke(&scenarios, name, event).await)
            }
        });
        unless_taken(name, registered)?;
    }
    Ok(())
}

fn unless_taken(name: &str, registered: Result<(), RegisterError>) -> Result<(), RegisterError> {
    match registered {
        Err(RegisterError::Taken(_)) => {
            tracing::warn!(
                name,
                "workflows go through a function that somebody has put in its place"
            );
            Ok(())
        }
        registered => registered,
    }
}

fn event(payload: &Bytes) -> Result<serde_json::Value, FunctionError> {
    serde_json::from_slice(payload)
        .map_err(|error| FunctionError::new("InvalidEvent", error.to_string()))
}

fn answer(answered: Result<serde_json::Value, functions::FunctionError>) -> HandlerResult {
    let failed =
        |error: functions::FunctionError| FunctionError::new(error.error_type, error.message);
    Ok(answered.map_err(failed)?.to_string().into())
}

fn not_made(what: &str, error: &dyn std::fmt::Display) -> Fault {
    Fault::Refused(format!(
        "error: the shop's {what} cannot be used: {error}\n"
    ))
}
