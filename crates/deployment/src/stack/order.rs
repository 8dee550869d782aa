//! Which resource is made after which.

use std::collections::{BTreeSet, HashMap, HashSet};

use asl::diagnostic::Span;
use asl::parse::document::{Node, NodeKind};
use asl::parse::spelling::nearest;

use super::reduce::substitution_names;
use super::serverless::is_shorthand;
use super::sources::Sources;
use super::value::{Reference, Value};
use super::{Output, Resource};
use crate::template::Problems;

/// A stack has at most so many resources (CloudFormation quotas).
pub(super) const RESOURCES_MAX: usize = 500;

/// Resources that are in the template and not in the stack.
#[derive(Default)]
pub(super) struct Absent {
    /// Those that a condition left out.
    pub(super) left_out: BTreeSet<String>,
    /// SAM's that were not expanded: what logical ids of what they would make begin with.
    pub(super) unexpanded: Vec<String>,
}

impl Absent {
    fn contains(&self, name: &str) -> bool {
        self.left_out.contains(name)
    }

    fn may_make(&self, name: &str) -> bool {
        self.unexpanded
            .iter()
            .any(|id| name.starts_with(id.as_str()))
    }
}

/// Says that a stack has too many resources.
pub(super) fn too_many(count: usize, problems: &mut Problems<'_>) {
    let message = format!("a stack has at most {RESOURCES_MAX} resources, not {count}");
    let hint = "split it into nested stacks";
    problems.add(Span::default(), None, message, hint);
}

/// Puts every resource behind those that it depends on, otherwise in the order they came in.
pub(super) fn in_order(
    mut resources: Vec<Resource>,
    absent: &Absent,
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Resource> {
    if resources.len() > RESOURCES_MAX {
        too_many(resources.len(), problems);
        return resources;
    }
    let places: HashMap<String, usize> = resources
        .iter()
        .enumerate()
        .map(|(index, resource)| (resource.logical_id.clone(), index))
        .collect();
    for resource in &mut resources {
        find_dependencies(resource, &places, absent, sources, problems);
    }
    let mut order = Order {
        resources: &resources,
        places: &places,
        path: Vec::new(),
        done: HashSet::new(),
        out: Vec::new(),
    };
    for index in 0..resources.len() {
        if let Err(cycle) = order.visit(index) {
            let first = &resources[cycle[0]];
            let names: Vec<&str> = cycle
                .iter()
                .map(|at| resources[*at].logical_id.as_str())
                .collect();
            let message = format!("resources wait for one another: {}", names.join(" → "));
            let hint = "one of them has to be made without another: move what refers to it into \
                        a resource of its own";
            let span = sources.span(&first.declared_in);
            problems.add(span, Some(&first.logical_id), message, hint);
            return resources;
        }
    }
    let order = order.out;
    let mut taken: Vec<Option<Resource>> = resources.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|index| taken[index].take())
        .collect()
}

/// Says of outputs that refer to what is not there.
pub(super) fn check_outputs(
    outputs: &[Output],
    resources: &[Resource],
    absent: &Absent,
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) {
    let names: BTreeSet<&str> = resources
        .iter()
        .map(|resource| resource.logical_id.as_str())
        .collect();
    for output in outputs {
        for name in resources_in(output.export.iter().chain([&output.value])) {
            if !names.contains(name.as_str()) {
                let known = names.iter().copied();
                missing(&output.name, &name, known, absent, sources, problems);
            }
        }
    }
}

/// The resources that values refer to, each once, in order.
fn resources_in<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in values {
        value.references(&mut |reference| {
            if let Reference::Resource(name) | Reference::Attribute { resource: name, .. } =
                reference
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        });
    }
    names
}

/// Adds what its properties refer to to what a resource depends on.
fn find_dependencies(
    resource: &mut Resource,
    places: &HashMap<String, usize>,
    absent: &Absent,
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) {
    let mut all: Vec<String> = Vec::new();
    for name in std::mem::take(&mut resource.depends_on) {
        let known = places.contains_key(&name);
        if known && !all.contains(&name) {
            all.push(name);
        } else if !known && !absent.contains(&name) {
            let names = places.keys().map(String::as_str);
            missing(
                &resource.declared_in,
                &name,
                names,
                absent,
                sources,
                problems,
            );
        }
    }
    if is_shorthand(&resource.kind) {
        // It was not expanded: what each of its parts would wait for is not told by the whole.
        resource.depends_on = all;
        return;
    }
    let values = resource.properties.iter().chain(resource.attributes.iter());
    for name in resources_in(values.map(|(_, value)| value)) {
        if !places.contains_key(&name) {
            let names = places.keys().map(String::as_str);
            missing(
                &resource.declared_in,
                &name,
                names,
                absent,
                sources,
                problems,
            );
        } else if !all.contains(&name) {
            all.push(name);
        }
    }
    resource.depends_on = all;
}

fn missing<'n>(
    within: &str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
    absent: &Absent,
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) {
    // It may be a part of a resource that was not expanded, which is said already.
    if absent.may_make(name) {
        return;
    }
    let (message, hint) = if absent.contains(name) {
        (
            format!("`{name}` is not made: its condition does not hold"),
            "have what refers to it depend on the same condition".to_owned(),
        )
    } else {
        let hint = match nearest(name, names) {
            Some(meant) => format!("is `{meant}` meant?"),
            None => "the name is that of a resource or a parameter of this template".to_owned(),
        };
        (format!("there is no resource `{name}`"), hint)
    };
    let span = sources
        .node(within)
        .and_then(|node| place_of(node, name))
        .unwrap_or_else(|| sources.span(within));
    problems.add(span, Some(within), message, hint);
}

/// Where a name is referred to.
fn place_of(node: &Node, name: &str) -> Option<Span> {
    match &node.kind {
        NodeKind::Object(entries) => entries.iter().find_map(|entry| {
            let refers = match (&*entry.key, entry.value.as_str()) {
                ("Ref" | "DependsOn", Some(text)) => **text == *name,
                ("Fn::GetAtt", Some(text)) => text.split('.').next() == Some(name),
                ("Fn::Sub", Some(text)) => substitution_names(text).any(|part| part == name),
                ("Fn::GetAtt" | "DependsOn" | "Fn::Sub", None) => {
                    let items = entry.value.as_array().unwrap_or_default();
                    items.iter().filter_map(Node::as_str).any(|text| {
                        **text == *name || substitution_names(text).any(|part| part == name)
                    })
                }
                _ => false,
            };
            if refers {
                Some(entry.value.span)
            } else {
                place_of(&entry.value, name)
            }
        }),
        NodeKind::Array(items) => items.iter().find_map(|item| place_of(item, name)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => None,
    }
}

struct Order<'o> {
    resources: &'o [Resource],
    places: &'o HashMap<String, usize>,
    /// Those that wait for the one that is being visited.
    path: Vec<usize>,
    done: HashSet<usize>,
    out: Vec<usize>,
}

impl Order<'_> {
    /// Puts a resource out, behind what it depends on. `Err`: those that wait for one another,
    /// the first of them again at the end. The depth is bounded by [`RESOURCES_MAX`].
    fn visit(&mut self, index: usize) -> Result<(), Vec<usize>> {
        if self.done.contains(&index) {
            return Ok(());
        }
        if let Some(at) = self.path.iter().position(|waiting| *waiting == index) {
            let mut cycle = self.path.split_off(at);
            cycle.push(index);
            return Err(cycle);
        }
        self.path.push(index);
        let mut first: Vec<usize> = self.resources[index]
            .depends_on
            .iter()
            .filter_map(|name| self.places.get(name).copied())
            .collect();
        first.sort_unstable();
        for index in first {
            self.visit(index)?;
        }
        self.path.pop();
        self.done.insert(index);
        self.out.push(index);
        Ok(())
    }
}
