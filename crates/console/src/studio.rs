//! What the workflow studio asks of the server: nothing here touches what runs.
//!
//! | module | holds |
//! |---|---|
//! | [`draft`] | a definition that is being written |
//! | [`expression`] | expressions by themselves |
//! | [`offset`] | places in a text, as JavaScript counts them |
//! | [`workbench`] | where work is done that takes a while |

pub(crate) mod draft;
pub(crate) mod expression;
pub(crate) mod offset;
pub(crate) mod workbench;
