//! Another address: which one, what it would lead to, and the question whether it should be.

use delivery::Money;
use understanding::{Intent, SlotName};

use crate::memory::{Pending, Refused};
use crate::plain;
use crate::tool::{Answer, Change, OrderNumber, Preview, Question, Verdict};
use crate::words;

use super::Turn;
use super::known::Need;

/// An address that is asked about has at most so many characters.
const ADDRESS_CHARS_MAX: usize = 200;

/// What begins an address.
const STREETS: &[&str] = &[
    "rua",
    "r",
    "av",
    "avenida",
    "travessa",
    "tv",
    "alameda",
    "al",
    "praca",
    "estrada",
    "rodovia",
    "largo",
    "viela",
    "vila",
    "chacara",
    "condominio",
    "distrito",
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "square",
    "lane",
    "drive",
    "hotel",
    "calle",
    "plaza",
    "barrio",
    "bairro",
    "main",
    "jardim",
    "parque",
];

/// What stands before the number of a door within a building.
const DOORS: &[&str] = &[
    "ap",
    "apt",
    "apto",
    "apartamento",
    "apartment",
    "depto",
    "departamento",
    "room",
    "quarto",
    "sala",
    "suite",
    "unit",
    "unidade",
    "bloco",
    "flat",
    "habitacion",
    "hab",
    "piso",
    "torre",
    "casa",
];

/// Words of a correction that say nothing about the place.
const FILLERS: &[&str] = &[
    "e",
    "o",
    "a",
    "os",
    "as",
    "eh",
    "é",
    "na",
    "no",
    "nao",
    "n",
    "not",
    "para",
    "pra",
    "pro",
    "por",
    "favor",
    "it",
    "its",
    "s",
    "is",
    "the",
    "that",
    "should",
    "be",
    "numero",
    "number",
    "num",
    "certo",
    "correto",
    "right",
    "correct",
    "wrong",
    "errado",
    "errei",
    "em",
    "vez",
    "de",
    "do",
    "da",
    "d",
    "es",
    "el",
    "la",
    "y",
    "al",
    "correcto",
    "equivocado",
    "instead",
    "of",
    "manda",
    "entrega",
    "mi",
    "meu",
    "minha",
    "um",
    "digo",
    "perdon",
];

impl Turn<'_> {
    /// Has the order that is meant go elsewhere, as far as that is possible.
    pub(super) fn change_address(&mut self) -> Result<(), Need> {
        let address = self.address_said().or_else(|| self.declined_address());
        let Some(number) = self.one_order(Intent::ChangeAddress, address.clone(), None)? else {
            return Ok(());
        };
        let known = self.orders()?.iter().any(|order| order.number == number);
        if !known {
            // Asking for its status gives the one answer to orders that are not theirs.
            self.facts(Question::Status(number))?;
            return Ok(());
        }
        match self.address_for(&number)?.or(address) {
            Some(address) => self.quote_address(&number, &address),
            None => self.ask_address(&number),
        }
    }

    /// The address that was given up, when the message takes it up again.
    fn declined_address(&self) -> Option<String> {
        match &self.memory.declined {
            Some(Change::Address { address, .. }) if self.resumes => Some(address.clone()),
            _ => None,
        }
    }

    /// The address that the message names, as it was typed.
    pub(super) fn address_said(&self) -> Option<String> {
        let said = self.slot(SlotName::Address);
        let said = said.or_else(|| behind_verb(self.heard.said))?;
        Some(plain::shortened(said, ADDRESS_CHARS_MAX))
    }

    /// The address that the message gives for this order: whole, or a correction of the present
    /// one, such as "it is 312, not 321".
    pub(super) fn address_for(&mut self, number: &OrderNumber) -> Result<Option<String>, Need> {
        let orders = self.orders()?;
        let Some(order) = orders.iter().find(|order| order.number == *number) else {
            return Ok(self.address_said());
        };
        let said = self.heard.said;
        if let Some(corrected) = corrected(&order.address, said, self.slot(SlotName::Address)) {
            return Ok(Some(corrected));
        }
        if let Some(address) = self.address_said() {
            return Ok(Some(address));
        }
        let asked = matches!(self.heard.memory.pending, Some(Pending::Address { .. }));
        if asked && !said.contains('?') && looks_like_address(said) {
            return Ok(Some(plain::shortened(said, ADDRESS_CHARS_MAX)));
        }
        Ok(None)
    }

    /// Asks where this order should go.
    pub(super) fn ask_address(&mut self, number: &OrderNumber) -> Result<(), Need> {
        let orders = self.orders()?;
        let Some(order) = orders.iter().find(|order| order.number == *number) else {
            // Asking for its status gives the one answer to orders that are not theirs.
            self.facts(Question::Status(number.clone()))?;
            return Ok(());
        };
        self.memory.mention(number);
        if words::over(order.stage) {
            self.tell_status(order);
            self.say("address-too-late", &[]);
            return Ok(());
        }
        let address = self.outside(&order.address);
        let arguments = [("order", number.to_string()), ("address", address)];
        self.say("address-ask", &arguments);
        self.say("address-rule", &[]);
        self.memory.pending = Some(Pending::Address {
            order: number.clone(),
        });
        Ok(())
    }

    /// Says what this address would lead to, and asks for a click.
    pub(super) fn quote_address(
        &mut self,
        number: &OrderNumber,
        address: &str,
    ) -> Result<(), Need> {
        let question = Question::AddressQuote(number.clone(), address.to_owned());
        if self.facts(question.clone())?.is_none() {
            return Ok(());
        }
        let Answer::Preview(order, preview) = self.ask(question)? else {
            return Ok(());
        };
        let written = preview.address.as_deref().unwrap_or(address).to_owned();
        let shown = self.outside(&written);
        let change = Change::Address {
            order: order.number.clone(),
            address: written,
        };
        let number = ("order", order.number.to_string());
        match preview.verdict {
            Verdict::Allowed | Verdict::NeedsApproval => {
                self.say("address-quote", &[number.clone(), ("address", shown)]);
                self.tell_difference(preview);
                if preview.verdict == Verdict::NeedsApproval {
                    self.say("store-decides", &[]);
                }
                if let Some(window) = preview.window {
                    let window = words::window(self.language, self.heard.now, window);
                    self.say("address-window", &[("window", window)]);
                }
                self.say("confirm-question", &[]);
                self.propose(change, Some(preview.clone()));
                return Ok(());
            }
            Verdict::AlreadyOut => {
                self.say("address-already-out", &[number]);
                self.offer_person(Some(order.number.clone()));
            }
            Verdict::OutOfZone => self.say("address-out-of-zone", &[("address", shown)]),
            Verdict::UnknownAddress => {
                self.say("address-unknown", &[("address", shown)]);
                self.memory.pending = Some(Pending::Address {
                    order: order.number.clone(),
                });
                return Ok(());
            }
            Verdict::Refused => {
                self.say("address-refused", &[number]);
                self.offer_person(Some(order.number.clone()));
            }
        }
        self.memory.refused = Some(Refused {
            change,
            preview: preview.clone(),
        });
        Ok(())
    }

    fn tell_difference(&mut self, preview: &Preview) {
        if preview.fee > Money::ZERO {
            self.say("fee-rises", &[("amount", preview.fee.to_string())]);
        } else if preview.refund > Money::ZERO {
            self.say("fee-falls", &[("amount", preview.refund.to_string())]);
        } else {
            self.say("fee-stays", &[]);
        }
    }
}

/// What is behind "bring it to" and its like, when that could be an address.
fn behind_verb(said: &str) -> Option<&str> {
    const VERBS: &[&str] = &[
        "bring it to ",
        "deliver it to ",
        "deliver to ",
        "send it to ",
        "take it to ",
        "change it to ",
        "manda pra ",
        "manda para ",
        "mandar pra ",
        "mandar para ",
        "muda pra ",
        "muda para ",
        "mudar pra ",
        "mudar para ",
        "leva pra ",
        "leva para ",
        "entrega na ",
        "entrega no ",
        "entrega em ",
        "entregar na ",
        "entregar no ",
        "traz pra ",
        "trocar pra ",
        "troca pra ",
        "mandalo a ",
        "llevalo a ",
        "llevenlo a ",
        "mandenlo a ",
        "cambiala a ",
        "cambiar a ",
    ];
    // Folding keeps the number of characters but for very few, which are in no address.
    let folded = plain::folded(said);
    let (at, verb) = VERBS
        .iter()
        .find_map(|verb| Some((folded.find(verb)?, verb)))?;
    let characters = folded[..at].chars().count() + verb.chars().count();
    let (start, _) = said.char_indices().nth(characters)?;
    let place = said[start..].trim().trim_end_matches(['?', '!', '.']);
    looks_like_address(place).then_some(place)
}

/// Whether a message could be an address: it names a kind of street, or a number besides words.
pub(super) fn looks_like_address(said: &str) -> bool {
    let words = plain::words(said);
    let street = words.iter().any(|word| STREETS.contains(&word.as_str()));
    let number = words
        .iter()
        .any(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    words.len() >= 2 && (street || (number && words.len() <= 12))
}

/// The present address with a number exchanged, when that is all that the message says.
///
/// A number that is in the address gives way to one that is not; a number alone takes the place of
/// the door's within a building, if one was named, or of the house's.
fn corrected(current: &str, said: &str, slot: Option<&str>) -> Option<String> {
    let here = plain::words(current);
    let named = plain::words(slot.unwrap_or(said));
    let all = plain::words(said);
    let numeric = |word: &String| word.len() <= 6 && word.bytes().any(|byte| byte.is_ascii_digit());
    // Words that are neither of the present address nor empty speak of another place.
    let elsewhere = named.iter().any(|word| {
        !numeric(word)
            && !here.contains(word)
            && !FILLERS.contains(&word.as_str())
            && !DOORS.contains(&word.as_str())
    });
    let new: Vec<&String> = all
        .iter()
        .filter(|word| numeric(word) && !here.contains(word))
        .collect();
    let [new] = new.as_slice() else { return None };
    if elsewhere || !named.contains(new) && slot.is_some() {
        return None;
    }
    if let Some(old) = all.iter().find(|word| numeric(word) && here.contains(word)) {
        return replaced(current, old, new);
    }
    let door = all.iter().any(|word| DOORS.contains(&word.as_str()));
    if door {
        let at = here
            .iter()
            .position(|word| DOORS.contains(&word.as_str()))?;
        let old = here.get(at + 1).filter(|word| numeric(word))?;
        return replaced(current, old, new);
    }
    // Without a word for a street: "it is 312", or a street that is the present one.
    let old = here.iter().find(|word| numeric(word))?;
    let says_so = slot.is_some_and(|slot| plain::words(slot).len() == 1) || named.len() <= 6;
    says_so.then(|| replaced(current, old, new))?
}

/// The text with one word exchanged.
fn replaced(text: &str, old: &str, new: &str) -> Option<String> {
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        if plain::folded(word) == old {
            let mut replaced = text.to_owned();
            replaced.replace_range(at..at + word.len(), new);
            return Some(replaced);
        }
        at += piece.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_corrected() {
        let current = "Rua do Porto, 67, apto 203, Centro";
        let after = |said, slot| corrected(current, said, slot);
        let house = Some("Rua do Porto, 76, apto 203, Centro".to_owned());
        assert_eq!(after("é 76 e não 67", Some("76")), house);
        assert_eq!(after("o certo é 76", None), house);
        assert_eq!(after("it's 76, not 67", Some("76")), house);
        assert_eq!(
            after("76 da rua do porto", Some("76 da rua do porto")),
            house
        );
        let door = Some("Rua do Porto, 67, apto 302, Centro".to_owned());
        assert_eq!(after("wrong apartment, it is 302", Some("302")), door);
        assert_eq!(after("apto 302 e não 203", Some("apto 302")), door);
    }

    #[test]
    fn another_place_is_no_correction() {
        let current = "Rua do Porto, 67, Centro";
        for said in [
            "Rua das Flores, 12",
            "muda pra Av. Central, 800",
            "hotel Sol, room 5",
        ] {
            assert_eq!(corrected(current, said, Some(said)), None, "{said}");
        }
    }
}
