//! A resource with its values settled and its files read.

use asl::{Object, Value};
use deployment::stack::Resource;
use sha2::{Digest as _, Sha256};

use super::super::archive::{Files, beside, hexadecimal};
use super::super::code::{self, Code};
use super::super::definition;
use super::super::kind::{self, Kind, LAYER};
use super::super::site::Stopped;
use super::{Apply, difference, quoted};

/// A resource that is ready to be made.
pub(super) struct Ready {
    pub(super) properties: Object,
    pub(super) archive: Option<Vec<u8>>,
    /// Its properties as they are remembered: what is long as its hash.
    pub(super) remembered: Object,
}

impl Apply<'_> {
    /// Why a function cannot be made, if it cannot.
    pub(super) fn unfit_function(&self, resource: &Resource) -> Result<Option<String>, Stopped> {
        if resource.kind != "AWS::Lambda::Function" {
            return Ok(None);
        }
        let text = |name| -> Result<Option<String>, Stopped> {
            let value = resource.properties.get(name);
            let value = value.map(|value| self.settle(value)).transpose()?;
            Ok(value.as_ref().and_then(kind::as_text))
        };
        let image = resource
            .properties
            .get("Code")
            .and_then(|code| code.get("ImageUri"));
        if text("PackageType")?.as_deref() == Some("Image") || image.is_some() {
            return Ok(Some(
                "container images are not run here: every task that calls it fails; package it as \
                 an archive"
                    .to_owned(),
            ));
        }
        let runtime = text("Runtime")?.unwrap_or_default();
        Ok((!code::runs(&runtime)).then(|| {
            format!(
                "the runtime `{runtime}` is not here (python3.N, nodejsN.x and provided are): every \
                 task that calls it fails"
            )
        }))
    }

    /// Settles the properties of a resource and reads its files.
    pub(super) fn ready(&mut self, kind: &dyn Kind, resource: &Resource) -> Result<Ready, Stopped> {
        let mut properties = self.settle_map(&resource.properties)?;
        let mut lacking = Vec::new();
        lacking.extend(kind.shortcoming().map(str::to_owned));
        let mut archive = None;
        let mut hashes: Vec<(&str, String)> = Vec::new();
        match resource.kind.as_str() {
            "AWS::Lambda::Function" => {
                let code = Code::of(&properties, self.folder, &mut self.sources)?;
                lacking.extend(code.missing);
                self.wants_build |= code.wants_build;
                if let Some(made) = code.archive {
                    hashes.push(("Code", made.sha256));
                    archive = Some(made.bytes);
                }
            }
            LAYER => match properties.get("Content").and_then(Value::as_str) {
                Some(path) => {
                    let files = Files::read(&beside(self.folder, path))?;
                    hashes.push(("Content", files.archive()?.sha256));
                    let made = self.layer_arn(resource, &properties);
                    self.sources.layers.insert(made, files);
                }
                None => lacking.push("its files are in S3: functions do not have them".to_owned()),
            },
            "AWS::StepFunctions::StateMachine" => {
                let text = definition::of(&properties, self.folder)?;
                let Some(text) = text else {
                    return Err(Stopped::Unfit(
                        "the definition is in S3: write it beside the template and name it with \
                         `DefinitionUri`"
                            .to_owned(),
                    ));
                };
                for (service, states) in definition::services(&text) {
                    if !self.site.serves(&service)? {
                        lacking.push(format!(
                            "{} {} `{service}`, which is not here: the server takes one as \
                             `--endpoint {service}=URL`",
                            quoted(&states),
                            if states.len() == 1 { "asks" } else { "ask" },
                        ));
                    }
                }
                for name in ["DefinitionUri", "Definition", "DefinitionSubstitutions"] {
                    properties.remove(name);
                }
                let hash = hexadecimal(&Sha256::digest(text.as_bytes()));
                hashes.push(("DefinitionString", hash));
                properties.insert("DefinitionString", text.into());
            }
            _ => {}
        }
        for meaning in lacking {
            let difference = difference(resource, meaning);
            self.report.lacking.push(difference);
        }
        self.note_inert(kind, resource, &properties);
        let mut remembered = properties.clone();
        for (name, hash) in hashes {
            let hash = Object::from_iter([("sha256".into(), Value::from(hash))]);
            remembered.insert(name, Value::object(hash));
        }
        Ok(Ready {
            properties,
            archive,
            remembered,
        })
    }

    /// Says which properties have no effect.
    fn note_inert(&mut self, kind: &dyn Kind, resource: &Resource, properties: &Object) {
        for property in properties.keys() {
            let inert = kind.inert().iter().find(|(name, _)| **name == **property);
            let meaning = match inert {
                Some((name, meaning)) => format!("`{name}`: {meaning}"),
                None if kind.known().contains(&&**property) => continue,
                None => format!("`{property}` is not known here"),
            };
            let difference = difference(resource, meaning);
            self.report.notes.push(difference);
        }
    }

    /// The ARN that a layer has or will have.
    fn layer_arn(&mut self, resource: &Resource, properties: &Object) -> String {
        let made = self.record.get(&resource.logical_id);
        if let Some(made) = made.and_then(|entry| entry.made.as_ref()) {
            return made.id.clone();
        }
        let name = properties.get("LayerName").and_then(kind::as_text);
        let name = name.unwrap_or_else(|| format!("{}-{}", self.stack.name, resource.logical_id));
        self.site.arn("lambda", &format!("layer:{name}:1"))
    }
}
