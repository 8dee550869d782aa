//! Knowledge bases, their documents and passages.

use jiff::Timestamp;
use knowledge::bases::Document;
use knowledge::{Answered, KnowledgeBaseId, Passage};
use serde::Serialize;
use utoipa::ToSchema;

/// Knowledge bases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnowledgeBasesView {
    /// In the order of their names.
    pub(crate) items: Vec<KnowledgeBaseView>,
}

/// A knowledge base.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnowledgeBaseView {
    /// What it is asked by.
    id: String,
    /// What it is called.
    name: String,
    /// Whether meaning is weighed beside words.
    encoder: bool,
    /// In the order of their names.
    documents: Vec<DocumentView>,
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentView {
    /// What it is asked by.
    id: String,
    /// Its path within the knowledge base.
    name: String,
    /// How it is read: `md`, `html`, `pdf`, `csv`, `txt`.
    kind: String,
    /// How large it is.
    bytes: usize,
    /// How many passages it has.
    passages: usize,
    /// When it was written; nothing where it is in memory alone.
    updated_at: Option<Timestamp>,
}

/// A document and its passages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadDocumentView {
    /// What it is asked by.
    id: String,
    /// Its path within the knowledge base.
    name: String,
    /// How it is read.
    kind: String,
    /// How large it is.
    bytes: usize,
    /// When it was written; nothing where it is in memory alone.
    updated_at: Option<Timestamp>,
    /// In their order in the document.
    passages: Vec<PassageView>,
}

/// A piece of a document that can be read by itself.
#[derive(Debug, Serialize, ToSchema)]
struct PassageView {
    /// Where it begins, in bytes: no other of its document begins there.
    id: usize,
    /// The headings it stands under, from the outermost.
    heading: Option<String>,
    /// What it says.
    text: String,
}

/// What a question finds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedView {
    /// The passages that fit best, the best first.
    passages: Vec<FoundPassageView>,
    /// The sentences that answer, word for word; nothing where none do.
    answer: Option<String>,
}

/// A passage that a question has found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundPassageView {
    /// Of which document.
    document: String,
    /// The headings it stands under, from the outermost.
    heading: Option<String>,
    /// What it says.
    text: String,
    /// How well it fits, 0 to 1; comparable within one answer.
    score: f32,
}

fn heading(passage: &Passage) -> Option<String> {
    (!passage.headings.is_empty()).then(|| passage.headings.join(" › "))
}

fn kind(document: &Document) -> String {
    let name = document.name.as_str();
    let (_, kind) = name.rsplit_once('.').unwrap_or(("", name));
    kind.to_lowercase()
}

fn updated_at(document: &Document) -> Option<Timestamp> {
    document
        .modified
        .and_then(|at| Timestamp::try_from(at).ok())
}

impl KnowledgeBaseView {
    pub(crate) fn of(id: &KnowledgeBaseId, encoder: bool, documents: &[Document]) -> Self {
        KnowledgeBaseView {
            id: id.as_str().to_owned(),
            name: id.as_str().to_owned(),
            encoder,
            documents: documents.iter().map(DocumentView::of).collect(),
        }
    }
}

impl DocumentView {
    pub(crate) fn of(document: &Document) -> DocumentView {
        DocumentView {
            id: document.name.as_str().to_owned(),
            name: document.name.as_str().to_owned(),
            kind: kind(document),
            bytes: document.bytes,
            passages: document.passages,
            updated_at: updated_at(document),
        }
    }
}

impl ReadDocumentView {
    pub(crate) fn of<'p>(
        document: &Document,
        passages: impl Iterator<Item = &'p Passage>,
    ) -> ReadDocumentView {
        let passages = passages.map(|passage| PassageView {
            id: passage.at,
            heading: heading(passage),
            text: passage.text.clone(),
        });
        ReadDocumentView {
            id: document.name.as_str().to_owned(),
            name: document.name.as_str().to_owned(),
            kind: kind(document),
            bytes: document.bytes,
            updated_at: updated_at(document),
            passages: passages.collect(),
        }
    }
}

impl AskedView {
    pub(crate) fn of(answered: &Answered, answer: Option<String>) -> AskedView {
        let passages = answered.found.iter().map(|found| FoundPassageView {
            document: found.passage.file.clone(),
            heading: heading(&found.passage),
            text: found.passage.text.clone(),
            score: found.score,
        });
        AskedView {
            passages: passages.collect(),
            answer,
        }
    }
}
