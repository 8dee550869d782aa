//! Limits: of the account, of a function, of its asynchronous invocations; and what this server
//! knows only to say that there is none.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::SystemTime;

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::{ApiError, Response};

use super::input::{body, one_of, page, required, within};
use super::permission::qualifier_key;
use super::{Asked, no_content, ok};
use crate::configuration::{
    CODE_STORAGE_BYTES_MAX, UNPACKED_BYTES_MAX, UNRESERVED_CONCURRENCY_MIN, ZIP_BYTES_MAX,
};
use crate::error;
use crate::function::{Code, EventInvocation};
use crate::functions::durable;
use crate::lambda::Lambda;
use crate::name::{FunctionName, Qualifier, Reference};
use crate::timestamp;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct ConcurrencyInput {
    reserved_concurrent_executions: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RecursionInput {
    recursive_loop: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct EventInvocationInput {
    maximum_retry_attempts: Option<u32>,
    maximum_event_age_in_seconds: Option<u32>,
    destination_config: Option<DestinationsInput>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct DestinationsInput {
    on_success: DestinationInput,
    on_failure: DestinationInput,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct DestinationInput {
    destination: Option<String>,
}

impl Lambda {
    /// What functions have reserved together, but for one of them.
    fn reserved(&self, but: Option<&FunctionName>) -> u32 {
        self.functions()
            .all()
            .iter()
            .filter(|function| Some(&function.name) != but)
            .filter_map(|function| function.attributes.reserved_concurrency)
            .fold(0, u32::saturating_add)
    }

    pub(super) fn account_settings(&self) -> Response {
        let functions = self.functions().all();
        let mut hashes = HashSet::new();
        let mut bytes = 0;
        for function in &functions {
            for version in std::iter::once(&function.latest).chain(function.published.values()) {
                if let Code::Zip { sha256, size } = &version.record.code
                    && hashes.insert(sha256.clone())
                {
                    bytes += size;
                }
            }
        }
        let concurrency = self.host().limits.concurrency_max;
        ok(&json!({
            "AccountLimit": {
                "TotalCodeSize": CODE_STORAGE_BYTES_MAX,
                "CodeSizeUnzipped": UNPACKED_BYTES_MAX,
                "CodeSizeZipped": ZIP_BYTES_MAX,
                "ConcurrentExecutions": concurrency,
                "UnreservedConcurrentExecutions": concurrency.saturating_sub(self.reserved(None)),
            },
            "AccountUsage": {"TotalCodeSize": bytes, "FunctionCount": functions.len()},
        }))
    }
}

impl Asked<'_> {
    pub(super) async fn put_concurrency(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let input: ConcurrencyInput = body(self.request)?;
        let asked = required(
            input.reserved_concurrent_executions,
            "reservedConcurrentExecutions",
        )?;
        let limit = self.lambda.host().limits.concurrency_max;
        let others = self.lambda.reserved(Some(&reference.name));
        let left = limit.saturating_sub(others).saturating_sub(asked);
        let least = UNRESERVED_CONCURRENCY_MIN.min(limit / 10);
        if asked > 0 && (left < least || asked > limit) {
            return Err(error::invalid_parameter(format!(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [{least}]."
            )));
        }
        let ((), written) = self.lambda.functions().change(reference, |function| {
            function.attributes.reserved_concurrency = Some(asked);
            Ok(())
        })?;
        durable(written).await?;
        Ok(ok(&json!({"ReservedConcurrentExecutions": asked})))
    }

    pub(super) fn get_concurrency(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        Ok(ok(&match function.attributes.reserved_concurrency {
            None => json!({}),
            Some(reserved) => json!({"ReservedConcurrentExecutions": reserved}),
        }))
    }

    pub(super) async fn delete_concurrency(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let ((), written) = self.lambda.functions().change(reference, |function| {
            function.attributes.reserved_concurrency = None;
            Ok(())
        })?;
        durable(written).await?;
        Ok(no_content())
    }

    fn show_event_invocation(&self, reference: &Reference, event: &EventInvocation) -> Value {
        #[allow(
            clippy::cast_precision_loss,
            reason = "milliseconds until the year 287396"
        )]
        let modified = event.modified as f64 / 1_000.0;
        let mut destinations = json!({"OnSuccess": {}, "OnFailure": {}});
        for (name, arn) in [
            ("OnSuccess", &event.on_success_arn),
            ("OnFailure", &event.on_failure_arn),
        ] {
            if let Some(arn) = arn {
                destinations[name] = json!({"Destination": arn});
            }
        }
        let mut shown = json!({
            "LastModified": modified,
            "FunctionArn": self.arn(&Reference {
                name: reference.name.clone(),
                qualifier: Some(reference.qualifier.clone().unwrap_or(Qualifier::Latest)),
            }),
            "DestinationConfig": destinations,
        });
        if let Some(retries) = event.retries_max {
            shown["MaximumRetryAttempts"] = json!(retries);
        }
        if let Some(age) = event.age_max_seconds {
            shown["MaximumEventAgeInSeconds"] = json!(age);
        }
        shown
    }

    /// PutFunctionEventInvokeConfig; UpdateFunctionEventInvokeConfig when `keeps` what the request
    /// does not mention.
    pub(super) async fn put_event_invocation(
        &self,
        reference: &Reference,
        keeps: bool,
    ) -> Result<Response, ApiError> {
        let input: EventInvocationInput = body(self.request)?;
        let retries = input
            .maximum_retry_attempts
            .map(|retries| within(retries, "maximumRetryAttempts", 0, 2))
            .transpose()?;
        let age = input
            .maximum_event_age_in_seconds
            .map(|age| within(age, "maximumEventAgeInSeconds", 60, 21_600))
            .transpose()?;
        let functions = self.lambda.functions();
        functions.find(reference)?;
        let (event, written) = functions.change(reference, |function| {
            let events = &mut function.attributes.event_invocations;
            let key = qualifier_key(reference);
            let mut event = match events.get(&key) {
                Some(known) if keeps => known.clone(),
                None if keeps => return Err(self.no_event_invocation(reference)),
                _ => EventInvocation::default(),
            };
            event.retries_max = retries.or(event.retries_max);
            event.age_max_seconds = age.or(event.age_max_seconds);
            if let Some(destinations) = input.destination_config {
                let given = |arn: Option<String>| arn.filter(|arn| !arn.is_empty());
                event.on_success_arn = given(destinations.on_success.destination);
                event.on_failure_arn = given(destinations.on_failure.destination);
            }
            event.modified = timestamp::milliseconds(SystemTime::now());
            events.insert(key, event.clone());
            Ok(event)
        })?;
        durable(written).await?;
        Ok(ok(&self.show_event_invocation(reference, &event)))
    }

    fn no_event_invocation(&self, reference: &Reference) -> ApiError {
        error::not_found(format!(
            "The function {} doesn't have an EventInvokeConfig",
            self.arn(reference)
        ))
    }

    pub(super) fn get_event_invocation(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let event = function
            .attributes
            .event_invocations
            .get(&qualifier_key(reference))
            .ok_or_else(|| self.no_event_invocation(reference))?;
        Ok(ok(&self.show_event_invocation(reference, event)))
    }

    pub(super) fn list_event_invocations(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let listed = page(
            self.request,
            "FunctionEventInvokeConfigs",
            function.attributes.event_invocations.iter(),
            |(key, _)| (*key).clone(),
            |(key, event)| {
                let qualifier = (!key.is_empty()).then(|| {
                    Qualifier::parse(key)
                        .unwrap_or_else(|| Qualifier::Alias(Arc::from(key.as_str())))
                });
                let of = Reference {
                    name: reference.name.clone(),
                    qualifier,
                };
                self.show_event_invocation(&of, event)
            },
        )?;
        Ok(ok(&listed))
    }

    pub(super) async fn delete_event_invocation(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let ((), written) = self.lambda.functions().change(reference, |function| {
            let events = &mut function.attributes.event_invocations;
            match events.remove(&qualifier_key(reference)) {
                Some(_) => Ok(()),
                None => Err(self.no_event_invocation(reference)),
            }
        })?;
        durable(written).await?;
        Ok(no_content())
    }

    pub(super) fn get_recursion(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let recursive_loop = function.attributes.recursive_loop.as_deref();
        Ok(ok(
            &json!({"RecursiveLoop": recursive_loop.unwrap_or("Terminate")}),
        ))
    }

    pub(super) async fn put_recursion(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: RecursionInput = body(self.request)?;
        let asked = required(input.recursive_loop, "recursiveLoop")?;
        one_of(&asked, "recursiveLoop", &["Allow", "Terminate"])?;
        let shown = json!({"RecursiveLoop": asked});
        let ((), written) = self.lambda.functions().change(reference, |function| {
            function.attributes.recursive_loop = Some(asked);
            Ok(())
        })?;
        durable(written).await?;
        Ok(ok(&shown))
    }

    pub(super) fn get_code_signing(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        Ok(ok(&json!({
            "CodeSigningConfigArn": "",
            "FunctionName": function.name.as_str(),
        })))
    }

    pub(super) fn get_runtime_management(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        self.lambda.functions().find(reference)?;
        Ok(ok(&json!({
            "UpdateRuntimeOn": "Auto",
            "FunctionArn": self.arn(reference),
        })))
    }

    pub(super) fn get_provisioned_concurrency(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        self.lambda.functions().find(reference)?;
        Err(ApiError::new(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
        )
        .with_status(StatusCode::NOT_FOUND))
    }
}
