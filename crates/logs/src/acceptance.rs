//! Which events of a batch are taken: PutLogEvents' rules (API reference, PutLogEvents).

use std::ops::Range;

use serde::Serialize;
use wire::ApiError;

use crate::constraint::invalid;

/// The messages of a batch have at most so many bytes, [`EVENT_OVERHEAD_BYTES`] added for each.
pub(crate) const BATCH_BYTES_MAX: usize = 1 << 20;

/// A batch has at most so many events.
pub(crate) const BATCH_EVENTS_MAX: usize = 10_000;

/// What each event adds to the size of its batch.
pub(crate) const EVENT_OVERHEAD_BYTES: usize = 26;

/// From the first event of a batch to its last.
const BATCH_SPAN_MAX_MS: i64 = 24 * 60 * 60 * 1000;

/// Events may be so far in the future.
pub(crate) const AHEAD_MAX_MS: i64 = 2 * 60 * 60 * 1000;

/// Events may be so old.
pub(crate) const BEHIND_MAX_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// Which events are taken, and what is said of the others.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Acceptance {
    /// Their places in the batch.
    pub(crate) taken: Range<usize>,
    pub(crate) rejected: Option<RejectedLogEventsInfo>,
}

/// Which events were not taken. Ends are exclusive.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::struct_field_names,
    reason = "fields are called as AWS calls them"
)]
pub(crate) struct RejectedLogEventsInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) too_new_log_event_start_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) too_old_log_event_end_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expired_log_event_end_index: Option<usize>,
}

/// Judges a batch by the times and sizes (in bytes) of its events. `keeps_from` is the time before
/// which the group keeps nothing. All times are milliseconds since 1970.
pub(crate) fn judge(
    events: impl ExactSizeIterator<Item = (i64, usize)> + Clone,
    now: i64,
    keeps_from: i64,
) -> Result<Acceptance, ApiError> {
    let count = events.len();
    let bytes: usize = events
        .clone()
        .map(|(_, bytes)| bytes + EVENT_OVERHEAD_BYTES)
        .sum();
    if bytes > BATCH_BYTES_MAX {
        return Err(invalid(format!(
            "Upload too large: {bytes} bytes exceeds limit of {BATCH_BYTES_MAX}"
        )));
    }
    let times = events.map(|(at, _)| at);
    if !times.clone().is_sorted() {
        return Err(invalid(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    if let (Some(first), Some(last)) = (times.clone().next(), times.clone().last())
        && last.saturating_sub(first) > BATCH_SPAN_MAX_MS
    {
        return Err(invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ));
    }
    let before = |limit: i64| times.clone().take_while(|at| *at < limit).count();
    let too_old = before(now - BEHIND_MAX_MS);
    let expired = before(keeps_from);
    let too_new = before(now + AHEAD_MAX_MS + 1);
    let rejected = RejectedLogEventsInfo {
        too_new_log_event_start_index: (too_new < count).then_some(too_new),
        too_old_log_event_end_index: (too_old > 0).then_some(too_old),
        expired_log_event_end_index: (expired > too_old).then_some(expired),
    };
    let first = too_old.max(expired);
    Ok(Acceptance {
        taken: first..too_new.max(first),
        rejected: (rejected != RejectedLogEventsInfo::default()).then_some(rejected),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const HOUR: i64 = 60 * 60 * 1000;

    fn judge_times(times: &[i64], keeps_from: i64) -> Result<Acceptance, ApiError> {
        judge(times.iter().map(|at| (*at, 10)), NOW, keeps_from)
    }

    #[test]
    fn events_too_old_and_too_new_are_left_out() {
        let old = NOW - BEHIND_MAX_MS;
        let acceptance = judge_times(&[old - 1, old, old + HOUR], 0).unwrap();
        assert_eq!(acceptance.taken, 1..3);
        let rejected = acceptance.rejected.unwrap();
        assert_eq!(rejected.too_old_log_event_end_index, Some(1));

        let new = NOW + AHEAD_MAX_MS;
        let acceptance = judge_times(&[NOW, new, new + 1], 0).unwrap();
        assert_eq!(acceptance.taken, 0..2);
        let rejected = acceptance.rejected.unwrap();
        assert_eq!(rejected.too_new_log_event_start_index, Some(2));

        let acceptance = judge_times(&[NOW - HOUR, NOW], NOW).unwrap();
        assert_eq!(acceptance.taken, 1..2);
        let rejected = acceptance.rejected.unwrap();
        assert_eq!(rejected.expired_log_event_end_index, Some(1));
    }

    #[test]
    fn batches_are_in_order_short_and_small() {
        assert!(judge_times(&[NOW, NOW - 1], 0).is_err());
        assert!(judge_times(&[NOW - 24 * HOUR - 1, NOW], 0).is_err());
        let large = [(NOW, BATCH_BYTES_MAX - EVENT_OVERHEAD_BYTES)];
        assert!(judge(large.into_iter(), NOW, 0).is_ok());
        let larger = [(NOW, BATCH_BYTES_MAX - EVENT_OVERHEAD_BYTES + 1)];
        let error = judge(larger.into_iter(), NOW, 0).unwrap_err();
        assert_eq!(
            error.message,
            "Upload too large: 1048577 bytes exceeds limit of 1048576"
        );
    }

    #[test]
    fn a_batch_of_which_nothing_is_left_is_empty() {
        let acceptance = judge_times(&[0, 1], 0).unwrap();
        assert!(acceptance.taken.is_empty());
    }
}
