//! Roles that SAM makes.

use super::super::Resource;
use super::super::value::{Map, Value};
use super::origin::Origin;

/// A role, while it is being put together.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) logical_id: String,
    pub(super) trust: Value,
    pub(super) managed: Vec<Value>,
    pub(super) policies: Vec<Value>,
    pub(super) path: Option<Value>,
    pub(super) boundary: Option<Value>,
    pub(super) tags: Vec<Value>,
}

impl Role {
    /// A role that a service takes on.
    pub(super) fn of(logical_id: impl Into<String>, service: &str) -> Role {
        Role {
            logical_id: logical_id.into(),
            trust: trust(service),
            managed: Vec::new(),
            policies: Vec::new(),
            path: None,
            boundary: None,
            tags: Vec::new(),
        }
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> Value {
        Value::attribute(self.logical_id.as_str(), "Arn")
    }

    pub(super) fn add_managed(&mut self, arn: Value) {
        if !self.managed.contains(&arn) {
            self.managed.push(arn);
        }
    }

    /// Adds a policy, unless one says the same already.
    pub(super) fn add_policy(&mut self, policy: Value) {
        let document = policy.get("PolicyDocument");
        let known = self
            .policies
            .iter()
            .any(|p| p.get("PolicyDocument") == document);
        if !known {
            self.policies.push(policy);
        }
    }

    pub(super) fn into_resource(self, origin: &Origin) -> Resource {
        let some = |items: Vec<Value>| (!items.is_empty()).then_some(Value::List(items));
        let mut properties = Map::new();
        properties.insert("AssumeRolePolicyDocument", self.trust);
        properties.insert_some("ManagedPolicyArns", some(self.managed));
        properties.insert_some("Path", self.path);
        properties.insert_some("Policies", some(self.policies));
        properties.insert_some("PermissionsBoundary", self.boundary);
        properties.insert_some("Tags", some(self.tags));
        origin.made(self.logical_id, "AWS::IAM::Role", properties)
    }
}

/// Who may take the role on: one service.
fn trust(service: &str) -> Value {
    let statement = Value::map([
        ("Action", Value::list(["sts:AssumeRole".into()])),
        ("Effect", "Allow".into()),
        (
            "Principal",
            Value::map([("Service", Value::list([service.into()]))]),
        ),
    ]);
    Value::map([
        ("Version", "2012-10-17".into()),
        ("Statement", Value::list([statement])),
    ])
}

/// Allows an action on a resource.
pub(super) fn statement(action: &str, resource: Value) -> Value {
    Value::map([
        ("Action", action.into()),
        ("Effect", "Allow".into()),
        ("Resource", resource),
    ])
}

/// A policy that allows actions on a resource.
pub(super) fn policy(name: impl Into<String>, allowed: &[(&str, Value)]) -> Value {
    let statements = allowed.iter();
    let statements = statements.map(|(action, resource)| statement(action, resource.clone()));
    Value::map([
        ("PolicyName", Value::Text(name.into())),
        (
            "PolicyDocument",
            Value::map([("Statement", Value::list(statements))]),
        ),
    ])
}
