//! The assistant: it answers customers, with or without a large model, and acts only where the
//! policy lets it and the customer has clicked.

pub mod assistant;
pub mod conversation;
pub(crate) mod dialogue;
pub mod first_texts;
pub mod gateway;
pub(crate) mod grounded;
pub mod guard;
pub mod memory;
pub mod model;
pub mod plain;
pub mod proposal;
pub mod scenario;
pub mod shop;
pub mod shop_of_delivery;
pub(crate) mod texts;
pub mod tool;
pub mod turn;
pub mod understand;
pub(crate) mod words;

pub use assistant::Assistant;
pub use memory::Memory;
pub use turn::{Outcome, Piece};
