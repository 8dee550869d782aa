//! Text to a [`StateMachine`], or every diagnostic at once.
//!
//! The text becomes a tree that knows its places ([`document`], from `json` or `yaml`); a
//! `Reader` walks it once, top down, in the order of the text. What the language says of one
//! kind of state is in the file of its name. Where the words of a message are on record from AWS
//! they are AWS's; hints are ours.

mod choice;
mod distributed;
pub mod document;
pub mod integrations;
mod json;
mod map;
mod parallel;
mod path;
mod place;
pub mod placeholder;
mod reader;
mod recovery;
mod scope;
mod source;
pub mod spelling;
mod state;
mod task;
mod template;
mod variables;
mod wait;
mod yaml;

use std::sync::Arc;

pub use source::Source;

use document::{DocumentError, Node};
use place::Place;
use reader::{Reader, Sight};
use scope::{MachineFields, Surroundings, Targets};

use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::machine::{
    DEFINITION_BYTES_MAX, QueryLanguage, Scope, ScopeId, StateId, StateMachine, StateName,
};
use crate::template::Template;

/// How to read a definition.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What to make of `${Name}`.
    pub placeholders: Placeholders,
    /// In which notations it may be written.
    pub notation: Notation,
    /// The kind of machine it is to be: an Express machine may not wait for jobs or callbacks.
    pub express: bool,
}

/// What to make of `${Name}`, which SAM and CloudFormation fill in when they deploy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placeholders {
    /// It is text like any other, as it is for AWS.
    #[default]
    AsText,
    /// It may stand for any value: the definition is checked as a template. So may an object
    /// such as `{"Fn::GetAtt": ["Name", "Arn"]}`. A field with one is read as if it were absent,
    /// a `Resource` kept as it is written. In JSON a placeholder may stand outside of a string too.
    Accept,
}

/// How a definition is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// JSON, when it begins with `{` or `[`, and otherwise YAML.
    #[default]
    JsonOrYaml,
    /// JSON alone, as AWS's API takes it.
    Json,
}

/// A definition that was accepted.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The machine.
    pub machine: StateMachine,
    /// What is probably not meant.
    pub warnings: Vec<Diagnostic>,
    /// The names of the placeholders in it, each once, in the order of the text.
    pub placeholders: Vec<String>,
}

/// The name of a lone state, as AWS's messages about it have it.
pub const LONE_STATE_NAME: &str = "StateName";

/// What a function of CloudFormation refers to that stands for a value: `Pay.Arn` for
/// `{"Fn::GetAtt": ["Pay", "Arn"]}`. Among the placeholders it goes by that name.
pub fn referred_to(node: &Node) -> Option<String> {
    reader::resource_referred_to(node.as_object()?)
}

/// Reads a definition in JSON or YAML. On refusal, every error and warning in the order of the
/// text.
pub fn parse(text: &str, options: Options) -> Result<Definition, Vec<Diagnostic>> {
    let (mut reader, node) = read(text, options)?;
    let fields = reader.machine(&node);
    finish(reader, fields)
}

/// Reads a lone state, as TestState takes it, into a machine whose only scope starts at it. It
/// is called [`LONE_STATE_NAME`]. The states it leads to are not there: each is made up, under
/// its name, as a Succeed state.
pub fn parse_state(text: &str, options: Options) -> Result<Definition, Vec<Diagnostic>> {
    let (mut reader, node) = read(text, options)?;
    let fields = reader.lone_state(node);
    finish(reader, Some(fields))
}

/// Reads a template by itself: the value of a field such as `Arguments` or `Parameters`. Its
/// JSONata may ask for all of `$states`. Its fields are called as if it were the whole of a state.
pub fn parse_template(text: &str, language: QueryLanguage) -> Result<Template, Vec<Diagnostic>> {
    let options = Options {
        notation: Notation::Json,
        ..Options::default()
    };
    let (mut reader, node) = read(text, options)?;
    let everything = Sight {
        result: true,
        error_output: true,
    };
    let template = reader.seeing(everything, |reader| {
        reader.template_alone(&node, &Place::MACHINE, language)
    });
    let mut diagnostics = reader.diagnostics;
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    template
        .filter(|_| diagnostics.is_empty())
        .ok_or(diagnostics)
}

/// The text as a tree, and a reader for it.
fn read(text: &str, options: Options) -> Result<(Reader, Node), Vec<Diagnostic>> {
    let node = read_document(text, options)?;
    Ok((Reader::of(&node, options), node))
}

/// The text as a tree.
fn read_document(text: &str, options: Options) -> Result<Node, Vec<Diagnostic>> {
    if text.len() > DEFINITION_BYTES_MAX {
        return Err(vec![too_long(text.len())]);
    }
    if text.trim().is_empty() {
        return Err(vec![fault(
            Code::MissingDescription,
            Span::default(),
            "the definition is empty".to_owned(),
            Some("a definition has `StartAt` and `States`".to_owned()),
        )]);
    }
    let document = if options.notation == Notation::Json || document::is_json(text) {
        json::read(text, options.placeholders)
    } else {
        yaml::read(text)
    };
    document.map_err(
        |DocumentError {
             span,
             message,
             hint,
         }| vec![fault(Code::InvalidJsonDescription, span, message, hint)],
    )
}

/// Why a definition of so many bytes is refused.
fn too_long(bytes: usize) -> Diagnostic {
    fault(
        Code::SchemaValidationFailed,
        Span::default(),
        format!("the definition is longer than {DEFINITION_BYTES_MAX} bytes"),
        Some(format!("it has {bytes} bytes")),
    )
}

/// What is wrong with the text as a whole.
fn fault(code: Code, span: Span, message: String, hint: Option<String>) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code,
        location: Some(Place::MACHINE.to_string()),
        span,
        message,
        hint,
    }
}

fn finish(
    mut reader: Reader,
    fields: Option<MachineFields>,
) -> Result<Definition, Vec<Diagnostic>> {
    reader.check_variables();
    let refused = reader.has_errors();
    let mut diagnostics = reader.diagnostics;
    // In the order of the text; what has no place comes last, as on AWS.
    diagnostics.sort_by_key(|diagnostic| (diagnostic.location.is_none(), diagnostic.span.start));
    let states: Option<Vec<_>> = reader.machine.states.into_iter().collect();
    let mut scopes = reader.machine.scopes.iter();
    let states = states.filter(|_| scopes.all(|scope| !scope.states.is_empty()));
    match (fields, states) {
        (Some(fields), Some(states)) if !refused => Ok(Definition {
            machine: StateMachine {
                comment: fields.comment,
                query_language: fields.query_language,
                timeout_seconds: fields.timeout_seconds,
                scopes: reader.machine.scopes,
                states,
                by_name: reader.machine.by_name,
            },
            warnings: diagnostics,
            placeholders: reader.placeholders.into_iter().collect(),
        }),
        _ => {
            // What could not be read has been reported, unless a placeholder stands for it.
            if !refused {
                diagnostics.push(Diagnostic {
                    severity: Severity::Error,
                    code: Code::SchemaValidationFailed,
                    location: Some(Place::MACHINE.to_string()),
                    span: Span::default(),
                    message: "Expected value of type Object".to_owned(),
                    hint: Some(
                        "a placeholder cannot stand for the machine, for its states or for one of \
                         them"
                            .to_owned(),
                    ),
                });
            }
            Err(diagnostics)
        }
    }
}

impl Reader {
    /// A reader for this document.
    fn of(node: &Node, options: Options) -> Reader {
        let mut reader = Reader::new(options);
        if options.placeholders == Placeholders::Accept {
            reader.collect_placeholders(node);
        }
        reader
    }

    /// A lone state, as if it were the only one of a machine.
    fn lone_state(&mut self, node: Node) -> MachineFields {
        let name: Arc<str> = Arc::from(LONE_STATE_NAME);
        let entry = document::Entry {
            key: name.clone(),
            key_span: node.span,
            value: node,
        };
        let id = StateId(0);
        let count = scope::state_count(&entry);
        self.machine.states.resize(count as usize, None);
        self.machine.by_name.insert(StateName(name), id);
        self.machine.scopes.push(Scope {
            start_at: id,
            parent: None,
            states: vec![id],
        });
        let mut around = Surroundings {
            id: ScopeId::ROOT,
            language: QueryLanguage::JsonPath,
            targets: Targets::Anything,
            transitions_known: true,
        };
        let states = Place::MACHINE.field("States");
        self.state(&entry, &states.state(LONE_STATE_NAME), id, &mut around);
        MachineFields {
            comment: None,
            query_language: QueryLanguage::JsonPath,
            timeout_seconds: None,
        }
    }
}

#[cfg(test)]
mod tests;
