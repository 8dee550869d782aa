//! How much is asked of services that AWS bills by the request, as far as a request and its answer
//! show it. It is counted since the server started.

use std::sync::atomic::{AtomicU64, Ordering};

use http::HeaderValue;
use wire::{Body, Request, Response};

/// A read request unit is for so many bytes.
const READ_UNIT_BYTES: usize = 4 << 10;

/// A write request unit is for so many bytes.
const WRITE_UNIT_BYTES: usize = 1 << 10;

/// A publication is billed as one for each so many bytes.
const PUBLICATION_BYTES: usize = 64 << 10;

/// What was used since the server started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Halves of DynamoDB's read request units: what may be a moment old costs one half.
    pub read_half_units: u64,
    /// DynamoDB's write request units.
    pub write_units: u64,
    /// Publications to topics, each of 64 KB at most.
    pub publications: u64,
    /// Bytes of events that were put into logs.
    pub log_bytes: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counted {
    read_half_units: AtomicU64,
    write_units: AtomicU64,
    publications: AtomicU64,
    log_bytes: AtomicU64,
}

/// What a request will be billed by, seen before it is answered.
pub(crate) enum Billed {
    /// By nothing that is counted here.
    No,
    /// By the length of the answer: half units for each 4 KB.
    Read {
        half_units: u64,
    },
    Write {
        units: u64,
    },
    Publication {
        count: u64,
    },
    Log {
        bytes: u64,
    },
}

impl Billed {
    /// What a request to the service of this name is billed by.
    pub(crate) fn of(name: &str, request: &Request) -> Billed {
        let sent = request.body.len();
        match name {
            "dynamodb" => match request.target_operation() {
                Some("GetItem" | "BatchGetItem" | "Query" | "Scan") => Billed::Read {
                    half_units: if is_consistent(&request.body) { 2 } else { 1 },
                },
                Some("TransactGetItems") => Billed::Read { half_units: 4 },
                Some("PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem") => Billed::Write {
                    units: blocks(sent, WRITE_UNIT_BYTES),
                },
                Some("TransactWriteItems") => Billed::Write {
                    units: 2 * blocks(sent, WRITE_UNIT_BYTES),
                },
                _ => Billed::No,
            },
            "sns" if publishes(&request.body) => Billed::Publication {
                count: blocks(sent, PUBLICATION_BYTES),
            },
            "logs" if request.target_operation() == Some("PutLogEvents") => Billed::Log {
                bytes: u64::try_from(sent).unwrap_or(u64::MAX),
            },
            _ => Billed::No,
        }
    }
}

impl Counted {
    /// Counts a request that was answered. What was refused for its form costs nothing.
    pub(crate) fn note(&self, billed: &Billed, response: &Response) {
        let (counter, amount) = match billed {
            Billed::No => return,
            Billed::Read { half_units } => {
                let blocks = blocks(length(response), READ_UNIT_BYTES);
                (&self.read_half_units, half_units * blocks)
            }
            Billed::Write { units } => (&self.write_units, *units),
            Billed::Publication { count } => (&self.publications, *count),
            Billed::Log { bytes } => (&self.log_bytes, *bytes),
        };
        if response.status().is_success() {
            counter.fetch_add(amount, Ordering::Relaxed);
        }
    }

    pub(crate) fn read(&self) -> Usage {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Usage {
            read_half_units: read(&self.read_half_units),
            write_units: read(&self.write_units),
            publications: read(&self.publications),
            log_bytes: read(&self.log_bytes),
        }
    }
}

/// How many blocks a length fills, one at least.
fn blocks(bytes: usize, block: usize) -> u64 {
    u64::try_from(bytes.div_ceil(block).max(1)).unwrap_or(u64::MAX)
}

/// How long an answer is, as far as that is known.
fn length(response: &Response) -> usize {
    match response.body() {
        Body::Whole(bytes) => bytes.len(),
        Body::Stream(_) | Body::Fragile(_) => response
            .headers()
            .get(http::header::CONTENT_LENGTH)
            .map(HeaderValue::as_bytes)
            .and_then(|length| std::str::from_utf8(length).ok()?.parse().ok())
            .unwrap_or(0),
    }
}

/// Whether a read asks for what is newest.
fn is_consistent(body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).unwrap_or_default();
    text.split("\"ConsistentRead\"").skip(1).any(|rest| {
        rest.trim_start()
            .trim_start_matches(':')
            .trim_start()
            .starts_with("true")
    })
}

/// Whether a form publishes.
fn publishes(body: &[u8]) -> bool {
    let mut pairs = body.split(|byte| *byte == b'&');
    pairs.any(|pair| matches!(pair, b"Action=Publish" | b"Action=PublishBatch"))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use wire::{Caller, RequestId};

    use super::*;

    fn counted(name: &str, target: &str, body: &str, answer_bytes: usize) -> Usage {
        let request = http::Request::post("/").header("x-amz-target", target);
        let (head, ()) = request.body(()).expect("a request").into_parts();
        let request = Request {
            head,
            body: Bytes::from(body.to_owned()),
            caller: Caller::Owner,
            id: RequestId::random(),
        };
        let counted = Counted::default();
        let answer = Response::new(Body::Whole(vec![b' '; answer_bytes].into()));
        counted.note(&Billed::of(name, &request), &answer);
        counted.read()
    }

    #[test]
    fn units_are_those_of_what_is_sent_and_answered() {
        let read = |body, bytes| counted("dynamodb", "DynamoDB_20120810.GetItem", body, bytes);
        assert_eq!(read("{}", 10).read_half_units, 1);
        assert_eq!(
            read(r#"{"ConsistentRead": true}"#, 4_097).read_half_units,
            4
        );
        assert_eq!(
            read(r#"{"ConsistentRead":false}"#, 4_096).read_half_units,
            1
        );
        let item = "x".repeat(1_025);
        let write = |operation: &str| {
            let target = format!("DynamoDB_20120810.{operation}");
            counted("dynamodb", &target, &item, 2).write_units
        };
        assert_eq!((write("PutItem"), write("TransactWriteItems")), (2, 4));
        assert_eq!(write("DescribeTable"), 0);
        let published = counted("sns", "", "Message=a&Action=Publish", 9);
        assert_eq!(published.publications, 1);
        assert_eq!(counted("sns", "", "Action=ListTopics", 9), Usage::default());
        let logged = counted("logs", "Logs_20140328.PutLogEvents", "12345", 2);
        assert_eq!(logged.log_bytes, 5);
    }
}
