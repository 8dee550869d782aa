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
//! | [`policy`] | what may still be changed about an order |
//! | [`payment`] | the port to whoever moves the money, and what speaks to them |
//! | [`contact`] | how somebody is reached: telephone, e-mail; CPF and CEP |
//! | [`notice`] | what customers are told, when and on which channel |

pub mod contact;
pub mod identifier;
pub mod money;
pub mod payment;
pub mod policy;
pub mod town;
pub mod notice;

pub use contact::{Cep, Cpf, Email, Phone};
pub use identifier::{
    CourierId, CustomerId, InvalidIdentifier, ItemId, MessageId, OptionId, OrderId, QuoteId,
    StoreId, ZoneId,
};
pub use money::Money;
