//! The menu: what can be ordered, in which ways, and what a line of a cart costs.
//!
//! A menu is checked when it is read; a line is checked when it is priced. How many portions are
//! left is not its concern: stock counts them.

mod picture;

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use picture::Picture;

use crate::{ItemId, Money, OptionId};

/// The most of one item in a line.
pub const QUANTITY_MAX: u32 = 50;

/// The longest note, in characters: it has to fit on a kitchen's slip.
pub const NOTE_CHARS_MAX: usize = 140;

/// A text for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    pub pt_br: String,
    /// In English.
    pub en: String,
}

/// What some people must not eat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allergen {
    /// Wheat, rye, barley.
    Gluten,
    /// Milk, and lactose.
    Milk,
    /// Eggs.
    Egg,
    /// Fish.
    Fish,
    /// Shrimps and the like.
    Crustaceans,
    /// Peanuts.
    Peanut,
    /// Nuts of trees.
    Nuts,
    /// Soya.
    Soy,
}

/// Who can eat it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Diet {
    /// It has meat or fish.
    #[default]
    Any,
    /// Neither meat nor fish.
    Vegetarian,
    /// Nothing of animals.
    Vegan,
}

/// What can be ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    /// The name of the store.
    pub name: Text,
    /// In the order in which they are shown.
    pub categories: Vec<Category>,
}

/// A part of the menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// What links to it: `pratos`.
    pub id: String,
    /// Its heading.
    pub name: Text,
    /// In the order in which they are shown.
    pub items: Vec<Item>,
}

/// Something that can be ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is known by.
    pub id: ItemId,
    /// Its name.
    pub name: Text,
    /// What is in it.
    pub description: Text,
    /// Of one, without options.
    pub price: Money,
    /// How it is drawn.
    pub picture: Picture,
    /// How long the kitchen takes.
    pub preparation_minutes: u16,
    /// What some people must not eat.
    #[serde(default)]
    pub allergens: Vec<Allergen>,
    /// Who can eat it.
    #[serde(default)]
    pub diet: Diet,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<OptionGroup>,
    /// Whether it is offered at present.
    #[serde(default = "yes")]
    pub available: bool,
    /// What to offer when there is none, the likeliest first.
    #[serde(default)]
    pub substitutes: Vec<ItemId>,
}

/// Options of which some are chosen together: a size, extras.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionGroup {
    /// Its heading.
    pub name: Text,
    /// How many must be chosen.
    pub min: u8,
    /// How many may be.
    pub max: u8,
    /// What there is.
    pub choices: Vec<Choice>,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What it is known by, within its item.
    pub id: OptionId,
    /// Its name.
    pub name: Text,
    /// What it adds to the price, or takes off it when negative.
    #[serde(default)]
    pub price_delta: Money,
    /// Whether it is offered at present.
    #[serde(default = "yes")]
    pub available: bool,
}

fn yes() -> bool {
    true
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What.
    pub item: ItemId,
    /// How many.
    pub quantity: u32,
    /// Chosen options, each at most once.
    #[serde(default)]
    pub options: Vec<OptionId>,
    /// What the kitchen should know.
    #[serde(default)]
    pub note: String,
}

/// Why a line cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum LineError {
    /// Not on the menu.
    #[error("`{item}` is not on the menu")]
    UnknownItem {
        /// What was asked for.
        item: ItemId,
    },
    /// On the menu, and not offered at present.
    #[error("`{item}` is not available at present")]
    Unavailable {
        /// What was asked for.
        item: ItemId,
        /// What to offer instead.
        substitutes: Vec<ItemId>,
    },
    /// None, or too many.
    #[error("{quantity} of `{item}`: order from 1 to {QUANTITY_MAX}")]
    Quantity {
        /// Of what.
        item: ItemId,
        /// How many.
        quantity: u32,
    },
    /// The item has no such option.
    #[error("`{item}` has no option `{option}`")]
    UnknownOption {
        /// Of what.
        item: ItemId,
        /// What was chosen.
        option: OptionId,
    },
    /// The option is not offered at present.
    #[error("option `{option}` of `{item}` is not available at present")]
    UnavailableOption {
        /// Of what.
        item: ItemId,
        /// What was chosen.
        option: OptionId,
    },
    /// The option was chosen twice.
    #[error("option `{option}` of `{item}` was chosen twice")]
    RepeatedOption {
        /// Of what.
        item: ItemId,
        /// What was chosen.
        option: OptionId,
    },
    /// Too few or too many options of a group.
    #[error("`{item}`: {chosen} chosen of `{}`, where it takes {min} to {max}", group.pt_br)]
    Choices {
        /// Of what.
        item: ItemId,
        /// The name of the group.
        group: Text,
        /// How many were chosen.
        chosen: usize,
        /// How many must be.
        min: u8,
        /// How many may be.
        max: u8,
    },
    /// The note does not fit on the kitchen's slip.
    #[error("the note on `{item}` has {chars} characters, {NOTE_CHARS_MAX} at most")]
    NoteTooLong {
        /// On what.
        item: ItemId,
        /// How many characters.
        chars: usize,
    },
}

/// Why a text is no menu.
#[derive(Debug, thiserror::Error)]
pub enum MenuError {
    /// Not JSON, or not of this shape.
    #[error("the menu cannot be read: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Two items, or two options of an item, have one identifier.
    #[error("`{0}` is on the menu twice")]
    Repeated(String),
    /// Something that is offered instead and does not exist.
    #[error("`{substitute}`, offered instead of `{item}`, is another item of the menu")]
    Substitute {
        /// Of what.
        item: ItemId,
        /// What is offered.
        substitute: ItemId,
    },
    /// A group that asks for more than it has.
    #[error("`{group}` of `{item}` takes {min} to {max} of {count} options")]
    Group {
        /// Of what.
        item: ItemId,
        /// The name of the group.
        group: String,
        /// How many must be chosen.
        min: u8,
        /// How many may be.
        max: u8,
        /// How many there are.
        count: usize,
    },
    /// Something that could be had for less than nothing.
    #[error("`{0}` could cost nothing or less, with the cheapest options")]
    Price(ItemId),
}

impl Menu {
    /// The menu that is part of the program.
    pub fn bundled() -> &'static Menu {
        #[allow(clippy::expect_used, reason = "a test reads the same text")]
        static BUNDLED: LazyLock<Menu> = LazyLock::new(|| {
            Menu::parse(include_str!("../assets/menu.json")).expect("the bundled menu")
        });
        &BUNDLED
    }

    /// Reads a menu.
    pub fn parse(text: &str) -> Result<Menu, MenuError> {
        let menu: Menu = serde_json::from_str(text)?;
        let mut known = HashSet::new();
        for item in menu.items() {
            if !known.insert(&item.id) {
                return Err(MenuError::Repeated(item.id.to_string()));
            }
        }
        for item in menu.items() {
            item.check()?;
            let stranger = item
                .substitutes
                .iter()
                .find(|id| !known.contains(id) || **id == item.id);
            if let Some(substitute) = stranger {
                let (item, substitute) = (item.id.clone(), substitute.clone());
                return Err(MenuError::Substitute { item, substitute });
            }
        }
        Ok(menu)
    }

    /// Every item, in the order of the menu.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.categories.iter().flat_map(|category| &category.items)
    }

    /// The item of this identifier.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items().find(|item| item.id == *id)
    }

    /// What a line costs, all of its quantity together.
    pub fn price(&self, line: &Line) -> Result<Money, LineError> {
        let id = &line.item;
        let item = self
            .item(id)
            .ok_or_else(|| LineError::UnknownItem { item: id.clone() })?;
        if !item.available {
            let substitutes = item.substitutes.clone();
            return Err(LineError::Unavailable {
                item: id.clone(),
                substitutes,
            });
        }
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            return Err(LineError::Quantity {
                item: id.clone(),
                quantity: line.quantity,
            });
        }
        let chars = line.note.chars().count();
        if chars > NOTE_CHARS_MAX {
            return Err(LineError::NoteTooLong {
                item: id.clone(),
                chars,
            });
        }
        Ok(item
            .price
            .plus(item.choose(&line.options)?)
            .times(line.quantity))
    }
}

impl Item {
    /// What options add to the price.
    fn choose(&self, options: &[OptionId]) -> Result<Money, LineError> {
        let item = || self.id.clone();
        let mut chosen: BTreeMap<&OptionId, Money> = BTreeMap::new();
        for option in options {
            let choices = self.options.iter().flat_map(|group| &group.choices);
            let Some(choice) = choices.into_iter().find(|choice| choice.id == *option) else {
                return Err(LineError::UnknownOption {
                    item: item(),
                    option: option.clone(),
                });
            };
            if !choice.available {
                return Err(LineError::UnavailableOption {
                    item: item(),
                    option: option.clone(),
                });
            }
            if chosen.insert(option, choice.price_delta).is_some() {
                return Err(LineError::RepeatedOption {
                    item: item(),
                    option: option.clone(),
                });
            }
        }
        for OptionGroup {
            name,
            min,
            max,
            choices,
        } in &self.options
        {
            let count = choices
                .iter()
                .filter(|choice| chosen.contains_key(&choice.id))
                .count();
            if !(usize::from(*min)..=usize::from(*max)).contains(&count) {
                let (group, min, max) = (name.clone(), *min, *max);
                return Err(LineError::Choices {
                    item: item(),
                    group,
                    chosen: count,
                    min,
                    max,
                });
            }
        }
        Ok(chosen.into_values().sum())
    }

    fn check(&self) -> Result<(), MenuError> {
        let mut known = HashSet::new();
        let mut cheapest = self.price;
        for OptionGroup {
            name,
            min,
            max,
            choices,
        } in &self.options
        {
            let count = choices.len();
            if min > max || usize::from(*max) > count || *max == 0 {
                let (item, group) = (self.id.clone(), name.pt_br.clone());
                return Err(MenuError::Group {
                    item,
                    group,
                    min: *min,
                    max: *max,
                    count,
                });
            }
            for choice in choices {
                if !known.insert(&choice.id) {
                    return Err(MenuError::Repeated(format!("{} of {}", choice.id, self.id)));
                }
                cheapest = cheapest.plus(choice.price_delta.min(Money::ZERO));
            }
        }
        if cheapest <= Money::ZERO {
            Err(MenuError::Price(self.id.clone()))
        } else {
            Ok(())
        }
    }
}
