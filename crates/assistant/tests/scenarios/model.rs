//! Bedrock whose model says what a test has it say.

use std::sync::{Arc, Mutex};

use http::{StatusCode, header};
use serde_json::{Value, json};
use wire::{ApiError, Future, Permission, Request, Response, Service};

/// What it says to the body of an `InvokeModel`; why it cannot.
type Script = dyn Fn(&Value) -> Result<String, StatusCode> + Send + Sync;

/// What every answer is said to have used.
pub(crate) const INPUT_TOKENS: u64 = 7;
pub(crate) const OUTPUT_TOKENS: u64 = 3;

/// Clones are the same.
#[derive(Clone)]
pub(crate) struct Model {
    script: Arc<Mutex<Arc<Script>>>,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Model {
    /// One that always fails.
    pub(crate) fn failing() -> Model {
        Model {
            script: Arc::new(Mutex::new(Arc::new(|_| {
                Err(StatusCode::SERVICE_UNAVAILABLE)
            }))),
            asked: Arc::default(),
        }
    }

    /// It says this from now on, whatever it is asked.
    pub(crate) fn says(&self, text: impl Into<String>) {
        let text = text.into();
        *self.script.lock().expect("a lock") = Arc::new(move |_| Ok(text.clone()));
    }

    /// It fails from now on.
    pub(crate) fn fails(&self) {
        *self.script.lock().expect("a lock") = Arc::new(|_| Err(StatusCode::SERVICE_UNAVAILABLE));
    }

    /// It says to each system prompt what is found for it.
    pub(crate) fn answers(&self, script: impl Fn(&str) -> String + Send + Sync + 'static) {
        let script = move |body: &Value| Ok(script(body["system"].as_str().unwrap_or_default()));
        *self.script.lock().expect("a lock") = Arc::new(script);
    }

    /// The paths it was asked at, and the bodies.
    pub(crate) fn asked(&self) -> Vec<(String, Value)> {
        self.asked.lock().expect("a lock").clone()
    }
}

impl Service for Model {
    fn signing_name(&self) -> &'static str {
        "bedrock"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        Some(Permission {
            action: "bedrock:InvokeModel".to_owned(),
            resource: request.path().to_owned(),
        })
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let script = self.script.lock().expect("a lock").clone();
        let said = script(&body);
        let mut asked = self.asked.lock().expect("a lock");
        asked.push((request.path().to_owned(), body));
        Box::pin(async move {
            let answer = http::Response::builder().header(header::CONTENT_TYPE, "application/json");
            match said {
                Ok(text) => {
                    let content = [json!({"type": "text", "text": text})];
                    let usage =
                        json!({"input_tokens": INPUT_TOKENS, "output_tokens": OUTPUT_TOKENS});
                    let body = json!({"content": content, "usage": usage});
                    answer.body(body.to_string().into()).expect("an answer")
                }
                Err(status) => {
                    let answer = answer.header("x-amzn-errortype", "ServiceUnavailableException");
                    let body = json!({"message": "the model is away"});
                    let answer = answer.status(status).body(body.to_string().into());
                    answer.expect("an answer")
                }
            }
        })
    }

    fn refuse(&self, _: &Request, error: &ApiError) -> Response {
        let body = json!({"message": error.message}).to_string();
        let answer = http::Response::builder().status(error.status);
        answer.body(body.into()).expect("an answer")
    }
}
