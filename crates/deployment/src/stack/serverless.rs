//! SAM's shorthand: each of its resources becomes the resources of CloudFormation that it is short
//! for, with the logical ids and names that SAM gives them.
//!
//! Parameters and conditions are decided before, so nothing here is conditional. What the rules
//! are is told by AWS's translator (aws-sam-translator), which the expansion is compared with.

mod alias;
mod api;
mod connector;
mod events;
mod function;
mod globals;
mod invoke_config;
mod layer;
mod location;
mod machine;
mod origin;
mod policies;
mod role;
mod table;
mod target;

use std::collections::{BTreeSet, HashMap};

use asl::parse::document::Node;
use asl::parse::spelling::nearest;

use super::sources::Sources;
use super::value::{Map, Reference, Value};
use super::{Note, Output, Resource, Settings};
use crate::template::Problems;
use api::{Api, Kind, SharedPlan};
use globals::Globals;
use origin::Origin;

/// The transform that a template of SAM's asks for.
pub(super) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

/// What the types of SAM's resources begin with.
const PREFIX: &str = "AWS::Serverless::";

const FUNCTION: &str = "AWS::Serverless::Function";

/// Says of SAM's resources in a template that does not ask for SAM.
pub(super) fn refuse(resources: &[Resource], sources: &Sources<'_>, problems: &mut Problems<'_>) {
    for resource in resources
        .iter()
        .filter(|resource| is_shorthand(&resource.kind))
    {
        let message = format!("`{}` is a type of SAM's", resource.kind);
        let hint = format!("add `Transform: {TRANSFORM}` to the template");
        let id = resource.logical_id.as_str();
        problems.add(sources.span(id), Some(id), message, hint);
    }
}

/// Whether resources of this type are SAM's.
pub(super) fn is_shorthand(kind: &str) -> bool {
    kind.starts_with(PREFIX)
}

/// Expands the resources of one template.
pub(super) struct Expander<'e, 'n, 't> {
    pub(super) settings: &'e Settings<'e>,
    pub(super) sources: &'e Sources<'n>,
    pub(super) problems: &'e mut Problems<'t>,
    pub(super) notes: &'e mut Vec<Note>,
    globals: Globals,
    /// APIs, until all events are known.
    apis: Vec<Api>,
    shared_plan: SharedPlan,
    /// Records of Route 53 that lead to APIs, by zone.
    record_groups: Vec<Resource>,
    /// What each resource of the template has become, in the order of the template.
    slots: Vec<Vec<Resource>>,
    /// Logical ids that have changed, and what they are now.
    renamed: HashMap<String, String>,
    /// `Function.Alias`: resources that are referred to by what made them.
    made_by: HashMap<(String, String), String>,
}

impl<'e, 'n, 't> Expander<'e, 'n, 't> {
    pub(super) fn new(
        settings: &'e Settings<'e>,
        sources: &'e Sources<'n>,
        problems: &'e mut Problems<'t>,
        notes: &'e mut Vec<Note>,
    ) -> Expander<'e, 'n, 't> {
        Expander {
            settings,
            sources,
            problems,
            notes,
            globals: Globals::default(),
            apis: Vec::new(),
            shared_plan: SharedPlan::default(),
            record_groups: Vec::new(),
            slots: Vec::new(),
            renamed: HashMap::new(),
            made_by: HashMap::new(),
        }
    }

    /// Expands all of them, and has the outputs refer to what they have become.
    pub(super) fn expand(
        mut self,
        resources: Vec<Resource>,
        globals: Option<(&Node, Map)>,
        outputs: &mut [Output],
    ) -> Vec<Resource> {
        if let Some((node, written)) = globals {
            self.globals = Globals::of(written, node, self.problems);
        }
        let mut shorthand: Vec<(usize, Resource)> = Vec::new();
        let mut connectors: Vec<Resource> = Vec::new();
        for (slot, mut resource) in resources.into_iter().enumerate() {
            connectors.append(&mut Self::connectors_within(&mut resource));
            let Some(kind) = resource.kind.strip_prefix(PREFIX) else {
                self.slots.push(vec![resource]);
                continue;
            };
            let kind = kind.to_owned();
            let api = match kind.as_str() {
                "Api" => Some(Kind::Rest),
                "HttpApi" => Some(Kind::Http),
                _ => None,
            };
            self.globals.apply(&mut resource, self.sources);
            self.slots.push(Vec::new());
            match api {
                Some(kind) => self.declare_api(kind, Some(slot), resource),
                None if kind == "Connector" => connectors.push(resource),
                None => shorthand.push((slot, resource)),
            }
        }
        // Events of machines are added to APIs behind those of functions.
        let is_function = |resource: &Resource| resource.kind == FUNCTION;
        shorthand.sort_by_key(|(_, resource)| !is_function(resource));
        for (slot, resource) in shorthand {
            let made = self.one(resource);
            self.slots[slot] = made;
        }
        self.finish_apis();
        // Connectors connect what all else has become.
        for connector in connectors {
            let made = self.connector(&connector);
            self.slots.push(made);
        }
        let mut resources: Vec<Resource> = std::mem::take(&mut self.slots)
            .into_iter()
            .flatten()
            .collect();
        self.check_unique(&resources);
        for resource in &mut resources {
            for name in &mut resource.depends_on {
                if let Some(renamed) = self.renamed.get(name) {
                    name.clone_from(renamed);
                }
            }
            for (_, value) in resource
                .properties
                .iter_mut()
                .chain(resource.attributes.iter_mut())
            {
                value.map_references(&mut |reference| self.redirect(reference));
            }
        }
        for output in outputs {
            let values = output.export.iter_mut().chain([&mut output.value]);
            values
                .for_each(|value| value.map_references(&mut |reference| self.redirect(reference)));
        }
        resources
    }

    fn one(&mut self, resource: Resource) -> Vec<Resource> {
        match resource.kind.strip_prefix(PREFIX) {
            Some("Function") => self.function(resource),
            Some("StateMachine") => self.machine(resource),
            Some("SimpleTable") => self.table(resource),
            Some("LayerVersion") => self.layer(resource),
            _ => {
                let kind = &resource.kind;
                let message = format!("resources of type `{kind}` are not expanded");
                self.note(&resource.declared_in, &[], message);
                vec![resource]
            }
        }
    }

    /// Two resources of one logical id: one the template has, one SAM made.
    fn check_unique(&mut self, resources: &[Resource]) {
        let mut seen = BTreeSet::new();
        for resource in resources {
            if !seen.insert(&resource.logical_id) {
                let id = &resource.logical_id;
                let message = format!("SAM makes a resource `{id}`, and there is one already");
                let hint = "call the other one something else";
                self.problem(&resource.declared_in, &[], message, hint);
            }
        }
    }

    /// Has a reference lead to what is there now.
    fn redirect(&self, reference: &mut Reference) {
        match reference {
            Reference::Resource(name) => {
                if let Some(renamed) = self.renamed.get(name) {
                    name.clone_from(renamed);
                } else if let Some(made) = name
                    .split_once('.')
                    .and_then(|(of, what)| self.made_by.get(&(of.to_owned(), what.to_owned())))
                {
                    name.clone_from(made);
                }
            }
            Reference::Attribute {
                resource,
                attribute,
            } => {
                if let Some((of, what)) = resource.split_once('.') {
                    let made = self.made_by.get(&(of.to_owned(), what.to_owned()));
                    if let Some(made) = made {
                        resource.clone_from(made);
                    }
                    return;
                }
                let (what, rest) = match attribute.split_once('.') {
                    Some((what, rest)) => (what, Some(rest)),
                    None => (attribute.as_str(), None),
                };
                let made = self.made_by.get(&(resource.clone(), what.to_owned()));
                match (made, rest) {
                    (Some(made), Some(rest)) => {
                        *reference = Reference::Attribute {
                            resource: made.clone(),
                            attribute: rest.to_owned(),
                        };
                    }
                    // `${Function.Alias}` in a text is the alias, not an attribute.
                    (Some(made), None) => *reference = Reference::Resource(made.clone()),
                    (None, _) => {
                        if let Some(renamed) = self.renamed.get(resource) {
                            resource.clone_from(renamed);
                        }
                    }
                }
            }
            Reference::Import(_)
            | Reference::Dynamic(_)
            | Reference::Parameter(_)
            | Reference::Zones(_) => {}
        }
    }

    /// A resource of CloudFormation's that the template has itself.
    fn plain(&self, logical_id: &str) -> Option<&Resource> {
        let mut all = self.slots.iter().flatten();
        all.find(|resource| resource.logical_id == logical_id)
    }

    fn plain_mut(&mut self, logical_id: &str) -> Option<&mut Resource> {
        let mut all = self.slots.iter_mut().flatten();
        all.find(|resource| resource.logical_id == logical_id)
    }

    fn problem(
        &mut self,
        resource: &str,
        path: &[&str],
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let sources = self.sources;
        sources.problem(self.problems, resource, path, message, hint);
    }

    fn note(&mut self, resource: &str, path: &[&str], message: impl Into<String>) {
        let span = self.sources.property(resource, path);
        self.notes.push(Note {
            place: self.problems.place(span),
            logical_id: Some(resource.to_owned()),
            message: message.into(),
        });
    }

    /// Says of every property that the resource does not have.
    fn known_properties(&mut self, origin: &Origin, path: &[&str], map: &Map, known: &[&str]) {
        for name in map.keys() {
            if known.contains(&name) {
                continue;
            }
            let message = format!("there is no property `{name}` here");
            let hint = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("is `{meant}` meant?"),
                None => format!("there are {}", known.join(", ")),
            };
            let path: Vec<&str> = path.iter().copied().chain([name]).collect();
            self.problem(&origin.id, &path, message, hint);
        }
    }

    /// `arn:aws:service:region:account:resource` in the region of the stack.
    fn arn(&self, service: &str, resource: impl IntoIterator<Item = Value>) -> Value {
        let Settings {
            partition,
            region,
            account,
            ..
        } = self.settings;
        let start = format!("arn:{partition}:{service}:{region}:{account}:");
        Value::concat([Value::Text(start)].into_iter().chain(resource))
    }
}

/// SAM's map of tags as CloudFormation's list of them, behind those that say what made it.
fn tag_list(own: &[(&str, &str)], tags: Option<&Value>) -> Vec<Value> {
    let tag = |key: &str, value: Value| Value::map([("Key", key.into()), ("Value", value)]);
    let mut list: Vec<Value> = own
        .iter()
        .map(|(key, value)| tag(key, (*value).into()))
        .collect();
    if let Some(tags) = tags.and_then(Value::as_map) {
        list.extend(tags.iter().map(|(key, value)| {
            tag(
                key,
                match value {
                    Value::Null => "".into(),
                    value => value.clone(),
                },
            )
        }));
    }
    list
}
