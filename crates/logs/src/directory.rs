//! Groups, streams and resource policies, in memory. The store keeps a copy of each change.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::name::{GroupName, StreamName};

/// What the store calls a group. Never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct GroupId(pub(crate) i64);

/// What the store calls a stream. Never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct StreamId(pub(crate) i64);

/// Everything but the events.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) groups: BTreeMap<GroupName, Group>,
    pub(crate) policies: BTreeMap<String, ResourcePolicy>,
    /// Bytes of the messages in each group, as of the last change that was written.
    pub(crate) stored_bytes: HashMap<GroupId, u64>,
    next_id: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: GroupId,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
    pub(crate) settings: GroupSettings,
    pub(crate) streams: BTreeMap<StreamName, Stream>,
}

/// What callers can change of a group. Stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupSettings {
    pub(crate) retention_in_days: Option<u32>,
    pub(crate) kms_key_id: Option<String>,
    #[serde(default)]
    pub(crate) class: GroupClass,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

/// What AWS charges for a group; all are kept alike here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum GroupClass {
    #[default]
    Standard,
    InfrequentAccess,
    Delivery,
}

/// All times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stream {
    pub(crate) id: StreamId,
    pub(crate) created: i64,
    pub(crate) events: Option<StreamEvents>,
}

/// What is known of the events of a stream: all times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StreamEvents {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) ingested: i64,
}

/// Who may write to which groups. Kept and shown, never asked: within one account roles decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResourcePolicy {
    pub(crate) document: String,
    /// Milliseconds since 1970.
    pub(crate) updated: i64,
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Directory {
    /// An empty one, whose ids begin with `next_id`.
    pub(crate) fn new(next_id: i64) -> Directory {
        Directory {
            groups: BTreeMap::new(),
            policies: BTreeMap::new(),
            stored_bytes: HashMap::new(),
            next_id,
        }
    }

    pub(crate) fn new_group_id(&mut self) -> GroupId {
        GroupId(self.take_id())
    }

    pub(crate) fn new_stream_id(&mut self) -> StreamId {
        StreamId(self.take_id())
    }

    fn take_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// How many streams there are in all groups.
    pub(crate) fn stream_count(&self) -> usize {
        self.groups.values().map(|group| group.streams.len()).sum()
    }
}

impl Group {
    /// The time before which the group keeps nothing, in milliseconds since 1970. `retention` is
    /// what any group keeps at most.
    pub(crate) fn keeps_from(&self, now: i64, retention: Duration) -> i64 {
        let all = i64::try_from(retention.as_millis()).unwrap_or(i64::MAX);
        let own = self.settings.retention_in_days;
        let kept = own.map_or(all, |days| all.min(i64::from(days) * DAY_MS));
        now.saturating_sub(kept)
    }
}

impl Stream {
    /// Takes note of events from `first` to `last`.
    pub(crate) fn note(&mut self, first: i64, last: i64, ingested: i64) {
        let before = self.events.unwrap_or(StreamEvents {
            first,
            last,
            ingested,
        });
        self.events = Some(StreamEvents {
            first: before.first.min(first),
            last: before.last.max(last),
            ingested: before.ingested.max(ingested),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_retention_wins() {
        let mut group = Group {
            id: GroupId(1),
            created: 0,
            settings: GroupSettings::default(),
            streams: BTreeMap::new(),
        };
        let week = Duration::from_hours(7 * 24);
        assert_eq!(group.keeps_from(8 * DAY_MS, week), DAY_MS);
        group.settings.retention_in_days = Some(3);
        assert_eq!(group.keeps_from(8 * DAY_MS, week), 5 * DAY_MS);
        group.settings.retention_in_days = Some(30);
        assert_eq!(group.keeps_from(8 * DAY_MS, week), DAY_MS);
    }
}
