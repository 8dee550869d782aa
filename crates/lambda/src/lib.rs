//! AWS Lambda in this process.
//!
//! A function is either a handler that is part of this program, or an archive whose code runs in
//! processes of its own, which speak the Lambda Runtime API. Callers cannot tell them apart.
//!
//! | module | holds |
//! |---|---|
//! | [`configuration`] | what the service is started with |
//! | [`lambda`] | the service: start, handlers of this program, shutdown |
//! | `api` | Lambda's API, operation by operation |
//! | [`url`] | function URLs |
//! | `function`, `functions`, `name` | functions, as they are kept and as they are named |
//! | `code` | the archives, and what they unpack to |
//! | `invoke`, `events` | an invocation from request to outcome; those that nobody waits for |
//! | [`in_process`] | handlers of this program |
//! | [`figures`] | what functions have done and do |
//! | `pool`, `environment` | the processes of a version; one of them |
//! | `process`, `spawner`, `runtime`, [`sandbox`] | how one is started, by what it is run, how it is confined |
//! | `runtime_api`, `web_adapter` | the two ways a process gets its events |
//! | `output`, `logs` | what processes write, and its way to CloudWatch Logs |

mod api;
mod code;
pub mod configuration;
mod environment;
mod error;
mod event_stream;
mod events;
pub mod figures;
mod function;
mod functions;
mod host;
pub mod in_process;
mod invoke;
pub mod lambda;
mod logs;
mod name;
mod output;
mod pool;
mod process;
mod runtime;
mod runtime_api;
pub mod sandbox;
mod spawner;
mod timestamp;
pub mod url;
mod web_adapter;

pub use configuration::{Configuration, Interpreters, Limits, RoleCredentials};
pub use functions::ReadError;
pub use in_process::{Context, FunctionError, HandlerResult, Invoked};
pub use lambda::{Lambda, RegisterError, StartError};
pub use name::FunctionName;
pub use url::FunctionUrl;
