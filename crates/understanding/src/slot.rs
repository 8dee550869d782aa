//! What a message names.
//!
//! Rules find it, one file a kind; the types are here, and the order in which the rules are asked.

mod code;
mod contact;
mod date;
mod dish;
mod goods;
mod payment;
mod place;
mod reading;
mod reason;
mod time;

use serde::{Deserialize, Serialize};

use reading::Reading;

use crate::context::Setting;
use crate::{Intent, Vocabulary};

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

/// Finds what a message names. What one rule has taken is not looked at by those after it.
pub(crate) fn find(message: &str, intent: Intent, setting: &Setting, shop: &Vocabulary) -> Slots {
    let mut slots = Slots::default();
    if matches!(
        intent,
        Intent::OutOfScope | Intent::Greeting | Intent::Thanks
    ) {
        return slots;
    }
    let mut reading = Reading::of(message, intent, setting, shop);
    let found = [
        (SlotName::Email, contact::email(&mut reading)),
        (SlotName::Phone, contact::phone(&mut reading)),
        (SlotName::Coupon, code::coupon(&mut reading)),
        (SlotName::Address, place::address(&mut reading)),
        (SlotName::OrderNumber, code::order_number(&mut reading)),
        (SlotName::Date, date::of(&mut reading)),
        (SlotName::Time, time::of(&mut reading)),
        (SlotName::PaymentMethod, payment::method(&mut reading)),
    ];
    for (name, value) in found {
        if let Some(value) = value {
            slots.put(name, value);
        }
    }
    let goods = goods::find(&mut reading);
    if let Some(items) = goods.items {
        slots.put(SlotName::Item, items);
    }
    if let Some(quantities) = goods.quantities {
        slots.put(SlotName::Quantity, quantities);
    }
    if let Some(reason) = reason::of(&reading) {
        slots.put(SlotName::Reason, reason);
    }
    slots
}
