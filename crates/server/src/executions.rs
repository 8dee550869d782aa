//! Executions on a server, as an operator sees and changes them: over the API of Step Functions.
//!
//! | module | holds |
//! |---|---|
//! | [`list`] | which there are |
//! | [`show`] | one, with its error on top |
//! | [`tail`] | the history of one as it grows |
//! | [`change`] | redrive, stop |
//! | [`status`] | what has become of an execution |
//! | [`summary`] | what the API says of executions |
//! | [`history`] | the API's events as those of the interpreter |
//! | [`visits`] | what a history says of each state |

pub(crate) mod change;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod summary;
pub(crate) mod tail;
pub(crate) mod visits;

use asl::{Object, Value};
use clap::{Args, Subcommand};

use crate::age::Since;
use crate::client::{CallError, Client, ServerArguments};
use crate::command_line::Verdict;
use crate::fault::Fault;
use status::Status;

/// Executions on a server.
#[derive(Debug, Subcommand)]
pub(crate) enum ExecutionsCommand {
    /// List executions, the newest first
    #[command(visible_alias = "ls", after_help = LIST_HELP)]
    List(Box<ListArguments>),

    /// Show one: its error, its states, its data
    #[command(after_help = SHOW_HELP)]
    Show(Box<ShowArguments>),

    /// Print the history of one as it grows, until it ends
    #[command(after_help = TAIL_HELP)]
    Tail(Box<TailArguments>),

    /// Start failed, stopped or timed out executions again where they failed
    #[command(after_help = REDRIVE_HELP)]
    Redrive(Box<RedriveArguments>),

    /// Stop executions
    #[command(after_help = STOP_HELP)]
    Stop(Box<StopArguments>),
}

#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    /// Those of one state machine: its name or ARN
    #[arg(long, short, value_name = "NAME|ARN")]
    pub(crate) machine: Option<String>,

    /// Those in one status
    #[arg(long, short, value_name = "STATUS", ignore_case = true)]
    pub(crate) status: Option<Status>,

    /// Those that started since then: 30m, 2h, 7d, or a day or an instant
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<Since>,

    /// At most so many
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,

    /// Print one JSON document, for scripts
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

#[derive(Args, Debug)]
pub(crate) struct ShowArguments {
    /// Which execution: its ARN, MACHINE/NAME, or its name
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: String,

    /// Print one JSON document, for scripts
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

#[derive(Args, Debug)]
pub(crate) struct TailArguments {
    /// Which execution: its ARN, MACHINE/NAME, or its name
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: String,

    /// Print each event as GetExecutionHistory gives it, one a line
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

#[derive(Args, Debug)]
pub(crate) struct RedriveArguments {
    /// Which executions: ARNs, MACHINE/NAME, or names
    #[arg(required = true, value_name = "EXECUTION")]
    pub(crate) executions: Vec<String>,

    /// Print one JSON document, for scripts
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

#[derive(Args, Debug)]
pub(crate) struct StopArguments {
    /// Which executions: ARNs, MACHINE/NAME, or names
    #[arg(required = true, value_name = "EXECUTION")]
    pub(crate) executions: Vec<String>,

    /// The error to note
    #[arg(long, value_name = "NAME")]
    pub(crate) error: Option<String>,

    /// Why, in words
    #[arg(long, value_name = "TEXT")]
    pub(crate) cause: Option<String>,

    /// Print one JSON document, for scripts
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

const LIST_HELP: &str = "\
Exit codes:
  0  listed, be there any or none
  2  not listed: the call, the server or its answer did not allow it

Examples:
  entrega executions list --status failed --since 24h
  entrega executions list --machine order --json";

const SHOW_HELP: &str = "\
Exit codes:
  0  shown: it succeeded or goes on
  1  shown: it failed, timed out or was stopped
  2  not shown: the call, the server or its answer did not allow it

Examples:
  entrega executions show order/P-1042
  entrega executions show arn:aws:states:us-east-1:000000000000:execution:order:P-1042 --json";

const TAIL_HELP: &str = "\
Exit codes:
  0  it succeeded
  1  it failed, timed out or was stopped
  2  the call, the server or its answer did not allow to follow it

Examples:
  entrega executions tail order/P-1042";

const REDRIVE_HELP: &str = "\
Exit codes:
  0  all of them go on
  1  some could not be redriven
  2  none was tried: the call or the server did not allow it

Examples:
  entrega executions redrive order/P-1042";

const STOP_HELP: &str = "\
Exit codes:
  0  all of them are stopped
  1  some could not be stopped
  2  none was tried: the call or the server did not allow it

Examples:
  entrega executions stop order/P-1042 --error Cancelled --cause 'the shop is closed'";

/// Does what is asked for.
pub(crate) fn perform(command: &ExecutionsCommand) -> Result<Verdict, Fault> {
    match command {
        ExecutionsCommand::List(arguments) => list::list(arguments),
        ExecutionsCommand::Show(arguments) => show::show(arguments),
        ExecutionsCommand::Tail(arguments) => tail::tail(arguments),
        ExecutionsCommand::Redrive(arguments) => change::redrive(arguments),
        ExecutionsCommand::Stop(arguments) => change::stop(arguments),
    }
}

/// A state machine, as far as listing goes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Machine {
    name: String,
    arn: String,
    /// Whether its executions leave no trace that could be listed.
    is_express: bool,
}

/// `{"name": value}` without the fields that are not there.
fn input<const N: usize>(fields: [(&str, Option<Value>); N]) -> Object {
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.into(), value?)))
        .collect()
}

/// An answer lacks what the API says it has.
fn misunderstood(what: &str) -> Fault {
    Fault::Unserved {
        message: format!("the server's answer has no `{what}`"),
        hint: Some("does it speak the API of Step Functions?".to_owned()),
    }
}

fn text(value: &Value, field: &str) -> Result<String, Fault> {
    let text = value.get(field).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| misunderstood(field))
}

/// All machines there are.
fn machines(client: &Client) -> Result<Vec<Machine>, Fault> {
    let mut machines = Vec::new();
    let mut token = None;
    loop {
        let page = client.states("ListStateMachines", input([("nextToken", token)]))?;
        let found = page.get("stateMachines").and_then(Value::as_array);
        for machine in found.ok_or_else(|| misunderstood("stateMachines"))? {
            machines.push(Machine {
                name: text(machine, "name")?,
                arn: text(machine, "stateMachineArn")?,
                is_express: machine.get("type").and_then(Value::as_str) == Some("EXPRESS"),
            });
        }
        token = page.get("nextToken").cloned();
        if token.is_none() {
            return Ok(machines);
        }
    }
}

/// The machines that `name`, a name or an ARN, means; all when there is none.
fn machines_meant(client: &Client, name: Option<&str>) -> Result<Vec<Machine>, Fault> {
    match name {
        Some(arn) if arn.starts_with("arn:") => Ok(vec![Machine {
            name: arn.rsplit(':').next().unwrap_or(arn).to_owned(),
            arn: arn.to_owned(),
            is_express: false,
        }]),
        Some(name) => {
            let all = machines(client)?;
            let names: Vec<String> = all.iter().map(|m| format!("`{}`", m.name)).collect();
            match all.into_iter().find(|machine| machine.name == name) {
                Some(machine) => Ok(vec![machine]),
                None => Err(Fault::Unserved {
                    message: format!("there is no state machine `{name}`"),
                    hint: (!names.is_empty()).then(|| format!("there is {}", names.join(", "))),
                }),
            }
        }
        None => {
            let mut all = machines(client)?;
            all.retain(|machine| !machine.is_express);
            Ok(all)
        }
    }
}

/// The ARN of the execution that is meant: by its ARN, as `MACHINE/NAME`, or by its name alone.
fn execution_meant(client: &Client, meant: &str) -> Result<String, Fault> {
    if meant.starts_with("arn:") {
        return Ok(meant.to_owned());
    }
    let (machine, name) = match meant.split_once('/') {
        Some((machine, name)) => (Some(machine), name),
        None => (None, meant),
    };
    let mut found = Vec::new();
    for machine in machines_meant(client, machine)? {
        let arn = machine.arn.replacen(":stateMachine:", ":execution:", 1) + ":" + name;
        let asked = client.states(
            "DescribeExecution",
            input([("executionArn", Some(arn.as_str().into()))]),
        );
        match asked {
            Ok(_) => found.push((machine.name, arn)),
            Err(CallError::Refused { code, .. })
                if code == "ExecutionDoesNotExist" || code == "InvalidArn" => {}
            Err(other) => return Err(other.into()),
        }
    }
    if found.len() > 1 {
        let names: Vec<String> = found
            .iter()
            .map(|(machine, _)| format!("{machine}/{name}"))
            .collect();
        return Err(Fault::misused(
            format!("more than one execution is called `{name}`"),
            format!("say which: {}", names.join(", ")),
        ));
    }
    found
        .pop()
        .map(|(_, arn)| arn)
        .ok_or_else(|| Fault::Unserved {
            message: format!("there is no execution `{meant}`"),
            hint: Some("`entrega executions list` shows those there are".to_owned()),
        })
}
