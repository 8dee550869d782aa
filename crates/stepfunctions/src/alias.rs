//! Aliases: names of a machine that lead to one version of it, or to two by chance.

use std::sync::Arc;

use asl::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::ApiError;

use crate::arn::{Qualifier, StateMachineArn};
use crate::date;
use crate::machine::Machine;
use crate::registry::{Answer, Registry, State};
use crate::version::{ListOfMachine, conflict};

/// A machine has at most so many aliases (API reference, CreateStateMachineAlias).
const ALIASES_MAX: usize = 100;

/// The weights of an alias's routes, together.
const WEIGHTS_SUM: u64 = 100;

/// An alias of a machine.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) name: Arc<str>,
    pub(crate) arn: Arc<str>,
    pub(crate) description: Option<String>,
    /// One or two; their weights sum up to [`WEIGHTS_SUM`].
    pub(crate) routes: Vec<Route>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// A version an alias leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Route {
    /// The version's number.
    pub(crate) version: u32,
    /// How many of a hundred executions.
    pub(crate) weight: u32,
}

/// A route as it is on the wire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouteRequest {
    state_machine_version_arn: String,
    weight: u32,
}

/// What CreateStateMachineAlias is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateStateMachineAlias {
    description: Option<String>,
    name: String,
    routing_configuration: Vec<RouteRequest>,
}

/// What UpdateStateMachineAlias is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateStateMachineAlias {
    state_machine_alias_arn: String,
    description: Option<String>,
    routing_configuration: Option<Vec<RouteRequest>>,
}

/// What DescribeStateMachineAlias and DeleteStateMachineAlias are asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AliasRequest {
    state_machine_alias_arn: String,
}

/// Routes that go together: they lead to versions of one machine, which need not be there.
struct Routes<'a> {
    machine: StateMachineArn<'a>,
    routes: Vec<Route>,
}

impl Registry {
    pub(crate) async fn create_alias(&self, request: CreateStateMachineAlias) -> Answer {
        let CreateStateMachineAlias {
            description,
            name,
            routing_configuration,
        } = request;
        let Routes { machine, routes } = Routes::read(&routing_configuration)?;
        self.change(|state| {
            let kept = state
                .machine(machine.unqualified, machine)
                .map_err(|_| no_such_resource(machine.unqualified))?;
            kept.check_not_deleting()?;
            kept.check_routes(&routes)?;
            let arn: Arc<str> = format!("{}:{name}", kept.arn).into();
            if let Some(existing) = kept.aliases.iter().find(|alias| *alias.name == *name) {
                if existing.routes == routes && existing.description == description {
                    return Ok(existing.creation());
                }
                return Err(conflict(
                    "Failed to create alias because an alias with the same name and a different \
                     routing configuration already exists.",
                ));
            }
            if kept.aliases.len() >= ALIASES_MAX {
                return Err(ApiError::new(
                    "ServiceQuotaExceededException",
                    format!("A state machine can have at most {ALIASES_MAX} aliases"),
                ));
            }
            let created = date::now();
            let alias = Alias {
                name: name.into(),
                arn,
                description,
                routes,
                created,
                updated: created,
            };
            let answer = alias.creation();
            state.machine_mut(machine.name).aliases.push(alias);
            state.save_machine(machine.name);
            Ok(answer)
        })
        .await
    }

    pub(crate) async fn update_alias(&self, request: UpdateStateMachineAlias) -> Answer {
        let UpdateStateMachineAlias {
            state_machine_alias_arn,
            description,
            routing_configuration,
        } = request;
        let arn = AliasArn::parse(&state_machine_alias_arn)?;
        if description.is_none() && routing_configuration.is_none() {
            return Err(ApiError::validation(
                "Either the description or the RoutingConfiguration must be specified",
            )
            .with_field("reason", "MISSING_REQUIRED_PARAMETER"));
        }
        let routes = routing_configuration
            .as_deref()
            .map(Routes::read)
            .transpose()?;
        self.change(|state| {
            let (machine, place) = state.alias(arn)?;
            machine.check_not_deleting()?;
            if let Some(routes) = &routes {
                if routes.machine.unqualified != &*machine.arn {
                    return Err(of_other_machines(routing_configuration.iter().flatten()));
                }
                machine.check_routes(&routes.routes)?;
            }
            let updated = date::now();
            let alias = &mut state.machine_mut(arn.machine.name).aliases[place];
            if let Some(description) = description {
                alias.description = Some(description);
            }
            if let Some(routes) = routes {
                alias.routes = routes.routes;
            }
            alias.updated = updated;
            state.save_machine(arn.machine.name);
            Ok(json!({"updateDate": date::to_json(updated)}))
        })
        .await
    }

    /// Deleting an alias that is not there does nothing.
    pub(crate) async fn delete_alias(&self, request: AliasRequest) -> Answer {
        let arn = AliasArn::parse(&request.state_machine_alias_arn)?;
        self.change(|state| {
            if let Ok((_, place)) = state.alias(arn) {
                state.machine_mut(arn.machine.name).aliases.remove(place);
                state.save_machine(arn.machine.name);
            }
            Ok(json!({}))
        })
        .await
    }

    pub(crate) fn describe_alias(&self, request: &AliasRequest) -> Answer {
        let state = self.read();
        let arn = AliasArn::parse(&request.state_machine_alias_arn)?;
        let (machine, place) = state.alias(arn)?;
        let alias = &machine.aliases[place];
        let routes = alias.routes.iter().map(|route| {
            json!({
                "stateMachineVersionArn": format!("{}:{}", machine.arn, route.version),
                "weight": route.weight,
            })
        });
        let mut answer = alias.creation();
        answer["name"] = (&*alias.name).into();
        answer["routingConfiguration"] = routes.collect();
        answer["updateDate"] = date::to_json(alias.updated);
        if let Some(description) = &alias.description {
            answer["description"] = description.as_str().into();
        }
        Ok(answer)
    }

    /// The oldest alias comes first, as recorded from AWS; its documentation says otherwise. The
    /// ARN of a version asks for the aliases that lead to it.
    pub(crate) fn list_aliases(&self, request: &ListOfMachine) -> Answer {
        let arn = &*request.state_machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        let state = self.read();
        let list = format!("ListStateMachineAliases {arn}");
        let page = self.page_of_machine(&list, request)?;
        let machine = state.machine(arn, parsed)?;
        machine.check_not_deleting()?;
        let version = match parsed.qualifier {
            Qualifier::None => None,
            Qualifier::Version(number) => Some(number),
            Qualifier::Alias(_) | Qualifier::Label(_) => {
                return Err(crate::machine::no_such_machine(arn));
            }
        };
        let mut aliases: Vec<&Alias> = machine
            .aliases
            .iter()
            .filter(|alias| version.is_none_or(|version| alias.leads_to(version)))
            .filter(|alias| {
                let after = page.after.as_ref();
                after.is_none_or(|after| alias.position() > *after)
            })
            .collect();
        aliases.sort_by_cached_key(|alias| alias.position());
        let (aliases, end) = page.take(aliases.into_iter(), |alias| alias.position());
        let items: Vec<Value> = aliases.into_iter().map(Alias::creation).collect();
        Ok(self.with_next_token(json!({"stateMachineAliases": items}), &list, end))
    }
}

impl Alias {
    /// The version an execution gets. `draw` is random.
    pub(crate) fn draw(&self, draw: u64) -> u32 {
        let mut left = draw % WEIGHTS_SUM;
        for route in &self.routes {
            match left.checked_sub(u64::from(route.weight)) {
                None => return route.version,
                Some(rest) => left = rest,
            }
        }
        // Invariant: the weights sum up to `WEIGHTS_SUM`, so the loop returns.
        self.routes.last().map_or(0, |route| route.version)
    }

    pub(crate) fn leads_to(&self, version: u32) -> bool {
        self.routes.iter().any(|route| route.version == version)
    }

    fn creation(&self) -> Value {
        json!({
            "stateMachineAliasArn": &*self.arn,
            "creationDate": date::to_json(self.created),
        })
    }

    /// Where it is in the list of aliases: by its date, in digits that sort, and its name.
    fn position(&self) -> String {
        format!("{:020} {}", self.created.milliseconds(), self.name)
    }
}

/// The ARN of an alias.
#[derive(Clone, Copy)]
struct AliasArn<'a> {
    whole: &'a str,
    machine: StateMachineArn<'a>,
    name: &'a str,
}

impl<'a> AliasArn<'a> {
    fn parse(arn: &'a str) -> Result<AliasArn<'a>, ApiError> {
        let machine = StateMachineArn::parse_unlabelled(arn)?;
        match machine.qualifier {
            Qualifier::Alias(name) => Ok(AliasArn {
                whole: arn,
                machine,
                name,
            }),
            Qualifier::None | Qualifier::Version(_) | Qualifier::Label(_) => {
                Err(ApiError::validation(format!(
                    "The ARN must be that of a state machine alias. Received: {arn}"
                )))
            }
        }
    }
}

impl State {
    /// The machine of an alias, and the alias's place among the machine's.
    fn alias(&self, arn: AliasArn<'_>) -> Result<(&Machine, usize), ApiError> {
        let find = || {
            let machine = self.machine(arn.whole, arn.machine).ok()?;
            let mut aliases = machine.aliases.iter();
            let place = aliases.position(|alias| *alias.name == *arn.name)?;
            Some((machine, place))
        };
        find().ok_or_else(|| no_such_resource(arn.whole))
    }
}

impl Machine {
    /// Refuses routes to versions that are not there.
    fn check_routes(&self, routes: &[Route]) -> Result<(), ApiError> {
        let missing = routes
            .iter()
            .find(|route| !self.versions.contains_key(&route.version));
        match missing {
            None => Ok(()),
            Some(route) => Err(no_such_resource(&format!("{}:{}", self.arn, route.version))),
        }
    }
}

impl<'a> Routes<'a> {
    fn read(given: &'a [RouteRequest]) -> Result<Routes<'a>, ApiError> {
        let distinct = given.iter().enumerate().all(|(place, route)| {
            let arn = &route.state_machine_version_arn;
            given[..place]
                .iter()
                .all(|other| other.state_machine_version_arn != *arn)
        });
        if !distinct {
            return Err(invalid_routing(format!(
                "Routing configuration must contain distinct state machine version ARNs. \
                 Received: {}",
                shown_arns(given)
            )));
        }
        let mut machine = None;
        let mut routes = Vec::with_capacity(given.len());
        for route in given {
            let parsed = StateMachineArn::parse_unlabelled(&route.state_machine_version_arn)?;
            let Qualifier::Version(version) = parsed.qualifier else {
                return Err(invalid_routing(format!(
                    "Routing configuration must contain state machine version ARNs. Received: {}",
                    shown_arns(given)
                )));
            };
            let first = machine.get_or_insert(parsed);
            if first.unqualified != parsed.unqualified {
                return Err(of_other_machines(given));
            }
            routes.push(Route {
                version,
                weight: route.weight,
            });
        }
        let sum: u64 = given.iter().map(|route| u64::from(route.weight)).sum();
        if sum != WEIGHTS_SUM {
            let weights: Vec<_> = given.iter().map(|route| route.weight.to_string()).collect();
            return Err(invalid_routing(format!(
                "Sum of routing configuration weights must equal {WEIGHTS_SUM}. Received: [{}]",
                weights.join(", ")
            )));
        }
        let machine = machine.ok_or_else(|| {
            invalid_routing("Routing configuration must contain state machine version ARNs.")
        })?;
        Ok(Routes { machine, routes })
    }
}

fn of_other_machines<'r>(given: impl IntoIterator<Item = &'r RouteRequest>) -> ApiError {
    invalid_routing(format!(
        "Routing configuration must contain versions of the same state machine. Received: {}",
        shown_arns(given)
    ))
}

fn shown_arns<'r>(given: impl IntoIterator<Item = &'r RouteRequest>) -> String {
    let arns: Vec<_> = given
        .into_iter()
        .map(|route| &*route.state_machine_version_arn)
        .collect();
    format!("[{}]", arns.join(", "))
}

fn invalid_routing(message: impl Into<String>) -> ApiError {
    ApiError::validation(message).with_field("reason", "INVALID_ROUTING_CONFIGURATION")
}

fn no_such_resource(arn: &str) -> ApiError {
    ApiError::new(
        "ResourceNotFound",
        "Request references a resource that does not exist.",
    )
    .with_field("resourceName", arn)
}
