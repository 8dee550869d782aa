//! Embedded Amazon SNS: topics, subscriptions, durable deliveries, e-mail, the outbox.
//!
//! A message is on the disk with all its deliveries before it is acknowledged, and each delivery is
//! tried until it succeeds or is given up, also after a crash. What is given up is kept, and can be
//! tried again.
//!
//! | module | holds |
//! |---|---|
//! | [`name`] | what topics, subscriptions and phone numbers are called |
//! | `topic`, `subscription`, `message` | what there is |
//! | [`filter_policy`] | which messages a subscription wants |
//! | `store` | all of it: in memory, and in the journal |
//! | `publish`, `fifo` | how a message comes in |
//! | `delivery`, [`retry`] | how it goes out, and how often that is tried |
//! | `envelope` | what subscribers are sent |
//! | [`mail`], [`outbox`] | e-mail; every mail and text message that left |
//! | [`dead_letter`] | deliveries that were given up |
//! | [`sns`] | the service, as this program asks it |
//! | `api` | the service, as AWS's clients ask it |

pub mod name;

mod message;
mod subscription;
mod topic;

pub mod filter_policy;

mod store;

mod fifo;
mod publish;

mod delivery;
pub mod retry;

mod envelope;
pub mod mail;
pub mod outbox;

pub mod dead_letter;

pub mod sns;

mod api;
mod error;

pub use dead_letter::{DeadLetter, ReplayError};
pub use mail::{Mail, MailError, Mailer, SmtpConfiguration, SmtpError, SmtpTls};
pub use name::{PhoneNumber, SubscriptionId, TopicName};
pub use outbox::{Channel, OutboxMessage};
pub use retry::{Schedule, Schedules};
pub use sns::{Configuration, Figures, Sns};
pub use store::OpenError;
pub use subscription::Protocol;
