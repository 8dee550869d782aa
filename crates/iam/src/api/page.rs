//! Lists that are answered page by page.

use wire::ApiError;
use wire::query::Xml;

use super::parameters::Parameters;
use super::validation;

/// How many items a page has when nothing else is asked for. Source: IAM's API reference.
const ITEMS_DEFAULT: i64 = 100;

/// How many it may have.
const ITEMS_MAX: i64 = 1_000;

/// The page that a request asks for, of items in ascending order of their names.
///
/// The marker of a page is the name of the last item of the page before it.
pub(super) fn page<'i, T>(
    parameters: &Parameters,
    list: &str,
    items: impl Iterator<Item = (&'i str, T)>,
    write: impl Fn(T) -> Xml,
) -> Result<Xml, ApiError> {
    let most = parameters.number("MaxItems")?.unwrap_or(ITEMS_DEFAULT);
    if !(1..=ITEMS_MAX).contains(&most) {
        return Err(validation(
            "MaxItems",
            &most.to_string(),
            &format!("Member must have value between 1 and {ITEMS_MAX}"),
        ));
    }
    let mut remaining = usize::try_from(most).unwrap_or(usize::MAX);
    let marker = parameters.get("Marker");
    let mut end = None;
    let mut members = Vec::new();
    let mut truncated = false;
    for (name, item) in items.skip_while(|(name, _)| marker.is_some_and(|marker| *name <= marker)) {
        if remaining == 0 {
            truncated = true;
            break;
        }
        remaining -= 1;
        members.push(write(item));
        end = Some(name);
    }
    let xml = Xml::default()
        .list(list, members)
        .flag("IsTruncated", truncated);
    Ok(if truncated {
        xml.optional("Marker", end)
    } else {
        xml
    })
}

/// The same of texts.
pub(super) fn page_of_texts<'i>(
    parameters: &Parameters,
    list: &str,
    texts: impl Iterator<Item = &'i str>,
) -> Result<Xml, ApiError> {
    page(
        parameters,
        list,
        texts.map(|text| (text, text)),
        Xml::escaped,
    )
}
