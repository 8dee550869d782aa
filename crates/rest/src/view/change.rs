//! Changes: what somebody asked for, what would come of it, and why an order ends.

use delivery::cancellation;
use delivery::delivery::ChangePreview;
use delivery::entry::Reason;
use delivery::order::{Closing, RequestedChange};
use delivery::policy::{self, Approver, ReasonCode, Recourse, StatusNumber, Verdict};
use delivery::{Actor, Money, Order, OrderId, Status};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::place::{AddressView, WindowView};
use super::schema;
use crate::words::Reader;

/// A change of address that the store is asked about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// Where it should go.
    address: AddressView,
    /// What the way would cost then.
    #[schema(schema_with = schema::price)]
    fee: Money,
    /// When it would come.
    window: WindowView,
    /// The store has so long to answer.
    until: Timestamp,
}

impl ChangeView {
    pub(crate) fn of(change: &RequestedChange) -> ChangeView {
        ChangeView {
            address: AddressView::of(&change.address),
            fee: change.fee,
            window: change.quote.promised.into(),
            until: change.until,
        }
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ByView {
    /// Whose order it is.
    Customer,
    /// The store.
    Store,
    /// Somebody who looks after the orders of the store.
    Operator,
    /// The courier.
    Courier,
    /// The payment provider.
    Provider,
    /// Nobody: a deadline passed, or a step was taken.
    System,
}

impl ByView {
    pub(crate) fn of(actor: &Actor) -> ByView {
        match actor {
            Actor::Customer => ByView::Customer,
            Actor::Store => ByView::Store,
            Actor::Operator(_) => ByView::Operator,
            Actor::Courier(_) => ByView::Courier,
            Actor::Provider => ByView::Provider,
            Actor::Workflow => ByView::System,
        }
    }
}

/// Why an order ends before its time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosingView {
    /// Who wants it.
    by: ByView,
    /// Why.
    #[schema(schema_with = schema::reason)]
    reason: Reason,
    /// Why, in words.
    text: String,
    /// What goes back to the customer.
    #[schema(schema_with = schema::price)]
    refund: Money,
}

impl ClosingView {
    pub(crate) fn of(closing: &Closing, order: &Order, reader: &Reader) -> ClosingView {
        ClosingView {
            by: ByView::of(&closing.by),
            reason: closing.reason,
            text: reader.reason(closing.reason),
            refund: order.payment.paid.share(closing.refund_basis_points),
        }
    }
}

/// Whether a change is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerdictView {
    /// Yes.
    Allow,
    /// Yes, and the difference in price is collected or returned.
    AllowWithFee,
    /// When others agree.
    NeedsApproval,
    /// No.
    Deny,
}

/// Who must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ApproverView {
    /// The store.
    Store,
    /// The store and the courier.
    StoreAndCourier,
}

/// What is left when a change is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecourseView {
    /// Nothing.
    Nothing,
    /// A person may find a way.
    Person,
    /// A claim, once the order is over.
    Claim,
}

/// Why somebody may cancel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferedReasonView {
    /// What is sent.
    #[schema(schema_with = schema::reason)]
    code: Reason,
    /// What is shown.
    text: String,
}

/// What a change would lead to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// Which order.
    #[schema(schema_with = schema::identifier)]
    order: OrderId,
    /// Where that is.
    #[schema(schema_with = schema::status)]
    status: Status,
    /// Whether it is possible.
    verdict: VerdictView,
    /// Why.
    #[schema(value_type = String)]
    reason_code: ReasonCode,
    /// Why, in words.
    text: String,
    /// Who must agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    approver: Option<ApproverView>,
    /// Until when they must.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Timestamp>,
    /// What is left when it is not possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    recourse: Option<RecourseView>,
    /// By how much the order costs more; negative: less.
    #[schema(schema_with = schema::difference)]
    quote_delta: Money,
    /// By how much it comes later; negative: earlier.
    eta_delta_seconds: i64,
    /// What goes back.
    #[schema(schema_with = schema::price)]
    refund: Money,
    /// The address as the town knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<AddressView>,
    /// What a cancellation can be given as its reason.
    reasons: Vec<OfferedReasonView>,
}

impl PreviewView {
    /// Of another address.
    pub(crate) fn of_address(
        preview: &ChangePreview,
        order: &Order,
        reader: &Reader,
    ) -> PreviewView {
        PreviewView::of(preview, order, reader, Vec::new())
    }

    /// Of a cancellation by somebody.
    pub(crate) fn of_cancellation(
        preview: &ChangePreview,
        order: &Order,
        by: policy::Actor,
        reader: &Reader,
    ) -> PreviewView {
        let status = StatusNumber::new(preview.status.number()).unwrap_or(StatusNumber::MAX);
        let offered = cancellation::offered(by, status);
        let reasons = offered.map(|code| OfferedReasonView {
            code,
            text: reader.reason(code),
        });
        PreviewView::of(preview, order, reader, reasons.collect())
    }

    fn of(
        preview: &ChangePreview,
        order: &Order,
        reader: &Reader,
        reasons: Vec<OfferedReasonView>,
    ) -> PreviewView {
        let decision = &preview.decision;
        let (verdict, approver, deadline, recourse) = match decision.verdict {
            Verdict::Allow => (VerdictView::Allow, None, None, None),
            Verdict::AllowWithFee => (VerdictView::AllowWithFee, None, None, None),
            Verdict::NeedsApproval { who, deadline } => {
                let who = match who {
                    Approver::Store => ApproverView::Store,
                    Approver::StoreAndCourier => ApproverView::StoreAndCourier,
                };
                (VerdictView::NeedsApproval, Some(who), Some(deadline), None)
            }
            Verdict::Deny { recourse } => {
                let recourse = match recourse {
                    Recourse::Nothing => RecourseView::Nothing,
                    Recourse::Person => RecourseView::Person,
                    Recourse::Claim => RecourseView::Claim,
                };
                (VerdictView::Deny, None, None, Some(recourse))
            }
        };
        PreviewView {
            order: preview.order.clone(),
            status: preview.status,
            verdict,
            reason_code: decision.reason_code,
            text: reader.policy(decision.reason_code),
            approver,
            deadline,
            recourse,
            quote_delta: decision.quote_delta,
            eta_delta_seconds: decision.eta_delta_seconds,
            refund: decision.refund.of(order.payment.paid),
            address: preview.address.as_ref().map(AddressView::of),
            reasons,
        }
    }
}
