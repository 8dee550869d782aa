//! Names, carts and addresses: who orders what, and where to. Chance decides, from a seed.

use crate::random::Random;
use crate::shop::CartLine;
use crate::town::{Point, Town};
use crate::view::ItemView;

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

/// What somebody orders: one to three things, mostly one of each.
pub fn cart(menu: &[ItemView], random: &mut Random) -> Vec<CartLine> {
    let mut lines: Vec<CartLine> = Vec::new();
    for _ in 0..=random.below(3) {
        let Some(item) = random.one_of(menu) else {
            break;
        };
        if lines.iter().all(|line| line.item != item.id) {
            lines.push(CartLine {
                item: item.id.clone(),
                quantity: if random.percent(25) { 2 } else { 1 },
            });
        }
    }
    lines
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
        let menu: Vec<ItemView> = ["a", "b", "c"]
            .map(|id| ItemView {
                id: id.to_owned(),
                price: 100,
                available: None,
            })
            .into();
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
            assert!(!cart.is_empty());
        }
    }
}
