//! What the workflow waits for, and how it is told.
//!
//! The answer to a waiting task is written together with what it answers. Giving it to Step
//! Functions comes afterwards, as often as it takes: a second time finds the task gone and changes
//! nothing.

use aws_sdk_sfn::error::{DisplayErrorContext, SdkError};
use aws_sdk_sfn::operation::send_task_failure::SendTaskFailureError;
use aws_sdk_sfn::operation::send_task_success::SendTaskSuccessError;
use jiff::Timestamp;
use serde_json::json;

use super::{Delivery, DeliveryError};
use crate::entry::OrderKey;
use crate::order::{Answer, Order, Refused, WaitsFor};

/// What a task of the workflow waits for.
#[derive(Clone, Debug)]
pub struct WaitFor {
    /// What.
    pub what: WaitsFor,
    /// The task's token.
    pub token: String,
    /// It waits so long.
    pub until: Timestamp,
    /// The last entry of the timeline that the workflow knows.
    pub seen: u32,
}

/// Whether the workflow knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// It was told.
    Now,
    /// It waits no more: it was told before, or its time was over.
    Gone,
    /// It could not be told.
    NotYet,
}

impl Delivery {
    /// Notes what the workflow waits for, together with what it does while it waits; and answers at
    /// once when there is nothing to wait for.
    pub(crate) async fn begin_wait<T>(
        &self,
        order: &OrderKey,
        wait: &WaitFor,
        meanwhile: impl Fn(&mut Order) -> Result<T, Refused>,
    ) -> Result<(Order, Option<T>), DeliveryError> {
        let registered = self.change(order, |order| {
            let again = order
                .wait
                .as_ref()
                .is_some_and(|before| before.token == wait.token);
            let there = order.begin_wait(wait.what, &wait.token, wait.until, wait.seen);
            match there {
                Some(_) => Ok((None, again)),
                None => Ok((Some(meanwhile(order)?), again)),
            }
        });
        let (order, (meanwhile, again)) = registered.await?;
        if meanwhile.is_none() && again {
            // What the task was told may not have reached it.
            self.give_answer(&order).await;
        }
        Ok((order, meanwhile))
    }

    /// Gives the workflow the answer that is written down, if there is one.
    pub(super) async fn give_answer(&self, order: &Order) -> Given {
        let Some(wait) = &order.wait else {
            return Given::Gone;
        };
        let sfn = &self.0.configuration.step_functions;
        let given = match &wait.answer {
            None => return Given::Gone,
            Some(Answer::Success) => {
                let milestone = order.milestone.as_ref();
                let output = json!({
                    "store": order.store,
                    "order": order.id,
                    "status": order.status,
                    "event": milestone.map(|milestone| &milestone.event),
                    "entry": milestone.map_or(order.entries, |milestone| milestone.entry),
                });
                let told = sfn
                    .send_task_success()
                    .task_token(&wait.token)
                    .output(output.to_string());
                match told.send().await {
                    Ok(_) => Given::Now,
                    Err(SdkError::ServiceError(error)) if success_is_late(error.err()) => {
                        Given::Gone
                    }
                    Err(error) => not_told(order, &error),
                }
            }
            Some(Answer::Failure { error, reason }) => {
                let told = sfn
                    .send_task_failure()
                    .task_token(&wait.token)
                    .error(error.name())
                    .cause(reason.name());
                match told.send().await {
                    Ok(_) => Given::Now,
                    Err(SdkError::ServiceError(error)) if failure_is_late(error.err()) => {
                        Given::Gone
                    }
                    Err(error) => not_told(order, &error),
                }
            }
        };
        tracing::debug!(order = %order.id, ?given, "the workflow is told");
        given
    }
}

fn success_is_late(error: &SendTaskSuccessError) -> bool {
    error.is_task_timed_out() || error.is_task_does_not_exist() || error.is_invalid_token()
}

fn failure_is_late(error: &SendTaskFailureError) -> bool {
    error.is_task_timed_out() || error.is_task_does_not_exist() || error.is_invalid_token()
}

fn not_told<E: std::error::Error>(order: &Order, error: &E) -> Given {
    let error = DisplayErrorContext(error).to_string();
    tracing::warn!(order = %order.id, error, "the workflow could not be told; it will be again");
    Given::NotYet
}
