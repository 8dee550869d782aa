//! The executions in memory: those that are open, and those that ended lately.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;
use interpreter::ExecutionKind;
use journal::ExecutionId;

use super::closed::Closed;
use super::resident::Resident;

/// Executions that ended are kept in memory as long as they are among so many latest, and take no
/// more than [`CLOSED_BYTES_MAX`]: whoever started one asks for it soon.
const CLOSED_MAX: usize = 4_096;

/// What the data of the executions that ended lately may take, in bytes.
const CLOSED_BYTES_MAX: usize = 16 << 20;

/// The tables are divided so that threads seldom wait for one another.
const SHARDS: usize = 16;

/// An execution in memory.
#[derive(Clone)]
pub(crate) enum Slot {
    Open(Arc<Resident>),
    Closed(Arc<Closed>),
}

/// The executions in memory, by number and by ARN.
pub(crate) struct Index {
    by_id: [Mutex<HashMap<ExecutionId, Slot>>; SHARDS],
    by_arn: [Mutex<HashMap<Arc<str>, ExecutionId>>; SHARDS],
    closed: Mutex<VecDeque<ExecutionId>>,
    closed_bytes: AtomicUsize,
    open: AtomicUsize,
    started: AtomicU64,
}

impl Default for Index {
    fn default() -> Index {
        Index {
            by_id: std::array::from_fn(|_| Mutex::default()),
            by_arn: std::array::from_fn(|_| Mutex::default()),
            closed: Mutex::default(),
            closed_bytes: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            started: AtomicU64::new(0),
        }
    }
}

impl Index {
    pub(crate) fn get(&self, id: ExecutionId) -> Option<Slot> {
        lock(self.ids(id)).get(&id).cloned()
    }

    pub(crate) fn find(&self, arn: &str) -> Option<Slot> {
        let id = *lock(self.arns(arn)).get(arn)?;
        self.get(id)
    }

    /// Adds an execution that is open. When it is there already, the one that is there stays and
    /// is given back.
    pub(crate) fn insert(&self, resident: Arc<Resident>) -> Arc<Resident> {
        let id = resident.id;
        let arn = resident.start.execution_arn.clone();
        let mut ids = lock(self.ids(id));
        if let Some(Slot::Open(there)) = ids.get(&id) {
            return there.clone();
        }
        ids.insert(id, Slot::Open(resident.clone()));
        drop(ids);
        lock(self.arns(&arn)).insert(arn.clone(), id);
        self.open.fetch_add(1, Ordering::Relaxed);
        self.started.fetch_add(1, Ordering::Relaxed);
        resident
    }

    /// An execution is over.
    pub(crate) fn close(&self, closed: Arc<Closed>) {
        let id = closed.id;
        self.closed_bytes
            .fetch_add(closed.bytes(), Ordering::Relaxed);
        let arn = closed.start.execution_arn.clone();
        let before = lock(self.ids(id)).insert(id, Slot::Closed(closed));
        match before {
            Some(Slot::Open(_)) => {
                self.open.fetch_sub(1, Ordering::Relaxed);
            }
            Some(Slot::Closed(_)) => {}
            None => {
                lock(self.arns(&arn)).insert(arn, id);
            }
        }
        let mut latest = lock(&self.closed);
        latest.push_back(id);
        while latest.len() > CLOSED_MAX
            || (latest.len() > 1 && self.closed_bytes.load(Ordering::Relaxed) > CLOSED_BYTES_MAX)
        {
            let Some(oldest) = latest.pop_front() else {
                break;
            };
            let mut ids = lock(self.ids(oldest));
            if let Some(Slot::Closed(closed)) = ids.get(&oldest) {
                let (bytes, arn) = (closed.bytes(), closed.start.execution_arn.clone());
                ids.remove(&oldest);
                drop(ids);
                lock(self.arns(&arn)).remove(&arn);
                self.closed_bytes.fetch_sub(bytes, Ordering::Relaxed);
            }
        }
    }

    /// Takes an execution out of memory, whatever it is.
    pub(crate) fn remove(&self, id: ExecutionId) {
        let slot = lock(self.ids(id)).remove(&id);
        let arn = match slot {
            None => return,
            Some(Slot::Open(resident)) => {
                self.open.fetch_sub(1, Ordering::Relaxed);
                resident.start.execution_arn.clone()
            }
            Some(Slot::Closed(closed)) => {
                self.closed_bytes
                    .fetch_sub(closed.bytes(), Ordering::Relaxed);
                closed.start.execution_arn.clone()
            }
        };
        lock(self.arns(&arn)).remove(&arn);
    }

    /// The open executions in memory.
    pub(crate) fn open(&self) -> Vec<Arc<Resident>> {
        let shards = self.by_id.iter();
        shards
            .flat_map(|shard| {
                let slots = lock(shard);
                let open = slots.values().filter_map(|slot| match slot {
                    Slot::Open(resident) => Some(resident.clone()),
                    Slot::Closed(_) => None,
                });
                open.collect::<Vec<_>>()
            })
            .collect()
    }

    /// The executions in memory that are not in the journal: those that are open, and those that
    /// ended lately.
    pub(crate) fn express(&self) -> Vec<Slot> {
        let is_express = |slot: &&Slot| match slot {
            Slot::Open(resident) => !resident.durable,
            Slot::Closed(closed) => closed.start.kind == ExecutionKind::Express,
        };
        let shards = self.by_id.iter();
        shards
            .flat_map(|shard| {
                let slots = lock(shard);
                let express = slots.values().filter(is_express);
                express.cloned().collect::<Vec<_>>()
            })
            .collect()
    }

    /// How many open executions are in memory.
    pub(crate) fn open_count(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    fn ids(&self, id: ExecutionId) -> &Mutex<HashMap<ExecutionId, Slot>> {
        &self.by_id[usize::try_from(id.0).unwrap_or_default() % SHARDS]
    }

    fn arns(&self, arn: &str) -> &Mutex<HashMap<Arc<str>, ExecutionId>> {
        // The end of an ARN is the execution's name, in which executions differ.
        let sum = arn.bytes().rev().take(8).fold(0_usize, |sum, byte| {
            sum.wrapping_mul(31) + usize::from(byte)
        });
        &self.by_arn[sum % SHARDS]
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is guarded is whole between any two statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
