//! The assistant: it answers customers, with or without a large model, and acts only where the
//! policy lets it and the customer has clicked.

pub mod proposal;
pub mod scenario;
pub mod shop;
pub mod tool;
pub mod turn;
pub mod understand;
