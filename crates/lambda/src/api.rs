//! Lambda's API: which operation a request is, what leave it needs, who answers it.

mod account;
mod alias;
mod create;
mod input;
mod invocation;
mod manage;
mod permission;
mod tag;
mod url_configuration;
mod version;

use http::{Method, StatusCode};
use serde_json::Value;
use wire::response::respond;
use wire::{ApiError, Future, PassedRole, Permission, Request, Response, Service};

use crate::error;
use crate::lambda::Lambda;
use crate::name::Reference;
use input::query;
pub(crate) use invocation::whole;

/// An operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    AddPermission,
    CreateAlias,
    CreateFunction,
    CreateFunctionUrlConfig,
    DeleteAlias,
    DeleteFunction,
    DeleteFunctionConcurrency,
    DeleteFunctionEventInvokeConfig,
    DeleteFunctionUrlConfig,
    GetAccountSettings,
    GetAlias,
    GetFunction,
    /// The archive itself: the console's editor shows what is in it. AWS has it in S3, where browsers
    /// find it by `Code.Location`.
    GetFunctionArchive,
    GetFunctionCodeSigningConfig,
    GetFunctionConcurrency,
    GetFunctionConfiguration,
    GetFunctionEventInvokeConfig,
    GetFunctionRecursionConfig,
    GetFunctionUrlConfig,
    GetPolicy,
    GetProvisionedConcurrencyConfig,
    GetRuntimeManagementConfig,
    Invoke,
    InvokeAsync,
    InvokeWithResponseStream,
    ListAliases,
    ListEventSourceMappings,
    ListFunctionEventInvokeConfigs,
    ListFunctionUrlConfigs,
    ListFunctions,
    ListLayers,
    ListTags,
    ListVersionsByFunction,
    PublishVersion,
    PutFunctionConcurrency,
    PutFunctionEventInvokeConfig,
    PutFunctionRecursionConfig,
    RemovePermission,
    TagResource,
    UntagResource,
    UpdateAlias,
    UpdateFunctionCode,
    UpdateFunctionConfiguration,
    UpdateFunctionEventInvokeConfig,
    UpdateFunctionUrlConfig,
}

/// A request's operation with what its path names.
struct Route<'a> {
    operation: Operation,
    /// A function as it is written in the path, or the ARN of what is tagged; percent-encoded.
    subject: &'a str,
    /// An alias, or the id of a statement; percent-encoded.
    part: &'a str,
}

impl<'a> Route<'a> {
    /// The route of a path, as botocore's model of the service has them.
    fn of(method: &Method, path: &'a str) -> Option<Route<'a>> {
        use Operation as O;
        let mut segments = path.strip_prefix('/')?.trim_end_matches('/').split('/');
        let date = segments.next()?;
        let collection = segments.next()?;
        let subject = segments.next().unwrap_or_default();
        let kind = segments.next().unwrap_or_default();
        let part = segments.next().unwrap_or_default();
        if segments.next().is_some() {
            return None;
        }
        let operation = match (collection, method.as_str(), kind, part.is_empty()) {
            ("account-settings", "GET", "", true) if subject.is_empty() => O::GetAccountSettings,
            ("event-source-mappings", "GET", "", true) if subject.is_empty() => {
                O::ListEventSourceMappings
            }
            ("layers", "GET", "", true) if subject.is_empty() => O::ListLayers,
            ("tags", "GET", "", true) => O::ListTags,
            ("tags", "POST", "", true) => O::TagResource,
            ("tags", "DELETE", "", true) => O::UntagResource,
            ("functions", "GET", "", true) if subject.is_empty() => O::ListFunctions,
            ("functions", "POST", "", true) if subject.is_empty() => O::CreateFunction,
            ("functions", _, _, _) if subject.is_empty() => return None,
            ("functions", "GET", "", true) => O::GetFunction,
            ("functions", "DELETE", "", true) => O::DeleteFunction,
            ("functions", "POST", "invocations", true) => O::Invoke,
            ("functions", "POST", "invoke-async", true) => O::InvokeAsync,
            ("functions", "POST", "response-streaming-invocations", true) => {
                O::InvokeWithResponseStream
            }
            ("functions", "GET", "code", true) => O::GetFunctionArchive,
            ("functions", "PUT", "code", true) => O::UpdateFunctionCode,
            ("functions", "GET", "configuration", true) => O::GetFunctionConfiguration,
            ("functions", "PUT", "configuration", true) => O::UpdateFunctionConfiguration,
            ("functions", "POST", "versions", true) => O::PublishVersion,
            ("functions", "GET", "versions", true) => O::ListVersionsByFunction,
            ("functions", "POST", "aliases", true) => O::CreateAlias,
            ("functions", "GET", "aliases", true) => O::ListAliases,
            ("functions", "GET", "aliases", false) => O::GetAlias,
            ("functions", "PUT", "aliases", false) => O::UpdateAlias,
            ("functions", "DELETE", "aliases", false) => O::DeleteAlias,
            ("functions", "POST", "policy", true) => O::AddPermission,
            ("functions", "GET", "policy", true) => O::GetPolicy,
            ("functions", "DELETE", "policy", false) => O::RemovePermission,
            ("functions", "POST", "url", true) => O::CreateFunctionUrlConfig,
            ("functions", "GET", "url", true) => O::GetFunctionUrlConfig,
            ("functions", "PUT", "url", true) => O::UpdateFunctionUrlConfig,
            ("functions", "DELETE", "url", true) => O::DeleteFunctionUrlConfig,
            ("functions", "GET", "urls", true) => O::ListFunctionUrlConfigs,
            ("functions", "PUT", "concurrency", true) => O::PutFunctionConcurrency,
            ("functions", "GET", "concurrency", true) => O::GetFunctionConcurrency,
            ("functions", "DELETE", "concurrency", true) => O::DeleteFunctionConcurrency,
            ("functions", "PUT", "event-invoke-config", true) => O::PutFunctionEventInvokeConfig,
            ("functions", "POST", "event-invoke-config", true) => {
                O::UpdateFunctionEventInvokeConfig
            }
            ("functions", "GET", "event-invoke-config", true) => O::GetFunctionEventInvokeConfig,
            ("functions", "GET", "event-invoke-config", false) if part == "list" => {
                O::ListFunctionEventInvokeConfigs
            }
            ("functions", "DELETE", "event-invoke-config", true) => {
                O::DeleteFunctionEventInvokeConfig
            }
            ("functions", "GET", "recursion-config", true) => O::GetFunctionRecursionConfig,
            ("functions", "PUT", "recursion-config", true) => O::PutFunctionRecursionConfig,
            ("functions", "GET", "code-signing-config", true) => O::GetFunctionCodeSigningConfig,
            ("functions", "GET", "runtime-management-config", true) => {
                O::GetRuntimeManagementConfig
            }
            ("functions", "GET", "provisioned-concurrency", true) => {
                O::GetProvisionedConcurrencyConfig
            }
            _ => return None,
        };
        // `2015-03-31` and its kin: each operation has its own, and nothing else has that form.
        (date.len() == 10 && date.as_bytes()[4] == b'-').then_some(Route {
            operation,
            subject,
            part,
        })
    }
}

impl Operation {
    /// The action of IAM's policies, without `lambda:`.
    fn action(self) -> String {
        match self {
            Operation::Invoke | Operation::InvokeAsync | Operation::InvokeWithResponseStream => {
                "InvokeFunction".to_owned()
            }
            Operation::GetFunctionArchive => "GetFunction".to_owned(),
            operation => format!("{operation:?}"),
        }
    }
}

impl Service for Lambda {
    fn signing_name(&self) -> &'static str {
        "lambda"
    }

    fn holds(&self, name: &str) -> bool {
        let reference = self.host().place.reference(name, None);
        reference.is_ok_and(|reference| self.functions().get(&reference.name).is_some())
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let route = Route::of(&request.head.method, request.path())?;
        let place = &self.host().place;
        let resource = match route.operation {
            Operation::GetAccountSettings
            | Operation::ListFunctions
            | Operation::ListEventSourceMappings
            | Operation::ListLayers => None,
            Operation::ListTags | Operation::TagResource | Operation::UntagResource => Some(
                percent_encoding::percent_decode_str(route.subject)
                    .decode_utf8_lossy()
                    .into_owned(),
            ),
            Operation::CreateFunction => serde_json::from_slice::<Value>(&request.body)
                .ok()
                .and_then(|body| {
                    let reference = place.reference(body.get("FunctionName")?.as_str()?, None);
                    Some(place.function_arn(&reference.ok()?.name))
                }),
            _ => {
                let qualifier = query(request, "Qualifier");
                place
                    .reference(route.subject, qualifier.as_deref())
                    .ok()
                    .map(|reference| place.arn(&reference))
            }
        };
        Some(Permission {
            action: format!("lambda:{}", route.operation.action()),
            resource: resource.unwrap_or_else(|| "*".to_owned()),
        })
    }

    fn passes_role(&self, request: &Request) -> Option<PassedRole> {
        let route = Route::of(&request.head.method, request.path())?;
        match route.operation {
            Operation::CreateFunction | Operation::UpdateFunctionConfiguration => {
                let body: Value = serde_json::from_slice(&request.body).ok()?;
                Some(PassedRole {
                    role_arn: body.get("Role")?.as_str()?.to_owned(),
                    service: "lambda.amazonaws.com",
                })
            }
            _ => None,
        }
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            match self.answer(&request).await {
                Ok(response) => response,
                Err(error) => error::respond(&error),
            }
        })
    }

    fn refuse(&self, _: &Request, error: &ApiError) -> Response {
        error::respond(error)
    }
}

impl Lambda {
    async fn answer(&self, request: &Request) -> Result<Response, ApiError> {
        use Operation as O;
        let route = Route::of(&request.head.method, request.path()).ok_or_else(|| {
            ApiError::new(
                "UnknownOperationException",
                format!(
                    "this server knows no operation `{} {}`",
                    request.head.method,
                    request.path()
                ),
            )
            .with_status(StatusCode::NOT_FOUND)
        })?;
        let asked = Asked {
            lambda: self,
            request,
            part: route.part,
        };
        let reference = match route.operation {
            O::GetAccountSettings => return Ok(self.account_settings()),
            O::ListFunctions => return asked.list_functions(),
            O::CreateFunction => return asked.create_function().await,
            O::ListEventSourceMappings => {
                return Ok(ok(&serde_json::json!({"EventSourceMappings": []})));
            }
            O::ListLayers => return Ok(ok(&serde_json::json!({"Layers": []}))),
            O::ListTags => return asked.list_tags(route.subject),
            O::TagResource => return asked.tag(route.subject).await,
            O::UntagResource => return asked.untag(route.subject).await,
            _ => self
                .host()
                .place
                .reference(route.subject, query(request, "Qualifier").as_deref())?,
        };
        let reference = &reference;
        match route.operation {
            O::Invoke => asked.invoke(reference).await,
            O::InvokeAsync => asked.invoke_async(reference).await,
            O::InvokeWithResponseStream => asked.invoke_with_response_stream(reference).await,
            O::GetFunction => asked.get_function(reference),
            O::GetFunctionArchive => asked.get_archive(reference).await,
            O::GetFunctionConfiguration => asked.get_configuration(reference),
            O::UpdateFunctionCode => asked.update_code(reference).await,
            O::UpdateFunctionConfiguration => asked.update_configuration(reference).await,
            O::DeleteFunction => asked.delete_function(reference).await,
            O::PublishVersion => asked.publish_version(reference).await,
            O::ListVersionsByFunction => asked.list_versions(reference),
            O::CreateAlias => asked.create_alias(reference).await,
            O::GetAlias => asked.get_alias(reference),
            O::UpdateAlias => asked.update_alias(reference).await,
            O::DeleteAlias => asked.delete_alias(reference).await,
            O::ListAliases => asked.list_aliases(reference),
            O::AddPermission => asked.add_permission(reference).await,
            O::RemovePermission => asked.remove_permission(reference).await,
            O::GetPolicy => asked.get_policy(reference),
            O::CreateFunctionUrlConfig => asked.create_url(reference).await,
            O::GetFunctionUrlConfig => asked.get_url(reference),
            O::UpdateFunctionUrlConfig => asked.update_url(reference).await,
            O::DeleteFunctionUrlConfig => asked.delete_url(reference).await,
            O::ListFunctionUrlConfigs => asked.list_urls(reference),
            O::PutFunctionConcurrency => asked.put_concurrency(reference).await,
            O::GetFunctionConcurrency => asked.get_concurrency(reference),
            O::DeleteFunctionConcurrency => asked.delete_concurrency(reference).await,
            O::PutFunctionEventInvokeConfig => asked.put_event_invocation(reference, false).await,
            O::UpdateFunctionEventInvokeConfig => asked.put_event_invocation(reference, true).await,
            O::GetFunctionEventInvokeConfig => asked.get_event_invocation(reference),
            O::ListFunctionEventInvokeConfigs => asked.list_event_invocations(reference),
            O::DeleteFunctionEventInvokeConfig => asked.delete_event_invocation(reference).await,
            O::GetFunctionRecursionConfig => asked.get_recursion(reference),
            O::PutFunctionRecursionConfig => asked.put_recursion(reference).await,
            O::GetFunctionCodeSigningConfig => asked.get_code_signing(reference),
            O::GetRuntimeManagementConfig => asked.get_runtime_management(reference),
            O::GetProvisionedConcurrencyConfig => asked.get_provisioned_concurrency(reference),
            // Answered above.
            O::GetAccountSettings
            | O::ListFunctions
            | O::CreateFunction
            | O::ListEventSourceMappings
            | O::ListLayers
            | O::ListTags
            | O::TagResource
            | O::UntagResource => Err(error::service("an operation was routed twice")),
        }
    }
}

/// A request to the API on its way to an answer. Each operation is a method of it.
struct Asked<'a> {
    lambda: &'a Lambda,
    request: &'a Request,
    /// An alias, or the id of a statement, from the path; percent-encoded.
    part: &'a str,
}

impl Asked<'_> {
    /// An ARN as it is shown, with the request's qualifier.
    fn arn(&self, reference: &Reference) -> String {
        self.lambda.host().place.arn(reference)
    }

    /// The alias or statement that the path names.
    fn part(&self) -> String {
        percent_encoding::percent_decode_str(self.part)
            .decode_utf8_lossy()
            .into_owned()
    }
}

/// An answer with a JSON body.
fn answer(status: StatusCode, body: &Value) -> Response {
    respond(status, "application/json", body.to_string())
}

fn ok(body: &Value) -> Response {
    answer(StatusCode::OK, body)
}

fn created(body: &Value) -> Response {
    answer(StatusCode::CREATED, body)
}

fn no_content() -> Response {
    let mut response = Response::new(wire::Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_operations() {
        let route = |method: &Method, path: &'static str| {
            Route::of(method, path).map(|route| (route.operation, route.subject, route.part))
        };
        let invoke = route(&Method::POST, "/2015-03-31/functions/pay/invocations");
        assert_eq!(invoke, Some((Operation::Invoke, "pay", "")));
        assert_eq!(
            route(&Method::GET, "/2015-03-31/functions/"),
            Some((Operation::ListFunctions, "", ""))
        );
        assert_eq!(
            route(&Method::DELETE, "/2015-03-31/functions/pay/policy/s-1"),
            Some((Operation::RemovePermission, "pay", "s-1"))
        );
        for path in [
            "/",
            "/functions",
            "/2015-03-31/functions/pay/nonsense",
            "/2015-03-31/layers/x",
        ] {
            assert_eq!(route(&Method::GET, path), None, "{path}");
        }
        assert_eq!(Operation::Invoke.action(), "InvokeFunction");
        assert_eq!(Operation::GetPolicy.action(), "GetPolicy");
        assert_eq!(Operation::GetFunctionArchive.action(), "GetFunction");
    }
}
