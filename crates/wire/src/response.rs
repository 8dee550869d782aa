//! An answer, at once or as a stream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use http_body::Frame;
use tokio::sync::mpsc;

/// An answer to a request.
pub type Response = http::Response<Body>;

/// At most so many pieces of a streamed body wait for a slow reader.
pub const STREAM_PIECES_MAX: usize = 64;

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// Piece by piece, as they come.
    Stream(mpsc::Receiver<Bytes>),
    /// Likewise, unless it breaks off: then whoever reads it must not take it for whole.
    Fragile(Fragile),
}

/// Where the pieces of a streamed body are put in.
pub type BodySender = mpsc::Sender<Bytes>;

/// Where the pieces of a body are put in that may break off.
pub type FragileSender = mpsc::Sender<Result<Bytes, BrokenOff>>;

/// A streamed body that may break off.
#[derive(Debug)]
pub struct Fragile {
    pieces: mpsc::Receiver<Result<Bytes, BrokenOff>>,
    /// It has, and is about to say so.
    broken: Option<BrokenOff>,
}

/// Why a body ends before its end. Over HTTP/1.1 the connection is cut.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer broke off: {0}")]
pub struct BrokenOff(pub String);

impl Fragile {
    /// The next piece; nothing at the end.
    pub async fn recv(&mut self) -> Option<Result<Bytes, BrokenOff>> {
        self.pieces.recv().await
    }

    fn poll_frame(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if let Some(broken) = self.broken.take() {
            return Poll::Ready(Some(Err(broken)));
        }
        match self.pieces.poll_recv(context) {
            Poll::Ready(Some(Err(broken))) => {
                // hyper writes the pieces before when it has to wait, and drops them on an error.
                self.broken = Some(broken);
                context.waker().wake_by_ref();
                Poll::Pending
            }
            polled => polled.map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }
}

impl Body {
    /// A body without bytes.
    pub fn empty() -> Body {
        Body::Whole(Bytes::new())
    }

    /// A body that is written while it is read. It ends when the sender is dropped.
    pub fn stream() -> (BodySender, Body) {
        let (sender, receiver) = mpsc::channel(STREAM_PIECES_MAX);
        (sender, Body::Stream(receiver))
    }

    /// A body that is written while it is read, and may break off. It ends when the sender is
    /// dropped.
    pub fn fragile() -> (FragileSender, Body) {
        let (sender, pieces) = mpsc::channel(STREAM_PIECES_MAX);
        let broken = None;
        (sender, Body::Fragile(Fragile { pieces, broken }))
    }

    /// Reads all of it, as far as it goes.
    pub async fn collect(self) -> Bytes {
        match self {
            Body::Whole(bytes) => bytes,
            Body::Stream(mut pieces) => {
                let mut all = Vec::new();
                while let Some(piece) = pieces.recv().await {
                    all.extend_from_slice(&piece);
                }
                all.into()
            }
            Body::Fragile(mut fragile) => {
                let mut all = Vec::new();
                while let Some(Ok(piece)) = fragile.recv().await {
                    all.extend_from_slice(&piece);
                }
                all.into()
            }
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Body {
        Body::Whole(bytes.into())
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match &mut *self {
            Body::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Body::Stream(pieces) => pieces
                .poll_recv(context)
                .map(|piece| piece.map(|piece| Ok(Frame::data(piece)))),
            Body::Fragile(fragile) => fragile.poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Body::Whole(bytes) => bytes.is_empty(),
            Body::Stream(pieces) => pieces.is_closed() && pieces.is_empty(),
            Body::Fragile(Fragile { pieces, broken }) => {
                broken.is_none() && pieces.is_closed() && pieces.is_empty()
            }
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        match self {
            Body::Whole(bytes) => http_body::SizeHint::with_exact(bytes.len() as u64),
            Body::Stream(_) | Body::Fragile(_) => http_body::SizeHint::default(),
        }
    }
}

/// An answer with this status, type and body.
pub fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
