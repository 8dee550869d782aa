//! A payment provider that behaves like a real one and moves no money.
//!
//! It is spoken to over HTTP, tells of changes by signed webhooks, and knows nothing of who asks.
//! What it has acknowledged is in the journal: charges under their idempotency keys, the events
//! that are still to be delivered, and a ledger of every movement of money, to which is only added.
//! It fails when it is told to, so that whoever builds on it sees what real providers do.
//!
//! The API and the test cards are described in `docs/payments.md`.
//!
//! | module | holds |
//! |---|---|
//! | [`configuration`] | how a provider is opened; its clock |
//! | `charge`, `card`, `ledger` | what may happen to a charge, and what of it moves money |
//! | `request` | what is asked, once it has been read |
//! | [`provider`] | the charges, and the one way in which they change |
//! | `api` | the routes |
//! | `event`, `delivery` | what is told unasked, signed, again and again until it is heard |
//! | `schedule` | what happens later |
//! | [`failure`] | what can be made to go wrong |

pub mod configuration;
pub mod failure;
pub mod ledger;
pub mod provider;

mod api;
mod card;
mod charge;
mod delivery;
mod event;
mod identifier;
mod request;
mod schedule;

pub use api::AnswerLost;
pub use charge::Status;
pub use configuration::{Clock, Configuration, OpenError};
pub use failure::{Failure, Failures};
pub use ledger::{Entry, Movement};
pub use provider::SandboxProvider;
