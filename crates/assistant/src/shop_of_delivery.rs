//! The shop of a conversation: the delivery as one customer sees it.
//!
//! Whose orders they are comes from the conversation, which has it from a session or a link. Orders
//! are found by the numbers that people use, among that customer's alone. The number that is said at
//! the door is never looked at.

use std::sync::Arc;

use delivery::delivery::{AddressWish, ChangePreview, Courier};
use delivery::entry::{Entry, Happening};
use delivery::order::{Method, Order};
use delivery::payment::ChargeState;
use delivery::policy::{self, ReasonCode, Verdict as PolicyVerdict};
use delivery::store::Store;
use delivery::town::Town;
use delivery::{Actor, ConversationId, Delivery, DeliveryError, Money, OrderKey, Reason, Status};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use knowledge::Found;
use understanding::Language;

use crate::conversation::chat::{Chat, ChatError};
use crate::conversation::record::{Conversation, Owner};
use crate::shop::{Changed, HandedOver, Shop, ShopError, Waiting};
use crate::tool::{
    Answer, Change, CourierFacts, EventCitation, ItemFacts, MissingFacts, OrderFacts, OrderNumber,
    PaymentFacts, Preview, Question, Stage, Verdict,
};

/// Of a customer's orders, so many can be talked about: the newest.
const ORDERS_MAX: u32 = 50;

/// A courier is brought into a conversation from this distance on in metres, not kilometres.
const METRES_A_KILOMETRE: f64 = 1_000.0;

/// Searches the shop's own texts: the question, in the language of the conversation.
pub type Knowledge = Arc<dyn Fn(&str, Language) -> Vec<Found> + Send + Sync>;

/// The delivery as one customer sees it.
pub struct ShopOfDelivery {
    chat: Chat,
    delivery: Delivery,
    conversation: ConversationId,
    owner: Owner,
    name: String,
    language: Language,
    store: Arc<Store>,
}

impl Chat {
    /// The shop that is talked about in a conversation.
    pub(crate) async fn shop_of(
        &self,
        conversation: &Conversation,
    ) -> Result<ShopOfDelivery, ChatError> {
        let delivery = self.delivery().clone();
        let store = delivery.store(&conversation.store).await?;
        Ok(ShopOfDelivery {
            chat: self.clone(),
            delivery,
            conversation: conversation.id.clone(),
            owner: conversation.owner.clone(),
            name: conversation.name.clone(),
            language: conversation.language,
            store,
        })
    }
}

impl Shop for ShopOfDelivery {
    fn customer(&self) -> &str {
        &self.name
    }

    fn now(&self) -> DateTime {
        self.civil(Timestamp::now())
    }

    fn ask<'a>(&'a self, question: &'a Question) -> Waiting<'a, Result<Answer, ShopError>> {
        Box::pin(async move { self.answer(question).await.map_err(ShopError::from) })
    }

    fn change<'a>(&'a self, change: &'a Change) -> Waiting<'a, Result<Changed, ShopError>> {
        Box::pin(async move { self.make(change).await.map_err(ShopError::from) })
    }

    fn hand_over<'a>(
        &'a self,
        order: Option<&'a OrderNumber>,
        why: &'a str,
    ) -> Waiting<'a, Result<HandedOver, ShopError>> {
        Box::pin(async move {
            let handed = self.chat.hand_over(&self.conversation, order, why);
            Ok(handed.await?)
        })
    }
}

impl From<DeliveryError> for ShopError {
    fn from(error: DeliveryError) -> ShopError {
        ShopError(error.to_string())
    }
}

impl ShopOfDelivery {
    fn civil(&self, at: Timestamp) -> DateTime {
        at.to_zoned_datetime(self.store.time_zone()).datetime()
    }

    /// The orders that can be talked about, newest first.
    async fn orders(&self) -> Result<Vec<Order>, DeliveryError> {
        match &self.owner {
            Owner::Customer { customer } => {
                let orders = self
                    .delivery
                    .orders_of(&self.store.id, customer, ORDERS_MAX, None);
                Ok(orders.await?.items)
            }
            Owner::Link { order, .. } => Ok(vec![self.delivery.order(order).await?]),
        }
    }

    async fn order(&self, number: &OrderNumber) -> Result<Option<Order>, DeliveryError> {
        let mut orders = self.orders().await?.into_iter();
        Ok(orders.find(|order| order.number.to_string() == number.as_str()))
    }

    async fn answer(&self, question: &Question) -> Result<Answer, DeliveryError> {
        let number = match question {
            Question::Orders => {
                let orders = self.orders().await?;
                let facts = orders.iter().map(|order| self.facts(order, &[]));
                return Ok(Answer::Orders(facts.collect()));
            }
            Question::Knowledge(text) => {
                let knowledge = self.chat.knowledge();
                return Ok(Answer::Knowledge(knowledge(text, self.language)));
            }
            Question::Status(number)
            | Question::Eta(number)
            | Question::Courier(number)
            | Question::Receipt(number)
            | Question::CancelQuote(number)
            | Question::AddressQuote(number, _) => number,
        };
        let Some(order) = self.order(number).await? else {
            return Ok(Answer::NotFound(number.clone()));
        };
        let timeline = self.delivery.timeline(&order.key(), 0).await?;
        let facts = Box::new(self.facts(&order, &timeline));
        Ok(match question {
            Question::Courier(_) => Answer::Courier(facts, self.courier(&order).await?),
            Question::CancelQuote(_) => {
                let by = policy::Actor::Customer;
                let preview = self.delivery.preview_cancellation(&order.key(), by).await?;
                Answer::Preview(facts, self.preview(&order, &preview))
            }
            Question::AddressQuote(_, text) => {
                let preview = self.address_preview(&order, text).await?;
                Answer::Preview(facts, preview)
            }
            Question::Status(_)
            | Question::Eta(_)
            | Question::Receipt(_)
            | Question::Orders
            | Question::Knowledge(_) => Answer::Order(facts),
        })
    }

    async fn address_preview(&self, order: &Order, text: &str) -> Result<Preview, DeliveryError> {
        let wish = address_wish(text);
        match self.delivery.preview_address(&order.key(), &wish).await {
            Ok(preview) => Ok(self.preview(order, &preview)),
            Err(DeliveryError::Invalid(_)) => Ok(Preview {
                verdict: Verdict::UnknownAddress,
                reason_code: "address_unknown".to_owned(),
                fee: Money::ZERO,
                refund: Money::ZERO,
                window: None,
                address: None,
            }),
            Err(error) => Err(error),
        }
    }

    fn preview(&self, order: &Order, preview: &ChangePreview) -> Preview {
        let decision = &preview.decision;
        let is_cancellation = preview.address.is_none();
        let verdict = match decision.verdict {
            PolicyVerdict::Allow | PolicyVerdict::AllowWithFee => Verdict::Allowed,
            PolicyVerdict::NeedsApproval { .. } => Verdict::NeedsApproval,
            PolicyVerdict::Deny { .. } => refusal(decision.reason_code),
        };
        let paid = order.payment.paid;
        let back = decision.refund.of(paid);
        let (fee, refund) = if is_cancellation {
            (paid.minus(back), back)
        } else {
            let delta = decision.quote_delta;
            (
                delta.max(Money::ZERO),
                Money::ZERO.minus(delta).max(Money::ZERO),
            )
        };
        let later = SignedDuration::from_secs(decision.eta_delta_seconds);
        let window = (!is_cancellation).then(|| {
            let moved = |at: Timestamp| self.civil(at.saturating_add(later).unwrap_or(at));
            (moved(order.window.from), moved(order.window.to))
        });
        Preview {
            verdict,
            reason_code: decision.reason_code.as_str().to_owned(),
            fee,
            refund,
            window,
            address: preview.address.as_ref().map(|address| {
                let complement = address.complement.as_deref();
                joined(&address.line, complement)
            }),
        }
    }

    /// What is said of an order. Whoever has a link alone is not told where it goes.
    fn facts(&self, order: &Order, timeline: &[Entry]) -> OrderFacts {
        let (promised, expected) = (order.quote.promised, order.window);
        let middle = expected.from + expected.to.duration_since(expected.from) / 2;
        let late = middle.duration_since(promised.to).as_secs() / 60;
        let (address, instructions) = match self.owner {
            Owner::Customer { .. } => (
                joined(&order.address.line, order.address.complement.as_deref()),
                order.address.instructions.clone(),
            ),
            Owner::Link { .. } => {
                let hidden = crate::texts::text(self.language, "chat-address-hidden", &[]);
                (hidden, None)
            }
        };
        OrderFacts {
            number: number_of(order),
            stage: stage(order),
            items: order
                .lines
                .iter()
                .map(|line| ItemFacts {
                    name: line.name.clone(),
                    quantity: line.quantity,
                    price: line.price.times(line.quantity),
                })
                .collect(),
            address,
            window: Some((self.civil(promised.from), self.civil(promised.to))),
            eta: (!order.status.is_terminal()).then(|| self.civil(middle)),
            late_minutes: if order.status.is_terminal() {
                0
            } else {
                u32::try_from(late).unwrap_or(0)
            },
            delay_reason: self.delay_reason(timeline),
            credit: None,
            payment: payment(order),
            total: order.totals.total,
            delivery_fee: order.totals.fee,
            service_fee: Money::ZERO,
            tip: Money::ZERO,
            has_door_pin: true,
            instructions,
            missing: order
                .missing
                .iter()
                .map(|missing| {
                    let first = missing.substitutes.first();
                    let substitutes = first.zip(missing.substitute_name.as_ref());
                    MissingFacts {
                        item: missing.item.to_string(),
                        name: missing.name.clone(),
                        substitutes: substitutes
                            .map(|(id, name)| (id.to_string(), name.clone()))
                            .into_iter()
                            .collect(),
                    }
                })
                .collect(),
            event: Some(match timeline.iter().rfind(|entry| moves(entry)) {
                Some(entry) => EventCitation {
                    number: entry.number,
                    at: self.civil(entry.at),
                },
                None => EventCitation {
                    number: order.entries,
                    at: self.civil(order.updated_at),
                },
            }),
        }
    }

    /// Why an order is late, in words, where the shop has noted it.
    fn delay_reason(&self, timeline: &[Entry]) -> Option<String> {
        let noted = timeline
            .iter()
            .rev()
            .find_map(|entry| match &entry.happening {
                Happening::Delayed { reason, .. } => Some(reason.clone()),
                _ => None,
            });
        let reason = noted.flatten()?;
        let key = match reason.as_str() {
            "kitchen" => "chat-delay-kitchen",
            "courier" => "chat-delay-courier",
            "traffic" => "chat-delay-traffic",
            "weather" => "chat-delay-weather",
            _ => return None,
        };
        Some(crate::texts::text(self.language, key, &[]))
    }

    async fn courier(&self, order: &Order) -> Result<Option<CourierFacts>, DeliveryError> {
        let carried = matches!(order.status, Status::OnTheWay | Status::Arrived);
        let Some(assigned) = order.courier.as_ref().filter(|_| carried) else {
            return Ok(None);
        };
        match self.delivery.courier(&order.store, &assigned.id).await {
            Ok(courier) => Ok(Some(self.courier_facts(order, &courier))),
            Err(DeliveryError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn courier_facts(&self, order: &Order, courier: &Courier) -> CourierFacts {
        let town = Town::bundled();
        let (from, to) = (
            town.nearest(courier.point),
            town.nearest(order.address.point),
        );
        let metres = f64::from(town.route(from, to).metres);
        let street = town.address_of(from).street;
        let distance = if metres < METRES_A_KILOMETRE {
            format!("{:.0} m", (metres / 10.0).round() * 10.0)
        } else {
            let kilometres = format!("{:.1} km", metres / METRES_A_KILOMETRE);
            match self.language {
                Language::PtBr | Language::Es => kilometres.replace('.', ","),
                Language::En => kilometres,
            }
        };
        let arguments = [("street", street), ("distance", distance)];
        let place = crate::texts::text(self.language, "chat-courier-place", &arguments);
        let ago = Timestamp::now().duration_since(courier.seen_at).as_secs();
        let coordinates = town.coordinates(courier.point);
        CourierFacts {
            name: courier.name.clone(),
            place,
            seen_seconds_ago: u32::try_from(ago).ok(),
            point: Some((coordinates.longitude, coordinates.latitude)),
        }
    }

    /// Makes a change. It is asked again after a crash: what is made already is not made twice.
    async fn make(&self, change: &Change) -> Result<Changed, DeliveryError> {
        let number = match change {
            Change::Cancel { order }
            | Change::Address { order, .. }
            | Change::Instructions { order, .. }
            | Change::Substitute { order, .. } => order,
        };
        let Some(order) = self.order(number).await? else {
            return Ok(Changed::TooLate);
        };
        let key = order.key();
        let made = match change {
            Change::Cancel { .. } => self.cancel(&order).await,
            Change::Address { address, .. } => self.redirect(&order, &key, address).await,
            Change::Instructions { instructions, .. } => {
                self.instruct(&order, &key, instructions).await
            }
            Change::Substitute {
                missing, instead, ..
            } => self.choose(&order, &key, missing, instead.as_deref()).await,
        };
        match made {
            Err(DeliveryError::Refused(_) | DeliveryError::Denied(_)) => Ok(Changed::TooLate),
            made => made,
        }
    }

    async fn cancel(&self, order: &Order) -> Result<Changed, DeliveryError> {
        let is_made = order
            .closing
            .as_ref()
            .is_some_and(|closing| closing.by == Actor::Customer);
        if is_made {
            return Ok(Changed::Done);
        }
        let by = policy::Actor::Customer;
        let preview = self.delivery.preview_cancellation(&order.key(), by).await?;
        if let PolicyVerdict::NeedsApproval { .. } = preview.decision.verdict {
            // The store decides by calling the order off itself: a person there is asked to.
            let (number, why) = (number_of(order), "the customer wants the order cancelled");
            let asked = self.chat.hand_over(&self.conversation, Some(&number), why);
            return match asked.await {
                Ok(_) => Ok(Changed::Asked),
                Err(error) => Err(DeliveryError::Unavailable(error.to_string())),
            };
        }
        let reason = Reason::CustomerChangedMind;
        self.delivery
            .cancel(&order.key(), by, &Actor::Customer, reason)
            .await?;
        Ok(Changed::Done)
    }

    async fn redirect(
        &self,
        order: &Order,
        key: &OrderKey,
        address: &str,
    ) -> Result<Changed, DeliveryError> {
        let wish = address_wish(address);
        let is = |line: &str, complement: Option<&str>| joined(line, complement) == address;
        if is(&order.address.line, order.address.complement.as_deref()) {
            return Ok(Changed::Done);
        }
        if order
            .change
            .as_ref()
            .is_some_and(|change| is(&change.address.line, change.address.complement.as_deref()))
        {
            return Ok(Changed::Asked);
        }
        let changed = self.delivery.change_address(key, &wish, &Actor::Customer);
        let (order, _) = changed.await?;
        Ok(match order.change {
            Some(_) => Changed::Asked,
            None => Changed::Done,
        })
    }

    async fn instruct(
        &self,
        order: &Order,
        key: &OrderKey,
        instructions: &str,
    ) -> Result<Changed, DeliveryError> {
        if order.address.instructions.as_deref() == Some(instructions) {
            return Ok(Changed::Done);
        }
        let complement = order.address.complement.clone();
        let instructions = Some(instructions.to_owned());
        self.delivery
            .instruct(key, complement, instructions, &Actor::Customer)
            .await?;
        Ok(Changed::Done)
    }

    async fn choose(
        &self,
        order: &Order,
        key: &OrderKey,
        missing: &str,
        instead: Option<&str>,
    ) -> Result<Changed, DeliveryError> {
        let still_missing = order
            .missing
            .iter()
            .find(|other| other.item.as_str() == missing);
        let Some(lacking) = still_missing else {
            let chosen = instead.is_none_or(|instead| {
                let mut lines = order.lines.iter();
                lines.any(|line| line.item.as_str() == instead)
            });
            return Ok(if chosen {
                Changed::Done
            } else {
                Changed::TooLate
            });
        };
        let substitute = match instead {
            None => None,
            Some(instead) => {
                let mut offered = lacking.substitutes.iter();
                match offered.find(|offered| offered.as_str() == instead) {
                    Some(offered) => Some(offered.clone()),
                    None => return Ok(Changed::TooLate),
                }
            }
        };
        let item = lacking.item.clone();
        self.delivery
            .choose(key, &item, substitute.as_ref())
            .await?;
        Ok(Changed::Done)
    }
}

fn number_of(order: &Order) -> OrderNumber {
    #[allow(
        clippy::expect_used,
        reason = "numbers are counted from 1, and no shop takes a million million orders"
    )]
    OrderNumber::parse(&order.number.to_string()).expect("at most 12 digits")
}

/// Why a change is not possible, as the assistant tells it apart.
fn refusal(reason: ReasonCode) -> Verdict {
    match reason {
        ReasonCode::AddressOutOfZone => Verdict::OutOfZone,
        ReasonCode::CancelOnTheWay
        | ReasonCode::CancelAtDoor
        | ReasonCode::AddressCourierAtDoor
        | ReasonCode::AddressTooFar => Verdict::AlreadyOut,
        _ => Verdict::Refused,
    }
}

/// Whether an entry says where an order is.
fn moves(entry: &Entry) -> bool {
    entry.happening.leads_to().is_some() || matches!(entry.happening, Happening::Delayed { .. })
}

fn stage(order: &Order) -> Stage {
    match order.status {
        Status::Received
        | Status::Checking
        | Status::NeedsChoice
        | Status::Quoted
        | Status::AwaitingConfirmation => Stage::Received,
        Status::AwaitingPayment => Stage::AwaitingPayment,
        Status::Confirmed if order.slot.is_some() => Stage::Scheduled,
        Status::Confirmed => Stage::Confirmed,
        Status::Preparing => Stage::Preparing,
        Status::Ready | Status::CourierAssigned | Status::AtStore => Stage::Ready,
        Status::OnTheWay => Stage::OutForDelivery,
        Status::Arrived => Stage::Arrived,
        Status::Delivered => Stage::Delivered,
        Status::Returned => Stage::NotDelivered,
        Status::Cancelled | Status::Failed => {
            let expired = order
                .closing
                .as_ref()
                .is_some_and(|closing| closing.reason == Reason::PaymentExpired);
            match order.payment.method {
                Method::Pix if expired => Stage::PixExpired,
                _ => Stage::Cancelled,
            }
        }
    }
}

fn payment(order: &Order) -> PaymentFacts {
    let method = match order.payment.method {
        Method::Pix => "pix",
        Method::Card { .. } => "credit_card",
        Method::Cash { .. } => "cash",
    };
    let last = order.payment.attempts.last().map(|attempt| &attempt.state);
    let status = if order.refunded() > Money::ZERO {
        "refunded"
    } else if order.payment.paid > Money::ZERO {
        "paid"
    } else if matches!(last, Some(ChargeState::Expired)) {
        "expired"
    } else {
        "pending"
    };
    PaymentFacts {
        method: method.to_owned(),
        status: status.to_owned(),
    }
}

/// An address as it is shown: street and number, and how to find the door.
fn joined(line: &str, complement: Option<&str>) -> String {
    match complement {
        Some(complement) => format!("{line}, {complement}"),
        None => line.to_owned(),
    }
}

/// The address that somebody has typed: up to the first number it is street and number, and what
/// comes after it is how to find the door. A street whose own name has a number is written with a
/// comma: `Rua 7 de Setembro, 120`.
fn address_wish(text: &str) -> AddressWish {
    let text = text.trim();
    let comma = text.find(',');
    let from = match comma {
        Some(comma) if text[comma..].bytes().any(|byte| byte.is_ascii_digit()) => comma,
        Some(_) | None => 0,
    };
    let digits = text[from..].find(|letter: char| letter.is_ascii_digit());
    let Some(begin) = digits.map(|digits| from + digits) else {
        return AddressWish {
            line: text.to_owned(),
            complement: None,
            instructions: None,
        };
    };
    let length = text[begin..].find(|letter: char| !letter.is_ascii_digit());
    let end = length.map_or(text.len(), |length| begin + length);
    let complement = text[end..].trim_start_matches([' ', ',', '-', '.', ';']);
    AddressWish {
        line: text[..end].to_owned(),
        complement: Some(complement.trim().to_owned()).filter(|rest| !rest.is_empty()),
        instructions: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(text: &str) -> (String, Option<String>) {
        let wish = address_wish(text);
        (wish.line, wish.complement)
    }

    #[test]
    fn an_address_is_a_street_a_number_and_the_way_to_the_door() {
        let apartment = Some("apto 12".to_owned());
        for text in [
            "Rua das Acácias, 120, apto 12",
            "Rua das Acácias, 120 - apto 12",
        ] {
            assert_eq!(
                wish(text),
                ("Rua das Acácias, 120".to_owned(), apartment.clone())
            );
        }
        assert_eq!(
            wish("Rua das Acácias 120 apto 12"),
            ("Rua das Acácias 120".to_owned(), apartment)
        );
        assert_eq!(
            wish("Rua 7 de Setembro, 120"),
            ("Rua 7 de Setembro, 120".to_owned(), None)
        );
        assert_eq!(wish("casa da minha mãe").1, None);
    }
}
