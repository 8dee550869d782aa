//! What a request asks for, from its form or its query.

use std::collections::BTreeMap;

use wire::{ApiError, Request};

use super::validation;
use crate::signature::canonical::decode;

/// The parameters of a request, by name: `Tags.member.1.Key`.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn read(request: &Request) -> Parameters {
        let form = std::str::from_utf8(&request.body).unwrap_or_default();
        let text = |text| String::from_utf8_lossy(&decode(text)).into_owned();
        let parameters = [request.query(), form]
            .into_iter()
            .flat_map(|part| part.split('&'))
            .filter(|parameter| !parameter.is_empty())
            .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
            .map(|(name, value)| (text(name), text(value)))
            .collect();
        Parameters(parameters)
    }

    /// The operation.
    pub(super) fn action(&self) -> Result<&str, ApiError> {
        self.get("Action").ok_or_else(|| {
            ApiError::new(
                "MissingAction",
                "The request is missing an action or a required parameter.",
            )
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.get(name).ok_or_else(|| {
            let lower: String = name
                .char_indices()
                .map(|(at, c)| if at == 0 { c.to_ascii_lowercase() } else { c })
                .collect();
            ApiError::new(
                "ValidationError",
                format!(
                    "1 validation error detected: Value null at '{lower}' failed to satisfy \
                     constraint: Member must not be null"
                ),
            )
        })
    }

    /// A number; `None` when it is not there.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.get(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| validation(name, text, "Member must be a number"))
            })
            .transpose()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// The members of a list of texts.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        (1..)
            .map_while(|index| self.get(&format!("{name}.member.{index}")))
            .collect()
    }

    /// The names that the members of a list of structures begin with: `Tags.member.1.`, as long as
    /// they have this field.
    pub(super) fn members(&self, name: &str, field: &str) -> Vec<String> {
        (1..=self.0.len())
            .map(|index| format!("{name}.member.{index}."))
            .take_while(|member| self.0.contains_key(&format!("{member}{field}")))
            .collect()
    }

    /// Tags, by key.
    pub(super) fn tags(&self) -> Result<BTreeMap<String, String>, ApiError> {
        let mut tags = BTreeMap::new();
        for member in self.members("Tags", "Key") {
            let key = self.required(&format!("{member}Key"))?;
            let value = self.get(&format!("{member}Value")).unwrap_or_default();
            super::names::check_tag(key, value)?;
            tags.insert(key.to_owned(), value.to_owned());
        }
        Ok(tags)
    }
}
