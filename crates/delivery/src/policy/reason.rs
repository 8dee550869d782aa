//! Why a change is made, asked about or denied: a closed list, each with a text in
//! `assets/policy.pt-BR.ftl` and `assets/policy.en.ftl`.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        /// Why a change is made, asked about or denied.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ReasonCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl ReasonCode {
            /// Every code.
            pub const ALL: &[ReasonCode] = &[$(ReasonCode::$name,)+];

            /// As it is written in the table and sent to callers.
            pub const fn as_str(self) -> &'static str {
                match self { $(ReasonCode::$name => $code,)+ }
            }
        }
    };
}

reasons! {
    /// The address changes; a difference in price is part of the quote.
    AddressFree = "address_free";
    /// The address changes; the difference is paid or returned.
    AddressDifference = "address_difference";
    /// The order is being prepared: the store must agree to the new address.
    AddressAskStore = "address_ask_store";
    /// The courier is on the way: store and courier must agree to the new address.
    AddressAskCourier = "address_ask_courier";
    /// The courier is on the way, and the new address too far from the old one.
    AddressTooFar = "address_too_far";
    /// The store does not deliver there.
    AddressOutOfZone = "address_out_of_zone";
    /// The courier is at the door of the old address.
    AddressCourierAtDoor = "address_courier_at_door";
    /// Instructions change freely.
    InstructionsFree = "instructions_free";
    /// Instructions change, and the courier is told.
    InstructionsToCourier = "instructions_to_courier";
    /// Items change freely; a difference in price is part of the quote.
    ItemsFree = "items_free";
    /// The store must agree to other items.
    ItemsAskStore = "items_ask_store";
    /// The items have left the store.
    ItemsTooLate = "items_too_late";
    /// Nothing is lost by cancelling.
    CancelFree = "cancel_free";
    /// The order is being prepared: the store must agree, and keeps a part.
    CancelAskStore = "cancel_ask_store";
    /// The store or an operator cancels; the customer loses nothing.
    CancelByStore = "cancel_by_store";
    /// The courier is on the way: a person has to see what can be done.
    CancelOnTheWay = "cancel_on_the_way";
    /// The courier is at the door: what is wrong with the order is a claim.
    CancelAtDoor = "cancel_at_door";
    /// Nothing is prepared yet: any open time will do.
    RescheduleFree = "reschedule_free";
    /// The order is being prepared, or further.
    RescheduleTooLate = "reschedule_too_late";
    /// The order is over.
    OrderOver = "order_over";
}

impl ReasonCode {
    /// The key of its text: `policy-address-free`.
    pub fn text_key(self) -> String {
        format!("policy-{}", self.as_str().replace('_', "-"))
    }
}
