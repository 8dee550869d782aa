//! What an operator sees from outside: the log, `/healthz`, `/metrics`.

use std::fmt::{Display, Write as _};
use std::io::IsTerminal as _;
use std::sync::atomic::Ordering;

use clap::ValueEnum;
use http::StatusCode;
use tracing_subscriber::EnvFilter;
use wire::Response;

use super::Server;
use super::http::text;

/// How the log is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line each, for people
    Text,
    /// A JSON object each, for machines
    Json,
}

/// What is logged when `ENTREGA_LOG` does not say: what an operator should know.
const DEFAULT_FILTER: &str = "info";

/// Begins to log, to standard error.
pub(crate) fn init(format: LogFormat) {
    let filter =
        EnvFilter::try_from_env("ENTREGA_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // Whoever embeds the server may log already.
    let _ = match format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
}

/// Whether the server does its work.
pub(crate) fn health(server: &Server) -> Response {
    let (status, said) = if server.connections.are_ending() {
        (StatusCode::SERVICE_UNAVAILABLE, "ending")
    } else if !server.is_ready.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "starting")
    } else if server.journal.is_full() {
        (StatusCode::SERVICE_UNAVAILABLE, "disk full")
    } else {
        (StatusCode::OK, "ok")
    };
    let body = serde_json::json!({
        "status": said,
        "openExecutions": server.stepfunctions.open_executions(),
        "uptimeSeconds": server.started.elapsed().as_secs(),
    });
    text(status, "application/json", body.to_string())
}

/// The figures of the server, as Prometheus reads them.
pub(crate) fn metrics(server: &Server) -> Response {
    let mut page = String::with_capacity(4_096);
    write_all(&mut page, "counter", &counters(server));
    write_all(&mut page, "gauge", &gauges(server));
    text(StatusCode::OK, "text/plain; version=0.0.4", page)
}

/// What has happened since the start: name, meaning, how often.
fn counters(server: &Server) -> Vec<(&'static str, &'static str, u64)> {
    let executions = server.stepfunctions.figures();
    let journal = server.journal.figures();
    let tables = server.dynamodb.figures();
    let topics = server.sns.figures();
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    vec![
        (
            "entrega_executions_started_total",
            "Executions started.",
            count(&executions.started),
        ),
        (
            "entrega_executions_succeeded_total",
            "Executions that succeeded.",
            count(&executions.succeeded),
        ),
        (
            "entrega_executions_failed_total",
            "Executions that failed.",
            count(&executions.failed),
        ),
        (
            "entrega_executions_timed_out_total",
            "Executions that took too long.",
            count(&executions.timed_out),
        ),
        (
            "entrega_executions_aborted_total",
            "Executions that were stopped.",
            count(&executions.aborted),
        ),
        (
            "entrega_executions_recovered_total",
            "Executions that went on after the start.",
            count(&executions.recovered),
        ),
        (
            "entrega_journal_transactions_total",
            "Transactions of the journal, each with one fsync.",
            journal.transactions,
        ),
        (
            "entrega_journal_commits_total",
            "Commits of the journal; many share a transaction.",
            journal.commits,
        ),
        (
            "entrega_dynamodb_writes_total",
            "Operations on tables that may write.",
            tables.writes,
        ),
        (
            "entrega_dynamodb_syncs_total",
            "Syncs of the tables' log; many writes share one.",
            tables.syncs,
        ),
        (
            "entrega_sns_published_total",
            "Messages that were published.",
            count(&topics.published),
        ),
        (
            "entrega_sns_delivered_total",
            "Deliveries that succeeded.",
            count(&topics.delivered),
        ),
        (
            "entrega_sns_failed_tries_total",
            "Tries of deliveries that failed.",
            count(&topics.failed_tries),
        ),
        (
            "entrega_sns_given_up_total",
            "Deliveries that were given up, and are dead letters now.",
            count(&topics.given_up),
        ),
        (
            "entrega_http_requests_total",
            "Requests that were answered.",
            server.connections.served.load(Ordering::Relaxed) as u64,
        ),
        (
            "entrega_http_throttled_total",
            "Requests that were told to come again.",
            server.connections.throttled.load(Ordering::Relaxed) as u64
                + count(&executions.throttled),
        ),
    ]
}

/// How things stand: name, meaning, how many.
fn gauges(server: &Server) -> Vec<(&'static str, &'static str, usize)> {
    vec![
        (
            "entrega_executions_open",
            "Open executions in memory.",
            server.stepfunctions.open_executions(),
        ),
        (
            "entrega_journal_waiting",
            "Commits that wait to be written.",
            server.journal.waiting(),
        ),
        (
            "entrega_dynamodb_waiting",
            "Operations on tables that wait.",
            server.dynamodb.figures().waiting,
        ),
        (
            "entrega_sns_open",
            "Messages whose deliveries have not all ended.",
            server.sns.open_messages(),
        ),
        (
            "entrega_bedrock_answering",
            "Answers of models that are being given.",
            server.bedrock.models().answering(),
        ),
        (
            "entrega_http_answering",
            "Requests that are being answered.",
            server.connections.answering(),
        ),
    ]
}

/// Writes figures of one kind, each with its name and what it says.
fn write_all(page: &mut String, kind: &str, figures: &[(&str, &str, impl Display)]) {
    for (name, help, value) in figures {
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            page,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}"
        );
    }
}
