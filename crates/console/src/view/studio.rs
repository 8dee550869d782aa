//! What the workflow studio is answered.
//!
//! | module | shows |
//! |---|---|
//! | [`diagnostic`] | what there is to say of a definition |
//! | [`evaluate`] | what expressions give |
//! | [`integration`] | integrations that a Task can name |
//! | [`rehearse`] | how a rehearsal has gone |
//! | [`sam`] | a definition as SAM deploys it |

pub(crate) mod diagnostic;
pub(crate) mod evaluate;
pub(crate) mod integration;
pub(crate) mod rehearse;
pub(crate) mod sam;
