//! What subscribers are sent: notifications as each protocol has them.
//!
//! Nothing is signed: `Signature` and `SigningCertURL` are there, and empty, since clients that read
//! notifications into types of their own expect them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::message::{Kind, Message};
use crate::name::{Place, TopicName};
use crate::subscription::SubscriptionRecord;

/// What stays as it is in a URL's parameter.
const PARAMETER: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b':');

/// The subject of a mail that was given none. As AWS's.
const SUBJECT_DEFAULT: &str = "AWS Notification Message";

/// What everything that is sent about one message to one subscriber has in common.
pub(crate) struct Envelope<'m> {
    pub(crate) message: &'m Message,
    pub(crate) subscription: &'m SubscriptionRecord,
    pub(crate) place: &'m Place,
    /// Where this service is reached, if anybody knows: `http://127.0.0.1:4566`.
    pub(crate) public_url: Option<String>,
}

impl Envelope<'_> {
    /// The text for this subscriber.
    pub(crate) fn said(&self) -> &str {
        self.message
            .body
            .said_to(self.subscription.protocol.as_str())
    }

    pub(crate) fn subscription_arn(&self) -> String {
        let subscription = self.subscription;
        self.place
            .subscription_arn(&subscription.topic, &subscription.id)
    }

    pub(crate) fn topic_arn(&self) -> String {
        self.place.topic_arn(self.subscription.topic.as_str())
    }

    fn timestamp(&self) -> String {
        timestamp(self.message.published_ms)
    }

    /// Where a subscriber goes to agree; empty when nobody knows where this service is reached.
    pub(crate) fn subscribe_url(&self, token: &str) -> String {
        let arn = self.topic_arn();
        self.url(&[
            ("Action", "ConfirmSubscription"),
            ("TopicArn", &arn),
            ("Token", token),
        ])
    }

    /// Where a subscriber goes to hear no more.
    pub(crate) fn unsubscribe_url(&self) -> String {
        let arn = self.subscription_arn();
        self.url(&[("Action", "Unsubscribe"), ("SubscriptionArn", &arn)])
    }

    fn url(&self, parameters: &[(&str, &str)]) -> String {
        let Some(base) = &self.public_url else {
            return String::new();
        };
        let parameters: Vec<String> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, &PARAMETER)))
            .collect();
        format!("{}/?{}", base.trim_end_matches('/'), parameters.join("&"))
    }

    /// The JSON document that HTTP endpoints, queues and `email-json` get.
    pub(crate) fn json(&self) -> String {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| {
            fields.insert(name.to_owned(), value);
        };
        let message = self.message;
        match &message.kind {
            Kind::Notification => {
                put("Type", "Notification".into());
                put("MessageId", message.id.as_str().into());
                if message.topic.as_ref().is_some_and(TopicName::is_fifo) {
                    put("SequenceNumber", sequence_number(message.sequence).into());
                }
                put("TopicArn", self.topic_arn().into());
                if let Some(subject) = &message.subject {
                    put("Subject", subject.as_str().into());
                }
                put("Message", self.said().into());
                put("Timestamp", self.timestamp().into());
                put("UnsubscribeURL", self.unsubscribe_url().into());
                if !message.attributes.is_empty() {
                    put("MessageAttributes", message.attributes.to_notification());
                }
            }
            Kind::SubscriptionConfirmation { token } => {
                put("Type", "SubscriptionConfirmation".into());
                put("MessageId", message.id.as_str().into());
                put("Token", token.as_str().into());
                put("TopicArn", self.topic_arn().into());
                put("Message", self.said().into());
                put("SubscribeURL", self.subscribe_url(token).into());
                put("Timestamp", self.timestamp().into());
            }
        }
        put("SignatureVersion", "1".into());
        put("Signature", "".into());
        put("SigningCertURL", "".into());
        Value::Object(fields).to_string()
    }

    /// The event that a function gets.
    pub(crate) fn lambda_event(&self) -> String {
        let message = self.message;
        json!({"Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": self.subscription_arn(),
            "Sns": {
                "Type": "Notification",
                "MessageId": message.id,
                "TopicArn": self.topic_arn(),
                "Subject": message.subject,
                "Message": self.said(),
                "Timestamp": self.timestamp(),
                "SignatureVersion": "1",
                "Signature": "",
                "SigningCertUrl": "",
                "UnsubscribeUrl": self.unsubscribe_url(),
                "MessageAttributes": message.attributes.to_notification(),
            },
        }]})
        .to_string()
    }

    /// The subject and the text of a mail for people.
    pub(crate) fn mail(&self) -> (String, String) {
        match &self.message.kind {
            Kind::Notification => {
                let subject = self.message.subject.as_deref();
                let mut text = self.said().to_owned();
                let url = self.unsubscribe_url();
                if !url.is_empty() {
                    text.push_str(
                        "\n\n--\nPara não receber mais estas mensagens, abra o endereço abaixo.\n\
                         To stop receiving these messages, open the address below.\n",
                    );
                    text.push_str(&url);
                    text.push('\n');
                }
                (subject.unwrap_or(SUBJECT_DEFAULT).to_owned(), text)
            }
            Kind::SubscriptionConfirmation { token } => {
                let topic = self.topic_arn();
                let url = self.subscribe_url(token);
                let how = if url.is_empty() {
                    format!("Token: {token}")
                } else {
                    url
                };
                let text = format!(
                    "Você pediu para receber as mensagens do tópico {topic}.\n\
                     Para confirmar, abra o endereço abaixo. Se não foi você, ignore este e-mail.\n\n\
                     You have chosen to receive the messages of the topic {topic}.\n\
                     To confirm, open the address below. If it was not you, ignore this mail.\n\n\
                     {how}\n"
                );
                let subject = "Confirmação de inscrição / Subscription Confirmation";
                (subject.to_owned(), text)
            }
        }
    }

    /// The subject of a mail that carries JSON.
    pub(crate) fn json_mail_subject(&self) -> String {
        self.message
            .subject
            .clone()
            .unwrap_or_else(|| SUBJECT_DEFAULT.to_owned())
    }
}

/// Milliseconds since 1970 as notifications have them: `2026-11-26T08:15:30.123Z`.
pub(crate) fn timestamp(milliseconds: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

/// The number of a message in a FIFO topic: 20 digits.
pub(crate) fn sequence_number(sequence: u64) -> String {
    format!("{sequence:020}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_milliseconds() {
        assert_eq!(timestamp(1_795_680_930_007), "2026-11-26T08:15:30.007Z");
        assert_eq!(timestamp(0), "1970-01-01T00:00:00.000Z");
    }
}
