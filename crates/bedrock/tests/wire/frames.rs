//! The bytes of frames.

use bedrock::frame;

use crate::service::decoded;

/// Frames as AWS's own encoder writes them.
fn as_aws_writes(headers: [(&'static str, &'static str); 3], payload: &'static [u8]) -> Vec<u8> {
    use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
    let mut message = Message::new(payload);
    for (name, value) in headers {
        message = message.add_header(Header::new(name, HeaderValue::String(value.into())));
    }
    let mut bytes = Vec::new();
    aws_smithy_eventstream::frame::write_message_to(&message, &mut bytes).expect("a frame");
    bytes
}

#[test]
fn frames_are_those_of_aws_to_the_byte() {
    let payload = br#"{"bytes":"e30="}"#;
    assert_eq!(
        frame::event("chunk", payload),
        as_aws_writes(
            [
                (":event-type", "chunk"),
                (":content-type", "application/json"),
                (":message-type", "event"),
            ],
            payload
        )
    );
    assert_eq!(
        frame::exception("throttlingException", b"{}"),
        as_aws_writes(
            [
                (":exception-type", "throttlingException"),
                (":content-type", "application/json"),
                (":message-type", "exception"),
            ],
            b"{}"
        )
    );
}

/// A frame, pinned: what was written before must stay readable.
#[test]
fn a_frame_stays_as_it_is() {
    let hex: String = frame::event("messageStart", br#"{"role":"assistant"}"#)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hex, include_str!("golden-frame.hex").trim());
    assert_eq!(decoded(&frame::event("a", b"{}")).len(), 1);
}
