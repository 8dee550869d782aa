//! What the workflow studio is answered.
//!
//! | module | shows |
//! |---|---|
//! | [`diagnostic`] | what there is to say of a definition |
//! | [`evaluate`] | what expressions give |
//! | [`rehearse`] | how a rehearsal has gone |
//! | [`sam`] | a definition as SAM deploys it |

pub(crate) mod diagnostic;
pub(crate) mod evaluate;
pub(crate) mod rehearse;
pub(crate) mod sam;
