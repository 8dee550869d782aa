//! An answer, at once or as a stream.

use std::convert::Infallible;
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
}

/// Where the pieces of a streamed body are put in.
pub type BodySender = mpsc::Sender<Bytes>;

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

    /// Reads all of it.
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
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut *self {
            Body::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Body::Stream(pieces) => pieces
                .poll_recv(context)
                .map(|piece| piece.map(|piece| Ok(Frame::data(piece)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Body::Whole(bytes) => bytes.is_empty(),
            Body::Stream(pieces) => pieces.is_closed() && pieces.is_empty(),
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        match self {
            Body::Whole(bytes) => http_body::SizeHint::with_exact(bytes.len() as u64),
            Body::Stream(_) => http_body::SizeHint::default(),
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
