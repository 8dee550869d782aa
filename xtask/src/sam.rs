//! SAM's own opinion of the templates: of the shop's stack, and of those that the deployment of a
//! state machine writes.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::chores::{Stopped, python_environment, step, workspace};

/// SAM's command line, which brings cfn-lint along.
const PACKAGES: [&str; 1] = ["aws-sam-cli"];

/// Where a template would be deployed to, for what differs from region to region.
const REGION: &str = "us-east-1";

/// Looks the templates over with `sam validate --lint` and `cfn-lint`.
pub(crate) fn look_over() -> Result<(), Stopped> {
    let doing = "the templates";
    let programs = python_environment("sam", "SAM", &PACKAGES)?.join("bin");
    let templates = templates()?;
    let mut lint = Command::new(programs.join("cfn-lint"));
    lint.args(["--regions", REGION, "--"]).args(&templates);
    step("the templates, by cfn-lint", lint)?;
    // Each takes seconds, most of them to start.
    let begun: Vec<(&PathBuf, std::io::Result<Child>)> = templates
        .iter()
        .map(|template| {
            let mut validate = Command::new(programs.join("sam"));
            validate
                .args(["validate", "--lint", "--region", REGION, "--template-file"])
                .arg(template)
                .env("SAM_CLI_TELEMETRY", "0")
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            (template, validate.spawn())
        })
        .collect();
    for (template, validation) in begun {
        let said = validation
            .and_then(Child::wait_with_output)
            .map_err(|error| Stopped::of(doing, &error))?;
        if !said.status.success() {
            let why = [said.stdout, said.stderr].concat();
            let why = format!("{}: {}", template.display(), String::from_utf8_lossy(&why));
            return Err(Stopped::of(doing, &why));
        }
    }
    Ok(())
}

/// The shop's stack, and the templates of the golden definitions.
fn templates() -> Result<Vec<PathBuf>, Stopped> {
    let golden = workspace().join("crates/deployment/tests/golden");
    let cases = fs::read_dir(&golden)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Stopped::of("the templates", &error))?;
    let mut templates = vec![workspace().join("deploy/aws/template.yaml")];
    templates.extend(cases.iter().map(|case| case.path().join("template.yaml")));
    templates.retain(|template| template.is_file());
    templates.sort();
    Ok(templates)
}
