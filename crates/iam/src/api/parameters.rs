//! What a request asks for, from its form or its query, as IAM's operations read it.

use std::collections::BTreeMap;
use std::ops::Deref;

use wire::query::Form;
use wire::{ApiError, Request};

use super::validation;

/// The parameters of a request, by name: `Tags.member.1.Key`.
pub(super) struct Parameters(Form);

impl Deref for Parameters {
    type Target = Form;

    fn deref(&self) -> &Form {
        &self.0
    }
}

impl Parameters {
    pub(super) fn read(request: &Request) -> Parameters {
        Parameters(Form::read(request))
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
