//! Who brings an order, where they are, and how they are reached.

use understanding::Intent;

use crate::tool::{Answer, CourierFacts, OrderNumber, Question};
use crate::turn::{Card, Piece};

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// Words of a question how the courier is reached: the shop's texts say that.
const REACH: &[&str] = &[
    "falo", "falar", "ligo", "ligar", "liga", "telefone", "numero", "contato", "contatar", "chat",
    "responde", "atende", "call", "calls", "calling", "phone", "number", "reach", "contact",
    "talk", "text", "message", "hablo", "hablar", "llamar", "telefono",
];

const WHERE: &[&str] = &[
    "onde", "longe", "perto", "cade", "mapa", "where", "far", "close", "near", "map", "donde",
    "lejos", "cerca", "chegando", "passou", "perdido", "perdida", "lost", "bem", "bien", "okay",
    "parado",
];

const COURIER: &[&str] = &[
    "entregador",
    "entregadora",
    "motoboy",
    "motoqueiro",
    "moco",
    "moca",
    "courier",
    "driver",
    "rider",
    "repartidor",
    "repartidora",
];

impl Turn<'_> {
    /// Where the courier is, or how to reach them.
    pub(super) fn courier(&mut self) -> Result<(), Need> {
        let words = self.words();
        let asks = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let reach = asks(REACH) || phrase(&words, &["falar com", "talk to", "speak to"]);
        if reach || !asks(WHERE) || self.orders()?.is_empty() {
            return self.passages(Intent::CourierContact);
        }
        match self.one_order(Intent::CourierContact, None, None)? {
            Some(number) => self.courier_of(&number),
            None => Ok(()),
        }
    }

    /// Where the courier of this order is.
    pub(super) fn courier_of(&mut self, number: &OrderNumber) -> Result<(), Need> {
        let Some(order) = self.facts(Question::Courier(number.clone()))? else {
            return Ok(());
        };
        let courier = match self.ask(Question::Courier(number.clone()))? {
            Answer::Courier(_, courier) => courier.clone(),
            _ => None,
        };
        self.tell_status(order);
        if let Some(courier) = &courier {
            self.tell_courier(courier);
        }
        if let Some(reason) = &order.delay_reason {
            let reason = self.outside(reason);
            self.say("eta-because", &[("reason", reason)]);
        }
        self.show(Piece::Card(Card::Status {
            order: Box::new(order.shown(self.heard.hosts)),
            courier: courier.map(|courier| courier.shown(self.heard.hosts)),
        }));
        Ok(())
    }

    /// Whether a message asks where the courier is, rather than the order.
    pub(super) fn asks_for_courier(&self) -> bool {
        let words = self.words();
        let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        says(COURIER) && says(WHERE)
    }

    pub(super) fn tell_courier(&mut self, courier: &CourierFacts) {
        let place = self.outside(&courier.place);
        match crate::plain::first_name(&courier.name) {
            Some(name) => self.say("courier-at", &[("name", name), ("place", place)]),
            None => self.say("courier-somewhere", &[("place", place)]),
        }
        if let Some(seconds) = courier.seen_seconds_ago {
            let minutes = seconds.div_ceil(60).to_string();
            self.say("courier-seen", &[("minutes", minutes)]);
        }
    }
}
