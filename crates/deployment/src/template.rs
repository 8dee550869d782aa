//! A CloudFormation or SAM template, read once: what it declares, each with its place.
//!
//! A template is YAML or JSON; the short forms of CloudFormation's functions are read as the long
//! ones. What its values are is [`stack`](crate::stack)'s to say.

mod interface;
mod lenient;
mod parameter;
mod problem;
mod sections;

use asl::diagnostic::Span;
use asl::parse::document::{DocumentError, Node};

pub use parameter::{Kind, Parameter, Scalar};
pub use problem::{Place, Problem};

pub(crate) use problem::Problems;
pub(crate) use sections::{Declaration, LOOP_PREFIX, OutputDeclaration, Sections};

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    text: String,
    root: Node,
    description: Option<String>,
    parameters: Vec<Parameter>,
    resources: Vec<Declared>,
}

/// A resource as the template has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its logical id.
    pub logical_id: String,
    /// `AWS::Serverless::Function`
    pub kind: String,
    /// Where it is.
    pub place: Place,
}

/// A template has at most so many bytes, as an object of S3 (CloudFormation quotas).
pub const TEMPLATE_BYTES_MAX: usize = 1_048_576;

impl Template {
    /// Reads a template, JSON or YAML.
    pub fn read(text: &str) -> Result<Template, Vec<Problem>> {
        let mut problems = Problems::new(text);
        if text.len() > TEMPLATE_BYTES_MAX {
            let message = format!("the template is longer than {TEMPLATE_BYTES_MAX} bytes");
            problems.add(
                Span::default(),
                None,
                message,
                "split it into nested stacks",
            );
            return Err(problems.list);
        }
        let root = match lenient::read(text) {
            Ok(root) => root,
            Err(DocumentError {
                span,
                message,
                hint,
            }) => {
                problems.add_with(span, None, message, hint);
                return Err(problems.list);
            }
        };
        let sections = Sections::read(&root, &mut problems);
        if !problems.list.is_empty() {
            return Err(problems.in_order());
        }
        let resources = sections.resources.iter().map(|resource| Declared {
            logical_id: resource.logical_id.to_owned(),
            kind: resource.kind.to_owned(),
            place: problems.place(resource.span),
        });
        Ok(Template {
            resources: resources.collect(),
            description: sections.description.map(str::to_owned),
            parameters: sections.parameters,
            text: text.to_owned(),
            root,
        })
    }

    /// What it says of itself.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Its parameters: in the order of their groups (`AWS::CloudFormation::Interface`), otherwise
    /// in that of the template.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Its resources as they are written: loops not unrolled, SAM's shorthand not expanded,
    /// conditions not decided.
    pub fn resources(&self) -> &[Declared] {
        &self.resources
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn root(&self) -> &Node {
        &self.root
    }
}
