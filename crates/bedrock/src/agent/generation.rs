//! Answers from a knowledge base (Bedrock API reference, "RetrieveAndGenerate" and
//! "RetrieveAndGenerateStream").
//!
//! What is found is put before a model, which answers from it. What of the answer is word for word
//! in a passage is cited; a model that marks its sources by `[1]` is taken at its word as far as
//! there is such a passage.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderValue;
use http::StatusCode;
use http::header::HeaderName;
use indexmap::IndexMap;
use knowledge::Found;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::response::respond;
use wire::{ApiError, Body, BodySender, RequestId, Response};

use super::retrieval::{Results, RetrievalConfiguration};
use super::{input, invalid};
use crate::answer::{Answering, Delta, Failure, FailureKind};
use crate::bedrock::Bedrock;
use crate::conversation::{Conversation, Inference, Role, Turn};
use crate::frame;
use crate::model_id::ModelReference;
use crate::models::unknown_model;

const SESSION: HeaderName = HeaderName::from_static("x-amzn-bedrock-knowledge-base-session-id");

/// A question has at most so many characters (botocore, `RetrieveAndGenerateInputTextString`).
const QUESTION_CHARACTERS_MAX: usize = 1_000;

/// So many sessions are remembered, the latest.
const SESSIONS_MAX: usize = 1_000;

/// So many turns of a session are remembered, the latest.
const SESSION_TURNS_MAX: usize = 20;

/// Less of a passage in an answer may be there by chance, in characters.
const QUOTED_CHARACTERS_MIN: usize = 20;

/// What is asked of the model where the request brings no template of its own.
const TEMPLATE: &str = "You answer the user's question from the search results below and from \
    nothing else. Quote them word for word where you can and end each sentence with the number of \
    its result, such as [1]. If they do not answer the question, say that you could not find an \
    exact answer. Answer in the language of the question.\n\n\
    <search_results>$search_results$</search_results>";

/// Where a template wants what was found.
const SEARCH_RESULTS: &str = "$search_results$";

/// Where it wants the question.
const QUERY: &str = "$query$";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    input: Input,
    retrieve_and_generate_configuration: Option<GenerateConfiguration>,
    session_id: Option<String>,
}

#[derive(Deserialize)]
struct Input {
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GenerateConfiguration {
    knowledge_base_configuration: Option<BaseConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BaseConfiguration {
    knowledge_base_id: String,
    model_arn: String,
    #[serde(default)]
    retrieval_configuration: RetrievalConfiguration,
    #[serde(default)]
    generation_configuration: GenerationConfiguration,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GenerationConfiguration {
    prompt_template: Option<PromptTemplate>,
    inference_config: Option<InferenceConfig>,
    guardrail_configuration: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptTemplate {
    text_prompt_template: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InferenceConfig {
    text_inference_config: Option<TextInferenceConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TextInferenceConfig {
    max_tokens: Option<u32>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    #[serde(default)]
    stop_sequences: Vec<String>,
}

/// The knowledge base and the model that a request names, for its permissions.
pub(crate) fn named(body: &[u8]) -> Option<(String, ModelReference)> {
    let request: Request = serde_json::from_slice(body).ok()?;
    let configuration = request.retrieve_and_generate_configuration?;
    let base = configuration.knowledge_base_configuration?;
    Some((
        base.knowledge_base_id,
        ModelReference::parse(&base.model_arn)?,
    ))
}

/// What was said in sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<IndexMap<String, VecDeque<Turn>>>);

impl Sessions {
    /// What was said in a session; nothing in a new one.
    fn turns(&self, id: Option<&str>) -> Result<Vec<Turn>, ApiError> {
        let Some(id) = id else {
            return Ok(Vec::new());
        };
        let sessions = self.lock();
        let turns = sessions.get(id).ok_or_else(|| {
            invalid(format!(
                "Session with Id {id} is not valid. Please check and try again."
            ))
        })?;
        Ok(turns.iter().cloned().collect())
    }

    fn put(&self, id: &str, question: &str, answer: &str) {
        let mut sessions = self.lock();
        // The latest is the last.
        let mut turns = sessions.shift_remove(id).unwrap_or_default();
        turns.push_back(Turn::text(Role::User, question));
        turns.push_back(Turn::text(Role::Assistant, answer));
        while turns.len() > SESSION_TURNS_MAX {
            turns.pop_front();
        }
        if sessions.len() >= SESSIONS_MAX {
            sessions.shift_remove_index(0);
        }
        sessions.insert(id.to_owned(), turns);
    }

    fn lock(&self) -> MutexGuard<'_, IndexMap<String, VecDeque<Turn>>> {
        // Every change is a single step, so that a panic leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that is being generated.
struct Generating {
    session: String,
    question: String,
    results: Results,
    answering: Answering,
}

impl Bedrock {
    /// RetrieveAndGenerate.
    pub(crate) async fn retrieve_and_generate(&self, body: &[u8]) -> Result<Value, ApiError> {
        let mut generating = self.generate(body).await?;
        let mut text = String::new();
        while let Some(delta) = generating.answering.next().await {
            if let Delta::Text(more) = delta.map_err(|failure| agents(&failure))? {
                text.push_str(&more);
            }
        }
        self.sessions()
            .put(&generating.session, &generating.question, &text);
        Ok(json!({
            "sessionId": generating.session,
            "output": { "text": text },
            "citations": self.citations(&text, &generating.results),
        }))
    }

    /// RetrieveAndGenerateStream.
    pub(crate) async fn retrieve_and_generate_stream(
        &self,
        body: &[u8],
    ) -> Result<Response, ApiError> {
        let mut generating = self.generate(body).await?;
        let first = match generating.answering.next().await {
            Some(Err(failure)) => return Err(agents(&failure)),
            Some(Ok(delta)) => Some(delta),
            None => None,
        };
        let session = HeaderValue::from_str(&generating.session);
        let (sender, body) = Body::stream();
        tokio::spawn(self.clone().write_generated(sender, first, generating));
        let mut response = respond(StatusCode::OK, frame::CONTENT_TYPE, body);
        if let Ok(session) = session {
            response.headers_mut().insert(SESSION, session);
        }
        Ok(response)
    }

    /// Finds what answers a question and has a model begin.
    async fn generate(&self, body: &[u8]) -> Result<Generating, ApiError> {
        let request: Request = input(body)?;
        let question = request.input.text;
        if question.chars().count() > QUESTION_CHARACTERS_MAX {
            return Err(invalid(format!(
                "1 validation error detected: Value at 'input.text' failed to satisfy constraint: \
                 Member must have length less than or equal to {QUESTION_CHARACTERS_MAX}"
            )));
        }
        let configuration = request
            .retrieve_and_generate_configuration
            .and_then(|configuration| configuration.knowledge_base_configuration)
            .ok_or_else(|| {
                invalid(
                    "retrieveAndGenerateConfiguration needs a knowledgeBaseConfiguration; external \
                     sources are not offered by the embedded Bedrock.",
                )
            })?;
        let generation = configuration.generation_configuration;
        if generation.guardrail_configuration.is_some() {
            return Err(invalid(
                "The guardrail identifier or version provided in the request does not exist.",
            ));
        }
        let reference = ModelReference::parse(&configuration.model_arn);
        let reference = reference.ok_or_else(unknown_model)?;
        let model = self.models().enabled(&reference.model)?.clone();
        let mut turns = self.sessions().turns(request.session_id.as_deref())?;
        let template = generation
            .prompt_template
            .and_then(|template| template.text_prompt_template)
            .unwrap_or_else(|| TEMPLATE.to_owned());
        if !template.contains(SEARCH_RESULTS) {
            return Err(invalid(format!(
                "The prompt template must contain {SEARCH_RESULTS}."
            )));
        }
        let wanted = configuration.retrieval_configuration.wanted()?;
        let base = configuration.knowledge_base_id;
        let results = self.search(&base, question.clone(), wanted, 0).await?;
        let found = results.found.iter();
        let found = found.map(|found| self.reference(&results.base, found));
        // What is found is data: it is put in last, so that nothing in it is taken for the template.
        let found = Value::Array(found.collect())
            .to_string()
            .replace('<', "\\u003c");
        let system = template
            .replace(QUERY, &question)
            .replace(SEARCH_RESULTS, &found);
        turns.push(Turn::text(Role::User, &question));
        let inference = generation
            .inference_config
            .and_then(|config| config.text_inference_config)
            .map(|config| Inference {
                max_tokens: config.max_tokens,
                temperature: config.temperature,
                top_p: config.top_p,
                top_k: None,
                stop_sequences: config.stop_sequences,
            });
        let conversation = Conversation {
            system: vec![system],
            turns,
            inference: inference.unwrap_or_default(),
            ..Conversation::default()
        };
        Ok(Generating {
            session: request
                .session_id
                .unwrap_or_else(|| RequestId::random().to_string()),
            question,
            results,
            answering: self.models().answer(&model, conversation)?,
        })
    }

    async fn write_generated(
        self,
        sender: BodySender,
        first: Option<Delta>,
        mut generating: Generating,
    ) {
        let mut text = String::new();
        let mut next = first.map(Ok);
        loop {
            let frame = match next {
                None => break,
                Some(Ok(Delta::Text(more))) => {
                    text.push_str(&more);
                    Some(event("output", &json!({ "text": more })))
                }
                Some(Ok(_)) => None,
                Some(Err(failure)) => {
                    let (kind, payload) = exception(&failure);
                    let frame = frame::exception(kind, payload.to_string().as_bytes());
                    // It is over in any case.
                    let _ = sender.send(frame).await;
                    return;
                }
            };
            if let Some(frame) = frame
                && sender.send(frame).await.is_err()
            {
                return;
            }
            next = tokio::select! {
                next = generating.answering.next() => next,
                () = sender.closed() => return,
            };
        }
        self.sessions()
            .put(&generating.session, &generating.question, &text);
        for citation in self.citations(&text, &generating.results) {
            let payload = json!({
                "citation": citation,
                "generatedResponsePart": citation["generatedResponsePart"],
                "retrievedReferences": citation["retrievedReferences"],
            });
            if sender.send(event("citation", &payload)).await.is_err() {
                return;
            }
        }
    }

    /// Parts of an answer with the passages they are from.
    fn citations(&self, text: &str, results: &Results) -> Vec<Value> {
        let cited = cited(text, &results.found);
        if cited.is_empty() {
            return vec![part(text, 0..text.len(), &[])];
        }
        let citations = cited.into_iter().map(|(span, places)| {
            let references = places.iter();
            let references: Vec<Value> = references
                .map(|place| self.reference(&results.base, &results.found[*place]))
                .collect();
            part(text, span, &references)
        });
        citations.collect()
    }
}

/// A part of an answer and where it is from. Spans count characters and include their end (API
/// reference, "Span").
fn part(text: &str, span: Range<usize>, references: &[Value]) -> Value {
    let start = text[..span.start].chars().count();
    let length = text[span.clone()].chars().count();
    json!({
        "generatedResponsePart": { "textResponsePart": {
            "text": &text[span],
            "span": { "start": start, "end": (start + length).saturating_sub(1) },
        }},
        "retrievedReferences": references,
    })
}

/// The sentences of an answer that passages have, as bytes, each with the places of its passages.
fn cited(text: &str, found: &[Found]) -> Vec<(Range<usize>, Vec<usize>)> {
    let mut cited = Vec::new();
    for span in sentences(text) {
        let sentence = &text[span.clone()];
        let bare = sentence.trim_matches(|c: char| !c.is_alphanumeric());
        let quoted = |found: &Found| {
            bare.chars().count() >= QUOTED_CHARACTERS_MIN && found.passage.text.contains(bare)
        };
        let marked = |place: usize| sentence.contains(&format!("[{}]", place + 1));
        let places = found.iter().enumerate();
        let places: Vec<usize> = places
            .filter(|(place, found)| quoted(found) || marked(*place))
            .map(|(place, _)| place)
            .collect();
        if !places.is_empty() {
            cited.push((span, places));
        }
    }
    cited
}

/// The sentences of a text, as bytes. A point within a number ends none, and what follows in
/// brackets belongs to the sentence before it.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut begin = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map(|(_, after)| *after);
        let ends = match character {
            '\n' => true,
            '.' | '!' | '?' | ']' => after.is_none_or(char::is_whitespace),
            _ => false,
        };
        let end = at + character.len_utf8();
        let marked_next = text[end..].trim_start_matches(' ').starts_with('[');
        if ends && !(character != '\n' && marked_next) {
            sentences.push(begin..end);
            begin = end;
        }
    }
    sentences.push(begin..text.len());
    let trimmed = sentences.into_iter().map(|span| {
        let sentence = &text[span.clone()];
        let begin = span.end - sentence.trim_start().len();
        begin..begin + sentence.trim().len()
    });
    trimmed.filter(|span| !span.is_empty()).collect()
}

fn event(kind: &str, payload: &Value) -> Bytes {
    frame::event(kind, payload.to_string().as_bytes())
}

/// A model's trouble as the Agents API tells it: the model is a dependency.
fn agents(failure: &Failure) -> ApiError {
    match failure.kind {
        FailureKind::Throttled | FailureKind::Refused | FailureKind::Denied => {
            failure.to_api_error()
        }
        FailureKind::TimedOut
        | FailureKind::Stream
        | FailureKind::Model
        | FailureKind::Unavailable
        | FailureKind::NotReady => {
            ApiError::new("DependencyFailedException", failure.message.clone())
                .with_status(StatusCode::FAILED_DEPENDENCY)
        }
    }
}

fn exception(failure: &Failure) -> (&'static str, Value) {
    let kind = match failure.kind {
        FailureKind::Throttled => "throttlingException",
        FailureKind::Refused => "validationException",
        FailureKind::Denied => "accessDeniedException",
        FailureKind::TimedOut
        | FailureKind::Stream
        | FailureKind::Model
        | FailureKind::Unavailable
        | FailureKind::NotReady => "dependencyFailedException",
    };
    (kind, json!({ "message": failure.message }))
}

#[cfg(test)]
mod tests {
    use knowledge::Passage;

    use super::*;

    #[test]
    fn what_is_quoted_or_marked_is_cited() {
        let found = [
            "A taxa é de R$ 7.90 até 3 km.",
            "Cancelar é grátis em 5 minutos.",
        ];
        let found = found.map(|text| Found {
            passage: Passage {
                file: "a.md".to_owned(),
                headings: Vec::new(),
                text: text.to_owned(),
                at: 0,
            },
            score: 1.0,
        });
        let text = "Olá! A taxa é de R$ 7.90 até 3 km.\nDá para desistir. [2] Só isso.";
        let cited = cited(text, &found);
        let cited: Vec<(&str, Vec<usize>)> = cited
            .into_iter()
            .map(|(span, places)| (&text[span], places))
            .collect();
        assert_eq!(
            cited,
            [
                ("A taxa é de R$ 7.90 até 3 km.", vec![0]),
                ("Dá para desistir. [2]", vec![1]),
            ]
        );
    }

    #[test]
    fn spans_count_characters() {
        let citation = part("Olá. São", 6..10, &[]);
        let part = &citation["generatedResponsePart"]["textResponsePart"];
        assert_eq!(
            *part,
            json!({"text": "São", "span": {"start": 5, "end": 7}})
        );
    }
}
