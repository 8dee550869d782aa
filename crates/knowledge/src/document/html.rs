//! Web pages.

use std::convert::Infallible;

use html5gum::{Token, Tokenizer};

use super::outline::Outline;

/// Elements whose text is not that of the document.
const LEFT_OUT: [&str; 9] = [
    "head", "nav", "noscript", "script", "select", "style", "svg", "template", "title",
];

/// Elements that stand within a line.
const INLINE: [&str; 21] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "label", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "u",
];

/// Reads a web page: what is seen of it, without scripts and navigation.
pub(super) fn read(text: &str, outline: &mut Outline) {
    let mut line = String::new();
    // The element that is being left out, and how often it is open.
    let mut left_out: Option<(&str, usize)> = None;
    for token in Tokenizer::new(text) {
        let token: Result<Token, Infallible> = token;
        let Ok(token) = token;
        let (name, is_start) = match &token {
            Token::StartTag(tag) => (String::from_utf8_lossy(&tag.name), !tag.self_closing),
            Token::EndTag(tag) => (String::from_utf8_lossy(&tag.name), false),
            Token::String(text) => {
                if left_out.is_none() {
                    line.push_str(&String::from_utf8_lossy(text));
                }
                continue;
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => continue,
        };
        if let Some((element, depth)) = &mut left_out {
            if name == *element {
                *depth = if is_start { *depth + 1 } else { *depth - 1 };
                if *depth == 0 {
                    left_out = None;
                }
            }
            continue;
        }
        if let Some(element) = LEFT_OUT.iter().find(|element| **element == name) {
            if is_start {
                left_out = Some((element, 1));
            }
            continue;
        }
        if INLINE.contains(&&*name) {
            continue;
        }
        let ended = std::mem::take(&mut line);
        match (heading_depth(&name), is_start) {
            (Some(depth), false) => outline.heading(depth, &ended),
            (Some(_), true) | (None, _) if matches!(&*name, "td" | "th") => {
                line = ended;
                line.push(' ');
            }
            (Some(_), true) | (None, _) => outline.line(&ended),
        }
    }
    outline.line(&line);
}

/// 1 for `h1`, up to 6.
fn heading_depth(name: &str) -> Option<usize> {
    let depth = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&depth).then_some(depth)
}
