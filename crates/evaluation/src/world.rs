//! The shop of a set: its orders, quotes and texts, as one customer sees them.

use std::error::Error;
use std::path::Path;
use std::sync::{Arc, Mutex};

use assistant::shop::{Changed, HandedOver, Shop, ShopError, Waiting};
use assistant::tool::{
    Answer, Change, CourierFacts, ItemFacts, OrderFacts, OrderNumber, PaymentFacts, Preview,
    Question, Stage, Verdict,
};
use delivery::Money;
use jiff::civil::DateTime;
use knowledge::{Encoder, KnowledgeBase};
use serde::Deserialize;
use understanding::{Language, Vocabulary};

/// What a world's file says.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct WorldFile {
    pub(super) now: DateTime,
    pub(super) customer: Customer,
    pub(super) orders: Vec<OrderRow>,
    #[serde(default)]
    pub(super) address_quotes: Vec<AddressQuote>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Customer {
    pub(super) name: String,
    pub(super) lang: Language,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct OrderRow {
    pub(super) number: String,
    status: String,
    pub(super) items: Vec<ItemRow>,
    total: Money,
    pub(super) address: String,
    eta_window: Option<(String, String)>,
    eta: Option<String>,
    courier_position: Option<String>,
    payment: PaymentRow,
    #[serde(default)]
    pub(super) late_minutes: u32,
    pub(super) delay_reason: Option<String>,
    credit: Option<Money>,
    cancel_quote: Option<CancelQuote>,
    door_pin: Option<String>,
    #[serde(default)]
    delivery_fee: Money,
    #[serde(default)]
    service_fee: Money,
    #[serde(default)]
    tip: Money,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ItemRow {
    pub(super) name: String,
    quantity: u32,
    price: Money,
}

#[derive(Clone, Debug, Deserialize)]
struct PaymentRow {
    method: String,
    status: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct CancelQuote {
    fee: Money,
    refund: Money,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct AddressQuote {
    address: String,
    in_zone: bool,
    fee_delta: Money,
    refusal: Option<String>,
}

/// Something that happened in a world.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Effect {
    /// `order_cancelled`
    pub(super) kind: String,
    /// To which order.
    pub(super) order: Option<String>,
}

/// A world while a conversation is held in it.
pub(super) struct World {
    file: WorldFile,
    texts: Arc<KnowledgeBase>,
    /// What has happened.
    happened: Mutex<Happened>,
}

#[derive(Default)]
struct Happened {
    effects: Vec<Effect>,
    handed_over: bool,
    /// Orders that were asked about.
    asked: Vec<OrderNumber>,
}

/// Of the shop's texts, so many passages are found.
const PASSAGES_MAX: usize = 3;

impl World {
    pub(super) fn new(file: WorldFile, texts: Arc<KnowledgeBase>) -> World {
        World {
            file,
            texts,
            happened: Mutex::default(),
        }
    }

    fn happened(&self) -> std::sync::MutexGuard<'_, Happened> {
        self.happened.lock().expect("no panic while it is held")
    }

    /// What has happened since this was asked last.
    pub(super) fn take_effects(&self) -> Vec<Effect> {
        std::mem::take(&mut self.happened().effects)
    }

    /// Orders that were asked about.
    pub(super) fn asked(&self) -> Vec<OrderNumber> {
        self.happened().asked.clone()
    }

    fn row(&self, number: &OrderNumber) -> Option<&OrderRow> {
        let mut rows = self.file.orders.iter();
        rows.find(|row| row.number == number.as_str())
    }

    fn facts(&self, row: &OrderRow) -> OrderFacts {
        let at = |text: &str| {
            let today = format!("{}T{text}", self.file.now.date());
            let at: DateTime = text.parse().or_else(|_| today.parse()).expect("a time");
            at
        };
        OrderFacts {
            number: OrderNumber::parse(&row.number).expect("a number"),
            stage: stage(&row.status),
            items: row
                .items
                .iter()
                .map(|item| ItemFacts {
                    name: item.name.clone(),
                    quantity: item.quantity,
                    price: item.price,
                })
                .collect(),
            address: row.address.clone(),
            window: row
                .eta_window
                .as_ref()
                .map(|(from, until)| (at(from), at(until))),
            eta: row.eta.as_deref().map(at),
            late_minutes: row.late_minutes,
            delay_reason: row.delay_reason.clone(),
            credit: row.credit,
            payment: PaymentFacts {
                method: row.payment.method.clone(),
                status: row.payment.status.clone(),
            },
            total: row.total,
            delivery_fee: row.delivery_fee,
            service_fee: row.service_fee,
            tip: row.tip,
            has_door_pin: row.door_pin.is_some(),
            instructions: row.note.clone(),
            missing: Vec::new(),
            event: None,
        }
    }

    fn courier(row: &OrderRow) -> Option<CourierFacts> {
        let (name, place) = row.courier_position.as_deref()?.split_once(", ")?;
        Some(CourierFacts {
            name: name.to_owned(),
            place: place.to_owned(),
            seen_seconds_ago: None,
            point: None,
        })
    }

    fn cancel_preview(row: &OrderRow) -> Preview {
        let (verdict, quote) = match row.cancel_quote {
            Some(quote) => (Verdict::Allowed, quote),
            None if row.status == "out_for_delivery" => (Verdict::AlreadyOut, NOTHING),
            None => (Verdict::Refused, NOTHING),
        };
        Preview {
            verdict,
            reason_code: format!("cancel_{}", row.status),
            fee: quote.fee,
            refund: quote.refund,
            window: None,
            address: None,
        }
    }

    fn address_preview(&self, address: &str) -> Preview {
        let same = |quote: &&AddressQuote| {
            assistant::plain::words(&quote.address) == assistant::plain::words(address)
        };
        let quote = self.file.address_quotes.iter().find(same);
        let verdict = match quote {
            None => Verdict::UnknownAddress,
            Some(quote) if !quote.in_zone => Verdict::OutOfZone,
            Some(quote) if quote.refusal.is_some() => Verdict::AlreadyOut,
            Some(_) => Verdict::Allowed,
        };
        Preview {
            verdict,
            reason_code: format!("address_{verdict:?}").to_lowercase(),
            fee: quote.map_or(Money::ZERO, |quote| quote.fee_delta),
            refund: Money::ZERO,
            window: None,
            address: quote.map(|quote| quote.address.clone()),
        }
    }

    fn answer(&self, question: &Question) -> Answer {
        let about = match question {
            Question::Orders => {
                let rows = self.file.orders.iter();
                return Answer::Orders(rows.map(|row| self.facts(row)).collect());
            }
            Question::Knowledge(query) => {
                let answered = self.texts.search(query, PASSAGES_MAX);
                let found = if answered.is_answered {
                    answered.found
                } else {
                    Vec::new()
                };
                return Answer::Knowledge(found);
            }
            Question::Status(number)
            | Question::Eta(number)
            | Question::Courier(number)
            | Question::Receipt(number)
            | Question::CancelQuote(number)
            | Question::AddressQuote(number, _) => number,
        };
        self.happened().asked.push(about.clone());
        let Some(row) = self.row(about) else {
            return Answer::NotFound(about.clone());
        };
        let facts = Box::new(self.facts(row));
        match question {
            Question::Courier(_) => Answer::Courier(facts, World::courier(row)),
            Question::CancelQuote(_) => Answer::Preview(facts, World::cancel_preview(row)),
            Question::AddressQuote(_, address) => {
                Answer::Preview(facts, self.address_preview(address))
            }
            Question::Orders
            | Question::Knowledge(_)
            | Question::Status(_)
            | Question::Eta(_)
            | Question::Receipt(_) => Answer::Order(facts),
        }
    }
}

const NOTHING: CancelQuote = CancelQuote {
    fee: Money::ZERO,
    refund: Money::ZERO,
};

fn stage(status: &str) -> Stage {
    match status {
        "received" => Stage::Received,
        "confirmed" => Stage::Confirmed,
        "preparing" => Stage::Preparing,
        "out_for_delivery" => Stage::OutForDelivery,
        "delivered" => Stage::Delivered,
        "scheduled" => Stage::Scheduled,
        "canceled" => Stage::Cancelled,
        "canceled_pix_expired" => Stage::PixExpired,
        other => panic!("a world has the status `{other}`, which is not known"),
    }
}

impl Shop for World {
    fn customer(&self) -> &str {
        &self.file.customer.name
    }

    fn now(&self) -> DateTime {
        self.file.now
    }

    fn ask<'a>(&'a self, question: &'a Question) -> Waiting<'a, Result<Answer, ShopError>> {
        Box::pin(async move { Ok(self.answer(question)) })
    }

    fn change<'a>(&'a self, change: &'a Change) -> Waiting<'a, Result<Changed, ShopError>> {
        Box::pin(async move {
            let kind = match change {
                Change::Cancel { .. } => "order_cancelled",
                Change::Address { .. } => "address_changed",
                Change::Instructions { .. } => "instructions_changed",
                Change::Substitute { .. } => "items_changed",
            };
            self.happened().effects.push(Effect {
                kind: kind.to_owned(),
                order: Some(change.order().to_string()),
            });
            Ok(Changed::Done)
        })
    }

    fn hand_over<'a>(
        &'a self,
        order: Option<&'a OrderNumber>,
        _why: &'a str,
    ) -> Waiting<'a, Result<HandedOver, ShopError>> {
        Box::pin(async move {
            let mut happened = self.happened();
            if std::mem::replace(&mut happened.handed_over, true) {
                return Ok(HandedOver::Already);
            }
            happened.effects.push(Effect {
                kind: "handoff_created".to_owned(),
                order: order.map(ToString::to_string),
            });
            Ok(HandedOver::Queued(1))
        })
    }
}

/// The shop's texts, from the folder `knowledge` of a set.
pub(super) fn texts(
    set: &Path,
    encoder: Option<Arc<Encoder>>,
    further: &[knowledge::Passage],
) -> Result<KnowledgeBase, Box<dyn Error>> {
    let mut paths: Vec<_> = std::fs::read_dir(set.join("knowledge"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut passages = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        passages.extend(knowledge::document::read(&name, &std::fs::read(&path)?)?);
    }
    passages.extend(further.iter().cloned());
    Ok(KnowledgeBase::build(passages, encoder))
}

/// What this shop calls things: what is on its menu, and where it delivers.
pub(super) fn vocabulary() -> Vocabulary {
    const MENU: [&str; 24] = [
        "Feijoada da casa",
        "Bobó de camarão",
        "Frango grelhado com legumes",
        "Isca de tilápia",
        "Strogonoff de carne",
        "X-Salada",
        "X-Bacon",
        "Burger de grão-de-bico",
        "Misto quente",
        "Moqueca de banana",
        "Salada da Vila",
        "Pudim de leite",
        "Brownie",
        "Paçoca cremosa",
        "Salada de frutas",
        "Refrigerante lata",
        "Suco natural",
        "Água",
        "Cerveja long neck",
        "Arroz",
        "Farofa",
        "Batata frita",
        "Molho da casa",
        "Almoço executivo",
    ];
    const DISTRICTS: [&str; 12] = [
        "Centro",
        "Vila Nova",
        "Jardim das Flores",
        "Boa Vista",
        "Santa Luzia",
        "Alto da Serra",
        "Parque do Lago",
        "São José",
        "Bela Vista",
        "Vila Operária",
        "Jardim América",
        "Cidade Alta",
    ];
    Vocabulary::new(MENU, DISTRICTS)
}
