//! The definition of a state machine as the template has it: a file, a text or fields, with what is
//! filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use asl::parse::Source;
use asl::state::{Resource, StateKind};
use asl::{Object, Value, json};
use sdk::model::Service;

use super::archive::beside;
use super::kind::as_text;
use super::site::Stopped;

/// The definition of a machine with these properties, in a template of this folder. Nothing where
/// it is in S3.
pub(super) fn of(properties: &Object, folder: &Path) -> Result<Option<String>, Stopped> {
    let path = properties.get("DefinitionUri").and_then(Value::as_str);
    let (text, name) = if let Some(path) = path {
        let file = beside(folder, path);
        let text = fs::read_to_string(&file).map_err(|error| {
            Stopped::Unfit(format!("`{}` cannot be read: {error}", file.display()))
        })?;
        (text, path.to_owned())
    } else if let Some(definition) = properties.get("Definition") {
        (json::to_text(definition), "Definition".to_owned())
    } else if let Some(text) = properties.get("DefinitionString").and_then(Value::as_str) {
        (text.to_owned(), "DefinitionString".to_owned())
    } else {
        return Ok(None);
    };
    let values = properties.get("DefinitionSubstitutions");
    let values: BTreeMap<String, String> = values
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Object::iter)
        .filter_map(|(name, value)| Some((name.to_string(), as_text(value)?)))
        .collect();
    let unfit = |diagnostics: Vec<asl::Diagnostic>| {
        let first = diagnostics.into_iter().next();
        let what = first.map(|it| it.message).unwrap_or_default();
        Stopped::Unfit(format!("`{name}`: {what}; `entrega asl check` says where"))
    };
    let mut source = Source::read(&text).map_err(unfit)?;
    source.fill(&values).map_err(unfit)?;
    Ok(Some(source.to_json()))
}

/// The services that the tasks of a definition ask, by the names that endpoints have, each with the
/// states that ask it. Nothing of a definition that is wrong: the server says what is.
pub(super) fn services(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut services: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let source = Source::read(text).ok();
    let Some(definition) = source.and_then(|source| source.parse(false).ok()) else {
        return services;
    };
    for (_, state) in definition.machine.states() {
        let StateKind::Task(task) = &state.kind else {
            continue;
        };
        let Resource::Integration(integration) = &task.resource else {
            continue;
        };
        let name = &*integration.resource_type;
        // They go to any address.
        if matches!(name, "http" | "apigateway") {
            continue;
        }
        let name = name.strip_prefix("aws-sdk:").unwrap_or(name);
        let name = Service::find(name).map_or(name, |service| service.signing_name);
        let states = services.entry(name.to_owned()).or_default();
        states.insert(state.name.as_str().to_owned());
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_filled_in_is() {
        let folder = tempfile::tempdir().unwrap();
        let yaml = "StartAt: A\nStates:\n  A: {Type: Pass, Result: 'to ${Topic}', End: true}\n";
        fs::write(folder.path().join("m.asl.yaml"), yaml).unwrap();
        let properties = |text: &str| json::from_text(text).unwrap().as_object().cloned().unwrap();
        let filled = of(
            &properties(
                r#"{"DefinitionUri": "m.asl.yaml", "DefinitionSubstitutions": {"Topic": 7}}"#,
            ),
            folder.path(),
        );
        assert!(filled.unwrap().unwrap().contains("\"to 7\""));
        assert_eq!(of(&properties("{}"), folder.path()).unwrap(), None);
        let missing = of(
            &properties(r#"{"DefinitionUri": "none.json"}"#),
            folder.path(),
        );
        assert!(missing.unwrap_err().to_string().contains("none.json"));
    }
}
