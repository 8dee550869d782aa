//! Which errors are the disk's.
//!
//! dynoxide keeps SQLite's error for some operations and its words alone for the rest, so both are
//! looked at.

use dynoxide::DynoxideError;
use rusqlite::ErrorCode;

/// Why the store takes no more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// A write may or may not be on disk.
    #[error("the tables cannot be written: {0}")]
    Disk(String),
    /// The file could not be opened again after an operation panicked.
    #[error("the tables are lost to a panic: {0}")]
    Panic(String),
}

/// An error that is not the request's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no room. The request has changed nothing, and others may fit.
    Full,
    /// An operation panicked while it had the connection, which is of no use now.
    Poisoned,
    /// The disk fails, or the file is damaged. What was written may or may not be there.
    Disk(String),
}

/// How SQLite begins to say these things (`sqlite3ErrStr` in its `main.c`).
const FULL: &str = "database or disk is full";
const DAMAGED: [&str; 4] = [
    "disk I/O error",
    "database disk image is malformed",
    "file is not a database",
    "attempt to write a readonly database",
];

/// How dynoxide says that its lock is of no use.
const POISONED: &str = "Lock poisoned";

/// How dynoxide's backend words its own kinds of error.
const BACKEND_DAMAGED: [&str; 2] = ["backend: I/O error", "backend: not a valid database"];

impl Fault {
    /// The fault behind an error; `None` when the request alone is to blame.
    pub(crate) fn of(error: &DynoxideError) -> Option<Fault> {
        match error {
            DynoxideError::SqliteError(error) => match error.sqlite_error_code()? {
                ErrorCode::DiskFull => Some(Fault::Full),
                ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::ReadOnly => Some(Fault::Disk(error.to_string())),
                _ => None,
            },
            DynoxideError::InternalServerError(said) => {
                if said.contains(POISONED) {
                    Some(Fault::Poisoned)
                } else if said.contains(FULL) {
                    Some(Fault::Full)
                } else if DAMAGED.iter().any(|words| said.contains(words))
                    || BACKEND_DAMAGED.iter().any(|words| said.starts_with(words))
                {
                    Some(Fault::Disk(said.clone()))
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use dynoxide::BackendError;
    use dynoxide::storage_backend::error::from_rusqlite;
    use rusqlite::ffi;

    use super::*;

    /// Both ways in which dynoxide passes an error of SQLite's on.
    fn both(code: i32, words: &str) -> [DynoxideError; 2] {
        let error = || rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(words.into()));
        let backend: BackendError = from_rusqlite(error());
        [DynoxideError::from(error()), DynoxideError::from(backend)]
    }

    #[test]
    fn errors_of_the_disk_are_told_from_others() {
        for error in both(ffi::SQLITE_FULL, "database or disk is full") {
            assert_eq!(Fault::of(&error), Some(Fault::Full));
        }
        for (code, words) in [
            (ffi::SQLITE_IOERR_FSYNC, "disk I/O error"),
            (ffi::SQLITE_CORRUPT, "database disk image is malformed"),
            (ffi::SQLITE_NOTADB, "file is not a database"),
            (ffi::SQLITE_READONLY, "attempt to write a readonly database"),
        ] {
            for error in both(code, words) {
                assert!(matches!(Fault::of(&error), Some(Fault::Disk(_))), "{error}");
            }
        }
        for error in both(ffi::SQLITE_CONSTRAINT, "UNIQUE constraint failed: t.x") {
            assert_eq!(Fault::of(&error), None);
        }
        let words = "disk I/O error".to_owned();
        let refused = DynoxideError::ValidationException(words);
        assert_eq!(
            Fault::of(&refused),
            None,
            "words of a request prove nothing"
        );
    }
}
