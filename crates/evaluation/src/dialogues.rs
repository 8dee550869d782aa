//! Whole conversations: is every turn right in its tool, arguments, facts and effect?
//!
//! The scoring is that of the set's own `score.py`: texts are compared without accents and case,
//! times `20h00` as `20:00`, amounts `3,00` as `3.00`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use assistant::plain::Hosts;
use assistant::turn::{Outcome, Piece};
use assistant::understand::Reader;
use assistant::{Assistant, Memory};
use knowledge::{Encoder, KnowledgeBase};
use serde::Deserialize;
use serde_json::Value;
use understanding::Intent;

use crate::intents;
use crate::world::{self, Effect, World, WorldFile};

#[derive(Deserialize)]
struct Dialogue {
    id: String,
    world: WorldFile,
    turns: Vec<TurnRow>,
}

#[derive(Deserialize)]
struct TurnRow {
    user: String,
    expect: Expected,
}

#[derive(Deserialize)]
struct Expected {
    intent: String,
    #[serde(default)]
    also_intents: Vec<String>,
    tool: String,
    #[serde(default)]
    also_tools: Vec<String>,
    args: BTreeMap<String, Value>,
    must_contain: Vec<String>,
    must_not_contain: Vec<String>,
    effect: Option<Effect>,
}

/// How many turns were right.
#[derive(Default)]
pub(crate) struct Dialogues {
    turns: usize,
    right: usize,
    held: usize,
    whole: usize,
    wrong_effects: usize,
    intents: usize,
    /// The turns that were not right.
    pub(crate) wrong: Vec<Wrong>,
}

/// A turn that was not right.
pub(crate) struct Wrong {
    /// In which conversation.
    pub(crate) dialogue: String,
    said: String,
    because: String,
    tool: String,
    arguments: BTreeMap<String, String>,
    reply: String,
    intent: Option<Intent>,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let intent = self.intent.map_or("none", Intent::as_str);
        writeln!(f, "{}: {}", self.dialogue, self.said)?;
        writeln!(f, "  wrong: {}", self.because)?;
        writeln!(f, "  {intent} -> {} {:?}", self.tool, self.arguments)?;
        write!(f, "  {}", self.reply.replace('\n', "\n  "))
    }
}

impl Dialogues {
    /// The share of turns that were right.
    pub(crate) fn turns_right(&self) -> f64 {
        share(self.right, self.turns)
    }

    /// Turns that had an effect they should not have had, or lacked one.
    pub(crate) fn wrong_effects(&self) -> usize {
        self.wrong_effects
    }
}

impl fmt::Display for Dialogues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "dialogues: {:.1} % of {} turns right, {:.1} % of {} dialogues; wrong effects {}; intents {:.1} %",
            100.0 * self.turns_right(),
            self.turns,
            100.0 * share(self.whole, self.held),
            self.held,
            self.wrong_effects(),
            100.0 * share(self.intents, self.turns),
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "sets have less than 2^52 rows")]
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Holds every conversation of `set/dialogues.jsonl`.
pub(crate) fn evaluate(
    set: &Path,
    encoder: Option<Arc<Encoder>>,
) -> Result<Dialogues, Box<dyn Error>> {
    let assistant = assistant(encoder.clone());
    let texts = Arc::new(world::texts(set, encoder, &[])?);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let file = std::fs::read_to_string(set.join("dialogues.jsonl"))?;
    let mut dialogues = Dialogues::default();
    for line in file.lines() {
        let dialogue: Dialogue = serde_json::from_str(line)?;
        runtime.block_on(hold(&assistant, dialogue, &texts, &mut dialogues));
    }
    Ok(dialogues)
}

/// The assistant that is judged: without a large model.
pub(crate) fn assistant(encoder: Option<Arc<Encoder>>) -> Assistant {
    let reader = Reader::new(intents::understanding(encoder), world::vocabulary());
    Assistant::new(Arc::new(reader), Hosts::new(["sabordavila.example"]))
}

/// What a turn has brought forth.
struct Turned {
    outcome: Outcome,
    reply: String,
    tool: String,
    arguments: BTreeMap<String, String>,
}

async fn hold(
    assistant: &Assistant,
    dialogue: Dialogue,
    texts: &Arc<KnowledgeBase>,
    dialogues: &mut Dialogues,
) {
    let language = dialogue.world.customer.lang;
    let shop = World::new(dialogue.world, Arc::clone(texts));
    let mut memory = Memory::new(language);
    let mut whole = true;
    for row in dialogue.turns {
        let turned = turn(assistant, &shop, &mut memory, &row.user).await;
        let effects = shop.take_effects();
        let because = judge(&row.expect, &turned, &effects);
        dialogues.turns += 1;
        let effects_wrong = effects.as_slice() != row.expect.effect.as_slice();
        dialogues.wrong_effects += usize::from(effects_wrong);
        let intent = turned.outcome.intent;
        let named = intent.map_or("none", Intent::as_str);
        let expected = &row.expect;
        dialogues.intents += usize::from(
            expected.intent == named || expected.also_intents.iter().any(|also| also == named),
        );
        if because.is_empty() {
            dialogues.right += 1;
        } else {
            whole = false;
            dialogues.wrong.push(Wrong {
                dialogue: dialogue.id.clone(),
                said: row.user,
                because: because.join("; "),
                tool: turned.tool,
                arguments: turned.arguments,
                reply: turned.reply,
                intent,
            });
        }
    }
    dialogues.held += 1;
    dialogues.whole += usize::from(whole);
}

/// One turn; where the customer wrote an explicit yes, the button is pressed for them.
async fn turn(assistant: &Assistant, shop: &World, memory: &mut Memory, said: &str) -> Turned {
    use assistant::shop::Shop;

    let mut reply = String::new();
    let mut take = |piece: Piece| {
        if let Piece::Text { text } = piece {
            reply.push_str(&text);
            reply.push('\n');
        }
    };
    let outcome = assistant.turn(shop, memory, said, &mut take).await;
    let proposal = memory
        .proposal
        .clone()
        .filter(|proposal| outcome.said_yes == Some(proposal.id));
    let (tool, arguments) = match proposal {
        Some(proposal) => {
            let changed = shop.change(&proposal.change).await;
            assistant.confirmed(memory, &proposal, changed, &mut take);
            let arguments = proposal.change.arguments().into_iter();
            let arguments = arguments.map(|(name, value)| (name.to_owned(), value.to_owned()));
            (proposal.change.tool().to_owned(), arguments.collect())
        }
        None => match outcome.calls.last() {
            Some(call) => {
                let arguments = call.arguments.iter();
                let arguments = arguments.map(|(name, value)| ((*name).to_owned(), value.clone()));
                (call.tool.to_owned(), arguments.collect())
            }
            None => ("none".to_owned(), BTreeMap::new()),
        },
    };
    Turned {
        outcome,
        reply,
        tool,
        arguments,
    }
}

/// What is wrong with a turn.
fn judge(expected: &Expected, turned: &Turned, effects: &[Effect]) -> Vec<String> {
    let mut wrong = Vec::new();
    let tool = &turned.tool;
    if *tool != expected.tool && !expected.also_tools.contains(tool) {
        wrong.push(format!("the tool should be {}", expected.tool));
    }
    if tool != "none" {
        for (name, value) in &expected.args {
            let given = turned.arguments.get(name).map_or("", String::as_str);
            let wanted = value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned);
            if comparable(given) != comparable(&wanted) {
                wrong.push(format!("{name} should be `{wanted}`"));
            }
        }
    }
    let reply = comparable(&turned.reply);
    let says = |text: &String| {
        text.split('|')
            .any(|text| reply.contains(&comparable(text)))
    };
    for text in expected.must_contain.iter().filter(|text| !says(text)) {
        wrong.push(format!("it should say `{text}`"));
    }
    for text in expected.must_not_contain.iter().filter(|text| says(text)) {
        wrong.push(format!("it should not say `{text}`"));
    }
    if effects != expected.effect.as_slice() {
        wrong.push(format!("the effect should be {:?}", expected.effect));
    }
    wrong
}

/// A text as texts are compared.
fn comparable(text: &str) -> String {
    use std::sync::LazyLock;

    use regex::Regex;

    static HOURS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(\d{1,2})h(\d{2})\b").expect("an expression"));
    static REAIS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"r\$\s*").expect("an expression"));
    static CENTS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d)[.,](\d{2})\b").expect("an expression"));
    let folded = assistant::plain::folded(text)
        .replace('\u{a0}', " ")
        .replace('…', "...")
        .replace('º', "o")
        .replace('ª', "a");
    let text = HOURS.replace_all(&folded, "$1:$2");
    let text = REAIS.replace_all(&text, "r$$");
    let text = CENTS.replace_all(&text, "$1.$2");
    let spaced: Vec<&str> = text.split_whitespace().collect();
    spaced
        .join(" ")
        .trim_matches([' ', '.', ',', ';', '!', '?'])
        .to_owned()
}
