//! What must survive: executions and their records, documents, group commit, recovery.
//!
//! The journal is a SQLite file (WAL, `synchronous=FULL`). One thread writes: it takes all that has
//! been submitted while the last transaction was being made durable, writes it as one transaction,
//! and then says so to everybody who waits for it. Many executions share one fsync, and what is
//! acknowledged is on disk.
//!
//! The journal does not know what an execution is about. It keeps an opaque start, opaque records
//! in order, a status and an opaque result for each, and documents by collection and key.
//!
//! | module | holds |
//! |---|---|
//! | [`open`] | opening a folder, its schema, its lock |
//! | [`write`] | what can be written |
//! | `writer` | the thread that writes: group commit, fail-stop, full disks |
//! | [`read`] | reading what was written |
//! | [`error`] | what can go wrong |

pub mod error;
pub mod open;
pub mod read;
pub mod write;

mod writer;

pub use error::{JournalError, OpenError};
pub use open::{Figures, Journal, Options, Storage};
pub use read::{ExecutionRow, Header, Page};
pub use write::{
    Commit, Committed, End, ExecutionId, Family, NewExecution, Status, Write, Written,
};
