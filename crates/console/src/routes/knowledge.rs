//! Knowledge bases: what is in them, and which passages a question finds.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bedrock::Bedrock;
use http::StatusCode;
use knowledge::bases::Document;
use knowledge::{DocumentName, KnowledgeBase, KnowledgeBaseId, KnowledgeError};
use rest::{At, Code, OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::unanswered;
use crate::console::Console;
use crate::view::knowledge::{
    AskedView, DocumentView, KnowledgeBaseView, KnowledgeBasesView, ReadDocumentView,
};

/// So many passages answer a question that is tried.
const PASSAGES_MAX: usize = 5;

/// A question has at most so many bytes.
const QUESTION_BYTES_MAX: usize = 2_000;

/// The knowledge bases and their documents.
#[utoipa::path(get, path = "/api/console/knowledge-bases", tag = "console",
    security(("bearer" = ["operator"])),
    responses((status = 200, body = KnowledgeBasesView)))]
pub(crate) async fn list(
    State(console): State<Console>,
    _: OperatorCaller,
) -> Result<Json<KnowledgeBasesView>, Problem> {
    let listed = console.read_bases(|bedrock| {
        let bases = bedrock.bases();
        // What `entrega kb add` has put there is there.
        bases.refresh()?;
        let encoder = bases.has_encoder();
        let items = bases.list().into_iter().map(|id| {
            let documents = bases.documents(&id)?;
            Ok(KnowledgeBaseView::of(&id, encoder, &documents))
        });
        items.collect::<Result<Vec<_>, KnowledgeError>>()
    });
    Ok(Json(KnowledgeBasesView {
        items: listed.await?,
    }))
}

/// A document and its passages.
#[utoipa::path(get, path = "/api/console/knowledge-bases/{kb}/documents/{doc}", tag = "console",
    security(("bearer" = ["operator"])),
    params(
        ("kb" = String, Path, description = "Which knowledge base"),
        ("doc" = String, Path, description = "Which document")),
    responses((status = 200, body = ReadDocumentView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    At((kb, doc)): At<(String, String)>,
) -> Result<Json<ReadDocumentView>, Problem> {
    let (kb, doc) = (base_id(&kb)?, document_name(&doc)?);
    let read = console.read_bases(move |bedrock| {
        let (base, document) = existing(bedrock, &kb, &doc)?;
        let passages = base.passages().iter();
        let passages = passages.filter(|passage| passage.file == doc.as_str());
        Ok(ReadDocumentView::of(&document, passages))
    });
    Ok(Json(read.await?))
}

/// A document that is put in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DocumentWish {
    /// Its name; what it ends in says how it is read: `.md`, `.html`, `.pdf`, `.csv` or `.txt`.
    #[schema(min_length = 1, max_length = 200, example = "entrega.md")]
    name: String,
    /// What it holds, as Base64.
    content_base64: String,
}

/// Puts a document in. One of the same name goes.
#[utoipa::path(post, path = "/api/console/knowledge-bases/{kb}/documents", tag = "console",
    security(("bearer" = ["operator"])),
    params(("kb" = String, Path, description = "Which knowledge base")),
    request_body = DocumentWish,
    responses((status = 201, body = DocumentView)))]
pub(crate) async fn upload(
    State(console): State<Console>,
    _: OperatorCaller,
    At(kb): At<String>,
    Sent(wish): Sent<DocumentWish>,
) -> Result<(StatusCode, Json<DocumentView>), Problem> {
    let (kb, name) = (base_id(&kb)?, DocumentName::new(&wish.name));
    let name = name.map_err(|error| Problem::new(Code::Invalid, error.to_string()))?;
    let bytes = BASE64_STANDARD.decode(wish.content_base64);
    let bytes = bytes.map_err(|error| Problem::new(Code::Invalid, error.to_string()))?;
    let document = console.read_bases(move |bedrock| {
        if bedrock.bases().get(&kb).is_none() {
            return Err(KnowledgeError::NoBase(kb));
        }
        bedrock.bases().upload(&kb, &name, &bytes)
    });
    Ok((
        StatusCode::CREATED,
        Json(DocumentView::of(&document.await?)),
    ))
}

/// Takes a document out.
#[utoipa::path(delete, path = "/api/console/knowledge-bases/{kb}/documents/{doc}", tag = "console",
    security(("bearer" = ["operator"])),
    params(
        ("kb" = String, Path, description = "Which knowledge base"),
        ("doc" = String, Path, description = "Which document")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(console): State<Console>,
    _: OperatorCaller,
    At((kb, doc)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (kb, doc) = (base_id(&kb)?, document_name(&doc)?);
    let removed = console.read_bases(move |bedrock| bedrock.bases().remove_document(&kb, &doc));
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A question that is tried.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Question {
    /// In words.
    #[schema(min_length = 1, max_length = 2000)]
    question: String,
}

/// Tries a question: the passages it finds, and what of them answers it.
#[utoipa::path(post, path = "/api/console/knowledge-bases/{kb}/ask", tag = "console",
    security(("bearer" = ["operator"])),
    params(("kb" = String, Path, description = "Which knowledge base")),
    request_body = Question,
    responses((status = 200, body = AskedView)))]
pub(crate) async fn ask(
    State(console): State<Console>,
    _: OperatorCaller,
    At(kb): At<String>,
    Sent(Question { question }): Sent<Question>,
) -> Result<Json<AskedView>, Problem> {
    if question.trim().is_empty() || question.len() > QUESTION_BYTES_MAX {
        let detail = format!("a question has 1 to {QUESTION_BYTES_MAX} bytes");
        return Err(Problem::new(Code::Invalid, detail));
    }
    let kb = base_id(&kb)?;
    let asked = console.read_bases(move |bedrock| {
        let base = bedrock.bases().get(&kb).ok_or(KnowledgeError::NoBase(kb))?;
        let answered = base.search(&question, PASSAGES_MAX);
        let best = answered.found.first().filter(|_| answered.is_answered);
        let quote = best.map(|best| base.quote(&question, &best.passage).quote);
        Ok(AskedView::of(&answered, quote))
    });
    Ok(Json(asked.await?))
}

fn existing(
    bedrock: &Bedrock,
    kb: &KnowledgeBaseId,
    doc: &DocumentName,
) -> Result<(Arc<KnowledgeBase>, Document), KnowledgeError> {
    let bases = bedrock.bases();
    let base = bases
        .get(kb)
        .ok_or_else(|| KnowledgeError::NoBase(kb.clone()))?;
    let document = bases.documents(kb)?.into_iter().find(|it| it.name == *doc);
    let document = document.ok_or_else(|| KnowledgeError::NoDocument {
        base: kb.clone(),
        document: doc.clone(),
    })?;
    Ok((base, document))
}

fn base_id(text: &str) -> Result<KnowledgeBaseId, Problem> {
    let nothing = |_| Problem::new(Code::NotFound, "there is no such knowledge base");
    KnowledgeBaseId::new(text).map_err(nothing)
}

fn document_name(text: &str) -> Result<DocumentName, Problem> {
    let nothing = |_| Problem::new(Code::NotFound, "there is no such document");
    DocumentName::new(text).map_err(nothing)
}

impl Console {
    /// Asks the knowledge bases, on a thread that may read files and weigh meanings.
    async fn read_bases<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Bedrock) -> Result<T, KnowledgeError> + Send + 'static,
    ) -> Result<T, Problem> {
        let bedrock = self.bedrock().clone();
        let answered = tokio::task::spawn_blocking(move || question(&bedrock)).await;
        answered
            .map_err(|_| unanswered())?
            .map_err(|error| refused(&error))
    }
}

fn refused(error: &KnowledgeError) -> Problem {
    let code = match error {
        KnowledgeError::NoBase(_) | KnowledgeError::NoDocument { .. } => Code::NotFound,
        KnowledgeError::Name(_)
        | KnowledgeError::Document(_)
        | KnowledgeError::Full { .. }
        | KnowledgeError::TooMany => Code::Invalid,
        KnowledgeError::Disk { .. } => {
            tracing::error!(%error, "a knowledge base could not be read or written");
            return unanswered();
        }
    };
    Problem::new(code, error.to_string())
}
