//! Which order a message speaks of: by number, by "the other", by what is in it, by what was talked
//! about.

use understanding::{Intent, SlotName};

use crate::memory::Pending;
use crate::plain;
use crate::tool::{OrderFacts, OrderNumber, Stage};
use crate::words;

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// What an order is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To tell something about it: where none is open, the newest one will do.
    Tell,
    /// To change it: those that are over come last.
    Change,
    /// To show what it cost: any.
    Account,
}

impl Purpose {
    pub(super) const fn of(intent: Intent) -> Purpose {
        match intent {
            Intent::ChangeAddress | Intent::ChangeInstructions | Intent::CancelOrder => {
                Purpose::Change
            }
            Intent::Receipt | Intent::DeliveryFee => Purpose::Account,
            _ => Purpose::Tell,
        }
    }
}

/// Which order is meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Which {
    /// This one. It need not be the customer's: the shop is asked, and says so.
    One(OrderNumber),
    /// One of these.
    Several(Vec<OrderNumber>),
    /// There is none.
    None,
}

const OTHER: &[&str] = &[
    "o outro",
    "a outra",
    "do outro",
    "no outro",
    "pro outro",
    "el otro",
    "la otra",
    "del otro",
    "the other",
    "other one",
];

const ORDINALS: [(&str, usize); 14] = [
    ("primeiro", 0),
    ("primeira", 0),
    ("first", 0),
    ("primero", 0),
    ("primera", 0),
    ("segundo", 1),
    ("segunda", 1),
    ("second", 1),
    ("terceiro", 2),
    ("terceira", 2),
    ("third", 2),
    ("tercero", 2),
    ("tercera", 2),
    ("ultimo", usize::MAX),
];

/// Words that say how far the order is that is meant.
const STAGES: [(&str, &[Stage]); 12] = [
    ("agendado", &[Stage::Scheduled]),
    ("agendada", &[Stage::Scheduled]),
    ("scheduled", &[Stage::Scheduled]),
    ("programado", &[Stage::Scheduled]),
    ("programada", &[Stage::Scheduled]),
    ("preparo", &[Stage::Preparing]),
    ("preparando", &[Stage::Preparing]),
    ("preparing", &[Stage::Preparing]),
    ("preparacion", &[Stage::Preparing]),
    ("entregue", &[Stage::Delivered]),
    ("delivered", &[Stage::Delivered]),
    ("entregado", &[Stage::Delivered]),
];

/// Words of items that say nothing about which order it is.
const EMPTY_WORDS: &[&str] = &[
    "casa", "pedido", "order", "para", "com", "con", "with", "grande", "pequeno", "lata", "prato",
    "porcao", "numero", "meu",
];

impl Turn<'_> {
    /// The order that the message itself names, if it names one.
    pub(super) fn chosen(&mut self, purpose: Purpose) -> Result<Option<OrderNumber>, Need> {
        let orders = self.orders()?;
        if let Some(number) = self.named(purpose, orders) {
            return Ok(Some(number));
        }
        let words = self.words();
        if orders.len() > 1
            && phrase(&words, OTHER)
            && let Some(other) = self.other(orders)
        {
            return Ok(Some(other));
        }
        if let Some(listed) = self.ordinal(&words) {
            return Ok(Some(listed));
        }
        if orders.len() > 1 {
            if let Some(number) = by_items(&words, orders) {
                return Ok(Some(number));
            }
            return Ok(by_stage(&words, orders));
        }
        Ok(None)
    }

    /// The order that is meant.
    pub(super) fn which(&mut self, purpose: Purpose) -> Result<Which, Need> {
        if let Some(number) = self.chosen(purpose)? {
            return Ok(Which::One(number));
        }
        let orders = self.orders()?;
        let focus = self.memory.focus.as_ref();
        if let Some(focus) = focus.filter(|focus| orders.iter().any(|o| o.number == **focus)) {
            return Ok(Which::One(focus.clone()));
        }
        let open: Vec<&OrderFacts> = orders
            .iter()
            .filter(|order| !words::over(order.stage))
            .collect();
        let candidates: Vec<&OrderFacts> = match purpose {
            Purpose::Account => orders.iter().collect(),
            Purpose::Tell | Purpose::Change if !open.is_empty() => open,
            Purpose::Tell | Purpose::Change => orders.iter().take(1).collect(),
        };
        Ok(match candidates.as_slice() {
            [] => Which::None,
            [only] => Which::One(only.number.clone()),
            several => Which::Several(several.iter().map(|o| o.number.clone()).collect()),
        })
    }

    /// The order that is meant, where it is certain; otherwise it is asked for, or said that there
    /// is none, and nothing is returned.
    pub(super) fn one_order(
        &mut self,
        intent: Intent,
        address: Option<String>,
        instructions: Option<String>,
    ) -> Result<Option<OrderNumber>, Need> {
        match self.which(Purpose::of(intent))? {
            Which::One(number) => Ok(Some(number)),
            Which::None => {
                self.listed = true;
                self.say("no-orders", &[]);
                Ok(None)
            }
            Which::Several(numbers) => {
                let orders = self.orders()?;
                let several: Vec<OrderFacts> = orders
                    .iter()
                    .filter(|order| numbers.contains(&order.number))
                    .cloned()
                    .collect();
                self.say("which-order", &[]);
                self.tell_list(&several);
                self.list(&several);
                self.memory.pending = Some(Pending::Order {
                    intent,
                    address,
                    instructions,
                });
                Ok(None)
            }
        }
    }

    /// The number that the message names. Of several, a change takes the last one: people correct
    /// themselves; what is only told takes the first that is the customer's.
    fn named(&self, purpose: Purpose, orders: &[OrderFacts]) -> Option<OrderNumber> {
        let slot = self.slot(SlotName::OrderNumber).unwrap_or_default();
        let mut numbers: Vec<OrderNumber> =
            slot.split(',').filter_map(OrderNumber::parse).collect();
        let own = |number: &OrderNumber| orders.iter().any(|order| order.number == *number);
        if numbers.is_empty() {
            let words = self.words();
            let parsed = words.iter().filter_map(|word| OrderNumber::parse(word));
            numbers = parsed.filter(own).chain(self.number_said()).collect();
            numbers.dedup();
        }
        match purpose {
            Purpose::Change => numbers.last().cloned(),
            Purpose::Tell | Purpose::Account => numbers
                .iter()
                .find(|number| own(number))
                .or(numbers.first())
                .cloned(),
        }
    }

    /// The number that the message names, whosever order it is: the last one, or the only one in a
    /// message that says hardly more.
    pub(super) fn number_said(&self) -> Option<OrderNumber> {
        const WORDS_MAX: usize = 4;
        // Shorter ones are numbers of houses or times, longer ones telephones.
        const DIGITS: std::ops::RangeInclusive<usize> = 4..=6;
        if let Some(slot) = self.slot(SlotName::OrderNumber) {
            return slot.rsplit(',').next().and_then(OrderNumber::parse);
        }
        let words = self.words();
        let address = matches!(self.heard.memory.pending, Some(Pending::Address { .. }));
        if words.len() > WORDS_MAX || address || self.slot(SlotName::Address).is_some() {
            return None;
        }
        let mut numbers = words
            .iter()
            .filter(|word| DIGITS.contains(&word.len()))
            .filter_map(|word| OrderNumber::parse(word));
        let number = numbers.next()?;
        numbers.next().is_none().then_some(number)
    }

    /// The one that is not being talked about: among those that are open, if that tells.
    fn other(&self, orders: &[OrderFacts]) -> Option<OrderNumber> {
        let focus = self.memory.focus.as_ref()?;
        let others = || orders.iter().filter(|order| order.number != *focus);
        let mut open = others().filter(|order| !words::over(order.stage));
        match (open.next(), open.next()) {
            (Some(only), None) => Some(only.number.clone()),
            (Some(_), Some(_)) => None,
            (None, _) => {
                let mut all = others();
                let first = all.next()?;
                all.next().is_none().then(|| first.number.clone())
            }
        }
    }

    /// "The second", of those that were listed last.
    fn ordinal(&self, words: &[String]) -> Option<OrderNumber> {
        let listed = &self.memory.listed;
        let waits = matches!(self.heard.memory.pending, Some(Pending::Order { .. }));
        if listed.len() < 2 || !waits {
            return None;
        }
        let (_, place) = ORDINALS
            .iter()
            .find(|(ordinal, _)| words.iter().any(|word| word == ordinal))?;
        if *place == usize::MAX {
            return listed.last().cloned();
        }
        listed.get(*place).cloned()
    }
}

/// The one order that holds something the message names.
fn by_items(said: &[String], orders: &[OrderFacts]) -> Option<OrderNumber> {
    let holds = |order: &OrderFacts| {
        order.items.iter().any(|item| {
            plain::words(&item.name).iter().any(|word| {
                word.chars().count() >= 4
                    && !EMPTY_WORDS.contains(&word.as_str())
                    && said.iter().any(|said| same_thing(said, word))
            })
        })
    };
    let mut holding = orders.iter().filter(|order| holds(order));
    let first = holding.next()?;
    holding.next().is_none().then(|| first.number.clone())
}

/// Whether two words name the same thing: without the ending of a plural.
fn same_thing(said: &str, word: &str) -> bool {
    said.trim_end_matches('s') == word.trim_end_matches('s')
}

/// The one order that has come as far as the message says.
fn by_stage(said: &[String], orders: &[OrderFacts]) -> Option<OrderNumber> {
    let (_, stages) = STAGES
        .iter()
        .find(|(word, _)| said.iter().any(|said| said == word))?;
    let mut fitting = orders.iter().filter(|order| stages.contains(&order.stage));
    let first = fitting.next()?;
    fitting.next().is_none().then(|| first.number.clone())
}
