//! A disk as it may be found after the power has failed: what was synced is there; of what was
//! not, any part.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::seed::Choices;
use super::trace::Step;

/// What a disk writes whole or not at all, in bytes.
const SECTOR_BYTES: usize = 512;

/// Which file, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct FileId(usize);

/// The files of a folder: what of them is safe, and what has happened to them since.
#[derive(Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    /// The names as the server sees them.
    names: HashMap<PathBuf, FileId>,
    /// The names that are safe.
    safe_names: BTreeMap<PathBuf, FileId>,
    /// What has happened to names since, in order.
    renamings: Vec<Renaming>,
}

#[derive(Default)]
struct File {
    safe: Content,
    changes: Vec<Change>,
    /// Where a write without a place goes.
    position: u64,
}

/// What is in a file: these bytes, and behind them zeros up to its length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Content {
    bytes: Vec<u8>,
    length: usize,
}

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
    Reserve(usize),
}

#[derive(Clone)]
enum Renaming {
    Appear(PathBuf, FileId),
    Move(PathBuf, PathBuf),
    Vanish(PathBuf),
}

/// What of the unsynced is found after the power has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Nothing of it.
    All,
    /// All of it.
    Nothing,
    /// What came first, and a part of the last.
    Tail,
    /// Any sectors of it.
    Any,
}

impl Loss {
    pub(crate) fn choose(choices: &mut Choices) -> Loss {
        [Loss::All, Loss::Nothing, Loss::Tail, Loss::Any][choices.place(4)]
    }
}

impl Disk {
    /// Takes the next step of the server.
    pub(crate) fn take(&mut self, step: &Step) {
        match step {
            Step::Open { path, truncate } => {
                let id = self.open(path);
                if *truncate {
                    self.files[id.0].position = 0;
                    self.files[id.0].changes.push(Change::Truncate(0));
                }
            }
            Step::Write { path, at, bytes } => {
                let id = self.open(path);
                let file = &mut self.files[id.0];
                let at = at.unwrap_or(file.position);
                file.position = at + bytes.len() as u64;
                file.changes.push(Change::Write {
                    at: place(at),
                    bytes: bytes.clone(),
                });
            }
            Step::Truncate { path, length } => {
                let id = self.open(path);
                let change = Change::Truncate(place(*length));
                self.files[id.0].changes.push(change);
            }
            Step::Reserve { path, length } => {
                let id = self.open(path);
                let change = Change::Reserve(place(*length));
                self.files[id.0].changes.push(change);
            }
            Step::Synced { path } => match self.names.get(path) {
                Some(id) => self.files[id.0].sync(),
                None => self.sync_names(path),
            },
            Step::Rename { from, to } => {
                if let Some(id) = self.names.remove(from) {
                    self.names.insert(to.clone(), id);
                }
                let renaming = Renaming::Move(from.clone(), to.clone());
                self.renamings.push(renaming);
            }
            Step::Unlink { path } => {
                self.names.remove(path);
                self.renamings.push(Renaming::Vanish(path.clone()));
            }
            Step::Sent { .. } => {}
        }
    }

    /// Writes the files as they may be found now into `folder`, which stands for `original`.
    pub(crate) fn write_image(
        &self,
        original: &Path,
        folder: &Path,
        loss: Loss,
        choices: &mut Choices,
    ) -> io::Result<()> {
        for (path, id) in self.names_found(loss, choices) {
            let Ok(relative) = path.strip_prefix(original) else {
                continue;
            };
            let target = folder.join(relative);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            let content = self.files[id.0].found(loss, choices);
            let mut file = fs::File::create(target)?;
            file.write_all(&content.bytes)?;
            file.set_len(content.length as u64)?;
        }
        Ok(())
    }

    /// The file of this name, which is new when there is none.
    fn open(&mut self, path: &Path) -> FileId {
        if let Some(id) = self.names.get(path) {
            return *id;
        }
        let id = FileId(self.files.len());
        self.files.push(File::default());
        self.names.insert(path.to_owned(), id);
        self.renamings.push(Renaming::Appear(path.to_owned(), id));
        id
    }

    /// The names in a folder are safe, and those before them: file systems keep them in order.
    fn sync_names(&mut self, folder: &Path) {
        let concerns = |path: &PathBuf| path.parent() == Some(folder);
        let last = self.renamings.iter().rposition(|renaming| match renaming {
            Renaming::Appear(path, _) | Renaming::Vanish(path) => concerns(path),
            Renaming::Move(from, to) => concerns(from) || concerns(to),
        });
        if let Some(last) = last {
            for renaming in self.renamings.drain(..=last) {
                renaming.apply(&mut self.safe_names);
            }
        }
    }

    fn names_found(&self, loss: Loss, choices: &mut Choices) -> BTreeMap<PathBuf, FileId> {
        let kept = match loss {
            Loss::All => 0,
            Loss::Nothing => self.renamings.len(),
            Loss::Tail | Loss::Any => choices.place(self.renamings.len() + 1),
        };
        let mut names = self.safe_names.clone();
        for renaming in &self.renamings[..kept] {
            renaming.apply(&mut names);
        }
        names
    }
}

impl Renaming {
    fn apply(&self, names: &mut BTreeMap<PathBuf, FileId>) {
        match self {
            Renaming::Appear(path, id) => {
                names.insert(path.clone(), *id);
            }
            Renaming::Move(from, to) => {
                if let Some(id) = names.remove(from) {
                    names.insert(to.clone(), id);
                }
            }
            Renaming::Vanish(path) => {
                names.remove(path);
            }
        }
    }
}

impl File {
    fn sync(&mut self) {
        for change in std::mem::take(&mut self.changes) {
            change.apply(&mut self.safe);
        }
    }

    /// The content as it may be found.
    fn found(&self, loss: Loss, choices: &mut Choices) -> Content {
        let mut content = self.safe.clone();
        match loss {
            Loss::All => {}
            Loss::Nothing => {
                for change in &self.changes {
                    change.apply(&mut content);
                }
            }
            Loss::Tail => {
                let kept = choices.place(self.changes.len() + 1);
                for change in &self.changes[..kept] {
                    change.apply(&mut content);
                }
                if let Some(last) = self.changes.get(kept) {
                    let sectors = last.sectors();
                    for sector in &sectors[..choices.place(sectors.len() + 1)] {
                        sector.apply(&mut content);
                    }
                }
            }
            Loss::Any => {
                let sectors = self.changes.iter().flat_map(Change::sectors);
                for sector in sectors.filter(|_| choices.chance(50)) {
                    sector.apply(&mut content);
                }
            }
        }
        content
    }
}

impl Change {
    fn apply(&self, content: &mut Content) {
        match self {
            Change::Write { at, bytes } => {
                let end = at + bytes.len();
                if content.bytes.len() < end {
                    content.bytes.resize(end, 0);
                    content.length = content.length.max(end);
                }
                content.bytes[*at..end].copy_from_slice(bytes);
            }
            Change::Truncate(length) => {
                content.bytes.truncate(*length);
                content.length = *length;
            }
            Change::Reserve(length) => content.length = content.length.max(*length),
        }
    }

    /// The parts that the disk takes whole or not at all, in order.
    fn sectors(&self) -> Vec<Change> {
        let Change::Write { at, bytes } = self else {
            return vec![self.clone()];
        };
        // The first part goes up to the next sector.
        let first = bytes.len().min(SECTOR_BYTES - at % SECTOR_BYTES);
        let (head, tail) = bytes.split_at(first);
        let mut begin = *at;
        std::iter::once(head)
            .chain(tail.chunks(SECTOR_BYTES))
            .map(|part| {
                let sector = Change::Write {
                    at: begin,
                    bytes: part.to_vec(),
                };
                begin += part.len();
                sector
            })
            .collect()
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number).expect("files are smaller than memory can be")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &str, at: u64, bytes: &[u8]) -> Step {
        Step::Write {
            path: path.into(),
            at: Some(at),
            bytes: bytes.to_vec(),
        }
    }

    fn synced(path: &str) -> Step {
        Step::Synced { path: path.into() }
    }

    fn disk(steps: &[Step]) -> Disk {
        let mut disk = Disk::default();
        for step in steps {
            disk.take(step);
        }
        disk
    }

    /// The names and contents found, with these losses and any choices.
    fn found(disk: &Disk, loss: Loss) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut choices = Choices::from_seed(1);
        disk.names_found(loss, &mut choices)
            .into_iter()
            .map(|(path, id)| (path, disk.files[id.0].found(loss, &mut choices).bytes))
            .collect()
    }

    #[test]
    fn what_is_synced_is_found_whatever_is_lost() {
        let disk = disk(&[
            write("/d/a", 0, b"safe"),
            synced("/d/a"),
            synced("/d"),
            write("/d/a", 2, b"later"),
        ]);
        let a = PathBuf::from("/d/a");
        assert_eq!(found(&disk, Loss::All)[&a], b"safe");
        assert_eq!(found(&disk, Loss::Nothing)[&a], b"salater");
        for seed in 0..50 {
            let mut choices = Choices::from_seed(seed);
            let content = disk.files[0].found(Loss::Any, &mut choices);
            assert!(content.bytes.starts_with(b"sa"));
        }
    }

    #[test]
    fn names_are_lost_unless_their_folder_is_synced() {
        let named = disk(&[write("/d/a", 0, b"x"), synced("/d/a")]);
        assert!(found(&named, Loss::All).is_empty());
        assert_eq!(found(&named, Loss::Nothing).len(), 1);
        let removed = disk(&[
            write("/d/a", 0, b"x"),
            synced("/d/a"),
            synced("/d"),
            Step::Unlink {
                path: "/d/a".into(),
            },
        ]);
        assert_eq!(found(&removed, Loss::All).len(), 1);
        assert!(found(&removed, Loss::Nothing).is_empty());
    }

    #[test]
    fn writes_are_torn_at_sectors() {
        let change = Change::Write {
            at: 500,
            bytes: vec![1; 1100],
        };
        let lengths: Vec<usize> = change
            .sectors()
            .iter()
            .map(|sector| match sector {
                Change::Write { bytes, .. } => bytes.len(),
                Change::Truncate(_) | Change::Reserve(_) => 0,
            })
            .collect();
        assert_eq!(lengths, [12, 512, 512, 64]);
        let mut whole = Content::default();
        let mut parts = Content::default();
        change.apply(&mut whole);
        for sector in change.sectors() {
            sector.apply(&mut parts);
        }
        assert_eq!(whole, parts);
    }

    #[test]
    fn a_tail_is_lost_from_the_end() {
        let steps: Vec<Step> = (0..4)
            .map(|number| write("/d/a", number * 512, &[1; 512]))
            .collect();
        let disk = disk(&steps);
        for seed in 0..50 {
            let content = disk.files[0].found(Loss::Tail, &mut Choices::from_seed(seed));
            assert!(content.bytes.iter().all(|byte| *byte == 1), "no hole in it");
        }
    }

    #[test]
    fn room_that_is_reserved_is_not_written() {
        let disk = disk(&[Step::Reserve {
            path: "/d/a".into(),
            length: 1 << 40,
        }]);
        let content = disk.files[0].found(Loss::Nothing, &mut Choices::from_seed(1));
        assert_eq!((content.bytes.len(), content.length), (0, 1 << 40));
    }
}
