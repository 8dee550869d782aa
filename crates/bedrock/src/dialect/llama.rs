//! Llama's prompts: turns with headers in one text (Bedrock user guide, "Meta Llama models").

use serde::Deserialize;
use serde_json::{Map, Value, json};
use wire::ApiError;

use super::malformed;
use crate::answer::{Answer, Delta, End, StopReason};
use crate::conversation::{Conversation, Inference, Role, Turn};

/// An answer has so many tokens where nothing is said (user guide).
const MAX_GEN_LEN_DEFAULT: u32 = 512;

/// An answer has at most so many tokens (user guide).
const MAX_GEN_LEN_MAX: u32 = 2048;

#[derive(Deserialize)]
struct Request {
    prompt: Option<String>,
    max_gen_len: Option<u32>,
    temperature: Option<f64>,
    top_p: Option<f64>,
}

/// What a body means.
pub(crate) fn read(body: &[u8]) -> Result<Conversation, ApiError> {
    let request: Request = serde_json::from_slice(body).map_err(malformed)?;
    let prompt = request
        .prompt
        .ok_or_else(|| malformed("#: required key [prompt] not found"))?;
    let max_gen_len = request.max_gen_len.unwrap_or(MAX_GEN_LEN_DEFAULT);
    if !(1..=MAX_GEN_LEN_MAX).contains(&max_gen_len) {
        return Err(malformed(format!(
            "#/max_gen_len: {max_gen_len} is not between 1 and {MAX_GEN_LEN_MAX}"
        )));
    }
    for (name, value) in [
        ("temperature", request.temperature),
        ("top_p", request.top_p),
    ] {
        if let Some(value) = value
            && !(0.0..=1.0).contains(&value)
        {
            return Err(malformed(format!(
                "#/{name}: {value} is not between 0 and 1"
            )));
        }
    }
    let (system, turns) = turns(&prompt);
    Ok(Conversation {
        system,
        turns,
        inference: Inference {
            max_tokens: Some(max_gen_len),
            temperature: request.temperature,
            top_p: request.top_p,
            ..Inference::default()
        },
        additional: Map::new(),
        ..Conversation::default()
    })
}

/// The turns of a prompt. Headers that are mistyped, as in prompts that circulate, are understood;
/// a prompt without headers is one turn of the user's.
fn turns(prompt: &str) -> (Vec<String>, Vec<Turn>) {
    let (mut system, mut turns) = (Vec::new(), Vec::<Turn>::new());
    let mut headed = prompt.split("<|start_header_id|");
    let before = headed.next().unwrap_or_default();
    let before = before.replace("<|begin_of_text|>", "");
    if !before.trim().is_empty() {
        turns.push(Turn::text(Role::User, before.trim()));
    }
    for piece in headed {
        // `>assistant<|end_header_id|>\nTEXT<|eot_id|>`, and `)>assistant<end_header_id|>`.
        let Some((header, text)) = piece.split_once("end_header_id|>") else {
            continue;
        };
        let name: String = header.chars().filter(|c| c.is_alphabetic()).collect();
        let text = text.split("<|eot_id|>").next().unwrap_or(text).trim();
        match name.as_str() {
            "system" => system.push(text.to_owned()),
            "assistant" => {
                // The model's own turn is begun by an empty one.
                if !text.is_empty() {
                    turns.push(Turn::text(Role::Assistant, text));
                }
            }
            _ => turns.push(Turn::text(Role::User, text)),
        }
    }
    (system, turns)
}

/// A whole answer.
pub(crate) fn write(answer: &Answer) -> Value {
    let End { reason, usage } = answer.end();
    json!({
        "generation": answer.text(),
        "prompt_token_count": usage.input,
        "generation_token_count": usage.output,
        "stop_reason": stop_reason(&reason),
    })
}

/// The chunks of a piece.
pub(crate) fn chunks(delta: &Delta, input_tokens: u64) -> Vec<Value> {
    match delta {
        Delta::Text(text) => vec![json!({
            "generation": text,
            "prompt_token_count": input_tokens,
            "generation_token_count": null,
            "stop_reason": null,
        })],
        Delta::End(End { reason, usage }) => vec![json!({
            "generation": "",
            "prompt_token_count": usage.input,
            "generation_token_count": usage.output,
            "stop_reason": stop_reason(reason),
        })],
        // The dialect has no tools.
        Delta::Read(_) | Delta::ToolUse { .. } | Delta::ToolInput(_) => Vec::new(),
    }
}

fn stop_reason(reason: &StopReason) -> &'static str {
    match reason {
        StopReason::MaxTokens => "length",
        StopReason::EndTurn
        | StopReason::ToolUse
        | StopReason::StopSequence(_)
        | StopReason::Filtered => "stop",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_make_turns_however_they_are_typed() {
        let body = json!({
            "prompt": "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nrules<|eot_id|>\
                       <|start_header_id|>user<|end_header_id|>\n[{role=user, content=Hello}]\
                       <|eot_id|><|start_header_id|)>assistant<end_header_id|>\n{\"boolean\":",
        });
        let conversation = read(body.to_string().as_bytes()).expect("a prompt");
        assert_eq!(conversation.system, ["rules"]);
        assert_eq!(conversation.prefill().as_deref(), Some("{\"boolean\":"));
        assert_eq!(
            conversation.last_question().as_deref(),
            Some("[{role=user, content=Hello}]")
        );
        let plain = read(br#"{"prompt":"Hello"}"#).expect("a prompt");
        assert_eq!(plain.turns, [Turn::text(Role::User, "Hello")]);
    }
}
