//! Lists in pages, and the tokens by which the next page is asked for.
//!
//! A token says which list it is of, after which item the page begins and until when it holds,
//! and is sealed, so that nobody can make one up. Items that come and go between two pages do not
//! disturb the others.

use asl::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use wire::ApiError;

/// A token holds for so long, in seconds (API reference, `nextToken`).
const TOKEN_SECONDS: u32 = 24 * 60 * 60;

/// Results on a page when the request does not say, or says 0 (API reference, `maxResults`).
const PAGE_SIZE_DEFAULT: usize = 100;

/// Seals and opens page tokens.
#[derive(Clone)]
pub struct PageTokens {
    key: [u8; 32],
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The position of the last item of the page before.
    pub after: Option<String>,
    /// At most so many items.
    pub size: usize,
}

type Seal = Hmac<Sha256>;
const SEAL_BYTES: usize = 16;
const EXPIRY_BYTES: usize = 8;

impl PageTokens {
    /// Tokens sealed with this key.
    pub fn new(key: [u8; 32]) -> PageTokens {
        PageTokens { key }
    }

    /// The token for what follows `position` in `list`. A list is known by its operation and by
    /// whatever else the request says of it.
    pub fn issue(&self, list: &str, position: &str, now: Timestamp) -> String {
        let expiry = now.plus_seconds(TOKEN_SECONDS).milliseconds();
        let mut token = expiry.to_be_bytes().to_vec();
        token.extend_from_slice(position.as_bytes());
        let seal = self.seal(list, &token).finalize().into_bytes();
        token.extend_from_slice(&seal[..SEAL_BYTES]);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The position a token was issued for; `InvalidToken` unless it is of this list and still
    /// holds.
    pub fn redeem(&self, list: &str, token: &str, now: Timestamp) -> Result<String, ApiError> {
        let read = || {
            let token = URL_SAFE_NO_PAD.decode(token).ok()?;
            let (content, seal) = token.split_at_checked(token.len().checked_sub(SEAL_BYTES)?)?;
            self.seal(list, content).verify_truncated_left(seal).ok()?;
            let (expiry, position) = content.split_at_checked(EXPIRY_BYTES)?;
            let expiry = i64::from_be_bytes(expiry.try_into().ok()?);
            if now.milliseconds() > expiry {
                return None;
            }
            String::from_utf8(position.to_vec()).ok()
        };
        read().ok_or_else(|| ApiError::new("InvalidToken", "Invalid Token: 'Invalid token'"))
    }

    /// What page a request asks for.
    pub fn read(
        &self,
        list: &str,
        token: Option<&str>,
        max_results: Option<u32>,
        now: Timestamp,
    ) -> Result<PageRequest, ApiError> {
        Ok(PageRequest {
            after: token
                .map(|token| self.redeem(list, token, now))
                .transpose()?,
            size: match max_results {
                None | Some(0) => PAGE_SIZE_DEFAULT,
                Some(size) => size as usize,
            },
        })
    }

    fn seal(&self, list: &str, content: &[u8]) -> Seal {
        let mut seal = <Seal as Mac>::new_from_slice(&self.key).expect("any key will do");
        seal.update(&list.len().to_be_bytes());
        seal.update(list.as_bytes());
        seal.update(content);
        seal
    }
}

impl PageRequest {
    /// The items of the page, and the position of its last one when there are more.
    ///
    /// `items` are those after [`after`](PageRequest::after), in order; `position` tells where an
    /// item is.
    pub fn take<T>(
        &self,
        mut items: impl Iterator<Item = T>,
        position: impl Fn(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        let page: Vec<T> = items.by_ref().take(self.size).collect();
        let last = items.next().and_then(|_| page.last()).map(position);
        (page, last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_milliseconds(1_700_000_000_000);

    #[test]
    fn a_token_leads_to_its_position() {
        let tokens = PageTokens::new([7; 32]);
        let token = tokens.issue("ListActivities", "parcels", NOW);
        assert_eq!(
            tokens.redeem("ListActivities", &token, NOW.plus_seconds(TOKEN_SECONDS)),
            Ok("parcels".to_owned())
        );
    }

    #[test]
    fn a_token_of_another_list_of_yesterday_or_made_up_is_refused() {
        let tokens = PageTokens::new([7; 32]);
        let token = tokens.issue("ListActivities", "parcels", NOW);
        let late = NOW.plus_seconds(TOKEN_SECONDS + 1);
        assert!(tokens.redeem("ListStateMachines", &token, NOW).is_err());
        assert!(tokens.redeem("ListActivities", &token, late).is_err());
        assert!(
            tokens
                .redeem("ListActivities", "InvalidToken", NOW)
                .is_err()
        );
        assert!(
            PageTokens::new([8; 32])
                .redeem("ListActivities", &token, NOW)
                .is_err()
        );
        let mut forged = token.into_bytes();
        forged[0] ^= 1;
        let forged = String::from_utf8(forged).expect("still ASCII");
        assert!(tokens.redeem("ListActivities", &forged, NOW).is_err());
    }

    #[test]
    fn a_full_page_leads_to_the_next_only_when_there_is_one() {
        let page = PageRequest {
            after: None,
            size: 2,
        };
        let position = |item: &i32| item.to_string();
        assert_eq!(page.take(1..=2, position), (vec![1, 2], None));
        assert_eq!(
            page.take(1..=3, position),
            (vec![1, 2], Some("2".to_owned()))
        );
    }
}
