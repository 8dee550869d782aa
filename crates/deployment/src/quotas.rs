//! AWS's documented defaults that a stack would meet: how much of each it would use.
//!
//! An account may have more, and a new one less: Service Quotas says what it has.

use serde::Serialize;

/// A default, and what of it would be used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quota {
    /// Of which service.
    pub service: &'static str,
    /// What is limited.
    pub what: &'static str,
    /// How much there is; 0 where that is not known.
    pub limit: f64,
    /// Of what: `a second`
    pub unit: &'static str,
    /// How much would be used; `None` where that cannot be told.
    pub used: Option<f64>,
    /// `used` of `limit`, in per cent.
    pub percent: Option<f64>,
    /// Whether AWS raises it when it is asked to.
    pub adjustable: bool,
    /// Where it is documented.
    pub source: &'static str,
}

/// What is held against them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Demand {
    /// In the busiest second.
    pub(crate) standard_starts: f64,
    pub(crate) express_starts: f64,
    pub(crate) transitions: f64,
    pub(crate) invocations: f64,
    pub(crate) streams: f64,
    pub(crate) write_units: f64,
    pub(crate) read_units: f64,
    pub(crate) publications: f64,
    /// At once.
    pub(crate) open_executions: f64,
    pub(crate) concurrent_invocations: f64,
    pub(crate) reserved_concurrency: f64,
    /// At most.
    pub(crate) history_events: f64,
    pub(crate) payload_bytes: f64,
    pub(crate) definition_bytes: f64,
    pub(crate) role_policy_chars: f64,
    /// In the stack.
    pub(crate) resources: f64,
    pub(crate) roles: f64,
    pub(crate) log_groups: f64,
    pub(crate) state_machines: f64,
}

/// Regions in which Step Functions allows more (Step Functions developer guide, "Quotas").
const LARGE_REGIONS: [&str; 3] = ["us-east-1", "us-west-2", "eu-west-1"];

const STEP_FUNCTIONS: &str = "Step Functions developer guide, \"Service quotas\" (2023)";
const LAMBDA: &str = "Lambda developer guide, \"Lambda quotas\"";
const DYNAMODB: &str = "DynamoDB developer guide, \"On-demand capacity mode\" and \"Quotas\"";
const LOGS: &str = "CloudWatch Logs user guide, \"CloudWatch Logs quotas\"";
const CLOUDFORMATION: &str = "CloudFormation user guide, \"CloudFormation quotas\"";
const IAM: &str = "IAM user guide, \"IAM and AWS STS quotas\"";

/// A documented default: the service, what is limited, how much in large regions and in others, of
/// what, what is held against it, whether AWS raises it, where it is from.
type Limit = (
    &'static str,
    &'static str,
    f64,
    f64,
    &'static str,
    fn(&Demand) -> f64,
    bool,
    &'static str,
);

#[rustfmt::skip]
const LIMITS: &[Limit] = &[
    ("Step Functions", "StartExecution, Standard: steadily", 300.0, 150.0, "a second", |d| d.standard_starts, true, STEP_FUNCTIONS),
    ("Step Functions", "StartExecution, Standard: at once", 1_300.0, 800.0, "in the bucket", |d| d.standard_starts, true, STEP_FUNCTIONS),
    ("Step Functions", "StartExecution, Express: steadily", 6_000.0, 6_000.0, "a second", |d| d.express_starts, true, STEP_FUNCTIONS),
    ("Step Functions", "State transitions, Standard: steadily", 1_500.0, 500.0, "a second", |d| d.transitions, true, STEP_FUNCTIONS),
    ("Step Functions", "State transitions, Standard: at once", 5_000.0, 800.0, "in the bucket", |d| d.transitions, true, STEP_FUNCTIONS),
    ("Step Functions", "Open executions, those of a day", 1_000_000.0, 1_000_000.0, "executions", |d| d.open_executions, true, STEP_FUNCTIONS),
    ("Step Functions", "History of an execution", 25_000.0, 25_000.0, "events", |d| d.history_events, false, STEP_FUNCTIONS),
    ("Step Functions", "Input or output of a state", 262_144.0, 262_144.0, "bytes", |d| d.payload_bytes, false, STEP_FUNCTIONS),
    ("Step Functions", "Definition", 1_048_576.0, 1_048_576.0, "bytes", |d| d.definition_bytes, false, STEP_FUNCTIONS),
    ("Step Functions", "State machines", 100_000.0, 100_000.0, "machines", |d| d.state_machines, true, STEP_FUNCTIONS),
    ("Lambda", "Concurrent executions (an account that is new may have 10)", 1_000.0, 1_000.0, "at once", |d| d.concurrent_invocations, true, LAMBDA),
    // A hundred stay unreserved, always.
    ("Lambda", "Concurrency that is reserved", 900.0, 900.0, "at once", |d| d.reserved_concurrency, true, LAMBDA),
    ("Lambda", "Requests", 10_000.0, 10_000.0, "a second", |d| d.invocations + d.streams, true, LAMBDA),
    ("DynamoDB", "Writes to a table that is new", 4_000.0, 4_000.0, "units a second", |d| d.write_units, false, DYNAMODB),
    ("DynamoDB", "Reads of a table that is new", 12_000.0, 12_000.0, "units a second", |d| d.read_units, false, DYNAMODB),
    ("DynamoDB", "Writes to one partition key, if all went there", 1_000.0, 1_000.0, "units a second", |d| d.write_units, false, DYNAMODB),
    ("DynamoDB", "Reads of one partition key, if all were there", 3_000.0, 3_000.0, "units a second", |d| d.read_units, false, DYNAMODB),
    ("CloudWatch Logs", "Log groups", 1_000_000.0, 1_000_000.0, "groups", |d| d.log_groups, true, LOGS),
    ("IAM", "Policies within a role", 10_240.0, 10_240.0, "characters", |d| d.role_policy_chars, false, IAM),
    ("IAM", "Roles of an account", 1_000.0, 1_000.0, "roles", |d| d.roles, true, IAM),
    ("CloudFormation", "Resources of a stack", 500.0, 500.0, "resources", |d| d.resources, false, CLOUDFORMATION),
];

/// What SNS takes in a second where it takes most (AWS General Reference, "Amazon SNS endpoints and
/// quotas").
const SNS_PUBLISH: (&str, f64) = ("us-east-1", 30_000.0);

/// The quotas of a region that something is held against.
pub(crate) fn quotas(region: &str, demand: &Demand) -> Vec<Quota> {
    let is_large = LARGE_REGIONS.contains(&region);
    let limits = LIMITS.iter().copied();
    let mut all: Vec<Quota> = limits
        .map(
            |(service, what, large, other, unit, used, adjustable, source)| {
                let limit = if is_large { large } else { other };
                let used = used(demand);
                Quota {
                    service,
                    what,
                    limit,
                    unit,
                    used: Some(used),
                    percent: Some(used / limit * 100.0),
                    adjustable,
                    source,
                }
            },
        )
        .filter(|quota| quota.used.is_some_and(|used| used > 0.0))
        .collect();
    let (most, limit) = SNS_PUBLISH;
    if demand.publications > 0.0 {
        let limit = (region == most).then_some(limit);
        all.push(Quota {
            service: "SNS",
            what: "Publish",
            limit: limit.unwrap_or(0.0),
            unit: "a second",
            used: Some(demand.publications),
            percent: limit.map(|limit| demand.publications / limit * 100.0),
            adjustable: true,
            source: "AWS General Reference, \"Amazon SNS endpoints and quotas\": by region",
        });
    }
    if demand.streams > 0.0 {
        all.push(Quota {
            service: "Bedrock",
            what: "Requests and tokens of a model",
            limit: 0.0,
            unit: "a minute",
            used: None,
            percent: None,
            adjustable: true,
            source: "Bedrock user guide, \"Quotas\": by model, region and account",
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_used_is_not_listed() {
        assert_eq!(quotas("us-east-1", &Demand::default()), []);
        let demand = Demand {
            standard_starts: 30.0,
            ..Demand::default()
        };
        let percent = |region| quotas(region, &demand)[0].percent.expect("known");
        assert!((percent("us-east-1") - 10.0).abs() < 1e-9);
        assert!((percent("sa-east-1") - 20.0).abs() < 1e-9);
    }
}
