//! What stands between a large model and everybody else.
//!
//! Nothing here depends on what a model says of itself: what it writes is filtered on its way out
//! ([`output`]), what it asks for is checked before anything is asked ([`calls`]), and what it is
//! given holds no more than it needs ([`redaction`]).

pub mod calls;
pub mod output;
pub mod redaction;
