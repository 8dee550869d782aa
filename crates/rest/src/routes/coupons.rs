//! Coupons that the assistant wants to give: who gets one, a person says.

use assistant::scenario::coupon::{CouponId, CouponState, Coupons};
use axum::Json;
use axum::extract::State;
use delivery::people::Who;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::{OperatorCaller, StaffCaller};
use crate::input::{At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::ListView;
use crate::view::coupon::CouponView;

/// The coupons, the newest first.
#[utoipa::path(get, path = "/api/coupons", tag = "assistant",
    operation_id = "list_coupons",
    security(("bearer" = ["clerk", "operator"])),
    responses((status = 200, body = ListView<CouponView>)))]
pub(crate) async fn list(
    State(rest): State<Rest>,
    staff: StaffCaller,
) -> Result<Json<ListView<CouponView>>, Problem> {
    let coupons = Coupons::beside(rest.delivery()).all(&staff.store).await?;
    let items = coupons.into_iter().map(CouponView::of).collect();
    Ok(Json(ListView { items }))
}

/// What is said to a coupon.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CouponAnswer {
    /// The customer gets it.
    Approve,
    /// The customer does not get it.
    Refuse,
    /// The customer has said its code, and was paid back.
    Redeem,
}

/// An answer to a coupon.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AnswerWish {
    /// What is said to it.
    answer: CouponAnswer,
}

/// Approves a coupon, refuses it, or notes that it was paid back; for operators.
#[utoipa::path(post, path = "/api/coupons/{coupon}", tag = "assistant",
    operation_id = "answer_coupon",
    security(("bearer" = ["operator"])),
    params(("coupon" = String, Path, description = "Which coupon")),
    request_body = AnswerWish,
    responses((status = 200, body = CouponView)))]
pub(crate) async fn answer(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
    At(coupon): At<String>,
    Sent(wish): Sent<AnswerWish>,
) -> Result<Json<CouponView>, Problem> {
    let id = CouponId::parse(&coupon);
    let id = id.ok_or_else(|| Problem::new(Code::NotFound, "there is no such coupon"))?;
    let coupons = Coupons::beside(rest.delivery());
    let by = match &staff.session.who {
        Who::Staff { name, .. } => name.as_str().to_owned(),
        // An operator is of the staff.
        Who::Customer { .. } => String::new(),
    };
    let (coupon, is_so) = match wish.answer {
        CouponAnswer::Approve | CouponAnswer::Refuse => {
            let approves = matches!(wish.answer, CouponAnswer::Approve);
            let coupon = coupons.answer(&staff.store, &id, approves, &by).await?;
            // It may have been told of already.
            let is_approved = matches!(
                coupon.state,
                CouponState::Approved
                    | CouponState::Sent
                    | CouponState::Redeemed
                    | CouponState::Unwanted
            );
            let is_so = if approves {
                is_approved
            } else {
                coupon.state == CouponState::Refused
            };
            (coupon, is_so)
        }
        CouponAnswer::Redeem => {
            let redeemed = coupons.redeem(&staff.store, &id).await?;
            (coupons.find(&staff.store, &id).await?, redeemed)
        }
    };
    if is_so {
        return Ok(Json(CouponView::of(coupon)));
    }
    let detail = format!(
        "the coupon is {}; that can no longer be said to it",
        coupon.state.name()
    );
    Err(Problem::new(Code::CouponAnswered, detail).with("coupon_state", coupon.state.name()))
}
