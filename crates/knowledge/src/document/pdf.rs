//! PDF, by lopdf, which is not written to be safe from everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use lopdf::{Document, LoadOptions};

use super::outline::Outline;
use super::plain;

/// So many pages are read; a book of recipes has fewer.
const PAGES_MAX: usize = 500;

/// What a stream within the file may be inflated to, in bytes: a page of text has some kilobytes.
const STREAM_BYTES_MAX: usize = 16 << 20;

/// A file whose pages take longer is refused. Pages take milliseconds.
const TIME_MAX: Duration = Duration::from_secs(20);

/// The text of a file, in bytes: that of [`PAGES_MAX`] full pages.
const TEXT_BYTES_MAX: usize = 4 << 20;

/// Reads a PDF. Headings are guessed from the lines.
pub(super) fn read(bytes: &[u8], outline: &mut Outline) -> Result<(), String> {
    if !bytes.starts_with(b"%PDF-") {
        return Err("it does not begin as a PDF does".to_owned());
    }
    // The parser indexes what it reads in many places; a file made to be wrong is refused like any
    // other that is. Nothing of the document is used after a panic.
    let text = catch_unwind(AssertUnwindSafe(|| text(bytes)))
        .unwrap_or_else(|_| Err("it is damaged".to_owned()))?;
    plain::read_lines(&text, outline);
    Ok(())
}

fn text(bytes: &[u8]) -> Result<String, String> {
    let begin = Instant::now();
    let options = LoadOptions {
        max_decompressed_size: Some(STREAM_BYTES_MAX),
        ..LoadOptions::default()
    };
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| error.to_string())?;
    if document.is_encrypted() {
        return Err("it is protected by a password: save it without".to_owned());
    }
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    if pages.len() > PAGES_MAX {
        return Err(format!(
            "it has {} pages, and {PAGES_MAX} are read: split it",
            pages.len()
        ));
    }
    let mut text = String::new();
    for page in pages {
        if begin.elapsed() > TIME_MAX {
            return Err(format!("it takes more than {} s", TIME_MAX.as_secs()));
        }
        // A page that cannot be read takes nothing from the others.
        if let Ok(page) = document.extract_text_with_limit(&[page], STREAM_BYTES_MAX) {
            text.push_str(&page);
            text.push('\n');
        }
        if text.len() > TEXT_BYTES_MAX {
            return Err(format!(
                "it has more than {TEXT_BYTES_MAX} bytes of text: split it"
            ));
        }
    }
    Ok(text)
}
