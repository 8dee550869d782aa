//! Subscriptions: who is told, who agreed, who wants no more.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Uri;
use wire::identifier::random_bytes;
use wire::query::Xml;
use wire::{ApiError, Caller, RequestId};

use super::page::page;
use super::{Answer, Call, attributes};
use crate::error::{invalid, limit};
use crate::message::{Content, Kind, Message, MessageAttributes, Target};
use crate::name::{SubscriptionId, TopicName};
use crate::store::State;
use crate::subscription::{
    self, Protocol, Status, Subscription, SubscriptionRecord, effective_policy,
};

/// A token is good for two days (API reference, ConfirmSubscription).
const TOKEN_VALID_MS: i64 = 2 * 24 * 60 * 60 * 1_000;

/// There are at most so many subscriptions: each is in memory. AWS allows 12.5 million a topic.
const SUBSCRIPTIONS_MAX: usize = 200_000;

/// A topic has at most so many subscriptions with filter policies (quotas, "Filter policies").
const FILTER_POLICIES_MAX: usize = 200;

/// What Subscribe answers as long as nobody agreed.
const PENDING: &str = "pending confirmation";

/// What lists have for the ARN of such a subscription.
const PENDING_ARN: &str = "PendingConfirmation";

impl Call<'_> {
    pub(super) async fn subscribe(&self) -> Answer {
        let topic = self.topic_name("TopicArn")?;
        let protocol = Protocol::parse(self.required("Protocol")?)?;
        let endpoint = self.form.get("Endpoint").unwrap_or_default();
        let mut asked = BTreeMap::new();
        for (name, value) in self.map("Attributes") {
            subscription::check(protocol, &name, &value)?;
            let value = subscription::normalised(&name, &value);
            asked.insert(name, value);
        }
        self.sns.0.store.state().topic(topic.as_str())?;
        protocol.check_endpoint(&topic, endpoint)?;
        self.check_reachable(protocol, endpoint)?;
        let status = if protocol.asks() {
            Status::Pending {
                token: token(),
                until_ms: self.sns.now_ms() + TOKEN_VALID_MS,
            }
        } else {
            Status::Confirmed {
                authenticated: true,
                signed_unsubscribe: false,
            }
        };
        let new = Subscription::new(
            SubscriptionRecord {
                id: SubscriptionId::random(),
                topic: topic.clone(),
                protocol,
                endpoint: endpoint.to_owned(),
                status,
                attributes: asked,
            },
            None,
        )?;
        let change = self.sns.0.store.change(|state| add(state, new));
        let record = change.await?;
        if let Status::Pending { token, .. } = &record.status {
            self.ask_to_confirm(&record, token).await?;
        }
        let wants_arn = self.form.get("ReturnSubscriptionArn") == Some("true");
        let arn = self.sns.0.place.subscription_arn(&topic, &record.id);
        let shown = if record.is_confirmed() || wants_arn {
            arn.as_str()
        } else {
            PENDING
        };
        Ok(Some(Xml::default().text("SubscriptionArn", shown)))
    }

    /// Refuses endpoints that would never be asked.
    fn check_reachable(&self, protocol: Protocol, endpoint: &str) -> Result<(), ApiError> {
        if !matches!(protocol, Protocol::Http | Protocol::Https) {
            return Ok(());
        }
        let uri: Uri = endpoint
            .parse()
            .map_err(|_| invalid("Endpoint must match the specified protocol"))?;
        self.sns.0.exchange.check(&uri).map_err(|why| {
            invalid(format_args!(
                "Endpoint Reason: {why}; the operator may allow it with --allow-host"
            ))
        })
    }

    async fn ask_to_confirm(
        &self,
        record: &SubscriptionRecord,
        token: &str,
    ) -> Result<(), ApiError> {
        let arn = self.sns.0.place.topic_arn(record.topic.as_str());
        let message = Message {
            id: RequestId::random().to_string(),
            sequence: self.sns.next_sequence(),
            published_ms: self.sns.now_ms(),
            topic: Some(record.topic.clone()),
            kind: Kind::SubscriptionConfirmation {
                token: token.to_owned(),
            },
            subject: None,
            body: Content::Same(format!(
                "You have chosen to subscribe to the topic {arn}.\nTo confirm the subscription, \
                 visit the SubscribeURL included in this message."
            )),
            attributes: MessageAttributes::default(),
            group: None,
            deduplication_id: None,
        };
        let target = Target::Subscription(record.id.clone());
        self.sns.deliver_all(message, vec![target]).await
    }

    pub(super) async fn confirm_subscription(&self) -> Answer {
        let topic = self.topic_name("TopicArn")?;
        let token = self.required("Token")?;
        let flag = self.form.get("AuthenticateOnUnsubscribe");
        let signed_unsubscribe = flag == Some("true") && *self.caller != Caller::Anonymous;
        let authenticated = *self.caller != Caller::Anonymous;
        let now = self.sns.now_ms();
        let change = self.sns.0.store.change(|state| {
            let found = state.topic(topic.as_str())?.subscriptions.values();
            let mut found = found.filter(|known| match &known.record.status {
                Status::Pending { token: known, .. } => known == token,
                Status::Confirmed { .. } => false,
            });
            let Some(known) = found.next() else {
                return Err(invalid("Token"));
            };
            let mut record = known.record.clone();
            if matches!(record.status, Status::Pending { until_ms, .. } if until_ms < now) {
                return Err(invalid("Token"));
            }
            let slots = known.slots.clone();
            record.status = Status::Confirmed {
                authenticated,
                signed_unsubscribe,
            };
            let id = record.id.clone();
            state.put_subscription(Subscription::new(record, Some(slots))?);
            Ok(id)
        });
        let id = change.await?;
        let arn = self.sns.0.place.subscription_arn(&topic, &id);
        Ok(Some(Xml::default().text("SubscriptionArn", &arn)))
    }

    pub(super) async fn unsubscribe(&self) -> Answer {
        let id = self.subscription_id()?;
        let anonymous = *self.caller == Caller::Anonymous;
        let change = self.sns.0.store.change(|state| {
            // There may be none: it is gone then, as was asked.
            let Ok(known) = state.subscription(id) else {
                return Ok(());
            };
            match known.record.status {
                Status::Pending { .. } if anonymous => {
                    Err(invalid("This subscription has not been confirmed yet"))
                }
                Status::Confirmed {
                    signed_unsubscribe: true,
                    ..
                } if anonymous => Err(ApiError::new(
                    "AuthorizationError",
                    "Only a signed request may end this subscription",
                )
                .with_status(http::StatusCode::FORBIDDEN)),
                Status::Pending { .. } | Status::Confirmed { .. } => {
                    state.remove_subscription(id);
                    Ok(())
                }
            }
        });
        change.await?;
        Ok(None)
    }

    pub(super) fn list_subscriptions(&self) -> Answer {
        let state = self.sns.0.store.state();
        self.list(state.subscriptions())
    }

    pub(super) fn list_subscriptions_by_topic(&self) -> Answer {
        let topic = self.topic_name("TopicArn")?;
        let state = self.sns.0.store.state();
        self.list(state.topic(topic.as_str())?.subscriptions.values())
    }

    fn list<'s>(&self, all: impl Iterator<Item = &'s Arc<Subscription>>) -> Answer {
        let place = &self.sns.0.place;
        let all = all.map(|subscription| {
            let record = &subscription.record;
            (record.id.as_str(), record)
        });
        let page = page(self.form.get("NextToken"), all)?;
        let members = page.items.iter().map(|record| {
            let arn = place.subscription_arn(&record.topic, &record.id);
            let arn = if record.is_confirmed() {
                &arn
            } else {
                PENDING_ARN
            };
            Xml::default()
                .text("SubscriptionArn", arn)
                .text("Owner", place.account.as_str())
                .text("Protocol", record.protocol.as_str())
                .text("Endpoint", &record.endpoint)
                .text("TopicArn", &place.topic_arn(record.topic.as_str()))
        });
        let xml = Xml::default().list("Subscriptions", members);
        Ok(Some(xml.optional("NextToken", page.next_token.as_deref())))
    }

    pub(super) fn get_subscription_attributes(&self) -> Answer {
        let id = self.subscription_id()?;
        let state = self.sns.0.store.state();
        let known = state.subscription(id)?;
        let mut shown = known.record.shown(&self.sns.0.place);
        if matches!(known.record.protocol, Protocol::Http | Protocol::Https) {
            let topic = state.topic(known.record.topic.as_str())?;
            let schedule = self.sns.0.http_schedule(known, &topic.topic);
            let name = "EffectiveDeliveryPolicy".to_owned();
            shown.push((name, effective_policy(&schedule)));
        }
        Ok(Some(attributes(&shown)))
    }

    pub(super) async fn set_subscription_attributes(&self) -> Answer {
        let id = self.subscription_id()?;
        let name = self.required("AttributeName")?;
        let value = self.form.get("AttributeValue").unwrap_or_default();
        let change = self.sns.0.store.change(|state| {
            let known = state.subscription(id)?.clone();
            let mut record = known.record.clone();
            subscription::check(record.protocol, name, value)?;
            let value = subscription::normalised(name, value);
            record.attributes.insert(name.to_owned(), value);
            check_filter_count(state, &record)?;
            let slots = Some(known.slots.clone());
            state.put_subscription(Subscription::new(record, slots)?);
            Ok(())
        });
        change.await?;
        Ok(None)
    }
}

/// Adds a subscription, or gives the one that is the same.
fn add(state: &mut State, new: Subscription) -> Result<SubscriptionRecord, ApiError> {
    let topic = state.topic(new.record.topic.as_str())?;
    let known = topic.subscriptions.values().find(|known| {
        known.record.protocol == new.record.protocol && known.record.endpoint == new.record.endpoint
    });
    if let Some(known) = known {
        if new.record.attributes != known.record.attributes && !new.record.attributes.is_empty() {
            return Err(invalid(
                "Attributes Reason: Subscription already exists with different attributes",
            ));
        }
        if known.record.is_confirmed() {
            return Ok(known.record.clone());
        }
        // Who was asked and did not agree is asked anew.
        let mut record = known.record.clone();
        record.status = new.record.status;
        let slots = Some(known.slots.clone());
        state.put_subscription(Subscription::new(record.clone(), slots)?);
        return Ok(record);
    }
    if state.count_subscriptions() >= SUBSCRIPTIONS_MAX {
        let message = "There are as many subscriptions as there may be.";
        return Err(limit("SubscriptionLimitExceeded", message));
    }
    check_filter_count(state, &new.record)?;
    let record = new.record.clone();
    state.put_subscription(new);
    Ok(record)
}

fn check_filter_count(state: &State, record: &SubscriptionRecord) -> Result<(), ApiError> {
    if !record.has_filter() {
        return Ok(());
    }
    let topic: &TopicName = &record.topic;
    let others = state.topic(topic.as_str())?.subscriptions.values();
    let others = others
        .filter(|other| other.record.id != record.id && other.record.has_filter())
        .take(FILTER_POLICIES_MAX)
        .count();
    if others >= FILTER_POLICIES_MAX {
        let message = "The topic has as many filter policies as it may have.";
        return Err(limit("FilterPolicyLimitExceeded", message));
    }
    Ok(())
}

/// What nobody can guess, in 256 hexadecimal digits as on AWS.
fn token() -> String {
    use std::fmt::Write as _;
    let mut token = String::with_capacity(256);
    for byte in random_bytes::<128>() {
        // Writing to a `String` cannot fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}
