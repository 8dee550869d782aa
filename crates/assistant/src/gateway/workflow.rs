//! What the gateway's workflow answers, and what it means for the prompt.

use serde::Deserialize;
use serde_json::Value;

/// The output of a workflow: context for the model, and what becomes of its system prompt.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WorkflowOutput {
    /// What was found. Without any, an empty list.
    pub(super) context_data: Vec<Value>,
    /// What becomes of the system prompt; nothing, without.
    pub(super) chain: Option<Chain>,
    /// Messages to go behind those of the request.
    pub(super) additional_messages: Vec<Value>,
    /// Which model answers, in place of the one that the request names. The recorded gateway does
    /// not know this; experiments do (`docs/scenarios.md`).
    pub(super) model_id: Option<String>,
}

/// What becomes of the system prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chain {
    /// This goes behind it.
    Append(String),
    /// This goes into each empty element of this name.
    ReplaceTag { tag: String, prompt: String },
    /// This stands for all of it.
    ReplaceAll(String),
}

/// Which of the two routes reads the output: their schemas differ in one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schema {
    /// `context_data` is a list.
    Claude,
    /// `context_data` may be `null`.
    Converse,
}

/// Why an output is none of a workflow of the gateway's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotAnOutput {
    /// Members are missing or of other types; serde's words.
    #[error("{0}")]
    Shape(String),
    /// `REPLACE_TAG` needs to know which.
    #[error("`REPLACE_TAG` needs `configuration.replace_tag`")]
    NoTag,
}

impl WorkflowOutput {
    /// Reads an output. Unknown members are passed over.
    pub(super) fn read(text: &str, schema: Schema) -> Result<WorkflowOutput, NotAnOutput> {
        let told: Told =
            serde_json::from_str(text).map_err(|error| NotAnOutput::Shape(error.to_string()))?;
        let context_data = match (told.context_data, schema) {
            (ToldContext::List(context), _) => context,
            (ToldContext::Null, Schema::Converse) => Vec::new(),
            (ToldContext::Null, Schema::Claude) => {
                return Err(NotAnOutput::Shape("`context_data` is no list".to_owned()));
            }
        };
        let chain = told.system_chain_data.map(Chain::read).transpose()?;
        Ok(WorkflowOutput {
            context_data,
            chain,
            additional_messages: told.additional_messages.unwrap_or_default(),
            model_id: told
                .model_id
                .as_ref()
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
    }
}

impl Chain {
    fn read(told: ToldChain) -> Result<Chain, NotAnOutput> {
        let prompt = told.system_chain_prompt;
        Ok(match told.operation {
            Operation::Append => Chain::Append(prompt),
            Operation::ReplaceAll => Chain::ReplaceAll(prompt),
            Operation::ReplaceTag => match told.configuration {
                Some(ToldConfiguration { replace_tag: tag }) if !tag.is_empty() => {
                    Chain::ReplaceTag { tag, prompt }
                }
                _ => return Err(NotAnOutput::NoTag),
            },
        })
    }
}

/// The output as it is written.
#[derive(Deserialize)]
struct Told {
    #[expect(dead_code, reason = "it must be there, and is for whoever bills")]
    bedrock_details: ToldDetails,
    #[serde(default)]
    context_data: ToldContext,
    #[serde(default)]
    system_chain_data: Option<ToldChain>,
    #[serde(default)]
    additional_messages: Option<Vec<Value>>,
    /// Of any type: a workflow that means something else by it is no worse for that.
    #[serde(default)]
    model_id: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ToldContext {
    List(Vec<Value>),
    Null,
}

impl Default for ToldContext {
    fn default() -> ToldContext {
        ToldContext::List(Vec::new())
    }
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only that it is there matters")]
struct ToldDetails {
    task_details: Vec<ToldTask>,
    total_input_tokens: Count,
    total_output_tokens: Count,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only that it is there matters")]
struct ToldTask {
    task_name: String,
    task_model_id: String,
    input_token: Count,
    output_token: Count,
}

/// An integer, also as text or as a whole float: `12`, `"12"`, `12.0`.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
struct Count;

impl TryFrom<Value> for Count {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Count, &'static str> {
        super::lax::is_integer(&value)
            .then_some(Count)
            .ok_or("a count of tokens is no integer")
    }
}

#[derive(Deserialize)]
struct ToldChain {
    system_chain_prompt: String,
    operation: Operation,
    #[serde(default)]
    configuration: Option<ToldConfiguration>,
}

#[derive(Deserialize)]
struct ToldConfiguration {
    replace_tag: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Operation {
    Append,
    ReplaceTag,
    ReplaceAll,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn output(members: &Value) -> String {
        let mut output = json!({"bedrock_details":
            {"task_details": [], "total_input_tokens": "3", "total_output_tokens": 4.0}});
        for (name, value) in members.as_object().expect("members") {
            output[name] = value.clone();
        }
        output.to_string()
    }

    fn read(members: &Value) -> Result<WorkflowOutput, NotAnOutput> {
        WorkflowOutput::read(&output(members), Schema::Claude)
    }

    #[test]
    fn what_is_not_there_is_nothing() {
        let read = read(&json!({"more": 1, "system_chain_data": null})).expect("an output");
        assert_eq!(read.context_data, Vec::<Value>::new());
        assert_eq!(read.chain, None);
    }

    #[test]
    fn a_workflow_may_name_the_model() {
        let named = |model_id: Value| read(&json!({"model_id": model_id})).expect("an output");
        assert_eq!(named(json!("m")).model_id.as_deref(), Some("m"));
        for other in [json!(null), json!(7), json!({"id": "m"})] {
            assert_eq!(named(other).model_id, None);
        }
    }

    #[test]
    fn only_one_of_the_routes_takes_null_for_context() {
        let text = output(&json!({"context_data": null}));
        assert!(WorkflowOutput::read(&text, Schema::Claude).is_err());
        assert!(WorkflowOutput::read(&text, Schema::Converse).is_ok());
    }

    #[test]
    fn a_tag_is_needed_to_replace_one() {
        let chain = |configuration: Value| {
            read(&json!({"system_chain_data": {
                "system_chain_prompt": "P", "operation": "REPLACE_TAG", "configuration": configuration,
            }}))
        };
        assert_eq!(chain(json!(null)), Err(NotAnOutput::NoTag));
        assert_eq!(chain(json!({"replace_tag": ""})), Err(NotAnOutput::NoTag));
        let replaced = chain(json!({"replace_tag": "t"})).expect("an output").chain;
        let expected = Chain::ReplaceTag {
            tag: "t".to_owned(),
            prompt: "P".to_owned(),
        };
        assert_eq!(replaced, Some(expected));
    }

    #[test]
    fn other_shapes_are_refused() {
        for members in [
            json!({"bedrock_details": null}),
            json!({"bedrock_details": {"task_details": [], "total_input_tokens": 1}}),
            json!({"context_data": "text"}),
            json!({"system_chain_data": {"system_chain_prompt": "P", "operation": "PREPEND"}}),
            json!({"system_chain_data": {"operation": "APPEND"}}),
        ] {
            assert!(read(&members).is_err(), "{members}");
        }
        assert!(WorkflowOutput::read("[]", Schema::Claude).is_err());
    }
}
