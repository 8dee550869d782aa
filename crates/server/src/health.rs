//! `entrega health`: whether a server does its work, for whatever looks after it.

use std::time::Duration;

use asl::json;
use bytes::Bytes;
use clap::Args;
use http::header::HOST;
use http::{Request, StatusCode};

use crate::client::{DEFAULT_ENDPOINT, Endpoint, exchange, runtime};
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::terminal::{print, say};

/// A server that does its work answers in milliseconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

#[derive(Args, Debug)]
pub(crate) struct HealthArguments {
    /// Where its AWS endpoint is
    #[arg(
        long,
        value_name = "URL",
        env = "AWS_ENDPOINT_URL",
        hide_env_values = true,
        default_value = DEFAULT_ENDPOINT
    )]
    endpoint: String,

    /// Ask only whether it answers: to start it again helps neither a server that is starting nor a
    /// full disk
    #[arg(long)]
    live: bool,
}

pub(crate) const HEALTH_HELP: &str = "\
Exit codes:
  0  it does its work; with --live, it answers
  1  it does not
  2  the call was wrong

Examples:
  entrega health
  entrega health --endpoint http://127.0.0.1:4567 --live";

pub(crate) fn health(arguments: &HealthArguments) -> Result<Verdict, Fault> {
    let endpoint = Endpoint::parse(&arguments.endpoint)?;
    let request = Request::get("/healthz")
        .header(HOST, endpoint.authority())
        .body(Bytes::new())
        .map_err(|error| Fault::misused(error.to_string(), "write it as http://HOST:PORT"))?;
    let asked = runtime()?.block_on(async {
        let asked = tokio::time::timeout(ANSWER_WITHIN, exchange(&endpoint, request)).await;
        asked.unwrap_or_else(|_| Err(format!("it gave no answer within {ANSWER_WITHIN:?}")))
    });
    match asked.and_then(|(status, body)| Ok((status, said(&body)?))) {
        Ok((status, said)) => {
            print(&format!("{said}\n"))?;
            let is_well = status == StatusCode::OK || arguments.live;
            Ok(if is_well { Verdict::Good } else { Verdict::Bad })
        }
        Err(why) => {
            say(&format!("no server at {}: {why}\n", arguments.endpoint));
            Ok(Verdict::Bad)
        }
    }
}

/// How it stands: `ok`, `starting`, `ending`, `disk full`.
fn said(body: &[u8]) -> Result<String, String> {
    let text = String::from_utf8_lossy(body);
    let answer = json::from_text(&text).ok();
    let status = answer.as_ref().and_then(|answer| answer.get("status"));
    let status = status.and_then(|status| status.as_str());
    let status = status.ok_or("something else answers there")?;
    Ok(asl::diagnostic::harmless(status))
}
