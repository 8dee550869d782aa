//! `entrega.toml`: what is settled for a server, in a file.
//!
//! It is strict: what it does not know, it refuses, with the line and what there is instead.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sdk::model::Service;
use serde::Deserialize;
use toml::Spanned;

use crate::fault::Fault;

/// The file's name in a data folder.
const FILE: &str = "entrega.toml";

/// Services that are embedded: as they are called here, and in signatures.
pub(crate) const EMBEDDED: [(&str, &str); 6] = [
    ("dynamodb", "dynamodb"),
    ("stepfunctions", "states"),
    ("sns", "sns"),
    ("lambda", "lambda"),
    ("bedrock", "bedrock"),
    ("logs", "logs"),
];

/// What is settled.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Where services are, by their names in signatures. Those that it does not name are embedded.
    pub(crate) services: BTreeMap<String, Place>,
    /// What is used of AWS, or of a server that stands in for it.
    pub(crate) aws: Aws,
    /// The file, where there is one.
    pub(crate) file: Option<PathBuf>,
}

/// Where a service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In this process.
    Embedded,
    /// At AWS.
    Aws,
    /// At a server that speaks like it.
    At(String),
}

/// What is used of AWS.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Aws {
    /// The region; without, the one that AWS's own tools would take.
    pub(crate) region: Option<String>,
    /// The profile to sign with; without, keys are looked for as AWS's own tools look for them.
    pub(crate) profile: Option<String>,
    /// The stack whose outputs name what follows.
    pub(crate) stack: Option<String>,
    /// The shop's table.
    pub(crate) table: Option<String>,
    /// The state machine that carries orders.
    pub(crate) order_state_machine: Option<String>,
    /// The topic of notices.
    pub(crate) notices_topic: Option<String>,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Document {
    services: BTreeMap<String, Spanned<String>>,
    aws: Aws,
}

impl Settings {
    /// What a file says: the one that is named, or that of the data folder, if there is one.
    pub(crate) fn read(named: Option<&Path>, folder: Option<&Path>) -> Result<Settings, Fault> {
        let (file, must) = match (named, folder) {
            (Some(file), _) => (file.to_owned(), true),
            (None, Some(folder)) => (folder.join(FILE), false),
            (None, None) => return Ok(Settings::default()),
        };
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !must => {
                return Ok(Settings::default());
            }
            Err(source) => {
                return Err(Fault::Unreadable {
                    file: file.display().to_string(),
                    source,
                });
            }
        };
        Settings::parse(&text, &file)
    }

    fn parse(text: &str, file: &Path) -> Result<Settings, Fault> {
        let name = file.display();
        let document: Document = toml::from_str(text)
            .map_err(|error| Fault::Refused(format!("error: in `{name}`: {error}\n")))?;
        let mut services = BTreeMap::new();
        for (service, place) in document.services {
            let line = text[..place.span().start].matches('\n').count() + 1;
            let wrong =
                |why: String| Fault::Refused(format!("error: `{name}`, line {line}: {why}\n"));
            let signing_name = signing_name(&service).ok_or_else(|| wrong(unknown(&service)))?;
            let place = Place::parse(place.get_ref()).map_err(wrong)?;
            if place == Place::Embedded && !is_embedded(&signing_name) {
                return Err(wrong(format!(
                    "`{service}` is not among those that are embedded: {}",
                    embedded()
                )));
            }
            if services.insert(signing_name, place).is_some() {
                return Err(wrong(format!(
                    "`{service}` is said twice, by two of its names"
                )));
            }
        }
        Ok(Settings {
            services,
            aws: document.aws,
            file: Some(file.to_owned()),
        })
    }
}

impl Place {
    fn parse(text: &str) -> Result<Place, String> {
        match text {
            "embedded" => Ok(Place::Embedded),
            "aws" => Ok(Place::Aws),
            url if url.contains("://") => Ok(Place::At(url.to_owned())),
            other => Err(format!(
                "`{other}` is no place: write \"embedded\", \"aws\", or the URL of a server that speaks like it, such \
                 as \"http://127.0.0.1:5000\""
            )),
        }
    }
}

/// What a service is called in signatures, by that name or another that people know it by.
pub(crate) fn signing_name(service: &str) -> Option<String> {
    let own = EMBEDDED
        .iter()
        .find(|(name, signing)| *name == service || *signing == service);
    if let Some((_, signing)) = own {
        return Some((*signing).to_owned());
    }
    Service::find(service).map(|service| service.signing_name.to_owned())
}

/// What people call a service that has this name in signatures.
pub(crate) fn spoken(signing_name: &str) -> &str {
    let own = EMBEDDED
        .iter()
        .find(|(_, signing)| *signing == signing_name);
    own.map_or(signing_name, |(name, _)| name)
}

fn is_embedded(signing_name: &str) -> bool {
    EMBEDDED.iter().any(|(_, signing)| *signing == signing_name)
}

fn embedded() -> String {
    let names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

fn unknown(service: &str) -> String {
    format!(
        "there is no service `{service}`: write one of {}, or another of AWS's by its name in signatures, such as sqs",
        embedded()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, String> {
        Settings::parse(text, Path::new("entrega.toml")).map_err(|fault| fault.to_string())
    }

    #[test]
    fn services_are_elsewhere_or_here() {
        let settings = parse(
            "[services]\ndynamodb = \"aws\"\nstepfunctions = \"http://127.0.0.1:5000\"\nlambda = \"embedded\"\n\
             sqs = \"aws\"\n[aws]\nregion = \"sa-east-1\"\nstack = \"entrega\"\n",
        )
        .expect("settings");
        let at = Place::At("http://127.0.0.1:5000".to_owned());
        assert_eq!(settings.services["dynamodb"], Place::Aws);
        assert_eq!(settings.services["states"], at);
        assert_eq!(settings.services["lambda"], Place::Embedded);
        assert_eq!(settings.services["sqs"], Place::Aws);
        assert_eq!(settings.aws.region.as_deref(), Some("sa-east-1"));
        assert!(parse("").expect("settings").services.is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        for (text, said) in [
            (
                "[services]\n\ndynamo = \"aws\"\n",
                "line 3: there is no service `dynamo`",
            ),
            (
                "[services]\ndynamodb = \"amazon\"\n",
                "line 2: `amazon` is no place",
            ),
            (
                "[services]\nsqs = \"embedded\"\n",
                "line 2: `sqs` is not among those that are embedded",
            ),
            (
                "[services]\nstates = \"aws\"\nstepfunctions = \"aws\"\n",
                "is said twice",
            ),
            ("[service]\n", "unknown field `service`, expected"),
            ("[aws]\n\ntabel = \"x\"\n", "line 3"),
            ("[aws]\ntabel = \"x\"\n", "order_state_machine"),
        ] {
            let error = parse(text).expect_err("refused");
            assert!(error.contains(said), "{error}");
        }
    }
}
