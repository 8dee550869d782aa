//! IAM and STS behind their wire protocol, `awsQuery`.
//!
//! | module | holds |
//! |---|---|
//! | `parameters` | what a request asks for, from its form or its query |
//! | `page` | lists that are answered page by page |
//! | `names` | which names, paths and tags there can be |
//! | `roles`, `users`, `policies` | what is declared |
//! | `holding` | what roles and users have alike: inline and attached policies, boundaries, tags |
//! | `simulate` | SimulatePrincipalPolicy and SimulateCustomPolicy |
//! | `sts` | sessions |

mod holding;
mod names;
mod page;
mod parameters;
mod policies;
mod roles;
mod simulate;
mod sts;
mod users;

pub use sts::StsService;

use std::time::SystemTime;

use http::StatusCode;
use journal::Written;
use wire::query::Xml;
use wire::response::respond;
use wire::{ApiError, Caller, Future, Permission, Request, Response, Service};

use crate::iam::Iam;
use crate::store::State;
use crate::timestamp::Timestamp;
use holding::Whose;
use parameters::Parameters;

/// The version of IAM's API, which requests name.
const VERSION: &str = "2010-05-08";

/// IAM behind its wire protocol. Its requests have passed [`Iam::may`].
#[derive(Clone)]
pub struct IamService(Iam);

/// What an operation answers, and what must be durable before it does.
struct Answer {
    result: Option<Xml>,
    written: Vec<Written>,
}

impl Answer {
    fn of(result: Xml) -> Answer {
        Answer {
            result: Some(result),
            written: Vec::new(),
        }
    }

    /// A list of things there are none of here.
    fn empty_list(name: &str) -> Answer {
        Answer::of(Xml::default().list(name, []).flag("IsTruncated", false))
    }

    /// A change that has nothing to tell.
    fn changed(((), written): ((), Vec<Written>)) -> Answer {
        Answer {
            result: None,
            written,
        }
    }

    fn changed_to((result, written): (Xml, Vec<Written>)) -> Answer {
        Answer {
            result: Some(result),
            written,
        }
    }
}

/// An operation: what it asks for, and of whom.
struct Call<'a> {
    iam: &'a Iam,
    caller: &'a Caller,
    parameters: Parameters,
    now: Timestamp,
}

impl Call<'_> {
    fn change<T>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, ApiError>,
    ) -> Result<(T, Vec<Written>), ApiError> {
        self.iam.0.store.change(change)
    }

    fn state(&self) -> std::sync::Arc<State> {
        self.iam.0.store.state()
    }
}

impl IamService {
    /// The service of these identities.
    pub fn new(iam: Iam) -> IamService {
        IamService(iam)
    }

    async fn answer(&self, request: &Request) -> Result<Response, ApiError> {
        let parameters = Parameters::read(request);
        let action = parameters.action()?.to_owned();
        let call = Call {
            iam: &self.0,
            caller: &request.caller,
            parameters,
            now: SystemTime::now().into(),
        };
        let answer = call.perform(&action)?;
        for written in answer.written {
            written.await.map_err(|error| not_durable(&error))?;
        }
        let namespace = format!("https://iam.amazonaws.com/doc/{VERSION}/");
        let body = Xml::response(&action, &namespace, answer.result, request.id);
        Ok(respond(StatusCode::OK, "text/xml", body))
    }
}

impl Call<'_> {
    fn perform(&self, action: &str) -> Result<Answer, ApiError> {
        match action {
            "CreateRole" => self.create_role(),
            "GetRole" => self.get_role(),
            "ListRoles" => self.list_roles(),
            "UpdateRole" => self.update_role(),
            "UpdateRoleDescription" => self.update_role_description(),
            "UpdateAssumeRolePolicy" => self.update_trust(),
            "DeleteRole" => self.delete_role(),
            "ListInstanceProfilesForRole" => self.list_instance_profiles(),

            "CreateUser" => self.create_user(),
            "GetUser" => self.get_user(),
            "ListUsers" => self.list_users(),
            "DeleteUser" => self.delete_user(),
            "CreateAccessKey" => self.create_access_key(),
            "ListAccessKeys" => self.list_access_keys(),
            "UpdateAccessKey" => self.update_access_key(),
            "DeleteAccessKey" => self.delete_access_key(),
            "ListGroupsForUser" => self.list_groups(),
            "ListMFADevices" => self.list_mfa_devices(),

            "CreatePolicy" => self.create_policy(),
            "GetPolicy" => self.get_policy(),
            "ListPolicies" => self.list_policies(),
            "DeletePolicy" => self.delete_policy(),
            "CreatePolicyVersion" => self.create_policy_version(),
            "GetPolicyVersion" => self.get_policy_version(),
            "ListPolicyVersions" => self.list_policy_versions(),
            "SetDefaultPolicyVersion" => self.set_default_policy_version(),
            "DeletePolicyVersion" => self.delete_policy_version(),
            "ListEntitiesForPolicy" => self.list_entities_for_policy(),

            "PutRolePolicy" => self.put_inline(Whose::Role),
            "PutUserPolicy" => self.put_inline(Whose::User),
            "GetRolePolicy" => self.get_inline(Whose::Role),
            "GetUserPolicy" => self.get_inline(Whose::User),
            "ListRolePolicies" => self.list_inline(Whose::Role),
            "ListUserPolicies" => self.list_inline(Whose::User),
            "DeleteRolePolicy" => self.delete_inline(Whose::Role),
            "DeleteUserPolicy" => self.delete_inline(Whose::User),
            "AttachRolePolicy" => self.attach(Whose::Role),
            "AttachUserPolicy" => self.attach(Whose::User),
            "DetachRolePolicy" => self.detach(Whose::Role),
            "DetachUserPolicy" => self.detach(Whose::User),
            "ListAttachedRolePolicies" => self.list_attached(Whose::Role),
            "ListAttachedUserPolicies" => self.list_attached(Whose::User),
            "PutRolePermissionsBoundary" => self.put_boundary(Whose::Role),
            "PutUserPermissionsBoundary" => self.put_boundary(Whose::User),
            "DeleteRolePermissionsBoundary" => self.delete_boundary(Whose::Role),
            "DeleteUserPermissionsBoundary" => self.delete_boundary(Whose::User),
            "TagRole" => self.tag(Whose::Role),
            "TagUser" => self.tag(Whose::User),
            "UntagRole" => self.untag(Whose::Role),
            "UntagUser" => self.untag(Whose::User),
            "ListRoleTags" => self.list_tags(Whose::Role),
            "ListUserTags" => self.list_tags(Whose::User),

            "SimulatePrincipalPolicy" => self.simulate_principal_policy(),
            "SimulateCustomPolicy" => self.simulate_custom_policy(),
            _ => Err(unknown_action(action, VERSION)),
        }
    }
}

impl Service for IamService {
    fn signing_name(&self) -> &'static str {
        "iam"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let parameters = Parameters::read(request);
        // What is no operation is refused as such, by `handle`.
        let action = parameters.action().ok()?;
        let state = self.0.0.store.state();
        let account = state.account();
        let path = parameters.get("Path").unwrap_or("/");
        let resource = if let Some(arn) = parameters.get("PolicySourceArn") {
            arn.to_owned()
        } else if let Some(name) = parameters.get("RoleName") {
            match state.role(name) {
                Ok(role) => role.arn(account),
                Err(_) => format!("arn:aws:iam::{account}:role{path}{name}"),
            }
        } else if let Some(name) = parameters.get("UserName") {
            match state.user(name) {
                Ok(user) => user.arn(account),
                Err(_) => format!("arn:aws:iam::{account}:user{path}{name}"),
            }
        } else if let Some(arn) = parameters.get("PolicyArn") {
            arn.to_owned()
        } else if let Some(name) = parameters.get("PolicyName") {
            format!("arn:aws:iam::{account}:policy{path}{name}")
        } else if let Caller::User { user_arn } = &request.caller
            && (action.ends_with("AccessKey") || action == "ListAccessKeys" || action == "GetUser")
        {
            // A user who names none means themselves.
            user_arn.to_string()
        } else {
            "*".to_owned()
        };
        Some(Permission {
            action: format!("iam:{action}"),
            resource,
        })
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            match self.answer(&request).await {
                Ok(response) => response,
                Err(error) => self.refuse(&request, &error),
            }
        })
    }

    fn refuse(&self, request: &Request, error: &ApiError) -> Response {
        error.to_query_response(request.id)
    }
}

fn not_durable(error: &journal::JournalError) -> ApiError {
    tracing::error!(%error, "a change is not durable");
    ApiError::new(
        "ServiceFailure",
        "The request processing has failed because of an unknown error, exception or failure.",
    )
    .with_status(StatusCode::INTERNAL_SERVER_ERROR)
}

fn unknown_action(action: &str, version: &str) -> ApiError {
    ApiError::new(
        "InvalidAction",
        format!("Could not find operation {action} for version {version}"),
    )
}

/// A field that cannot have this value.
fn validation(name: &str, value: &str, constraint: &str) -> ApiError {
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    ApiError::new(
        "ValidationError",
        format!(
            "1 validation error detected: Value '{value}' at '{name}' failed to satisfy \
             constraint: {constraint}"
        ),
    )
}

fn already_exists(message: impl Into<String>) -> ApiError {
    ApiError::new("EntityAlreadyExists", message).with_status(StatusCode::CONFLICT)
}

fn delete_conflict(message: impl Into<String>) -> ApiError {
    ApiError::new("DeleteConflict", message).with_status(StatusCode::CONFLICT)
}

fn limit_exceeded(message: impl Into<String>) -> ApiError {
    ApiError::new("LimitExceeded", message).with_status(StatusCode::CONFLICT)
}

/// A point in time, in seconds since 1970, as answers have it.
fn date(seconds: i64) -> String {
    Timestamp::from_seconds(seconds).to_string()
}

fn malformed(error: &crate::policy::Malformed) -> ApiError {
    ApiError::new("MalformedPolicyDocument", error.to_string())
}
