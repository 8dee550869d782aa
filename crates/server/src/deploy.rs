//! `entrega deploy`: what runs here, on AWS; and what is meant for AWS, here.

mod export;
mod export_machine;
mod local;
mod plan;

use clap::Subcommand;

use crate::command_line::Verdict;
use crate::fault::Fault;

use self::export::{EXPORT_HELP, ExportArguments};
use self::export_machine::{EXPORT_MACHINE_HELP, ExportMachineArguments};
use self::local::{LOCAL_HELP, LocalArguments};
use self::plan::{PLAN_HELP, PlanArguments};

/// What is done with a template.
#[derive(Debug, Subcommand)]
pub(crate) enum DeployCommand {
    /// Say what would come of a template on AWS: resources, permissions, quotas, cost
    #[command(after_help = PLAN_HELP)]
    Plan(PlanArguments),

    /// Write the shop as a folder that `sam deploy` makes a stack of
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArguments),

    /// Write what deploys a state machine on AWS: for SAM, the CDK or Terraform
    #[command(after_help = EXPORT_MACHINE_HELP)]
    ExportMachine(ExportMachineArguments),

    /// Make what a template of SAM or CloudFormation says, on a running server
    #[command(after_help = LOCAL_HELP)]
    Local(Box<LocalArguments>),
}

/// Does what the command line says.
pub(crate) fn perform(command: &DeployCommand) -> Result<Verdict, Fault> {
    match command {
        DeployCommand::Plan(arguments) => plan::plan(arguments),
        DeployCommand::ExportMachine(arguments) => export_machine::export_machine(arguments),
        DeployCommand::Local(arguments) => local::local(arguments),
        DeployCommand::Export(arguments) => export::export(arguments),
    }
}
