//! What changes, as it changes: server-sent events (WHATWG HTML, section 9.2).
//!
//! A stream reads what it tells from the table; what wakes it is only a hint. So whoever resumes, or
//! falls behind, is told everything once: a stream goes on after the entry that was told last.
//!
//! | module | holds |
//! |---|---|
//! | [`watch`] | who waits for which order, and for which board |
//! | [`order`] | the stream of an order, to its customer and to whoever has its link |
//! | [`board`] | the stream of a store's board |
//! | [`chat`] | the streams of a conversation and of its answers |

pub(crate) mod board;
pub(crate) mod chat;
pub(crate) mod order;
pub(crate) mod watch;

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use delivery::feed::Feed;
use delivery::people::TokenHash;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName};
use http_body::Frame;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::problem::{Code, Problem};
use crate::rest::Rest;
use watch::Watching;

/// At most so many streams are open at once.
pub(crate) const STREAMS_MAX: usize = 2_048;

/// And so many of one holder of a session or a link: the tabs of a browser.
pub(crate) const STREAMS_A_HOLDER_MAX: usize = 8;

/// A stream on which nothing happens says so after so long, so that whatever lies between does not
/// take it for dead; whoever signed out meanwhile is told nothing more.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(15);

/// Who does not read for so long is gone.
const READ_WITHIN: Duration = Duration::from_mins(1);

/// At most so many events wait for a slow reader.
const EVENTS_WAITING_MAX: usize = 16;

/// Browsers come again after so long, in milliseconds.
const COME_AGAIN: &str = "retry: 2000\n\n";

const LAST_EVENT_ID: &str = "last-event-id";

/// The streams that are open.
#[derive(Debug)]
pub(crate) struct Streams {
    watching: Watching,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    of_holders: HashMap<TokenHash, usize>,
}

/// By what somebody listens.
#[derive(Clone, Debug)]
pub enum Listener {
    /// A session.
    Session(TokenHash),
    /// The link of an order.
    Link(String),
}

impl Listener {
    /// Whom it is, for whoever counts.
    pub(crate) fn hash(&self) -> TokenHash {
        match self {
            Listener::Session(token) => *token,
            Listener::Link(text) => TokenHash::of_link(text),
        }
    }

    /// Whether they may still listen.
    async fn may_listen(&self, rest: &Rest) -> bool {
        match self {
            Listener::Session(token) => rest.is_signed_in(token).await,
            Listener::Link(text) => rest.tracked_order(text).await.is_ok(),
        }
    }
}

/// A place among the streams; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    open: Arc<Mutex<Open>>,
    holder: TokenHash,
}

impl Streams {
    pub(crate) fn new(feed: &Feed) -> Streams {
        Streams {
            watching: Watching::new(feed.clone()),
            open: Arc::default(),
        }
    }

    pub(crate) fn watching(&self) -> &Watching {
        &self.watching
    }

    /// Takes a place for somebody who listens.
    pub(crate) fn take_place(&self, listener: &Listener) -> Result<Place, Problem> {
        let holder = listener.hash();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = |detail: String| {
            Problem::new(Code::TooManyRequests, detail).with("retry_after_seconds", 5)
        };
        if open.all >= STREAMS_MAX {
            return Err(refused(
                "too many streams are open; try again later".to_owned(),
            ));
        }
        let of_holder = open.of_holders.entry(holder).or_default();
        if *of_holder >= STREAMS_A_HOLDER_MAX {
            let detail = format!("at most {STREAMS_A_HOLDER_MAX} streams can be open; close one");
            return Err(refused(detail));
        }
        *of_holder += 1;
        open.all += 1;
        Ok(Place {
            open: self.open.clone(),
            holder,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(of_holder) = open.of_holders.get_mut(&self.holder) {
            *of_holder -= 1;
            if *of_holder == 0 {
                open.of_holders.remove(&self.holder);
            }
        }
    }
}

/// The `id` of the last event that a client knows.
pub fn last_event_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(LAST_EVENT_ID)?.to_str().ok()
}

/// Nobody reads any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// Where events are put in.
#[derive(Debug)]
pub struct Events {
    listener: Listener,
    sender: mpsc::Sender<Bytes>,
    last: Instant,
}

impl Events {
    /// Tells an event.
    pub async fn tell<T: Serialize>(
        &mut self,
        id: Option<&str>,
        name: &str,
        data: &T,
    ) -> Result<(), Gone> {
        let data = serde_json::to_string(data).map_err(|_| Gone)?;
        self.tell_text(id, name, &data).await
    }

    /// Tells an event whose data are JSON on one line.
    pub async fn tell_text(
        &mut self,
        id: Option<&str>,
        name: &str,
        data: &str,
    ) -> Result<(), Gone> {
        let mut text = String::with_capacity(data.len() + 64);
        if let Some(id) = id {
            text.extend(["id: ", id, "\n"]);
        }
        text.extend(["event: ", name, "\ndata: ", data, "\n\n"]);
        self.send(text.into()).await
    }

    async fn send(&mut self, text: Bytes) -> Result<(), Gone> {
        self.last = Instant::now();
        match tokio::time::timeout(READ_WITHIN, self.sender.send(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }

    /// Waits for news; meanwhile says from time to time that nothing is new, as long as whoever
    /// listens may.
    pub async fn wait(
        &mut self,
        rest: &Rest,
        news: impl Future<Output = ()> + Send,
    ) -> Result<(), Gone> {
        let mut news = std::pin::pin!(news);
        loop {
            let heartbeat = tokio::time::sleep_until(self.last + HEARTBEAT);
            tokio::select! {
                () = &mut news => return Ok(()),
                () = heartbeat => {
                    if !self.listener.may_listen(rest).await {
                        return Err(Gone);
                    }
                    self.send(Bytes::from_static(b":\n\n")).await?;
                }
            }
        }
    }
}

impl Rest {
    /// Answers with a stream: `write` tells it, until the reader is gone or the server ends.
    pub fn stream<F>(
        &self,
        listener: Listener,
        write: impl FnOnce(Rest, Events) -> F,
    ) -> Result<Response, Problem>
    where
        F: Future<Output = Result<(), Gone>> + Send + 'static,
    {
        let place = self.streams().take_place(&listener)?;
        let (sender, receiver) = mpsc::channel(EVENTS_WAITING_MAX);
        // There is room: nothing was put in yet.
        let _ = sender.try_send(Bytes::from_static(COME_AGAIN.as_bytes()));
        let mut ending = self.ending();
        let reader_gone = sender.clone();
        let events = Events {
            listener,
            sender,
            last: Instant::now(),
        };
        let writing = write(self.clone(), events);
        tokio::spawn(async move {
            let _place = place;
            tokio::select! {
                _ = writing => {}
                _ = ending.wait_for(|ending| *ending) => {}
                () = reader_gone.closed() => {}
            }
        });
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            // nginx would wait for more.
            (
                HeaderName::from_static("x-accel-buffering"),
                HeaderValue::from_static("no"),
            ),
        ];
        Ok((headers, Body::new(Pieces(receiver))).into_response())
    }
}

/// A body of pieces, as they come.
struct Pieces(mpsc::Receiver<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

#[cfg(test)]
mod tests {
    use delivery::people::Token;

    use super::*;

    #[test]
    fn a_holder_has_so_many_places_and_gets_them_back() {
        let streams = Streams::new(&Feed::default());
        let session = || Listener::Session(Token::fresh().hash());
        let (ana, bia) = (session(), session());
        let taken: Vec<Place> = (0..STREAMS_A_HOLDER_MAX)
            .map(|_| streams.take_place(&ana).expect("a place"))
            .collect();
        let refused = streams.take_place(&ana).expect_err("no place");
        assert_eq!(refused.code, Code::TooManyRequests);
        let other = streams.take_place(&bia);
        assert!(other.is_ok());
        drop(taken);
        assert!(streams.take_place(&ana).is_ok());
    }
}
