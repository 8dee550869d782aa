//! PutResourcePolicy, DeleteResourcePolicy, DescribeResourcePolicies, and the subscription filters
//! that no group has here.
//!
//! Users of Step Functions put a policy so that it may deliver logs. Within one account roles
//! decide, so policies are kept and shown, and never asked.

use serde::{Deserialize, Serialize};
use wire::ApiError;

use super::groups::OneGroup;
use super::{DESCRIBE_MAX, bad_token, limit_exceeded, missing, no_group};
use crate::constraint::{Violations, invalid};
use crate::directory::ResourcePolicy;
use crate::position::{name_token, parse_name_token};
use crate::store::Write;
use crate::{Logs, now_milliseconds};

/// A region has at most so many policies (CloudWatch Logs quotas).
const POLICIES_MAX: usize = 10;

/// A policy has at most so many characters (API reference, PutResourcePolicy).
const DOCUMENT_CHARS_MAX: usize = 51_200;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutResourcePolicy {
    policy_name: Option<String>,
    policy_document: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutResourcePolicyOutput {
    resource_policy: Policy,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    policy_name: String,
    policy_document: String,
    last_updated_time: i64,
}

pub(crate) async fn put(
    logs: &Logs,
    input: PutResourcePolicy,
) -> Result<PutResourcePolicyOutput, ApiError> {
    let mut violations = Violations::default();
    let name = violations.required("policyName", input.policy_name);
    let document = violations.required("policyDocument", input.policy_document);
    violations.refuse()?;
    let (name, document) = (name.unwrap_or_default(), document.unwrap_or_default());
    let is_object = serde_json::from_str::<serde_json::Map<_, _>>(&document).is_ok();
    if !is_object || document.chars().count() > DOCUMENT_CHARS_MAX {
        return Err(invalid("The policy document is not valid."));
    }
    let updated = now_milliseconds();
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        let policies = &mut directory.policies;
        if policies.len() >= POLICIES_MAX && !policies.contains_key(&name) {
            return Err(limit_exceeded());
        }
        let policy = ResourcePolicy {
            document: document.clone(),
            updated,
        };
        policies.insert(name.clone(), policy);
        permit.send(Write::Policy {
            name: name.clone(),
            document: document.clone(),
            updated,
        })
    };
    written.done().await?;
    Ok(PutResourcePolicyOutput {
        resource_policy: Policy {
            policy_name: name,
            policy_document: document,
            last_updated_time: updated,
        },
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteResourcePolicy {
    policy_name: Option<String>,
}

pub(crate) async fn delete(logs: &Logs, input: DeleteResourcePolicy) -> Result<(), ApiError> {
    let mut violations = Violations::default();
    let name = violations.required("policyName", input.policy_name);
    violations.refuse()?;
    let name = name.unwrap_or_default();
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        if directory.policies.remove(&name).is_none() {
            return Err(missing(format!(
                "Policy with name [{name}] does not exist."
            )));
        }
        permit.send(Write::DeletePolicy(name))
    };
    Ok(written.done().await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeResourcePolicies {
    next_token: Option<String>,
    limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResourcePolicies {
    resource_policies: Vec<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(crate) fn describe(
    logs: &Logs,
    input: &DescribeResourcePolicies,
) -> Result<ResourcePolicies, ApiError> {
    let mut violations = Violations::default();
    let limit = violations.limit("limit", input.limit, DESCRIBE_MAX, DESCRIBE_MAX);
    violations.refuse()?;
    let after = match &input.next_token {
        Some(token) => Some(parse_name_token(token).ok_or_else(bad_token)?),
        None => None,
    };
    let directory = logs.directory();
    let mut found = directory
        .policies
        .iter()
        .filter(|(name, _)| after.as_ref().is_none_or(|after| *name > after));
    let resource_policies: Vec<Policy> = found
        .by_ref()
        .take(limit)
        .map(|(name, policy)| Policy {
            policy_name: name.clone(),
            policy_document: policy.document.clone(),
            last_updated_time: policy.updated,
        })
        .collect();
    let last = resource_policies.last();
    let next_token = last.map(|policy| name_token(&policy.policy_name));
    Ok(ResourcePolicies {
        next_token: next_token.filter(|_| found.next().is_some()),
        resource_policies,
    })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionFilters {
    subscription_filters: [(); 0],
}

pub(crate) fn describe_subscriptions(
    logs: &Logs,
    input: &OneGroup,
) -> Result<SubscriptionFilters, ApiError> {
    let name = input.name()?;
    let directory = logs.directory();
    directory.groups.get(&name).ok_or_else(no_group)?;
    Ok(SubscriptionFilters {
        subscription_filters: [],
    })
}
