//! What the shop's own texts say.

use knowledge::{Citation, Found};
use understanding::{Intent, SlotName};

use crate::plain;
use crate::tool::{Answer, Question, Stage};
use crate::turn::{Piece, Source};

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// A message with at most so many words may lean on what was asked before.
const SHORT_WORDS_MAX: usize = 6;

/// Of a passage, so many characters are shown.
const PASSAGE_CHARS_MAX: usize = 480;

/// What a query has of earlier messages and its own, in characters.
const QUERY_CHARS_MAX: usize = 300;

/// A second passage is shown when it fits nearly as well: at least this share of the first.
const SECOND_SHARE: f32 = 0.9;

impl Turn<'_> {
    /// What the shop's texts say to the message.
    pub(super) fn passages(&mut self, intent: Intent) -> Result<(), Need> {
        let query = self.query(intent);
        let answer = self.ask(Question::Knowledge(query.clone()))?;
        let found = match answer {
            Answer::Knowledge(found) => found.as_slice(),
            _ => &[],
        };
        self.memory.searched = Some(plain::shortened(self.heard.said, QUERY_CHARS_MAX));
        if let Some(item) = self.slot(SlotName::Item) {
            self.memory.item = Some(plain::shortened(item, QUERY_CHARS_MAX));
        }
        if found.is_empty() {
            self.unknown();
            return Ok(());
        }
        let key = format!("about-{}", intent.as_str().replace('_', "-"));
        if crate::texts::has(self.language, &key) {
            self.say(&key, &[]);
        }
        if self.language != understanding::Language::PtBr {
            self.say("in-portuguese", &[]);
        }
        self.quote(found);
        Ok(())
    }

    /// Shows the best passage, and the second where it fits nearly as well.
    fn quote(&mut self, found: &[Found]) {
        let Some(best) = found.first() else { return };
        let enough = best.score * SECOND_SHARE;
        let shown = found.iter().take(2).filter(|found| found.score >= enough);
        for found in shown {
            let passage = &found.passage;
            let text = plain::outside(&passage.text, PASSAGE_CHARS_MAX, self.heard.hosts);
            self.speak(&format!("\n{text}"));
            self.show(Piece::Source(Source::Passage(Citation {
                file: passage.file.clone(),
                heading: passage.headings.last().map(|heading| self.outside(heading)),
                quote: text,
            })));
        }
    }

    /// What is looked for: the message, behind what was asked before where it leans on that.
    fn query(&self, intent: Intent) -> String {
        let words = self.words();
        let memory = self.heard.memory;
        let leans = words.len() <= SHORT_WORDS_MAX;
        let mut query = String::new();
        let named = self.slot(SlotName::Item).is_some();
        if leans
            && !named
            && matches!(intent, Intent::MenuQuestion | Intent::Allergens)
            && let Some(item) = &memory.item
        {
            query.push_str(item);
            query.push(' ');
        } else if leans
            && memory.topic.is_some_and(|topic| topic == intent)
            && let Some(before) = &memory.searched
        {
            query.push_str(before);
            query.push(' ');
        }
        query.push_str(self.heard.said);
        let mut query = plain::shortened(&query, QUERY_CHARS_MAX);
        if let Some(subject) = self.subject(intent) {
            query.push(' ');
            query.push_str(subject);
        }
        query
    }

    /// What the message is about, in the words of texts: it was understood, though people seldom
    /// write it. Nothing where a message says best itself what it asks.
    fn subject(&self, intent: Intent) -> Option<&'static str> {
        const PICK_UP: &[&str] = &[
            "retirar", "retirada", "retiro", "buscar", "busco", "balcao", "pick", "pickup",
            "collect", "recoger", "recojo", "pasar", "takeaway",
        ];
        let picks_up = || {
            self.words()
                .iter()
                .any(|word| PICK_UP.contains(&word.as_str()))
        };
        Some(match intent {
            Intent::Eta => "prazo de entrega",
            Intent::Reschedule => "mudar o horário",
            Intent::ChangeItems => "trocar ou tirar itens",
            Intent::RefundStatus => "prazo do reembolso",
            Intent::Receipt => "nota fiscal e recibo",
            Intent::DeliveryFee => "taxa de entrega",
            Intent::DeliveryArea if picks_up() => "retirada no balcão",
            Intent::DeliveryArea => "bairros atendidos",
            Intent::OpeningHours => "horário de funcionamento",
            Intent::MinimumOrder if !picks_up() => "pedido mínimo",
            Intent::ItemUnavailable => "item em falta",
            Intent::WrongOrMissingItem => "item errado ou faltando",
            Intent::DamagedOrCold => "comida fria, derramada ou estragada",
            Intent::CourierContact => "falar com o entregador",
            Intent::DoorPin => "código da porta",
            Intent::Coupon => "cupom",
            Intent::PixProblem => "Pix",
            Intent::RateOrder => "avaliar o pedido",
            _ => return None,
        })
    }

    /// Says honestly that nothing is known, and offers a person.
    pub(super) fn unknown(&mut self) {
        self.did_not_know = true;
        self.say("do-not-know", &[]);
        self.offer_person(self.memory.focus.clone());
    }

    /// Something is wrong with a payment: the order that waits for it, or what the texts say.
    pub(super) fn payment(&mut self) -> Result<(), Need> {
        let orders = self.orders()?;
        let unpaid = |stage| matches!(stage, Stage::AwaitingPayment | Stage::PixExpired);
        let waiting = orders.iter().find(|order| unpaid(order.stage));
        let named = self.slot(SlotName::OrderNumber).is_some();
        if named {
            return self.status();
        }
        if let Some(order) = waiting {
            let told = self.heard.memory.mentioned.contains(&order.number);
            let number = order.number.clone();
            if !told {
                return self.status_of(&number);
            }
        }
        self.passages(self.intent())
    }

    /// Something came wrong: what the texts promise, and a person who sees to it.
    pub(super) fn complaint(&mut self) -> Result<(), Need> {
        self.passages(self.intent())?;
        if !self.did_not_know {
            let order = self.complained_of()?;
            self.offer_person_for(order, "offer-complaint");
        }
        Ok(())
    }

    /// The order that something is wrong with: the newest that was handed over.
    fn complained_of(&mut self) -> Result<Option<crate::tool::OrderNumber>, Need> {
        if let Some(chosen) = self.chosen(super::which::Purpose::Account)? {
            let orders = self.orders()?;
            return Ok(orders.iter().any(|o| o.number == chosen).then_some(chosen));
        }
        if let Some(focus) = &self.memory.focus {
            return Ok(Some(focus.clone()));
        }
        let orders = self.orders()?;
        let delivered = orders.iter().find(|order| order.stage == Stage::Delivered);
        Ok(delivered
            .or(orders.first().filter(|_| orders.len() == 1))
            .map(|order| order.number.clone()))
    }

    /// What a person has to do: what the texts say about it, and the offer.
    pub(super) fn by_a_person(&mut self) -> Result<(), Need> {
        let intent = self.intent();
        if super::person::calls_for_person(&self.words()) {
            return self.person();
        }
        self.passages(intent)?;
        if !self.did_not_know {
            let order = self.memory.focus.clone();
            self.offer_person_for(order, "offer-person-for-it");
        }
        Ok(())
    }

    /// A new order.
    pub(super) fn order_again(&mut self) {
        self.say("order-on-the-menu", &[]);
    }

    /// What the customer thinks of an order.
    pub(super) fn rate(&mut self) -> Result<(), Need> {
        let words = self.words();
        if self.heard.said.contains('?')
            || phrase(&words, &["como", "onde", "where", "how", "donde"])
        {
            return self.passages(Intent::RateOrder);
        }
        self.say("thanks-for-rating", &[]);
        Ok(())
    }
}
