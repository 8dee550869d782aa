//! `AWS::Serverless::StateMachine`: the machine, its role, its version and alias, its events.

use super::super::Resource;
use super::super::value::{Map, Value};
use super::events::Started;
use super::function::propagate_tags;
use super::location::{self, Location};
use super::origin::Origin;
use super::role::Role;
use super::{Expander, tag_list};

const PROPERTIES: [&str; 17] = [
    "Definition",
    "DefinitionUri",
    "Logging",
    "Role",
    "RolePath",
    "DefinitionSubstitutions",
    "Events",
    "Name",
    "Type",
    "Tags",
    "PropagateTags",
    "Policies",
    "Tracing",
    "PermissionsBoundary",
    "AutoPublishAlias",
    "DeploymentPreference",
    "UseAliasAsEventTarget",
];

/// What the properties are called on the machine of CloudFormation.
const PASSED_ON: [(&str, &str); 5] = [
    ("Name", "StateMachineName"),
    ("Type", "StateMachineType"),
    ("Logging", "LoggingConfiguration"),
    ("Tracing", "TracingConfiguration"),
    ("DefinitionSubstitutions", "DefinitionSubstitutions"),
];

/// What SAM tags machines with.
const TAG: (&str, &str) = ("stateMachine:createdBy", "SAM");

impl Expander<'_, '_, '_> {
    pub(super) fn machine(&mut self, resource: Resource) -> Vec<Resource> {
        let origin = Origin::of(&resource, self.sources);
        let given = resource.properties.clone();
        self.known_properties(&origin, &[], &given, &PROPERTIES);
        let mut properties = Map::new();
        for (name, passed_on) in PASSED_ON {
            properties.insert_some(passed_on, given.get(name).cloned());
        }
        self.definition(&origin, &given, &mut properties);
        let mut made = Vec::new();
        let role = if let Some(role) = given.get("Role") {
            if given.get("Policies").is_some() {
                let message = "the machine has both `Role` and `Policies`";
                let hint = "`Policies` are those of the role that SAM makes: keep one of them";
                self.problem(&origin.id, &["Policies"], message, hint);
            }
            role.clone()
        } else {
            let role = self.machine_role(&origin, &given);
            let arn = role.arn();
            made.push(role.into_resource(&origin));
            arn
        };
        properties.insert("RoleArn", role);
        properties.insert("Tags", Value::List(tag_list(&[TAG], given.get("Tags"))));
        let alias = self.machine_alias(&origin, &given, &mut made);
        // The `Ref` of a machine, and of an alias, is its ARN.
        let uses_alias = given.get("UseAliasAsEventTarget").and_then(Value::as_bool);
        let target = match alias {
            Some(alias) if uses_alias == Some(true) => alias,
            _ => origin.id.clone(),
        };
        self.machine_events(&origin, &given, &Value::reference(target), &mut made);
        let mut all = vec![resource.becomes("AWS::StepFunctions::StateMachine", properties)];
        all.append(&mut made);
        propagate_tags(&given, &mut all);
        all
    }

    /// The definition: written out, an object of S3, or a path beside the template.
    fn definition(&mut self, origin: &Origin, given: &Map, properties: &mut Map) {
        let written = given.get("Definition");
        let uri = given.get("DefinitionUri");
        match (written, location::of(uri)) {
            (Some(_), Location::Object(_) | Location::Path(_) | Location::Unfit) => {
                let message = "the machine has both `Definition` and `DefinitionUri`";
                self.problem(&origin.id, &["DefinitionUri"], message, "keep one of them");
            }
            (Some(definition), Location::Missing) => {
                if definition.get("Fn::Transform").is_some() {
                    // An include: a path beside the template, in its own words.
                    properties.insert("Definition", definition.clone());
                    return;
                }
                let mut opened = Map::new();
                let definition = with_placeholders(definition, &mut opened);
                if let Ok(json) = definition.settle(&|_| None) {
                    let text = asl::json::to_text(&json);
                    properties.insert("DefinitionString", text.into());
                }
                if !opened.is_empty() {
                    let known = properties.remove("DefinitionSubstitutions");
                    let mut all = match known {
                        Some(Value::Map(known)) => known,
                        _ => Map::new(),
                    };
                    for (name, value) in opened {
                        all.insert(name, value);
                    }
                    properties.insert("DefinitionSubstitutions", Value::Map(all));
                }
            }
            (None, Location::Object(object)) => {
                let location = location::s3_location(&object);
                properties.insert("DefinitionS3Location", location);
            }
            (None, Location::Path(path)) => properties.insert("DefinitionUri", path),
            (None, Location::Missing | Location::Unfit) => {
                let message = "the machine does not say its definition";
                let hint = "write `Definition`, or `DefinitionUri` with a path, `s3://bucket/key`, \
                            or `Bucket` and `Key`";
                self.problem(&origin.id, &["DefinitionUri"], message, hint);
            }
        }
    }

    fn machine_role(&mut self, origin: &Origin, given: &Map) -> Role {
        let mut role = Role::of(format!("{}Role", origin.id), "states.amazonaws.com");
        self.add_policies(origin, given.get("Policies"), &mut role);
        let traced = given
            .get("Tracing")
            .and_then(|tracing| tracing.get("Enabled"));
        if traced.and_then(Value::as_bool) == Some(true) {
            role.add_managed(self.tracing_policy());
        }
        role.path = given.get("RolePath").cloned();
        role.boundary = given.get("PermissionsBoundary").cloned();
        role.tags = tag_list(&[TAG], given.get("Tags"));
        role
    }

    /// The version and the alias, if the machine asks for them: the alias's logical id.
    fn machine_alias(
        &mut self,
        origin: &Origin,
        given: &Map,
        made: &mut Vec<Resource>,
    ) -> Option<String> {
        let Some(name) = given.get("AutoPublishAlias") else {
            for needs in ["DeploymentPreference", "UseAliasAsEventTarget"] {
                if given
                    .get(needs)
                    .is_some_and(|value| value.as_bool() != Some(false))
                {
                    let message = format!("`{needs}` is of an alias, and there is none");
                    self.problem(
                        &origin.id,
                        &[needs],
                        message,
                        "add `AutoPublishAlias: live`",
                    );
                }
            }
            return None;
        };
        let Some(name) = name.as_text() else {
            let message = "the name of the alias is not known now";
            self.problem(&origin.id, &["AutoPublishAlias"], message, "write it out");
            return None;
        };
        let version_id = format!("{}Version", origin.id);
        let mut version = Map::new();
        let machine = origin.id.as_str();
        version.insert("StateMachineArn", Value::reference(machine));
        version.insert(
            "StateMachineRevisionId",
            Value::attribute(machine, "StateMachineRevisionId"),
        );
        let kind = "AWS::StepFunctions::StateMachineVersion";
        let mut version = origin.made_to_stay(version_id.as_str(), kind, version);
        if !version.attributes.contains_key("UpdateReplacePolicy") {
            version
                .attributes
                .insert("UpdateReplacePolicy", "Retain".into());
        }
        made.push(version);
        let preference = given.get("DeploymentPreference").and_then(Value::as_map);
        let mut preference = preference.cloned().unwrap_or_else(|| {
            [("Type".to_owned(), "ALL_AT_ONCE".into())]
                .into_iter()
                .collect()
        });
        preference.insert(
            "StateMachineVersionArn",
            Value::reference(version_id.as_str()),
        );
        let alias_id = format!("{}Alias{name}", origin.id);
        let mut alias = Map::new();
        alias.insert("Name", name.into());
        alias.insert("DeploymentPreference", Value::Map(preference));
        let kind = "AWS::StepFunctions::StateMachineAlias";
        made.push(origin.made(alias_id.as_str(), kind, alias));
        for (what, id) in [("Version", version_id), ("Alias", alias_id.clone())] {
            self.made_by
                .insert((origin.id.clone(), what.to_owned()), id);
        }
        Some(alias_id)
    }

    fn machine_events(
        &mut self,
        origin: &Origin,
        given: &Map,
        arn: &Value,
        made: &mut Vec<Resource>,
    ) {
        let started = Started::Machine {
            arn,
            boundary: given.get("PermissionsBoundary"),
        };
        for event in self.events(origin, given) {
            match event.kind.as_str() {
                "Schedule" => self.schedule_rule(origin, &event, &started, made),
                "ScheduleV2" => self.schedule(origin, &event, &started, made),
                "EventBridgeRule" | "CloudWatchEvent" => {
                    self.pattern_rule(origin, &event, &started, made);
                }
                "Api" => {
                    let boundary = given.get("PermissionsBoundary");
                    self.rest_machine_event(origin, &event, arn, boundary, made);
                }
                kind => {
                    let message = format!("events of type `{kind}` are not expanded");
                    self.note(&origin.id, &["Events", &event.name], message);
                }
            }
        }
    }
}

/// The definition with placeholders in place of what is known only later.
fn with_placeholders(value: &Value, opened: &mut Map) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => value.clone(),
        Value::List(items) => Value::list(items.iter().map(|item| with_placeholders(item, opened))),
        Value::Map(map) => {
            let fields = map.iter();
            let fields =
                fields.map(|(key, value)| (key.to_owned(), with_placeholders(value, opened)));
            Value::Map(fields.collect())
        }
        later => {
            let name = format!("definition_substitution_{}", opened.len() + 1);
            let placeholder = format!("${{{name}}}");
            opened.insert(name, later.clone());
            placeholder.into()
        }
    }
}
