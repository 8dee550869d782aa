//! A request to `/bedrock_converse_api`: what the workflow gets of it, and the call that it becomes.
//!
//! The call is checked before it is made as AWS's own clients do it, so that a mistake in a request
//! is told from a failure of the model.

use http::HeaderMap;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::prompt;
use super::request::ConverseRequest;
use super::trouble::Trouble;
use super::workflow::WorkflowOutput;

/// Who asks: the claims of a token that somebody has checked before, as JSON.
const TOKEN: &str = "x-access-token";

/// The claim that says for which account.
const ACCOUNT_CLAIM: &str = "custom:account_id";

/// How the ids of workflows begin; a number or a name follows.
const WORKFLOW_PREFIX: [&str; 2] = ["workflow", "details"];

/// Where a workflow is kept: a key of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WorkflowKey {
    /// `account#A1`
    pub(super) id: String,
    /// `workflow#details#1`
    pub(super) item_type: String,
}

/// The body of a call of ConverseStream.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    messages: Vec<Value>,
    system: Vec<Map<String, Value>>,
    inference_config: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_model_request_fields: Option<Map<String, Value>>,
}

/// For which account a request is.
pub(super) fn account(headers: &HeaderMap) -> Result<String, Trouble> {
    let claims = headers.get(TOKEN).ok_or(Trouble::Token)?;
    let claims: Map<String, Value> =
        serde_json::from_slice(claims.as_bytes()).map_err(|_| Trouble::Token)?;
    match claims.get(ACCOUNT_CLAIM) {
        Some(Value::String(account)) => Ok(account.clone()),
        Some(Value::Number(account)) => Ok(account.to_string()),
        _ => Err(Trouble::Token),
    }
}

impl ConverseRequest {
    /// Where the workflow is kept that is asked for.
    pub(super) fn workflow_key(&self, account: &str) -> Result<WorkflowKey, Trouble> {
        let params = self.workflow_params.as_ref().ok_or(Trouble::WorkflowId)?;
        let id = params.get("workflow_id").and_then(Value::as_str);
        let id = id.ok_or(Trouble::WorkflowId)?;
        let mut parts = id.split('#');
        let is_workflow = WORKFLOW_PREFIX
            .iter()
            .all(|prefix| parts.next() == Some(prefix));
        if !is_workflow || parts.next().is_none() || parts.next().is_some() {
            return Err(Trouble::WorkflowId);
        }
        Ok(WorkflowKey {
            id: format!("account#{account}"),
            item_type: id.to_owned(),
        })
    }

    /// The messages as the workflow gets them: all of them, each with its first text.
    pub(super) fn prompt_input(&self) -> Result<Vec<Value>, Trouble> {
        let flattened = self.messages.iter().enumerate().map(|(position, message)| {
            let text = message
                .get("content")
                .and_then(|content| content.as_array()?.first()?.get("text"));
            match (message.get("role"), text) {
                (Some(role), Some(text)) => Ok(json!({"role": role, "content": text})),
                _ => Err(Trouble::parameter(
                    format!("messages[{position}]"),
                    "like {\"role\":\"user\",\"content\":[{\"text\":\"…\"}]}, a text first",
                )),
            }
        });
        flattened.collect()
    }

    /// The text of the first system prompt.
    pub(super) fn system(&self) -> Result<&str, Trouble> {
        let first = self.system_prompts.first();
        let text = first.and_then(|prompt| prompt.get("text")?.as_str());
        text.ok_or_else(|| {
            Trouble::parameter("system_prompts", "a list whose first item has a `text`")
        })
    }

    /// The model, and what it is asked: the first system prompt as the workflow has it, and its
    /// messages behind those of the request.
    pub(super) fn into_call(mut self, output: WorkflowOutput) -> Result<(String, Call), Trouble> {
        let system = prompt::chained(self.system()?, output.chain.as_ref());
        if let Some(first) = self.system_prompts.first_mut() {
            first.insert("text".to_owned(), Value::String(system));
        }
        self.messages.extend(output.additional_messages);
        check_model_id(&self.model_id, "model_id")?;
        check_messages(&self.messages)?;
        for (position, block) in self.system_prompts.iter().enumerate() {
            check_block(block, || format!("system_prompts[{position}]"))?;
        }
        let inference_config = self.inference_config.ok_or_else(|| {
            Trouble::parameter("inference_config", "an object; {} has the model's defaults")
        })?;
        check_inference(&inference_config)?;
        let call = Call {
            messages: self.messages,
            system: self.system_prompts,
            inference_config,
            additional_model_request_fields: self.additional_model_fields,
        };
        Ok((self.model_id, call))
    }
}

/// An empty id would be another address.
pub(super) fn check_model_id(id: &str, name: &str) -> Result<(), Trouble> {
    if id.is_empty() {
        return Err(Trouble::parameter(name, "the id of a model"));
    }
    Ok(())
}

fn check_messages(messages: &[Value]) -> Result<(), Trouble> {
    for (position, message) in messages.iter().enumerate() {
        let refused = |should| Err(Trouble::parameter(format!("messages[{position}]"), should));
        let Some(members) = message.as_object() else {
            return refused("an object with `role` and `content`");
        };
        if members
            .keys()
            .any(|name| name != "role" && name != "content")
        {
            return refused("an object with `role` and `content` and nothing else");
        }
        if !members.get("role").is_some_and(Value::is_string) {
            return refused("of a `role` that is a text");
        }
        let Some(content) = members.get("content").and_then(Value::as_array) else {
            return refused("of a `content` that is a list");
        };
        for (block, value) in content.iter().enumerate() {
            let name = || format!("messages[{position}].content[{block}]");
            match value.as_object() {
                Some(members) => check_block(members, name)?,
                None => return Err(Trouble::parameter(name(), "an object")),
            }
        }
    }
    Ok(())
}

/// A block of content is of one kind.
fn check_block(block: &Map<String, Value>, name: impl Fn() -> String) -> Result<(), Trouble> {
    if block.len() != 1 {
        return Err(Trouble::parameter(
            name(),
            "an object with one member, such as `text`",
        ));
    }
    if block.get("text").is_some_and(|text| !text.is_string()) {
        return Err(Trouble::parameter(name(), "of a `text` that is a text"));
    }
    Ok(())
}

/// Names, types and least values of `InferenceConfiguration` in AWS's model of the service.
fn check_inference(config: &Map<String, Value>) -> Result<(), Trouble> {
    for (name, value) in config {
        let should = match name.as_str() {
            "maxTokens"
                if value.as_u64().is_none_or(|tokens| tokens == 0) && !value.is_boolean() =>
            {
                "a whole number from 1"
            }
            "temperature" | "topP"
                if value.as_f64().is_none_or(|number| number < 0.0) && !value.is_boolean() =>
            {
                "a number from 0"
            }
            "stopSequences" if !are_texts(value) => "a list of texts that are not empty",
            "maxTokens" | "temperature" | "topP" | "stopSequences" => continue,
            _ => "one of maxTokens, temperature, topP and stopSequences",
        };
        return Err(Trouble::parameter(
            format!("inference_config.{name}"),
            should,
        ));
    }
    Ok(())
}

fn are_texts(value: &Value) -> bool {
    let is_text = |item: &Value| item.as_str().is_some_and(|text| !text.is_empty());
    value
        .as_array()
        .is_some_and(|items| items.iter().all(is_text))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn request(change: impl FnOnce(&mut Value)) -> ConverseRequest {
        let mut body = json!({
            "bedrock_converse_parameters": {
                "model_id": "m",
                "inference_config": {"temperature": 0.7},
                "system_prompts": [{"text": "S"}, {"text": "T"}],
                "messages": [{"role": "user", "content": [{"text": "hi"}]}],
            },
            "assistant_parameters": {"workflow_params": {"workflow_id": "workflow#details#1"}},
        });
        change(&mut body);
        ConverseRequest::read(&HeaderMap::new(), body.to_string().as_bytes()).expect("a request")
    }

    fn output() -> WorkflowOutput {
        WorkflowOutput {
            context_data: Vec::new(),
            chain: Some(super::super::workflow::Chain::Append("P".to_owned())),
            model_id: None,
            additional_messages: vec![json!({"role": "assistant", "content": [{"text": "so"}]})],
        }
    }

    #[test]
    fn a_call_has_the_workflows_prompt_and_messages() {
        let (model, call) = request(|_| {}).into_call(output()).expect("a call");
        assert_eq!(model, "m");
        assert_eq!(
            serde_json::to_value(&call).expect("JSON"),
            json!({
                "messages": [
                    {"role": "user", "content": [{"text": "hi"}]},
                    {"role": "assistant", "content": [{"text": "so"}]},
                ],
                "system": [{"text": "S\n\nP"}, {"text": "T"}],
                "inferenceConfig": {"temperature": 0.7},
            })
        );
    }

    #[test]
    fn what_a_model_would_refuse_is_said_before() {
        let parameters = "bedrock_converse_parameters";
        let cases = [
            ("model_id", json!(""), "`model_id`"),
            ("inference_config", json!(null), "`inference_config`"),
            ("inference_config", json!({"x": 1}), "`inference_config.x`"),
            ("inference_config", json!({"maxTokens": 0}), "maxTokens"),
            ("inference_config", json!({"maxTokens": 1.0}), "maxTokens"),
            (
                "inference_config",
                json!({"temperature": -1}),
                "temperature",
            ),
            (
                "inference_config",
                json!({"temperature": "a"}),
                "temperature",
            ),
            (
                "inference_config",
                json!({"stopSequences": [""]}),
                "stopSequences",
            ),
            (
                "messages",
                json!([{"role": 1, "content": [{"text": "a"}]}]),
                "messages[0]",
            ),
            (
                "messages",
                json!([{"role": "user", "content": [{"text": "a", "b": 1}]}]),
                "messages[0].content[0]",
            ),
            (
                "messages",
                json!([{"role": "user", "content": [{"text": 1}]}]),
                "content[0]",
            ),
            (
                "system_prompts",
                json!([{"text": "a", "x": 1}]),
                "system_prompts[0]",
            ),
            ("system_prompts", json!([]), "system_prompts"),
        ];
        for (name, value, told) in cases {
            let request = request(|body| body[parameters][name] = value.clone());
            let refused = request.into_call(output()).expect_err("it is refused");
            assert!(refused.to_string().contains(told), "{value}: {refused}");
        }
        for config in [
            json!({}),
            json!({"topP": 1, "temperature": 2, "stopSequences": []}),
        ] {
            let request = request(|body| body[parameters]["inference_config"] = config.clone());
            assert!(request.into_call(output()).is_ok(), "{config}");
        }
    }

    #[test]
    fn messages_that_the_workflow_cannot_read_are_refused() {
        for message in [
            json!("a"),
            json!({}),
            json!({"role": "user"}),
            json!({"role": "user", "content": []}),
            json!({"role": "user", "content": "abc"}),
            json!({"role": "user", "content": [{"image": {}}, {"text": "a"}]}),
        ] {
            let request = request(|body| {
                body["bedrock_converse_parameters"]["messages"] = json!([message]);
            });
            assert!(request.prompt_input().is_err(), "{message}");
        }
        let read = request(|_| {}).prompt_input();
        assert_eq!(read, Ok(vec![json!({"role": "user", "content": "hi"})]));
    }

    #[test]
    fn workflows_are_those_of_the_account() {
        let key = request(|_| {}).workflow_key("A1");
        let expected = WorkflowKey {
            id: "account#A1".to_owned(),
            item_type: "workflow#details#1".to_owned(),
        };
        assert_eq!(key, Ok(expected));
        for id in [
            json!("1"),
            json!("workflow#details#1#2"),
            json!("a#details#1"),
            json!(5),
        ] {
            let request = request(|body| {
                body["assistant_parameters"]["workflow_params"]["workflow_id"] = id.clone();
            });
            assert_eq!(request.workflow_key("A1"), Err(Trouble::WorkflowId), "{id}");
        }
    }

    #[test]
    fn claims_say_which_account() {
        let account_of = |claims: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(TOKEN, HeaderValue::from_static(claims));
            account(&headers)
        };
        assert_eq!(
            account_of(r#"{"custom:account_id":"A1"}"#),
            Ok("A1".to_owned())
        );
        assert_eq!(account_of(r#"{"custom:account_id":5}"#), Ok("5".to_owned()));
        for claims in ["", "x", "{}", "[]", "null", r#"{"custom:account_id":null}"#] {
            assert_eq!(account_of(claims), Err(Trouble::Token), "{claims}");
        }
        assert_eq!(account(&HeaderMap::new()), Err(Trouble::Token));
    }
}
