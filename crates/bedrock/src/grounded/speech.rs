//! A reply as it is said: a word at a time, up to its limits.

use super::Reply;
use crate::answer::{Delta, End, Speaker, StopReason, Usage};
use crate::backend::Silence;
use crate::conversation::{Conversation, tokens_of_bytes};

/// A token is taken for so many bytes, as everywhere nobody has counted.
const TOKEN_BYTES: usize = 4;

/// Says a reply.
pub(crate) async fn say(
    reply: Reply,
    conversation: &Conversation,
    speaker: &Speaker,
) -> Result<(), Silence> {
    let input = conversation.tokens_estimated();
    let (reason, bytes) = match reply {
        Reply::Call(call) => {
            let arguments = call.input.to_string();
            let bytes = call.name.len() + arguments.len();
            let (id, name) = (call.id, call.name);
            speaker.say(Delta::ToolUse { id, name }).await?;
            speaker.say(Delta::ToolInput(arguments)).await?;
            (StopReason::ToolUse, bytes)
        }
        Reply::Words(text) => {
            let inference = &conversation.inference;
            let most = inference.max_tokens.unwrap_or(u32::MAX);
            let (text, reason) = limited(&text, most, &inference.stop_sequences);
            for word in words(text) {
                speaker.say(Delta::Text(word.to_owned())).await?;
            }
            (reason, text.len())
        }
    };
    let output = tokens_of_bytes(bytes);
    let usage = Usage { input, output };
    speaker.say(Delta::End(End { reason, usage })).await?;
    Ok(())
}

/// A text up to the first stop sequence or its limit, whichever is first, and why it ends there.
fn limited<'t>(text: &'t str, tokens_max: u32, stops: &[String]) -> (&'t str, StopReason) {
    let stop = stops
        .iter()
        .filter(|stop| !stop.is_empty())
        .filter_map(|stop| Some((text.find(stop.as_str())?, stop)))
        .min_by_key(|(at, _)| *at);
    let bytes_max = (tokens_max as usize).saturating_mul(TOKEN_BYTES);
    let end = stop.map_or(text.len(), |(at, _)| at);
    if end > bytes_max {
        return (
            &text[..text.floor_char_boundary(bytes_max)],
            StopReason::MaxTokens,
        );
    }
    match stop {
        Some((at, stop)) => (&text[..at], StopReason::StopSequence(stop.clone())),
        None => (text, StopReason::EndTurn),
    }
}

/// The words of a text, each with the space before it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = rest
            .find(|c: char| !c.is_whitespace())
            .unwrap_or(rest.len());
        let length = rest[begin..].find(char::is_whitespace);
        let end = length.map_or(rest.len(), |length| begin + length);
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_make_the_text_again() {
        for text in ["", " ", "Olá", " São  Paulo\n\né aqui. ", "a b"] {
            assert_eq!(words(text).collect::<String>(), text);
        }
        assert_eq!(words("São Paulo é").count(), 3);
    }

    #[test]
    fn a_limit_never_cuts_a_character() {
        let stops = ["</k>".to_owned(), "zzz".to_owned()];
        assert_eq!(
            limited("a, b</k>", 99, &stops),
            ("a, b", StopReason::StopSequence("</k>".to_owned()))
        );
        assert_eq!(limited("ação é", 1, &[]), ("aç", StopReason::MaxTokens));
        assert_eq!(limited("não", 1, &[]), ("não", StopReason::EndTurn));
        assert_eq!(limited("ããã", 1, &[]), ("ãã", StopReason::MaxTokens));
    }
}
