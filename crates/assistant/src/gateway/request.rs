//! What is asked of the gateway: the bodies of its two routes, with their defaults.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::json::{self, SyntaxError, Unreadable};
use super::lax::{Problem, Reader, Step, Taking};

/// So many of the newest messages go to the workflow unless the request says otherwise. The recorded
/// gateway has the text `"5"` here, which it cannot count with, and fails.
pub(super) const MESSAGES_TO_SAMPLE: i64 = 5;

/// `additional_model_fields_paths` has at most so many items.
const PATHS_MAX: usize = 10;

/// A request to `/bedrock_claude_messages_api`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClaudeRequest {
    /// For the model.
    pub(super) model: ClaudeParameters,
    /// For the way to it.
    pub(super) assistant: AssistantParameters,
}

/// What the model is asked. Without `model_id` it is the body of the call, in the order of the
/// fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ClaudeParameters {
    anthropic_version: String,
    /// Passed on as they are.
    pub(super) messages: Vec<Map<String, Value>>,
    temperature: f64,
    top_p: f64,
    top_k: i64,
    max_tokens: i64,
    stop_sequences: Vec<String>,
    #[serde(skip)]
    pub(super) model_id: String,
    pub(super) system: String,
}

/// How the workflow is asked, and where its answer is put.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AssistantParameters {
    /// What is around the context in the system prompt.
    pub(super) content_tag: String,
    /// How many of the newest messages the workflow gets; as the end of a Python slice.
    pub(super) messages_to_sample: i64,
    /// Passed on to the workflow.
    pub(super) state_machine_custom_params: Map<String, Value>,
}

/// A request to `/bedrock_converse_api`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ConverseRequest {
    pub(super) model_id: String,
    pub(super) additional_model_fields: Option<Map<String, Value>>,
    pub(super) inference_config: Option<Map<String, Value>>,
    pub(super) messages: Vec<Value>,
    pub(super) system_prompts: Vec<Map<String, Value>>,
    /// `None` where the request has none, which has no answer.
    pub(super) workflow_params: Option<Map<String, Value>>,
    pub(super) state_machine_custom_params: Map<String, Value>,
}

/// Why a request cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refused {
    /// 422: each with its place.
    Invalid(Vec<Problem>),
    /// 400: it is not even text.
    NotText,
}

impl ClaudeRequest {
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<ClaudeRequest, Refused> {
        let body = members(headers, body)?;
        let mut reader = Reader::of_body(body.as_ref());
        let model = reader.part("bedrock_parameters", |part| ClaudeParameters {
            anthropic_version: part.optional(
                "anthropic_version",
                "bedrock-2023-05-31".to_owned(),
                Taking::string,
            ),
            messages: part
                .given("messages", |taking, value| {
                    taking.list_of(value, Taking::object)
                })
                .unwrap_or_else(first_message),
            temperature: part.optional("temperature", 1.0, Taking::float),
            top_p: part.optional("top_p", 0.999, Taking::float),
            top_k: part.optional("top_k", 250, Taking::integer),
            max_tokens: part.optional("max_tokens", 1028, Taking::integer),
            stop_sequences: part
                .given("stop_sequences", |taking, value| {
                    taking.list_of(value, Taking::string)
                })
                .unwrap_or_else(|| vec!["\n\nHuman:".to_owned()]),
            model_id: part
                .given("modelId", Taking::string)
                .unwrap_or_else(|| "anthropic.claude-3-sonnet-20240229-v1:0".to_owned()),
            system: part.optional("system", String::new(), Taking::string),
        });
        let assistant = reader.part("assistant_parameters", |part| AssistantParameters {
            content_tag: part.optional("content_tag", "DOCUMENT".to_owned(), Taking::string),
            messages_to_sample: part.optional(
                "messages_to_sample",
                MESSAGES_TO_SAMPLE,
                Taking::integer,
            ),
            state_machine_custom_params: part.optional(
                "state_machine_custom_params",
                Map::new(),
                Taking::object,
            ),
        });
        reader.finish().map_err(Refused::Invalid)?;
        Ok(ClaudeRequest { model, assistant })
    }
}

/// What is asked when nothing is.
fn first_message() -> Vec<Map<String, Value>> {
    let mut message = Map::new();
    message.insert("role".to_owned(), json!("user"));
    message.insert("content".to_owned(), json!("Who are you?"));
    vec![message]
}

impl ConverseRequest {
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<ConverseRequest, Refused> {
        let body = members(headers, body)?;
        let mut reader = Reader::of_body(body.as_ref());
        let mut request = reader.part("bedrock_converse_parameters", |part| {
            let model_id = part.required("model_id", String::new(), Taking::string);
            let additional_model_fields = part.nullable("additional_model_fields", Taking::object);
            part.nullable("additional_model_fields_paths", |taking, value| {
                taking.list_that_never_fits(value, PATHS_MAX);
                None::<()>
            });
            let inference_config = part.nullable("inference_config", Taking::object);
            let messages = part.required("messages", Vec::new(), |taking, value| {
                taking.list(value).map(<[Value]>::to_vec)
            });
            let system_prompts = part.required("system_prompts", Vec::new(), |taking, value| {
                taking.list_of(value, Taking::object)
            });
            ConverseRequest {
                model_id,
                additional_model_fields,
                inference_config,
                messages,
                system_prompts,
                workflow_params: None,
                state_machine_custom_params: Map::new(),
            }
        });
        reader.part("assistant_parameters", |part| {
            // It is checked and not used: the workflow gets all messages.
            part.given("messages_to_sample", Taking::integer);
            request.workflow_params = part.given("workflow_params", Taking::object);
            request.state_machine_custom_params =
                part.optional("state_machine_custom_params", Map::new(), Taking::object);
        });
        reader.finish().map_err(Refused::Invalid)?;
        Ok(request)
    }
}

/// The body as JSON; nothing when there is none, or when it says that it is something else.
fn members(headers: &HeaderMap, body: &[u8]) -> Result<Option<Value>, Refused> {
    if body.is_empty() || !is_json(headers) {
        return Ok(None);
    }
    match json::read(body) {
        Ok(body) => Ok(Some(body)),
        Err(Unreadable::NotText) => Err(Refused::NotText),
        Err(Unreadable::NotJson(SyntaxError { message, position })) => {
            Err(Refused::Invalid(vec![Problem {
                kind: "json_invalid",
                loc: vec![Step::Name("body"), Step::Position(position)],
                msg: "JSON decode error".to_owned(),
                input: json!({}),
                ctx: Some(json!({"error": message})),
                url: None,
            }]))
        }
    }
}

/// Whether a body is said to be JSON, or not said to be anything.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE) else {
        return true;
    };
    let Ok(kind) = kind.to_str() else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.is_empty() {
        return true;
    }
    let kind = kind.to_ascii_lowercase();
    let subtype = kind.strip_prefix("application/");
    subtype.is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn what_is_left_out_has_a_default() {
        let body = br#"{"bedrock_parameters":{},"assistant_parameters":{}}"#;
        let request = ClaudeRequest::read(&HeaderMap::new(), body).expect("it is a request");
        let model = serde_json::to_string(&request.model).expect("it is JSON");
        assert_eq!(
            model,
            r#"{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":"Who are you?"}],"temperature":1.0,"top_p":0.999,"top_k":250,"max_tokens":1028,"stop_sequences":["\n\nHuman:"],"system":""}"#
        );
        assert_eq!(request.assistant.content_tag, "DOCUMENT");
        assert_eq!(request.assistant.messages_to_sample, MESSAGES_TO_SAMPLE);
    }

    #[test]
    fn a_body_that_is_said_to_be_something_else_is_none() {
        let body = br#"{"bedrock_parameters":{},"assistant_parameters":{}}"#;
        for (kind, is_taken) in [
            ("application/json", true),
            ("APPLICATION/JSON; charset=utf-8", true),
            ("application/vnd.x+json", true),
            ("", true),
            ("text/json", false),
            ("text/plain", false),
            ("json", false),
            ("application/jsonx", false),
            ("application/x-www-form-urlencoded", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            let read = ClaudeRequest::read(&headers, body);
            assert_eq!(read.is_ok(), is_taken, "{kind}");
        }
    }
}
