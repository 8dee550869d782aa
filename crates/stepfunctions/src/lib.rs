//! The Step Functions service.

pub mod shape;
