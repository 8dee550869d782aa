//! Lists that are answered page by page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use wire::ApiError;

use crate::error::invalid;

/// A page of topics or subscriptions has so many (API reference, ListTopics).
pub(super) const ITEMS_MAX: usize = 100;

/// A page, and the token of the next.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next_token: Option<String>,
}

/// The page that a token begins, of items in ascending order of their keys. The token of a page is
/// the key of the last item of the page before it.
pub(super) fn page<'i, T>(
    token: Option<&str>,
    items: impl Iterator<Item = (&'i str, T)>,
) -> Result<Page<T>, ApiError> {
    let after = match token.filter(|token| !token.is_empty()) {
        None => None,
        Some(token) => {
            let key = BASE64.decode(token).ok();
            let key = key.and_then(|key| String::from_utf8(key).ok());
            Some(key.ok_or_else(|| invalid("NextToken"))?)
        }
    };
    let rest = items.skip_while(|(key, _)| after.as_deref().is_some_and(|after| *key <= after));
    let mut page = Page {
        items: Vec::new(),
        next_token: None,
    };
    let mut last = "";
    for (key, item) in rest {
        if page.items.len() == ITEMS_MAX {
            page.next_token = Some(BASE64.encode(last));
            break;
        }
        page.items.push(item);
        last = key;
    }
    Ok(page)
}
