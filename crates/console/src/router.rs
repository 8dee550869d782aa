//! Every route of the console. `rest::router_with` serves them beside its own, behind the same front
//! and in the same document.

use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::console::Console;
use crate::routes::{
    callbacks, cost, executions, functions, history, knowledge, metrics, models, orders, rerun,
    studio,
};

/// The routes, for whoever serves them.
pub fn routes<S: Clone + Send + Sync + 'static>(console: Console) -> OpenApiRouter<S> {
    described().with_state(console)
}

/// What is said of these routes in the OpenAPI document.
pub fn description() -> OpenApi {
    described().into_openapi()
}

/// The OpenAPI document of these routes alone, as JSON.
pub fn openapi() -> String {
    rest::document::text(&description())
}

fn described() -> OpenApiRouter<Console> {
    OpenApiRouter::new()
        .routes(routes!(executions::list))
        .routes(routes!(executions::count))
        .routes(routes!(executions::follow_all))
        .routes(routes!(executions::show))
        .routes(routes!(history::show))
        .routes(routes!(history::search))
        .routes(routes!(history::show_event))
        .routes(routes!(history::follow))
        .routes(routes!(rerun::rerun))
        .routes(routes!(callbacks::list))
        .routes(routes!(metrics::show))
        .routes(routes!(orders::search))
        .routes(routes!(functions::list))
        .routes(routes!(cost::show))
        .routes(routes!(models::list))
        .routes(routes!(knowledge::list))
        .routes(routes!(knowledge::upload))
        .routes(routes!(knowledge::show, knowledge::remove))
        .routes(routes!(knowledge::ask))
        .routes(routes!(studio::check::check))
        .routes(routes!(studio::drawing::show))
        .routes(routes!(studio::evaluate::evaluate))
        .routes(routes!(studio::rehearse::rehearse))
        .routes(routes!(studio::sam::show))
        .routes(routes!(studio::integrations::search))
        .routes(routes!(studio::cases::list))
        .routes(routes!(studio::cases::from_execution))
        .routes(routes!(
            studio::cases::show,
            studio::cases::put,
            studio::cases::remove
        ))
        .routes(routes!(
            studio::source::show,
            studio::source::put,
            studio::source::remove
        ))
}
