//! CreateLogGroup, DeleteLogGroup, DescribeLogGroups, PutRetentionPolicy, DeleteRetentionPolicy.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::{Deserialize, Serialize};
use wire::ApiError;

use super::{DESCRIBE_MAX, bad_token, exists, limit_exceeded, no_group};
use crate::constraint::{Violations, invalid};
use crate::directory::{Group, GroupClass, GroupSettings};
use crate::name::{GroupName, group_of_identifier};
use crate::position::{name_token, parse_name_token};
use crate::store::Write;
use crate::{Logs, now_milliseconds};

/// There are at most so many groups. AWS allows 1,000,000; ours are all in memory.
const GROUPS_MAX: usize = 10_000;

/// How long groups can keep events (API reference, PutRetentionPolicy).
const RETENTION_DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateLogGroup {
    log_group_name: Option<String>,
    kms_key_id: Option<String>,
    tags: Option<BTreeMap<String, String>>,
    log_group_class: Option<String>,
}

impl CreateLogGroup {
    /// A group with AWS's defaults.
    pub(super) fn named(name: &GroupName) -> CreateLogGroup {
        CreateLogGroup {
            log_group_name: Some(name.to_string()),
            kms_key_id: None,
            tags: None,
            log_group_class: None,
        }
    }
}

pub(crate) async fn create(logs: &Logs, input: CreateLogGroup) -> Result<(), ApiError> {
    let mut violations = Violations::default();
    let name = violations.group("logGroupName", input.log_group_name.as_deref());
    let class = class(&mut violations, input.log_group_class.as_deref());
    violations.refuse()?;
    let name = name.ok_or_else(no_group)?;
    let settings = GroupSettings {
        retention_in_days: None,
        kms_key_id: input.kms_key_id,
        class: class.unwrap_or_default(),
        tags: input.tags.unwrap_or_default(),
    };
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        if directory.groups.contains_key(&name) {
            return Err(exists("The specified log group already exists"));
        }
        if directory.groups.len() >= GROUPS_MAX {
            return Err(limit_exceeded());
        }
        let group = Group {
            id: directory.new_group_id(),
            created: now_milliseconds(),
            settings,
            streams: BTreeMap::new(),
        };
        let write = stored(&name, &group);
        directory.groups.insert(name, group);
        permit.send(write)
    };
    Ok(written.done().await?)
}

/// The group as the store is told of it.
fn stored(name: &GroupName, group: &Group) -> Write {
    Write::Group {
        id: group.id,
        name: name.clone(),
        created: group.created,
        settings: group.settings.clone(),
    }
}

fn class(violations: &mut Violations, class: Option<&str>) -> Option<GroupClass> {
    match class? {
        "STANDARD" => Some(GroupClass::Standard),
        "INFREQUENT_ACCESS" => Some(GroupClass::InfrequentAccess),
        "DELIVERY" => Some(GroupClass::Delivery),
        other => {
            let words = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];
            violations.one_of("logGroupClass", Some(other), &words);
            None
        }
    }
}

/// Of operations that want nothing but a group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneGroup {
    log_group_name: Option<String>,
}

impl OneGroup {
    pub(super) fn name(&self) -> Result<GroupName, ApiError> {
        let mut violations = Violations::default();
        let name = violations.group("logGroupName", self.log_group_name.as_deref());
        violations.refuse()?;
        name.ok_or_else(no_group)
    }
}

pub(crate) async fn delete(logs: &Logs, input: OneGroup) -> Result<(), ApiError> {
    let name = input.name()?;
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        let group = directory.groups.remove(&name).ok_or_else(no_group)?;
        directory.stored_bytes.remove(&group.id);
        permit.send(Write::DeleteGroup(group.id))
    };
    Ok(written.done().await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutRetentionPolicy {
    log_group_name: Option<String>,
    retention_in_days: Option<i64>,
}

pub(crate) async fn put_retention(logs: &Logs, input: PutRetentionPolicy) -> Result<(), ApiError> {
    let mut violations = Violations::default();
    let name = violations.group("logGroupName", input.log_group_name.as_deref());
    let days = violations.required("retentionInDays", input.retention_in_days);
    if let Some(days) = days.filter(|days| !RETENTION_DAYS.contains(days)) {
        let words = RETENTION_DAYS.map(|days| days.to_string());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        violations.one_of("retentionInDays", Some(&days.to_string()), &words);
    }
    violations.refuse()?;
    let name = name.ok_or_else(no_group)?;
    let days = days.and_then(|days| u32::try_from(days).ok());
    change_settings(logs, &name, |settings| settings.retention_in_days = days).await
}

pub(crate) async fn delete_retention(logs: &Logs, input: OneGroup) -> Result<(), ApiError> {
    let name = input.name()?;
    change_settings(logs, &name, |settings| settings.retention_in_days = None).await
}

pub(super) async fn change_settings(
    logs: &Logs,
    name: &GroupName,
    change: impl FnOnce(&mut GroupSettings),
) -> Result<(), ApiError> {
    let permit = logs.store().permit().await?;
    let written = {
        let mut directory = logs.directory();
        let group = directory.groups.get_mut(name).ok_or_else(no_group)?;
        change(&mut group.settings);
        permit.send(stored(name, group))
    };
    Ok(written.done().await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeLogGroups {
    log_group_name_prefix: Option<String>,
    log_group_name_pattern: Option<String>,
    log_group_identifiers: Option<Vec<String>>,
    log_group_class: Option<String>,
    next_token: Option<String>,
    limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogGroups {
    log_groups: Vec<LogGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogGroup {
    log_group_name: String,
    creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_in_days: Option<u32>,
    metric_filter_count: u32,
    /// Ends in `:*`, as policies want it.
    arn: String,
    stored_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
    log_group_class: GroupClass,
    log_group_arn: String,
}

pub(crate) fn describe(logs: &Logs, input: &DescribeLogGroups) -> Result<LogGroups, ApiError> {
    let mut violations = Violations::default();
    let prefix = input.log_group_name_prefix.as_deref();
    if prefix.is_some() {
        violations.group("logGroupNamePrefix", prefix);
    }
    let limit = violations.limit("limit", input.limit, DESCRIBE_MAX, DESCRIBE_MAX);
    let class = class(&mut violations, input.log_group_class.as_deref());
    violations.refuse()?;
    let pattern = input
        .log_group_name_pattern
        .as_deref()
        .map(str::to_ascii_lowercase);
    if prefix.is_some() && pattern.is_some() {
        return Err(invalid(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let after = match &input.next_token {
        Some(token) => Some(parse_name_token(token).ok_or_else(bad_token)?),
        None => None,
    };
    let identifiers = input.log_group_identifiers.as_ref().map(|identifiers| {
        let names = identifiers.iter().map(|text| group_of_identifier(text));
        names.collect::<Vec<Option<&str>>>()
    });

    let directory = logs.directory();
    let wanted = |name: &str, group: &Group| {
        prefix.is_none_or(|prefix| name.starts_with(prefix))
            && pattern
                .as_ref()
                .is_none_or(|pattern| name.to_ascii_lowercase().contains(pattern.as_str()))
            && class.is_none_or(|class| group.settings.class == class)
            && identifiers
                .as_ref()
                .is_none_or(|names| names.contains(&Some(name)))
    };
    let start = after.as_deref().or(prefix).unwrap_or_default();
    let mut found = directory
        .groups
        .range::<str, _>((Bound::Included(start), Bound::Unbounded))
        .map(|(name, group)| (name.as_str(), group))
        .filter(|(name, group)| after.as_deref() != Some(*name) && wanted(name, group));
    let log_groups: Vec<LogGroup> = found
        .by_ref()
        .take(limit)
        .map(|(name, group)| {
            let arn = logs.arns().group(name);
            LogGroup {
                log_group_name: name.to_owned(),
                creation_time: group.created,
                retention_in_days: group.settings.retention_in_days,
                metric_filter_count: 0,
                arn: format!("{arn}:*"),
                stored_bytes: directory.stored_bytes.get(&group.id).copied().unwrap_or(0),
                kms_key_id: group.settings.kms_key_id.clone(),
                log_group_class: group.settings.class,
                log_group_arn: arn,
            }
        })
        .collect();
    let last = log_groups
        .last()
        .map(|group| name_token(&group.log_group_name));
    Ok(LogGroups {
        next_token: last.filter(|_| found.next().is_some()),
        log_groups,
    })
}
