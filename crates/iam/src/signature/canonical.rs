//! A request in the one form that the signer and the verifier both hash.

use std::borrow::Cow;

use http::{HeaderMap, header, request::Parts};

/// How a path enters the canonical request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathRule {
    /// S3: as it is sent, since keys of objects may hold dots and slashes.
    AsSent,
    /// Every other service: dots and doubled slashes resolved, and what is sent encoded again.
    EncodedAgain,
}

impl PathRule {
    pub(crate) fn of(service: &str) -> PathRule {
        match service {
            "s3" | "s3express" | "s3-object-lambda" => PathRule::AsSent,
            _ => PathRule::EncodedAgain,
        }
    }
}

/// The canonical request of `head`.
///
/// `signed_headers` are lower-case names in ascending order. `payload` stands in its
/// last line: the body's hash in hexadecimal digits, or `UNSIGNED-PAYLOAD`. The query's parameter
/// `X-Amz-Signature` is left out, since it cannot sign itself.
pub(crate) fn canonical_request(
    head: &Parts,
    rule: PathRule,
    signed_headers: &[&str],
    payload: &[u8],
) -> Vec<u8> {
    let mut text = Vec::with_capacity(1024);
    text.extend_from_slice(head.method.as_str().as_bytes());
    text.push(b'\n');
    write_path(head.uri.path(), rule, &mut text);
    text.push(b'\n');
    write_query(head.uri.query().unwrap_or_default(), &mut text);
    text.push(b'\n');
    for &name in signed_headers {
        text.extend_from_slice(name.as_bytes());
        text.push(b':');
        write_header(head, name, &mut text);
        text.push(b'\n');
    }
    text.push(b'\n');
    for (place, name) in signed_headers.iter().enumerate() {
        if place > 0 {
            text.push(b';');
        }
        text.extend_from_slice(name.as_bytes());
    }
    text.push(b'\n');
    text.extend_from_slice(payload);
    text
}

/// The host a request is for: its header, or what its address says.
pub(crate) fn host(head: &Parts) -> Option<&[u8]> {
    match head.headers.get(header::HOST) {
        Some(value) => Some(value.as_bytes()),
        None => Some(head.uri.authority()?.as_str().as_bytes()),
    }
}

fn write_path(path: &str, rule: PathRule, to: &mut Vec<u8>) {
    if path.is_empty() || path == "/" {
        to.push(b'/');
        return;
    }
    match rule {
        PathRule::AsSent => to.extend_from_slice(path.as_bytes()),
        PathRule::EncodedAgain if !path.contains("//") && !path.contains("/.") => {
            encode(path.as_bytes(), Slash::Stays, to);
        }
        PathRule::EncodedAgain => encode(normalized(path).as_bytes(), Slash::Stays, to),
    }
}

/// The path without empty segments, `.` and `..`: RFC 3986, section 6.2.2.3.
fn normalized(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let mut text = String::with_capacity(path.len());
    for segment in &kept {
        text.push('/');
        text.push_str(segment);
    }
    // What ends in a folder ends in a slash, and nothing at all is the root.
    if kept.is_empty() || matches!(path.rsplit('/').next(), Some("" | "." | "..")) {
        text.push('/');
    }
    text
}

fn write_query(query: &str, to: &mut Vec<u8>) {
    if query.is_empty() {
        return;
    }
    let mut parameters: Vec<_> = query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
        .filter(|(name, _)| *name != "X-Amz-Signature")
        .map(|(name, value)| (recoded(name), recoded(value)))
        .collect();
    parameters.sort_unstable();
    for (place, (name, value)) in parameters.iter().enumerate() {
        if place > 0 {
            to.push(b'&');
        }
        to.extend_from_slice(name);
        to.push(b'=');
        to.extend_from_slice(value);
    }
}

/// A name or value of the query, percent-encoded as AWS wants it, however it came.
fn recoded(text: &str) -> Cow<'_, [u8]> {
    if text.bytes().all(unreserved) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut encoded = Vec::with_capacity(text.len() + 16);
    encode(&decode(text), Slash::Encoded, &mut encoded);
    Cow::Owned(encoded)
}

fn write_header(head: &Parts, name: &str, to: &mut Vec<u8>) {
    if name == "host" {
        write_value(host(head).unwrap_or_default(), to);
        return;
    }
    for (place, value) in values(&head.headers, name).enumerate() {
        if place > 0 {
            to.push(b',');
        }
        write_value(value, to);
    }
}

fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a [u8]> {
    headers
        .get_all(name)
        .iter()
        .map(http::HeaderValue::as_bytes)
}

/// A header's value without spaces around it, and with one space where there were several.
fn write_value(value: &[u8], to: &mut Vec<u8>) {
    let value = value.trim_ascii();
    if !value.contains(&b' ') {
        to.extend_from_slice(value);
        return;
    }
    let mut after_space = false;
    for &byte in value {
        if byte != b' ' || !after_space {
            to.push(byte);
        }
        after_space = byte == b' ';
    }
}

#[derive(Clone, Copy)]
enum Slash {
    Stays,
    Encoded,
}

/// RFC 3986's unreserved characters, which are never encoded.
fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn encode(bytes: &[u8], slash: Slash, to: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        if unreserved(byte) || byte == b'/' && matches!(slash, Slash::Stays) {
            to.push(byte);
        } else {
            to.extend_from_slice(&[
                b'%',
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]);
        }
    }
}

/// The bytes that a name or value of a query or a form stands for. A `%` without two digits is
/// itself.
pub(crate) fn decode(text: &str) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return Cow::Borrowed(bytes);
    }
    let digit = |at: usize| {
        let byte = *bytes.get(at)?;
        char::from(byte).to_digit(16)
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, length) = match (bytes[at], digit(at + 1), digit(at + 2)) {
            #[allow(clippy::cast_possible_truncation, reason = "two digits make a byte")]
            (b'%', Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            (b'+', ..) => (b' ', 1),
            (byte, ..) => (byte, 1),
        };
        decoded.push(byte);
        at += length;
    }
    Cow::Owned(decoded)
}

/// A text percent-encoded as AWS wants it.
pub(crate) fn encoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len() + 16);
    encode(text.as_bytes(), Slash::Encoded, &mut bytes);
    bytes.into_iter().map(char::from).collect()
}
