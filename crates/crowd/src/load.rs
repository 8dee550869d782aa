//! Many orders at once, over the real API: placed, paid, perhaps delivered, measured, and checked
//! when they are over against what the customers were told.
//!
//! It survives a server that is killed and started again: whoever gets no answer asks again under
//! the same key, as long as patience lasts.
//!
//! | module | holds |
//! |---|---|
//! | [`plan`] | what each customer is going to do, from the seed |
//! | [`customer`] | how they do it |
//! | [`staff`] | the clerk, the kitchen and the couriers |
//! | [`latency`] | how long things took |
//! | [`books`] | what must have come of it |
//! | [`report`] | what is said of it |

pub mod books;
pub mod latency;
pub mod report;

mod customer;
mod plan;
mod staff;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

pub use report::LoadReport;

use crate::door::Doors;
use crate::server::{AskError, Patience, Server, ServerUrl, Token};
use crate::shop::{Provider, Shop, Staff};
use crate::town::{Point, Town};
use crate::view::{ItemView, MenuView, Status};
use books::Acknowledged;
use latency::Latency;

/// How often it is said how far things are.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

/// For each order there are so many of each item, where there would be too few.
const PORTIONS_AN_ORDER: u32 = 4;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// Which server.
    pub server: ServerUrl,
    /// Which store.
    pub store: String,
    /// An operator's.
    pub staff_token: Token,
    /// What the sandbox provider's test side takes; the operator's token without it.
    pub provider_token: Option<Token>,
    /// So many customers come.
    pub orders: u32,
    /// So many of them are in the shop at once, from when they come in until they have paid.
    pub concurrency: usize,
    /// What chance is made from.
    pub seed: u64,
    /// What customers do, in a hundred of them.
    pub mix: Mix,
    /// Everybody wants the same, of which there is little.
    pub hot_item: Option<HotItem>,
    /// How far orders are carried.
    pub carry_to: CarryTo,
    /// So many couriers.
    pub couriers: usize,
    /// How long people go on while the server is away, and how long an order may stand still.
    pub patience: Duration,
    /// How long what is under way at the end may take.
    pub settling: Settling,
}

/// How long what is under way at the end may take: a refund, a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settling {
    /// What happened so recently is not judged; the judgement waits until nothing has.
    pub unjudged: Duration,
    /// What does not agree is looked at again for so long.
    pub within: Duration,
}

impl Default for Settling {
    fn default() -> Settling {
        Settling {
            unjudged: Duration::from_secs(5),
            within: Duration::from_secs(45),
        }
    }
}

/// Something that everybody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotItem {
    /// What.
    pub item: String,
    /// There are so many.
    pub portions: u32,
}

/// How far orders are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarryTo {
    /// Until they are paid, or at their end.
    Paid,
    /// Until they are at their end.
    Delivered,
}

/// What customers, the clerk and the network do, in a hundred cases each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    /// Pay by card; whoever does not pay by card or cash pays by Pix.
    pub card: u32,
    /// Pay at the door.
    pub cash: u32,
    /// Of those who pay by card: the first card is declined.
    pub declined: u32,
    /// Of those who pay by Pix: only when its time is over.
    pub late: u32,
    /// Call their order off, half of them before they pay.
    pub cancels: u32,
    /// The store refuses.
    pub refused: u32,
    /// The order is sent twice at once.
    pub sent_twice: u32,
    /// The connection is cut while the order is sent, and it is sent again.
    pub cut: u32,
}

impl Default for Mix {
    fn default() -> Mix {
        Mix {
            card: 40,
            cash: 10,
            declined: 10,
            late: 0,
            cancels: 3,
            refused: 1,
            sent_twice: 3,
            cut: 2,
        }
    }
}

impl Mix {
    /// Everybody pays by Pix, at once, and nothing goes wrong.
    pub const PLAIN: Mix = Mix {
        card: 0,
        cash: 0,
        declined: 0,
        late: 0,
        cancels: 0,
        refused: 0,
        sent_twice: 0,
        cut: 0,
    };
}

/// A text that is no mix.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAMix {
    /// Not `NAME=SHARE`.
    #[error("`{0}` is no share: write one like card=40")]
    Share(String),
    /// There is no such share.
    #[error(
        "`{0}` is no part of the mix: there are card, cash, declined, late, cancels, refused, \
         sent_twice and cut"
    )]
    Part(String),
    /// More than everybody.
    #[error("{0} are more than a hundred of a hundred")]
    TooMany(&'static str),
}

impl FromStr for Mix {
    type Err = NotAMix;

    /// `card=40,cash=10`: what is left out is as usual. `plain`: nothing goes wrong.
    fn from_str(text: &str) -> Result<Mix, NotAMix> {
        if text == "plain" {
            return Ok(Mix::PLAIN);
        }
        let mut mix = Mix::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let wrong = || NotAMix::Share(part.to_owned());
            let (name, share) = part.split_once('=').ok_or_else(wrong)?;
            let share: u32 = share.parse().map_err(|_| wrong())?;
            let place = match name {
                "card" => &mut mix.card,
                "cash" => &mut mix.cash,
                "declined" => &mut mix.declined,
                "late" => &mut mix.late,
                "cancels" => &mut mix.cancels,
                "refused" => &mut mix.refused,
                "sent_twice" => &mut mix.sent_twice,
                "cut" => &mut mix.cut,
                _ => return Err(NotAMix::Part(name.to_owned())),
            };
            if share > 100 {
                return Err(wrong());
            }
            *place = share;
        }
        if mix.card + mix.cash > 100 {
            return Err(NotAMix::TooMany("card and cash"));
        }
        if mix.sent_twice + mix.cut > 100 {
            return Err(NotAMix::TooMany("sent_twice and cut"));
        }
        Ok(mix)
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// So many customers come.
    pub orders: u64,
    /// Orders that were acknowledged.
    pub placed: u64,
    /// Customers who left without an order.
    pub turned_away: u64,
    /// Orders that were paid, or will be at the door.
    pub paid: u64,
    /// Orders that are at their end.
    pub ended: u64,
}

/// What is being done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Menu, town and stock are looked at.
    #[default]
    Opening,
    /// Customers order.
    Ordering,
    /// Orders are brought to their end, and the books compared.
    Closing,
}

/// Why nothing was measured.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LoadError {
    /// The shop cannot be opened.
    #[error("the shop cannot be opened: {0}")]
    Opening(AskError),
    /// There is nothing to order.
    #[error("store `{0}` has nothing on its menu")]
    EmptyMenu(String),
    /// Nobody sells that.
    #[error("there is no `{0}` on the menu")]
    UnknownItem(String),
    /// The server went away and did not come back.
    #[error("the books could not be compared: {0}")]
    Closing(AskError),
}

/// What everybody in a load test knows.
struct World {
    options: LoadOptions,
    shop: Shop,
    staff: Staff,
    provider: Provider,
    town: Town,
    store_point: Point,
    menu: MenuView,
    hot_item: Option<ItemView>,
    doors: Doors,
    /// Customers in the shop.
    room: Arc<Semaphore>,
    counts: Counts,
    noted: Mutex<Noted>,
    begin: Instant,
}

#[derive(Default)]
struct Counts {
    placed: AtomicU64,
    turned_away: AtomicU64,
    paid: AtomicU64,
    ended: AtomicU64,
    sent_twice: AtomicU64,
    cut: AtomicU64,
}

/// What customers remember.
#[derive(Default)]
struct Noted {
    acknowledged: Vec<Acknowledged>,
    placing: Latency,
    until_paid: Latency,
    turned_away: BTreeMap<String, u64>,
    /// Customers who got no answer to their order for so long that they gave up.
    unanswered: u64,
    violations: Vec<String>,
    /// Orders paid by those who pay at once, and when the last was.
    paid_at_once: u64,
    last_placed: Duration,
    last_paid: Duration,
    last_end: Duration,
}

impl World {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.begin.elapsed()
    }

    fn progress(&self, phase: Phase) -> Progress {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Progress {
            phase,
            orders: u64::from(self.options.orders),
            placed: read(&self.counts.placed),
            turned_away: read(&self.counts.turned_away),
            paid: read(&self.counts.paid),
            ended: read(&self.counts.ended),
        }
    }

    fn count(count: &AtomicU64) {
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether there is nothing more to do for an order.
    fn is_carried(&self, status: Status) -> bool {
        match self.options.carry_to {
            CarryTo::Paid => status.is_terminal() || status.is_paid(),
            CarryTo::Delivered => status.is_terminal(),
        }
    }
}

/// Has customers order, and says what came of it. `progress` is called a few times a second.
pub async fn load(
    options: LoadOptions,
    progress: impl Fn(Progress),
) -> Result<LoadReport, LoadError> {
    progress(Progress {
        orders: u64::from(options.orders),
        ..Progress::default()
    });
    let world = Arc::new(open(options).await?);
    let stock = settle_stock(&world).await.map_err(LoadError::Opening)?;
    let opening = books::Opening {
        stock,
        orders: orders_so_far(&world).await?,
    };
    let world = &world;
    let mut staff = staff::begin(world).await.map_err(LoadError::Opening)?;
    let mut customers = JoinSet::new();
    let ordering = async {
        for number in 0..u64::from(world.options.orders) {
            let room = world.room.clone().acquire_owned().await;
            let Ok(place) = room else { break };
            customers.spawn(customer::visit(world.clone(), number, place));
            while customers.try_join_next().is_some() {}
        }
        while customers.join_next().await.is_some() {}
    };
    watched(ordering, || progress(world.progress(Phase::Ordering))).await;
    let closing = books::close(world, &opening);
    let closed = watched(closing, || progress(world.progress(Phase::Closing))).await;
    staff.abort_all();
    let closed = closed.map_err(LoadError::Closing)?;
    Ok(report::report(world, closed))
}

/// Does something, and says meanwhile how far it is.
async fn watched<T>(work: impl Future<Output = T>, say: impl Fn()) -> T {
    let mut every = tokio::time::interval(PROGRESS_EVERY);
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                say();
                return done;
            }
            _ = every.tick() => say(),
        }
    }
}

async fn open(options: LoadOptions) -> Result<World, LoadError> {
    let shop = Shop {
        server: Server::new(options.server.clone()),
        store: options.store.clone(),
        patience: Patience(options.patience),
    };
    let about = shop.about().await.map_err(LoadError::Opening)?;
    let menu = shop.menu().await.map_err(LoadError::Opening)?;
    let town = shop.town().await.map_err(LoadError::Opening)?;
    let mut items = menu.categories.iter().flat_map(|part| &part.items);
    let hot_item = match &options.hot_item {
        None if items.next().is_none() => return Err(LoadError::EmptyMenu(options.store)),
        None => None,
        Some(HotItem { item, .. }) => {
            let found = items.find(|it| it.id == *item).cloned();
            Some(found.ok_or_else(|| LoadError::UnknownItem(item.clone()))?)
        }
    };
    let token = options.provider_token.as_ref();
    Ok(World {
        staff: shop.staff(&options.staff_token),
        provider: Provider {
            shop: shop.clone(),
            token: token.unwrap_or(&options.staff_token).clone(),
        },
        room: Arc::new(Semaphore::new(options.concurrency.max(1))),
        store_point: about.point,
        town,
        menu,
        hot_item,
        doors: Doors::default(),
        counts: Counts::default(),
        noted: Mutex::default(),
        begin: Instant::now(),
        shop,
        options,
    })
}

/// Sees to it that there is enough of everything, or as little as is wanted; how much there is
/// then.
async fn settle_stock(world: &World) -> Result<BTreeMap<String, i64>, AskError> {
    let enough = world.options.orders.saturating_mul(PORTIONS_AN_ORDER);
    for stock in world.staff.stock().await? {
        match &world.options.hot_item {
            Some(hot) if hot.item == stock.item => {
                world.staff.restock(&hot.item, hot.portions).await?;
            }
            None if stock.available < i64::from(enough) => {
                world.staff.restock(&stock.item, enough).await?;
            }
            Some(_) | None => {}
        }
    }
    let stock = world.staff.stock().await?.into_iter();
    Ok(stock.map(|stock| (stock.item, stock.available)).collect())
}

async fn orders_so_far(world: &World) -> Result<u64, LoadError> {
    let counted = world
        .staff
        .invariants(0)
        .await
        .map_err(LoadError::Opening)?;
    Ok(counted.orders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixes_are_shares_of_a_hundred() {
        let mix: Mix = "card=70,cash=30,late=5".parse().expect("a mix");
        let Mix {
            card,
            cash,
            late,
            cut,
            ..
        } = mix;
        assert_eq!((card, cash, late, cut), (70, 30, 5, Mix::default().cut));
        assert_eq!("plain".parse(), Ok(Mix::PLAIN));
        assert_eq!("".parse(), Ok(Mix::default()));
        for wrong in [
            "card",
            "card=x",
            "card=101",
            "cards=1",
            "card=60,cash=50",
            "cut=99",
        ] {
            assert!(wrong.parse::<Mix>().is_err(), "{wrong}");
        }
    }
}
