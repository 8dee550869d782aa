//! What cannot be had.

use delivery::ItemId;
use delivery::entry::Missing;
use serde::Serialize;
use utoipa::ToSchema;

use super::schema;

/// Something that cannot be had.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissingView {
    /// What.
    #[schema(schema_with = schema::identifier)]
    item: ItemId,
    /// Its name.
    name: String,
    /// How many the customer wants.
    wanted: u32,
    /// How many there are.
    left: u32,
    /// What can be had instead.
    #[schema(value_type = Vec<String>)]
    substitutes: Vec<ItemId>,
    /// The name of the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    substitute_name: Option<String>,
}

impl MissingView {
    pub(crate) fn of(missing: &Missing) -> MissingView {
        MissingView {
            item: missing.item.clone(),
            name: missing.name.clone(),
            wanted: missing.wanted,
            left: missing.left,
            substitutes: missing.substitutes.clone(),
            substitute_name: missing.substitute_name.clone(),
        }
    }
}
