//! What a resource is made from.

use super::super::sources::Sources;
use super::super::value::{Map, Value};
use super::super::{Deletion, Resource};
use crate::template::Place;

/// The resource of SAM's that others are made from.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) id: String,
    place: Place,
    /// `None` where the template does not say.
    deletion: Option<Deletion>,
    replacement: Option<Value>,
}

impl Origin {
    pub(super) fn of(resource: &Resource, sources: &Sources<'_>) -> Origin {
        let written = sources.node(&resource.declared_in);
        let says = written.is_some_and(|node| node.get("DeletionPolicy").is_some());
        Origin {
            id: resource.declared_in.clone(),
            place: resource.place,
            deletion: says.then_some(resource.deletion),
            replacement: resource.attributes.get("UpdateReplacePolicy").cloned(),
        }
    }

    /// What stands for an implied resource: it was declared by what implied it first.
    pub(super) fn implied(resource: &Resource, by: &Origin) -> Origin {
        Origin {
            id: resource.declared_in.clone(),
            place: resource.place,
            deletion: by.deletion.map(|_| resource.deletion),
            replacement: resource.attributes.get("UpdateReplacePolicy").cloned(),
        }
    }

    /// Has a resource that others imply too stay if one of them stays.
    pub(super) fn stay_together(&self, resource: &mut Resource) {
        if self.deletion == Some(Deletion::Retain) {
            resource.deletion = Deletion::Retain;
        }
        if self.replacement.as_ref().and_then(Value::as_text) == Some("Retain") {
            resource
                .attributes
                .insert("UpdateReplacePolicy", "Retain".into());
        }
    }

    /// One of the resources it becomes.
    pub(super) fn made(
        &self,
        logical_id: impl Into<String>,
        kind: &str,
        properties: Map,
    ) -> Resource {
        let mut attributes = Map::new();
        attributes.insert_some("UpdateReplacePolicy", self.replacement.clone());
        Resource {
            logical_id: logical_id.into(),
            kind: kind.to_owned(),
            properties,
            depends_on: Vec::new(),
            deletion: self.deletion.unwrap_or_default(),
            attributes,
            declared_in: self.id.clone(),
            place: self.place,
        }
    }

    /// One that stays when it is no longer in the stack, unless the template says otherwise.
    pub(super) fn made_to_stay(
        &self,
        logical_id: impl Into<String>,
        kind: &str,
        properties: Map,
    ) -> Resource {
        Resource {
            deletion: self.deletion.unwrap_or(Deletion::Retain),
            ..self.made(logical_id, kind, properties)
        }
    }
}

impl Resource {
    /// The same resource as CloudFormation has it.
    pub(super) fn becomes(self, kind: &str, properties: Map) -> Resource {
        Resource {
            kind: kind.to_owned(),
            properties,
            ..self
        }
    }
}
