//! Judges the assistant by sets of conversations, attacks and questions, as their own scoring does.

mod dialogues;
mod injections;
mod intents;
mod retrieval;
mod world;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use knowledge::Encoder;

use crate::encoder;

/// Which sets, and where the figures go.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder with the sets: `dialogues.jsonl`, `injections.jsonl`, `knowledge/`.
    #[arg(long, default_value = "../shared/chat-eval")]
    set: PathBuf,
    /// The weights of the embedding model; those of `cargo xtask encoder` otherwise, and judged
    /// without where there are none.
    #[arg(long)]
    encoder: Option<PathBuf>,
    /// Tells each turn that was not right, and why.
    #[arg(long)]
    explain: bool,
    /// Only conversations whose id contains this.
    #[arg(long, default_value = "")]
    only: String,
}

/// Prints the figures.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let encoder = options.encoder.clone().or_else(encoder::find);
    let encoder = match encoder {
        Some(path) => Some(Arc::new(Encoder::load(&path)?)),
        None => None,
    };
    let dialogues = dialogues::evaluate(&options.set, encoder.clone())?;
    if options.explain {
        for wrong in dialogues
            .wrong
            .iter()
            .filter(|wrong| wrong.dialogue.contains(&options.only))
        {
            println!("{wrong}\n");
        }
    }
    println!("{dialogues}");
    let intents = intents::evaluate(&options.set, encoder)?;
    if options.explain {
        let named = intents
            .wrong
            .iter()
            .filter(|(id, ..)| id.contains(&options.only));
        for (id, taken_for, text) in named {
            println!("{id} is taken for {taken_for}: {text}");
        }
    }
    println!("{intents}");
    println!("{}", retrieval::evaluate(&options.set, encoder)?);
    Ok(ExitCode::SUCCESS)
}
