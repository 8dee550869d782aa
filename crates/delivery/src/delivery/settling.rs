//! What the delivery needs of its services, made unless it is there. What somebody else keeps is looked
//! at only.

use aws_sdk_sfn::error::DisplayErrorContext;
use aws_sdk_sfn::operation::describe_state_machine::DescribeStateMachineError;

use super::{Delivery, DeliveryError, NOTICES, STATE_MACHINE, WORKFLOW};

impl Delivery {
    /// Makes the table, the topic, its subscription and the state machine. The state machine has the
    /// definition of this program: orders under way keep theirs.
    pub async fn settle_services(
        &self,
        role_arn: &str,
        send_notice_arn: &str,
    ) -> Result<(), DeliveryError> {
        self.find_elsewhere().await?;
        if self.0.configuration.elsewhere.table.is_none() {
            self.table().create().await?;
        }
        if self.0.configuration.elsewhere.topic_arn.is_none() {
            self.settle_topic(send_notice_arn).await?;
        }
        self.settle_workflow(role_arn).await
    }

    async fn settle_topic(&self, send_notice_arn: &str) -> Result<(), DeliveryError> {
        let sns = &self.0.configuration.sns;
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            DeliveryError::Unavailable(format!("the shop's {what} cannot be made: {error}"))
        };
        let topic = sns.create_topic().name(NOTICES).send().await;
        topic.map_err(|error| failed("topic", &DisplayErrorContext(error)))?;
        let subscribed = sns
            .subscribe()
            .topic_arn(&self.0.configuration.topic_arn)
            .protocol("lambda")
            .endpoint(send_notice_arn)
            .send()
            .await;
        subscribed
            .map(drop)
            .map_err(|error| failed("subscription", &DisplayErrorContext(error)))
    }

    async fn settle_workflow(&self, role_arn: &str) -> Result<(), DeliveryError> {
        let sfn = &self.0.configuration.step_functions;
        let arn = &self.0.configuration.state_machine_arn;
        let settled = settle_state_machine(sfn, arn, STATE_MACHINE, &WORKFLOW, role_arn);
        settled.await.map_err(|why| {
            DeliveryError::Unavailable(format!("the shop's state machine cannot be made: {why}"))
        })
    }
}

/// Makes a Standard state machine, or has it do what `definition` says, unless it does already. Why
/// that cannot be done otherwise.
pub async fn settle_state_machine(
    sfn: &aws_sdk_sfn::Client,
    arn: &str,
    name: &str,
    definition: &str,
    role_arn: &str,
) -> Result<(), String> {
    let described = sfn.describe_state_machine().state_machine_arn(arn).send();
    match described.await {
        Ok(machine) if machine.definition() == definition => Ok(()),
        Ok(_) => {
            let updated = sfn.update_state_machine().state_machine_arn(arn);
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
            let made = sfn.create_state_machine().name(name);
            let made = made.definition(definition).role_arn(role_arn).send().await;
            made.map(|_| ())
                .map_err(|error| DisplayErrorContext(error).to_string())
        }
        Err(error) => Err(DisplayErrorContext(error).to_string()),
    }
}
