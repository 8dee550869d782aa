//! A template with its parameters filled in and SAM's shorthand expanded: the resources that
//! CloudFormation would make, in the order in which they can be made.

mod cidr;
mod dynamic;
mod hash;
mod loops;
mod order;
mod reduce;
mod serverless;
mod settle;
mod sources;
mod value;
mod written;

use std::collections::BTreeMap;

pub use settle::Known;
pub use value::{DynamicReference, Map, Reference, Unsettled, Value};

use asl::parse::document::{Node, NodeKind};

use crate::template::{
    Declaration, OutputDeclaration, Place, Problem, Problems, Sections, Template,
};
use order::Absent;
use reduce::Reducer;
use serverless::{Expander, is_shorthand};
use sources::Sources;

/// What a template is filled in with.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// `AWS::StackName`
    pub stack_name: &'a str,
    /// `AWS::Partition`: `aws`
    pub partition: &'a str,
    /// `AWS::Region`
    pub region: &'a str,
    /// `AWS::AccountId`
    pub account: &'a str,
    /// The values of parameters, lists with commas between their items. The others have their
    /// defaults.
    pub parameters: &'a BTreeMap<String, String>,
    /// What becomes of a parameter that has no value.
    pub unset: Unset,
}

/// What becomes of a parameter that has neither a value nor a default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unset {
    /// It is a problem.
    #[default]
    Refused,
    /// It stays open: [`Reference::Parameter`]. No condition can depend on it.
    Open,
}

/// A stack, before it is made.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// What the template says of itself.
    pub description: Option<String>,
    /// The resources: each after all that it depends on.
    pub resources: Vec<Resource>,
    /// The outputs whose condition holds, in the order of the template.
    pub outputs: Vec<Output>,
    /// What was left out of the expansion, and why.
    pub notes: Vec<Note>,
}

/// A resource of CloudFormation's own kinds. One of SAM's is here only if there is a [`Note`] that
/// says why it was not expanded.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its logical id.
    pub logical_id: String,
    /// `AWS::Lambda::Function`
    pub kind: String,
    /// Its properties: a map. What is a file beside the template is still a path: `Code`,
    /// `DefinitionUri`.
    pub properties: Map,
    /// The resources that it is made after: those of `DependsOn` and those that its properties
    /// refer to.
    pub depends_on: Vec<String>,
    /// What becomes of it when it is no longer in the stack.
    pub deletion: Deletion,
    /// `Metadata`, `UpdatePolicy`, `CreationPolicy` and `UpdateReplacePolicy`, where it has them.
    pub attributes: Map,
    /// The logical id in the template: another one than its own, when SAM made it.
    pub declared_in: String,
    /// Where it is in the template.
    pub place: Place,
}

/// `DeletionPolicy`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deletion {
    /// It is deleted.
    #[default]
    Delete,
    /// It stays.
    Retain,
    /// It stays, unless making it failed.
    RetainExceptOnCreate,
    /// It is copied, then deleted.
    Snapshot,
}

/// An output.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its logical id.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// Its value.
    pub value: Value,
    /// The name under which other stacks import it.
    pub export: Option<Value>,
    /// Where it is in the template.
    pub place: Place,
}

/// Something that is in the template and not in the stack, or not as on AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// The resource.
    pub logical_id: Option<String>,
    /// What, and why.
    pub message: String,
}

impl Stack {
    /// The stack that a template is with these settings.
    pub fn of(template: &Template, settings: &Settings<'_>) -> Result<Stack, Vec<Problem>> {
        let mut problems = Problems::new(template.text());
        let mut notes = Vec::new();
        let stack = Stack::from_root(template.root(), settings, &mut problems, &mut notes);
        if !problems.list.is_empty() {
            return Err(problems.in_order());
        }
        notes.sort_by_key(|note| note.place);
        Ok(Stack { notes, ..stack })
    }

    /// A stack of which all that is known is that something is wrong with it.
    fn empty(settings: &Settings<'_>) -> Stack {
        Stack {
            name: settings.stack_name.to_owned(),
            description: None,
            resources: Vec::new(),
            outputs: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn from_root(
        root: &Node,
        settings: &Settings<'_>,
        problems: &mut Problems<'_>,
        notes: &mut Vec<Note>,
    ) -> Stack {
        let unrolled;
        let mut root = root;
        if loops::is_in(root) {
            let sections = Sections::read(root, problems);
            let mut reducer = Reducer::new(&sections, settings, problems, notes);
            unrolled = loops::unrolled(root, &mut reducer);
            root = &unrolled;
        }
        let sections = Sections::read(root, problems);
        if sections.resources.len() > order::RESOURCES_MAX {
            order::too_many(sections.resources.len(), problems);
            return Stack::empty(settings);
        }
        for it in &sections.ineffective {
            notes.push(Note {
                place: problems.place(it.span),
                logical_id: it.logical_id.clone(),
                message: it.message.clone(),
            });
        }
        note_macros(&sections, problems, notes);
        note_patterns(&sections, notes);
        let sources = Sources::of(&sections);
        let mut reducer = Reducer::new(&sections, settings, problems, notes);
        reducer.check_rules(sections.rules);
        reducer.decide_all();
        let mut absent = Absent::default();
        let mut resources = Vec::new();
        for declaration in &sections.resources {
            match resource(declaration, &mut reducer) {
                Some(resource) => resources.push(resource),
                None => {
                    absent.left_out.insert(declaration.logical_id.to_owned());
                }
            }
        }
        let outputs = sections.outputs.iter();
        let mut outputs: Vec<Output> = outputs.filter_map(|o| output(o, &mut reducer)).collect();
        reducer.within = None;
        if sections.transforms.contains(&serverless::TRANSFORM) {
            let globals = sections.globals.map(|node| {
                let fields = node.as_object().unwrap_or_default();
                (node, reducer.fields(fields))
            });
            let expander = Expander::new(settings, &sources, problems, notes);
            resources = expander.expand(resources, globals, &mut outputs);
        } else {
            serverless::refuse(&resources, &sources, problems);
        }
        let unexpanded = resources.iter().filter(|it| is_shorthand(&it.kind));
        absent.unexpanded = unexpanded.map(|it| it.logical_id.clone()).collect();
        let resources = order::in_order(resources, &absent, &sources, problems);
        order::check_outputs(&outputs, &resources, &absent, &sources, problems);
        Stack {
            name: settings.stack_name.to_owned(),
            description: sections.description.map(str::to_owned),
            resources,
            outputs,
            notes: Vec::new(),
        }
    }
}

/// Says of which parameters not everything is checked.
fn note_patterns(sections: &Sections<'_>, notes: &mut Vec<Note>) {
    let parameters = sections.parameters.iter();
    for parameter in parameters.filter(|parameter| parameter.has_foreign_pattern()) {
        notes.push(Note {
            place: parameter.place,
            logical_id: Some(parameter.name.clone()),
            message: "the value is not checked against `AllowedPattern`".to_owned(),
        });
    }
}

/// Says which transforms of the template are not carried out.
fn note_macros(sections: &Sections<'_>, problems: &Problems<'_>, notes: &mut Vec<Note>) {
    const CARRIED_OUT: [&str; 2] = [serverless::TRANSFORM, reduce::LANGUAGE_EXTENSIONS];
    for name in &sections.transforms {
        if !CARRIED_OUT.contains(name) {
            notes.push(Note {
                place: problems.place(sections.transform_span),
                logical_id: None,
                message: format!("the transform `{name}` is not carried out"),
            });
        }
    }
}

/// A resource as it is written, its values reduced. `None`: it is not made.
fn resource(declaration: &Declaration<'_>, reducer: &mut Reducer<'_, '_>) -> Option<Resource> {
    let node = declaration.node;
    reducer.within = Some(declaration.logical_id.to_owned());
    if !holds(node, reducer) {
        return None;
    }
    let properties = node.get("Properties").and_then(Node::as_object);
    let properties = reducer.fields(properties.unwrap_or_default());
    let mut attributes = Map::new();
    for name in ATTRIBUTES {
        if let Some(value) = node.get(name).and_then(|node| reducer.value(node)) {
            attributes.insert(name, value);
        }
    }
    Some(Resource {
        logical_id: declaration.logical_id.to_owned(),
        kind: declaration.kind.to_owned(),
        properties,
        depends_on: depends_on(node, reducer),
        deletion: deletion(node, reducer),
        attributes,
        declared_in: declaration.logical_id.to_owned(),
        place: reducer.problems.place(declaration.span),
    })
}

/// What a resource is beside its properties and what is read into fields of [`Resource`].
const ATTRIBUTES: [&str; 5] = [
    "Connectors",
    "Metadata",
    "UpdatePolicy",
    "CreationPolicy",
    "UpdateReplacePolicy",
];

/// Whether the condition of a resource or an output holds, if it has one.
fn holds(node: &Node, reducer: &mut Reducer<'_, '_>) -> bool {
    let Some(condition) = node.get("Condition") else {
        return true;
    };
    let Some(name) = condition.as_str() else {
        let message = "the condition is not a name";
        let hint = "name one of the section `Conditions`";
        reducer.problem(condition.span, message, hint);
        return false;
    };
    // A faulty one was said.
    reducer.holds(name, condition.span) == Some(true)
}

fn depends_on(node: &Node, reducer: &mut Reducer<'_, '_>) -> Vec<String> {
    let Some(names) = node.get("DependsOn") else {
        return Vec::new();
    };
    let items = match &names.kind {
        NodeKind::String(_) => std::slice::from_ref(names),
        NodeKind::Array(items) => items.as_slice(),
        _ => &[],
    };
    let found: Vec<String> = items
        .iter()
        .filter_map(|item| item.as_str().map(ToString::to_string))
        .collect();
    if found.len() < items.len() || items.is_empty() && names.as_array().is_none() {
        let hint = "write logical ids as they are, without `!Ref`";
        reducer.problem(names.span, "`DependsOn` is a list of logical ids", hint);
    }
    found
}

fn deletion(node: &Node, reducer: &mut Reducer<'_, '_>) -> Deletion {
    let Some(written) = node.get("DeletionPolicy") else {
        return Deletion::default();
    };
    // A function is allowed here by `AWS::LanguageExtensions`.
    let value = reducer.value(written);
    match value.as_ref().and_then(Value::as_text) {
        Some("Delete") => Deletion::Delete,
        Some("Retain") => Deletion::Retain,
        Some("RetainExceptOnCreate") => Deletion::RetainExceptOnCreate,
        Some("Snapshot") => Deletion::Snapshot,
        _ => {
            if value.is_some() {
                let hint = "it is `Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`";
                reducer.problem(written.span, "there is no such policy", hint);
            }
            Deletion::default()
        }
    }
}

/// An output, its values reduced. `None`: its condition does not hold.
fn output(declaration: &OutputDeclaration<'_>, reducer: &mut Reducer<'_, '_>) -> Option<Output> {
    let node = declaration.node;
    reducer.within = Some(declaration.name.to_owned());
    if !holds(node, reducer) {
        return None;
    }
    let export = node.get("Export").and_then(|export| export.get("Name"));
    let description = node.get("Description").and_then(Node::as_str);
    Some(Output {
        name: declaration.name.to_owned(),
        description: description.map(ToString::to_string),
        value: reducer.value(node.get("Value")?)?,
        export: export.and_then(|name| reducer.value(name)),
        place: reducer.problems.place(declaration.span),
    })
}
