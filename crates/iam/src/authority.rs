//! What a caller is held to: which policies apply, and what they say.

use std::sync::Arc;
use std::time::SystemTime;

use wire::{Account, Caller, Region};

use crate::context::Context;
use crate::iam::caller_arn;
use crate::policy::{Decision, Keys, Layer, LayerKind, Policy, Principal, Request, Source, decide};
use crate::session::derived_id;
use crate::store::State;
use crate::store::entity::{Entity, Role, User};
use crate::timestamp::Timestamp;

/// A caller and all the policies there are, at one moment.
pub(crate) struct Authority<'c> {
    pub(crate) caller: &'c Caller,
    pub(crate) holder: Holder,
    pub(crate) state: Arc<State>,
    pub(crate) region: Region,
}

/// Whose policies a caller is held to.
pub(crate) enum Holder {
    /// Nobody's: the account's owner, or a role that may do everything.
    Unlimited,
    Role(Arc<Role>),
    User(Arc<User>),
    /// Who has no policies at all.
    Nobody,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// A statement says `Deny`, rather than none `Allow`.
    pub(crate) explicitly: bool,
    pub(crate) layer: LayerKind,
}

impl Authority<'_> {
    /// Whether the caller may do this.
    pub(crate) fn check(
        &self,
        action: &str,
        resource: &str,
        context: &Context,
    ) -> Result<(), Refused> {
        self.check_with(action, resource, context, None)
    }

    /// Likewise, where the thing acted upon has a policy of its own. What that allows to who is
    /// named in it needs no other policy; to an account that is, it does.
    pub(crate) fn check_with(
        &self,
        action: &str,
        resource: &str,
        context: &Context,
        own_policy: Option<Source<'_>>,
    ) -> Result<(), Refused> {
        let mut layers = match &self.holder {
            Holder::Unlimited => Vec::new(),
            Holder::Nobody => vec![Layer {
                kind: LayerKind::Identity,
                policies: Vec::new(),
            }],
            Holder::Role(role) => entity_layers(&role.entity, &self.state),
            Holder::User(user) => entity_layers(&user.entity, &self.state),
        };
        if let Some(layer) = layers.first_mut() {
            layer.policies.extend(own_policy);
        }
        layers.extend(session_layer(context, &self.state));
        if layers.is_empty() {
            return Ok(());
        }
        let keys = self.keys(&layers, context);
        let arn = caller_arn(self.caller, self.state.account());
        let request = Request {
            action,
            resource,
            principal: principal(self.caller, self.state.account(), &arn),
            keys: &keys,
        };
        match decide(&layers, &request) {
            Decision::Allowed {
                delegated: false, ..
            } => Ok(()),
            Decision::Allowed {
                by,
                delegated: true,
            } => Err(Refused {
                explicitly: false,
                layer: by.layer,
            }),
            Decision::ExplicitDeny { by } => Err(Refused {
                explicitly: true,
                layer: by.layer,
            }),
            Decision::ImplicitDeny { layer } => Err(Refused {
                explicitly: false,
                layer,
            }),
        }
    }

    /// What conditions may ask about; nothing where no policy does.
    fn keys(&self, layers: &[Layer<'_>], context: &Context) -> Keys {
        let mut policies = layers.iter().flat_map(|layer| &layer.policies);
        if policies.all(|source| source.policy.keys.is_empty()) {
            return Keys::default();
        }
        self.all_keys(context)
    }

    /// All that is known of the caller and the request.
    pub(crate) fn all_keys(&self, context: &Context) -> Keys {
        let mut keys = context.keys();
        let account = self.state.account();
        keys.set("aws:PrincipalAccount", account.as_str());
        let (arn, kind) = match self.caller {
            Caller::Owner => (caller_arn(self.caller, account), "Account"),
            Caller::Role { role_arn, .. } => (role_arn.to_string(), "AssumedRole"),
            Caller::User { user_arn } => (user_arn.to_string(), "User"),
            Caller::Anonymous => ("anonymous".to_owned(), "Anonymous"),
        };
        keys.set("aws:PrincipalArn", arn);
        keys.set("aws:PrincipalType", kind);
        keys.set("aws:userid", self.user_id());
        keys.set_if_missing("aws:RequestedRegion", || self.region.to_string());
        let entity = match &self.holder {
            Holder::Role(role) => Some(&role.entity),
            Holder::User(user) => {
                keys.set("aws:username", user.entity.name.as_str());
                Some(&user.entity)
            }
            Holder::Unlimited | Holder::Nobody => None,
        };
        for (name, value) in entity.into_iter().flat_map(|entity| &entity.tags) {
            keys.set(&format!("aws:PrincipalTag/{name}"), value.as_str());
        }
        add_time(&mut keys, context);
        keys
    }

    /// The unique id of the caller: `AROA…:SESSION` for a role's session.
    pub(crate) fn user_id(&self) -> String {
        match (self.caller, &self.holder) {
            (Caller::Owner, _) => self.state.account().to_string(),
            (Caller::Role { session, .. }, Holder::Role(role)) => {
                format!("{}:{session}", role.entity.id)
            }
            (Caller::Role { role_arn, session }, _) => {
                format!("{}:{session}", derived_id("AROA", role_arn))
            }
            (Caller::User { .. }, Holder::User(user)) => user.entity.id.clone(),
            (Caller::User { user_arn }, _) => derived_id("AIDA", user_arn),
            (Caller::Anonymous, _) => "anonymous".to_owned(),
        }
    }
}

fn add_time(keys: &mut Keys, context: &Context) {
    let now = Timestamp::from(SystemTime::now());
    keys.set_if_missing("aws:CurrentTime", || now.to_string());
    keys.set_if_missing("aws:EpochTime", || now.seconds().to_string());
    if let Some(issued) = context.issued() {
        keys.set("aws:TokenIssueTime", issued.to_string());
    }
}

/// Whether a role's trust policy lets a principal take it on.
pub(crate) fn trusts<'r>(
    role: &'r Role,
    account: &Account,
    principal: Principal<'_>,
    context: &Context,
) -> Decision<'r> {
    let policy = role.trust.policy();
    let mut keys = Keys::default();
    if !policy.keys.is_empty() {
        keys = context.keys();
        keys.set_if_missing("aws:PrincipalAccount", || account.to_string());
        add_time(&mut keys, context);
    }
    let layer = Layer {
        kind: LayerKind::Resource,
        policies: vec![Source {
            name: &role.entity.name,
            policy,
        }],
    };
    let request = Request {
        action: "sts:AssumeRole",
        resource: "*",
        principal,
        keys: &keys,
    };
    decide(&[layer], &request)
}

/// A caller as policies name it. `arn` is the caller's, from [`caller_arn`].
pub(crate) fn principal<'a>(
    caller: &'a Caller,
    account: &'a Account,
    arn: &'a str,
) -> Principal<'a> {
    let account = account.as_str();
    match caller {
        Caller::Owner => Principal::Root { account },
        Caller::Role { role_arn, .. } => Principal::Role {
            account: role_arn.split(':').nth(4).unwrap_or(account),
            role_arn,
            session_arn: arn,
        },
        Caller::User { user_arn } => Principal::User { account, user_arn },
        Caller::Anonymous => Principal::Anonymous,
    }
}

/// The policies of a role or a user, and the most that it may have.
pub(crate) fn entity_layers<'s>(entity: &'s Entity, state: &'s State) -> Vec<Layer<'s>> {
    let inline = entity.policies.iter().map(|(name, document)| Source {
        name,
        policy: document.policy(),
    });
    let mut layers = vec![Layer {
        kind: LayerKind::Identity,
        policies: inline.chain(managed(&entity.attached, state)).collect(),
    }];
    if let Some(boundary) = &entity.boundary {
        layers.push(Layer {
            kind: LayerKind::Boundary,
            policies: managed(std::slice::from_ref(boundary), state).collect(),
        });
    }
    layers
}

/// What the session is limited to, when it is.
fn session_layer<'s>(context: &'s Context, state: &'s State) -> Option<Layer<'s>> {
    let restriction = context.restriction()?;
    let own = restriction.policies.iter().map(|policy| Source {
        name: "session",
        policy,
    });
    Some(Layer {
        kind: LayerKind::Session,
        policies: own
            .chain(managed(&restriction.policy_arns, state))
            .collect(),
    })
}

/// The managed policies of these ARNs that there still are.
fn managed<'s>(arns: &'s [String], state: &'s State) -> impl Iterator<Item = Source<'s>> {
    arns.iter().filter_map(|arn| {
        let policy: &Policy = state.policy_in_force(arn)?;
        Some(Source { name: arn, policy })
    })
}
