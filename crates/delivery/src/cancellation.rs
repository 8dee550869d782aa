//! Why an order is cancelled: a closed list, of which each side is offered what makes sense when
//! it asks.

use serde::{Deserialize, Serialize};

use crate::policy::{Actor, StatusNumber};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $actors:expr, $from:literal..=$to:literal;)+) => {
        /// Why an order is cancelled.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum CancelReason {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl CancelReason {
            /// Every reason.
            pub const ALL: &[CancelReason] = &[$(CancelReason::$name,)+];

            /// As it is stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(CancelReason::$name => $code,)+ }
            }

            /// Who may give it.
            fn actors(self) -> &'static [Actor] {
                match self { $(CancelReason::$name => &$actors,)+ }
            }

            /// From which status to which it may be given.
            fn statuses(self) -> std::ops::RangeInclusive<u8> {
                match self { $(CancelReason::$name => $from..=$to,)+ }
            }
        }
    };
}

use Actor::{Customer, Operator, Store};

reasons! {
    /// The customer no longer wants it.
    ChangedMind = "changed_mind", [Customer], 0..=85;
    /// Something else was meant.
    OrderedByMistake = "ordered_by_mistake", [Customer], 0..=85;
    /// The address is not the right one.
    WrongAddress = "wrong_address", [Customer, Operator], 0..=90;
    /// It would come too late.
    TakesTooLong = "takes_too_long", [Customer], 40..=90;
    /// It costs too much with the delivery.
    FeeTooHigh = "fee_too_high", [Customer], 30..=50;
    /// It cannot be paid as the customer would like.
    PaymentTrouble = "payment_trouble", [Customer], 50..=59;
    /// Not there, and nothing instead.
    OutOfStock = "out_of_stock", [Store], 0..=75;
    /// More orders than can be prepared.
    StoreTooBusy = "store_too_busy", [Store], 0..=70;
    /// About to close, or closed for another reason.
    StoreClosing = "store_closing", [Store], 0..=75;
    /// The store does not deliver there after all.
    AddressNotServed = "address_not_served", [Store, Operator], 0..=75;
    /// Nobody to carry it.
    NoCourier = "no_courier", [Store, Operator], 60..=85;
    /// Dropped, spilled, stolen.
    LostOnTheWay = "lost_on_the_way", [Operator], 85..=99;
    /// The customer could not be reached at the door.
    CustomerUnreachable = "customer_unreachable", [Operator], 40..=99;
    /// The payment looks stolen.
    SuspectedFraud = "suspected_fraud", [Operator], 0..=99;
    /// The customer has asked a person for it.
    CustomerAsked = "customer_asked", [Store, Operator], 0..=90;
}

impl CancelReason {
    /// The reasons that are offered to somebody of an order that has come this far, in the order in
    /// which they are shown.
    pub fn offered(by: Actor, status: StatusNumber) -> impl Iterator<Item = CancelReason> {
        CancelReason::ALL
            .iter()
            .copied()
            .filter(move |reason| reason.fits(by, status))
    }

    /// Whether somebody may give this reason for an order that has come this far.
    pub fn fits(self, by: Actor, status: StatusNumber) -> bool {
        self.actors().contains(&by) && self.statuses().contains(&status.get())
    }

    /// The key of its text: `cancel-changed-mind`.
    pub fn text_key(self) -> String {
        format!("cancel-{}", self.as_str().replace('_', "-"))
    }
}
