//! `AWS::StepFunctions::StateMachine`, `Activity`, `StateMachineVersion`, `StateMachineAlias`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, tag_list, tag_map, tags_gone};

pub(super) struct StateMachine;
pub(super) struct Activity;
pub(super) struct MachineVersion;
pub(super) struct MachineAlias;

impl Kind for StateMachine {
    fn name(&self) -> &'static str {
        "AWS::StepFunctions::StateMachine"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("StateMachineName", 80))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["StateMachineName", "StateMachineType"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "TracingConfiguration",
            "executions are traced by the server, not by X-Ray",
        )]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "DefinitionString",
            "EncryptionConfiguration",
            "LoggingConfiguration",
            "RoleArn",
            "StateMachineName",
            "StateMachineType",
            "Tags",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let arn = wanted
            .site
            .arn("states", &format!("stateMachine:{}", wanted.name));
        let asked = input([("stateMachineArn", some(&arn))]);
        match wanted.site.look("sfn", "DescribeStateMachine", asked)? {
            Some(answer) if answer.get("Status").and_then(Value::as_str) == Some("DELETING") => {
                Ok(None)
            }
            Some(answer) => Ok(Some(made(arn, wanted.name, &answer))),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = settings(wanted);
        asked.insert("name", wanted.name.into());
        if let Some(kind) = wanted.get("StateMachineType") {
            asked.insert("type", kind.clone());
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("tags", tag_list(&tags));
        }
        let answer = wanted.site.ask("sfn", "CreateStateMachine", asked)?;
        let arn = text(&answer, "StateMachineArn")?;
        match self.find(wanted)? {
            Some(made) => Ok(made),
            None => Ok(made(arn, wanted.name, &answer)),
        }
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let (site, arn) = (wanted.site, &left.made.id);
        let mut asked = settings(wanted);
        if !asked.contains_key("loggingConfiguration") {
            let off = input([("level", some("OFF"))]);
            asked.insert("loggingConfiguration", Value::object(off));
        }
        asked.insert("stateMachineArn", arn.as_str().into());
        let answer = site.ask("sfn", "UpdateStateMachine", asked)?;
        retag(wanted, left, arn)?;
        Ok(made(arn.clone(), wanted.name, &answer))
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("stateMachineArn", some(&left.made.id))]);
        site.remove("sfn", "DeleteStateMachine", asked)
    }
}

fn made(arn: String, name: &str, answer: &Value) -> Made {
    let revision = answer.get("RevisionId").and_then(Value::as_str);
    // The first revision is called so where a machine that never changed is asked for it.
    let revision = revision.unwrap_or("INITIAL").to_owned();
    Made::new(
        arn.clone(),
        [
            ("Arn", arn),
            ("Name", name.to_owned()),
            ("StateMachineRevisionId", revision),
        ],
    )
}

fn settings(wanted: &Wanted<'_>) -> Object {
    wanted.pick(&[
        ("DefinitionString", "definition"),
        ("RoleArn", "roleArn"),
        ("LoggingConfiguration", "loggingConfiguration"),
        ("TracingConfiguration", "tracingConfiguration"),
        ("EncryptionConfiguration", "encryptionConfiguration"),
    ])
}

fn retag(wanted: &Wanted<'_>, left: &Left<'_>, arn: &str) -> Result<(), Stopped> {
    let resource = || ("resourceArn", some(arn));
    let gone = tags_gone(left.properties.get("Tags"), wanted.get("Tags"));
    if !gone.is_empty() {
        let keys = ("tagKeys", Some(Value::array(gone)));
        wanted
            .site
            .ask("sfn", "UntagResource", input([resource(), keys]))?;
    }
    let tags = tag_map(wanted.get("Tags"));
    if !tags.is_empty() {
        let tags = ("tags", Some(tag_list(&tags)));
        wanted
            .site
            .ask("sfn", "TagResource", input([resource(), tags]))?;
    }
    Ok(())
}

impl Kind for Activity {
    fn name(&self) -> &'static str {
        "AWS::StepFunctions::Activity"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("Name", 80))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["Name", "EncryptionConfiguration"]
    }

    fn known(&self) -> &'static [&'static str] {
        &["Name", "EncryptionConfiguration", "Tags"]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let arn = wanted
            .site
            .arn("states", &format!("activity:{}", wanted.name));
        let asked = input([("activityArn", some(&arn))]);
        let found = wanted.site.look("sfn", "DescribeActivity", asked)?;
        Ok(found.map(|_| of_activity(arn, wanted.name)))
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = wanted.pick(&[("EncryptionConfiguration", "encryptionConfiguration")]);
        asked.insert("name", wanted.name.into());
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("tags", tag_list(&tags));
        }
        let answer = wanted.site.ask("sfn", "CreateActivity", asked)?;
        Ok(of_activity(text(&answer, "ActivityArn")?, wanted.name))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        retag(wanted, left, &left.made.id)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("activityArn", some(&left.made.id))]);
        site.remove("sfn", "DeleteActivity", asked)
    }
}

fn of_activity(arn: String, name: &str) -> Made {
    Made::new(arn.clone(), [("Arn", arn), ("Name", name.to_owned())])
}

impl Kind for MachineVersion {
    fn name(&self) -> &'static str {
        "AWS::StepFunctions::StateMachineVersion"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        self.known()
    }

    fn known(&self) -> &'static [&'static str] {
        &["StateMachineArn", "StateMachineRevisionId", "Description"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = wanted.pick(&[
            ("StateMachineArn", "stateMachineArn"),
            ("Description", "description"),
        ]);
        if let Some(revision) = wanted.get("StateMachineRevisionId") {
            asked.insert("revisionId", revision.clone());
        }
        // A revision that has a version gets no other.
        let answer = wanted
            .site
            .ask("sfn", "PublishStateMachineVersion", asked)?;
        let arn = text(&answer, "StateMachineVersionArn")?;
        Ok(Made::new(arn.clone(), [("Arn", arn)]))
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        self.create(wanted)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("stateMachineVersionArn", some(&left.made.id))]);
        site.remove("sfn", "DeleteStateMachineVersion", asked)
    }
}

impl Kind for MachineAlias {
    fn name(&self) -> &'static str {
        "AWS::StepFunctions::StateMachineAlias"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("Name", 80))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["Name"]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "Name",
            "Description",
            "RoutingConfiguration",
            "DeploymentPreference",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let routes = routes(wanted)?;
        let first = routes.as_array().and_then(|routes| routes.first());
        let version = first.and_then(|route| route.get("stateMachineVersionArn")?.as_str());
        let machine = version.and_then(|arn| Some(arn.rsplit_once(':')?.0));
        let arn = format!("{}:{}", machine.unwrap_or_default(), wanted.name);
        let asked = input([("stateMachineAliasArn", some(&arn))]);
        let found = wanted
            .site
            .look("sfn", "DescribeStateMachineAlias", asked)?;
        Ok(found.map(|_| Made::new(arn.clone(), [("Arn", arn)])))
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = wanted.pick(&[("Description", "description")]);
        asked.insert("name", wanted.name.into());
        asked.insert("routingConfiguration", routes(wanted)?);
        let answer = wanted.site.ask("sfn", "CreateStateMachineAlias", asked)?;
        let arn = text(&answer, "StateMachineAliasArn")?;
        Ok(Made::new(arn.clone(), [("Arn", arn)]))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let asked = input([
            ("stateMachineAliasArn", some(&left.made.id)),
            (
                "description",
                wanted
                    .text("Description")
                    .or_else(|| Some(String::new()))
                    .map(Value::from),
            ),
            ("routingConfiguration", Some(routes(wanted)?)),
        ]);
        wanted.site.ask("sfn", "UpdateStateMachineAlias", asked)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("stateMachineAliasArn", some(&left.made.id))]);
        site.remove("sfn", "DeleteStateMachineAlias", asked)
    }
}

/// Where an alias leads. A deployment preference shifts at once: nobody watches alarms here.
fn routes(wanted: &Wanted<'_>) -> Result<Value, Stopped> {
    let route = |version: &Value, weight: Value| {
        Value::object(input([
            ("stateMachineVersionArn", Some(version.clone())),
            ("weight", Some(weight)),
        ]))
    };
    if let Some(routes) = wanted.get("RoutingConfiguration").and_then(Value::as_array) {
        let routes = routes.iter().filter_map(|given| {
            let weight = given.get("Weight").cloned().unwrap_or_else(|| 100.into());
            Some(route(given.get("StateMachineVersionArn")?, weight))
        });
        return Ok(Value::array(routes.collect()));
    }
    let preferred = wanted.get("DeploymentPreference");
    match preferred.and_then(|it| it.get("StateMachineVersionArn")) {
        Some(version) => Ok(Value::array(vec![route(version, 100.into())])),
        None => Err(Stopped::Unfit("the alias leads to no version".to_owned())),
    }
}
