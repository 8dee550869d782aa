//! Why an order may be called off: of the reasons there are, those that make sense for whoever asks
//! and how far the order has come.

use crate::entry::Reason;
use crate::policy::{Actor, StatusNumber};

/// The reasons that are offered to somebody, in the order in which they are shown.
pub fn offered(by: Actor, status: StatusNumber) -> impl Iterator<Item = Reason> {
    let all = Reason::ALL.into_iter();
    all.filter(move |reason| fits(*reason, by, status))
}

/// Whether somebody may give a reason for an order that has come this far.
pub fn fits(reason: Reason, by: Actor, status: StatusNumber) -> bool {
    use Actor::{Customer, Operator, Store};
    let (actors, statuses): (&[Actor], _) = match reason {
        Reason::CustomerChangedMind | Reason::WrongAddress => (&[Customer, Operator], 0..=90),
        Reason::DuplicateOrder => (&[Customer, Operator], 0..=85),
        Reason::TooSlow => (&[Customer, Operator], 40..=90),
        Reason::ItemUnavailable | Reason::StoreClosed => (&[Store], 0..=75),
        Reason::StoreTooBusy => (&[Store], 0..=70),
        Reason::OutOfZone => (&[Store, Operator], 0..=75),
        Reason::CourierUnavailable => (&[Store, Operator], 60..=85),
        Reason::CustomerAbsent => (&[Operator], 40..=99),
        Reason::TechnicalFailure => (&[Operator], 0..=99),
        // Deadlines and declines call an order off by themselves.
        Reason::StoreTimeout | Reason::PaymentExpired | Reason::PaymentDeclined => {
            return false;
        }
    };
    actors.contains(&by) && statuses.contains(&status.get())
}
