//! Executions that are looked for: of a machine, of a status, of a time, of a name; sorted, in
//! pages.
//!
//! Those of the journal are all there, the latest million of them. Express executions are not in
//! the journal: of them there are those that run, and those that ended lately. Children of Map Runs
//! are listed when their machine, `MACHINE/LABEL`, is asked for.

use std::cmp::Ordering;
use std::fmt;

use asl::Timestamp;
use foldhash::{HashMap, HashSet};
use journal::{ExecutionId, Family, Header, Page, Status};

use super::seen::Seen;
use super::status::{ExecutionStatus, StatusCounts};
use super::{Observe, Unobservable};
use crate::host::index::{Slot, lock};

/// So many executions are found by a name.
const NAMED_MAX: u32 = 10_000;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Of the machine of this name; of all without.
    pub machine: Option<String>,
    /// Which stand in one of these ways; in any without.
    pub statuses: Vec<ExecutionStatus>,
    /// Which started then or later.
    pub since: Option<Timestamp>,
    /// Which started then or earlier.
    pub until: Option<Timestamp>,
    /// Which are called in one of these ways; in any without.
    pub called: Option<Vec<Called>>,
    /// In which order.
    pub sort: Sort,
    /// Those after this place.
    pub after: Option<Place>,
    /// At most so many.
    pub limit: usize,
}

/// How the names of executions begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Those of the machine of this name; of all without.
    pub machine: Option<String>,
    /// They begin so.
    pub prefix: String,
}

/// In which order executions are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The latest first.
    #[default]
    Newest,
    /// The earliest first.
    Oldest,
    /// Those first that take or took longest.
    Longest,
}

/// A place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When the first page was asked for: those that run had run so long.
    as_of: i64,
    key: i64,
    id: u64,
}

/// Executions that were found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Those of this page.
    pub items: Vec<Seen>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
    /// How many there are on all pages.
    pub total: u64,
}

/// One that may be shown.
#[derive(Clone, Copy)]
struct Candidate {
    id: ExecutionId,
    status: Status,
    started_at: i64,
    stopped_at: Option<i64>,
}

impl Observe {
    /// Looks for executions.
    pub fn search(&self, search: &Search) -> Result<Found, Unobservable> {
        let express = self.express(search.machine.as_deref());
        let mut candidates = self.candidates(search)?;
        candidates.extend(express.values().map(candidate));
        if let Some(called) = &search.called {
            let known = self.called(search.machine.as_deref(), called)?;
            candidates.retain(|one| match express.get(&one.id) {
                Some(slot) => called.iter().any(|called| called.fits(slot)),
                None => known.contains(&one.id),
            });
        }
        candidates.retain(|one| search.wants(one));
        let total = candidates.len() as u64;
        let now = self.host.clock.now().nanoseconds();
        let as_of = search.after.map_or(now, |place| place.as_of);
        let page = search.page(&mut candidates, as_of);
        let more = page.len() > search.limit;
        let page = &page[..page.len().min(search.limit)];
        let next = page.last().filter(|_| more).map(|last| Place {
            as_of,
            key: search.sort.key(last, as_of),
            id: last.id.0,
        });
        let mut items = Vec::with_capacity(page.len());
        for one in page {
            let seen = match express.get(&one.id) {
                Some(slot) => Some(Seen::of_slot(slot)),
                None => self.seen(one.id)?,
            };
            items.extend(seen);
        }
        Ok(Found { items, next, total })
    }

    /// How many executions of a machine there are, or of all machines.
    pub fn counts(&self, machine: Option<&str>) -> Result<StatusCounts, Unobservable> {
        let mut counts = StatusCounts::default();
        self.each(machine, |entry| counts.add(entry.status.into()))?;
        for slot in self.express(machine).values() {
            counts.add(candidate(slot).status.into());
        }
        Ok(counts)
    }

    /// Reads how executions stand, so that whoever looks for some first need not wait for it.
    pub fn warm(&self) -> Result<(), Unobservable> {
        Ok(lock(&self.catalogue).refresh(&self.host.journal, &self.host.changes)?)
    }

    /// The executions of the journal that are of the right machine.
    fn candidates(&self, search: &Search) -> Result<Vec<Candidate>, Unobservable> {
        let mut candidates = Vec::new();
        self.each(search.machine.as_deref(), |entry| {
            candidates.push(Candidate {
                id: entry.id,
                status: entry.status,
                started_at: entry.started_at,
                stopped_at: entry.stopped_at,
            });
        })?;
        Ok(candidates)
    }

    /// Has `take` look at each execution of the journal that is of the right machine.
    fn each(&self, machine: Option<&str>, take: impl FnMut(&Header)) -> Result<(), Unobservable> {
        let families = self.families(machine)?;
        let families: HashSet<Family> = families.into_iter().map(|(family, _)| family).collect();
        let mut catalogue = lock(&self.catalogue);
        catalogue.refresh(&self.host.journal, &self.host.changes)?;
        let entries = catalogue.entries().iter();
        entries
            .filter(|entry| families.contains(&entry.family))
            .for_each(take);
        Ok(())
    }

    /// The names of the latest executions of a machine, latest first, those before `before` only;
    /// and before which the next ones are.
    pub fn names(
        &self,
        machine: &str,
        before: Option<u64>,
        limit: u32,
    ) -> Result<(Vec<String>, Option<u64>), Unobservable> {
        let Some(family) = self.host.journal.find_family(machine)? else {
            return Ok((Vec::new(), None));
        };
        let page = Page {
            status: None,
            before: before.map(ExecutionId),
            limit,
        };
        let rows = self.host.journal.executions(family, page)?;
        let next = rows.last().map(|row| row.id.0);
        Ok((rows.into_iter().map(|row| row.name).collect(), next))
    }

    /// The Express executions of a machine, or of all.
    fn express(&self, machine: Option<&str>) -> HashMap<ExecutionId, Slot> {
        let express = self.host.index.express().into_iter();
        let wanted = express.filter(|slot| {
            let start = slot.start();
            machine.is_none_or(|machine| *start.machine_name == *machine)
        });
        wanted.map(|slot| (slot.id(), slot)).collect()
    }

    /// The executions of the journal that are called so.
    fn called(
        &self,
        machine: Option<&str>,
        called: &[Called],
    ) -> Result<HashSet<ExecutionId>, Unobservable> {
        let journal = &self.host.journal;
        let families = self.families(machine)?;
        let mut found = HashSet::default();
        for Called { machine, prefix } in called {
            let wanted = families
                .iter()
                .filter(|(_, name)| machine.as_ref().is_none_or(|machine| machine == name));
            for (family, _) in wanted {
                found.extend(journal.executions_named(*family, prefix, NAMED_MAX)?);
            }
        }
        Ok(found)
    }
}

fn candidate(slot: &Slot) -> Candidate {
    let (status, stopped_at) = match slot {
        Slot::Open(_) => (Status::Open, None),
        Slot::Closed(closed) => (closed.status, Some(closed.stopped_at.nanoseconds())),
    };
    Candidate {
        id: slot.id(),
        status,
        started_at: slot.start().at.nanoseconds(),
        stopped_at,
    }
}

impl Called {
    fn fits(&self, slot: &Slot) -> bool {
        let start = slot.start();
        let machine = self.machine.as_deref();
        machine.is_none_or(|machine| *start.machine_name == *machine)
            && start.name.starts_with(&self.prefix)
    }
}

impl Search {
    fn wants(&self, one: &Candidate) -> bool {
        let status = ExecutionStatus::from(one.status);
        let started = Timestamp::from_nanoseconds(one.started_at);
        (self.statuses.is_empty() || self.statuses.contains(&status))
            && self.since.is_none_or(|since| since <= started)
            && self.until.is_none_or(|until| started <= until)
    }

    /// The candidates of the page, and one more if there is one.
    fn page<'c>(&self, candidates: &'c mut Vec<Candidate>, as_of: i64) -> &'c [Candidate] {
        let sort = self.sort;
        if let Some(after) = self.after {
            candidates.retain(|one| {
                sort.order((sort.key(one, as_of), one.id.0), (after.key, after.id))
                    == Ordering::Greater
            });
        }
        let by = |a: &Candidate, b: &Candidate| {
            let place = |one: &Candidate| (sort.key(one, as_of), one.id.0);
            sort.order(place(a), place(b))
        };
        let wanted = self.limit + 1;
        if candidates.len() > wanted {
            candidates.select_nth_unstable_by(wanted - 1, by);
            candidates.truncate(wanted);
        }
        candidates.sort_unstable_by(by);
        candidates
    }
}

impl Sort {
    fn key(self, one: &Candidate, as_of: i64) -> i64 {
        match self {
            Sort::Newest | Sort::Oldest => one.started_at,
            Sort::Longest => one.stopped_at.unwrap_or(as_of) - one.started_at,
        }
    }

    fn order(self, a: (i64, u64), b: (i64, u64)) -> Ordering {
        match self {
            Sort::Oldest => a.cmp(&b),
            Sort::Newest | Sort::Longest => b.cmp(&a),
        }
    }
}

impl Place {
    /// The place that a text stands for.
    pub fn parse(text: &str) -> Option<Place> {
        let mut parts = text.split('.');
        let place = Place {
            as_of: parts.next()?.parse().ok()?,
            key: parts.next()?.parse().ok()?,
            id: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.as_of, self.key, self.id)
    }
}
