//! A town that lives until it is stopped: customers come as the hour has it, the clerk takes what
//! they order, couriers ride, and now and then something goes wrong, by itself or because somebody
//! switched it on.
//!
//! | module | holds |
//! |---|---|
//! | [`failures`] | what can be switched on |
//! | [`pace`] | how fast time passes here |
//! | [`rhythm`] | when people are hungry |
//! | [`customer`] | who orders |
//! | [`clerk`] | who takes orders, cooks, and fills the shelves |
//! | [`courier`] | who rides |

pub mod failures;
pub mod pace;
pub mod rhythm;

mod clerk;
mod courier;
mod customer;

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use failures::{Failure, Failures};
pub use pace::Pace;

use crate::door::Doors;
use crate::people::COURIERS;
use crate::random::Random;
use crate::server::{AskError, Patience, Server, ServerUrl, Token};
use crate::shop::{Provider, Shop, Staff};
use crate::town::{Point, Town};
use crate::view::MenuView;

/// At the busiest hour so many customers come in a minute of the town: about what six couriers can
/// bring.
pub const CUSTOMERS_PER_MINUTE: f64 = 0.4;

/// So many come at once when the town wakes up, so that there is something to see.
const FIRST_CUSTOMERS: u64 = 3;

/// Between those, in life.
const FIRST_EVERY: Duration = Duration::from_secs(2);

/// No more customers than this wait for something.
const CUSTOMERS_MAX: usize = 60;

/// The town wakes up just before lunch.
const WAKES_AT_HOUR: f64 = 11.5;

/// People of the town go on for so long while the server is away.
const PATIENCE: Patience = Patience(Duration::from_mins(2));

/// When the shop cannot be opened, it is tried again after so long.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// What lives, and where.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// Which server.
    pub server: ServerUrl,
    /// Which store.
    pub store: String,
    /// An operator's.
    pub staff_token: Token,
    /// What the sandbox provider's test side takes; the operator's token without it.
    pub provider_token: Option<Token>,
    /// How fast time passes.
    pub pace: Pace,
    /// What chance is made from.
    pub seed: u64,
    /// At the busiest hour, in a minute of the town: [`CUSTOMERS_PER_MINUTE`].
    pub customers_per_minute: f64,
    /// What goes wrong.
    pub failures: Failures,
}

/// What everybody in the town knows.
#[derive(Debug)]
struct Scene {
    shop: Shop,
    staff: Staff,
    provider: Provider,
    town: Town,
    store_point: Point,
    menu: MenuView,
    doors: Doors,
    pace: Pace,
    failures: Failures,
    seed: u64,
    customers_per_minute: f64,
    /// The courier who has vanished, while one has.
    vanished: Mutex<Option<String>>,
    /// Orders that wait for a courier, the oldest first.
    ready: mpsc::UnboundedSender<String>,
}

/// Orders that wait for a courier, as couriers take them.
type ReadyOrders = Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<String>>>;

/// Lives until it is dropped.
pub async fn live(options: LiveOptions) -> Infallible {
    loop {
        match wake(&options).await {
            Ok(mut people) => {
                // None of them ever goes home.
                while let Some(gone) = people.join_next().await {
                    if let Err(error) = gone {
                        tracing::error!(%error, "somebody in the town broke");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the town sleeps on"),
        }
        tokio::time::sleep(TRY_AGAIN_AFTER).await;
    }
}

/// Opens the shop; everybody comes to work.
async fn wake(options: &LiveOptions) -> Result<JoinSet<()>, AskError> {
    let shop = Shop {
        server: Server::new(options.server.clone()),
        store: options.store.clone(),
        patience: PATIENCE,
    };
    let token = options.provider_token.as_ref();
    let (ready, orders) = mpsc::unbounded_channel();
    let scene = Arc::new(Scene {
        staff: shop.staff(&options.staff_token),
        provider: Provider {
            shop: shop.clone(),
            token: token.unwrap_or(&options.staff_token).clone(),
        },
        town: shop.town().await?,
        store_point: shop.about().await?.point,
        menu: shop.menu().await?,
        doors: Doors::default(),
        pace: options.pace.clone(),
        failures: options.failures.clone(),
        seed: options.seed,
        customers_per_minute: options.customers_per_minute,
        vanished: Mutex::default(),
        ready,
        shop,
    });
    let orders = Arc::new(tokio::sync::Mutex::new(orders));
    let mut people = JoinSet::new();
    for courier in couriers(&scene).await? {
        people.spawn(courier::work(scene.clone(), courier, orders.clone()));
    }
    people.spawn(clerk::work(scene.clone()));
    people.spawn(clerk::fill_shelves(scene.clone()));
    people.spawn(come_in(scene));
    Ok(people)
}

/// Those who deliver: whoever does already, and others until there are six.
async fn couriers(scene: &Scene) -> Result<Vec<courier::Courier>, AskError> {
    let mut working = scene.staff.couriers().await?;
    let known: HashSet<String> = working.iter().map(|courier| courier.id.clone()).collect();
    let missing = COURIERS.len().saturating_sub(working.len());
    let others = COURIERS.iter().filter(|(id, _)| !known.contains(*id));
    let resting = working.iter().filter(|courier| courier.state == "OFF");
    let resting: Vec<(String, String)> = resting
        .map(|courier| (courier.id.clone(), courier.name.clone()))
        .chain(
            others
                .take(missing)
                .map(|(id, name)| ((*id).to_owned(), (*name).to_owned())),
        )
        .collect();
    for (id, name) in &resting {
        scene.staff.welcome(id, name, scene.store_point).await?;
    }
    if !resting.is_empty() {
        working = scene.staff.couriers().await?;
    }
    let working = working.into_iter().take(COURIERS.len());
    Ok(working.map(courier::Courier::of).collect())
}

/// Customers come, as the hour has it.
async fn come_in(scene: Arc<Scene>) {
    let mut random = Random::new(scene.seed, u64::MAX);
    let mut customers = JoinSet::new();
    let mut hour = WAKES_AT_HOUR;
    for number in 0_u64.. {
        if number < FIRST_CUSTOMERS {
            tokio::time::sleep(FIRST_EVERY).await;
        } else {
            loop {
                let seconds = 60.0 * random.wait() / scene.customers_per_minute.max(0.001);
                scene.pace.pass(seconds).await;
                hour += seconds / 3_600.0;
                if random.unit() < rhythm::hunger(hour) && customers.len() < CUSTOMERS_MAX {
                    break;
                }
                while customers.try_join_next().is_some() {}
            }
        }
        customers.spawn(customer::visit(scene.clone(), number));
    }
}
