//! Who waits for which order, and for which board.
//!
//! One task listens to the feed and wakes those whom a change concerns: with a thousand streams, a
//! change costs one look-up and not a thousand. When it falls behind, it wakes everybody.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use delivery::feed::{Changed, Feed};
use delivery::{OrderId, OrderKey, StoreId};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

/// A board remembers so many changes: who was away for longer reads the whole board again.
const CHANGES_REMEMBERED: usize = 1_024;

/// Waiting for changes.
#[derive(Debug)]
pub(crate) struct Watching {
    feed: Feed,
    watched: Arc<Mutex<Watched>>,
}

#[derive(Debug, Default)]
struct Watched {
    listening: bool,
    orders: HashMap<OrderKey, watch::Sender<()>>,
    boards: HashMap<StoreId, Board>,
}

/// The changes of a store's orders, numbered.
#[derive(Debug)]
struct Board {
    /// Tells these numbers from those of another time: of a server before, or before a gap.
    epoch: u64,
    last: u64,
    recent: VecDeque<(u64, OrderId)>,
    bell: watch::Sender<()>,
}

/// A place in the changes of a board: `EPOCH-NUMBER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    epoch: u64,
    number: u64,
}

impl Mark {
    /// The mark of this text.
    pub(crate) fn parse(text: &str) -> Option<Mark> {
        let (epoch, number) = text.split_once('-')?;
        Some(Mark {
            epoch: u64::from_str_radix(epoch, 16).ok()?,
            number: number.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}-{}", self.epoch, self.number)
    }
}

/// What came after a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// Nobody knows any more: everything is to be read again, and this is where it goes on.
    Unknown(Mark),
    /// These orders changed, each once, at its last change.
    Changes(Vec<(Mark, OrderId)>),
}

impl Watching {
    pub(crate) fn new(feed: Feed) -> Watching {
        Watching {
            feed,
            watched: Arc::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to listen with the first who waits.
    fn listen(&self, watched: &mut Watched) {
        if watched.listening {
            return;
        }
        watched.listening = true;
        let mut changes = self.feed.listen();
        let watched = Arc::downgrade(&self.watched);
        tokio::spawn(async move {
            loop {
                let change = changes.recv().await;
                let Some(watched) = watched.upgrade() else {
                    return;
                };
                let mut watched = watched.lock().unwrap_or_else(PoisonError::into_inner);
                match change {
                    Ok(change) => watched.wake(&change),
                    Err(RecvError::Lagged(_)) => watched.wake_all(),
                    Err(RecvError::Closed) => return,
                }
            }
        });
    }

    /// Changes of an order from now on.
    pub(crate) fn order(&self, order: &OrderKey) -> watch::Receiver<()> {
        let mut watched = self.lock();
        self.listen(&mut watched);
        let bell = watched.orders.entry(order.clone());
        bell.or_insert_with(|| watch::channel(()).0).subscribe()
    }

    /// Changes of a store's orders from now on.
    pub(crate) fn board(&self, store: &StoreId) -> watch::Receiver<()> {
        let mut watched = self.lock();
        self.listen(&mut watched);
        watched.board(store).bell.subscribe()
    }

    /// What came after a mark, on the board of a store.
    pub(crate) fn since(&self, store: &StoreId, mark: Option<Mark>) -> Since {
        let mut watched = self.lock();
        let board = watched.board(store);
        let now = Mark {
            epoch: board.epoch,
            number: board.last,
        };
        let known = mark.filter(|mark| {
            let first = board
                .recent
                .front()
                .map_or(board.last + 1, |(first, _)| *first);
            mark.epoch == board.epoch && mark.number <= board.last && mark.number + 1 >= first
        });
        let Some(mark) = known else {
            return Since::Unknown(now);
        };
        let mut changes: Vec<(Mark, OrderId)> = Vec::new();
        for (number, order) in board.recent.iter().rev() {
            if *number <= mark.number {
                break;
            }
            if !changes.iter().any(|(_, known)| known == order) {
                let mark = Mark {
                    epoch: board.epoch,
                    number: *number,
                };
                changes.push((mark, order.clone()));
            }
        }
        changes.reverse();
        Since::Changes(changes)
    }
}

impl Watched {
    fn board(&mut self, store: &StoreId) -> &mut Board {
        let board = self.boards.entry(store.clone());
        board.or_insert_with(|| Board {
            epoch: fresh_epoch(),
            last: 0,
            recent: VecDeque::new(),
            bell: watch::channel(()).0,
        })
    }

    fn wake(&mut self, change: &Changed) {
        if let Some(bell) = self.orders.get(&change.order)
            && bell.send(()).is_err()
        {
            // Nobody waits for it any more.
            self.orders.remove(&change.order);
        }
        if let Some(board) = self.boards.get_mut(&change.order.store) {
            board.last += 1;
            let order = change.order.order.clone();
            board.recent.push_back((board.last, order));
            if board.recent.len() > CHANGES_REMEMBERED {
                board.recent.pop_front();
            }
            board.bell.send_replace(());
        }
    }

    /// Changes were missed, nobody knows of which orders.
    fn wake_all(&mut self) {
        self.orders.retain(|_, bell| bell.send(()).is_ok());
        for board in self.boards.values_mut() {
            board.epoch = fresh_epoch();
            board.recent.clear();
            board.bell.send_replace(());
        }
    }
}

/// A number that no board had before: the nanoseconds of the clock.
fn fresh_epoch() -> u64 {
    let now = jiff::Timestamp::now().as_nanosecond();
    u64::try_from(now).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use delivery::{CustomerId, Status};

    use super::*;

    fn change(order: &str) -> Changed {
        Changed {
            order: OrderKey {
                store: store(),
                order: id(order),
            },
            customer: CustomerId::parse("c").expect("an identifier"),
            entry: 1,
            status: Status::Received,
        }
    }

    fn store() -> StoreId {
        StoreId::parse("s").expect("an identifier")
    }

    fn id(order: &str) -> OrderId {
        OrderId::parse(order).expect("an identifier")
    }

    #[tokio::test]
    async fn a_board_tells_each_order_once_and_goes_on_after_the_last() {
        let feed = Feed::default();
        let watching = Watching::new(feed.clone());
        let mut bell = watching.board(&store());
        let Since::Unknown(begin) = watching.since(&store(), None) else {
            panic!("a mark out of nothing");
        };
        for order in ["a", "b", "a"] {
            feed.tell(change(order));
        }
        while watching.lock().board(&store()).last < 3 {
            bell.changed().await.expect("changes");
        }
        let Since::Changes(changes) = watching.since(&store(), Some(begin)) else {
            panic!("nothing was missed");
        };
        let orders: Vec<&str> = changes.iter().map(|(_, order)| order.as_str()).collect();
        assert_eq!(orders, ["b", "a"]);
        let after_b = watching.since(&store(), Some(changes[0].0));
        assert_eq!(after_b, Since::Changes(vec![(changes[1].0, id("a"))]));
        let mark = changes[1].0;
        assert_eq!(Mark::parse(&mark.to_string()), Some(mark));

        watching.lock().wake_all();
        let lost = watching.since(&store(), Some(mark));
        assert!(matches!(lost, Since::Unknown(_)), "{lost:?}");
    }

    #[tokio::test]
    async fn who_was_away_too_long_begins_anew() {
        let watching = Watching::new(Feed::default());
        let Since::Unknown(begin) = watching.since(&store(), None) else {
            panic!("a mark out of nothing");
        };
        for _ in 0..=CHANGES_REMEMBERED {
            watching.lock().wake(&change("a"));
        }
        let away = watching.since(&store(), Some(begin));
        assert!(matches!(away, Since::Unknown(_)), "{away:?}");
        let next = Mark {
            number: begin.number + 1,
            ..begin
        };
        let back = watching.since(&store(), Some(next));
        assert!(matches!(back, Since::Changes(_)), "{back:?}");
    }

    #[tokio::test]
    async fn those_who_wait_are_woken_and_those_who_left_forgotten() {
        let feed = Feed::default();
        let watching = Watching::new(feed.clone());
        let mut waiting = watching.order(&change("a").order);
        drop(watching.order(&change("b").order));
        feed.tell(change("b"));
        feed.tell(change("a"));
        waiting.changed().await.expect("a change");
        assert_eq!(watching.lock().orders.len(), 1);
    }
}
