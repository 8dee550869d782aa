//! A folder that is written again and again, and in which nothing is written over that somebody else
//! has written: it keeps a list of what it holds that is ours, with a digest of each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::bundle::SETTINGS;
use crate::backup::unwritable;
use crate::fault::Fault;

/// The list: what `sha256sum --check` reads.
const LIST: &str = "bundle.sha256";

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// It is new, or newer than before.
    Written,
    /// It was there as it is.
    Same,
    /// Somebody has changed it, and may.
    Theirs,
}

/// Writes these files, all of them or, where one would be written over that is not ours, none.
pub(super) fn write(
    folder: &Path,
    files: &[(String, Cow<'static, [u8]>)],
) -> Result<Vec<(String, Done)>, Fault> {
    let mut ours = list(folder)?;
    let mut planned = Vec::new();
    let mut theirs = Vec::new();
    for (path, bytes) in files {
        let there = read(&folder.join(path))?.map(|there| digest(&there));
        let done = match there {
            None => Done::Written,
            Some(there) if there == digest(bytes) => Done::Same,
            Some(there) if ours.get(path) == Some(&there) => Done::Written,
            Some(_) => Done::Theirs,
        };
        if done == Done::Theirs && path != SETTINGS {
            theirs.push(path.as_str());
        }
        planned.push((path.clone(), done));
    }
    if !theirs.is_empty() {
        return Err(Fault::misused(
            format!(
                "`{}` has files that somebody else wrote or changed: {}",
                folder.display(),
                theirs.join(", ")
            ),
            "move them away, or export into another folder",
        ));
    }
    for ((path, bytes), (_, done)) in files.iter().zip(&planned) {
        if *done == Done::Written {
            put(&folder.join(path), bytes)?;
        }
        if *done != Done::Theirs {
            ours.insert(path.clone(), digest(bytes));
        }
    }
    let mut text = String::new();
    for (path, digest) in &ours {
        // A text takes whatever is written into it.
        let _ = writeln!(text, "{digest}  {path}");
    }
    if read(&folder.join(LIST))?.as_deref() != Some(text.as_bytes()) {
        put(&folder.join(LIST), text.as_bytes())?;
    }
    Ok(planned)
}

/// What is ours in a folder, and was not changed or taken away.
fn list(folder: &Path) -> Result<BTreeMap<String, String>, Fault> {
    let Some(text) = read(&folder.join(LIST))? else {
        return Ok(BTreeMap::new());
    };
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut ours = BTreeMap::new();
    for (digest_then, path) in text.lines().filter_map(|line| line.split_once("  ")) {
        let there = read(&folder.join(path))?;
        if there.is_some_and(|there| digest(&there) == digest_then) {
            ours.insert(path.to_owned(), digest_then.to_owned());
        }
    }
    Ok(ours)
}

fn read(file: &Path) -> Result<Option<Vec<u8>>, Fault> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Fault::Unreadable {
            file: file.display().to_string(),
            source,
        }),
    }
}

/// Writes a file, whole or not at all.
fn put(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let failed = |source| unwritable(file, source);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    fs::write(&partial, bytes).map_err(failed)?;
    fs::rename(&partial, file).map_err(failed)
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut text = String::new();
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(template: &'static str) -> Vec<(String, Cow<'static, [u8]>)> {
        vec![
            (SETTINGS.to_owned(), b"settings".as_slice().into()),
            ("template.yaml".to_owned(), template.as_bytes().into()),
            (
                "workflows/order.asl.json".to_owned(),
                b"{}".as_slice().into(),
            ),
        ]
    }

    fn done(written: &[(String, Done)]) -> Vec<Done> {
        written.iter().map(|(_, done)| *done).collect()
    }

    #[test]
    fn twice_is_once_and_newer_takes_the_place_of_older() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("bundle");
        assert_eq!(
            done(&write(&folder, &files("1")).expect("written")),
            [Done::Written; 3]
        );
        let before = fs::read(folder.join(LIST)).expect("the list");
        assert_eq!(
            done(&write(&folder, &files("1")).expect("written")),
            [Done::Same; 3]
        );
        assert_eq!(fs::read(folder.join(LIST)).expect("the list"), before);
        let newer = write(&folder, &files("2")).expect("written");
        assert_eq!(done(&newer), [Done::Same, Done::Written, Done::Same]);
        assert_eq!(fs::read(folder.join("template.yaml")).expect("it"), b"2");
    }

    #[test]
    fn what_somebody_else_wrote_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(folder, &files("1")).expect("written");
        fs::write(folder.join(SETTINGS), "theirs").expect("written");
        let again = write(folder, &files("2")).expect("written");
        assert_eq!(done(&again), [Done::Theirs, Done::Written, Done::Same]);
        assert_eq!(fs::read(folder.join(SETTINGS)).expect("it"), b"theirs");
        fs::write(folder.join("template.yaml"), "theirs").expect("written");
        fs::remove_file(folder.join("workflows/order.asl.json")).expect("gone");
        let refused = write(folder, &files("3")).expect_err("refused");
        assert!(refused.to_string().contains("template.yaml"), "{refused}");
        assert!(!folder.join("workflows/order.asl.json").exists());
    }
}
