//! Short names for contents, as SAM ends logical ids with.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};

/// SHA-1 of a text in hexadecimal digits.
pub(super) fn hex(text: &str) -> String {
    let mut out = String::new();
    for byte in Sha1::digest(text) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
