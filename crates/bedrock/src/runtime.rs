//! Asking models: InvokeModel, Converse, and both as streams.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use wire::response::respond;
use wire::{ApiError, Body, BodySender, Request, Response};

use crate::answer::{Answering, Failure, Usage};
use crate::backend::Backend;
use crate::bedrock::Bedrock;
use crate::conversation::Conversation;
use crate::dialect::embedding::{Embed, embeds};
use crate::dialect::{Asked, Dialect, Frames, converse};
use crate::frame;
use crate::model_id::ModelReference;
use crate::models::{Model, unknown_model};

const INPUT_TOKENS: HeaderName = HeaderName::from_static("x-amzn-bedrock-input-token-count");
const OUTPUT_TOKENS: HeaderName = HeaderName::from_static("x-amzn-bedrock-output-token-count");
const LATENCY: HeaderName = HeaderName::from_static("x-amzn-bedrock-invocation-latency");
const CHUNK_TYPE: HeaderName = HeaderName::from_static("x-amzn-bedrock-content-type");

impl Bedrock {
    /// InvokeModel.
    pub(crate) async fn invoke(
        &self,
        segment: &str,
        request: &Request,
    ) -> Result<Response, ApiError> {
        let model = self.asked_model(segment, request)?;
        if let Some(response) = self.forwarded(&model, "invoke", request).await {
            return response;
        }
        if embeds(&model.id) {
            return self.embed(&model, &request.body).await;
        }
        let dialect = Dialect::of(&model.id);
        let conversation = dialect.read(&request.body)?;
        let asked = asked(&model, &conversation);
        let answer = self.models().answer(&model, conversation)?.whole().await;
        let answer = answer.map_err(|failure| failure.to_api_error())?;
        let body = dialect.write(&answer, &asked).to_string();
        let mut response = respond(StatusCode::OK, "application/json", body);
        put_counts(&mut response, answer.end().usage, &asked);
        Ok(response)
    }

    /// InvokeModelWithResponseStream.
    pub(crate) async fn invoke_with_response_stream(
        &self,
        segment: &str,
        request: &Request,
    ) -> Result<Response, ApiError> {
        let model = self.asked_model(segment, request)?;
        let operation = "invoke-with-response-stream";
        if let Some(response) = self.forwarded(&model, operation, request).await {
            return response;
        }
        if !model.streams() {
            return Err(ApiError::validation(
                "The model is unsupported for response streaming.",
            ));
        }
        let dialect = Dialect::of(&model.id);
        let conversation = dialect.read(&request.body)?;
        let frames = Frames::invoke(dialect, asked(&model, &conversation));
        let mut response = self.stream(&model, conversation, frames).await?;
        response
            .headers_mut()
            .insert(CHUNK_TYPE, HeaderValue::from_static("application/json"));
        Ok(response)
    }

    /// Converse.
    pub(crate) async fn converse(
        &self,
        segment: &str,
        request: &Request,
    ) -> Result<Response, ApiError> {
        let model = self.asked_model(segment, request)?;
        if let Some(response) = self.forwarded(&model, "converse", request).await {
            return response;
        }
        let conversation = conversable(&model, &request.body)?;
        let asked = asked(&model, &conversation);
        let answer = self.models().answer(&model, conversation)?.whole().await;
        let answer = answer.map_err(|failure| failure.to_api_error())?;
        let body = converse::write(&answer, &asked).to_string();
        Ok(respond(StatusCode::OK, "application/json", body))
    }

    /// ConverseStream.
    pub(crate) async fn converse_stream(
        &self,
        segment: &str,
        request: &Request,
    ) -> Result<Response, ApiError> {
        let model = self.asked_model(segment, request)?;
        if let Some(response) = self.forwarded(&model, "converse-stream", request).await {
            return response;
        }
        let conversation = conversable(&model, &request.body)?;
        let frames = Frames::converse(asked(&model, &conversation));
        self.stream(&model, conversation, frames).await
    }

    /// Vectors of texts, by the built-in encoder.
    async fn embed(&self, model: &Model, body: &Bytes) -> Result<Response, ApiError> {
        let encoder = self.encoder().ok_or_else(no_encoder)?.clone();
        let asked = Embed::read(&model.id, body)?;
        let _permit = self.models().permit()?;
        // The encoder thinks for some 20 ms a text, off the threads that answer.
        let written = tokio::task::spawn_blocking(move || asked.answer(&encoder));
        let written = written.await.map_err(|error| {
            tracing::error!(%error, "the encoder failed");
            ApiError::new("InternalServerException", "The encoder failed.")
                .with_status(StatusCode::INTERNAL_SERVER_ERROR)
        })??;
        Ok(respond(
            StatusCode::OK,
            "application/json",
            written.to_string(),
        ))
    }

    /// The model that a path names, if it may be asked this.
    fn asked_model(&self, segment: &str, request: &Request) -> Result<Arc<Model>, ApiError> {
        let most = self.models().limits().request_bytes;
        if request.body.len() > most {
            return Err(ApiError::validation(format!(
                "The request has {} bytes; a model is given at most {most}.",
                request.body.len()
            )));
        }
        let reference = ModelReference::from_path(segment).ok_or_else(unknown_model)?;
        self.models().enabled(&reference.model).cloned()
    }

    /// The answer of a server that speaks as Bedrock does, bytes as they are; `None` for models that
    /// are behind another kind of backend.
    async fn forwarded(
        &self,
        model: &Model,
        operation: &str,
        request: &Request,
    ) -> Option<Result<Response, ApiError>> {
        let Backend::Aws(aws) = &model.backend else {
            return None;
        };
        if let Err(error) = self.models().check_tokens(tokens_asked(&request.body)) {
            return Some(Err(error));
        }
        let permit = match self.models().permit() {
            Ok(permit) => permit,
            Err(error) => return Some(Err(error)),
        };
        let (headers, body) = (&request.head.headers, request.body.clone());
        let forwarded = aws
            .forward(&model.name_there, operation, headers, body)
            .await;
        Some(match forwarded {
            Ok(mut response) => {
                // Invariant: the answer counts as one for as long as its body lives.
                if let Body::Stream(pieces) = std::mem::replace(response.body_mut(), Body::empty())
                {
                    let (sender, body) = Body::stream();
                    *response.body_mut() = body;
                    tokio::spawn(pass_on(pieces, sender, permit));
                }
                Ok(response)
            }
            Err(failure) => Err(failure.to_api_error()),
        })
    }

    /// Frames of an answer as they come. What fails before the first is an error, not a stream.
    async fn stream(
        &self,
        model: &Model,
        conversation: Conversation,
        mut frames: Frames,
    ) -> Result<Response, ApiError> {
        let mut answering = self.models().answer(model, conversation)?;
        let first = loop {
            match answering.next().await {
                Some(Ok(delta)) => {
                    let first = frames.of(&delta);
                    if !first.is_empty() {
                        break first;
                    }
                }
                Some(Err(failure)) => return Err(failure.to_api_error()),
                None => break Vec::new(),
            }
        };
        let (sender, body) = Body::stream();
        tokio::spawn(write(sender, first, answering, frames));
        Ok(respond(StatusCode::OK, frame::CONTENT_TYPE, body))
    }
}

/// Writes frames until the answer ends or nobody reads them, which stops the model.
async fn write(
    sender: BodySender,
    first: Vec<Bytes>,
    mut answering: Answering,
    mut frames: Frames,
) {
    if put(&sender, first).await.is_err() {
        return;
    }
    loop {
        let next = tokio::select! {
            next = answering.next() => next,
            () = sender.closed() => return,
        };
        let written = match next {
            None => return,
            Some(Ok(delta)) => frames.of(&delta),
            Some(Err(failure)) => vec![exception(&failure)],
        };
        if put(&sender, written).await.is_err() {
            return;
        }
    }
}

/// Frames of one piece leave together.
async fn put(sender: &BodySender, frames: Vec<Bytes>) -> Result<(), ()> {
    let together = match frames.len() {
        0 => return Ok(()),
        1 => frames.into_iter().next().unwrap_or_default(),
        _ => frames.concat().into(),
    };
    sender.send(together).await.map_err(drop)
}

/// Passes bytes on as they are.
async fn pass_on(
    mut pieces: tokio::sync::mpsc::Receiver<Bytes>,
    sender: BodySender,
    _permit: tokio::sync::OwnedSemaphorePermit,
) {
    loop {
        let piece = tokio::select! {
            piece = pieces.recv() => piece,
            () = sender.closed() => return,
        };
        let Some(piece) = piece else {
            return;
        };
        if sender.send(piece).await.is_err() {
            return;
        }
    }
}

fn exception(failure: &Failure) -> Bytes {
    let (kind, payload) = failure.to_exception();
    frame::exception(kind, payload.to_string().as_bytes())
}

/// The model is the built-in encoder, and there is none.
fn no_encoder() -> ApiError {
    ApiError::new(
        "AccessDeniedException",
        "You don't have access to the model with the specified model ID: it is the built-in \
         encoder's, whose weights are not loaded. Start entrega with --encoder FILE.",
    )
    .with_status(StatusCode::FORBIDDEN)
}

fn conversable(model: &Model, body: &[u8]) -> Result<Conversation, ApiError> {
    if model.embeds {
        return Err(ApiError::validation(
            "This action doesn't support the model that you provided. Try again with a supported \
             text or chat model",
        ));
    }
    converse::read(body)
}

fn asked(model: &Model, conversation: &Conversation) -> Asked {
    Asked {
        model: model.id.clone(),
        at: Instant::now(),
        input_tokens: conversation.tokens_estimated(),
    }
}

/// How many tokens an answer may have that a body of any dialect asks for.
fn tokens_asked(body: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Asks {
        max_tokens: Option<u32>,
        max_gen_len: Option<u32>,
        #[serde(rename = "inferenceConfig")]
        inference: Option<Inference>,
    }
    #[derive(Deserialize)]
    struct Inference {
        #[serde(rename = "maxTokens")]
        max_tokens: Option<u32>,
    }
    let asks: Asks = serde_json::from_slice(body).ok()?;
    asks.max_tokens
        .or(asks.max_gen_len)
        .or(asks.inference.and_then(|inference| inference.max_tokens))
}

fn put_counts(response: &mut Response, usage: Usage, asked: &Asked) {
    let latency = u64::try_from(asked.at.elapsed().as_millis()).unwrap_or(u64::MAX);
    for (name, number) in [
        (INPUT_TOKENS, usage.input),
        (OUTPUT_TOKENS, usage.output),
        (LATENCY, latency),
    ] {
        let value = HeaderValue::from(number);
        response.headers_mut().insert(name, value);
    }
}
