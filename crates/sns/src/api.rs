//! The wire protocol, `awsQuery`: which operation is asked, what it needs leave for, its answer.
//!
//! | module | holds |
//! |---|---|
//! | `topics` | topics, their attributes, tags and permissions |
//! | `subscriptions` | who subscribes, confirms, unsubscribes |
//! | `publication` | Publish and PublishBatch |
//! | `sms` | phone numbers that opted out, attributes of text messages |
//! | `page` | lists that are answered page by page |
//! | `link` | what those see who follow a link of a message |

mod link;
mod page;
mod publication;
mod sms;
mod subscriptions;
mod topics;

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use wire::query::{Form, Xml};
use wire::response::respond;
use wire::{ApiError, Caller, Future, Permission, Request, Response, Service};

use crate::error::{invalid, missing, no_topic};
use crate::name::{Named, TopicName};
use crate::sns::Sns;

/// What answers are written in, with the version of SNS's API.
const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// What an operation answers; `None` when it has nothing to tell.
type Answer = Result<Option<Xml>, ApiError>;

/// An operation: what it asks for, and of whom.
struct Call<'a> {
    sns: &'a Sns,
    form: &'a Form,
    caller: &'a Caller,
}

impl Service for Sns {
    fn signing_name(&self) -> &'static str {
        "sns"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let form = Form::read(request);
        // What is no operation is refused as such, by `handle`.
        let action = form.action().ok()?;
        let resource = match action {
            "CreateTopic" => self.0.place.topic_arn(form.get("Name").unwrap_or("*")),
            _ => ["TopicArn", "TargetArn", "ResourceArn"]
                .into_iter()
                .find_map(|name| form.get(name))
                .unwrap_or("*")
                .to_owned(),
        };
        let action = match action {
            "PublishBatch" => "Publish",
            other => other,
        };
        Some(Permission {
            action: format!("sns:{action}"),
            resource,
        })
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            let form = Form::read(&request);
            match self.answer(&request, &form).await {
                Ok(body) => respond(StatusCode::OK, "text/xml", body),
                Err(error) => self.refuse(&request, &error),
            }
        })
    }

    fn refuse(&self, request: &Request, error: &ApiError) -> Response {
        error.to_query_response(request.id)
    }
}

impl Sns {
    /// Whether a request follows a link of a message, which carries no signature: a GET that confirms
    /// or ends a subscription. It is [answered](Sns::follow) whoever makes it, since the link proves
    /// that they were sent the message.
    pub fn is_link(head: &http::request::Parts) -> bool {
        head.method == Method::GET
            && head.uri.path() == "/"
            && head.uri.query().is_some_and(|query| {
                query
                    .split('&')
                    .any(|pair| matches!(pair, "Action=ConfirmSubscription" | "Action=Unsubscribe"))
            })
    }

    async fn answer(&self, request: &Request, form: &Form) -> Result<String, ApiError> {
        let action = form.action()?;
        let call = Call {
            sns: self,
            form,
            caller: &request.caller,
        };
        let result = call.perform(action).await?;
        Ok(Xml::response(action, NAMESPACE, result, request.id))
    }
}

impl Call<'_> {
    async fn perform(&self, action: &str) -> Answer {
        match action {
            "Publish" => self.publish().await,
            "PublishBatch" => self.publish_batch().await,

            "CreateTopic" => self.create_topic().await,
            "DeleteTopic" => self.delete_topic().await,
            "ListTopics" => self.list_topics(),
            "GetTopicAttributes" => self.get_topic_attributes(),
            "SetTopicAttributes" => self.set_topic_attributes().await,
            "AddPermission" => self.add_permission().await,
            "RemovePermission" => self.remove_permission().await,
            "TagResource" => self.tag_resource().await,
            "UntagResource" => self.untag_resource().await,
            "ListTagsForResource" => self.list_tags(),

            "Subscribe" => self.subscribe().await,
            "ConfirmSubscription" => self.confirm_subscription().await,
            "Unsubscribe" => self.unsubscribe().await,
            "ListSubscriptions" => self.list_subscriptions(),
            "ListSubscriptionsByTopic" => self.list_subscriptions_by_topic(),
            "GetSubscriptionAttributes" => self.get_subscription_attributes(),
            "SetSubscriptionAttributes" => self.set_subscription_attributes().await,

            "CheckIfPhoneNumberIsOptedOut" => self.is_opted_out(),
            "ListPhoneNumbersOptedOut" => self.list_opted_out(),
            "OptInPhoneNumber" => self.opt_in().await,
            "GetSMSAttributes" => Ok(Some(self.get_sms_attributes())),
            "SetSMSAttributes" => self.set_sms_attributes().await,
            _ => Err(ApiError::new(
                "InvalidAction",
                format!("The action {action} is not valid for this endpoint."),
            )),
        }
    }

    fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.form.get(name).ok_or_else(|| missing(name))
    }

    /// The name in a topic's ARN. There may be no such topic.
    fn topic_name(&self, parameter: &str) -> Result<TopicName, ApiError> {
        let arn = self.required(parameter)?;
        match self.sns.0.place.named(arn) {
            Ok(Named::Topic(name)) => TopicName::parse(name).ok_or_else(no_topic),
            Ok(Named::Subscription(_) | Named::Foreign) => Err(no_topic()),
            Err(elements) => Err(no_arn(parameter, elements)),
        }
    }

    /// The id in a subscription's ARN.
    fn subscription_id(&self) -> Result<&str, ApiError> {
        let parameter = "SubscriptionArn";
        let arn = self.required(parameter)?;
        match self.sns.0.place.named(arn) {
            Ok(Named::Subscription(id)) => Ok(id),
            Ok(Named::Topic(_)) => Err(no_arn(parameter, 6)),
            Ok(Named::Foreign) => Err(crate::error::no_subscription()),
            Err(elements) => Err(no_arn(parameter, elements)),
        }
    }

    /// A map of texts: `Attributes.entry.1.key`, `Attributes.entry.1.value`.
    fn map(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.form.entries(name, "key").into_iter();
        entries
            .map(|entry| {
                let text = |field| {
                    self.form
                        .get(&format!("{entry}{field}"))
                        .unwrap_or_default()
                };
                (text("key").to_owned(), text("value").to_owned())
            })
            .collect()
    }
}

fn no_arn(parameter: &str, elements: usize) -> ApiError {
    let expected = if parameter == "SubscriptionArn" { 7 } else { 6 };
    invalid(format_args!(
        "{parameter} Reason: An ARN must have at least {expected} elements, not {elements}"
    ))
}

/// Attributes as operations answer them.
fn attributes(shown: &[(String, String)]) -> Xml {
    let entries = shown.iter().map(|(name, value)| (&**name, &**value));
    Xml::default().map("Attributes", entries)
}
