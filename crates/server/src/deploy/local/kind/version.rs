//! `AWS::Lambda::Version`, `Alias` and `EventInvokeConfig`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, as_text};

pub(super) struct Version;
pub(super) struct Alias;
pub(super) struct EventInvokeConfig;

impl Kind for Version {
    fn name(&self) -> &'static str {
        "AWS::Lambda::Version"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["FunctionName", "CodeSha256", "Description"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "ProvisionedConcurrencyConfig",
                "processes start when they are needed",
            ),
            (
                "RuntimePolicy",
                "it runs with the interpreter of this machine",
            ),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &["FunctionName", "CodeSha256", "Description"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let same = |name: &'static str| (name, name);
        let asked = wanted.pick(&[same("FunctionName"), same("Description")]);
        // Nothing new is published when nothing has changed.
        let answer = wanted.site.ask("lambda", "PublishVersion", asked)?;
        let (arn, version) = (text(&answer, "FunctionArn")?, text(&answer, "Version")?);
        Ok(Made::new(
            arn.clone(),
            [("Version", version), ("FunctionArn", arn)],
        ))
    }

    fn update(&self, _: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([
            ("FunctionName", left.properties.get("FunctionName").cloned()),
            ("Qualifier", some(left.made.attribute("Version"))),
        ]);
        site.remove("lambda", "DeleteFunction", asked)
    }
}

impl Kind for Alias {
    fn name(&self) -> &'static str {
        "AWS::Lambda::Alias"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["FunctionName", "Name"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "ProvisionedConcurrencyConfig",
            "processes start when they are needed",
        )]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "FunctionName",
            "Name",
            "FunctionVersion",
            "Description",
            "RoutingConfig",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let asked = alias(wanted.properties);
        match wanted.site.look("lambda", "GetAlias", asked)? {
            Some(answer) => of_alias(&answer).map(Some),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        of_alias(&wanted.site.ask("lambda", "CreateAlias", settings(wanted))?)
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        let mut asked = settings(wanted);
        if !asked.contains_key("Description") {
            asked.insert("Description", "".into());
        }
        if !asked.contains_key("RoutingConfig") {
            let none = input([("AdditionalVersionWeights", Some(Value::empty_object()))]);
            asked.insert("RoutingConfig", Value::object(none));
        }
        of_alias(&wanted.site.ask("lambda", "UpdateAlias", asked)?)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        site.remove("lambda", "DeleteAlias", alias(left.properties))
    }
}

fn alias(properties: &Object) -> Object {
    input([
        ("FunctionName", properties.get("FunctionName").cloned()),
        ("Name", properties.get("Name").cloned()),
    ])
}

fn of_alias(answer: &Value) -> Result<Made, Stopped> {
    let arn = text(answer, "AliasArn")?;
    Ok(Made::new(arn.clone(), [("AliasArn", arn)]))
}

fn settings(wanted: &Wanted<'_>) -> Object {
    let same = |name: &'static str| (name, name);
    let mut settings = wanted.pick(&[
        same("FunctionName"),
        same("Name"),
        same("FunctionVersion"),
        same("Description"),
    ]);
    let routing = wanted.get("RoutingConfig");
    let weights = routing.and_then(|it| it.get("AdditionalVersionWeights"));
    if let Some(weights) = weights.and_then(Value::as_array) {
        let weights = weights.iter().filter_map(|weight| {
            let version = weight.get("FunctionVersion").and_then(as_text)?;
            Some((version.into(), weight.get("FunctionWeight")?.clone()))
        });
        let weights = Value::object(weights.collect());
        let routing = input([("AdditionalVersionWeights", Some(weights))]);
        settings.insert("RoutingConfig", Value::object(routing));
    }
    settings
}

impl Kind for EventInvokeConfig {
    fn name(&self) -> &'static str {
        "AWS::Lambda::EventInvokeConfig"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["FunctionName", "Qualifier"]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "FunctionName",
            "Qualifier",
            "DestinationConfig",
            "MaximumEventAgeInSeconds",
            "MaximumRetryAttempts",
        ]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let same = |name: &'static str| (name, name);
        let mut asked = wanted.pick(&[
            same("FunctionName"),
            same("DestinationConfig"),
            same("MaximumEventAgeInSeconds"),
            same("MaximumRetryAttempts"),
        ]);
        if let Some(qualifier) = wanted.text("Qualifier").filter(|it| it != "$LATEST") {
            asked.insert("Qualifier", qualifier.into());
        }
        wanted
            .site
            .ask("lambda", "PutFunctionEventInvokeConfig", asked)?;
        Ok(Made::new(wanted.name, []))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        self.create(wanted)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let qualifier = left.properties.get("Qualifier").and_then(Value::as_str);
        let asked = input([
            ("FunctionName", left.properties.get("FunctionName").cloned()),
            (
                "Qualifier",
                qualifier.filter(|it| *it != "$LATEST").map(Value::from),
            ),
        ]);
        site.remove("lambda", "DeleteFunctionEventInvokeConfig", asked)
    }
}
