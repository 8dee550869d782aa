//! How far it is, on standard error: in one line that changes where somebody watches, in a line every
//! few seconds elsewhere.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::archive::bytes_for_people;
use crate::terminal::{Stream, paint, say};

/// Where nobody watches, it is said so often.
const SAID_EVERY: Duration = Duration::from_secs(5);

/// Where somebody does.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

/// What is being done, and how much of it.
#[derive(Debug)]
pub(crate) struct Progress {
    doing: Mutex<Doing>,
    items: AtomicU64,
    bytes: AtomicU64,
    written: AtomicU64,
    deleted: AtomicU64,
}

#[derive(Clone, Debug)]
struct Doing {
    what: &'static str,
    /// So many items there are, as far as is known.
    of: u64,
    since: Instant,
    /// So many items were done before it began.
    already: u64,
}

impl Progress {
    pub(crate) fn new() -> Arc<Progress> {
        Arc::new(Progress {
            doing: Mutex::new(Doing {
                what: "looking",
                of: 0,
                since: Instant::now(),
                already: 0,
            }),
            items: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            written: AtomicU64::new(0),
            deleted: AtomicU64::new(0),
        })
    }

    /// Something else is done from now on; so many items of it were done before.
    pub(crate) fn begin(&self, what: &'static str, of: u64, already: u64) {
        self.items.store(already, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        *self.doing.lock().unwrap_or_else(PoisonError::into_inner) = Doing {
            what,
            of,
            since: Instant::now(),
            already,
        };
    }

    pub(crate) fn read(&self, items: usize, bytes: usize) {
        self.items.fetch_add(items as u64, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// So many items were put so far.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// So many items were deleted so far.
    pub(crate) fn deleted(&self) -> u64 {
        self.deleted.load(Ordering::Relaxed)
    }

    /// A batch was written.
    pub(crate) fn wrote(&self, puts: u64, deletes: u64) {
        self.written.fetch_add(puts, Ordering::Relaxed);
        self.deleted.fetch_add(deletes, Ordering::Relaxed);
    }

    fn line(&self) -> String {
        let Doing {
            what,
            of,
            since,
            already,
        } = self
            .doing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let items = self.items.load(Ordering::Relaxed);
        let bytes = self.bytes.load(Ordering::Relaxed);
        let mut text = paint(Stream::Stderr.palette().begun, what);
        let _ = write!(text, "  {items}");
        if of > 0 {
            let _ = write!(text, " of about {}", of.max(items));
        }
        let _ = write!(text, " items, {}", bytes_for_people(bytes));
        let rate = (items - already.min(items)).checked_div(since.elapsed().as_secs());
        if let Some(rate) = rate.filter(|rate| *rate > 0) {
            let _ = write!(text, ", {rate}/s");
            let left = of.saturating_sub(items) / rate;
            if left > 0 {
                let _ = write!(text, ", {left} s left");
            }
        }
        let (written, deleted) = (self.written(), self.deleted());
        let _ = write!(text, "; {written} written");
        if deleted > 0 {
            let _ = write!(text, ", {deleted} deleted");
        }
        text
    }
}

/// Says it from time to time, until this is dropped.
pub(crate) struct Saying(tokio::task::JoinHandle<()>);

impl Saying {
    pub(crate) fn start(progress: Arc<Progress>) -> Saying {
        Saying(tokio::spawn(async move {
            let watched = Stream::Stderr.is_terminal();
            let every = if watched { SHOWN_EVERY } else { SAID_EVERY };
            loop {
                tokio::time::sleep(every).await;
                let line = progress.line();
                if watched {
                    say(&format!("\r\x1b[2K{line}"));
                } else {
                    say(&format!("{line}\n"));
                }
            }
        }))
    }
}

impl Drop for Saying {
    fn drop(&mut self) {
        self.0.abort();
        if Stream::Stderr.is_terminal() {
            say("\r\x1b[2K");
        }
    }
}
