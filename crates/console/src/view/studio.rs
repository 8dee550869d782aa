//! What the workflow studio is answered.
//!
//! | module | shows |
//! |---|---|
//! | [`diagnostic`] | what there is to say of a definition |
//! | [`evaluate`] | what expressions give |

pub(crate) mod diagnostic;
pub(crate) mod evaluate;
