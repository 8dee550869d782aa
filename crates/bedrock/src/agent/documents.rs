//! Which knowledge bases there are, and the documents they are made of (Bedrock API reference,
//! "Agents for Amazon Bedrock").

use std::time::SystemTime;

use base64::Engine as _;
use indexmap::IndexMap;
use knowledge::document::Format;
use knowledge::{DocumentName, KnowledgeBaseId, KnowledgeError};
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use super::{input, internal, invalid, not_found, reference};
use crate::bedrock::Bedrock;

/// So many documents come in one request (botocore, `KnowledgeBaseDocuments`).
const DOCUMENTS_MAX: usize = 10;

/// At most so many jobs are remembered.
const JOBS_MAX: usize = 100;

#[derive(Deserialize)]
struct Ingest {
    documents: Vec<Ingested>,
}

#[derive(Deserialize)]
struct Ingested {
    metadata: Option<Value>,
    content: Content,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    custom: Option<Custom>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Custom {
    custom_document_identifier: Identifier,
    inline_content: Option<Inline>,
}

#[derive(Deserialize)]
struct Identifier {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inline {
    byte_content: Option<Bytes>,
    text_content: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bytes {
    mime_type: String,
    data: String,
}

#[derive(Deserialize)]
struct Text {
    data: String,
}

/// Jobs that have read the documents of a folder again, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Jobs(std::sync::Mutex<IndexMap<String, Value>>);

impl Bedrock {
    /// ListKnowledgeBases.
    pub(crate) fn list_knowledge_bases(&self) -> Value {
        let bases = self.bases().list();
        let summaries = bases.iter().map(|base| {
            json!({
                "knowledgeBaseId": reference::base_id(base),
                "name": base.as_str(),
                "status": "ACTIVE",
                "updatedAt": self.started(),
            })
        });
        json!({ "knowledgeBaseSummaries": summaries.collect::<Vec<Value>>() })
    }

    /// GetKnowledgeBase.
    pub(crate) fn get_knowledge_base(&self, segment: &str) -> Result<Value, ApiError> {
        let base = reference::find(self.bases(), segment)?;
        let id = reference::base_id(&base);
        Ok(json!({ "knowledgeBase": {
            "knowledgeBaseId": id,
            "name": base.as_str(),
            "knowledgeBaseArn": reference::arn(&id, self.region(), self.account()),
            "roleArn": format!("arn:aws:iam::{}:role/entrega", self.account()),
            "knowledgeBaseConfiguration": { "type": "VECTOR" },
            "status": "ACTIVE",
            "createdAt": self.started(),
            "updatedAt": self.started(),
        }}))
    }

    /// ListDataSources: the folder of the documents.
    pub(crate) fn list_data_sources(&self, segment: &str) -> Result<Value, ApiError> {
        let base = reference::find(self.bases(), segment)?;
        Ok(json!({ "dataSourceSummaries": [{
            "knowledgeBaseId": reference::base_id(&base),
            "dataSourceId": reference::source_id(&base),
            "name": "documents",
            "status": "AVAILABLE",
            "updatedAt": self.started(),
        }]}))
    }

    /// ListKnowledgeBaseDocuments.
    pub(crate) fn list_documents(&self, base: &str, source: &str) -> Result<Value, ApiError> {
        let base = reference::find(self.bases(), base)?;
        reference::check_source(&base, source)?;
        let documents = self.bases().documents(&base).map_err(refused)?;
        let details = documents
            .iter()
            .map(|document| detail(&base, document.name.as_str(), "INDEXED"));
        Ok(json!({ "documentDetails": details.collect::<Vec<Value>>() }))
    }

    /// IngestKnowledgeBaseDocuments: uploads. They can be found when it has answered.
    pub(crate) async fn ingest(
        &self,
        base: &str,
        source: &str,
        body: &[u8],
    ) -> Result<Value, ApiError> {
        let base = reference::find(self.bases(), base)?;
        reference::check_source(&base, source)?;
        let request: Ingest = input(body)?;
        if !(1..=DOCUMENTS_MAX).contains(&request.documents.len()) {
            return Err(invalid(format!(
                "1 validation error detected: Value at 'documents' failed to satisfy constraint: \
                 Member must have length between 1 and {DOCUMENTS_MAX}"
            )));
        }
        let uploads = request.documents.into_iter().map(upload);
        let uploads = uploads.collect::<Result<Vec<_>, ApiError>>()?;
        let (bases, into) = (self.bases_shared(), base.clone());
        let uploaded = tokio::task::spawn_blocking(move || {
            let mut details = Vec::with_capacity(uploads.len());
            for (name, bytes) in uploads {
                match bases.upload(&into, &name, &bytes) {
                    Ok(_) => details.push(detail(&into, name.as_str(), "INDEXED")),
                    // It is the document's fault, and the others have none.
                    Err(KnowledgeError::Document(error)) => {
                        let mut failed = detail(&into, name.as_str(), "FAILED");
                        failed["statusReason"] = json!(error.to_string());
                        details.push(failed);
                    }
                    Err(error) => return Err(refused(error)),
                }
            }
            Ok(details)
        });
        let details = uploaded.await.map_err(|error| internal(&error))??;
        Ok(json!({ "documentDetails": details }))
    }

    /// StartIngestionJob: follows what has changed in the folder. It has ended when it has answered.
    pub(crate) async fn start_ingestion(
        &self,
        base: &str,
        source: &str,
    ) -> Result<Value, ApiError> {
        let base = reference::find(self.bases(), base)?;
        reference::check_source(&base, source)?;
        let started = iso8601(SystemTime::now());
        let bases = self.bases_shared();
        let refreshed = tokio::task::spawn_blocking(move || bases.refresh());
        let unreadable = refreshed
            .await
            .map_err(|error| internal(&error))?
            .map_err(refused)?;
        let scanned = self.bases().documents(&base).map_err(refused)?.len();
        let id = reference::id_of(&[&wire::RequestId::random().to_string()]);
        let reasons: Vec<String> = unreadable.iter().map(ToString::to_string).collect();
        let job = json!({
            "knowledgeBaseId": reference::base_id(&base),
            "dataSourceId": reference::source_id(&base),
            "ingestionJobId": id,
            "status": "COMPLETE",
            "statistics": {
                "numberOfDocumentsScanned": scanned + reasons.len(),
                "numberOfDocumentsFailed": reasons.len(),
            },
            "failureReasons": reasons,
            "startedAt": started,
            "updatedAt": iso8601(SystemTime::now()),
        });
        self.jobs().put(id, job.clone());
        Ok(json!({ "ingestionJob": job }))
    }

    /// GetIngestionJob.
    pub(crate) fn get_ingestion(
        &self,
        base: &str,
        source: &str,
        job: &str,
    ) -> Result<Value, ApiError> {
        let base = reference::find(self.bases(), base)?;
        reference::check_source(&base, source)?;
        let found = self.jobs().get(job);
        let found = found.filter(|found| found["knowledgeBaseId"] == reference::base_id(&base));
        let found = found
            .ok_or_else(|| not_found(format!("Ingestion job with id {job} does not exist")))?;
        Ok(json!({ "ingestionJob": found }))
    }
}

impl Jobs {
    fn put(&self, id: String, job: Value) {
        let mut jobs = self.lock();
        if jobs.len() >= JOBS_MAX {
            jobs.shift_remove_index(0);
        }
        jobs.insert(id, job);
    }

    fn get(&self, id: &str) -> Option<Value> {
        self.lock().get(id).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, IndexMap<String, Value>> {
        // Every change is a single step, so that a panic leaves it whole.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A document that comes in a request: its name and its bytes.
fn upload(document: Ingested) -> Result<(DocumentName, Vec<u8>), ApiError> {
    if document.metadata.is_some() {
        return Err(invalid(
            "The embedded knowledge bases keep no metadata with documents: leave `metadata` out. \
             Filters know `file` and `heading`.",
        ));
    }
    let elsewhere =
        || invalid("The embedded knowledge bases take documents of type CUSTOM in line.");
    let custom = document.content.custom.ok_or_else(elsewhere)?;
    let inline = custom.inline_content.ok_or_else(elsewhere)?;
    let (bytes, ending) = match (inline.text_content, inline.byte_content) {
        (Some(text), _) => (text.data.into_bytes(), "txt"),
        (None, Some(content)) => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(&content.data);
            let bytes =
                bytes.map_err(|error| invalid(format!("The data is no base64: {error}")))?;
            let ending = match content.mime_type.as_str() {
                "text/markdown" => "md",
                "text/html" => "html",
                "text/csv" => "csv",
                "application/pdf" => "pdf",
                _ => "txt",
            };
            (bytes, ending)
        }
        (None, None) => return Err(elsewhere()),
    };
    let id = custom.custom_document_identifier.id;
    let name = match Format::of(&id) {
        Some(_) => id,
        None => format!("{id}.{ending}"),
    };
    Ok((DocumentName::new(&name).map_err(invalid)?, bytes))
}

fn detail(base: &KnowledgeBaseId, document: &str, status: &str) -> Value {
    json!({
        "knowledgeBaseId": reference::base_id(base),
        "dataSourceId": reference::source_id(base),
        "status": status,
        "identifier": { "dataSourceType": "CUSTOM", "custom": { "id": document } },
    })
}

/// What a knowledge base does not do, in AWS's words.
fn refused(error: KnowledgeError) -> ApiError {
    match error {
        KnowledgeError::NoBase(_) | KnowledgeError::NoDocument { .. } => {
            not_found(error.to_string())
        }
        KnowledgeError::Name(_) | KnowledgeError::Document(_) => invalid(error),
        KnowledgeError::Full { .. } | KnowledgeError::TooMany => {
            ApiError::new("ServiceQuotaExceededException", error.to_string())
        }
        KnowledgeError::Disk { .. } => internal(&error),
    }
}

/// A time as `restJson1` writes it in bodies.
pub(crate) fn iso8601(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(
        |_| jiff::Timestamp::UNIX_EPOCH.to_string(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}
