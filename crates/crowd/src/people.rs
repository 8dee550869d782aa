//! Names, carts and addresses: who orders what, and where to. Chance decides, from a seed.

use crate::random::Random;
use crate::shop::CartLine;
use crate::town::{Point, Town};
use crate::view::{ItemView, MenuView};

const FIRST_NAMES: [&str; 24] = [
    "Ana", "Beatriz", "Bruno", "Camila", "Carlos", "Clara", "Daniel", "Diego", "Eduarda",
    "Fernanda", "Gabriel", "Helena", "Igor", "Joana", "João", "Larissa", "Lucas", "Marina",
    "Mateus", "Otávio", "Paula", "Rafael", "Sofia", "Tiago",
];

const LAST_NAMES: [&str; 16] = [
    "Almeida", "Barbosa", "Cardoso", "Costa", "Dias", "Ferreira", "Gomes", "Lima", "Melo",
    "Moraes", "Nunes", "Oliveira", "Prado", "Ribeiro", "Souza", "Teixeira",
];

/// What customers ask of whoever brings it.
const INSTRUCTIONS: [&str; 5] = [
    "o portão é o azul",
    "interfone 42",
    "deixar na portaria",
    "cuidado com o cachorro, ele só late",
    "tocar a campainha duas vezes",
];

/// Couriers: by what their name is stored, and how it is said.
pub(crate) const COURIERS: [(&str, &str); 6] = [
    ("jonas", "Jonas Pereira"),
    ("luana", "Luana Ramos"),
    ("cleber", "Cléber Antunes"),
    ("rita", "Rita Fontes"),
    ("davi", "Davi Moura"),
    ("tais", "Taís Queiroz"),
];

/// Orders go at most so far from the store, as the crow flies: most of the town lies within.
const METRES_MAX: f64 = 1_600.0;

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// By what name.
    pub name: String,
    /// For messages, in a range that belongs to nobody here.
    pub phone: Option<String>,
    /// For mail, in a domain that belongs to nobody (RFC 2606).
    pub email: Option<String>,
}

/// The person of a number.
pub fn person(number: u64, random: &mut Random) -> Person {
    let first = random.one_of(&FIRST_NAMES).copied().unwrap_or_default();
    let last = random.one_of(&LAST_NAMES).copied().unwrap_or_default();
    let by_mail = random.percent(25);
    Person {
        name: format!("{first} {last}"),
        phone: (!by_mail).then(|| format!("+55199{:08}", 90_000_000 + number % 10_000_000)),
        email: by_mail.then(|| format!("cliente.{number}@example.com")),
    }
}

/// What somebody orders: something from the first half of the menu, where the meals are, and perhaps
/// something to go with it, mostly one of each.
pub fn cart(menu: &MenuView, random: &mut Random) -> Vec<CartLine> {
    let (meals, _) = menu.categories.split_at(menu.categories.len().div_ceil(2));
    let mut lines: Vec<CartLine> = Vec::new();
    for place in 0..=random.below(3) {
        let categories = if place == 0 { meals } else { &menu.categories };
        let category = random.one_of(categories);
        let item = category.and_then(|category| random.one_of(&category.items));
        if let Some(item) = item
            && lines.iter().all(|line| line.item != item.id)
        {
            let quantity = if random.percent(25) { 2 } else { 1 };
            lines.push(line(item, quantity, random));
        }
    }
    lines
}

/// A line of a cart, with what must be chosen for it and sometimes more.
pub fn line(item: &ItemView, quantity: u32, random: &mut Random) -> CartLine {
    let mut options = Vec::new();
    for group in &item.options {
        let extra = usize::from(group.min == 0 && random.percent(20));
        let wanted = group.min.max(extra).min(group.choices.len());
        let first = random.below(group.choices.len());
        let chosen = group.choices.iter().cycle().skip(first).take(wanted);
        options.extend(chosen.map(|choice| choice.id.clone()));
    }
    CartLine {
        item: item.id.clone(),
        quantity,
        options,
    }
}

/// An address that is likely to be delivered to.
pub fn address(town: &Town, store: Point, random: &mut Random) -> Option<String> {
    town.address_near(store, METRES_MAX, random)
}

/// What the courier should know, if anything.
pub fn instructions(random: &mut Random) -> Option<&'static str> {
    let asks = random.percent(40);
    random.one_of(&INSTRUCTIONS).copied().filter(|_| asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let menu = r#"{"categories":[{"items":[{"id":"a"},{"id":"b","options":[
            {"min":1,"choices":[{"id":"large"},{"id":"small"}]},
            {"min":0,"choices":[{"id":"more"}]}]}]},{"items":[{"id":"c"}]}]}"#;
        let menu: MenuView = serde_json::from_str(menu).expect("a menu");
        let of = |seed| {
            let people = (0..50).map(|number| {
                let mut random = Random::new(seed, number);
                let person = person(number, &mut random);
                (person, cart(&menu, &mut random))
            });
            people.collect::<Vec<_>>()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        for (person, cart) in of(1) {
            assert!(person.phone.is_some() != person.email.is_some());
            assert!(!cart.is_empty() && cart[0].item != "c");
            for line in cart.iter().filter(|line| line.item == "b") {
                let size = ["large", "small"];
                let chosen = line.options.iter().filter(|it| size.contains(&it.as_str()));
                assert_eq!(chosen.count(), 1);
            }
        }
    }
}
