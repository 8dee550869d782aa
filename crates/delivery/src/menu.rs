//! What a store sells.

use serde::{Deserialize, Serialize};

use crate::ItemId;
use crate::money::Money;

/// A menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Menu {
    /// What is on it.
    pub items: Vec<Item>,
}

/// A text in the languages of the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// In Portuguese.
    #[serde(rename = "pt-BR")]
    pub pt_br: String,
    /// In English.
    pub en: String,
}

/// Something on a menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Which.
    pub id: ItemId,
    /// Its name.
    pub name: Words,
    /// What it costs.
    pub price: Money,
    /// What is offered when there is none left.
    pub substitutes: Vec<ItemId>,
}

impl Menu {
    /// The item of this id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }
}
