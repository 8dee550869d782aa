//! A conversation as a text that can be kept: who said what, and when.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use understanding::Language;

use super::record::{Conversation, Entry, What};
use super::run::text_of;
use super::words;
use crate::texts::text;

/// The conversation with a store, as plain text.
pub fn transcript(
    conversation: &Conversation,
    entries: &[Entry],
    store: &str,
    zone: &TimeZone,
) -> String {
    let language = conversation.language;
    let mut written = text(language, "chat-transcript", &[("store", store.to_owned())]);
    written.push_str("\n\n");
    for entry in entries {
        let at = entry.at.to_zoned_datetime(zone.clone());
        let at = at.strftime("%Y-%m-%d %H:%M");
        let (by, said) = said(entry, conversation, language);
        let _ = writeln!(written, "[{at}] {by}: {said}");
    }
    written
}

fn said(entry: &Entry, conversation: &Conversation, language: Language) -> (String, String) {
    let assistant = || text(language, "chat-by-assistant", &[]);
    match &entry.what {
        What::Customer { text, .. } => (conversation.name.clone(), text.clone()),
        What::Assistant { pieces, ended, .. } => {
            let mut words: Vec<String> = pieces
                .iter()
                .filter_map(|piece| text_of(piece).map(|text| text.trim().to_owned()))
                .collect();
            words.extend(words::ended(language, *ended));
            (assistant(), words.join(" "))
        }
        What::Person { name, text } => (name.clone(), text.clone()),
        What::Notice { text, .. } => ("*".to_owned(), text.clone()),
    }
}
