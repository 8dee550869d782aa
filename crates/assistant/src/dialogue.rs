//! What the grounded responder says and asks for: pure, from what is remembered and what was
//! understood.
//!
//! [`decide`] either gives a whole answer or names what it needs of the shop first; it is then
//! asked again with that at hand. It changes nothing: an answer comes with the memory as it would
//! be afterwards. Each topic is a file of its own.

mod address;
mod affirmation;
mod cancel;
mod courier;
mod eta;
mod follow_up;
mod instructions;
mod known;
mod passages;
mod person;
mod receipt;
mod scope;
mod small_talk;
mod status;
mod topic;
mod which;

use jiff::civil::DateTime;
use understanding::{Intent, Language, SlotName, Understood};

use crate::memory::Memory;
use crate::plain::{self, Hosts};
use crate::proposal::ProposalId;
use crate::shop::HandedOver;
use crate::texts;
use crate::tool::{Change, OrderFacts, OrderNumber, Preview};
use crate::turn::{Card, Piece};

pub(crate) use affirmation::{Affirmation, affirmation};
pub(crate) use known::{Known, Need};

/// A message, and all that is known about it before the shop is asked.
pub(crate) struct Heard<'a> {
    /// As it was typed, without what cannot be seen.
    pub(crate) said: &'a str,
    /// What it means.
    pub(crate) understood: &'a Understood,
    /// What was before.
    pub(crate) memory: &'a Memory,
    /// What time it is at the shop.
    pub(crate) now: DateTime,
    /// Whom to greet.
    pub(crate) name: Option<String>,
    /// The shop's own hosts.
    pub(crate) hosts: &'a Hosts,
}

/// An answer, and what it leaves behind.
#[derive(Debug)]
pub(crate) struct Answered {
    /// What is shown, in order.
    pub(crate) pieces: Vec<Piece>,
    /// The memory afterwards.
    pub(crate) memory: Memory,
    /// The message was an explicit yes to this.
    pub(crate) said_yes: Option<ProposalId>,
    /// The customer wants a person.
    pub(crate) wants_person: bool,
    /// Nothing was known, or the message was not understood.
    pub(crate) did_not_know: bool,
    /// The customer was shown which orders there are.
    pub(crate) listed: bool,
}

/// Answers, or says what it needs for that.
pub(crate) fn decide(heard: &Heard<'_>, known: &Known) -> Result<Answered, Need> {
    let mut turn = Turn::new(heard, known);
    topic::answer(&mut turn)?;
    Ok(turn.answered())
}

/// An answer while it is being found.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of an answer, and none excludes another"
)]
pub(crate) struct Turn<'a> {
    heard: &'a Heard<'a>,
    known: &'a Known,
    language: Language,
    memory: Memory,
    pieces: Vec<Piece>,
    said_yes: Option<ProposalId>,
    wants_person: bool,
    did_not_know: bool,
    listed: bool,
    /// The message takes up what was given up.
    resumes: bool,
}

impl<'a> Turn<'a> {
    fn new(heard: &'a Heard<'a>, known: &'a Known) -> Turn<'a> {
        let mut memory = heard.memory.clone();
        memory.language = heard.understood.language;
        memory.refused = None;
        memory.not_found = None;
        Turn {
            heard,
            known,
            language: heard.understood.language,
            memory,
            pieces: Vec::new(),
            said_yes: None,
            wants_person: false,
            did_not_know: false,
            listed: false,
            resumes: false,
        }
    }

    fn answered(mut self) -> Answered {
        if self.did_not_know {
            self.memory.failures += 1;
        } else {
            self.memory.failures = 0;
        }
        Answered {
            pieces: self.pieces,
            memory: self.memory,
            said_yes: self.said_yes,
            wants_person: self.wants_person,
            did_not_know: self.did_not_know,
            listed: self.listed,
        }
    }

    fn intent(&self) -> Intent {
        self.heard.understood.intent
    }

    fn slot(&self, name: SlotName) -> Option<&'a str> {
        self.heard.understood.slots.get(name)
    }

    /// The words of the message as they are compared.
    fn words(&self) -> Vec<String> {
        plain::words(self.heard.said)
    }

    /// A text in the language of the message.
    fn text(&self, key: &str, arguments: &[(&str, String)]) -> String {
        texts::text(self.language, key, arguments)
    }

    /// Says a text of the shop's.
    fn say(&mut self, key: &str, arguments: &[(&str, String)]) {
        let text = self.text(key, arguments);
        self.speak(&text);
    }

    /// Says something that is plain already, behind what was said.
    fn speak(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text { text: before }) => {
                before.push(' ');
                before.push_str(text);
            }
            Some(_) => {
                let text = format!("\n{}", text.trim_start());
                self.pieces.push(Piece::Text { text });
            }
            None => self.pieces.push(Piece::Text {
                text: text.to_owned(),
            }),
        }
    }

    fn show(&mut self, piece: Piece) {
        self.pieces.push(piece);
    }

    /// Words from outside, fit to be shown within a sentence.
    fn outside(&self, text: &str) -> String {
        const CHARS_MAX: usize = 200;
        plain::outside(text, CHARS_MAX, self.heard.hosts)
    }

    /// Shows a change that waits for a click.
    fn propose(&mut self, change: Change, preview: Option<Preview>) {
        if self.memory.proposal.take().is_some() {
            self.show(Piece::ProposalDropped);
        }
        self.memory.declined = None;
        let proposal = self.memory.propose(change, preview, self.heard.now);
        self.show(Piece::Proposal(proposal));
    }

    /// What was proposed is not any more.
    fn drop_proposal(&mut self) -> Option<Change> {
        let dropped = self.memory.proposal.take()?;
        self.show(Piece::ProposalDropped);
        Some(dropped.change)
    }

    /// Shows which orders there are.
    fn list(&mut self, orders: &[OrderFacts]) {
        self.listed = true;
        self.memory.listed = orders.iter().map(|order| order.number.clone()).collect();
        let shown = orders.iter().map(|order| order.shown(self.heard.hosts));
        self.show(Piece::Card(Card::Orders {
            orders: shown.collect(),
        }));
    }

    /// The one answer to an order that is not this customer's, whether it exists or not.
    fn not_found(&mut self, number: &OrderNumber) {
        self.memory.not_found = Some(number.clone());
        self.say("not-found", &[("order", number.to_string())]);
    }

    /// Offers a person, unless one is coming.
    fn offer_person(&mut self, order: Option<OrderNumber>) {
        if self.memory.person == crate::memory::Person::NotAsked {
            self.memory.pending = Some(crate::memory::Pending::Person { order });
            self.say("offer-person", &[]);
        }
    }

    fn handed_over(&self) -> Option<HandedOver> {
        self.known.handed_over
    }
}
