//! SNS as `aws-sdk-sns` finds it within the process, and where its messages go.

mod deliveries;
mod fifo;
mod mail;
mod refusals;
mod stage;
mod subscriptions;
mod topics;
