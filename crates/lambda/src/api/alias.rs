//! Aliases: names for versions.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use wire::{ApiError, Response};

use super::input::{body, page, query, required};
use super::{Asked, created, no_content, ok};
use crate::error;
use crate::function::{Alias, AliasTarget, Function};
use crate::functions::durable;
use crate::name::{Qualifier, Reference, is_word};

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct AliasInput {
    name: Option<String>,
    function_version: Option<String>,
    description: Option<String>,
    routing_config: Option<RoutingInput>,
    revision_id: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RoutingInput {
    additional_version_weights: BTreeMap<String, f64>,
}

impl Function {
    /// The aliases that may lead to a version, by name.
    pub(super) fn aliases_of(&self, number: Option<u64>) -> Vec<String> {
        let target = AliasTarget(number);
        self.attributes
            .aliases
            .iter()
            .filter(|(_, alias)| {
                alias.version == target
                    || alias.additional.is_some_and(|(other, _)| other == target)
            })
            .map(|(name, _)| name.clone())
            .collect()
    }
}

impl Asked<'_> {
    fn alias_arn(&self, reference: &Reference, name: &str) -> String {
        self.arn(&Reference {
            name: reference.name.clone(),
            qualifier: Some(Qualifier::Alias(Arc::from(name))),
        })
    }

    fn show_alias(&self, reference: &Reference, name: &str, alias: &Alias) -> Value {
        let mut shown = json!({
            "AliasArn": self.alias_arn(reference, name),
            "Name": name,
            "FunctionVersion": alias.version.to_string(),
            "Description": alias.description,
            "RevisionId": alias.revision_id,
        });
        if let Some((other, share)) = alias.additional {
            shown["RoutingConfig"] =
                json!({"AdditionalVersionWeights": {other.to_string(): share}});
        }
        shown
    }

    /// A version that an alias is to lead to, which must be there.
    fn target(
        &self,
        function: &Function,
        reference: &Reference,
        version: &str,
    ) -> Result<AliasTarget, ApiError> {
        let target = AliasTarget::parse(version)
            .ok_or_else(|| error::constraint(version, "functionVersion", "(\\$LATEST|[0-9]+)"))?;
        if function.version(target).is_none() {
            let mut missing = reference.clone();
            missing.qualifier = Qualifier::parse(version);
            return Err(error::function_not_found(
                &self.lambda.host().place,
                &missing,
            ));
        }
        Ok(target)
    }

    fn additional(
        &self,
        function: &Function,
        reference: &Reference,
        version: AliasTarget,
        routing: &RoutingInput,
    ) -> Result<Option<(AliasTarget, f64)>, ApiError> {
        let weights = &routing.additional_version_weights;
        if weights.len() > 1 {
            return Err(error::invalid_parameter(
                "Number of items in AdditionalVersionWeights cannot be greater than 1.",
            ));
        }
        let Some((other, share)) = weights.iter().next() else {
            return Ok(None);
        };
        let other = self.target(function, reference, other)?;
        if other == version {
            return Err(error::invalid_parameter(format!(
                "Invalid function version {other}. Function version {other} is already included in routing configuration."
            )));
        }
        if other.0.is_none() || version.0.is_none() {
            return Err(error::invalid_parameter(
                "$LATEST is not supported for an alias pointing to more than 1 version",
            ));
        }
        if !(0.0..=1.0).contains(share) {
            return Err(error::bounds(
                share,
                "routingConfig.additionalVersionWeights",
                "have value between 0.0 and 1.0",
            ));
        }
        Ok(Some((other, *share)))
    }

    pub(super) async fn create_alias(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: AliasInput = body(self.request)?;
        let name = required(input.name, "name")?;
        let version = required(input.function_version, "functionVersion")?;
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if name.len() > 128 || !is_word(&name) || is_number {
            return Err(error::constraint(
                &name,
                "name",
                "(?!^[0-9]+$)([a-zA-Z0-9-_]+)",
            ));
        }
        let (shown, written) = self.lambda.functions().change(reference, |function| {
            if function.attributes.aliases.contains_key(&name) {
                return Err(error::conflict(format!(
                    "Alias already exists: {}",
                    self.alias_arn(reference, &name)
                )));
            }
            let version = self.target(function, reference, &version)?;
            let routing = input.routing_config.unwrap_or_default();
            let alias = Alias {
                additional: self.additional(function, reference, version, &routing)?,
                version,
                description: input.description.unwrap_or_default(),
                revision_id: wire::RequestId::random().to_string(),
            };
            let shown = self.show_alias(reference, &name, &alias);
            function.attributes.aliases.insert(name, alias);
            Ok(shown)
        })?;
        durable(written).await?;
        Ok(created(&shown))
    }

    fn alias_not_found(&self, reference: &Reference, name: &str) -> ApiError {
        error::not_found(format!(
            "Alias not found: {}",
            self.alias_arn(reference, name)
        ))
    }

    pub(super) fn get_alias(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let name = self.part();
        let alias = function
            .attributes
            .aliases
            .get(&name)
            .ok_or_else(|| self.alias_not_found(reference, &name))?;
        Ok(ok(&self.show_alias(reference, &name, alias)))
    }

    pub(super) async fn update_alias(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: AliasInput = body(self.request)?;
        let name = self.part();
        let (shown, written) = self.lambda.functions().change(reference, |function| {
            let mut alias = function
                .attributes
                .aliases
                .get(&name)
                .cloned()
                .ok_or_else(|| self.alias_not_found(reference, &name))?;
            if input
                .revision_id
                .is_some_and(|asked| asked != alias.revision_id)
            {
                return Err(error::stale_revision());
            }
            if let Some(version) = input.function_version {
                alias.version = self.target(function, reference, &version)?;
            }
            if let Some(description) = input.description {
                alias.description = description;
            }
            if let Some(routing) = &input.routing_config {
                alias.additional = self.additional(function, reference, alias.version, routing)?;
            }
            alias.revision_id = wire::RequestId::random().to_string();
            let shown = self.show_alias(reference, &name, &alias);
            function.attributes.aliases.insert(name, alias);
            Ok(shown)
        })?;
        durable(written).await?;
        Ok(ok(&shown))
    }

    pub(super) async fn delete_alias(&self, reference: &Reference) -> Result<Response, ApiError> {
        let name = self.part();
        let ((), written) = self.lambda.functions().change(reference, |function| {
            let attributes = &mut function.attributes;
            // An alias that is not there is as good as deleted.
            attributes.aliases.remove(&name);
            attributes.policies.remove(&name);
            attributes.urls.remove(&name);
            attributes.event_invocations.remove(&name);
            Ok(())
        })?;
        durable(written).await?;
        Ok(no_content())
    }

    pub(super) fn list_aliases(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let of_version = query(self.request, "FunctionVersion");
        let aliases = function.attributes.aliases.iter().filter(|(_, alias)| {
            of_version
                .as_deref()
                .is_none_or(|version| alias.version.to_string() == version)
        });
        let listed = page(
            self.request,
            "Aliases",
            aliases,
            |(name, _)| (*name).clone(),
            |(name, alias)| self.show_alias(reference, name, alias),
        )?;
        Ok(ok(&listed))
    }
}
