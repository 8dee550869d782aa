//! What has been counted since the server started.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use delivery::feed::Changed;
use delivery::{OrderId, Status};
use tokio::time::Instant;

/// Orders that have ended stay in sight for so long.
const IN_SIGHT: Duration = Duration::from_mins(2);

/// At most so many of them.
const IN_SIGHT_MAX: usize = 24;

/// Orders a minute are those of the last minute.
const MINUTE: Duration = Duration::from_mins(1);

/// Orders that were placed and that have ended.
#[derive(Debug, Default)]
pub(super) struct Tally {
    open: HashSet<OrderId>,
    placed: u64,
    delivered: u64,
    cancelled: u64,
    placed_at: VecDeque<Instant>,
    ended: VecDeque<(Instant, OrderId)>,
}

/// What has been counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    /// Orders since the server started.
    pub(super) placed: u64,
    /// Those of them that customers have.
    pub(super) delivered: u64,
    /// Those that ended in another way.
    pub(super) cancelled: u64,
    /// Orders placed within the last minute.
    pub(super) per_minute: usize,
}

impl Tally {
    /// Notes that an order has changed. Orders that were there before are counted when they end.
    pub(super) fn note(&mut self, changed: &Changed, now: Instant) {
        let id = &changed.order.order;
        if !changed.status.is_terminal() {
            // The first entries of an order are those of its placing.
            if self.open.insert(id.clone()) && changed.status == Status::Received {
                self.placed += 1;
                self.placed_at.push_back(now);
            }
            return;
        }
        if self.ended.iter().any(|(_, ended)| ended == id) {
            return;
        }
        if self.open.remove(id) {
            match changed.status {
                Status::Delivered => self.delivered += 1,
                _ => self.cancelled += 1,
            }
            self.ended.push_back((now, id.clone()));
            if self.ended.len() > IN_SIGHT_MAX {
                self.ended.pop_front();
            }
        }
    }

    /// Orders that ended a short while ago, the last first.
    pub(super) fn ended(&mut self, now: Instant) -> Vec<OrderId> {
        let gone = |(at, _): &(Instant, OrderId)| now.duration_since(*at) > IN_SIGHT;
        while self.ended.front().is_some_and(gone) {
            self.ended.pop_front();
        }
        self.ended.iter().rev().map(|(_, id)| id.clone()).collect()
    }

    /// What has been counted until now.
    pub(super) fn counts(&mut self, now: Instant) -> Counts {
        let gone = |at: &Instant| now.duration_since(*at) > MINUTE;
        while self.placed_at.front().is_some_and(gone) {
            self.placed_at.pop_front();
        }
        Counts {
            placed: self.placed,
            delivered: self.delivered,
            cancelled: self.cancelled,
            per_minute: self.placed_at.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use delivery::{CustomerId, OrderKey, StoreId};

    use super::*;

    fn changed(order: &str, status: Status) -> Changed {
        Changed {
            order: OrderKey {
                store: StoreId::parse("loja").expect("an identifier"),
                order: OrderId::parse(order).expect("an identifier"),
            },
            customer: CustomerId::parse("ana").expect("an identifier"),
            entry: 1,
            status,
        }
    }

    #[test]
    fn an_order_is_counted_once_however_often_it_changes() {
        let mut tally = Tally::default();
        let begin = Instant::now();
        let statuses = [
            Status::Received,
            Status::Received,
            Status::Preparing,
            Status::Delivered,
            Status::Delivered,
        ];
        for status in statuses {
            tally.note(&changed("a", status), begin);
        }
        tally.note(&changed("b", Status::Received), begin);
        tally.note(&changed("b", Status::Cancelled), begin);
        // It was there before the server started.
        tally.note(&changed("c", Status::OnTheWay), begin);
        let counts = Counts {
            placed: 2,
            delivered: 1,
            cancelled: 1,
            per_minute: 2,
        };
        assert_eq!(tally.counts(begin), counts);
        let later = begin + MINUTE + Duration::from_secs(1);
        assert_eq!(tally.counts(later).per_minute, 0);
    }

    #[test]
    fn what_has_ended_is_in_sight_for_a_while() {
        let mut tally = Tally::default();
        let begin = Instant::now();
        for number in 0..IN_SIGHT_MAX + 5 {
            let id = number.to_string();
            tally.note(&changed(&id, Status::Received), begin);
            tally.note(&changed(&id, Status::Delivered), begin);
        }
        let ended = tally.ended(begin);
        assert_eq!(ended.len(), IN_SIGHT_MAX);
        assert_eq!(ended[0].as_str(), (IN_SIGHT_MAX + 4).to_string());
        assert!(tally.ended(begin + IN_SIGHT * 2).is_empty());
    }
}
