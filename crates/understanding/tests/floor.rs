//! What must be understood of the messages in the set for tuning.

use std::path::PathBuf;

use understanding::{Understanding, evaluation};

/// The set, if this machine has it; CI must.
fn set() -> Option<PathBuf> {
    let shared = std::env::var_os("ENTREGA_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let set = shared.join("chat-eval/intents.jsonl");
    if set.exists() {
        return Some(set);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "`{}` is missing; set ENTREGA_SHARED",
        set.display()
    );
    eprintln!("skipped: `{}` is missing", set.display());
    None
}

#[test]
fn messages_are_understood() {
    let Some(set) = set() else { return };
    let rows = evaluation::read(&set).unwrap();
    let score = evaluation::score(&Understanding::new(), &rows, |row, understood| {
        if !row.takes(understood.intent) {
            eprintln!(
                "{} is taken for {} ({:.2}): {}",
                row.id,
                understood.intent.as_str(),
                understood.confidence,
                row.text
            );
        }
    });
    eprintln!("{score:#?}");
    assert!(score.accuracy() >= 0.88, "intents: {:.3}", score.accuracy());
}
