//! Which executions change, for whoever watches them.
//!
//! While nobody watches, telling costs the reading of one number.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use journal::ExecutionId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::index::lock;

/// Whoever is further behind than this is told so, and looks at everything again.
const BEHIND_MAX: usize = 8_192;

/// At most so many rows are remembered that were written again; beyond, all are read anew.
const REWRITTEN_MAX: usize = 10_000;

/// An execution has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its ARN.
    pub arn: Arc<str>,
    /// How.
    pub how: How,
}

/// How an execution has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It has begun, or goes on after it was over.
    Began,
    /// Something has happened to it.
    WentOn,
    /// It is over.
    Ended,
}

/// Where changes are told.
#[derive(Debug)]
pub(crate) struct Changes {
    watchers: Arc<AtomicUsize>,
    sender: broadcast::Sender<Changed>,
    rewritten: Mutex<Option<Vec<ExecutionId>>>,
}

/// Somebody who watches.
#[derive(Debug)]
pub struct Watching {
    receiver: broadcast::Receiver<Changed>,
    _watcher: Watcher,
}

/// One of those who are counted.
#[derive(Debug)]
struct Watcher(Arc<AtomicUsize>);

/// What has changed since somebody looked last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// These executions, in this order.
    Of(Vec<Changed>),
    /// More than could be remembered.
    TooMuch,
    /// Nobody tells any more.
    Over,
}

impl Default for Changes {
    fn default() -> Changes {
        Changes {
            watchers: Arc::default(),
            sender: broadcast::channel(BEHIND_MAX).0,
            rewritten: Mutex::new(Some(Vec::new())),
        }
    }
}

impl Changes {
    /// Tells of a change, which is made only when somebody watches.
    pub(crate) fn tell(&self, changed: impl FnOnce() -> Changed) {
        if self.watchers.load(Ordering::Relaxed) > 0 {
            // The last of them may have gone since.
            let _ = self.sender.send(changed());
        }
    }

    /// Watches from now on.
    pub(crate) fn watch(&self) -> Watching {
        self.watchers.fetch_add(1, Ordering::Relaxed);
        Watching {
            receiver: self.sender.subscribe(),
            _watcher: Watcher(self.watchers.clone()),
        }
    }

    /// The journal has executions otherwise than by their beginning and their end: they go on after
    /// they were over, or are forgotten. Told when that is durable.
    pub(crate) fn rewritten(&self, ids: &[ExecutionId]) {
        let mut rewritten = lock(&self.rewritten);
        if let Some(known) = rewritten.as_mut() {
            known.extend(ids);
            if known.len() > REWRITTEN_MAX {
                *rewritten = None;
            }
        }
    }

    /// Those since the last call; `None` when they were too many to remember.
    pub(crate) fn take_rewritten(&self) -> Option<Vec<ExecutionId>> {
        lock(&self.rewritten).replace(Vec::new())
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl News {
    /// And what changed later.
    #[must_use]
    pub fn and(self, later: News) -> News {
        match (self, later) {
            (News::Of(mut all), News::Of(later)) => {
                all.extend(later);
                News::Of(all)
            }
            (News::Over, _) | (_, News::Over) => News::Over,
            (News::TooMuch, _) | (_, News::TooMuch) => News::TooMuch,
        }
    }
}

impl Watching {
    /// Waits for a change, and gives all there are by then.
    pub async fn news(&mut self) -> News {
        match self.receiver.recv().await {
            Ok(first) => self.after(vec![first]),
            Err(RecvError::Lagged(_)) => self.forget(),
            Err(RecvError::Closed) => News::Over,
        }
    }

    /// All there are now.
    pub fn now(&mut self) -> News {
        self.after(Vec::new())
    }

    fn after(&mut self, mut all: Vec<Changed>) -> News {
        loop {
            match self.receiver.try_recv() {
                Ok(next) => all.push(next),
                Err(TryRecvError::Lagged(_)) => return self.forget(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return News::Of(all),
            }
        }
    }

    /// Goes on with what is told from now on.
    fn forget(&mut self) -> News {
        self.receiver = self.receiver.resubscribe();
        News::TooMuch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(number: usize) -> Changed {
        Changed {
            arn: format!("arn:{number}").into(),
            how: How::WentOn,
        }
    }

    #[tokio::test]
    async fn whoever_watches_hears_of_what_changes_from_then_on() {
        let changes = Changes::default();
        changes.tell(|| unreachable!("nobody watches"));
        let mut watching = changes.watch();
        changes.tell(|| change(1));
        changes.tell(|| change(2));
        assert_eq!(watching.news().await, News::Of(vec![change(1), change(2)]));
        (0..=BEHIND_MAX).for_each(|number| changes.tell(|| change(number)));
        assert_eq!(watching.news().await, News::TooMuch);
        changes.tell(|| change(3));
        assert_eq!(watching.news().await, News::Of(vec![change(3)]));
        drop(watching);
        changes.tell(|| unreachable!("nobody watches any more"));
    }

    #[test]
    fn rows_that_were_written_again_are_remembered_up_to_a_limit() {
        let changes = Changes::default();
        changes.rewritten(&[ExecutionId(7)]);
        assert_eq!(changes.take_rewritten(), Some(vec![ExecutionId(7)]));
        assert_eq!(changes.take_rewritten(), Some(Vec::new()));
        changes.rewritten(&vec![ExecutionId(7); REWRITTEN_MAX + 1]);
        assert_eq!(changes.take_rewritten(), None);
        assert_eq!(changes.take_rewritten(), Some(Vec::new()));
    }
}
