//! The Map state, where it runs, and what only a distributed one has.

use std::sync::Arc;

use super::document::{Node, NodeKind};
use super::path::{PathForm, looks_like_jsonata};
use super::place::Place;
use super::reader::{Field, Fields, Reader, Schema};
use super::scope::Surroundings;
use super::state::StateFields;
use crate::data_flow::Computed;
use crate::diagnostic::Code;
use crate::machine::{QueryLanguage, ScopeId, forbidden_in_names};
use crate::state::{Distributed, ExecutionType, Items, LABEL_CHARS_MAX, Map, MapMode, StateKind};
use crate::template::Template;

const PROCESSOR_CONFIG: Schema = Schema {
    both: &[&["Mode", "ExecutionType"]],
    json_path: &[],
    jsonata: &[],
};

/// The fields of a Map that say nothing unless it is distributed.
const DISTRIBUTED_ONLY: [&str; 8] = [
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
    "Label",
];

impl Reader {
    pub(super) fn map(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> StateKind {
        let &StateFields { id, fields, place } = state;
        self.exactly_one(&fields, place, &["ItemProcessor", "Iterator"]);
        let processor_field = fields
            .get("ItemProcessor")
            .or_else(|| fields.get("Iterator"));
        let (processor, execution_type) = match processor_field {
            Some(field) => {
                let place = &place.field(field.name);
                let (scope, config) = self.processor(field.value, place, id, around.language);
                (scope, self.processor_config(config, place))
            }
            None => (ScopeId::ROOT, None),
        };
        let max_concurrency = self.limit(
            &fields,
            place,
            ["MaxConcurrency", "MaxConcurrencyPath"],
            i64::from(u32::MAX),
        );
        let distributed = self.distributed(&fields, place, execution_type);
        let recovery = self.recovery(state, around);
        StateKind::Map(Box::new(Map {
            items: self.map_items(&fields, place),
            item_selector: self.item_selector(&fields, place),
            processor,
            mode: distributed.map_or(MapMode::Inline, |distributed| {
                MapMode::Distributed(Box::new(distributed))
            }),
            max_concurrency: max_concurrency.unwrap_or(Computed::Literal(0)),
            recovery,
            transition: self.transition(state, around),
        }))
    }

    fn map_items(&mut self, fields: &Fields<'_>, place: &Place<'_>) -> Items {
        if let Some(field) = fields.get("ItemsPath") {
            return match self.path(field, place, PathForm::Reference) {
                Some(path) => Items::Path(path),
                None => Items::Input,
            };
        }
        let Some(field) = fields.get("Items") else {
            return Items::Input;
        };
        let fits = match &field.value.kind {
            NodeKind::String(text) => looks_like_jsonata(text),
            NodeKind::Array(_) | NodeKind::Object(_) => true,
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => false,
        };
        if !fits {
            self.neither_value_nor_jsonata(field.value, &place.field("Items"), "Array");
            return Items::Input;
        }
        match self.template(field, place, fields.language()) {
            Some(template) => Items::Template(template),
            None => Items::Input,
        }
    }

    fn item_selector(&mut self, fields: &Fields<'_>, place: &Place<'_>) -> Option<Template> {
        self.at_most_one(fields, place, &["ItemSelector", "Parameters"]);
        let field = fields
            .get("ItemSelector")
            .or_else(|| fields.get("Parameters"))?;
        self.template(field, place, fields.language())
    }

    /// The kind of the child executions when the Map is distributed.
    fn processor_config(
        &mut self,
        config: Option<Field<'_>>,
        place: &Place<'_>,
    ) -> Option<ExecutionType> {
        let config = config?;
        let place = &place.field(config.name);
        let fields = self.open(
            config.value,
            place,
            &PROCESSOR_CONFIG,
            QueryLanguage::JsonPath,
        )?;
        let mode_field = fields.get("Mode");
        let distributed = mode_field
            .and_then(|field| self.word(field, place, &[("INLINE", false), ("DISTRIBUTED", true)]))
            .unwrap_or(false);
        let execution_type = fields.get("ExecutionType");
        if !distributed {
            if let Some(field) = execution_type {
                self.refuse(
                    place,
                    field.key_span,
                    "Field 'ExecutionType' is not supported",
                    "only a Map with `\"Mode\": \"DISTRIBUTED\"` has child executions",
                );
            }
            return None;
        }
        if let Some(field) = mode_field.filter(|_| self.options.express) {
            self.refuse(
                &place.field("Mode"),
                field.value.span,
                "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' \
                 state machines",
                "make the machine a STANDARD one, or the Map `INLINE`",
            );
        }
        self.require(&fields, place, &["ExecutionType"]);
        let words = [
            ("STANDARD", ExecutionType::Standard),
            ("EXPRESS", ExecutionType::Express),
        ];
        let execution_type = execution_type.and_then(|field| self.word(field, place, &words));
        Some(execution_type.unwrap_or(ExecutionType::Standard))
    }

    fn distributed(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        execution_type: Option<ExecutionType>,
    ) -> Option<Distributed> {
        let label = fields
            .get("Label")
            .and_then(|field| self.label(field, place));
        let item_reader = fields
            .get("ItemReader")
            .and_then(|field| self.item_reader(field, place, fields.language()));
        let item_batcher = fields
            .get("ItemBatcher")
            .and_then(|field| self.item_batcher(field, place, fields.language()));
        let result_writer = fields
            .get("ResultWriter")
            .and_then(|field| self.result_writer(field, place, fields.language()));
        let tolerated_failure_count = self.limit(
            fields,
            place,
            ["ToleratedFailureCount", "ToleratedFailureCountPath"],
            i64::MAX,
        );
        let tolerated_failure_percentage = self.computed(
            fields,
            place,
            [
                "ToleratedFailurePercentage",
                "ToleratedFailurePercentagePath",
            ],
            PathForm::ReferenceOutsideContext,
            |reader, field| reader.decimal(field, place, 0.0..=100.0),
        );
        let Some(execution_type) = execution_type else {
            self.warn_of_distributed_fields(fields, place);
            return None;
        };
        Some(Distributed {
            execution_type,
            label,
            item_reader,
            item_batcher,
            tolerated_failure_count,
            tolerated_failure_percentage,
            result_writer,
        })
    }

    /// AWS takes these fields in an inline Map, without effect.
    fn warn_of_distributed_fields(&mut self, fields: &Fields<'_>, place: &Place<'_>) {
        for field in DISTRIBUTED_ONLY.iter().filter_map(|name| fields.get(name)) {
            self.warn(
                Code::SchemaValidationFailed,
                &place.field(field.name),
                field.key_span,
                format!("`{}` has no effect in an inline Map", field.name),
                "add `\"ProcessorConfig\": {\"Mode\": \
                 \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"}` to the processor",
            );
        }
    }

    /// `Label`: unique in the machine, and fit for an ARN.
    fn label(&mut self, field: Field<'_>, place: &Place<'_>) -> Option<Arc<str>> {
        let label = self.string(field, place)?;
        if self.holds_placeholder(label) {
            return None;
        }
        let place = &place.field(field.name);
        let span = field.value.span;
        let length = label.chars().count();
        if length > LABEL_CHARS_MAX {
            self.report(
                Code::InvalidLabelName,
                place,
                span,
                format!(
                    "Label '{label}' exceeds the {LABEL_CHARS_MAX}-character limit allowed by the \
                     service"
                ),
                format!("it has {length} characters"),
            );
        }
        if let Some(character) = label.chars().find(|c| forbidden_in_names(*c)) {
            self.report(
                Code::InvalidLabelName,
                place,
                span,
                format!("Label '{label}' contains the invalid character {character:?}"),
                "use letters, digits, `-` and `_`",
            );
        }
        if !self.machine.labels.insert(label.clone()) {
            self.report(
                Code::DuplicateLabelName,
                place,
                span,
                format!("Duplicate Label name: {label}"),
                "give each distributed Map a label of its own",
            );
        }
        Some(label.clone())
    }

    /// A number up to `most` that a field or its `…Path` twin gives.
    pub(super) fn limit<T: TryFrom<i64>>(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        names: [&'static str; 2],
        most: i64,
    ) -> Option<Computed<T>> {
        self.computed(
            fields,
            place,
            names,
            PathForm::ReferenceOutsideContext,
            |reader, field| reader.integer(field, place, 0..=most),
        )
    }
}

/// The items of `node` as they are, for configuration that is kept as it is written.
pub(super) fn as_written(node: &Node, without: &[&str]) -> crate::value::Object {
    let mut object = crate::value::Object::new();
    for entry in node.as_object().unwrap_or_default() {
        if !without.contains(&&*entry.key) {
            object.insert(entry.key.clone(), entry.value.to_value());
        }
    }
    object
}
