//! Where an order is, in one table for everybody: workflow, screens, chat and couriers.
//!
//! A status has a number, and an order's number only grows: an event that comes late, twice or out
//! of order is kept and moves nothing. Those with the highest number end an order; none of them
//! follows another.

use serde::{Deserialize, Serialize};

/// Where an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It was taken.
    Received,
    /// Whether all of it can be had is being found out.
    Checking,
    /// Something cannot be had; the customer is asked what instead.
    NeedsChoice,
    /// Fee and time are settled.
    Quoted,
    /// The store has been asked.
    AwaitingConfirmation,
    /// The customer has been asked to pay.
    AwaitingPayment,
    /// It is paid, or will be at the door.
    Confirmed,
    /// The kitchen is at it.
    Preparing,
    /// It waits for its courier.
    Ready,
    /// A courier goes to the store.
    CourierAssigned,
    /// The courier is at the store.
    AtStore,
    /// The courier is on the way to the customer.
    OnTheWay,
    /// The courier is at the door.
    Arrived,
    /// The customer has it.
    Delivered,
    /// It was called off.
    Cancelled,
    /// It came back to the store.
    Returned,
    /// It went wrong.
    Failed,
}

impl Status {
    /// Every status, in the order of the numbers.
    pub const ALL: [Status; 17] = [
        Status::Received,
        Status::Checking,
        Status::NeedsChoice,
        Status::Quoted,
        Status::AwaitingConfirmation,
        Status::AwaitingPayment,
        Status::Confirmed,
        Status::Preparing,
        Status::Ready,
        Status::CourierAssigned,
        Status::AtStore,
        Status::OnTheWay,
        Status::Arrived,
        Status::Delivered,
        Status::Cancelled,
        Status::Returned,
        Status::Failed,
    ];

    /// How far the order is: 10 to 100.
    pub const fn number(self) -> u8 {
        match self {
            Status::Received => 10,
            Status::Checking => 20,
            Status::NeedsChoice => 21,
            Status::Quoted => 30,
            Status::AwaitingConfirmation => 40,
            Status::AwaitingPayment => 50,
            Status::Confirmed => 60,
            Status::Preparing => 70,
            Status::Ready => 75,
            Status::CourierAssigned => 80,
            Status::AtStore => 85,
            Status::OnTheWay => 90,
            Status::Arrived => 95,
            Status::Delivered | Status::Cancelled | Status::Returned | Status::Failed => 100,
        }
    }

    /// Whether the order is at its end.
    pub const fn is_terminal(self) -> bool {
        self.number() == 100
    }

    /// Whether an order that is here may go there.
    pub const fn may_become(self, next: Status) -> bool {
        next.number() > self.number()
    }

    /// As it is written everywhere: `ON_THE_WAY`.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Received => "RECEIVED",
            Status::Checking => "CHECKING",
            Status::NeedsChoice => "NEEDS_CHOICE",
            Status::Quoted => "QUOTED",
            Status::AwaitingConfirmation => "AWAITING_CONFIRMATION",
            Status::AwaitingPayment => "AWAITING_PAYMENT",
            Status::Confirmed => "CONFIRMED",
            Status::Preparing => "PREPARING",
            Status::Ready => "READY",
            Status::CourierAssigned => "COURIER_ASSIGNED",
            Status::AtStore => "AT_STORE",
            Status::OnTheWay => "ON_THE_WAY",
            Status::Arrived => "ARRIVED",
            Status::Delivered => "DELIVERED",
            Status::Cancelled => "CANCELLED",
            Status::Returned => "RETURNED",
            Status::Failed => "FAILED",
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_is_stored() {
        for status in Status::ALL {
            let text = serde_json::to_string(&status).expect("a status");
            assert_eq!(text, format!("\"{}\"", status.name()));
        }
    }

    #[test]
    fn the_order_is_that_of_the_numbers_and_the_end_is_the_end() {
        assert!(Status::ALL.is_sorted_by_key(|status| status.number()));
        for status in Status::ALL
            .into_iter()
            .filter(|status| status.is_terminal())
        {
            assert!(Status::ALL.into_iter().all(|next| !status.may_become(next)));
        }
    }
}
