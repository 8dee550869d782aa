//! Any file is items or an error.
#![no_main]

use asl::Object;
use asl::json::from_text;
use asl::state::{ItemReader, Resource};
use interpreter::event::ItemContent;
use interpreter::item_reader::items;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (config, text) = input;
    let config = match from_text(config) {
        Ok(config) => config.as_object().cloned().unwrap_or_default(),
        Err(_) => Object::from_iter([("InputType".into(), "CSV".into())]),
    };
    let reader = ItemReader {
        resource: Resource::parse("arn:aws:states:::s3:getObject"),
        arguments: None,
        config,
        max_items: None,
    };
    let _ = items(ItemContent::Text(text.into()), &reader, Some(1_000));
});
