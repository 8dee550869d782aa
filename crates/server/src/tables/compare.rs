//! Reads both tables to their ends, and says or mends what differs.
//!
//! First the digests of the target are read, then the source, item by item: what the target lacks or
//! has otherwise is written at once. What of the target was not met at the source is deleted, when the
//! source was read to its end, and each such key was asked for once more.

use std::sync::{Arc, Mutex, PoisonError};

use super::batches;
use super::canonical::{Attributes, Digest, UnknownKind, bytes_on_the_wire, digest, digest_of_key};
use super::checksum::{Checksum, end_of, now};
use super::copy::{Sides, unknown};
use super::difference::{Differences, How};
use super::digests::{Digests, ITEMS_MAX, Known, Sorted};
use super::reading::read;
use super::side::Change;
use crate::fault::Fault;

/// What is done about what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The target is made equal.
    Mend,
    /// It is said, and nothing is written.
    Look,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comparison {
    /// What was read of the source, once for each round.
    pub(crate) sources: Vec<Checksum>,
    pub(crate) target: Checksum,
    pub(crate) differences: Differences,
    /// Items of the source whose time has come.
    pub(crate) expired: u64,
}

/// Compares the tables. What the target adds up to is said before anything is written.
pub(crate) async fn compare(
    sides: &Sides,
    aim: Aim,
    mut on_target: impl FnMut(&Checksum) -> Result<(), Fault>,
) -> Result<Comparison, Fault> {
    let mut comparison = Comparison::default();
    let mut first = Some(0);
    while let Some(begin) = first {
        let (digests, target) = digests_of_target(sides, begin).await?;
        if comparison.sources.is_empty() {
            on_target(&target)?;
            comparison.target = target;
        }
        let digests = Arc::new(digests);
        let found = compare_source(sides, aim, &digests).await?;
        comparison.sources.push(found.source);
        comparison.expired = found.expired;
        comparison.differences.append(found.differences);
        // Invariant: the source was read to its end.
        if digests.has_extra() {
            let extra = extra(sides, aim, &digests).await?;
            comparison.differences.append(extra);
        }
        first = digests.next();
    }
    Ok(comparison)
}

/// What the source adds up to.
pub(crate) async fn sum_of_source(sides: &Sides) -> Result<Checksum, Fault> {
    sides.progress.begin("reading the source", sides.items, 0);
    let sum = Arc::new(Mutex::new(Checksum::default()));
    let work = {
        let (sides, sum) = (sides.clone(), sum.clone());
        move |items: Vec<Attributes>| {
            let (sides, sum) = (sides.clone(), sum.clone());
            async move {
                let (_, of_page) = sides.digests(&items).map_err(|error| unknown(&error))?;
                lock(&sum, |sum| sum.merge(&of_page));
                Ok(())
            }
        }
    };
    read(&sides.source, None, work).await?;
    Ok(lock(&sum, std::mem::take))
}

async fn digests_of_target(sides: &Sides, begin: Digest) -> Result<(Sorted, Checksum), Fault> {
    sides.progress.begin("reading the target", sides.items, 0);
    let empty = (Digests::from(begin, ITEMS_MAX), Checksum::default());
    let known = Arc::new(Mutex::new(empty));
    let work = {
        let (sides, known) = (sides.clone(), known.clone());
        move |items: Vec<Attributes>| {
            let (sides, known) = (sides.clone(), known.clone());
            async move {
                let page = sides.digests(&items).map_err(|error| unknown(&error))?;
                let (digests, of_page) = page;
                lock(&known, |(all, sum)| {
                    sum.merge(&of_page);
                    for (key, item) in digests.into_iter().flatten() {
                        all.add(key, item);
                    }
                });
                Ok(())
            }
        }
    };
    read(&sides.target, None, work).await?;
    let empty = (Digests::from(begin, ITEMS_MAX), Checksum::default());
    let (digests, sum) = lock(&known, |known| std::mem::replace(known, empty));
    Ok((digests.sorted(), sum))
}

#[derive(Default)]
struct OfSource {
    source: Checksum,
    differences: Differences,
    expired: u64,
}

async fn compare_source(sides: &Sides, aim: Aim, target: &Arc<Sorted>) -> Result<OfSource, Fault> {
    sides.progress.begin("reading the source", sides.items, 0);
    let found = Arc::new(Mutex::new(OfSource::default()));
    let work = {
        let (sides, target, found) = (sides.clone(), target.clone(), found.clone());
        move |items: Vec<Attributes>| {
            let (sides, target, found) = (sides.clone(), target.clone(), found.clone());
            async move {
                let page = sides.digests(&items).map_err(|error| unknown(&error))?;
                let (digests, of_page) = page;
                let mut changes = Vec::new();
                lock(&found, |found| {
                    found.source.merge(&of_page);
                    for (item, digests) in items.into_iter().zip(digests) {
                        let Some((key, digest)) = digests else {
                            found.expired += 1;
                            continue;
                        };
                        let how = match target.look(key, digest) {
                            Known::Same | Known::OutOfRange => continue,
                            Known::Missing => How::Missing,
                            Known::Other => How::Other,
                        };
                        found.differences.note(how, &item, &sides.key_names);
                        changes.push(Change::Put(item));
                    }
                });
                match aim {
                    Aim::Look => Ok(()),
                    Aim::Mend => batches::make(&sides.target, changes, &sides.progress).await,
                }
            }
        }
    };
    read(&sides.source, None, work).await?;
    Ok(lock(&found, std::mem::take))
}

/// What the target has and the source has not.
async fn extra(sides: &Sides, aim: Aim, target: &Arc<Sorted>) -> Result<Differences, Fault> {
    sides
        .progress
        .begin("looking for what is too much", sides.items, 0);
    let mut only = sides.key_names.to_vec();
    if let Some(forgets_by) = &sides.forgets_by
        && !only.contains(forgets_by)
    {
        only.push(forgets_by.clone());
    }
    let found = Arc::new(Mutex::new(Differences::default()));
    let work = {
        let (sides, target, found) = (sides.clone(), target.clone(), found.clone());
        move |items: Vec<Attributes>| {
            let (sides, target, found) = (sides.clone(), target.clone(), found.clone());
            async move {
                sides.progress.read(items.len(), 0);
                let keys = sides
                    .extra_keys(&items, &target)
                    .map_err(|error| unknown(&error))?;
                if keys.is_empty() {
                    return Ok(());
                }
                let there = sides.source.items(&keys).await?;
                let there = sides.living_keys(&there).map_err(|error| unknown(&error))?;
                let mut changes = Vec::new();
                for key in keys {
                    let digest = digest_of_key(&key, &sides.key_names);
                    let digest = digest.map_err(|error| unknown(&error))?;
                    if there.contains(&digest) {
                        // Made meanwhile: it is for the next look.
                        continue;
                    }
                    lock(&found, |found| {
                        found.note(How::Extra, &key, &sides.key_names);
                    });
                    changes.push(Change::Delete(key));
                }
                match aim {
                    Aim::Look => Ok(()),
                    Aim::Mend => batches::make(&sides.target, changes, &sides.progress).await,
                }
            }
        }
    };
    read(&sides.target, Some(only), work).await?;
    Ok(lock(&found, std::mem::take))
}

/// The digests of a page's keys and items; nothing for those that have expired.
type OfPage = (Vec<Option<(Digest, Digest)>>, Checksum);

impl Sides {
    fn digests(&self, items: &[Attributes]) -> Result<OfPage, UnknownKind> {
        let (now, mut sum, mut bytes) = (now(), Checksum::default(), 0);
        let mut digests = Vec::with_capacity(items.len());
        for item in items {
            bytes += bytes_on_the_wire(item);
            let end = end_of(item, self.forgets_by.as_deref(), now);
            if end.is_some_and(|end| end <= now) {
                digests.push(None);
                continue;
            }
            let of_item = digest(item)?;
            sum.add(of_item, end, now);
            digests.push(Some((digest_of_key(item, &self.key_names)?, of_item)));
        }
        self.progress.read(items.len(), bytes);
        Ok((digests, sum))
    }

    /// The keys of those items that were not met at the source.
    fn extra_keys(
        &self,
        items: &[Attributes],
        target: &Sorted,
    ) -> Result<Vec<Attributes>, UnknownKind> {
        let now = now();
        let mut keys = Vec::new();
        for item in items {
            let end = end_of(item, self.forgets_by.as_deref(), now);
            let is_living = end.is_none_or(|end| end > now);
            if is_living && target.is_extra(digest_of_key(item, &self.key_names)?) {
                keys.push(self.key(item));
            }
        }
        Ok(keys)
    }

    /// The digests of the keys of what has not expired.
    fn living_keys(&self, items: &[Attributes]) -> Result<Vec<Digest>, UnknownKind> {
        let now = now();
        let is_living = |item: &&Attributes| {
            end_of(item, self.forgets_by.as_deref(), now).is_none_or(|end| end > now)
        };
        let living = items.iter().filter(is_living);
        living
            .map(|item| digest_of_key(item, &self.key_names))
            .collect()
    }
}

fn lock<T, R>(shared: &Mutex<T>, change: impl FnOnce(&mut T) -> R) -> R {
    change(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}
