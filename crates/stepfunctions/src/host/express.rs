//! Express executions: in memory, with a note in the journal where they are asynchronous.
//!
//! An asynchronous Express execution runs at least once: a note is made before its start is
//! acknowledged and taken away when it is over. What a crash leaves is started again, from the
//! beginning. A synchronous one runs at most once, and leaves no note.

use std::sync::Arc;

use interpreter::Payload;
use journal::JournalError;
use tokio::sync::oneshot;

use super::closed::Closed;
use super::index::{Slot, lock};
use super::record::{StartRecord, input_payload};
use super::{EXPRESS_COLLECTION, Host};
use crate::registry::Resolved;

impl Host {
    /// Makes a note of an execution that is to run.
    pub(crate) async fn remember_express(&self, record: &StartRecord) -> Result<(), JournalError> {
        let content = record.encode().into_vec();
        self.journal
            .write_document(EXPRESS_COLLECTION, &record.execution_arn, Some(content))
            .await
    }

    /// An Express execution is over.
    pub(crate) fn express_is_over(&self, closed: &Closed) {
        if closed.start.noted {
            // Nobody waits for it: what a crash would bring back now would only run once more.
            drop(self.journal.write_document(
                EXPRESS_COLLECTION,
                &closed.start.execution_arn,
                None,
            ));
        }
    }

    /// Starts again the asynchronous executions that a crash has ended. Gives their number.
    pub(crate) fn start_express_again(self: &Arc<Self>) -> Result<u64, JournalError> {
        let mut count = 0;
        for (arn, content) in self.journal.documents(EXPRESS_COLLECTION)? {
            let record = match StartRecord::decode(&content) {
                Ok(record) => record,
                Err(error) => {
                    tracing::error!(arn, %error, "an Express execution cannot be started again");
                    continue;
                }
            };
            let Some(revision) = self.registry.revision(record.revision) else {
                tracing::error!(arn, "the revision of an Express execution is gone");
                continue;
            };
            let Ok(input) = input_payload(&record.input) else {
                tracing::error!(arn, "the input of an Express execution cannot be read");
                continue;
            };
            let again = StartRecord {
                at: self.clock.now(),
                ..record
            };
            self.begin(again, input, revision, |_| {});
            count += 1;
        }
        Ok(count)
    }

    /// Starts an execution and tells `told` when it is over.
    pub(crate) fn begin_and_wait(
        self: &Arc<Self>,
        record: StartRecord,
        input: Payload,
        resolved: &Resolved,
        told: oneshot::Sender<Arc<Closed>>,
    ) {
        let host = self.clone();
        let arn = record.execution_arn.clone();
        self.begin(record, input, resolved.revision.clone(), move |begun| {
            let Ok(begun) = begun else {
                return;
            };
            match (begun.closed, host.index.find(&arn)) {
                (Some(closed), _) | (None, Some(Slot::Closed(closed))) => {
                    let _ = told.send(closed);
                }
                (None, Some(Slot::Open(resident))) => {
                    let mut state = lock(&resident.state);
                    // Its end may be on its way already.
                    if state.over {
                        drop(state);
                        if let Some(Slot::Closed(closed)) = host.index.find(&arn) {
                            let _ = told.send(closed);
                        }
                    } else {
                        state.waiting.push(told);
                    }
                }
                (None, None) => {}
            }
        });
    }
}
