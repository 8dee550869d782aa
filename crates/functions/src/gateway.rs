//! The assistant's gateway behind a function URL: a request is an event, and the answer is streamed.

mod request;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use assistant::gateway::{Configuration, Gateway};
use axum::Router;
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONNECTION, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderMap, Response};
use lambda_runtime::{Diagnostic, LambdaEvent, MetadataPrelude, StreamResponse, service_fn};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::environment::{Aws, EnvironmentError, client, optional, required};

/// The name of the function.
pub(crate) const HANDLER: &str = "AssistantGatewayFunction";

/// Where workflows of accounts are looked up, when the environment does not say.
const ACCOUNTS_TABLE: &str = "entrega-accounts";

/// Is the function until Lambda ends it.
pub(crate) async fn run() -> Result<(), lambda_runtime::Error> {
    let router = gateway()?.router();
    let router = &router;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        answer(router.clone(), &event.payload).await
    }))
    .await
}

/// The gateway that the variables describe.
fn gateway() -> Result<Gateway, EnvironmentError> {
    let aws = Aws::of_environment()?;
    // A question is asked once: whoever asks may ask again.
    macro_rules! asked_once {
        ($sdk:ident) => {
            client!(aws, $sdk, .retry_config($sdk::config::retry::RetryConfig::disabled()))
        };
    }
    Ok(Gateway::new(Configuration {
        step_functions: asked_once!(aws_sdk_sfn),
        bedrock: asked_once!(aws_sdk_bedrockruntime),
        dynamodb: asked_once!(aws_sdk_dynamodb),
        state_machine_arn: required("ENTREGA_ASSISTANT_STATE_MACHINE_ARN")?,
        table: optional("ENTREGA_ACCOUNTS_TABLE").unwrap_or_else(|| ACCOUNTS_TABLE.to_owned()),
    }))
}

async fn answer(
    router: Router,
    event: &Value,
) -> Result<StreamResponse<WholeOrBrokenOff>, Diagnostic> {
    let request = request::of(event).map_err(|why| Diagnostic {
        error_type: "InvalidEvent".to_owned(),
        error_message: why,
    })?;
    let answered = router.oneshot(request.map(Body::from)).await;
    let answered: Response<Body> = answered.unwrap_or_else(|never| match never {});
    let (head, body) = answered.into_parts();
    Ok(StreamResponse {
        metadata_prelude: prelude(head.status, head.headers),
        stream: WholeOrBrokenOff(body.into_data_stream()),
    })
}

/// What Lambda makes the status line and the headers of.
fn prelude(status_code: http::StatusCode, mut headers: HeaderMap) -> MetadataPrelude {
    let cookies = headers.get_all(SET_COOKIE).iter();
    let cookies = cookies.filter_map(|cookie| cookie.to_str().ok().map(str::to_owned));
    let cookies = cookies.collect();
    headers.remove(SET_COOKIE);
    // Of a connection to this process, which there is none of.
    headers.remove(CONNECTION);
    headers.remove(TRANSFER_ENCODING);
    MetadataPrelude {
        status_code,
        headers,
        cookies,
    }
}

/// An answer. One that fails on its way ends with the process, so that Lambda breaks it off: the
/// runtime would write the error behind what was said, as if it had been said too.
struct WholeOrBrokenOff(BodyDataStream);

impl Stream for WholeOrBrokenOff {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.0).poll_next(context);
        polled.map(|piece| {
            piece.map(|piece| {
                Ok(piece.unwrap_or_else(|error| {
                    tracing::error!(%error, "an answer is broken off");
                    std::process::exit(1)
                }))
            })
        })
    }
}
