//! `AWS::Lambda::Url`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, text};
use super::{Kind, Left, Made, Wanted};

pub(super) struct Url;

impl Kind for Url {
    fn name(&self) -> &'static str {
        "AWS::Lambda::Url"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["TargetFunctionArn", "Qualifier"]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "TargetFunctionArn",
            "Qualifier",
            "AuthType",
            "Cors",
            "InvokeMode",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let asked = target(wanted.properties);
        match wanted.site.look("lambda", "GetFunctionUrlConfig", asked)? {
            Some(answer) => made(&answer).map(Some),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let asked = settings(wanted);
        made(
            &wanted
                .site
                .ask("lambda", "CreateFunctionUrlConfig", asked)?,
        )
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        let mut asked = settings(wanted);
        if !asked.contains_key("Cors") {
            asked.insert("Cors", Value::empty_object());
        }
        if !asked.contains_key("InvokeMode") {
            asked.insert("InvokeMode", "BUFFERED".into());
        }
        made(
            &wanted
                .site
                .ask("lambda", "UpdateFunctionUrlConfig", asked)?,
        )
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        site.remove("lambda", "DeleteFunctionUrlConfig", target(left.properties))
    }
}

fn target(properties: &Object) -> Object {
    input([
        ("FunctionName", properties.get("TargetFunctionArn").cloned()),
        ("Qualifier", properties.get("Qualifier").cloned()),
    ])
}

fn settings(wanted: &Wanted<'_>) -> Object {
    let same = |name: &'static str| (name, name);
    wanted.pick(&[
        ("TargetFunctionArn", "FunctionName"),
        same("Qualifier"),
        same("AuthType"),
        same("Cors"),
        same("InvokeMode"),
    ])
}

fn made(answer: &Value) -> Result<Made, Stopped> {
    let arn = text(answer, "FunctionArn")?;
    Ok(Made::new(
        arn.clone(),
        [
            ("FunctionArn", arn),
            ("FunctionUrl", text(answer, "FunctionUrl")?),
        ],
    ))
}
