//! The delivery: orders from the cart to the door.
//!
//! Decisions are pure and stand by themselves; what they need and what they lead to is read and
//! written through AWS's own clients, so that the crate does not know whether DynamoDB, SNS and
//! Step Functions are in this process or in the cloud.
//!
//! | module | holds |
//! |---|---|
//! | [`identifier`], [`money`] | what everything is known by and what it costs |
//! | [`menu`] | what can be ordered, and how it looks |
//! | [`town`] | streets, addresses, routes |
//! | [`zone`], [`fee`] | where is delivered to, and what it costs |
//! | [`hours`], [`slot`] | when |
//! | [`eta`] | when an order comes, and why later |
//! | [`quote`] | all of that, signed |
//! | [`policy`], [`cancellation`] | what may still be changed about an order, and why it is cancelled |

pub mod cancellation;
pub mod eta;
pub mod fee;
pub mod hours;
pub mod identifier;
pub mod menu;
pub mod money;
pub mod policy;
pub mod quote;
pub mod slot;
pub mod town;
pub mod zone;

pub use identifier::{
    CourierId, CustomerId, InvalidIdentifier, ItemId, MessageId, OptionId, OrderId, QuoteId,
    StoreId, ZoneId,
};
pub use money::Money;
