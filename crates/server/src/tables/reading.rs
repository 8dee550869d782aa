//! A table, read to its end by several at once.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::canonical::Attributes;
use super::side::{Page, Reading, Side};
use crate::fault::Fault;

/// A table is read in so many segments at once. In memory are at most two pages of 1 MB of each, one
/// that is worked on and one that comes.
pub(crate) const SEGMENTS: u32 = 8;

/// At most so many items are read at once.
const PAGE_ITEMS_MAX: i32 = 1_000;

/// Reads all segments, and has `work` done with each page, one after the other in a segment. The
/// first fault ends it: whoever gets `Ok` knows that the table was read to its end.
pub(crate) async fn read<W, F>(
    side: &Arc<Side>,
    only: Option<Vec<String>>,
    work: W,
) -> Result<(), Fault>
where
    W: Fn(Vec<Attributes>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(), Fault>> + Send,
{
    let mut segments = JoinSet::new();
    for segment in 0..SEGMENTS {
        let (side, work) = (side.clone(), work.clone());
        let reading = Reading {
            segment,
            segments: SEGMENTS,
            only: only.clone(),
            page_items_max: PAGE_ITEMS_MAX,
        };
        segments.spawn(async move {
            let work = |page: Page| {
                let work = work.clone();
                async move { work(page.items).await }
            };
            read_segment(&side, &reading, None, work).await
        });
    }
    all(segments).await
}

/// Reads a segment from a key on.
pub(crate) async fn read_segment<W, F>(
    side: &Side,
    reading: &Reading,
    from: Option<Attributes>,
    mut work: W,
) -> Result<(), Fault>
where
    W: FnMut(Page) -> F,
    F: Future<Output = Result<(), Fault>>,
{
    let mut page = side.page(reading, from.as_ref()).await?;
    loop {
        let Some(next) = page.next.clone() else {
            return work(page).await;
        };
        let (done, following) = tokio::join!(work(page), side.page(reading, Some(&next)));
        done?;
        page = following?;
    }
}

/// Waits for all of them, or for the first that cannot.
pub(crate) async fn all(mut segments: JoinSet<Result<(), Fault>>) -> Result<(), Fault> {
    while let Some(ended) = segments.join_next().await {
        ended.map_err(|error| Fault::Refused(format!("error: {error}\n")))??;
    }
    Ok(())
}
