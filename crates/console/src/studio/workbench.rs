//! Where work is done that takes a while: on threads that may be busy, so many at a time.

use std::sync::Arc;

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
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(|_| unanswered())?;
        let done = tokio::task::spawn_blocking(move || {
            // Kept for as long as the thread works, whether or not somebody still waits.
            let _place = place;
            work()
        });
        done.await.map_err(|panic| {
            tracing::error!(%panic, "work of a studio has panicked");
            unanswered()
        })
    }
}
