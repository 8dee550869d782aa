//! The frames of `application/vnd.amazon.eventstream`, as `InvokeWithResponseStream` sends them.

use bytes::{BufMut, Bytes, BytesMut};

/// Type of a header whose value is a string.
const STRING: u8 = 7;
/// Lengths and a checksum before the headers, a checksum after the payload.
const FRAME_OVERHEAD_BYTES: usize = 16;

/// A frame with these headers and this payload.
///
/// Panics when a name is longer than 255 bytes, a value than 65,535, or the payload than 4 GiB:
/// headers are this crate's own and payloads are pieces of an answer.
pub(crate) fn frame(headers: &[(&str, &str)], payload: &[u8]) -> Bytes {
    let length = |bytes: usize| u32::try_from(bytes).expect("a frame is smaller than 4 GiB");
    let headers_bytes: usize = headers
        .iter()
        .map(|(name, value)| 1 + name.len() + 1 + 2 + value.len())
        .sum();
    let total = FRAME_OVERHEAD_BYTES + headers_bytes + payload.len();
    let mut frame = BytesMut::with_capacity(total);
    frame.put_u32(length(total));
    frame.put_u32(length(headers_bytes));
    frame.put_u32(crc32fast::hash(&frame));
    for (name, value) in headers {
        frame.put_u8(u8::try_from(name.len()).expect("names of headers are short"));
        frame.put_slice(name.as_bytes());
        frame.put_u8(STRING);
        frame.put_u16(u16::try_from(value.len()).expect("values of headers are short"));
        frame.put_slice(value.as_bytes());
    }
    frame.put_slice(payload);
    frame.put_u32(crc32fast::hash(&frame));
    frame.freeze()
}

/// A piece of a function's answer.
pub(crate) fn payload_chunk(payload: &[u8]) -> Bytes {
    frame(
        &[
            (":message-type", "event"),
            (":event-type", "PayloadChunk"),
            (":content-type", "application/octet-stream"),
        ],
        payload,
    )
}

/// The end of an answer: JSON with `ErrorCode`, `ErrorDetails` and `LogResult` where they apply.
pub(crate) fn invoke_complete(body: &serde_json::Value) -> Bytes {
    frame(
        &[
            (":message-type", "event"),
            (":event-type", "InvokeComplete"),
            (":content-type", "application/json"),
        ],
        body.to_string().as_bytes(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_its_lengths_and_checksums() {
        let frame = frame(&[(":event-type", "x")], b"data");
        assert_eq!(frame.len(), 16 + 1 + 11 + 1 + 2 + 1 + 4);
        assert_eq!(frame[..4], [0, 0, 0, 36]);
        assert_eq!(frame[4..8], [0, 0, 0, 16]);
        assert_eq!(frame[8..12], crc32fast::hash(&frame[..8]).to_be_bytes());
        assert_eq!(&frame[12..28], b"\x0b:event-type\x07\x00\x01x");
        assert_eq!(&frame[28..32], b"data");
        assert_eq!(frame[32..], crc32fast::hash(&frame[..32]).to_be_bytes());
    }
}
