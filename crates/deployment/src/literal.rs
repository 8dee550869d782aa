//! Values as programs and configurations write them: lists and objects over lines, with comments
//! above the items of a list.

use std::fmt::Write as _;

use crate::comment;
use crate::pattern::Pattern;
use crate::statement::{Reason, Statement, operators};

/// How a language writes.
#[derive(Clone, Copy)]
pub(crate) struct Language {
    /// What begins a comment.
    pub(crate) comment: &'static str,
    /// Between a name and its value.
    pub(crate) assigns: &'static str,
    /// Behind a field of an object.
    pub(crate) ends: &'static str,
    /// Whether values that follow one another stand in a column.
    pub(crate) is_aligned: bool,
    /// A text, in quotes.
    pub(crate) quoted: fn(&str) -> String,
    /// A name of a field, in quotes where need be.
    pub(crate) named: fn(&str) -> String,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    /// As the language has it, in one line.
    Plain(String),
    List(Vec<Literal>),
    Object(Vec<(String, Literal)>),
    /// What stands around a value: `jsonencode(` and `)`.
    Within(&'static str, Box<Literal>, &'static str),
    /// A value of a list, with what stands above it.
    Remarked(Vec<String>, Box<Literal>),
}

/// Names of the fields of a statement.
#[derive(Clone, Copy)]
pub(crate) struct StatementNames {
    pub(crate) action: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) condition: &'static str,
}

/// A line has at most so many characters, where it can be divided.
const LINE_CHARS: usize = 100;

const INDENT: &str = "  ";

impl Literal {
    pub(crate) fn plain(text: impl Into<String>) -> Literal {
        Literal::Plain(text.into())
    }

    /// An object with these fields.
    pub(crate) fn object<const N: usize>(fields: [(&str, Literal); N]) -> Literal {
        let fields = fields.into_iter();
        Literal::Object(
            fields
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// The fields of a statement that allows something.
    pub(crate) fn statement(
        statement: &Statement,
        names: StatementNames,
        language: Language,
        value: &dyn Fn(&Pattern) -> String,
    ) -> Vec<(String, Literal)> {
        let actions = statement.actions.iter();
        let actions = actions.map(|action| Literal::Plain((language.quoted)(action)));
        let resources = statement.resources.iter();
        let resources = resources.map(|resource| Literal::Plain(value(resource)));
        let mut fields = vec![
            (names.action.to_owned(), Literal::List(actions.collect())),
            (
                names.resource.to_owned(),
                Literal::List(resources.collect()),
            ),
        ];
        if !statement.conditions.is_empty() {
            let conditions = Literal::conditions(&statement.conditions, value);
            fields.push((names.condition.to_owned(), conditions));
        }
        fields
    }

    /// Conditions by their operators.
    pub(crate) fn conditions(
        conditions: &[crate::needs::Condition],
        value: &dyn Fn(&Pattern) -> String,
    ) -> Literal {
        let operators = operators(conditions).into_iter().map(|(operator, all)| {
            let keys = all.iter();
            let keys = keys.map(|it| (it.key.to_owned(), Literal::Plain(value(&it.value))));
            (operator.to_owned(), Literal::Object(keys.collect()))
        });
        Literal::Object(operators.collect())
    }

    /// The same, with the reasons of a statement above it.
    pub(crate) fn because(self, reasons: &[Reason]) -> Literal {
        let reasons = reasons.iter().map(Reason::to_string).collect();
        Literal::Remarked(reasons, Box::new(self))
    }

    /// Writes it where a line of this depth has got to. `used`: how far that is.
    pub(crate) fn write(&self, language: Language, depth: usize, used: usize, out: &mut String) {
        match self {
            Literal::Plain(text) => out.push_str(text),
            Literal::Within(before, value, after) => {
                out.push_str(before);
                value.write(language, depth, used + before.len(), out);
                out.push_str(after);
            }
            Literal::Remarked(_, value) => value.write(language, depth, used, out),
            Literal::List(items) => {
                if let Some(line) = row(items, used) {
                    out.push_str(&line);
                    return;
                }
                out.push_str("[\n");
                let indent = INDENT.repeat(depth + 1);
                for item in items {
                    if let Literal::Remarked(remarks, _) = item {
                        for line in remarks.iter().flat_map(|remark| comment::lines(remark)) {
                            let _ = writeln!(out, "{indent}{} {line}", language.comment);
                        }
                    }
                    out.push_str(&indent);
                    item.write(language, depth + 1, indent.len(), out);
                    out.push_str(",\n");
                }
                let _ = write!(out, "{}]", INDENT.repeat(depth));
            }
            Literal::Object(fields) if fields.is_empty() => out.push_str("{}"),
            Literal::Object(fields) => {
                out.push_str("{\n");
                write_fields(fields, language, depth + 1, out);
                let _ = write!(out, "{}}}", INDENT.repeat(depth));
            }
        }
    }
}

/// Fields, each on its line.
pub(crate) fn write_fields(
    fields: &[(String, Literal)],
    language: Language,
    depth: usize,
    out: &mut String,
) {
    let indent = INDENT.repeat(depth);
    let lines: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| {
            let name = (language.named)(name);
            let mut text = String::new();
            let used = indent.len() + name.len() + language.assigns.len() + 1;
            value.write(language, depth, used, &mut text);
            (name, text)
        })
        .collect();
    let of_one_line = |line: &&(String, String)| !line.1.contains('\n');
    for (index, (name, text)) in lines.iter().enumerate() {
        let mut width = 0;
        if language.is_aligned && !text.contains('\n') {
            let after = lines[index..].iter().take_while(of_one_line);
            let before = lines[..index].iter().rev().take_while(of_one_line);
            let names = after.chain(before).map(|(name, _)| name.chars().count());
            width = names.max().unwrap_or(0);
        }
        let Language { assigns, ends, .. } = language;
        let _ = writeln!(out, "{indent}{name:<width$}{assigns} {text}{ends}");
    }
}

/// A list in one line, if it fits there.
fn row(items: &[Literal], used: usize) -> Option<String> {
    let mut texts = Vec::new();
    for item in items {
        let Literal::Plain(text) = item else {
            return None;
        };
        texts.push(text.as_str());
    }
    let line = format!("[{}]", texts.join(", "));
    // Behind it there may be a comma.
    let fits = used + line.chars().count() < LINE_CHARS;
    (fits || items.len() <= 1).then_some(line)
}
