//! A definition that is being written.

use std::collections::BTreeMap;

use asl::parse::{self, Notation, Options, Source};
use asl::{Diagnostic, StateMachine};
use interpreter::ExecutionKind;

/// A definition that is being written: its text, and what its placeholders stand for.
#[derive(Clone, Copy)]
pub(crate) struct Draft<'d> {
    pub(crate) text: &'d str,
    pub(crate) kind: ExecutionKind,
    pub(crate) substitutions: &'d BTreeMap<String, String>,
}

/// What there is to say of a draft.
pub(crate) struct Checked {
    /// In the order of the text, errors and warnings.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The names of the placeholders that nothing is given for.
    pub(crate) placeholders: Vec<String>,
    /// The definition as it would be saved; `None` while it cannot be.
    pub(crate) definition: Option<String>,
}

impl Draft<'_> {
    pub(crate) fn check(&self) -> Checked {
        let refused = |diagnostics, placeholders| Checked {
            diagnostics,
            placeholders,
            definition: None,
        };
        let mut source = match Source::read(self.text) {
            Ok(source) => source,
            Err(diagnostics) => return refused(diagnostics, Vec::new()),
        };
        if let Err(diagnostics) = source.fill(self.substitutions) {
            return refused(diagnostics, source.placeholders());
        }
        let placeholders = source.placeholders();
        match source.parse(self.is_express()) {
            Err(diagnostics) => refused(diagnostics, placeholders),
            Ok(definition) => {
                let json = source.to_json();
                let is_accepted = self.strictly(&json).is_ok();
                Checked {
                    diagnostics: definition.warnings,
                    placeholders,
                    definition: is_accepted.then_some(json),
                }
            }
        }
    }

    /// The machine. What placeholders stand for that nothing is given for is left out.
    pub(crate) fn machine(&self) -> Result<StateMachine, Vec<Diagnostic>> {
        let mut source = Source::read(self.text)?;
        source.fill(self.substitutions)?;
        source
            .parse(self.is_express())
            .map(|definition| definition.machine)
    }

    /// Reads JSON as the engine does when it is saved.
    fn strictly(&self, json: &str) -> Result<parse::Definition, Vec<Diagnostic>> {
        parse::parse(
            json,
            Options {
                notation: Notation::Json,
                express: self.is_express(),
                ..Options::default()
            },
        )
    }

    fn is_express(&self) -> bool {
        self.kind == ExecutionKind::Express
    }
}
