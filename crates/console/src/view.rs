//! What is answered. A view names every field that leaves.
//!
//! | module | shows |
//! |---|---|
//! | [`time`] | times |
//! | [`order`] | the order that an execution carries |
//! | [`execution`] | executions |
//! | [`event`] | what happened to one |
//! | [`callback`] | what waits for an answer |
//! | [`metrics`] | figures |
//! | [`cost`] | what a month would cost on AWS |
//! | [`function`] | what functions do |
//! | [`knowledge`] | knowledge bases, their documents and passages |
//! | [`model`] | models |
//! | [`studio`] | what the workflow studio is answered |

pub(crate) mod callback;
pub(crate) mod cost;
pub(crate) mod event;
pub(crate) mod execution;
pub(crate) mod function;
pub(crate) mod knowledge;
pub(crate) mod metrics;
pub(crate) mod model;
pub(crate) mod order;
pub(crate) mod studio;
pub(crate) mod time;
