//! The store's side of a load test: a clerk who accepts at once, a kitchen that takes no time, and
//! couriers who are at the door as soon as they have left.
//!
//! All of them look at where an order is and do what comes next, so that whoever starts again goes
//! on where the order is.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::{CarryTo, World};
use crate::door::Opened;
use crate::events::Told;
use crate::random::Random;
use crate::server::AskError;
use crate::shop::{CourierStep, Step};
use crate::view::{OrderView, Status};

/// The store does so many things at once.
const HANDS: usize = 16;

/// When the board tells nothing for so long, somebody looks at it.
const LOOK_AFTER: Duration = Duration::from_secs(5);

/// When the board tells nothing at all, somebody looks at it so often.
const WITHOUT_STREAM_LOOK_AFTER: Duration = Duration::from_millis(250);

/// A courier tries an order so often before leaving it to another.
const TRIES_MAX: u32 = 40;

/// Between two tries.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(100);

struct Clerk {
    world: Arc<World>,
    hands: Arc<Semaphore>,
    /// What was done already, so that it is not done with each event.
    done: Mutex<HashSet<(String, Status)>>,
    random: Mutex<Random>,
    couriers: mpsc::UnboundedSender<String>,
}

/// Everybody comes to work; they go home when the set is dropped.
pub(super) async fn begin(world: &Arc<World>) -> Result<JoinSet<()>, AskError> {
    let mut people = JoinSet::new();
    let (couriers, orders) = mpsc::unbounded_channel();
    let orders = Arc::new(tokio::sync::Mutex::new(orders));
    if world.options.carry_to == CarryTo::Delivered {
        for number in 1..=world.options.couriers.max(1) {
            let courier = format!("load-{number}");
            let name = format!("Entregador {number}");
            let welcome = world.staff.welcome(&courier, &name, world.store_point);
            welcome.await?;
            people.spawn(deliver(world.clone(), courier, name, orders.clone()));
        }
    }
    let clerk = Arc::new(Clerk {
        world: world.clone(),
        hands: Arc::new(Semaphore::new(HANDS)),
        done: Mutex::default(),
        random: Mutex::new(Random::new(world.options.seed, u64::MAX)),
        couriers,
    });
    people.spawn(async move { clerk.work().await });
    Ok(people)
}

impl Clerk {
    async fn work(self: Arc<Clerk>) {
        let staff = &self.world.staff;
        let mut events = staff.board_events();
        loop {
            let seen = match tokio::time::timeout(LOOK_AFTER, events.next()).await {
                Ok(Ok(Told::Event(event))) if event.name == "reset" => staff.board().await,
                Ok(Ok(Told::Event(event))) => match serde_json::from_str(&event.data) {
                    Ok(view) => Ok(vec![view]),
                    Err(_) => continue,
                },
                // What was missed is told, or the board begins anew with `reset`.
                Ok(Ok(Told::Begun)) => continue,
                Err(_) => staff.board().await,
                Ok(Err(error)) => {
                    tracing::debug!(%error, "the clerk is told nothing, and looks");
                    tokio::time::sleep(WITHOUT_STREAM_LOOK_AFTER).await;
                    staff.board().await
                }
            };
            match seen {
                Ok(orders) => orders.into_iter().for_each(|order| self.clone().see(order)),
                Err(error) => {
                    tracing::warn!(%error, "the clerk cannot see the board");
                    tokio::time::sleep(LOOK_AFTER).await;
                }
            }
        }
    }

    /// Does what there is to do with an order, beside other things.
    fn see(self: Arc<Clerk>, order: OrderView) {
        // Orders of others are theirs to bring: nobody here would open the door.
        let delivers = self.world.options.carry_to == CarryTo::Delivered
            && self.world.doors.is_waited_for(&order.id);
        let is_mine = match order.status {
            Status::AwaitingConfirmation => true,
            Status::Confirmed
            | Status::Preparing
            | Status::Ready
            | Status::CourierAssigned
            | Status::AtStore
            | Status::OnTheWay
            | Status::Arrived => delivers && order.closing.is_none(),
            _ => false,
        };
        // What the kitchen begins goes on to the door in one go.
        let stage = order.status.min(Status::Confirmed);
        let is_new = || {
            let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
            done.insert((order.id.clone(), stage))
        };
        if !is_mine || !is_new() {
            return;
        }
        tokio::spawn(async move {
            let _hand = self.hands.acquire().await;
            if let Err(error) = self.handle(&order).await {
                tracing::debug!(order = order.id, %error, "the clerk leaves an order alone");
                // Somebody sees it again when the board is looked at.
                if let AskError::Away { .. } = error {
                    let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.remove(&(order.id.clone(), stage));
                }
            }
        });
    }

    async fn handle(&self, order: &OrderView) -> Result<(), AskError> {
        let staff = &self.world.staff;
        match order.status {
            Status::AwaitingConfirmation => {
                let refuses = {
                    let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
                    random.percent(self.world.options.mix.refused)
                };
                let step = if refuses {
                    Step::Refuse("store_too_busy")
                } else {
                    Step::Accept
                };
                staff.does(&order.id, &step).await?;
            }
            Status::Confirmed | Status::Preparing => {
                if order.status == Status::Confirmed {
                    staff.does(&order.id, &Step::Prepare).await?;
                }
                staff.does(&order.id, &Step::Ready).await?;
                let _ = self.couriers.send(order.id.clone());
            }
            _ => {
                let _ = self.couriers.send(order.id.clone());
            }
        }
        Ok(())
    }
}

/// One courier, one order after the other.
async fn deliver(
    world: Arc<World>,
    courier: String,
    name: String,
    orders: Arc<tokio::sync::Mutex<mpsc::UnboundedReceiver<String>>>,
) {
    loop {
        let order = orders.lock().await.recv().await;
        let Some(order) = order else { return };
        for _ in 0..TRIES_MAX {
            match bring(&world, &courier, &order).await {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => {
                    tracing::debug!(order, courier, %error, "a courier tries again");
                    // The order before was called off on the way, and nobody told.
                    let _ = world
                        .staff
                        .welcome(&courier, &name, world.store_point)
                        .await;
                }
            }
            tokio::time::sleep(TRY_AGAIN_AFTER).await;
        }
    }
}

/// Brings an order from where it is to its end; true when there is nothing more to do.
async fn bring(world: &World, courier: &str, order: &str) -> Result<bool, AskError> {
    let staff = &world.staff;
    let view = staff.order(order).await?;
    if view.status.is_terminal() || view.closing.is_some() {
        return Ok(true);
    }
    let is_ours = |view: &OrderView| view.courier.as_ref().is_some_and(|it| it.id == courier);
    let mut status = view.status;
    if !is_ours(&view) {
        match status {
            Status::Ready | Status::CourierAssigned | Status::AtStore => {
                let assigned = Step::Assign(courier.to_owned());
                status = staff.does(order, &assigned).await?.status;
            }
            // Another has it.
            Status::OnTheWay | Status::Arrived => return Ok(true),
            // The kitchen is not done.
            _ => return Ok(false),
        }
    }
    loop {
        let step = match status {
            // Assigned while it stood ready: where it is may not say so.
            Status::Ready | Status::CourierAssigned => CourierStep::AtStore,
            Status::AtStore => CourierStep::PickedUp,
            Status::OnTheWay => CourierStep::Arrived,
            Status::Arrived => match world.doors.ring(order).await? {
                Opened::With(pin) => CourierStep::HandOver(pin),
                Opened::Nobody | Opened::Stranger => return Ok(true),
            },
            _ => return Ok(status.is_terminal()),
        };
        status = staff.courier_does(courier, order, &step).await?;
    }
}
