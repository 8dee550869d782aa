//! What is forgotten: executions that ended long ago, and those of machines that are deleted.

use std::sync::Arc;
use std::time::Duration;

use interpreter::Happening;
use journal::{JournalError, Page, Status, Write};

use super::Host;

/// An execution is forgotten so long after its end, in seconds: 90 days (Step Functions quota,
/// "Execution history retention time").
const RETENTION_SECONDS: i64 = 90 * 24 * 60 * 60;

/// How often it is looked for executions to forget.
const ROUND: Duration = Duration::from_hours(1);

/// So many executions are looked up at a time.
const PAGE: u32 = 500;

impl Host {
    /// Forgets what is older than is kept, for as long as the server runs.
    pub(crate) async fn keep_tidy(self: Arc<Self>) {
        loop {
            if let Err(error) = self.forget_old().await {
                tracing::error!(%error, "old executions were not forgotten");
            }
            tokio::time::sleep(ROUND).await;
        }
    }

    async fn forget_old(&self) -> Result<(), JournalError> {
        let retention = RETENTION_SECONDS.saturating_mul(1_000_000_000);
        let before = self.clock.now().nanoseconds().saturating_sub(retention);
        loop {
            let old = self.journal.closed_before(before, PAGE)?;
            if old.is_empty() {
                return Ok(());
            }
            for id in &old {
                self.index.remove(*id);
            }
            let forget = old.iter().copied();
            let forget = forget.map(|execution| Write::Forget { execution });
            self.journal.write(forget.collect()).await?;
            self.changes.rewritten(&old);
        }
    }

    /// Ends the executions of a machine that is being deleted.
    pub(crate) async fn stop_executions_of(self: &Arc<Self>, machine_arn: &str) {
        for resident in self.index.open() {
            if *resident.start.machine_arn == *machine_arn {
                self.stop(resident.id).await;
            }
        }
        // Those that are parked.
        let name = machine_arn.rsplit(':').next().unwrap_or_default();
        let Ok(Some(family)) = self.journal.find_family(name) else {
            return;
        };
        let mut before = None;
        loop {
            let page = Page {
                status: Some(Status::Open),
                before,
                limit: PAGE,
            };
            let rows = match self.journal.executions(family, page) {
                Ok(rows) => rows,
                Err(error) => {
                    tracing::error!(%error, "the executions of a machine were not all stopped");
                    return;
                }
            };
            let Some(last) = rows.last() else {
                return;
            };
            before = Some(last.id);
            for row in &rows {
                self.stop(row.id).await;
            }
        }
    }

    async fn stop(self: &Arc<Self>, id: journal::ExecutionId) {
        let (error, cause) = (None, None);
        // One that has ended meanwhile is as it should be.
        let _ = self
            .deliver_durably(id, Happening::Stopped { error, cause })
            .await;
    }
}
