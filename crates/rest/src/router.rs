//! Every route, and the document that describes them: they are made of the same list, so that none
//! is served that is not described.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::document;
use crate::front::front;
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::routes::{
    board, changes, chat, coupons, couriers, desk, experiments, jobs, me, orders, quotes, sign_in,
    staff, stock, stores, track, webhook,
};

/// The API and its documentation, under `/api`.
///
/// Whoever serves it puts the address of the client into each request, as axum's
/// `ConnectInfo<SocketAddr>`.
pub fn router(rest: Rest) -> Router {
    router_with(rest, OpenApiRouter::new())
}

/// The same with more routes under `/api`, which are described in the same document and meet the
/// same front.
pub fn router_with(rest: Rest, more: OpenApiRouter<Rest>) -> Router {
    let (routes, description) = described().merge(more).split_for_parts();
    routes
        .merge(document::routes(document::text(&description)))
        .route("/api/{*path}", any(nothing_here))
        .layer(from_fn_with_state(rest.clone(), front))
        .with_state(rest)
}

/// The document that describes the API.
pub fn description() -> OpenApi {
    described().split_for_parts().1
}

async fn nothing_here() -> Problem {
    Problem::new(Code::NotFound, "there is nothing here; see /api/docs")
}

fn described() -> OpenApiRouter<Rest> {
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(stores::show_shop))
        .routes(routes!(stores::show_store))
        .routes(routes!(stores::show_menu))
        .routes(routes!(stores::show_slots))
        .routes(routes!(stores::show_town))
        .routes(routes!(stores::show_picture))
        .routes(routes!(sign_in::come_as_guest))
        .routes(routes!(sign_in::ask_for_code))
        .routes(routes!(sign_in::sign_in_with_code))
        .routes(routes!(sign_in::sign_staff_in))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::who_is_signed_in, sign_in::sign_staff_out))
        .routes(routes!(track::track))
        .routes(routes!(track::pix))
        .routes(routes!(track::follow))
        .routes(routes!(webhook::provider_tells))
        .routes(routes!(me::show_me))
        .routes(routes!(me::prefer))
        .routes(routes!(quotes::quote))
        .routes(routes!(orders::place, orders::list))
        .routes(routes!(orders::show))
        .routes(routes!(orders::timeline))
        .routes(routes!(orders::messages))
        .routes(routes!(orders::follow))
        .routes(routes!(orders::pix))
        .routes(routes!(orders::pay))
        .routes(routes!(orders::receipt))
        .routes(routes!(changes::preview_cancellation, changes::cancel))
        .routes(routes!(changes::preview_address))
        .routes(routes!(changes::change_address))
        .routes(routes!(changes::instruct))
        .routes(routes!(changes::choose))
        .routes(routes!(chat::ask_for_code))
        .routes(routes!(chat::sign_in))
        .routes(routes!(chat::begin, chat::erase_all))
        .routes(routes!(chat::show, chat::erase))
        .routes(routes!(chat::follow))
        .routes(routes!(chat::say))
        .routes(routes!(chat::follow_run))
        .routes(routes!(chat::stop))
        .routes(routes!(chat::retry))
        .routes(routes!(chat::confirm))
        .routes(routes!(chat::decline))
        .routes(routes!(chat::ask_for_person))
        .routes(routes!(chat::judge))
        .routes(routes!(chat::download))
        .routes(routes!(desk::list))
        .routes(routes!(desk::follow_all))
        .routes(routes!(desk::show))
        .routes(routes!(desk::follow))
        .routes(routes!(desk::take))
        .routes(routes!(desk::reply))
        .routes(routes!(desk::hand_back))
        .routes(routes!(desk::close))
        .routes(routes!(desk::feedback))
        .routes(routes!(board::board))
        .routes(routes!(board::follow))
        .routes(routes!(board::show))
        .routes(routes!(board::timeline))
        .routes(routes!(board::messages))
        .routes(routes!(board::accept))
        .routes(routes!(board::refuse))
        .routes(routes!(board::prepare))
        .routes(routes!(board::ready))
        .routes(routes!(board::assign))
        .routes(routes!(board::answer_change))
        .routes(routes!(board::cancel))
        .routes(routes!(board::refund))
        .routes(routes!(board::outbox))
        .routes(routes!(board::invariants))
        .routes(routes!(stock::show_stock))
        .routes(routes!(stock::restock))
        .routes(routes!(stock::settle))
        .routes(routes!(couriers::list))
        .routes(routes!(couriers::settle))
        .routes(routes!(staff::hire))
        .routes(routes!(staff::issue_link))
        .routes(routes!(experiments::list, experiments::begin))
        .routes(routes!(experiments::show, experiments::settle))
        .routes(routes!(coupons::list))
        .routes(routes!(coupons::answer))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::position))
        .routes(routes!(jobs::at_store))
        .routes(routes!(jobs::picked_up))
        .routes(routes!(jobs::arrived))
        .routes(routes!(jobs::hand_over))
        .routes(routes!(jobs::attempt_failed))
        .routes(routes!(jobs::returned))
}
