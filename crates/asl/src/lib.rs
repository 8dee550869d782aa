//! The Amazon States Language.
//!
//! Text goes in at [`parse()`](parse::parse) and comes out as a [`StateMachine`], or as every
//! [`Diagnostic`] at once, each with its place in the text. What comes out is complete: fields
//! have their defaults, transitions point at states that exist, and every path, intrinsic
//! function and JSONata expression is compiled. Nothing here does I/O.
//!
//! | module | holds |
//! |---|---|
//! | [`value`], [`number`], [`json`] | JSON values that are shared, and their text |
//! | [`parse`] | text, JSON or YAML, to a state machine or its diagnostics |
//! | [`diagnostic`] | what is wrong with a definition, and where |
//! | [`machine`], [`state`] | the state machine and its states |
//! | [`data_flow`], [`template`] | what a state reads and what it gives |
//! | [`expression`] | JSONPath, reference paths, intrinsic functions, JSONata |
//! | [`graph`] | drawings of state machines |

pub mod json;
pub mod number;
pub mod value;

pub mod diagnostic;
pub mod parse;

pub mod data_flow;
pub mod expression;
pub mod machine;
pub mod state;
pub mod template;
pub mod timestamp;

pub mod graph;

pub use diagnostic::{Diagnostic, Severity};
pub use machine::{QueryLanguage, Scope, ScopeId, StateId, StateMachine, StateName};
pub use number::Number;
pub use state::State;
pub use timestamp::Timestamp;
pub use value::{Object, Value};
