//! What a definition needs on AWS: the permissions of its role, and the files that deploy it; and
//! what a template is made of, whoever wrote it.
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
//! | `policies` | those statements within what IAM allows |
//! | `definition` | the definition's text as it is deployed |
//! | [`export`] | what is deployed, and what every form of it has in common |
//! | `sam`, `yaml` | the SAM template |
//! | `cdk`, `terraform`, `literal` | the stack of the CDK, the module of Terraform |
//! | [`template`] | a template as it is written, CloudFormation's or SAM's |
//! | [`stack`] | the same filled in and expanded: resources in the order they are made |
//! | [`prices`] | AWS's list prices |
//! | [`walk`] | how often an execution enters each state |
//! | [`profile`] | what the shop's own workflows use, as it was measured |
//! | [`plan`] | what would come of a template on AWS: resources, permissions, quotas, cost |
//! | [`assumptions`], [`cost`], [`quotas`] | what a plan is reckoned from |

mod actions;
mod arguments;
mod arn;
pub mod assumptions;
mod cdk;
mod comment;
pub mod cost;
mod definition;
pub mod export;
mod literal;
pub mod needs;
pub mod pattern;
pub mod plan;
mod policies;
pub mod prices;
pub mod profile;
pub mod quotas;
mod resource;
mod sam;
mod settled;
pub mod stack;
pub mod statement;
pub mod template;
mod terraform;
pub mod walk;
mod yaml;

pub use needs::Needs;
pub use pattern::Pattern;
pub use statement::Statement;
