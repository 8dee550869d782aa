//! Asynchronous invocations: kept until they succeed, fail for good, or grow too old.
//!
//! An event is a document of the journal from before it is acknowledged until its end. After a
//! crash it runs again, so a function may see it twice, as on AWS.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use journal::Journal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use wire::{ApiError, RequestId};

use crate::api::whole;
use crate::configuration::Limits;
use crate::error;
use crate::function::{EventInvocation, Function};
use crate::functions::{ReadError, document, durable, read};
use crate::invoke::{self, Event, Executor, Outcome};
use crate::lambda::Lambda;
use crate::name::{FunctionName, Qualifier, Reference};
use crate::timestamp;

/// Documents by request id.
const EVENTS: &str = "lambda.event";
/// How long an event waits when its function is busy, at first and at most. AWS: 1 s to 5 min.
const BUSY_DELAY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(5));

/// An event that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// A random UUID: the request id of every try, as on AWS.
    id: String,
    function: FunctionName,
    qualifier: Option<String>,
    payload: String,
    function_arn: String,
    client_context: Option<String>,
    idempotency_key: Option<String>,
    /// Tries that failed.
    failures: usize,
    /// Milliseconds since 1970.
    accepted: u64,
    /// Not before then. Milliseconds since 1970.
    due: u64,
}

/// All events that are kept.
pub(crate) struct Events {
    journal: Journal,
    limits: Limits,
    running: Mutex<HashMap<String, AbortHandle>>,
    /// A handler of this program was registered.
    registered: Notify,
}

impl Events {
    /// The events that a former server left, to be [resumed](Events::resume).
    pub(crate) fn read(
        journal: Journal,
        limits: &Limits,
    ) -> Result<(Events, Vec<Kept>), ReadError> {
        let waiting = read(&journal, EVENTS)?.into_iter().map(|(_, event)| event);
        let waiting = waiting.collect();
        Ok((
            Events {
                journal,
                limits: limits.clone(),
                running: Mutex::default(),
                registered: Notify::new(),
            },
            waiting,
        ))
    }

    /// Keeps an event. When it returns, the event is on the disk.
    pub(crate) async fn accept(
        &self,
        lambda: &Arc<Lambda>,
        reference: &Reference,
        event: Event,
    ) -> Result<(), ApiError> {
        let waiting = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        if waiting >= self.limits.events_max {
            return Err(error::too_many_requests("CallerRateLimitExceeded"));
        }
        let text = |value: Option<&HeaderValue>| {
            value
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let now = timestamp::milliseconds(SystemTime::now());
        let kept = Kept {
            id: event.id.to_string(),
            function: reference.name.clone(),
            qualifier: reference.qualifier.as_ref().map(Qualifier::to_string),
            payload: String::from_utf8_lossy(&event.payload).into_owned(),
            function_arn: event.function_arn.to_string(),
            client_context: text(event.client_context.as_ref()),
            idempotency_key: text(event.idempotency_key.as_ref()),
            failures: 0,
            accepted: now,
            due: now,
        };
        let written = self
            .journal
            .write_document(EVENTS, &kept.id, Some(document(&kept)));
        durable(written).await?;
        self.resume(lambda, kept);
        Ok(())
    }

    /// Runs an event to its end, in the background.
    pub(crate) fn resume(&self, lambda: &Arc<Lambda>, kept: Kept) {
        let id = kept.id.clone();
        let weak = Arc::downgrade(lambda);
        // Invariant: the entry is made before the task can remove it.
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let task = tokio::spawn(async move {
            let Some(lambda) = weak.upgrade() else {
                return;
            };
            let id = kept.id.clone();
            finish(&lambda, kept).await;
            lambda.forget_event(&id);
        });
        running.insert(id, task.abort_handle());
    }

    /// Looks again for the functions that events wait for.
    pub(crate) fn look_again(&self) {
        self.registered.notify_waiters();
    }

    /// Lets no event run any more; all stay kept.
    pub(crate) fn stop(&self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, task) in running.drain() {
            task.abort();
        }
    }
}

impl Lambda {
    fn forget_event(&self, id: &str) {
        let mut running = self
            .events()
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        running.remove(id);
    }

    /// Stores that an event was tried, or, without it, that it has ended.
    fn write_event(&self, id: &str, kept: Option<&Kept>) {
        // Nobody waits for it: if it is lost, the event is tried once more than it had to be.
        drop(
            self.events()
                .journal
                .write_document(EVENTS, id, kept.map(document)),
        );
    }
}

/// Tries an event until it ends.
async fn finish(lambda: &Arc<Lambda>, mut kept: Kept) {
    let mut busy_delay = BUSY_DELAY.0;
    loop {
        let wait = kept
            .due
            .saturating_sub(timestamp::milliseconds(SystemTime::now()));
        tokio::time::sleep(Duration::from_millis(wait)).await;
        let registered = lambda.events().registered.notified();
        let reference = Reference {
            name: kept.function.clone(),
            qualifier: kept.qualifier.as_deref().and_then(Qualifier::parse),
        };
        let limits = &lambda.events().limits;
        let age = timestamp::milliseconds(SystemTime::now()).saturating_sub(kept.accepted);
        let age = Duration::from_millis(age);
        let Some(function) = runnable(lambda, &reference) else {
            if age > limits.event_age_max {
                tracing::warn!(function = %kept.function, id = kept.id, "an event's function is gone");
                break;
            }
            // A handler of this program that is not registered yet, after a restart.
            let _ = tokio::time::timeout(busy_delay, registered).await;
            busy_delay = (busy_delay * 2).min(BUSY_DELAY.1);
            continue;
        };
        let rules = rules_of(&function, &reference);
        let age_max = rules
            .age_max_seconds
            .map_or(limits.event_age_max, |age| Duration::from_secs(age.into()));
        if age > age_max {
            settle(lambda, &function, &rules, &kept, "EventAgeExceeded", None).await;
            break;
        }
        match attempt(lambda, &function, &reference, &kept).await {
            Ok(outcome) if !outcome.failed => {
                settle(lambda, &function, &rules, &kept, "Success", Some(&outcome)).await;
                break;
            }
            Ok(outcome) => {
                let retries = rules
                    .retries_max
                    .map_or(limits.event_retry_delays.len(), |most| {
                        limits.event_retry_delays.len().min(most as usize)
                    });
                if kept.failures >= retries {
                    kept.failures += 1;
                    let condition = "RetriesExhausted";
                    settle(lambda, &function, &rules, &kept, condition, Some(&outcome)).await;
                    break;
                }
                let wait = limits.event_retry_delays[kept.failures];
                delay(&mut kept, wait);
                kept.failures += 1;
                lambda.write_event(&kept.id, Some(&kept));
            }
            Err(refused) if refused.status == http::StatusCode::TOO_MANY_REQUESTS => {
                delay(&mut kept, busy_delay);
                busy_delay = (busy_delay * 2).min(BUSY_DELAY.1);
            }
            Err(refused) => {
                tracing::warn!(%refused, function = %kept.function, "an event could not be run");
                delay(&mut kept, busy_delay);
                busy_delay = (busy_delay * 2).min(BUSY_DELAY.1);
            }
        }
    }
    lambda.write_event(&kept.id, None);
}

/// The function that a reference leads to, when there is something to run.
fn runnable(lambda: &Lambda, reference: &Reference) -> Option<Arc<Function>> {
    let function = lambda.functions().find(reference).ok()?;
    let version = function.resolve(reference.qualifier.as_ref())?;
    let runs = !matches!(version.executor, Executor::Absent);
    runs.then_some(function)
}

fn delay(kept: &mut Kept, by: Duration) {
    kept.due = timestamp::milliseconds(SystemTime::now() + by);
}

fn rules_of(function: &Function, reference: &Reference) -> EventInvocation {
    let key = match &reference.qualifier {
        None | Some(Qualifier::Latest) => String::new(),
        Some(qualifier) => qualifier.to_string(),
    };
    let rules = function.attributes.event_invocations.get(&key);
    rules.cloned().unwrap_or_default()
}

async fn attempt(
    lambda: &Lambda,
    function: &Arc<Function>,
    reference: &Reference,
    kept: &Kept,
) -> Result<Outcome, ApiError> {
    let version = function
        .resolve(reference.qualifier.as_ref())
        .ok_or_else(|| error::function_not_found(&lambda.host().place, reference))?;
    let header = |text: &Option<String>| {
        text.as_deref()
            .and_then(|text| HeaderValue::from_str(text).ok())
    };
    let event = Event {
        id: RequestId::parse(&kept.id).unwrap_or_else(RequestId::random),
        payload: Bytes::copy_from_slice(kept.payload.as_bytes()),
        function_arn: kept.function_arn.as_str().into(),
        client_context: header(&kept.client_context),
        trace: None,
        idempotency_key: header(&kept.idempotency_key),
    };
    let permit = lambda.permit(function)?;
    let reply = invoke::run(version, event, false, permit).await?;
    Ok(whole(reply).await)
}

/// Sends what became of an event to where its function wants it.
async fn settle(
    lambda: &Lambda,
    function: &Function,
    rules: &EventInvocation,
    kept: &Kept,
    condition: &str,
    outcome: Option<&Outcome>,
) {
    let succeeded = condition == "Success";
    let destination = if succeeded {
        rules.on_success_arn.as_ref()
    } else {
        rules.on_failure_arn.as_ref()
    };
    let payload = serde_json::from_str::<Value>(&kept.payload).unwrap_or_default();
    if let Some(arn) = destination {
        let version = function.latest.record.version();
        let mut record = json!({
            "version": "1.0",
            "timestamp": timestamp::iso8601(SystemTime::now()),
            "requestContext": {
                "requestId": kept.id,
                "functionArn": format!("{}:{}", kept.function_arn, version),
                "condition": condition,
                "approximateInvokeCount": kept.failures + usize::from(succeeded),
            },
            "requestPayload": payload,
        });
        if let Some(outcome) = outcome {
            record["responseContext"] = json!({"statusCode": 200, "executedVersion": version});
            if outcome.failed {
                record["responseContext"]["functionError"] = json!("Unhandled");
            }
            record["responsePayload"] =
                serde_json::from_slice(&outcome.payload).unwrap_or_default();
        }
        send(lambda, function, arn, &record).await;
    } else if !succeeded && let Some(arn) = &function.latest.record.settings.dead_letter_arn {
        send(lambda, function, arn, &payload).await;
    }
}

/// Sends a message to a queue, a topic or another function, as the function's role.
async fn send(lambda: &Lambda, function: &Function, arn: &str, message: &Value) {
    let Some((service, request)) = message_to(arn, message) else {
        tracing::warn!(arn, function = %function.name, "results cannot be sent there");
        return;
    };
    let Some(services) = lambda.services() else {
        return;
    };
    let role = Arc::from(function.latest.record.settings.role.as_str());
    match services.call(service, Some(role), request).await {
        Ok(response) if response.status().is_success() => {}
        Ok(response) => {
            let status = response.status().as_u16();
            tracing::warn!(arn, status, function = %function.name, "a result was refused");
        }
        Err(error) => {
            tracing::warn!(arn, %error, function = %function.name, "a result could not be sent");
        }
    }
}

/// The request that puts a message where an ARN says.
fn message_to(arn: &str, message: &Value) -> Option<(&'static str, http::Request<Bytes>)> {
    let mut parts = arn.splitn(6, ':').skip(2);
    let service = parts.next()?;
    let region = parts.next()?;
    let account = parts.next()?;
    let resource = parts.next()?;
    let text = message.to_string();
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let post = |path: String, content_type: &str, body: String| {
        http::Request::post(path)
            .header(http::header::CONTENT_TYPE, content_type)
            .body(Bytes::from(body))
    };
    let (service, request) = match service {
        "sns" => (
            "sns",
            post(
                "/".to_owned(),
                "application/x-www-form-urlencoded",
                format!(
                    "Action=Publish&Version=2010-03-31&TopicArn={}&Message={}",
                    encoded(arn),
                    encoded(&text)
                ),
            ),
        ),
        "sqs" => {
            let url = format!("https://sqs.{region}.amazonaws.com/{account}/{resource}");
            let body = json!({"QueueUrl": url, "MessageBody": text}).to_string();
            let request = http::Request::post("/")
                .header(http::header::CONTENT_TYPE, "application/x-amz-json-1.0")
                .header("x-amz-target", "AmazonSQS.SendMessage")
                .body(Bytes::from(body));
            ("sqs", request)
        }
        "lambda" => {
            let path = format!("/2015-03-31/functions/{}/invocations", encoded(arn));
            let request = http::Request::post(path)
                .header("x-amz-invocation-type", "Event")
                .body(Bytes::from(text));
            ("lambda", request)
        }
        _ => return None,
    };
    Some((service, request.ok()?))
}
