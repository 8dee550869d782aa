//! Which services are elsewhere, how they are asked, and what of them the shop uses.
//!
//! What the settings' file and `--endpoint` say comes together here. The shop moves with a service only if
//! what it uses there has a name (`[aws]`): `--endpoint` alone is for workflows and clients.

mod keys;
mod stack;

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::ProvideRegion as _;
use cloud::{Endpoints, KeySource};
use iam::{Credentials, Secret};
use sdk::remote::Endpoint;
use wire::{Account, Region};

use self::keys::AwsKeys;
use super::settings::{Aws, Place, Settings, signing_name, spoken};
use crate::aws_tools::region_of_profile;
use crate::fault::Fault;

/// Where AWS's services are.
const AWS: &str = "https://{prefix}.{region}.amazonaws.com";
const AWS_IN_CHINA: &str = "https://{prefix}.{region}.amazonaws.com.cn";
const REGIONS_OF_CHINA: &str = "cn-";

/// What names nothing elsewhere: the shop goes on with its own.
const STAYS: &str = "embedded";

/// Services that are elsewhere.
pub(crate) struct Elsewhere {
    services: Services,
    aws: Aws,
    ways: Ways,
}

/// Those that are not embedded, or not only, by their names in signatures.
type Services = BTreeMap<String, Away>;

/// Where a service is.
#[derive(Debug)]
struct Away {
    place: Place,
    /// Whether the file says so, and means the shop as well.
    with_the_shop: bool,
}

/// How services that are elsewhere are asked.
struct Ways {
    /// That of AWS, where something is there.
    region: Region,
    aws_keys: Option<Arc<dyn KeySource>>,
    /// What others than AWS are asked with.
    own_keys: Arc<dyn KeySource>,
    owner: Credentials,
}

/// What the shop uses elsewhere instead of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) table: Option<String>,
    pub(crate) order_state_machine: Option<String>,
    pub(crate) notices_topic: Option<String>,
}

impl Moved {
    /// Whether functions that run elsewhere change orders.
    pub(crate) fn is_carried_elsewhere(&self) -> bool {
        self.order_state_machine.is_some() || self.notices_topic.is_some()
    }
}

impl Elsewhere {
    /// What a file and the command line say. `here` is the embedded region, `owner` the keys of this
    /// server, which those that speak like AWS are asked with unless there are others.
    pub(crate) async fn open(
        settings: Settings,
        flags: &[(String, String)],
        here: &Region,
        owner: &Credentials,
    ) -> Result<Elsewhere, Fault> {
        let aws = settings.aws.clone();
        let services = merged(settings, flags);
        let ways = Ways::open(&services, &aws, here, owner).await?;
        Ok(Elsewhere {
            services,
            aws,
            ways,
        })
    }

    /// Services by their names in signatures, and where each is: for people.
    pub(crate) fn said(&self) -> impl Iterator<Item = (&str, &Place)> {
        let services = self.services.iter();
        services.map(|(name, away)| (name.as_str(), &away.place))
    }

    /// Whether there are keys for AWS, where they are needed.
    pub(crate) async fn find_keys(&self) -> Result<(), Fault> {
        let Some(keys) = &self.ways.aws_keys else {
            return Ok(());
        };
        let found = keys.keys().await;
        found
            .map(drop)
            .map_err(|why| Fault::Refused(format!("error: {why}\n")))
    }

    /// The ways to all of them.
    pub(crate) fn endpoints(&self) -> Result<Endpoints, Fault> {
        let mut endpoints = self.ways.none();
        for (service, away) in &self.services {
            self.ways.add(service, &away.place, &mut endpoints)?;
        }
        Ok(endpoints)
    }

    /// What the shop uses there. `account` is the embedded one.
    pub(crate) async fn moved(&self, account: &Account) -> Result<Moved, Fault> {
        let outputs = match &self.aws.stack {
            Some(stack) => self.outputs(stack).await?,
            None => BTreeMap::new(),
        };
        let moved = moved(&self.services, &self.aws, &outputs)?;
        check(&moved, account)?;
        Ok(moved)
    }

    async fn outputs(&self, name: &str) -> Result<BTreeMap<String, String>, Fault> {
        let place = self
            .services
            .get(stack::SERVICE)
            .map_or(&Place::Aws, |away| &away.place);
        let mut endpoints = self.ways.none();
        self.ways.add(stack::SERVICE, place, &mut endpoints)?;
        match endpoints.of(stack::SERVICE) {
            Some(way) => stack::outputs(way, name).await,
            None => Ok(BTreeMap::new()),
        }
    }
}

/// What a file and the command line say; where they disagree, the latter.
fn merged(settings: Settings, flags: &[(String, String)]) -> Services {
    let mut services = Services::new();
    for (service, place) in settings.services {
        if place != Place::Embedded {
            let with_the_shop = true;
            services.insert(
                service,
                Away {
                    place,
                    with_the_shop,
                },
            );
        }
    }
    for (service, url) in flags {
        let name = signing_name(service).unwrap_or_else(|| service.clone());
        let with_the_shop = services.contains_key(&name);
        let place = Place::At(url.clone());
        services.insert(
            name,
            Away {
                place,
                with_the_shop,
            },
        );
    }
    services
}

/// What the shop uses elsewhere: what is named, or what the stack says. Where nothing names it, it is not
/// known what was meant.
fn moved(
    services: &Services,
    aws: &Aws,
    outputs: &BTreeMap<String, String>,
) -> Result<Moved, Fault> {
    let find = |service: &str, member: &str, named: &Option<String>, output: &str| {
        let away = services.get(service);
        let spoken = spoken(service);
        match (named.as_deref(), away) {
            (Some(STAYS), _) => Ok(None),
            (Some(_), None) => Err(Fault::misused(
                format!("[aws] says `{member}`, and {spoken} is embedded"),
                format!("say where it is as well: `{spoken} = \"aws\"` in [services]"),
            )),
            (Some(name), Some(_)) => Ok(Some(name.to_owned())),
            (None, Some(away)) if away.with_the_shop => match outputs.get(output) {
                Some(name) => Ok(Some(name.clone())),
                None => Err(Fault::misused(
                    format!(
                        "{spoken} is elsewhere, and nothing says which `{member}` the shop uses there"
                    ),
                    format!(
                        "name it in [aws]: `{member} = \"…\"`, or `stack = \"…\"`, the stack that has it as the output \
                         `{output}`; `{member} = \"{STAYS}\"` keeps the shop's own"
                    ),
                )),
            },
            (None, _) => Ok(None),
        }
    };
    Ok(Moved {
        table: find("dynamodb", "table", &aws.table, stack::TABLE)?,
        order_state_machine: find(
            "states",
            "order_state_machine",
            &aws.order_state_machine,
            stack::ORDER_STATE_MACHINE,
        )?,
        notices_topic: find(
            "sns",
            "notices_topic",
            &aws.notices_topic,
            stack::NOTICES_TOPIC,
        )?,
    })
}

/// Whether what is used elsewhere goes together, and is told from what is here.
fn check(moved: &Moved, account: &Account) -> Result<(), Fault> {
    if let Some(machine) = &moved.order_state_machine {
        check_arn(
            machine,
            "order_state_machine",
            "states",
            ":stateMachine:",
            7,
            account,
        )?;
    }
    if let Some(topic) = &moved.notices_topic {
        check_arn(topic, "notices_topic", "sns", ":", 6, account)?;
    }
    let away = moved.order_state_machine.as_ref().map(|_| "stepfunctions");
    let away = away.or(moved.notices_topic.as_ref().map(|_| "sns"));
    if let Some(service) = away
        && moved.table.is_none()
    {
        return Err(Fault::misused(
            format!(
                "{service} is elsewhere and the table is here: functions that run there would not find the orders"
            ),
            "move the table first (`entrega tables copy`, docs/deploy.md), and say `dynamodb` in [services] as well",
        ));
    }
    Ok(())
}

impl Ways {
    async fn open(
        services: &Services,
        settings: &Aws,
        here: &Region,
        owner: &Credentials,
    ) -> Result<Ways, Fault> {
        let stack_at_aws = settings.stack.is_some() && !services.contains_key(stack::SERVICE);
        let at_aws = services.values().any(|away| away.place == Place::Aws) || stack_at_aws;
        let region = match &settings.region {
            Some(region) => Some(region.clone()),
            None if at_aws => region_of_tools(settings.profile.as_deref()).await,
            None => None,
        };
        let aws = match region {
            Some(text) => Some(Region::parse(&text).ok_or_else(|| {
                Fault::misused(format!("`{text}` is no region"), "write one like sa-east-1")
            })?),
            None if at_aws => {
                return Err(Fault::misused(
                    "services are at AWS, and nothing says in which region",
                    "say `region = \"sa-east-1\"` in [aws], or AWS_REGION in the environment",
                ));
            }
            None => None,
        };
        let region = aws.clone().unwrap_or_else(|| here.clone());
        let found = || AwsKeys::new(settings.profile.clone(), region.clone()) as Arc<dyn KeySource>;
        let aws_keys = (at_aws || settings.profile.is_some()).then(found);
        let own_keys: Arc<dyn KeySource> = match (&settings.profile, &aws_keys) {
            (Some(_), Some(keys)) => keys.clone(),
            _ => Arc::new(of_environment().unwrap_or_else(|| owner.clone())),
        };
        Ok(Ways {
            region,
            aws_keys,
            own_keys,
            owner: owner.clone(),
        })
    }

    /// No service yet.
    fn none(&self) -> Endpoints {
        Endpoints::new([], self.region.clone(), self.owner.clone())
    }

    /// Adds the way to a service that is not embedded only.
    fn add(&self, service: &str, place: &Place, endpoints: &mut Endpoints) -> Result<(), Fault> {
        let region = &self.region;
        let (url, keys) = match place {
            Place::Embedded => return Ok(()),
            Place::Aws if region.as_str().starts_with(REGIONS_OF_CHINA) => {
                (AWS_IN_CHINA, self.aws_keys.as_ref())
            }
            Place::Aws => (AWS, self.aws_keys.as_ref()),
            Place::At(url) => (url.as_str(), None),
        };
        let keys = keys.unwrap_or(&self.own_keys);
        let endpoint = Endpoint::parse(url, region.as_str())
            .map_err(|error| Fault::Refused(format!("error: {error}\n")))?;
        endpoints.add(service.to_owned(), endpoint, region.clone(), keys.clone());
        Ok(())
    }
}

/// The region that AWS's own tools would take.
async fn region_of_tools(profile: Option<&str>) -> Option<String> {
    if let Some(region) = EnvironmentVariableRegionProvider::new().region().await {
        return Some(region.to_string());
    }
    region_of_profile(profile).await
}

/// The keys in the environment.
fn of_environment() -> Option<Credentials> {
    let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    Some(Credentials {
        access_key_id: given("AWS_ACCESS_KEY_ID")?,
        secret_access_key: Secret::from(given("AWS_SECRET_ACCESS_KEY")?),
        session_token: given("AWS_SESSION_TOKEN").map(Secret::from),
    })
}

/// An ARN of the right kind, of an account that is not the embedded one: by that it is known where what it
/// names is.
fn check_arn(
    arn: &str,
    member: &str,
    service: &str,
    kind: &str,
    parts: usize,
    account: &Account,
) -> Result<(), Fault> {
    let split: Vec<&str> = arn.split(':').collect();
    let fits = split.len() == parts
        && split[0] == "arn"
        && split[2] == service
        && Account::parse(split[4]).is_some()
        && arn.contains(kind);
    if !fits {
        return Err(Fault::misused(
            format!("`{member}` in [aws] is `{arn}`, which is not the ARN of one"),
            format!(
                "write it as arn:aws:{service}:REGION:ACCOUNT{kind}NAME, without a version or an alias"
            ),
        ));
    }
    if split[4] == account.as_str() {
        return Err(Fault::misused(
            format!(
                "`{member}` in [aws] is of the account {account}, which is the embedded one as well"
            ),
            "by the account is known where something is: start with `--account` and another one, such as \
             000000000000, which AWS never gives",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: &str = "arn:aws:states:sa-east-1:111111111111:stateMachine:order";
    const TOPIC: &str = "arn:aws:sns:sa-east-1:111111111111:notices";

    fn checked(moved: &Moved) -> Result<(), String> {
        check(moved, &Account::default()).map_err(|fault| fault.to_string())
    }

    fn used(table: &str, machine: &str, topic: &str) -> Moved {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Moved {
            table: some(table),
            order_state_machine: some(machine),
            notices_topic: some(topic),
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        assert_eq!(checked(&used("t", MACHINE, TOPIC)), Ok(()));
        assert_eq!(checked(&used("t", "", "")), Ok(()));
        let ours = MACHINE.replace("111111111111", Account::DEFAULT);
        let alias = format!("{MACHINE}:LIVE");
        for (moved, said) in [
            (used("", MACHINE, ""), "the table is here"),
            (used("", "", TOPIC), "the table is here"),
            (used("t", &ours, ""), "the embedded one as well"),
            (used("t", &alias, ""), "not the ARN of one"),
            (used("t", "order", ""), "not the ARN of one"),
        ] {
            let error = checked(&moved).expect_err(said);
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn the_shop_uses_what_has_a_name() {
        let place = Place::Aws;
        let away = |with_the_shop| Away {
            place: place.clone(),
            with_the_shop,
        };
        let find = |services: Services, aws: &Aws, outputs: &[(&str, &str)]| {
            let outputs = outputs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            moved(&services, aws, &outputs.collect()).map_err(|fault| fault.to_string())
        };
        let services = |with_the_shop| Services::from([("states".to_owned(), away(with_the_shop))]);
        let none = Aws::default();
        let outputs = [(stack::ORDER_STATE_MACHINE, MACHINE), (stack::TABLE, "t")];
        assert_eq!(
            find(services(true), &none, &outputs),
            Ok(used("", MACHINE, ""))
        );
        assert_eq!(find(services(false), &none, &outputs), Ok(Moved::default()));
        let error = find(services(true), &none, &[]).expect_err("nothing names it");
        assert!(
            error.contains("nothing says which `order_state_machine`"),
            "{error}"
        );
        let named = |machine: &str| Aws {
            order_state_machine: Some(machine.to_owned()),
            ..Aws::default()
        };
        assert_eq!(
            find(services(true), &named(MACHINE), &[]),
            Ok(used("", MACHINE, ""))
        );
        assert_eq!(
            find(services(true), &named(STAYS), &outputs),
            Ok(Moved::default())
        );
        let error = find(Services::new(), &named(MACHINE), &[]).expect_err("it is embedded");
        assert!(error.contains("stepfunctions is embedded"), "{error}");
    }

    #[test]
    fn the_command_line_has_the_last_word() {
        let mut settings = Settings::default();
        settings.services.insert("states".to_owned(), Place::Aws);
        settings.services.insert("sns".to_owned(), Place::Embedded);
        let url = "http://127.0.0.1:5000";
        let flag = |service: &str| (service.to_owned(), url.to_owned());
        let services = merged(settings, &[flag("stepfunctions"), flag("sqs")]);
        let at = Place::At(url.to_owned());
        let said: Vec<_> = services
            .iter()
            .map(|(name, away)| (name.as_str(), &away.place))
            .collect();
        assert_eq!(said, [("sqs", &at), ("states", &at)]);
        assert!(services["states"].with_the_shop);
        assert!(!services["sqs"].with_the_shop);
    }
}
