//! Models, and what stands behind each.

use axum::Json;
use axum::extract::State;
use rest::{OperatorCaller, Problem};

use crate::console::Console;
use crate::view::model::{ModelView, ModelsView};

/// The models of the server: what stands behind each, and who uses it.
#[utoipa::path(get, path = "/api/console/models", tag = "console",
    security(("bearer" = ["operator"])),
    responses((status = 200, body = ModelsView)))]
pub(crate) async fn list(
    State(console): State<Console>,
    _: OperatorCaller,
) -> Result<Json<ModelsView>, Problem> {
    let models = console.bedrock().models().summaries();
    let encodes = console.bedrock().bases().has_encoder();
    let items = models.into_iter().map(|model| {
        let chats = console.chat_model() == Some(model.id.as_str());
        ModelView::of(model, chats, encodes)
    });
    Ok(Json(ModelsView {
        items: items.collect(),
    }))
}
