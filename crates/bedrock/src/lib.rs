//! The Bedrock services: models and knowledge bases, behind their wire protocols.
//!
//! A request names a model. What stands behind it is the configuration's to say: Bedrock itself,
//! another server, a script, or the grounded responder of this program. All but the first are given
//! the conversation a request means, in whatever dialect it came, and what they say is written in
//! that dialect again, piece by piece.
//!
//! | module | holds |
//! |---|---|
//! | [`model_id`] | what models are called |
//! | [`conversation`] | what a model is given |
//! | [`answer`] | what comes from it, and what can go wrong |
//! | [`models`], [`configuration`], `catalogue` | which models there are, and what stands behind each |
//! | `backend` | Bedrock, Anthropic, OpenAI-compatible servers, scripts |
//! | [`grounded`] | the responder that quotes what it is given |
//! | `dialect` | Converse, Anthropic's Messages, Llama's prompts, embeddings |
//! | [`frame`] | streams of events |
//! | `runtime`, `control`, `agent` | the operations: on models, about them, on knowledge bases |
//! | `service` | the wire protocol |
//! | [`bedrock`] | the services, as this program makes them |

pub mod model_id;

pub mod answer;
pub mod conversation;

mod catalogue;
pub mod configuration;
pub mod models;

mod backend;
pub mod grounded;

mod dialect;
pub mod frame;

mod agent;
pub mod bedrock;
mod control;
mod runtime;
mod service;

pub use bedrock::{Bedrock, Configuration};
pub use configuration::FileError;
pub use models::{Limits, ModelSummary, Models};
