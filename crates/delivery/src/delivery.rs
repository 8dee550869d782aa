//! The delivery as those see it who use it: the functions of the workflow, the REST API, the
//! assistant.
//!
//! Each method decides by what is pure, writes that down in the table, and only then acts: tells
//! the workflow, the payment provider, the customer. Where it stops between two of these,
//! [`upkeep`] goes on.
//!
//! | module | what is done there |
//! |---|---|
//! | `checkout` | quotes, and orders that are placed |
//! | `board` | what the store does with an order |
//! | `couriers` | who brings it, and where they are |
//! | `changes` | what customers change, and cancellations |
//! | `stock`, `history` | what there is, and what was |
//! | `paying` | charges, webhooks, refunds |
//! | `telling`, `codes`, `offering` | notices; the codes that people sign in with; coupons |
//! | `waiting` | what the workflow waits for |
//! | `carrying` | the execution that carries an order, wherever it is |
//! | `watching` | orders that are carried elsewhere, seen |
//! | `first_store` | the store that a delivery begins with |
//! | `workflow` | the definition of the workflow |
//! | `settling` | what is needed of the services, made |
//! | `finding` | what somebody else keeps of it, looked at |
//! | `upkeep` | what was begun and not brought to its end |
//! | `invariants` | what must always be true, looked up |

mod board;
mod carrying;
mod changes;
mod checkout;
mod codes;
mod couriers;
pub(crate) mod finding;
mod first_store;
mod history;
mod invariants;
mod offering;
mod paying;
mod settling;
mod stock;
mod telling;
mod upkeep;
mod waiting;
mod watching;
mod workflow;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::{SignedDuration, Timestamp};

pub use board::PAGE_MAX;
pub use changes::{AddressWish, ChangePreview};
pub use checkout::{
    Cart, CartLine, CheckoutError, KEY_LENGTH_MAX, NOTE_LENGTH_MAX, PlaceOrder, Placed, QuoteError,
    Quoted,
};
pub use couriers::{Courier, CourierState};
pub use finding::{Unfit, find_state_machine, find_topic};
pub use invariants::{Invariants, PATIENCE};
pub use offering::{CouponOffer, Offered};
pub use paying::ProviderEvent;
pub use settling::settle_state_machine;
pub(crate) use telling::Notice;
pub use telling::{Message, MessageState, Tell};
pub use upkeep::{LOOKED_THROUGH_EVERY, LookedThrough};
pub use waiting::WaitFor;
pub use watching::WATCHED_EVERY;
pub use workflow::{WORKFLOW, WORKFLOW_FILE};

use crate::entry::OrderKey;
use crate::feed::{Changed, Feed};
use crate::menu::Menu;
use crate::order::{Answer, Order, Refused};
use crate::payment::Provider;
use crate::policy::Policy;
use crate::quote::QuoteKeys;
use crate::store::Store;
use crate::table::{ChangeError, Key, Table, TableError};
use crate::tracking_link::TrackingKey;
use crate::{OrderId, StoreId};

/// The name of the workflow's state machine.
pub const STATE_MACHINE: &str = "order";

/// The name of the topic that notices are published to.
pub const NOTICES: &str = "order-notices";

/// Time passes so much faster at most.
pub const PACE_MAX: u32 = 60;

/// The delivery. Clones are the same.
#[derive(Clone, Debug)]
pub struct Delivery(Arc<Inner>);

/// What the delivery is made of.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Where everything is remembered. It is the delivery's own, and those of others are beside it.
    pub table: Table,
    /// Who carries the workflow.
    pub step_functions: aws_sdk_sfn::Client,
    /// The state machine that carries orders. It is the delivery's own, and those of other workflows are
    /// beside it.
    pub state_machine_arn: String,
    /// Who spreads notices.
    pub sns: aws_sdk_sns::Client,
    /// The topic of notices.
    pub topic_arn: String,
    /// Who moves the money.
    pub provider: Provider,
    /// What quotes are signed with.
    pub quote_keys: QuoteKeys,
    /// What tracking links are signed with.
    pub tracking_key: TrackingKey,
    /// How mail leaves, where it does not stay in the outbox.
    pub mail: Mail,
    /// Whether text messages leave through SNS, or stay in the outbox.
    pub sms_through_sns: bool,
    /// Where customers reach the shop: `http://127.0.0.1:8080`, without a slash at its end.
    pub base_url: String,
    /// How much faster than in life things go at first: 1 to [`PACE_MAX`]. Every span of time is
    /// divided by it.
    pub pace: u32,
    /// What of these somebody else keeps.
    pub elsewhere: Elsewhere,
}

/// What the delivery uses and somebody else keeps, such as a stack on AWS. It is looked at at the start,
/// and never made or changed; items of the table are another matter.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// The table in which everything is remembered, instead of the delivery's own.
    pub table: Option<Table>,
    /// The topic that notices are published to, instead of the delivery's own.
    pub topic_arn: Option<String>,
    /// The state machine that carries the orders that are placed from now on, instead of the delivery's
    /// own. Those that were placed before stay where they are.
    pub state_machine_arn: Option<String>,
}

/// How mail leaves.
#[derive(Clone)]
pub enum Mail {
    /// It stays in the outbox, where it can be read.
    Outbox,
    /// It is handed to whoever sends it.
    Sent(Arc<dyn SendMail>),
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Mail::Outbox => "Outbox",
            Mail::Sent(_) => "Sent",
        })
    }
}

/// Whoever sends mail.
pub trait SendMail: Send + Sync {
    /// Sends a mail; why it could not be sent.
    fn send<'m>(
        &'m self,
        mail: &'m OutgoingMail,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'm>>;
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMail {
    /// To whom.
    pub to: String,
    /// From whom, in words: the store.
    pub from_name: String,
    /// What about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What it says, as HTML.
    pub html: Option<String>,
}

#[derive(Debug)]
struct Inner {
    configuration: Configuration,
    feed: Feed,
    pace: AtomicU32,
    numbers: checkout::Numbers,
    known: Known,
}

/// Stores and menus as they were read last: they are asked for with every order and seldom change.
#[derive(Debug, Default)]
struct Known {
    stores: std::sync::Mutex<Remembered<Store>>,
    menus: std::sync::Mutex<Remembered<Menu>>,
}

type Remembered<T> = std::collections::HashMap<StoreId, (std::time::Instant, Arc<T>)>;

/// A store or a menu is read again after so long.
const REMEMBERED: std::time::Duration = std::time::Duration::from_secs(2);

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// There is no such order, store or courier here.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It cannot be done to the order.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The policy does not allow it.
    #[error("this change is not possible: {}", .0.as_str())]
    Denied(crate::policy::ReasonCode),
    /// Something on which it depends does not answer.
    #[error("{0}")]
    Unavailable(String),
    /// What was sent makes no sense.
    #[error("{0}")]
    Invalid(String),
}

impl From<TableError> for DeliveryError {
    fn from(error: TableError) -> DeliveryError {
        DeliveryError::Unavailable(error.to_string())
    }
}

impl From<ChangeError> for DeliveryError {
    fn from(error: ChangeError) -> DeliveryError {
        match error {
            ChangeError::NotFound => DeliveryError::NotFound("order"),
            ChangeError::Refused(refused) => DeliveryError::Refused(refused),
            ChangeError::OutOfStock(_) => {
                DeliveryError::Invalid("there is not enough in stock".to_owned())
            }
            ChangeError::Table(error) => error.into(),
        }
    }
}

impl Delivery {
    /// A delivery made of these.
    pub fn new(configuration: Configuration) -> Delivery {
        Delivery(Arc::new(Inner {
            pace: AtomicU32::new(configuration.pace.clamp(1, PACE_MAX)),
            configuration,
            feed: Feed::default(),
            numbers: checkout::Numbers::default(),
            known: Known::default(),
        }))
    }

    /// Where everything is remembered.
    pub fn table(&self) -> &Table {
        let configuration = &self.0.configuration;
        let elsewhere = configuration.elsewhere.table.as_ref();
        elsewhere.unwrap_or(&configuration.table)
    }

    /// The delivery's own table, wherever it remembers everything: others are beside it.
    pub fn own_table(&self) -> &Table {
        &self.0.configuration.table
    }

    /// Who carries workflows.
    pub fn step_functions(&self) -> &aws_sdk_sfn::Client {
        &self.0.configuration.step_functions
    }

    /// The state machine of another name beside the one that carries orders.
    pub fn state_machine_arn(&self, name: &str) -> String {
        let own = &self.0.configuration.state_machine_arn;
        let place = own.rsplit_once(':').map_or("", |(place, _)| place);
        format!("{place}:{name}")
    }

    /// What changes, as it changes.
    pub fn feed(&self) -> &Feed {
        &self.0.feed
    }

    /// How much faster than in life things go.
    pub fn pace(&self) -> u32 {
        self.0.pace.load(Ordering::Relaxed)
    }

    /// Time passes so much faster from now on; what was promised before stays.
    pub fn set_pace(&self, times: u32) {
        let times = times.clamp(1, PACE_MAX);
        self.0.pace.store(times, Ordering::Relaxed);
    }

    /// Where customers reach the shop.
    pub fn base_url(&self) -> &str {
        &self.0.configuration.base_url
    }

    /// A span of life, as it passes here; at least a second.
    pub fn paced(&self, seconds: u32) -> SignedDuration {
        let seconds = (seconds / self.pace()).max(1);
        SignedDuration::from_secs(i64::from(seconds))
    }

    fn policy() -> &'static Policy {
        Policy::bundled()
    }

    /// An order of a store.
    pub async fn order(&self, order: &OrderKey) -> Result<Order, DeliveryError> {
        let found = self.table().order(order).await?;
        found.ok_or(DeliveryError::NotFound("order"))
    }

    /// A store.
    pub async fn store(&self, store: &StoreId) -> Result<Arc<Store>, DeliveryError> {
        self.remembered(&self.0.known.stores, store, Key::store(store), "store")
            .await
    }

    /// What a store sells.
    pub async fn menu(&self, store: &StoreId) -> Result<Arc<Menu>, DeliveryError> {
        self.remembered(&self.0.known.menus, store, Key::menu(store), "menu")
            .await
    }

    async fn remembered<T: serde::de::DeserializeOwned>(
        &self,
        known: &std::sync::Mutex<Remembered<T>>,
        store: &StoreId,
        key: Key,
        what: &'static str,
    ) -> Result<Arc<T>, DeliveryError> {
        let lock = || {
            known
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        if let Some((read_at, document)) = lock().get(store)
            && read_at.elapsed() < REMEMBERED
        {
            return Ok(document.clone());
        }
        let found = self.table().get::<T>(&key).await?;
        let document = Arc::new(found.ok_or(DeliveryError::NotFound(what))?);
        let now = std::time::Instant::now();
        lock().insert(store.clone(), (now, document.clone()));
        Ok(document)
    }

    /// Writes what a store has settled.
    pub async fn settle_store(&self, store: &Store) -> Result<(), DeliveryError> {
        self.table()
            .put(&Key::store(&store.id), store, None)
            .await?;
        let stores = &self.0.known.stores;
        let mut stores = stores
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        stores.remove(&store.id);
        Ok(())
    }

    /// Writes what a store sells.
    pub async fn settle_menu(&self, store: &StoreId, menu: &Menu) -> Result<(), DeliveryError> {
        self.table().put(&Key::menu(store), menu, None).await?;
        let menus = &self.0.known.menus;
        let mut menus = menus
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        menus.remove(store);
        Ok(())
    }

    /// Changes an order; then tells the workflow, if that is what it waited for, and everybody who
    /// watches.
    pub(crate) async fn change<T>(
        &self,
        order: &OrderKey,
        change: impl Fn(&mut Order) -> Result<T, Refused>,
    ) -> Result<(Order, T), ChangeError> {
        let change = |order: &mut Order| {
            let before = given(order);
            let outcome = change(order)?;
            let answered = given(order) != before;
            Ok((outcome, answered))
        };
        let changed = self.table().change(order, change).await;
        if let Err(ChangeError::Refused(Refused::WrongPin { .. })) = &changed
            && let Ok(Some(order)) = self.table().order(order).await
        {
            self.watched(&order);
        }
        let (order, (outcome, answered)) = changed?;
        if answered {
            self.give_answer(&order).await;
        }
        self.watched(&order);
        Ok((order, outcome))
    }

    fn watched(&self, order: &Order) {
        self.0.feed.tell(Changed {
            order: order.key(),
            customer: order.customer.clone(),
            entry: order.entries,
            status: order.status,
        });
    }

    /// What is signed into the link by which an order is followed without signing in.
    pub fn tracking_token(&self, order: &OrderKey) -> String {
        self.0.configuration.tracking_key.token(order)
    }

    /// The order of a tracking link.
    pub fn tracked(&self, token: &str) -> Option<OrderKey> {
        self.0.configuration.tracking_key.order(token)
    }

    /// Where an order is followed.
    pub fn tracking_link(&self, order: &OrderKey) -> String {
        format!("{}/r/{}", self.base_url(), self.tracking_token(order))
    }

    fn now() -> Timestamp {
        Timestamp::now()
    }

    /// An order by its number in words: `01JD…`.
    pub async fn order_of(&self, store: &StoreId, order: &OrderId) -> Result<Order, DeliveryError> {
        self.order(&OrderKey {
            store: store.clone(),
            order: order.clone(),
        })
        .await
    }
}

/// The token that was answered, and with what.
fn given(order: &Order) -> Option<(String, Answer)> {
    let wait = order.wait.as_ref()?;
    Some((wait.token.clone(), wait.answer.clone()?))
}
