//! A turn with a large model: rounds of words and tools, behind the guards.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use understanding::{Said, Speaker};

use crate::dialogue::Heard;
use crate::guard::calls::{self, Allowed, CALLS_PER_TURN_MAX, Dropped};
use crate::guard::output::Filter;
use crate::memory::{Memory, Person};
use crate::plain;
use crate::shop::{HandedOver, Shop, ShopError};
use crate::texts;
use crate::tool::{Answer, Change, OrderFacts, OrderNumber, Preview, Question, Verdict};
use crate::turn::{Call, Card, Out, Piece, Source, Tokens};

use super::prompt::About;
use super::{
    Block, Event, Message, Model, ModelError, Prompts, Request, Role, Stop, ToolCall, facts, tools,
};

/// A model is asked at most so often in one turn: once, and again after each use of tools.
const ROUNDS_MAX: usize = 5;

/// A model writes at most so many tokens a round: some three paragraphs.
const TOKENS_MAX: u32 = 700;

/// A model has so long to begin, and between two events. Nobody waits longer for a chat.
const PATIENCE: Duration = Duration::from_secs(20);

/// Of a passage, so many characters are quoted as a source.
const QUOTE_CHARS_MAX: usize = 300;

/// A large model, and what it is told.
#[derive(Clone)]
pub(crate) struct Voice {
    pub(crate) model: Arc<dyn Model>,
    pub(crate) prompts: Prompts,
}

/// What came of a turn with a model.
pub(crate) struct Spoken {
    /// The memory afterwards.
    pub(crate) memory: Memory,
    /// What was asked of the shop.
    pub(crate) calls: Vec<Call>,
    /// What came of asking for a person.
    pub(crate) handed_over: Option<HandedOver>,
    /// What it cost.
    pub(crate) tokens: Tokens,
    /// The words that were shown.
    pub(crate) words: String,
    /// It broke off after its first words.
    pub(crate) broke_off: bool,
}

/// A turn that a model could not hold, and of which nothing has been shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unspoken {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Shop(#[from] ShopError),
}

/// A turn while it goes on.
struct Turn<'a, 'o> {
    heard: &'a Heard<'a>,
    shop: &'a dyn Shop,
    out: &'a mut Out<'o>,
    orders: Vec<OrderFacts>,
    known: BTreeSet<OrderNumber>,
    memory: Memory,
    calls: Vec<Call>,
    handed_over: Option<HandedOver>,
    tokens: Tokens,
    words: String,
    shown: bool,
    proposed: bool,
    uses: usize,
}

/// Holds a turn. As long as nothing has been shown, it can fail and somebody else may answer.
pub(crate) async fn respond(
    voice: &Voice,
    heard: &Heard<'_>,
    shop: &dyn Shop,
    out: &mut Out<'_>,
) -> Result<Spoken, Unspoken> {
    let orders = match shop.ask(&Question::Orders).await? {
        Answer::Orders(orders) => orders,
        _ => Vec::new(),
    };
    let system = voice.prompts.system(&About {
        now: heard.now,
        name: heard.name.as_deref(),
        language: heard.understood.language,
        orders: &orders,
        hosts: heard.hosts,
    });
    let known = orders.iter().map(|order| order.number.clone()).collect();
    let mut memory = heard.memory.clone();
    memory.language = heard.understood.language;
    memory.topic = Some(heard.understood.intent);
    memory.pending = None;
    memory.refused = None;
    memory.not_found = None;
    if memory.proposal.is_some() && memory.open_proposal(heard.now).is_none() {
        memory.proposal = None;
        out(Piece::ProposalDropped);
    }
    let mut turn = Turn {
        heard,
        shop,
        out,
        orders,
        known,
        memory,
        calls: Vec::new(),
        handed_over: None,
        tokens: Tokens::default(),
        words: String::new(),
        shown: false,
        proposed: false,
        uses: 0,
    };
    let mut filter = Filter::new(voice.prompts.secrets(), heard.hosts.clone());
    let held = turn.hold(voice, system, &mut filter).await;
    let rest = filter.finish();
    turn.speak(&rest);
    if filter.has_leaked() {
        turn.say("not-shown");
    }
    let broke_off = match held {
        Ok(()) if turn.shown => false,
        Ok(()) => return Err(ModelError("it has said nothing".to_owned()).into()),
        Err(error) if !turn.shown => return Err(error),
        Err(error) => {
            tracing::warn!(%error, "a model broke off");
            turn.say("model-broke-off");
            true
        }
    };
    Ok(Spoken {
        memory: turn.memory,
        calls: turn.calls,
        handed_over: turn.handed_over,
        tokens: turn.tokens,
        words: turn.words,
        broke_off,
    })
}

impl Turn<'_, '_> {
    async fn hold(
        &mut self,
        voice: &Voice,
        system: String,
        filter: &mut Filter,
    ) -> Result<(), Unspoken> {
        let mut messages = conversation(&self.heard.memory.said, self.heard.said);
        for _ in 0..ROUNDS_MAX {
            let request = Request {
                system: system.clone(),
                messages: messages.clone(),
                tools: tools::all(),
                tokens_max: TOKENS_MAX,
            };
            let (said, wanted, stop) = self.listen(voice, request, filter).await?;
            if wanted.is_empty() || stop != Stop::Tools || filter.has_leaked() {
                return Ok(());
            }
            let mut blocks = Vec::new();
            if !said.is_empty() {
                blocks.push(Block::Text(said));
                self.speak(&filter.push("\n"));
            }
            blocks.extend(wanted.iter().cloned().map(Block::ToolUse));
            messages.push(Message {
                role: Role::Assistant,
                blocks,
            });
            let mut results = Vec::new();
            for call in &wanted {
                results.push(self.use_tool(call).await?);
            }
            messages.push(Message {
                role: Role::User,
                blocks: results,
            });
        }
        Ok(())
    }

    /// One round of a model: its words, which are shown, and the tools that it wants.
    async fn listen(
        &mut self,
        voice: &Voice,
        request: Request,
        filter: &mut Filter,
    ) -> Result<(String, Vec<ToolCall>, Stop), Unspoken> {
        let silent = |_| ModelError(format!("nothing came for {} s", PATIENCE.as_secs()));
        let mut events = tokio::time::timeout(PATIENCE, voice.model.converse(request))
            .await
            .map_err(silent)??;
        let mut said = String::new();
        let mut wanted = Vec::new();
        let mut stop = Stop::Complete;
        loop {
            let next = tokio::time::timeout(PATIENCE, events.next())
                .await
                .map_err(silent)??;
            match next {
                None => return Ok((said, wanted, stop)),
                Some(Event::Text(text)) => {
                    said.push_str(&text);
                    self.speak(&filter.push(&text));
                    if filter.has_leaked() {
                        return Ok((said, wanted, Stop::Cut));
                    }
                }
                Some(Event::ToolCall(call)) => wanted.push(call),
                Some(Event::Usage { input, output }) => {
                    self.tokens.input += input;
                    self.tokens.output += output;
                }
                Some(Event::Stop(reason)) => stop = reason,
            }
        }
    }

    /// Shows words that have passed the filter.
    fn speak(&mut self, text: &str) {
        if text.is_empty() || (self.words.is_empty() && text.trim().is_empty()) {
            return;
        }
        self.words.push_str(text);
        self.show(Piece::Text {
            text: text.to_owned(),
        });
    }

    /// Says a text of the shop's.
    fn say(&mut self, key: &str) {
        let text = texts::text(self.memory.language, key, &[]);
        let gap = if self.words.is_empty() { "" } else { " " };
        self.speak(&format!("{gap}{text}"));
    }

    fn show(&mut self, piece: Piece) {
        self.shown = true;
        (self.out)(piece);
    }

    /// Uses a tool for the model, if it may be used.
    async fn use_tool(&mut self, call: &ToolCall) -> Result<Block, ShopError> {
        self.uses += 1;
        let allowed = if self.uses > CALLS_PER_TURN_MAX {
            Err(Dropped::TooMany)
        } else {
            calls::read(&call.name, &call.arguments, &self.known)
        };
        let (content, dropped) = match allowed {
            Ok(Allowed::Read(question)) => (self.read(question).await?, false),
            Ok(Allowed::Propose(change)) => (self.propose(change).await?, false),
            Ok(Allowed::HandOver { order, why }) => (self.hand_over(order, &why).await?, false),
            Err(dropped) => {
                tracing::info!(tool = call.name, %dropped, "a call of a model was dropped");
                (json!({"dropped": dropped.to_string()}), true)
            }
        };
        Ok(Block::ToolResult {
            id: call.id.clone(),
            content,
            dropped,
        })
    }

    async fn read(&mut self, question: Question) -> Result<Value, ShopError> {
        let answer = self.shop.ask(&question).await?;
        self.calls.push(Call::of(&question));
        self.show_facts(&question, &answer);
        Ok(facts::answer(&answer, self.heard.hosts))
    }

    /// Shows what a tool has said, beside the model's words.
    fn show_facts(&mut self, question: &Question, answer: &Answer) {
        let hosts = self.heard.hosts;
        let shown = |order: &OrderFacts| Box::new(order.shown(hosts));
        let card = match (question, answer) {
            (Question::Eta(_), Answer::Order(order)) => Card::Eta {
                order: shown(order),
            },
            (Question::Receipt(_), Answer::Order(order)) => Card::Receipt {
                order: shown(order),
            },
            (_, Answer::Order(order)) => Card::Status {
                order: shown(order),
                courier: None,
            },
            (_, Answer::Courier(order, courier)) => Card::Status {
                order: shown(order),
                courier: courier.as_ref().map(|courier| courier.shown(hosts)),
            },
            (_, Answer::Orders(orders)) => {
                self.memory.listed = orders.iter().map(|order| order.number.clone()).collect();
                Card::Orders {
                    orders: orders.iter().map(|order| order.shown(hosts)).collect(),
                }
            }
            (_, Answer::Knowledge(found)) => {
                for found in found.iter().take(2) {
                    let passage = &found.passage;
                    let quote = plain::outside(&passage.text, QUOTE_CHARS_MAX, hosts);
                    let plain = |text: &String| plain::outside(text, QUOTE_CHARS_MAX, hosts);
                    self.show(Piece::Source(Source::Passage(knowledge::Citation {
                        file: passage.file.clone(),
                        heading: passage.headings.last().map(plain),
                        quote,
                    })));
                }
                return;
            }
            (_, Answer::Preview(order, _)) => {
                self.memory.mention(&order.number);
                return;
            }
            (_, Answer::NotFound(_)) => return,
        };
        if let Answer::Order(order) | Answer::Courier(order, _) = answer {
            self.memory.mention(&order.number);
            if let Some(event) = &order.event {
                self.show(Piece::Source(Source::Event {
                    order: order.number.clone(),
                    event: event.clone(),
                }));
            }
        }
        self.show(Piece::Card(card));
    }

    /// Makes a proposal of a change, when the policy lets it; one a turn.
    async fn propose(&mut self, change: Change) -> Result<Value, ShopError> {
        if self.proposed {
            return Ok(
                json!({"dropped": "one change at a time: the customer has to answer first"}),
            );
        }
        let (change, preview) = match change {
            Change::Cancel { order } => {
                let question = Question::CancelQuote(order.clone());
                let preview = self.preview(&question).await?;
                (Change::Cancel { order }, preview)
            }
            Change::Address { order, address } => {
                let question = Question::AddressQuote(order.clone(), address.clone());
                let preview = self.preview(&question).await?;
                let written = preview.as_ref().and_then(|preview| preview.address.clone());
                let address = written.unwrap_or(address);
                (Change::Address { order, address }, preview)
            }
            Change::Instructions {
                order,
                instructions,
            } => {
                let open = self
                    .orders
                    .iter()
                    .any(|known| known.number == order && !crate::words::over(known.stage));
                if !open {
                    return Ok(json!({"refused": "the order is over"}));
                }
                let instructions = plain::outside(
                    &instructions,
                    crate::tool::INSTRUCTIONS_CHARS_MAX,
                    self.heard.hosts,
                );
                return Ok(self.proposed(
                    Change::Instructions {
                        order,
                        instructions,
                    },
                    None,
                ));
            }
            Change::Substitute { .. } => {
                return Ok(json!({"dropped": Dropped::UnknownTool.to_string()}));
            }
        };
        let Some(preview) = preview else {
            return Ok(json!({"dropped": Dropped::NotTheirs.to_string()}));
        };
        match preview.verdict {
            Verdict::Allowed | Verdict::NeedsApproval => Ok(self.proposed(change, Some(preview))),
            Verdict::AlreadyOut
            | Verdict::OutOfZone
            | Verdict::UnknownAddress
            | Verdict::Refused => Ok(json!({"refused": preview.verdict})),
        }
    }

    async fn preview(&mut self, question: &Question) -> Result<Option<Preview>, ShopError> {
        let answer = self.shop.ask(question).await?;
        self.calls.push(Call::of(question));
        Ok(match answer {
            Answer::Preview(order, preview) => {
                self.memory.mention(&order.number);
                Some(preview)
            }
            _ => None,
        })
    }

    fn proposed(&mut self, change: Change, preview: Option<Preview>) -> Value {
        self.proposed = true;
        if self.memory.proposal.take().is_some() {
            self.show(Piece::ProposalDropped);
        }
        self.memory.declined = None;
        let cost = preview.as_ref().map(
            |preview| json!({"fee": preview.fee.to_string(), "refund": preview.refund.to_string()}),
        );
        let proposal = self.memory.propose(change, preview, self.heard.now);
        self.show(Piece::Proposal(proposal));
        json!({"proposed": true, "cost": cost, "next": "the customer has to press Confirm; nothing has changed yet"})
    }

    async fn hand_over(
        &mut self,
        order: Option<OrderNumber>,
        why: &str,
    ) -> Result<Value, ShopError> {
        if self.memory.person != Person::NotAsked {
            return Ok(json!({"handed_over": "a person has been told already"}));
        }
        // The customer's own words go with it: the model's could be anybody's.
        let _ = why;
        let why = plain::shortened(self.heard.said, QUOTE_CHARS_MAX);
        let came_of_it = self.shop.hand_over(order.as_ref(), &why).await?;
        self.calls.push(Call::hand_over(order.as_ref(), &why));
        self.handed_over = Some(came_of_it);
        let (person, told) = match came_of_it {
            HandedOver::Queued(position) => {
                self.show(Piece::HandOver { order, position });
                (Person::Coming, "a person comes")
            }
            HandedOver::Already => (Person::Coming, "a person had been told already"),
            HandedOver::Closed => (Person::Later, "nobody is there now; one answers later"),
        };
        self.memory.person = person;
        Ok(json!({"handed_over": told}))
    }
}

/// The conversation as a model reads it: by turns, beginning with the customer.
fn conversation(before: &[Said], said: &str) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let now = Said {
        by: Speaker::Customer,
        text: said.to_owned(),
    };
    for said in before.iter().chain([&now]) {
        let role = match said.by {
            Speaker::Customer => Role::User,
            Speaker::Assistant => Role::Assistant,
        };
        let block = Block::Text(said.text.clone());
        match messages.last_mut() {
            Some(last) if last.role == role => last.blocks.push(block),
            None if role == Role::Assistant => {}
            _ => messages.push(Message {
                role,
                blocks: vec![block],
            }),
        }
    }
    messages
}
