//! Who works for the store.

use axum::Json;
use axum::extract::State;
use delivery::CourierId;
use delivery::people::{Password, Role, StaffName};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::OperatorCaller;
use crate::input::Sent;
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::person::{RoleName, StaffView};
use crate::view::schema;

/// Somebody who is taken on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct HireWish {
    /// What they sign in with.
    #[schema(schema_with = schema::staff_name)]
    name: StaffName,
    /// What they do.
    role: RoleName,
    /// The password they sign in with.
    #[schema(value_type = String, min_length = 8, max_length = 128)]
    password: Password,
    /// Which courier somebody is who brings orders.
    #[schema(value_type = Option<String>, max_length = 64)]
    courier: Option<CourierId>,
}

/// Takes somebody on; for operators.
#[utoipa::path(post, path = "/api/board/staff", tag = "board",
    security(("bearer" = ["operator"])),
    request_body = HireWish,
    responses((status = 201, body = StaffView)))]
pub(crate) async fn hire(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
    Sent(wish): Sent<HireWish>,
) -> Result<(StatusCode, Json<StaffView>), Problem> {
    let role = match (wish.role, wish.courier) {
        (RoleName::Operator, None) => Role::Operator,
        (RoleName::Clerk, None) => Role::Clerk,
        (RoleName::Courier, Some(courier)) => Role::Courier { courier },
        (RoleName::Courier, None) => {
            let detail = "say which courier they are, with `courier`";
            return Err(Problem::new(Code::Invalid, detail));
        }
        (RoleName::Operator | RoleName::Clerk, Some(_)) => {
            let detail = "`courier` is for those whose role is `courier`";
            return Err(Problem::new(Code::Invalid, detail));
        }
    };
    let delivery = rest.delivery();
    let hired = delivery.hire(&staff.store, &wish.name, role, wish.password);
    let member = hired.await?;
    Ok((StatusCode::CREATED, Json(StaffView::of(&member))))
}

/// A way in for an operator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffLinkView {
    /// What signs them in, once; whoever has it may do everything.
    #[schema(schema_with = schema::token)]
    link_token: String,
    /// Until when it holds.
    expires_at: Timestamp,
}

/// A way in for another operator, who needs no password; for operators.
#[utoipa::path(post, path = "/api/board/staff/links", tag = "board",
    security(("bearer" = ["operator"])),
    responses((status = 201, body = StaffLinkView)))]
pub(crate) async fn issue_link(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
) -> (StatusCode, Json<StaffLinkView>) {
    let (token, expires_at) = rest.issue_staff_link(staff.store);
    let view = StaffLinkView {
        link_token: token.reveal().to_owned(),
        expires_at,
    };
    (StatusCode::CREATED, Json(view))
}
