//! Publish and PublishBatch.

use std::collections::HashSet;

use wire::ApiError;
use wire::query::Xml;

use super::{Answer, Call, no_arn};
use crate::envelope::sequence_number;
use crate::error::{invalid, invalid_value, missing, no_topic};
use crate::message::{Content, MESSAGE_BYTES_MAX, MessageAttribute, MessageAttributes};
use crate::name::{Named, PhoneNumber, TopicName};
use crate::publish::{Publication, Published, To};

/// A subject has at most so many characters (API reference, Publish).
const SUBJECT_MAX: usize = 100;

/// A batch has at most so many messages (API reference, PublishBatch).
const BATCH_MAX: usize = 10;

/// The id of a message in its batch has at most so many characters.
const BATCH_ID_MAX: usize = 80;

impl Call<'_> {
    pub(super) async fn publish(&self) -> Answer {
        let to = self.to()?;
        let publication = self.publication("", to)?;
        let published = self.sns.publish(publication).await?;
        Ok(Some(written(&published)))
    }

    pub(super) async fn publish_batch(&self) -> Answer {
        let topic = self.topic_name("TopicArn")?;
        self.sns.0.store.state().topic(topic.as_str())?;
        let entries = self.form.members("PublishBatchRequestEntries", "Id");
        if entries.is_empty() {
            return Err(ApiError::new(
                "EmptyBatchRequest",
                "The batch request doesn't contain any entries.",
            ));
        }
        if entries.len() > BATCH_MAX {
            return Err(ApiError::new(
                "TooManyEntriesInBatchRequest",
                "The batch request contains more entries than permissible.",
            ));
        }
        let mut ids = HashSet::new();
        for entry in &entries {
            let id = self.entry_id(entry);
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            if id.is_empty() || id.len() > BATCH_ID_MAX || !id.bytes().all(fits) {
                return Err(ApiError::new(
                    "InvalidBatchEntryId",
                    "The Id of a batch entry in a batch request doesn't abide by the specification.",
                ));
            }
            if !ids.insert(id) {
                return Err(ApiError::new(
                    "BatchEntryIdsNotDistinct",
                    "Two or more batch entries in the request have the same Id.",
                ));
            }
        }
        let bytes = entries
            .iter()
            .filter_map(|entry| self.form.get(&format!("{entry}Message")))
            .map(str::len)
            .sum::<usize>();
        if bytes > MESSAGE_BYTES_MAX {
            return Err(ApiError::new(
                "BatchRequestTooLong",
                "The length of all the batch messages put together is more than the limit.",
            ));
        }
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for entry in &entries {
            let id = Xml::default().text("Id", self.entry_id(entry));
            let published = match self.publication(entry, To::Topic(topic.clone())) {
                Ok(publication) => self.sns.publish(publication).await,
                Err(error) => Err(error),
            };
            match published {
                Ok(published) => successful.push(id.and(written(&published))),
                Err(error) => failed.push(
                    id.text("Code", &error.code)
                        .text("Message", &error.message)
                        .flag("SenderFault", !error.status.is_server_error()),
                ),
            }
        }
        let xml = Xml::default().list("Successful", successful);
        Ok(Some(xml.list("Failed", failed)))
    }

    fn entry_id(&self, entry: &str) -> &str {
        self.form.get(&format!("{entry}Id")).unwrap_or_default()
    }

    /// Where a message is published: to exactly one topic or phone number.
    fn to(&self) -> Result<To, ApiError> {
        let given = ["TopicArn", "TargetArn", "PhoneNumber"]
            .into_iter()
            .filter(|name| self.form.get(name).is_some())
            .collect::<Vec<_>>();
        match given[..] {
            [] => Err(invalid(
                "TopicArn or TargetArn Reason: no value for required parameter",
            )),
            ["PhoneNumber"] => {
                let number = self.required("PhoneNumber")?;
                let parsed = PhoneNumber::parse(number);
                Ok(To::Phone(parsed.ok_or_else(|| {
                    invalid(format_args!(
                        "PhoneNumber Reason: {number} is not valid to publish to"
                    ))
                })?))
            }
            [parameter] => {
                let arn = self.required(parameter)?;
                match self.sns.0.place.named(arn) {
                    Ok(Named::Topic(name)) => {
                        Ok(To::Topic(TopicName::parse(name).ok_or_else(no_topic)?))
                    }
                    Ok(Named::Subscription(_) | Named::Foreign) if parameter == "TargetArn" => {
                        Err(invalid(format_args!(
                            "TargetArn Reason: No endpoint found for the target arn specified"
                        )))
                    }
                    Ok(Named::Subscription(_) | Named::Foreign) => Err(no_topic()),
                    Err(elements) => Err(no_arn(parameter, elements)),
                }
            }
            _ => Err(invalid(format_args!(
                "{} Reason: a message goes to one of TopicArn, TargetArn and PhoneNumber",
                given.join(", ")
            ))),
        }
    }

    /// What is published, from the parameters that begin so.
    fn publication(&self, begin: &str, to: To) -> Result<Publication, ApiError> {
        let text = |name: &str| self.form.get(&format!("{begin}{name}"));
        let message = text("Message").ok_or_else(|| missing("Message"))?;
        let content = match text("MessageStructure").filter(|text| !text.is_empty()) {
            None => Content::Same(message.to_owned()),
            Some("json") => Content::per_protocol(message)
                .map_err(|why| invalid(format_args!("Message Structure - {why}")))?,
            Some(_) => return Err(invalid("MessageStructure")),
        };
        let subject = text("Subject");
        if subject.is_some_and(|subject| !is_subject(subject)) {
            return Err(invalid("Subject"));
        }
        let owned = |name| text(name).map(str::to_owned);
        Ok(Publication {
            to,
            subject: subject.map(str::to_owned),
            content,
            attributes: self.message_attributes(begin)?,
            group: owned("MessageGroupId"),
            deduplication_id: owned("MessageDeduplicationId"),
        })
    }

    fn message_attributes(&self, begin: &str) -> Result<MessageAttributes, ApiError> {
        let mut attributes = MessageAttributes::default();
        let name = format!("{begin}MessageAttributes");
        for entry in self.form.entries(&name, "Name") {
            let text = |field: &str| self.form.get(&format!("{entry}{field}"));
            let name = text("Name").unwrap_or_default();
            let data_type = text("Value.DataType").unwrap_or_default();
            let value = (text("Value.StringValue"), text("Value.BinaryValue"));
            let attribute = MessageAttribute::read(name, data_type, value.0, value.1)
                .map_err(|why| invalid_value(why.to_string()))?;
            if !attributes.insert(name, attribute) {
                return Err(invalid_value(format!(
                    "Message attribute name '{name}' already exists."
                )));
            }
        }
        Ok(attributes)
    }
}

/// "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100
/// characters long."
fn is_subject(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= SUBJECT_MAX && !text.contains(char::is_control)
}

fn written(published: &Published) -> Xml {
    let sequence = published.sequence.map(sequence_number);
    Xml::default()
        .text("MessageId", &published.id)
        .optional("SequenceNumber", sequence.as_deref())
}
