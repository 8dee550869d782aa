//! Secrets that cannot be guessed, and what is kept of them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use sha2::{Digest as _, Sha256};

/// 256 random bits; 128 would do (OWASP ASVS 5.0, 7.2.3).
const TOKEN_BYTES: usize = 32;

/// As base64url without padding.
const TOKEN_LENGTH: usize = 43;

/// The cookies that hold a session's token. Customers and staff have one each: whoever looks after
/// the store may order at it in the same browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionCookie {
    /// A customer's.
    Customer,
    /// That of somebody of the staff.
    Staff,
}

impl SessionCookie {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            SessionCookie::Customer => "entrega_session",
            SessionCookie::Staff => "entrega_staff",
        }
    }

    const fn other(self) -> SessionCookie {
        match self {
            SessionCookie::Customer => SessionCookie::Staff,
            SessionCookie::Staff => SessionCookie::Customer,
        }
    }
}

/// What somebody holds who is signed in or about to be. It is never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// What is kept of a token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl Token {
    /// One that nobody has seen.
    pub fn fresh() -> Token {
        let mut random = [0_u8; TOKEN_BYTES];
        #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
        getrandom::fill(&mut random).expect("the system gives random bytes");
        Token(URL_SAFE_NO_PAD.encode(random))
    }

    /// The token of this text; `None` when no token looks like that.
    pub fn parse(text: &str) -> Option<Token> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() == TOKEN_LENGTH && text.bytes().all(fits)).then(|| Token(text.to_owned()))
    }

    /// The token that a request shows: `Authorization: Bearer TOKEN`, or a cookie; of the two that
    /// there may be, rather the one that is meant.
    pub fn shown(headers: &HeaderMap, meant: SessionCookie) -> Option<Token> {
        let bearer = headers.get(AUTHORIZATION).map(|value| {
            let text = value.to_str().ok()?;
            let (scheme, token) = text.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| Token::parse(token.trim()))?
        });
        // Who shows a token is not asked for a cookie.
        bearer.unwrap_or_else(|| {
            let held = |cookie: SessionCookie| {
                let cookies = headers.get_all(COOKIE).into_iter();
                let mut pairs = cookies
                    .filter_map(|cookies| cookies.to_str().ok())
                    .flat_map(|cookies| cookies.split(';'))
                    .filter_map(|pair| pair.trim().split_once('='));
                let (_, token) = pairs.find(|(name, _)| *name == cookie.name())?;
                Token::parse(token)
            };
            held(meant).or_else(|| held(meant.other()))
        })
    }

    /// The text, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl TokenHash {
    /// Of a secret together with what it is for.
    pub(crate) fn of(parts: [&str; 2]) -> TokenHash {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        TokenHash(hash.finalize().into())
    }

    /// Of what stands in a link.
    pub fn of_link(text: &str) -> TokenHash {
        TokenHash::of(["link", text])
    }

    /// The hash that is written like this; `None` when none is.
    pub fn parse(text: &str) -> Option<TokenHash> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 64 || !text.bytes().all(is_hex) {
            return None;
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(TokenHash(bytes))
    }

    /// The bytes, to be compared in constant time.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// 64 small hexadecimal digits.
impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_that_is_meant_counts_and_a_shown_token_more() {
        let (customer, staff, shown) = (Token::fresh(), Token::fresh(), Token::fresh());
        let cookie = |of: SessionCookie, token: &Token| format!("{}={}", of.name(), token.reveal());
        let of_customer = cookie(SessionCookie::Customer, &customer);
        let of_staff = cookie(SessionCookie::Staff, &staff);
        let headers = |cookies: &str| {
            let value = cookies.parse().expect("a value");
            HeaderMap::from_iter([(COOKIE, value)])
        };
        let mut both = headers(&format!("{of_customer}; {of_staff}"));
        let read = |headers: &HeaderMap, meant| Token::shown(headers, meant);
        assert_eq!(read(&both, SessionCookie::Customer), Some(customer));
        assert_eq!(read(&both, SessionCookie::Staff), Some(staff.clone()));
        assert_eq!(
            read(&headers(&of_staff), SessionCookie::Customer),
            Some(staff)
        );
        let bearer = format!("Bearer {}", shown.reveal());
        both.insert(AUTHORIZATION, bearer.parse().expect("a value"));
        assert_eq!(read(&both, SessionCookie::Staff), Some(shown));
    }

    #[test]
    fn tokens_are_read_as_they_were_written_and_never_shown() {
        let token = Token::fresh();
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_ne!(token, Token::fresh());
        assert_eq!(format!("{token:?}"), "Token(***)");
        let hash = token.hash().to_string();
        assert_eq!(TokenHash::parse(&hash), Some(token.hash()));
        for text in ["", &hash[1..], &hash.to_uppercase(), &"é".repeat(32)] {
            assert_eq!(
                TokenHash::parse(text).filter(|_| text != hash),
                None,
                "{text}"
            );
        }
        for text in ["", "short", &"=".repeat(43), &"x".repeat(44)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }
}
