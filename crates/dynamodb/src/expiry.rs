//! Items whose time has come (TTL) are deleted in the background.
//!
//! AWS promises no moment for it, a few days at most; here it is a minute or so.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::fault::Fault;
use crate::store::Lender;

/// How long after one sweep the next begins.
pub(crate) const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Sweeps go on for as long as this is kept.
#[derive(Debug)]
#[must_use = "sweeping ends when this is dropped"]
pub struct Sweeping {
    // Its end is what the thread waits for.
    _stop: mpsc::Sender<()>,
}

impl Sweeping {
    pub(crate) fn start(lender: Lender, every: Duration) -> io::Result<Sweeping> {
        let (stop, stopped) = mpsc::channel();
        thread::Builder::new()
            .name("dynamodb-expiry".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                    if sweep(&lender).is_none() {
                        return;
                    }
                }
            })?;
        Ok(Sweeping { _stop: stop })
    }
}

/// Deletes what has expired; `None` when the store is closed. Requests are answered between any two
/// pages of it.
fn sweep(lender: &Lender) -> Option<()> {
    let lease = lender.borrow()?;
    let swept = lease.database.sweep_ttl();
    drop(lease);
    match swept {
        Ok(0) => {}
        Ok(items) => tracing::debug!(items, "expired"),
        Err(error) => {
            tracing::warn!(%error, "expired items are not deleted");
            if let Some(fault) = Fault::of(&error) {
                lender.report(fault);
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use dynoxide::Database;
    use serde_json::json;

    use super::*;
    use crate::store::{Access, Store};

    #[tokio::test(flavor = "multi_thread")]
    async fn items_whose_time_has_come_go() {
        let store = Store::in_memory(|_| {}).unwrap();
        let prepare = |database: &Database| {
            let input = |value| serde_json::from_value(value).unwrap();
            database.create_table(input(json!({
                "TableName": "carts",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
            })))?;
            let specification = json!({"Enabled": true, "AttributeName": "until"});
            let ttl = json!({"TableName": "carts", "TimeToLiveSpecification": specification});
            database.update_time_to_live(serde_json::from_value(ttl).unwrap())?;
            for (id, until) in [("old", "1"), ("new", "99999999999")] {
                let item = json!({"id": {"S": id}, "until": {"N": until}});
                let put = json!({"TableName": "carts", "Item": item});
                database.put_item(serde_json::from_value(put).unwrap())?;
            }
            Ok(())
        };
        store.perform(Access::Write, prepare).await.unwrap();
        let lender = store.lender();
        let swept = tokio::task::spawn_blocking(move || sweep(&lender)).await;
        assert_eq!(swept.unwrap(), Some(()));
        let scan = |database: &Database| {
            database.scan(serde_json::from_value(json!({"TableName": "carts"})).unwrap())
        };
        let left = store.perform(Access::Read, scan).await.unwrap();
        assert_eq!(left.count, 1);

        let lender = store.lender();
        store.close().await;
        let swept = tokio::task::spawn_blocking(move || sweep(&lender)).await;
        assert_eq!(swept.unwrap(), None, "a closed store is not swept");
    }
}
