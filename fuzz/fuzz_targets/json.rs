//! What is read and written is read as the same.
#![no_main]

use asl::json::{from_text, text_length, to_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(value) = from_text(text) {
        let written = to_text(&value);
        assert_eq!(text_length(&value), written.len());
        assert_eq!(from_text(&written).as_ref(), Ok(&value));
    }
});
