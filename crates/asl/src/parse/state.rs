//! What all states have: a type, a query language, data flow, and a way out.

use super::document::Entry;
use super::place::Place;
use super::reader::{Field, Fields, Reader, Schema, Sight};
use super::scope::Surroundings;
use super::spelling::nearest;
use crate::data_flow::{DataFlow, JsonPathFlow, JsonataFlow};
use crate::machine::{QueryLanguage, StateId, StateName};
use crate::state::{State, StateKind, Transition};

/// A state's `Type`, in the order in which AWS lists them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StateType {
    Task,
    Wait,
    Pass,
    Succeed,
    Fail,
    Choice,
    Parallel,
    Map,
}

const TYPES: [(&str, StateType); 8] = [
    ("Task", StateType::Task),
    ("Wait", StateType::Wait),
    ("Pass", StateType::Pass),
    ("Succeed", StateType::Succeed),
    ("Fail", StateType::Fail),
    ("Choice", StateType::Choice),
    ("Parallel", StateType::Parallel),
    ("Map", StateType::Map),
];

const EVERY_STATE: &[&str] = &["Type", "Comment", "QueryLanguage"];
const WAY_OUT: &[&str] = &["Next", "End"];

impl StateType {
    const fn schema(self) -> &'static Schema {
        match self {
            StateType::Pass => &PASS,
            StateType::Task => &TASK,
            StateType::Choice => &CHOICE,
            StateType::Wait => &WAIT,
            StateType::Succeed => &SUCCEED,
            StateType::Fail => &FAIL,
            StateType::Parallel => &PARALLEL,
            StateType::Map => &MAP,
        }
    }
}

// The fields of each type of state, as ValidateStateMachineDefinition takes them (measured on AWS,
// 2026-09).

const PASS: Schema = Schema {
    both: &[EVERY_STATE, WAY_OUT, &["Assign"]],
    json_path: &[
        "InputPath",
        "Parameters",
        "Result",
        "ResultPath",
        "OutputPath",
    ],
    jsonata: &["Output"],
};

const TASK: Schema = Schema {
    both: &[
        EVERY_STATE,
        WAY_OUT,
        &[
            "Resource",
            "Assign",
            "Credentials",
            "TimeoutSeconds",
            "HeartbeatSeconds",
            "Retry",
            "Catch",
        ],
    ],
    json_path: &[
        "InputPath",
        "Parameters",
        "ResultSelector",
        "ResultPath",
        "OutputPath",
        "TimeoutSecondsPath",
        "HeartbeatSecondsPath",
    ],
    jsonata: &["Arguments", "Output"],
};

const CHOICE: Schema = Schema {
    both: &[EVERY_STATE, &["Choices", "Default", "Assign"]],
    json_path: &["InputPath", "OutputPath"],
    jsonata: &["Output"],
};

const WAIT: Schema = Schema {
    both: &[EVERY_STATE, WAY_OUT, &["Seconds", "Timestamp", "Assign"]],
    json_path: &["InputPath", "OutputPath", "SecondsPath", "TimestampPath"],
    jsonata: &["Output"],
};

const SUCCEED: Schema = Schema {
    both: &[EVERY_STATE],
    json_path: &["InputPath", "OutputPath"],
    jsonata: &["Output"],
};

const FAIL: Schema = Schema {
    both: &[EVERY_STATE, &["Error", "Cause"]],
    json_path: &["ErrorPath", "CausePath"],
    jsonata: &[],
};

const PARALLEL: Schema = Schema {
    both: &[
        EVERY_STATE,
        WAY_OUT,
        &["Branches", "Assign", "Retry", "Catch"],
    ],
    json_path: &[
        "InputPath",
        "Parameters",
        "ResultSelector",
        "ResultPath",
        "OutputPath",
    ],
    jsonata: &["Arguments", "Output"],
};

const MAP: Schema = Schema {
    both: &[
        EVERY_STATE,
        WAY_OUT,
        &[
            "ItemProcessor",
            "Iterator",
            "ItemSelector",
            "ItemReader",
            "ItemBatcher",
            "ResultWriter",
            "MaxConcurrency",
            "ToleratedFailureCount",
            "ToleratedFailurePercentage",
            "Label",
            "Assign",
            "Retry",
            "Catch",
        ],
    ],
    json_path: &[
        "InputPath",
        "ItemsPath",
        "Parameters",
        "ResultSelector",
        "ResultPath",
        "OutputPath",
        "MaxConcurrencyPath",
        "ToleratedFailureCountPath",
        "ToleratedFailurePercentagePath",
    ],
    jsonata: &["Items", "Output"],
};

/// What a state's own fields are read with.
pub(super) struct StateFields<'f, 'd> {
    pub(super) id: StateId,
    pub(super) fields: Fields<'d>,
    pub(super) place: &'f Place<'f>,
}

impl Reader {
    /// Reads the state `id`. What cannot be read is reported, and the state then missing.
    pub(super) fn state(
        &mut self,
        entry: &Entry,
        place: &Place<'_>,
        id: StateId,
        around: &mut Surroundings<'_>,
    ) {
        self.machine.next_id = id.0 + 1;
        let node = &entry.value;
        if node
            .get("Type")
            .is_some_and(|node| self.stands_for_anything(node))
        {
            self.state_to_come(entry, id, around);
            return;
        }
        let Some(state_type) = self.state_type(entry, place) else {
            around.transitions_known = false;
            return;
        };
        let language = self.state_language(entry, place, around.language);
        let Some(fields) = self.open(node, place, state_type.schema(), language) else {
            return;
        };
        let comment = self.comment(&fields, place);
        let flow = self.data_flow(&fields, place, state_type);
        let state = &StateFields { id, fields, place };
        let kind = match state_type {
            StateType::Pass => {
                let result = fields.get("Result").map(|field| {
                    self.warn_of_static_paths(field.value, &place.field("Result"));
                    field.value.to_value()
                });
                let transition = self.transition(state, around);
                StateKind::Pass { result, transition }
            }
            StateType::Task => self.task(state, around),
            StateType::Choice => self.choice(state, around),
            StateType::Wait => self.wait(state, around),
            StateType::Succeed => StateKind::Succeed,
            StateType::Fail => self.fail(state),
            StateType::Parallel => self.parallel(state, around),
            StateType::Map => self.map(state, around),
        };
        let state = State {
            name: StateName(entry.key.clone()),
            scope: around.id,
            comment,
            flow,
            kind,
            span: node.span,
        };
        self.put_state(state, id);
    }

    /// A state of a type that is filled in later: nothing can be told of it but its name.
    fn state_to_come(&mut self, entry: &Entry, id: StateId, around: &mut Surroundings<'_>) {
        around.transitions_known = false;
        self.put_state(
            State {
                name: StateName(entry.key.clone()),
                scope: around.id,
                comment: None,
                flow: pass_through(around.language),
                kind: StateKind::Succeed,
                span: entry.value.span,
            },
            id,
        );
    }

    fn put_state(&mut self, state: State, id: StateId) {
        if let Some(slot) = self.machine.states.get_mut(id.0 as usize) {
            *slot = Some(state);
        }
    }

    fn state_type(&mut self, entry: &Entry, place: &Place<'_>) -> Option<StateType> {
        let node = &entry.value;
        if node.as_object().is_none() {
            self.wrong_type(node, place, "Object");
            return None;
        }
        let names = TYPES.map(|(name, _)| name);
        let Some(type_node) = node.get("Type") else {
            let mut keys = node
                .as_object()
                .into_iter()
                .flatten()
                .map(|entry| &entry.key);
            let hint = match keys.find(|key| nearest(key, ["Type"]).is_some()) {
                Some(misspelt) => format!("write `Type` in place of `{misspelt}`"),
                None => format!("add `Type`, one of {}", names.join(", ")),
            };
            self.refuse(
                place,
                entry.key_span,
                "These fields are required: [Type]",
                hint,
            );
            return None;
        };
        let found = type_node
            .as_str()
            .and_then(|text| TYPES.iter().find(|(name, _)| *name == &**text));
        if found.is_none() {
            let meant = type_node.as_str().and_then(|text| nearest(text, names));
            self.refuse(
                &place.field("Type"),
                type_node.span,
                format!(
                    "The field 'Type' should have one of these values: [{}]",
                    names.join(", ")
                ),
                meant.map(|meant| format!("did you mean `{meant}`?")),
            );
        }
        found.map(|(_, state_type)| *state_type)
    }

    fn state_language(
        &mut self,
        entry: &Entry,
        place: &Place<'_>,
        machine_language: QueryLanguage,
    ) -> QueryLanguage {
        let Some(field) = Field::of(entry.value.as_object(), "QueryLanguage") else {
            return machine_language;
        };
        let language = self.query_language(field, place);
        if (machine_language, language) == (QueryLanguage::Jsonata, QueryLanguage::JsonPath) {
            self.refuse(
                place,
                field.value.span,
                "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
                "leave the machine's QueryLanguage at JSONPath and set JSONata on single states",
            );
        }
        language
    }

    fn data_flow(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        state_type: StateType,
    ) -> DataFlow {
        let sight = Sight {
            result: matches!(
                state_type,
                StateType::Task | StateType::Parallel | StateType::Map
            ),
            error_output: false,
        };
        let assign = self.seeing(sight, |reader| reader.assign(fields, place));
        let template = |reader: &mut Reader, name: &str| {
            let field = fields.get(name)?;
            reader.template(field, place, fields.language())
        };
        match fields.language() {
            QueryLanguage::JsonPath => DataFlow::JsonPath(Box::new(JsonPathFlow {
                input_path: self.selection(fields, place, "InputPath"),
                parameters: match state_type {
                    // A Map's `Parameters` is its older `ItemSelector`.
                    StateType::Map => None,
                    _ => template(self, "Parameters"),
                },
                result_selector: template(self, "ResultSelector"),
                result_path: self.result_path(fields, place),
                output_path: self.selection(fields, place, "OutputPath"),
                assign,
            })),
            QueryLanguage::Jsonata => DataFlow::Jsonata(Box::new(JsonataFlow {
                arguments: template(self, "Arguments"),
                output: self.seeing(sight, |reader| template(reader, "Output")),
                assign,
            })),
        }
    }

    /// `Next` or `End`.
    pub(super) fn transition(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> Transition {
        let &StateFields { id, fields, place } = state;
        let end = fields
            .get("End")
            .and_then(|field| self.boolean(field, place));
        // `"End": false` says nothing.
        if end == Some(false) {
            if fields.get("Next").is_none() {
                self.no_way_out(&fields, place);
                around.transitions_known = false;
            }
        } else if !self.exactly_one(&fields, place, &["Next", "End"]) {
            around.transitions_known = false;
        }
        match fields.get("Next") {
            // A target that is missing counts as a way on, not as an end.
            Some(next) => Transition::Next(self.target(next, place, around).unwrap_or(id)),
            None => Transition::End,
        }
    }

    fn no_way_out(&mut self, fields: &Fields<'_>, place: &Place<'_>) {
        self.refuse(
            place,
            fields.span,
            "This object should have only one of the following fields: [Next, End]",
            "add `Next`, or write `\"End\": true`",
        );
    }
}

/// The data flow that changes nothing.
pub(super) fn pass_through(language: QueryLanguage) -> DataFlow {
    match language {
        QueryLanguage::JsonPath => DataFlow::JsonPath(Box::default()),
        QueryLanguage::Jsonata => DataFlow::Jsonata(Box::default()),
    }
}
