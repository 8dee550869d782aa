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
    /// How much there is.
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
const IAM: &str = "IAM user guide, \"IAM and AWS STS quotas\"";

/// The quotas of a region that something is held against.
pub(crate) fn quotas(region: &str, demand: &Demand) -> Vec<Quota> {
    let is_large = LARGE_REGIONS.contains(&region);
    let by_region = |large: f64, other: f64| if is_large { large } else { other };
    let step_functions = "Step Functions";
    let mut all = Vec::new();
    let mut add = |service, what, limit: f64, unit, used: Option<f64>, adjustable, source| {
        if used.is_some_and(|used| used <= 0.0) {
            return;
        }
        all.push(Quota {
            service,
            what,
            limit,
            unit,
            used,
            percent: used.map(|used| used / limit * 100.0),
            adjustable,
            source,
        });
    };
    let d = demand;
    let a_second = "a second";
    for (what, limit, used) in [
        (
            "StartExecution, Standard: steadily",
            by_region(300.0, 150.0),
            d.standard_starts,
        ),
        (
            "StartExecution, Express: steadily",
            6_000.0,
            d.express_starts,
        ),
        (
            "State transitions, Standard: steadily",
            by_region(1_500.0, 500.0),
            d.transitions,
        ),
    ] {
        add(
            step_functions,
            what,
            limit,
            a_second,
            Some(used),
            true,
            STEP_FUNCTIONS,
        );
    }
    for (what, limit, used) in [
        (
            "StartExecution, Standard: at once",
            by_region(1_300.0, 800.0),
            d.standard_starts,
        ),
        (
            "State transitions, Standard: at once",
            by_region(5_000.0, 800.0),
            d.transitions,
        ),
    ] {
        add(
            step_functions,
            what,
            limit,
            "in the bucket",
            Some(used),
            true,
            STEP_FUNCTIONS,
        );
    }
    for (what, limit, unit, used, adjustable) in [
        (
            "Open executions",
            1_000_000.0,
            "executions",
            d.open_executions,
            true,
        ),
        (
            "History of an execution",
            25_000.0,
            "events",
            d.history_events,
            false,
        ),
        (
            "Input or output of a state",
            262_144.0,
            "bytes",
            d.payload_bytes,
            false,
        ),
        (
            "Definition",
            1_048_576.0,
            "bytes",
            d.definition_bytes,
            false,
        ),
        (
            "State machines",
            100_000.0,
            "machines",
            d.state_machines,
            true,
        ),
    ] {
        add(
            step_functions,
            what,
            limit,
            unit,
            Some(used),
            adjustable,
            STEP_FUNCTIONS,
        );
    }
    for (what, limit, unit, used, adjustable) in [
        (
            "Concurrent executions (an account that is new may have 10)",
            1_000.0,
            "at once",
            d.concurrent_invocations,
            true,
        ),
        // So many stay unreserved, always.
        (
            "Concurrency that is reserved",
            900.0,
            "at once",
            d.reserved_concurrency,
            true,
        ),
        (
            "Requests",
            10_000.0,
            a_second,
            d.invocations + d.streams,
            true,
        ),
    ] {
        add("Lambda", what, limit, unit, Some(used), adjustable, LAMBDA);
    }
    for (what, limit, used) in [
        ("Writes to a table that is new", 4_000.0, d.write_units),
        ("Reads of a table that is new", 12_000.0, d.read_units),
    ] {
        add(
            "DynamoDB",
            what,
            limit,
            "units a second",
            Some(used),
            false,
            DYNAMODB,
        );
    }
    for (what, limit, used) in [
        ("Writes to one partition key", 1_000.0, d.write_units),
        ("Reads of one partition key", 3_000.0, d.read_units),
    ] {
        add(
            "DynamoDB",
            what,
            limit,
            "units a second",
            Some(used),
            false,
            DYNAMODB,
        );
    }
    if region == "us-east-1" {
        let sns = "AWS General Reference, \"Amazon SNS endpoints and quotas\"";
        add(
            "SNS",
            "Publish",
            30_000.0,
            a_second,
            Some(d.publications),
            true,
            sns,
        );
    }
    let logs = "CloudWatch Logs user guide, \"Quotas\"";
    add(
        "CloudWatch Logs",
        "Log groups",
        1_000_000.0,
        "groups",
        Some(d.log_groups),
        true,
        logs,
    );
    for (what, limit, unit, used, adjustable) in [
        (
            "Policies within a role",
            10_240.0,
            "characters",
            d.role_policy_chars,
            false,
        ),
        ("Roles of an account", 1_000.0, "roles", d.roles, true),
    ] {
        add("IAM", what, limit, unit, Some(used), adjustable, IAM);
    }
    let cloudformation = "CloudFormation user guide, \"Quotas\"";
    let resources = Some(d.resources);
    add(
        "CloudFormation",
        "Resources of a stack",
        500.0,
        "resources",
        resources,
        false,
        cloudformation,
    );
    let bedrock = "Bedrock user guide, \"Quotas\": they differ by model, region and account";
    if d.streams > 0.0 {
        add(
            "Bedrock",
            "Tokens and requests of a model",
            0.0,
            "a minute",
            None,
            true,
            bedrock,
        );
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
