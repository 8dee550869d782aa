//! `entrega deploy`: what runs here, on AWS; and what is meant for AWS, here.

mod export;
mod local;

use clap::Subcommand;

use crate::command_line::Verdict;
use crate::fault::Fault;

use self::export::{EXPORT_HELP, ExportArguments};
use self::local::{LOCAL_HELP, LocalArguments};

/// What is done with a template.
#[derive(Debug, Subcommand)]
pub(crate) enum DeployCommand {
    /// Make what a template of SAM or CloudFormation says, on a running server
    #[command(after_help = LOCAL_HELP)]
    Local(Box<LocalArguments>),
    /// Write the shop as a folder that `sam deploy` makes a stack of
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArguments),
}

/// Does what the command line says.
pub(crate) fn perform(command: &DeployCommand) -> Result<Verdict, Fault> {
    match command {
        DeployCommand::Local(arguments) => local::local(arguments),
        DeployCommand::Export(arguments) => export::export(arguments),
    }
}
