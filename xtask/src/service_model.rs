//! What requests to Step Functions look like: the table by which the service checks them.
//!
//! The source is the service model of botocore (Apache-2.0), `stepfunctions/2016-11-23`, as JSON.
//! Only facts are taken from it: names, types, bounds.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Number, Value};

/// The table's place in the repository.
const TABLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/stepfunctions/src/shape/model.rs"
);

const HEAD: &str = "\
//! The operations and what their requests hold, in the order of the service model. Made from
//! botocore's model `stepfunctions/2016-11-23` by `cargo xtask service-model`; do not edit.
//
// Botocore
// Copyright 2012-2022 Amazon.com, Inc. or its affiliates. All Rights Reserved.
// Licensed under the Apache License, Version 2.0. Changed here: only names, types and bounds of
// requests are kept, and spelled anew.

use super::{Kind, Member, Structure, TextRule};

";

/// The patterns of the model, and what they are called in the table. The service knows what each
/// of them accepts.
const PATTERNS: &[(&str, &str)] = &[
    (
        r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$",
        "super::Pattern::AliasName",
    ),
    (r"\p{ASCII}*", "super::Pattern::Ascii"),
    (r"[!-~]+", "super::Pattern::Printable"),
];

#[derive(Args)]
pub(crate) struct Options {
    /// The model, as JSON.
    #[arg(long)]
    model: PathBuf,
}

/// Writes the table anew.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let model: Model = serde_json::from_str(&fs::read_to_string(&options.model)?)?;
    fs::write(TABLE, table(&model)?)?;
    let formatted = Command::new("rustfmt")
        .args(["--edition", "2024", TABLE])
        .status()?;
    if !formatted.success() {
        return Err("rustfmt does not accept the table".into());
    }
    println!("{TABLE}: {} operations", model.operations.len());
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct Model {
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
struct Operation {
    input: Reference,
}

#[derive(Deserialize)]
struct Reference {
    shape: String,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    members: Map<String, Value>,
    #[serde(default)]
    required: Vec<String>,
    member: Option<Reference>,
    #[serde(rename = "enum", default)]
    values: Vec<String>,
    min: Option<Number>,
    max: Option<Number>,
    pattern: Option<String>,
    #[serde(default)]
    sensitive: bool,
}

fn table(model: &Model) -> Result<String, Box<dyn Error>> {
    let mut table = HEAD.to_owned();
    table.push_str("/// An operation of the service.\n");
    table.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\n");
    table.push_str("#[allow(missing_docs, reason = \"the names are AWS's\")]\n");
    table.push_str("pub enum Operation {\n");
    for name in model.operations.keys() {
        writeln!(table, "{name},")?;
    }
    table.push_str("}\n\nimpl Operation {\n");

    table.push_str("/// Every operation.\npub const ALL: &[Operation] = &[");
    for name in model.operations.keys() {
        writeln!(table, "Operation::{name},")?;
    }
    table.push_str("];\n\n/// The operation of this name.\n");
    table.push_str("pub fn parse(name: &str) -> Option<Operation> { Some(match name {\n");
    for name in model.operations.keys() {
        writeln!(table, "{name:?} => Operation::{name},")?;
    }
    table.push_str("_ => return None, }) }\n\n/// The name.\n");
    table.push_str("pub fn name(self) -> &'static str { match self {\n");
    for name in model.operations.keys() {
        writeln!(table, "Operation::{name} => {name:?},")?;
    }
    table.push_str("} }\n\n/// What a request for it holds.\n");
    table.push_str("pub fn input(self) -> &'static Structure { match self {\n");
    let mut open = Vec::new();
    for (name, operation) in &model.operations {
        let input = &*operation.input.shape;
        writeln!(table, "Operation::{name} => &{},", constant(input))?;
        open.push(input);
    }
    table.push_str("} }\n}\n");

    let mut structures = BTreeMap::new();
    while let Some(name) = open.pop() {
        if structures.contains_key(name) {
            continue;
        }
        let shape = &model.shapes[name];
        let mut text = format!(
            "\nstatic {}: Structure = Structure {{ name: {name:?}, members: &[\n",
            constant(name)
        );
        for (member, reference) in &shape.members {
            let reference = Reference::deserialize(reference)?;
            writeln!(
                text,
                "Member {{ name: {member:?}, required: {}, kind: {} }},",
                shape.required.contains(member),
                kind(model, &reference.shape, &mut open)?,
            )?;
        }
        text.push_str("] };\n");
        structures.insert(name, text);
    }
    table.extend(structures.into_values());
    Ok(table)
}

/// A shape as the table has it; the structures it names are added to `open`.
fn kind<'m>(
    model: &'m Model,
    name: &str,
    open: &mut Vec<&'m str>,
) -> Result<String, Box<dyn Error>> {
    let (name, shape) = model.shapes.get_key_value(name).ok_or("dangling shape")?;
    let bound = |bound: &Option<Number>| {
        bound
            .as_ref()
            .map_or("None".to_owned(), |bound| format!("Some({bound})"))
    };
    let decimal = |bound: &Option<Number>| {
        let bound = bound.as_ref().and_then(Number::as_f64);
        bound.map_or("None".to_owned(), |bound| format!("Some({bound:?})"))
    };
    let (min, max) = (bound(&shape.min), bound(&shape.max));
    Ok(match &*shape.kind {
        "structure" => {
            open.push(name);
            format!("Kind::Structure(&{})", constant(name))
        }
        "list" => {
            let item = shape.member.as_ref().ok_or("a list of nothing")?;
            let item = kind(model, &item.shape, open)?;
            format!("Kind::List {{ item: &{item}, min: {min}, max: {max} }}")
        }
        "string" if !shape.values.is_empty() => format!("Kind::Choice(&{:?})", shape.values),
        "string" => {
            let pattern = match &shape.pattern {
                None => "None".to_owned(),
                Some(pattern) => PATTERNS
                    .iter()
                    .find(|(known, _)| known == pattern)
                    .map(|(_, name)| format!("Some({name})"))
                    .ok_or_else(|| format!("the pattern {pattern} has no name"))?,
            };
            format!(
                "Kind::Text(TextRule {{ min: {min}, max: {max}, pattern: {pattern}, \
                 sensitive: {} }})",
                shape.sensitive
            )
        }
        "integer" | "long" => format!("Kind::Integer {{ min: {min}, max: {max} }}"),
        "float" | "double" => format!(
            "Kind::Decimal {{ min: {}, max: {} }}",
            decimal(&shape.min),
            decimal(&shape.max)
        ),
        "boolean" => "Kind::Flag".to_owned(),
        other => return Err(format!("a shape of type {other}").into()),
    })
}

/// `CreateActivityInput` as `CREATE_ACTIVITY_INPUT`.
fn constant(name: &str) -> String {
    let mut constant = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && place > 0 {
            constant.push('_');
        }
        constant.push(letter.to_ascii_uppercase());
    }
    constant
}
