//! The assistant: it answers customers, with or without a large model, and acts only where the
//! policy lets it and the customer has clicked.

pub mod gateway;
pub mod proposal;
pub mod shop;
pub mod tool;
pub mod turn;
