//! The definition of a state machine as the template has it: a file, a text or fields, with what is
//! filled in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use asl::parse::Source;
use asl::{Object, Value, json};

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
