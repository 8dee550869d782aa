//! One execution of a state machine, as a machine without I/O.
//!
//! [`Execution::apply`] takes an [`Event`], decides, and returns the [`Effect`]s that the host is
//! to perform; what comes of them returns as events. The same events in the same order give the
//! same effects and the same history, to the byte: time, randomness and ids arrive in events.
//! So a host that keeps the events can bring an execution back by applying them again.
//!
//! | module | holds |
//! |---|---|
//! | [`execution`] | the execution: its start, its events, its status |
//! | [`event`], [`effect`] | what goes in, what comes out |
//! | [`history`] | the history in AWS's shape |
//! | [`failure`], [`payload`] | errors and data as they flow |
//! | [`stay`] | the states an execution is in, and those it has left |
//! | [`map_runs`] | the Map Runs of an execution, as DescribeMapRun shows them |
//! | [`scene`] | what an execution that is watched has done |
//! | [`item_reader`] | what a distributed Map makes of a file |
//! | [`rehearsal`] | an execution in memory, in virtual time, with tasks answered by a closure |
//! | [`test_state`] | one state by itself, with its task mocked or answered by a closure |
//! | `turn`, `state`, `recovery`, `data_flow`, `context`, `thread`, `inspection` | how one event is handled |

pub mod effect;
pub mod event;
pub mod execution;
pub mod failure;
pub mod history;
pub mod item_reader;
pub mod map_runs;
pub mod payload;
pub mod rehearsal;
pub mod scene;
pub mod stay;
pub mod test_state;

mod context;
mod data_flow;
mod inspection;
mod recovery;
mod state;
mod thread;
mod turn;

pub use effect::Effect;
pub use event::{Beginning, Event, Happening, Start};
pub use execution::{Execution, ExecutionKind, Identity, Rejected, Status};
pub use failure::Failure;
pub use history::{HistoryEvent, HistoryEventId};
pub use payload::Payload;
pub use stay::{Passage, Stay, WaitsFor};
