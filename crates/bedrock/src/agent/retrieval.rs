//! What a question finds (Bedrock API reference, "Retrieve").

use std::sync::Arc;

use knowledge::{Answered, Found, KnowledgeBase, KnowledgeBaseId};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use wire::ApiError;

use super::filter::Filter;
use super::{input, internal, invalid, reference};
use crate::bedrock::Bedrock;

/// So many results come where nothing is said (API reference).
const RESULTS_DEFAULT: usize = 5;

/// At most so many come at once (botocore).
const RESULTS_MAX: usize = 100;

/// A question has at most so many characters (botocore, `KnowledgeBaseQueryTextString`).
const QUESTION_CHARACTERS_MAX: usize = 20_000;

/// With a filter or on later pages, the best of so many passages are looked through.
const LOOKED_THROUGH_MAX: usize = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    retrieval_query: Query,
    #[serde(default)]
    retrieval_configuration: RetrievalConfiguration,
    next_token: Option<String>,
    guardrail_configuration: Option<Value>,
}

#[derive(Deserialize)]
struct Query {
    text: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RetrievalConfiguration {
    vector_search_configuration: Option<SearchConfiguration>,
    managed_search_configuration: Option<SearchConfiguration>,
}

/// `overrideSearchType` makes no difference: words and meaning are always weighed together.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SearchConfiguration {
    number_of_results: Option<usize>,
    filter: Option<Filter>,
}

/// How results are asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    results: usize,
    filter: Option<Filter>,
}

impl RetrievalConfiguration {
    pub(crate) fn wanted(self) -> Result<Wanted, ApiError> {
        let search = self
            .vector_search_configuration
            .or(self.managed_search_configuration)
            .unwrap_or_default();
        let results = search.number_of_results.unwrap_or(RESULTS_DEFAULT);
        if !(1..=RESULTS_MAX).contains(&results) {
            return Err(invalid(format!(
                "1 validation error detected: Value '{results}' at 'numberOfResults' failed to \
                 satisfy constraint: Member must be between 1 and {RESULTS_MAX}"
            )));
        }
        if let Some(filter) = &search.filter {
            filter.check()?;
        }
        Ok(Wanted {
            results,
            filter: search.filter,
        })
    }
}

/// Results of a search, of one page.
#[derive(Clone, Debug)]
pub(crate) struct Results {
    /// The knowledge base.
    pub(crate) base: KnowledgeBaseId,
    /// The best first.
    pub(crate) found: Vec<Found>,
    /// Where the next page begins.
    next: Option<usize>,
}

impl Bedrock {
    /// Retrieve.
    pub(crate) async fn retrieve(&self, segment: &str, body: &[u8]) -> Result<Value, ApiError> {
        let request: Request = input(body)?;
        if request.guardrail_configuration.is_some() {
            return Err(invalid(
                "The guardrail identifier or version provided in the request does not exist.",
            ));
        }
        let question = request
            .retrieval_query
            .text
            .ok_or_else(|| invalid("The retrievalQuery has no text."))?;
        let from = match &request.next_token {
            None => 0,
            Some(token) => token
                .parse()
                .map_err(|_| invalid("The provided nextToken is invalid."))?,
        };
        let wanted = request.retrieval_configuration.wanted()?;
        let results = self.search(segment, question, wanted, from).await?;
        let found = results.found.iter();
        let written = found.map(|found| self.written(&results.base, found));
        let mut answer = json!({ "retrievalResults": written.collect::<Vec<Value>>() });
        if let Some(next) = results.next {
            answer["nextToken"] = json!(next.to_string());
        }
        Ok(answer)
    }

    /// Searches a knowledge base, from a place in the list of results on.
    pub(crate) async fn search(
        &self,
        segment: &str,
        question: String,
        wanted: Wanted,
        from: usize,
    ) -> Result<Results, ApiError> {
        if question.trim().is_empty() || question.chars().count() > QUESTION_CHARACTERS_MAX {
            return Err(invalid(format!(
                "1 validation error detected: Value at 'retrievalQuery.text' failed to satisfy \
                 constraint: Member must have 1 to {QUESTION_CHARACTERS_MAX} characters"
            )));
        }
        let id = reference::find(self.bases(), segment)?;
        let Some(base) = self.bases().get(&id) else {
            return Err(super::not_found(format!(
                "Knowledge Base with id {segment} does not exist"
            )));
        };
        let looked_through = if wanted.filter.is_some() || from > 0 {
            LOOKED_THROUGH_MAX
        } else {
            wanted.results + 1
        };
        let found = found(base, question, looked_through).await?.found;
        let mut found: Vec<Found> = found
            .into_iter()
            .filter(|found| match &wanted.filter {
                Some(filter) => filter.fits(&self.metadata(&id, found)),
                None => true,
            })
            .skip(from)
            .take(wanted.results + 1)
            .collect();
        let next = (found.len() > wanted.results).then_some(from + wanted.results);
        found.truncate(wanted.results);
        Ok(Results {
            base: id,
            found,
            next,
        })
    }

    /// A result, as AWS writes one.
    pub(crate) fn written(&self, base: &KnowledgeBaseId, found: &Found) -> Value {
        let mut written = self.reference(base, found);
        written["score"] = json!(found.score);
        written
    }

    /// A result without its score, as citations have it.
    pub(crate) fn reference(&self, base: &KnowledgeBaseId, found: &Found) -> Value {
        json!({
            "content": { "type": "TEXT", "text": found.passage.text },
            "location": { "type": "S3", "s3Location": { "uri": uri(base, found) } },
            "metadata": self.metadata(base, found),
        })
    }

    /// What filters see of a passage.
    fn metadata(&self, base: &KnowledgeBaseId, found: &Found) -> Map<String, Value> {
        let passage = &found.passage;
        let mut metadata = Map::new();
        let mut put = |key: &str, value: Value| metadata.insert(key.to_owned(), value);
        put("x-amz-bedrock-kb-source-uri", json!(uri(base, found)));
        put(
            "x-amz-bedrock-kb-data-source-id",
            json!(reference::source_id(base)),
        );
        put(
            "x-amz-bedrock-kb-chunk-id",
            json!(format!("{}:{}", passage.file, passage.at)),
        );
        put("file", json!(passage.file));
        if let Some(heading) = passage.headings.last() {
            put("heading", json!(heading));
            put("headings", json!(passage.headings));
        }
        metadata
    }
}

/// Searches off the threads that answer: an encoder thinks for some 20 ms.
async fn found(
    base: Arc<KnowledgeBase>,
    question: String,
    most: usize,
) -> Result<Answered, ApiError> {
    let search = tokio::task::spawn_blocking(move || base.search(&question, most));
    search.await.map_err(|error| internal(&error))
}

/// Where a document is said to be: its knowledge base as a bucket.
fn uri(base: &KnowledgeBaseId, found: &Found) -> String {
    format!("s3://{}/{}", base.as_str(), found.passage.file)
}
