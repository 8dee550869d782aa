//! The files of knowledge bases: read within limits, written whole.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{DOCUMENT_BYTES_MAX, DOCUMENTS_MAX, DocumentName, KnowledgeBaseId, KnowledgeError};

/// An index is no larger: that of a full knowledge base has some 40 MB.
const INDEX_BYTES_MAX: u64 = 256 << 20;

/// Folders in folders are followed so deep.
const DEPTH_MAX: usize = 8;

/// What a file that is being written is called until it is whole.
const PARTIAL: &str = ".partial";

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) modified: Option<SystemTime>,
    bytes: u64,
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Result<Stamp, KnowledgeError> {
        let metadata = fs::metadata(path).map_err(disk("read", path))?;
        Ok(Stamp {
            modified: metadata.modified().ok(),
            bytes: metadata.len(),
        })
    }
}

/// What a document is: its bytes, or one more than it may have.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, KnowledgeError> {
    let most = u64::try_from(DOCUMENT_BYTES_MAX + 1).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(disk("read", path))?;
    Ok(bytes)
}

/// An index, if there is one that can be read.
pub(super) fn read_index(path: &Path) -> Option<Vec<u8>> {
    let is_small = fs::metadata(path).is_ok_and(|metadata| metadata.len() <= INDEX_BYTES_MAX);
    is_small.then(|| fs::read(path).ok())?
}

/// Writes a file so that it is there whole or as it was.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), KnowledgeError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let mut partial = path.file_name().unwrap_or_default().to_owned();
    partial.push(PARTIAL);
    let partial = folder.join(partial);
    let written = || -> io::Result<()> {
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        File::open(folder)?.sync_all()
    };
    written().map_err(|because| {
        // What there is of it is of no use.
        let _ = fs::remove_file(&partial);
        disk("written", path)(because)
    })
}

pub(super) fn make_folder(path: &Path) -> Result<(), KnowledgeError> {
    fs::create_dir_all(path).map_err(disk("made", path))
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), KnowledgeError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk("removed", path)(error)),
        _ => Ok(()),
    }
}

/// Removes a folder, if it is there.
pub(super) fn remove_folder(path: &Path) -> Result<(), KnowledgeError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(disk("removed", path)(error)),
        _ => Ok(()),
    }
}

/// The knowledge bases in a folder.
pub(super) fn folders(path: &Path) -> Result<Vec<KnowledgeBaseId>, KnowledgeError> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(path).map_err(disk("read", path))? {
        let entry = entry.map_err(disk("read", path))?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && let Ok(id) = KnowledgeBaseId::new(&entry.file_name().to_string_lossy()) {
            ids.push(id);
        }
    }
    ids.sort();
    Ok(ids)
}

/// The documents in a folder and those within it, in the order of their names; none when there is
/// no folder. Links are not followed, and what has no name or format of a document is left out.
pub(super) fn documents(path: &Path) -> Result<Vec<(DocumentName, PathBuf)>, KnowledgeError> {
    let mut documents = Vec::new();
    if path.is_dir() {
        collect(path, "", 0, &mut documents)?;
    }
    documents.sort();
    Ok(documents)
}

fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    documents: &mut Vec<(DocumentName, PathBuf)>,
) -> Result<(), KnowledgeError> {
    for entry in fs::read_dir(folder).map_err(disk("read", folder))? {
        let entry = entry.map_err(disk("read", folder))?;
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if kind.is_dir() && depth < DEPTH_MAX {
            collect(&entry.path(), &format!("{name}/"), depth + 1, documents)?;
        } else if kind.is_file()
            // One more than there may be, so that it is seen.
            && documents.len() <= DOCUMENTS_MAX
            && let Ok(name) = DocumentName::new(&name)
        {
            documents.push((name, entry.path()));
        }
    }
    Ok(())
}

fn disk(done: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KnowledgeError {
    move |because| KnowledgeError::Disk {
        done,
        path: path.to_owned(),
        because,
    }
}
