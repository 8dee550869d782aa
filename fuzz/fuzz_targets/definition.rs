//! Any text is a state machine or a list of diagnostics whose places are in the text.
#![no_main]

use asl::parse::{Options, Placeholders, parse, parse_state};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let readers = [
        parse(text, Options::default()),
        parse(text, Options { placeholders: Placeholders::Accept, express: true, ..Options::default() }),
        parse_state(text, Options::default()),
    ];
    for read in readers {
        let diagnostics = match read {
            Ok(definition) => {
                asl::graph::draw(&definition.machine, &asl::graph::Style::default());
                definition.warnings
            }
            Err(diagnostics) => {
                assert!(!diagnostics.is_empty());
                diagnostics
            }
        };
        for diagnostic in diagnostics {
            assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic:?}");
            diagnostic.render("fuzz", text);
        }
    }
});
