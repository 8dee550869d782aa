//! `entrega deploy export-machine`: what deploys one state machine on AWS.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use asl::state::ExecutionType;
use clap::{Args, ValueEnum};
use deployment::export::{Export, File, Form, Refusal, Subject};

use crate::command_line::{Substitution, Verdict};
use crate::fault::Fault;
use crate::terminal::{Stream, paint, print};

#[derive(Args, Debug)]
pub(crate) struct ExportMachineArguments {
    /// The definition, JSON or YAML
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The folder to write, which may be there
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Who deploys it
    #[arg(long, value_enum, default_value_t = FormArgument::Sam)]
    form: FormArgument,

    /// What the machine is called [default: what the file is called]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// What `${NAME}` is without another; may be repeated
    #[arg(long, short, value_name = "NAME=VALUE")]
    substitute: Vec<Substitution>,

    /// As an Express workflow
    #[arg(long)]
    express: bool,
}

/// Who deploys it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormArgument {
    /// AWS SAM
    Sam,
    /// The AWS CDK, in TypeScript
    Cdk,
    /// Terraform
    Terraform,
}

pub(crate) const EXPORT_MACHINE_HELP: &str = "\
Writes two files: the definition, and what declares the machine with its log and a role that may do
what the definition needs and nothing else. A file that is there and says something else is left as
it is, and nothing is written.

Exit codes:
  0  written
  1  the definition has errors
  2  not written

Examples:
  entrega deploy export-machine order.asl.json order-on-aws
  entrega deploy export-machine order.asl.json infra/lib --form cdk
  entrega deploy export-machine order.asl.json modules/order --form terraform --name order";

pub(crate) fn export_machine(arguments: &ExportMachineArguments) -> Result<Verdict, Fault> {
    let file = arguments.file.display().to_string();
    let text = fs::read_to_string(&arguments.file);
    let text = text.map_err(|source| Fault::Unreadable {
        file: file.clone(),
        source,
    })?;
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => name_of(&arguments.file)?,
    };
    let substitutions = arguments.substitute.iter();
    let substitutions: BTreeMap<String, String> = substitutions
        .map(|Substitution { name, value }| (name.clone(), value.clone()))
        .collect();
    let subject = Subject {
        text: &text,
        name: &name,
        kind: if arguments.express {
            ExecutionType::Express
        } else {
            ExecutionType::Standard
        },
        substitutions: &substitutions,
    };
    let form = match arguments.form {
        FormArgument::Sam => Form::Sam,
        FormArgument::Cdk => Form::Cdk,
        FormArgument::Terraform => Form::Terraform,
    };
    let export = form.export(subject).map_err(|refusal| match refusal {
        Refusal::Definition(diagnostics) => {
            let reports = diagnostics.iter().map(|it| it.render(&file, &text));
            Fault::Refused(reports.collect())
        }
        Refusal::Name => Fault::misused(
            format!("AWS has no state machine that is called `{name}`"),
            "give it another name with --name NAME",
        ),
    })?;
    write(&arguments.folder, &[&export.main, &export.definition])?;
    print(&told(&export, &arguments.folder))?;
    Ok(Verdict::Good)
}

/// Writes files, all of them or, where one says something else already, none.
fn write(folder: &Path, files: &[&File]) -> Result<(), Fault> {
    for file in files {
        let path = folder.join(&file.path);
        match fs::read(&path) {
            Ok(there) if there != file.text.as_bytes() => {
                return Err(Fault::misused(
                    format!("`{}` is there and says something else", path.display()),
                    "move it away, or export into another folder",
                ));
            }
            Ok(_) | Err(_) => {}
        }
    }
    let unwritable = |path: &Path| {
        let file = path.display().to_string();
        move |source| Fault::Unwritable { file, source }
    };
    fs::create_dir_all(folder).map_err(unwritable(folder))?;
    for file in files {
        let path = folder.join(&file.path);
        fs::write(&path, &file.text).map_err(unwritable(&path))?;
    }
    Ok(())
}

fn told(export: &Export, folder: &Path) -> String {
    let palette = Stream::Stdout.palette();
    let mut told = String::new();
    for file in [&export.main, &export.definition] {
        let path = folder.join(&file.path);
        let path = path.display().to_string();
        // A text takes whatever is written into it.
        let _ = writeln!(told, "{}", paint(palette.strong, &path));
    }
    let unknown = export.needs.unknown.iter();
    let unknown = unknown.map(|it| format!("{}: {}: {}", it.state, it.resource, it.reason));
    for it in unknown.chain(export.notes.iter().cloned()) {
        let _ = writeln!(told, "{} {it}", paint(palette.warning, "!"));
    }
    told
}

/// `order` of `workflows/order.asl.json`.
fn name_of(file: &Path) -> Result<String, Fault> {
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.and_then(|name| name.split('.').next());
    let name = name.filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or_else(|| {
        Fault::misused(
            "the file has no name that a machine could have",
            "give one with --name NAME",
        )
    })
}
