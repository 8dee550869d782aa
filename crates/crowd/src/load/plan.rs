//! What each customer is going to do. Pure: the same seed and number give the same plan.

use std::time::Duration;

use super::Mix;
use crate::people::{self, Person};
use crate::random::Random;
use crate::shop::{CartLine, Payment};
use crate::town::{Point, Town};
use crate::view::{ItemView, MenuView};

/// A cut connection is cut so soon.
const CUT_AFTER_MICROS_MAX: f64 = 12_000.0;

/// Of a hundred who pay at the door, so many need change.
const NEEDS_CHANGE: u32 = 50;

/// What one customer is going to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) person: Person,
    pub(super) cart: Vec<CartLine>,
    /// The first, and others if the store does not deliver there.
    pub(super) addresses: Vec<String>,
    pub(super) instructions: Option<&'static str>,
    pub(super) paying: Paying,
    pub(super) sending: Sending,
    pub(super) cancels: Cancels,
}

/// How somebody pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Paying {
    /// By Pix, when asked to.
    Pix,
    /// By Pix, when its time is over.
    LatePix,
    /// By a card that is good.
    Card,
    /// By a card that is declined, then otherwise.
    Declined(Payment),
    /// At the door, with so much above the total.
    Cash { above: Option<i64> },
}

/// How often the order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// Once.
    Once,
    /// Twice at once.
    Twice,
    /// The connection is cut after so long, then again.
    Cut(Duration),
}

/// Whether it is called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cancels {
    Never,
    BeforePaying,
    AfterPaying,
}

/// What plans are made from, besides chance.
#[derive(Clone, Copy)]
pub(super) struct Scene<'s> {
    pub(super) menu: &'s MenuView,
    pub(super) town: &'s Town,
    pub(super) store: Point,
    pub(super) mix: Mix,
    pub(super) hot_item: Option<&'s ItemView>,
}

/// How many addresses somebody tries.
const ADDRESSES: usize = 4;

/// The plan of a customer.
pub(super) fn plan(scene: &Scene<'_>, seed: u64, number: u64) -> Plan {
    let mut random = Random::new(seed, number);
    let Mix {
        card,
        cash,
        declined,
        late,
        cancels,
        refused: _,
        sent_twice,
        cut,
    } = scene.mix;
    let person = people::person(number, &mut random);
    let cart = match scene.hot_item {
        Some(hot) => vec![people::line(hot, 1, &mut random)],
        None => people::cart(scene.menu, &mut random),
    };
    let address = |_| people::address(scene.town, scene.store, &mut random);
    let addresses = (0..ADDRESSES).filter_map(address).collect();
    let instructions = people::instructions(&mut random);
    let share = random.below(100);
    let paying = if share < card as usize {
        let other = if random.percent(50) {
            Payment::Pix
        } else {
            good_card()
        };
        if random.percent(declined) {
            Paying::Declined(other)
        } else {
            Paying::Card
        }
    } else if share < (card + cash) as usize {
        let note = [2_000, 5_000, 10_000][random.below(3)];
        let above = random.percent(NEEDS_CHANGE).then_some(note);
        Paying::Cash { above }
    } else if random.percent(late) {
        Paying::LatePix
    } else {
        Paying::Pix
    };
    let share = random.below(100);
    let sending = if share < sent_twice as usize {
        Sending::Twice
    } else if share < (sent_twice + cut) as usize {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few milliseconds"
        )]
        let micros = random.between(0.0, CUT_AFTER_MICROS_MAX) as u64;
        Sending::Cut(Duration::from_micros(micros))
    } else {
        Sending::Once
    };
    let cancels = match (random.percent(cancels), random.percent(50)) {
        (false, _) => Cancels::Never,
        (true, true) => Cancels::BeforePaying,
        (true, false) => Cancels::AfterPaying,
    };
    Plan {
        person,
        cart,
        addresses,
        instructions,
        paying,
        sending,
        cancels,
    }
}

/// A card that is good.
pub(super) fn good_card() -> Payment {
    Payment::Card {
        token: "tok_ok".to_owned(),
    }
}

/// A card that is declined.
pub(super) fn declined_card() -> Payment {
    Payment::Card {
        token: "tok_declined".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plans(seed: u64, mix: Mix) -> Vec<Plan> {
        let town = br#"{"nodes":[0,0,900,0],"avenues":[],"streets":[["Rua A",[0,1]]],"lanes":[]}"#;
        let town = Town::parse(town).expect("a town");
        let menu = r#"{"categories":[{"items":[{"id":"a"},{"id":"b"}]}]}"#;
        let menu: MenuView = serde_json::from_str(menu).expect("a menu");
        let scene = Scene {
            menu: &menu,
            town: &town,
            store: Point::default(),
            mix,
            hot_item: None,
        };
        (0..1_000).map(|it| plan(&scene, seed, it)).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_plans() {
        assert_eq!(plans(3, Mix::default()), plans(3, Mix::default()));
        assert_ne!(plans(3, Mix::default()), plans(4, Mix::default()));
    }

    #[test]
    fn plans_are_mixed_as_the_mix_says() {
        let mix = Mix {
            card: 50,
            cash: 20,
            declined: 20,
            late: 50,
            cancels: 10,
            refused: 0,
            sent_twice: 10,
            cut: 10,
        };
        let plans = plans(1, mix);
        let share = |is: fn(&Plan) -> bool| plans.iter().filter(|plan| is(plan)).count() / 10;
        for (found, wanted) in [
            (share(|plan| matches!(plan.paying, Paying::Cash { .. })), 20),
            (share(|plan| matches!(plan.paying, Paying::Declined(_))), 10),
            (share(|plan| plan.paying == Paying::Card), 40),
            (share(|plan| plan.paying == Paying::LatePix), 15),
            (share(|plan| plan.cancels != Cancels::Never), 10),
            (share(|plan| plan.sending == Sending::Twice), 10),
            (share(|plan| matches!(plan.sending, Sending::Cut(_))), 10),
        ] {
            assert!(found.abs_diff(wanted) <= 4, "{found} {wanted}");
        }
        assert!(plans.iter().all(|plan| plan.addresses.len() == ADDRESSES));
    }
}
