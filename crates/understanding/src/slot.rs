//! What a message names.

use serde::{Deserialize, Serialize};

use crate::context::Setting;
use crate::{Intent, Language, Vocabulary};

/// What can be named in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotName {
    /// Digits only: `48213`; several are joined by `, `.
    OrderNumber,
    /// As it was typed.
    Address,
    /// As it was typed: `domingo`; `hj` is `hoje`.
    Date,
    /// `19:30`; spans and times of day as they were typed.
    Time,
    /// As it was typed; several are joined by `, ` in their order.
    Item,
    /// Digits, joined as the items are.
    Quantity,
    /// Why, as it was typed.
    Reason,
    /// As it was typed.
    PaymentMethod,
    /// Its code.
    Coupon,
    /// As it was typed.
    Phone,
    /// As it was typed.
    Email,
}

impl SlotName {
    /// As it is written in files: `order_number`.
    pub const fn as_str(self) -> &'static str {
        match self {
            SlotName::OrderNumber => "order_number",
            SlotName::Address => "address",
            SlotName::Date => "date",
            SlotName::Time => "time",
            SlotName::Item => "item",
            SlotName::Quantity => "quantity",
            SlotName::Reason => "reason",
            SlotName::PaymentMethod => "payment_method",
            SlotName::Coupon => "coupon",
            SlotName::Phone => "phone",
            SlotName::Email => "email",
        }
    }
}

/// What a message names, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots(std::collections::BTreeMap<SlotName, String>);

impl Slots {
    /// What was named, if it was.
    pub fn get(&self, name: SlotName) -> Option<&str> {
        self.0.get(&name).map(String::as_str)
    }

    /// Takes down what was named; the last word counts.
    pub fn put(&mut self, name: SlotName, value: impl Into<String>) {
        self.0.insert(name, value.into());
    }

    /// Everything that was named.
    pub fn iter(&self) -> impl Iterator<Item = (SlotName, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// Finds what a message names.
pub(crate) fn find(
    _message: &str,
    _language: Language,
    _intent: Intent,
    _setting: &Setting,
    _shop: &Vocabulary,
) -> Slots {
    Slots::default()
}
