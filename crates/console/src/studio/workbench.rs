//! Where work is done that takes a while: on threads that may be busy, so many at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rest::Problem;
use tokio::sync::Semaphore;

use crate::routes::unanswered;

/// So many requests of studios are worked on at a time; the others wait for their turn.
const AT_A_TIME_MAX: usize = 4;

/// Where the work of studios is done.
pub(crate) struct Workbench {
    places: Arc<Semaphore>,
}

impl Workbench {
    pub(crate) fn new() -> Workbench {
        Workbench {
            places: Arc::new(Semaphore::new(AT_A_TIME_MAX)),
        }
    }

    /// Does some work when there is a place for it.
    pub(crate) async fn does<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.does_within(Duration::MAX, Arc::default(), work).await
    }

    /// Likewise, and says `stop` when it has taken that long, or when nobody waits any longer.
    pub(crate) async fn does_within<T: Send + 'static>(
        &self,
        time: Duration,
        stop: Arc<AtomicBool>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(|_| unanswered())?;
        let mut done = tokio::task::spawn_blocking(move || {
            // Kept for as long as the thread works, whether or not somebody still waits.
            let _place = place;
            work()
        });
        let stop = StopOnDrop(stop);
        let done = if let Ok(done) = tokio::time::timeout(time, &mut done).await {
            done
        } else {
            drop(stop);
            done.await
        };
        done.map_err(|panic| {
            tracing::error!(%panic, "work of a studio has panicked");
            unanswered()
        })
    }
}

/// Says so when it goes.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
