//! The Wait and Fail states.

use std::sync::Arc;

use super::path::PathForm;
use super::place::Place;
use super::reader::{Field, Fields, Reader};
use super::scope::Surroundings;
use super::state::StateFields;
use super::template::looks_like_path;
use crate::data_flow::Computed;
use crate::diagnostic::Code;
use crate::machine::QueryLanguage;
use crate::state::{Fail, StateKind, Wait};
use crate::timestamp::Timestamp;

impl Reader {
    pub(super) fn wait(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> StateKind {
        let &StateFields { fields, place, .. } = state;
        let names: &[&str] = match fields.language() {
            QueryLanguage::JsonPath => &["SecondsPath", "Seconds", "TimestampPath", "Timestamp"],
            QueryLanguage::Jsonata => &["Seconds", "Timestamp"],
        };
        let one = self.exactly_one(&fields, place, names);
        let transition = self.transition(state, around);
        if !one {
            return StateKind::Wait(Wait::Seconds(Computed::Literal(0), transition));
        }
        if fields.has("Timestamp") || fields.has("TimestampPath") {
            let timestamp = self.computed(
                &fields,
                place,
                ["Timestamp", "TimestampPath"],
                PathForm::Reference,
                |reader, field| reader.timestamp(field, place),
            );
            let timestamp = timestamp.unwrap_or(Computed::Literal(Timestamp::default()));
            return StateKind::Wait(Wait::Timestamp(timestamp, transition));
        }
        let seconds = self.computed(
            &fields,
            place,
            ["Seconds", "SecondsPath"],
            PathForm::Reference,
            |reader, field| reader.seconds(field, place, 0),
        );
        StateKind::Wait(Wait::Seconds(
            seconds.unwrap_or(Computed::Literal(0)),
            transition,
        ))
    }

    pub(super) fn timestamp(&mut self, field: Field<'_>, place: &Place<'_>) -> Option<Timestamp> {
        let text = self.string(field, place)?;
        if self.holds_placeholder(text) {
            return None;
        }
        let timestamp = Timestamp::parse(text);
        if timestamp.is_none() {
            self.refuse(
                &place.field(field.name),
                field.value.span,
                "String does not match RFC3339 timestamp",
                "write it as `2030-01-31T12:00:00Z`, or with an offset such as `-03:00` for the \
                 `Z`",
            );
        }
        timestamp
    }

    pub(super) fn fail(&mut self, state: &StateFields<'_, '_>) -> StateKind {
        let &StateFields { fields, place, .. } = state;
        StateKind::Fail(Fail {
            error: self.failure_text(&fields, place, ["Error", "ErrorPath"]),
            cause: self.failure_text(&fields, place, ["Cause", "CausePath"]),
        })
    }

    fn failure_text(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        names: [&'static str; 2],
    ) -> Option<Computed<Arc<str>>> {
        let [literal, path] = names;
        if let Some(field) = fields.get(path) {
            self.at_most_one(fields, place, &names);
            let expression = self.path_or_intrinsic(field, place)?;
            return Some(Computed::Expression(expression));
        }
        if let Some(field) = fields.get(literal)
            && fields.language() == QueryLanguage::JsonPath
            && field
                .value
                .as_str()
                .is_some_and(|text| looks_like_path(text))
        {
            self.warn(
                Code::NoPath,
                &place.field(literal),
                field.value.span,
                "the value looks like a path, but is taken as text",
                format!("use `{path}` to have it evaluated"),
            );
        }
        self.computed(fields, place, names, PathForm::Path, |reader, field| {
            reader.string(field, place).cloned()
        })
    }
}
