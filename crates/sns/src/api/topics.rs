//! Topics: their attributes, tags and permissions.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wire::ApiError;
use wire::query::Xml;

use super::page::page;
use super::{Answer, Call, attributes};
use crate::error::{invalid, limit, no_resource};
use crate::name::TopicName;
use crate::topic::{self, TAGS_MAX, Topic};

/// An account has at most so many topics (quotas, "Standard topics").
const TOPICS_MAX: usize = 100_000;

/// What a permission may allow (API reference, AddPermission).
const ACTIONS: [&str; 9] = [
    "AddPermission",
    "DeleteTopic",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "Publish",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
];

impl Call<'_> {
    pub(super) async fn create_topic(&self) -> Answer {
        let name = self.required("Name")?;
        let mut asked = self.map("Attributes");
        let fifo = asked.get("FifoTopic").is_some_and(|value| value == "true");
        let Some(name) = TopicName::parse(name) else {
            if fifo {
                // Says how names of FIFO topics are.
                topic::check_new(&TopicName::parse("x").expect("a name"), &asked)?;
            }
            return Err(invalid("Topic Name"));
        };
        topic::check_new(&name, &asked)?;
        if !fifo {
            asked.remove("FifoTopic");
        }
        let tags = self.tags()?;
        let arn = self.sns.0.place.topic_arn(name.as_str());
        let answer = Xml::default().text("TopicArn", &arn);
        self.sns
            .0
            .store
            .change(|state| {
                if let Ok(known) = state.topic(name.as_str()) {
                    return is_the_same(&known.topic, &asked, &tags);
                }
                if state.topics().len() >= TOPICS_MAX {
                    let message = "The account has as many topics as it may have.";
                    return Err(limit("TopicLimitExceeded", message));
                }
                state.put_topic(Topic {
                    name,
                    attributes: asked,
                    tags,
                });
                Ok(())
            })
            .await?;
        Ok(Some(answer))
    }

    pub(super) async fn delete_topic(&self) -> Answer {
        let name = self.topic_name("TopicArn")?;
        let change = self.sns.0.store.change(|state| {
            state.remove_topic(name.as_str());
            Ok(())
        });
        change.await?;
        Ok(None)
    }

    pub(super) fn list_topics(&self) -> Answer {
        let state = self.sns.0.store.state();
        let names = state.topics().keys().map(|name| (name.as_str(), name));
        let page = page(self.form.get("NextToken"), names)?;
        let members = page.items.iter().map(|name| {
            let arn = self.sns.0.place.topic_arn(name.as_str());
            Xml::default().text("TopicArn", &arn)
        });
        let xml = Xml::default().list("Topics", members);
        Ok(Some(xml.optional("NextToken", page.next_token.as_deref())))
    }

    pub(super) fn get_topic_attributes(&self) -> Answer {
        let name = self.topic_name("TopicArn")?;
        let state = self.sns.0.store.state();
        let topic = state.topic(name.as_str())?;
        let shown = topic.topic.shown(&self.sns.0.place, topic.subscribers());
        Ok(Some(attributes(&shown)))
    }

    pub(super) async fn set_topic_attributes(&self) -> Answer {
        let name = self.topic_name("TopicArn")?;
        let attribute = self.required("AttributeName")?;
        let value = self.form.get("AttributeValue").unwrap_or_default();
        let policy_taken_away = attribute == "Policy" && value.is_empty();
        self.change_topic(&name, |topic| {
            if !policy_taken_away {
                topic::check(&name, attribute, value)?;
            }
            topic
                .attributes
                .insert(attribute.to_owned(), value.to_owned());
            Ok(())
        })
        .await
    }

    /// Adds a statement to the topic's policy. Policies of topics are kept and shown; what callers
    /// may do is said by their own.
    pub(super) async fn add_permission(&self) -> Answer {
        let name = self.topic_name("TopicArn")?;
        let label = self.required("Label")?;
        let accounts = self.form.list("AWSAccountId");
        let actions = self.form.list("ActionName");
        if accounts.is_empty() || actions.is_empty() {
            return Err(invalid("AWSAccountId and ActionName must not be empty"));
        }
        if let Some(unknown) = actions.iter().find(|action| !ACTIONS.contains(action)) {
            return Err(invalid(format_args!(
                "Policy statement action out of service scope: {unknown}"
            )));
        }
        let place = &self.sns.0.place;
        let arn = place.topic_arn(name.as_str());
        let one_or_all = |texts: Vec<String>| match <[String; 1]>::try_from(texts) {
            Ok([one]) => json!(one),
            Err(all) => json!(all),
        };
        let principals = accounts
            .iter()
            .map(|account| format!("arn:aws:iam::{account}:root"));
        let actions = actions.iter().map(|action| format!("SNS:{action}"));
        let statement = json!({
            "Sid": label,
            "Effect": "Allow",
            "Principal": {"AWS": one_or_all(principals.collect())},
            "Action": one_or_all(actions.collect()),
            "Resource": arn,
        });
        self.change_policy(&name, |statements| {
            if statements.iter().any(|statement| statement["Sid"] == label) {
                return Err(invalid("Statement already exists"));
            }
            statements.push(statement);
            Ok(())
        })
        .await
    }

    pub(super) async fn remove_permission(&self) -> Answer {
        let name = self.topic_name("TopicArn")?;
        let label = self.required("Label")?;
        self.change_policy(&name, |statements| {
            statements.retain(|statement| statement["Sid"] != label);
            Ok(())
        })
        .await
    }

    async fn change_policy(
        &self,
        name: &TopicName,
        change: impl FnOnce(&mut Vec<Value>) -> Result<(), ApiError>,
    ) -> Answer {
        let place = &self.sns.0.place;
        let arn = place.topic_arn(name.as_str());
        self.change_topic(name, |topic| {
            let text = match topic.attribute("Policy").filter(|text| !text.is_empty()) {
                Some(text) => text.to_owned(),
                None => topic::default_policy(&arn, place),
            };
            let mut policy: Value = serde_json::from_str(&text).unwrap_or_default();
            let statements = match policy["Statement"].take() {
                Value::Array(statements) => statements,
                Value::Null => Vec::new(),
                one => vec![one],
            };
            let mut statements = statements;
            change(&mut statements)?;
            policy["Statement"] = Value::Array(statements);
            let text = policy.to_string();
            topic::check(&topic.name, "Policy", &text)?;
            topic.attributes.insert("Policy".to_owned(), text);
            Ok(())
        })
        .await
    }

    async fn change_topic(
        &self,
        name: &TopicName,
        change: impl FnOnce(&mut Topic) -> Result<(), ApiError>,
    ) -> Answer {
        self.sns
            .0
            .store
            .change(|state| {
                let mut topic = Topic::clone(&state.topic(name.as_str())?.topic);
                change(&mut topic)?;
                state.put_topic(topic);
                Ok(())
            })
            .await?;
        Ok(None)
    }

    pub(super) async fn tag_resource(&self) -> Answer {
        let name = self.topic_name("ResourceArn")?;
        let tags = self.tags()?;
        self.change_topic(&name, |topic| {
            topic.tags.extend(tags);
            check_tag_count(&topic.tags)
        })
        .await
        .map_err(of_resource)?;
        Ok(Some(Xml::default()))
    }

    pub(super) async fn untag_resource(&self) -> Answer {
        let name = self.topic_name("ResourceArn")?;
        let keys = self.form.list("TagKeys");
        self.change_topic(&name, |topic| {
            topic.tags.retain(|key, _| !keys.contains(&key.as_str()));
            Ok(())
        })
        .await
        .map_err(of_resource)?;
        Ok(Some(Xml::default()))
    }

    pub(super) fn list_tags(&self) -> Answer {
        let name = self.topic_name("ResourceArn").map_err(of_resource)?;
        let state = self.sns.0.store.state();
        let topic = state.topic(name.as_str()).map_err(of_resource)?;
        let members = topic.topic.tags.iter();
        let members =
            members.map(|(key, value)| Xml::default().text("Key", key).text("Value", value));
        Ok(Some(Xml::default().list("Tags", members)))
    }

    fn tags(&self) -> Result<BTreeMap<String, String>, ApiError> {
        let mut tags = BTreeMap::new();
        for member in self.form.members("Tags", "Key") {
            let text = |field| {
                self.form
                    .get(&format!("{member}{field}"))
                    .unwrap_or_default()
            };
            let (key, value) = (text("Key"), text("Value"));
            let length = |text: &str| text.chars().count();
            if key.is_empty() || length(key) > 128 || length(value) > 256 {
                return Err(invalid(
                    "Tags Reason: a tag's key has 1 to 128 characters, its value up to 256",
                ));
            }
            if key.to_ascii_lowercase().starts_with("aws:") {
                return Err(invalid(
                    "Tags Reason: aws: prefixed tag key names are not allowed",
                ));
            }
            if tags.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(invalid("Duplicated keys are not allowed."));
            }
        }
        check_tag_count(&tags)?;
        Ok(tags)
    }
}

/// Operations on tags say that there is no resource, rather than no topic.
fn of_resource(error: ApiError) -> ApiError {
    if error.code == "NotFound" {
        no_resource()
    } else {
        error
    }
}

fn check_tag_count(tags: &BTreeMap<String, String>) -> Result<(), ApiError> {
    if tags.len() > TAGS_MAX {
        return Err(ApiError::new(
            "TagLimitExceeded",
            format!("Could not complete request: tag quota of per resource exceeded: {TAGS_MAX}"),
        ));
    }
    Ok(())
}

/// A topic may be made again as it is, not otherwise.
fn is_the_same(
    topic: &Topic,
    asked: &BTreeMap<String, String>,
    tags: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let differs = asked
        .iter()
        .any(|(name, value)| topic.attribute(name) != Some(value));
    if differs {
        return Err(invalid(
            "Attributes Reason: Topic already exists with different attributes",
        ));
    }
    if !tags.is_empty() && *tags != topic.tags {
        return Err(invalid(
            "Tags Reason: Topic already exists with different tags",
        ));
    }
    Ok(())
}
