//! YAML as templates are written by hand: comments that explain, and CloudFormation's functions in
//! their short forms. No library writes both.

use std::fmt::Write as _;

use crate::comment;

/// A node of a YAML document.
#[derive(Clone, Debug)]
pub(crate) enum Yaml {
    /// A text; quoted where need be.
    Text(String),
    /// A number.
    Number(i64),
    Bool(bool),
    Map(Vec<Entry>),
    List(Vec<Item>),
    /// A list in one line.
    Row(Vec<Yaml>),
    /// `!Sub …`
    Tagged(&'static str, Box<Yaml>),
}

/// A field of a map, with the comment above it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) comment: Vec<String>,
    pub(crate) key: String,
    pub(crate) value: Yaml,
}

/// An item of a list, with the comment above it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) comment: Vec<String>,
    pub(crate) value: Yaml,
}

impl Yaml {
    pub(crate) fn text(text: impl Into<String>) -> Yaml {
        Yaml::Text(text.into())
    }

    pub(crate) fn tagged(tag: &'static str, value: Yaml) -> Yaml {
        Yaml::Tagged(tag, Box::new(value))
    }

    /// A map of these fields, without comments.
    pub(crate) fn map<const N: usize>(fields: [(&str, Yaml); N]) -> Yaml {
        let entries = fields
            .into_iter()
            .map(|(key, value)| Entry::new(key, value));
        Yaml::Map(entries.collect())
    }

    /// A list of these items, without comments.
    pub(crate) fn list(items: impl IntoIterator<Item = Yaml>) -> Yaml {
        let items = items.into_iter().map(|value| Item {
            comment: Vec::new(),
            value,
        });
        Yaml::List(items.collect())
    }

    /// The document's text.
    pub(crate) fn document(&self) -> String {
        let mut out = String::new();
        self.write_block(0, &mut out);
        out
    }

    /// Whether it is written on the lines below what leads to it.
    fn is_block(&self) -> bool {
        match self {
            Yaml::Map(entries) => !entries.is_empty(),
            Yaml::List(items) => !items.is_empty(),
            _ => false,
        }
    }

    /// Lines of their own, indented.
    fn write_block(&self, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        match self {
            Yaml::Map(entries) if !entries.is_empty() => {
                for (index, entry) in entries.iter().enumerate() {
                    // What is great enough for a comment stands apart.
                    if depth <= 1 && index > 0 && entry.value.is_block() {
                        out.push('\n');
                    }
                    write_comment(&entry.comment, &indent, out);
                    out.push_str(&indent);
                    write_text(&entry.key, out);
                    out.push(':');
                    entry.value.write_behind(depth, out);
                }
            }
            Yaml::List(items) if !items.is_empty() => {
                for item in items {
                    write_comment(&item.comment, &indent, out);
                    out.push_str(&indent);
                    out.push('-');
                    match &item.value {
                        map @ Yaml::Map(_) if map.is_block() => {
                            // The first field stands behind the dash.
                            let mut text = String::new();
                            map.write_block(depth + 1, &mut text);
                            out.push(' ');
                            out.push_str(text.trim_start());
                        }
                        value => value.write_behind(depth, out),
                    }
                }
            }
            value => {
                out.push_str(&indent);
                value.write_inline(out);
                out.push('\n');
            }
        }
    }

    /// Behind a key or a dash of a depth, to the end of the line and below it.
    fn write_behind(&self, depth: usize, out: &mut String) {
        match self {
            Yaml::Tagged(tag, value) if value.is_block() => {
                let _ = writeln!(out, " {tag}");
                value.write_block(depth + 1, out);
            }
            value if value.is_block() => {
                out.push('\n');
                value.write_block(depth + 1, out);
            }
            value => {
                out.push(' ');
                value.write_inline(out);
                out.push('\n');
            }
        }
    }

    fn write_inline(&self, out: &mut String) {
        match self {
            Yaml::Text(text) => write_text(text, out),
            Yaml::Number(number) => {
                let _ = write!(out, "{number}");
            }
            Yaml::Bool(value) => {
                let _ = write!(out, "{value}");
            }
            Yaml::Map(entries) => {
                out.push('{');
                for (index, entry) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    write_text(&entry.key, out);
                    out.push_str(": ");
                    entry.value.write_inline(out);
                }
                out.push('}');
            }
            Yaml::List(items) => write_row(items.iter().map(|item| &item.value), out),
            Yaml::Row(items) => write_row(items.iter(), out),
            Yaml::Tagged(tag, value) => {
                let _ = write!(out, "{tag} ");
                value.write_inline(out);
            }
        }
    }
}

impl Entry {
    pub(crate) fn new(key: impl Into<String>, value: Yaml) -> Entry {
        Entry {
            comment: Vec::new(),
            key: key.into(),
            value,
        }
    }

    /// The same, with a comment above it.
    pub(crate) fn because(mut self, comment: impl Into<String>) -> Entry {
        self.comment.push(comment.into());
        self
    }
}

fn write_row<'y>(items: impl Iterator<Item = &'y Yaml>, out: &mut String) {
    out.push('[');
    for (index, item) in items.enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        item.write_inline(out);
    }
    out.push(']');
}

fn write_comment(comment: &[String], indent: &str, out: &mut String) {
    for line in comment
        .iter()
        .flat_map(|paragraph| comment::lines(paragraph))
    {
        let _ = writeln!(out, "{indent}# {line}");
    }
}

/// A text as it is, where it reads as the same text; otherwise in quotes.
fn write_text(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else if text.chars().any(char::is_control) {
        write_escaped(text, out);
    } else {
        let _ = write!(out, "'{}'", text.replace('\'', "''"));
    }
}

fn is_plain(text: &str) -> bool {
    let mut characters = text.chars();
    let starts = characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
    let goes_on = characters.all(|c| c.is_ascii_alphanumeric() || "/_.-: ()".contains(c));
    let is_word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    starts && goes_on && !is_word && !text.contains(": ") && !text.ends_with([':', ' '])
}

fn write_escaped(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_need_be() {
        for (text, written) in [
            (
                "AWS::Serverless::StateMachine",
                "AWS::Serverless::StateMachine",
            ),
            ("2012-10-17", "'2012-10-17'"),
            ("true", "'true'"),
            ("a: b", "'a: b'"),
            ("it's", "'it''s'"),
            ("*", "'*'"),
            ("", "''"),
            ("a\nb\"", "\"a\\nb\\\"\""),
            ("ação", "'ação'"),
        ] {
            let mut out = String::new();
            write_text(text, &mut out);
            assert_eq!(out, written);
        }
    }

    #[test]
    fn comments_stand_above_what_they_explain() {
        let list = Yaml::List(vec![Item {
            comment: vec!["Why".to_owned()],
            value: Yaml::map([
                ("Effect", Yaml::text("Allow")),
                (
                    "Resource",
                    Yaml::list([Yaml::tagged("!Ref", Yaml::text("A"))]),
                ),
            ]),
        }]);
        let document = Yaml::Map(vec![Entry::new("Statement", list)]).document();
        let expected = "Statement:\n  # Why\n  - Effect: Allow\n    Resource:\n      - !Ref A\n";
        assert_eq!(document, expected);
    }
}
