//! Where the code of functions is kept: archives known by their hash, unpacked when first needed.

use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use wire::ApiError;
use zip::ZipArchive;

use crate::configuration::{UNPACKED_BYTES_MAX, ZIP_BYTES_MAX};
use crate::error;
use crate::function::Code;

/// The most files an archive may have; AWS names no number.
const FILES_MAX: usize = 100_000;

/// A folder of archives and what they unpack to.
///
/// | in it | |
/// |---|---|
/// | `functions/SHA256.zip` | archives as they came |
/// | `unpacked/SHA256/` | their files; complete when the folder is there |
/// | `environments/ID/` | what one process may write to; gone with it |
/// | `bytecode/NAME-SHA/` | what Python compiles of a function; safe to lose |
/// | `runtime/` | the programs that play Python's and Node's runtimes |
pub(crate) struct CodeStore {
    folder: PathBuf,
    /// Removes the folder at the end when it is a temporary one.
    temporary: Mutex<Option<TempDir>>,
}

impl CodeStore {
    /// Opens the folder and clears what a former server left in it that is of no use.
    pub(crate) fn open(folder: Option<PathBuf>) -> io::Result<CodeStore> {
        let temporary = match folder {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("lambda-").tempdir()?),
        };
        let given = temporary
            .as_ref()
            .map(|temporary| temporary.path().to_owned());
        let folder = folder.or(given).unwrap_or_default();
        let environments = folder.join("environments");
        if environments.exists() {
            fs::remove_dir_all(&environments)?;
        }
        for name in [
            "functions",
            "unpacked",
            "environments",
            "bytecode",
            "runtime",
        ] {
            fs::create_dir_all(folder.join(name))?;
        }
        let folder = folder.canonicalize()?;
        Ok(CodeStore {
            folder,
            temporary: Mutex::new(temporary),
        })
    }

    /// Removes the folder when it is a temporary one; nothing can be kept any more.
    pub(crate) fn close(&self) {
        let mut temporary = self
            .temporary
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(temporary) = temporary.take()
            && let Err(error) = temporary.close()
        {
            tracing::warn!(%error, "the temporary folder of functions stays behind");
        }
    }

    /// Where a program that plays a runtime is; written when it is not there as it should be.
    pub(crate) fn runtime_file(&self, name: &str, content: &str) -> io::Result<PathBuf> {
        let path = self.folder.join("runtime").join(name);
        if fs::read_to_string(&path).ok().as_deref() != Some(content) {
            write_durably(&path, content.as_bytes())?;
        }
        Ok(path)
    }

    /// Where the programs that play runtimes are.
    pub(crate) fn runtime_folder(&self) -> PathBuf {
        self.folder.join("runtime")
    }

    /// A new folder of this name for a process to write to.
    pub(crate) fn environment_folder(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.folder.join("environments").join(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// A folder of this name for what Python compiles, kept from one process to the next.
    pub(crate) fn bytecode_folder(&self, name: &str) -> io::Result<PathBuf> {
        let path = self.folder.join("bytecode").join(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Where an archive is.
    pub(crate) fn archive(&self, sha256: &str) -> PathBuf {
        self.folder.join("functions").join(format!("{sha256}.zip"))
    }

    /// Checks an archive and keeps it. When it returns, the archive is on the disk.
    pub(crate) fn add(&self, archive: &[u8]) -> Result<Code, AddError> {
        if archive.len() > ZIP_BYTES_MAX {
            return Err(AddError::TooLarge);
        }
        check(archive)?;
        let sha256 = hexadecimal(&Sha256::digest(archive));
        let path = self.archive(&sha256);
        if !path.exists() {
            write_durably(&path, archive)?;
        }
        Ok(Code::Zip {
            sha256,
            size: archive.len() as u64,
        })
    }

    /// The folder with the files of an archive, unpacked by now.
    pub(crate) fn unpacked(&self, sha256: &str) -> io::Result<PathBuf> {
        let folder = self.folder.join("unpacked").join(sha256);
        if folder.is_dir() {
            return Ok(folder);
        }
        let archive = fs::read(self.archive(sha256))?;
        let unfinished = tempfile::Builder::new()
            .prefix("unfinished")
            .tempdir_in(self.folder.join("unpacked"))?;
        unpack(&archive, unfinished.path())?;
        let unfinished = unfinished.keep();
        fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o755))?;
        if let Err(error) = fs::rename(&unfinished, &folder) {
            let _ = fs::remove_dir_all(&unfinished);
            // Another version with the same code was faster.
            if !folder.is_dir() {
                return Err(error);
            }
        }
        Ok(folder)
    }

    /// Removes the archives that no version has any more, what they unpacked to and what was
    /// compiled of them. The function is asked about hashes, which may lack their end.
    ///
    /// Invariant: only at the start, when no process runs from any of them.
    pub(crate) fn retain(&self, is_used: impl Fn(&str) -> bool) -> io::Result<()> {
        for folder in ["functions", "unpacked", "bytecode"] {
            for entry in fs::read_dir(self.folder.join(folder))? {
                let path = entry?.path();
                let name = path.file_stem().and_then(|stem| stem.to_str());
                // Names of functions may have dashes too; hashes have none.
                let hash = name.and_then(|name| name.rsplit('-').next());
                if hash.is_some_and(&is_used) {
                    continue;
                }
                if path.is_dir() {
                    fs::remove_dir_all(&path)?;
                } else {
                    fs::remove_file(&path)?;
                }
            }
        }
        Ok(())
    }
}

/// Why an archive is not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddError {
    #[error("the archive has more than {ZIP_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the archive unpacks to more than {UNPACKED_BYTES_MAX} bytes")]
    UnpacksTooLarge,
    #[error("{0}")]
    NotAnArchive(String),
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl From<AddError> for ApiError {
    fn from(error: AddError) -> ApiError {
        match error {
            AddError::TooLarge => ApiError::new(
                "RequestEntityTooLargeException",
                format!("Zipped size must be smaller than {ZIP_BYTES_MAX} bytes"),
            )
            .with_status(http::StatusCode::PAYLOAD_TOO_LARGE),
            AddError::UnpacksTooLarge => error::invalid_parameter(format!(
                "Unzipped size must be smaller than {UNPACKED_BYTES_MAX} bytes"
            )),
            AddError::NotAnArchive(why) => error::invalid_parameter(format!(
                "Could not unzip uploaded file. Please check your file, then try to upload again. ({why})"
            )),
            AddError::Disk(cause) => {
                tracing::error!(%cause, "an archive could not be written");
                error::service("the code could not be stored")
            }
        }
    }
}

/// Whether every entry has a name that stays below the folder and the sizes are within limits.
fn check(archive: &[u8]) -> Result<(), AddError> {
    let not_an_archive = |error: zip::result::ZipError| AddError::NotAnArchive(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(not_an_archive)?;
    if archive.is_empty() {
        return Err(AddError::NotAnArchive("it has no files".to_owned()));
    }
    if archive.len() > FILES_MAX {
        return Err(AddError::UnpacksTooLarge);
    }
    let mut bytes = 0_u64;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(not_an_archive)?;
        if entry.enclosed_name().is_none() {
            return Err(AddError::NotAnArchive(format!(
                "`{}` leads out of the archive",
                String::from_utf8_lossy(entry.name_raw())
            )));
        }
        bytes = bytes.saturating_add(entry.size());
    }
    if bytes > UNPACKED_BYTES_MAX {
        return Err(AddError::UnpacksTooLarge);
    }
    Ok(())
}

/// Writes the files of a checked archive below the folder.
///
/// Sizes are counted again while they are written, since what an archive says of itself need not
/// be true. Symbolic links are written as the plain files their targets are stored as.
fn unpack(archive: &[u8], folder: &Path) -> io::Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    let mut left = UNPACKED_BYTES_MAX;
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place)?;
        let Some(name) = entry.enclosed_name() else {
            return Err(io::Error::other("an entry leads out of the archive"));
        };
        let path = folder.join(name);
        if entry.is_dir() {
            fs::create_dir_all(&path)?;
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // AWS asks for 0644 and 0755; archives made on other systems say nothing.
        let mode = entry.unix_mode().unwrap_or(0o644) & 0o777 | 0o444;
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(&path)?;
        let written = io::copy(&mut (&mut entry).take(left + 1), &mut file)?;
        left = left
            .checked_sub(written)
            .ok_or_else(|| io::Error::other("the archive unpacks to more than it says"))?;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// Writes a file so that it is there whole or not at all, also after a loss of power.
fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix("unfinished")
        .permissions(fs::Permissions::from_mode(0o644))
        .tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    fs::File::open(folder)?.sync_all()
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use zip::write::SimpleFileOptions;

    fn archive(files: &[(&str, &[u8], u32)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content, mode) in files {
            let options = SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Deflated)
                .unix_permissions(*mode);
            writer.start_file(*name, options).expect("an entry");
            writer.write_all(content).expect("its content");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn code_is_kept_by_its_hash_and_unpacked_once() {
        let store = CodeStore::open(None).expect("a store");
        let bytes = archive(&[
            ("bootstrap", b"#!/bin/sh\n", 0o755),
            ("a/b.txt", b"b", 0o600),
        ]);
        let code = store.add(&bytes).expect("the archive is kept");
        assert_eq!(store.add(&bytes).expect("again"), code);
        let Code::Zip { sha256, size } = code else {
            panic!("a zip")
        };
        assert_eq!(size, bytes.len() as u64);
        let folder = store.unpacked(&sha256).expect("it unpacks");
        assert_eq!(store.unpacked(&sha256).expect("again"), folder);
        let mode = |name: &str| {
            let metadata = fs::metadata(folder.join(name)).expect("the file is there");
            metadata.permissions().mode() & 0o777
        };
        assert_eq!(mode("bootstrap"), 0o755);
        assert_eq!(mode("a/b.txt"), 0o644);
        store.retain(|used| used == sha256).expect("it stays");
        assert!(folder.exists() && store.archive(&sha256).exists());
        store.retain(|_| false).expect("it goes");
        assert!(!folder.exists() && !store.archive(&sha256).exists());
    }

    #[test]
    fn archives_that_reach_out_or_are_none_are_refused() {
        let store = CodeStore::open(None).expect("a store");
        for (bytes, word) in [
            (archive(&[("../../evil", b"x", 0o644)]), "leads out"),
            (archive(&[]), "no files"),
            (b"no archive".to_vec(), "Could not unzip"),
        ] {
            let error = ApiError::from(store.add(&bytes).expect_err(word));
            assert_eq!(error.code, "InvalidParameterValueException");
            assert!(error.message.contains(word), "{}", error.message);
        }
    }

    #[test]
    fn a_memory_server_leaves_nothing_behind() {
        let store = CodeStore::open(None).expect("a store");
        let folder = store.folder.clone();
        assert!(folder.is_dir());
        store.close();
        assert!(!folder.exists());
    }
}
