//! The grammar of `Forwarded`: RFC 7239, section 4.

/// What one proxy says; of what it says twice, nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) r#for: Option<String>,
    pub(super) host: Option<String>,
    pub(super) proto: Option<String>,
}

/// It is not written as it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The elements of one header line. What comes after something malformed cannot be told apart from
/// it: both are one element that says nothing.
pub(super) fn elements(line: &str) -> Vec<Result<Element, Malformed>> {
    let mut elements = Vec::new();
    let mut rest = line;
    loop {
        match element(rest) {
            Ok((element, after)) => {
                elements.push(Ok(element));
                match after.strip_prefix(',') {
                    Some(after) => rest = after,
                    None => return elements,
                }
            }
            Err(malformed) => {
                elements.push(Err(malformed));
                return elements;
            }
        }
    }
}

/// The first element of a text, and what follows: nothing, or a comma and more.
fn element(text: &str) -> Result<(Element, &str), Malformed> {
    let mut element = Element::default();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        // A pair may be left out, as entries of lists may.
        if !rest.starts_with([';', ',']) && !rest.is_empty() {
            let (name, after) = token(rest)?;
            let after = after.strip_prefix('=').ok_or(Malformed)?;
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => unquoted(quoted)?,
                None => token(after).map(|(value, after)| (value.to_owned(), after))?,
            };
            let place = match name.to_ascii_lowercase().as_str() {
                "for" => Some(&mut element.r#for),
                "host" => Some(&mut element.host),
                "proto" => Some(&mut element.proto),
                _ => None,
            };
            if place.is_some_and(|place| place.replace(value).is_some()) {
                return Err(Malformed);
            }
            rest = after.trim_start_matches([' ', '\t']);
        }
        match rest.strip_prefix(';') {
            Some(after) => rest = after,
            None if rest.is_empty() || rest.starts_with(',') => return Ok((element, rest)),
            None => return Err(Malformed),
        }
    }
}

/// The token a text begins with, and what follows. Addresses with a colon would have to be quoted;
/// not every proxy does.
fn token(text: &str) -> Result<(&str, &str), Malformed> {
    let is_of_token =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:[]".contains(&byte);
    let end = text.bytes().position(|byte| !is_of_token(byte));
    match text.split_at(end.unwrap_or(text.len())) {
        ("", _) => Err(Malformed),
        found => Ok(found),
    }
}

/// What is quoted, from after the quotation mark, and what follows.
fn unquoted(text: &str) -> Result<(String, &str), Malformed> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Ok((value, &text[place + 1..])),
            '\\' => value.push(characters.next().ok_or(Malformed)?.1),
            other => value.push(other),
        }
    }
    Err(Malformed)
}
