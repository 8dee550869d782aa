//! `entrega deploy`: what runs here, on AWS; and what is meant for AWS, here.

mod local;

use clap::Subcommand;

use crate::command_line::Verdict;
use crate::fault::Fault;

use self::local::{LOCAL_HELP, LocalArguments};

/// What is done with a template.
#[derive(Debug, Subcommand)]
pub(crate) enum DeployCommand {
    /// Make what a template of SAM or CloudFormation says, on a running server
    #[command(after_help = LOCAL_HELP)]
    Local(Box<LocalArguments>),
}

/// Does what the command line says.
pub(crate) fn perform(command: &DeployCommand) -> Result<Verdict, Fault> {
    match command {
        DeployCommand::Local(arguments) => local::local(arguments),
    }
}
