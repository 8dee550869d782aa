//! The data folder: space, permissions, databases, keys.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use iam::key_file::CREDENTIALS_FILE;
use rusqlite::{Connection, OpenFlags};

use super::Finding;

/// With less, the server takes nothing new: it keeps 64 MiB in reserve to finish what is open.
const SPACE_MIN: u64 = 128 << 20;

/// With less, it is time to look.
const SPACE_SCARCE: u64 = 1 << 30;

/// The permissions of everybody but the owner.
const OTHERS: u32 = 0o077;

/// Files may seem to be of the future by so much: clocks of file servers differ.
const CLOCK_SLACK: Duration = Duration::from_secs(5);

pub(super) fn look(folder: &Path) -> Vec<Finding> {
    let mut findings = vec![use_of(folder), space(folder)];
    if folder.is_dir() {
        findings.push(databases(folder));
        findings.push(keys(folder));
        findings.push(clock(folder));
    }
    findings
}

/// Whether a server has the folder.
pub(super) fn is_in_use(folder: &Path) -> bool {
    let Ok(lock) = File::open(folder.join("lock")) else {
        return false;
    };
    matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn use_of(folder: &Path) -> Finding {
    const WHAT: &str = "data folder";
    let shown = folder.display();
    let metadata = match fs::metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = folder.ancestors().skip(1).find(|above| above.is_dir());
            let parent = parent.unwrap_or(Path::new("."));
            return match try_to_write(parent) {
                Ok(()) => Finding::good(WHAT, format!("{shown} will be made at the first start")),
                Err(error) => Finding::bad(
                    WHAT,
                    format!("{shown} cannot be made: {error}"),
                    "name one that can be made with --data DIR",
                ),
            };
        }
        Err(error) => {
            return Finding::bad(
                WHAT,
                format!("{shown} cannot be looked into: {error}"),
                "name another with --data DIR, or have its permissions changed",
            );
        }
    };
    if !metadata.is_dir() {
        let advice = "name a folder with --data DIR";
        return Finding::bad(WHAT, format!("{shown} is no folder"), advice);
    }
    if let Err(error) = try_to_write(folder) {
        return Finding::bad(
            WHAT,
            format!("{shown} cannot be written: {error}"),
            format!("chown it to who runs the server: chown -R USER {shown}"),
        );
    }
    let mode = metadata.permissions().mode();
    if mode & OTHERS != 0 {
        return Finding::doubtful(
            WHAT,
            format!("{shown} is writable, and others can look into it"),
            format!("chmod 700 {shown}"),
        );
    }
    let in_use = if is_in_use(folder) {
        ", a server has it"
    } else {
        ""
    };
    Finding::good(WHAT, format!("{shown} is writable{in_use}"))
}

fn try_to_write(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, b"doctor")?;
    file.close()
}

fn space(folder: &Path) -> Finding {
    const WHAT: &str = "free space";
    let there = folder.ancestors().find(|above| above.is_dir());
    let free = match rustix::fs::statvfs(there.unwrap_or(Path::new("."))) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            let advice = "is the disk there?";
            return Finding::bad(WHAT, format!("cannot be found out: {error}"), advice);
        }
    };
    let shown = crate::archive::bytes_for_people(free);
    if free < SPACE_MIN {
        let advice = "the server takes nothing new on a full disk: free some, or move the folder";
        Finding::bad(WHAT, shown, advice)
    } else if free < SPACE_SCARCE {
        Finding::doubtful(WHAT, shown, "soon there will be too little: free some")
    } else {
        Finding::good(WHAT, shown)
    }
}

/// Reads every page of every database. A server may go on writing.
fn databases(folder: &Path) -> Finding {
    const WHAT: &str = "databases";
    let files = match database_files(folder) {
        Ok(files) => files,
        Err(error) => {
            let advice = "have its permissions changed";
            return Finding::bad(WHAT, format!("cannot be listed: {error}"), advice);
        }
    };
    if files.is_empty() {
        return Finding::good(WHAT, "none yet");
    }
    let mut names = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().display().to_string();
        match check(&file) {
            Ok(said) if said == "ok" => names.push(name),
            Ok(said) => {
                let first = said.lines().next().unwrap_or_default();
                return damaged(&name, first);
            }
            Err(error) => return damaged(&name, &error.to_string()),
        }
    }
    Finding::good(WHAT, format!("{} are whole", names.join(", ")))
}

fn damaged(name: &str, how: &str) -> Finding {
    Finding::bad(
        "databases",
        format!("{name} is damaged: {how}"),
        if name == "logs.db" {
            "it holds logs alone: stop the server and move the file away"
        } else {
            "stop the server, keep a copy of the folder, and restore a backup (entrega restore)"
        },
    )
}

/// The databases of a folder, in the order of their names.
pub(crate) fn database_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "db") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What SQLite says of a database: `ok`, or what is wrong.
pub(crate) fn check(file: &Path) -> rusqlite::Result<String> {
    let connection = open_to_read(file)?;
    connection.pragma_query_value(None, "quick_check", |row| row.get(0))
}

/// A connection that neither writes nor checkpoints: those are for the server's own.
pub(crate) fn open_to_read(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    Ok(connection)
}

fn keys(folder: &Path) -> Finding {
    const WHAT: &str = "keys";
    let file = folder.join(CREDENTIALS_FILE);
    match fs::metadata(&file) {
        Ok(metadata) if metadata.permissions().mode() & OTHERS != 0 => Finding::bad(
            WHAT,
            format!("{} can be read by others", file.display()),
            format!("chmod 600 {}", file.display()),
        ),
        Ok(_) => Finding::good(WHAT, "for their owner alone"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Finding::good(WHAT, "none yet: the first start makes them")
        }
        Err(error) => {
            let advice = "have its permissions changed";
            Finding::bad(WHAT, format!("cannot be read: {error}"), advice)
        }
    }
}

/// Whether the clock was set back since the folder was written.
fn clock(folder: &Path) -> Finding {
    const WHAT: &str = "clock";
    let now = SystemTime::now();
    let newest = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok())
        .max();
    match newest.and_then(|newest| newest.duration_since(now).ok()) {
        Some(ahead) if ahead > CLOCK_SLACK => Finding::doubtful(
            WHAT,
            format!(
                "the folder was written {} s from now: the clock was set back",
                ahead.as_secs()
            ),
            "set it right (timedatectl): timers wait for the time they were given",
        ),
        _ => Finding::good(WHAT, crate::age::now().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Grade;
    use super::*;

    #[test]
    fn a_folder_is_looked_into() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("a/b");
        assert_eq!(use_of(&missing).grade, Grade::Good);
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(use_of(&file).grade, Grade::Bad);
        for (mode, grade) in [(0o700, Grade::Good), (0o755, Grade::Doubtful)] {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(use_of(folder.path()).grade, grade);
        }
    }

    #[test]
    fn keys_are_for_their_owner() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(keys(folder.path()).grade, Grade::Good);
        let file = folder.path().join(CREDENTIALS_FILE);
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let finding = keys(folder.path());
        assert_eq!(finding.grade, Grade::Bad);
        assert!(finding.advice.unwrap().starts_with("chmod 600 "));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(keys(folder.path()).grade, Grade::Good);
    }

    #[test]
    fn damaged_databases_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.db");
        let connection = Connection::open(&file).unwrap();
        connection
            .execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))")
            .unwrap();
        drop(connection);
        assert_eq!(databases(folder.path()).grade, Grade::Good);
        let mut bytes = fs::read(&file).unwrap();
        bytes[4096..12_288].fill(0xAA);
        fs::write(&file, bytes).unwrap();
        let finding = databases(folder.path());
        assert_eq!(finding.grade, Grade::Bad, "{}", finding.says);
    }

    #[test]
    fn a_clock_that_was_set_back_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::create(folder.path().join("journal.db")).unwrap();
        assert_eq!(clock(folder.path()).grade, Grade::Good);
        let later = SystemTime::now() + Duration::from_mins(10);
        file.set_modified(later).unwrap();
        assert_eq!(clock(folder.path()).grade, Grade::Doubtful);
    }
}
