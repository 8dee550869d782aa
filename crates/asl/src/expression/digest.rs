//! Digests of text, as `States.Hash` and JSONata's `$hash` give them.

use std::fmt::Write as _;

use sha2::Digest as _;

/// The digest of `text` in hexadecimal, lower case; `None` when there is no such algorithm.
pub(super) fn hexadecimal(algorithm: &str, text: &str) -> Option<String> {
    let digest = match algorithm {
        "MD5" => md5::Md5::digest(text).to_vec(),
        "SHA-1" => sha1::Sha1::digest(text).to_vec(),
        "SHA-256" => sha2::Sha256::digest(text).to_vec(),
        "SHA-384" => sha2::Sha384::digest(text).to_vec(),
        "SHA-512" => sha2::Sha512::digest(text).to_vec(),
        _ => return None,
    };
    let mut hexadecimal = String::with_capacity(2 * digest.len());
    for byte in digest {
        // Writing to a `String` cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    Some(hexadecimal)
}
