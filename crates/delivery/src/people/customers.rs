//! Customers as they come, and what they say they want.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contact::{Email, Phone};
use crate::customer::{Customer, NAME_LENGTH_MAX};
use crate::delivery::{Delivery, DeliveryError};
use crate::notice::{Channel, Language, Preferences, QuietHours};
use crate::table::Key;
use crate::{CustomerId, StoreId};

/// How somebody is addressed: 1 to [`NAME_LENGTH_MAX`] characters without control characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// A text that is nobody's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {NAME_LENGTH_MAX} characters, all of them visible")]
pub struct InvalidName;

impl PersonName {
    /// The name of this text, without the spaces around it.
    pub fn parse(text: &str) -> Result<PersonName, InvalidName> {
        let name = text.trim();
        let length = name.chars().count();
        if (1..=NAME_LENGTH_MAX).contains(&length) && !name.chars().any(char::is_control) {
            Ok(PersonName(name.to_owned()))
        } else {
            Err(InvalidName)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For somebody who has not said theirs.
    pub fn unknown(language: Language) -> PersonName {
        PersonName(
            match language {
                Language::PtBr => "Cliente",
                Language::En => "Customer",
            }
            .to_owned(),
        )
    }
}

impl TryFrom<String> for PersonName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<PersonName, InvalidName> {
        PersonName::parse(&text)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> String {
        name.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(***)")
    }
}

/// What somebody says about themselves who comes for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustomer {
    /// How they are addressed.
    pub name: PersonName,
    /// For messages.
    pub phone: Option<Phone>,
    /// For mail.
    pub email: Option<Email>,
    /// In which language.
    pub language: Language,
}

/// What a customer wants from now on; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreferenceChange {
    /// How they are addressed.
    pub name: Option<PersonName>,
    /// In which language.
    pub language: Option<Language>,
    /// On which channels they want what they must know.
    pub transactional: Option<BTreeSet<Channel>>,
    /// On which channels they want to hear of progress.
    pub progress: Option<BTreeSet<Channel>>,
    /// When they want to be left alone: `Some(None)` never.
    pub quiet_hours: Option<Option<QuietHours>>,
    /// Whether they want messages by WhatsApp.
    pub whatsapp_opt_in: Option<bool>,
}

impl Delivery {
    /// Makes somebody a customer of a store.
    pub async fn welcome(
        &self,
        store: &StoreId,
        new: NewCustomer,
    ) -> Result<Customer, DeliveryError> {
        let settled = self.store(store).await?;
        let now = Timestamp::now();
        let mut preferences = Preferences::in_zone(settled.time_zone());
        preferences.language = new.language;
        let customer = Customer {
            store: store.clone(),
            id: CustomerId::fresh(now),
            name: new.name.into(),
            phone: new.phone,
            email: new.email,
            whatsapp_opt_in: false,
            preferences,
            since: now,
        };
        self.settle_customer(&customer).await?;
        Ok(customer)
    }

    /// A customer of a store.
    pub async fn customer(
        &self,
        store: &StoreId,
        customer: &CustomerId,
    ) -> Result<Customer, DeliveryError> {
        let found = self.table().get(&Key::customer(store, customer)).await?;
        found.ok_or(DeliveryError::NotFound("customer"))
    }

    /// Writes what is known of a customer.
    pub async fn settle_customer(&self, customer: &Customer) -> Result<(), DeliveryError> {
        let key = Key::customer(&customer.store, &customer.id);
        Ok(self.table().put(&key, customer, None).await?)
    }

    /// A customer wants something else from now on.
    pub async fn prefer(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        change: PreferenceChange,
    ) -> Result<Customer, DeliveryError> {
        let mut customer = self.customer(store, customer).await?;
        let PreferenceChange {
            name,
            language,
            transactional,
            progress,
            quiet_hours,
            whatsapp_opt_in,
        } = change;
        let preferences = &mut customer.preferences;
        preferences.language = language.unwrap_or(preferences.language);
        if let Some(channels) = transactional {
            preferences.transactional = channels;
        }
        if let Some(channels) = progress {
            preferences.progress = channels;
        }
        if let Some(hours) = quiet_hours {
            preferences.quiet_hours = hours;
        }
        if let Some(name) = name {
            customer.name = name.into();
        }
        customer.whatsapp_opt_in = whatsapp_opt_in.unwrap_or(customer.whatsapp_opt_in);
        self.settle_customer(&customer).await?;
        Ok(customer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_visible() {
        assert_eq!(
            PersonName::parse("  Ana Luísa ").map(String::from),
            Ok("Ana Luísa".to_owned())
        );
        for text in ["", "   ", "a\nb", &"x".repeat(NAME_LENGTH_MAX + 1)] {
            assert_eq!(PersonName::parse(text), Err(InvalidName), "{text}");
        }
    }
}
