//! Somebody who rides: to the store, to the door, and back.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Failure, ReadyOrders, Scene};
use crate::door::Opened;
use crate::server::AskError;
use crate::shop::{CourierStep, Step};
use crate::town::Point;
use crate::view::{CourierView, OrderView, Status};

/// Whoever rides says so often where they are.
const SEEN_EVERY: Duration = Duration::from_secs(1);

/// Whoever stands says so often where they are.
const SEEN_STANDING_EVERY: Duration = Duration::from_secs(15);

/// So often a courier on the way looks whether the order goes elsewhere.
const LOOK_EVERY: Duration = Duration::from_secs(4);

/// An address as near as this is the one where the courier stands.
const SAME_DOOR_METRES: f64 = 25.0;

/// A courier who is back at the store is as near as this.
const AT_STORE_METRES: f64 = 60.0;

/// How long things take, in seconds of the town.
const PACKS: f64 = 40.0;
const CLIMBS: f64 = 35.0;
const TRIES_AGAIN_AFTER: f64 = 150.0;

/// Somebody who is none of these people gets so long to come to the door, in life.
const WAITS_FOR_STRANGERS: Duration = Duration::from_mins(2);

/// An order that cannot be brought is left to others after so many troubles.
const TROUBLES_MAX: u32 = 20;

/// After one.
const AFTER_TROUBLE: Duration = Duration::from_secs(3);

/// A courier of the town.
#[derive(Clone, Debug)]
pub(super) struct Courier {
    id: String,
    name: String,
    point: Point,
    heading: f64,
    /// An order they were bringing when the town woke up.
    order: Option<String>,
}

impl Courier {
    pub(super) fn of(view: CourierView) -> Courier {
        Courier {
            id: view.id,
            name: view.name,
            point: view.point,
            heading: 0.0,
            order: view.order,
        }
    }
}

/// Where a ride led.
enum Rode {
    There,
    /// The order is over, or goes on without this courier.
    NotWanted,
}

/// Works until the town is stopped.
pub(super) async fn work(scene: Arc<Scene>, mut courier: Courier, orders: ReadyOrders) {
    loop {
        let brought = courier.order.take();
        let order = tokio::select! {
            Some(order) = next(brought, &orders) => order,
            () = courier.idle(&scene) => continue,
        };
        if !courier.brings(&scene, &order).await {
            let _ = scene.ready.send(order);
        }
    }
}

/// What they bring already, or what has waited longest.
async fn next(brought: Option<String>, orders: &ReadyOrders) -> Option<String> {
    match brought {
        Some(order) => Some(order),
        None => orders.lock().await.recv().await,
    }
}

impl Courier {
    /// Rides back to the store, and waits there for ever.
    async fn idle(&mut self, scene: &Scene) {
        if self.point.distance(scene.store_point) > AT_STORE_METRES {
            let back = scene.town.ride(self.point, scene.store_point);
            let seconds = back.seconds();
            let mut gone = 0.0;
            while gone < seconds {
                tokio::time::sleep(SEEN_EVERY).await;
                gone += SEEN_EVERY.as_secs_f64() * f64::from(scene.pace.get());
                (self.point, self.heading) = back.at(gone);
                self.say_where(scene).await;
            }
        }
        loop {
            self.say_where(scene).await;
            tokio::time::sleep(SEEN_STANDING_EVERY).await;
        }
    }

    async fn say_where(&self, scene: &Scene) {
        let seen = scene.staff.seen(&self.id, self.point, self.heading);
        if let Err(error) = seen.await {
            tracing::debug!(courier = self.id, %error, "nobody heard where a courier is");
        }
    }

    /// Brings an order, through all troubles; false when there were too many.
    async fn brings(&mut self, scene: &Scene, order: &str) -> bool {
        for _ in 0..TROUBLES_MAX {
            match self.bring(scene, order).await {
                Ok(()) => return true,
                Err(error) => {
                    tracing::debug!(order, courier = self.id, %error, "trouble on the way");
                    tokio::time::sleep(AFTER_TROUBLE).await;
                }
            }
        }
        false
    }

    /// Brings an order from where it is to its end. What was done already is not done again.
    async fn bring(&mut self, scene: &Scene, order: &str) -> Result<(), AskError> {
        loop {
            let view = scene.staff.order(order).await?;
            if view.status.is_terminal() {
                return Ok(());
            }
            let is_ours = self.is_ours(&view);
            let assigned_to_another = view.courier.is_some() && !is_ours;
            match view.status {
                Status::Ready if !is_ours => self.take(scene, order).await?,
                _ if assigned_to_another => return Ok(()),
                Status::Ready | Status::CourierAssigned => {
                    if let Rode::NotWanted =
                        self.ride(scene, order, Some(scene.store_point)).await?
                    {
                        return Ok(());
                    }
                    self.does(scene, order, CourierStep::AtStore).await?;
                }
                Status::AtStore => {
                    scene.pace.pass(PACKS).await;
                    self.does(scene, order, CourierStep::PickedUp).await?;
                }
                Status::OnTheWay => {
                    if let Rode::NotWanted = self.ride(scene, order, None).await? {
                        return Ok(());
                    }
                    self.does(scene, order, CourierStep::Arrived).await?;
                    scene.pace.pass(CLIMBS).await;
                }
                Status::Arrived => return self.hand_over(scene, &view).await,
                // The kitchen has it still.
                _ => return Ok(()),
            }
        }
    }

    /// Takes an order, or leaves it to another.
    async fn take(&self, scene: &Scene, order: &str) -> Result<(), AskError> {
        let step = Step::Assign(self.id.clone());
        let Err(error) = scene.staff.does(order, &step).await else {
            return Ok(());
        };
        // The store thinks that they are busy with an order that is over: they come to work again.
        if let AskError::Refused { .. } = &error {
            let welcome = scene.staff.welcome(&self.id, &self.name, self.point);
            welcome.await?;
        }
        Err(error)
    }

    fn is_ours(&self, view: &OrderView) -> bool {
        view.courier.as_ref().is_some_and(|it| it.id == self.id)
    }

    async fn does(&self, scene: &Scene, order: &str, step: CourierStep) -> Result<(), AskError> {
        scene.staff.courier_does(&self.id, order, &step).await?;
        Ok(())
    }

    /// At the door: once, once more, and back to the store.
    async fn hand_over(&mut self, scene: &Scene, view: &OrderView) -> Result<(), AskError> {
        let order = &view.id;
        for first in [true, false] {
            let pin = match scene.doors.ring(order).await? {
                Opened::With(pin) => Some(pin),
                Opened::Nobody => None,
                Opened::Stranger => match view.pin.clone() {
                    Some(pin) => Some(pin),
                    None if self.waits(scene, order).await? => return Ok(()),
                    None => None,
                },
            };
            if let Some(pin) = pin {
                return self.does(scene, order, CourierStep::HandOver(pin)).await;
            }
            self.does(scene, order, CourierStep::AttemptFailed("customer_absent"))
                .await?;
            if first {
                scene.pace.pass(TRIES_AGAIN_AFTER).await;
            }
        }
        self.ride(scene, order, Some(scene.store_point)).await?;
        self.does(scene, order, CourierStep::Returned).await
    }

    /// Waits until somebody who is none of these people has the order; false when nobody comes.
    async fn waits(&self, scene: &Scene, order: &str) -> Result<bool, AskError> {
        let begin = Instant::now();
        while begin.elapsed() < WAITS_FOR_STRANGERS {
            if scene.staff.order(order).await?.status.is_terminal() {
                return Ok(true);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(false)
    }

    /// Rides to a place, or to the order's address wherever that is meanwhile.
    async fn ride(
        &mut self,
        scene: &Scene,
        order: &str,
        to: Option<Point>,
    ) -> Result<Rode, AskError> {
        let mut target: Option<Point> = None;
        let mut ride = scene.town.ride(self.point, self.point);
        let mut gone = 0.0;
        let mut looked: Option<Instant> = None;
        loop {
            let last_look = looked.is_none_or(|at| at.elapsed() >= LOOK_EVERY);
            if last_look || gone >= ride.seconds() {
                looked = Some(Instant::now());
                let view = scene.staff.order(order).await?;
                if view.status.is_terminal() || !self.is_ours(&view) {
                    return Ok(Rode::NotWanted);
                }
                let wanted = to.or_else(|| place_of(scene, &view));
                let Some(wanted) = wanted else {
                    return Ok(Rode::NotWanted);
                };
                if target.is_none_or(|target| target.distance(wanted) > SAME_DOOR_METRES) {
                    target = Some(wanted);
                    ride = scene.town.ride(self.point, wanted);
                    gone = 0.0;
                } else if gone >= ride.seconds() {
                    return Ok(Rode::There);
                }
            }
            tokio::time::sleep(SEEN_EVERY).await;
            if self.has_vanished(scene) {
                continue;
            }
            gone += SEEN_EVERY.as_secs_f64() * f64::from(scene.pace.get());
            (self.point, self.heading) = ride.at(gone);
            self.say_where(scene).await;
        }
    }

    /// Whether this is the courier who has vanished: the first on the way since it was switched on.
    fn has_vanished(&self, scene: &Scene) -> bool {
        let mut vanished = scene
            .vanished
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !scene.failures.is_on(Failure::CourierVanishes) {
            *vanished = None;
            return false;
        }
        *vanished.get_or_insert_with(|| self.id.clone()) == self.id
    }
}

/// Where an order goes.
fn place_of(scene: &Scene, view: &OrderView) -> Option<Point> {
    let address = &view.address;
    address.point.or_else(|| scene.town.locate(&address.line))
}
