//! Server-sent events, as models' servers stream them (WHATWG HTML, "Server-sent events").

use crate::answer::{Failure, FailureKind};

/// An event has at most so many bytes: a model's largest is the arguments of a call at once.
const EVENT_BYTES_MAX: usize = 4 << 20;

/// The events of a stream, whose bytes come in any pieces.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// What has come and is not an event yet.
    waiting: Vec<u8>,
}

impl Events {
    /// More bytes. Gives the data of the events that are complete with them.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<Vec<String>, Failure> {
        // Line ends of two bytes may come in two pieces: they are made one where lines are split.
        self.waiting.extend_from_slice(piece);
        let mut events = Vec::new();
        let mut read = 0;
        while let Some((length, gap)) = blank_line(&self.waiting[read..]) {
            let event = &self.waiting[read..read + length];
            events.extend(data(event)?);
            read += length + gap;
        }
        self.waiting.drain(..read);
        if self.waiting.len() > EVENT_BYTES_MAX {
            return Err(Failure::new(
                FailureKind::Stream,
                "The model's server sent an event that is too long.",
            ));
        }
        Ok(events)
    }
}

/// Where the next blank line is, and how long it is with the line end before it.
fn blank_line(bytes: &[u8]) -> Option<(usize, usize)> {
    (0..bytes.len()).find_map(|at| {
        let rest = &bytes[at..];
        [&b"\n\n"[..], b"\r\n\r\n", b"\r\r"]
            .iter()
            .find(|gap| rest.starts_with(gap))
            .map(|gap| (at, gap.len()))
    })
}

/// The data of an event; `None` when it has none, as a comment that keeps a connection open.
fn data(event: &[u8]) -> Result<Option<String>, Failure> {
    let event = std::str::from_utf8(event).map_err(|_| {
        Failure::new(
            FailureKind::Stream,
            "The model's server sent an event that is not UTF-8.",
        )
    })?;
    let mut lines = event
        .split(['\n', '\r'])
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|value| value.strip_prefix(' ').unwrap_or(value));
    let Some(first) = lines.next() else {
        return Ok(None);
    };
    Ok(Some(
        lines.fold(first.to_owned(), |data, line| data + "\n" + line),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_any_pieces() {
        let stream =
            "event: x\ndata: {\"a\":\"ção\"}\n\n: ping\n\ndata:1\r\ndata: 2\r\n\r\ndata: cut";
        for size in 1..stream.len() {
            let mut events = Events::default();
            let mut seen = Vec::new();
            for piece in stream.as_bytes().chunks(size) {
                seen.extend(events.push(piece).expect("events"));
            }
            assert_eq!(seen, ["{\"a\":\"ção\"}", "1\n2"], "pieces of {size}");
        }
    }

    #[test]
    fn what_is_no_text_or_has_no_end_fails() {
        assert!(Events::default().push(b"data: \xff\n\n").is_err());
        let endless = vec![b'x'; EVENT_BYTES_MAX + 1];
        assert!(Events::default().push(&endless).is_err());
    }
}
