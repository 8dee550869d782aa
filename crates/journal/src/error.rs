//! What can go wrong.

use std::path::PathBuf;

/// A journal cannot be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("`{}` is in use by another entrega; stop it, or choose another folder", .0.display())]
    InUse(PathBuf),
    /// The folder or a file in it cannot be used.
    #[error("cannot use `{}`: {error}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It was written by a later release.
    #[error(
        "the journal has format {found}, and this release reads up to {known}: \
         it was written by a later release"
    )]
    TooNew {
        /// The format found.
        found: i64,
        /// The latest this release knows.
        known: i64,
    },
    /// SQLite's complaint.
    #[error("the journal cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
}

/// The journal could not do what was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JournalError {
    /// A write could not be made durable. The journal takes no more; whoever reads it next sees
    /// all that was acknowledged.
    #[error("the journal has stopped, since a write could not be made durable: {0}")]
    Stopped(String),
    /// A read failed.
    #[error("the journal cannot be read: {0}")]
    Read(String),
    /// A row is not what was written.
    #[error("the journal is corrupt: {0}")]
    Corrupt(String),
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> JournalError {
        JournalError::Read(error.to_string())
    }
}
