//! Tags: what people write on machines and activities.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::ApiError;

use crate::registry::{Answer, Registry};

/// A resource has at most so many tags (Step Functions quotas).
const TAGS_MAX: usize = 50;

/// A tag, as it is on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tag {
    /// What is told.
    #[serde(default)]
    pub(crate) key: String,
    /// What is told of it.
    #[serde(default)]
    pub(crate) value: String,
}

/// The tags of a resource, each key once, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tags(Vec<Tag>);

impl Tags {
    /// The tags of a new resource.
    pub(crate) fn new(tags: Vec<Tag>, resource_arn: &str) -> Result<Tags, ApiError> {
        let mut new = Tags::default();
        new.add(tags, resource_arn)?;
        Ok(new)
    }

    /// Adds tags; one whose key is there already takes its place. Nothing is added when any of
    /// them is refused.
    fn add(&mut self, tags: Vec<Tag>, resource_arn: &str) -> Result<(), ApiError> {
        let mut all = self.0.clone();
        for tag in tags {
            check(&tag)?;
            match all.iter_mut().find(|other| other.key == tag.key) {
                Some(other) => *other = tag,
                None => all.push(tag),
            }
        }
        if all.len() > TAGS_MAX {
            return Err(ApiError::new(
                "TooManyTags",
                format!("A resource can have at most {TAGS_MAX} tags: '{resource_arn}'"),
            )
            .with_field("resourceName", resource_arn));
        }
        self.0 = all;
        Ok(())
    }

    fn remove(&mut self, keys: &[String]) {
        self.0.retain(|tag| !keys.contains(&tag.key));
    }
}

/// Which tags people may make (API reference, TagResource).
fn check(tag: &Tag) -> Result<(), ApiError> {
    let fits = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    if tag.key.to_ascii_lowercase().starts_with("aws:") {
        return Err(ApiError::validation(format!(
            "Tag keys that begin with 'aws:' are reserved. Received: '{}'",
            tag.key
        )));
    }
    if !tag.key.chars().chain(tag.value.chars()).all(fits) {
        return Err(ApiError::validation(format!(
            "Tags may only contain Unicode letters, digits, white space, or these symbols: \
             _ . : / = + - @. Received: '{}'",
            tag.key
        )));
    }
    Ok(())
}

/// What TagResource is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagResource {
    resource_arn: String,
    tags: Vec<Tag>,
}

/// What UntagResource is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UntagResource {
    resource_arn: String,
    tag_keys: Vec<String>,
}

/// What ListTagsForResource is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListTagsForResource {
    resource_arn: String,
}

impl Registry {
    pub(crate) async fn tag_resource(&self, request: TagResource) -> Answer {
        let TagResource { resource_arn, tags } = request;
        self.change(|state| state.change_tags(&resource_arn, |kept| kept.add(tags, &resource_arn)))
            .await?;
        Ok(json!({}))
    }

    pub(crate) async fn untag_resource(&self, request: UntagResource) -> Answer {
        let UntagResource {
            resource_arn,
            tag_keys,
        } = request;
        self.change(|state| {
            state.change_tags(&resource_arn, |kept| {
                kept.remove(&tag_keys);
                Ok(())
            })
        })
        .await?;
        Ok(json!({}))
    }

    pub(crate) fn list_tags(&self, request: &ListTagsForResource) -> Answer {
        let state = self.read();
        let tags = serde_json::to_value(state.tags(&request.resource_arn)?);
        Ok(json!({"tags": tags.unwrap_or(Value::Null)}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn a_tag_replaces_the_one_of_its_key() {
        let mut tags = Tags::new(vec![tag("a", "1"), tag("b", "2")], "arn").expect("new tags");
        tags.add(vec![tag("a", "3"), tag("a", "4")], "arn")
            .expect("added");
        assert_eq!(tags, Tags(vec![tag("a", "4"), tag("b", "2")]));
        tags.remove(&["a".to_owned(), "a".to_owned(), "none".to_owned()]);
        assert_eq!(tags, Tags(vec![tag("b", "2")]));
    }

    #[test]
    fn one_tag_too_many_adds_none() {
        let many = (0..TAGS_MAX).map(|n| tag(&n.to_string(), "")).collect();
        let mut tags = Tags::new(many, "arn").expect("as many as there may be");
        let error = tags
            .add(vec![tag("0", "x"), tag("z", "")], "arn")
            .expect_err("too many");
        assert_eq!(error.code, "TooManyTags");
        assert_eq!(tags.0[0].value, "");
    }

    #[test]
    fn reserved_keys_and_odd_characters_are_refused() {
        assert!(Tags::new(vec![tag("AWS:owner", "me")], "arn").is_err());
        assert!(Tags::new(vec![tag("owner", "{me}")], "arn").is_err());
        assert!(Tags::new(vec![tag("Grüße, no", "")], "arn").is_err());
        assert!(Tags::new(vec![tag("größe = 3", "a_b.c:d/e+f-g@h")], "arn").is_ok());
    }
}
