//! Changes, in batches that a service takes, several of them under way at once.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::canonical::bytes_on_the_wire;
use super::progress::Progress;
use super::reading::all;
use super::side::{BATCH_BYTES_MAX, Change, Side, WRITES_MAX};
use crate::fault::Fault;

/// Makes changes; when this returns without a fault all of them are made. No two may be of one key.
pub(crate) async fn make(
    target: &Arc<Side>,
    changes: Vec<Change>,
    progress: &Arc<Progress>,
) -> Result<(), Fault> {
    let mut under_way = JoinSet::new();
    for batch in batches(changes) {
        let (target, progress) = (target.clone(), progress.clone());
        under_way.spawn(async move {
            let deletes = batch
                .iter()
                .filter(|change| matches!(change, Change::Delete(_)));
            let deletes = deletes.count() as u64;
            let puts = batch.len() as u64 - deletes;
            target.write(batch).await?;
            progress.wrote(puts, deletes);
            Ok(())
        });
    }
    all(under_way).await
}

fn batches(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut batches = Vec::new();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for change in changes {
        let size = match &change {
            Change::Put(attributes) | Change::Delete(attributes) => bytes_on_the_wire(attributes),
        };
        if batch.len() == WRITES_MAX || (bytes + size > BATCH_BYTES_MAX && !batch.is_empty()) {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes += size;
        batch.push(change);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::tables::canonical::Attributes;

    #[test]
    fn batches_are_neither_too_many_nor_too_large() {
        let of = |length: usize| {
            let value = AttributeValue::S("x".repeat(length));
            Change::Put(Attributes::from([("a".to_owned(), value)]))
        };
        let sizes = |changes: Vec<Change>| -> Vec<usize> {
            batches(changes).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(Vec::new()), [] as [usize; 0]);
        assert_eq!(sizes(vec![of(10); 60]), [25, 25, 10]);
        assert_eq!(sizes(vec![of(400 << 10); 25]), [10, 10, 5]);
    }
}
