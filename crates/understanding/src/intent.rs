//! What a message is about.

use serde::{Deserialize, Serialize};

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Where an order is and how far it has come.
    TrackOrder,
    /// When an order comes, or how long delivery takes.
    Eta,
    /// An order is late.
    LateOrder,
    /// An order should go elsewhere.
    ChangeAddress,
    /// The courier should know something else.
    ChangeInstructions,
    /// An order should hold other things.
    ChangeItems,
    /// An order should come at another time.
    Reschedule,
    /// An order should not come at all, or what that would cost.
    CancelOrder,
    /// Money that should come back.
    RefundStatus,
    /// Something is wrong with a payment, or which payments are taken.
    PaymentProblem,
    /// Something is wrong with Pix.
    PixProblem,
    /// A receipt or an invoice.
    Receipt,
    /// What delivery costs.
    DeliveryFee,
    /// Where the shop delivers, or whether an order can be picked up.
    DeliveryArea,
    /// When the shop is open.
    OpeningHours,
    /// How little can be ordered.
    MinimumOrder,
    /// What is on the menu and what it costs.
    MenuQuestion,
    /// What is in a dish that somebody may not eat.
    Allergens,
    /// Something cannot be had.
    ItemUnavailable,
    /// Something else came, or something did not.
    WrongOrMissingItem,
    /// It came cold, spilt or spoilt.
    DamagedOrCold,
    /// How the courier is reached.
    CourierContact,
    /// The number that is said at the door.
    DoorPin,
    /// Coupons and discounts.
    Coupon,
    /// A person should take over.
    HumanAgent,
    /// What is known of a customer should be shown or deleted.
    PrivacyDelete,
    /// A new order, or the same as before.
    OrderAgain,
    /// What a customer thinks of an order.
    RateOrder,
    /// Good evening.
    Greeting,
    /// Thank you, and goodbye.
    Thanks,
    /// Yes to what was asked.
    ConfirmYes,
    /// No to what was asked.
    ConfirmNo,
    /// Nothing a shop is asked.
    OutOfScope,
}

impl Intent {
    /// All of them.
    pub const ALL: [Intent; 33] = [
        Intent::TrackOrder,
        Intent::Eta,
        Intent::LateOrder,
        Intent::ChangeAddress,
        Intent::ChangeInstructions,
        Intent::ChangeItems,
        Intent::Reschedule,
        Intent::CancelOrder,
        Intent::RefundStatus,
        Intent::PaymentProblem,
        Intent::PixProblem,
        Intent::Receipt,
        Intent::DeliveryFee,
        Intent::DeliveryArea,
        Intent::OpeningHours,
        Intent::MinimumOrder,
        Intent::MenuQuestion,
        Intent::Allergens,
        Intent::ItemUnavailable,
        Intent::WrongOrMissingItem,
        Intent::DamagedOrCold,
        Intent::CourierContact,
        Intent::DoorPin,
        Intent::Coupon,
        Intent::HumanAgent,
        Intent::PrivacyDelete,
        Intent::OrderAgain,
        Intent::RateOrder,
        Intent::Greeting,
        Intent::Thanks,
        Intent::ConfirmYes,
        Intent::ConfirmNo,
        Intent::OutOfScope,
    ];

    /// As it is written in files: `track_order`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Intent::TrackOrder => "track_order",
            Intent::Eta => "eta",
            Intent::LateOrder => "late_order",
            Intent::ChangeAddress => "change_address",
            Intent::ChangeInstructions => "change_instructions",
            Intent::ChangeItems => "change_items",
            Intent::Reschedule => "reschedule",
            Intent::CancelOrder => "cancel_order",
            Intent::RefundStatus => "refund_status",
            Intent::PaymentProblem => "payment_problem",
            Intent::PixProblem => "pix_problem",
            Intent::Receipt => "receipt",
            Intent::DeliveryFee => "delivery_fee",
            Intent::DeliveryArea => "delivery_area",
            Intent::OpeningHours => "opening_hours",
            Intent::MinimumOrder => "minimum_order",
            Intent::MenuQuestion => "menu_question",
            Intent::Allergens => "allergens",
            Intent::ItemUnavailable => "item_unavailable",
            Intent::WrongOrMissingItem => "wrong_or_missing_item",
            Intent::DamagedOrCold => "damaged_or_cold",
            Intent::CourierContact => "courier_contact",
            Intent::DoorPin => "door_pin",
            Intent::Coupon => "coupon",
            Intent::HumanAgent => "human_agent",
            Intent::PrivacyDelete => "privacy_delete",
            Intent::OrderAgain => "order_again",
            Intent::RateOrder => "rate_order",
            Intent::Greeting => "greeting",
            Intent::Thanks => "thanks",
            Intent::ConfirmYes => "confirm_yes",
            Intent::ConfirmNo => "confirm_no",
            Intent::OutOfScope => "out_of_scope",
        }
    }

    /// The intent that is written like this.
    pub fn parse(text: &str) -> Option<Intent> {
        Intent::ALL
            .into_iter()
            .find(|intent| intent.as_str() == text)
    }
}
