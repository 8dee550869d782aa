//! The console's API, under `/api/console`: what operators see of the engine and of what stands
//! around it.
//!
//! What AWS's API can do is not done again here: this is what it has no operation for. Executions of
//! all machines in one list that finds an order by its number, a history without its payloads,
//! live changes, everything that waits for an answer, figures. Whoever asks is an operator.
//!
//! | module | holds |
//! |---|---|
//! | [`mod@console`] | what the API is made of |
//! | [`router`] | its routes; whoever adds one adds it there |
//! | `orders` | which order an execution is about |
//! | `routes` | the handlers, by what they are about |
//! | `studio` | what the workflow studio asks of the server |
//! | `stream` | what changes, as it changes |
//! | `view` | what is answered |

pub mod console;
mod cost;
mod orders;
pub mod router;
mod routes;
mod stream;
mod studio;
mod view;

pub use console::{Console, Parts};
pub use router::routes;
