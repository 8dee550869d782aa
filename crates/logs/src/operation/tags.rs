//! ListTagsForResource, TagResource, UntagResource, and the older three that name a group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::ApiError;

use super::groups::{OneGroup, change_settings};
use super::{missing, no_group};
use crate::Logs;
use crate::constraint::{Violations, invalid};
use crate::name::{GroupName, group_of_identifier};

/// A group has at most so many tags (API reference, TagResource).
const TAGS_MAX: usize = 50;

/// The group is `resourceArn`, or `logGroupName` in the older operations.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagResource {
    resource_arn: Option<String>,
    log_group_name: Option<String>,
    tags: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UntagResource {
    resource_arn: Option<String>,
    log_group_name: Option<String>,
    tag_keys: Option<Vec<String>>,
    /// What the older operation calls the keys.
    tags: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListTagsForResource {
    resource_arn: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Tags {
    tags: BTreeMap<String, String>,
}

pub(crate) fn list(logs: &Logs, input: &ListTagsForResource) -> Result<Tags, ApiError> {
    tags_of(logs, &group_with_arn(logs, input.resource_arn.as_deref())?)
}

pub(crate) fn list_of_group(logs: &Logs, input: &OneGroup) -> Result<Tags, ApiError> {
    tags_of(logs, &input.name()?)
}

fn tags_of(logs: &Logs, group: &GroupName) -> Result<Tags, ApiError> {
    let directory = logs.directory();
    let group = directory.groups.get(group).ok_or_else(no_group)?;
    Ok(Tags {
        tags: group.settings.tags.clone(),
    })
}

pub(crate) async fn tag(logs: &Logs, input: TagResource) -> Result<(), ApiError> {
    let group = match input.log_group_name.as_deref() {
        Some(name) => group_named(name)?,
        None => group_with_arn(logs, input.resource_arn.as_deref())?,
    };
    let mut violations = Violations::default();
    let added = violations.required("tags", input.tags);
    violations.refuse()?;
    let added = added.unwrap_or_default();
    let mut tags = tags_of(logs, &group)?.tags;
    tags.extend(added.clone());
    if tags.len() > TAGS_MAX {
        return Err(ApiError::new(
            "TooManyTagsException",
            format!("A resource can have no more than {TAGS_MAX} tags."),
        ));
    }
    change_settings(logs, &group, |settings| settings.tags.extend(added)).await
}

pub(crate) async fn untag(logs: &Logs, input: UntagResource) -> Result<(), ApiError> {
    let group = match input.log_group_name.as_deref() {
        Some(name) => group_named(name)?,
        None => group_with_arn(logs, input.resource_arn.as_deref())?,
    };
    let mut violations = Violations::default();
    let keys = violations.required("tagKeys", input.tag_keys.or(input.tags));
    violations.refuse()?;
    let keys = keys.unwrap_or_default();
    change_settings(logs, &group, |settings| {
        settings.tags.retain(|key, _| !keys.contains(key));
    })
    .await
}

fn group_named(name: &str) -> Result<GroupName, ApiError> {
    let mut violations = Violations::default();
    let group = violations.group("logGroupName", Some(name));
    violations.refuse()?;
    group.ok_or_else(no_group)
}

/// The group of an ARN, which there must be.
fn group_with_arn(logs: &Logs, arn: Option<&str>) -> Result<GroupName, ApiError> {
    let mut violations = Violations::default();
    let arn = violations.required("resourceArn", arn);
    violations.refuse()?;
    let arn = arn.unwrap_or_default();
    let name = arn
        .starts_with("arn:")
        .then(|| group_of_identifier(arn))
        .flatten()
        .and_then(GroupName::parse)
        .ok_or_else(|| invalid(format!("`{arn}` is no ARN of a log group.")))?;
    if logs.directory().groups.contains_key(&name) {
        Ok(name)
    } else {
        Err(missing("The specified resource does not exist."))
    }
}
