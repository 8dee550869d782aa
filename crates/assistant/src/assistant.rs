//! The judgement of the assistant: one turn of a conversation.

use std::sync::Arc;

use understanding::{Intent, Language, Speaker, Understood};

use crate::dialogue::{Affirmation, Answered, Heard, affirmation};
use crate::grounded;
use crate::memory::{Memory, Pending, Person};
use crate::model::turn::Voice;
use crate::model::{Model, Prompts};
use crate::plain::{self, Hosts};
use crate::proposal::Proposal;
use crate::shop::{Changed, Shop, ShopError};
use crate::texts;
use crate::tool::Change;
use crate::turn::{Out, Outcome, Piece};
use crate::understand::Understand;

/// Of a message, so many characters are read.
pub const MESSAGE_CHARS_MAX: usize = 2_000;

/// After so many turns of a conversation the grounded responder answers alone: nobody talks that long
/// about an order, and a model costs money.
pub const MODEL_TURNS_MAX: u32 = 60;

/// After so many tokens of a conversation the grounded responder answers alone.
pub const MODEL_TOKENS_MAX: u64 = 200_000;

/// Of an address or an instruction, so many characters are told again.
const TOLD_CHARS_MAX: usize = 200;

/// The assistant. It holds no conversation: that is in a [`Memory`]; nor a customer: that is a
/// [`Shop`]. Cloning it costs a reference count.
#[derive(Clone)]
pub struct Assistant {
    understand: Arc<dyn Understand>,
    hosts: Hosts,
    voice: Option<Voice>,
}

impl Assistant {
    /// An assistant without a large model. `hosts` are the shop's own, to which links may lead.
    pub fn new(understand: Arc<dyn Understand>, hosts: Hosts) -> Assistant {
        Assistant {
            understand,
            hosts,
            voice: None,
        }
    }

    /// The same assistant, with a large model that finds the words. Where it fails before its first
    /// word, the grounded responder answers.
    #[must_use]
    pub fn with_model(self, model: Arc<dyn Model>, prompts: Prompts) -> Assistant {
        Assistant {
            voice: Some(Voice { model, prompts }),
            ..self
        }
    }

    /// Answers what a customer has said, piece by piece into `out`. It changes nothing but
    /// `memory`, and tells a person where that was asked for: changes are proposed, and carried out
    /// by whoever receives the click.
    ///
    /// When the future is dropped, `memory` is as it was.
    pub async fn turn(
        &self,
        shop: &dyn Shop,
        memory: &mut Memory,
        said: &str,
        out: &mut Out<'_>,
    ) -> Outcome {
        let said = plain::shortened(said, MESSAGE_CHARS_MAX);
        let understood = self.understand.understand(&said, &memory.said);
        let words = !plain::words(&said).is_empty();
        let spoken = match self.speaker(shop, memory, &said, &understood) {
            Some(voice) => {
                let spoken = self.speak(voice, shop, memory, &said, &understood, out);
                spoken.await
            }
            None => None,
        };
        let mut outcome = match spoken {
            Some(outcome) => outcome,
            None => self.grounded(shop, memory, &said, &understood, out).await,
        };
        outcome.intent = words.then_some(understood.intent);
        memory.turns = memory.turns.saturating_add(1);
        outcome
    }

    /// The model that answers this message, if one does. What must be certain is never left to it: an
    /// answer to a proposal, and asking for a person.
    fn speaker(
        &self,
        shop: &dyn Shop,
        memory: &Memory,
        said: &str,
        understood: &Understood,
    ) -> Option<&Voice> {
        let voice = self.voice.as_ref()?;
        let answers_proposal = memory
            .open_proposal(shop.now())
            .is_some_and(|open| affirmation(said, &open.change) != Affirmation::Neither);
        let certain = answers_proposal
            || understood.intent == Intent::HumanAgent
            || matches!(memory.pending, Some(Pending::Person { .. }));
        let spent = memory.turns >= MODEL_TURNS_MAX || memory.tokens >= MODEL_TOKENS_MAX;
        (!certain && !spent).then_some(voice)
    }

    /// The answer of a large model; nothing when it failed before anything was shown.
    async fn speak(
        &self,
        voice: &Voice,
        shop: &dyn Shop,
        memory: &mut Memory,
        said: &str,
        understood: &Understood,
        out: &mut Out<'_>,
    ) -> Option<Outcome> {
        let heard = Heard {
            said,
            understood,
            memory,
            now: shop.now(),
            name: plain::first_name(shop.customer()),
            hosts: &self.hosts,
        };
        let spoken = match crate::model::turn::respond(voice, &heard, shop, out).await {
            Ok(spoken) => spoken,
            Err(error) => {
                tracing::warn!(%error, "the grounded responder answers for the model");
                return None;
            }
        };
        *memory = spoken.memory;
        memory.failures = 0;
        memory.tokens = memory
            .tokens
            .saturating_add(spoken.tokens.input.saturating_add(spoken.tokens.output));
        memory.note(Speaker::Customer, said);
        memory.note(Speaker::Assistant, &spoken.words);
        Some(Outcome {
            calls: spoken.calls,
            handed_over: spoken.handed_over,
            wants_person: spoken.handed_over.is_some(),
            voice: if spoken.broke_off {
                crate::turn::Voice::ModelBrokeOff
            } else {
                crate::turn::Voice::Model
            },
            tokens: spoken.tokens,
            ..Outcome::default()
        })
    }

    /// The answer of the grounded responder.
    async fn grounded(
        &self,
        shop: &dyn Shop,
        memory: &mut Memory,
        said: &str,
        understood: &Understood,
        out: &mut Out<'_>,
    ) -> Outcome {
        let heard = Heard {
            said,
            understood,
            memory,
            now: shop.now(),
            name: plain::first_name(shop.customer()),
            hosts: &self.hosts,
        };
        let mut outcome = Outcome::default();
        match grounded::respond(&heard, shop).await {
            Ok(grounded) => {
                outcome.calls = grounded.calls;
                outcome.handed_over = grounded.handed_over;
                outcome.said_yes = grounded.answered.said_yes;
                outcome.wants_person = grounded.answered.wants_person;
                outcome.did_not_know = grounded.answered.did_not_know;
                deliver(grounded.answered, memory, said, out);
            }
            Err(error) => {
                tracing::warn!(%error, "a turn without the shop");
                outcome.did_not_know = true;
                memory.language = understood.language;
                memory.failures += 1;
                let mut text = texts::text(memory.language, "shop-silent", &[]);
                if memory.person == Person::NotAsked {
                    memory.pending = Some(Pending::Person { order: None });
                    text.push(' ');
                    text.push_str(&texts::text(memory.language, "offer-person", &[]));
                }
                memory.note(Speaker::Customer, said);
                memory.note(Speaker::Assistant, &text);
                out(Piece::Text { text });
            }
        }
        outcome
    }

    /// Says what came of a change after its click. The proposal is not open any more then.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what came of a change is told once"
    )]
    pub fn confirmed(
        &self,
        memory: &mut Memory,
        proposal: &Proposal,
        changed: Result<Changed, ShopError>,
        out: &mut Out<'_>,
    ) {
        close(memory, proposal);
        memory.declined = None;
        memory.mention(proposal.change.order());
        let key = match &changed {
            Ok(Changed::Done) => match &proposal.change {
                Change::Cancel { .. } => "done-cancel",
                Change::Address { .. } => "done-address",
                Change::Instructions { .. } => "done-instructions",
                Change::Substitute { .. } => "done-substitute",
            },
            Ok(Changed::Asked) => "asked-store",
            Ok(Changed::TooLate) => "too-late",
            Err(_) => "change-failed",
        };
        let plain = |text: &str| plain::outside(text, TOLD_CHARS_MAX, &self.hosts);
        let mut arguments = vec![("order", proposal.change.order().to_string())];
        match &proposal.change {
            Change::Address { address, .. } => arguments.push(("address", plain(address))),
            Change::Instructions { instructions, .. } => {
                arguments.push(("instructions", plain(instructions)));
            }
            Change::Cancel { .. } | Change::Substitute { .. } => {}
        }
        let mut text = texts::text(memory.language, key, &arguments);
        let refund = proposal
            .preview
            .as_ref()
            .map(|preview| preview.refund)
            .filter(|refund| refund.as_minor() > 0);
        if key == "done-cancel"
            && let Some(refund) = refund
        {
            let refund = [("refund", refund.to_string())];
            text.push(' ');
            text.push_str(&texts::text(memory.language, "done-cancel-refund", &refund));
        }
        memory.note(Speaker::Assistant, &text);
        out(Piece::Text { text });
    }

    /// Says that nothing was changed, after a click on No.
    pub fn declined(&self, memory: &mut Memory, proposal: &Proposal, out: &mut Out<'_>) {
        close(memory, proposal);
        memory.declined = Some(proposal.change.clone());
        let text = texts::text(memory.language, "kept-as-it-was", &[]);
        memory.note(Speaker::Assistant, &text);
        out(Piece::Text { text });
    }

    /// The words that a conversation begins with, before anything is said.
    pub fn welcome(&self, shop: &dyn Shop, language: Language) -> Vec<Piece> {
        let (key, arguments) = match plain::first_name(shop.customer()) {
            Some(name) => ("greeting-name", vec![("name", name)]),
            None => ("greeting", Vec::new()),
        };
        let suggestions = ["suggest-status", "suggest-eta", "suggest-address"];
        vec![
            Piece::Text {
                text: texts::text(language, key, &arguments),
            },
            Piece::Suggestions {
                messages: suggestions
                    .map(|key| texts::text(language, key, &[]))
                    .to_vec(),
            },
        ]
    }
}

/// The proposal is not open any more.
fn close(memory: &mut Memory, proposal: &Proposal) {
    if memory
        .proposal
        .as_ref()
        .is_some_and(|open| open.id == proposal.id)
    {
        memory.proposal = None;
    }
}

/// Shows an answer and takes over what it leaves behind.
fn deliver(answered: Answered, memory: &mut Memory, said: &str, out: &mut Out<'_>) {
    *memory = answered.memory;
    memory.note(Speaker::Customer, said);
    let mut spoken = String::new();
    for piece in answered.pieces {
        if let Piece::Text { text } = &piece {
            spoken.push_str(text);
            spoken.push(' ');
        }
        out(piece);
    }
    memory.note(Speaker::Assistant, &spoken);
}
