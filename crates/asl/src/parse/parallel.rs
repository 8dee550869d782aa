//! The Parallel state.

use super::reader::Reader;
use super::scope::Surroundings;
use super::state::StateFields;
use crate::state::{Parallel, StateKind};

impl Reader {
    pub(super) fn parallel(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> StateKind {
        let &StateFields { id, fields, place } = state;
        self.require(&fields, place, &["Branches"]);
        let mut branches = Vec::new();
        if let Some(field) = fields.get("Branches") {
            let place = &place.field("Branches");
            match field.value.as_array() {
                Some([]) => self.refuse(
                    place,
                    field.value.span,
                    "Value cannot be empty",
                    "add a branch: an object with `StartAt` and `States`",
                ),
                Some(items) => {
                    for (index, item) in items.iter().enumerate() {
                        branches.push(self.branch(item, &place.item(index), id, around.language));
                    }
                }
                None => self.wrong_type(field.value, place, "Array"),
            }
        }
        StateKind::Parallel(Parallel {
            branches,
            recovery: self.recovery(state, around),
            transition: self.transition(state, around),
        })
    }
}
