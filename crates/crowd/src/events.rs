//! Streams of server-sent events (WHATWG HTML, section 9.2), taken up again where they broke off.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::server::{Ask, AskError, Server};

/// A stream on which nothing comes for so long, not even a comment, is broken.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// Before a stream is opened again.
const AGAIN_AFTER: Duration = Duration::from_millis(200);

/// A line has at most so many bytes; what is longer is cut off with its stream.
const LINE_BYTES_MAX: usize = 4 << 20;

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The stream was opened, for the first time or again: something may have been missed.
    Begun,
    /// An event.
    Event(Event),
}

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// What kind: `order`; `message` when the server does not say.
    pub name: String,
    /// What it says.
    pub data: String,
}

/// A stream of events.
#[derive(Debug)]
pub struct Events {
    server: Server,
    ask: Ask,
    open: Option<Incoming>,
    reader: Reader,
    failed: bool,
}

impl Events {
    /// What is told to whoever asks so. Nothing is opened yet.
    pub fn new(server: &Server, ask: Ask) -> Events {
        Events {
            server: server.clone(),
            ask,
            open: None,
            reader: Reader::default(),
            failed: false,
        }
    }

    /// What comes next. Goes on where it broke off, as long as it takes; fails when the server
    /// refuses. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<Told, AskError> {
        loop {
            if let Some(event) = self.reader.events.pop_front() {
                return Ok(Told::Event(event));
            }
            let Some(body) = &mut self.open else {
                if std::mem::take(&mut self.failed) {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                let last = self.reader.last_id.clone();
                let begun = self
                    .server
                    .begin(&self.ask, "text/event-stream", last.as_deref());
                match begun.await {
                    Ok(answer) => {
                        self.reader.restart();
                        self.open = Some(answer.into_body());
                        return Ok(Told::Begun);
                    }
                    Err(AskError::Away { .. }) => {
                        self.failed = true;
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            };
            let frame = tokio::time::timeout(SILENCE_MAX, body.frame()).await;
            let goes_on = match frame {
                Ok(Some(Ok(frame))) => self.reader.feed(&frame.into_data().unwrap_or_default()),
                Ok(Some(Err(_)) | None) | Err(_) => false,
            };
            if !goes_on {
                self.open = None;
                self.failed = true;
            }
        }
    }
}

/// Bytes as they come, and the events in them.
#[derive(Debug, Default)]
struct Reader {
    line: Vec<u8>,
    name: String,
    data: String,
    last_id: Option<String>,
    events: VecDeque<Event>,
}

impl Reader {
    /// Forgets what was begun and not ended.
    fn restart(&mut self) {
        self.line.clear();
        self.name.clear();
        self.data.clear();
    }

    /// Takes bytes; false when a line is too long.
    fn feed(&mut self, bytes: &Bytes) -> bool {
        for &byte in bytes {
            if byte != b'\n' {
                self.line.push(byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let text = String::from_utf8_lossy(&line);
            self.line(text.trim_end_matches('\r'));
        }
        self.line.len() <= LINE_BYTES_MAX
    }

    fn line(&mut self, line: &str) {
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = std::mem::take(&mut self.data);
            if !data.is_empty() {
                let name = if name.is_empty() {
                    "message".to_owned()
                } else {
                    name
                };
                self.events.push_back(Event {
                    name,
                    data: data.trim_end_matches('\n').to_owned(),
                });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" => self.last_id = Some(value.to_owned()),
            // A comment, `retry`, or what nobody knows yet.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, step: usize) -> (Vec<Event>, Option<String>) {
        let mut reader = Reader::default();
        for chunk in text.as_bytes().chunks(step) {
            assert!(reader.feed(&Bytes::copy_from_slice(chunk)));
        }
        (reader.events.into_iter().collect(), reader.last_id)
    }

    #[test]
    fn events_are_read_however_the_bytes_are_cut() {
        let text = ": hello\n\nid: 7\nevent: order\ndata: {\"a\":\ndata: 1}\n\n\
                    data:ação\r\n\r\nid: 8\nevent: nothing\n\ndata: unfinished\n";
        let expected = [
            Event {
                name: "order".to_owned(),
                data: "{\"a\":\n1}".to_owned(),
            },
            Event {
                name: "message".to_owned(),
                data: "ação".to_owned(),
            },
        ];
        for step in 1..text.len() {
            let (events, last) = read(text, step);
            assert_eq!(events, expected);
            assert_eq!(last.as_deref(), Some("8"));
        }
    }
}
