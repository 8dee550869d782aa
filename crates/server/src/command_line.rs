//! What there is to type, and what the exit code says of it.

use std::fmt::Write as _;
use std::num::ParseIntError;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use asl::machine::forbidden_in_names;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::asl::{check, graph, run};
use crate::backup::{BACKUP_HELP, BackupArguments, backup};
use crate::chat::{CHAT_HELP, ChatArguments, chat};
use crate::deploy::{self, DeployCommand};
use crate::doctor::{DOCTOR_HELP, DoctorArguments, doctor};
use crate::environment::{ENVIRONMENT_HELP, EnvironmentArguments, environment};
use crate::executions::{self, ExecutionsCommand};
use crate::fault::Fault;
use crate::health::{HEALTH_HELP, HealthArguments, health};
use crate::kb::{self, KbCommand};
use crate::load::{LOAD_HELP, LoadArguments, load};
use crate::restore::{RESTORE_HELP, RestoreArguments, restore};
use crate::staff_link::{STAFF_LINK_HELP, StaffLinkArguments, staff_link};
use crate::tables::{self, TablesCommand};
use crate::terminal::{Stream, paint, print, say};
use crate::up::{UpArguments, openapi, up};

/// A delivery assistant: durable workflows in the Amazon States Language, and what they need.
#[derive(Debug, Parser)]
#[command(name = "entrega", version, max_term_width = 100)]
#[command(after_help = EXIT_CODES, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server: Step Functions, Lambda and the rest on one address
    #[command(after_help = UP_HELP)]
    Up(Box<UpArguments>),

    /// Work on workflow definitions: check, run, draw
    #[command(subcommand)]
    Asl(AslCommand),

    /// Look at executions on a server, redrive and stop them
    #[command(subcommand)]
    Executions(ExecutionsCommand),

    /// Talk to the shop of a running server, as a customer
    #[command(after_help = CHAT_HELP)]
    Chat(Box<ChatArguments>),
    /// Work on the texts that the assistant quotes from: add, search, measure
    #[command(subcommand)]
    Kb(KbCommand),

    /// Have many customers order on a server, measure it, and check what came of it
    #[command(after_help = LOAD_HELP)]
    Load(Box<LoadArguments>),

    /// Print what a shell must know for AWS's clients to talk to the server
    #[command(after_help = ENVIRONMENT_HELP)]
    Env(EnvironmentArguments),

    /// Print a link that signs an operator in to the console of a running server
    #[command(after_help = STAFF_LINK_HELP)]
    StaffLink(StaffLinkArguments),

    /// Take workflows to AWS, and templates of AWS here
    #[command(subcommand)]
    Deploy(DeployCommand),

    /// Move a table to another server, to AWS or back
    #[command(subcommand)]
    Tables(TablesCommand),

    /// Look whether this machine can run the server
    #[command(after_help = DOCTOR_HELP)]
    Doctor(DoctorArguments),

    /// Ask whether a server does its work
    #[command(after_help = HEALTH_HELP)]
    Health(HealthArguments),

    /// Write the data folder into one file, while the server goes on
    #[command(after_help = BACKUP_HELP)]
    Backup(BackupArguments),

    /// Make a data folder from a backup
    #[command(after_help = RESTORE_HELP)]
    Restore(RestoreArguments),

    /// Print the OpenAPI document that the web app's client is made of
    #[command(name = "openapi", hide = true)]
    OpenApi,

    /// Print a completion script for a shell
    #[command(after_help = "\
Examples:
  entrega completions bash > ~/.local/share/bash-completion/completions/entrega
  entrega completions zsh > ~/.zfunc/_entrega
  entrega completions fish > ~/.config/fish/completions/entrega.fish")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// Definitions are JSON or YAML.
#[derive(Debug, Subcommand)]
enum AslCommand {
    /// Find every mistake in definitions, each with its place
    #[command(after_help = CHECK_HELP)]
    Check(CheckArguments),

    /// Run a definition in memory, tasks answered by mocks
    #[command(after_help = RUN_HELP)]
    Run(Box<RunArguments>),

    /// Draw a definition as SVG
    #[command(after_help = GRAPH_HELP)]
    Graph(GraphArguments),
}

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// Definitions; `-` is standard input, a directory stands for the *.asl.json, *.asl.yaml and
    /// *.asl.yml in it
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<FileArgument>,

    /// Print one JSON document, for scripts
    #[arg(long)]
    pub(crate) json: bool,

    /// Check them as Express workflows, which may not wait for jobs or callbacks
    #[arg(long)]
    pub(crate) express: bool,
}

#[derive(Args, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(crate) struct RunArguments {
    /// The definition; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: FileArgument,

    /// The input: JSON, `@FILE`, or `-` for standard input
    #[arg(long, short, value_name = "JSON|@FILE|-", default_value = "{}")]
    pub(crate) input: InputArgument,

    /// How tasks answer (docs/mocks.md); without it a task's input is its result
    #[arg(long, short, value_name = "FILE")]
    pub(crate) mock: Option<FileArgument>,

    /// The test case of a Step Functions Local mock file: CASE or MACHINE/CASE
    #[arg(long, value_name = "CASE", requires = "mock")]
    pub(crate) case: Option<String>,

    /// Print the history as it grows, on standard error
    #[arg(long, short)]
    pub(crate) trace: bool,

    /// Do not wait: time jumps to what is due next
    #[arg(long, short)]
    pub(crate) fast: bool,

    /// Write the history to FILE, as GetExecutionHistory gives it
    #[arg(long, value_name = "FILE")]
    pub(crate) history: Option<PathBuf>,

    /// Where randomness comes from: up to 64 hexadecimal digits; new each time without it
    #[arg(long, value_name = "HEX")]
    pub(crate) seed: Option<Seed>,

    /// The execution's name; a UUID without it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<ExecutionName>,

    /// Put VALUE where the definition says `${NAME}`; may be repeated
    #[arg(long, short, value_name = "NAME=VALUE")]
    pub(crate) substitute: Vec<Substitution>,

    /// Run it as an Express workflow
    #[arg(long)]
    pub(crate) express: bool,

    /// Print one JSON document: status, output or error, times
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct GraphArguments {
    /// The definition; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: FileArgument,

    /// Where to write the drawing; standard output without it
    #[arg(long, short, value_name = "FILE.svg")]
    pub(crate) output: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  a definition has errors, or an execution failed
  2  nothing was done: the call, a file or the machine did not allow it";

const UP_HELP: &str = "\
What is kept survives everything: kill it, start it again, and executions go on.

Exit codes:
  0   it was told to end (SIGTERM, SIGINT)
  2   it could not start
  74  a write could not be made durable; start it again when the disk is well

Examples:
  entrega up
  entrega up --memory --anonymous
  eval \"$(entrega env)\"; aws stepfunctions list-state-machines";

const CHECK_HELP: &str = "\
Placeholders of SAM and CloudFormation templates, such as ${ChargeFunctionArn}, are accepted.

Exit codes:
  0  no errors; there may be warnings
  1  errors
  2  a file could not be read, or the call was wrong

Examples:
  entrega asl check order.asl.json
  entrega asl check workflows/ --json
  git show HEAD:order.asl.json | entrega asl check -";

const RUN_HELP: &str = "\
The output goes to standard output, everything said about the execution to standard error.

Exit codes:
  0  the execution succeeded
  1  it failed, timed out or can never end
  2  it was not started: the definition has errors, or the call or a file is wrong

Examples:
  entrega asl run order.asl.json --input '{\"orderId\": 1042}'
  entrega asl run order.asl.json --input @order.json --mock mocks.json --trace --fast
  entrega asl run order.asl.json --mock MockConfigFile.json --case Order/HappyPath";

const GRAPH_HELP: &str = "\
Exit codes:
  0  drawn
  2  not drawn: the definition has errors, or the call or a file is wrong

Examples:
  entrega asl graph order.asl.json --output order.svg";

/// Whether what was asked about is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Good,
    Bad,
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileArgument {
    Stdin,
    Path(PathBuf),
}

/// Where the input of an execution comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InputArgument {
    Inline(String),
    File(FileArgument),
}

/// Where an execution's randomness comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seed(pub(crate) [u8; 32]);

/// The name of an execution: 1 to 80 characters, none of those StartExecution refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExecutionName(pub(crate) String);

/// What takes the place of `${name}` in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Substitution {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Does what the command line says.
pub(crate) fn run() -> ExitCode {
    match perform(CommandLine::parse().command) {
        Ok(Verdict::Good) => ExitCode::SUCCESS,
        Ok(Verdict::Bad) => ExitCode::from(1),
        Err(fault) => {
            say(&complaint(&fault));
            ExitCode::from(2)
        }
    }
}

fn perform(command: Command) -> Result<Verdict, Fault> {
    match command {
        Command::Asl(AslCommand::Check(arguments)) => check::check(&arguments),
        Command::Asl(AslCommand::Run(arguments)) => run::run(&arguments),
        Command::Asl(AslCommand::Graph(arguments)) => graph::graph(&arguments),
        Command::Executions(command) => executions::perform(&command),
        Command::Up(arguments) => up(&arguments),
        Command::Chat(arguments) => chat(&arguments),
        Command::Kb(command) => kb::perform(&command),
        Command::Load(arguments) => load(&arguments),
        Command::Env(arguments) => environment(&arguments),
        Command::StaffLink(arguments) => staff_link(&arguments),
        Command::Deploy(command) => deploy::perform(&command),
        Command::Tables(command) => tables::perform(&command),
        Command::Doctor(arguments) => doctor(&arguments),
        Command::Health(arguments) => health(&arguments),
        Command::Backup(arguments) => backup(&arguments),
        Command::Restore(arguments) => restore(&arguments),
        Command::OpenApi => {
            print(&openapi())?;
            Ok(Verdict::Good)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut CommandLine::command(), "entrega", &mut script);
            print(&String::from_utf8_lossy(&script))?;
            Ok(Verdict::Good)
        }
    }
}

/// What is said of a fault.
pub(crate) fn complaint(fault: &Fault) -> String {
    if let Fault::Refused(report) = fault {
        return report.clone();
    }
    let palette = Stream::Stderr.palette();
    let mut text = format!("{}: {fault}\n", paint(palette.error, "error"));
    if let Some(hint) = fault.hint() {
        let _ = writeln!(text, " {}: {hint}", paint(palette.hint, "hint"));
    }
    text
}

impl FromStr for FileArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<FileArgument, String> {
        match text {
            "" => Err("a file name cannot be empty".to_owned()),
            "-" => Ok(FileArgument::Stdin),
            path => Ok(FileArgument::Path(PathBuf::from(path))),
        }
    }
}

impl FromStr for InputArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<InputArgument, String> {
        match (text, text.strip_prefix('@')) {
            ("-", _) => Ok(InputArgument::File(FileArgument::Stdin)),
            (_, Some(path)) => path.parse().map(InputArgument::File),
            (json, None) => Ok(InputArgument::Inline(json.to_owned())),
        }
    }
}

impl FromStr for Seed {
    type Err = String;

    /// A number in hexadecimal, the last byte last.
    fn from_str(text: &str) -> Result<Seed, String> {
        if text.is_empty() || text.len() > 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err("a seed is 1 to 64 hexadecimal digits, such as 2a".to_owned());
        }
        let mut seed = [0; 32];
        let padded = format!("{text:0>64}");
        for (place, byte) in seed.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&padded[2 * place..2 * place + 2], 16)
                .map_err(|error: ParseIntError| error.to_string())?;
        }
        Ok(Seed(seed))
    }
}

impl FromStr for ExecutionName {
    type Err = String;

    fn from_str(text: &str) -> Result<ExecutionName, String> {
        const CHARS_MAX: usize = 80;
        let length = text.chars().count();
        if length == 0 || length > CHARS_MAX {
            return Err(format!(
                "a name has 1 to {CHARS_MAX} characters, this has {length}"
            ));
        }
        match text.chars().find(|c| forbidden_in_names(*c)) {
            Some(c) => Err(format!("a name may not have {c:?} in it")),
            None => Ok(ExecutionName(text.to_owned())),
        }
    }
}

impl FromStr for Substitution {
    type Err = String;

    fn from_str(text: &str) -> Result<Substitution, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Substitution {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("write NAME=VALUE, such as TableName=orders".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_seed_is_a_number() {
        let mut expected = [0; 32];
        expected[30..].copy_from_slice(&[0x01, 0x2a]);
        assert_eq!("12a".parse(), Ok(Seed(expected)));
        assert!("".parse::<Seed>().is_err());
        assert!("é".parse::<Seed>().is_err());
        assert!("0".repeat(65).parse::<Seed>().is_err());
    }

    #[test]
    fn an_input_is_text_a_file_or_a_stream() {
        assert_eq!("{}".parse(), Ok(InputArgument::Inline("{}".to_owned())));
        assert_eq!("-".parse(), Ok(InputArgument::File(FileArgument::Stdin)));
        let path = FileArgument::Path("a.json".into());
        assert_eq!("@a.json".parse(), Ok(InputArgument::File(path)));
        assert!("@".parse::<InputArgument>().is_err());
    }

    #[test]
    fn names_are_those_aws_takes() {
        assert!("pedido-1042_a.b".parse::<ExecutionName>().is_ok());
        for refused in ["", "a b", "a/b", &"x".repeat(81)] {
            assert!(refused.parse::<ExecutionName>().is_err(), "{refused}");
        }
    }
}
