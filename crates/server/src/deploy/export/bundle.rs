//! What is in a bundle: the repository's own files, which name one another as they lie in it.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use crate::fault::Fault;

const TEMPLATE: &str = include_str!("../../../../../deploy/aws/template.yaml");
const SAMCONFIG: &str = include_str!("../../../../../deploy/aws/samconfig.toml");
const README: &str = include_str!("../../../../../deploy/aws/bundle.md");
const RAG: &str = include_str!("../../../../../workflows/assistant/rag.asl.json");

/// Where the template finds the workflows, and where in the bundle.
const WORKFLOWS: &str = "../../workflows/";
const WORKFLOWS_IN_BUNDLE: &str = "workflows/";

/// The file that belongs to whoever deploys.
pub(super) const SETTINGS: &str = "samconfig.toml";

/// A bundle.
pub(super) struct Bundle {
    /// Its files, by their paths in it.
    pub(super) files: Vec<(String, Cow<'static, [u8]>)>,
    /// What its functions run on; `None` where there are none.
    pub(super) architecture: Option<Architecture>,
}

/// What functions run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Architecture {
    /// The cheaper one.
    Arm64,
    X86,
}

impl Architecture {
    const ALL: [Architecture; 2] = [Architecture::Arm64, Architecture::X86];

    /// As Lambda calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Architecture::Arm64 => "arm64",
            Architecture::X86 => "x86_64",
        }
    }

    /// The zip's name.
    fn zip(self) -> String {
        format!("bootstrap-{}.zip", self.name())
    }

    /// Where the template finds the zip.
    fn in_repository(self) -> String {
        format!("../../target/lambda/{}", self.zip())
    }

    /// Where it is in the bundle.
    pub(super) fn in_bundle(self) -> String {
        format!("functions/{}", self.zip())
    }
}

/// The bundle with the zips of a folder.
pub(super) fn bundle(functions: Option<&Path>) -> Result<Bundle, Fault> {
    let zips = match functions {
        None => Vec::new(),
        Some(folder) => zips(folder)?,
    };
    let architecture = zips.first().map(|(architecture, _)| *architecture);
    let runs_on = architecture.unwrap_or(Architecture::Arm64);
    let template = TEMPLATE
        .replace(WORKFLOWS, WORKFLOWS_IN_BUNDLE)
        .replace(&Architecture::Arm64.in_repository(), &runs_on.in_bundle());
    let said = |architecture: Architecture| format!("Architecture={}", architecture.name());
    let settings = SAMCONFIG.replace(&said(Architecture::Arm64), &said(runs_on));
    let mut files: Vec<(String, Cow<'static, [u8]>)> = vec![
        ("README.md".to_owned(), README.as_bytes().into()),
        (SETTINGS.to_owned(), settings.into_bytes().into()),
        ("template.yaml".to_owned(), template.into_bytes().into()),
        (
            format!("{WORKFLOWS_IN_BUNDLE}order.asl.json"),
            delivery::delivery::WORKFLOW_FILE.as_bytes().into(),
        ),
        (
            format!("{WORKFLOWS_IN_BUNDLE}assistant/rag.asl.json"),
            RAG.as_bytes().into(),
        ),
    ];
    for (architecture, zip) in zips {
        files.push((architecture.in_bundle(), zip.into()));
    }
    Ok(Bundle {
        files,
        architecture,
    })
}

/// The zips that there are; at least one.
fn zips(folder: &Path) -> Result<Vec<(Architecture, Vec<u8>)>, Fault> {
    let mut found = Vec::new();
    for architecture in Architecture::ALL {
        let file = folder.join(architecture.zip());
        match fs::read(&file) {
            Ok(zip) => found.push((architecture, zip)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => {
                return Err(Fault::Unreadable {
                    file: file.display().to_string(),
                    source,
                });
            }
        }
    }
    if found.is_empty() {
        let names = Architecture::ALL.map(Architecture::zip).join(" nor ");
        return Err(Fault::misused(
            format!("`{}` has neither {names}", folder.display()),
            "`cargo xtask lambda` builds them, into target/lambda",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bundle: &Bundle, path: &str) -> String {
        let file = bundle.files.iter().find(|(name, _)| name == path);
        String::from_utf8(file.expect("a file").1.to_vec()).expect("a text")
    }

    #[test]
    fn the_template_names_what_is_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let arm = folder.path().join(Architecture::Arm64.zip());
        fs::write(folder.path().join(Architecture::X86.zip()), "x86").expect("written");
        for (architecture, of) in [
            (Architecture::X86, "x86_64"),
            (Architecture::Arm64, "arm64"),
        ] {
            let bundle = bundle(Some(folder.path())).expect("a bundle");
            assert_eq!(bundle.architecture, Some(architecture));
            let template = text(&bundle, "template.yaml");
            assert!(!template.contains("../"), "{template}");
            let named = template.lines().filter_map(|line| {
                let (name, path) = line.split_once(": ")?;
                let is_path = ["CodeUri", "DefinitionUri"].contains(&name.trim());
                is_path.then_some(path)
            });
            let named: Vec<&str> = named.collect();
            assert_eq!(named.len(), 3);
            for path in named {
                assert!(bundle.files.iter().any(|(file, _)| file == path), "{path}");
            }
            let settings = text(&bundle, SETTINGS);
            assert!(
                settings.contains(&format!("\"Architecture={of}\"")),
                "{settings}"
            );
            fs::write(&arm, "arm").expect("written");
        }
    }

    #[test]
    fn a_folder_without_zips_is_said_so() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(bundle(Some(folder.path())).is_err());
        assert_eq!(bundle(None).expect("a bundle").architecture, None);
    }
}
