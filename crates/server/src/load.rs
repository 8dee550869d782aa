//! `entrega load`: many customers order on a server over its API, and what came of it is measured
//! and checked.

mod report;

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use crowd::load::{Phase, Settling};
use crowd::{CarryTo, HotItem, LoadOptions, Mix, Progress, ServerUrl, Token};

use crate::client::runtime;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::operator_token;
use crate::terminal::{Stream, paint, print, say};
use crate::up::{default_folder, provider_key};

/// Where nobody watches, it is said so often how far it is.
const SAID_EVERY: Duration = Duration::from_secs(5);

#[derive(Args, Debug)]
pub(crate) struct LoadArguments {
    /// So many customers come
    #[arg(long, short = 'n', value_name = "N", default_value_t = 200)]
    orders: u32,

    /// So many of them are in the shop at once, from coming in until they have paid
    #[arg(long, short, value_name = "C", default_value_t = 16)]
    concurrency: usize,

    /// Where the server is
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    server: ServerUrl,

    /// At which store they order
    #[arg(long, value_name = "STORE", default_value = "loja")]
    store: String,

    /// What chance is made from: the same seed gives the same customers
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,

    /// How far orders are carried
    #[arg(long, value_name = "WHERE", default_value = "paid")]
    carry_to: Where,

    /// What customers do, in a hundred of them: card, cash, declined, late, cancels, refused,
    /// sent_twice, cut; or `plain`, and nothing goes wrong
    #[arg(long, value_name = "NAME=SHARE,…", default_value = "")]
    mix: Mix,

    /// Everybody wants the same, of which there are so many portions
    #[arg(long, value_name = "ITEM=PORTIONS", value_parser = hot_item)]
    hot_item: Option<HotItem>,

    /// So many couriers bring what is ordered
    #[arg(long, value_name = "N", default_value_t = 8)]
    couriers: usize,

    /// How long people go on while the server is away, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,

    /// An operator's token; without it, the one in the server's data folder
    #[arg(
        long,
        value_name = "TOKEN",
        env = "ENTREGA_TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,

    /// The key of the sandbox of payments; without it, that of the server's data folder
    #[arg(
        long,
        value_name = "KEY",
        env = "ENTREGA_PROVIDER_KEY",
        hide_env_values = true
    )]
    provider_key: Option<String>,

    /// The server's data folder, for token and key in it [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Print one JSON document, for scripts
    #[arg(long)]
    json: bool,
}

/// How far orders are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Where {
    /// Until they are paid, or called off
    Paid,
    /// To the door
    Delivered,
}

pub(crate) const LOAD_HELP: &str = "\
It orders at a real store of a real server: mind which. Stock is filled up before it begins.

Exit codes:
  0  measured, and all is as it must be
  1  measured, and something is not: oversold, charged twice, lost, not told, or stuck
  2  not measured: the call or the server did not allow it

Examples:
  entrega load --orders 2000 --concurrency 32
  entrega load --orders 200 --concurrency 200 --hot-item feijoada=10 --mix plain
  entrega load --orders 500 --carry-to delivered --json";

fn hot_item(text: &str) -> Result<HotItem, String> {
    let wrong = || "write ITEM=PORTIONS, such as feijoada=10".to_owned();
    let (item, portions) = text.split_once('=').ok_or_else(wrong)?;
    Ok(HotItem {
        item: item.to_owned(),
        portions: portions.parse().map_err(|_| wrong())?,
    })
}

pub(crate) fn load(arguments: &LoadArguments) -> Result<Verdict, Fault> {
    let (token, provider_key) = match (&arguments.token, &arguments.provider_key) {
        (Some(token), key) => (Token::new(token), key.clone()),
        (None, key) => {
            let folder = match &arguments.data {
                Some(folder) => folder.clone(),
                None => default_folder()?,
            };
            let kept = provider_key(&folder)?;
            (
                Token::new(&operator_token::of(&folder)?),
                key.clone().or(kept),
            )
        }
    };
    let options = LoadOptions {
        server: arguments.server.clone(),
        store: arguments.store.clone(),
        staff_token: token,
        provider_token: provider_key.as_deref().map(Token::new),
        orders: arguments.orders,
        concurrency: arguments.concurrency,
        seed: arguments.seed,
        mix: arguments.mix,
        hot_item: arguments.hot_item.clone(),
        carry_to: match arguments.carry_to {
            Where::Paid => CarryTo::Paid,
            Where::Delivered => CarryTo::Delivered,
        },
        couriers: arguments.couriers,
        patience: Duration::from_secs(arguments.patience),
        settling: Settling::default(),
    };
    // One thread: the other cores are the server's.
    let line = ProgressLine::default();
    let report = runtime()?.block_on(crowd::load(options, |progress| line.say(progress)));
    line.end();
    let report = report.map_err(|error| Fault::Unserved {
        message: error.to_string(),
        hint: Some("start a server with `entrega up --demo`, or name it: --server URL".to_owned()),
    })?;
    if arguments.json {
        print(&report::json(&report)?)?;
    } else {
        print(&report::text(&report, &Stream::Stdout.palette()))?;
    }
    Ok(if report.holds() {
        Verdict::Good
    } else {
        Verdict::Bad
    })
}

/// How far it is, on standard error: in one line that changes, where somebody watches.
#[derive(Default)]
struct ProgressLine {
    said: Cell<Option<Instant>>,
}

impl ProgressLine {
    fn say(&self, progress: Progress) {
        let watched = Stream::Stderr.is_terminal();
        let early = self.said.get().is_some_and(|at| at.elapsed() < SAID_EVERY);
        if early && !watched {
            return;
        }
        self.said.set(Some(Instant::now()));
        let Progress {
            phase,
            orders,
            placed,
            turned_away,
            paid,
            ended,
        } = progress;
        let doing = match phase {
            Phase::Opening => "opening",
            Phase::Ordering => "ordering",
            Phase::Closing => "closing",
        };
        let doing = paint(Stream::Stderr.palette().begun, doing);
        let mut text = format!("{doing}  {placed} of {orders} placed, {paid} paid");
        if turned_away > 0 {
            let _ = write!(text, ", {turned_away} turned away");
        }
        if let Phase::Closing = phase {
            let _ = write!(text, ", {ended} at their end");
        }
        if watched {
            say(&format!("\r\x1b[2K{text}"));
        } else {
            say(&format!("{text}\n"));
        }
    }

    fn end(&self) {
        if Stream::Stderr.is_terminal() && self.said.get().is_some() {
            say("\r\x1b[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hot_item_has_portions() {
        let hot = hot_item("feijoada=10").expect("a hot item");
        assert_eq!((hot.item.as_str(), hot.portions), ("feijoada", 10));
        for wrong in ["feijoada", "feijoada=", "feijoada=-1"] {
            assert!(hot_item(wrong).is_err(), "{wrong}");
        }
    }
}
