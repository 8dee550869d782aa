//! The execution that carries an order: begun, and looked for where it is.
//!
//! Which one it is is settled when the order is placed, and written down with it. So an order goes on where
//! it began, also when those that are placed later begin elsewhere; and an order whose execution was not
//! begun before the program died is begun in one place only. Orders of older versions do not say: theirs
//! is an execution of the delivery's own machine, or of the one elsewhere if that has it.

use aws_sdk_sfn::error::SdkError;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionError;
use aws_sdk_sfn::operation::start_execution::StartExecutionError;
use aws_sdk_sfn::types::ExecutionStatus;
use serde_json::json;

use super::upkeep::unavailable;
use super::{Delivery, DeliveryError};
use crate::OrderId;
use crate::order::Order;

/// What is known of an execution.
enum Found {
    Running,
    Over,
    /// There is none of that ARN.
    Missing,
}

impl Delivery {
    /// The execution that will carry an order which is placed now.
    pub(super) fn execution_of_new(&self, order: &OrderId) -> String {
        let configuration = &self.0.configuration;
        let machine = configuration.elsewhere.state_machine_arn.as_ref();
        execution_arn(machine.unwrap_or(&configuration.state_machine_arn), order)
    }

    /// Begins the workflow of an order, unless it has begun.
    pub(super) async fn begin_workflow(&self, order: &Order) -> Result<(), DeliveryError> {
        let own = &self.0.configuration.state_machine_arn;
        let machine = order.execution.as_deref().and_then(machine_of);
        let machine = machine.unwrap_or_else(|| own.clone());
        let input = json!({ "store": order.store, "order": order.id });
        let begun = self
            .step_functions()
            .start_execution()
            .state_machine_arn(machine)
            .name(order.id.as_str())
            .input(input.to_string())
            .send()
            .await;
        match begun {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), StartExecutionError::ExecutionAlreadyExists(_)) =>
            {
                Ok(())
            }
            Err(error) => Err(unavailable("Step Functions", &error)),
        }
    }

    /// Whether the execution that carries the order is still running. One that there is not is begun.
    pub(super) async fn workflow_goes_on(&self, order: &Order) -> Result<bool, DeliveryError> {
        for execution in self.executions_of(order) {
            match self.look_for(&execution).await? {
                Found::Running => return Ok(true),
                Found::Over => return Ok(false),
                Found::Missing => {}
            }
        }
        self.begin_workflow(order).await?;
        Ok(true)
    }

    /// Where the execution of an order may be.
    fn executions_of(&self, order: &Order) -> Vec<String> {
        if let Some(execution) = &order.execution {
            return vec![execution.clone()];
        }
        let configuration = &self.0.configuration;
        let elsewhere = configuration.elsewhere.state_machine_arn.as_ref();
        let machines = [Some(&configuration.state_machine_arn), elsewhere];
        let machines = machines.into_iter().flatten();
        machines
            .map(|machine| execution_arn(machine, &order.id))
            .collect()
    }

    async fn look_for(&self, execution: &str) -> Result<Found, DeliveryError> {
        let described = self.step_functions().describe_execution();
        match described.execution_arn(execution).send().await {
            Ok(execution) => Ok(match execution.status() {
                ExecutionStatus::Running | ExecutionStatus::PendingRedrive => Found::Running,
                _ => Found::Over,
            }),
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err(),
                    DescribeExecutionError::ExecutionDoesNotExist(_)
                ) =>
            {
                Ok(Found::Missing)
            }
            Err(error) => Err(unavailable("Step Functions", &error)),
        }
    }
}

/// `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:ORDER`
fn execution_arn(machine: &str, order: &OrderId) -> String {
    let execution = machine.replacen(":stateMachine:", ":execution:", 1);
    format!("{execution}:{order}")
}

/// The machine of an execution.
fn machine_of(execution: &str) -> Option<String> {
    let (machine, _order) = execution.rsplit_once(':')?;
    Some(machine.replacen(":execution:", ":stateMachine:", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_and_its_machine_lead_to_one_another() {
        let machine = "arn:aws:states:sa-east-1:111111111111:stateMachine:shop-Order-1AB";
        let order = OrderId::parse("01JD0").expect("an identifier");
        let execution = execution_arn(machine, &order);
        assert_eq!(
            execution,
            "arn:aws:states:sa-east-1:111111111111:execution:shop-Order-1AB:01JD0"
        );
        assert_eq!(machine_of(&execution).as_deref(), Some(machine));
    }
}
