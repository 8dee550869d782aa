//! What no engine on this machine can beat: how long a disk takes to keep a page, and how many
//! requests a server answers that does nothing.

use std::convert::Infallible;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpListener;

use super::closed_loop::percentile;
use crate::aws::{CallError, Connection, Credentials};

/// How long each floor is measured.
const DURATION: Duration = Duration::from_secs(2);
/// What is appended at a time: the page of a file system.
const PAGE_BYTES: usize = 4096;
/// As long as a StartExecution of the order workflow.
const REQUEST_BYTES: usize = 350;
/// As long as its answer.
const ANSWER: &[u8] = &[b' '; 160];

/// The time a disk takes to keep an appended page.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Disk {
    pub(crate) syncs_per_s: f64,
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
}

/// Appends pages to a file in `folder` and syncs each.
pub(crate) fn disk(folder: &Path) -> io::Result<Disk> {
    let path = folder.join("floor");
    let mut file = File::create(&path)?;
    let page = [7; PAGE_BYTES];
    let begin = Instant::now();
    let mut times = Vec::new();
    while begin.elapsed() < DURATION {
        let before = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        times.push(before.elapsed());
    }
    let span = begin.elapsed();
    fs::remove_file(&path)?;
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    Ok(Disk {
        syncs_per_s: times.len() as f64 / span.as_secs_f64(),
        p50_us: percentile(&times, 50).as_secs_f64() * 1e6,
        p99_us: percentile(&times, 99).as_secs_f64() * 1e6,
    })
}

/// Listens at `address` and answers every request with the same few bytes, after reading it.
pub(crate) async fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(
            http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)),
        );
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    // What is asked does not matter, but it must have been read.
    let _ = request.into_body().collect().await;
    Ok(Response::new(Full::new(Bytes::from_static(ANSWER))))
}

/// Signed requests a second that `in_flight` connections get answered by [`serve`].
pub(crate) async fn requests_per_second(
    address: SocketAddr,
    in_flight: usize,
) -> Result<f64, CallError> {
    let end = Instant::now() + DURATION;
    let clients: Vec<_> = (0..in_flight)
        .map(|_| tokio::spawn(ask_until(address, end)))
        .collect();
    let begin = Instant::now();
    let mut answered = 0;
    for client in clients {
        answered += client.await.expect("a client does not panic")?;
    }
    Ok(f64::from(answered) / begin.elapsed().as_secs_f64())
}

async fn ask_until(address: SocketAddr, end: Instant) -> Result<u32, CallError> {
    let credentials = Credentials {
        access_key: "floor".to_owned(),
        secret_key: "floor".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let mut connection = Connection::open(address, &credentials).await?;
    let body = [b' '; REQUEST_BYTES];
    let mut answered = 0;
    while Instant::now() < end {
        connection.call_bytes("Nothing", &body).await?;
        answered += 1;
    }
    Ok(answered)
}
