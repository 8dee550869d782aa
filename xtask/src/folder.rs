//! A folder of a chore's own, gone when the chore is over.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An empty folder that is removed, with all that is in it, when this is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder in `parent` whose name begins with `name`.
    pub(crate) fn new(parent: &Path, name: &str) -> io::Result<Scratch> {
        for number in 0.. {
            let path = parent.join(format!("{name}-{}-{number}", std::process::id()));
            match fs::create_dir_all(parent).and_then(|()| fs::create_dir(&path)) {
                Ok(()) => return Ok(Scratch(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("some number is free")
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Leaves the folder where it is, for somebody to look at, and says where that is.
    pub(crate) fn keep(self) -> PathBuf {
        let path = self.0.clone();
        std::mem::forget(self);
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever cleans the parent folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
