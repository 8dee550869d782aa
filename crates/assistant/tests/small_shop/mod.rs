//! A small shop for tests: two orders, one street, two texts. It notes what is done to it.

#![allow(dead_code, reason = "each test uses its own part")]

use std::sync::{Arc, Mutex};

use assistant::plain::Hosts;
use assistant::shop::{Changed, HandedOver, Shop, ShopError, Waiting};
use assistant::tool::{
    Answer, Change, CourierFacts, ItemFacts, OrderFacts, OrderNumber, PaymentFacts, Preview,
    Question, Stage, Verdict,
};
use assistant::turn::{Out, Outcome, Piece};
use assistant::understand::Reader;
use assistant::{Assistant, Memory};
use delivery::Money;
use jiff::civil::{DateTime, date};
use knowledge::{Found, Passage};
use understanding::{Language, Understanding, Vocabulary};

pub(crate) struct SmallShop {
    pub(crate) name: String,
    pub(crate) now: DateTime,
    pub(crate) orders: Vec<OrderFacts>,
    pub(crate) passage: String,
    pub(crate) broken: bool,
    pub(crate) done: Mutex<Vec<Change>>,
    pub(crate) called: Mutex<u32>,
    pub(crate) asked: Mutex<Vec<Question>>,
}

pub(crate) fn number(digits: &str) -> OrderNumber {
    OrderNumber::parse(digits).expect("digits")
}

fn at(hour: i8, minute: i8) -> DateTime {
    date(2026, 5, 6).at(hour, minute, 0, 0)
}

pub(crate) fn order(digits: &str, stage: Stage, item: &str) -> OrderFacts {
    OrderFacts {
        number: number(digits),
        stage,
        items: vec![ItemFacts {
            name: item.to_owned(),
            quantity: 1,
            price: Money::minor(3_000),
        }],
        address: "Rua do Porto, 67, Centro".to_owned(),
        window: Some((at(19, 10), at(19, 35))),
        eta: Some(at(19, 22)),
        late_minutes: 0,
        delay_reason: None,
        credit: None,
        payment: PaymentFacts {
            method: "pix".to_owned(),
            status: "paid".to_owned(),
        },
        total: Money::minor(3_900),
        delivery_fee: Money::minor(800),
        service_fee: Money::minor(100),
        tip: Money::ZERO,
        has_door_pin: false,
        instructions: None,
        missing: Vec::new(),
        event: None,
    }
}

impl SmallShop {
    pub(crate) fn new(orders: Vec<OrderFacts>) -> SmallShop {
        SmallShop {
            name: "Joana Freitas".to_owned(),
            now: at(18, 50),
            orders,
            passage: "Abrimos todos os dias das 10h às 21h.".to_owned(),
            broken: false,
            done: Mutex::default(),
            called: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    pub(crate) fn two_orders() -> SmallShop {
        SmallShop::new(vec![
            order("7001", Stage::Preparing, "Pizza de calabresa"),
            order("7002", Stage::Confirmed, "Lasanha de berinjela"),
        ])
    }

    pub(crate) fn done(&self) -> Vec<Change> {
        self.done.lock().expect("not poisoned").clone()
    }

    pub(crate) fn called(&self) -> u32 {
        *self.called.lock().expect("not poisoned")
    }

    fn answer(&self, question: &Question) -> Answer {
        self.asked
            .lock()
            .expect("not poisoned")
            .push(question.clone());
        let found = |order: &OrderNumber| self.orders.iter().find(|known| known.number == *order);
        match question {
            Question::Orders => Answer::Orders(self.orders.clone()),
            Question::Knowledge(query) if query.contains("zzz") => Answer::Knowledge(Vec::new()),
            Question::Knowledge(_) => Answer::Knowledge(vec![Found {
                passage: Passage {
                    file: "loja.md".to_owned(),
                    headings: vec!["Horários".to_owned()],
                    text: self.passage.clone(),
                    at: 0,
                },
                score: 0.9,
            }]),
            Question::Status(number) | Question::Eta(number) | Question::Receipt(number) => {
                found(number).map_or(Answer::NotFound(number.clone()), |order| {
                    Answer::Order(Box::new(order.clone()))
                })
            }
            Question::Courier(number) => {
                found(number).map_or(Answer::NotFound(number.clone()), |order| {
                    let courier = CourierFacts {
                        name: "Rui".to_owned(),
                        place: "Rua da Ponte, a 400 m".to_owned(),
                        seen_seconds_ago: Some(30),
                        point: None,
                    };
                    let out = order.stage == Stage::OutForDelivery;
                    Answer::Courier(Box::new(order.clone()), out.then_some(courier))
                })
            }
            Question::CancelQuote(number) | Question::AddressQuote(number, _) => {
                let Some(order) = found(number) else {
                    return Answer::NotFound(number.clone());
                };
                let address = match question {
                    Question::AddressQuote(_, address) => Some(address.clone()),
                    _ => None,
                };
                let verdict = match (order.stage, &address) {
                    (Stage::OutForDelivery, _) => Verdict::AlreadyOut,
                    (_, Some(address)) if address.contains("Longe") => Verdict::OutOfZone,
                    (_, Some(address)) if !address.contains(|c: char| c.is_ascii_digit()) => {
                        Verdict::UnknownAddress
                    }
                    _ => Verdict::Allowed,
                };
                let preview = Preview {
                    verdict,
                    reason_code: "because".to_owned(),
                    fee: Money::minor(if address.is_some() { 250 } else { 0 }),
                    refund: Money::minor(if address.is_some() { 0 } else { 3_900 }),
                    window: None,
                    address,
                };
                Answer::Preview(Box::new(order.clone()), preview)
            }
        }
    }
}

impl Shop for SmallShop {
    fn customer(&self) -> &str {
        &self.name
    }

    fn now(&self) -> DateTime {
        self.now
    }

    fn ask<'a>(&'a self, question: &'a Question) -> Waiting<'a, Result<Answer, ShopError>> {
        let answer = if self.broken {
            Err(ShopError("it is on fire".to_owned()))
        } else {
            Ok(self.answer(question))
        };
        Box::pin(async move { answer })
    }

    fn change<'a>(&'a self, change: &'a Change) -> Waiting<'a, Result<Changed, ShopError>> {
        self.done.lock().expect("not poisoned").push(change.clone());
        Box::pin(async { Ok(Changed::Done) })
    }

    fn hand_over<'a>(
        &'a self,
        _order: Option<&'a OrderNumber>,
        _why: &'a str,
    ) -> Waiting<'a, Result<HandedOver, ShopError>> {
        *self.called.lock().expect("not poisoned") += 1;
        Box::pin(async { Ok(HandedOver::Queued(2)) })
    }
}

pub(crate) fn assistant() -> Assistant {
    let vocabulary = Vocabulary::new(["Pizza de calabresa", "Lasanha de berinjela"], ["Centro"]);
    let reader = Reader::new(Understanding::new(), vocabulary);
    Assistant::new(Arc::new(reader), Hosts::new(["loja.example"]))
}

/// A conversation in a shop.
pub(crate) struct Talk {
    pub(crate) assistant: Assistant,
    pub(crate) shop: SmallShop,
    pub(crate) memory: Memory,
    pub(crate) pieces: Vec<Piece>,
}

impl Talk {
    pub(crate) fn new(shop: SmallShop) -> Talk {
        Talk {
            assistant: assistant(),
            shop,
            memory: Memory::new(Language::PtBr),
            pieces: Vec::new(),
        }
    }

    /// Says something, and gives what came of it with the words of the answer.
    pub(crate) fn say(&mut self, said: &str) -> (Outcome, String) {
        let mut pieces = Vec::new();
        let mut put = |piece: Piece| pieces.push(piece);
        let out: &mut Out<'_> = &mut put;
        let turn = self.assistant.turn(&self.shop, &mut self.memory, said, out);
        let outcome = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime")
            .block_on(turn);
        let words = words(&pieces);
        self.pieces = pieces;
        (outcome, words)
    }

    /// The words of the answer.
    pub(crate) fn hear(&mut self, said: &str) -> String {
        self.say(said).1
    }

    /// Presses Confirm.
    pub(crate) fn confirm(&mut self) -> String {
        let proposal = self.memory.proposal.clone().expect("a proposal is open");
        self.shop
            .done
            .lock()
            .expect("not poisoned")
            .push(proposal.change.clone());
        let mut pieces = Vec::new();
        self.assistant.confirmed(
            &mut self.memory,
            &proposal,
            Ok(Changed::Done),
            &mut |piece| {
                pieces.push(piece);
            },
        );
        words(&pieces)
    }
}

pub(crate) fn words(pieces: &[Piece]) -> String {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Text { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}
