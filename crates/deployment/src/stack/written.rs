//! Values and stacks as CloudFormation writes them, in JSON.

use asl::{Number, Object};

use super::value::{DynamicReference, Reference, Value};
use super::{Deletion, Resource, Stack};

impl Value {
    /// The value with its functions in their long forms.
    pub fn to_json(&self) -> asl::Value {
        match self {
            Value::Null => asl::Value::Null,
            Value::Bool(value) => asl::Value::Bool(*value),
            Value::Number(number) => asl::Value::Number(number.clone()),
            Value::Text(text) => asl::Value::string(text.as_str()),
            Value::List(items) => list(items.iter().map(Value::to_json)),
            Value::Map(map) => object(map.iter().map(|(key, value)| (key, value.to_json()))),
            Value::Reference(reference) => reference.to_json(),
            Value::Concat(parts) => {
                let parts = list(parts.iter().map(Value::to_json));
                function("Fn::Join", list([asl::Value::string(""), parts]))
            }
            Value::Join {
                separator,
                list: of,
            } => {
                let separator = asl::Value::string(separator.as_str());
                function("Fn::Join", list([separator, of.to_json()]))
            }
            Value::Select { index, list: of } => {
                function("Fn::Select", list([count(*index), of.to_json()]))
            }
            Value::Split { separator, text } => {
                let separator = asl::Value::string(separator.as_str());
                function("Fn::Split", list([separator, text.to_json()]))
            }
            Value::Base64(text) => function("Fn::Base64", text.to_json()),
            Value::Cidr {
                block,
                count: blocks,
                bits,
            } => {
                let bits = asl::Value::from(i64::from(*bits));
                function("Fn::Cidr", list([block.to_json(), count(*blocks), bits]))
            }
            Value::Json(value) => function("Fn::ToJsonString", value.to_json()),
            Value::Length(value) => function("Fn::Length", value.to_json()),
            Value::Resolve(text) => {
                Value::concat(["{{resolve:".into(), (**text).clone(), "}}".into()]).to_json()
            }
        }
    }
}

impl Reference {
    fn to_json(&self) -> asl::Value {
        match self {
            Reference::Resource(name) | Reference::Parameter(name) => {
                function("Ref", asl::Value::string(name.as_str()))
            }
            Reference::Attribute {
                resource,
                attribute,
            } => {
                let parts = [resource, attribute].map(|part| asl::Value::string(part.as_str()));
                function("Fn::GetAtt", list(parts))
            }
            Reference::Import(name) => {
                function("Fn::ImportValue", asl::Value::string(name.as_str()))
            }
            Reference::Zones(region) => function("Fn::GetAZs", asl::Value::string(region.as_str())),
            Reference::Dynamic(reference) => asl::Value::string(reference.written()),
        }
    }
}

impl DynamicReference {
    /// `{{resolve:ssm:/name:1}}`
    pub fn written(&self) -> String {
        let version = |version: &Option<u64>| version.map_or(String::new(), |v| format!(":{v}"));
        match self {
            DynamicReference::Parameter {
                name, version: of, ..
            } => format!("{{{{resolve:ssm:{name}{}}}}}", version(of)),
            DynamicReference::SecureParameter { name, version: of } => {
                format!("{{{{resolve:ssm-secure:{name}{}}}}}", version(of))
            }
            DynamicReference::Secret {
                id,
                field,
                stage,
                version,
            } => {
                let rest = [field, stage, version].map(|part| part.as_deref().unwrap_or_default());
                let text = format!("secretsmanager:{id}:SecretString:{}", rest.join(":"));
                format!("{{{{resolve:{}}}}}", text.trim_end_matches(':'))
            }
        }
    }
}

impl Resource {
    /// The resource as the section `Resources` has it.
    pub fn to_json(&self) -> asl::Value {
        let mut object = Object::new();
        object.insert("Type", asl::Value::string(self.kind.as_str()));
        let policy = match self.deletion {
            Deletion::Delete => None,
            Deletion::Retain => Some("Retain"),
            Deletion::RetainExceptOnCreate => Some("RetainExceptOnCreate"),
            Deletion::Snapshot => Some("Snapshot"),
        };
        if let Some(policy) = policy {
            object.insert("DeletionPolicy", asl::Value::string(policy));
        }
        if !self.depends_on.is_empty() {
            let names = self.depends_on.iter();
            let names = list(names.map(|name| asl::Value::string(name.as_str())));
            object.insert("DependsOn", names);
        }
        for (name, value) in self.attributes.iter() {
            object.insert(name, value.to_json());
        }
        if !self.properties.is_empty() {
            object.insert("Properties", Value::Map(self.properties.clone()).to_json());
        }
        asl::Value::object(object)
    }
}

impl Stack {
    /// The stack as a template of its own, which needs nothing filled in and nothing expanded.
    pub fn to_json(&self) -> asl::Value {
        let resources = self.resources.iter();
        let resources =
            resources.map(|resource| (resource.logical_id.as_str(), resource.to_json()));
        let mut fields = vec![("Resources", object(resources))];
        if !self.outputs.is_empty() {
            let outputs = self.outputs.iter().map(|output| {
                let mut fields = vec![("Value", output.value.to_json())];
                if let Some(description) = &output.description {
                    fields.push(("Description", asl::Value::string(description.as_str())));
                }
                if let Some(export) = &output.export {
                    fields.push(("Export", object([("Name", export.to_json())])));
                }
                (output.name.as_str(), object(fields))
            });
            fields.push(("Outputs", object(outputs)));
        }
        object(fields)
    }
}

fn function(name: &str, argument: asl::Value) -> asl::Value {
    object([(name, argument)])
}

fn list(items: impl IntoIterator<Item = asl::Value>) -> asl::Value {
    asl::Value::array(items.into_iter().collect())
}

fn object<'k>(fields: impl IntoIterator<Item = (&'k str, asl::Value)>) -> asl::Value {
    let mut object = Object::new();
    for (key, value) in fields {
        object.insert(key, value);
    }
    asl::Value::object(object)
}

fn count(count: usize) -> asl::Value {
    asl::Value::Number(Number::Integer(i64::try_from(count).unwrap_or(i64::MAX)))
}
