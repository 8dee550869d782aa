//! `entrega tables copy`: one table becomes another, and is proven to be the same.
//!
//! An empty target is [filled](super::fill). Then both tables are [compared](super::compare), and what
//! differs is mended, until a look finds nothing. They are the same when what the source added up to
//! before the target was read is what it added up to after: then it did not change while the target
//! was found equal to it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::Whence;
use super::canonical::{Attributes, UnknownKind};
use super::checkpoint::{CheckpointFile, Pair, Stage};
use super::checksum::{Checksum, Tally, now};
use super::compare::{Aim, Comparison, compare, sum_of_source};
use super::difference::Differences;
use super::fill::fill;
use super::place::{Access, Place, open};
use super::progress::{Progress, Saying};
use super::report::{Report, Table, Verdict};
use super::side::{Description, Role, Side};
use crate::fault::Fault;

/// A source that changes is followed so often; who sells through it sells on.
const LOOKS_MAX: usize = 3;

/// What is copied to where.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) from: Place,
    pub(crate) table: String,
    pub(crate) to: Place,
    pub(crate) to_table: String,
    /// Where checkpoints are kept.
    pub(crate) data: PathBuf,
    pub(crate) verify_only: bool,
    pub(crate) overwrite: bool,
}

/// Both tables. Clones are the same.
#[derive(Clone)]
pub(crate) struct Sides {
    pub(crate) source: Arc<Side>,
    pub(crate) target: Arc<Side>,
    pub(crate) key_names: Arc<[String]>,
    /// The attribute that says when an item is forgotten.
    pub(crate) forgets_by: Option<String>,
    /// So many items the source has, as far as its service knows.
    pub(crate) items: u64,
    pub(crate) progress: Arc<Progress>,
}

impl Sides {
    pub(crate) fn key(&self, item: &Attributes) -> Attributes {
        let of = |name: &String| Some((name.clone(), item.get(name)?.clone()));
        self.key_names.iter().filter_map(of).collect()
    }
}

pub(crate) fn unknown(error: &UnknownKind) -> Fault {
    Fault::misused(
        error.to_string(),
        "a newer version of this program may know it",
    )
}

/// Copies, and proves it.
pub(crate) async fn copy(order: &Order, whence: &Whence) -> Result<Report, Fault> {
    let source = open(&order.from, Access::Read, whence).await?;
    let target = if order.from == order.to {
        // A folder is opened once.
        source.another()
    } else {
        let access = if order.verify_only {
            Access::Read
        } else {
            Access::Write
        };
        open(&order.to, access, whence).await?
    };
    let source = Arc::new(Side::new(Role::Source, order.table.clone(), source));
    let target = Arc::new(Side::new(Role::Target, order.to_table.clone(), target));
    let done = copy_between(order, &source, &target).await;
    source.close().await;
    target.close().await;
    done
}

async fn copy_between(
    order: &Order,
    source: &Arc<Side>,
    target: &Arc<Side>,
) -> Result<Report, Fault> {
    let begin = Instant::now();
    let Some(at_source) = source.describe().await? else {
        return Err(Fault::misused(
            format!("there is no such table: {}", source.in_words()),
            "`entrega tables list` shows those there are; --table NAME names another",
        ));
    };
    let forgets_by = source.time_to_live().await?;
    let (at_target, mut notes) = prepare(order, target, &at_source, forgets_by.as_deref()).await?;
    if at_source.id == at_target.id {
        return Err(Fault::misused(
            "source and target are the same table",
            "name another with --to, or --to-table NAME",
        ));
    }
    let sides = Sides {
        source: source.clone(),
        target: target.clone(),
        key_names: at_source.schema.key_names().into(),
        forgets_by: forgets_by.clone(),
        items: at_source.items,
        progress: Progress::new(),
    };
    let pair = Pair {
        source: at_source.id.clone(),
        target: at_target.id.clone(),
    };
    let saying = Saying::start(sides.progress.clone());
    let outcome = if order.verify_only {
        verify(&sides).await
    } else {
        copy_to(order, &sides, pair).await
    };
    drop(saying);
    let outcome = outcome?;
    notes.extend(outcome.notes());
    let tally = |side: &Side, sum: &Checksum| Table {
        name: side.table.clone(),
        at: side.at.clone(),
        tally: sum.at(outcome.ended),
    };
    Ok(Report {
        verdict: outcome.verdict,
        source: tally(source, &outcome.source),
        target: tally(target, &outcome.target),
        differences: outcome.differences,
        expired: outcome.expired,
        written: sides.progress.written(),
        deleted: sides.progress.deleted(),
        notes,
        verify_only: order.verify_only,
        took: begin.elapsed(),
    })
}

/// Makes the target unless it is there, and sees that it can take the source's items.
async fn prepare(
    order: &Order,
    target: &Side,
    at_source: &Description,
    forgets_by: Option<&str>,
) -> Result<(Description, Vec<String>), Fault> {
    let mut notes = Vec::new();
    if let Some(there) = target.describe().await? {
        let (ours, theirs) = (at_source.schema.key_in_words(), there.schema.key_in_words());
        if ours != theirs {
            return Err(Fault::misused(
                format!(
                    "{} has the key {theirs}, and the source has {ours}",
                    target.in_words()
                ),
                "name another table with --to-table NAME: it is made as the source is",
            ));
        }
        notes.extend(at_source.schema.lacking_in(&there.schema));
    } else if order.verify_only {
        return Err(Fault::misused(
            format!("there is no such table: {}", target.in_words()),
            "without --verify-only it is made and filled",
        ));
    } else {
        target.make(&at_source.schema).await?;
    }
    target.becomes_active().await?;
    let Some(there) = target.describe().await? else {
        return Err(Fault::Unserved {
            message: format!("{} was made and is not there", target.in_words()),
            hint: Some("run this again".to_owned()),
        });
    };
    if let Some(attribute) = forgets_by
        && target.time_to_live().await?.as_deref() != Some(attribute)
    {
        if order.verify_only {
            notes.push(format!("the target does not forget items by `{attribute}`"));
        } else {
            target.forget_by(attribute).await?;
        }
    }
    Ok((there, notes))
}

/// How it came out.
struct Outcome {
    verdict: Verdict,
    source: Checksum,
    target: Checksum,
    differences: Differences,
    expired: u64,
    ended: i64,
}

impl Outcome {
    /// `before` is what the source added up to before the target was read.
    fn of(before: Option<&Checksum>, comparison: Comparison) -> Outcome {
        let ended = now();
        let Comparison {
            sources,
            target,
            differences,
            expired,
        } = comparison;
        let source = sources.last().cloned().unwrap_or_default();
        let mut all = sources.iter().chain(before).map(|sum| sum.at(ended));
        let is_still = before.is_some() && all.all(|sum| sum == source.at(ended));
        let is_same = differences.count == 0 && source.at(ended) == target.at(ended);
        Outcome {
            verdict: match (is_still, is_same) {
                (true, true) => Verdict::Same,
                (true, false) => Verdict::Differs,
                (false, _) => Verdict::Changing,
            },
            source,
            target,
            differences,
            expired,
            ended,
        }
    }

    fn notes(&self) -> Option<String> {
        (self.expired > 0).then(|| {
            format!(
                "{} of the source have expired and are left out: DynamoDB deletes them when it likes",
                crate::asl::counted(usize::try_from(self.expired).unwrap_or(usize::MAX), "item")
            )
        })
    }
}

async fn verify(sides: &Sides) -> Result<Outcome, Fault> {
    let before = sum_of_source(sides).await?;
    let comparison = compare(sides, Aim::Look, |_| Ok(())).await?;
    Ok(Outcome::of(Some(&before), comparison))
}

async fn copy_to(order: &Order, sides: &Sides, pair: Pair) -> Result<Outcome, Fault> {
    let (stage, mut file) = CheckpointFile::take(&order.data, pair)?;
    if stage.is_none() && !sides.target.is_empty().await? {
        if !order.overwrite {
            return Err(Fault::misused(
                format!(
                    "{} has items, and nothing is known of a copy from this source to it",
                    sides.target.in_words()
                ),
                "name another table with --to-table NAME; or, if whatever is in it may be changed \
                 and deleted until it equals the source, say --overwrite",
            ));
        }
        file.checkpoint.stage = Stage::Filled {
            read: Checksum::default(),
            left: None,
        };
    }
    let mut file = fill(sides, file).await?;
    let Stage::Filled { read, left } = file.checkpoint.stage.clone() else {
        // Invariant: that is what it was filled to.
        return Err(Fault::Refused(
            "error: the target was not filled\n".to_owned(),
        ));
    };
    let mut left = left.filter(|_| !order.overwrite);
    let mut before = read;
    let mut looks = 0;
    loop {
        let on_target = |target: &Checksum| {
            if let Some(left) = left.take().filter(|left| *left != target.lasting) {
                return Err(changed_by_others(sides, left, target.lasting));
            }
            file.checkpoint.stage = Stage::Filled {
                read: before.clone(),
                left: None,
            };
            file.save()
        };
        let comparison = compare(sides, Aim::Mend, on_target).await?;
        let outcome = Outcome::of(Some(&before), comparison);
        looks += 1;
        let is_same = outcome.verdict == Verdict::Same;
        before = outcome.source.clone();
        file.checkpoint.stage = Stage::Filled {
            read: outcome.source.clone(),
            left: is_same.then_some(outcome.target.lasting),
        };
        file.save()?;
        if is_same || looks == LOOKS_MAX {
            return Ok(outcome);
        }
    }
}

fn changed_by_others(sides: &Sides, left: Tally, found: Tally) -> Fault {
    let what = if left.items == found.items {
        "items of it are others".to_owned()
    } else {
        format!("it had {} items and has {}", left.items, found.items)
    };
    Fault::misused(
        format!(
            "{} was changed by somebody else since the last copy: {what}",
            sides.target.in_words()
        ),
        "has the shop been moved there already? Then this would undo what it has done since. If all \
         of that may go, say --overwrite",
    )
}
