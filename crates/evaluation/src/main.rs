//! Judges the assistant by sets of conversations, attacks and questions, as their own scoring does.
//!
//! A program of its own, so that no chore but this one has to be built with all that the assistant
//! needs. `cargo xtask eval` runs it with the embedding model fetched.

mod dialogues;
mod injections;
mod intents;
mod report;
mod retrieval;
mod world;

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use knowledge::Encoder;

use self::report::{Judged, Report};

/// Which sets, and where the figures go.
#[derive(Parser)]
#[command(about = "Judges the assistant by sets of conversations, attacks and questions")]
struct Options {
    /// The folder with the sets: `intents.jsonl`, `dialogues.jsonl`, `retrieval.jsonl`,
    /// `injections.jsonl`, `injection_world.json`, `knowledge/`
    #[arg(long, default_value = "../shared/chat-eval")]
    set: PathBuf,
    /// The weights of the embedding model; judged without them alone where there are none
    #[arg(long, env = "ENTREGA_ENCODER")]
    encoder: Option<PathBuf>,
    /// Where the figures are written as JSON
    #[arg(long)]
    json: Option<PathBuf>,
    /// Fails when a figure misses its goal
    #[arg(long)]
    demand: bool,
    /// Tells what was not right, and why
    #[arg(long)]
    explain: bool,
    /// Tells only of those whose id contains this
    #[arg(long, default_value = "")]
    only: String,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let without = judge(options, None)?;
    let with = match &options.encoder {
        Some(path) => Some(judge(options, Some(Arc::new(Encoder::load(path)?)))?),
        None => None,
    };
    // What keeps attacks out is not what finds meanings: they are stood once, by words.
    let injections = injections::evaluate(&options.set)?;
    eprintln!("{injections}");
    let report = Report {
        without,
        with,
        injections_grounded: injections.grounded.broken(),
        injections_worst_model: injections.worst_model.broken(),
    };
    println!("{report}");
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_string_pretty(&report)?)?;
    }
    let missed = report.missed();
    for one in &missed {
        eprintln!("missed: {one}");
    }
    Ok(if options.demand && !missed.is_empty() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn judge(options: &Options, encoder: Option<Arc<Encoder>>) -> Result<Judged, Box<dyn Error>> {
    let with = if encoder.is_some() { "with" } else { "without" };
    eprintln!("== {with} the embedding model");
    let intents = intents::evaluate(&options.set, encoder.clone())?;
    let dialogues = dialogues::evaluate(&options.set, encoder.clone())?;
    let retrieval = retrieval::evaluate(&options.set, encoder)?;
    eprintln!("{intents}\n{dialogues}\n{retrieval}");
    if options.explain {
        let of_interest = |id: &str| id.contains(&options.only);
        for (id, taken_for, text) in intents.wrong.iter().filter(|(id, ..)| of_interest(id)) {
            eprintln!("{id} is taken for {taken_for}: {text}");
        }
        for wrong in dialogues
            .wrong
            .iter()
            .filter(|one| of_interest(&one.dialogue))
        {
            eprintln!("{wrong}\n");
        }
    }
    Ok(Judged::new(&intents, &dialogues, &retrieval))
}
