//! The document that describes everything the web port answers under `/api`, before there is a
//! server: what clients are made of.

use super::{demo, visitor};

/// It, as JSON; with what only a demo has.
pub(crate) fn openapi() -> String {
    let mut document = rest::router::description();
    document.merge(console::router::description());
    document.merge(visitor::described(true).into_openapi());
    document.merge(demo::described().into_openapi());
    rest::document::text(&document)
}
