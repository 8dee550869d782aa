//! Versions: publish, list.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use wire::{ApiError, Response};

use super::input::{body, page};
use super::manage::{check_revision, code_sha256, list_key};
use super::{Asked, created, ok};
use crate::error;
use crate::function::{Code, Function, Version, VersionRecord};
use crate::functions::durable;
use crate::lambda::Lambda;
use crate::name::{Qualifier, Reference};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct PublishInput {
    code_sha256: Option<String>,
    description: Option<String>,
    revision_id: Option<String>,
}

impl Lambda {
    /// Makes a numbered version of `$LATEST`; the last one when nothing has changed since.
    pub(super) fn publish(
        &self,
        function: &mut Function,
        description: Option<String>,
    ) -> Arc<Version> {
        let latest = &function.latest;
        let mut settings = latest.record.settings.clone();
        if let Some(description) = description {
            settings.description = description;
        }
        if let Some((_, last)) = function.published.last_key_value()
            && last.record.code == latest.record.code
            && last.record.settings == settings
        {
            return Arc::clone(last);
        }
        let number = function.attributes.versions_given + 1;
        function.attributes.versions_given = number;
        let record = VersionRecord::new(Some(number), settings, latest.record.code.clone());
        let version = match latest.record.code {
            Code::Zip { .. } => self.functions().version(&function.name, record),
            Code::InProcess => Arc::new(Version {
                record: Arc::new(record),
                executor: latest.executor.clone(),
            }),
        };
        function.published.insert(number, Arc::clone(&version));
        version
    }
}

impl Asked<'_> {
    pub(super) async fn publish_version(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let input: PublishInput = body(self.request)?;
        let (shown, written) = self.lambda.functions().change(reference, |function| {
            let latest = &function.latest.record;
            check_revision(input.revision_id.as_deref(), latest)?;
            if let (Some(asked), Some(current)) =
                (input.code_sha256.filter(|hash| !hash.is_empty()), code_sha256(&latest.code))
                && asked != current
            {
                return Err(error::invalid_parameter(format!(
                    "CodeSHA256 ({asked}) is different from current CodeSHA256 in $LATEST ({current}). Please try again with the CodeSHA256 in $LATEST."
                )));
            }
            let version = self.lambda.publish(function, input.description);
            let qualifier = version.record.number.map(Qualifier::Version);
            Ok(function.configuration(
                &self.lambda.host().place,
                &version.record,
                qualifier.as_ref(),
            ))
        })?;
        durable(written).await?;
        Ok(created(&Value::Object(shown)))
    }

    pub(super) fn list_versions(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let versions = std::iter::once(&function.latest).chain(function.published.values());
        let listed = page(
            self.request,
            "Versions",
            versions.map(|version| &version.record),
            |record| list_key(&function, record),
            |record| {
                let qualifier = match record.number {
                    None => Qualifier::Latest,
                    Some(number) => Qualifier::Version(number),
                };
                let place = &self.lambda.host().place;
                Value::Object(function.configuration(place, record, Some(&qualifier)))
            },
        )?;
        Ok(ok(&listed))
    }
}
