//! Pages: where the next one begins, as clients hand it back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::{Code, Problem};

/// A page has so many, when nobody says.
pub(crate) const PAGE_DEFAULT: u32 = 20;

/// The longest place that a page can begin at: a time, an order and a message.
const PLACE_LENGTH_MAX: usize = 200;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// `next` of the page before.
    #[param(max_length = 300)]
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

impl PageQuery {
    /// How many, and from where.
    pub(crate) fn read(&self) -> Result<(u32, Option<String>), Problem> {
        let limit = self.limit.unwrap_or(PAGE_DEFAULT);
        if !(1..=100).contains(&limit) {
            let problem = Problem::new(Code::MalformedRequest, "`limit` is 1 to 100");
            return Err(problem);
        }
        let place = self.cursor.as_deref().map(|cursor| {
            let place = URL_SAFE_NO_PAD.decode(cursor).ok();
            let place = place.and_then(|bytes| String::from_utf8(bytes).ok());
            let fits = |place: &String| {
                (1..=PLACE_LENGTH_MAX).contains(&place.len())
                    && place.bytes().all(|byte| byte.is_ascii_graphic())
            };
            place.filter(fits).ok_or_else(|| {
                let detail = "`cursor` is not the `next` of a page; leave it out to begin anew";
                Problem::new(Code::MalformedRequest, detail)
            })
        });
        Ok((limit, place.transpose()?))
    }
}

/// Where the next page begins, as clients hold it.
pub(crate) fn cursor(place: &str) -> String {
    URL_SAFE_NO_PAD.encode(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let asked = |text: &str| PageQuery {
            cursor: Some(text.to_owned()),
            limit: None,
        };
        let place = "00000001700000000000#01JD";
        let read = asked(&cursor(place)).read().expect("a page");
        assert_eq!(read, (PAGE_DEFAULT, Some(place.to_owned())));
        for text in ["", "%", "AAAA", &cursor(&"x".repeat(201))] {
            assert!(asked(text).read().is_err(), "{text}");
        }
    }
}
