//! Which order an execution is about, and which orders are meant by what somebody types: a number, a
//! name, the end of a telephone number.
//!
//! The table finds an order by its key alone. So what orders are found by is kept in memory, of the
//! latest [`ORDERS_MAX`]: it is read in the background after the start, from the executions that
//! carry orders, and goes on with the delivery's feed. An order that is not known yet is not found by
//! what is typed, and is read when an execution of it is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use delivery::delivery::STATE_MACHINE;
use delivery::feed::Changed;
use delivery::order::CarriedBy;
use delivery::{Delivery, DeliveryError, Money, Order, OrderId, OrderKey, Status, StoreId};
use jiff::Timestamp;
use stepfunctions::RERUN_MARK;
use stepfunctions::observe::{Called, Observe};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// So many orders are found: the latest.
pub(crate) const ORDERS_MAX: usize = 100_000;

/// So many are read at a time.
const BATCH: u32 = 100;

/// Between two readings others have their turn.
const PAUSE: Duration = Duration::from_millis(10);

/// New orders are read together, after so long.
const GATHERED_FOR: Duration = Duration::from_millis(250);

/// At most so many orders are meant by what somebody types.
pub(crate) const MEANT_MAX: usize = 200;

/// Fewer digits are no end of a telephone number.
const PHONE_DIGITS_MIN: usize = 4;

/// So much of a telephone number leaves.
const PHONE_DIGITS_SHOWN: usize = 4;

/// The orders that are found.
pub(crate) struct Orders {
    delivery: Delivery,
    observe: Observe,
    store: StoreId,
    known: RwLock<BTreeMap<OrderId, Known>>,
}

/// An order, as far as it is found by something or shown with its execution.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) key: OrderKey,
    pub(crate) number: u64,
    pub(crate) customer: String,
    pub(crate) status: Status,
    pub(crate) placed_at: Timestamp,
    pub(crate) total: Money,
    carried_by: CarriedBy,
    /// The execution that carries it, where the order says.
    execution: Option<Box<str>>,
    /// The customer's name without accents and capitals.
    folded: String,
    phone: Option<Box<str>>,
}

impl Known {
    fn of(order: &Order) -> Known {
        Known {
            key: order.key(),
            number: order.number,
            customer: order.contact.name.clone(),
            status: order.status,
            placed_at: order.placed_at,
            total: order.totals.total,
            carried_by: order.carried_by,
            execution: order.execution.as_deref().map(Box::from),
            folded: folded(&order.contact.name),
            phone: order
                .contact
                .phone
                .as_ref()
                .map(|phone| phone.as_e164().into()),
        }
    }

    /// The last digits of the customer's telephone number.
    pub(crate) fn phone_end(&self) -> Option<&str> {
        let phone = self.phone.as_deref()?;
        phone.get(phone.len().checked_sub(PHONE_DIGITS_SHOWN)?..)
    }

    fn is_meant(&self, typed: &Typed) -> bool {
        typed.number == Some(self.number)
            || typed
                .phone_end
                .as_ref()
                .zip(self.phone.as_ref())
                .is_some_and(|(end, phone)| phone.ends_with(end.as_str()))
            || (!typed.words.is_empty()
                && typed.words.iter().all(|typed| {
                    let mut words = self.folded.split_whitespace();
                    words.any(|word| word.starts_with(typed.as_str()))
                }))
    }
}

/// What somebody types, as it may be meant.
#[derive(Debug, PartialEq, Eq)]
struct Typed {
    number: Option<u64>,
    phone_end: Option<String>,
    words: Vec<String>,
}

impl Typed {
    fn read(text: &str) -> Typed {
        let text = text.trim();
        let number = text.strip_prefix('#').unwrap_or(text).parse().ok();
        let is_phone = text
            .chars()
            .all(|it| it.is_ascii_digit() || " ()-+.".contains(it));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let has_letters = text.chars().any(char::is_alphabetic);
        Typed {
            number,
            phone_end: (is_phone && digits.len() >= PHONE_DIGITS_MIN).then_some(digits),
            words: if has_letters {
                folded(text).split_whitespace().map(str::to_owned).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Without accents and capitals: `JOÃO` is `joao`.
fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|it| !is_combining_mark(*it));
    plain.flat_map(char::to_lowercase).collect()
}

/// The order that an execution carries, by their names.
pub(crate) fn order_of(machine: &str, name: &str) -> Option<OrderId> {
    if machine != STATE_MACHINE {
        return None;
    }
    let own = name.split(RERUN_MARK).next().unwrap_or(name);
    OrderId::parse(own).ok()
}

impl Orders {
    pub(crate) fn new(delivery: Delivery, observe: Observe, store: StoreId) -> Orders {
        Orders {
            delivery,
            observe,
            store,
            known: RwLock::default(),
        }
    }

    /// The orders of a store that are meant by what somebody types, latest first.
    pub(crate) fn meant(&self, store: &StoreId, text: &str) -> Vec<Known> {
        let typed = Typed::read(text);
        let known = self.read();
        let meant = known
            .values()
            .rev()
            .filter(|known| known.key.store == *store && known.is_meant(&typed));
        meant.take(MEANT_MAX).cloned().collect()
    }

    /// How the executions are called that are meant by what somebody types: so, or as those that
    /// carry orders that are meant.
    pub(crate) fn called(&self, store: &StoreId, text: &str) -> Vec<Called> {
        let carries = |known: Known| Called {
            machine: Some(STATE_MACHINE.to_owned()),
            prefix: known.key.order.to_string(),
        };
        let mut called: Vec<Called> = self.meant(store, text).into_iter().map(carries).collect();
        called.push(Called {
            machine: None,
            prefix: text.trim().to_owned(),
        });
        called
    }

    /// The orders of a store among these, read if need be.
    pub(crate) async fn of(&self, store: &StoreId, orders: &[OrderId]) -> BTreeMap<OrderId, Known> {
        let mut found = BTreeMap::new();
        let mut missing = Vec::new();
        {
            let known = self.read();
            for order in orders {
                match known.get(order) {
                    Some(known) if known.key.store == *store => {
                        found.insert(order.clone(), known.clone());
                    }
                    Some(_) => {}
                    None => missing.push(OrderKey {
                        store: store.clone(),
                        order: order.clone(),
                    }),
                }
            }
        }
        match self.learn(&missing).await {
            Ok(learnt) => found.extend(learnt.into_iter().map(|it| (it.key.order.clone(), it))),
            Err(error) => tracing::warn!(%error, "orders could not be read for the console"),
        }
        found
    }

    /// The ARN of the execution that carries an order, if it is one that is called like it, and of this
    /// engine.
    pub(crate) fn execution_arn(&self, known: &Known) -> Option<String> {
        match known.carried_by {
            CarriedBy::Workflow => {
                let name = known.key.order.as_str();
                let here = self.observe.arn_of(STATE_MACHINE, name);
                let execution = known.execution.as_deref();
                execution
                    .is_none_or(|execution| execution == here)
                    .then_some(here)
            }
            CarriedBy::Another => None,
        }
    }

    /// Reads orders, and remembers them.
    async fn learn(&self, orders: &[OrderKey]) -> Result<Vec<Known>, DeliveryError> {
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let read = self.delivery.orders(orders).await?;
        let learnt: Vec<Known> = read.iter().map(Known::of).collect();
        let mut known = self.write();
        for one in &learnt {
            known.insert(one.key.order.clone(), one.clone());
        }
        // Identifiers sort by when they were made.
        while known.len() > ORDERS_MAX {
            known.pop_first();
        }
        Ok(learnt)
    }

    /// How many orders of a store were placed within a time.
    pub(crate) fn placed(&self, store: &StoreId, within: Range<Timestamp>) -> usize {
        let known = self.read();
        let of_store = known.values().filter(|known| known.key.store == *store);
        of_store
            .filter(|known| within.contains(&known.placed_at))
            .count()
    }

    /// Reads the orders there are, and those that come, for ever.
    pub(crate) async fn keep_up(&self) {
        loop {
            // Before anything is read, so that nothing falls between.
            let feed = self.delivery.feed().listen();
            let (read, ()) = tokio::join!(self.read_all(), self.read_on(feed));
            self.write().clear();
            if let Err(why) = read {
                tracing::warn!(why, "orders could not be read for the console");
            }
        }
    }

    /// Reads the latest orders, as the executions are called that carry them.
    async fn read_all(&self) -> Result<(), String> {
        let mut before = None;
        let mut count = 0;
        while count < ORDERS_MAX {
            let observe = self.observe.clone();
            let page =
                tokio::task::spawn_blocking(move || observe.names(STATE_MACHINE, before, BATCH));
            let page = page.await.map_err(|error| error.to_string())?;
            let (names, next) = page.map_err(|error| error.to_string())?;
            let Some(next) = next else {
                return Ok(());
            };
            before = Some(next);
            count += names.len();
            let orders: BTreeSet<OrderId> = names
                .iter()
                .filter_map(|name| order_of(STATE_MACHINE, name))
                .collect();
            let known = |order: &OrderId| self.read().contains_key(order);
            let keys = orders.into_iter().filter(|order| !known(order));
            let keys: Vec<OrderKey> = keys
                .map(|order| OrderKey {
                    store: self.store.clone(),
                    order,
                })
                .collect();
            let learnt = self.learn(&keys).await;
            learnt.map_err(|error| error.to_string())?;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Follows the feed until some of it was missed.
    async fn read_on(&self, mut feed: Receiver<Changed>) {
        let mut fresh: BTreeMap<OrderId, OrderKey> = BTreeMap::new();
        let mut read_at = Instant::now();
        loop {
            tokio::select! {
                next = feed.recv() => match next {
                    Ok(changed) => {
                        let order = changed.order.order.clone();
                        if let Some(known) = self.write().get_mut(&order) {
                            known.status = changed.status;
                            continue;
                        }
                        if fresh.is_empty() {
                            read_at = Instant::now() + GATHERED_FOR;
                        }
                        fresh.insert(order, changed.order);
                    }
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                },
                () = tokio::time::sleep_until(read_at), if !fresh.is_empty() => {
                    let keys: Vec<OrderKey> = std::mem::take(&mut fresh).into_values().collect();
                    if let Err(error) = self.learn(&keys).await {
                        tracing::warn!(%error, "new orders could not be read for the console");
                    }
                }
            }
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<OrderId, Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<OrderId, Known>> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(number: u64, name: &str, phone: &str) -> Known {
        let store = StoreId::parse("loja").expect("an identifier");
        let order = OrderId::parse(&format!("O{number}")).expect("an identifier");
        Known {
            key: OrderKey { store, order },
            number,
            customer: name.to_owned(),
            status: Status::ALL[0],
            placed_at: Timestamp::UNIX_EPOCH,
            total: Money::ZERO,
            carried_by: CarriedBy::Workflow,
            execution: None,
            folded: folded(name),
            phone: Some(phone.into()),
        }
    }

    #[test]
    fn an_order_is_meant_by_its_number_its_customer_and_their_telephone() {
        let order = known(1042, "João Antônio da Silva", "+5511987654321");
        for text in [
            "1042",
            "#1042",
            " #1042 ",
            "joão",
            "JOAO sil",
            "antonio",
            "4321",
            "98765-4321",
            "(11) 98765-4321",
        ] {
            assert!(order.is_meant(&Typed::read(text)), "{text}");
        }
        for text in [
            "",
            "#",
            "104",
            "321",
            "8765",
            "ilva",
            "joão souza",
            "jo 1042",
            "-",
        ] {
            assert!(!order.is_meant(&Typed::read(text)), "{text}");
        }
        assert_eq!(order.phone_end(), Some("4321"));
    }

    #[test]
    fn an_execution_carries_the_order_it_is_named_after() {
        let order = OrderId::parse("01JD").ok();
        assert_eq!(order_of(STATE_MACHINE, "01JD"), order);
        assert_eq!(order_of(STATE_MACHINE, "01JD-rerun-0a1b2c3d"), order);
        assert_eq!(order_of("confirm-change", "01JD"), None);
        assert_eq!(order_of(STATE_MACHINE, "it is none"), None);
    }
}
