//! The delivery: orders from the cart to the door.
//!
//! Decisions are pure and stand by themselves; what they need and what they lead to is read and
//! written through AWS's own clients, so that the crate does not know whether DynamoDB, SNS and
//! Step Functions are in this process or in the cloud.
//!
//! | module | holds |
//! |---|---|
//! | [`identifier`], [`money`] | what everything is known by and what it costs |
//! | [`town`] | streets, addresses, routes |
//! | [`policy`], [`cancellation`] | what may still be changed about an order, and why it is cancelled |

pub mod cancellation;
pub mod identifier;
pub mod money;
pub mod policy;
pub mod town;

pub use identifier::{
    CourierId, CustomerId, InvalidIdentifier, ItemId, MessageId, OptionId, OrderId, QuoteId,
    StoreId, ZoneId,
};
pub use money::Money;
