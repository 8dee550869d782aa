//! What is answered. A view names every field that leaves.
//!
//! | module | shows |
//! |---|---|
//! | [`execution`] | executions |

pub(crate) mod execution;
