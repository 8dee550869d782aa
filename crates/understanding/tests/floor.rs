//! What must be understood of the crate's own messages, and of those in the set for tuning.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use understanding::{Understanding, evaluation};

/// The set, if this machine has it; CI must.
fn set() -> Option<PathBuf> {
    let shared = std::env::var_os("ENTREGA_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
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

/// What a set must score, of 1.0.
struct Floor {
    intents: f64,
    out_of_scope_recall: f64,
    out_of_scope_precision: f64,
    slots_f1: f64,
    languages: f64,
}

fn check(understanding: &Understanding, set: &Path, floor: &Floor) {
    let rows = evaluation::read(set).unwrap();
    let score = evaluation::score(understanding, &rows, |row, understood| {
        if !row.takes(understood.intent) {
            let taken_for = understood.intent.as_str();
            eprintln!("{} is taken for {taken_for}: {}", row.id, row.text);
        }
    });
    eprintln!("{score:#?}");
    let scored = [
        ("intents", score.accuracy(), floor.intents),
        (
            "out of scope, recall",
            score.out_of_scope.recall(),
            floor.out_of_scope_recall,
        ),
        (
            "out of scope, precision",
            score.out_of_scope.precision(),
            floor.out_of_scope_precision,
        ),
        ("slots", score.slots.f1(), floor.slots_f1),
        ("languages", score.languages(), floor.languages),
    ];
    for (what, scored, floor) in scored {
        assert!(scored >= floor, "{what}: {scored:.3} is below {floor}");
    }
}

/// The messages in `messages.jsonl`: the crate's own, none of which is an example to learn from.
#[test]
fn own_messages_are_understood_by_their_words() {
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages.jsonl");
    let floor = Floor {
        intents: 0.95,
        out_of_scope_recall: 0.92,
        out_of_scope_precision: 0.90,
        slots_f1: 0.92,
        languages: 0.98,
    };
    check(&Understanding::new(), &set, &floor);
}

#[test]
fn messages_are_understood_by_their_words() {
    let Some(set) = set() else { return };
    let floor = Floor {
        intents: 0.94,
        out_of_scope_recall: 0.92,
        out_of_scope_precision: 0.85,
        slots_f1: 0.94,
        languages: 0.98,
    };
    check(&Understanding::new(), &set, &floor);
}

/// Runs where `ENTREGA_ENCODER` names the weights: meanings of all examples take some
/// minutes to compute, once.
#[test]
fn messages_are_understood_better_by_their_meaning() {
    let (Some(set), Some(weights)) = (set(), std::env::var_os("ENTREGA_ENCODER")) else {
        eprintln!("skipped: ENTREGA_ENCODER does not name the weights");
        return;
    };
    let encoder = Arc::new(knowledge::Encoder::load(Path::new(&weights)).unwrap());
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("meanings.json");
    let understanding = Understanding::with_encoder(encoder, kept);
    understanding.wait_for_meaning();
    let floor = Floor {
        intents: 0.94,
        out_of_scope_recall: 0.92,
        out_of_scope_precision: 0.80,
        slots_f1: 0.92,
        languages: 0.98,
    };
    check(&understanding, &set, &floor);
}
