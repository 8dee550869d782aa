//! Places between events, as tokens carry them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The place of an event: events are ordered by time, and at the same time as they came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    /// The number of the event in the store.
    pub(crate) event: i64,
}

impl Position {
    /// The id of the event at this place: like AWS's, 56 digits.
    pub(crate) fn event_id(self) -> String {
        self.to_string()
    }

    fn parse(text: &str) -> Option<Position> {
        if text.len() != 56 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (at, event) = text.strip_prefix('3')?.split_at(19);
        Some(Position {
            at: at.parse().ok()?,
            event: event.parse().ok()?,
        })
    }
}

impl fmt::Display for Position {
    /// 56 digits that sort as positions do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3{:019}{:036}", self.at.max(0), self.event.max(0))
    }
}

/// What GetLogEvents goes on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamToken {
    /// After this place, in time's direction: `f/…/s`.
    Forward(Position),
    /// Before it: `b/…/s`.
    Backward(Position),
}

impl StreamToken {
    pub(crate) fn parse(text: &str) -> Option<StreamToken> {
        let text = text.strip_suffix("/s")?;
        let (direction, position) = text.split_once('/')?;
        let position = Position::parse(position)?;
        match direction {
            "f" => Some(StreamToken::Forward(position)),
            "b" => Some(StreamToken::Backward(position)),
            _ => None,
        }
    }
}

impl fmt::Display for StreamToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StreamToken::Forward(position) => write!(f, "f/{position}/s"),
            StreamToken::Backward(position) => write!(f, "b/{position}/s"),
        }
    }
}

/// What FilterLogEvents goes on from.
pub(crate) fn page_token(position: Position) -> String {
    URL_SAFE_NO_PAD.encode(position.to_string())
}

/// The place a token of FilterLogEvents stands for.
pub(crate) fn parse_page_token(token: &str) -> Option<Position> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    Position::parse(std::str::from_utf8(&bytes).ok()?)
}

/// What Describe operations go on from: the name after which the next page begins.
pub(crate) fn name_token(name: &str) -> String {
    URL_SAFE_NO_PAD.encode(name)
}

/// The name a token of a Describe operation stands for.
pub(crate) fn parse_name_token(token: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_they_were() {
        let position = Position {
            at: 1_764_144_000_123,
            event: 42,
        };
        for token in [
            StreamToken::Forward(position),
            StreamToken::Backward(position),
        ] {
            assert_eq!(StreamToken::parse(&token.to_string()), Some(token));
        }
        assert_eq!(parse_page_token(&page_token(position)), Some(position));
        assert_eq!(position.event_id().len(), 56);
        for refused in ["", "f/1/s", "x", "f/é/s"] {
            assert_eq!(StreamToken::parse(refused), None, "{refused}");
        }
    }
}
