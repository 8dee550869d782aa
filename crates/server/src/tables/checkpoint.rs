//! How far the copy of one table to another has come, in a file of the data folder.
//!
//! It is named after the two tables, and not after where they are: a table that was deleted and made
//! again is another. It is replaced as a whole, so it is never half of anything.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::canonical::Attributes;
use super::checksum::{Checksum, Tally};
use crate::backup::{parent, unreadable, unwritable};
use crate::fault::Fault;

/// Where they are in the data folder.
const FOLDER: &str = "table-copies";

const FORMAT: u32 = 1;

/// Two tables, by what their services know them by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pair {
    pub(crate) source: String,
    pub(crate) target: String,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    format: u32,
    pair: Pair,
    pub(crate) stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// The target was empty and is being filled.
    Filling {
        segments: Vec<Segment>,
        /// What was read so far.
        read: Checksum,
    },
    /// The target has been filled, and is made equal since.
    Filled {
        /// What was read of the source last.
        read: Checksum,
        /// What the target was left with, of what does not expire; nothing while it is written.
        left: Option<Tally>,
    },
}

/// How far a segment of the source has been copied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Segment {
    #[default]
    Untouched,
    /// Up to this key, inclusive.
    After(WrittenKey),
    Done,
}

/// A key as it is written in the file.
pub(crate) type WrittenKey = BTreeMap<String, KeyValue>;

/// What an attribute of a key can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum KeyValue {
    S(String),
    N(String),
    B(Vec<u8>),
}

/// A checkpoint and its file, which is this process' alone.
#[derive(Debug)]
pub(crate) struct CheckpointFile {
    path: PathBuf,
    pub(crate) checkpoint: Checkpoint,
    _lock: File,
}

impl CheckpointFile {
    /// Finds the file of two tables, and takes it. `None` as its stage when they were not copied yet.
    pub(crate) fn take(data: &Path, pair: Pair) -> Result<(Option<Stage>, CheckpointFile), Fault> {
        let folder = data.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|source| unwritable(&folder, source))?;
        let hash = Sha256::digest(format!("{}\n{}", pair.source, pair.target));
        let name = hash
            .iter()
            .take(8)
            .fold(0_u64, |name, byte| name << 8 | u64::from(*byte));
        let path = folder.join(format!("{name:016x}.json"));
        let lock = lock(&path.with_extension("lock"))?;
        let found = match fs::read(&path) {
            Ok(text) => Some(read(&path, &text, &pair)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(unreadable(&path, source)),
        };
        let stage = found.map(|checkpoint| checkpoint.stage);
        let file = CheckpointFile {
            path,
            checkpoint: Checkpoint {
                format: FORMAT,
                pair,
                stage: stage.clone().unwrap_or(Stage::Filling {
                    segments: Vec::new(),
                    read: Checksum::default(),
                }),
            },
            _lock: lock,
        };
        Ok((stage, file))
    }

    /// Sees that the file on disk says what this says.
    pub(crate) fn save(&self) -> Result<(), Fault> {
        let partial = self.path.with_extension("partial");
        let write = || -> io::Result<()> {
            let mut file = File::create(&partial)?;
            serde_json::to_writer(&mut file, &self.checkpoint)?;
            file.flush()?;
            file.sync_all()?;
            fs::rename(&partial, &self.path)?;
            File::open(parent(&self.path))?.sync_all()
        };
        write().map_err(|source| unwritable(&self.path, source))
    }
}

fn read(path: &Path, text: &[u8], pair: &Pair) -> Result<Checkpoint, Fault> {
    let refused = |why: String| {
        Fault::misused(
            format!("`{}` {why}", path.display()),
            "put it away, and run this with --overwrite: both tables are then read anew",
        )
    };
    let checkpoint: Checkpoint = serde_json::from_slice(text)
        .map_err(|error| refused(format!("cannot be understood: {error}")))?;
    if checkpoint.format != FORMAT {
        return Err(refused("was written by another version".to_owned()));
    }
    if checkpoint.pair != *pair {
        return Err(refused("is about other tables".to_owned()));
    }
    Ok(checkpoint)
}

fn lock(path: &Path) -> Result<File, Fault> {
    let file = File::create(path).map_err(|source| unwritable(path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Fault::misused(
            "another copy between these tables is under way",
            "let it end, or end it",
        )),
        Err(TryLockError::Error(source)) => Err(unwritable(path, source)),
    }
}

/// The attributes of a key, for the file.
pub(crate) fn written(key: &Attributes) -> WrittenKey {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => Some(KeyValue::S(text.clone())),
        AttributeValue::N(number) => Some(KeyValue::N(number.clone())),
        AttributeValue::B(blob) => Some(KeyValue::B(blob.as_ref().to_vec())),
        // No attribute of a key is anything else.
        _ => None,
    };
    let of = |(name, found): (&String, &AttributeValue)| Some((name.clone(), value(found)?));
    key.iter().filter_map(of).collect()
}

/// The attributes of a key, from the file.
pub(crate) fn attributes(key: &WrittenKey) -> Attributes {
    let value = |value: &KeyValue| match value {
        KeyValue::S(text) => AttributeValue::S(text.clone()),
        KeyValue::N(number) => AttributeValue::N(number.clone()),
        KeyValue::B(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
    };
    let of = |(name, found): (&String, &KeyValue)| (name.clone(), value(found));
    key.iter().map(of).collect::<HashMap<_, _>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(target: &str) -> Pair {
        Pair {
            source: "one".to_owned(),
            target: target.to_owned(),
        }
    }

    #[test]
    fn what_is_saved_is_found_again_by_the_same_two_tables_only() {
        let data = tempfile::tempdir().unwrap();
        let (found, mut file) = CheckpointFile::take(data.path(), pair("two")).unwrap();
        assert_eq!(found, None);
        let key = Attributes::from([
            ("PK".to_owned(), AttributeValue::S("é\u{0}".into())),
            ("n".to_owned(), AttributeValue::N("1.5".into())),
            ("b".to_owned(), AttributeValue::B(Blob::new([0, 255]))),
        ]);
        assert_eq!(attributes(&written(&key)), key);
        file.checkpoint.stage = Stage::Filling {
            segments: vec![
                Segment::Done,
                Segment::After(written(&key)),
                Segment::Untouched,
            ],
            read: Checksum::default(),
        };
        file.save().unwrap();
        let stage = file.checkpoint.stage.clone();
        assert!(
            CheckpointFile::take(data.path(), pair("two")).is_err(),
            "one at a time"
        );
        let path = file.path.clone();
        drop(file);
        let (found, file) = CheckpointFile::take(data.path(), pair("two")).unwrap();
        assert_eq!(found, Some(stage));
        drop(file);
        let (found, other) = CheckpointFile::take(data.path(), pair("three")).unwrap();
        assert_eq!(found, None);

        fs::copy(&path, &other.path).unwrap();
        drop(other);
        let refused = CheckpointFile::take(data.path(), pair("three")).unwrap_err();
        assert!(
            refused.to_string().contains("is about other tables"),
            "{refused}"
        );
        fs::write(&path, "{").unwrap();
        let refused = CheckpointFile::take(data.path(), pair("two")).unwrap_err();
        assert!(
            refused.to_string().contains("cannot be understood"),
            "{refused}"
        );
    }
}
