//! From where a REST API may be called: `Auth: ResourcePolicy`.

use super::super::super::value::{Map, Value};
use super::body::Body;
use super::{ANY, permitted_path};

/// Where the policy stands in a description.
const POLICY: &str = "x-amazon-apigateway-policy";

impl Body {
    /// Adds what a policy says of one path, as it is by now.
    pub(super) fn restrict(&mut self, policy: &Map, path: &str, stage: &Value) {
        let resources = self.resources_of(path, stage);
        for (field, effect) in [
            ("AwsAccountWhitelist", "Allow"),
            ("AwsAccountBlacklist", "Deny"),
        ] {
            let accounts = listed(policy.get(field));
            if !accounts.is_empty() {
                let principal = Value::map([("AWS", Value::List(accounts))]);
                self.add_account_statement(statement(effect, &resources, principal));
            }
        }
        for (field, operator) in [
            ("IpRangeWhitelist", "NotIpAddress"),
            ("IpRangeBlacklist", "IpAddress"),
        ] {
            let ranges = listed(policy.get(field));
            if !ranges.is_empty() {
                let condition = Value::map([("aws:SourceIp", Value::List(ranges))]);
                self.allow_and_deny(&resources, operator, condition);
            }
        }
        for (suffix, operator) in [
            ("Blacklist", "StringEquals"),
            ("Whitelist", "StringNotEquals"),
        ] {
            let networks = networks(policy, suffix);
            if !networks.is_empty() {
                self.allow_and_deny(&resources, operator, Value::Map(networks));
            }
        }
    }

    /// Adds the statements that a policy writes out.
    pub(super) fn restrict_by_hand(&mut self, policy: &Map) {
        let Some(custom) = policy.get("CustomStatements") else {
            return;
        };
        if self
            .field(POLICY)
            .and_then(|policy| policy.get("Statement"))
            .is_none()
        {
            self.set_statements(custom.clone());
            return;
        }
        for statement in listed(Some(custom)) {
            self.add_statement(statement);
        }
    }

    /// `execute-api:/stage/GET/path` of each method of a path.
    fn resources_of(&self, path: &str, stage: &Value) -> Value {
        let methods = self.paths().and_then(|paths| paths.get(path)?.as_map());
        let path = permitted_path(path);
        let resources = methods.into_iter().flat_map(Map::keys).map(|method| {
            let method = match method {
                ANY | "any" => "*".to_owned(),
                method => method.to_uppercase(),
            };
            let rest = format!("/{method}{path}");
            Value::concat(["execute-api:/".into(), stage.clone(), rest.into()])
        });
        Value::list(resources)
    }

    /// Allows all, and denies what a condition tells.
    fn allow_and_deny(&mut self, resources: &Value, operator: &str, condition: Value) {
        let everyone = || Value::from("*");
        self.add_statement(statement("Allow", resources, everyone()));
        let mut deny = statement("Deny", resources, everyone());
        if let Some(deny) = deny.as_map_mut() {
            deny.insert("Condition", Value::map([(operator, condition)]));
        }
        self.add_statement(deny);
    }

    /// The first statement of accounts stands alone, as SAM has it.
    fn add_account_statement(&mut self, statement: Value) {
        let known = self
            .field(POLICY)
            .and_then(|policy| policy.get("Statement"));
        match known.map(|known| listed(Some(known))) {
            None => self.set_statements(statement),
            Some(mut all) => {
                all.push(statement);
                self.set_statements(Value::List(all));
            }
        }
    }

    fn add_statement(&mut self, statement: Value) {
        let known = self
            .field(POLICY)
            .and_then(|policy| policy.get("Statement"));
        let mut all = listed(known);
        if !all.contains(&statement) {
            all.push(statement);
        }
        self.set_statements(Value::List(all));
    }

    fn set_statements(&mut self, statements: Value) {
        let policy = self.section(POLICY);
        policy.insert("Version", "2012-10-17".into());
        policy.insert("Statement", statements);
    }
}

fn statement(effect: &str, resources: &Value, principal: Value) -> Value {
    Value::map([
        ("Effect", effect.into()),
        ("Action", "execute-api:Invoke".into()),
        ("Resource", resources.clone()),
        ("Principal", principal),
    ])
}

/// One or several, as a list.
fn listed(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    }
}

/// The networks that a policy names, and their endpoints.
fn networks(policy: &Map, suffix: &str) -> Map {
    let named = listed(policy.get(&format!("SourceVpc{suffix}")));
    let begins = |prefix: &str| {
        let of_kind = |value: &&Value| value.as_text().is_some_and(|text| text.starts_with(prefix));
        named
            .iter()
            .filter(of_kind)
            .cloned()
            .collect::<Vec<Value>>()
    };
    let mut networks = begins("vpc-");
    networks.extend(listed(policy.get(&format!("IntrinsicVpc{suffix}"))));
    let mut endpoints = begins("vpce-");
    endpoints.extend(listed(policy.get(&format!("IntrinsicVpce{suffix}"))));
    let mut condition = Map::new();
    for (key, values) in [("aws:SourceVpc", networks), ("aws:SourceVpce", endpoints)] {
        if !values.is_empty() {
            condition.insert(key, Value::List(values));
        }
    }
    condition
}
