//! The sections of a template, checked for what they may hold.

use std::collections::HashSet;

use asl::diagnostic::Span;
use asl::parse::document::{Entry, Node, NodeKind};
use asl::parse::spelling::nearest;

use super::interface;
use super::parameter::{self, Parameter};
use super::problem::Problems;

/// What a template says, by section.
pub(crate) struct Sections<'n> {
    pub(crate) description: Option<&'n str>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) mappings: Option<&'n Node>,
    pub(crate) conditions: &'n [Entry],
    pub(crate) rules: &'n [Entry],
    pub(crate) globals: Option<&'n Node>,
    pub(crate) transforms: Vec<&'n str>,
    pub(crate) transform_span: Span,
    pub(crate) resources: Vec<Declaration<'n>>,
    pub(crate) outputs: Vec<OutputDeclaration<'n>>,
    /// What is there and has no effect.
    pub(crate) ineffective: Vec<Ineffective>,
}

/// Something that is written and has no effect.
pub(crate) struct Ineffective {
    pub(crate) span: Span,
    pub(crate) logical_id: Option<String>,
    pub(crate) message: String,
}

/// A resource, as it is written.
pub(crate) struct Declaration<'n> {
    pub(crate) logical_id: &'n str,
    pub(crate) kind: &'n str,
    /// The place of the logical id.
    pub(crate) span: Span,
    pub(crate) node: &'n Node,
}

/// An output, as it is written.
pub(crate) struct OutputDeclaration<'n> {
    pub(crate) name: &'n str,
    pub(crate) span: Span,
    pub(crate) node: &'n Node,
}

const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Mappings",
    "Conditions",
    "Rules",
    "Transform",
    "Globals",
    "Resources",
    "Outputs",
    "Hooks",
];

const RESOURCE_FIELDS: [&str; 13] = [
    "Type",
    "Properties",
    "DependsOn",
    "Condition",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "UpdatePolicy",
    "CreationPolicy",
    "Metadata",
    "Version",
    // SAM's.
    "Connectors",
    "IgnoreGlobals",
    "Description",
];

const OUTPUT_FIELDS: [&str; 4] = ["Description", "Value", "Export", "Condition"];

/// What keys of loops begin with (`AWS::LanguageExtensions`).
pub(crate) const LOOP_PREFIX: &str = "Fn::ForEach::";

/// A logical id has at most so many characters (CloudFormation quotas).
const LOGICAL_ID_CHARS_MAX: usize = 255;

impl<'n> Sections<'n> {
    pub(crate) fn read(root: &'n Node, problems: &mut Problems<'_>) -> Sections<'n> {
        let mut sections = Sections {
            description: None,
            parameters: Vec::new(),
            mappings: None,
            conditions: &[],
            rules: &[],
            globals: None,
            transforms: Vec::new(),
            transform_span: Span::default(),
            resources: Vec::new(),
            outputs: Vec::new(),
            ineffective: Vec::new(),
        };
        let Some(entries) = root.as_object() else {
            let message = format!("a template is a map of sections, not {}", root.describe());
            problems.add(root.span, None, message, "it begins with `Resources:`");
            return sections;
        };
        repeated_keys(root, &mut sections.ineffective);
        for entry in entries {
            let fields = || entry.value.as_object().unwrap_or_default();
            match &*entry.key {
                "AWSTemplateFormatVersion" | "Hooks" => {}
                "Description" => sections.description = entry.value.as_str().map(|text| &**text),
                "Metadata" => continue,
                "Parameters" => {
                    let read = fields().iter().filter_map(|e| parameter::read(e, problems));
                    sections.parameters = read.collect();
                }
                "Mappings" => sections.mappings = Some(&entry.value),
                "Conditions" => sections.conditions = fields(),
                "Rules" => sections.rules = fields(),
                "Transform" => {
                    sections.transforms = texts(&entry.value);
                    sections.transform_span = entry.value.span;
                    continue;
                }
                "Globals" => sections.globals = Some(&entry.value),
                "Resources" => {
                    let ineffective = &mut sections.ineffective;
                    let read = last_of_each(fields());
                    let read = read.filter_map(|e| resource(e, ineffective, problems));
                    sections.resources = read.collect();
                }
                "Outputs" => {
                    let read = fields().iter().filter_map(|e| output(e, problems));
                    sections.outputs = read.collect();
                }
                name if name.starts_with("Fn::Transform") => {}
                name => {
                    let message = format!("templates have no section `{name}`");
                    let hint = meant(name, &SECTIONS, "the sections are");
                    problems.add(entry.key_span, None, message, hint);
                }
            }
            let map = !matches!(&*entry.key, "AWSTemplateFormatVersion" | "Description");
            let empty = matches!(entry.value.kind, NodeKind::Null);
            if map && !empty && entry.value.as_object().is_none() {
                let message = format!("`{}` is a map, not {}", entry.key, entry.value.describe());
                problems.add_with(entry.value.span, None, message, None);
            }
        }
        if let Some(metadata) = root.get("Metadata") {
            interface::arrange(&mut sections.parameters, metadata);
        }
        let none = root.get("Resources").and_then(Node::as_object);
        if none.is_none_or(<[Entry]>::is_empty) {
            let hint = "a template declares at least one under `Resources`";
            problems.add(root.span, None, "there are no resources", hint);
        }
        sections
    }
}

fn texts(node: &Node) -> Vec<&str> {
    match &node.kind {
        NodeKind::String(text) => vec![text],
        NodeKind::Array(items) => items
            .iter()
            .filter_map(|i| i.as_str().map(|t| &**t))
            .collect(),
        _ => Vec::new(),
    }
}

fn resource<'n>(
    entry: &'n Entry,
    ineffective: &mut Vec<Ineffective>,
    problems: &mut Problems<'_>,
) -> Option<Declaration<'n>> {
    let logical_id = &*entry.key;
    if logical_id.starts_with(LOOP_PREFIX) || logical_id == "Fn::Transform" {
        return None;
    }
    logical_id_fault(entry, problems);
    let kind = entry.value.get("Type").and_then(Node::as_str);
    if kind.is_some_and(|kind| kind.starts_with("AWS::Serverless::")) {
        // SAM takes what it knows and leaves the rest behind.
        let fields = entry.value.as_object().unwrap_or_default();
        let unknown = |field: &&Entry| !is_known(&field.key, &RESOURCE_FIELDS);
        for field in fields.iter().filter(unknown) {
            ineffective.push(Ineffective {
                span: field.key_span,
                logical_id: Some(logical_id.to_owned()),
                message: format!("a resource has no field `{}`: it has no effect", field.key),
            });
        }
    } else {
        known_fields(
            &entry.value,
            logical_id,
            "a resource",
            &RESOURCE_FIELDS,
            problems,
        )?;
    }
    let Some(kind) = kind else {
        let message = "the resource has no type";
        let hint = "write `Type: AWS::Service::Resource`";
        problems.add(entry.key_span, Some(logical_id), message, hint);
        return None;
    };
    if let Some(properties) = entry.value.get("Properties")
        && !matches!(properties.kind, NodeKind::Null | NodeKind::Object(_))
    {
        let message = format!("`Properties` is a map, not {}", properties.describe());
        problems.add_with(properties.span, Some(logical_id), message, None);
    }
    Some(Declaration {
        logical_id,
        kind,
        span: entry.key_span,
        node: &entry.value,
    })
}

fn output<'n>(entry: &'n Entry, problems: &mut Problems<'_>) -> Option<OutputDeclaration<'n>> {
    let name = &*entry.key;
    if name.starts_with(LOOP_PREFIX) {
        return None;
    }
    logical_id_fault(entry, problems);
    known_fields(&entry.value, name, "an output", &OUTPUT_FIELDS, problems)?;
    if entry.value.get("Value").is_none() {
        let message = "the output has no value";
        problems.add(entry.key_span, Some(name), message, "write `Value: …`");
        return None;
    }
    Some(OutputDeclaration {
        name,
        span: entry.key_span,
        node: &entry.value,
    })
}

fn logical_id_fault(entry: &Entry, problems: &mut Problems<'_>) {
    let name = &*entry.key;
    let length = name.chars().count();
    let alphanumeric = name.chars().all(|c| c.is_ascii_alphanumeric());
    if !alphanumeric || !(1..=LOGICAL_ID_CHARS_MAX).contains(&length) {
        let message = format!("`{name}` is no logical id");
        let hint = "it has letters and digits only, at most 255 of them";
        problems.add(entry.key_span, Some(name), message, hint);
    }
}

/// Says of every field that is not one of these. `None`: there are no fields at all.
pub(super) fn known_fields(
    node: &Node,
    logical_id: &str,
    what: &str,
    fields: &[&str],
    problems: &mut Problems<'_>,
) -> Option<()> {
    let Some(entries) = node.as_object() else {
        let message = format!("{what} is a map, not {}", node.describe());
        problems.add_with(node.span, Some(logical_id), message, None);
        return None;
    };
    for entry in entries {
        if !is_known(&entry.key, fields) {
            let message = format!("{what} has no field `{}`", entry.key);
            let hint = meant(&entry.key, fields, "its fields are");
            problems.add(entry.key_span, Some(logical_id), message, hint);
        }
    }
    Some(())
}

/// What a misspelt name was to be, or which there are.
fn meant(name: &str, names: &[&str], otherwise: &str) -> String {
    match nearest(name, names.iter().copied()) {
        Some(meant) => format!("is `{meant}` meant?"),
        None => format!("{otherwise} {}", names.join(", ")),
    }
}

fn is_known(key: &str, fields: &[&str]) -> bool {
    fields.contains(&key) || key.starts_with(LOOP_PREFIX)
}

/// The fields of a map, of each key the last.
fn last_of_each(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let last = |at: usize, key: &str| entries[at + 1..].iter().all(|later| *later.key != *key);
    let entries = entries.iter().enumerate();
    entries.filter_map(move |(at, entry)| last(at, &entry.key).then_some(entry))
}

/// Of a key that is there twice, the last one counts.
fn repeated_keys(node: &Node, ineffective: &mut Vec<Ineffective>) {
    match &node.kind {
        NodeKind::Object(entries) => {
            let mut seen = HashSet::new();
            for entry in entries.iter().rev() {
                if !seen.insert(&entry.key) {
                    let key = &entry.key;
                    ineffective.push(Ineffective {
                        span: entry.key_span,
                        logical_id: None,
                        message: format!("`{key}` is here twice: the last one counts"),
                    });
                }
            }
            for entry in entries {
                repeated_keys(&entry.value, ineffective);
            }
        }
        NodeKind::Array(items) => items
            .iter()
            .for_each(|item| repeated_keys(item, ineffective)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => {}
    }
}
