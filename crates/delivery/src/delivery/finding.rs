//! What somebody else keeps for the delivery, looked at: whether it is there and as it must be. Nothing is
//! made or changed.

use aws_sdk_sfn::error::{DisplayErrorContext, SdkError};
use aws_sdk_sfn::operation::describe_state_machine::DescribeStateMachineError;
use aws_sdk_sfn::types::{StateMachineStatus, StateMachineType};
use aws_sdk_sns::operation::get_topic_attributes::GetTopicAttributesError;

use super::{Delivery, DeliveryError};

/// Something that somebody else keeps cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is not there.
    #[error(
        "there is no {what} `{name}` there; it is made by whoever keeps it: `sam deploy` does on AWS"
    )]
    Missing {
        /// `table`
        what: &'static str,
        /// What it is called.
        name: String,
    },
    /// It is there, and another than is needed.
    #[error("the {what} `{name}` is not as it must be: {why}")]
    Another {
        /// `table`
        what: &'static str,
        /// What it is called.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// It cannot be looked at.
    #[error("the {what} `{name}` cannot be looked at: {why}")]
    Unseen {
        /// `table`
        what: &'static str,
        /// What it is called.
        name: String,
        /// What the service says.
        why: String,
    },
}

impl From<Unfit> for DeliveryError {
    fn from(unfit: Unfit) -> DeliveryError {
        DeliveryError::Unavailable(unfit.to_string())
    }
}

impl Delivery {
    /// Looks at what somebody else keeps for the delivery.
    pub(super) async fn find_elsewhere(&self) -> Result<(), Unfit> {
        let configuration = &self.0.configuration;
        let elsewhere = &configuration.elsewhere;
        if let Some(table) = &elsewhere.table {
            let found = table.find().await?;
            if !found.forgets {
                tracing::warn!(
                    table = table.name(),
                    "nothing in it is forgotten: its time to live is off"
                );
            }
        }
        if let Some(machine) = &elsewhere.state_machine_arn {
            find_state_machine(&configuration.step_functions, machine).await?;
        }
        if let Some(topic) = &elsewhere.topic_arn {
            find_topic(&configuration.sns, topic).await?;
        }
        Ok(())
    }
}

/// Looks whether a state machine can carry orders.
pub async fn find_state_machine(client: &aws_sdk_sfn::Client, arn: &str) -> Result<(), Unfit> {
    const WHAT: &str = "state machine";
    let described = client
        .describe_state_machine()
        .state_machine_arn(arn)
        .send();
    let machine = described.await.map_err(|error| match error {
        SdkError::ServiceError(error)
            if matches!(
                error.err(),
                DescribeStateMachineError::StateMachineDoesNotExist(_)
            ) =>
        {
            missing(WHAT, arn)
        }
        error => unseen(WHAT, arn, &error),
    })?;
    if *machine.r#type() != StateMachineType::Standard {
        let why = "an order takes longer than an Express machine may; a Standard one is needed";
        return Err(another(WHAT, arn, why));
    }
    if machine.status() == Some(&StateMachineStatus::Deleting) {
        return Err(another(WHAT, arn, "it is being deleted"));
    }
    Ok(())
}

/// Looks whether there is a topic for notices, and whether anybody listens.
pub async fn find_topic(client: &aws_sdk_sns::Client, arn: &str) -> Result<(), Unfit> {
    const WHAT: &str = "topic";
    /// So many subscriptions are confirmed.
    const CONFIRMED: &str = "SubscriptionsConfirmed";
    let found = client.get_topic_attributes().topic_arn(arn).send();
    let topic = found.await.map_err(|error| match error {
        SdkError::ServiceError(error)
            if matches!(error.err(), GetTopicAttributesError::NotFoundException(_)) =>
        {
            missing(WHAT, arn)
        }
        error => unseen(WHAT, arn, &error),
    })?;
    let attributes = topic.attributes();
    let confirmed = attributes.and_then(|attributes| attributes.get(CONFIRMED));
    if confirmed.is_some_and(|count| count == "0") {
        let why = "nobody is subscribed to it, so that no customer would be told anything; the function \
                   that sends notices has to be";
        return Err(another(WHAT, arn, why));
    }
    Ok(())
}

pub(crate) fn missing(what: &'static str, name: &str) -> Unfit {
    Unfit::Missing {
        what,
        name: name.to_owned(),
    }
}

pub(crate) fn another(what: &'static str, name: &str, why: impl Into<String>) -> Unfit {
    Unfit::Another {
        what,
        name: name.to_owned(),
        why: why.into(),
    }
}

pub(crate) fn unseen<E: std::error::Error>(what: &'static str, name: &str, error: &E) -> Unfit {
    Unfit::Unseen {
        what,
        name: name.to_owned(),
        why: DisplayErrorContext(error).to_string(),
    }
}
