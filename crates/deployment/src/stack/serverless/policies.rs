//! `Policies`: names and ARNs of managed policies, policies written out, and SAM's templates of
//! policies.
//!
//! The templates are those of aws-sam-translator 1.115.0 (Apache-2.0), `policy_templates.json`. The
//! managed policies that have a path are listed in `managed_policies.txt`, from the same source;
//! the ARN of every other one is told by its name.

use std::sync::LazyLock;

use asl::parse::spelling::nearest;

use super::super::reduce::{SubstitutionPart, substitution_parts};
use super::super::value::{Map, Value};
use super::Expander;
use super::origin::Origin;
use super::role::Role;

static TEMPLATES: LazyLock<asl::Value> = LazyLock::new(|| {
    let text = include_str!("policy_templates.json");
    // Invariant: the file is part of the program, and read by a test.
    asl::json::from_text(text).expect("the templates are JSON")
});

const WITH_PATH: &str = include_str!("managed_policies.txt");

impl Expander<'_, '_, '_> {
    /// Gives a role what the property `Policies` says.
    pub(super) fn add_policies(
        &mut self,
        origin: &Origin,
        policies: Option<&Value>,
        role: &mut Role,
    ) {
        let policies = match policies {
            None | Some(Value::Null) => return,
            Some(Value::List(policies)) => policies.as_slice(),
            Some(policy) => std::slice::from_ref(policy),
        };
        for (index, policy) in policies.iter().enumerate() {
            let document = match policy {
                Value::Text(name) => {
                    let arn = self.managed_policy(name);
                    role.add_managed(Value::Text(arn));
                    continue;
                }
                Value::Map(map) if map.contains_key("Statement") => policy.clone(),
                Value::Map(map) => match self.template_document(origin, map) {
                    Some(document) => document,
                    None => continue,
                },
                Value::List(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
                    let message = format!("a policy is not {}", policy.describe());
                    let hint = "write the name or ARN of a managed policy, a policy with a \
                                `Statement`, or one of SAM's templates";
                    self.problem(&origin.id, &["Policies"], message, hint);
                    continue;
                }
                later => {
                    role.add_managed(later.clone());
                    continue;
                }
            };
            let name = format!("{}Policy{index}", role.logical_id);
            role.policies.push(Value::map([
                ("PolicyName", Value::Text(name)),
                ("PolicyDocument", document),
            ]));
        }
    }

    /// The ARN of one of AWS's policies; what is no name of one stays as it is.
    pub(super) fn managed_policy(&self, name: &str) -> String {
        let partition = self.settings.partition;
        if name.starts_with("arn:") {
            return name.to_owned();
        }
        let with_path = WITH_PATH
            .lines()
            .find(|path| path.rsplit('/').next() == Some(name));
        let path = with_path.unwrap_or(name);
        format!("arn:{partition}:iam::aws:policy/{path}")
    }

    /// `SQSPollerPolicy: {QueueName: …}`
    fn template_document(&mut self, origin: &Origin, policy: &Map) -> Option<Value> {
        let mut fields = policy.iter();
        let (Some((name, parameters)), None) = (fields.next(), fields.next()) else {
            let message = "this is no policy";
            let hint = "a policy has a `Statement`; one of SAM's templates is alone in its map";
            self.problem(&origin.id, &["Policies"], message, hint);
            return None;
        };
        let Some(template) = TEMPLATES.get(name) else {
            let names = TEMPLATES.as_object()?.keys().map(|name| &**name);
            let hint = match nearest(name, names) {
                Some(meant) => format!("is `{meant}` meant?"),
                None => "a policy that is written out has a `Statement`".to_owned(),
            };
            let message = format!("SAM has no policy template `{name}`");
            self.problem(&origin.id, &["Policies"], message, hint);
            return None;
        };
        let asked = template.get("Parameters").and_then(asl::Value::as_array);
        for parameter in asked
            .unwrap_or_default()
            .iter()
            .filter_map(asl::Value::as_str)
        {
            if parameters.get(parameter).is_none() {
                let message = format!("`{name}` does not say which: `{parameter}` is missing");
                let hint = format!("write `{name}: {{{parameter}: …}}`");
                self.problem(&origin.id, &["Policies"], message, hint);
                return None;
            }
        }
        Some(self.filled_in(template.get("Definition")?, parameters))
    }

    /// A part of a template with the parameters filled in.
    fn filled_in(&self, part: &asl::Value, parameters: &Value) -> Value {
        let object = match part {
            asl::Value::Array(items) => {
                let items = items.iter();
                return Value::list(items.map(|item| self.filled_in(item, parameters)));
            }
            asl::Value::Object(object) => object,
            part => return part.into(),
        };
        if let Some(name) = object.get("Ref").and_then(asl::Value::as_str) {
            return parameters.get(name).cloned().unwrap_or(Value::Null);
        }
        match object.get("Fn::Sub") {
            Some(asl::Value::Array(form)) => match (form.first(), form.get(1)) {
                (Some(text), Some(names)) => {
                    let names = self.filled_in(names, parameters);
                    self.substituted(text.as_str().unwrap_or_default(), &names)
                }
                _ => part.into(),
            },
            Some(text) => self.substituted(text.as_str().unwrap_or_default(), &Value::Null),
            None => {
                let fields = object.iter();
                let fields =
                    fields.map(|(key, value)| (key.to_string(), self.filled_in(value, parameters)));
                Value::Map(fields.collect())
            }
        }
    }

    fn substituted(&self, text: &str, names: &Value) -> Value {
        let parts = substitution_parts(text).unwrap_or_default();
        Value::concat(parts.into_iter().map(|part| match part {
            SubstitutionPart::Text(text) | SubstitutionPart::Literal(text) => text.into(),
            SubstitutionPart::Name("AWS::Partition") => self.settings.partition.into(),
            SubstitutionPart::Name("AWS::Region") => self.settings.region.into(),
            SubstitutionPart::Name("AWS::AccountId") => self.settings.account.into(),
            SubstitutionPart::Name(name) => names.get(name).cloned().unwrap_or("".into()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{TEMPLATES, WITH_PATH};

    #[test]
    fn all_published_templates_are_read() {
        /// As many as SAM publishes (AWS SAM developer guide, "Policy template table", and those
        /// that it does not list yet).
        const PUBLISHED: usize = 81;
        let templates = TEMPLATES.as_object().expect("a map");
        assert_eq!(templates.len(), PUBLISHED);
        for (name, template) in templates.iter() {
            assert!(template.get("Parameters").is_some(), "{name}");
            let statement = template
                .get("Definition")
                .and_then(|it| it.get("Statement"));
            assert!(statement.is_some(), "{name}");
        }
        assert!(WITH_PATH.lines().all(|path| path.contains('/')));
    }
}
