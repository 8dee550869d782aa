//! Confines a function's process. (To be filled.)

use std::ffi::OsString;
use std::path::PathBuf;

/// What a process may do.
pub(crate) struct Confinement {
    /// Folders it may read.
    pub(crate) read: Vec<PathBuf>,
    /// Folders it may write to.
    pub(crate) write: Vec<PathBuf>,
    /// What it sees as `/tmp`.
    pub(crate) temporary: PathBuf,
    pub(crate) memory_megabytes: u32,
    pub(crate) storage_megabytes: u32,
}

impl Confinement {
    pub(crate) fn to_arguments(&self) -> Vec<OsString> {
        Vec::new()
    }
}
