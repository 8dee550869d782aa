//! The delivery: orders from the cart to the door.
//!
//! Decisions are pure and stand by themselves; what they need and what they lead to is read and
//! written through AWS's own clients, so that the crate does not know whether DynamoDB, SNS and
//! Step Functions are in this process or in the cloud.
//!
//! | module | holds |
//! |---|---|
//! | [`identifier`], [`money`], [`contact`] | what everything is known by, what it costs, how somebody is reached |
//! | [`town`], [`eta`] | streets, addresses, routes; when something comes |
//! | [`menu`], [`store`], [`customer`] | what is sold, by whom, to whom |
//! | [`people`] | who is signed in: sessions, one-time codes, staff |
//! | [`zone`], [`fee`], [`hours`], [`slot`] | where to, for how much, and when |
//! | [`quote`] | all of that, signed |
//! | [`policy`], [`cancellation`] | what may still be changed, and why orders are called off |
//! | [`status`], [`entry`], [`order`], [`lifecycle`] | an order, what happens to it, and what that changes |
//! | [`payment`] | the port to whoever moves the money, and what speaks to them |
//! | [`notice`] | what customers are told, when and on which channel |
//! | [`table`] | everything that is remembered |
//! | [`feed`] | what changes, as it changes |
//! | [`mod@delivery`] | all of it together, as it is used |
//! | [`functions`] | the functions of the workflow |

pub mod cancellation;
pub mod contact;
pub mod customer;
pub mod delivery;
pub mod entry;
pub mod eta;
pub mod fee;
pub mod feed;
pub mod functions;
pub mod hours;
pub mod identifier;
pub mod lifecycle;
pub mod menu;
pub mod money;
pub mod notice;
pub mod order;
pub mod payment;
pub mod people;
mod planted;
pub mod policy;
pub mod quote;
pub mod shop_secret;
pub mod slot;
pub mod status;
pub mod store;
pub mod table;
pub mod town;
pub mod tracking_link;
pub mod zone;

pub use contact::{Cep, Cpf, Email, Phone};
pub use delivery::{Configuration, Delivery, DeliveryError};
pub use entry::{Actor, OrderKey, Reason};
pub use identifier::{
    ConversationId, CourierId, CustomerId, InvalidIdentifier, ItemId, MessageId, OptionId, OrderId,
    QuoteId, StoreId, ZoneId,
};
pub use money::Money;
pub use order::Order;
pub use status::Status;
