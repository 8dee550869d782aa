//! Customers of a store: how they are addressed and reached, and what they want to be told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contact::{Email, Phone};
use crate::notice::Preferences;
use crate::{CustomerId, StoreId};

/// The longest name.
pub const NAME_LENGTH_MAX: usize = 80;

/// A customer of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Of which.
    pub store: StoreId,
    /// Who.
    pub id: CustomerId,
    /// How they are addressed.
    pub name: String,
    /// For messages.
    pub phone: Option<Phone>,
    /// For mail.
    pub email: Option<Email>,
    /// Whether they want messages by WhatsApp.
    pub whatsapp_opt_in: bool,
    /// What they want to be told, how and when.
    pub preferences: Preferences,
    /// Since when they are known.
    pub since: Timestamp,
}
