//! SimulatePrincipalPolicy and SimulateCustomPolicy: what would be decided.

use wire::query::Xml;
use wire::{ApiError, Caller};

use super::page::page;
use super::{Answer, Call, malformed};
use crate::authority::{Authority, Holder, entity_layers, principal};
use crate::context::Context;
use crate::iam::caller_arn;
use crate::policy::{Decision, Keys, Layer, LayerKind, Principal, Request, Source, decide};
use crate::store::entity::{Entity, PolicyDocument};
use crate::store::{Standing, no_such_entity};

/// What is simulated: each action on each resource.
struct Simulation<'a> {
    layers: &'a [Layer<'a>],
    principal: Principal<'a>,
    keys: Keys,
}

impl Call<'_> {
    pub(super) fn simulate_principal_policy(&self) -> Result<Answer, ApiError> {
        let arn = self.parameters.required("PolicySourceArn")?;
        let state = self.state();
        let unknown = || no_such_entity(format!("The entity with ARN {arn} cannot be found."));
        let (caller, holder) = if arn.contains(":user/") {
            let user = state.user_of_arn(arn).ok_or_else(unknown)?;
            let caller = Caller::User {
                user_arn: arn.into(),
            };
            (caller, Holder::User(user.clone()))
        } else {
            let Standing::Declared(role) = state.standing(arn) else {
                return Err(unknown());
            };
            let caller = Caller::Role {
                role_arn: arn.into(),
                session: "simulation".into(),
            };
            (caller, Holder::Role(role))
        };
        let authority = Authority {
            caller: &caller,
            holder,
            state: state.clone(),
            region: self.iam.0.region.clone(),
        };
        let entity: &Entity = match &authority.holder {
            Holder::Role(role) => &role.entity,
            Holder::User(user) => &user.entity,
            Holder::Unlimited | Holder::Nobody => return Err(unknown()),
        };
        let more = self.documents("PolicyInputList")?;
        let boundaries = self.documents("PermissionsBoundaryPolicyInputList")?;
        let mut layers = entity_layers(entity, &state);
        if let Some(identity) = layers.first_mut() {
            identity.policies.extend(sources(&more));
        }
        if !boundaries.is_empty() {
            layers.retain(|layer| layer.kind != LayerKind::Boundary);
            layers.push(boundary(&boundaries));
        }
        let mut keys = authority.all_keys(&Context::default());
        self.add_entries(&mut keys);
        let caller_arn = caller_arn(&caller, state.account());
        self.simulate(&Simulation {
            layers: &layers,
            principal: principal(&caller, state.account(), &caller_arn),
            keys,
        })
    }

    pub(super) fn simulate_custom_policy(&self) -> Result<Answer, ApiError> {
        let documents = self.documents("PolicyInputList")?;
        let boundaries = self.documents("PermissionsBoundaryPolicyInputList")?;
        let mut layers = vec![Layer {
            kind: LayerKind::Identity,
            policies: sources(&documents).collect(),
        }];
        if !boundaries.is_empty() {
            layers.push(boundary(&boundaries));
        }
        let mut keys = Keys::default();
        self.add_entries(&mut keys);
        self.simulate(&Simulation {
            layers: &layers,
            principal: Principal::Anonymous,
            keys,
        })
    }

    /// The policies of a list, each with the name that AWS gives it.
    fn documents(&self, list: &str) -> Result<Vec<(String, PolicyDocument)>, ApiError> {
        self.parameters
            .list(list)
            .into_iter()
            .enumerate()
            .map(|(index, text)| {
                let document = PolicyDocument::parse(text).map_err(|error| malformed(&error))?;
                Ok((format!("{list}.{}", index + 1), document))
            })
            .collect()
    }

    fn add_entries(&self, keys: &mut Keys) {
        for member in self.parameters.members("ContextEntries", "ContextKeyName") {
            if let Some(name) = self.parameters.get(&format!("{member}ContextKeyName")) {
                let values = self.parameters.list(&format!("{member}ContextKeyValues"));
                keys.set_all(name, values.into_iter().map(str::to_owned).collect());
            }
        }
    }

    fn simulate(&self, simulation: &Simulation<'_>) -> Result<Answer, ApiError> {
        let actions = self.parameters.list("ActionNames");
        if actions.is_empty() {
            self.parameters.required("ActionNames")?;
        }
        let mut resources = self.parameters.list("ResourceArns");
        if resources.is_empty() {
            resources.push("*");
        }
        let mut results: Vec<(String, Xml)> = Vec::new();
        for action in actions {
            for resource in &resources {
                let marker = format!("{:08}", results.len());
                results.push((marker, simulation.result(action, resource)));
            }
        }
        let markers: Vec<String> = results.iter().map(|(marker, _)| marker.clone()).collect();
        let items = markers.iter().map(String::as_str).zip(results);
        page(&self.parameters, "EvaluationResults", items, |(_, xml)| xml).map(Answer::of)
    }
}

impl Simulation<'_> {
    fn result(&self, action: &str, resource: &str) -> Xml {
        let request = Request {
            action,
            resource,
            principal: self.principal,
            keys: &self.keys,
        };
        let decision = decide(self.layers, &request);
        let (word, statement) = match decision {
            Decision::Allowed { by, .. } => ("allowed", Some(by)),
            Decision::ExplicitDeny { by } => ("explicitDeny", Some(by)),
            Decision::ImplicitDeny { .. } => ("implicitDeny", None),
        };
        let statements = statement.map(|by| {
            Xml::default()
                .text("SourcePolicyId", by.policy)
                .text("SourcePolicyType", "IAM Policy")
        });
        let missing = self
            .layers
            .iter()
            .flat_map(|layer| &layer.policies)
            .flat_map(|source| &source.policy.keys)
            .map(|key| &**key)
            .filter(|key| self.keys.get(key).is_none());
        let mut xml = Xml::default()
            .text("EvalActionName", action)
            .text("EvalResourceName", resource)
            .text("EvalDecision", word)
            .list("MatchedStatements", statements)
            .texts("MissingContextValues", missing);
        let bounded: Vec<Layer> = self
            .layers
            .iter()
            .filter(|layer| layer.kind == LayerKind::Boundary)
            .cloned()
            .collect();
        if !bounded.is_empty() {
            let allowed = decide(&bounded, &request).is_allowed();
            xml = xml.element(
                "PermissionsBoundaryDecisionDetail",
                Xml::default().flag("AllowedByPermissionsBoundary", allowed),
            );
        }
        xml
    }
}

fn sources(documents: &[(String, PolicyDocument)]) -> impl Iterator<Item = Source<'_>> {
    documents.iter().map(|(name, document)| Source {
        name,
        policy: document.policy(),
    })
}

fn boundary(documents: &[(String, PolicyDocument)]) -> Layer<'_> {
    Layer {
        kind: LayerKind::Boundary,
        policies: sources(documents).collect(),
    }
}
