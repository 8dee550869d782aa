//! `entrega tables`: tables that move, from this server to AWS, to another server, and back.

mod batches;
mod canonical;
mod checkpoint;
mod checksum;
mod compare;
mod copy;
mod difference;
mod digests;
mod fill;
mod flow;
mod list;
mod patience;
mod place;
mod progress;
mod reading;
mod report;
mod schema;
mod side;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tokio::runtime::Runtime;

use self::copy::{Order, copy};
use self::list::{LIST_HELP, ListArguments, list};
use self::place::Place;
use crate::command_line;
use crate::fault::Fault;
use crate::terminal::{Stream, print};
use crate::up::default_folder;

/// What is done with tables.
#[derive(Debug, Subcommand)]
pub(crate) enum TablesCommand {
    /// Copy a table, and prove that the copy is the same
    #[command(after_help = COPY_HELP)]
    Copy(Box<CopyArguments>),

    /// List the tables of a place
    #[command(after_help = LIST_HELP)]
    List(ListArguments),
}

#[derive(Args, Debug)]
pub(crate) struct CopyArguments {
    /// The table
    #[arg(long, value_name = "NAME", default_value = "entrega")]
    table: String,

    /// Where it is: embedded (the server that runs here), aws, a URL, or a data folder whose server
    /// does not run
    #[arg(long, value_name = "PLACE", default_value = "embedded")]
    from: Place,

    /// Where it shall be, likewise
    #[arg(long, value_name = "PLACE")]
    to: Place,

    /// What it is called there [default: the same]
    #[arg(long, value_name = "NAME")]
    to_table: Option<String>,

    /// Compare only: nothing is made, written or deleted
    #[arg(long)]
    verify_only: bool,

    /// Make the target equal even if it has items that no copy from here put there: they are
    /// changed, and deleted
    #[arg(long, conflicts_with = "verify_only")]
    overwrite: bool,

    /// Print one JSON document, for scripts
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    whence: Whence,
}

/// How the places are found, and whose keys are used there.
#[derive(Args, Clone, Debug)]
pub(crate) struct Whence {
    /// Where the embedded server is [default: http://127.0.0.1:4566]
    #[arg(
        long,
        value_name = "URL",
        env = "AWS_ENDPOINT_URL",
        hide_env_values = true
    )]
    pub(crate) endpoint: Option<String>,

    /// The embedded server's data folder, for the keys in it, and for what is remembered of a copy
    /// [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// The profile of ~/.aws whose keys AWS, or the server of a URL, is asked with; without it, those
    /// of the environment, ~/.aws, the container or the machine
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The region; without it, that of the environment or the profile
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
}

pub(crate) const COPY_HELP: &str = "\
Kill it at any moment and run it again: it goes on where it was. A second run writes what differs,
and nothing else. docs/deploy.md has the whole procedure under \"Moving the table\".

Exit codes:
  0  the same: count, checksum, and each item
  1  they differ, or the source changes while it is read
  2  it could not be found out: what was copied stays, and another run goes on

Examples:
  entrega tables copy --to aws --region sa-east-1 --profile shop
  entrega tables copy --to aws --verify-only
  entrega tables copy --from aws --to /srv/entrega --overwrite
  entrega tables copy --from /srv/entrega --to http://127.0.0.1:8000 --to-table trial";

/// Does what the command line says.
pub(crate) fn perform(command: &TablesCommand) -> Result<command_line::Verdict, Fault> {
    match command {
        TablesCommand::Copy(arguments) => perform_copy(arguments),
        TablesCommand::List(arguments) => list(arguments),
    }
}

fn perform_copy(arguments: &CopyArguments) -> Result<command_line::Verdict, Fault> {
    let data = match (&arguments.whence.data, &arguments.from, &arguments.to) {
        (Some(data), ..) => data.clone(),
        (None, Place::Folder(folder), _) | (None, _, Place::Folder(folder)) => folder.clone(),
        (None, ..) => default_folder()?,
    };
    let order = Order {
        from: arguments.from.clone(),
        table: arguments.table.clone(),
        to: arguments.to.clone(),
        to_table: arguments
            .to_table
            .as_ref()
            .unwrap_or(&arguments.table)
            .clone(),
        data,
        verify_only: arguments.verify_only,
        overwrite: arguments.overwrite,
    };
    let report = runtime()?.block_on(copy(&order, &arguments.whence))?;
    if arguments.json {
        print(&report.json()?)?;
    } else {
        print(&report.text(&Stream::Stdout.palette()))?;
    }
    Ok(match report.verdict {
        report::Verdict::Same => command_line::Verdict::Good,
        report::Verdict::Differs | report::Verdict::Changing => command_line::Verdict::Bad,
    })
}

/// Reading, digesting and writing are done at once.
fn runtime() -> Result<Runtime, Fault> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| Fault::Unusable {
            what: "the network".to_owned(),
            source,
        })
}
