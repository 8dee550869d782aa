//! Messages to queues of SQS, over `awsJson1_0`.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::attempt::{Attempt, Failure};
use crate::envelope::Envelope;
use crate::name::is_fifo;
use crate::sns::Inner;

/// A message in a queue has at most so many attributes (SQS quotas).
const ATTRIBUTES_MAX: usize = 10;

type SqsRequest = Result<http::Request<Bytes>, String>;

impl Inner {
    pub(super) async fn enqueue(&self, envelope: &Envelope<'_>) -> Attempt {
        let request = match notification(envelope) {
            Ok(request) => request,
            Err(why) => return Failure::for_good(why),
        };
        match self.ask("sqs", request).await {
            Ok(response) => {
                let (head, body) = response.into_parts();
                self.judged(head.status, "sqs", body).await
            }
            Err(failed) => failed,
        }
    }

    /// Sends a dead letter; why it was not sent.
    pub(super) async fn send_to_queue(&self, request: SqsRequest) -> Result<(), String> {
        let attempt = match self.ask("sqs", request?).await {
            Ok(response) => {
                let (head, body) = response.into_parts();
                self.judged(head.status, "sqs", body).await
            }
            Err(failed) => failed,
        };
        match attempt {
            Attempt::Failed(failure) => Err(failure.error),
            Attempt::Delivered(_) | Attempt::Gone => Ok(()),
        }
    }
}

fn notification(envelope: &Envelope<'_>) -> SqsRequest {
    let message = envelope.message;
    if !envelope.subscription.is_raw() {
        return send(
            envelope,
            &envelope.subscription.endpoint,
            &envelope.json(),
            Map::new(),
        );
    }
    if message.attributes.len() > ATTRIBUTES_MAX {
        return Err(format!(
            "a message that is delivered raw has at most {ATTRIBUTES_MAX} attributes"
        ));
    }
    let attributes = message.attributes.iter().map(|(name, attribute)| {
        // SQS knows no arrays: they are texts.
        let data_type = match attribute.data_type.as_str() {
            "String.Array" => "String",
            other => other,
        };
        let field = if data_type.starts_with("Binary") {
            "BinaryValue"
        } else {
            "StringValue"
        };
        let value = json!({"DataType": data_type, field: attribute.value});
        (name.clone(), value)
    });
    let attributes = attributes.collect();
    send(
        envelope,
        &envelope.subscription.endpoint,
        envelope.said(),
        attributes,
    )
}

/// What the queue for messages that could not be delivered gets.
pub(super) fn dead_letter(arn: &str, envelope: &Envelope<'_>, error: &str) -> SqsRequest {
    let text = |value: &str| json!({"DataType": "String", "StringValue": value});
    let attributes = Map::from_iter([
        ("RequestID".to_owned(), text(&envelope.message.id)),
        ("ErrorCode".to_owned(), text("DeliveryFailed")),
        ("ErrorMessage".to_owned(), text(error)),
    ]);
    let body = if envelope.subscription.is_raw() {
        envelope.said().to_owned()
    } else {
        envelope.json()
    };
    send(envelope, arn, &body, attributes)
}

fn send(
    envelope: &Envelope<'_>,
    arn: &str,
    body: &str,
    attributes: Map<String, Value>,
) -> SqsRequest {
    let parts: Vec<&str> = arn.split(':').collect();
    let [_, _, _, region, account, name] = parts[..] else {
        return Err(format!("`{arn}` is no ARN of a queue"));
    };
    let mut request = json!({
        "QueueUrl": format!("https://sqs.{region}.amazonaws.com/{account}/{name}"),
        "MessageBody": body,
    });
    if !attributes.is_empty() {
        request["MessageAttributes"] = Value::Object(attributes);
    }
    if is_fifo(name) {
        let message = envelope.message;
        request["MessageGroupId"] = json!(message.group.as_deref().unwrap_or(&message.id));
        let id = message.deduplication_id.as_deref();
        request["MessageDeduplicationId"] = json!(id.unwrap_or(&message.id));
    }
    http::Request::post("/")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .body(request.to_string().into())
        .map_err(|error| error.to_string())
}
