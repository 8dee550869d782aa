//! A model's server that is not real: it records what it is sent and answers as it is told.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// What it answers.
#[derive(Clone)]
pub(crate) enum Answer {
    /// A body of this type, whose pieces come one after another.
    Stream(&'static str, Vec<&'static [u8]>),
    /// The same, and then silence until the reader leaves.
    Endless(&'static str, Vec<&'static [u8]>),
    /// A status and a body.
    Status(u16, &'static str),
    /// Nothing.
    Silence,
}

/// What it was sent.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) path: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

/// A server on a port of its own.
pub(crate) struct Upstream {
    pub(crate) url: String,
    sent: Arc<Mutex<Vec<Sent>>>,
    /// Says so when a reader left an endless answer.
    pub(crate) left: mpsc::UnboundedReceiver<()>,
}

impl Upstream {
    pub(crate) async fn open(answer: Answer) -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (told, left) = mpsc::unbounded_channel();
        let record = sent.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, record, told) = (answer.clone(), record.clone(), told.clone());
                let service = service_fn(move |request: Request<Incoming>| {
                    let (answer, record, told) = (answer.clone(), record.clone(), told.clone());
                    async move {
                        let (head, body) = request.into_parts();
                        let body = body.collect().await.expect("a body").to_bytes();
                        record.lock().expect("a lock").push(Sent {
                            path: head.uri.path().to_owned(),
                            headers: head.headers,
                            body: serde_json::from_slice(&body).unwrap_or_default(),
                        });
                        Ok::<_, Infallible>(response(answer, told).await)
                    }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Upstream { url, sent, left }
    }

    /// What was sent last.
    pub(crate) fn last(&self) -> Sent {
        self.sent
            .lock()
            .expect("a lock")
            .last()
            .cloned()
            .expect("a request")
    }
}

type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, Infallible>;

async fn response(answer: Answer, told: mpsc::UnboundedSender<()>) -> Response<Body> {
    let (content_type, pieces, ends) = match answer {
        Answer::Stream(content_type, pieces) => (content_type, pieces, true),
        Answer::Endless(content_type, pieces) => (content_type, pieces, false),
        Answer::Status(status, body) => {
            let mut response = Response::new(Full::new(Bytes::from(body)).boxed_unsync());
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            return response;
        }
        Answer::Silence => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return Response::new(Full::default().boxed_unsync());
        }
    };
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        for piece in pieces {
            if sender.send(Bytes::from_static(piece)).await.is_err() {
                break;
            }
        }
        if !ends {
            sender.closed().await;
            let _ = told.send(());
        }
    });
    let body = StreamBody::new(Pieces(receiver)).boxed_unsync();
    let mut response = Response::new(body);
    let content_type = http::HeaderValue::from_static(content_type);
    response.headers_mut().insert("content-type", content_type);
    response
}

struct Pieces(mpsc::Receiver<Bytes>);

impl futures_core::Stream for Pieces {
    type Item = Result<Frame<Bytes>, Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}
