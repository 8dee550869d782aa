//! A store and what it sells, to everybody.

use delivery::hours::OpenState;
use delivery::menu::{Allergen, Diet, Item, Menu, OptionGroup, QUANTITY_MAX, Text};
use delivery::order::LINES_MAX;
use delivery::slot::Slot;
use delivery::store::{Acceptance, Limits, Store};
use delivery::table::Stock;
use delivery::{ItemId, Money, OptionId, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::payment::MethodName;
use super::place::PointView;
use super::schema;

/// What the pages of a server are about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShopView {
    /// The store whose shop they are.
    #[schema(schema_with = schema::identifier)]
    pub(crate) store: StoreId,
    /// Whether its people are made up, and everybody may make things fail.
    pub(crate) demo: bool,
    /// Whether no money moves here.
    pub(crate) sandbox: bool,
    /// Whether there is somebody to talk with.
    pub(crate) chat: bool,
    /// Of the program.
    pub(crate) version: &'static str,
}

/// Whether a store takes orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum OpenView {
    /// It does.
    Open {
        /// Until when.
        until: Timestamp,
    },
    /// It does not.
    Closed {
        /// From when it does again, when that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        opens_at: Option<Timestamp>,
    },
    /// It would.
    Paused {
        /// Until when, when that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
}

impl From<OpenState> for OpenView {
    fn from(state: OpenState) -> OpenView {
        match state {
            OpenState::Open { until } => OpenView::Open { until },
            OpenState::Closed { opens_at } => OpenView::Closed { opens_at },
            OpenState::Paused { until } => OpenView::Paused { until },
        }
    }
}

/// Who accepts orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum AcceptanceView {
    /// Somebody looks at each.
    ByHand,
    /// Whatever comes while the store is open.
    AtOnce,
}

impl From<Acceptance> for AcceptanceView {
    fn from(acceptance: Acceptance) -> AcceptanceView {
        match acceptance {
            Acceptance::ByHand => AcceptanceView::ByHand,
            Acceptance::AtOnce => AcceptanceView::AtOnce,
        }
    }
}

impl From<AcceptanceView> for Acceptance {
    fn from(acceptance: AcceptanceView) -> Acceptance {
        match acceptance {
            AcceptanceView::ByHand => Acceptance::ByHand,
            AcceptanceView::AtOnce => Acceptance::AtOnce,
        }
    }
}

/// How long things may take and how large they may be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitsView {
    /// The customer has so long to choose what instead.
    choice_seconds: u32,
    /// The store has so long to take an order.
    confirmation_seconds: u32,
    /// The customer has so long to pay.
    payment_seconds: u32,
    /// So many different lines.
    lines_max: usize,
    /// So many of each.
    quantity_max: u32,
}

impl From<Limits> for LimitsView {
    fn from(limits: Limits) -> LimitsView {
        LimitsView {
            choice_seconds: limits.choice_seconds,
            confirmation_seconds: limits.confirmation_seconds,
            payment_seconds: limits.payment_seconds,
            lines_max: LINES_MAX,
            quantity_max: QUANTITY_MAX,
        }
    }
}

/// A store.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoreView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: StoreId,
    /// What people call it.
    name: String,
    /// Where it is: street and number.
    address: String,
    /// Where that is.
    point: PointView,
    /// Whether it takes orders.
    open: OpenView,
    /// Whether somebody accepts each order.
    accepts: AcceptanceView,
    /// Where its clocks are: `America/Sao_Paulo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    /// How long things may take.
    limits: LimitsView,
    /// How it can be paid.
    payment_methods: Vec<MethodName>,
}

impl StoreView {
    pub(crate) fn of(store: &Store, now: Timestamp) -> StoreView {
        StoreView {
            id: store.id.clone(),
            name: store.name.clone(),
            address: store.address.line.clone(),
            point: store.address.point.into(),
            open: store.hours.opens(now).into(),
            accepts: store.accepts.into(),
            time_zone: store.time_zone().iana_name().map(str::to_owned),
            limits: store.limits.into(),
            payment_methods: vec![MethodName::Pix, MethodName::Card, MethodName::Cash],
        }
    }
}

/// A text in the languages of the shop.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WordsView {
    /// In Portuguese.
    #[serde(rename = "pt-BR")]
    pt_br: String,
    /// In English.
    en: String,
}

impl WordsView {
    fn of(text: &Text) -> WordsView {
        WordsView {
            pt_br: text.pt_br.clone(),
            en: text.en.clone(),
        }
    }
}

/// An option.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChoiceView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: OptionId,
    /// Its name.
    name: WordsView,
    /// What it adds to the price, or takes off it.
    #[schema(schema_with = schema::difference)]
    price_delta: Money,
    /// Whether it is offered at present.
    available: bool,
}

/// Options of which some are chosen together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OptionGroupView {
    /// Its heading.
    name: WordsView,
    /// How many must be chosen.
    min: u8,
    /// How many may be.
    max: u8,
    /// What there is.
    choices: Vec<ChoiceView>,
}

impl OptionGroupView {
    fn of(group: &OptionGroup) -> OptionGroupView {
        let choices = group.choices.iter().map(|choice| ChoiceView {
            id: choice.id.clone(),
            name: WordsView::of(&choice.name),
            price_delta: choice.price_delta,
            available: choice.available,
        });
        OptionGroupView {
            name: WordsView::of(&group.name),
            min: group.min,
            max: group.max,
            choices: choices.collect(),
        }
    }
}

/// Something on a menu.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemView {
    /// Which.
    #[schema(schema_with = schema::identifier)]
    id: ItemId,
    /// Its name.
    name: WordsView,
    /// What is in it.
    description: WordsView,
    /// What one costs, without options.
    #[schema(schema_with = schema::price)]
    price: Money,
    /// Where its picture is.
    picture: String,
    /// How long the kitchen takes.
    preparation_minutes: u16,
    /// What some people must not eat: `gluten`.
    #[schema(value_type = Vec<String>)]
    allergens: Vec<Allergen>,
    /// Who can eat it: `any`, `vegetarian`, `vegan`.
    #[schema(value_type = String)]
    diet: Diet,
    /// What can or must be chosen.
    options: Vec<OptionGroupView>,
    /// How many can be ordered.
    available: u32,
    /// What is offered when there is none left.
    #[schema(value_type = Vec<String>)]
    substitutes: Vec<ItemId>,
}

impl ItemView {
    fn of(item: &Item, stock: &[Stock]) -> ItemView {
        let known = stock.iter().find(|stock| stock.item == item.id);
        let left = known.map_or(0, |stock| stock.available);
        ItemView {
            id: item.id.clone(),
            name: WordsView::of(&item.name),
            description: WordsView::of(&item.description),
            price: item.price,
            picture: format!("/api/pictures/{}.svg", item.picture.as_str()),
            preparation_minutes: item.preparation_minutes,
            allergens: item.allergens.clone(),
            diet: item.diet,
            options: item.options.iter().map(OptionGroupView::of).collect(),
            available: if item.available { left } else { 0 },
            substitutes: item.substitutes.clone(),
        }
    }
}

/// A part of a menu.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryView {
    /// What links to it: `pratos`.
    id: String,
    /// Its heading.
    name: WordsView,
    /// What is in it.
    items: Vec<ItemView>,
}

/// A menu.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MenuView {
    /// The name of the store.
    name: WordsView,
    /// In the order in which they are shown.
    categories: Vec<CategoryView>,
}

impl MenuView {
    pub(crate) fn of(menu: &Menu, stock: &[Stock]) -> MenuView {
        let categories = menu.categories.iter().map(|category| CategoryView {
            id: category.id.clone(),
            name: WordsView::of(&category.name),
            items: category
                .items
                .iter()
                .map(|item| ItemView::of(item, stock))
                .collect(),
        });
        MenuView {
            name: WordsView::of(&menu.name),
            categories: categories.collect(),
        }
    }
}

/// A time that can be ordered for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlotView {
    /// When it begins.
    from: Timestamp,
    /// When it is over.
    to: Timestamp,
    /// How many more orders it has room for; a full one cannot be taken.
    left: u32,
}

impl From<Slot> for SlotView {
    fn from(Slot { from, to, left }: Slot) -> SlotView {
        SlotView { from, to, left }
    }
}
