//! Activities: names under which workers ask for work. Their queues are the host's.

use std::sync::Arc;

use asl::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use crate::encryption_configuration::EncryptionConfiguration;
use crate::registry::{Answer, Registry};
use crate::tag::{Tag, Tags};
use crate::{arn, date, machine};

/// An account has at most so many activities (Step Functions quotas).
const ACTIVITIES_MAX: usize = 100_000;

/// An activity.
#[derive(Debug)]
pub(crate) struct Activity {
    pub(crate) arn: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) created: Timestamp,
    pub(crate) encryption: EncryptionConfiguration,
    pub(crate) tags: Tags,
}

/// What CreateActivity is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateActivity {
    name: String,
    #[serde(default)]
    tags: Vec<Tag>,
    encryption_configuration: Option<EncryptionConfiguration>,
}

/// What DeleteActivity and DescribeActivity are asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityRequest {
    activity_arn: String,
}

/// What ListActivities and ListStateMachines are asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListRequest {
    pub(crate) max_results: Option<u32>,
    pub(crate) next_token: Option<String>,
}

impl Registry {
    pub(crate) async fn create_activity(&self, request: CreateActivity) -> Answer {
        let CreateActivity {
            name,
            tags,
            encryption_configuration,
        } = request;
        machine::check_name(&name)?;
        let arn: Arc<str> = self.arn("activity", &name).into();
        let encryption = encryption_configuration.unwrap_or_default().complete()?;
        let tags = Tags::new(tags, &arn)?;
        self.change(|state| {
            if let Some(existing) = state.activities.get(&*name) {
                return if existing.encryption == encryption {
                    Ok(existing.creation())
                } else {
                    Err(ApiError::new(
                        "ActivityAlreadyExists",
                        format!("Activity Already Exists: '{arn}'"),
                    ))
                };
            }
            if state.activities.len() >= ACTIVITIES_MAX {
                return Err(ApiError::new(
                    "ActivityLimitExceeded",
                    format!("There can be at most {ACTIVITIES_MAX} activities"),
                ));
            }
            let activity = Activity {
                arn,
                name: name.into(),
                created: date::now(),
                encryption,
                tags,
            };
            let answer = activity.creation();
            let name = activity.name.clone();
            state.activities.insert(name.clone(), activity);
            state.save_activity(&name);
            Ok(answer)
        })
        .await
    }

    pub(crate) async fn delete_activity(&self, request: ActivityRequest) -> Answer {
        let arn = request.activity_arn;
        let name = arn::resource(&arn, "activity")?;
        self.change(|state| {
            if state.activities.get(name).is_some_and(|a| *a.arn == *arn) {
                state.activities.remove(name);
                state.save_activity(name);
            }
            Ok(json!({}))
        })
        .await
    }

    pub(crate) fn describe_activity(&self, request: &ActivityRequest) -> Answer {
        let state = self.read();
        let activity = state.activity(&request.activity_arn)?;
        let mut answer = activity.creation();
        answer["name"] = (&*activity.name).into();
        answer["encryptionConfiguration"] =
            serde_json::to_value(&activity.encryption).unwrap_or_default();
        Ok(answer)
    }

    /// Activities come in the order of their names.
    pub(crate) fn list_activities(&self, request: &ListRequest) -> Answer {
        let state = self.read();
        let list = "ListActivities";
        let page = self.page(list, request)?;
        let items = state.activities.range::<str, _>(page.beyond());
        let (activities, end) = page.take(items, |(name, _)| name.to_string());
        let items: Vec<Value> = activities
            .iter()
            .map(|(_, activity)| activity.item())
            .collect();
        Ok(self.with_next_token(json!({"activities": items}), list, end))
    }

    /// Whether there is an activity of this ARN.
    pub fn activity(&self, arn: &str) -> bool {
        self.read().activity(arn).is_ok()
    }
}

impl Activity {
    fn creation(&self) -> Value {
        json!({"activityArn": &*self.arn, "creationDate": date::to_json(self.created)})
    }

    fn item(&self) -> Value {
        let mut item = self.creation();
        item["name"] = (&*self.name).into();
        item
    }
}

/// `ActivityDoesNotExist`
pub(crate) fn no_such_activity(arn: &str) -> ApiError {
    ApiError::new(
        "ActivityDoesNotExist",
        format!("Activity Does Not Exist: '{arn}'"),
    )
}
