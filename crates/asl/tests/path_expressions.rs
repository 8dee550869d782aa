//! Paths and intrinsic functions found in the wild, each with the fields it may stand in.

use std::path::{Path, PathBuf};

use asl::expression::{Intrinsic, PathExpression, ReferencePath};
use asl::json;

/// Where the shared test data is; `None` when it is absent, which only a developer's machine may
/// be.
fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("ENTREGA_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if shared.exists() {
        return Some(shared);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "no test data in {}",
        shared.display()
    );
    println!("skipped: no test data in {}", shared.display());
    None
}

fn is_valid(text: &str, place: &str) -> bool {
    match place {
        "result_path" => ReferencePath::parse(text).is_ok(),
        "reference_path" => PathExpression::parse(text).is_ok_and(|path| path.is_reference()),
        // A call that can only fail is held to be invalid here.
        "payload_template" if Intrinsic::is_intrinsic(text) => {
            Intrinsic::parse(text).is_ok_and(|call| call.problems().is_empty())
        }
        "path" | "payload_template" => PathExpression::parse(text).is_ok(),
        _ => panic!("no field holds a {place}"),
    }
}

#[test]
fn paths_are_valid_where_they_are_said_to_be() {
    let Some(shared) = shared() else { return };
    let file = shared.join("asl-corpus/asl_path_expressions.json");
    let text = std::fs::read_to_string(&file).expect("the expressions are there");
    let expressions = json::from_text(&text).expect("the expressions are JSON");
    let mut wrong = Vec::new();
    for expression in expressions.as_array().expect("an array") {
        let path = expression.get("path").and_then(|path| path.as_str());
        let valid_in = expression
            .get("valid_in")
            .and_then(|places| places.as_array());
        let (path, valid_in) = (path.expect("a path"), valid_in.expect("places"));
        for place in ["result_path", "reference_path", "path", "payload_template"] {
            let expected = valid_in.iter().any(|valid| valid.as_str() == Some(place));
            if is_valid(path, place) != expected {
                wrong.push(format!("{path} as {place}: expected {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
