//! `AutoPublishAlias`: a version for each state of the code, and a name for the newest.

use super::super::hash;
use super::super::value::{Map, Value};
use super::super::{Deletion, Resource};
use super::Expander;
use super::origin::Origin;

impl Expander<'_, '_, '_> {
    /// The alias, if the function asks for one: its logical id.
    pub(super) fn alias(
        &mut self,
        origin: &Origin,
        given: &Map,
        properties: &mut Map,
        made: &mut Vec<Resource>,
    ) -> Option<String> {
        if given.get("DeploymentPreference").is_some_and(is_enabled) {
            let message = "gradual deployment (`DeploymentPreference`) is not expanded: the alias \
                           changes at once";
            self.note(&origin.id, &["DeploymentPreference"], message);
        }
        let Some(name) = given.get("AutoPublishAlias") else {
            for needs in ["ProvisionedConcurrencyConfig", "DeploymentPreference"] {
                if given.get(needs).is_some_and(is_enabled) {
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
        let Some(name) = name.as_text().filter(|name| is_alias(name)) else {
            let message = "this is no name of an alias";
            let hint = "it has letters, digits, `-` and `_`, and is not a number";
            self.problem(&origin.id, &["AutoPublishAlias"], message, hint);
            return None;
        };
        let code_hash = given.get("AutoPublishCodeSha256").and_then(Value::as_text);
        if let Some(code_hash) = code_hash {
            let description = match properties.remove("Description") {
                Some(description) => Value::concat([description, " ".into(), code_hash.into()]),
                None => code_hash.into(),
            };
            properties.insert("Description", description);
        }
        let version_id = version_id(origin, given, properties, code_hash);
        let function = Value::reference(origin.id.as_str());
        let mut version = Map::new();
        version.insert("FunctionName", function.clone());
        version.insert_some("Description", given.get("VersionDescription").cloned());
        version.insert_some(
            "FunctionScalingConfig",
            given.get("FunctionScalingConfig").cloned(),
        );
        let deletion = given.get("VersionDeletionPolicy").and_then(Value::as_text);
        // Versions of functions that run on instances of one's own cost something.
        let costs = given.contains_key("CapacityProviderConfig");
        let unsaid = self
            .sources
            .node(&origin.id)
            .is_none_or(|node| node.get("DeletionPolicy").is_none());
        let mut version = origin.made_to_stay(version_id.as_str(), "AWS::Lambda::Version", version);
        match deletion {
            Some("Delete") => version.deletion = Deletion::Delete,
            Some("Retain") => version.deletion = Deletion::Retain,
            _ if costs && unsaid => version.deletion = Deletion::Delete,
            _ => {}
        }
        made.push(version);
        let alias_id = format!(
            "{}Alias{}",
            origin.id,
            name.replace('-', "D").replace('_', "U")
        );
        let mut alias = Map::new();
        alias.insert("Name", name.into());
        alias.insert("FunctionName", function);
        alias.insert(
            "FunctionVersion",
            Value::attribute(version_id.as_str(), "Version"),
        );
        alias.insert_some(
            "ProvisionedConcurrencyConfig",
            given.get("ProvisionedConcurrencyConfig").cloned(),
        );
        made.push(origin.made(alias_id.as_str(), "AWS::Lambda::Alias", alias));
        for (what, id) in [("Version", &version_id), ("Alias", &alias_id)] {
            let key = (origin.id.clone(), what.to_owned());
            self.made_by.insert(key, id.clone());
        }
        Some(alias_id)
    }
}

/// The logical id of the version: another one for other code.
fn version_id(origin: &Origin, given: &Map, properties: &Map, code_hash: Option<&str>) -> String {
    /// As many digits as SAM takes of a hash that it is given.
    const DIGITS: usize = 10;
    let all = given
        .get("AutoPublishAliasAllProperties")
        .and_then(Value::as_bool);
    let hash = match code_hash {
        Some(code_hash) => code_hash.chars().take(DIGITS).collect(),
        None if all == Some(true) => hash::of_value(&Value::Map(properties.clone())),
        None => {
            let mut what = match properties.get("Code") {
                Some(Value::Map(code)) => code.clone(),
                Some(path) => [("Code".to_owned(), path.clone())].into_iter().collect(),
                None => Map::new(),
            };
            let environment = properties.get("Environment").and_then(Value::as_map);
            for (key, value) in environment.into_iter().flat_map(Map::iter) {
                what.insert(key, value.clone());
            }
            what.insert_some("MemorySize", properties.get("MemorySize").cloned());
            let snapshots = properties.get("SnapStart");
            what.insert_some(
                "SnapStart",
                snapshots.filter(|s| takes_snapshots(s)).cloned(),
            );
            hash::of_value(&Value::Map(what))
        }
    };
    format!("{}Version{hash}", origin.id)
}

fn takes_snapshots(snapshots: &Value) -> bool {
    let when = snapshots.get("ApplyOn").and_then(Value::as_text);
    when.is_some_and(|when| when != "None")
}

fn is_enabled(preference: &Value) -> bool {
    preference.get("Enabled").and_then(Value::as_bool) != Some(false)
}

fn is_alias(name: &str) -> bool {
    let characters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.chars().all(characters) && !name.chars().all(|c| c.is_ascii_digit())
}
