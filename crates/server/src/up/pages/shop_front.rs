//! The shop's front: its name, whether it is open, and its menu. It is whole without a script.

use std::fmt::Write as _;

use delivery::hours::OpenState;
use delivery::menu::{Diet, Item, Text};
use delivery::notice::{Language, format};
use delivery::store::Store;
use delivery::{Delivery, DeliveryError, StoreId};
use jiff::{SignedDuration, Timestamp};

use super::template::{Slot, escape};
use super::texts;

/// When it closes is said when that is within so long.
const SAID_BEFORE: SignedDuration = SignedDuration::from_hours(18);

/// What stands in the slots of the page.
pub(super) struct ShopFront {
    name: String,
    address: String,
    open: String,
    is_open: bool,
    menu: String,
    sections: String,
}

/// The front of a store, in a language.
pub(super) async fn markup(
    delivery: &Delivery,
    store: &StoreId,
    language: Language,
) -> Result<ShopFront, DeliveryError> {
    let menu = delivery.menu(store).await?;
    let store = delivery.store(store).await?;
    let state = store.hours.opens(Timestamp::now());
    let (mut sections, mut markup) = (String::new(), String::new());
    for category in &menu.categories {
        let name = escaped(in_language(&category.name, language));
        let id = escaped(&category.id);
        let _ = write!(sections, "<li><a href=\"#{id}\">{name}</a></li>");
        let _ = write!(
            markup,
            "<section id=\"{id}\" aria-labelledby=\"{id}-name\">\
             <h2 id=\"{id}-name\">{name}</h2><ul class=\"dishes\">"
        );
        for item in &category.items {
            markup.push_str(&dish(item, language));
        }
        markup.push_str("</ul></section>");
    }
    Ok(ShopFront {
        name: in_language(&menu.name, language).to_owned(),
        address: store.address.line.clone(),
        is_open: matches!(state, OpenState::Open { .. }),
        open: opening(&store, state, language),
        menu: markup,
        sections,
    })
}

impl ShopFront {
    pub(super) fn slot(&self, name: &str) -> Option<Slot> {
        let words = |text: &str| Some(Slot::Words(text.to_owned()));
        match name {
            "store" => words(&self.name),
            "address" => words(&self.address),
            "open" => words(&self.open),
            "open_class" => words(if self.is_open { "open" } else { "closed" }),
            "menu" => Some(Slot::Markup(self.menu.clone())),
            "sections" => Some(Slot::Markup(self.sections.clone())),
            _ => None,
        }
    }
}

fn dish(item: &Item, language: Language) -> String {
    let texts = texts::of(language);
    let name = escaped(in_language(&item.name, language));
    let description = escaped(in_language(&item.description, language));
    let price = escaped(&format::amount(item.price, language));
    let picture = item.picture.as_str();
    let diet = match item.diet {
        Diet::Any => "",
        Diet::Vegetarian => texts.get("vegetarian"),
        Diet::Vegan => texts.get("vegan"),
    };
    let diet = match diet {
        "" => String::new(),
        diet => format!("<span class=\"diet\">{}</span>", escaped(diet)),
    };
    let (class, price) = if item.available {
        ("dish", format!("<span class=\"price\">{price}</span>"))
    } else {
        let sold_out = escaped(texts.get("sold_out"));
        (
            "dish gone",
            format!("<span class=\"price\">{sold_out}</span>"),
        )
    };
    format!(
        "<li class=\"{class}\"><img src=\"/pictures/{picture}.svg\" alt=\"\" width=\"320\" \
         height=\"240\" loading=\"lazy\"><div><h3>{name}</h3><p>{description}</p>\
         <p class=\"foot\">{price}{diet}</p></div></li>"
    )
}

/// Whether it is open, and until when or from when.
fn opening(store: &Store, state: OpenState, language: Language) -> String {
    let texts = texts::of(language);
    let now = Timestamp::now();
    let until = |at: Timestamp| format::until(at, now, &store.time_zone(), language).ok();
    let soon = |until: &Timestamp| until.duration_since(now) < SAID_BEFORE;
    let (known, unknown, at) = match state {
        OpenState::Open { until } => ("open_until", "open_now", Some(until).filter(soon)),
        OpenState::Closed { opens_at } => ("opens_at", "closed_now", opens_at),
        OpenState::Paused { until } => ("paused_until", "paused_now", until),
    };
    match at.and_then(until) {
        Some(at) => texts.get(known).replace("{at}", &at),
        None => texts.get(unknown).to_owned(),
    }
}

fn in_language(text: &Text, language: Language) -> &str {
    match language {
        Language::PtBr => &text.pt_br,
        Language::En => &text.en,
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape(text, &mut html);
    html
}
