//! One customer: comes in, orders, pays, and perhaps thinks better of it.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::World;
use super::books::Acknowledged;
use super::plan::{Cancels, Paying, Plan, Scene, Sending, declined_card, good_card, plan};
use crate::door::Door;
use crate::events::Told;
use crate::pix;
use crate::server::{Ask, AskError};
use crate::shop::{Cart, CartLine, Customer, NewOrder, Payment};
use crate::view::{OrderView, QuoteView, Status};

/// A customer to whom nothing is told for so long looks for themselves.
const LOOK_AFTER: Duration = Duration::from_secs(3);

/// A customer to whom the server tells nothing at all looks so often.
const WITHOUT_STREAM_LOOK_AFTER: Duration = Duration::from_millis(250);

/// Whoever pays late waits no longer than this for the time to be over.
const LATE_WAIT_MAX: Duration = Duration::from_mins(1);

/// A cart that is not worth the way is doubled so often.
const DOUBLED_MAX: u32 = 4;

/// Comes in, and leaves when there is nothing more to wait for. `place` is theirs until they have
/// paid.
pub(super) async fn visit(world: Arc<World>, number: u64, place: OwnedSemaphorePermit) {
    let scene = Scene {
        menu: &world.menu,
        town: &world.town,
        store: world.store_point,
        mix: world.options.mix,
        hot_item: world.hot_item.as_ref(),
    };
    let plan = plan(&scene, world.options.seed, number);
    match order(&world, &plan, number).await {
        Ok(Some((customer, order, begun))) => {
            let mut errand = Errand {
                world: &world,
                plan: &plan,
                customer,
                begun,
                place: Some(place),
                pix: None,
                did: Did::default(),
            };
            if let Err(error) = errand.follow(order).await {
                tracing::debug!(number, %error, "a customer lost sight of an order");
            }
        }
        Ok(None) => {}
        Err(error) => {
            tracing::debug!(number, %error, "a customer leaves without an order");
            turned_away(&world, error.code().unwrap_or("server_away"));
        }
    }
}

fn turned_away(world: &World, why: &str) {
    World::count(&world.counts.turned_away);
    let why = if why.is_empty() { "refused" } else { why };
    *world.noted().turned_away.entry(why.to_owned()).or_default() += 1;
}

type Placed = (Customer, OrderView, Instant);

/// Places an order; `None` when the customer was told before that it cannot be.
async fn order(world: &World, plan: &Plan, number: u64) -> Result<Option<Placed>, AskError> {
    let person = &plan.person;
    let (phone, email) = (person.phone.as_deref(), person.email.as_deref());
    let customer = world.shop.enter(&person.name, phone, email).await?;
    let (lines, quote) = match quote(&customer, plan).await {
        Ok(quoted) => quoted,
        Err(AskError::Refused { problem, .. }) => {
            turned_away(world, &problem.code);
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let payment = match &plan.paying {
        Paying::Pix | Paying::LatePix => Payment::Pix,
        Paying::Card => good_card(),
        Paying::Declined(_) => declined_card(),
        Paying::Cash { above } => Payment::Cash {
            change_for: above.map(|above| quote.total + above),
        },
    };
    let new = NewOrder {
        cart: Cart { lines: &lines },
        quote: &quote.quote,
        payment: &payment,
        instructions: plan.instructions,
    };
    let key = format!("load-{:x}-{number}", world.options.seed);
    let ask = customer.placing(&new, &key);
    let begun = Instant::now();
    let placed = match send(world, &ask, plan.sending).await {
        Ok(placed) => placed,
        Err(AskError::Refused { problem, .. }) => {
            turned_away(world, &problem.code);
            return Ok(None);
        }
        Err(error) => {
            world.noted().unanswered += 1;
            return Err(error);
        }
    };
    acknowledged(world, &customer, &placed, plan, begun);
    Ok(Some((customer, placed, begun)))
}

fn acknowledged(
    world: &World,
    customer: &Customer,
    placed: &OrderView,
    plan: &Plan,
    begun: Instant,
) {
    World::count(&world.counts.placed);
    let deaf = 0;
    let customer = customer.clone();
    let door = Door {
        customer: customer.clone(),
        deaf,
    };
    world.doors.wait(&placed.id, door);
    let mut noted = world.noted();
    if plan.sending == Sending::Once {
        noted.placing.note(begun.elapsed());
    }
    noted.last_placed = world.now();
    noted.acknowledged.push(Acknowledged {
        order: placed.id.clone(),
        customer,
        total: placed.totals.total,
    });
}

/// A quote for what is planned, or for what comes near to it.
async fn quote(customer: &Customer, plan: &Plan) -> Result<(Vec<CartLine>, QuoteView), AskError> {
    let mut lines = plan.cart.clone();
    let mut addresses = plan.addresses.iter();
    let mut address = addresses.next().map_or("", String::as_str);
    let mut doubled = 0;
    loop {
        match customer.quote(&lines, address).await {
            Ok(quote) => return Ok((lines, quote)),
            Err(error) => match (error.code().unwrap_or_default(), addresses.as_slice()) {
                (code, _) if code.contains("minimum") && doubled < DOUBLED_MAX => {
                    doubled += 1;
                    for line in &mut lines {
                        line.quantity *= 2;
                    }
                }
                (code, [other, ..]) if code.contains("zone") || code.contains("address") => {
                    address = other;
                    addresses.next();
                }
                _ => return Err(error),
            },
        }
    }
}

/// Sends an order as often as is planned, and as often as it takes.
async fn send(world: &World, ask: &Ask, sending: Sending) -> Result<OrderView, AskError> {
    let server = &world.shop.server;
    let insist = async || {
        server
            .insist(ask, world.shop.patience)
            .await?
            .read::<OrderView>()
    };
    match sending {
        Sending::Once => insist().await,
        Sending::Twice => {
            World::count(&world.counts.sent_twice);
            let (one, other) = tokio::join!(insist(), insist());
            match (one, other) {
                (Ok(one), Ok(other)) => {
                    if one.id != other.id {
                        let said = format!("one key gave two orders: {} and {}", one.id, other.id);
                        world.noted().violations.push(said);
                    }
                    Ok(one)
                }
                (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
                (Err(error), Err(_)) => Err(error),
            }
        }
        Sending::Cut(after) => {
            World::count(&world.counts.cut);
            let cut = tokio::time::timeout(after, server.ask(ask)).await;
            let before: Option<OrderView> = cut.ok().and_then(|answer| answer.ok()?.read().ok());
            let again = insist().await?;
            if before.is_some_and(|before| before.id != again.id) {
                let said = format!("an order sent again became another: {}", again.id);
                world.noted().violations.push(said);
            }
            Ok(again)
        }
    }
}

/// A customer with an order.
struct Errand<'w> {
    world: &'w World,
    plan: &'w Plan,
    customer: Customer,
    begun: Instant,
    place: Option<OwnedSemaphorePermit>,
    /// The last Pix code they saw.
    pix: Option<String>,
    did: Did,
}

/// What was done and is not done again.
#[derive(Default)]
struct Did {
    chosen: Vec<String>,
    pay: bool,
    change_card: bool,
    cancel: Cancelling,
    note_paid: bool,
}

/// Whether the order was called off.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Cancelling {
    #[default]
    NotTried,
    /// It will be over.
    Begun,
    /// The order goes on.
    TooLate,
}

impl Errand<'_> {
    /// Follows an order until there is nothing more to do about it.
    async fn follow(&mut self, mut view: OrderView) -> Result<(), AskError> {
        let mut events = self.customer.events(&view.id);
        let mut moved = (view.status, Instant::now());
        loop {
            if self.act(&view).await?.is_break() {
                return Ok(());
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
            if view.status != moved.0 {
                moved = (view.status, Instant::now());
            }
            if moved.1.elapsed() > self.world.options.patience.max(LATE_WAIT_MAX) {
                return Ok(());
            }
        }
    }

    /// Does what there is to do; breaks when the customer has nothing more to wait for.
    async fn act(&mut self, view: &OrderView) -> Result<ControlFlow<()>, AskError> {
        if let Some(pix) = &view.payment.pix {
            self.pix = Some(pix.code.clone());
        }
        let paid = view.status.is_paid();
        if paid || view.status.is_terminal() {
            return self.after_paying(view, paid).await;
        }
        match view.status {
            Status::NeedsChoice => self.choose(view).await?,
            Status::AwaitingConfirmation | Status::AwaitingPayment
                if self.plan.cancels == Cancels::BeforePaying
                    && self.did.cancel != Cancelling::TooLate =>
            {
                self.cancel(view).await?;
            }
            Status::AwaitingPayment => self.pay(view).await?,
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    async fn after_paying(
        &mut self,
        view: &OrderView,
        paid: bool,
    ) -> Result<ControlFlow<()>, AskError> {
        if paid && !self.did.note_paid {
            self.did.note_paid = true;
            self.note_paid();
        }
        let over = view.status.is_terminal();
        if !over && self.plan.cancels == Cancels::AfterPaying {
            self.cancel(view).await?;
        }
        if over && self.plan.paying == Paying::LatePix && !self.did.pay {
            self.pay_pix().await?;
        }
        let waits = self.did.cancel == Cancelling::Begun && !over;
        self.place = None;
        Ok(if waits {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    }

    fn note_paid(&self) {
        World::count(&self.world.counts.paid);
        let mut noted = self.world.noted();
        if self.plan.paying != Paying::LatePix {
            noted.until_paid.note(self.begun.elapsed());
            noted.paid_at_once += 1;
            noted.last_paid = self.world.now();
        }
    }

    async fn choose(&mut self, view: &OrderView) -> Result<(), AskError> {
        for missing in &view.missing {
            if !self.did.chosen.contains(&missing.item) {
                self.did.chosen.push(missing.item.clone());
                // What everybody wants is what they came for.
                let substitutes = missing.substitutes.first().map(String::as_str);
                let instead = substitutes.filter(|_| self.world.hot_item.is_none());
                let choice = self.customer.choose(&view.id, &missing.item, instead);
                settled(choice.await)?;
            }
        }
        Ok(())
    }

    async fn cancel(&mut self, view: &OrderView) -> Result<(), AskError> {
        if self.did.cancel != Cancelling::NotTried {
            return Ok(());
        }
        match self.customer.cancel(&view.id).await {
            Ok(()) => self.did.cancel = Cancelling::Begun,
            Err(AskError::Refused { problem, .. }) => {
                tracing::debug!(order = view.id, %problem, "it is too late to call it off");
                self.did.cancel = Cancelling::TooLate;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn pay(&mut self, view: &OrderView) -> Result<(), AskError> {
        match &self.plan.paying {
            Paying::Pix => {
                if view.payment.pix.is_some() && !self.did.pay {
                    self.pay_pix().await?;
                }
            }
            Paying::LatePix => {
                // They do not stand in the way of others.
                self.place = None;
                if self.begun.elapsed() > LATE_WAIT_MAX && !self.did.pay {
                    self.pay_pix().await?;
                }
            }
            Paying::Card | Paying::Cash { .. } => {}
            Paying::Declined(other) => {
                let declined = view.payment.state.as_deref() == Some("DECLINED");
                if declined && !self.did.change_card {
                    self.did.change_card = true;
                    settled(self.customer.pay_with(&view.id, other).await)?;
                } else if self.did.change_card && view.payment.pix.is_some() && !self.did.pay {
                    self.pay_pix().await?;
                }
            }
        }
        Ok(())
    }

    async fn pay_pix(&mut self) -> Result<(), AskError> {
        let Some(code) = &self.pix else {
            return Ok(());
        };
        self.did.pay = true;
        match pix::pay(&self.world.provider, code).await {
            Ok(()) => Ok(()),
            Err(pix::PixError::Provider(error)) => Err(error),
            Err(error @ pix::PixError::Unreadable) => Err(AskError::Misread {
                why: error.to_string(),
            }),
        }
    }
}

/// That something cannot be done any more is an answer like another: the order went on meanwhile.
fn settled(outcome: Result<(), AskError>) -> Result<(), AskError> {
    match outcome {
        Err(AskError::Refused { problem, .. }) => {
            tracing::debug!(%problem, "the order went on meanwhile");
            Ok(())
        }
        other => other,
    }
}
