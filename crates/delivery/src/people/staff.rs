//! Those who work for a store, and their passwords.

use std::fmt;
use std::sync::LazyLock;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::session::Role;
use crate::StoreId;
use crate::delivery::{Delivery, DeliveryError};
use crate::table::Key;

/// The longest name.
pub const STAFF_NAME_LENGTH_MAX: usize = 64;

/// A password has so many characters at least (NIST SP 800-63B, 5.1.1.2: 8; OWASP ASVS 5.0, 6.2.1)
/// and at most, so that nobody keeps us hashing.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// A password costs 19 MiB and two passes to try (OWASP Password Storage Cheat Sheet, Argon2id).
const MEMORY_KIBIBYTES: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// So many passwords are tried at once; others wait, and orders are not held up by them.
static PASSWORDS_AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What somebody of the staff is called when they sign in: letters, digits, `.`, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffName(String);

/// A text that cannot be a name to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a staff name has 1 to {STAFF_NAME_LENGTH_MAX} letters, digits, dots, hyphens and underscores"
)]
pub struct InvalidStaffName;

impl StaffName {
    /// The name of this text, in small letters.
    pub fn parse(text: &str) -> Result<StaffName, InvalidStaffName> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if (1..=STAFF_NAME_LENGTH_MAX).contains(&text.len()) && text.bytes().all(fits) {
            Ok(StaffName(text.to_ascii_lowercase()))
        } else {
            Err(InvalidStaffName)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StaffName {
    type Error = InvalidStaffName;

    fn try_from(text: String) -> Result<StaffName, InvalidStaffName> {
        StaffName::parse(&text)
    }
}

impl From<StaffName> for String {
    fn from(name: StaffName) -> String {
        name.0
    }
}

/// A password as it was typed. It is never stored, and never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Password(String);

/// A text that cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has {} to {} characters", PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end())]
pub struct InvalidPassword;

impl Password {
    /// The password of this text.
    pub fn parse(text: &str) -> Result<Password, InvalidPassword> {
        if PASSWORD_LENGTH.contains(&text.chars().count()) {
            Ok(Password(text.to_owned()))
        } else {
            Err(InvalidPassword)
        }
    }
}

impl TryFrom<String> for Password {
    type Error = InvalidPassword;

    fn try_from(text: String) -> Result<Password, InvalidPassword> {
        Password::parse(&text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(***)")
    }
}

/// Somebody who works for a store.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// For which.
    pub store: StoreId,
    /// What they sign in with.
    pub name: StaffName,
    /// What they do.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// What is kept of the password, as a PHC string.
    password: String,
}

impl fmt::Debug for StaffMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaffMember")
            .field("store", &self.store)
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Why somebody cannot be hired.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HireError {
    /// Somebody else has the name.
    #[error("somebody of the staff is called like that; choose another name")]
    NameTaken,
    /// What it depends on does not answer.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

impl Delivery {
    /// Takes somebody on.
    pub async fn hire(
        &self,
        store: &StoreId,
        name: &StaffName,
        role: Role,
        password: Password,
    ) -> Result<StaffMember, HireError> {
        let member = StaffMember {
            store: store.clone(),
            name: name.clone(),
            role,
            since: Timestamp::now(),
            password: with_password(move || hash(&password)).await?,
        };
        let key = Key::staff(store, name.as_str());
        let new = self.table().put_new(&key, &member, None).await;
        if new.map_err(DeliveryError::from)? {
            Ok(member)
        } else {
            Err(HireError::NameTaken)
        }
    }

    /// Whose name and password these are; `None` when nobody's. It takes as long for a name that
    /// nobody has.
    pub async fn recognise(
        &self,
        store: &StoreId,
        name: &StaffName,
        password: Password,
    ) -> Result<Option<StaffMember>, DeliveryError> {
        let key = Key::staff(store, name.as_str());
        let member: Option<StaffMember> = self.table().get(&key).await?;
        let known = member
            .as_ref()
            .map_or_else(|| NOBODY.clone(), |member| member.password.clone());
        let fits = with_password(move || Ok(verify(&known, &password))).await?;
        Ok(member.filter(|_| fits))
    }
}

/// A password that nobody has.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    hash(&Password(super::Token::fresh().reveal().to_owned())).unwrap_or_default()
});

/// Works on a password off the threads that answer requests.
async fn with_password<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeliveryError> + Send + 'static,
) -> Result<T, DeliveryError> {
    let failed = |error: &dyn fmt::Display| DeliveryError::Unavailable(error.to_string());
    let permit = PASSWORDS_AT_ONCE.acquire().await;
    let _permit = permit.map_err(|error| failed(&error))?;
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| failed(&error))?
}

fn argon2() -> Result<Argon2<'static>, DeliveryError> {
    let parameters = Params::new(MEMORY_KIBIBYTES, PASSES, 1, None)
        .map_err(|error| DeliveryError::Unavailable(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

fn hash(password: &Password) -> Result<String, DeliveryError> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = argon2()?.hash_password(password.0.as_bytes(), &salt);
    let hash = hash.map_err(|error| DeliveryError::Unavailable(error.to_string()))?;
    Ok(hash.to_string())
}

fn verify(known: &str, password: &Password) -> bool {
    let (Ok(known), Ok(argon2)) = (PasswordHash::new(known), argon2()) else {
        return false;
    };
    argon2
        .verify_password(password.0.as_bytes(), &known)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let password = Password::parse("correct horse").expect("a password");
        let kept = hash(&password).expect("a hash");
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(verify(&kept, &password));
        let other = Password::parse("battery staple").expect("a password");
        assert!(!verify(&kept, &other));
        assert!(!verify("", &password));
        assert_eq!(format!("{password:?}"), "Password(***)");
    }

    #[test]
    fn names_are_read_in_small_letters() {
        assert_eq!(
            StaffName::parse("Ana.Luisa").map(String::from),
            Ok("ana.luisa".to_owned())
        );
        assert!(StaffName::parse("a b").is_err());
        assert!(Password::parse("short").is_err());
    }
}
