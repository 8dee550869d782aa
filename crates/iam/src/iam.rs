//! The one front to identity and permissions.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use journal::Journal;
use wire::{Account, ApiError, Caller, Permission, Region};

use crate::authority::{Authority, Holder as PolicyHolder, Refused};
use crate::context::Context;
use crate::declaration::{self, DeclarationError};
use crate::key_file::{self, KeyFileError};
use crate::keyring::{Authenticated, Keyring};
use crate::policy::Principal;
use crate::session::{Holder, ROLE_SESSION_SECONDS, ServerSecret, Session};
use crate::signature::Credentials;
use crate::store::{Standing, Store, StoreError};
use crate::timestamp::Timestamp;

/// How many undeclared roles are remembered as having been mentioned in the log.
const MENTIONED_MAX: usize = 10_000;

/// What a role may do that nobody has declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UndeclaredRoles {
    /// Everything: definitions written for AWS often name roles that are not here. Who may assume
    /// or pass such a role may do everything through it.
    #[default]
    Allowed,
    /// Nothing.
    Denied,
}

/// How identity and permissions are set up.
pub struct Configuration {
    /// Where roles, users and policies are kept.
    pub journal: Journal,
    /// Where the key pair is kept; without a folder a fresh one is made at every start.
    pub folder: Option<PathBuf>,
    /// Whose roles these are.
    pub account: Account,
    /// The region that services are called from.
    pub region: Region,
    /// What a role may do that nobody has declared.
    pub undeclared_roles: UndeclaredRoles,
    /// A file with roles and policies to declare at every start; see [`crate::declaration`].
    pub file: Option<PathBuf>,
}

/// Identity and permissions. Clones are the same.
#[derive(Clone)]
pub struct Iam(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) keyring: Keyring,
    pub(crate) store: Store,
    pub(crate) region: Region,
    undeclared_roles: UndeclaredRoles,
    /// ARNs of undeclared roles that the log has mentioned.
    mentioned: Mutex<HashSet<String>>,
}

/// Identity and permissions cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key pair cannot be read or made.
    #[error(transparent)]
    Keys(#[from] KeyFileError),
    /// What is declared cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file with declarations cannot be used.
    #[error(transparent)]
    Declaration(#[from] DeclarationError),
}

impl Iam {
    /// Reads what is declared, and the key pair. At the first start it makes one.
    ///
    /// What the file declares replaces what was declared under the same names.
    pub fn open(configuration: Configuration) -> Result<Iam, OpenError> {
        let Configuration {
            journal,
            folder,
            account,
            region,
            undeclared_roles,
            file,
        } = configuration;
        let (owner, secret) = match &folder {
            Some(folder) => (key_file::owner(folder)?, key_file::server_secret(folder)?),
            None => (key_file::fresh_credentials(), ServerSecret::random()),
        };
        let store = Store::open(journal, account)?;
        if let Some(file) = file {
            declaration::declare_file(&file, &store, &region)?;
        }
        let keyring = Keyring::new(owner, secret);
        let state = store.state();
        for user in state.users() {
            let arn: Arc<str> = user.arn(store.account()).into();
            for key in user.access_keys.iter().filter(|key| key.active) {
                keyring.admit(&key.id, arn.clone());
            }
        }
        Ok(Iam(Arc::new(Inner {
            keyring,
            store,
            region,
            undeclared_roles,
            mentioned: Mutex::default(),
        })))
    }

    /// The account.
    pub fn account(&self) -> &Account {
        self.0.store.account()
    }

    /// The key pair of the account's owner.
    pub fn owner_credentials(&self) -> &Credentials {
        self.0.keyring.owner()
    }

    /// Who made a request, when its signature proves it. `body` is all of the body.
    ///
    /// An error is in the words and with the code of the protocol that the request speaks.
    pub fn authenticate(
        &self,
        head: &Parts,
        body: &Bytes,
        now: SystemTime,
    ) -> Result<Authenticated, ApiError> {
        self.0.keyring.authenticate(head, body, now)
    }

    /// Whether `caller` may do something; otherwise AWS's `AccessDeniedException` for it.
    pub fn may(
        &self,
        caller: &Caller,
        permission: &Permission,
        context: &Context,
    ) -> Result<(), ApiError> {
        let Permission { action, resource } = permission;
        match self.authority(caller).check(action, resource, context) {
            Ok(()) => Ok(()),
            Err(refused) => Err(access_denied(
                action,
                self.refusal_text(caller, action, resource, refused),
            )),
        }
    }

    /// Has a service take on a role: the caller for what it then does.
    ///
    /// A declared role must trust the service (`states.amazonaws.com`); the error is the one that
    /// the service itself gives on AWS. `context` may hold `aws:SourceArn`.
    pub fn assume_for_service(
        &self,
        role_arn: &str,
        service: &str,
        session: &str,
        context: &Context,
    ) -> Result<Caller, ApiError> {
        let trusted = match self.0.store.state().standing(role_arn) {
            Standing::Declared(role) => self.trusts_service(&role, service, context),
            Standing::Deleted => false,
            Standing::Undeclared => self.undeclared(role_arn),
        };
        if trusted {
            Ok(Caller::Role {
                role_arn: role_arn.into(),
                session: session.into(),
            })
        } else {
            Err(not_assumable(service))
        }
    }

    fn trusts_service(
        &self,
        role: &crate::store::entity::Role,
        service: &str,
        context: &Context,
    ) -> bool {
        let mut context = context.clone();
        if !context.has("aws:SourceAccount") {
            context = context.with("aws:SourceAccount", self.account().as_str());
        }
        let regional = match service.strip_suffix(".amazonaws.com") {
            Some(name) => format!("{name}.{}.amazonaws.com", self.0.region),
            None => service.to_owned(),
        };
        [service, &regional].into_iter().any(|name| {
            crate::authority::trusts(role, self.account(), Principal::Service(name), &context)
                .is_allowed()
        })
    }

    /// Whether `caller` may give a role to a service (`lambda.amazonaws.com`), which
    /// CreateStateMachine and CreateFunction do.
    pub fn pass_role(
        &self,
        caller: &Caller,
        role_arn: &str,
        service: &str,
        context: &Context,
    ) -> Result<(), ApiError> {
        let permission = Permission {
            action: "iam:PassRole".to_owned(),
            resource: role_arn.to_owned(),
        };
        let context = context.clone().with("iam:PassedToService", service);
        self.may(caller, &permission, &context).map_err(|error| {
            ApiError::new("AccessDeniedException", error.message).with_status(
                // As each service answers, by its protocol.
                if service == "states.amazonaws.com" {
                    StatusCode::BAD_REQUEST
                } else {
                    StatusCode::FORBIDDEN
                },
            )
        })
    }

    /// Credentials of a role for a function's environment, good for `seconds` from `now` on.
    ///
    /// Whoever asks has seen to it that the role may be assumed. `seconds` is brought within what
    /// AWS allows: 900 to 43,200.
    pub fn session_credentials(
        &self,
        role_arn: &str,
        session: &str,
        seconds: i64,
        now: SystemTime,
    ) -> Credentials {
        let holder = Holder::Role {
            role_arn: role_arn.into(),
            session: session.into(),
        };
        let seconds = seconds.clamp(*ROLE_SESSION_SECONDS.start(), *ROLE_SESSION_SECONDS.end());
        let session = Session::begin(holder, Timestamp::from(now), seconds);
        self.0.keyring.session_credentials(&session)
    }

    /// What a caller is held to, at this moment.
    pub(crate) fn authority<'c>(&self, caller: &'c Caller) -> Authority<'c> {
        let state = self.0.store.state();
        let holder = match caller {
            Caller::Owner => PolicyHolder::Unlimited,
            Caller::Role { role_arn, .. } => match state.standing(role_arn) {
                Standing::Declared(role) => PolicyHolder::Role(role),
                Standing::Undeclared if self.undeclared(role_arn) => PolicyHolder::Unlimited,
                Standing::Undeclared | Standing::Deleted => PolicyHolder::Nobody,
            },
            Caller::User { user_arn } => match state.user_of_arn(user_arn) {
                Some(user) => PolicyHolder::User(user.clone()),
                None => PolicyHolder::Nobody,
            },
            Caller::Anonymous => PolicyHolder::Nobody,
        };
        Authority {
            caller,
            holder,
            state,
            region: self.0.region.clone(),
        }
    }

    /// Whether an undeclared role may do everything. The log mentions each such role once.
    pub(crate) fn undeclared(&self, role_arn: &str) -> bool {
        let allowed = self.0.undeclared_roles == UndeclaredRoles::Allowed;
        let mut mentioned = self
            .0
            .mentioned
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if mentioned.len() < MENTIONED_MAX && !mentioned.contains(role_arn) {
            mentioned.insert(role_arn.to_owned());
            if allowed {
                tracing::warn!(
                    role_arn,
                    "this role is not declared, so it may do everything"
                );
            } else {
                tracing::warn!(role_arn, "this role is not declared, so it may do nothing");
            }
        }
        allowed
    }

    fn refusal_text(
        &self,
        caller: &Caller,
        action: &str,
        resource: &str,
        refused: Refused,
    ) -> String {
        let who = match caller {
            Caller::Anonymous => "anonymous".to_owned(),
            other => caller_arn(other, self.account()),
        };
        let on_resource = if resource == "*" {
            String::new()
        } else {
            format!(" on resource: {resource}")
        };
        let noun = refused.layer.policy_noun();
        let why = if refused.explicitly {
            let article = if noun.starts_with('i') { "an" } else { "a" };
            format!("with an explicit deny in {article} {noun}")
        } else {
            format!("because no {noun} allows the {action} action")
        };
        format!("User: {who} is not authorized to perform: {action}{on_resource} {why}")
    }
}

/// The ARN that a caller is known by: of a user, or of a session of a role.
pub(crate) fn caller_arn(caller: &Caller, account: &Account) -> String {
    match caller {
        Caller::Owner | Caller::Anonymous => format!("arn:aws:iam::{account}:root"),
        Caller::User { user_arn } => user_arn.to_string(),
        Caller::Role { role_arn, session } => {
            // `arn:aws:iam::ACCOUNT:role/PATH/NAME`: the session's ARN has no path.
            let account = role_arn.split(':').nth(4).unwrap_or(account.as_str());
            let name = role_arn.rsplit('/').next().unwrap_or_default();
            format!("arn:aws:sts::{account}:assumed-role/{name}/{session}")
        }
    }
}

/// `AccessDeniedException`, with the code and status of the service that the action belongs to.
pub(crate) fn access_denied(action: &str, message: String) -> ApiError {
    let (code, status) = match action.split(':').next().unwrap_or_default() {
        "iam" | "sts" | "s3" | "sqs" => ("AccessDenied", StatusCode::FORBIDDEN),
        "sns" => ("AuthorizationError", StatusCode::FORBIDDEN),
        "states" | "dynamodb" | "events" | "logs" => {
            ("AccessDeniedException", StatusCode::BAD_REQUEST)
        }
        _ => ("AccessDeniedException", StatusCode::FORBIDDEN),
    };
    ApiError::new(code, message).with_status(status)
}

/// That a service may not take on a role, as the service says it.
fn not_assumable(service: &str) -> ApiError {
    match service {
        "states.amazonaws.com" => ApiError::new(
            "AccessDeniedException",
            "Neither the global service principal states.amazonaws.com, nor the regional one is \
             authorized to assume the provided role.",
        ),
        "lambda.amazonaws.com" => ApiError::new(
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        other => ApiError::new(
            "AccessDeniedException",
            format!("The service principal {other} is not authorized to assume the provided role."),
        ),
    }
}
