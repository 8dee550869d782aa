//! JSON that a model was asked to write: one object, wherever it stands in the text.
//!
//! Models put a sentence before it or a fence around it. What the object *says* is judged by whoever
//! reads it into a type; here it is only found.

use serde::de::DeserializeOwned;

/// Of a model's text, so many bytes are looked at.
const TEXT_BYTES_MAX: usize = 4_096;

/// The first object of a text as `T`; why not, in words. Members that `T` does not know are its own
/// matter, and a member that stands twice is refused by it.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(format!("the text has more than {TEXT_BYTES_MAX} bytes"));
    }
    let at = text
        .find('{')
        .ok_or("there is no JSON object in the text")?;
    let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<T>();
    match values.next() {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("there is no JSON object in the text".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Wish {
        query: String,
    }

    #[test]
    fn an_object_is_found_in_words_and_fences() {
        let wish = Wish {
            query: "q".to_owned(),
        };
        for text in [
            r#"{"query":"q"}"#,
            "Here it is:\n```json\n{\"query\": \"q\"}\n```\nAnything else?",
        ] {
            assert_eq!(
                read::<Wish>(text),
                Ok(Wish {
                    query: wish.query.clone()
                })
            );
        }
    }

    #[test]
    fn what_is_no_such_object_is_refused() {
        for text in [
            "",
            "no",
            "{",
            "[1]",
            r#"{"query":1}"#,
            r#"{"query":"q","also":"x"}"#,
            r#"{"query":"q","query":"r"}"#,
            &format!("{{\"query\":\"{}\"}}", "q".repeat(TEXT_BYTES_MAX)),
        ] {
            assert!(read::<Wish>(text).is_err(), "{text}");
        }
    }
}
