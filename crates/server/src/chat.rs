//! `entrega chat`: a conversation with the shop of a running server, in the terminal. It knows the
//! server by its HTTP API alone, as a customer does.

mod line;
mod server;
mod shown;
mod words;

use std::collections::VecDeque;
use std::io::{BufRead as _, Write as _};

use asl::diagnostic::harmless;
use clap::Args;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use self::line::Line;
use self::server::{Server, SignedBy};
use self::shown::Shown;
use self::words::{Language, Words};
use crate::client::runtime;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::terminal::{Stream, paint};

/// The examples of `entrega chat --help`.
pub(crate) const CHAT_HELP: &str = "\
In the conversation:
  /pessoa, /person   talk to a person of the shop
  /parar, /stop      stop the answer
  /sair, /quit       leave; the conversation stays on the server

A change is made only when you answer its question with `s` or `y`: that is the click. On a server
with --demo, a customer of the town lends you an open order.

Examples:
  entrega chat
  entrega chat --order-link http://127.0.0.1:8080/r/TOKEN
  entrega chat --token TOKEN --lang en";

#[derive(Args, Debug)]
pub(crate) struct ChatArguments {
    /// Where the server is
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    server: String,

    /// At which store
    #[arg(long, value_name = "STORE", default_value = "loja")]
    store: String,

    /// The token of a customer who is signed in
    #[arg(
        long,
        value_name = "TOKEN",
        env = "ENTREGA_CUSTOMER_TOKEN",
        hide_env_values = true,
        conflicts_with = "order_link"
    )]
    token: Option<String>,

    /// The link of an order, or what stands at its end
    #[arg(long, value_name = "LINK")]
    order_link: Option<String>,

    /// How you are called, when you come as a guest
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// In which language: pt-BR, en or es [default: that of LANG]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

/// What is heard while a conversation goes on.
enum Heard {
    /// Somebody has typed a line; `None` when there are no more.
    Typed(Option<String>),
    /// A piece of an answer, or its end.
    Answer(&'static str, Value),
    /// Something in the conversation.
    Conversation(&'static str, Value),
}

/// Talks until the customer leaves.
pub(crate) fn chat(arguments: &ChatArguments) -> Result<Verdict, Fault> {
    let language = Language::of(arguments.lang.as_deref());
    runtime()?.block_on(talk(arguments, language))
}

async fn talk(arguments: &ChatArguments, language: Language) -> Result<Verdict, Fault> {
    let words = Words(language);
    let mut server = Server::new(&arguments.server, language)?;
    println_dim(&words.connecting(&arguments.server));
    let (sender, mut heard) = mpsc::unbounded_channel();
    listen_to_keyboard(sender.clone());
    if let Some(token) = &arguments.token {
        server.signed_by = SignedBy::Token(token.clone());
    } else if let Some(link) = &arguments.order_link {
        let token = link.rsplit('/').next().unwrap_or(link);
        let token = token.split(['?', '#']).next().unwrap_or(token);
        server.signed_by = SignedBy::Link(token.to_owned());
    } else if let Some((number, customer, token)) = server.demo_order().await {
        println_dim(&words.demo(number, &customer));
        server.signed_by = SignedBy::Link(token);
    } else {
        let name = if let Some(name) = &arguments.name {
            name.clone()
        } else {
            ask(&words.your_name());
            match typed(&mut heard).await {
                Some(name) if !name.trim().is_empty() => name,
                Some(_) => words.guest().to_owned(),
                None => return Ok(Verdict::Good),
            }
        };
        let guest = json!({"name": name.trim(), "language": language.shop()});
        let path = format!("/api/stores/{}/sessions", arguments.store);
        let session = server.post(&path, &guest, None).await?;
        let token = session["token"].as_str().unwrap_or_default();
        server.signed_by = SignedBy::Token(token.to_owned());
    }
    let wish = json!({"language": language.tag()});
    let begun = server.post("/api/chat/conversations", &wish, None).await?;
    let id = begun["id"].as_str().unwrap_or_default().to_owned();
    println_dim(&words.help());
    let mut shown = Shown::new(words);
    for piece in begun["welcome"].as_array().into_iter().flatten() {
        shown.piece(piece);
    }
    shown.end();
    let conversation = Talk {
        path: format!("/api/chat/conversations/{id}"),
        server,
        words,
        sender,
        shown,
        run: None,
        proposal: None,
        known: 0,
        waiting: VecDeque::new(),
    };
    conversation.go_on(heard).await
}

/// Reads lines on a thread of its own: a terminal cannot be waited for together with a server.
fn listen_to_keyboard(sender: mpsc::UnboundedSender<Heard>) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if sender.send(Heard::Typed(Some(line))).is_err() {
                return;
            }
        }
        let _ = sender.send(Heard::Typed(None));
    });
}

async fn typed(heard: &mut mpsc::UnboundedReceiver<Heard>) -> Option<String> {
    loop {
        match heard.recv().await? {
            Heard::Typed(line) => return line,
            Heard::Answer(..) | Heard::Conversation(..) => {}
        }
    }
}

/// A conversation that goes on.
struct Talk {
    path: String,
    server: Server,
    words: Words,
    sender: mpsc::UnboundedSender<Heard>,
    shown: Shown,
    /// The run that is answering.
    run: Option<u64>,
    /// The proposal that was asked about.
    proposal: Option<u64>,
    /// The last entry that was shown.
    known: u64,
    /// What was typed while an answer was coming.
    waiting: VecDeque<String>,
}

impl Talk {
    async fn go_on(mut self, mut heard: mpsc::UnboundedReceiver<Heard>) -> Result<Verdict, Fault> {
        let events = format!("{}/events", self.path);
        let news = self.server.follow(&events, 0).await?;
        let sender = self.sender.clone();
        tokio::spawn(news.tell(move |name, data| {
            let name = match name.as_str() {
                "entry" => "entry",
                "proposal" => "proposal",
                _ => return true,
            };
            sender.send(Heard::Conversation(name, data)).is_ok()
        }));
        self.prompt();
        let mut over = false;
        while let Some(next) = heard.recv().await {
            match next {
                Heard::Typed(None) => over = true,
                Heard::Typed(Some(line)) => {
                    if !self.typed(&line, &mut heard).await? {
                        return Ok(Verdict::Good);
                    }
                }
                Heard::Answer("piece", piece) => {
                    if piece["kind"] == "proposal" {
                        self.proposal = piece["id"].as_u64();
                    }
                    self.shown.piece(&piece);
                }
                Heard::Answer(_, end) => {
                    self.run = None;
                    self.known = self.known.max(end["entry"].as_u64().unwrap_or(0));
                    self.shown.ended(&end);
                    self.prompt();
                }
                Heard::Conversation("entry", entry) => self.entry(&entry),
                Heard::Conversation(_, proposal) => self.settled(&proposal),
            }
            if self.run.is_none()
                && let Some(text) = self.waiting.pop_front()
            {
                self.say(&text).await?;
            }
            // Whoever has said all they had to say is answered before it ends.
            if over && self.run.is_none() && self.waiting.is_empty() {
                return Ok(Verdict::Good);
            }
        }
        Ok(Verdict::Good)
    }

    /// Does what was typed; whether the conversation goes on.
    async fn typed(
        &mut self,
        line: &str,
        heard: &mut mpsc::UnboundedReceiver<Heard>,
    ) -> Result<bool, Fault> {
        match Line::read(line, self.proposal.is_some()) {
            Line::Nothing => self.prompt(),
            Line::Leave => return Ok(false),
            Line::Stop => {
                if let Some(run) = self.run {
                    let path = format!("{}/runs/{run}/stop", self.path);
                    self.server.post(&path, &json!({}), None).await?;
                }
            }
            Line::Person => {
                let path = format!("{}/person", self.path);
                self.server.post(&path, &json!({}), None).await?;
            }
            Line::Yes => self.answer("confirm", heard).await?,
            Line::No => self.answer("decline", heard).await?,
            Line::Message(text) if self.run.is_some() => self.waiting.push_back(text),
            Line::Message(text) => self.say(&text).await?,
        }
        Ok(true)
    }

    async fn say(&mut self, text: &str) -> Result<(), Fault> {
        let path = format!("{}/messages", self.path);
        let key = server::fresh_key();
        let said = json!({"text": text});
        let taken = match self.server.post(&path, &said, Some(&key)).await {
            Ok(taken) => taken,
            Err(Fault::Unserved { message, .. }) => {
                println_dim(&harmless(&message));
                self.prompt();
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.known = self.known.max(taken["entry"].as_u64().unwrap_or(0));
        let Some(run) = taken["run"].as_u64() else {
            return Ok(());
        };
        self.run = Some(run);
        self.proposal = None;
        let events = format!("{}/runs/{run}/events", self.path);
        let answer = self.server.follow(&events, 0).await?;
        let sender = self.sender.clone();
        tokio::spawn(answer.tell(move |name, data| {
            let name = if name == "piece" { "piece" } else { "ended" };
            sender.send(Heard::Answer(name, data)).is_ok() && name == "piece"
        }));
        Ok(())
    }

    /// Answers a proposal: that is the click.
    async fn answer(
        &mut self,
        how: &str,
        heard: &mut mpsc::UnboundedReceiver<Heard>,
    ) -> Result<(), Fault> {
        let Some(proposal) = self.proposal.take() else {
            return Ok(());
        };
        let path = format!("{}/proposals/{proposal}/{how}", self.path);
        match self.server.try_post(&path, &json!({}), None).await? {
            Ok(_) => Ok(()),
            Err(problem) if problem["code"] == "sign_in_needed" => {
                if self.sign_in(heard).await? {
                    self.proposal = Some(proposal);
                    Box::pin(self.answer(how, heard)).await?;
                }
                Ok(())
            }
            Err(problem) => {
                self.problem(&problem);
                Ok(())
            }
        }
    }

    /// Shows by a code that the order of a link is theirs.
    async fn sign_in(&mut self, heard: &mut mpsc::UnboundedReceiver<Heard>) -> Result<bool, Fault> {
        let nothing = json!({});
        let asked = self.server.try_post("/api/chat/sign-in", &nothing, None);
        let challenge = match asked.await? {
            Ok(challenge) => challenge,
            Err(problem) => {
                self.problem(&problem);
                return Ok(false);
            }
        };
        ask(&self.words.code(&self.server.page("/phone")));
        let Some(code) = typed(heard).await else {
            return Ok(false);
        };
        let challenge = challenge["challenge"].as_str().unwrap_or_default();
        let path = format!("/api/chat/sign-in/{challenge}");
        let code = json!({"code": code.trim()});
        match self.server.try_post(&path, &code, None).await? {
            Ok(session) => {
                let token = session["token"].as_str().unwrap_or_default().to_owned();
                self.server.sign_in(token);
                Ok(true)
            }
            Err(problem) => {
                self.problem(&problem);
                Ok(false)
            }
        }
    }

    fn problem(&self, problem: &Value) {
        println_dim(&harmless(problem["title"].as_str().unwrap_or_default()));
        self.prompt();
    }

    /// Shows what somebody else has said.
    fn entry(&mut self, entry: &Value) {
        let number = entry["number"].as_u64().unwrap_or(0);
        let is_answer = entry["by"] == "assistant" && !entry["run"].is_null();
        if number <= self.known || entry["by"] == "customer" || is_answer {
            return;
        }
        self.known = number;
        self.shown.entry(entry);
        self.prompt();
    }

    fn settled(&mut self, proposal: &Value) {
        if proposal["state"] != "waiting" && proposal["id"].as_u64() == self.proposal {
            self.proposal = None;
        }
    }

    fn prompt(&self) {
        if self.proposal.is_some() && self.run.is_none() {
            ask(&self.words.confirm());
        } else {
            ask("> ");
        }
    }
}

fn ask(question: &str) {
    let strong = Stream::Stdout.palette().strong;
    let mut stdout = std::io::stdout().lock();
    let _ = write!(stdout, "{}", paint(strong, question));
    let _ = stdout.flush();
}

fn println_dim(text: &str) {
    let dim = Stream::Stdout.palette().dim;
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{}", paint(dim, text));
}
