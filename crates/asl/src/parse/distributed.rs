//! What brings a distributed Map its items and takes its results: `ItemReader`, `ItemBatcher`
//! and `ResultWriter`.

use super::map::as_written;
use super::place::Place;
use super::reader::{Field, Fields, Reader, Schema};
use crate::machine::QueryLanguage;
use crate::state::{
    ItemBatcher, ItemReader, MAX_INPUT_BYTES_PER_BATCH_MAX, MAX_ITEMS_MAX, Resource, ResultWriter,
};

const ITEM_READER: Schema = Schema {
    both: &[&["Resource", "ReaderConfig"]],
    json_path: &["Parameters"],
    jsonata: &["Arguments"],
};

const READER_CONFIG: Schema = Schema {
    both: &[&[
        "InputType",
        "Transformation",
        "ManifestType",
        "CSVDelimiter",
        "CSVHeaderLocation",
        "CSVHeaders",
        "ItemsPointer",
        "MaxItems",
    ]],
    json_path: &["MaxItemsPath"],
    jsonata: &[],
};

const ITEM_BATCHER: Schema = Schema {
    both: &[&["BatchInput", "MaxItemsPerBatch", "MaxInputBytesPerBatch"]],
    json_path: &["MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"],
    jsonata: &[],
};

const RESULT_WRITER: Schema = Schema {
    both: &[&["Resource", "WriterConfig"]],
    json_path: &["Parameters"],
    jsonata: &["Arguments"],
};

const WRITER_CONFIG: Schema = Schema {
    both: &[&["Transformation", "OutputType"]],
    json_path: &[],
    jsonata: &[],
};

impl Reader {
    pub(super) fn item_reader(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<ItemReader> {
        let place = &place.field(field.name);
        let fields = self.open(field.value, place, &ITEM_READER, language)?;
        self.require(&fields, place, &["Resource"]);
        let resource = self.storage(&fields, place, &["s3:getObject", "s3:listObjectsV2"]);
        let arguments = self.storage_arguments(&fields, place);
        let max_items = fields.get("ReaderConfig").and_then(|field| {
            let place = &place.field(field.name);
            let fields = self.open(field.value, place, &READER_CONFIG, language)?;
            self.reader_config(&fields, place);
            self.limit(&fields, place, ["MaxItems", "MaxItemsPath"], MAX_ITEMS_MAX)
        });
        let config = fields
            .get("ReaderConfig")
            .map(|field| as_written(field.value, &["MaxItems", "MaxItemsPath"]));
        Some(ItemReader {
            resource: resource.unwrap_or_else(|| Resource::parse("")),
            arguments,
            config: config.unwrap_or_default(),
            max_items,
        })
    }

    fn reader_config(&mut self, fields: &Fields<'_>, place: &Place<'_>) {
        let mut one_of = |name: &str, words: &[&'static str]| -> Option<&'static str> {
            let words: Vec<_> = words.iter().map(|word| (*word, *word)).collect();
            let field = fields.get(name)?;
            self.word(field, place, &words)
        };
        let input_type = one_of(
            "InputType",
            &["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"],
        );
        one_of("Transformation", &["NONE", "LOAD_AND_FLATTEN"]);
        one_of("ManifestType", &["ATHENA_DATA", "S3_INVENTORY"]);
        one_of(
            "CSVDelimiter",
            &["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"],
        );
        let header = one_of("CSVHeaderLocation", &["FIRST_ROW", "GIVEN"]);
        match (input_type, fields.get("CSVHeaderLocation")) {
            (Some("CSV"), None) => self.refuse(
                place,
                fields.span,
                "The field 'CSVHeaderLocation' is required",
                "write `FIRST_ROW`, or `GIVEN` and `CSVHeaders`",
            ),
            (Some("JSON" | "JSONL" | "PARQUET"), Some(field)) => self.refuse(
                place,
                field.key_span,
                "Field 'CSVHeaderLocation' is not supported",
                "only CSV files have a header",
            ),
            _ => {}
        }
        if header == Some("GIVEN") {
            self.require(fields, place, &["CSVHeaders"]);
        }
        if let Some(field) = fields.get("CSVHeaders") {
            let place = &place.field(field.name);
            match field.value.as_array() {
                Some(names) => {
                    for (index, name) in names.iter().enumerate() {
                        if name.as_str().is_none() {
                            self.wrong_type(name, &place.item(index), "String");
                        }
                    }
                }
                None => self.wrong_type(field.value, place, "Array"),
            }
        }
        if let Some(field) = fields.get("ItemsPointer") {
            self.string(field, place);
        }
    }

    pub(super) fn item_batcher(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<ItemBatcher> {
        let place = &place.field(field.name);
        let fields = self.open(field.value, place, &ITEM_BATCHER, language)?;
        let limits = [
            "MaxItemsPerBatch",
            "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatch",
            "MaxInputBytesPerBatchPath",
        ];
        if !limits.iter().any(|name| fields.has(name)) {
            self.refuse(
                place,
                fields.span,
                "This object should have at least one of the following fields: \
                 [MaxItemsPerBatch, MaxInputBytesPerBatch]",
                "say how many items, or how many bytes, make a batch",
            );
        }
        let batch_input = fields
            .get("BatchInput")
            .and_then(|field| self.object_template(field, place, language));
        Some(ItemBatcher {
            max_items: self.limit(
                &fields,
                place,
                ["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
                i64::MAX,
            ),
            max_input_bytes: self.limit(
                &fields,
                place,
                ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
                MAX_INPUT_BYTES_PER_BATCH_MAX,
            ),
            batch_input,
        })
    }

    pub(super) fn result_writer(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<ResultWriter> {
        let place = &place.field(field.name);
        let fields = self.open(field.value, place, &RESULT_WRITER, language)?;
        let arguments = self.storage_arguments(&fields, place);
        let destination = match language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        // With a Resource goes its destination; a WriterConfig may stand alone.
        match (fields.has("Resource"), fields.get(destination)) {
            (true, None) => self.require(&fields, place, &[destination]),
            (false, Some(_)) => self.require(&fields, place, &["Resource"]),
            (false, None) if !fields.has("WriterConfig") => {
                self.require(&fields, place, &["Resource", destination]);
            }
            _ => {}
        }
        let config = fields.get("WriterConfig").map(|field| {
            let place = &place.field(field.name);
            if let Some(fields) = self.open(field.value, place, &WRITER_CONFIG, language) {
                self.require(&fields, place, &["OutputType"]);
                let mut one_of = |name: &str, words: &[(&'static str, ())]| {
                    if let Some(field) = fields.get(name) {
                        self.word(field, place, words);
                    }
                };
                let forms = [("NONE", ()), ("COMPACT", ()), ("FLATTEN", ())];
                one_of("Transformation", &forms);
                one_of("OutputType", &[("JSON", ()), ("JSONL", ())]);
            }
            as_written(field.value, &[])
        });
        Some(ResultWriter {
            resource: self.storage(&fields, place, &["s3:putObject"]),
            arguments,
            config: config.unwrap_or_default(),
        })
    }

    /// The `Resource` of a reader or writer: one of a few operations of S3.
    fn storage(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        operations: &[&str],
    ) -> Option<Resource> {
        let field = fields.get("Resource")?;
        let text = self.string(field, place)?;
        if !self.holds_placeholder(text) && !names_operation(text, operations) {
            let allowed: Vec<String> = operations
                .iter()
                .map(|operation| format!("`arn:aws:states:::{operation}`"))
                .collect();
            self.refuse(
                &place.field(field.name),
                field.value.span,
                "The field 'Resource' does not match any of the allowed values",
                format!("write {}", allowed.join(" or ")),
            );
        }
        Some(Resource::parse(text))
    }

    fn storage_arguments(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
    ) -> Option<crate::template::Template> {
        let field = fields
            .get("Parameters")
            .or_else(|| fields.get("Arguments"))?;
        self.object_template(field, place, fields.language())
    }
}

fn names_operation(resource: &str, operations: &[&str]) -> bool {
    let mut parts = resource.splitn(6, ':');
    parts.next() == Some("arn")
        && parts.nth(1) == Some("states")
        && parts.nth(1) == Some("")
        && parts
            .next()
            .is_some_and(|operation| operations.contains(&operation))
}
