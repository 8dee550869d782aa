//! The store's side: takes orders, cooks, hands out, answers changes, and fills the shelves.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::{Failure, Scene};
use crate::events::Told;
use crate::random::Random;
use crate::server::AskError;
use crate::shop::Step;
use crate::view::{OrderView, Status};

/// So many orders are looked after at once; others wait.
const HANDS: usize = 40;

/// When the board tells nothing for so long, the clerk looks at it.
const LOOK_AFTER: Duration = Duration::from_secs(30);

/// When the board tells nothing at all, the clerk looks at it so often.
const WITHOUT_STREAM_LOOK_AFTER: Duration = Duration::from_secs(2);

/// How long things take, in seconds of the town.
const ACCEPTS_WITHIN: (f64, f64) = (15.0, 80.0);
const BEGINS_WITHIN: (f64, f64) = (20.0, 60.0);
const COOKS_WITHIN: (f64, f64) = (300.0, 660.0);
const ANSWERS_WITHIN: (f64, f64) = (15.0, 45.0);

/// Of a hundred.
const REFUSES: u32 = 1;
const AGREES: u32 = 85;

/// Somebody looks at the shelves every so many seconds of the town …
const SHELVES_EVERY: f64 = 1_800.0;

/// … and where there are fewer than this …
const FEW: i64 = 6;

/// … there are so many afterwards.
const FULL: u32 = 40;

/// Orders that are looked after.
type Tickets = HashMap<String, watch::Sender<OrderView>>;

/// Works until the town is stopped.
pub(super) async fn work(scene: Arc<Scene>) {
    let mut events = scene.staff.board_events();
    let mut tickets = Tickets::new();
    let mut cooks = JoinSet::new();
    let hands = Arc::new(Semaphore::new(HANDS));
    loop {
        let seen = match tokio::time::timeout(LOOK_AFTER, events.next()).await {
            Ok(Ok(Told::Event(event))) if event.name == "reset" => scene.staff.board().await,
            Ok(Ok(Told::Event(event))) => match serde_json::from_str(&event.data) {
                Ok(view) => Ok(vec![view]),
                Err(_) => continue,
            },
            // What was missed is told, or the board begins anew with `reset`.
            Ok(Ok(Told::Begun)) => continue,
            Err(_) => scene.staff.board().await,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the clerk is told nothing, and looks");
                tokio::time::sleep(WITHOUT_STREAM_LOOK_AFTER).await;
                scene.staff.board().await
            }
        };
        while cooks.try_join_next().is_some() {}
        let orders = match seen {
            Ok(orders) => orders,
            Err(error) => {
                tracing::warn!(%error, "the clerk cannot see the board");
                tokio::time::sleep(LOOK_AFTER).await;
                continue;
            }
        };
        for order in orders {
            if order.status.is_terminal() {
                if let Some(ticket) = tickets.remove(&order.id) {
                    ticket.send_replace(order);
                }
            } else if let Some(ticket) = tickets.get(&order.id) {
                ticket.send_replace(order);
            } else {
                let id = order.id.clone();
                let (ticket, watched) = watch::channel(order);
                tickets.insert(id, ticket);
                cooks.spawn(tend(scene.clone(), watched, hands.clone()));
            }
        }
    }
}

/// Looks after an order until a courier takes it, or it is over.
async fn tend(scene: Arc<Scene>, mut order: watch::Receiver<OrderView>, hands: Arc<Semaphore>) {
    let Ok(_hand) = hands.acquire_owned().await else {
        return;
    };
    let id = order.borrow().id.clone();
    let mut random = Random::new(scene.seed, of_text(&id));
    // What was done is not done again while the order stays where it is.
    let mut done = None;
    loop {
        let view = order.borrow_and_update().clone();
        if view.status.is_terminal() {
            return;
        }
        let stage = (view.status, view.change.is_some());
        if done != Some(stage) && view.closing.is_none() {
            match deal_with(&scene, &view, &mut random).await {
                Ok(()) => done = Some(stage),
                Err(AskError::Refused { problem, .. }) => {
                    tracing::debug!(order = id, %problem, "the clerk is too late");
                    done = Some(stage);
                }
                Err(error) => tracing::debug!(order = id, %error, "the clerk tries later"),
            }
        }
        if order.changed().await.is_err() {
            return;
        }
    }
}

/// Does what the store does next with an order, in the time that it takes.
async fn deal_with(scene: &Scene, view: &OrderView, random: &mut Random) -> Result<(), AskError> {
    if view.status == Status::Ready && view.courier.is_none() {
        let _ = scene.ready.send(view.id.clone());
    }
    let Some(((least, most), step)) = next(view, random) else {
        return Ok(());
    };
    scene.pace.pass(random.between(least, most)).await;
    // The switch may have been thrown meanwhile.
    let step = match step {
        Step::Accept if scene.failures.is_on(Failure::StoreRefuses) => {
            Step::Refuse("store_too_busy")
        }
        other => other,
    };
    scene.staff.does(&view.id, &step).await?;
    Ok(())
}

/// What the store does next with an order, and how long that takes.
fn next(view: &OrderView, random: &mut Random) -> Option<((f64, f64), Step)> {
    if view.change.is_some() {
        return Some((ANSWERS_WITHIN, Step::Change(random.percent(AGREES))));
    }
    match view.status {
        Status::AwaitingConfirmation => {
            let step = if random.percent(REFUSES) {
                Step::Refuse("store_too_busy")
            } else {
                Step::Accept
            };
            Some((ACCEPTS_WITHIN, step))
        }
        Status::Confirmed => Some((BEGINS_WITHIN, Step::Prepare)),
        Status::Preparing => Some((COOKS_WITHIN, Step::Ready)),
        _ => None,
    }
}

/// Some number of a text: each order has its own chance.
fn of_text(text: &str) -> u64 {
    // FNV-1a.
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// Fills the shelves now and then, so that things run out and come back.
pub(super) async fn fill_shelves(scene: Arc<Scene>) {
    loop {
        scene.pace.pass(SHELVES_EVERY).await;
        let stock = match scene.staff.stock().await {
            Ok(stock) => stock,
            Err(error) => {
                tracing::debug!(%error, "nobody looked at the shelves");
                continue;
            }
        };
        for stock in stock.iter().filter(|stock| stock.available < FEW) {
            if let Err(error) = scene.staff.restock(&stock.item, FULL).await {
                tracing::debug!(item = stock.item, %error, "a shelf stays empty");
            }
        }
    }
}
