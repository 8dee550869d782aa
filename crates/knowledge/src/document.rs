//! Documents as passages: Markdown, HTML, PDF, CSV and plain text.
//!
//! Documents come from whoever uploads them. Each reader is bounded by the limits below and answers
//! what it cannot read with an error.
//!
//! | module | holds |
//! |---|---|
//! | [`outline`] | headings and what stands under them, cut into passages |
//! | `markdown`, `html`, `pdf`, `csv`, `plain` | how each format becomes an outline |

mod csv;
mod html;
mod markdown;
mod outline;
mod pdf;
mod plain;

use std::path::Path;

use crate::Passage;
use outline::Outline;

pub use outline::PASSAGE_BYTES_MAX;

/// A document is no larger than this. A menu with all its texts has some ten kilobytes; manuals as
/// PDF with pictures have some megabytes.
pub const DOCUMENT_BYTES_MAX: usize = 16 << 20;

/// A document becomes at most so many passages, which is that of a book.
pub const PASSAGES_MAX: usize = 5_000;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CommonMark with tables.
    Markdown,
    /// A web page.
    Html,
    /// A PDF with text in it; pictures of text are not read.
    Pdf,
    /// Rows under a row of column names, separated by commas, semicolons or tabs.
    Csv,
    /// UTF-8 text.
    Text,
}

impl Format {
    /// The format that a file's name ends with.
    pub fn of(file: &str) -> Option<Format> {
        let extension = Path::new(file).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "md" | "markdown" => Some(Format::Markdown),
            "html" | "htm" => Some(Format::Html),
            "pdf" => Some(Format::Pdf),
            "csv" | "tsv" => Some(Format::Csv),
            "txt" | "text" => Some(Format::Text),
            _ => None,
        }
    }
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Its name ends with no format that is known.
    #[error("`{file}` is in no format that is read: save it as .md, .html, .pdf, .csv or .txt")]
    Format {
        /// The document.
        file: String,
    },
    /// It is too large.
    #[error("`{file}` has {bytes} bytes and a document may have {DOCUMENT_BYTES_MAX}: split it")]
    Large {
        /// The document.
        file: String,
        /// How large it is.
        bytes: usize,
    },
    /// It is text in another encoding.
    #[error("`{file}` is not UTF-8 text: save it as UTF-8")]
    NotText {
        /// The document.
        file: String,
    },
    /// It is too long.
    #[error("`{file}` has more than {PASSAGES_MAX} passages: split it")]
    Long {
        /// The document.
        file: String,
    },
    /// There are no words in it.
    #[error("there is no text in `{file}`; pictures of text are not read")]
    Empty {
        /// The document.
        file: String,
    },
    /// It is not the PDF it says it is.
    #[error("`{file}` cannot be read as a PDF: {because}")]
    Pdf {
        /// The document.
        file: String,
        /// What is wrong.
        because: String,
    },
    /// It is not the table it says it is.
    #[error("`{file}` cannot be read as a table: {because}")]
    Csv {
        /// The document.
        file: String,
        /// What is wrong.
        because: String,
    },
}

/// The passages of a document, in its order. `file` is its path within its knowledge base, whose
/// ending says the format.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Passage>, ReadError> {
    let file = file.to_owned();
    let Some(format) = Format::of(&file) else {
        return Err(ReadError::Format { file });
    };
    if bytes.len() > DOCUMENT_BYTES_MAX {
        let bytes = bytes.len();
        return Err(ReadError::Large { file, bytes });
    }
    let text = || {
        let text =
            std::str::from_utf8(bytes).map_err(|_| ReadError::NotText { file: file.clone() });
        text.map(|text| text.trim_start_matches('\u{feff}'))
    };
    let mut outline = Outline::default();
    match format {
        Format::Markdown => markdown::read(text()?, &mut outline),
        Format::Html => html::read(text()?, &mut outline),
        Format::Text => plain::read(text()?, &mut outline),
        Format::Csv => csv::read(text()?, &mut outline).map_err(|because| ReadError::Csv {
            file: file.clone(),
            because,
        })?,
        Format::Pdf => pdf::read(bytes, &mut outline).map_err(|because| ReadError::Pdf {
            file: file.clone(),
            because,
        })?,
    }
    let passages = outline.into_passages(&file);
    match passages.len() {
        0 => Err(ReadError::Empty { file }),
        count if count > PASSAGES_MAX => Err(ReadError::Long { file }),
        _ => Ok(passages),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn passages(file: &str, text: &str) -> Vec<(Vec<String>, String)> {
        let read = read(file, text.as_bytes()).expect("a document");
        read.into_iter()
            .map(|passage| (passage.headings, passage.text))
            .collect()
    }

    fn passage(headings: &[&str], text: &str) -> (Vec<String>, String) {
        let headings = headings.iter().map(|heading| (*heading).to_owned());
        (headings.collect(), text.to_owned())
    }

    #[test]
    fn a_passage_of_markdown_knows_its_headings() {
        let text = "# Shop\n\nWelcome.\n\n## Fees\n\nThey are **low**, see [here](x).\n\n\
                    - one\n- two\n\n| Zone | Fee |\n|---|---|\n| A | 5 |\n\n# Hours\nNine to five.";
        assert_eq!(
            passages("a.md", text),
            [
                passage(&["Shop"], "Welcome."),
                passage(
                    &["Shop", "Fees"],
                    "They are low, see here.\none\ntwo\nZone: A; Fee: 5"
                ),
                passage(&["Hours"], "Nine to five."),
            ]
        );
    }

    #[test]
    fn a_web_page_is_read_as_it_is_seen() {
        let text = "<html><head><title>T</title><style>p{}</style></head><body><nav>Menu</nav>\
                    <h1>Shop &amp; co</h1><p>One<br>two</p><script>alert('x')</script>\
                    <h2>Fees</h2><ul><li>A<li>B</ul><p hidden>no</p>";
        assert_eq!(
            passages("a.html", text),
            [
                passage(&["Shop & co"], "One\ntwo"),
                passage(&["Shop & co", "Fees"], "A\nB\nno"),
            ]
        );
    }

    #[test]
    fn a_row_names_its_columns() {
        assert_eq!(
            passages("a.csv", "Dish;Price\nStew;\"64,90\"\nPudding;12,90\n;\n"),
            [
                passage(&["Stew"], "Dish: Stew; Price: 64,90"),
                passage(&["Pudding"], "Dish: Pudding; Price: 12,90"),
            ]
        );
        assert_eq!(
            passages("a.tsv", "a\tb\n1\t2"),
            [passage(&["1"], "a: 1; b: 2")]
        );
    }

    #[test]
    fn plain_text_has_headings_that_stand_alone() {
        assert_eq!(
            passages(
                "a.txt",
                "Opening hours\n\nFrom nine\nto five.\n\nBye, then.\n"
            ),
            [passage(
                &["Opening hours"],
                "From nine to five.\nBye, then."
            )]
        );
    }

    #[test]
    fn long_sections_are_cut_where_sentences_end() {
        let sentence = "A sentence of some words that says little. ";
        let text = format!("# H\n\n{}", sentence.repeat(100));
        let read = read("a.md", text.as_bytes()).expect("a document");
        assert!(read.len() > 2);
        for passage in &read {
            assert!(passage.text.len() <= PASSAGE_BYTES_MAX);
            assert!(passage.text.ends_with("little."), "{:?}", passage.text);
            assert_eq!(passage.headings, ["H"]);
        }
        assert!(read.is_sorted_by_key(|passage| passage.at));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let refused =
            |file: &str, bytes: &[u8]| read(file, bytes).expect_err("refused").to_string();
        assert!(refused("a.exe", b"x").contains(".md, .html"));
        assert!(refused("a.md", b"\xff\xfe").contains("UTF-8"));
        assert!(refused("a.md", b"# Only a heading").contains("no text"));
        assert!(refused("a.pdf", b"%PDF-1.7 nothing").contains("PDF"));
        assert!(refused("a.txt", &vec![b'x'; DOCUMENT_BYTES_MAX + 1]).contains("split it"));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_a_reader(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            extension in proptest::sample::select(vec!["md", "html", "csv", "txt", "pdf"]),
        ) {
            // Only that it comes back is asked.
            let _ = read(&format!("a.{extension}"), &bytes);
        }

        #[test]
        fn no_text_panics_a_reader(
            text in "[#|<>a-z/ &;\"'\\n*\\-=\u{e9}\u{1f600}]{0,200}",
            extension in proptest::sample::select(vec!["md", "html", "csv", "txt"]),
        ) {
            if let Ok(passages) = read(&format!("a.{extension}"), text.as_bytes()) {
                prop_assert!(passages.iter().all(|passage| !passage.text.trim().is_empty()));
                prop_assert!(passages.iter().all(|passage| passage.text.len() <= PASSAGE_BYTES_MAX));
            }
        }
    }
}
