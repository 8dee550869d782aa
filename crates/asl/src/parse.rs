//! Text to a [`StateMachine`], or every diagnostic at once.

use crate::diagnostic::Diagnostic;
use crate::machine::StateMachine;

/// How to read a definition.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What to make of `${Name}`.
    pub placeholders: Placeholders,
    /// The kind of machine it is to be: an Express machine may not wait for jobs or callbacks.
    pub express: bool,
}

/// What to make of `${Name}`, which SAM and CloudFormation fill in when they deploy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placeholders {
    /// It is text like any other, as it is for AWS.
    #[default]
    AsText,
    /// It may stand for any value: the definition is checked as a template.
    Accept,
}

/// A definition that was accepted.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The machine.
    pub machine: StateMachine,
    /// What is probably not meant.
    pub warnings: Vec<Diagnostic>,
    /// The names of the placeholders in it.
    pub placeholders: Vec<String>,
}

/// Reads a definition in JSON or YAML. On refusal, every error and warning in the order of the
/// text.
pub fn parse(text: &str, options: Options) -> Result<Definition, Vec<Diagnostic>> {
    let _ = (text, options);
    todo!("parse")
}
