//! `AWS::Lambda::Function`

use asl::{Object, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, as_text, tag_map, tags_gone, texts};

pub(super) struct Function;

/// The settings that a function has when nothing is said of them: an update says them, so that
/// what a template no longer has is as if it had never been there.
const DEFAULTS: [(&str, &str); 3] = [("Description", ""), ("Timeout", "3"), ("MemorySize", "128")];

impl Kind for Function {
    fn name(&self) -> &'static str {
        "AWS::Lambda::Function"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("FunctionName", 64))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["FunctionName", "PackageType"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "VpcConfig",
                "the function reaches what this machine reaches",
            ),
            ("FileSystemConfigs", "no file system is mounted"),
            ("KmsKeyArn", "its variables are kept as they are"),
            ("SnapStart", "its processes start as all do"),
            (
                "CodeSigningConfigArn",
                "its code's signature is not checked",
            ),
            (
                "RuntimeManagementConfig",
                "it runs with the interpreter of this machine",
            ),
            ("RecursiveLoop", "loops are not looked for"),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "Architectures",
            "Code",
            "DeadLetterConfig",
            "Description",
            "Environment",
            "EphemeralStorage",
            "FunctionName",
            "Handler",
            "Layers",
            "LoggingConfig",
            "MemorySize",
            "PackageType",
            "ReservedConcurrentExecutions",
            "Role",
            "Runtime",
            "Tags",
            "Timeout",
            "TracingConfig",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        match wanted
            .site
            .look("lambda", "GetFunctionConfiguration", named(wanted.name))?
        {
            Some(answer) => made(&answer).map(Some),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = settings(wanted);
        asked.insert("FunctionName", wanted.name.into());
        asked.insert("Code", code(wanted)?);
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("Tags", Value::object(tags));
        }
        let made = made(&wanted.site.ask("lambda", "CreateFunction", asked)?)?;
        reserve(wanted)?;
        Ok(made)
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let site = wanted.site;
        let mut asked = settings(wanted);
        for (member, default) in DEFAULTS {
            if !asked.contains_key(member) {
                asked.insert(member, default.into());
            }
        }
        for (member, default) in [
            ("Environment", ("Variables", Value::empty_object())),
            ("DeadLetterConfig", ("TargetArn", Value::from(""))),
            ("TracingConfig", ("Mode", Value::from("PassThrough"))),
            ("EphemeralStorage", ("Size", Value::from(512))),
        ] {
            if !asked.contains_key(member) {
                let default = Object::from_iter([(default.0.into(), default.1)]);
                asked.insert(member, Value::object(default));
            }
        }
        if !asked.contains_key("Layers") {
            asked.insert("Layers", Value::array(Vec::new()));
        }
        asked.insert("FunctionName", wanted.name.into());
        let answer = site.ask("lambda", "UpdateFunctionConfiguration", asked)?;
        let hash = wanted
            .archive
            .map(|archive| BASE64.encode(Sha256::digest(archive)));
        let architectures = wanted.get("Architectures");
        if hash.is_none()
            || hash.as_deref() != answer.get("CodeSha256").and_then(Value::as_str)
            || architectures != left.properties.get("Architectures")
        {
            let code = code(wanted)?;
            let mut asked = code.as_object().cloned().unwrap_or_default();
            asked.insert("FunctionName", wanted.name.into());
            if let Some(architectures) = architectures {
                asked.insert("Architectures", architectures.clone());
            }
            site.ask("lambda", "UpdateFunctionCode", asked)?;
        }
        if wanted.get("ReservedConcurrentExecutions").is_some() {
            reserve(wanted)?;
        } else if left.properties.contains_key("ReservedConcurrentExecutions") {
            site.remove("lambda", "DeleteFunctionConcurrency", named(wanted.name))?;
        }
        let made = made(&answer)?;
        let resource = || ("Resource", some(made.attribute("Arn")));
        let gone = tags_gone(left.properties.get("Tags"), wanted.get("Tags"));
        if !gone.is_empty() {
            let keys = ("TagKeys", Some(Value::array(gone)));
            site.ask("lambda", "UntagResource", input([resource(), keys]))?;
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            let tags = ("Tags", Some(Value::object(tags)));
            site.ask("lambda", "TagResource", input([resource(), tags]))?;
        }
        Ok(made)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        site.remove("lambda", "DeleteFunction", named(&left.made.id))
    }
}

fn named(function: &str) -> Object {
    input([("FunctionName", some(function))])
}

fn made(answer: &Value) -> Result<Made, Stopped> {
    let name = text(answer, "FunctionName")?;
    Ok(Made::new(name, [("Arn", text(answer, "FunctionArn")?)]))
}

/// What is said of the function but for its code.
fn settings(wanted: &Wanted<'_>) -> Object {
    let same = |name: &'static str| (name, name);
    let mut settings = wanted.pick(&[
        same("Architectures"),
        same("DeadLetterConfig"),
        same("Description"),
        same("EphemeralStorage"),
        same("Handler"),
        same("LoggingConfig"),
        same("MemorySize"),
        same("Role"),
        same("Runtime"),
        same("Timeout"),
        same("TracingConfig"),
    ]);
    if let Some(layers) = wanted.get("Layers") {
        let layers = texts(Some(layers)).into_iter().map(Value::from).collect();
        settings.insert("Layers", Value::array(layers));
    }
    let variables = wanted.get("Environment").and_then(|it| it.get("Variables"));
    if let Some(variables) = variables.and_then(Value::as_object) {
        let variables = variables.iter().map(|(name, value)| {
            let value = as_text(value).unwrap_or_default();
            (name.clone(), Value::from(value))
        });
        let variables = Value::object(variables.collect());
        let environment = Object::from_iter([("Variables".into(), variables)]);
        settings.insert("Environment", Value::object(environment));
    }
    settings
}

/// `Code` as the operations take it.
fn code(wanted: &Wanted<'_>) -> Result<Value, Stopped> {
    if let Some(archive) = wanted.archive {
        let zip = Value::from(BASE64.encode(archive));
        return Ok(Value::object(input([("ZipFile", Some(zip))])));
    }
    let code = wanted.get("Code");
    let of = |member| code.and_then(|code| code.get(member)).cloned();
    match (of("S3Bucket"), of("S3Key")) {
        (Some(bucket), Some(key)) => Ok(Value::object(input([
            ("S3Bucket", Some(bucket)),
            ("S3Key", Some(key)),
        ]))),
        _ => Err(Stopped::Unfit("the function has no code".to_owned())),
    }
}

fn reserve(wanted: &Wanted<'_>) -> Result<(), Stopped> {
    let Some(reserved) = wanted.get("ReservedConcurrentExecutions") else {
        return Ok(());
    };
    let mut asked = named(wanted.name);
    asked.insert("ReservedConcurrentExecutions", reserved.clone());
    wanted
        .site
        .ask("lambda", "PutFunctionConcurrency", asked)
        .map(|_| ())
}
