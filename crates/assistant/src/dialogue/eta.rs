//! When an order comes: a window, whether that keeps the promise, and why not.

use understanding::{Intent, SlotName};

use crate::tool::{OrderFacts, OrderNumber, Question, Stage};
use crate::turn::{Card, Piece};
use crate::words;

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// Words of a question about orders in general, or about one that has not been placed.
const GENERAL: &[&str] = &[
    "se eu pedir",
    "se pedir",
    "pedindo agora",
    "se peco",
    "se eu comprar",
    "costuma",
    "costumam",
    "em media",
    "normalmente",
    "if i order",
    "if we order",
    "usually",
    "normally",
    "on average",
    "si pido",
    "si pedimos",
    "suelen",
    "demoran en",
    "suele tardar",
    "how long does delivery",
];

impl Turn<'_> {
    /// When the order comes that is meant.
    pub(super) fn eta(&mut self) -> Result<(), Need> {
        let about_none = self.slot(SlotName::OrderNumber).is_none()
            && (phrase(&self.words(), GENERAL) || self.orders()?.is_empty());
        if about_none {
            return self.passages(Intent::Eta);
        }
        match self.one_order(self.memory.topic.unwrap_or(Intent::Eta), None, None)? {
            Some(number) => self.eta_of(&number),
            None => Ok(()),
        }
    }

    /// When this order comes.
    pub(super) fn eta_of(&mut self, number: &OrderNumber) -> Result<(), Need> {
        let Some(order) = self.facts(Question::Eta(number.clone()))? else {
            return Ok(());
        };
        self.tell_eta(order);
        self.show(Piece::Card(Card::Eta {
            order: Box::new(order.shown(self.heard.hosts)),
        }));
        self.cite_event(order);
        Ok(())
    }

    fn tell_eta(&mut self, order: &OrderFacts) {
        let number = order.number.to_string();
        if words::over(order.stage) || order.stage == Stage::Arrived {
            self.tell_status(order);
            return;
        }
        let now = self.heard.now;
        let window = |turn: &Self, span| words::window(turn.language, now, span);
        if order.late_minutes > 0 {
            self.say("eta-sorry", &[("order", number)]);
            if let Some(span) = words::expected(order) {
                let expected = window(self, span);
                self.say("eta-late", &[("window", expected)]);
            }
            if let Some(promised) = order.window {
                let promised = window(self, promised);
                self.say("eta-promised", &[("window", promised)]);
            }
            self.say(
                "eta-minutes-late",
                &[("minutes", order.late_minutes.to_string())],
            );
            if let Some(reason) = &order.delay_reason {
                let reason = self.outside(reason);
                self.say("eta-because", &[("reason", reason)]);
            }
            if let Some(credit) = order.credit {
                self.say("eta-credit", &[("amount", credit.to_string())]);
            }
            return;
        }
        match order.window {
            Some(promised) => {
                let span = window(self, promised);
                self.say("eta-on-time", &[("order", number), ("window", span)]);
                if let Some(eta) = order.eta {
                    self.say("eta-likely", &[("time", words::clock(eta))]);
                }
                self.say("eta-in-time", &[]);
            }
            None => self.say("eta-unknown", &[("order", number)]),
        }
        let key = words::stage_key(order.stage);
        let next = format!("next-{key}");
        if crate::texts::has(self.language, &next) {
            self.say(&next, &[]);
        }
    }
}
