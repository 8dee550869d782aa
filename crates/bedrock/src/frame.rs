//! Frames of `application/vnd.amazon.eventstream` (Smithy, "Amazon Event Stream Specification").
//!
//! A frame is its length, the length of its headers, a checksum of these two, headers, payload and
//! a checksum of all before it; numbers are big-endian, checksums CRC-32.

use bytes::{BufMut as _, Bytes, BytesMut};

/// The type of a body of frames.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";

/// Lengths and checksums of a frame.
const OVERHEAD_BYTES: usize = 16;

/// The number for a header whose value is a text.
const TEXT: u8 = 7;

/// An event with a JSON payload.
pub fn event(event_type: &str, payload: &[u8]) -> Bytes {
    frame(
        [
            (":event-type", event_type),
            (":content-type", "application/json"),
            (":message-type", "event"),
        ],
        payload,
    )
}

/// An exception: the last frame of a stream that failed.
pub fn exception(exception_type: &str, payload: &[u8]) -> Bytes {
    frame(
        [
            (":exception-type", exception_type),
            (":content-type", "application/json"),
            (":message-type", "exception"),
        ],
        payload,
    )
}

fn frame(headers: [(&str, &str); 3], payload: &[u8]) -> Bytes {
    let headers_length: usize = headers
        .iter()
        .map(|(name, value)| 1 + name.len() + 1 + 2 + value.len())
        .sum();
    let length = OVERHEAD_BYTES + headers_length + payload.len();
    let number = |length: usize| u32::try_from(length).expect("a frame is shorter than 4 GB");
    let mut frame = BytesMut::with_capacity(length);
    frame.put_u32(number(length));
    frame.put_u32(number(headers_length));
    frame.put_u32(crc32fast::hash(&frame));
    for (name, value) in headers {
        frame.put_u8(u8::try_from(name.len()).expect("a header's name is short"));
        frame.put_slice(name.as_bytes());
        frame.put_u8(TEXT);
        frame.put_u16(u16::try_from(value.len()).expect("a header's value is short"));
        frame.put_slice(value.as_bytes());
    }
    frame.put_slice(payload);
    frame.put_u32(crc32fast::hash(&frame));
    frame.freeze()
}
