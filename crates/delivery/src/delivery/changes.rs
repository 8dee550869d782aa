//! What customers change about their orders, and how orders are called off.
//!
//! Whether a change is possible the policy decides, in one place for buttons, chat and API: it is
//! asked for the preview, and again when the change is made.

use serde::{Deserialize, Serialize};

use super::checkout::Offer;
use super::{Delivery, DeliveryError, Tell};
use crate::entry::{Actor, Missing, OrderKey, Reason};
use crate::lifecycle::FULL;
use crate::money::Money;
use crate::notice::NoticeKind;
use crate::order::{Address, Line, Order, QuoteTaken, RequestedChange};
use crate::policy::{
    self, Change, Decision, PaymentState, Refund, Situation, StatusNumber, Verdict, decide,
};
use crate::status::Status;
use crate::town::Town;
use crate::{ItemId, OrderId};

/// A delayed order is expected so much later, when nobody knows better; twice as much each time that
/// it is late again, since nobody wants to be told every ten minutes.
const DELAY_SECONDS: u32 = 600;
/// So often it is twice as much.
const DELAYS_DOUBLED_MAX: u32 = 4;

/// Another address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressWish {
    /// `Rua das Acácias, 120`
    pub line: String,
    /// `apto 42`
    #[serde(default)]
    pub complement: Option<String>,
    /// `o portão é o azul`
    #[serde(default)]
    pub instructions: Option<String>,
}

/// What a change would lead to.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangePreview {
    /// Whether it is possible, and why.
    pub decision: Decision,
    /// Which order.
    pub order: OrderId,
    /// Where that is.
    pub status: Status,
    /// The address that would be delivered to.
    pub address: Option<Address>,
}

impl Delivery {
    /// What becomes of a wish to call an order off.
    pub async fn preview_cancellation(
        &self,
        order: &OrderKey,
        by: policy::Actor,
    ) -> Result<ChangePreview, DeliveryError> {
        let order = self.order(order).await?;
        Ok(ChangePreview {
            decision: cancellation(&order, by),
            order: order.id.clone(),
            status: order.status,
            address: None,
        })
    }

    /// Calls an order off, if the policy lets whoever wants it.
    pub async fn cancel(
        &self,
        order: &OrderKey,
        by: policy::Actor,
        actor: &Actor,
        reason: Reason,
    ) -> Result<Order, DeliveryError> {
        let current = self.order(order).await?;
        let decision = cancellation(&current, by);
        let share = match decision.verdict {
            Verdict::Allow | Verdict::AllowWithFee => share_of(decision.refund),
            // The store decides by doing it itself.
            Verdict::NeedsApproval { .. } if by != policy::Actor::Customer => {
                share_of(decision.refund)
            }
            Verdict::NeedsApproval { .. } | Verdict::Deny { .. } => {
                return Err(DeliveryError::Denied(decision.reason_code));
            }
        };
        let decided_at = current.status;
        let cancelled = self.change(order, |order| {
            // It went further meanwhile: what was decided is decided no more.
            if order.status.number() > decided_at.number()
                && cancellation(order, by).verdict != decision.verdict
            {
                return Err(crate::order::Refused::TooLate {
                    order: order.id.clone(),
                    status: order.status,
                });
            }
            order.cancel(actor.clone(), reason, share, Self::now())
        });
        Ok(cancelled.await?.0)
    }

    /// What becomes of a wish for another address.
    pub async fn preview_address(
        &self,
        order: &OrderKey,
        wish: &AddressWish,
    ) -> Result<ChangePreview, DeliveryError> {
        let order = self.order(order).await?;
        let (decision, address, _) = self.address_decision(&order, wish).await?;
        Ok(ChangePreview {
            decision,
            order: order.id.clone(),
            status: order.status,
            address: Some(address),
        })
    }

    /// Has an order go elsewhere, or asks the store whether it may.
    pub async fn change_address(
        &self,
        order: &OrderKey,
        wish: &AddressWish,
        actor: &Actor,
    ) -> Result<(Order, Decision), DeliveryError> {
        let current = self.order(order).await?;
        let (decision, address, offer) = self.address_decision(&current, wish).await?;
        let offer = match (&decision.verdict, offer) {
            (Verdict::Deny { .. }, _) | (_, None) => {
                return Err(DeliveryError::Denied(decision.reason_code));
            }
            (_, Some(offer)) => offer,
        };
        let quote = QuoteTaken {
            id: current.quote.id.clone(),
            zone: offer.zone.clone(),
            metres: offer.metres,
            seconds: offer.seconds,
            promised: offer.window,
        };
        let status = current.status;
        let verdict = decision.verdict;
        let changed = self.change(order, |order| {
            if order.status != status {
                return Err(crate::order::Refused::TooLate {
                    order: order.id.clone(),
                    status: order.status,
                });
            }
            let now = Self::now();
            match verdict {
                Verdict::NeedsApproval { deadline, .. } => {
                    let change = RequestedChange {
                        address: address.clone(),
                        quote: quote.clone(),
                        fee: offer.fee.amount,
                        until: deadline,
                    };
                    order.ask_change(change, now)
                }
                Verdict::Allow | Verdict::AllowWithFee | Verdict::Deny { .. } => {
                    let (address, quote) = (address.clone(), quote.clone());
                    order.redirect(address, quote, offer.fee.amount, actor.clone(), now)
                }
            }
        });
        let (order, ()) = changed.await?;
        if order.change.is_none() {
            self.give_back(&order).await?;
            let tell = Tell::now(NoticeKind::AddressChanged, order.entries);
            self.tell(&order, tell).await?;
        }
        Ok((order, decision))
    }

    async fn address_decision(
        &self,
        order: &Order,
        wish: &AddressWish,
    ) -> Result<(Decision, Address, Option<Offer>), DeliveryError> {
        let store = self.store(&order.store).await?;
        let address = super::checkout::locate(wish)?;
        let place = Town::bundled().nearest(address.point);
        let offer = self
            .offer(&store, &address, order.totals.items, Self::now())
            .ok();
        let situation = Situation {
            in_zone: offer.is_some(),
            metres_from_old_address: whole(address.point.distance(order.address.point)),
            quote_delta: offer.as_ref().map_or(Money::ZERO, |offer| {
                offer.fee.amount.minus(order.totals.fee)
            }),
            eta_delta_seconds: offer.as_ref().map_or(0, |offer| {
                i64::from(offer.seconds) - i64::from(order.quote.seconds)
            }),
            ..situation(order)
        };
        let change = Change::Address { to: place };
        let decision = decide(Self::policy(), &situation, &change, Self::now());
        Ok((decision, address, offer))
    }

    /// Has the courier know something else.
    pub async fn instruct(
        &self,
        order: &OrderKey,
        complement: Option<String>,
        instructions: Option<String>,
        actor: &Actor,
    ) -> Result<Order, DeliveryError> {
        let current = self.order(order).await?;
        let change = Change::Instructions;
        let decision = decide(Self::policy(), &situation(&current), &change, Self::now());
        if let Verdict::Deny { .. } = decision.verdict {
            return Err(DeliveryError::Denied(decision.reason_code));
        }
        let told = self.change(order, |order| {
            let (complement, instructions) = (complement.clone(), instructions.clone());
            order.instruct(complement, instructions, actor.clone(), Self::now())
        });
        Ok(told.await?.0)
    }

    /// The customer takes something else for what cannot be had, or goes without.
    pub async fn choose(
        &self,
        order: &OrderKey,
        missing: &ItemId,
        instead: Option<&ItemId>,
    ) -> Result<Order, DeliveryError> {
        let current = self.order(order).await?;
        let lacking = current
            .missing
            .iter()
            .find(|lacking| lacking.item == *missing);
        let lacking = lacking.ok_or(DeliveryError::NotFound("missing item"))?;
        let line = match instead {
            None => None,
            Some(instead) if lacking.substitutes.contains(instead) => {
                Some(self.substitute(&current, lacking, instead).await?)
            }
            Some(instead) => {
                return Err(DeliveryError::Invalid(format!(
                    "`{instead}` was not offered instead of `{missing}`"
                )));
            }
        };
        let chosen = self.change(order, |order| {
            order.choose(missing, line.clone(), Self::now())
        });
        Ok(chosen.await?.0)
    }

    /// As many as there were of what cannot be had; never for more money than before.
    async fn substitute(
        &self,
        order: &Order,
        missing: &Missing,
        instead: &ItemId,
    ) -> Result<Line, DeliveryError> {
        let menu = self.menu(&order.store).await?;
        let item = menu.item(instead).ok_or(DeliveryError::NotFound("item"))?;
        let replaced = order.lines.iter().find(|line| line.item == missing.item);
        let before = replaced.map_or(item.price, |line| line.price);
        Ok(Line {
            item: instead.clone(),
            name: item.name.pt_br.clone(),
            quantity: missing.wanted,
            options: Vec::new(),
            note: None,
            price: item.price.min(before),
        })
    }

    /// The order is late: says when it comes instead.
    pub(crate) async fn delay(&self, order: &OrderKey) -> Result<Order, DeliveryError> {
        let delayed = self.change(order, |order| {
            let now = Self::now();
            if order.window.to <= now {
                let mut window = order.window;
                let times = 1 << order.delays.min(DELAYS_DOUBLED_MAX);
                window.from = now;
                window.to = now + self.paced(DELAY_SECONDS * times);
                order.expect(window, Some(delay_reason(order.status).to_owned()), now);
                return Ok(true);
            }
            Ok(false)
        });
        let (order, news) = delayed.await?;
        if news {
            let tell = Tell::now(NoticeKind::Delayed, order.entries);
            self.tell(&order, tell).await?;
        }
        Ok(order)
    }
}

/// What holds an order up, by where it is.
pub(super) fn delay_reason(status: Status) -> &'static str {
    if status.number() < Status::Ready.number() {
        "kitchen"
    } else if status.number() < Status::OnTheWay.number() {
        "courier"
    } else {
        "traffic"
    }
}

fn cancellation(order: &Order, by: policy::Actor) -> Decision {
    let change = Change::Cancel { by };
    let now = Delivery::now();
    decide(Delivery::policy(), &situation(order), &change, now)
}

fn situation(order: &Order) -> Situation {
    Situation {
        status: StatusNumber::new(order.status.number()).unwrap_or(StatusNumber::MAX),
        payment: if order.payment.paid > Money::ZERO {
            PaymentState::Paid
        } else {
            PaymentState::Unpaid
        },
        in_zone: true,
        metres_from_old_address: 0,
        quote_delta: Money::ZERO,
        eta_delta_seconds: 0,
    }
}

fn share_of(refund: Refund) -> u32 {
    match refund {
        // Nothing was paid yet: what is paid meanwhile goes back.
        Refund::Full | Refund::None => FULL,
        Refund::Partial { basis_points } => basis_points,
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "metres within a town"
)]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}
