//! What AWS's operations answer, as one text: the table by which a test of a state checks the
//! mocked results of its tasks.
//!
//! The source is the service models of botocore (Apache-2.0). Get them with
//! `pip download botocore==1.41.5 --no-deps` and unzip the wheel. That release is from the weeks
//! in which the answers of TestState were recorded, so its bounds are those AWS checked by then;
//! a later one is taken when later recordings ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Number;

/// The table's place in the repository.
const TABLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/interpreter/src/test_state/service_shapes.txt"
);

const HEAD: &str = "\
# What the operations of AWS services answer, made from the service models of botocore
# by `cargo xtask service-shapes`. Do not edit.
#
# Botocore
# Copyright 2012-2022 Amazon.com, Inc. or its affiliates. All Rights Reserved.
# Licensed under the Apache License, Version 2.0. Changed here: only what tells the form of
# answers is kept, and spelled anew.
#
# [service]                              as `aws-sdk:` integrations call it
# operation() Answer                     the structure it answers; none where it has no fields
# Structure Field:type Required!:type    fields as Step Functions spells them
# Enumeration = VALUE ...
#
# Types: s text, n number, b boolean, * anything, with their bounds s1..64, n..10;
# [type] list, {type} map by text, @Name structure or enumeration.
";

/// The services of the table, by their folder in botocore, and those of their operations that are
/// in it: all where none is named.
const SERVICES: &[(&str, &[&str])] = &[
    ("athena", &[]),
    ("batch", &[]),
    (
        "bedrock",
        &["CreateModelCustomizationJob", "GetModelCustomizationJob"],
    ),
    ("bedrock-agent-runtime", &[]),
    ("bedrock-runtime", &[]),
    ("codebuild", &[]),
    (
        "cognito-idp",
        &[
            "AdminAddUserToGroup",
            "AdminCreateUser",
            "AdminDeleteUser",
            "AdminDisableUser",
            "AdminEnableUser",
            "AdminGetUser",
            "AdminInitiateAuth",
            "AdminListGroupsForUser",
            "AdminSetUserPassword",
            "AdminUpdateUserAttributes",
            "ListUsers",
            "ListUsersInGroup",
        ],
    ),
    (
        "comprehend",
        &[
            "BatchDetectDominantLanguage",
            "BatchDetectEntities",
            "BatchDetectKeyPhrases",
            "BatchDetectSentiment",
            "ClassifyDocument",
            "ContainsPiiEntities",
            "DetectDominantLanguage",
            "DetectEntities",
            "DetectKeyPhrases",
            "DetectPiiEntities",
            "DetectSentiment",
        ],
    ),
    ("databrew", &[]),
    ("dynamodb", &[]),
    ("ecs", &[]),
    ("eks", &[]),
    ("emr", &[]),
    ("emr-containers", &[]),
    ("emr-serverless", &[]),
    ("events", &[]),
    (
        "glue",
        &[
            "BatchStopJobRun",
            "CreatePartition",
            "GetCrawler",
            "GetJob",
            "GetJobRun",
            "GetJobRuns",
            "GetPartitions",
            "GetTable",
            "GetTables",
            "GetWorkflowRun",
            "StartCrawler",
            "StartJobRun",
            "StartWorkflowRun",
        ],
    ),
    ("kinesis", &[]),
    ("kms", &[]),
    ("lambda", &[]),
    ("logs", &[]),
    ("polly", &[]),
    ("rds-data", &[]),
    ("redshift-data", &[]),
    ("rekognition", &[]),
    ("s3", &[]),
    (
        "sagemaker",
        &[
            "CreateEndpoint",
            "CreateEndpointConfig",
            "CreateHyperParameterTuningJob",
            "CreateLabelingJob",
            "CreateModel",
            "CreateProcessingJob",
            "CreateTrainingJob",
            "CreateTransformJob",
            "DescribeEndpoint",
            "DescribeHyperParameterTuningJob",
            "DescribeLabelingJob",
            "DescribeProcessingJob",
            "DescribeTrainingJob",
            "DescribeTransformJob",
            "UpdateEndpoint",
        ],
    ),
    ("scheduler", &[]),
    ("secretsmanager", &[]),
    (
        "sesv2",
        &["SendBulkEmail", "SendCustomVerificationEmail", "SendEmail"],
    ),
    ("sns", &[]),
    ("sqs", &[]),
    (
        "ssm",
        &[
            "DeleteParameter",
            "DescribeInstanceInformation",
            "DescribeParameters",
            "GetAutomationExecution",
            "GetCommandInvocation",
            "GetParameter",
            "GetParameterHistory",
            "GetParameters",
            "GetParametersByPath",
            "ListCommandInvocations",
            "PutParameter",
            "SendCommand",
            "StartAutomationExecution",
        ],
    ),
    ("stepfunctions", &[]),
    ("sts", &[]),
    ("textract", &[]),
    ("transcribe", &[]),
    ("translate", &[]),
];

#[derive(Args)]
pub(crate) struct Options {
    /// The `data` folder of an unpacked botocore.
    botocore_data: PathBuf,
}

/// Writes the table anew.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let table = table(&options.botocore_data)?;
    fs::write(TABLE, &table)?;
    println!("{TABLE}: {} bytes", table.len());
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct Model {
    metadata: Metadata,
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    service_id: String,
}

#[derive(Deserialize)]
struct Operation {
    output: Option<Reference>,
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
    members: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    required: Vec<String>,
    member: Option<Reference>,
    value: Option<Reference>,
    #[serde(rename = "enum", default)]
    values: Vec<String>,
    min: Option<Number>,
    max: Option<Number>,
    #[serde(default)]
    document: bool,
    #[serde(default)]
    eventstream: bool,
}

fn table(data: &Path) -> Result<String, Box<dyn Error>> {
    let mut table = HEAD.to_owned();
    for (folder, operations) in SERVICES {
        let model = model(&data.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
        service(&mut table, &model, operations)?;
    }
    Ok(table)
}

/// The newest model in the folder of a service.
fn model(folder: &Path) -> Result<Model, Box<dyn Error>> {
    let versions = fs::read_dir(folder)?.map(|version| Ok(version?.path()));
    let newest = versions
        .collect::<Result<BTreeSet<_>, std::io::Error>>()?
        .pop_last()
        .ok_or("no model")?;
    let packed = File::open(newest.join("service-2.json.gz"))?;
    Ok(serde_json::from_reader(GzDecoder::new(packed))?)
}

fn service(table: &mut String, model: &Model, operations: &[&str]) -> Result<(), Box<dyn Error>> {
    let name = model.metadata.service_id.to_lowercase().replace(' ', "");
    writeln!(table, "\n[{name}]")?;
    let mut open = Vec::new();
    for (operation, Operation { output }) in &model.operations {
        if !operations.is_empty() && !operations.contains(&&**operation) {
            continue;
        }
        let mut line = format!("{}()", first_letter(operation, |c| c.to_ascii_lowercase()));
        let output = output.as_ref().map(|output| &*output.shape);
        if let Some(output) = output.filter(|output| !model.shapes[*output].members.is_empty()) {
            write!(line, " {output}")?;
            open.push(output);
        }
        writeln!(table, "{line}")?;
    }
    let mut lines = BTreeMap::new();
    while let Some(name) = open.pop() {
        if lines.contains_key(name) {
            continue;
        }
        let shape = &model.shapes[name];
        let mut line = name.to_owned();
        if shape.values.is_empty() {
            for (member, reference) in &shape.members {
                let reference = Reference::deserialize(reference)?;
                let required = if shape.required.contains(member) {
                    "!"
                } else {
                    ""
                };
                let spelled = first_letter(member, |c| c.to_ascii_uppercase());
                let spelled_type = spell(model, &reference.shape, &mut open, 0)?;
                write!(line, " {spelled}{required}:{spelled_type}")?;
            }
        } else {
            write!(line, " = {}", shape.values.join(" "))?;
        }
        lines.insert(name, line);
    }
    for line in lines.values() {
        writeln!(table, "{line}")?;
    }
    Ok(())
}

/// A type as the table has it; the structures and enumerations it names are added to `open`.
fn spell<'m>(
    model: &'m Model,
    name: &str,
    open: &mut Vec<&'m str>,
    depth: u32,
) -> Result<String, Box<dyn Error>> {
    let (name, shape) = model.shapes.get_key_value(name).ok_or("dangling shape")?;
    if depth > 10 || shape.document || shape.eventstream {
        return Ok("*".to_owned());
    }
    let mut inner = |reference: &Option<Reference>| {
        let reference = reference.as_ref().ok_or("a list or map of nothing")?;
        spell(model, &reference.shape, open, depth + 1)
    };
    Ok(match &*shape.kind {
        "structure" => {
            open.push(name);
            format!("@{name}")
        }
        // A value with a blank in it would be two.
        "string" if !shape.values.is_empty() && !shape.values.iter().any(|v| v.contains(' ')) => {
            open.push(name);
            format!("@{name}")
        }
        "string" | "blob" => format!("s{}", bounds(shape)),
        "timestamp" | "char" => "s".to_owned(),
        "integer" | "long" | "float" | "double" | "short" => format!("n{}", bounds(shape)),
        "boolean" => "b".to_owned(),
        "list" => format!("[{}]", inner(&shape.member)?),
        "map" => format!("{{{}}}", inner(&shape.value)?),
        other => return Err(format!("a shape of type {other}").into()),
    })
}

fn bounds(shape: &Shape) -> String {
    let bound = |bound: &Option<Number>| bound.as_ref().map_or(String::new(), Number::to_string);
    match (bound(&shape.min), bound(&shape.max)) {
        (min, max) if min.is_empty() && max.is_empty() => String::new(),
        (min, max) => format!("{min}..{max}"),
    }
}

fn first_letter(name: &str, change: impl Fn(char) -> char) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(change)
        .into_iter()
        .chain(letters)
        .collect()
}
