//! The code of functions: a folder, an archive or a text of the template as the archive that Lambda
//! takes. The same files make the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Cursor, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::site::Stopped;

/// An archive that is sent along has at most so many bytes (Lambda quotas).
const ARCHIVE_BYTES_MAX: usize = 50 << 20;

/// Its files have at most so many together (Lambda quotas).
const FILES_BYTES_MAX: u64 = 250 << 20;

/// There are at most so many of them. AWS names no number.
const FILES_MAX: usize = 100_000;

/// Folders are looked into so deep. It ends links that lead back to where they are, before Linux does
/// (40 links).
const DEPTH_MAX: usize = 32;

/// The files of a function or a layer, by their paths.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    by_path: BTreeMap<String, File>,
    bytes: u64,
    /// The archive that they are in, as it was found: nothing has been added.
    found: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
struct File {
    content: Vec<u8>,
    is_executable: bool,
}

/// An archive.
pub(super) struct Archive {
    pub(super) bytes: Vec<u8>,
    /// Hexadecimal.
    pub(super) sha256: String,
}

/// Where the files of a layer are looked for by a runtime, and not below `/opt`.
const PLACES_OF_PYTHON: [&str; 1] = ["python/"];
const PLACES_OF_NODE: [&str; 1] = ["nodejs/"];

impl Files {
    /// The files of a folder or of an archive.
    pub(super) fn read(path: &Path) -> Result<Files, Stopped> {
        let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        let mut files = Files::default();
        if metadata.is_dir() {
            files.read_folder(path, "", 0)?;
        } else {
            let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
            if bytes.starts_with(b"PK") {
                files
                    .read_archive(&bytes)
                    .map_err(|error| unreadable(path, &error))?;
                files.found = Some(bytes);
            } else {
                // SAM takes one file for the code of a function, too.
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                files.add(&name, bytes, is_executable(&metadata))?;
            }
        }
        if files.by_path.is_empty() {
            return Err(Stopped::Unfit(format!("`{}` has no files", path.display())));
        }
        Ok(files)
    }

    /// One file, with its text.
    pub(super) fn of_text(name: &str, text: &str) -> Files {
        let mut files = Files::default();
        let file = File {
            content: text.as_bytes().to_vec(),
            is_executable: false,
        };
        files.by_path.insert(name.to_owned(), file);
        files
    }

    fn read_folder(&mut self, folder: &Path, below: &str, depth: usize) -> Result<(), Stopped> {
        if depth > DEPTH_MAX {
            return Err(Stopped::Unfit(format!(
                "`{}` is more than {DEPTH_MAX} folders deep: does a link lead back to itself?",
                folder.display()
            )));
        }
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_str().ok_or_else(|| {
                Stopped::Unfit(format!("the name of `{}` is no text", path.display()))
            })?;
            let name = format!("{below}{name}");
            let metadata = fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
            if metadata.is_dir() {
                self.read_folder(&path, &format!("{name}/"), depth + 1)?;
            } else if metadata.is_file() {
                self.count(metadata.len())?;
                let content = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
                self.bytes -= metadata.len();
                self.add(&name, content, is_executable(&metadata))?;
            }
        }
        Ok(())
    }

    fn read_archive(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut archive = ZipArchive::new(Cursor::new(bytes))?;
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index)?;
            let Some(name) = entry.enclosed_name() else {
                return Err(io::Error::other("an entry leads out of the archive"));
            };
            if entry.is_dir() {
                continue;
            }
            let name = name.to_string_lossy().into_owned();
            let mut content = Vec::new();
            let room = FILES_BYTES_MAX - self.bytes;
            (&mut entry).take(room + 1).read_to_end(&mut content)?;
            let is_executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
            self.add(&name, content, is_executable)
                .map_err(|stopped| io::Error::other(stopped.to_string()))?;
        }
        Ok(())
    }

    fn add(&mut self, name: &str, content: Vec<u8>, is_executable: bool) -> Result<(), Stopped> {
        self.count(content.len() as u64)?;
        let file = File {
            content,
            is_executable,
        };
        self.by_path.insert(name.to_owned(), file);
        self.found = None;
        Ok(())
    }

    fn count(&mut self, bytes: u64) -> Result<(), Stopped> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > FILES_BYTES_MAX || self.by_path.len() >= FILES_MAX {
            return Err(Stopped::Unfit(format!(
                "the code has more than {} MB or {FILES_MAX} files: Lambda takes no more",
                FILES_BYTES_MAX >> 20
            )));
        }
        Ok(())
    }

    /// Puts the files of a layer beside those of the function, where its runtime looks for them.
    /// The function's own come first. Gives how many have no such place.
    pub(super) fn add_layer(&mut self, layer: &Files, runtime: &str) -> Result<usize, Stopped> {
        let places: &[&str] = if runtime.starts_with("python") {
            &PLACES_OF_PYTHON
        } else if runtime.starts_with("nodejs") {
            &PLACES_OF_NODE
        } else {
            &[]
        };
        let mut without_place = 0;
        for (path, file) in &layer.by_path {
            let Some(path) = places.iter().find_map(|place| path.strip_prefix(place)) else {
                without_place += 1;
                continue;
            };
            let path = in_version(path);
            if !self.by_path.contains_key(path) {
                self.add(path, file.content.clone(), file.is_executable)?;
            }
        }
        Ok(without_place)
    }

    /// Whether there is a file of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.by_path.contains_key(path)
    }

    /// Whether there is anything in this folder, at the top.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        let from = format!("{folder}/");
        let mut after = self.by_path.range(from.clone()..);
        after
            .next()
            .is_some_and(|(path, _)| path.starts_with(&from))
    }

    /// The names at the top.
    pub(super) fn top(&self) -> BTreeSet<&str> {
        let first = |path: &'_ String| path.split('/').next().map(str::len);
        let names = self.by_path.keys();
        names.filter_map(|path| path.get(..first(path)?)).collect()
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(&self.by_path.get(path)?.content).ok()
    }

    /// The bytes of a file that can be executed.
    pub(super) fn executable(&self, path: &str) -> Option<&[u8]> {
        let file = self.by_path.get(path)?;
        file.is_executable.then_some(&*file.content)
    }

    /// The archive of these files, in the order of their paths; one that there was stays as it is.
    pub(super) fn archive(&self) -> Result<Archive, Stopped> {
        if let Some(bytes) = &self.found {
            return Archive::of(bytes.clone());
        }
        let unfit = |error: &dyn std::fmt::Display| {
            Stopped::Unfit(format!("the code makes no archive: {error}"))
        };
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, file) in &self.by_path {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(DateTime::default())
                .unix_permissions(if file.is_executable { 0o755 } else { 0o644 });
            writer
                .start_file(path.as_str(), options)
                .map_err(|error| unfit(&error))?;
            writer
                .write_all(&file.content)
                .map_err(|error| unfit(&error))?;
        }
        let bytes = writer.finish().map_err(|error| unfit(&error))?.into_inner();
        Archive::of(bytes)
    }
}

impl Archive {
    fn of(bytes: Vec<u8>) -> Result<Archive, Stopped> {
        if bytes.len() > ARCHIVE_BYTES_MAX {
            return Err(Stopped::Unfit(format!(
                "the archive has {} MB, and Lambda takes {} MB at most",
                bytes.len() >> 20,
                ARCHIVE_BYTES_MAX >> 20
            )));
        }
        Ok(Archive {
            sha256: hexadecimal(&Sha256::digest(&bytes)),
            bytes,
        })
    }
}

/// A path below a runtime's folder of a layer, without the folder of a version:
/// `python/lib/python3.12/site-packages/x`, `nodejs/node20/node_modules/x`.
fn in_version(path: &str) -> &str {
    let of_python = path
        .strip_prefix("lib/python3.")
        .and_then(|rest| rest.split_once("/site-packages/"));
    let of_node = path
        .strip_prefix("node")
        .and_then(|rest| rest.split_once('/'))
        .filter(|(version, _)| version.bytes().all(|byte| byte.is_ascii_digit()));
    match (of_python, of_node) {
        (Some((_, rest)), _) | (None, Some((_, rest))) => rest,
        (None, None) => path,
    }
}

fn is_executable(metadata: &fs::Metadata) -> bool {
    metadata.permissions().mode() & 0o111 != 0
}

fn unreadable(path: &Path, error: &io::Error) -> Stopped {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => Stopped::Unfit(format!("`{path}` is not there")),
        _ => Stopped::Unfit(format!("`{path}` cannot be read: {error}")),
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A path of a template, which is relative to the template.
pub(super) fn beside(folder: &Path, path: &str) -> PathBuf {
    folder.join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_archive() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("app.py", "import lib.b\n");
        write("lib/b.py", "");
        write(".hidden", "kept");
        let files = Files::read(folder.path()).unwrap();
        assert_eq!(files.top(), BTreeSet::from([".hidden", "app.py", "lib"]));
        let one = files.archive().unwrap();
        // Only the time of the files is another.
        write("lib/b.py", "");
        let other = Files::read(folder.path()).unwrap().archive().unwrap();
        assert_eq!(one.sha256, other.sha256);

        let archive = folder.path().join("code.zip");
        fs::write(&archive, &one.bytes).unwrap();
        let again = Files::read(&archive).unwrap();
        assert_eq!(again.archive().unwrap().sha256, one.sha256);
    }

    #[test]
    fn links_that_lead_back_end() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        let stopped = Files::read(folder.path()).unwrap_err();
        assert!(stopped.to_string().contains("lead back"), "{stopped}");
    }

    #[test]
    fn a_layer_is_where_the_runtime_looks() {
        let mut function = Files::of_text("index.py", "mine");
        let mut layer = Files::of_text("python/shared.py", "theirs");
        for path in [
            "python/index.py",
            "python/lib/python3.12/site-packages/package/a.py",
            "bin/tool",
        ] {
            layer.add(path, b"theirs".to_vec(), false).unwrap();
        }
        assert_eq!(function.add_layer(&layer, "python3.12").unwrap(), 1);
        assert_eq!(function.text("index.py"), Some("mine"));
        assert!(function.has("shared.py") && function.has("package/a.py"));
        assert!(function.has_folder("package") && !function.has_folder("pack"));
        assert_eq!(in_version("node20/node_modules/x.js"), "node_modules/x.js");
        assert_eq!(in_version("node_modules/x.js"), "node_modules/x.js");
    }
}
