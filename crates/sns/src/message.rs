//! A message as it was published.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::name::{PhoneNumber, SubscriptionId, TopicName};

/// A message with its attributes has at most so many bytes (quotas, "Message size").
pub(crate) const MESSAGE_BYTES_MAX: usize = 256 << 10;

/// What an open message is kept as, until all its deliveries have ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    /// A random UUID.
    pub(crate) id: String,
    /// Where it stands among all messages: later ones have higher numbers, also after a restart.
    pub(crate) sequence: u64,
    /// Milliseconds since 1970.
    pub(crate) published_ms: i64,
    /// `None` for a message to a phone number.
    pub(crate) topic: Option<TopicName>,
    pub(crate) kind: Kind,
    pub(crate) subject: Option<String>,
    pub(crate) body: Content,
    #[serde(default, skip_serializing_if = "MessageAttributes::is_empty")]
    pub(crate) attributes: MessageAttributes,
    pub(crate) group: Option<String>,
    pub(crate) deduplication_id: Option<String>,
}

/// Why a message is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// Somebody published it.
    Notification,
    /// Somebody subscribed, and whoever gets it has to agree.
    SubscriptionConfirmation {
        /// What they agree with.
        token: String,
    },
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Content {
    /// The same to everybody.
    Same(String),
    /// Something of its own to each protocol, and `default` to the others.
    PerProtocol(BTreeMap<String, String>),
}

/// To whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Target {
    Subscription(SubscriptionId),
    Phone(PhoneNumber),
}

/// What is said about a message beside its text, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct MessageAttributes(BTreeMap<String, MessageAttribute>);

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MessageAttribute {
    /// `String`, `Number`, `Binary` or `String.Array`, and what may follow after a dot.
    pub(crate) data_type: String,
    /// The text; of `Binary`, in Base64.
    pub(crate) value: String,
}

/// Why an attribute cannot be one, in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct AttributeError(String);

impl Content {
    /// Reads `{"default": …, "email": …}`; what is wrong with it in AWS's words.
    pub(crate) fn per_protocol(text: &str) -> Result<Content, &'static str> {
        let Ok(Value::Object(fields)) = serde_json::from_str(text) else {
            return Err("JSON message body failed to parse");
        };
        let mut texts = BTreeMap::new();
        for (protocol, value) in fields {
            // Values that are no text are passed over, as AWS does.
            if let Value::String(text) = value {
                texts.insert(protocol, text);
            }
        }
        if !texts.contains_key("default") {
            return Err("No default entry in JSON message body");
        }
        Ok(Content::PerProtocol(texts))
    }

    /// What is said to those of a protocol.
    pub(crate) fn said_to(&self, protocol: &str) -> &str {
        match self {
            Content::Same(text) => text,
            Content::PerProtocol(texts) => texts
                .get(protocol)
                .or_else(|| texts.get("default"))
                .map_or("", String::as_str),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Content::Same(text) => text.len(),
            Content::PerProtocol(texts) => texts.values().map(String::len).sum(),
        }
    }
}

impl Message {
    /// How large it is, as the limit counts.
    pub(crate) fn bytes(&self) -> usize {
        let attributes = self.attributes.0.iter();
        let attributes = attributes.map(|(name, attribute)| {
            name.len() + attribute.data_type.len() + attribute.value.len()
        });
        self.body.bytes() + attributes.sum::<usize>()
    }
}

impl MessageAttributes {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &MessageAttribute)> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn insert(&mut self, name: &str, attribute: MessageAttribute) -> bool {
        self.0.insert(name.to_owned(), attribute).is_none()
    }

    /// As filter policies are asked of them: texts, numbers, arrays. Binary ones are left out.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = Map::with_capacity(self.0.len());
        for (name, attribute) in &self.0 {
            let value = match attribute.kind() {
                "Binary" => continue,
                "Number" => serde_json::from_str(&attribute.value).unwrap_or(Value::Null),
                _ if attribute.is_array() => {
                    serde_json::from_str(&attribute.value).unwrap_or(Value::Null)
                }
                _ => Value::from(attribute.value.as_str()),
            };
            object.insert(name.clone(), value);
        }
        Value::Object(object)
    }

    /// As notifications have them: `{"store": {"Type": "String", "Value": "x"}}`.
    pub(crate) fn to_notification(&self) -> Value {
        let fields = self.0.iter().map(|(name, attribute)| {
            let value = json!({"Type": attribute.data_type, "Value": attribute.value});
            (name.clone(), value)
        });
        Value::Object(fields.collect())
    }
}

impl MessageAttribute {
    /// An attribute as a request has it.
    pub(crate) fn read(
        name: &str,
        data_type: &str,
        text: Option<&str>,
        binary: Option<&str>,
    ) -> Result<MessageAttribute, AttributeError> {
        let wrong = |why: String| Err(AttributeError(why));
        if name.is_empty() || name.len() > 256 || !is_name(name) {
            return wrong(
                "Can contain alphanumeric characters and the underscore (_), hyphen (-), and \
                 period (.). The name must not start or end with a period, and it should not have \
                 successive periods."
                    .to_owned(),
            );
        }
        if data_type.is_empty() {
            return wrong(format!(
                "The message attribute '{name}' must contain non-empty message attribute type."
            ));
        }
        let kind = data_type.split('.').next().unwrap_or_default();
        let value = match kind {
            "String" | "Number" => text,
            "Binary" => binary,
            _ => {
                return wrong(format!(
                    "The message attribute '{name}' has an invalid message attribute type, the set \
                     of supported type prefixes is Binary, Number, and String."
                ));
            }
        };
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return wrong(format!(
                "The message attribute '{name}' must contain non-empty message attribute value for \
                 message attribute type '{data_type}'."
            ));
        };
        let attribute = MessageAttribute {
            data_type: data_type.to_owned(),
            value: value.to_owned(),
        };
        match kind {
            "Number" if !matches!(serde_json::from_str(value), Ok(Value::Number(_))) => wrong(
                format!("Could not cast message attribute '{name}' value to number."),
            ),
            "Binary" if BASE64.decode(value).is_err() => wrong(format!(
                "The message attribute '{name}' has an invalid value: it is not Base64."
            )),
            "String" if attribute.is_array() => match serde_json::from_str::<Vec<Value>>(value) {
                Ok(items) if !items.iter().any(|item| item.is_array() || item.is_object()) => {
                    Ok(attribute)
                }
                _ => wrong(format!(
                    "Invalid parameter: The message attribute '{name}' has an invalid String.Array \
                     value."
                )),
            },
            _ => Ok(attribute),
        }
    }

    fn kind(&self) -> &str {
        self.data_type.split('.').next().unwrap_or_default()
    }

    fn is_array(&self) -> bool {
        self.data_type == "String.Array"
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    name.bytes().all(fits) && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_what_they_say() {
        for (data_type, text, binary, fits) in [
            ("String", Some("x"), None, true),
            ("String.custom", Some("x"), None, true),
            ("Number", Some("1.5e3"), None, true),
            ("Number.int", Some("x"), None, false),
            ("Binary", None, Some("AAE="), true),
            ("Binary", None, Some("*"), false),
            ("Binary", Some("x"), None, false),
            ("String.Array", Some(r#"["a",1,true,null]"#), None, true),
            ("String.Array", Some(r#"[["a"]]"#), None, false),
            ("String.Array", Some("a"), None, false),
            ("String", Some(""), None, false),
            ("", Some("x"), None, false),
            ("Text", Some("x"), None, false),
        ] {
            let read = MessageAttribute::read("n", data_type, text, binary);
            assert_eq!(
                read.is_ok(),
                fits,
                "{data_type} {text:?} {binary:?}: {read:?}"
            );
        }
        for name in ["", ".a", "a.", "a..b", "a b"] {
            assert!(MessageAttribute::read(name, "String", Some("x"), None).is_err());
        }
    }

    #[test]
    fn filters_see_numbers_and_arrays() {
        let mut attributes = MessageAttributes::default();
        for (name, data_type, value) in [
            ("s", "String", "1"),
            ("n", "Number", "1"),
            ("a", "String.Array", r#"["x",2]"#),
        ] {
            let read = MessageAttribute::read(name, data_type, Some(value), None);
            attributes.insert(name, read.expect("an attribute"));
        }
        let binary = MessageAttribute::read("b", "Binary", None, Some("AAE="));
        attributes.insert("b", binary.expect("an attribute"));
        assert_eq!(
            attributes.to_json(),
            json!({"s": "1", "n": 1, "a": ["x", 2]})
        );
    }

    #[test]
    fn each_protocol_may_be_told_something_else() {
        let content = Content::per_protocol(r#"{"default":"d","email":"e","sqs":1}"#);
        let content = content.expect("a message");
        assert_eq!(
            (content.said_to("email"), content.said_to("sqs")),
            ("e", "d")
        );
        assert!(Content::per_protocol(r#"{"email":"e"}"#).is_err());
        assert!(Content::per_protocol("text").is_err());
    }
}
