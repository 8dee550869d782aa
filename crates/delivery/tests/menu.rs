//! The bundled menu can be ordered from, every picture on it is drawn, and a line is held to what
//! its item allows.

use delivery::menu::{Line, LineError, Menu, MenuError, NOTE_CHARS_MAX, Picture, QUANTITY_MAX};
use delivery::{ItemId, Money, OptionId};
use proptest::prelude::*;

fn item(text: &str) -> ItemId {
    ItemId::parse(text).expect("an identifier")
}

fn line(of: &str, options: &[&str]) -> Line {
    let options = options
        .iter()
        .map(|text| OptionId::parse(text).expect("an identifier"));
    Line {
        item: item(of),
        quantity: 1,
        options: options.collect(),
        note: String::new(),
    }
}

fn price(line: &Line) -> Result<i64, LineError> {
    Menu::bundled().price(line).map(Money::as_minor)
}

#[test]
fn every_item_is_complete_and_can_be_ordered() {
    let menu = Menu::bundled();
    assert!(menu.categories.len() >= 5 && menu.items().count() >= 24);
    for item in menu.items() {
        for text in [&item.name, &item.description] {
            assert!(
                !text.pt_br.trim().is_empty() && !text.en.trim().is_empty(),
                "{}",
                item.id
            );
        }
        assert!(
            item.available && item.preparation_minutes > 0,
            "{}",
            item.id
        );
        let needed = item.options.iter().flat_map(|group| {
            group
                .choices
                .iter()
                .take(usize::from(group.min))
                .map(|choice| choice.id.clone())
        });
        let line = Line {
            item: item.id.clone(),
            quantity: 2,
            options: needed.collect(),
            note: "sem pressa".to_owned(),
        };
        let price = menu.price(&line).unwrap_or_else(|error| panic!("{error}"));
        assert!(price >= item.price.times(2), "{}", item.id);
    }
}

#[test]
fn every_picture_is_on_the_menu_once_and_is_a_small_drawing() {
    let mut shown: Vec<&str> = Menu::bundled()
        .items()
        .map(|item| item.picture.as_str())
        .collect();
    shown.sort_unstable();
    let mut known: Vec<&str> = Picture::ALL
        .iter()
        .map(|picture| picture.as_str())
        .collect();
    known.sort_unstable();
    assert_eq!(shown, known);
    for picture in Picture::ALL {
        let svg = picture.svg();
        assert!(svg.len() < 6_000, "{picture:?} has {} bytes", svg.len());
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
        // Nothing that a strict content policy would stop, and no number that is none.
        for foreign in ["style", "script", "href", "NaN", "inf", "--"] {
            assert!(!svg.contains(foreign), "{picture:?} has `{foreign}`");
        }
        assert_eq!(Picture::named(picture.as_str()), Some(*picture));
    }
    assert_eq!(Picture::named("../feijoada"), None);
}

#[test]
fn options_change_the_price() {
    assert_eq!(price(&line("feijoada", &["individual"])), Ok(4_890));
    assert_eq!(
        price(&line("feijoada", &["para-dois", "torresmo"])),
        Ok(4_890 + 3_200 + 890)
    );
    let three = Line {
        quantity: 3,
        ..line("cafe", &["sem-acucar", "com-leite"])
    };
    assert_eq!(price(&three), Ok(3 * (690 + 150)));
}

#[test]
fn a_line_is_held_to_what_its_item_allows() {
    let refused = |line: Line| {
        price(&line)
            .expect_err("a line that is refused")
            .to_string()
    };
    let refusals = [
        (refused(line("sushi", &[])), "`sushi` is not on the menu"),
        (
            refused(line("feijoada", &[])),
            "0 chosen of `Tamanho`, where it takes 1 to 1",
        ),
        (
            refused(line("feijoada", &["individual", "para-dois"])),
            "2 chosen of `Tamanho`",
        ),
        (
            refused(line("feijoada", &["individual", "bacon"])),
            "no option `bacon`",
        ),
        (
            refused(line("x-salada", &["ao-ponto", "bacon", "bacon"])),
            "`bacon` of `x-salada` was chosen twice",
        ),
        (
            refused(line("pastel", &["carne", "queijo"])),
            "2 chosen of `Recheios`, where it takes 3 to 3",
        ),
        (
            refused(Line {
                quantity: 0,
                ..line("pudim", &[])
            }),
            "0 of `pudim`: order from 1 to 50",
        ),
        (
            refused(Line {
                quantity: QUANTITY_MAX + 1,
                ..line("pudim", &[])
            }),
            "51 of `pudim`",
        ),
        (
            refused(Line {
                note: "é".repeat(NOTE_CHARS_MAX + 1),
                ..line("pudim", &[])
            }),
            "has 141 characters, 140 at most",
        ),
    ];
    for (message, expected) in refusals {
        assert!(message.contains(expected), "{message}");
    }
    assert!(
        price(&Line {
            note: "é".repeat(NOTE_CHARS_MAX),
            ..line("pudim", &[])
        })
        .is_ok()
    );
}

#[test]
fn what_is_not_available_has_substitutes() {
    let mut menu = Menu::bundled().clone();
    menu.categories[0].items[0].available = false;
    let substitutes = vec![item("escondidinho"), item("picanha")];
    assert_eq!(
        menu.price(&line("feijoada", &["individual"])),
        Err(LineError::Unavailable {
            item: item("feijoada"),
            substitutes
        })
    );
    menu.categories[0].items[1].options[0].choices[1].available = false;
    assert!(matches!(
        menu.price(&line("moqueca", &["para-dois", "com-coentro"])),
        Err(LineError::UnavailableOption { .. })
    ));
}

fn edited(from: &str, to: &str) -> MenuError {
    let text = include_str!("../assets/menu.json");
    assert!(text.contains(from), "`{from}` is not in the menu");
    Menu::parse(&text.replacen(from, to, 1)).expect_err("a menu that is refused")
}

#[test]
fn a_menu_that_cannot_be_ordered_from_is_refused() {
    let refusals = [
        (
            r#""id": "bauru""#,
            r#""id": "tapioca""#,
            "`tapioca` is on the menu twice",
        ),
        (
            r#""id": "para-dois""#,
            r#""id": "individual""#,
            "`individual of feijoada`",
        ),
        (
            r#""escondidinho", "picanha""#,
            r#""escondidinho", "sushi""#,
            "`sushi`, offered instead",
        ),
        (
            r#""picture": "pudim""#,
            r#""picture": "flan""#,
            "unknown variant `flan`",
        ),
        (
            r#""price": 1490"#,
            r#""price": 0"#,
            "`pudim` could cost nothing",
        ),
        (r#""min": 3"#, r#""min": 4"#, "takes 4 to 3 of 5"),
        (r#""max": 3"#, r#""max": 9"#, "takes 0 to 9 of 4"),
    ];
    for (from, to, expected) in refusals {
        let message = edited(from, to).to_string();
        assert!(message.contains(expected), "`{to}`: {message}");
    }
}

fn chosen() -> impl Strategy<Value = Line> {
    let items: Vec<_> = Menu::bundled().items().collect();
    (
        0..items.len(),
        prop::collection::vec(any::<bool>(), 16),
        0_u32..60,
    )
        .prop_map(move |(at, picks, quantity)| {
            let item = items[at];
            let choices = item.options.iter().flat_map(|group| &group.choices);
            let options = choices
                .zip(picks.iter().cycle())
                .filter(|(_, picked)| **picked)
                .map(|(choice, _)| choice.id.clone());
            let options = options.collect();
            Line {
                item: item.id.clone(),
                quantity,
                options,
                note: String::new(),
            }
        })
}

proptest! {
    #[test]
    fn a_price_is_of_one_and_times_the_quantity(line in chosen()) {
        let one = Line { quantity: 1, ..line.clone() };
        match (price(&line), price(&one)) {
            (Ok(all), Ok(one)) => {
                prop_assert!(one > 0);
                prop_assert_eq!(all, one * i64::from(line.quantity));
            }
            (Err(LineError::Quantity { .. }), _) => {
                prop_assert!(line.quantity == 0 || line.quantity > QUANTITY_MAX);
            }
            (all, one) => prop_assert_eq!(all, one),
        }
    }
}
