//! A person who takes over.

use crate::memory::{Pending, Person};
use crate::plain;
use crate::shop::HandedOver;
use crate::tool::OrderNumber;
use crate::turn::Piece;

use understanding::Intent;

use super::Turn;
use super::known::Need;

/// Words that call for a person.
const PERSON: &[&str] = &[
    "atendente",
    "atendentes",
    "humano",
    "humana",
    "pessoa",
    "alguem",
    "gerente",
    "human",
    "person",
    "agent",
    "somebody",
    "someone",
    "representative",
    "persona",
    "agente",
    "alguien",
    "manager",
    "operador",
];

/// Words of a question how or when somebody is reached.
const REACHED: &[&str] = &[
    "telefone",
    "fone",
    "email",
    "mail",
    "horario",
    "hora",
    "horas",
    "ouvidoria",
    "phone",
    "number",
    "hours",
    "telefono",
    "correo",
    "horarios",
];

/// Of the customer's words, so many characters are handed on.
const WHY_CHARS_MAX: usize = 300;

/// Whether a message calls for a person by name.
pub(super) fn calls_for_person(words: &[String]) -> bool {
    words.iter().any(|word| PERSON.contains(&word.as_str()))
}

impl Turn<'_> {
    /// Whether the message is hardly more than a call for a person: "hello? a person!".
    pub(super) fn calls_for_person_only(&self) -> bool {
        const WORDS_MAX: usize = 5;
        let words = self.words();
        let unclear = matches!(
            self.intent(),
            Intent::Greeting | Intent::OutOfScope | Intent::ConfirmYes | Intent::ConfirmNo
        );
        unclear && words.len() <= WORDS_MAX && calls_for_person(&words)
    }

    /// The customer asks for a person: that is explicit enough. Who only asks how or when one is
    /// reached is told so.
    pub(super) fn person(&mut self) -> Result<(), Need> {
        let words = self.words();
        let asks = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        if self.heard.said.contains('?') && asks(REACHED) && !asks(PERSON) {
            self.passages(Intent::HumanAgent)?;
            if !self.did_not_know {
                self.offer_person(self.memory.focus.clone());
            }
            return Ok(());
        }
        let order = match self.chosen(super::which::Purpose::Account)? {
            Some(chosen) => {
                let orders = self.orders()?;
                orders
                    .iter()
                    .any(|order| order.number == chosen)
                    .then_some(chosen)
            }
            None => self.order_at_hand()?,
        };
        self.hand_over(order)
    }

    /// The order that a conversation is about: the one in focus, or the only one there is.
    fn order_at_hand(&self) -> Result<Option<OrderNumber>, Need> {
        if let Some(focus) = &self.memory.focus {
            return Ok(Some(focus.clone()));
        }
        Ok(match self.orders()? {
            [only] => Some(only.number.clone()),
            _ => None,
        })
    }

    /// Tells a person, once.
    pub(super) fn hand_over(&mut self, order: Option<OrderNumber>) -> Result<(), Need> {
        self.wants_person = true;
        self.memory.topic = Some(Intent::HumanAgent);
        match self.heard.memory.person {
            Person::Coming => {
                self.say("person-already-coming", &[]);
                return Ok(());
            }
            Person::Later => {
                self.say("person-already-told", &[]);
                return Ok(());
            }
            Person::NotAsked => {}
        }
        let Some(came_of_it) = self.handed_over() else {
            return Err(Need::HandOver {
                order,
                why: plain::shortened(self.heard.said, WHY_CHARS_MAX),
            });
        };
        match came_of_it {
            HandedOver::Queued(position) => {
                self.memory.person = Person::Coming;
                self.say("person-coming", &[]);
                if position > 0 {
                    self.say("person-queue", &[("count", position.to_string())]);
                }
                self.show(Piece::HandOver { order, position });
            }
            HandedOver::Already => {
                self.memory.person = Person::Coming;
                self.say("person-already-coming", &[]);
            }
            HandedOver::Closed => {
                self.memory.person = Person::Later;
                self.say("person-later", &[]);
            }
        }
        Ok(())
    }

    /// Offers a person for something of this order, unless one is coming.
    pub(super) fn offer_person_for(&mut self, order: Option<OrderNumber>, key: &str) {
        if self.memory.person == Person::NotAsked {
            self.memory.pending = Some(Pending::Person { order });
            self.say(key, &[]);
        }
    }
}
