//! `entrega backup`: the data folder as one file, while the server goes on.
//!
//! Databases are copied by SQLite within one read transaction each, the journal first: what the
//! others hold is then as old as the journal or younger, as after a crash. Everything else is
//! written once and never changed.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use clap::Args;
use journal::open::DATABASE_FILE;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tar::{Builder, EntryType, Header};

use crate::archive::{FORMAT, MANIFEST, Manifest, Summed, bytes_for_people, leads_inside};
use crate::asl::counted;
use crate::command_line::Verdict;
use crate::doctor::data::{database_files, open_to_read};
use crate::fault::Fault;
use crate::terminal::{Stream, print, say};
use crate::up::default_folder;

#[derive(Args, Debug)]
pub(crate) struct BackupArguments {
    /// The file to write: a tar archive
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The server's data folder [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

pub(crate) const BACKUP_HELP: &str = "\
The server may be up or not. The backup holds the keys too: keep it as safe as the folder.

Exit codes:
  0  written, and each database in it checked
  2  not written

Examples:
  entrega backup /backups/entrega-$(date +%F).tar";

/// What the server makes anew, and SQLite's own files: a copy holds what is in them.
const LEFT_OUT: [&str; 2] = ["lock", "reserve"];
const LEFT_OUT_ENDS: [&str; 4] = ["-wal", "-shm", "-journal", ".partial"];

pub(crate) fn backup(arguments: &BackupArguments) -> Result<Verdict, Fault> {
    let folder = match &arguments.data {
        Some(folder) => folder.clone(),
        None => default_folder()?,
    };
    let file = &arguments.file;
    if !folder.join(DATABASE_FILE).is_file() {
        return Err(Fault::misused(
            format!("there is no journal in `{}`", folder.display()),
            "name the server's data folder with --data DIR",
        ));
    }
    if file.exists() {
        return Err(Fault::misused(
            format!("`{}` is there already", file.display()),
            "choose another name: a backup takes the place of no other",
        ));
    }
    let is_inside = match (parent(file).canonicalize(), folder.canonicalize()) {
        (Ok(parent), Ok(folder)) => parent.starts_with(folder),
        _ => false,
    };
    if is_inside {
        return Err(Fault::misused(
            format!("`{}` is in the data folder itself", file.display()),
            "put it elsewhere, on another disk if there is one",
        ));
    }
    let mut partial = file.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = write(&folder, &partial);
    let manifest = match written {
        Ok(manifest) => manifest,
        Err(fault) => {
            // What there is of it is of no use.
            let _ = fs::remove_file(&partial);
            return Err(fault);
        }
    };
    fs::rename(&partial, file)
        .and_then(|()| File::open(parent(file))?.sync_all())
        .map_err(|source| unwritable(file, source))?;
    let bytes = manifest.files.values().map(|entry| entry.bytes).sum();
    print(&format!(
        "{}: {}, {}\n",
        file.display(),
        counted(manifest.files.len() + manifest.links.len(), "file"),
        bytes_for_people(bytes)
    ))?;
    Ok(Verdict::Good)
}

/// Writes the archive to `partial`, and sees that it is on disk.
fn write(folder: &Path, partial: &Path) -> Result<Manifest, Fault> {
    let output = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        // It holds keys.
        .mode(0o600)
        .open(partial)
        .map_err(|source| unwritable(partial, source))?;
    let mut archive = Archive {
        builder: Builder::new(BufWriter::new(output)),
        manifest: Manifest {
            format: FORMAT,
            entrega: env!("CARGO_PKG_VERSION").to_owned(),
            made: crate::age::now().to_string(),
            files: BTreeMap::new(),
            links: BTreeMap::new(),
        },
        partial,
    };
    let mut databases = database_files(folder).map_err(|source| unreadable(folder, source))?;
    databases.sort_by_key(|file| file.file_name() != Some(DATABASE_FILE.as_ref()));
    let staging = tempfile::tempdir_in(parent(partial));
    let staging = staging.map_err(|source| unwritable(parent(partial), source))?;
    for database in &databases {
        let name = database.file_name().unwrap_or_default();
        let copy = staging.path().join(name);
        copy_database(database, &copy)
            .map_err(|error| unreadable(database, io::Error::other(error)))?;
        archive.add_file(&copy, Path::new(name), mode(database))?;
        fs::remove_file(&copy).map_err(|source| unwritable(&copy, source))?;
    }
    archive.add_folder(folder, Path::new(""), &databases)?;
    archive.finish()
}

/// Copies a database as it is at one moment, and checks the copy.
fn copy_database(from: &Path, to: &Path) -> rusqlite::Result<()> {
    let source = open_to_read(from)?;
    let mut copy = Connection::open(to)?;
    copy.pragma_update(None, "synchronous", "OFF")?;
    {
        let backup = Backup::new(&source, &mut copy)?;
        // All pages in one step, which is one read transaction: writers go on meanwhile.
        while backup.step(-1)? != StepResult::Done {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
    let said: String = copy.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if said != "ok" {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        return Err(rusqlite::Error::SqliteFailure(code, Some(said)));
    }
    // One file: what the check may have opened beside it is folded in.
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok(())
}

/// An archive that is being written.
struct Archive<'p> {
    builder: Builder<BufWriter<File>>,
    manifest: Manifest,
    partial: &'p Path,
}

impl Archive<'_> {
    /// Adds what is in a folder of the data folder, in the order of names.
    fn add_folder(
        &mut self,
        folder: &Path,
        below: &Path,
        databases: &[PathBuf],
    ) -> Result<(), Fault> {
        let read = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = read.map_err(|source| unreadable(folder, source))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), below.join(entry.file_name()));
            let is_top = below.as_os_str().is_empty();
            if is_top && (databases.contains(&path) || is_left_out(&name)) {
                continue;
            }
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => return Err(unreadable(&path, source)),
            };
            if kind.is_dir() {
                self.add_folder(&path, &name, databases)?;
            } else if kind.is_symlink() {
                self.add_link(&path, &name)?;
            } else if kind.is_file() {
                self.add_file(&path, &name, mode(&path))?;
            } else {
                note(&format!(
                    "left out, since it is no file: {}",
                    name.display()
                ));
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path, name: &Path, mode: u32) -> Result<(), Fault> {
        let file = match File::open(path) {
            Ok(file) => file,
            // Thrown away by the server since it was listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(unreadable(path, source)),
        };
        let bytes = file.metadata().map_err(|source| unreadable(path, source))?;
        let bytes = bytes.len();
        let mut header = header(EntryType::Regular, bytes, mode);
        let mut summed = Summed::new(file.take(bytes));
        self.builder
            .append_data(&mut header, name, &mut summed)
            .map_err(|source| unwritable(self.partial, source))?;
        let entry = summed.entry(mode);
        if entry.bytes != bytes {
            return Err(Fault::misused(
                format!("`{}` became shorter while it was read", path.display()),
                "try again",
            ));
        }
        self.manifest.files.insert(text(name)?, entry);
        Ok(())
    }

    fn add_link(&mut self, path: &Path, name: &Path) -> Result<(), Fault> {
        let target = fs::read_link(path).map_err(|source| unreadable(path, source))?;
        if !leads_inside(name, &target) {
            note(&format!(
                "left out, since it leads out of the data folder: {}",
                name.display()
            ));
            return Ok(());
        }
        let mut header = header(EntryType::Symlink, 0, 0o777);
        self.builder
            .append_link(&mut header, name, &target)
            .map_err(|source| unwritable(self.partial, source))?;
        self.manifest.links.insert(text(name)?, text(&target)?);
        Ok(())
    }

    fn finish(mut self) -> Result<Manifest, Fault> {
        let unwritable = |source| unwritable(self.partial, source);
        let manifest = serde_json::to_vec_pretty(&self.manifest)
            .map_err(|error| unwritable(io::Error::other(error)))?;
        let mut header = header(EntryType::Regular, manifest.len() as u64, 0o600);
        self.builder
            .append_data(&mut header, MANIFEST, manifest.as_slice())
            .map_err(unwritable)?;
        let mut output = self.builder.into_inner().map_err(unwritable)?;
        output.flush().map_err(unwritable)?;
        output.get_ref().sync_all().map_err(unwritable)?;
        Ok(self.manifest)
    }
}

fn header(kind: EntryType, bytes: u64, mode: u32) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(bytes);
    header.set_mode(mode);
    header
}

fn is_left_out(name: &Path) -> bool {
    let name = name.to_string_lossy();
    LEFT_OUT.contains(&&*name) || LEFT_OUT_ENDS.iter().any(|end| name.ends_with(end))
}

/// The permissions of a file; its owner's alone where they cannot be found out.
fn mode(path: &Path) -> u32 {
    fs::metadata(path).map_or(0o600, |metadata| metadata.permissions().mode() & 0o777)
}

/// A path as the manifest holds it.
fn text(path: &Path) -> Result<String, Fault> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| {
        Fault::misused(
            format!("the name `{}` is not UTF-8", path.display()),
            "rename the file",
        )
    })
}

pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn note(what: &str) {
    let palette = Stream::Stderr.palette();
    say(&format!(
        "{}: {what}\n",
        crate::terminal::paint(palette.hint, "note")
    ));
}

pub(crate) fn unreadable(path: &Path, source: io::Error) -> Fault {
    Fault::Unreadable {
        file: path.display().to_string(),
        source,
    }
}

pub(crate) fn unwritable(path: &Path, source: io::Error) -> Fault {
    Fault::Unwritable {
        file: path.display().to_string(),
        source,
    }
}
