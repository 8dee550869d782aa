//! How every execution stands, in memory: what lists are sorted, filtered and counted by.
//!
//! It is read from the journal when somebody looks for the first time, and brought up to date by
//! reading what is new whenever somebody looks again. Executions pay nothing for it while they
//! run. An entry has 40 bytes; only the latest [`ENTRIES_MAX`] executions are in it.

use std::collections::BTreeSet;

use foldhash::HashSet;
use journal::{ExecutionId, Header, Journal, JournalError, Status};

use crate::host::changes::Changes;

/// So many executions are listed: the latest.
pub(crate) const ENTRIES_MAX: usize = 1_000_000;

/// So many are read at a time, so that others who read and write have their turn.
const PAGE: u32 = 5_000;

/// So many of the latest are read again each time: numbers are given out a moment before they are
/// written, so that they may come in another order.
const OVERLAP: usize = 1_024;

#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// In the order of their numbers.
    entries: Vec<Header>,
    /// Those among them that were open when it was looked last.
    open: BTreeSet<ExecutionId>,
    is_filled: bool,
}

impl Catalogue {
    /// Brings it up to date.
    pub(crate) fn refresh(
        &mut self,
        journal: &Journal,
        changes: &Changes,
    ) -> Result<(), JournalError> {
        // Before anything is read: what is written again meanwhile is read again next time.
        let rewritten = changes.take_rewritten();
        let Some(rewritten) = rewritten.filter(|_| self.is_filled) else {
            return self.fill(journal);
        };
        self.read_on(journal)?;
        for id in rewritten {
            self.read_again(journal, id)?;
        }
        let still_open: HashSet<ExecutionId> = journal.open_ids()?.into_iter().collect();
        let over = self.open.iter().filter(|id| !still_open.contains(id));
        for id in over.copied().collect::<Vec<_>>() {
            self.read_again(journal, id)?;
        }
        Ok(())
    }

    /// How every execution stands, in the order of their numbers.
    pub(crate) fn entries(&self) -> &[Header] {
        &self.entries
    }

    fn fill(&mut self, journal: &Journal) -> Result<(), JournalError> {
        *self = Catalogue::default();
        let last = journal.last_execution_id()?.map_or(0, |id| id.0);
        let before = last.saturating_sub(ENTRIES_MAX as u64);
        self.read_after(journal, (before > 0).then_some(ExecutionId(before)))?;
        self.is_filled = true;
        Ok(())
    }

    /// Reads those that have begun since.
    fn read_on(&mut self, journal: &Journal) -> Result<(), JournalError> {
        let overlap = self.entries.len().saturating_sub(OVERLAP);
        let after = self.entries.get(overlap).map(|entry| entry.id.0 - 1);
        let known = self.entries.split_off(overlap);
        for entry in known {
            self.open.remove(&entry.id);
        }
        self.read_after(journal, after.map(ExecutionId))?;
        if self.entries.len() > ENTRIES_MAX + ENTRIES_MAX / 10 {
            let surplus = self.entries.len() - ENTRIES_MAX;
            for entry in self.entries.drain(..surplus) {
                self.open.remove(&entry.id);
            }
        }
        Ok(())
    }

    fn read_after(
        &mut self,
        journal: &Journal,
        mut after: Option<ExecutionId>,
    ) -> Result<(), JournalError> {
        loop {
            let page = journal.headers(after, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(last.id);
            let is_last = page.len() < PAGE as usize;
            let open = page.iter().filter(|entry| entry.status == Status::Open);
            self.open.extend(open.map(|entry| entry.id));
            self.entries.extend(page);
            if is_last {
                return Ok(());
            }
        }
    }

    fn read_again(&mut self, journal: &Journal, id: ExecutionId) -> Result<(), JournalError> {
        let Ok(place) = self.entries.binary_search_by_key(&id, |entry| entry.id) else {
            return Ok(());
        };
        self.open.remove(&id);
        match journal.header(id)? {
            Some(entry) => {
                self.entries[place] = entry;
                if entry.status == Status::Open {
                    self.open.insert(id);
                }
            }
            None => {
                self.entries.remove(place);
            }
        }
        Ok(())
    }
}
