//! `entrega kb`: the texts that the assistant quotes from, in the data folder.
//!
//! The server may be up: files are written whole, and it follows what changes in the folder.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use knowledge::bases::Document;
use knowledge::evaluation::{self, Evaluation};
use knowledge::{
    Citation, DocumentName, Encoder, KnowledgeBase, KnowledgeBaseId, KnowledgeBases, KnowledgeError,
};
use serde::Serialize;

use crate::asl::counted;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::table::{Cell, Table};
use crate::terminal::{Stream, paint, print, say};
use crate::up::default_folder;

/// Where in the data folder knowledge bases are.
pub(crate) const FOLDER: &str = "knowledge";

/// The knowledge base that is meant when none is named.
const DEFAULT_BASE: &str = "shop";

/// The texts that the assistant quotes from.
#[derive(Debug, Subcommand)]
pub(crate) enum KbCommand {
    /// Put documents into a knowledge base: Markdown, HTML, PDF, CSV or text
    #[command(after_help = ADD_HELP)]
    Add(AddArguments),

    /// List knowledge bases and their documents
    #[command(visible_alias = "ls", after_help = LIST_HELP)]
    List(ListArguments),

    /// Take a document out of a knowledge base
    #[command(visible_alias = "rm", after_help = REMOVE_HELP)]
    Remove(RemoveArguments),

    /// Look which passages a question finds
    #[command(after_help = SEARCH_HELP)]
    Search(SearchArguments),

    /// Measure how often questions find the passages that answer them
    #[command(after_help = EVAL_HELP)]
    Eval(EvalArguments),
}

/// Which knowledge base, and how it is read.
#[derive(Args, Debug)]
pub(crate) struct BaseArguments {
    /// The knowledge base
    #[arg(long, value_name = "ID", default_value = DEFAULT_BASE)]
    base: KnowledgeBaseId,

    #[command(flatten)]
    place: PlaceArguments,
}

/// Where knowledge bases are.
#[derive(Args, Debug)]
pub(crate) struct PlaceArguments {
    /// The server's data folder [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// The weights of the embedding model (docs/knowledge.md); words alone are weighed without
    #[arg(long, value_name = "FILE", env = "ENTREGA_ENCODER")]
    encoder: Option<PathBuf>,

    /// Print one JSON document, for scripts
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct AddArguments {
    /// Files, and folders whose files are added with their paths in it
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    base: BaseArguments,
}

#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    place: PlaceArguments,
}

#[derive(Args, Debug)]
pub(crate) struct RemoveArguments {
    /// The document, as it is listed
    #[arg(value_name = "DOCUMENT")]
    document: DocumentName,

    #[command(flatten)]
    base: BaseArguments,
}

#[derive(Args, Debug)]
pub(crate) struct SearchArguments {
    /// The question, in Portuguese, English or Spanish
    #[arg(value_name = "QUESTION")]
    question: String,

    /// At most so many passages
    #[arg(long, short = 'n', value_name = "N", default_value_t = 3)]
    limit: usize,

    #[command(flatten)]
    base: BaseArguments,
}

#[derive(Args, Debug)]
pub(crate) struct EvalArguments {
    /// Questions, one JSON document a line: `id`, `question`, `relevant`
    #[arg(value_name = "FILE.jsonl")]
    questions: PathBuf,

    #[command(flatten)]
    base: BaseArguments,
}

const ADD_HELP: &str = "\
A document of the same name is replaced. One that cannot be read changes nothing.

Exit codes:
  0  added
  2  not added: a file cannot be read, or the knowledge base is full

Examples:
  entrega kb add handbook/
  entrega kb add allergens.csv faq.md --base shop";

const LIST_HELP: &str = "\
Examples:
  entrega kb list
  entrega kb list --json";

const REMOVE_HELP: &str = "\
Examples:
  entrega kb remove faq.md --base shop";

const SEARCH_HELP: &str = "\
Exit codes:
  0  answered
  1  nothing answers the question; what is nearest is shown
  2  not looked for

Examples:
  entrega kb search 'quanto custa a entrega?'
  entrega kb search 'are you open on sundays' -n 1 --json";

const EVAL_HELP: &str = "\
A line is a question and where it is answered; `relevant` is empty where it is not:
  {\"id\": \"q1\", \"question\": \"...\", \"relevant\": [{\"file\": \"faq.md\", \"heading\": \"Fees\"}]}

Examples:
  entrega kb eval questions.jsonl --base shop";

pub(crate) fn perform(command: &KbCommand) -> Result<Verdict, Fault> {
    match command {
        KbCommand::Add(arguments) => add(arguments),
        KbCommand::List(arguments) => list(&arguments.place),
        KbCommand::Remove(arguments) => {
            let bases = arguments.base.place.open()?;
            bases
                .remove_document(&arguments.base.base, &arguments.document)
                .map_err(fault)?;
            Ok(Verdict::Good)
        }
        KbCommand::Search(arguments) => search(arguments),
        KbCommand::Eval(arguments) => eval(arguments),
    }
}

impl PlaceArguments {
    fn open(&self) -> Result<KnowledgeBases, Fault> {
        let data = match &self.data {
            Some(folder) => folder.clone(),
            None => default_folder()?,
        };
        let encoder = match &self.encoder {
            Some(path) => Some(Arc::new(load(path)?)),
            None => None,
        };
        let bases = KnowledgeBases::open(&data.join(FOLDER), encoder).map_err(fault)?;
        Ok(bases)
    }
}

impl BaseArguments {
    fn open(&self) -> Result<Arc<KnowledgeBase>, Fault> {
        let bases = self.place.open()?;
        let base = bases.get(&self.base);
        base.ok_or_else(|| fault(KnowledgeError::NoBase(self.base.clone())))
    }
}

/// The weights of the embedding model.
pub(crate) fn load(path: &Path) -> Result<Encoder, Fault> {
    Encoder::load(path).map_err(|error| Fault::Misused {
        message: error.to_string(),
        hint: None,
    })
}

fn add(arguments: &AddArguments) -> Result<Verdict, Fault> {
    let bases = arguments.base.place.open()?;
    let mut added: Vec<Document> = Vec::new();
    for path in &arguments.paths {
        added.extend(bases.add(&arguments.base.base, path).map_err(fault)?);
    }
    if arguments.base.place.json {
        return print_json(&added);
    }
    for document in &added {
        let passages = counted(document.passages, "passage");
        print(&format!("{}: {passages}\n", document.name))?;
    }
    if added.is_empty() {
        say("no file is in a format that is read: .md, .html, .pdf, .csv or .txt\n");
    }
    Ok(Verdict::Good)
}

fn list(place: &PlaceArguments) -> Result<Verdict, Fault> {
    let bases = place.open()?;
    let mut documents: HashMap<KnowledgeBaseId, Vec<Document>> = HashMap::new();
    for id in bases.list() {
        documents.insert(id.clone(), bases.documents(&id).map_err(fault)?);
    }
    if place.json {
        return print_json(&documents);
    }
    let mut table = Table::new(["BASE", "DOCUMENT", "PASSAGES", "BYTES"]);
    for id in bases.list() {
        for document in documents.get(&id).into_iter().flatten() {
            table.push([
                Cell::plain(id.as_str()),
                Cell::plain(document.name.as_str()),
                Cell::plain(&document.passages.to_string()),
                Cell::plain(&document.bytes.to_string()),
            ]);
        }
    }
    print(&table.render(&Stream::Stdout.palette(), Stream::Stdout.width()))?;
    Ok(Verdict::Good)
}

/// A passage as `search` prints it.
#[derive(Serialize)]
struct Shown {
    score: f32,
    #[serde(flatten)]
    citation: Citation,
    text: String,
}

/// What `search` prints.
#[derive(Serialize)]
struct Searched {
    is_answered: bool,
    confidence: f32,
    found: Vec<Shown>,
}

fn search(arguments: &SearchArguments) -> Result<Verdict, Fault> {
    let base = arguments.base.open()?;
    let answered = base.search(&arguments.question, arguments.limit);
    let searched = Searched {
        is_answered: answered.is_answered,
        confidence: answered.confidence,
        found: answered
            .found
            .into_iter()
            .map(|found| Shown {
                score: found.score,
                citation: base.quote(&arguments.question, &found.passage),
                text: found.passage.text,
            })
            .collect(),
    };
    let verdict = if searched.is_answered {
        Verdict::Good
    } else {
        Verdict::Bad
    };
    if arguments.base.place.json {
        print_json(&searched)?;
        return Ok(verdict);
    }
    let palette = Stream::Stdout.palette();
    if !searched.is_answered {
        say("nothing answers this; the nearest:\n");
    }
    for shown in &searched.found {
        let place = match &shown.citation.heading {
            Some(heading) => format!("{} > {heading}", shown.citation.file),
            None => shown.citation.file.clone(),
        };
        let (place, score) = (paint(palette.strong, &place), shown.score);
        print(&format!(
            "{score:.2}  {place}\n      {}\n",
            shown.citation.quote
        ))?;
    }
    Ok(verdict)
}

fn eval(arguments: &EvalArguments) -> Result<Verdict, Fault> {
    let file = arguments.questions.display().to_string();
    let text = fs::read_to_string(&arguments.questions).map_err(|source| Fault::Unreadable {
        file: file.clone(),
        source,
    })?;
    let questions =
        evaluation::questions(&text).map_err(|source| Fault::Unreadable { file, source })?;
    let base = arguments.base.open()?;
    let (evaluation, outcomes) = evaluation::evaluate(&base, &questions);
    if arguments.base.place.json {
        #[derive(Serialize)]
        struct Evaluated<'e> {
            #[serde(flatten)]
            evaluation: Evaluation,
            questions: &'e [evaluation::Outcome],
        }
        return print_json(&Evaluated {
            evaluation,
            questions: &outcomes,
        });
    }
    let percent = |share: f64| format!("{:5.1} %", 100.0 * share);
    let mut text = String::new();
    for (what, share) in [
        ("hit@1", evaluation.hit_1),
        ("hit@3", evaluation.hit_3),
        ("hit@5", evaluation.hit_5),
        (
            "abstained where there is no answer",
            evaluation.unanswerable_admitted,
        ),
        ("abstained where there is one", evaluation.wrongly_abstained),
    ] {
        let _ = writeln!(text, "{}  {what}", percent(share));
    }
    let _ = writeln!(
        text,
        "of {} with an answer and {} without",
        counted(evaluation.answerable, "question"),
        evaluation.unanswerable
    );
    print(&text)?;
    Ok(Verdict::Good)
}

fn print_json<T: Serialize>(value: &T) -> Result<Verdict, Fault> {
    let text = serde_json::to_string_pretty(value).expect("what is printed has text for keys");
    print(&format!("{text}\n"))?;
    Ok(Verdict::Good)
}

fn fault(error: KnowledgeError) -> Fault {
    match error {
        KnowledgeError::Disk {
            done: "read",
            path,
            because,
        } => Fault::Unreadable {
            file: path.display().to_string(),
            source: because,
        },
        KnowledgeError::Disk { path, because, .. } => Fault::Unwritable {
            file: path.display().to_string(),
            source: because,
        },
        other => Fault::Misused {
            message: other.to_string(),
            hint: None,
        },
    }
}
