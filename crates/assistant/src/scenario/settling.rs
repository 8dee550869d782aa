//! What the scenarios need of the services, made unless it is there.

use aws_sdk_sfn::error::DisplayErrorContext;
use aws_sdk_sfn::operation::describe_state_machine::DescribeStateMachineError;
use aws_sdk_sfn::types::StateMachineType;
use delivery::DeliveryError;

use super::table::ScenarioTable;
use super::{Scenarios, WORKFLOWS, Workflow, WorkflowKind};

impl Scenarios {
    /// Makes the tables and the state machines, which have the definitions of this program, and gives
    /// the workflows the answers that they may not have.
    pub async fn settle(&self, role_arn: &str) -> Result<(), DeliveryError> {
        ScenarioTable::beside(&self.0.delivery).create().await?;
        self.0.orders_view.create().await?;
        for workflow in WORKFLOWS {
            self.settle_workflow(workflow, role_arn).await?;
        }
        self.0.coupons.tell_workflows(&self.0.store).await
    }

    async fn settle_workflow(
        &self,
        workflow: Workflow,
        role_arn: &str,
    ) -> Result<(), DeliveryError> {
        let Workflow {
            state_machine,
            definition,
            ..
        } = workflow;
        let sfn = self.0.delivery.step_functions();
        let arn = self.0.delivery.state_machine_arn(state_machine);
        let described = sfn.describe_state_machine().state_machine_arn(&arn).send();
        let settled = match described.await {
            Ok(machine) if machine.definition() == definition => Ok(()),
            Ok(_) => {
                let updated = sfn.update_state_machine().state_machine_arn(&arn);
                let updated = updated.definition(definition).send().await;
                updated
                    .map(|_| ())
                    .map_err(|error| DisplayErrorContext(error).to_string())
            }
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DescribeStateMachineError::is_state_machine_does_not_exist) =>
            {
                let kind = match workflow.kind {
                    WorkflowKind::Express => StateMachineType::Express,
                    WorkflowKind::Standard => StateMachineType::Standard,
                };
                let made = sfn.create_state_machine().name(state_machine).r#type(kind);
                let made = made.definition(definition).role_arn(role_arn).send().await;
                made.map(|_| ())
                    .map_err(|error| DisplayErrorContext(error).to_string())
            }
            Err(error) => Err(DisplayErrorContext(error).to_string()),
        };
        settled.map_err(|why| {
            DeliveryError::Unavailable(format!(
                "the state machine `{state_machine}` cannot be made: {why}"
            ))
        })
    }
}
