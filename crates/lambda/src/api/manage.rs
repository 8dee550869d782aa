//! Functions: get, list, update, delete.

use std::sync::Arc;

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use wire::response::respond;
use wire::{ApiError, Response};

use super::create::{CodeInput, SettingsInput};
use super::input::{body, page, query};
use super::{Asked, no_content, ok};
use crate::error;
use crate::function::{Code, Function, VersionRecord, base64_of_hexadecimal};
use crate::functions::durable;
use crate::name::{Qualifier, Reference};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct UpdateCodeInput {
    publish: bool,
    dry_run: bool,
    revision_id: Option<String>,
    architectures: Option<Vec<String>>,
    #[serde(flatten)]
    code: CodeInput,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct UpdateConfigurationInput {
    revision_id: Option<String>,
    #[serde(flatten)]
    settings: SettingsInput,
}

impl Asked<'_> {
    /// The configuration of the version that the reference leads to.
    fn shown(
        &self,
        function: &Function,
        reference: &Reference,
    ) -> Result<Map<String, Value>, ApiError> {
        let place = &self.lambda.host().place;
        let version = function
            .resolve(reference.qualifier.as_ref())
            .ok_or_else(|| error::function_not_found(place, reference))?;
        Ok(function.configuration(place, &version.record, reference.qualifier.as_ref()))
    }

    pub(super) fn get_function(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let mut body = json!({"Configuration": self.shown(&function, reference)?});
        let version = function.resolve(reference.qualifier.as_ref());
        body["Code"] = match version.map(|version| &version.record.code) {
            Some(Code::Zip { sha256, .. }) => json!({
                "RepositoryType": "S3",
                "Location": format!("file://{}", self.lambda.host().code.archive(sha256).display()),
            }),
            Some(Code::InProcess) | None => json!({"RepositoryType": "None"}),
        };
        if !function.attributes.tags.is_empty() {
            body["Tags"] = json!(function.attributes.tags);
        }
        if let Some(reserved) = function.attributes.reserved_concurrency {
            body["Concurrency"] = json!({"ReservedConcurrentExecutions": reserved});
        }
        Ok(ok(&body))
    }

    pub(super) async fn get_archive(&self, reference: &Reference) -> Result<Response, ApiError> {
        let host = self.lambda.host();
        let function = self.lambda.functions().find(reference)?;
        let version = function
            .resolve(reference.qualifier.as_ref())
            .ok_or_else(|| error::function_not_found(&host.place, reference))?;
        let Code::Zip { sha256, .. } = &version.record.code else {
            return Err(error::not_found(
                "the code of this function is in the server: there is no archive",
            ));
        };
        let archive = tokio::fs::read(host.code.archive(sha256))
            .await
            .map_err(|error| error::service(format!("the archive cannot be read: {error}")))?;
        Ok(respond(StatusCode::OK, "application/zip", archive))
    }

    pub(super) fn get_configuration(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        Ok(ok(&Value::Object(self.shown(&function, reference)?)))
    }

    pub(super) fn list_functions(&self) -> Result<Response, ApiError> {
        let place = &self.lambda.host().place;
        let every_version = query(self.request, "FunctionVersion").as_deref() == Some("ALL");
        let all = self.lambda.functions().all();
        let versions = all.iter().flat_map(|function| {
            let published = function.published.values().filter(|_| every_version);
            std::iter::once(&function.latest)
                .chain(published)
                .map(move |version| (function, &version.record))
        });
        let listed = page(
            self.request,
            "Functions",
            versions,
            |(function, record)| list_key(function, record),
            |(function, record)| {
                // AWS lists `$LATEST` without its qualifier, unless all versions are listed.
                let qualifier = every_version.then(|| match record.number {
                    None => Qualifier::Latest,
                    Some(number) => Qualifier::Version(number),
                });
                Value::Object(function.configuration(place, record, qualifier.as_ref()))
            },
        )?;
        Ok(ok(&listed))
    }

    pub(super) async fn update_code(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: UpdateCodeInput = body(self.request)?;
        let functions = self.lambda.functions();
        refuse_in_process(&*functions.find(reference)?)?;
        let code = self.store_code(input.code).await?;
        let update = |function: &mut Function| {
            check_revision(input.revision_id.as_deref(), &function.latest.record)?;
            let mut settings = function.latest.record.settings.clone();
            if let Some([architecture]) = input.architectures.as_deref() {
                settings.architecture.clone_from(architecture);
            }
            let record = VersionRecord::new(None, settings, code);
            function.latest = functions.version(&function.name, record);
            Ok(self.published_or_latest(function, input.publish))
        };
        if input.dry_run {
            let mut copy = Function::clone(&*functions.find(reference)?);
            return Ok(ok(&Value::Object(update(&mut copy)?)));
        }
        let (shown, written) = functions.change(reference, update)?;
        durable(written).await?;
        Ok(ok(&Value::Object(shown)))
    }

    /// What an update shows: the new version, or `$LATEST`.
    fn published_or_latest(&self, function: &mut Function, publish: bool) -> Map<String, Value> {
        let place = &self.lambda.host().place;
        if !publish {
            return function.configuration(place, &function.latest.record, None);
        }
        let version = self.lambda.publish(function, None);
        let qualifier = version.record.number.map(Qualifier::Version);
        function.configuration(place, &version.record, qualifier.as_ref())
    }

    pub(super) async fn update_configuration(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let input: UpdateConfigurationInput = body(self.request)?;
        let functions = self.lambda.functions();
        let (shown, written) = functions.change(reference, |function| {
            let before = &function.latest;
            check_revision(input.revision_id.as_deref(), &before.record)?;
            let mut settings = before.record.settings.clone();
            input.settings.apply(&mut settings)?;
            if before.record.code == Code::InProcess
                && settings.runtime != before.record.settings.runtime
            {
                refuse_in_process(function)?;
            }
            let record = VersionRecord::new(None, settings, before.record.code.clone());
            function.latest = match before.record.code {
                Code::Zip { .. } => functions.version(&function.name, record),
                Code::InProcess => Arc::new(crate::function::Version {
                    record: Arc::new(record),
                    executor: before.executor.clone(),
                }),
            };
            let place = &self.lambda.host().place;
            Ok(function.configuration(place, &function.latest.record, None))
        })?;
        durable(written).await?;
        Ok(ok(&Value::Object(shown)))
    }

    pub(super) async fn delete_function(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let functions = self.lambda.functions();
        let written = match &reference.qualifier {
            None => {
                refuse_in_process(&*functions.find(reference)?)?;
                functions.remove(reference)?
            }
            Some(Qualifier::Latest) => {
                return Err(error::invalid_parameter(
                    "$LATEST version cannot be deleted without deleting the function.",
                ));
            }
            Some(Qualifier::Alias(_)) => {
                return Err(error::invalid_parameter(
                    "Deletion of aliases is not currently supported.",
                ));
            }
            Some(Qualifier::Version(number)) => {
                let number = *number;
                let change = functions.change(reference, |function| {
                    let aliases = function.aliases_of(Some(number));
                    if !aliases.is_empty() {
                        return Err(error::conflict(format!(
                            "Version was not able to be deleted. Please ensure that no aliases are pointing to the version. Current aliases: [{}]",
                            aliases.join(", ")
                        )));
                    }
                    function.published.remove(&number);
                    Ok(())
                });
                change?.1
            }
        };
        durable(written).await?;
        Ok(no_content())
    }
}

/// Whether nobody has changed a version since the caller looked at it.
pub(super) fn check_revision(asked: Option<&str>, record: &VersionRecord) -> Result<(), ApiError> {
    match asked {
        Some(asked) if asked != record.revision_id => Err(error::stale_revision()),
        _ => Ok(()),
    }
}

/// Functions of this program cannot be replaced or removed from outside.
fn refuse_in_process(function: &Function) -> Result<(), ApiError> {
    match function.latest.record.code {
        Code::Zip { .. } => Ok(()),
        Code::InProcess => Err(error::invalid_parameter(format!(
            "the function `{}` is part of the server itself: it cannot get other code and cannot be deleted",
            function.name
        ))),
    }
}

/// Where a version stands in a list: a name's `$LATEST` first, then its versions by number.
pub(super) fn list_key(function: &Function, record: &VersionRecord) -> String {
    format!("{}:{:020}", function.name, record.number.unwrap_or(0))
}

/// `CodeSha256` of a version's code.
pub(super) fn code_sha256(code: &Code) -> Option<String> {
    match code {
        Code::Zip { sha256, .. } => Some(base64_of_hexadecimal(sha256)),
        Code::InProcess => None,
    }
}
