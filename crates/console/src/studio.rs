//! What the workflow studio asks of the server: nothing here touches what runs.
//!
//! | module | holds |
//! |---|---|
//! | [`case`] | what a workflow is tried with |
//! | [`draft`] | a definition that is being written |
//! | [`expression`] | expressions by themselves |
//! | [`mock`] | what answers the tasks of a rehearsal |
//! | [`offset`] | places in a text, as JavaScript counts them |
//! | [`path`] | the states that were visited |
//! | [`recorded`] | a case made from an execution |
//! | [`rehearse`] | a workflow rehearsed |
//! | [`shelf`] | what is kept with a machine |
//! | [`workbench`] | where work is done that takes a while |

pub(crate) mod case;
pub(crate) mod draft;
pub(crate) mod expression;
pub(crate) mod mock;
pub(crate) mod offset;
pub(crate) mod path;
pub(crate) mod recorded;
pub(crate) mod rehearse;
pub(crate) mod shelf;
pub(crate) mod workbench;
