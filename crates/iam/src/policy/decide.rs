//! Yes or no, and by which statement.

use super::pattern::{Case, Pattern};
use super::principal::{Named, Principal};
use super::{Effect, Keys, OneOf, Policy, Statement};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `states:StartExecution`
    pub action: &'a str,
    /// The ARN acted upon, or `*`.
    pub resource: &'a str,
    /// Who asks.
    pub principal: Principal<'a>,
    /// What else is known.
    pub keys: &'a Keys,
}

/// Policies one of which must allow a request.
#[derive(Clone, Debug)]
pub struct Layer<'a> {
    /// What they are.
    pub kind: LayerKind,
    /// In any order: it does not matter to the decision.
    pub policies: Vec<Source<'a>>,
}

/// A policy and what it is called.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its name or ARN.
    pub name: &'a str,
    /// The policy.
    pub policy: &'a Policy,
}

/// What policies are to who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// Those of the role or user.
    Identity,
    /// The most that the role or user may have.
    Boundary,
    /// What a session was limited to when it began.
    Session,
    /// That of the thing acted upon, such as a role's trust policy.
    Resource,
}

impl LayerKind {
    /// As errors call one of its policies.
    pub(crate) fn policy_noun(self) -> &'static str {
        match self {
            LayerKind::Identity => "identity-based policy",
            LayerKind::Boundary => "permissions boundary",
            LayerKind::Session => "session policy",
            LayerKind::Resource => "resource-based policy",
        }
    }
}

/// Which statement decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// In which layer.
    pub layer: LayerKind,
    /// The policy's name.
    pub policy: &'a str,
    /// Where in the policy, counted from 0.
    pub statement: usize,
    /// The statement's `Sid`.
    pub sid: Option<&'a str>,
}

/// What comes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// Every layer allows it and none denies it.
    Allowed {
        /// By this statement of the first layer.
        by: Place<'a>,
        /// Some layer names only the account of who asks, which must give leave too.
        delegated: bool,
    },
    /// A statement denies it.
    ExplicitDeny {
        /// This one.
        by: Place<'a>,
    },
    /// No policy of this layer allows it.
    ImplicitDeny {
        /// The first such layer.
        layer: LayerKind,
    },
}

impl Decision<'_> {
    /// Whether it is yes.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Decision::Allowed { .. })
    }
}

/// Decides a request.
///
/// One `Deny` that applies is enough, wherever it is. Otherwise each layer must hold an `Allow` that
/// applies. Without any layer nothing is allowed.
pub fn decide<'a>(layers: &[Layer<'a>], request: &Request<'_>) -> Decision<'a> {
    let mut allowed: Option<(Place<'a>, Named)> = None;
    let mut missing = None;
    for layer in layers {
        match layer.verdict(request) {
            Verdict::Deny(by) => return Decision::ExplicitDeny { by },
            Verdict::Silence => missing = missing.or(Some(layer.kind)),
            Verdict::Allow(by, named) => {
                allowed = Some(match allowed {
                    None => (by, named),
                    Some((first, so_far)) => (first, so_far.min(named)),
                });
            }
        }
    }
    match (missing, allowed) {
        (None, Some((by, named))) => Decision::Allowed {
            by,
            delegated: named == Named::ByAccount,
        },
        (Some(layer), _) => Decision::ImplicitDeny { layer },
        (None, None) => Decision::ImplicitDeny {
            layer: LayerKind::Identity,
        },
    }
}

enum Verdict<'a> {
    Allow(Place<'a>, Named),
    Deny(Place<'a>),
    Silence,
}

impl<'a> Layer<'a> {
    fn verdict(&self, request: &Request<'_>) -> Verdict<'a> {
        let mut allow: Option<(Place<'a>, Named)> = None;
        for source in &self.policies {
            for (index, statement) in source.policy.statements.iter().enumerate() {
                // An `Allow` that names no better than one found already changes nothing.
                let best = allow.map_or(Named::Not, |(_, named)| named);
                if statement.effect == Effect::Allow && best == Named::Directly {
                    continue;
                }
                let named = statement.applies(request);
                if named <= best && statement.effect == Effect::Allow || named == Named::Not {
                    continue;
                }
                let place = Place {
                    layer: self.kind,
                    policy: source.name,
                    statement: index,
                    sid: statement.sid.as_deref(),
                };
                match statement.effect {
                    Effect::Deny => return Verdict::Deny(place),
                    Effect::Allow => allow = Some((place, named)),
                }
            }
        }
        allow.map_or(Verdict::Silence, |(by, named)| Verdict::Allow(by, named))
    }
}

impl Statement {
    /// Whether it is about the request, and how it names who asks.
    fn applies(&self, request: &Request<'_>) -> Named {
        let Request { keys, .. } = *request;
        let any = |patterns: &[Pattern], text, case| {
            patterns
                .iter()
                .any(|pattern| pattern.matches(text, case, keys))
        };
        let of_action = match &self.actions {
            OneOf::These(patterns) => any(patterns, request.action, Case::Ignored),
            OneOf::AllBut(patterns) => !any(patterns, request.action, Case::Ignored),
        };
        let of_resource = || match &self.resources {
            None => true,
            Some(OneOf::These(patterns)) => any(patterns, request.resource, Case::Matters),
            Some(OneOf::AllBut(patterns)) => !any(patterns, request.resource, Case::Matters),
        };
        if !of_action
            || !of_resource()
            || !self
                .conditions
                .iter()
                .all(|condition| condition.holds(keys))
        {
            return Named::Not;
        }
        match &self.principals {
            None => Named::Directly,
            Some(OneOf::These(principals)) => principals.names(request.principal),
            Some(OneOf::AllBut(principals)) => match principals.names(request.principal) {
                Named::Not => Named::Directly,
                Named::ByAccount | Named::Directly => Named::Not,
            },
        }
    }
}
