//! STS: who a caller is, and credentials that end by themselves.

use std::time::SystemTime;

use http::StatusCode;
use wire::query::Xml;
use wire::response::respond;
use wire::{ApiError, Caller, Future, Permission, Request, Response, Service};

use super::parameters::Parameters;
use super::{date, malformed, unknown_action, validation};
use crate::authority::{principal, trusts};
use crate::context::Context;
use crate::iam::{Iam, access_denied, caller_arn};
use crate::policy::{Kind, Policy, Source};
use crate::session::{Holder, ROLE_SESSION_SECONDS, Session, check_session_name};
use crate::store::Standing;
use crate::timestamp::Timestamp;

/// The version of STS's API, which requests name.
const VERSION: &str = "2011-06-15";

/// How long a session of a role is unless it is said, in seconds.
const ROLE_SESSION_SECONDS_DEFAULT: i64 = 3_600;

/// How long one may be that is begun by another session of a role.
const CHAINED_SESSION_SECONDS_MAX: i64 = 3_600;

/// How long other sessions may be: fifteen minutes to thirty-six hours.
const SESSION_SECONDS: std::ops::RangeInclusive<i64> = 900..=129_600;

const SESSION_SECONDS_DEFAULT: i64 = 43_200;

/// How long a session policy may be, in characters.
const SESSION_POLICY_MAX: usize = 2_048;

/// How many managed policies may limit a session.
const SESSION_POLICY_ARNS_MAX: usize = 10;

/// STS behind its wire protocol.
///
/// Where a request's head carries a [`Context`] among its extensions, AssumeRole decides with it;
/// whoever authenticates requests puts it there, since a session may be limited by policies.
#[derive(Clone)]
pub struct StsService(Iam);

impl StsService {
    /// The service of these identities.
    pub fn new(iam: Iam) -> StsService {
        StsService(iam)
    }

    fn answer(&self, request: &Request) -> Result<Response, ApiError> {
        let parameters = Parameters::read(request);
        let action = parameters.action()?;
        let call = StsCall {
            iam: &self.0,
            caller: &request.caller,
            context: request
                .head
                .extensions
                .get::<Context>()
                .cloned()
                .unwrap_or_default(),
            parameters: &parameters,
            now: SystemTime::now().into(),
        };
        let result = match action {
            "GetCallerIdentity" => call.caller_identity(),
            "AssumeRole" => call.assume_role()?,
            "GetSessionToken" => call.session_token()?,
            "GetAccessKeyInfo" => call.access_key_info()?,
            _ => return Err(unknown_action(action, VERSION)),
        };
        let namespace = format!("https://sts.amazonaws.com/doc/{VERSION}/");
        let body = Xml::response(action, &namespace, Some(result), request.id);
        Ok(respond(StatusCode::OK, "text/xml", body))
    }
}

impl Service for StsService {
    fn signing_name(&self) -> &'static str {
        "sts"
    }

    /// Who may assume a role depends on the role too, so `handle` decides that.
    fn permission(&self, request: &Request) -> Option<Permission> {
        let parameters = Parameters::read(request);
        (parameters.action().ok()? == "GetAccessKeyInfo").then(|| Permission {
            action: "sts:GetAccessKeyInfo".to_owned(),
            resource: "*".to_owned(),
        })
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            self.answer(&request)
                .unwrap_or_else(|error| self.refuse(&request, &error))
        })
    }

    fn refuse(&self, request: &Request, error: &ApiError) -> Response {
        error.to_query_response(request.id)
    }
}

struct StsCall<'a> {
    iam: &'a Iam,
    caller: &'a Caller,
    context: Context,
    parameters: &'a Parameters,
    now: Timestamp,
}

impl StsCall<'_> {
    fn caller_identity(&self) -> Xml {
        let account = self.iam.account();
        Xml::default()
            .text("UserId", &self.iam.authority(self.caller).user_id())
            .text("Account", account.as_str())
            .text("Arn", &caller_arn(self.caller, account))
    }

    fn assume_role(&self) -> Result<Xml, ApiError> {
        let role_arn = self.parameters.required("RoleArn")?;
        let name = self.parameters.required("RoleSessionName")?;
        check_role_arn(role_arn)?;
        check_session_name(name)?;
        let seconds = self.seconds(ROLE_SESSION_SECONDS, ROLE_SESSION_SECONDS_DEFAULT)?;
        let standing = self.iam.0.store.state().standing(role_arn);
        self.check_may_assume(role_arn, name, &standing)?;
        let longest = match &standing {
            Standing::Declared(role) => role.max_session_seconds,
            Standing::Undeclared | Standing::Deleted => *ROLE_SESSION_SECONDS.end(),
        };
        if seconds > longest {
            return Err(ApiError::new(
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        if matches!(self.caller, Caller::Role { .. }) && seconds > CHAINED_SESSION_SECONDS_MAX {
            return Err(ApiError::new(
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed \
                 by role chaining.",
            ));
        }
        let holder = Holder::Role {
            role_arn: role_arn.into(),
            session: name.into(),
        };
        let mut session = Session::begin(holder, self.now, seconds);
        self.limit(&mut session)?;
        let caller = session.holder.caller();
        let xml = self.credentials_xml(&session).element(
            "AssumedRoleUser",
            Xml::default()
                .text("AssumedRoleId", &self.iam.authority(&caller).user_id())
                .text("Arn", &caller_arn(&caller, self.iam.account())),
        );
        Ok(if session.policies.is_empty() {
            xml
        } else {
            let percent = session.policies.iter().map(String::len).sum::<usize>() * 100;
            xml.text(
                "PackedPolicySize",
                &percent.div_ceil(SESSION_POLICY_MAX).to_string(),
            )
        })
    }

    /// The role must trust the caller. If it names the caller, that is enough; if it names the
    /// caller's account, the caller's own policies must allow it too.
    fn check_may_assume(
        &self,
        role_arn: &str,
        session: &str,
        standing: &Standing,
    ) -> Result<(), ApiError> {
        let account = self.iam.account();
        let arn = caller_arn(self.caller, account);
        let mut context = self.context.clone().with("sts:RoleSessionName", session);
        if let Some(id) = self.parameters.get("ExternalId") {
            context = context.with("sts:ExternalId", id);
        }
        let authority = self.iam.authority(self.caller);
        let may = match standing {
            Standing::Declared(role) => {
                let trusted = trusts(
                    role,
                    account,
                    principal(self.caller, account, &arn),
                    &context
                        .clone()
                        .with("aws:PrincipalArn", principal_arn(self.caller, &arn)),
                );
                let own_policy = Source {
                    name: &role.entity.name,
                    policy: role.trust.policy(),
                };
                let action = "sts:AssumeRole";
                trusted.is_allowed()
                    && authority
                        .check_with(action, role_arn, &context, Some(own_policy))
                        .is_ok()
            }
            Standing::Undeclared => {
                self.iam.undeclared(role_arn)
                    && authority
                        .check("sts:AssumeRole", role_arn, &context)
                        .is_ok()
            }
            Standing::Deleted => false,
        };
        if may {
            return Ok(());
        }
        Err(access_denied(
            "sts:AssumeRole",
            format!(
                "User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
            ),
        ))
    }

    /// Limits a session by the policies in the request.
    fn limit(&self, session: &mut Session) -> Result<(), ApiError> {
        if let Some(text) = self.parameters.get("Policy") {
            if text.chars().count() > SESSION_POLICY_MAX {
                return Err(ApiError::new(
                    "PackedPolicyTooLarge",
                    format!("A session policy may have {SESSION_POLICY_MAX} characters at most."),
                ));
            }
            Policy::parse(text, Kind::Identity).map_err(|error| malformed(&error))?;
            session.policies.push(text.to_owned());
        }
        let state = self.iam.0.store.state();
        for member in self.parameters.members("PolicyArns", "arn") {
            let arn = self.parameters.required(&format!("{member}arn"))?;
            if state.policy_in_force(arn).is_none() {
                return Err(ApiError::new(
                    "ValidationError",
                    format!("Policy {arn} does not exist or is not attachable."),
                ));
            }
            session.policy_arns.push(arn.to_owned());
        }
        if session.policy_arns.len() > SESSION_POLICY_ARNS_MAX {
            return Err(ApiError::new(
                "PackedPolicyTooLarge",
                format!("A session may be limited by {SESSION_POLICY_ARNS_MAX} policies at most."),
            ));
        }
        Ok(())
    }

    fn session_token(&self) -> Result<Xml, ApiError> {
        let holder = match self.caller {
            Caller::Owner if self.context.issued().is_none() => Holder::Owner,
            Caller::User { user_arn } if self.context.issued().is_none() => Holder::User {
                user_arn: user_arn.clone(),
            },
            Caller::Owner | Caller::User { .. } | Caller::Role { .. } | Caller::Anonymous => {
                return Err(access_denied(
                    "sts:GetSessionToken",
                    "Cannot call GetSessionToken with session credentials".to_owned(),
                ));
            }
        };
        let seconds = self.seconds(SESSION_SECONDS, SESSION_SECONDS_DEFAULT)?;
        Ok(self.credentials_xml(&Session::begin(holder, self.now, seconds)))
    }

    fn access_key_info(&self) -> Result<Xml, ApiError> {
        let id = self.parameters.required("AccessKeyId")?;
        let ours = id == self.iam.owner_credentials().access_key_id
            || id.starts_with("ASIA")
            || self.iam.0.store.state().user_of_key(id).is_some();
        if !ours {
            return Err(validation(
                "AccessKeyId",
                id,
                "Member must be an access key of this account",
            ));
        }
        Ok(Xml::default().text("Account", self.iam.account().as_str()))
    }

    fn seconds(&self, range: std::ops::RangeInclusive<i64>, default: i64) -> Result<i64, ApiError> {
        let seconds = self
            .parameters
            .number("DurationSeconds")?
            .unwrap_or(default);
        if range.contains(&seconds) {
            return Ok(seconds);
        }
        Err(validation(
            "DurationSeconds",
            &seconds.to_string(),
            &format!(
                "Member must have value between {} and {}",
                range.start(),
                range.end()
            ),
        ))
    }

    fn credentials_xml(&self, session: &Session) -> Xml {
        let credentials = self.iam.0.keyring.session_credentials(session);
        let token = credentials.session_token.as_ref();
        Xml::default().element(
            "Credentials",
            Xml::default()
                .text("AccessKeyId", &credentials.access_key_id)
                .text("SecretAccessKey", credentials.secret_access_key.reveal())
                .optional("SessionToken", token.map(crate::Secret::reveal))
                .text("Expiration", &date(session.expires)),
        )
    }
}

/// A caller as `aws:PrincipalArn` has it: of a session, the ARN of its role.
fn principal_arn(caller: &Caller, arn: &str) -> String {
    match caller {
        Caller::Role { role_arn, .. } => role_arn.to_string(),
        Caller::Owner | Caller::User { .. } | Caller::Anonymous => arn.to_owned(),
    }
}

/// Refuses what can be no ARN of a role.
fn check_role_arn(arn: &str) -> Result<(), ApiError> {
    let is_role = || {
        let rest = arn.strip_prefix("arn:aws:iam::")?;
        let (account, name) = rest.split_once(":role/")?;
        let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        (digits && !name.is_empty() && !name.ends_with('/') && arn.len() <= 2_048).then_some(())
    };
    is_role().ok_or_else(|| ApiError::new("ValidationError", format!("{arn} is invalid")))
}
