//! What a definition needs on AWS: the permissions of its role, and the template that deploys it;
//! and what a template is made of, whoever wrote it.
//!
//! Everything is derived from the typed machine and the texts; nothing here does I/O.
//!
//! | module | holds |
//! |---|---|
//! | [`pattern`], `arn` | ARNs and other texts that are whole once they are deployed |
//! | `settled` | expressions whose value is known before anything runs |
//! | `arguments`, `resource` | what a definition says of a task, and which resource that is |
//! | `actions` | IAM's actions and the resources they can be narrowed to |
//! | [`needs`] | what a role must be allowed to do, state by state, and why |
//! | [`statement`] | the same as the statements of a policy |
//! | `definition` | the definition's text as it is deployed |
//! | [`sam`], `yaml` | the SAM template |
//! | [`template`] | a template as it is written, CloudFormation's or SAM's |
//! | [`stack`] | the same filled in and expanded: resources in the order they are made |

mod actions;
mod arguments;
mod arn;
mod definition;
pub mod needs;
pub mod pattern;
mod resource;
pub mod sam;
mod settled;
pub mod stack;
pub mod statement;
pub mod template;
mod yaml;

pub use needs::Needs;
pub use pattern::Pattern;
pub use statement::Statement;
