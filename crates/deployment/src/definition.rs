//! A definition as it is deployed: its text, in which what is filled in has a name, and what is
//! filled in.
//!
//! Only what has to change does; everything else stays as its author wrote it.

use std::collections::BTreeSet;
use std::ops::Range;

use asl::parse::document::{Node, NodeKind};

use crate::arn;
use crate::pattern::{Pattern, next_placeholder};
use crate::sam;

/// A definition that can be deployed.
#[derive(Clone, Debug)]
pub(crate) struct Deployable {
    /// Its text.
    pub(crate) text: String,
    /// What is filled in, in the order of the text.
    pub(crate) substitutions: Vec<Substitution>,
}

/// Something that is filled in.
#[derive(Clone, Debug)]
pub(crate) struct Substitution {
    /// Its name in the text: letters and digits.
    pub(crate) key: String,
    /// What takes its place.
    pub(crate) value: Pattern,
    /// The states that have it, or their fields.
    pub(crate) states: Vec<String>,
}

impl Deployable {
    /// Looks for what is filled in, in a definition and the tree that it is.
    pub(crate) fn of(text: &str, root: &Node) -> Deployable {
        let mut reader = Reader {
            text,
            keys: sam::names_taken().collect(),
            substitutions: Vec::new(),
            changes: Vec::new(),
            state: None,
        };
        reader.visit(root, false);
        let mut changed = String::with_capacity(text.len());
        let mut written = 0;
        for (range, replacement) in &reader.changes {
            changed.push_str(&text[written..range.start]);
            changed.push_str(replacement);
            written = range.end;
        }
        changed.push_str(&text[written..]);
        Deployable {
            text: changed,
            substitutions: reader.substitutions,
        }
    }

    /// The name that the placeholder `name` of the definition has.
    pub(crate) fn key_of(&self, name: &str) -> Option<&str> {
        let found = self
            .substitutions
            .iter()
            .find(|it| it.value.as_placeholder().is_some_and(|of| **of == *name));
        found.map(|it| it.key.as_str())
    }
}

struct Reader<'t> {
    text: &'t str,
    /// The keys there are, and the names that are no keys.
    keys: BTreeSet<String>,
    substitutions: Vec<Substitution>,
    /// In the order of the text.
    changes: Vec<(Range<usize>, String)>,
    /// The state that is being read.
    state: Option<String>,
}

impl Reader<'_> {
    /// Looks for what is filled in. `in_states`: whether the fields of the node are states.
    fn visit(&mut self, node: &Node, in_states: bool) {
        let range = node.span.start as usize..node.span.end as usize;
        match &node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {}
            NodeKind::String(text) => match arn::to_come(text) {
                Some((arn, name)) => {
                    let key = self.fill(&format!("{name}-arn"), arn);
                    self.changes.push((range, format!("\"${{{key}}}\"")));
                }
                None => self.visit_text(range),
            },
            NodeKind::Array(items) => items.iter().for_each(|item| self.visit(item, false)),
            NodeKind::Object(entries) => {
                if let Some(name) = asl::parse::referred_to(node) {
                    let key = self.fill(&name, Pattern::of(&format!("${{{name}}}")));
                    self.changes.push((range, format!("\"${{{key}}}\"")));
                    return;
                }
                for entry in entries {
                    let key = entry.key_span.start as usize..entry.key_span.end as usize;
                    self.visit_text(key);
                    let outer = in_states.then(|| self.state.replace(entry.key.to_string()));
                    let states = !in_states && &*entry.key == "States";
                    self.visit(&entry.value, states);
                    if let Some(outer) = outer {
                        self.state = outer;
                    }
                }
            }
        }
    }

    /// The placeholders of a piece of the text.
    fn visit_text(&mut self, range: Range<usize>) {
        let source = self.text;
        let mut rest = &source[range.clone()];
        while let Some((before, name, after)) = next_placeholder(rest) {
            let start = range.end - rest.len() + before.len();
            let key = self.fill(name, Pattern::of(&format!("${{{name}}}")));
            if key != name {
                let range = start..range.end - after.len();
                self.changes.push((range, format!("${{{key}}}")));
            }
            rest = after;
        }
    }

    /// The key under which `value` is filled in; `name` is what it is called.
    fn fill(&mut self, name: &str, value: Pattern) -> String {
        let known = self.substitutions.iter_mut().find(|it| it.value == value);
        let state = self.state.clone();
        if let Some(known) = known {
            known
                .states
                .extend(state.filter(|state| !known.states.contains(state)));
            return known.key.clone();
        }
        let plain = plain_name(name);
        let mut key = plain.clone();
        let mut number = 2;
        while self.keys.contains(&key) {
            key = format!("{plain}{number}");
            number += 1;
        }
        self.keys.insert(key.clone());
        self.substitutions.push(Substitution {
            key: key.clone(),
            value,
            states: state.into_iter().collect(),
        });
        key
    }
}

/// A name of letters and digits, as CloudFormation has names: `PayArn` of `Pay.Arn`.
fn plain_name(name: &str) -> String {
    let mut plain = String::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut characters = part.chars();
        let first = characters.next();
        // Only what is put together needs a capital to be read.
        let first = first.map(|c| {
            if part.len() == name.len() {
                c
            } else {
                c.to_ascii_uppercase()
            }
        });
        plain.extend(first);
        plain.push_str(characters.as_str());
    }
    if plain.is_empty() {
        "Value".to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use asl::parse::Source;

    use super::*;

    fn read(text: &str) -> Deployable {
        let source = Source::read(text).expect("a definition");
        Deployable::of(text, source.root())
    }

    #[test]
    fn arns_of_samples_are_filled_in() {
        let text = r#"{"States": {"A": {"Resource": "arn:aws:lambda:REGION:ACCOUNT_ID:function:Pay"},
            "B": {"Resource": "arn:aws:lambda:us-east-1:123456789012:function:Pay"}}}"#;
        let definition = read(text);
        assert!(
            definition
                .text
                .contains(r#""A": {"Resource": "${PayArn}"}"#)
        );
        assert!(
            definition
                .text
                .contains("us-east-1:123456789012:function:Pay")
        );
        let [only] = definition.substitutions.as_slice() else {
            panic!("{:?}", definition.substitutions);
        };
        let arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:Pay";
        assert_eq!(only.value.to_string(), arn);
        assert_eq!(only.states, ["A"]);
    }

    #[test]
    fn names_are_letters_and_digits() {
        let text = r#"{"States": {"A": {"Resource": "${Pay.Arn}", "X": "${Plain} ${a_b}",
            "N": ${n-1}},
            "B": {"Resource": {"Fn::GetAtt": ["Pay", "Arn"]}}}}"#;
        let definition = read(text);
        let expected = r#"{"States": {"A": {"Resource": "${PayArn}", "X": "${Plain} ${AB}",
            "N": ${N1}},
            "B": {"Resource": "${PayArn}"}}}"#;
        assert_eq!(definition.text, expected);
        assert_eq!(definition.substitutions[0].states, ["A", "B"]);
        assert_eq!(definition.key_of("a_b"), Some("AB"));
    }

    #[test]
    fn yaml_stays_yaml() {
        let text = "States:\n  A: # a comment\n    Resource: arn:aws:lambda:R:A:function:Pay\n    X: ${Y}\n";
        let expected = "States:\n  A: # a comment\n    Resource: \"${PayArn}\"\n    X: ${Y}\n";
        assert_eq!(read(text).text, expected);
    }
}
