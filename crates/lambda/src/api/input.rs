//! Reads requests: bodies, queries, pages.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use wire::{ApiError, Request};

use crate::error;

/// Items of a page when the request does not say. AWS: 50.
const PAGE_ITEMS: usize = 50;

/// A parameter of the query, decoded.
pub(super) fn query<'a>(request: &'a Request, name: &str) -> Option<Cow<'a, str>> {
    queries(request, name).next()
}

/// All parameters of this name, decoded.
pub(super) fn queries<'a>(request: &'a Request, name: &str) -> impl Iterator<Item = Cow<'a, str>> {
    request.query().split('&').filter_map(move |pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then(|| percent_encoding::percent_decode_str(value).decode_utf8_lossy())
    })
}

/// The body as JSON; an absent one is an empty object.
pub(super) fn body<T: DeserializeOwned>(request: &Request) -> Result<T, ApiError> {
    let body: &[u8] = if request.body.is_empty() {
        b"{}"
    } else {
        &request.body
    };
    serde_json::from_slice(body).map_err(|error| {
        ApiError::new(
            "InvalidRequestContentException",
            format!("Could not parse request body into json: {error}"),
        )
    })
}

/// A member that must be there.
pub(super) fn required<T>(value: Option<T>, member: &str) -> Result<T, ApiError> {
    value.ok_or_else(|| {
        ApiError::validation(format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ))
    })
}

/// Whether a number is within its bounds, both included.
pub(super) fn within(value: u32, member: &str, least: u32, most: u32) -> Result<u32, ApiError> {
    if value < least {
        let bound = format!("have value greater than or equal to {least}");
        return Err(error::bounds(value, member, &bound));
    }
    if value > most {
        let bound = format!("have value less than or equal to {most}");
        return Err(error::bounds(value, member, &bound));
    }
    Ok(value)
}

/// Whether a word is one of these.
pub(super) fn one_of(value: &str, member: &str, words: &[&str]) -> Result<(), ApiError> {
    if words.contains(&value) {
        return Ok(());
    }
    let bound = format!("satisfy enum value set: [{}]", words.join(", "));
    Err(error::bounds(value, member, &bound))
}

/// The page of a list that the request asks for, as an object with the list under `member`.
///
/// A marker is the key of the last item of the page before; keys ascend.
pub(super) fn page<T>(
    request: &Request,
    member: &str,
    items: impl Iterator<Item = T>,
    key: impl Fn(&T) -> String,
    show: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    let most = match query(request, "MaxItems") {
        None => PAGE_ITEMS,
        Some(text) => match text.parse::<u32>() {
            Ok(number) => within(number, "maxItems", 1, 10_000)? as usize,
            Err(_) => return Err(error::invalid_parameter("MaxItems is not a number")),
        },
    };
    let marker = query(request, "Marker");
    let mut rest = items.skip_while(|item| {
        marker
            .as_deref()
            .is_some_and(|marker| !marker.is_empty() && *key(item) <= *marker)
    });
    let mut shown = Vec::new();
    let mut last = None;
    for item in rest.by_ref().take(most) {
        shown.push(show(&item));
        last = Some(key(&item));
    }
    let mut page = Map::new();
    if rest.next().is_some()
        && let Some(last) = last
    {
        page.insert("NextMarker".to_owned(), last.into());
    }
    page.insert(member.to_owned(), Value::Array(shown));
    Ok(Value::Object(page))
}
