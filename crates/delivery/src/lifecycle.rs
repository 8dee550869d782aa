//! What may happen to an order, and what each thing changes.
//!
//! Pure: the same order and the same happenings in the same order give the same order again. Each
//! method may be called again with what it was called with before, since steps of the workflow and
//! events from outside come at least once; a second time changes nothing.

use jiff::Timestamp;

use crate::entry::{Actor, Entry, Happening, Missing, OrderKey, Reason};
use crate::eta::Window;
use crate::money::Money;
use crate::order::{
    Address, Answer, AssignedCourier, Attempt, Closing, DELIVERY_ATTEMPTS_MAX, Line, Method,
    Milestone, Order, PAYMENT_ATTEMPTS_MAX, QuoteTaken, Refund, Refused, RequestedChange,
    Reservation, StockMove, Wait, WaitsFor, WorkflowError,
};
use crate::payment::{Charge, ChargeState};
use crate::status::Status;
use crate::{CourierId, ItemId};

impl Order {
    /// Which order it is.
    pub fn key(&self) -> OrderKey {
        OrderKey {
            store: self.store.clone(),
            order: self.id.clone(),
        }
    }

    /// How many of each item the order needs, summed over its lines.
    pub fn demand(&self) -> Vec<(ItemId, u32)> {
        demand(&self.lines)
    }

    /// Notes what happened, and moves the order if it leads further.
    pub fn note(&mut self, happening: Happening, actor: Actor, at: Timestamp) {
        let further = happening
            .leads_to()
            .filter(|next| self.status.may_become(*next));
        if let Some(next) = further {
            self.status = next;
        }
        self.entries += 1;
        self.updated_at = self.updated_at.max(at);
        self.fresh.push(Entry {
            number: self.entries,
            at,
            actor,
            happening,
            status: self.status,
        });
    }

    /// Notes what brings a confirmed order further, and tells the workflow.
    fn note_milestone(&mut self, happening: Happening, actor: Actor, at: Timestamp) {
        let event = event_name(&happening);
        self.note(happening, actor, at);
        self.milestone = Some(Milestone {
            entry: self.entries,
            event,
        });
        self.answer(WaitsFor::Progress, Answer::Success);
    }

    /// Everything is kept until then, if all of it can be had: the table refuses to write it
    /// otherwise.
    pub fn reserve(&mut self, until: Timestamp, at: Timestamp) {
        if self.reservation != Reservation::None {
            return;
        }
        self.missing.clear();
        self.reservation = Reservation::Held { until };
        let kept = self.demand().into_iter();
        let kept = kept.map(|(item, quantity)| StockMove::Keep(item, quantity));
        self.moves.extend(kept);
        self.note(Happening::Reserved { until }, Actor::Workflow, at);
    }

    /// Something cannot be had.
    pub fn lack(&mut self, missing: Vec<Missing>, at: Timestamp) {
        self.missing.clone_from(&missing);
        self.note(Happening::ItemMissing { missing }, Actor::Workflow, at);
    }

    /// The customer takes something else for what cannot be had, or goes without. The new line's
    /// quantity and price are the caller's to settle.
    pub fn choose(
        &mut self,
        missing: &ItemId,
        instead: Option<Line>,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.not_over()?;
        if !self.missing.iter().any(|lacking| lacking.item == *missing) {
            return Err(self.not_asked());
        }
        self.missing.retain(|lacking| lacking.item != *missing);
        let taken = instead.as_ref().map(|line| line.item.clone());
        let place = self.lines.iter().position(|line| line.item == *missing);
        self.lines.retain(|line| line.item != *missing);
        if let Some(line) = instead {
            let place = place.unwrap_or(self.lines.len()).min(self.lines.len());
            self.lines.insert(place, line);
        }
        self.sum();
        let missing = missing.clone();
        let happening = Happening::ChoiceMade {
            missing,
            instead: taken,
        };
        self.note(happening, Actor::Customer, at);
        if self.lines.is_empty() {
            self.close(Actor::Customer, Reason::ItemUnavailable, at);
        } else if self.missing.is_empty() {
            self.answer(WaitsFor::Choice, Answer::Success);
        }
        Ok(())
    }

    fn sum(&mut self) {
        let items = self
            .lines
            .iter()
            .map(|line| line.price.times(line.quantity));
        self.totals.items = items.sum();
        self.totals.total = self.totals.items.plus(self.totals.fee);
    }

    /// Fee and time are settled.
    pub fn settle(&mut self, at: Timestamp) {
        if self.status.number() >= Status::Quoted.number() {
            return;
        }
        let happening = Happening::Quoted {
            fee: self.totals.fee,
            window: self.quote.promised,
        };
        self.note(happening, Actor::Workflow, at);
    }

    /// The workflow waits; gives the answer when there is one already. `seen` is the last entry
    /// the workflow knows, for [`WaitsFor::Progress`].
    pub fn begin_wait(
        &mut self,
        waits_for: WaitsFor,
        token: &str,
        until: Timestamp,
        seen: u32,
    ) -> Option<Answer> {
        let same = self.wait.as_ref().filter(|wait| wait.token == token);
        if let Some(wait) = same {
            return wait.answer.clone();
        }
        let cancelled = self.closing.as_ref().map(|closing| Answer::Failure {
            error: WorkflowError::OrderCancelled,
            reason: closing.reason,
        });
        let answer = cancelled.or_else(|| {
            let there = match waits_for {
                WaitsFor::Choice => self.missing.is_empty(),
                WaitsFor::Confirmation => self.accepted_at.is_some(),
                WaitsFor::Payment => self.status.number() >= Status::Confirmed.number(),
                WaitsFor::Progress => self
                    .milestone
                    .as_ref()
                    .is_some_and(|milestone| milestone.entry > seen),
            };
            there.then_some(Answer::Success)
        });
        self.wait = Some(Wait {
            waits_for,
            token: token.to_owned(),
            until,
            answer: answer.clone(),
        });
        answer
    }

    /// Answers the workflow, if this is what it waits for and nobody has answered yet.
    fn answer(&mut self, waits_for: WaitsFor, answer: Answer) {
        if let Some(wait) = &mut self.wait
            && wait.waits_for == waits_for
            && wait.answer.is_none()
        {
            wait.answer = Some(answer);
        }
    }

    /// The store has been asked, and has so long to answer.
    pub fn ask_store(&mut self, until: Timestamp, at: Timestamp) {
        if self.status.number() < Status::AwaitingConfirmation.number() {
            self.note(Happening::StoreAsked { until }, Actor::Workflow, at);
        }
    }

    /// The store takes the order.
    pub fn accept(&mut self, actor: Actor, at: Timestamp) -> Result<(), Refused> {
        self.not_over()?;
        if self.accepted_at.is_some() {
            return Ok(());
        }
        if self.status != Status::AwaitingConfirmation {
            return Err(self.not_asked());
        }
        self.accepted_at = Some(at);
        self.note(Happening::StoreAccepted, actor, at);
        self.answer(WaitsFor::Confirmation, Answer::Success);
        Ok(())
    }

    /// The store does not take the order.
    pub fn refuse(&mut self, reason: Reason, actor: Actor, at: Timestamp) -> Result<(), Refused> {
        self.not_over()?;
        if self.status != Status::AwaitingConfirmation || self.accepted_at.is_some() {
            return Err(self.not_asked());
        }
        self.note(Happening::StoreRefused { reason }, actor.clone(), at);
        self.closing = Some(Closing {
            by: actor,
            reason,
            refund_basis_points: FULL,
        });
        let error = WorkflowError::OrderRefused;
        self.answer(WaitsFor::Confirmation, Answer::Failure { error, reason });
        Ok(())
    }

    /// The attempt by which the order is being paid: the open one, or a new one. An attempt that is
    /// open is given back as it is, so whoever asks again asks for the same charge.
    pub fn begin_attempt(&mut self, until: Timestamp, at: Timestamp) -> Result<Attempt, Refused> {
        self.not_over()?;
        let open = self.payment.attempts.iter();
        if let Some(open) = open.rev().find(|attempt| attempt.state.is_open()) {
            return Ok(open.clone());
        }
        let number = u32::try_from(self.payment.attempts.len() + 1).unwrap_or(u32::MAX);
        if number > PAYMENT_ATTEMPTS_MAX {
            return Err(self.no_tries_left("to pay it"));
        }
        if self.status.number() >= Status::Confirmed.number() {
            return Err(self.too_late());
        }
        let attempt = Attempt {
            number,
            method: self.payment.method.clone(),
            amount: self.totals.total,
            state: ChargeState::Pending,
            charge: None,
            pix: None,
            begun_at: at,
            until,
        };
        self.payment.attempts.push(attempt.clone());
        let happening = Happening::PaymentRequested {
            amount: attempt.amount,
            attempt: number,
            until,
        };
        self.note(happening, Actor::Workflow, at);
        Ok(attempt)
    }

    /// The idempotency key of an attempt: `STORE:ORDER:NUMBER`.
    pub fn attempt_key(&self, number: u32) -> String {
        format!("{}:{}:{number}", self.store, self.id)
    }

    /// The idempotency key of a refund.
    pub fn refund_key(&self, number: u32) -> String {
        format!("{}:{}:refund-{number}", self.store, self.id)
    }

    /// How a charge stands, as the provider says.
    pub fn learn(&mut self, number: u32, charge: &Charge, at: Timestamp) {
        let unwanted = self.closing.is_some() || self.status.number() >= Status::Confirmed.number();
        let Some(attempt) = self
            .payment
            .attempts
            .iter_mut()
            .find(|attempt| attempt.number == number)
        else {
            return;
        };
        attempt.charge = Some(charge.id.clone());
        if let Some(pix) = &charge.pix {
            attempt.pix = Some(pix.br_code.clone());
        }
        let before = attempt.state;
        attempt.state = further(before, charge.state);
        if before == attempt.state {
            return;
        }
        let (state, amount) = (attempt.state, attempt.amount);
        match state {
            ChargeState::Pending | ChargeState::Cancelled => {}
            ChargeState::Refunded if before == ChargeState::Paid => {}
            ChargeState::Paid | ChargeState::Refunded if unwanted => {
                self.note(Happening::PaidLate { amount }, Actor::Provider, at);
                self.push_refund(number, amount, true);
            }
            ChargeState::Paid | ChargeState::Refunded => {
                self.payment.paid = self.payment.paid.plus(amount);
                self.confirm(Happening::Paid { amount }, Actor::Provider, at);
            }
            ChargeState::Declined => {
                let code = charge.decline.and_then(code_of).unwrap_or_default();
                self.note(Happening::PaymentDeclined { code }, Actor::Provider, at);
            }
            ChargeState::Expired => self.note(Happening::PaymentExpired, Actor::Provider, at),
        }
    }

    /// The customer pays at the door.
    pub fn pay_at_the_door(&mut self, at: Timestamp) {
        if let Method::Cash { change_for } = self.payment.method
            && self.status.number() < Status::Confirmed.number()
            && self.closing.is_none()
        {
            let amount = self.totals.total;
            let happening = Happening::PaidAtTheDoor { amount, change_for };
            self.confirm(happening, Actor::Customer, at);
        }
    }

    fn confirm(&mut self, happening: Happening, actor: Actor, at: Timestamp) {
        self.note(happening, actor, at);
        if let Reservation::Held { .. } = self.reservation {
            self.reservation = Reservation::Taken;
        }
        self.answer(WaitsFor::Payment, Answer::Success);
    }

    /// The customer pays in another way. The open attempt, if there is one, must have been called
    /// off at the provider first.
    pub fn pay_with(&mut self, method: Method) -> Result<(), Refused> {
        self.not_over()?;
        if self.status != Status::AwaitingPayment {
            return Err(self.not_asked());
        }
        if self.payment.attempts.iter().any(|it| it.state.is_open()) {
            return Err(self.not_asked());
        }
        self.payment.method = method;
        Ok(())
    }

    /// The kitchen is at it.
    pub fn prepare(&mut self, actor: Actor, at: Timestamp) -> Result<(), Refused> {
        self.advance(Happening::Preparing, actor, at)
    }

    /// It waits for its courier.
    pub fn ready(&mut self, actor: Actor, at: Timestamp) -> Result<(), Refused> {
        self.advance(Happening::Ready, actor, at)
    }

    /// A courier takes it. A second one only while it is not picked up.
    pub fn assign(&mut self, courier: AssignedCourier, at: Timestamp) -> Result<(), Refused> {
        self.confirmed()?;
        if self.courier.as_ref() == Some(&courier) {
            return Ok(());
        }
        if self.status.number() >= Status::OnTheWay.number() {
            return Err(self.too_late());
        }
        let happening = Happening::CourierAssigned {
            courier: courier.id.clone(),
            name: courier.name.clone(),
        };
        self.courier = Some(courier);
        self.note_milestone(happening, Actor::Workflow, at);
        Ok(())
    }

    /// The courier is at the store.
    pub fn at_store(&mut self, courier: &CourierId, at: Timestamp) -> Result<(), Refused> {
        self.of_courier(courier)?;
        self.advance(
            Happening::CourierAtStore,
            Actor::Courier(courier.clone()),
            at,
        )
    }

    /// The courier has it.
    pub fn picked_up(&mut self, courier: &CourierId, at: Timestamp) -> Result<(), Refused> {
        self.of_courier(courier)?;
        self.advance(Happening::PickedUp, Actor::Courier(courier.clone()), at)
    }

    /// The courier is at the door.
    pub fn arrived(&mut self, courier: &CourierId, at: Timestamp) -> Result<(), Refused> {
        self.of_courier(courier)?;
        self.advance(
            Happening::CourierArrived,
            Actor::Courier(courier.clone()),
            at,
        )
    }

    /// The customer has it, if the number is right. A wrong one counts, and is noted: the order is
    /// written also when this refuses.
    pub fn hand_over(
        &mut self,
        courier: &CourierId,
        pin: &str,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.of_courier(courier)?;
        if self.status == Status::Delivered {
            return Ok(());
        }
        self.confirmed()?;
        if self.status.number() < Status::OnTheWay.number() {
            return Err(self.not_asked());
        }
        let actor = Actor::Courier(courier.clone());
        if self.pin.tries_left == 0 {
            return Err(self.no_tries_left("the PIN; ask the store"));
        }
        if self.pin.digits != pin {
            self.pin.tries_left -= 1;
            let tries_left = self.pin.tries_left;
            self.note(Happening::WrongPin { tries_left }, actor, at);
            return Err(Refused::WrongPin { tries_left });
        }
        if let Method::Cash { .. } = self.payment.method {
            self.payment.paid = self.totals.total;
        }
        self.note_milestone(Happening::Delivered, actor, at);
        Ok(())
    }

    /// Nobody was there, or the address was wrong. After the last try it goes back.
    pub fn attempt_failed(
        &mut self,
        courier: &CourierId,
        reason: Reason,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.of_courier(courier)?;
        self.confirmed()?;
        if self.status.number() < Status::OnTheWay.number() {
            return Err(self.not_asked());
        }
        let actor = Actor::Courier(courier.clone());
        self.attempts += 1;
        if self.attempts < DELIVERY_ATTEMPTS_MAX {
            self.note_milestone(Happening::AttemptFailed { reason }, actor, at);
        } else {
            self.note(Happening::AttemptFailed { reason }, actor.clone(), at);
            self.note_milestone(Happening::Returning { reason }, actor, at);
        }
        Ok(())
    }

    /// It is back at the store.
    pub fn returned(&mut self, courier: &CourierId, at: Timestamp) -> Result<(), Refused> {
        self.of_courier(courier)?;
        if self.status == Status::Returned {
            return Ok(());
        }
        self.confirmed()?;
        if self.attempts < DELIVERY_ATTEMPTS_MAX {
            return Err(self.not_asked());
        }
        self.note_milestone(Happening::Returned, Actor::Courier(courier.clone()), at);
        Ok(())
    }

    /// It comes at another time than was said.
    pub fn expect(&mut self, window: Window, reason: Option<String>, at: Timestamp) {
        if self.window == window || self.status.is_terminal() {
            return;
        }
        self.window = window;
        self.delays += 1;
        self.note(Happening::Delayed { window, reason }, Actor::Workflow, at);
    }

    /// It goes elsewhere.
    pub fn redirect(
        &mut self,
        address: Address,
        quote: QuoteTaken,
        fee: Money,
        actor: Actor,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.not_over()?;
        let difference = fee.minus(self.totals.fee);
        let to = address.line.clone();
        let from = std::mem::replace(&mut self.address, address).line;
        self.window = quote.promised;
        self.quote = quote;
        self.change = None;
        // Once there is a charge its amount stands: what the new way costs more, the store bears;
        // what it costs less goes back.
        if self.payment.attempts.is_empty() {
            self.totals.fee = fee;
            self.sum();
        } else if difference < Money::ZERO && self.payment.paid > Money::ZERO {
            self.begin_refund(Money::ZERO.minus(difference));
        }
        let happening = Happening::AddressChanged {
            from,
            to,
            difference,
        };
        self.note(happening, actor, at);
        Ok(())
    }

    /// The courier should know something else.
    pub fn instruct(
        &mut self,
        complement: Option<String>,
        instructions: Option<String>,
        actor: Actor,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.not_over()?;
        self.address.complement = complement;
        self.address.instructions = instructions;
        self.note(Happening::InstructionsChanged, actor, at);
        Ok(())
    }

    /// The store is asked about another address.
    pub fn ask_change(&mut self, change: RequestedChange, at: Timestamp) -> Result<(), Refused> {
        self.not_over()?;
        let until = change.until;
        self.change = Some(change);
        self.note(Happening::ChangeRequested { until }, Actor::Customer, at);
        Ok(())
    }

    /// The store says whether it agrees to the change.
    pub fn answer_change(
        &mut self,
        agrees: bool,
        actor: Actor,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.not_over()?;
        let Some(change) = self.change.take() else {
            return Err(self.not_asked());
        };
        if change.until < at || !agrees {
            self.note(Happening::ChangeRefused, actor, at);
            return Ok(());
        }
        self.redirect(change.address, change.quote, change.fee, actor, at)
    }

    /// Somebody calls the order off; whether they may is decided before. So much goes back.
    pub fn cancel(
        &mut self,
        by: Actor,
        reason: Reason,
        refund_basis_points: u32,
        at: Timestamp,
    ) -> Result<(), Refused> {
        if self.closing.is_some() {
            return Ok(());
        }
        self.not_over()?;
        self.closing = Some(Closing {
            by: by.clone(),
            reason,
            refund_basis_points,
        });
        self.note(Happening::CancellationRequested { reason }, by, at);
        if let Some(wait) = &mut self.wait
            && wait.answer.is_none()
        {
            let error = WorkflowError::OrderCancelled;
            wait.answer = Some(Answer::Failure { error, reason });
        }
        Ok(())
    }

    /// The workflow ends the order before its time; all of the money goes back. The first reason
    /// stands.
    pub fn close(&mut self, by: Actor, reason: Reason, at: Timestamp) {
        // Nothing that was called off is called off again.
        let _ = self.cancel(by, reason, FULL, at);
    }

    /// Gives back what was kept in stock, unless the kitchen has begun with it. An order that has
    /// nothing kept gets nothing any more.
    pub fn release(&mut self) {
        let kept = match self.reservation {
            Reservation::None => Vec::new(),
            Reservation::Held { .. } | Reservation::Taken => self.demand(),
            Reservation::Released => return,
        };
        self.reservation = Reservation::Released;
        if self.status.number() < Status::Preparing.number() {
            let given_back = kept.into_iter();
            let given_back = given_back.map(|(item, many)| StockMove::GiveBack(item, many));
            self.moves.extend(given_back);
            let slot = self.slot.map(|slot| StockMove::FreeSlot(slot.from));
            self.moves.extend(slot);
        }
    }

    /// What still has to go back to the customer of a closing order.
    pub fn refund_due(&self) -> Money {
        let share = match &self.closing {
            Some(closing) => closing.refund_basis_points,
            None if self.status == Status::Returned => FULL,
            None => 0,
        };
        let due = self.payment.paid.share(share).minus(self.refunded());
        due.max(Money::ZERO)
    }

    /// What of the paid goes or has gone back.
    pub fn refunded(&self) -> Money {
        let wanted = self.payment.refunds.iter().filter(|refund| !refund.late);
        wanted.map(|refund| refund.amount).sum()
    }

    /// Writes down that so much goes back, before the provider is asked: never more than was paid.
    /// What was paid at the door is given back there.
    pub fn begin_refund(&mut self, amount: Money) {
        let amount = amount.min(self.payment.paid.minus(self.refunded()));
        let paid = self.payment.attempts.iter();
        let paid = paid.rev().find(|attempt| attempt.state.is_paid());
        if let Some(attempt) = paid.map(|attempt| attempt.number)
            && amount > Money::ZERO
        {
            self.push_refund(attempt, amount, false);
        }
    }

    fn push_refund(&mut self, attempt: u32, amount: Money, late: bool) {
        let number = u32::try_from(self.payment.refunds.len() + 1).unwrap_or(u32::MAX);
        self.payment.refunds.push(Refund {
            number,
            attempt,
            amount,
            late,
            done: false,
        });
    }

    /// The provider has given it back.
    pub fn end_refund(&mut self, number: u32, at: Timestamp) {
        let mut refunds = self.payment.refunds.iter_mut();
        if let Some(refund) = refunds.find(|refund| refund.number == number && !refund.done) {
            refund.done = true;
            let amount = refund.amount;
            self.note(Happening::Refunded { amount }, Actor::Provider, at);
        }
    }

    /// The order is at its end.
    pub fn end(&mut self, happening: Happening, at: Timestamp) {
        if !self.status.is_terminal() {
            self.note(happening, Actor::Workflow, at);
        }
        self.wait = None;
    }

    fn advance(
        &mut self,
        happening: Happening,
        actor: Actor,
        at: Timestamp,
    ) -> Result<(), Refused> {
        self.confirmed()?;
        let moves = happening
            .leads_to()
            .is_some_and(|next| self.status.may_become(next));
        if moves {
            self.note_milestone(happening, actor, at);
        }
        Ok(())
    }

    fn of_courier(&self, courier: &CourierId) -> Result<(), Refused> {
        match &self.courier {
            Some(assigned) if assigned.id == *courier => Ok(()),
            Some(_) | None => Err(Refused::AnotherCourier {
                order: self.id.clone(),
            }),
        }
    }

    /// It is paid, or will be, and is neither at its end nor called off.
    fn confirmed(&self) -> Result<(), Refused> {
        self.not_over()?;
        if self.status.number() < Status::Confirmed.number() {
            return Err(self.not_asked());
        }
        Ok(())
    }

    fn not_over(&self) -> Result<(), Refused> {
        if self.status.is_terminal() {
            return Err(self.too_late());
        }
        if self.closing.is_some() {
            return Err(Refused::Closing {
                order: self.id.clone(),
            });
        }
        Ok(())
    }

    fn too_late(&self) -> Refused {
        Refused::TooLate {
            order: self.id.clone(),
            status: self.status,
        }
    }

    fn not_asked(&self) -> Refused {
        Refused::NotAsked {
            order: self.id.clone(),
            status: self.status,
        }
    }

    fn no_tries_left(&self, what: &'static str) -> Refused {
        Refused::NoTriesLeft {
            order: self.id.clone(),
            what,
        }
    }
}

/// How many of each item these lines need.
pub(crate) fn demand(lines: &[Line]) -> Vec<(ItemId, u32)> {
    let mut demand: Vec<(ItemId, u32)> = Vec::with_capacity(lines.len());
    for line in lines {
        match demand.iter_mut().find(|(item, _)| *item == line.item) {
            Some((_, quantity)) => *quantity += line.quantity,
            None => demand.push((line.item.clone(), line.quantity)),
        }
    }
    demand
}

/// All of it, in hundredths of a percent.
pub const FULL: u32 = 10_000;

/// How a charge stands once more is known of it: what is final stays, and paid comes only from what
/// was not paid. A charge that had expired can still turn out to be paid.
fn further(before: ChargeState, now: ChargeState) -> ChargeState {
    let rank = |state: ChargeState| match state {
        ChargeState::Pending => 0,
        ChargeState::Declined | ChargeState::Expired | ChargeState::Cancelled => 1,
        ChargeState::Paid => 2,
        ChargeState::Refunded => 3,
    };
    if rank(now) > rank(before) {
        now
    } else {
        before
    }
}

/// The name by which something stored is known: `INSUFFICIENT_FUNDS`.
fn code_of(code: impl serde::Serialize) -> Option<String> {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => Some(name),
        Ok(_) | Err(_) => None,
    }
}

/// `PICKED_UP`
fn event_name(happening: &Happening) -> String {
    let name = serde_json::to_value(happening).ok();
    let name = name.as_ref().and_then(|value| value.get("event"));
    let name = name.and_then(serde_json::Value::as_str);
    name.unwrap_or_default().to_owned()
}
