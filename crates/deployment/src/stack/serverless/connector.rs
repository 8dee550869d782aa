//! `AWS::Serverless::Connector`: what one resource may do with another, whichever policies that
//! takes. What is possible between which types is `connectors.json`, made from the profiles of
//! aws-sam-translator 1.115.0 (Apache-2.0).

use std::sync::LazyLock;

use super::super::Resource;
use super::super::value::{Map, Reference, Value};
use super::{Expander, PREFIX};

static PROFILES: LazyLock<asl::Value> = LazyLock::new(|| {
    let text = include_str!("connectors.json");
    // Invariant: the file is part of the program, and read by a test.
    asl::json::from_text(text).expect("the profiles are JSON")
});

const PROPERTIES: [&str; 3] = ["Source", "Destination", "Permissions"];

/// One of the two that a connector connects.
struct End {
    logical_id: Option<String>,
    kind: String,
    arn: Option<Value>,
    role: Option<Value>,
    url: Option<Value>,
    id: Option<Value>,
    name: Option<Value>,
    qualifier: Option<Value>,
}

/// Two ends, and which of the connections between them is made.
struct Connection<'c> {
    connector: &'c Resource,
    source: End,
    destination: End,
    permissions: Vec<&'c str>,
    /// What is behind the logical ids of what it makes.
    suffix: String,
}

/// A policy that a connector becomes.
struct Policy {
    kind: &'static str,
    /// What is behind the connector's logical id.
    suffix: &'static str,
    /// The property that says whose policy it is.
    field: &'static str,
}

impl Policy {
    /// `None`: it is no policy but permissions of a function.
    fn of(profile: &str) -> Option<Policy> {
        let (kind, suffix, field) = match profile {
            "AWS_LAMBDA_PERMISSION" => return None,
            "AWS_IAM_ROLE_MANAGED_POLICY" => ("AWS::IAM::ManagedPolicy", "Policy", "Roles"),
            "AWS_SQS_QUEUE_POLICY" => ("AWS::SQS::QueuePolicy", "QueuePolicy", "Queues"),
            _ => ("AWS::SNS::TopicPolicy", "TopicPolicy", "Topics"),
        };
        Some(Policy {
            kind,
            suffix,
            field,
        })
    }

    fn held_by(&self, end: &End) -> Option<Value> {
        match self.field {
            "Roles" => end.role.clone(),
            "Queues" => end.url.clone(),
            _ => end.arn.clone(),
        }
    }
}

impl Expander<'_, '_, '_> {
    /// The connectors that stand within a resource (`Connectors`).
    pub(super) fn connectors_within(resource: &mut Resource) -> Vec<Resource> {
        let Some(Value::Map(connectors)) = resource.attributes.remove("Connectors") else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (name, connector) in connectors {
            let given = connector.get("Properties").and_then(Value::as_map);
            let mut properties = given.cloned().unwrap_or_default();
            let mut source = match properties.remove("SourceReference") {
                Some(Value::Map(reference)) => reference,
                _ => Map::new(),
            };
            source.insert("Id", resource.logical_id.as_str().into());
            properties.insert("Source", Value::Map(source));
            all.push(Resource {
                logical_id: format!("{}{name}", resource.logical_id),
                kind: format!("{PREFIX}Connector"),
                properties,
                depends_on: Vec::new(),
                attributes: Map::new(),
                ..resource.clone()
            });
        }
        all
    }

    /// What a connector becomes. All else was expanded before.
    pub(super) fn connector(&mut self, resource: &Resource) -> Vec<Resource> {
        let given = &resource.properties;
        let known: Vec<&str> = given
            .keys()
            .filter(|name| !PROPERTIES.contains(name))
            .collect();
        for name in known {
            let message = format!("a connector has no property `{name}`");
            let hint = "it has `Source`, `Destination` and `Permissions`";
            self.problem(&resource.declared_in, &[], message, hint);
        }
        let permissions = given.get("Permissions").and_then(Value::as_list);
        let permissions: Vec<&str> = permissions
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_text)
            .collect();
        let (several, destinations) = match given.get("Destination") {
            Some(Value::List(all)) => (true, all.as_slice()),
            Some(one) => (false, std::slice::from_ref(one)),
            None => (false, &[][..]),
        };
        let mut made = Vec::new();
        for (index, destination) in destinations.iter().enumerate() {
            let (Some(source), Some(destination)) = (given.get("Source"), destination.as_map())
            else {
                continue;
            };
            let source = source.as_map().cloned().unwrap_or_default();
            let ends = (
                self.end(&source, destination),
                self.end(destination, &source),
            );
            let (Some(source), Some(destination)) = ends else {
                let message = "one end of the connector is not known";
                let hint = "write `Id` of a resource of this template, or `Type` and its `Arn`";
                self.problem(&resource.declared_in, &[], message, hint);
                continue;
            };
            let connection = Connection {
                connector: resource,
                source,
                destination,
                permissions: permissions.clone(),
                suffix: if several {
                    format!("Destination{index}")
                } else {
                    String::new()
                },
            };
            self.connect(&connection, &mut made);
        }
        if destinations.is_empty() {
            let message = "the connector leads nowhere";
            let hint = "write `Destination: {Id: …}`";
            self.problem(&resource.declared_in, &[], message, hint);
        }
        self.wait_for_all(&resource.logical_id, &made);
        made
    }

    /// One end: a resource of the template, or what is said of one that is elsewhere.
    fn end(&self, given: &Map, other: &Map) -> Option<End> {
        let Some(logical_id) = given.get("Id").and_then(Value::as_text) else {
            let kind = given.get("Type").and_then(Value::as_text)?;
            return Some(End {
                logical_id: None,
                kind: of_cloudformation(kind).to_owned(),
                arn: given.get("Arn").cloned(),
                role: given.get("RoleName").cloned(),
                url: given.get("QueueUrl").cloned(),
                id: given.get("ResourceId").cloned(),
                name: given.get("Name").cloned(),
                qualifier: given.get("Qualifier").cloned(),
            });
        };
        let resource = self.plain(logical_id)?;
        let profile = PROFILES
            .get("Resources")
            .and_then(|all| all.get(&resource.kind));
        let output = |name: &str| {
            let value = profile.and_then(|profile| profile.get("Outputs")?.get(name))?;
            Some(output_value(value, logical_id))
        };
        let role = profile.and_then(|profile| profile.get("Inputs")?.get("Role"));
        let role = match role {
            Some(asl::Value::String(property)) => resource.properties.get(property),
            // Of a rule, the one that its target takes on.
            Some(_) => rule_role(resource, other),
            None => None,
        };
        let role = role.and_then(referred).map(Value::reference);
        Some(End {
            logical_id: Some(logical_id.to_owned()),
            kind: resource.kind.clone(),
            arn: output("Arn"),
            role,
            url: output("Url"),
            id: output("Id"),
            name: output("Name"),
            qualifier: given
                .get("Qualifier")
                .cloned()
                .or_else(|| output("Qualifier")),
        })
    }

    fn connect(&mut self, connection: &Connection<'_>, made: &mut Vec<Resource>) {
        let Connection {
            connector,
            source,
            destination,
            permissions,
            suffix,
        } = connection;
        let profile = PROFILES.get("Permissions");
        let profile = profile.and_then(|all| all.get(&source.kind)?.get(&destination.kind));
        let Some((kind, profile)) = profile.and_then(|profile| {
            let kind = profile.get("Type")?.as_str()?;
            Some((kind, profile.get("Properties")?))
        }) else {
            let message = format!(
                "nothing connects `{}` to `{}`",
                source.kind, destination.kind
            );
            let hint = "write the policy out";
            self.problem(&connector.declared_in, &[], message, hint);
            return;
        };
        let possible = profile
            .get("AccessCategories")
            .and_then(asl::Value::as_object);
        let Some(possible) = possible else {
            return;
        };
        let impossible = permissions.iter().find(|name| !possible.contains_key(name));
        if permissions.is_empty() || impossible.is_some() {
            let names: Vec<&str> = possible.keys().map(|name| &**name).collect();
            let message = "the connector does not allow that";
            let hint = format!("`Permissions` are of {}", names.join(", "));
            self.problem(&connector.declared_in, &[], message, hint);
            return;
        }
        let by_source = profile.get("SourcePolicy").and_then(asl::Value::as_bool) == Some(true);
        let holder = if by_source { source } else { destination };
        let Some(policy) = Policy::of(kind) else {
            self.lambda_permissions(connection, possible, holder, made);
            return;
        };
        let statements = self.statements(connection, possible);
        let (Some(held_by), Some(statements)) = (policy.held_by(holder), statements) else {
            let message = "not all that it takes is known of the ends of the connector";
            let hint = "write `Id` of resources of this template, or `Arn`, `RoleName`, \
                        `QueueUrl`, `ResourceId` and `Name` of those elsewhere; a role that is \
                        not of this template cannot be added to";
            self.problem(&connector.declared_in, &[], message, hint);
            return;
        };
        let document = Value::map([
            ("Version", "2012-10-17".into()),
            ("Statement", Value::List(statements)),
        ]);
        let mut properties = Map::new();
        properties.insert(policy.field, Value::list([held_by]));
        properties.insert("PolicyDocument", document);
        let id = format!("{}{}{suffix}", connector.logical_id, policy.suffix);
        match profile.get("DependedBy").and_then(asl::Value::as_str) {
            Some("SOURCE") => {
                let source = source.logical_id.as_deref();
                if let Some(source) = source.and_then(|id| self.plain_mut(id)) {
                    source.depends_on.push(id.clone());
                }
            }
            Some(_) => self.have_mapping_wait(connection, &id),
            None => {}
        }
        made.push(connector_made(connector, id, policy.kind, properties));
    }

    /// The statements of what is asked for. `None`: something is not known of the ends.
    fn statements(
        &self,
        connection: &Connection<'_>,
        possible: &asl::Object,
    ) -> Option<Vec<Value>> {
        let mut statements = Vec::new();
        for (name, category) in possible.iter() {
            if connection.permissions.contains(&&**name) {
                let list = category.get("Statement").and_then(asl::Value::as_array);
                for statement in list.unwrap_or_default() {
                    statements.push(self.with_ends(statement, connection)?);
                }
            }
        }
        Some(statements)
    }

    fn lambda_permissions(
        &mut self,
        connection: &Connection<'_>,
        possible: &asl::Object,
        function: &End,
        made: &mut Vec<Resource>,
    ) {
        let connector = connection.connector;
        for (name, category) in possible.iter() {
            if !connection.permissions.contains(&&**name) {
                continue;
            }
            let mut properties = Map::new();
            properties.insert_some("FunctionName", function.arn.clone());
            for field in ["Action", "Principal", "SourceArn", "SourceAccount"] {
                let value = category
                    .get(field)
                    .and_then(|value| self.with_ends(value, connection));
                properties.insert_some(field, value);
            }
            let id = format!(
                "{}{name}LambdaPermission{}",
                connector.logical_id, connection.suffix
            );
            made.push(connector_made(
                connector,
                id,
                "AWS::Lambda::Permission",
                properties,
            ));
        }
    }

    /// A part of a profile with what is known of the ends in its place.
    fn with_ends(&self, part: &asl::Value, connection: &Connection<'_>) -> Option<Value> {
        match part {
            asl::Value::String(text) => self.text_with_ends(text, connection),
            asl::Value::Array(items) => {
                let items = items.iter().map(|item| self.with_ends(item, connection));
                Some(Value::List(items.collect::<Option<_>>()?))
            }
            asl::Value::Object(object) => {
                let mut map = Map::new();
                for (key, value) in object.iter() {
                    map.insert(&**key, self.with_ends(value, connection)?);
                }
                Some(Value::Map(map))
            }
            part => Some(part.into()),
        }
    }

    /// `arn:${AWS::Partition}:…%{Source.ResourceId}/*`
    fn text_with_ends(&self, text: &str, connection: &Connection<'_>) -> Option<Value> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['%', '$']) {
            let marked = &rest[at + 1..];
            let name = marked
                .strip_prefix('{')
                .and_then(|inside| inside.split_once('}'));
            let Some((name, behind)) = name else {
                parts.push(Value::from(&rest[..=at]));
                rest = marked;
                continue;
            };
            parts.push(Value::from(&rest[..at]));
            parts.push(match name {
                "AWS::Partition" => self.settings.partition.into(),
                "AWS::Region" => self.settings.region.into(),
                "AWS::AccountId" => self.settings.account.into(),
                name => {
                    let (end, what) = name.split_once('.')?;
                    let end = match end {
                        "Source" => &connection.source,
                        _ => &connection.destination,
                    };
                    let value = match what {
                        "Arn" => &end.arn,
                        "ResourceId" => &end.id,
                        "Name" => &end.name,
                        _ => &end.qualifier,
                    };
                    value.clone()?
                }
            });
            rest = behind;
        }
        parts.push(rest.into());
        Some(Value::concat(parts))
    }

    /// The mapping of the source to the function is made once the function may read it.
    fn have_mapping_wait(&mut self, connection: &Connection<'_>, policy: &str) {
        let source = connection.source.logical_id.as_deref();
        let function = connection.destination.logical_id.as_deref();
        let (Some(source), Some(function)) = (source, function) else {
            return;
        };
        let refers = |resource: &Resource, property: &str, to: &str| {
            resource.properties.get(property).and_then(referred) == Some(to)
        };
        let mut mappings: Vec<&mut Resource> = self
            .slots
            .iter_mut()
            .flatten()
            .filter(|resource| {
                resource.kind == "AWS::Lambda::EventSourceMapping"
                    && refers(resource, "EventSourceArn", source)
                    && refers(resource, "FunctionName", function)
            })
            .collect();
        if let [mapping] = mappings.as_mut_slice() {
            mapping.depends_on.push(policy.to_owned());
        }
    }

    /// What waits for a connector waits for all that it becomes.
    fn wait_for_all(&mut self, connector: &str, made: &[Resource]) {
        for resource in self.slots.iter_mut().flatten() {
            if let Some(at) = resource
                .depends_on
                .iter()
                .position(|name| name == connector)
            {
                let ids = made.iter().map(|made| made.logical_id.clone());
                resource.depends_on.splice(at..=at, ids);
            }
        }
    }
}

fn connector_made(
    connector: &Resource,
    logical_id: String,
    kind: &str,
    properties: Map,
) -> Resource {
    Resource {
        logical_id,
        kind: kind.to_owned(),
        properties,
        ..connector.clone()
    }
}

/// The type of CloudFormation that one of SAM's stands for.
fn of_cloudformation(kind: &str) -> &str {
    match kind {
        "AWS::Serverless::Function" => "AWS::Lambda::Function",
        "AWS::Serverless::StateMachine" => "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::Api" => "AWS::ApiGateway::RestApi",
        "AWS::Serverless::HttpApi" => "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::SimpleTable" => "AWS::DynamoDB::Table",
        kind => kind,
    }
}

/// `{"Fn::GetAtt": ["%{logicalId}", "Arn"]}`, as the profiles say it.
fn output_value(value: &asl::Value, logical_id: &str) -> Value {
    let attribute = value.get("Fn::GetAtt").and_then(asl::Value::as_array);
    let attribute = attribute.and_then(|parts| parts.get(1)?.as_str());
    match (attribute, value) {
        (Some(attribute), _) => Value::attribute(logical_id, attribute),
        (None, asl::Value::String(text)) => Value::text(&**text),
        (None, _) => Value::reference(logical_id),
    }
}

/// The resource that a value is a reference to.
fn referred(value: &Value) -> Option<&str> {
    match value {
        Value::Reference(Reference::Resource(id) | Reference::Attribute { resource: id, .. }) => {
            Some(id)
        }
        _ => None,
    }
}

/// The role in which a rule calls the other end.
fn rule_role<'r>(rule: &'r Resource, other: &Map) -> Option<&'r Value> {
    let targets = rule.properties.get("Targets").and_then(Value::as_list);
    let id = other.get("Id").and_then(Value::as_text);
    let target = targets.unwrap_or_default().iter().find(|target| {
        let arn = target.get("Arn");
        let same = arn.is_some() && arn == other.get("Arn");
        same || id.is_some() && arn.and_then(referred) == id
    });
    target?.get("RoleArn")
}

#[cfg(test)]
mod tests {
    use super::PROFILES;

    #[test]
    fn profiles_are_read() {
        let permissions = PROFILES.get("Permissions").expect("permissions");
        assert!(permissions.as_object().is_some_and(|all| all.len() > 8));
    }
}
