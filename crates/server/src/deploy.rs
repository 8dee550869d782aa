//! `entrega deploy`: what runs here, on AWS; and what is meant for AWS, here.

use clap::Subcommand;

use crate::command_line::Verdict;
use crate::fault::Fault;

/// What is done with a template.
#[derive(Debug, Subcommand)]
pub(crate) enum DeployCommand {}

/// Does what the command line says.
pub(crate) fn perform(command: &DeployCommand) -> Result<Verdict, Fault> {
    match *command {}
}
