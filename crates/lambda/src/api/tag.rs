//! Tags of functions.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;
use wire::{ApiError, Response};

use super::input::{body, queries, required};
use super::{Asked, no_content, ok};
use crate::error;
use crate::functions::durable;
use crate::name::Reference;

/// Tags of one function. AWS: 50.
const TAGS_MAX: usize = 50;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct TagInput {
    tags: Option<BTreeMap<String, String>>,
}

/// Whether these may be a function's tags.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<(), ApiError> {
    if tags.len() > TAGS_MAX {
        return Err(error::invalid_parameter(format!(
            "the function would have {} tags, and {TAGS_MAX} are the most",
            tags.len()
        )));
    }
    for (key, value) in tags {
        if key.is_empty()
            || key.chars().count() > 128
            || value.chars().count() > 256
            || key.starts_with("aws:")
        {
            return Err(error::invalid_parameter(format!("`{key}` cannot be a tag")));
        }
    }
    Ok(())
}

impl Asked<'_> {
    fn tagged(&self, arn: &str) -> Result<Reference, ApiError> {
        let reference = self.lambda.host().place.reference(arn, None)?;
        if reference.qualifier.is_some() {
            return Err(error::invalid_parameter(
                "Tags on function aliases and versions are not supported. Please specify a function ARN.",
            ));
        }
        Ok(reference)
    }

    pub(super) fn list_tags(&self, arn: &str) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(&self.tagged(arn)?)?;
        Ok(ok(&json!({"Tags": function.attributes.tags})))
    }

    pub(super) async fn tag(&self, arn: &str) -> Result<Response, ApiError> {
        let input: TagInput = body(self.request)?;
        let tags = required(input.tags, "tags")?;
        let ((), written) = self
            .lambda
            .functions()
            .change(&self.tagged(arn)?, |function| {
                function.attributes.tags.extend(tags);
                check(&function.attributes.tags)
            })?;
        durable(written).await?;
        Ok(no_content())
    }

    pub(super) async fn untag(&self, arn: &str) -> Result<Response, ApiError> {
        let ((), written) = self
            .lambda
            .functions()
            .change(&self.tagged(arn)?, |function| {
                for key in queries(self.request, "tagKeys") {
                    function.attributes.tags.remove(&*key);
                }
                Ok(())
            })?;
        durable(written).await?;
        Ok(no_content())
    }
}
