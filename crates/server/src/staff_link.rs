//! `entrega staff-link`: a way into the console for an operator, once and soon, while the server runs.

use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, StatusCode};
use serde::Deserialize;

use crate::client::{Endpoint, exchange, runtime};
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::operator_token;
use crate::public_url::PublicUrl;
use crate::terminal::print;

#[derive(Args, Debug)]
pub(crate) struct StaffLinkArguments {
    /// Where the server's web port is
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    server: String,

    /// Where people reach it, when that is elsewhere
    #[arg(long, value_name = "URL", env = "ENTREGA_PUBLIC_URL")]
    public_url: Option<PublicUrl>,

    /// An operator's token; without it, the one in the server's data folder
    #[arg(
        long,
        value_name = "TOKEN",
        env = "ENTREGA_TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,

    /// The server's data folder, for the token in it [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub(crate) const STAFF_LINK_HELP: &str = "\
Whoever opens the link is an operator: mind who looks on. It holds for fifteen minutes, and once.

Exit codes:
  0  printed
  2  not printed: there is no server, or it does not know the token

Examples:
  entrega staff-link
  xdg-open \"$(entrega staff-link)\"
  entrega staff-link --server http://192.168.1.20:8080 --data /srv/entrega";

/// What the server answers.
#[derive(Deserialize)]
struct Issued {
    link_token: String,
}

pub(crate) fn staff_link(arguments: &StaffLinkArguments) -> Result<Verdict, Fault> {
    let endpoint = Endpoint::parse(&arguments.server)?;
    let token = match &arguments.token {
        Some(token) => token.clone(),
        None => operator_token::find(arguments.data.as_ref())?,
    };
    let unserved = |why: String| Fault::Unserved {
        message: format!("no link from {}: {why}", arguments.server),
        hint: Some(
            "start a server with `entrega up`, or say where it is with --server URL".to_owned(),
        ),
    };
    let request = Request::post("/api/board/staff/links")
        .header(HOST, endpoint.authority())
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(Bytes::new());
    let request = request.map_err(|error| unserved(error.to_string()))?;
    let (status, body) = runtime()?
        .block_on(exchange(&endpoint, request))
        .map_err(unserved)?;
    match status {
        StatusCode::CREATED => {
            let issued: Issued = serde_json::from_slice(&body)
                .map_err(|error| unserved(format!("it answers something else: {error}")))?;
            let server = match &arguments.public_url {
                Some(url) => url.as_str(),
                None => arguments.server.trim_end_matches('/'),
            };
            print(&format!("{}\n", link(server, &issued.link_token)))?;
            Ok(Verdict::Good)
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Fault::Unserved {
            message: "the server does not take this for an operator's token".to_owned(),
            hint: Some("--data DIR names the folder of the server that runs there".to_owned()),
        }),
        other => Err(unserved(format!("it answers with status {other}"))),
    }
}

/// The link that lets an operator in. What follows `#` stays in the browser, out of every log.
pub(crate) fn link(server: &str, token: &str) -> String {
    format!("{server}/console#t={token}")
}
