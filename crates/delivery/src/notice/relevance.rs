//! Whether a notice that was held still says anything when quiet hours end.

use crate::notice::decision::{Delivery, Why};
use crate::notice::kind::NoticeKind;
use crate::status::Status;

/// Whether a notice written when the order was at `then` is still worth sending when it is at
/// `now`.
///
/// What asks for something or tells where the order is only matters while it is so. What is on
/// record (a payment, a refund) always matters. An order that has not moved makes nothing stale.
pub fn still_relevant(kind: NoticeKind, then: Status, now: Status) -> bool {
    if then == now {
        return true;
    }
    match kind {
        NoticeKind::OrderReceived | NoticeKind::AddressChanged | NoticeKind::AttemptFailed => {
            !now.is_terminal()
        }
        NoticeKind::ItemUnavailable => now == Status::NeedsChoice,
        NoticeKind::StoreConfirmed => now.number() < Status::Preparing.number(),
        NoticeKind::PaymentRequested | NoticeKind::PaymentDeclined => {
            now == Status::AwaitingPayment
        }
        NoticeKind::Preparing => now == Status::Preparing,
        NoticeKind::Ready => {
            (Status::Ready.number()..Status::OnTheWay.number()).contains(&now.number())
        }
        NoticeKind::CourierAssigned => {
            matches!(now, Status::CourierAssigned | Status::AtStore)
        }
        NoticeKind::OnTheWay => now == Status::OnTheWay,
        NoticeKind::Arrived => now == Status::Arrived,
        NoticeKind::Delayed => now.number() < Status::Arrived.number(),
        NoticeKind::Delivered => now == Status::Delivered,
        NoticeKind::Returned => now == Status::Returned,
        NoticeKind::Cancelled => matches!(now, Status::Cancelled | Status::Failed),
        NoticeKind::PaymentConfirmed
        | NoticeKind::Refunded
        | NoticeKind::OneTimeCode
        | NoticeKind::Coupon => true,
    }
}

/// What becomes of a notice that was held, now that quiet hours are over.
pub fn on_release(kind: NoticeKind, then: Status, now: Status) -> Delivery {
    if still_relevant(kind, then, now) {
        Delivery::Send
    } else {
        Delivery::Skip {
            why: Why::QuietHoursIrrelevant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_night_made_stale_is_not_sent() {
        let release = |kind, now| on_release(kind, Status::Preparing, now);
        let stale = Delivery::Skip {
            why: Why::QuietHoursIrrelevant,
        };
        assert_eq!(release(NoticeKind::Preparing, Status::Delivered), stale);
        assert_eq!(
            release(NoticeKind::Preparing, Status::Preparing),
            Delivery::Send
        );
        assert_eq!(
            release(NoticeKind::Delayed, Status::OnTheWay),
            Delivery::Send
        );
        assert_eq!(release(NoticeKind::Delayed, Status::Cancelled), stale);
        assert_eq!(
            release(NoticeKind::Refunded, Status::Cancelled),
            Delivery::Send
        );
    }

    #[test]
    fn nothing_but_the_end_is_told_of_an_order_that_ended() {
        let ended = [
            Status::Delivered,
            Status::Cancelled,
            Status::Returned,
            Status::Failed,
        ];
        for kind in NoticeKind::ALL {
            let told = ended
                .iter()
                .any(|now| still_relevant(kind, Status::Ready, *now));
            let tells_of_the_end = matches!(
                kind,
                NoticeKind::PaymentConfirmed
                    | NoticeKind::Delivered
                    | NoticeKind::Returned
                    | NoticeKind::Cancelled
                    | NoticeKind::Refunded
                    | NoticeKind::OneTimeCode
                    | NoticeKind::Coupon
            );
            assert_eq!(told, tells_of_the_end, "{kind:?}");
        }
    }

    #[test]
    fn an_order_that_stands_still_makes_nothing_stale() {
        for status in Status::ALL {
            for kind in NoticeKind::ALL {
                assert!(still_relevant(kind, status, status));
            }
        }
    }
}
