//! The services that are elsewhere: whether there are keys, whether each answers, and whether what the
//! shop uses there is as it must be. Nothing is changed there either.

use std::path::Path;

use bytes::Bytes;
use cloud::{Authentication, Cloud, Connector, Endpoints};
use delivery::delivery::{Unfit, find_state_machine, find_topic};
use delivery::table::Table;
use http::{Request, StatusCode};
use iam::{Iam, UndeclaredRoles};
use journal::Journal;
use wire::{Account, Caller, Region};

use super::Finding;
use crate::client::{self, credentials};
use crate::fault::Fault;
use crate::up::elsewhere::{Elsewhere, Moved};
use crate::up::settings::{Settings, spoken};

/// What is looked at.
const WHAT: &str = "elsewhere";

/// Looks at what the settings of a data folder, or those of a file, say is elsewhere.
pub(super) fn look(folder: &Path, config: Option<&Path>) -> Result<Vec<Finding>, Fault> {
    let settings = match Settings::read(config, Some(folder)) {
        Ok(settings) => settings,
        Err(fault) => return Ok(vec![bad("settings", &fault)]),
    };
    if let Some(file) = &settings.file
        && settings.services.is_empty()
    {
        let says = format!("{}: no service is elsewhere", file.display());
        return Ok(vec![Finding::good("settings", says)]);
    }
    if settings.services.is_empty() {
        return Ok(Vec::new());
    }
    client::runtime()?.block_on(look_around(settings, folder))
}

async fn look_around(settings: Settings, folder: &Path) -> Result<Vec<Finding>, Fault> {
    let iam = nobody()?;
    let owner = credentials::of_data_folder(folder)?;
    let owner = owner.unwrap_or_else(|| iam.owner_credentials().clone());
    let elsewhere = match Elsewhere::open(settings, &[], &Region::default(), &owner).await {
        Ok(elsewhere) => elsewhere,
        Err(fault) => return Ok(vec![bad("settings", &fault)]),
    };
    if let Err(fault) = elsewhere.find_keys().await {
        return Ok(vec![bad("keys for AWS", &fault)]);
    }
    let moved = match elsewhere.moved(&Account::default()).await {
        Ok(moved) => moved,
        Err(fault) => return Ok(vec![bad("settings", &fault)]),
    };
    let endpoints = elsewhere.endpoints()?;
    let cloud = Cloud::new(iam, Authentication::Signed, endpoints.clone());
    let mut findings = Vec::new();
    for (service, _) in elsewhere.said() {
        let found = used(service, &moved, &cloud).await;
        findings.push(match found {
            Some(Ok(says)) => Finding::good(WHAT, says),
            Some(Err(unfit)) => Finding::bad(WHAT, unfit.to_string(), advice(&unfit)),
            None => answers(service, &endpoints).await,
        });
    }
    Ok(findings)
}

/// What the shop uses of a service, looked at; `None` where that is nothing in particular.
async fn used(service: &str, moved: &Moved, cloud: &Cloud) -> Option<Result<String, Unfit>> {
    // The region of the endpoint counts, not that of the client.
    let connector = Connector::new(cloud.clone(), Caller::Owner);
    macro_rules! client {
        ($sdk:ident) => {{
            let config = $sdk::config::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(Region::DEFAULT))
                .http_client(connector.clone())
                .allow_no_auth();
            $sdk::Client::from_conf(config.build())
        }};
    }
    let found = match service {
        "dynamodb" => {
            let table = Table::new(client!(aws_sdk_dynamodb), moved.table.as_deref()?);
            let found = table.find().await;
            found.map(|found| {
                let forgets = if found.forgets {
                    ""
                } else {
                    "; its time to live is off, so nothing in it is forgotten"
                };
                format!(
                    "the table {} has the keys and indexes it needs{forgets}",
                    found.arn
                )
            })
        }
        "states" => {
            let machine = moved.order_state_machine.as_deref()?;
            let found = find_state_machine(&client!(aws_sdk_sfn), machine).await;
            found.map(|()| format!("{machine} carries orders"))
        }
        "sns" => {
            let topic = moved.notices_topic.as_deref()?;
            let found = find_topic(&client!(aws_sdk_sns), topic).await;
            found.map(|()| format!("{topic} takes notices"))
        }
        _ => return None,
    };
    Some(found)
}

/// Whether a service answers at all, and takes the keys as far as a harmless question shows it.
async fn answers(service: &str, endpoints: &Endpoints) -> Finding {
    let name = spoken(service);
    let Some(way) = endpoints.of(service) else {
        return Finding::good(WHAT, format!("{name} is here"));
    };
    let question = match service {
        "lambda" => Request::get("/2015-03-31/functions/?MaxItems=1"),
        "bedrock" => Request::get("/foundation-models"),
        _ => Request::get("/"),
    };
    let asked = match question.body(Bytes::new()) {
        Ok(question) => way
            .send(service, question)
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let at = way.endpoint();
    match asked {
        Ok(answer) if answer.status() == StatusCode::FORBIDDEN => Finding::doubtful(
            WHAT,
            format!("{name} answers at {at}, and refuses a harmless question"),
            "look whether the keys are right, and may use it",
        ),
        Ok(answer) if answer.status().is_server_error() => Finding::bad(
            WHAT,
            format!("{name} at {at} answers with {}", answer.status()),
            "look at what is there",
        ),
        Ok(_) => Finding::good(WHAT, format!("{name} answers at {at}")),
        Err(why) => Finding::bad(
            WHAT,
            format!("{name} does not answer at {at}: {why}"),
            "look whether it is up, and whether this machine reaches it",
        ),
    }
}

fn advice(unfit: &Unfit) -> &'static str {
    match unfit {
        Unfit::Missing { .. } => "deploy the stack, or name another in [aws] (docs/deploy.md)",
        Unfit::Another { .. } => {
            "name another in [aws], or mend it (docs/deploy.md, docs/table.md)"
        }
        Unfit::Unseen { .. } => {
            "look whether the service is reached, and whether the keys may use it"
        }
    }
}

fn bad(what: &'static str, fault: &Fault) -> Finding {
    let advice = fault
        .hint()
        .unwrap_or_else(|| "see docs/deploy.md".to_owned());
    let says = fault.to_string();
    let says = says.trim().trim_start_matches("error: ");
    Finding::bad(what, says, advice)
}

/// Identities that nobody has: here, only requests to others are made.
fn nobody() -> Result<Iam, Fault> {
    let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
    let journal = Journal::open(&journal::Options::memory()).map_err(|error| refused(&error))?;
    Iam::open(iam::Configuration {
        journal,
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: None,
    })
    .map_err(|error| refused(&error))
}
