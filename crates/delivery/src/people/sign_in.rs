//! One-time codes: how somebody shows that a telephone or an address is theirs.
//!
//! Who asks gets a challenge, which nobody else has; the code goes to the telephone or the address.
//! Both together let in, once, for a short time, and not after too many wrong codes. Whether
//! somebody was known makes no difference to the answer: whoever was not is a customer afterwards.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::customers::{NewCustomer, PersonName};
use super::token::{Token, TokenHash};
use crate::contact::{Email, Phone};
use crate::customer::Customer;
use crate::delivery::{Delivery, DeliveryError};
use crate::notice::Language;
use crate::table::Key;
use crate::{CustomerId, StoreId};

/// A code holds for so long (OWASP ASVS 5.0, 6.5.5: at most 10 minutes).
pub const CODE_HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// So many codes may be tried: with a million of them, one in 200,000 is guessed.
pub const CODE_TRIES_MAX: u32 = 5;

/// A code has so many digits.
pub const CODE_DIGITS: usize = 6;

/// Where a code is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInContact {
    /// As a text message.
    Phone(Phone),
    /// As an e-mail.
    Email(Email),
}

impl SignInContact {
    /// The telephone number or e-mail address of this text; what is wrong with it otherwise.
    pub fn parse(text: &str) -> Result<SignInContact, String> {
        if text.contains('@') {
            let email = Email::parse(text).map_err(|error| error.to_string())?;
            Ok(SignInContact::Email(email))
        } else {
            let phone = Phone::parse(text).map_err(|error| error.to_string())?;
            if !phone.takes_sms() {
                let message = "no text message reaches a landline: write a mobile number or an \
                               e-mail address";
                return Err(message.to_owned());
            }
            Ok(SignInContact::Phone(phone))
        }
    }

    /// As it is looked for.
    pub fn as_str(&self) -> &str {
        match self {
            SignInContact::Phone(phone) => phone.as_e164(),
            SignInContact::Email(email) => email.as_str(),
        }
    }

    fn phone(&self) -> Option<&Phone> {
        match self {
            SignInContact::Phone(phone) => Some(phone),
            SignInContact::Email(_) => None,
        }
    }

    fn email(&self) -> Option<&Email> {
        match self {
            SignInContact::Phone(_) => None,
            SignInContact::Email(email) => Some(email),
        }
    }
}

/// A code of six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// One at random.
    fn fresh() -> OneTimeCode {
        let mut random = [0_u8; 8];
        #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
        getrandom::fill(&mut random).expect("the system gives random bytes");
        let number = u64::from_le_bytes(random) % 10_u64.pow(6);
        OneTimeCode(format!("{number:06}"))
    }

    /// The code of this text, with or without spaces; `None` when no code looks like that.
    pub fn parse(text: &str) -> Option<OneTimeCode> {
        let digits: String = text.chars().filter(|letter| *letter != ' ').collect();
        let fits = digits.len() == CODE_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then_some(OneTimeCode(digits))
    }

    /// The digits, for whom they are meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The challenge is part of it, and kept as a hash only: who reads the table finds nothing to
    /// try a million codes against.
    fn hash(&self, challenge: &Token) -> TokenHash {
        TokenHash::of([challenge.reveal(), &self.0])
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(***)")
    }
}

/// What is given to who asks for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// It is sent back together with the code.
    pub token: Token,
    /// What is sent to the telephone or the address, and to nobody else.
    pub code: OneTimeCode,
    /// Both hold until then.
    pub until: Timestamp,
}

/// Why a code does not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// It is another.
    #[error("the code is another; {tries_left} tries are left")]
    WrongCode {
        /// So many more may be tried.
        tries_left: u32,
    },
    /// There is no such challenge: it was used, is too old, or too many codes were tried.
    #[error("this code has expired or was used; ask for a new one")]
    Gone,
    /// What it depends on does not answer.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

/// What is kept of a challenge.
#[derive(Serialize, Deserialize)]
struct Asked {
    contact: SignInContact,
    language: Language,
    code: String,
    until: Timestamp,
}

/// Which customer a telephone or an address belongs to.
#[derive(Serialize, Deserialize)]
struct Proven {
    customer: CustomerId,
}

impl Delivery {
    /// Makes a code for somebody who signs in. Sending it is left to the caller
    /// ([`Delivery::send_code`]), who need not wait for it.
    pub async fn begin_sign_in(
        &self,
        store: &StoreId,
        contact: &SignInContact,
        language: Language,
    ) -> Result<Challenge, DeliveryError> {
        self.store(store).await?;
        let token = Token::fresh();
        let code = OneTimeCode::fresh();
        let until = Timestamp::now() + CODE_HOLDS;
        let asked = Asked {
            contact: contact.clone(),
            language,
            code: code.hash(&token).to_string(),
            until,
        };
        let key = Key::sign_in(store, &token.hash().to_string());
        self.table().put(&key, &asked, Some(until)).await?;
        Ok(Challenge { token, code, until })
    }

    /// The customer who has shown that the telephone or the address is theirs; a new one, called
    /// `name`, when there was none.
    pub async fn finish_sign_in(
        &self,
        store: &StoreId,
        challenge: &Token,
        code: &OneTimeCode,
        name: Option<PersonName>,
    ) -> Result<Customer, SignInError> {
        let asked = self.shown(store, challenge, code).await?;
        Ok(self.proven(store, &asked, name).await?)
    }

    /// Finds out whether somebody has shown that a telephone or an address is theirs, by a code that
    /// was sent there and nowhere else.
    pub async fn prove_contact(
        &self,
        store: &StoreId,
        challenge: &Token,
        code: &OneTimeCode,
        contact: &SignInContact,
    ) -> Result<(), SignInError> {
        let asked = self.shown(store, challenge, code).await?;
        if asked.contact == *contact {
            Ok(())
        } else {
            Err(SignInError::Gone)
        }
    }

    /// What a challenge was made for, once its code was shown.
    async fn shown(
        &self,
        store: &StoreId,
        challenge: &Token,
        code: &OneTimeCode,
    ) -> Result<Asked, SignInError> {
        let key = Key::sign_in(store, &challenge.hash().to_string());
        let asked: Option<Asked> = self.table().get(&key).await.map_err(DeliveryError::from)?;
        let asked = asked.filter(|asked| asked.until > Timestamp::now());
        let asked = asked.ok_or(SignInError::Gone)?;
        let tries_left = self
            .try_code(store, challenge, asked.until)
            .await?
            .ok_or(SignInError::Gone)?;
        let given = code.hash(challenge).to_string();
        if !bool::from(given.as_bytes().ct_eq(asked.code.as_bytes())) {
            return Err(SignInError::WrongCode { tries_left });
        }
        // Of several who send the right code at once, one takes it.
        if !self.table().take(&key).await.map_err(DeliveryError::from)? {
            return Err(SignInError::Gone);
        }
        Ok(asked)
    }

    /// Uses up one of the tries, each of which is an item of its own; how many are left. `None`
    /// when there was none left to use.
    async fn try_code(
        &self,
        store: &StoreId,
        challenge: &Token,
        until: Timestamp,
    ) -> Result<Option<u32>, DeliveryError> {
        let hash = challenge.hash();
        for tried in 1..=CODE_TRIES_MAX {
            let key = Key::sign_in(store, &format!("{hash}-{tried}"));
            let nothing = serde_json::json!({});
            if self.table().put_new(&key, &nothing, Some(until)).await? {
                return Ok(Some(CODE_TRIES_MAX - tried));
            }
        }
        Ok(None)
    }

    /// The customer of a contact that was proven.
    async fn proven(
        &self,
        store: &StoreId,
        asked: &Asked,
        name: Option<PersonName>,
    ) -> Result<Customer, DeliveryError> {
        let key = Key::contact(store, asked.contact.as_str());
        if let Some(Proven { customer }) = self.table().get(&key).await? {
            return self.customer(store, &customer).await;
        }
        let new = NewCustomer {
            name: name.unwrap_or_else(|| PersonName::unknown(asked.language)),
            phone: asked.contact.phone().cloned(),
            email: asked.contact.email().cloned(),
            language: asked.language,
        };
        let customer = self.welcome(store, new).await?;
        let proven = Proven {
            customer: customer.id.clone(),
        };
        if self.table().put_new(&key, &proven, None).await? {
            return Ok(customer);
        }
        // Somebody has proven the same at the same time.
        match self.table().get(&key).await? {
            Some(Proven { customer }) => self.customer(store, &customer).await,
            None => Ok(customer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_six_digits_however_they_are_typed() {
        assert!(OneTimeCode::parse(OneTimeCode::fresh().reveal()).is_some());
        assert_eq!(
            OneTimeCode::parse("123 456").map(|code| code.0),
            Some("123456".to_owned())
        );
        for text in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(OneTimeCode::parse(text), None, "{text}");
        }
        assert_eq!(format!("{:?}", OneTimeCode::fresh()), "OneTimeCode(***)");
    }

    #[test]
    fn contacts_are_telephones_or_addresses() {
        let parsed = |text: &str| SignInContact::parse(text).map(|it| it.as_str().to_owned());
        assert_eq!(parsed("(11) 98765-4321"), Ok("+5511987654321".to_owned()));
        assert_eq!(parsed("Ana@Example.com"), Ok("ana@example.com".to_owned()));
        for text in ["nobody", "(11) 3234-5678", "a@b"] {
            assert!(parsed(text).is_err(), "{text}");
        }
    }
}
