//! A template with its parameters filled in and SAM's shorthand expanded: the resources that
//! CloudFormation would make, in the order in which they can be made.

mod cidr;
mod settle;
mod value;

use std::collections::BTreeMap;

pub use settle::Known;
pub use value::{DynamicReference, Map, Reference, Unsettled, Value};

use crate::template::{Place, Problem, Template};

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
