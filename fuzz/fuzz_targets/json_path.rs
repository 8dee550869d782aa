//! Any path over any value selects something or nothing; a place that is set is there.
#![no_main]

use asl::Value;
use asl::expression::{JsonPath, ReferencePath};
use asl::json::from_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (path, text) = input;
    let Ok(root) = from_text(text) else { return };
    if let Ok(path) = JsonPath::parse(path) {
        if path.find(&root).is_none() {
            path.explain_missing(&root);
        }
    }
    if let Ok(path) = ReferencePath::parse(path) {
        let _ = path.insert(&root, Value::Null);
    }
});
