//! The drawing of a definition.

use asl::graph::{Style, Theme, draw};
use asl::parse::Source;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;
use rest::{OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::refused;
use crate::console::Console;

const SVG: &str = "image/svg+xml";

/// A definition to be drawn.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DrawingWish {
    /// The definition, in JSON or YAML. `${Name}` may stand in it.
    text: String,
    /// On what it is shown.
    #[serde(default)]
    theme: DrawingTheme,
}

/// The colours of a drawing.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrawingTheme {
    /// The reader's: dark where the reader's screen is.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Draws a definition: one file of SVG, without scripts or references.
#[utoipa::path(post, path = "/api/console/studio/drawing", tag = "console",
    operation_id = "draw_definition",
    security(("bearer" = ["operator"])),
    request_body = DrawingWish,
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<DrawingWish>,
) -> Result<Response, Problem> {
    let drawn = console.workbench().does(move || {
        let theme = match wish.theme {
            DrawingTheme::Auto => Theme::Auto,
            DrawingTheme::Light => Theme::Light,
            DrawingTheme::Dark => Theme::Dark,
        };
        let read = Source::read(&wish.text).and_then(|source| source.parse(false));
        match read {
            Ok(definition) => Ok(draw(&definition.machine, &Style { theme })),
            Err(diagnostics) => Err(refused(&wish.text, diagnostics)),
        }
    });
    let svg = drawn.await??;
    Ok(([(CONTENT_TYPE, SVG)], svg).into_response())
}
