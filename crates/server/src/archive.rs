//! What a backup is: a tar archive of the data folder, and last in it a manifest with the checksum
//! of each file.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The format of backups. A release reads its own and every older one.
pub(crate) const FORMAT: u32 = 1;

/// The last file of the archive. One without it was not finished.
pub(crate) const MANIFEST: &str = "manifest.json";

/// A manifest has at most so many bytes: a line for each of some hundred thousand files.
pub(crate) const MANIFEST_BYTES_MAX: u64 = 64 << 20;

/// What is in a backup.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// The release that made it.
    pub(crate) entrega: String,
    /// When, as `2026-11-26T08:00:00.000Z`.
    pub(crate) made: String,
    /// By their paths in the data folder.
    pub(crate) files: BTreeMap<String, Entry>,
    /// Symbolic links and where they lead, likewise.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) links: BTreeMap<String, String>,
}

/// A file in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) bytes: u64,
    /// In 64 hexadecimal digits.
    pub(crate) sha256: String,
    /// Its permissions, the last nine bits.
    pub(crate) mode: u32,
}

/// Reads, and keeps the checksum of what was read.
pub(crate) struct Summed<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Summed<R> {
    pub(crate) fn new(inner: R) -> Summed<R> {
        Summed {
            inner,
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// The entry of a file that was read to its end.
    pub(crate) fn entry(self, mode: u32) -> Entry {
        use std::fmt::Write as _;
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            let _ = write!(sha256, "{byte:02x}");
        }
        Entry {
            bytes: self.bytes,
            sha256,
            mode,
        }
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

/// Whether a path stays where it is put: relative, without `..`, and not empty.
pub(crate) fn stays_inside(path: &Path) -> bool {
    let mut components = path.components();
    path.components().next().is_some()
        && components.all(|component| matches!(component, Component::Normal(_)))
}

/// Whether a link at `path` leads to somewhere in the same folder.
pub(crate) fn leads_inside(path: &Path, target: &Path) -> bool {
    let mut depth = path.components().count().saturating_sub(1);
    for component in target.components() {
        match component {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return false,
        }
    }
    true
}

/// `1.5 MB`
pub(crate) fn bytes_for_people(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_what_was_read() {
        let mut summed = Summed::new(&b"abc"[..]);
        io::copy(&mut summed, &mut io::sink()).unwrap();
        let entry = summed.entry(0o600);
        assert_eq!(entry.bytes, 3);
        // Source: FIPS 180-2, appendix B.1.
        assert_eq!(
            entry.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn paths_and_links_stay_inside() {
        for (path, stays) in [
            ("a/b", true),
            ("", false),
            ("/a", false),
            ("a/../b", false),
            ("../a", false),
        ] {
            assert_eq!(stays_inside(Path::new(path)), stays, "{path}");
        }
        let link = Path::new("functions/f/node_modules/.bin/mocha");
        assert!(leads_inside(link, Path::new("../mocha/bin/mocha")));
        assert!(leads_inside(link, Path::new("../../../../journal.db")));
        assert!(!leads_inside(link, Path::new("../../../../../etc/passwd")));
        assert!(!leads_inside(link, Path::new("/usr/bin/python3")));
    }

    #[test]
    fn sizes_have_one_decimal() {
        assert_eq!(bytes_for_people(999), "999 B");
        assert_eq!(bytes_for_people(1_550), "1.5 kB");
        assert_eq!(bytes_for_people(12_345_678), "12.3 MB");
        assert_eq!(bytes_for_people(2_000_000_000), "2.0 GB");
    }
}
