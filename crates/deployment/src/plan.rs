//! What would come of a template on AWS, before anything is: the resources, what each state of its
//! machines needs and whether their roles allow it, the quotas it would meet, and what a month costs.
//!
//! | module | holds |
//! |---|---|
//! | `shape` | values of a stack as texts that can be compared |
//! | `machine` | a state machine of a stack, and its definition |
//! | [`review`] | a role beside what its machine needs |
//! | `load` | what so many orders a month ask of the stack |

mod load;
mod machine;
pub mod review;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::assumptions::{Assumption, Assumptions, NoSuchAssumption};
use crate::cost::Cost;
use crate::prices::Prices;
use crate::profile::Profile;
use crate::quotas::{Quota, quotas};
use crate::stack::{Deletion, Settings, Stack, Unset};
use crate::template::{Problem, Template};

use self::load::Load;
use self::machine::Machine;
use self::review::{Action, Review};
use self::shape::{ACCOUNT, Shapes};

/// What is asked.
pub struct Asked<'a> {
    /// The template.
    pub template: &'a Template,
    /// What the stack would be called.
    pub stack_name: &'a str,
    /// Where it would be made.
    pub region: &'a str,
    /// Values of parameters.
    pub parameters: &'a BTreeMap<String, String>,
    /// Orders in a month.
    pub orders: f64,
    /// What is assumed otherwise than usual.
    pub assumed: &'a BTreeMap<String, f64>,
    /// Reads a file that the template names; says why it cannot.
    pub read: &'a dyn Fn(&str) -> Result<String, String>,
}

/// Why there is no plan.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The template has errors.
    Template(Vec<Problem>),
    /// Nothing is assumed by such a name.
    Assumption(NoSuchAssumption),
}

/// What would come of a template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// What the stack would be called.
    pub stack: String,
    /// Where it would be made.
    pub region: String,
    /// Orders in a month.
    pub orders: f64,
    /// Orders in a second of the busiest hour.
    pub peak_orders_per_second: f64,
    /// Parameters that nobody has given a value yet, and that have none of their own.
    pub open_parameters: Vec<String>,
    /// What would be made, by service.
    pub resources: Vec<Group>,
    /// Its state machines.
    pub machines: Vec<MachinePlan>,
    /// What it would use of AWS's quotas, the most first.
    pub quotas: Vec<Quota>,
    /// What a month costs.
    pub cost: Cost,
    /// What that depends on and no template says.
    pub assumptions: Vec<Assumption>,
    /// What cannot be told, or is not in the cost.
    pub unknown: Vec<String>,
}

/// Resources of a service.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// `Lambda`
    pub service: String,
    /// Its resources, in the order in which they are made.
    pub resources: Vec<Planned>,
}

/// A resource that would be made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planned {
    /// Its logical id.
    pub logical_id: String,
    /// `AWS::Lambda::Function`
    pub kind: String,
    /// Whether it stays when the stack is deleted.
    pub retained: bool,
}

/// A state machine of the template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MachinePlan {
    /// Its logical id.
    pub logical_id: String,
    /// What it would be called.
    pub name: String,
    /// `STANDARD`, `EXPRESS`
    pub kind: String,
    /// Executions in a month.
    pub executions: f64,
    /// How many states an execution enters, on average.
    pub states_entered: f64,
    /// How that is known: which journeys there are and how many make each.
    pub journeys: Vec<JourneyPlan>,
    /// What its states need, in the order of the definition.
    pub actions: Vec<Action>,
    /// Whether its role allows that.
    pub review: Review,
    /// Why there is nothing of this, where there is not.
    pub problem: Option<String>,
}

/// A journey through a machine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JourneyPlan {
    /// What comes of it.
    pub name: String,
    /// How many of all make it, from 0 to 1.
    pub share: f64,
    /// How many states it enters.
    pub states_entered: f64,
}

/// The partition of regions whose name begins so.
const PARTITIONS: [(&str, &str); 2] = [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")];

/// What stands in the name of an assumption before the journey whose share it is.
const SHARE: &str = "share_";

impl Plan {
    /// The plan of a template.
    pub fn of(asked: &Asked<'_>) -> Result<Plan, Refusal> {
        let partition = PARTITIONS
            .into_iter()
            .find(|(prefix, _)| asked.region.starts_with(prefix))
            .map_or("aws", |(_, partition)| partition);
        let settings = Settings {
            stack_name: asked.stack_name,
            partition,
            region: asked.region,
            account: ACCOUNT,
            parameters: asked.parameters,
            unset: Unset::Open,
        };
        let stack = Stack::of(asked.template, &settings).map_err(Refusal::Template)?;
        let shapes = Shapes::of(&stack, partition, asked.region);
        let profile = Profile::measured();
        let journeys = profile.order.iter().skip(1);
        let journeys = journeys.chain(profile.question.iter().skip(1));
        let of_journeys = journeys.map(|it| {
            let about = format!("of all are {}", it.name);
            (share_name(&it.name), it.share, about)
        });
        let assumptions =
            Assumptions::new(of_journeys, asked.assumed).map_err(Refusal::Assumption)?;
        let machines = Machine::all(&stack, &shapes, asked.read);
        let prices = Prices::listed();
        let load = Load::of(
            &stack,
            &shapes,
            &machines,
            &profile,
            &assumptions,
            asked.orders,
        );
        let (cost, unpriced) = load.usage.cost(&prices, asked.orders);
        let mut quotas = quotas(asked.region, &load.demand);
        quotas.sort_by(|a, b| {
            b.percent
                .unwrap_or(0.0)
                .total_cmp(&a.percent.unwrap_or(0.0))
        });
        let mut unknown = load.unknown.clone();
        unknown.extend(
            unpriced
                .into_iter()
                .map(|model| format!("what the tokens of `{model}` cost is not in the prices")),
        );
        if asked.region != prices.region {
            unknown.push(format!(
                "the prices are those of {}; {} may be dearer",
                prices.region, asked.region
            ));
        }
        unknown.extend(stack.notes.iter().map(|note| note.message.clone()));
        let parameters = asked.template.parameters().iter();
        let open = parameters
            .filter(|it| it.default.is_none() && !asked.parameters.contains_key(it.name.as_str()));
        let machines = machines
            .iter()
            .map(|machine| load.machine(machine, &stack, &shapes));
        Ok(Plan {
            stack: stack.name.clone(),
            region: asked.region.to_owned(),
            orders: asked.orders,
            peak_orders_per_second: load.peak,
            open_parameters: open.map(|it| it.name.clone()).collect(),
            resources: groups(&stack),
            machines: machines.collect(),
            quotas,
            cost,
            assumptions: assumptions.of(|name| load.assumed.iter().any(|it| it == name)),
            unknown,
        })
    }

    /// Whether each role that the template declares for a machine allows what the machine needs and
    /// nothing else.
    pub fn is_exact(&self) -> bool {
        let machines = self.machines.iter();
        machines.fold(true, |all, it| {
            all && it.problem.is_none() && it.review.is_exact()
        })
    }
}

/// The name of the assumption of how many make a journey.
fn share_name(journey: &str) -> String {
    format!("{SHARE}{}", journey.replace(' ', "_"))
}

fn groups(stack: &Stack) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for resource in &stack.resources {
        let service = service_of(&resource.kind);
        let planned = Planned {
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            retained: match resource.deletion {
                Deletion::Delete => false,
                Deletion::Retain | Deletion::RetainExceptOnCreate | Deletion::Snapshot => true,
            },
        };
        match groups.iter_mut().find(|group| group.service == service) {
            Some(group) => group.resources.push(planned),
            None => groups.push(Group {
                service: service.to_owned(),
                resources: vec![planned],
            }),
        }
    }
    groups
}

/// `Lambda` of `AWS::Lambda::Function`.
fn service_of(kind: &str) -> &str {
    let mut pieces = kind.split("::");
    pieces.nth(1).unwrap_or(kind)
}

/// The names of assumptions that something depends on.
type Names = BTreeSet<&'static str>;
