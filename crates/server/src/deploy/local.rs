//! `entrega deploy local`: a template of SAM or CloudFormation on a running server.
//!
//! The template is read and expanded by [`deployment`]; each resource is made through AWS's own
//! operations, and what was made is remembered on the server, so that a run that was cut short goes
//! on and a second one changes only what differs.
//!
//! | module | holds |
//! |---|---|
//! | `site`, `record` | the server, and what it remembers of stacks |
//! | `apply` | the way from what there is to what the template says |
//! | `kind` | each kind of resource |
//! | `archive`, `code`, `definition`, `dynamic` | files beside the template, and what is filled in |
//! | `lacking`, `report` | what is not as on AWS, and how all of it is said |
//! | `name` | names that nobody chose |

mod apply;
mod archive;
mod code;
mod definition;
mod dynamic;
mod kind;
mod lacking;
mod name;
mod record;
mod report;
mod site;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use deployment::stack::{Settings, Stack, Unset};
use deployment::template::{Problem, Template};
use sha2::{Digest as _, Sha256};

use crate::asl::pretty;
use crate::client::{CallError, Client, DEFAULT_ENDPOINT, ServerArguments};
use crate::command_line::{Substitution, Verdict, complaint};
use crate::fault::Fault;
use crate::terminal::{Stream, print, say};

use self::apply::{Apply, Halt, take_away};
use self::archive::hexadecimal;
use self::record::{Ink, Record, Summary};
use self::report::{Outcome, Report};
use self::site::{Site, Stopped};

#[derive(Args, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(crate) struct LocalArguments {
    /// The template of SAM or CloudFormation, YAML or JSON; with --delete it can be left out
    #[arg(value_name = "TEMPLATE", required_unless_present = "delete")]
    template: Option<PathBuf>,

    /// The stack's name [default: that of the template's folder]
    #[arg(long, value_name = "NAME", value_parser = stack_name)]
    stack_name: Option<String>,

    /// The value of a parameter; may be repeated. Without one, a parameter keeps its last value
    #[arg(long, short, value_name = "NAME=VALUE")]
    parameter: Vec<Substitution>,

    /// Delete what the stack has, the last first, but for what the template says is retained
    #[arg(long, conflicts_with = "parameter")]
    delete: bool,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,

    /// Exit with 0 also when the template asks for what is not here
    #[arg(long)]
    allow_lacking: bool,

    /// Print one JSON document, for scripts
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArguments,
}

pub(crate) const LOCAL_HELP: &str = "\
What the template asks for and the server does not have is listed, with its place and what that
means. Nothing is rolled back: where it stops, it says why, and the next run goes on from there.

Exit codes:
  0  everything of the template is there
  1  something is lacking, or it stopped on the way
  2  nothing was done

Examples:
  entrega deploy local template.yaml
  entrega deploy local template.yaml --parameter Stage=test --dry-run
  entrega deploy local --stack-name order --delete";

/// A stack's name has at most so many characters (API reference, CreateStack).
const STACK_NAME_CHARS_MAX: usize = 128;

pub(crate) fn local(arguments: &LocalArguments) -> Result<Verdict, Fault> {
    let name = match (&arguments.stack_name, &arguments.template) {
        (Some(name), _) => name.clone(),
        (None, Some(template)) => name_of(template)?,
        (None, None) => {
            return Err(Fault::misused(
                "which stack is to be deleted?",
                "name it with --stack-name NAME, or its template",
            ));
        }
    };
    let client = Client::new(&arguments.server)?;
    let mut site = Site::find(client, &arguments.server.region)?;
    let ink = if arguments.dry_run {
        Ink::Dry
    } else {
        Ink::Wet
    };
    if arguments.delete {
        return delete(arguments, &site, &name, ink);
    }
    let path = arguments.template.as_deref().unwrap_or(Path::new(""));
    let text = fs::read_to_string(path).map_err(|source| Fault::Unreadable {
        file: path.display().to_string(),
        source,
    })?;
    let refused = |problems: Vec<Problem>| {
        let file = path.display().to_string();
        let problems = problems.iter().map(|problem| problem.render(&file, &text));
        Fault::Refused(problems.collect())
    };
    let template = Template::read(&text).map_err(refused)?;
    if let Some(region) = record::region(&site, ink)? {
        site.region = region;
    }
    let record = Record::read(&site, &name)?;
    let parameters = parameters(arguments, &template, &record);
    let settings = Settings {
        stack_name: &name,
        partition: "aws",
        region: &site.region,
        account: &site.account,
        parameters: &parameters,
        unset: Unset::Refused,
    };
    let stack = Stack::of(&template, &settings).map_err(refused)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let exports = record::stacks(&site)?.into_iter();
    let exports = exports.filter(|(other, _)| *other != name);
    let exports = exports.flat_map(|(_, summary)| summary.exports).collect();
    let mut summary = record.summary.clone().unwrap_or_default();
    summary.parameters.clone_from(&parameters);
    let mut apply = Apply::new(&site, &stack, folder, record, ink, exports);
    if ink == Ink::Wet {
        // From here on there is such a stack.
        apply.record.put_summary(summary)?;
    }
    let halted = apply.apply().err();
    if ink == Ink::Wet && halted.is_none() {
        let summary = Summary {
            template_sha256: hexadecimal(&Sha256::digest(text.as_bytes())),
            parameters,
            outputs: apply.report.outputs.clone(),
            exports: apply.own_exports(),
        };
        apply.record.put_summary(summary)?;
    }
    let mut report = apply.report;
    report.lacking.sort_by_key(|difference| difference.place);
    report.notes.sort_by_key(|difference| difference.place);
    report.next = next(&report, &arguments.server);
    finish(arguments, &report, halted)
}

/// Deletes a stack.
fn delete(arguments: &LocalArguments, site: &Site, name: &str, ink: Ink) -> Result<Verdict, Fault> {
    let mut record = Record::read(site, name)?;
    let entries = record.backwards();
    if record.summary.is_none() && entries.is_empty() {
        let names: Vec<String> = record::stacks(site)?.into_keys().collect();
        return Err(Fault::Unserved {
            message: format!("there is no stack `{name}`"),
            hint: (!names.is_empty()).then(|| format!("there is {}", names.join(", "))),
        });
    }
    let mut report = Report {
        stack: name.to_owned(),
        is_dry: ink == Ink::Dry,
        ..Report::default()
    };
    let mut halted = None;
    for entry in &entries {
        if let Err(why) = take_away(site, &mut record, entry, ink, &mut report) {
            halted = Some(Halt {
                logical_id: entry.logical_id.clone(),
                why,
            });
            break;
        }
    }
    if ink == Ink::Wet && halted.is_none() {
        record.forget_stack()?;
    }
    finish(arguments, &report, halted)
}

/// Says what came of it.
fn finish(
    arguments: &LocalArguments,
    report: &Report,
    halted: Option<Halt>,
) -> Result<Verdict, Fault> {
    if arguments.json {
        print(&pretty::document(&report.json()))?;
    } else {
        let palette = Stream::Stdout.palette();
        print(&report.text(&palette, Stream::Stdout.width()))?;
    }
    if let Some(Halt { logical_id, why }) = halted {
        let fault = Fault::Unserved {
            message: format!("`{logical_id}`: {why}"),
            hint: Some(
                "what is there stays: mend it and run this again, and it goes on from here"
                    .to_owned(),
            ),
        };
        if !report.changed() {
            return Err(fault);
        }
        say(&complaint(&fault));
        return Ok(Verdict::Bad);
    }
    Ok(if report.lacking.is_empty() || arguments.allow_lacking {
        Verdict::Good
    } else {
        Verdict::Bad
    })
}

/// The values of parameters: those given now, and otherwise those given last.
fn parameters(
    arguments: &LocalArguments,
    template: &Template,
    record: &Record<'_>,
) -> BTreeMap<String, String> {
    let last = record
        .summary
        .iter()
        .flat_map(|summary| &summary.parameters);
    let is_known = |name: &str| template.parameters().iter().any(|it| it.name == name);
    let last = last.filter(|(name, _)| is_known(name));
    let mut values: BTreeMap<String, String> = last
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for Substitution { name, value } in &arguments.parameter {
        values.insert(name.clone(), value.clone());
    }
    values
}

/// How an execution of the stack's machine is begun.
fn next(report: &Report, server: &ServerArguments) -> Option<String> {
    if report.is_dry {
        return None;
    }
    let machine = report.rows.iter().find(|row| {
        row.kind == "AWS::StepFunctions::StateMachine" && row.outcome != Outcome::Lacking
    })?;
    let mut environment = "entrega env".to_owned();
    if let Some(data) = &server.data {
        let _ = write!(environment, " --data {}", data.display());
    }
    if server.endpoint != DEFAULT_ENDPOINT {
        let _ = write!(environment, " --endpoint {}", server.endpoint);
    }
    Some(format!(
        "eval \"$({environment})\" && aws stepfunctions start-execution --state-machine-arn {} --input \
         '{{}}'",
        machine.id
    ))
}

/// The name of the folder of a template, with what cannot be in a stack's name left out.
fn name_of(template: &Path) -> Result<String, Fault> {
    let unnamed = || {
        Fault::misused(
            "the template's folder has no name that a stack could have",
            "give one with --stack-name NAME",
        )
    };
    let folder = template
        .canonicalize()
        .map_err(|source| Fault::Unreadable {
            file: template.display().to_string(),
            source,
        })?;
    // What SAM built has the name of what it was built of.
    let mut folders = folder.ancestors().skip(1);
    let folder = folders.find(|folder| {
        let name = folder.file_name().unwrap_or_default();
        name != ".aws-sam" && name != "build"
    });
    let folder = folder.and_then(Path::file_name).ok_or_else(unnamed)?;
    let fitting = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = folder.to_string_lossy().chars().map(fitting).collect();
    let name = name.trim_matches(|c: char| !c.is_ascii_alphabetic());
    stack_name(name).map_err(|_| unnamed())
}

fn stack_name(text: &str) -> Result<String, String> {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if begins && fits && text.len() <= STACK_NAME_CHARS_MAX {
        return Ok(text.to_owned());
    }
    Err(format!(
        "a stack's name begins with a letter and has letters, digits and dashes, at most \
         {STACK_NAME_CHARS_MAX}"
    ))
}

impl From<Stopped> for Fault {
    fn from(stopped: Stopped) -> Fault {
        match stopped {
            Stopped::Refused {
                error: error @ CallError::Unreachable { .. },
                ..
            } => error.into(),
            Stopped::Refused { operation, error } => match Fault::from(error) {
                Fault::Unserved { message, hint } => Fault::Unserved {
                    message: format!("{operation}: {message}"),
                    hint,
                },
                other => other,
            },
            Stopped::Unfit(message) => Fault::Unserved {
                message,
                hint: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_named_after_its_folder() {
        let root = tempfile::tempdir().unwrap();
        for (path, name) in [
            ("saga_pattern.sam", "saga-pattern-sam"),
            ("2-order/.aws-sam/build", "order"),
        ] {
            let folder = root.path().join(path);
            fs::create_dir_all(&folder).unwrap();
            let template = folder.join("template.yaml");
            fs::write(&template, "").unwrap();
            assert_eq!(name_of(&template).unwrap(), name);
        }
        assert!(stack_name("9a").is_err() && stack_name("a_b").is_err());
    }
}
