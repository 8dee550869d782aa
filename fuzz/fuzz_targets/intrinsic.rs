//! Any call of intrinsic functions over any value gives a value or an error.
#![no_main]

use asl::expression::{Environment, Intrinsic, Random};
use asl::json::from_text;
use asl::{Object, Timestamp, Value};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (call, text) = input;
    let Ok(intrinsic) = Intrinsic::parse(call) else { return };
    let root = from_text(text).unwrap_or(Value::Null);
    let context = || Value::empty_object();
    let environment = Environment {
        input: &root,
        context: &context,
        variables: &Object::new(),
        result: None,
        error_output: None,
        now: Timestamp::from_milliseconds(1_700_000_000_000),
    };
    let _ = intrinsic.evaluate(&environment, &mut Random::from_seed([0; 32]), call);
});
