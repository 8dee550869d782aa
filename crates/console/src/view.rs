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

pub(crate) mod callback;
pub(crate) mod event;
pub(crate) mod execution;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod time;
