//! `entrega restore`: a data folder from a backup, all of it or nothing.
//!
//! First every byte of the backup is compared with its manifest. Then the files are written beside
//! the folder, and only when all of them are on disk does the folder get its name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufReader, Read as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use clap::Args;
use tar::{Archive, EntryType};

use crate::archive::{
    FORMAT, MANIFEST, MANIFEST_BYTES_MAX, Manifest, Summed, bytes_for_people, leads_inside,
    stays_inside,
};
use crate::asl::counted;
use crate::backup::{parent, unreadable, unwritable};
use crate::command_line::Verdict;
use crate::doctor::data::check;
use crate::fault::Fault;
use crate::terminal::print;

#[derive(Args, Debug)]
pub(crate) struct RestoreArguments {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The folder to make; it must not be there, or be empty
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
}

pub(crate) const RESTORE_HELP: &str = "\
Exit codes:
  0  restored
  2  not restored: the backup or the folder did not allow it; nothing was changed

Examples:
  entrega restore /backups/entrega-2026-11-26.tar --data /srv/entrega
  entrega up --data /srv/entrega";

pub(crate) fn restore(arguments: &RestoreArguments) -> Result<Verdict, Fault> {
    let RestoreArguments { file, data } = arguments;
    must_be_free(data)?;
    let manifest = verify(file)?;
    fs::create_dir_all(parent(data)).map_err(|source| unwritable(parent(data), source))?;
    let staging = tempfile::Builder::new()
        .prefix(".entrega-restoring-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent(data))
        .map_err(|source| unwritable(parent(data), source))?;
    extract(file, &manifest, staging.path())?;
    if data.exists() {
        fs::remove_dir(data).map_err(|source| unwritable(data, source))?;
    }
    let staging = staging.keep();
    fs::rename(&staging, data)
        .and_then(|()| File::open(parent(data))?.sync_all())
        .map_err(|source| unwritable(data, source))?;
    let bytes = manifest.files.values().map(|entry| entry.bytes).sum();
    print(&format!(
        "{}: {}, {}, as of {}\n",
        data.display(),
        counted(manifest.files.len() + manifest.links.len(), "file"),
        bytes_for_people(bytes),
        manifest.made
    ))?;
    Ok(Verdict::Good)
}

fn must_be_free(data: &Path) -> Result<(), Fault> {
    let is_free = match fs::read_dir(data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(source) => return Err(unreadable(data, source)),
    };
    if is_free {
        return Ok(());
    }
    Err(Fault::misused(
        format!("`{}` is not empty", data.display()),
        "a backup is restored into a folder of its own: name one that is not there",
    ))
}

/// Compares every byte of a backup with its manifest.
fn verify(file: &Path) -> Result<Manifest, Fault> {
    let mut manifest = None;
    let mut found = BTreeMap::new();
    let mut links = BTreeMap::new();
    each_entry(file, |name, entry| {
        if manifest.is_some() {
            return Err(damaged(file, "something follows the manifest"));
        }
        let unreadable = |source| unreadable(file, source);
        match entry.header().entry_type() {
            EntryType::Regular if name == Path::new(MANIFEST) => {
                let mut text = String::new();
                let mut limited = entry.take(MANIFEST_BYTES_MAX);
                limited.read_to_string(&mut text).map_err(unreadable)?;
                let read: Manifest = serde_json::from_str(&text)
                    .map_err(|error| damaged(file, &format!("its manifest is none: {error}")))?;
                manifest = Some(read);
            }
            EntryType::Regular => {
                let mode = entry.header().mode().map_err(unreadable)?;
                let mut summed = Summed::new(entry);
                io::copy(&mut summed, &mut io::sink()).map_err(unreadable)?;
                let sum = summed.entry(mode);
                if found.insert(text(file, name)?, sum).is_some() {
                    return Err(damaged(file, "a file is in it twice"));
                }
            }
            EntryType::Symlink => {
                let target = entry.link_name().map_err(unreadable)?.unwrap_or_default();
                if !leads_inside(name, &target) {
                    return Err(damaged(file, "a link in it leads elsewhere"));
                }
                links.insert(text(file, name)?, text(file, &target)?);
            }
            _ => return Err(damaged(file, "it holds something else than files")),
        }
        Ok(())
    })?;
    let manifest = manifest.ok_or_else(|| damaged(file, "it was not written to its end"))?;
    if manifest.format > FORMAT {
        return Err(Fault::misused(
            format!(
                "`{}` has format {}, and this release reads up to {FORMAT}",
                file.display(),
                manifest.format
            ),
            format!("restore it with entrega {} or later", manifest.entrega),
        ));
    }
    if let Some(name) = difference(&found, &manifest.files) {
        return Err(damaged(
            file,
            &format!("`{name}` is not what was backed up"),
        ));
    }
    if links != manifest.links {
        return Err(damaged(file, "its links are not what was backed up"));
    }
    Ok(manifest)
}

/// The first file that is in one and not, or not so, in the other.
fn difference<'a, T: PartialEq>(
    found: &'a BTreeMap<String, T>,
    wanted: &'a BTreeMap<String, T>,
) -> Option<&'a str> {
    let names: BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
    let differs = |name: &&String| found.get(*name) != wanted.get(*name);
    names.into_iter().find(differs).map(String::as_str)
}

/// Writes the files of a verified backup into a new folder, and sees that they are on disk.
fn extract(file: &Path, manifest: &Manifest, folder: &Path) -> Result<(), Fault> {
    each_entry(file, |name, entry| {
        let Some(wanted) = name.to_str().and_then(|name| manifest.files.get(name)) else {
            return Ok(());
        };
        let path = folder.join(name);
        let unwritable = |source| unwritable(&path, source);
        fs::create_dir_all(parent(&path)).map_err(unwritable)?;
        let mut output = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(wanted.mode)
            .open(&path)
            .map_err(unwritable)?;
        let mut summed = Summed::new(entry);
        io::copy(&mut summed, &mut output).map_err(unwritable)?;
        // What was asked for at the opening, the umask may have narrowed.
        output
            .set_permissions(Permissions::from_mode(wanted.mode))
            .and_then(|()| output.sync_all())
            .map_err(unwritable)?;
        if summed.entry(wanted.mode) != *wanted {
            return Err(damaged(file, "it changed while it was restored"));
        }
        Ok(())
    })?;
    // Links come last, so that no file is written through one.
    for (name, target) in &manifest.links {
        let path = folder.join(name);
        fs::create_dir_all(parent(&path))
            .and_then(|()| symlink(target, &path))
            .map_err(|source| unwritable(&path, source))?;
    }
    let is_database = |name: &&String| {
        let extension = Path::new(name).extension();
        extension.is_some_and(|extension| extension == "db") && !name.contains('/')
    };
    for name in manifest.files.keys().filter(is_database) {
        let said = check(&folder.join(name)).unwrap_or_else(|error| error.to_string());
        if said != "ok" {
            return Err(damaged(
                file,
                &format!("`{name}` is no whole database: {said}"),
            ));
        }
    }
    let mut folders = BTreeSet::from([folder.to_owned()]);
    for name in manifest.files.keys().chain(manifest.links.keys()) {
        let inner = Path::new(name).ancestors().skip(1);
        folders.extend(inner.map(|inner| folder.join(inner)));
    }
    for folder in folders {
        File::open(&folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|source| unwritable(&folder, source))?;
    }
    Ok(())
}

/// Does something with each entry, whose name stays inside the folder.
fn each_entry(
    file: &Path,
    mut act: impl FnMut(&Path, &mut tar::Entry<'_, BufReader<File>>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let unreadable = |source| unreadable(file, source);
    let input = File::open(file).map_err(unreadable)?;
    let mut archive = Archive::new(BufReader::new(input));
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(|error| damaged(file, &error.to_string()))?;
        let name = entry.path().map_err(unreadable)?.into_owned();
        if !stays_inside(&name) {
            return Err(damaged(file, "a file in it would be put elsewhere"));
        }
        act(&name, &mut entry)?;
    }
    Ok(())
}

fn text(file: &Path, name: &Path) -> Result<String, Fault> {
    let text = name.to_str().map(str::to_owned);
    text.ok_or_else(|| damaged(file, "a name in it is not UTF-8"))
}

fn damaged(file: &Path, how: &str) -> Fault {
    Fault::misused(
        format!("`{}` cannot be restored: {how}", file.display()),
        "nothing was changed; take another backup",
    )
}
