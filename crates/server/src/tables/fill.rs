//! Fills an empty target: everything is written as it is read, and after each page it is on disk how
//! far that is. Whoever is killed goes on from there; a page that was under way is written once more,
//! which changes nothing.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::batches;
use super::canonical::{Attributes, UnknownKind, digest};
use super::checkpoint::{CheckpointFile, Segment, Stage, attributes, written};
use super::checksum::{Checksum, end_of, now};
use super::copy::{Sides, unknown};
use super::reading::{SEGMENTS, all, read_segment};
use super::side::{Change, Page, Reading};
use crate::fault::Fault;

/// So many items are written between one checkpoint of a segment and the next: what a kill undoes.
const PAGE_ITEMS_MAX: i32 = 100;

/// Fills the target, or goes on with it.
pub(crate) async fn fill(sides: &Sides, file: CheckpointFile) -> Result<CheckpointFile, Fault> {
    let mut file = file;
    let segments = match &mut file.checkpoint.stage {
        Stage::Filled { .. } => return Ok(file),
        Stage::Filling { segments, read } => {
            if segments.is_empty() {
                segments.resize(SEGMENTS as usize, Segment::Untouched);
            }
            let already = read.at(i64::MIN).items;
            sides.progress.begin("filling", sides.items, already);
            segments.clone()
        }
    };
    // From here on the target has items that this file alone knows of.
    file.save()?;
    let count = u32::try_from(segments.len()).unwrap_or(SEGMENTS);
    let file = Arc::new(Mutex::new(file));
    let mut under_way = JoinSet::new();
    for (place, segment) in segments.into_iter().enumerate() {
        let from = match segment {
            Segment::Done => continue,
            Segment::Untouched => None,
            Segment::After(key) => Some(attributes(&key)),
        };
        let (sides, file) = (sides.clone(), file.clone());
        let reading = Reading {
            segment: u32::try_from(place).unwrap_or_default(),
            segments: count,
            only: None,
            page_items_max: PAGE_ITEMS_MAX,
        };
        under_way.spawn(async move {
            let work = |page: Page| copy_page(&sides, &file, place, page);
            read_segment(&sides.source, &reading, from, work).await
        });
    }
    all(under_way).await?;
    let Some(mut file) =
        Arc::into_inner(file).map(|file| file.into_inner().unwrap_or_else(PoisonError::into_inner))
    else {
        // Invariant: all segments have ended, and nobody else had it.
        return Err(Fault::Refused(
            "error: a segment goes on after its end\n".to_owned(),
        ));
    };
    if let Stage::Filling { read, .. } = &file.checkpoint.stage {
        file.checkpoint.stage = Stage::Filled {
            read: read.clone(),
            left: None,
        };
        file.save()?;
    }
    Ok(file)
}

async fn copy_page(
    sides: &Sides,
    file: &Mutex<CheckpointFile>,
    place: usize,
    page: Page,
) -> Result<(), Fault> {
    let (changes, of_page, bytes) = sides.living(page.items).map_err(|error| unknown(&error))?;
    sides.progress.read(changes.len(), bytes);
    batches::make(&sides.target, changes, &sides.progress).await?;
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    if let Stage::Filling { segments, read } = &mut file.checkpoint.stage {
        read.merge(&of_page);
        segments[place] = match page.next {
            Some(next) => Segment::After(written(&next)),
            None => Segment::Done,
        };
    }
    file.save()
}

impl Sides {
    /// What of a page has not expired, what that adds up to, and its bytes.
    fn living(
        &self,
        items: Vec<Attributes>,
    ) -> Result<(Vec<Change>, Checksum, usize), UnknownKind> {
        let (now, mut read, mut bytes) = (now(), Checksum::default(), 0);
        let mut changes = Vec::with_capacity(items.len());
        for item in items {
            let end = end_of(&item, self.forgets_by.as_deref(), now);
            if end.is_some_and(|end| end <= now) {
                continue;
            }
            read.add(digest(&item)?, end, now);
            bytes += super::canonical::bytes_on_the_wire(&item);
            changes.push(Change::Put(item));
        }
        Ok((changes, read, bytes))
    }
}
