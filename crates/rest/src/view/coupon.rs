//! A coupon, to the store.

use assistant::scenario::coupon::Coupon;
use delivery::{CustomerId, Money};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::schema;

/// A coupon.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CouponView {
    /// Which.
    #[schema(schema_with = schema::coupon_id)]
    id: String,
    /// For whom.
    #[schema(schema_with = schema::identifier)]
    customer: CustomerId,
    /// What it takes off.
    #[schema(schema_with = schema::price)]
    amount: Money,
    /// Why it was proposed.
    reason: String,
    /// How far it is.
    #[schema(schema_with = schema::coupon_state)]
    state: &'static str,
    /// When it was proposed.
    proposed_at: Timestamp,
    /// What the customer says to have it, once it is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// It holds until then, once it is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// Who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
}

impl CouponView {
    pub(crate) fn of(coupon: Coupon) -> CouponView {
        CouponView {
            id: coupon.id.as_str().to_owned(),
            customer: coupon.customer,
            amount: coupon.amount,
            reason: coupon.reason,
            state: coupon.state.name(),
            proposed_at: coupon.proposed_at,
            code: coupon.code,
            until: coupon.until,
            decided_by: coupon.decided_by,
        }
    }
}
