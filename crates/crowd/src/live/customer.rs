//! Somebody who is hungry: orders, pays, waits, and is not always easy.

use std::sync::Arc;
use std::time::Duration;

use super::{Failure, Scene};
use crate::door::Door;
use crate::events::Told;
use crate::people;
use crate::pix;
use crate::random::Random;
use crate::server::AskError;
use crate::shop::{Cart, CartLine, Customer, NewOrder, Payment};
use crate::view::{OrderView, Status};

/// A customer to whom nothing is told for so long looks for themselves.
const LOOK_AFTER: Duration = Duration::from_secs(20);

/// A customer to whom the server tells nothing at all looks so often.
const WITHOUT_STREAM_LOOK_AFTER: Duration = Duration::from_secs(2);

/// Somebody who is asked to pay takes between so many seconds, and so many.
const PAYS_WITHIN: (f64, f64) = (15.0, 75.0);

/// Whoever is asked what instead thinks about it.
const CHOOSES_WITHIN: (f64, f64) = (20.0, 60.0);

/// A Pix that is not to be paid is looked at so often.
const LOOKS_AT_PIX_EVERY: f64 = 10.0;

/// So many addresses are tried.
const ADDRESSES_MAX: u32 = 4;

/// Of a hundred.
const BY_CARD: u32 = 35;
const IN_CASH: u32 = 15;
const DECLINED: u32 = 6;
const CANCELS: u32 = 4;
const REDIRECTS: u32 = 5;
const ABSENT_ONCE: u32 = 4;
const ABSENT: u32 = 1;

/// What somebody is going to do besides waiting.
#[derive(Clone, Debug)]
struct Whims {
    /// Calls it off when it is so far.
    cancels_at: Option<Status>,
    /// Wants it elsewhere once the kitchen has begun.
    redirects: bool,
    /// Does not hear the bell so many times.
    deaf: u32,
}

/// Orders, and waits for it.
pub(super) async fn visit(scene: Arc<Scene>, number: u64) {
    let mut random = Random::new(scene.seed, number);
    match order(&scene, number, &mut random).await {
        Ok((customer, order)) => {
            let id = order.id.clone();
            let mut errand = Errand {
                whims: whims(&mut random),
                scene: &scene,
                customer,
                random,
                chosen: Vec::new(),
                paid: false,
                paid_otherwise: false,
            };
            let door = Door {
                customer: errand.customer.clone(),
                deaf: errand.whims.deaf,
            };
            scene.doors.wait(&id, door);
            if let Err(error) = errand.follow(order).await {
                tracing::debug!(order = id, %error, "a customer lost sight of an order");
            }
            scene.doors.leave(&id);
        }
        Err(error) => tracing::debug!(%error, "a customer leaves without an order"),
    }
}

fn whims(random: &mut Random) -> Whims {
    let cancels = random.percent(CANCELS);
    let at = [
        Status::AwaitingConfirmation,
        Status::AwaitingPayment,
        Status::Confirmed,
        Status::Preparing,
    ];
    let cancels_at = random.one_of(&at).copied().filter(|_| cancels);
    Whims {
        cancels_at,
        redirects: random.percent(REDIRECTS),
        deaf: match random.below(100) {
            share if share < ABSENT as usize => 2,
            share if share < (ABSENT + ABSENT_ONCE) as usize => 1,
            _ => 0,
        },
    }
}

async fn order(
    scene: &Scene,
    number: u64,
    random: &mut Random,
) -> Result<(Customer, OrderView), AskError> {
    let person = people::person(number, random);
    let (phone, email) = (person.phone.as_deref(), person.email.as_deref());
    let customer = scene.shop.enter(&person.name, phone, email).await?;
    let mut lines = people::cart(&scene.menu, random);
    let mut tries = 0;
    let quote = loop {
        let address = people::address(&scene.town, scene.store_point, random);
        match customer.quote(&lines, &address.unwrap_or_default()).await {
            Ok(quote) => break quote,
            Err(error) => {
                tries += 1;
                let code = error.code().unwrap_or_default();
                match code {
                    _ if tries > ADDRESSES_MAX => return Err(error),
                    "out_of_zone" | "unknown_address" => {}
                    "below_minimum" => more(&mut lines),
                    "out_of_stock" => lines = people::cart(&scene.menu, random),
                    _ => return Err(error),
                }
            }
        }
    };
    let payment = match random.below(100) {
        share if share < BY_CARD as usize => {
            let declined = random.percent(DECLINED) || scene.failures.is_on(Failure::CardDeclined);
            let token = if declined { "tok_declined" } else { "tok_ok" };
            Payment::Card {
                token: token.to_owned(),
            }
        }
        share if share < (BY_CARD + IN_CASH) as usize => Payment::Cash {
            change_for: random.percent(50).then(|| notes_for(quote.total)),
        },
        _ => Payment::Pix,
    };
    let new = NewOrder {
        cart: Cart { lines: &lines },
        quote: &quote.quote,
        payment: &payment,
        instructions: people::instructions(random),
    };
    let key = format!("live-{:016x}", random.next());
    let ask = customer.placing(&new, &key);
    let placed = scene.shop.server.insist(&ask, scene.shop.patience).await?;
    let order = placed.read()?;
    Ok((customer, order))
}

fn more(lines: &mut [CartLine]) {
    for line in lines {
        line.quantity *= 2;
    }
}

/// The next fifty reais above what it costs.
fn notes_for(total: i64) -> i64 {
    const NOTE: i64 = 5_000;
    (total / NOTE + 1) * NOTE
}

struct Errand<'s> {
    scene: &'s Scene,
    customer: Customer,
    random: Random,
    whims: Whims,
    chosen: Vec<String>,
    paid: bool,
    paid_otherwise: bool,
}

impl Errand<'_> {
    async fn follow(&mut self, mut view: OrderView) -> Result<(), AskError> {
        let mut events = self.customer.events(&view.id);
        while !view.status.is_terminal() {
            match self.act(&view).await {
                // It went on meanwhile.
                Ok(()) | Err(AskError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
            view = loop {
                match tokio::time::timeout(LOOK_AFTER, events.next()).await {
                    Ok(Ok(Told::Event(event))) if event.name == "order" => {
                        if let Ok(view) = serde_json::from_str(&event.data) {
                            break view;
                        }
                    }
                    // A stream begins with the order as it is.
                    Ok(Ok(Told::Event(_) | Told::Begun)) => {}
                    Err(_) => break self.customer.order(&view.id).await?,
                    Ok(Err(AskError::Refused { .. })) => {
                        tokio::time::sleep(WITHOUT_STREAM_LOOK_AFTER).await;
                        break self.customer.order(&view.id).await?;
                    }
                    Ok(Err(error)) => return Err(error),
                }
            };
        }
        Ok(())
    }

    async fn act(&mut self, view: &OrderView) -> Result<(), AskError> {
        if self.whims.cancels_at.is_some_and(|at| view.status >= at) {
            self.whims.cancels_at = None;
            return self.customer.cancel(&view.id).await;
        }
        match view.status {
            Status::NeedsChoice => self.choose(view).await,
            Status::AwaitingPayment => self.pay(view).await,
            Status::Preparing | Status::Ready if self.whims.redirects => {
                self.whims.redirects = false;
                let scene = self.scene;
                let address = people::address(&scene.town, scene.store_point, &mut self.random);
                match address {
                    Some(line) => self.customer.redirect(&view.id, &line).await,
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Takes what is offered instead.
    async fn choose(&mut self, view: &OrderView) -> Result<(), AskError> {
        for missing in &view.missing {
            if self.chosen.contains(&missing.item) {
                continue;
            }
            self.chosen.push(missing.item.clone());
            self.take_time(CHOOSES_WITHIN).await;
            let instead = missing.substitutes.first().map(String::as_str);
            self.customer
                .choose(&view.id, &missing.item, instead)
                .await?;
        }
        Ok(())
    }

    async fn take_time(&mut self, (least, most): (f64, f64)) {
        let seconds = self.random.between(least, most);
        self.scene.pace.pass(seconds).await;
    }

    async fn pay(&mut self, view: &OrderView) -> Result<(), AskError> {
        let declined = view.payment.state.as_deref() == Some("DECLINED");
        if let Some(pix) = view.payment.pix.as_ref().filter(|_| !self.paid) {
            self.take_time(PAYS_WITHIN).await;
            self.paid = true;
            while self.scene.failures.is_on(Failure::PixExpires) {
                self.scene.pace.pass(LOOKS_AT_PIX_EVERY).await;
                if self.customer.order(&view.id).await?.status != Status::AwaitingPayment {
                    return Ok(());
                }
            }
            if let Err(error) = pix::pay(&self.scene.provider, &pix.code).await {
                tracing::debug!(order = view.id, %error, "a Pix was not paid");
            }
        } else if declined && !self.paid_otherwise {
            self.take_time(PAYS_WITHIN).await;
            self.paid_otherwise = true;
            self.customer.pay_with(&view.id, &Payment::Pix).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_whims() {
        let of = |seed| {
            let whims = (0..500).map(|number| whims(&mut Random::new(seed, number)));
            whims.map(|whims| format!("{whims:?}")).collect::<Vec<_>>()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        let calm = of(1).iter().filter(|whims| whims.contains("None")).count();
        assert!((450..500).contains(&calm), "{calm}");
    }

    #[test]
    fn change_is_asked_for_the_next_note() {
        assert_eq!((notes_for(4_999), notes_for(5_000)), (5_000, 10_000));
    }
}
