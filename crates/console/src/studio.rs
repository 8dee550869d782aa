//! What the workflow studio asks of the server: nothing here touches what runs.
//!
//! | module | holds |
//! |---|---|
//! | [`draft`] | a definition that is being written |
//! | [`expression`] | expressions by themselves |
//! | [`mock`] | what answers the tasks of a rehearsal |
//! | [`offset`] | places in a text, as JavaScript counts them |
//! | [`rehearse`] | a workflow rehearsed |
//! | [`workbench`] | where work is done that takes a while |

pub(crate) mod draft;
pub(crate) mod expression;
pub(crate) mod mock;
pub(crate) mod offset;
pub(crate) mod rehearse;
pub(crate) mod workbench;
