//! For whom a workflow works.
//!
//! Only the server says so: beside `PromptInput` and `state_machine_custom_params`, which come from
//! outside, the gateway puts `session` into a workflow's input when whoever asks is signed in. It is
//! the *hash* of the session's token, as the table of sessions has it. It lets nobody in, and stands
//! for nothing any more the moment its owner signs out. Functions look it up each time; a customer's
//! identifier is never taken from an event.

use delivery::notice::Language;
use delivery::people::{SessionCookie, Token, TokenHash, Who};
use delivery::{CustomerId, Delivery, DeliveryError, StoreId};
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// A customer who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// At which store.
    pub store: StoreId,
    /// Who.
    pub customer: CustomerId,
    /// In which language they are spoken to.
    pub language: Language,
}

/// The session that a request shows: by `Authorization: Bearer TOKEN`, or by its cookie when it comes
/// from a page of this server. A page of somebody else's does not ask in a customer's name.
pub fn session_of(headers: &HeaderMap) -> Option<TokenHash> {
    let site = headers.get("sec-fetch-site");
    let is_own = site.is_some_and(|site| site == "same-origin");
    let is_shown = headers.contains_key(AUTHORIZATION);
    let token = Token::shown(headers, SessionCookie::Customer).filter(|_| is_shown || is_own);
    token.map(|token| token.hash())
}

impl Caller {
    /// The customer of the `session` of an event; nobody when it stands for nobody, or for staff.
    pub async fn of(
        delivery: &Delivery,
        session: Option<&str>,
    ) -> Result<Option<Caller>, DeliveryError> {
        let Some(hash) = session.and_then(TokenHash::parse) else {
            return Ok(None);
        };
        let Some(session) = delivery.session(&hash).await? else {
            return Ok(None);
        };
        Ok(match session.who {
            Who::Customer { customer } => Some(Caller {
                store: session.store,
                customer,
                language: session.language,
            }),
            Who::Staff { .. } => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_counts_on_a_page_of_this_server_and_a_token_everywhere() {
        let token = Token::fresh();
        let bearer = format!("Bearer {}", token.reveal());
        let cookie = format!("a=b; {}={}", SessionCookie::Customer.name(), token.reveal());
        let shown = |pairs: &[(&'static str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| {
                let name = http::HeaderName::from_static(name);
                (name, value.parse().expect("a value"))
            });
            session_of(&pairs.collect::<HeaderMap>()) == Some(token.hash())
        };
        assert!(shown(&[("authorization", &bearer)]));
        assert!(shown(&[
            ("authorization", &bearer),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(shown(&[
            ("cookie", &cookie),
            ("sec-fetch-site", "same-origin")
        ]));
        for elsewhere in ["cross-site", "same-site", "none"] {
            assert!(!shown(&[
                ("cookie", &cookie),
                ("sec-fetch-site", elsewhere)
            ]));
        }
        assert!(!shown(&[("cookie", &cookie)]));
        let signed = "AWS4-HMAC-SHA256 Credential=x";
        let both = [
            ("authorization", signed),
            ("cookie", &cookie),
            ("sec-fetch-site", "same-origin"),
        ];
        assert!(!shown(&both));
        assert!(!shown(&[("x-access-token", token.reveal())]));
    }
}
