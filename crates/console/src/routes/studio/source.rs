//! The text that a machine was written as.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use rest::{At, OperatorCaller, Problem, Sent};

use crate::console::Console;
use crate::studio::shelf::{MachineName, MachineSource};

/// The text that a machine was written as, with what its placeholders stand for. It is that of the
/// revision that it names; the machine may have moved on.
#[utoipa::path(get, path = "/api/console/studio/machines/{name}/source", tag = "console",
    operation_id = "show_source",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name")),
    responses((status = 200, body = MachineSource)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    At(name): At<String>,
) -> Result<Json<MachineSource>, Problem> {
    let machine = MachineName::read(name)?;
    console.shelf().source(&machine).await.map(Json)
}

/// Keeps it.
#[utoipa::path(put, path = "/api/console/studio/machines/{name}/source", tag = "console",
    operation_id = "put_source",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name")),
    request_body = MachineSource,
    responses((status = 200, body = MachineSource)))]
pub(crate) async fn put(
    State(console): State<Console>,
    _: OperatorCaller,
    At(name): At<String>,
    Sent(source): Sent<MachineSource>,
) -> Result<Json<MachineSource>, Problem> {
    let machine = MachineName::read(name)?;
    console.shelf().put_source(&machine, source).await.map(Json)
}

/// Lets go of it.
#[utoipa::path(delete, path = "/api/console/studio/machines/{name}/source", tag = "console",
    operation_id = "remove_source",
    security(("bearer" = ["operator"])),
    params(("name" = String, Path, description = "The machine's name")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(console): State<Console>,
    _: OperatorCaller,
    At(name): At<String>,
) -> Result<StatusCode, Problem> {
    let machine = MachineName::read(name)?;
    console.shelf().remove_source(&machine).await?;
    Ok(StatusCode::NO_CONTENT)
}
