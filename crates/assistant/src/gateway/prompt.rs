//! What the workflow is told of a conversation, and what the model is told of what came of it.
//!
//! Pure: requests and outputs in, prompts out.

use serde_json::Value;

use super::workflow::Chain;

/// The messages that the workflow gets: the newest `count`, or all when there are not so many.
///
/// Other numbers are read as the end of a Python slice, `messages[-count:]`: 0 gives all, and -2
/// all but the first two.
pub(super) fn sample<T>(messages: &[T], count: i64) -> &[T] {
    let length = i64::try_from(messages.len()).unwrap_or(i64::MAX);
    let begin = match count {
        count if count > length => 0,
        0 => 0,
        count if count > 0 => length - count,
        count => count.saturating_neg().min(length),
    };
    // It lies within 0..=length.
    &messages[usize::try_from(begin).unwrap_or_default()..]
}

/// The system prompt with the context behind it, as JSON in an element named `tag`.
pub(super) fn with_context(
    system: &str,
    chain: Option<&Chain>,
    tag: &str,
    context: Vec<Value>,
) -> String {
    let context = Value::Array(context);
    let context = format!("<{tag}>{context}</{tag}>");
    match chain {
        None | Some(Chain::ReplaceTag { .. } | Chain::ReplaceAll(_)) => {
            format!("{}\n\n{context}", chained(system, chain))
        }
        Some(Chain::Append(prompt)) => format!("{system}\n\n{context}\n\n{prompt}"),
    }
}

/// The system prompt without context.
pub(super) fn chained(system: &str, chain: Option<&Chain>) -> String {
    match chain {
        None => system.to_owned(),
        Some(Chain::Append(prompt)) => format!("{system}\n\n{prompt}"),
        Some(Chain::ReplaceAll(prompt)) => prompt.clone(),
        Some(Chain::ReplaceTag { tag, prompt }) => system.replace(
            &format!("<{tag}></{tag}>"),
            &format!("<{tag}>{prompt}</{tag}>"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn samples_are_slices_of_python() {
        let messages = [0, 1, 2, 3, 4, 5, 6];
        let cases: [(i64, &[i32]); 9] = [
            (1, &[6]),
            (5, &[2, 3, 4, 5, 6]),
            (7, &messages),
            (8, &messages),
            (0, &messages),
            (-2, &[2, 3, 4, 5, 6]),
            (-7, &[]),
            (-9, &[]),
            (i64::MIN, &[]),
        ];
        for (count, expected) in cases {
            assert_eq!(sample(&messages, count), expected, "{count}");
        }
        assert_eq!(sample::<i32>(&[], 0), &[] as &[i32]);
        assert_eq!(sample::<i32>(&[], -1), &[] as &[i32]);
    }

    #[test]
    fn context_is_json_behind_the_prompt() {
        let context = [json!({"ação": "it's \"so\"", "ok": true, "n": null, "f": 3.0})];
        assert_eq!(
            with_context("S", None, "document", context.to_vec()),
            "S\n\n<document>[{\"ação\":\"it's \\\"so\\\"\",\"ok\":true,\"n\":null,\"f\":3.0}]</document>"
        );
        assert_eq!(with_context("", None, "D", Vec::new()), "\n\n<D>[]</D>");
    }

    #[test]
    fn each_operation_has_its_place() {
        let tagged = "<t></t> and <t></t>, not <t> </t>";
        let replaced = Chain::ReplaceTag {
            tag: "t".to_owned(),
            prompt: "P".to_owned(),
        };
        assert_eq!(
            with_context(tagged, Some(&replaced), "d", Vec::new()),
            "<t>P</t> and <t>P</t>, not <t> </t>\n\n<d>[]</d>"
        );
        assert_eq!(
            with_context("S", Some(&replaced), "d", Vec::new()),
            "S\n\n<d>[]</d>"
        );
        let appended = Chain::Append("P".to_owned());
        assert_eq!(
            with_context("S", Some(&appended), "d", Vec::new()),
            "S\n\n<d>[]</d>\n\nP"
        );
        assert_eq!(chained("S", Some(&appended)), "S\n\nP");
        let instead = Chain::ReplaceAll("P".to_owned());
        assert_eq!(
            with_context("S", Some(&instead), "d", Vec::new()),
            "P\n\n<d>[]</d>"
        );
        assert_eq!(chained("S", Some(&instead)), "P");
    }
}
